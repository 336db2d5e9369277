use chrono::TimeDelta;
use pms_api_testkit::{Person, Site};
use serde_json::{Value, json};

use crate::SERVICE;
use crate::testing::{active, ask, count, generate, key_id, link, linked, linking, policy};

const PATH: &str = "/partners/acme/generate/apikey";
const STATUS: &str = "/partners/acme/policy/kyc/apiKey/status";
const FOREIGN: &str = "PMS_PRT_055 User not authorized.";
const FORBIDDEN: &str = "403 KER-ATH-403 Forbidden";
const TAKEN: &str = "PMS_PRT_110 Given label already exists.Provide unique label.";
const INACTIVE: &str = "PMS_PMS_022 Given Partner api key is not active.";
const NO_KEY: &str = "PMS_PRT_111 API key not exists for the given combination";
const EVENTS: &str = "SELECT COUNT(*) AS n FROM x_outbox WHERE topic LIKE 'APIKEY%'";

fn wish(policy: &str, label: &str) -> Value {
    json!({"policyName": policy, "label": label})
}

fn switch(label: &str, status: &str) -> Value {
    json!({"label": label, "status": status})
}

/// Members in their order, the key named by what it is.
fn golden(text: &str, secret: &str) -> String {
    assert!(!secret.is_empty() && text.contains(secret));
    text.replace(secret, "<key>")
}

#[tokio::test]
async fn a_key_is_made_and_shown_once() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = linked(&site, "Auth_Partner", "Auth").await;
        let answer = site.send(&owner, "PATCH", PATH, wish("Kyc", "  My  key ")).await;
        let key = answer.response()["apiKey"].as_str().unwrap().to_owned();
        assert!(key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{key}");
        insta::assert_snapshot!("generated", golden(&answer.golden(), &key));
        // The same label in another writing, and letter case that is another label.
        site.refuses(&owner, "PATCH", PATH, &[(wish("Kyc", "My key"), TAKEN)]).await;
        generate(&site, &owner, "my key").await;
        // Ids compare in any letter case, and the partner's own spelling is answered.
        let shouted = site.send(&owner, "PATCH", "/partners/ACME/generate/apikey", wish("Kyc", "Third")).await;
        assert_eq!(shouted.response()["partnerId"], "acme");
        // One event and one letter for each; none holds the value, and no row does.
        assert_eq!(count(&site, "SELECT COUNT(*) AS n FROM x_outbox WHERE topic = 'APIKEY_APPROVED'").await, 3);
        assert_eq!(count(&site, "SELECT COUNT(*) AS n FROM x_mail WHERE template = 'api-key'").await, 3);
        let objects = "SELECT COUNT(*) AS n FROM x_outbox_object WHERE object_kind IN ('api_key', 'partner', 'policy')";
        assert_eq!(count(&site, objects).await, 9 + count(&site, NOT_OF_KEYS).await);
        assert_eq!(rows_with(&site, &key).await, 0);
        for path in ["/partner-api-keys", "/partner-api-keys/v2", "/partners/acme/apikey/request"] {
            for person in [&owner, &admin] {
                assert!(!site.get(person, path).await.text.contains(&key), "{path}");
            }
        }
    }
}

/// Objects of events that are about something else.
const NOT_OF_KEYS: &str = "SELECT COUNT(*) AS n FROM x_outbox_object o JOIN x_outbox e ON e.revision = o.revision \
     AND e.seq = o.seq WHERE e.topic NOT LIKE 'APIKEY%'";

