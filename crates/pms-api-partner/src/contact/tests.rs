use pms_api_testkit::{Site, with};
use serde_json::json;

use crate::SERVICE;

#[tokio::test]
async fn contacts_are_known_by_their_address() {
    for site in Site::on_both(SERVICE).await {
        site.policy_group("Group").await;
        let owner = site.owner("acme", "Auth_Partner").await;
        let stranger = site.owner("other", "Auth_Partner").await;
        let contact = json!({"address": "1 Main Street", "contactNumber": "1", "emailId": "desk@acme.example"});
        let path = "/partners/acme/contact/add";
        let inactive = [(contact.clone(), "PMS_PMP_016 Partner is not active.")];
        site.refuses(&owner, "POST", path, &inactive).await;
        site.sql("UPDATE partner SET is_active = TRUE, approval_status = 'approved' WHERE id = 'acme'").await;
        insta::assert_snapshot!("added", site.send(&owner, "POST", path, contact.clone()).await.golden());
        let again = with(contact.clone(), json!({"emailId": "DESK@acme.example", "is_Active": "false"}));
        insta::assert_snapshot!("updated", site.send(&owner, "POST", path, again).await.golden());
        let foreign = [(contact.clone(), "PMS_PRT_055 User not authorized.")];
        site.refuses(&stranger, "POST", path, &foreign).await;
        let missing = [(contact, "PMS_PRT_005 Partner does not exist")];
        site.refuses(&owner, "POST", "/partners/nobody/contact/add", &missing).await;
    }
}

#[tokio::test]
async fn a_partner_has_a_limited_number_of_contacts() {
    for site in Site::on_both(SERVICE).await {
        site.policy_group("Group").await;
        let owner = site.owner("acme", "Auth_Partner").await;
        site.sql("UPDATE partner SET is_active = TRUE, approval_status = 'approved' WHERE id = 'acme'").await;
        let path = "/partners/acme/contact/add";
        let contact = |number: usize| {
            let email = format!("desk{number}@acme.example");
            json!({"address": "1 Main Street", "contactNumber": number.to_string(), "emailId": email})
        };
        for number in 0..pms_domain::limits::CONTACTS {
            assert_eq!(site.send(&owner, "POST", path, contact(number)).await.error(), "success", "{number}");
        }
        let full = "PMS_CNT_002 The partner has as many contacts as it may have: 100.";
        let known = "success";
        site.refuses(&owner, "POST", path, &[(contact(100), full), (contact(7), known)]).await;
    }
}

#[tokio::test]
async fn what_a_contact_needs() {
    let site = Site::new(SERVICE).await;
    site.policy_group("Group").await;
    let owner = site.owner("acme", "Auth_Partner").await;
    let contact = || json!({"address": "1 Main Street", "contactNumber": "1", "emailId": "desk@acme.example"});
    for member in ["address", "contactNumber", "emailId"] {
        let expected = format!("400 PMS_COR_001 Invalid request parameter - value is empty or null :request.{member}");
        let cases = [(with(contact(), json!({ member: null })), expected.as_str())];
        site.refuses(&owner, "POST", "/partners/acme/contact/add", &cases).await;
    }
    let cases = [
        (with(contact(), json!({"emailId": "desk"})), "PMS_PRT_012 Invalid emailId."),
        (
            with(contact(), json!({"contactNumber": "1".repeat(17)})),
            "PMS_PRT_013 Invalid mobile number.Length should be less than .16",
        ),
        (with(contact(), json!({"is_Active": "maybe"})), "400 Failed to read request"),
    ];
    site.refuses(&owner, "POST", "/partners/acme/contact/add", &cases).await;
}
