use chrono::TimeDelta;
use pms_api_testkit::{Answer, Person, Site};
use pms_app::api_keys::settle_due;
use serde_json::{Value, json};

use crate::SERVICE;
use crate::testing::{active, count, generate, key_id, later, linked};

const FORBIDDEN: &str = "403 KER-ATH-403 Forbidden";
const VIEWER: &str = "PMS_PRT_055 User not authorized.";
const NO_KEY: &str = "PMS_PRT_111 API key not exists for the given combination";
const APPROVED: &str = "SELECT COUNT(*) AS n FROM x_outbox WHERE topic = 'APIKEY_APPROVED'";
const UPDATED: &str = "SELECT COUNT(*) AS n FROM x_outbox WHERE topic = 'APIKEY_UPDATED'";

fn wish(label: &str) -> Value {
    json!({"partnerId": "acme", "policyName": "Kyc", "label": label})
}

async fn create(site: &Site, admin: &Person, label: &str) -> String {
    let made = site.send(admin, "POST", "/partner-api-keys", wish(label)).await;
    made.response()["keyId"].as_str().unwrap().to_owned()
}

/// Members in their order, the key named by what it is.
fn golden(answer: &Answer) -> String {
    let key = answer.response()["apiKey"].as_str().unwrap_or("no key").to_owned();
    answer.golden().replace(&key, "<key>")
}

async fn state(site: &Site, person: &Person, label: &str) -> String {
    let found = site.get(person, &format!("/partner-api-keys/v2?apiKeyLabel={label}")).await.response();
    let row = &found["data"][0];
    format!("{} {}", row["status"].as_str().unwrap(), row["keyState"].as_str().unwrap())
}

async fn settle(site: &Site) {
    settle_due(&site.app, &site.system()).await.unwrap();
}

#[tokio::test]
async fn an_admin_makes_a_key_and_the_partner_fetches_it_once() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = linked(&site, "Auth_Partner", "Auth").await;
        let made = site.send(&admin, "POST", "/partner-api-keys", wish("From the admin")).await;
        insta::assert_snapshot!("for_partner", golden(&made));
        let id = made.response()["keyId"].as_str().unwrap().to_owned();
        assert_eq!(state(&site, &owner, "From").await, "deactivated waiting_fetch");
        assert_eq!(count(&site, APPROVED).await, 0, "unpublished");

        let path = format!("/partner-api-keys/{id}/fetch");
        let stranger = active(&site, "other", "Auth_Partner").await;
        let viewer = site.person("viewer", &["AUTH_PARTNER"]).await;
        site.join("acme", &viewer, "viewer").await;
        site.refuses(&admin, "POST", &path, &[(json!({}), FORBIDDEN)]).await;
        let both = site.person("both", &["PARTNER_ADMIN", "AUTH_PARTNER"]).await;
        for person in [&stranger, &both] {
            site.refuses(person, "POST", &path, &[(json!({}), NO_KEY)]).await;
        }
        site.refuses(&viewer, "POST", &path, &[(json!({}), VIEWER)]).await;
        let status = json!({"label": "From the admin", "status": "Active"});
        let unfetched = "PMS_AKY_005 The API key waits to be fetched.";
        site.refuses(&owner, "PATCH", "/partners/acme/policy/kyc/apiKey/status", &[(status, unfetched)]).await;

        let fetched = site.send(&owner, "POST", &path, json!({})).await;
        insta::assert_snapshot!("fetched", golden(&fetched));
        assert_eq!(fetched.response()["apiKey"].as_str().unwrap().len(), 32);
        assert_eq!((count(&site, APPROVED).await, state(&site, &owner, "From").await), (1, "activated active".into()));
        let once = "PMS_AKY_010 There is no API key to fetch.";
        site.refuses(&owner, "POST", &path, &[(json!({}), once)]).await;
        generate(&site, &owner, "Own").await;
        let own = format!("/partner-api-keys/{}/fetch", key_id(&site, "Own").await);
        site.refuses(&owner, "POST", &own, &[(json!({}), once)]).await;
        site.refuses(&owner, "POST", "/partner-api-keys/none/fetch", &[(json!({}), NO_KEY)]).await;
    }
}