/// Rows of tables that are read by many in which a text stands.
async fn rows_with(site: &Site, text: &str) -> i64 {
    let like = format!("%{text}%");
    let (n,) = pms_store::statement(
        "SELECT (SELECT COUNT(*) FROM x_audit WHERE touched LIKE $1 OR before_json LIKE $2 OR after_json LIKE $3) \
         + (SELECT COUNT(*) FROM x_outbox WHERE detail LIKE $4 OR subject_id LIKE $5) \
         + (SELECT COUNT(*) FROM x_outbox_object WHERE object_id LIKE $6) \
         + (SELECT COUNT(*) FROM x_search WHERE folded LIKE lower($7)) \
         + (SELECT COUNT(*) FROM partner_policy WHERE policy_api_key LIKE $8) \
         + (SELECT COUNT(*) FROM x_approval WHERE proposal LIKE $9) AS n",
    )
    .bind(like.as_str())
    .bind(like.as_str())
    .bind(like.as_str())
    .bind(like.as_str())
    .bind(like.as_str())
    .bind(like.as_str())
    .bind(like.as_str())
    .bind(like.as_str())
    .bind(like.as_str())
    .one(site.app.store().db())
    .await
    .unwrap();
    n
}

#[tokio::test]
async fn refusals_of_a_key_in_their_order() {
    for site in Site::on_both_with(SERVICE, |settings| settings.api_keys.per_approval = 2).await {
        let (owner, admin) = linking(&site, "Auth_Partner", "Auth").await;
        let stranger = active(&site, "other", "Auth_Partner").await;
        let viewer = site.person("viewer", &["AUTH_PARTNER"]).await;
        site.join("acme", &viewer, "viewer").await;
        let body = "400 PMS_COR_001 Invalid request parameter - ";
        let unmapped = "PMS_PRT_109 Given policy is not mapped to partner";
        let cases = [
            (json!({"label": "x"}), format!("{body}must not be blank :request.policyName")),
            (wish("Kyc", "\t"), format!("{body}must not be blank :request.label")),
            (wish("Kyc", &"x".repeat(37)), format!("{body}Length should be between 1 and 36 chars :request.label")),
            (wish("Kyc", "a\u{202E}"), format!("{body}must not hold invisible characters :request.label")),
            (wish("kyc", "x"), "PMS_PMP_014 Policy does not exist".to_owned()),
            (wish("Kyc", "x"), unmapped.to_owned()),
        ];
        for (request, expected) in &cases {
            assert_eq!(site.send(&owner, "PATCH", PATH, request.clone()).await.error(), *expected, "{request}");
        }
        // A request that waits, or was rejected, is none.
        let request = ask(&site, &owner, "acme", "Kyc").await;
        site.refuses(&owner, "PATCH", PATH, &[(wish("Kyc", "x"), unmapped)]).await;
        assert_eq!(crate::testing::decide(&site, &admin, &request, "approved").await, "success");

        // Another's, whoever asks, before anything is said about the partner: an admin is no member, and a viewer reads.
        site.refuses(&stranger, "PATCH", PATH, &[(wish("Kyc", "x"), FOREIGN)]).await;
        site.refuses(&viewer, "PATCH", PATH, &[(wish("Kyc", "x"), FOREIGN)]).await;
        site.refuses(&owner, "PATCH", "/partners/nobody/generate/apikey", &[(wish("Kyc", "x"), FOREIGN)]).await;
        site.refuses(&admin, "PATCH", PATH, &[(wish("Kyc", "x"), FORBIDDEN)]).await;
        let device = site.person("device", &["DEVICE_PROVIDER"]).await;
        site.refuses(&device, "PATCH", PATH, &[(wish("Kyc", "x"), FORBIDDEN)]).await;

        site.sql("UPDATE policy_group SET is_active = FALSE WHERE name = 'Group'").await;
        site.refuses(&owner, "PATCH", PATH, &[(wish("Kyc", "x"), "PMS_PMP_023 Policy group is not active.")]).await;
        site.sql("UPDATE policy_group SET is_active = TRUE WHERE name = 'Group'").await;
        site.sql("UPDATE auth_policy SET valid_to_date = '2026-01-01 00:00:00' WHERE id = 'kyc'").await;
        site.refuses(&owner, "PATCH", PATH, &[(wish("Kyc", "x"), "PMS_PMP_018 Policy expired.")]).await;
        site.sql("UPDATE auth_policy SET is_active = FALSE WHERE id = 'kyc'").await;
        site.refuses(&owner, "PATCH", PATH, &[(wish("Kyc", "x"), "PMS_PMP_019 Policy is not active.")]).await;
        site.sql("UPDATE auth_policy SET is_active = TRUE, valid_to_date = '2027-01-01 00:00:00' WHERE id = 'kyc'")
            .await;

        generate(&site, &owner, "One").await;
        generate(&site, &owner, "Two").await;
        let full = "PMS_AKY_001 A partner may have at most 2 active API keys for a policy.";
        site.refuses(&owner, "PATCH", PATH, &[(wish("Kyc", "Two"), TAKEN), (wish("Kyc", "Three"), full)]).await;
        site.refuses(&owner, "PATCH", STATUS, &[(switch("One", "De-active"), "success")]).await;
        generate(&site, &owner, "Three").await;
        site.refuses(&owner, "PATCH", STATUS, &[(switch("One", "Active"), full)]).await;

        site.sql("UPDATE partner SET is_active = FALSE WHERE id = 'acme'").await;
        site.refuses(&owner, "PATCH", PATH, &[(wish("No", "x"), "PMS_PMP_016 Partner is not active.")]).await;
        assert_eq!(count(&site, "SELECT COUNT(*) AS n FROM partner_policy").await, 3);
    }
}

