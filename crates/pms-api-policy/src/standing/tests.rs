use pms_api_testkit::Site;
use serde_json::{Value, json};

use crate::SERVICE;
use crate::testing::{draft, head, publish, traces};

fn off() -> Value {
    json!({"status": "De-Activate"})
}

fn because() -> Value {
    json!({"reason": "Because."})
}

const APPROVED: &str = "INSERT INTO partner_policy_request (id, part_id, policy_id, request_datetimes, request_detail, \
     status_code, cr_by, cr_dtimes) SELECT 'approved', 'acme', id, cr_dtimes, 'x', 'approved', 'test', cr_dtimes \
     FROM auth_policy WHERE id = 'one'";
const PENDING: &str = "INSERT INTO partner_policy_request (id, part_id, policy_id, request_datetimes, request_detail, \
     status_code, cr_by, cr_dtimes) SELECT 'pending', 'acme', id, cr_dtimes, 'x', 'InProgress', 'test', cr_dtimes \
     FROM auth_policy WHERE id = 'one'";

async fn request_status(site: &Site, id: &str) -> (String, Option<String>) {
    pms_store::statement("SELECT status_code, upd_by FROM partner_policy_request WHERE id = $1")
        .bind(id)
        .one(site.app.store().db())
        .await
        .unwrap()
}

#[tokio::test]
async fn policies_are_switched_off_and_on_again() {
    for site in Site::on_both(SERVICE).await {
        let manager = site.person("manager", &["POLICYMANAGER"]).await;
        let group = site.policy_group("Banks").await;
        draft(&site, &manager, "one").await;
        let unpublished = "PMS_POL_072 The selected policy is not in activated status";
        site.refuses(&manager, "PATCH", "/policies/one", &[(off(), unpublished)]).await;
        let draft_stays = "PMS_POL_054 Cannot activate unpublished policy.";
        site.refuses(&manager, "POST", "/policies/one/reactivate", &[(because(), draft_stays)]).await;
        publish(&site, &manager, "one", &group).await;
        let active = "PMS_PMX_001 The selected object is already active.";
        site.refuses(&manager, "POST", "/policies/one/reactivate", &[(because(), active)]).await;
        site.clock.advance(chrono::TimeDelta::seconds(1));
        let done = site.send(&manager, "PATCH", "/policies/one", off()).await;
        insta::assert_snapshot!("deactivated", done.golden());
        assert_eq!(traces(&site, "one").await, (2, 2), "history and event, which the reference forgot");
        let again = "PMS_POL_062 The policy has already been deactivated.";
        site.refuses(&manager, "PATCH", "/policies/one", &[(off(), again)]).await;
        let reason = "PMS_PMX_003 A reason is required.";
        let long = "PMS_PMX_004 The reason is too long. Length should be at most 1000 characters.";
        let cases = [(json!({}), reason), (json!({"reason": "x".repeat(1001)}), long)];
        site.refuses(&manager, "POST", "/policies/one/reactivate", &cases).await;
        site.sql("UPDATE policy_group SET is_active = FALSE WHERE name = 'Banks'").await;
        let group_off = "PMS_POL_053 Policy group is not active.";
        site.refuses(&manager, "POST", "/policies/one/reactivate", &[(because(), group_off)]).await;
        site.sql("UPDATE policy_group SET is_active = TRUE WHERE name = 'Banks'").await;
        site.sql("UPDATE auth_policy SET policy_file_id = '{}' WHERE id = 'one'").await;
        let shape = "PMS_PV_006 Missing input parameter - allowedAuthTypes in policy data";
        site.refuses(&manager, "POST", "/policies/one/reactivate", &[(because(), shape)]).await;
        site.sql(
            "UPDATE auth_policy SET policy_file_id = \
             '{\"authTokenType\": \"random\", \"allowedAuthTypes\": [], \"allowedKycAttributes\": []}', \
             valid_to_date = cr_dtimes WHERE id = 'one'",
        )
        .await;
        let over = "PMS_PLX_003 The validity of the policy has ended.";
        site.refuses(&manager, "POST", "/policies/one/reactivate", &[(because(), over)]).await;
        site.sql("UPDATE auth_policy SET valid_to_date = '2226-01-01 00:00:00' WHERE id = 'one'").await;
        let done = site.send(&manager, "POST", "/policies/one/reactivate", because()).await;
        insta::assert_snapshot!("reactivated", done.golden());
        assert_eq!(site.get(&manager, "/policies/one").await.response()["is_Active"], true);
        assert_eq!(traces(&site, "one").await.1, 3);
    }
}

