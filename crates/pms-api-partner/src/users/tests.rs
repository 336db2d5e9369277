use pms_api_testkit::{Site, with};
use serde_json::json;

use crate::SERVICE;

fn user() -> serde_json::Value {
    json!({
        "userName": "new.user", "contactNo": "0801234567", "emailID": "new.user@people.example",
        "organizationName": "Acme Ltd", "role": "AUTH_PARTNER", "partnerId": "acme",
    })
}

#[tokio::test]
async fn an_admin_creates_users_and_one_who_exists_stays() {
    for site in Site::on_both(SERVICE).await {
        let admin = site.admin().await;
        insta::assert_snapshot!("created", site.send(&admin, "POST", "/users", user()).await.golden());
        let again = with(user(), json!({"role": "PARTNER_ADMIN"}));
        assert_eq!(site.send(&admin, "POST", "/users", again).await.response()["userId"], "new.user");
    }
}

#[tokio::test]
async fn refusals() {
    let site = Site::new(SERVICE).await;
    let admin = site.admin().await;
    for member in ["userName", "contactNo", "emailID"] {
        let expected =
            format!("400 PMS_COR_001 Invalid request parameter - should not be null or empty :request.{member}");
        site.refuses(&admin, "POST", "/users", &[(with(user(), json!({ member: "" })), expected.as_str())]).await;
    }
    let failed = "PMS_ATH_500 Server error occured,Please check the logs ";
    let weak = "PMS_ACC_003 The password is too easy to guess.";
    let cases = [
        (with(user(), json!({"role": "ROOT"})), failed),
        (with(user(), json!({"userName": "new user"})), failed),
        (with(user(), json!({"emailID": "nobody"})), failed),
        (with(user(), json!({"emailID": "admin@people.example"})), failed),
        (with(user(), json!({"userPassword": "secret"})), weak),
    ];
    site.refuses(&admin, "POST", "/users", &cases).await;
    let partner = site.person("partner", &["AUTH_PARTNER"]).await;
    site.refuses(&partner, "POST", "/users", &[(user(), "403 KER-ATH-403 Forbidden")]).await;
}