#[tokio::test]
async fn the_request_time_is_checked() {
    let site = Site::new(SERVICE).await;
    let (owner, _) = linked(&site, "Auth_Partner", "Auth").await;
    let body = json!({"requesttime": "2026-01-14T10:11:12.000Z", "request": wish("Kyc", "x")}).to_string();
    let path = format!("/v1/partnermanager{PATH}");
    let answer = site.raw(Some(&owner), "PATCH", &path, Some(&body)).await;
    assert_eq!(answer.error(), "PMS_REQUEST_ERROR_006 Request date should be current date");
}

#[tokio::test]
async fn a_key_is_switched_off_and_on() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = linked(&site, "Auth_Partner", "Auth").await;
        let stranger = active(&site, "other", "Auth_Partner").await;
        generate(&site, &owner, "My key").await;
        let off = site.send(&owner, "PATCH", STATUS, switch(" My   key", "DE-ACTIVE")).await;
        assert_eq!(off.response(), json!("Partner apikey de-activated successfully."));
        assert_eq!(off.json()["id"], "an.id", "echoed");
        site.refuses(&owner, "PATCH", STATUS, &[(switch("My key", "De-active"), INACTIVE)]).await;
        let before = count(&site, EVENTS).await;
        let on = site.send(&owner, "PATCH", STATUS, switch("My key", "active")).await;
        assert_eq!(on.response(), json!("Partner apikey activated successfully."));
        assert_eq!(count(&site, EVENTS).await, before + 1);
        site.refuses(&owner, "PATCH", STATUS, &[(switch("My key", "Active"), "success")]).await;
        assert_eq!(count(&site, EVENTS).await, before + 1, "nothing to tell");

        let body = "400 PMS_COR_001 Invalid request parameter - must not be blank :request.";
        let cases = [
            (json!({"status": "Active"}), format!("{body}label")),
            (json!({"label": "My key"}), format!("{body}status")),
            (switch("my key", "Active"), NO_KEY.to_owned()),
            (switch("My key", "On"), "PMS_PM_058 Status should be either Active or De-Active".to_owned()),
        ];
        for (request, expected) in &cases {
            assert_eq!(site.send(&owner, "PATCH", STATUS, request.clone()).await.error(), *expected, "{request}");
        }
        let elsewhere = "/partners/acme/policy/other/apiKey/status";
        site.refuses(&owner, "PATCH", elsewhere, &[(switch("My key", "Active"), NO_KEY)]).await;
        site.refuses(&stranger, "PATCH", STATUS, &[(switch("None", "x"), NO_KEY), (switch("My key", "x"), FOREIGN)])
            .await;
        let manager = site.person("manager", &["PARTNERMANAGER"]).await;
        site.refuses(&manager, "PATCH", STATUS, &[(switch("My key", "De-active"), FOREIGN)]).await;
        let device = site.person("device", &["DEVICE_PROVIDER"]).await;
        site.refuses(&device, "PATCH", STATUS, &[(switch("My key", "De-active"), FORBIDDEN)]).await;

        // As a new key, one that comes back needs a policy that can be used today.
        site.refuses(&owner, "PATCH", STATUS, &[(switch("My key", "De-active"), "success")]).await;
        for (off, on, expected) in [
            (
                "UPDATE auth_policy SET is_active = FALSE WHERE id = 'kyc'",
                "UPDATE auth_policy SET is_active = TRUE WHERE id = 'kyc'",
                "PMS_PMP_019 Policy is not active.",
            ),
            (
                "UPDATE auth_policy SET valid_to_date = '2026-01-01 00:00:00' WHERE id = 'kyc'",
                "UPDATE auth_policy SET valid_to_date = '2027-01-01 00:00:00' WHERE id = 'kyc'",
                "PMS_PMP_018 Policy expired.",
            ),
            (
                "UPDATE policy_group SET is_active = FALSE",
                "UPDATE policy_group SET is_active = TRUE",
                "PMS_PMP_023 Policy group is not active.",
            ),
        ] {
            site.sql(off).await;
            for person in [&owner, &admin] {
                site.refuses(person, "PATCH", STATUS, &[(switch("My key", "Active"), expected)]).await;
            }
            site.sql(on).await;
        }
        site.refuses(&owner, "PATCH", STATUS, &[(switch("My key", "Active"), "success")]).await;

        // What an admin switched off, its partner does not switch on.
        site.refuses(&admin, "PATCH", STATUS, &[(switch("My key", "De-active"), "success")]).await;
        let stopped = "PMS_AKY_007 The API key was deactivated by a partner admin.";
        site.refuses(&owner, "PATCH", STATUS, &[(switch("My key", "Active"), stopped)]).await;
        site.refuses(&admin, "PATCH", STATUS, &[(switch("My key", "Active"), "success")]).await;

        site.sql("UPDATE partner SET is_active = FALSE WHERE id = 'acme'").await;
        let inactive = "PMS_PMP_016 Partner is not active.";
        for person in [&owner, &stranger] {
            site.refuses(person, "PATCH", STATUS, &[(switch("My key", "x"), inactive)]).await;
        }
        site.refuses(&admin, "PATCH", STATUS, &[(switch("My key", "De-active"), "success")]).await;

        // Nobody prolongs a key.
        site.sql("UPDATE partner SET is_active = TRUE WHERE id = 'acme'").await;
        site.sql("UPDATE partner_policy SET valid_to_datetime = '2026-01-15 10:11:12'").await;
        let expired = "PMS_AKY_002 The API key has expired.";
        for person in [&owner, &admin] {
            site.refuses(person, "PATCH", STATUS, &[(switch("My key", "Active"), expired)]).await;
        }
    }
}

