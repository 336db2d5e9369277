use pms_api_testkit::Site;
use serde_json::json;

use crate::SERVICE;

#[tokio::test]
async fn an_approval_from_request_to_decision() {
    for site in Site::on_both(SERVICE).await {
        site.policy_group("Group").await;
        let (owner, admin) = (site.owner("acme", "Auth_Partner").await, site.admin().await);
        let stranger = site.owner("other", "Auth_Partner").await;
        insta::assert_snapshot!("list", site.get(&owner, "/approvals").await.golden());
        assert_eq!(site.get(&admin, "/approvals?pageSize=1").await.response()["totalResults"], 2);
        let none = site.get(&stranger, "/approvals?partnerId=acme").await.response();
        assert_eq!(none, json!({"pageNo": 0, "pageSize": 0, "totalResults": 0, "data": []}));

        let id = site.approval(&admin, "acme").await;
        let decision = format!("/approvals/{id}/decision");
        let ask = json!({"decision": "ASK", "reason": "Which address?", "revision": null});
        insta::assert_snapshot!("asked", site.send(&admin, "POST", &decision, ask).await.golden());
        let answer = format!("/approvals/{id}/answer");
        let reason = json!({"reason": "1 Main Street."});
        let foreign = [(reason.clone(), "PMS_APR_001 Approval does not exist")];
        site.refuses(&stranger, "POST", &answer, &foreign).await;
        insta::assert_snapshot!("answered", site.send(&owner, "POST", &answer, reason).await.golden());
        let hold = json!({"decision": "hold", "reason": "Holiday."});
        assert_eq!(site.send(&admin, "POST", &decision, hold).await.response()["state"], "on_hold");
        let approve = json!({"decision": "approve"});
        insta::assert_snapshot!("approved", site.send(&admin, "POST", &decision, approve).await.golden());
        // The account name of the admin is for admins.
        let of = async |person| site.get(person, "/approvals?partnerId=acme").await.response()["data"][0].clone();
        let colleague = site.person("colleague", &["AUTH_PARTNER"]).await;
        site.join("acme", &colleague, "viewer").await;
        let (own, theirs, all) = (of(&owner).await, of(&colleague).await, of(&admin).await);
        assert_eq!((&own["requestedBy"], &own["decidedBy"]), (&json!(owner.name), &json!("partner_admin")));
        assert_eq!((&theirs["requestedBy"], &theirs["decidedBy"]), (&json!("partner"), &json!("partner_admin")));
        assert_eq!((&all["requestedBy"], &all["decidedBy"]), (&json!(owner.name), &json!(admin.name)));
        assert_eq!(site.get(&admin, "/approvals?kind=partner&state=open").await.response()["totalResults"], 1);
        assert_eq!(site.get(&admin, "/approvals?kind=partner&state=approved").await.response()["totalResults"], 1);
    }
}

#[tokio::test]
async fn refusals() {
    for site in Site::on_both(SERVICE).await {
        site.policy_group("Group").await;
        let (owner, admin) = (site.owner("acme", "Auth_Partner").await, site.admin().await);
        let member = site.person("member", &["PARTNER_ADMIN"]).await;
        site.join("acme", &member, "viewer").await;
        let id = site.approval(&admin, "acme").await;
        let path = format!("/approvals/{id}/decision");
        let approve = json!({"decision": "approve"});
        let cases = [
            (json!({}), "PMS_APR_004 Decision should be approve, reject, ask or hold"),
            (json!({"decision": "perhaps"}), "PMS_APR_004 Decision should be approve, reject, ask or hold"),
            (json!({"decision": "reject"}), "PMS_PMX_003 A reason is required."),
            (json!({"decision": "ask", "reason": ""}), "PMS_PMX_003 A reason is required."),
            (json!({"decision": "hold"}), "PMS_PMX_003 A reason is required."),
            (
                json!({"decision": "approve", "reason": "x".repeat(1001)}),
                "PMS_PMX_004 The reason is too long. Length should be at most 1000 characters.",
            ),
            (
                json!({"decision": "approve", "revision": 1}),
                "PMS_APR_003 The object changed after it was shown. Look at it again before deciding.",
            ),
            (json!({"decision": "approve", "revision": "x"}), "400 Failed to read request"),
        ];
        site.refuses(&admin, "POST", &path, &cases).await;
        site.refuses(&member, "POST", &path, &[(approve.clone(), "PMS_PRT_055 User not authorized.")]).await;
        site.refuses(&owner, "POST", &path, &[(approve.clone(), "403 KER-ATH-403 Forbidden")]).await;
        let unknown = [(approve.clone(), "PMS_APR_001 Approval does not exist")];
        site.refuses(&admin, "POST", "/approvals/none/decision", &unknown).await;
        let reason = json!({"reason": "Look again."});
        let unknown = [(reason.clone(), "PMS_APR_001 Approval does not exist")];
        site.refuses(&owner, "POST", "/approvals/none/answer", &unknown).await;
        let answer = format!("/approvals/{id}/answer");
        site.refuses(&owner, "POST", &answer, &[(json!({}), "PMS_PMX_003 A reason is required.")]).await;

        let shown = site.get(&admin, "/approvals?state=open").await.response()["data"][0]["revision"].clone();
        let request = json!({"decision": "approve", "revision": shown});
        assert_eq!(site.send(&admin, "POST", &path, request).await.error(), "success");
        let decided = "PMS_APR_002 The request has already been decided.";
        site.refuses(&admin, "POST", &path, &[(approve, decided)]).await;
        site.refuses(&owner, "POST", &answer, &[(reason, decided)]).await;

        let cases = [
            ("/approvals?kind=bank", "PMS_APR_005 Invalid value for 'kind'"),
            ("/approvals?state=bank", "PMS_APR_005 Invalid value for 'state'"),
            ("/approvals?pageNo=-1", "PMS_PRT_360 Invalid Page No"),
            ("/approvals?pageSize=0", "PMS_PRT_361 Invalid page size"),
            ("/approvals?pageSize=x", "400 Failed to convert 'pageSize' with value: 'x'"),
        ];
        site.get_refuses(&admin, &cases).await;
    }
}