#[tokio::test]
async fn what_nobody_fetches_is_forgotten() {
    for site in Site::on_both(SERVICE).await {
        let (mut owner, mut admin) = linked(&site, "Auth_Partner", "Auth").await;
        let id = create(&site, &admin, "Waiting").await;
        let path = format!("/partner-api-keys/{id}/fetch");
        later(&site, TimeDelta::days(7) - TimeDelta::microseconds(1), [&mut owner, &mut admin]);
        settle(&site).await;
        assert_eq!(state(&site, &owner, "Waiting").await, "deactivated waiting_fetch");
        // The policy of a key that comes into use must be usable.
        site.sql("UPDATE auth_policy SET is_active = FALSE WHERE id = 'kyc'").await;
        let unusable = "PMS_AKY_011 The policy of the API key cannot be used.";
        site.refuses(&owner, "POST", &path, &[(json!({}), unusable)]).await;
        site.sql("UPDATE partner SET is_active = FALSE WHERE id = 'acme'").await;
        site.refuses(&owner, "POST", &path, &[(json!({}), "PMS_PMP_016 Partner is not active.")]).await;
        site.sql("UPDATE partner SET is_active = TRUE WHERE id = 'acme'").await;
        site.sql("UPDATE auth_policy SET is_active = TRUE WHERE id = 'kyc'").await;

        later(&site, TimeDelta::microseconds(1), [&mut owner, &mut admin]);
        let late = "PMS_AKY_010 There is no API key to fetch.";
        site.refuses(&owner, "POST", &path, &[(json!({}), late)]).await;
        settle(&site).await;
        site.refuses(&owner, "POST", &path, &[(json!({}), NO_KEY)]).await;
        for sql in [
            "SELECT COUNT(*) AS n FROM partner_policy",
            "SELECT COUNT(*) AS n FROM x_api_key",
            "SELECT COUNT(*) AS n FROM x_sealed WHERE kind = 'api_key'",
            UPDATED,
        ] {
            assert_eq!(count(&site, sql).await, 0, "{sql}");
        }
        create(&site, &admin, "Waiting").await;
    }
}

#[tokio::test]
async fn refusals_of_a_key_for_a_partner() {
    for site in Site::on_both_with(SERVICE, |settings| settings.api_keys.per_approval = 1).await {
        let (owner, admin) = linked(&site, "Auth_Partner", "Auth").await;
        let with = |member: &str, value: Value| {
            let mut request = wish("Key");
            request[member] = value;
            request
        };
        let body = "400 PMS_COR_001 Invalid request parameter - must not be blank :request.";
        let cases = [
            (with("partnerId", json!(null)), format!("{body}partnerId")),
            (with("policyName", json!("")), format!("{body}policyName")),
            (with("label", json!(" ")), format!("{body}label")),
            (with("show", json!(true)), "PMS_AKY_012 API keys are handed over to partners alone.".to_owned()),
            (with("partnerId", json!("nobody")), "PMS_PMP_005 Partner ID does not exist".to_owned()),
            (with("policyName", json!("None")), "PMS_PMP_014 Policy does not exist".to_owned()),
        ];
        for (request, expected) in &cases {
            let said = site.send(&admin, "POST", "/partner-api-keys", request.clone()).await.error();
            assert_eq!(said, *expected, "{request}");
        }
        site.refuses(&owner, "POST", "/partner-api-keys", &[(wish("Key"), FORBIDDEN)]).await;
        create(&site, &admin, "Key").await;
        // What waits takes a place.
        let full = "PMS_AKY_001 A partner may have at most 1 active API keys for a policy.";
        let taken = "PMS_PRT_110 Given label already exists.Provide unique label.";
        site.refuses(&admin, "POST", "/partner-api-keys", &[(wish("Key"), taken), (wish("Next"), full)]).await;
    }
}

#[tokio::test]
async fn an_admin_sees_a_key_where_the_site_allows_it() {
    for site in Site::on_both_with(SERVICE, |settings| settings.keys.admin_handover = true).await {
        let (owner, admin) = linked(&site, "Auth_Partner", "Auth").await;
        let mut request = wish("Shown");
        request["show"] = json!(true);
        let made = site.send(&admin, "POST", "/partner-api-keys", request).await;
        insta::assert_snapshot!("shown_to_admin", golden(&made));
        assert_eq!(state(&site, &owner, "Shown").await, "activated active");
        let row = site.get(&owner, "/partner-api-keys/v2").await.response()["data"][0].clone();
        assert_eq!(row["handedOverTo"], "admin", "marked");
        assert_eq!(count(&site, "SELECT COUNT(*) AS n FROM x_mail WHERE template = 'api-key'").await, 1, "told");
        let audited = "SELECT COUNT(*) AS n FROM x_audit WHERE action = 'api_key.create_for_partner' \
             AND after_json LIKE '%\"handedOverTo\":\"admin\"%'";
        assert_eq!(count(&site, audited).await, 1);
    }
}