/// Adopted rows may have labels that were never normalised, and several of one label.
#[tokio::test]
async fn labels_of_adopted_keys_are_found_as_they_are_written() {
    for site in Site::on_both(SERVICE).await {
        let (owner, _) = linked(&site, "Auth_Partner", "Auth").await;
        for label in ["plain", "spaced"] {
            generate(&site, &owner, label).await;
        }
        site.sql("UPDATE partner_policy SET label = 'plain ' WHERE label = 'spaced'").await;
        site.refuses(&owner, "PATCH", STATUS, &[(switch("plain ", "De-active"), "success")]).await;
        let on = "SELECT COUNT(*) AS n FROM partner_policy WHERE label = 'plain' AND is_active";
        assert_eq!(count(&site, on).await, 1, "the other one was switched");
        site.sql("UPDATE partner_policy SET label = 'a  b' WHERE label = 'plain'").await;
        site.refuses(&owner, "PATCH", PATH, &[(wish("Kyc", "a b"), TAKEN)]).await;
        site.refuses(&owner, "PATCH", STATUS, &[(switch("a b", "De-active"), "success")]).await;
    }
}

fn between(old: &str, new: &str) -> Value {
    json!({"oldPolicyID": old, "newPolicyID": new})
}

#[tokio::test]
async fn a_key_moves_to_another_policy() {
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = linked(&site, "Auth_Partner", "Auth").await;
        policy(&site, "Group", "Next", "Auth").await;
        link(&site, &owner, &admin, "acme", "Next").await;
        let key = generate(&site, &owner, "Moving").await;
        let id = key_id(&site, "Moving").await;
        let path = format!("/partners/acme/apikey/{key}/policies");
        let moved = site.send(&admin, "PUT", &path, between("kyc", "next")).await;
        insta::assert_snapshot!("moved", moved.golden());
        let topics = "SELECT COUNT(*) AS n FROM x_outbox WHERE topic = 'APIKEY_UPDATED' OR (topic = 'POLICY_UPDATED' \
             AND subject_id = 'next' AND revision > (SELECT MIN(revision) FROM x_outbox WHERE topic = 'APIKEY_APPROVED'))";
        assert_eq!(count(&site, topics).await, 2);
        assert_eq!(rows_with(&site, &key).await, 0);
        // Back by the public id: who administers keys need not know them. To where it is is no move.
        let by_id = format!("/partners/acme/apikey/{id}/policies");
        assert_eq!(site.send(&admin, "PUT", &by_id, between("next", "kyc")).await.error(), "success");
        assert_eq!(site.send(&admin, "PUT", &by_id, between("kyc", "kyc")).await.error(), "success");
        let manager = site.person("manager", &["PARTNERMANAGER"]).await;
        assert_eq!(site.send(&manager, "PUT", &path, between("kyc", "next")).await.error(), "success");
        assert_eq!(site.send(&owner, "PUT", &path, between("next", "kyc")).await.error(), FORBIDDEN);
    }
}

