use pms_api_testkit::{Person, Site, registration, with};
use serde_json::json;

use crate::SERVICE;

async fn choose(site: &Site, person: &Person, id: &str, group: &str) -> String {
    site.call(person, "PUT", &format!("/partners/{id}/policygroup/{group}")).await.error()
}

#[tokio::test]
async fn a_group_is_chosen_until_the_partner_is_active() {
    for site in Site::on_both(SERVICE).await {
        site.policy_group("Group").await;
        site.policy_group("Other group").await;
        site.policy_group("Closed").await;
        site.sql("UPDATE policy_group SET is_active = FALSE WHERE name = 'Closed'").await;
        let owner = site.owner("acme", "Auth_Partner").await;
        let stranger = site.owner("other", "Auth_Partner").await;
        let answer = site.call(&owner, "PUT", "/partners/acme/policygroup/Other%20group").await;
        insta::assert_snapshot!("chosen", answer.golden());
        assert_eq!(site.get(&owner, "/partners/acme").await.response()["policyGroup"], "Other group");

        let device = with(registration("device", "Device_Provider"), json!({"policyGroup": null}));
        assert_eq!(site.send(&owner, "POST", "/partners", device).await.error(), "success");
        for (id, group, expected) in [
            ("nobody", "Group", "PMS_PRT_005 Partner does not exist"),
            ("device", "Group", "PMS_PRT_048 policy group mapping is not required for given partner"),
            ("acme", "None", "PMS_PRT_002 Policy group does not exist"),
            ("acme", "Closed", "PMS_PMP_023 Policy group is not active."),
        ] {
            assert_eq!(choose(&site, &owner, id, group).await, expected, "{id} {group}");
        }
        assert_eq!(choose(&site, &stranger, "acme", "Group").await, "PMS_PRT_055 User not authorized.");
        site.sql(
            "INSERT INTO partner_type (code, partner_description, is_policy_required, is_active, cr_by, cr_dtimes) \
                  SELECT 'Odd', 'Odd', TRUE, TRUE, 'test', cr_dtimes FROM partner WHERE id = 'acme'",
        )
        .await;
        site.sql("UPDATE partner SET partner_type_code = 'Odd' WHERE id = 'acme'").await;
        assert_eq!(choose(&site, &owner, "acme", "Group").await, "PMS_PRT_010 Partner Type does not exist");
        site.sql("UPDATE partner SET is_active = TRUE WHERE id = 'acme'").await;
        let expected = "PMS_PRT_050 Policy group cannot be updated for approved partner";
        assert_eq!(choose(&site, &owner, "acme", "Group").await, expected);
    }
}