fn other(label: &str) -> Value {
    json!({ "label": label })
}

#[tokio::test]
async fn a_key_takes_the_place_of_another_one() {
    for site in Site::on_both_with(SERVICE, |settings| settings.api_keys.per_approval = 1).await {
        let (mut owner, mut admin) = linked(&site, "Auth_Partner", "Auth").await;
        let first = generate(&site, &owner, "First").await;
        let id = key_id(&site, "First").await;
        let path = format!("/partner-api-keys/{id}/reissue");
        // It needs no place of its own: the former one gives it its place.
        let made = site.send(&owner, "POST", &path, other("Second")).await;
        insta::assert_snapshot!("reissued", golden(&made));
        assert_ne!(made.response()["apiKey"], json!(first));
        assert_eq!((count(&site, APPROVED).await, count(&site, UPDATED).await), (2, 1), "the former one's end is told");
        assert_eq!(state(&site, &owner, "First").await, "activated active");
        assert_eq!(state(&site, &owner, "Second").await, "activated active");
        let again = "PMS_AKY_008 The API key is being replaced already.";
        site.refuses(&owner, "POST", &path, &[(other("Third"), again)]).await;

        later(&site, TimeDelta::days(30), [&mut owner, &mut admin]);
        assert_eq!(state(&site, &owner, "First").await, "deactivated ended", "before any job has run");
        settle(&site).await;
        assert_eq!(count(&site, UPDATED).await, 2);
        assert_eq!(state(&site, &owner, "First").await, "deactivated ended");
        let status = json!({"label": "First", "status": "Active"});
        let ended = "PMS_AKY_003 The API key was replaced by another one.";
        for person in [&owner, &admin] {
            let at = "/partners/acme/policy/kyc/apiKey/status";
            site.refuses(person, "PATCH", at, &[(status.clone(), ended)]).await;
        }
        let inactive = "PMS_PMS_022 Given Partner api key is not active.";
        site.refuses(&owner, "POST", &path, &[(other("Third"), inactive)]).await;
        let reactivate = format!("/partner-api-keys/{id}/reactivate");
        site.refuses(&admin, "POST", &reactivate, &[(json!({"reason": "Because."}), ended)]).await;
    }
}

#[tokio::test]
async fn the_end_of_the_former_key_is_chosen_within_its_validity() {
    for site in Site::on_both_with(SERVICE, |settings| settings.api_keys.validity_days = 10).await {
        let (mut owner, mut admin) = linked(&site, "Auth_Partner", "Auth").await;
        let stranger = active(&site, "other", "Auth_Partner").await;
        generate(&site, &owner, "First").await;
        let path = format!("/partner-api-keys/{}/reissue", key_id(&site, "First").await);
        let until = |label: &str, at: &str| json!({"label": label, "formerEndsDateTime": at});
        let past = "PMS_AKY_009 The end of the former API key should lie in the future.";
        let blank = "400 PMS_COR_001 Invalid request parameter - must not be blank :request.label";
        let taken = "PMS_PRT_110 Given label already exists.Provide unique label.";
        let cases =
            [(json!({}), blank), (until("Next", "2026-01-15T10:11:12.123456"), past), (other(" First "), taken)];
        site.refuses(&owner, "POST", &path, &cases).await;
        site.refuses(&stranger, "POST", &path, &[(other("Next"), NO_KEY)]).await;
        let device = site.person("device", &["DEVICE_PROVIDER"]).await;
        site.refuses(&device, "POST", &path, &[(other("Next"), FORBIDDEN)]).await;
        let made = site.send(&owner, "POST", &path, until("Second", "2026-01-16T00:00:00")).await.response();
        assert_eq!(made["formerEndsDateTime"], "2026-01-16T00:00");
        let chain = format!("/partner-api-keys/{}/reissue", key_id(&site, "Second").await);
        let running = "PMS_AKY_008 The API key is being replaced already.";
        site.refuses(&owner, "POST", &chain, &[(other("Third"), running)]).await;
        generate(&site, &owner, "Long").await;
        let path = format!("/partner-api-keys/{}/reissue", key_id(&site, "Long").await);
        let made = site.send(&owner, "POST", &path, until("Third", "2027-01-01T00:00:00")).await.response();
        assert_eq!(made["formerEndsDateTime"], "2026-01-25T10:11:12.123456", "not after its own validity");

        // Made by an admin, the new key waits for the partner, and the former one works until it was fetched at least.
        generate(&site, &owner, "Alone").await;
        let path = format!("/partner-api-keys/{}/reissue", key_id(&site, "Alone").await);
        let made = site.send(&admin, "POST", &path, until("Fourth", "2026-01-15T12:00:00")).await.response();
        assert_eq!((made["state"].clone(), made["apiKey"].clone()), (json!("waiting_fetch"), json!(null)));
        later(&site, TimeDelta::hours(5), [&mut owner, &mut admin]);
        settle(&site).await;
        assert_eq!(state(&site, &owner, "Alone").await, "activated active");
        let fetch = format!("/partner-api-keys/{}/fetch", made["keyId"].as_str().unwrap());
        assert_eq!(site.send(&owner, "POST", &fetch, json!({})).await.error(), "success");
        assert_eq!(state(&site, &owner, "Alone").await, "deactivated ended", "the time that was said is over");
        assert_eq!(state(&site, &owner, "Fourth").await, "activated active");

        // One that is forgotten leaves the former as it was.
        let path = format!("/partner-api-keys/{}/reissue", made["keyId"].as_str().unwrap());
        assert_eq!(site.send(&admin, "POST", &path, other("Fifth")).await.error(), "success");
        later(&site, TimeDelta::days(7), [&mut owner, &mut admin]);
        settle(&site).await;
        assert_eq!(state(&site, &owner, "Fourth").await, "activated active");
        assert_eq!(site.send(&owner, "POST", &path, other("Sixth")).await.error(), "success");
    }
}