#[tokio::test]
async fn refusals_of_a_move_in_their_order() {
    for site in Site::on_both_with(SERVICE, |settings| settings.api_keys.per_approval = 2).await {
        let (owner, admin) = linked(&site, "Auth_Partner", "Auth").await;
        site.policy_group("Other").await;
        policy(&site, "Group", "Next", "Auth").await;
        policy(&site, "Other", "Elsewhere", "Auth").await;
        let key = generate(&site, &owner, "Key").await;
        let path = &format!("/partners/acme/apikey/{key}/policies");
        let body = "400 PMS_COR_001 Invalid request parameter - ";
        let old = format!("{body}Please provide oldPolicyID :request.oldPolicyID");
        let new = format!("{body}Please provide newPolicyID :request.newPolicyID");
        let no_mapping = "PMS_PMP_50 Given apikey,partner and policy mapping not exists.";
        let unknown = "PMS_PMP_014 Policy does not existelsewhere";
        let unmapped = "PMS_PRT_109 Given policy is not mapped to partner";
        let cases = [
            (json!({"newPolicyID": "next"}), old.as_str()),
            (json!({"oldPolicyID": "kyc"}), new.as_str()),
            (between("next", "none"), no_mapping),
            (between("kyc", "elsewhere"), unknown),
            (between("kyc", "next"), unmapped),
        ];
        site.refuses(&admin, "PUT", path, &cases).await;
        for path in ["/partners/acme/apikey/guess/policies", &format!("/partners/other/apikey/{key}/policies")] {
            site.refuses(&admin, "PUT", path, &[(between("kyc", "next"), no_mapping)]).await;
        }
        site.sql("UPDATE auth_policy SET valid_to_date = '2026-01-01 00:00:00' WHERE id = 'next'").await;
        site.refuses(&admin, "PUT", path, &[(between("kyc", "next"), "PMS_PMP_018 Policy expired.next")]).await;
        site.sql("UPDATE policy_group SET is_active = FALSE WHERE name = 'Group'").await;
        let closed = "PMS_PMP_023 Policy group is not active.next";
        site.refuses(&admin, "PUT", path, &[(between("kyc", "next"), closed)]).await;
        site.sql("UPDATE auth_policy SET is_active = FALSE WHERE id = 'next'").await;
        site.refuses(&admin, "PUT", path, &[(between("kyc", "next"), "PMS_PMP_019 Policy is not active.next")]).await;
        site.sql("UPDATE auth_policy SET is_active = TRUE, valid_to_date = '2027-01-01 00:00:00' WHERE id = 'next'")
            .await;
        site.sql("UPDATE policy_group SET is_active = TRUE WHERE name = 'Group'").await;
        link(&site, &owner, &admin, "acme", "Next").await;
        let request = json!({"policyName": "Next", "label": "Key"});
        assert_eq!(site.send(&owner, "PATCH", PATH, request).await.error(), "success");
        site.refuses(&admin, "PUT", path, &[(between("kyc", "next"), TAKEN)]).await;
        for label in ["A", "B"] {
            site.sql("UPDATE partner_policy SET label = 'Another' WHERE policy_id = 'next' AND label = 'Key'").await;
            let request = json!({"policyName": "Next", "label": label});
            let expected = if label == "A" { "success" } else { "PMS_AKY_001" };
            let said = site.send(&owner, "PATCH", PATH, request).await.error();
            assert!(said.starts_with(expected), "{said}");
            if label == "A" {
                site.sql("UPDATE partner_policy SET label = 'Key' WHERE label = 'Another'").await;
            }
        }
        let full = "PMS_AKY_001 A partner may have at most 2 active API keys for a policy.";
        site.refuses(&admin, "PUT", path, &[(between("kyc", "next"), full)]).await;
        site.refuses(&owner, "PATCH", STATUS, &[(switch("Key", "De-active"), "success")]).await;
        site.refuses(&admin, "PUT", path, &[(between("kyc", "none"), INACTIVE)]).await;
    }
}

