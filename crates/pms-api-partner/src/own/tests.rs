use pms_api_testkit::Site;
use serde_json::json;

use crate::SERVICE;

#[tokio::test]
async fn own_partners_are_listed_by_status_group_and_type() {
    for site in Site::on_both(SERVICE).await {
        site.policy_group("Group").await;
        let owner = site.owner("acme", "Auth_Partner").await;
        let other = site.owner("beta", "Device_Provider").await;
        let waiting = site.get(&owner, "/partners/v3?status=InProgress&policyGroupAvailable=true").await;
        insta::assert_snapshot!("with_group", waiting.golden());
        let bare = site.get(&owner, "/partners/v3?status=InProgress").await;
        insta::assert_snapshot!("without_group", bare.golden());
        let of = async |person, query: &str| {
            let rows = site.get(person, &format!("/partners/v3?{query}")).await.response();
            rows.as_array().unwrap().iter().map(|row| row["partnerId"].clone()).collect::<Vec<_>>()
        };
        for (person, query, expected) in [
            (&owner, "status=approved", vec![]),
            (&owner, "status=inprogress", vec![]),
            (&owner, "status=InProgress&policyGroupAvailable=false", vec![]),
            (&owner, "status=InProgress&partnerType=Auth_Partner", vec![json!("acme")]),
            (&owner, "status=InProgress&partnerType=auth_partner", vec![]),
            (&owner, "status=InProgress&partnerType=", vec![json!("acme")]),
            (&other, "status=InProgress&policyGroupAvailable=true", vec![]),
            (&other, "status=InProgress&policyGroupAvailable=false", vec![json!("beta")]),
        ] {
            assert_eq!(of(person, query).await, expected, "{query}");
        }
    }
}

#[tokio::test]
async fn refusals_of_own_partners() {
    for site in Site::on_both(SERVICE).await {
        let admin = site.admin().await;
        site.policy_group("Group").await;
        let owner = site.owner("acme", "Auth_Partner").await;
        let staff = site.person("staff", &["POLICYMANAGER"]).await;
        let nobody = "PMS_CERTIFICATE_ERROR_002 User Id does not exists.";
        site.get_refuses(&admin, &[("/partners/v3?status=approved", nobody)]).await;
        site.get_refuses(&staff, &[("/partners/v3?status=approved", "403 KER-ATH-403 Forbidden")]).await;
        let missing = site.get(&owner, "/partners/v3").await;
        assert_eq!(
            (missing.status, missing.json()["detail"].clone()),
            (400, json!("Required parameter 'status' is not present."))
        );
        site.sql("UPDATE partner SET policy_group_id = 'gone' WHERE id = 'acme'").await;
        let gone = "PMS_POLICY_ERROR_001 Policy Group does not exists.";
        site.get_refuses(&owner, &[("/partners/v3?status=InProgress&policyGroupAvailable=true", gone)]).await;
        site.get_refuses(&owner, &[("/partners/v3?status=InProgress", "success")]).await;
    }
}
