use pms_api_testkit::Site;

use crate::SERVICE;

#[tokio::test]
async fn a_partner_and_who_may_read_it() {
    for site in Site::on_both(SERVICE).await {
        site.policy_group("Group").await;
        let owner = site.owner("acme", "Auth_Partner").await;
        let stranger = site.owner("other", "Auth_Partner").await;
        insta::assert_snapshot!("partner", site.get(&owner, "/partners/acme").await.golden());
        let resident = site.person("resident", &["RESIDENT"]).await;
        assert_eq!(site.get(&resident, "/partners/acme").await.error(), "success");
        let cases = [
            ("/partners/acme", "PMS_PRT_055 User not authorized."),
            ("/partners/nobody", "PMS_PRT_005 Partner does not exist"),
            ("/partners//nobody", "PMS_PRT_005 Partner does not exist"),
        ];
        site.get_refuses(&stranger, &cases).await;
    }
}

#[tokio::test]
async fn an_active_partner_and_one_whose_group_is_gone() {
    let site = Site::new(SERVICE).await;
    site.policy_group("Group").await;
    let owner = site.owner("acme", "Auth_Partner").await;
    site.sql("UPDATE partner SET is_active = TRUE, approval_status = 'approved' WHERE id = 'acme'").await;
    let response = site.get(&owner, "/partners/acme").await.response();
    assert_eq!((&response["status"], &response["isActive"]), (&"active".into(), &true.into()));
    site.sql("UPDATE partner SET policy_group_id = 'gone' WHERE id = 'acme'").await;
    site.get_refuses(&owner, &[("/partners/acme", "PMS_PRT_002 Policy group does not exist")]).await;
}