#[tokio::test]
async fn an_admin_brings_a_key_back() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = linked(&site, "Auth_Partner", "Auth").await;
        generate(&site, &owner, "Key").await;
        let id = key_id(&site, "Key").await;
        let path = &format!("/partner-api-keys/{id}/reactivate");
        let reason = || json!({"reason": "Found innocent."});
        let cases = [
            (json!({}), "PMS_PMX_003 A reason is required."),
            (reason(), "PMS_PMX_001 The selected object is already active."),
        ];
        site.refuses(&admin, "POST", path, &cases).await;
        let off = json!({"label": "Key", "status": "De-active", "reason": "Misused."});
        let status = "/partners/acme/policy/kyc/apiKey/status";
        assert_eq!(site.send(&admin, "PATCH", status, off.clone()).await.error(), "success");
        site.sql("UPDATE auth_policy SET is_active = FALSE WHERE id = 'kyc'").await;
        let unusable = "PMS_AKY_011 The policy of the API key cannot be used.";
        site.refuses(&admin, "POST", path, &[(reason(), unusable)]).await;
        site.sql("UPDATE auth_policy SET is_active = TRUE WHERE id = 'kyc'").await;
        site.sql("UPDATE partner_policy_request SET status_code = 'rejected'").await;
        site.refuses(&admin, "POST", path, &[(reason(), unusable)]).await;
        site.sql("UPDATE partner_policy_request SET status_code = 'approved'").await;
        site.sql("UPDATE partner SET is_active = FALSE WHERE id = 'acme'").await;
        site.refuses(&admin, "POST", path, &[(reason(), "PMS_PMP_016 Partner is not active.")]).await;
        site.sql("UPDATE partner SET is_active = TRUE WHERE id = 'acme'").await;
        site.refuses(&owner, "POST", path, &[(reason(), FORBIDDEN)]).await;
        site.refuses(&admin, "POST", "/partner-api-keys/none/reactivate", &[(reason(), NO_KEY)]).await;
        let member = site.person("member", &["PARTNER_ADMIN"]).await;
        site.join("acme", &member, "owner").await;
        site.refuses(&member, "POST", path, &[(reason(), "PMS_PRT_055 User not authorized.")]).await;
        let back = site.send(&admin, "POST", path, reason()).await;
        insta::assert_snapshot!("reactivated", back.golden());
        assert_eq!(state(&site, &owner, "Key").await, "activated active");
        // It is the partner's again to switch.
        for word in ["De-active", "Active"] {
            let request = json!({"label": "Key", "status": word});
            assert_eq!(site.send(&owner, "PATCH", status, request).await.error(), "success");
        }
        assert_eq!(site.send(&admin, "PATCH", status, off).await.error(), "success");
        site.sql("UPDATE partner_policy SET valid_to_datetime = '2026-01-15 10:11:12'").await;
        site.refuses(&admin, "POST", path, &[(reason(), "PMS_AKY_002 The API key has expired.")]).await;
    }
}