#[tokio::test]
async fn refusals_of_deactivation_come_in_order() {
    for site in Site::on_both(SERVICE).await {
        let manager = site.person("manager", &["PARTNER_ADMIN"]).await;
        let partner = site.person("partner", &["AUTH_PARTNER"]).await;
        let group = site.policy_group("Banks").await;
        site.policy_group("Group").await;
        site.owner("acme", "Auth_Partner").await;
        draft(&site, &manager, "one").await;
        publish(&site, &manager, "one", &group).await;
        site.sql(APPROVED).await;
        site.sql(PENDING).await;
        let before = head(&site).await;
        for kind in ["/policies", "/policies/group"] {
            let unknown = match kind {
                "/policies" => "PMS_POL_065 The specified policy does not exist.",
                _ => "PMS_POL_068 The specified policy group does not exist",
            };
            let word = "PMS_POL_073 Request status should be De-Activate";
            let cases = [
                (json!({}), word),
                (json!({"status": " "}), word),
                (json!({"status": "de-activate"}), word),
                (off(), unknown),
            ];
            site.refuses(&manager, "PATCH", &format!("{kind}/none"), &cases).await;
            let invalid = "400 Validation failure";
            site.refuses(&manager, "PATCH", &format!("{kind}/none"), &[(json!(null), invalid)]).await;
            site.refuses(&manager, "PATCH", &format!("{kind}/%20"), &[(off(), invalid)]).await;
            site.refuses(&partner, "PATCH", &format!("{kind}/none"), &[(off(), "403 KER-ATH-403 Forbidden")]).await;
            let path = format!("/v1/policymanager{kind}/none");
            let body = json!({"id": "other", "version": "1.0", "request": {"status": null}}).to_string();
            let answer = site.raw(Some(&manager), "PATCH", &path, Some(&body)).await;
            assert_eq!(answer.error(), "PMS_REQUEST_ERROR_002 Invalid Request Id");
            let reactivate = format!("{kind}/none/reactivate");
            site.refuses(&manager, "POST", &reactivate, &[(because(), unknown)]).await;
            site.refuses(&partner, "POST", &reactivate, &[(because(), "403 KER-ATH-403 Forbidden")]).await;
        }
        let approved = "PMS_POL_063 An approved partner policy request is associated with this policy.";
        site.refuses(&manager, "PATCH", "/policies/one", &[(off(), approved)]).await;
        assert_eq!(head(&site).await, before);
        site.sql("UPDATE partner_policy_request SET is_deleted = TRUE WHERE id = 'approved'").await;
        let pending = "PMS_POL_064 A pending partner policy request is associated with this policy.";
        site.refuses(&manager, "PATCH", "/policies/one", &[(off(), pending)]).await;
        site.sql("UPDATE partner_policy_request SET is_deleted = NULL WHERE id = 'approved'").await;
        let force = json!({"status": "De-Activate", "force": true});
        site.refuses(&manager, "PATCH", "/policies/one", &[(force, "PMS_PMX_003 A reason is required.")]).await;
        let force = json!({"status": "De-Activate", "force": true, "reason": "Leaked."});
        site.refuses(&manager, "PATCH", "/policies/one", &[(force, "success")]).await;
        assert_eq!(request_status(&site, "approved").await, ("approved".to_owned(), None));
        let cascade = ("rejected".to_owned(), Some("system:cascade".to_owned()));
        assert_eq!(request_status(&site, "pending").await, cascade);
    }
}