/// `approvals.two_person`: the first admin is told that it waits, lists show what is asked for, the second decides.
#[tokio::test]
async fn actions_of_two_admins() {
    let sites = Site::on_both_with(SERVICE, |settings| {
        settings.approvals.two_person = vec!["admin_role".into(), "owner_change".into(), "reactivate_partner".into()];
    });
    for site in sites.await {
        site.policy_group("Group").await;
        let (owner, first) = (site.owner("acme", "Auth_Partner").await, site.admin().await);
        let second = site.person("second", &["PARTNER_ADMIN"]).await;
        let waits = "PMS_APR_006 The request is recorded and waits for the decision of a second partner admin.";
        let user =
            json!({"userName": "eve", "contactNo": "5550100", "emailID": "eve@acme.example", "role": "POLICYMANAGER"});
        site.refuses(&first, "POST", "/users", &[(user, waits)]).await;
        let invitation = json!({"emailId": "new@acme.example"});
        let path = "/admin-partners/acme/invitations";
        site.refuses(&first, "POST", path, &[(invitation, waits)]).await;

        let list = site.get(&second, "/approvals?kind=role&state=open").await.response();
        let row = &list["data"][0];
        assert_eq!((&row["partnerId"], &row["requestedBy"]), (&json!(null), &json!(first.name)));
        assert_eq!((&row["proposal"]["account"], &row["proposal"]["role"]), (&json!("eve"), &json!("POLICYMANAGER")));
        let owners = site.get(&second, "/approvals?kind=owner").await;
        assert!(!owners.text.contains("new@acme.example"), "{}", owners.text);
        assert_eq!(owners.response()["data"][0]["proposal"]["memberRole"], "owner");
        // Partners see what they asked for themselves.
        assert_eq!(site.get(&owner, "/approvals").await.response()["totalResults"], 1);
        assert_eq!(site.get(&owner, "/approvals?kind=owner").await.response()["totalResults"], 0);

        let decision = format!("/approvals/{}/decision", row["approvalId"].as_str().unwrap());
        let approve = json!({"decision": "approve", "revision": row["revision"]});
        let own = "PMS_APR_007 Another partner admin has to decide this request.";
        site.refuses(&first, "POST", &decision, &[(approve.clone(), own)]).await;
        let ask = json!({"decision": "ask", "reason": "Why?"});
        let no_question = "PMS_APR_004 Decision should be approve, reject, ask or hold";
        site.refuses(&second, "POST", &decision, &[(ask, no_question)]).await;
        let decided = site.send(&second, "POST", &decision, approve.clone()).await.response();
        assert_eq!((&decided["state"], &decided["decidedBy"]), (&json!("approved"), &json!(second.name)));
        let again = "PMS_APR_002 The request has already been decided.";
        site.refuses(&second, "POST", &decision, &[(approve, again)]).await;
    }
}