async fn open_approval(site: &Site, person: &Person) -> Value {
    let found = site.get(person, "/approvals?kind=key&state=open").await.response();
    found["data"][0].clone()
}

async fn decide(site: &Site, person: &Person, approval: &Value, decision: &str) -> String {
    let path = format!("/approvals/{}/decision", approval["approvalId"].as_str().unwrap());
    site.send(person, "POST", &path, json!({"decision": decision, "reason": "Because."})).await.error()
}

#[tokio::test]
async fn every_key_is_decided_on_where_the_site_wants_it() {
    for site in Site::on_both_with(SERVICE, |settings| {
        settings.api_keys.approval = "each".into();
        settings.api_keys.overlap_days = 20;
    })
    .await
    {
        let (mut owner, mut admin) = linked(&site, "Auth_Partner", "Auth").await;
        generate(&site, &owner, "First").await;
        assert_eq!(state(&site, &owner, "First").await, "deactivated waiting_approval");
        assert_eq!(count(&site, APPROVED).await, 0, "unpublished");
        let status = "/partners/acme/policy/kyc/apiKey/status";
        let waits = "PMS_AKY_004 The API key waits for an approval.";
        for person in [&owner, &admin] {
            site.refuses(person, "PATCH", status, &[(json!({"label": "First", "status": "Active"}), waits)]).await;
        }
        let approval = open_approval(&site, &owner).await;
        assert_eq!(approval["proposal"]["label"], "First");
        assert_eq!(approval["kind"], "key");
        assert_eq!(decide(&site, &owner, &approval, "approve").await, FORBIDDEN);
        assert_eq!(decide(&site, &admin, &approval, "hold").await, "success");
        site.sql("UPDATE auth_policy SET is_active = FALSE WHERE id = 'kyc'").await;
        let unusable = "PMS_AKY_011 The policy of the API key cannot be used.";
        assert_eq!(decide(&site, &admin, &approval, "approve").await, unusable);
        site.sql("UPDATE auth_policy SET is_active = TRUE WHERE id = 'kyc'").await;
        assert_eq!(decide(&site, &admin, &approval, "approve").await, "success");
        assert_eq!(
            decide(&site, &admin, &approval, "reject").await,
            "PMS_APR_002 The request has already been decided."
        );
        assert_eq!((state(&site, &owner, "First").await, count(&site, APPROVED).await), ("activated active".into(), 1));
        let letters = "SELECT COUNT(*) AS n FROM x_mail WHERE template = 'decision' AND natural_key LIKE 'decision/%'";
        assert_eq!(count(&site, letters).await, 3, "the policy's, and two of the key's");

        // A rejected key is final, and the one that it was to replace goes on.
        let path = format!("/partner-api-keys/{}/reissue", key_id(&site, "First").await);
        assert_eq!(site.send(&owner, "POST", &path, other("Second")).await.response()["state"], "waiting_approval");
        assert_eq!(decide(&site, &admin, &open_approval(&site, &admin).await, "reject").await, "success");
        assert_eq!(state(&site, &owner, "Second").await, "deactivated refused");
        assert_eq!(state(&site, &owner, "First").await, "activated active");
        let refused = "PMS_AKY_006 The API key was refused.";
        site.refuses(&admin, "PATCH", status, &[(json!({"label": "Second", "status": "Active"}), refused)]).await;

        // Approved, the former one ends as it was said.
        assert_eq!(site.send(&owner, "POST", &path, other("Third")).await.error(), "success");
        assert_eq!(decide(&site, &admin, &open_approval(&site, &admin).await, "approve").await, "success");
        later(&site, TimeDelta::days(20), [&mut owner, &mut admin]);
        assert_eq!(state(&site, &owner, "First").await, "deactivated ended");
        assert_eq!(state(&site, &owner, "Third").await, "activated active");

        // What waits falls with the partner.
        generate(&site, &owner, "Fourth").await;
        let off = json!({"status": "De-active"});
        assert_eq!(site.send(&admin, "PATCH", "/partners/acme", off).await.error(), "success");
        assert_eq!(state(&site, &owner, "Fourth").await, "deactivated refused");
        assert_eq!(state(&site, &owner, "Third").await, "deactivated active", "stopped by evaluation");
        assert_eq!(open_approval(&site, &admin).await, Value::Null);
    }
}