#[tokio::test]
async fn two_who_deactivate_at_once_make_one_change() {
    for site in Site::on_both(SERVICE).await {
        let manager = site.person("manager", &["POLICYMANAGER"]).await;
        let group = site.policy_group("Banks").await;
        draft(&site, &manager, "one").await;
        publish(&site, &manager, "one", &group).await;
        let before = head(&site).await;
        let send = || site.send(&manager, "PATCH", "/policies/one", off());
        let (first, second) = tokio::join!(send(), send());
        let mut said = [first.error(), second.error()];
        said.sort();
        assert_eq!(said, ["PMS_POL_062 The policy has already been deactivated.", "success"]);
        assert_eq!(head(&site).await, before + 1);
    }
}

#[tokio::test]
async fn groups_are_switched_off_and_on_again() {
    for site in Site::on_both(SERVICE).await {
        let manager = site.person("manager", &["POLICYMANAGER"]).await;
        let group = site.policy_group("Banks").await;
        let path = format!("/policies/group/{group}");
        let refuse = async |expected: &str| site.refuses(&manager, "PATCH", &path, &[(off(), expected)]).await;
        draft(&site, &manager, "one").await;
        refuse("PMS_POL_070 Draft policies exists under the policy group.").await;
        publish(&site, &manager, "one", &group).await;
        refuse("PMS_POL_056 Active policies exists under the policy group.").await;
        draft(&site, &manager, "two").await;
        refuse("PMS_POL_069 Active or draft policies are associated with the policy group").await;
        site.sql("UPDATE auth_policy SET is_deleted = TRUE WHERE id = 'two'").await;
        site.send(&manager, "PATCH", "/policies/one", off()).await;
        let done = site.send(&manager, "PATCH", &path, off()).await;
        insta::assert_snapshot!("group_deactivated", done.golden());
        refuse("PMS_POL_067 The policy group has already been deactivated").await;
        let back = format!("{path}/reactivate");
        site.refuses(&manager, "POST", &back, &[(json!({}), "PMS_PMX_003 A reason is required.")]).await;
        let done = site.send(&manager, "POST", &back, because()).await;
        insta::assert_snapshot!("group_reactivated", done.golden());
        let active = "PMS_PMX_001 The selected object is already active.";
        site.refuses(&manager, "POST", &back, &[(because(), active)]).await;
    }
}

/// More than two batches of requests that wait.
const MANY: &str = "INSERT INTO partner_policy_request (id, part_id, policy_id, request_datetimes, request_detail, \
     status_code, cr_by, cr_dtimes) WITH d(n) AS (SELECT 0 UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL \
     SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9) \
     SELECT 'w' || a.n || b.n || c.n, 'acme', p.id, p.cr_dtimes, 'x', 'InProgress', 'test', p.cr_dtimes FROM auth_policy p \
     CROSS JOIN d a CROSS JOIN d b CROSS JOIN d c WHERE p.id = 'one'";

#[tokio::test]
async fn requests_beyond_a_batch_fall_in_changes_of_their_own() {
    for site in Site::on_both(SERVICE).await {
        let manager = site.person("manager", &["POLICYMANAGER"]).await;
        let group = site.policy_group("Banks").await;
        site.policy_group("Group").await;
        site.owner("acme", "Auth_Partner").await;
        draft(&site, &manager, "one").await;
        publish(&site, &manager, "one", &group).await;
        site.sql(MANY).await;
        site.sql(PENDING).await;
        let before = head(&site).await;
        let force = json!({"status": "De-Activate", "force": true, "reason": "Leaked."});
        site.refuses(&manager, "PATCH", "/policies/one", &[(force, "success")]).await;
        assert_eq!(head(&site).await - before, 3, "five hundred, five hundred and one");
        let (left,): (i64,) =
            pms_store::statement("SELECT COUNT(*) FROM partner_policy_request WHERE status_code = 'InProgress'")
                .one(site.app.store().db())
                .await
                .unwrap();
        assert_eq!(left, 0);
        assert_eq!(traces(&site, "one").await.1, 2, "one event says that it is off");
    }
}
