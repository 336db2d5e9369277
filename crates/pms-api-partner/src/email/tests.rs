use pms_api_testkit::Site;
use serde_json::json;

use crate::SERVICE;

#[tokio::test]
async fn an_address_is_known_or_not() {
    for site in Site::on_both(SERVICE).await {
        site.policy_group("Group").await;
        let owner = site.owner("acme", "Auth_Partner").await;
        let known =
            site.send(&owner, "PUT", "/partners/email/verify", json!({"emailId": "ACME@partners.example"})).await;
        insta::assert_snapshot!("known", known.golden());
        let other = site.send(&owner, "PUT", "/partners/email/verify", json!({"emailId": "x@partners.example"})).await;
        assert_eq!(other.response()["emailExists"], false);
        let cases = [
            (json!({}), "PMS_PRT_012 Invalid emailId."),
            (json!({"emailId": null}), "PMS_PRT_012 Invalid emailId."),
            (json!({"emailId": "acme"}), "PMS_PRT_012 Invalid emailId."),
        ];
        site.refuses(&owner, "PUT", "/partners/email/verify", &cases).await;
    }
}

#[tokio::test]
async fn other_peoples_addresses_are_told_twenty_times_an_hour() {
    let site = Site::new(SERVICE).await;
    let person = site.person("curious", &[]).await;
    let ask =
        async |email: &str| site.send(&person, "PUT", "/partners/email/verify", json!({ "emailId": email })).await;
    for number in 0..20 {
        assert_eq!(ask(&format!("n{number}@partners.example")).await.error(), "success");
    }
    let refused = ask("one.more@partners.example").await;
    assert_eq!(refused.error(), "429 PMS_LIM_001 Too many requests. Try again later.");
    assert_eq!(ask("curious@people.example").await.error(), "success", "the own address is no secret");
}
