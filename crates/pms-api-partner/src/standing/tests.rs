use pms_api_testkit::{Person, Site, pki};
use pms_domain::approval::Decision;
use serde_json::json;

use crate::SERVICE;

const DEACTIVATED: &str = "PMS_PM_063 The selected partner has already been deactivated.";

async fn set(site: &Site, person: &Person, id: &str, status: &str) -> String {
    site.send(person, "PATCH", &format!("/partners/{id}"), json!({ "status": status })).await.error()
}

#[tokio::test]
async fn deactivation_is_undone_with_a_reason() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = site.active("acme").await;
        let answer = site.send(&admin, "PATCH", "/partners/acme", json!({"status": "ACTIVE"})).await;
        insta::assert_snapshot!("activated", answer.golden());
        let request = json!({"status": "De-Active", "reason": "Contract ended."});
        let answer = site.send(&admin, "PATCH", "/partners/acme", request).await;
        insta::assert_snapshot!("deactivated", answer.golden());
        assert_eq!(site.get(&owner, "/partners/acme").await.response()["status"], "De-active");
        for status in ["Active", "De-active", "Gone"] {
            assert_eq!(set(&site, &admin, "acme", status).await, DEACTIVATED);
        }

        let path = "/partners/acme/reactivate";
        let cases = [
            (json!({}), "PMS_PMX_003 A reason is required."),
            (json!({"reason": " "}), "PMS_PMX_003 A reason is required."),
            (
                json!({"reason": "x".repeat(1001)}),
                "PMS_PMX_004 The reason is too long. Length should be at most 1000 characters.",
            ),
            (json!(null), "400 PMS_COR_001 Invalid request parameter - must not be null :request"),
        ];
        site.refuses(&admin, "POST", path, &cases).await;
        let reason = json!({"reason": "Contract renewed."});
        let missing = [(reason.clone(), "PMS_PMP_005 Partner ID does not exist")];
        site.refuses(&admin, "POST", "/partners/nobody/reactivate", &missing).await;
        site.refuses(&owner, "POST", path, &[(reason.clone(), "403 KER-ATH-403 Forbidden")]).await;
        insta::assert_snapshot!("reactivated", site.send(&admin, "POST", path, reason.clone()).await.golden());
        let active = [(reason, "PMS_PMX_001 The selected object is already active.")];
        site.refuses(&admin, "POST", path, &active).await;
    }
}

#[tokio::test]
async fn a_partner_whose_certificate_ended_stays_off() {
    if !pki::available() {
        return;
    }
    let site = Site::new(SERVICE).await;
    let (_, admin) = site.active("acme").await;
    assert_eq!(set(&site, &admin, "acme", "De-active").await, "success");
    // The one that we signed has ended; it lives for 366 days.
    site.clock.advance(chrono::TimeDelta::days(367));
    let token = site.token(&admin.id, &admin.name, &admin.email);
    let admin = pms_app::testing::Person { token, ..admin };
    let cases = [(
        json!({"reason": "Contract renewed."}),
        "PMS_PMX_002 The partner cannot be reactivated: its certificates are no longer acceptable.",
    )];
    site.refuses(&admin, "POST", "/partners/acme/reactivate", &cases).await;
}

#[tokio::test]
async fn refusals_of_a_status() {
    for site in Site::on_both(SERVICE).await {
        site.policy_group("Group").await;
        let owner = site.owner("acme", "Auth_Partner").await;
        let manager = site.person("manager", &["PARTNERMANAGER"]).await;
        let no_certificate = "PMS_PRT_108 Certficate is not uploaded for the given partner.Cannot activate the same.";
        for (id, status, expected) in [
            ("nobody", "Active", "PMS_PMP_005 Partner ID does not exist"),
            ("nobody", "Gone", "PMS_PMP_005 Partner ID does not exist"),
            ("acme", "Gone", "PMS_PM_058 Status should be either Active or De-Active"),
            ("acme", " ", "400 PMS_COR_001 Invalid request parameter - must not be blank :request.status"),
            ("acme", "Active", no_certificate),
            // Nothing changes, and the contract calls it a success.
            ("acme", "De-active", "success"),
        ] {
            assert_eq!(set(&site, &manager, id, status).await, expected, "{id} {status}");
        }
        assert_eq!(set(&site, &owner, "acme", "De-active").await, "403 KER-ATH-403 Forbidden");
        // A certificate alone makes no partner active.
        site.sql("UPDATE partner SET certificate_alias = 'x' WHERE id = 'acme'").await;
        assert_eq!(set(&site, &manager, "acme", "Active").await, "PMS_PMP_016 Partner is not active.");
        let long = json!({"status": "De-active", "reason": "x".repeat(1001)});
        let expected = "PMS_PMX_004 The reason is too long. Length should be at most 1000 characters.";
        site.refuses(&manager, "PATCH", "/partners/acme", &[(long, expected)]).await;
    }
}

#[tokio::test]
async fn a_rejected_partner_asks_again() {
    for site in Site::on_both(SERVICE).await {
        site.policy_group("Group").await;
        let (owner, admin) = (site.owner("acme", "Auth_Partner").await, site.admin().await);
        let stranger = site.owner("other", "Auth_Partner").await;
        let path = "/partners/acme/reopen";
        let reason = json!({"reason": "The name is right now."});
        let waiting = [(reason.clone(), "PMS_PMP_016 Partner is not active.")];
        site.refuses(&owner, "POST", path, &waiting).await;
        site.decide(&admin, "acme", Decision::Reject).await;
        site.refuses(&owner, "POST", path, &[(json!({}), "PMS_PMX_003 A reason is required.")]).await;
        site.refuses(&stranger, "POST", path, &[(reason.clone(), "PMS_PRT_055 User not authorized.")]).await;
        let missing = [(reason.clone(), "PMS_PRT_005 Partner does not exist")];
        site.refuses(&owner, "POST", "/partners/nobody/reopen", &missing).await;
        insta::assert_snapshot!("reopened", site.send(&owner, "POST", path, reason).await.golden());
        site.decide(&admin, "acme", Decision::Approve).await;
    }
}
