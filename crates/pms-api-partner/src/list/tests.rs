use pms_api_testkit::{Site, registration, with};
use pms_store::audit::Record;
use pms_store::partner::{self, ContactData, NewPartner};
use serde_json::json;

use crate::SERVICE;

#[tokio::test]
async fn all_partners_by_id() {
    for site in Site::on_both(SERVICE).await {
        site.policy_group("Group").await;
        let caller = site.person("idrepo", &["ID_REPOSITORY"]).await;
        let nobody = "PMS_PMP_013 Partner does not exist";
        site.get_refuses(&caller, &[("/partners", nobody), ("/partners/v2", nobody)]).await;
        let owner = site.owner("beta", "Device_Provider").await;
        let info = json!([{"orderRedirectUrl": "https://acme.example"}]);
        let request =
            with(registration("acme", "Auth_Partner"), json!({"additionalInfo": info, "logoUrl": "https://logo"}));
        assert_eq!(site.send(&owner, "POST", "/partners/v2", request).await.error(), "success");
        insta::assert_snapshot!("list", site.get(&caller, "/partners").await.golden());
        insta::assert_snapshot!("list_v2", site.get(&caller, "/partners/v2?partnerType=").await.golden());
        let devices = site.get(&caller, "/partners?partnerType=Device_Provider").await.response();
        assert_eq!(devices["partners"].as_array().unwrap().len(), 1);
        let cases =
            [("/partners?partnerType=device_provider", nobody), ("/partners/v2?partnerType=MISP_Partner", nobody)];
        site.get_refuses(&caller, &cases).await;
        site.get_refuses(&owner, &[("/partners", "403 KER-ATH-403 Forbidden")]).await;
    }
}

#[tokio::test]
async fn a_long_list_is_whole() {
    let site = Site::new(SERVICE).await;
    let ctx = site.system();
    let mut change = site.app.store().change().await.unwrap();
    let expected: Vec<String> = (0..1203).map(|number| format!("partner-{number:05}")).collect();
    for id in &expected {
        let contact = ContactData { email: format!("{id}@partners.example"), ..ContactData::default() };
        let new = NewPartner {
            id,
            policy_group_id: None,
            name: "Acme Ltd",
            contact: &contact,
            user_id: id,
            partner_type_code: "Device_Provider",
            approval_status: "approved",
            is_active: true,
            lang_code: "eng",
            logo_url: None,
            addl_info: "[]",
            purpose: None,
            requested_by: "test",
        };
        partner::insert(&mut change, &ctx.surroundings, &new, "test").unwrap();
    }
    change.save(&ctx, Record::new("test.partners", "partner", "many")).await.unwrap();
    let caller = site.person("idrepo", &["ID_REPOSITORY"]).await;
    let response = site.get(&caller, "/partners").await.response();
    let found: Vec<_> = response["partners"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["partnerID"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn additional_information_is_an_array_whatever_was_stored() {
    for (stored, expected) in [
        (None, json!([])),
        (Some("null"), json!([])),
        (Some("[]"), json!([])),
        (Some("[1,{\"a\":2}]"), json!([1, {"a": 2}])),
        (Some("{\"a\":2}"), json!([{"a": 2}])),
        (Some("no json"), json!([])),
    ] {
        assert_eq!(json!(super::additional_info(stored)), expected, "{stored:?}");
    }
}