/// What waits falls with the policy, too; keys in use stop by evaluation and come back with it.
#[tokio::test]
async fn a_deactivated_policy_stops_its_keys() {
    for site in Site::on_both_with(SERVICE, |settings| settings.api_keys.approval = "each".into()).await {
        let (owner, admin) = linked(&site, "Auth_Partner", "Auth").await;
        generate(&site, &owner, "Working").await;
        assert_eq!(decide(&site, &admin, &open_approval(&site, &admin).await, "approve").await, "success");
        generate(&site, &owner, "Waiting").await;
        let ctx = site.context(&admin).await;
        let refused = pms_app::policies::deactivate(&site.app, &ctx, "kyc", false, None).await;
        assert!(refused.is_err(), "in use");
        pms_app::policies::deactivate(&site.app, &ctx, "kyc", true, Some("Because.")).await.unwrap();
        assert_eq!(state(&site, &owner, "Working").await, "deactivated active");
        assert_eq!(state(&site, &owner, "Waiting").await, "deactivated refused");
        assert_eq!(open_approval(&site, &admin).await, Value::Null);
    }
}

#[tokio::test]
async fn a_key_that_waits_is_taken_back() {
    for site in Site::on_both_with(SERVICE, |settings| settings.api_keys.approval = "each".into()).await {
        let (owner, admin) = linked(&site, "Auth_Partner", "Auth").await;
        generate(&site, &owner, "Working").await;
        let working = key_id(&site, "Working").await;
        assert_eq!(decide(&site, &admin, &open_approval(&site, &admin).await, "approve").await, "success");
        let path = |id: &str| format!("/partner-api-keys/{id}/withdraw");
        let decided = "PMS_APR_002 The request has already been decided.";
        site.refuses(&owner, "POST", &path(&working), &[(json!({}), decided)]).await;
        let again = site.send(&owner, "POST", &format!("/partner-api-keys/{working}/reissue"), other("Waiting")).await;
        let id = again.response()["keyId"].as_str().unwrap().to_owned();

        let stranger = active(&site, "other", "Auth_Partner").await;
        let viewer = site.person("viewer", &["AUTH_PARTNER"]).await;
        site.join("acme", &viewer, "viewer").await;
        site.refuses(&stranger, "POST", &path(&id), &[(json!({}), NO_KEY)]).await;
        site.refuses(&viewer, "POST", &path(&id), &[(json!({}), VIEWER)]).await;
        let reissue = format!("/partner-api-keys/{working}/reissue");
        site.refuses(&viewer, "POST", &reissue, &[(other("Mine"), VIEWER)]).await;
        let device = site.person("device", &["DEVICE_PROVIDER"]).await;
        site.refuses(&device, "POST", &path(&id), &[(json!({}), FORBIDDEN)]).await;
        let long = "PMS_PMX_004 The reason is too long. Length should be at most 1000 characters.";
        site.refuses(&owner, "POST", &path(&id), &[(json!({"reason": "x".repeat(1001)}), long)]).await;
        assert_eq!(state(&site, &owner, "Waiting").await, "deactivated waiting_approval");

        let letters = "SELECT COUNT(*) AS n FROM x_mail";
        let before = count(&site, letters).await;
        let answer = site.send(&owner, "POST", &path(&id), json!({"reason": "Not needed."})).await;
        assert_eq!(answer.response(), json!({"keyId": id, "state": "withdrawn"}));
        assert_eq!(state(&site, &owner, "Waiting").await, "deactivated refused");
        assert_eq!(open_approval(&site, &admin).await, Value::Null);
        assert_eq!(count(&site, letters).await, before, "the partner knows what it did");
        let refused = "PMS_AKY_006 The API key was refused.";
        site.refuses(&owner, "POST", &path(&id), &[(json!({}), refused)]).await;
        // The one that it was to replace goes on, and may be replaced by another.
        assert_eq!(state(&site, &owner, "Working").await, "activated active");
        let next = site.send(&owner, "POST", &format!("/partner-api-keys/{working}/reissue"), other("Next")).await;
        assert_eq!(next.response()["state"], "waiting_approval");
    }
}
