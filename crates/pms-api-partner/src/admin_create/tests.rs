use pms_api_testkit::{Site, registration, with};
use serde_json::json;

use crate::SERVICE;

#[tokio::test]
async fn an_admin_registers_and_invites() {
    for site in Site::on_both(SERVICE).await {
        site.policy_group("Group").await;
        let admin = site.admin().await;
        let more = json!({
            "purpose": "Online verification", "inviteEmailId": "owner@acme.example", "inviteLangCode": "fra",
            "logoUrl": "https://acme.example/logo.png", "additionalInfo": [{"a": 1}],
        });
        // A type that nobody registers by himself.
        let request = with(registration("acme", "Online_Verification_Partner"), more);
        let answer = site.send(&admin, "POST", "/admin-partners", request).await;
        insta::assert_snapshot!("created", answer.golden());
        // The admin's act is the approval.
        let approvals = site.get(&admin, "/approvals?partnerId=acme").await.response();
        assert_eq!(approvals["data"][0]["state"], "approved");
        let request = json!({"emailId": "desk@acme.example", "memberRole": "technical", "langCode": "eng"});
        let answer = site.send(&admin, "POST", "/admin-partners/acme/invitations", request).await;
        insta::assert_snapshot!("invited", answer.golden());
    }
}

#[tokio::test]
async fn refusals() {
    let site = Site::new(SERVICE).await;
    site.policy_group("Group").await;
    let admin = site.admin().await;
    let owner = site.owner("known", "Auth_Partner").await;
    let new = |members| with(registration("acme", "Auth_Partner"), members);
    let cases = [
        (
            new(json!({"partnerId": ""})),
            "400 PMS_COR_001 Invalid request parameter - value is empty or null :request.partnerId",
        ),
        (new(json!({"inviteEmailId": "owner"})), "PMS_PRT_012 Invalid emailId."),
        (new(json!({"partnerId": "Known"})), "PMS_PRT_051 A Partner is already registered with the same Id"),
        (new(json!({"emailId": "known@partners.example"})), "PMS_PRT_011 Email is already exists."),
        (new(json!({"partnerType": "Bank"})), "PMS_PRT_010 Partner Type does not exist"),
    ];
    site.refuses(&admin, "POST", "/admin-partners", &cases).await;
    let forbidden = "403 KER-ATH-403 Forbidden";
    site.refuses(&owner, "POST", "/admin-partners", &[(new(json!({})), forbidden)]).await;
    let path = "/admin-partners/known/invitations";
    let cases = [
        (json!({}), "400 PMS_COR_001 Invalid request parameter - must not be blank :request.emailId"),
        (json!({"emailId": "desk"}), "PMS_PRT_012 Invalid emailId."),
        (json!({"emailId": "desk@acme.example", "memberRole": "king"}), "PMS_ACC_007 Role king does not exist"),
    ];
    site.refuses(&admin, "POST", path, &cases).await;
    let request = json!({"emailId": "desk@acme.example"});
    site.refuses(&owner, "POST", path, &[(request.clone(), forbidden)]).await;
    let missing = [(request, "PMS_PRT_005 Partner does not exist")];
    site.refuses(&admin, "POST", "/admin-partners/nobody/invitations", &missing).await;
}
