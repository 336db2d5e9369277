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