/// Every role that makes keys does it with that role alone, for a policy of its type; whoever has another role does not.
#[tokio::test]
async fn each_type_makes_keys_with_its_own_role() {
    for site in Site::on_both(SERVICE).await {
        site.policy_group("Group").await;
        policy(&site, "Group", "Kyc", "Auth").await;
        policy(&site, "Group", "Share", "DataShare").await;
        let admin = site.admin().await;
        for (partner_type, role, policy) in [
            ("Auth_Partner", "AUTH_PARTNER", "Kyc"),
            ("Credential_Partner", "CREDENTIAL_PARTNER", "Share"),
            ("Print_Partner", "PRINT_PARTNER", "Share"),
            ("Online_Verification_Partner", "ONLINE_VERIFICATION_PARTNER", "Share"),
            ("ABIS_Partner", "ABIS_PARTNER", "Share"),
            ("Manual_Adjudication", "MANUAL_ADJUDICATION", "Share"),
        ] {
            let id = role.to_lowercase().replace('_', "-");
            let owner = active(&site, &id, partner_type).await;
            if matches!(partner_type, "Credential_Partner" | "Online_Verification_Partner") {
                let path = format!("/partners/{id}/bioextractors/share");
                let extractors = crate::testing::extractors("photo", "Face");
                ask(&site, &owner, &id, policy).await;
                assert_eq!(site.send(&owner, "POST", &path, extractors).await.error(), "success");
                let (request,) = pms_store::statement("SELECT id FROM partner_policy_request WHERE part_id = $1")
                    .bind(id.as_str())
                    .one::<(String,)>(site.app.store().db())
                    .await
                    .unwrap();
                assert_eq!(crate::testing::decide(&site, &admin, &request, "approved").await, "success");
            } else {
                link(&site, &owner, &admin, &id, policy).await;
            }
            let person: Person = site.person(&format!("only-{id}"), &[role]).await;
            site.join(&id, &person, "technical").await;
            let path = format!("/partners/{id}/generate/apikey");
            assert_eq!(site.send(&person, "PATCH", &path, wish(policy, "Key")).await.error(), "success", "{role}");
            let listed = site.get(&person, "/v2/partner-api-keys").await.response();
            assert_eq!(listed["data"][0]["partnerId"], json!(id), "keys of every type are listed");
        }
        site.clock.advance(TimeDelta::days(1));
    }
}
