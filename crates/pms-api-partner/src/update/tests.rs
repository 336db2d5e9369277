use pms_api_testkit::Site;
use serde_json::json;

use crate::SERVICE;

#[tokio::test]
async fn what_is_not_sent_stays() {
    for site in Site::on_both(SERVICE).await {
        site.policy_group("Group").await;
        let (owner, admin) = (site.owner("acme", "Auth_Partner").await, site.admin().await);
        let request = json!({
            "address": "2 Main Street", "contactNumber": 801, "logoUrl": "https://acme.example/logo.png",
            "additionalInfo": [{"orderRedirectUrl": "https://acme.example"}],
        });
        let answer = site.send(&owner, "PUT", "/partners/v2/acme", request).await;
        insta::assert_snapshot!("updated_v2", answer.golden());
        let request = json!({"address": "3 Main Street", "contactNumber": "802"});
        let answer = site.send(&admin, "PUT", "/partners/acme", request).await;
        insta::assert_snapshot!("updated", answer.golden());
        let row = &site.get(&admin, "/partners/v2").await.response()["partners"][0];
        assert_eq!(row["address"], "3 Main Street");
        assert_eq!(row["contactNumber"], "802");
        assert_eq!(row["logoUrl"], "https://acme.example/logo.png");
        assert_eq!(row["additionalInfo"], json!([{"orderRedirectUrl": "https://acme.example"}]));
    }
}

#[tokio::test]
async fn refusals() {
    let site = Site::new(SERVICE).await;
    site.policy_group("Group").await;
    let owner = site.owner("acme", "Auth_Partner").await;
    site.owner("other", "Auth_Partner").await;
    let full = json!({"address": "1 Main Street", "contactNumber": "1"});
    let violation = |text: &str| format!("400 PMS_COR_001 Invalid request parameter - {text}");
    let address = violation("value is empty or null :request.address");
    let long = violation("Length should be between 1 and 2000 chars :request.address");
    let number = violation("value is empty or null :request.contactNumber");
    let digits = violation("Length should be between 1 and 16 chars :request.contactNumber");
    let cases = [
        (json!({"contactNumber": "1"}), address.as_str()),
        (json!({"address": "x".repeat(2001), "contactNumber": "1"}), &long),
        (json!({"address": "1 Main Street"}), &number),
        (json!({"address": "1 Main Street", "contactNumber": "1".repeat(17)}), &digits),
    ];
    for prefix in ["/partners", "/partners/v2"] {
        site.refuses(&owner, "PUT", &format!("{prefix}/acme"), &cases).await;
        for (id, expected) in
            [("nobody", "PMS_PRT_005 Partner does not exist"), ("other", "PMS_PRT_055 User not authorized.")]
        {
            site.refuses(&owner, "PUT", &format!("{prefix}/{id}"), &[(full.clone(), expected)]).await;
        }
    }
    let large = json!({"address": "a", "contactNumber": "1", "additionalInfo": ["x".repeat(20_000)]});
    site.refuses(&owner, "PUT", "/partners/v2/acme", &[(large, "PMS_PRT_096 Json is not valid")]).await;
}
