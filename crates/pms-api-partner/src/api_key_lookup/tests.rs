use pms_api_testkit::Site;
use serde_json::json;

use crate::SERVICE;
use crate::testing::{active, ask, generate, key_id, linked, linking};

const FORBIDDEN: &str = "403 KER-ATH-403 Forbidden";
const OF_ACME: &str = "/partners/acme/apikey/request";

#[tokio::test]
async fn a_partners_requests_have_their_newest_key() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = linking(&site, "Auth_Partner", "Auth").await;
        let none = "PMS_PRT_006 No api key req exist";
        site.get_refuses(&owner, &[(OF_ACME, none), ("/partners/nobody/apikey/request", none)]).await;
        let request = ask(&site, &owner, "acme", "Kyc").await;
        insta::assert_snapshot!("without_key", site.get(&owner, OF_ACME).await.golden());
        assert_eq!(crate::testing::decide(&site, &admin, &request, "approved").await, "success");
        generate(&site, &owner, "Older").await;
        site.clock.advance(chrono::TimeDelta::seconds(1));
        let key = generate(&site, &owner, "Newer").await;
        let answer = site.get(&admin, OF_ACME).await;
        insta::assert_snapshot!("with_key", answer.golden());
        assert_eq!(answer.response()[0]["partnerApiKey"], json!(key_id(&site, "Newer").await));
        assert!(!answer.text.contains(&key));
        site.sql("UPDATE auth_policy SET is_active = FALSE WHERE id = 'kyc'").await;
        assert_eq!(site.get(&owner, OF_ACME).await.response()[0]["apikeyStatus"], json!(false));
        let stranger = active(&site, "other", "Auth_Partner").await;
        site.get_refuses(&stranger, &[(OF_ACME, "PMS_PRT_055 User not authorized.")]).await;
        let device = site.person("device", &["DEVICE_PROVIDER"]).await;
        site.get_refuses(&device, &[(OF_ACME, FORBIDDEN)]).await;
    }
}

#[tokio::test]
async fn a_keys_policy_is_told_to_managers() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = linked(&site, "Auth_Partner", "Auth").await;
        let key = generate(&site, &owner, "Key").await;
        let path = format!("/partners/acme/apikey/{key}");
        let by_id = format!("/partners/acme/apikey/{}", key_id(&site, "Key").await);
        let found = site.get(&admin, &path).await;
        insta::assert_snapshot!("policy_of_key", found.golden());
        assert_eq!(site.get(&admin, &by_id).await.response(), found.response());
        let none = "PMS_PMP_009 For given partner and apikey mapping not exists.";
        let elsewhere = format!("/partners/other/apikey/{key}");
        site.get_refuses(&admin, &[("/partners/acme/apikey/guess", none), (&elsewhere, none)]).await;
        site.get_refuses(&owner, &[(&path, FORBIDDEN)]).await;
    }
}

#[tokio::test]
async fn all_requests_are_listed_for_managers() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = linking(&site, "Auth_Partner", "Auth").await;
        let none = "PMS_PMP_015 No Partner api key requests for the Policy Group";
        site.get_refuses(&admin, &[("/partners/apikey", none), ("/partners/apikey/none", none)]).await;
        let request = ask(&site, &owner, "acme", "Kyc").await;
        let all = site.get(&admin, "/partners/apikey").await;
        insta::assert_snapshot!("requests", all.golden());
        let one = site.get(&admin, &format!("/partners/apikey/{request}")).await;
        insta::assert_snapshot!("request", one.golden());
        assert_eq!(all.response()["apikeyRequests"], json!([one.response()]));
        site.get_refuses(&owner, &[("/partners/apikey", FORBIDDEN), ("/partners/apikey/none", FORBIDDEN)]).await;
        let manager = site.person("manager", &["PARTNERMANAGER"]).await;
        assert_eq!(site.get(&manager, "/partners/apikey").await.response(), all.response());
    }
}
