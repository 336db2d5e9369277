use chrono::TimeDelta;
use pms_api_testkit::pki::pki;
use pms_api_testkit::{Person, Site, pki as keys};
use pms_app::settings::Settings;
use pms_app::{api_keys, misp, partners, verification};
use pms_domain::api_key::Phase;
use pms_domain::key_value::KeyValue;
use pms_domain::verification::{Asked, Reason};
use pms_store::audit::Record;
use pms_store::{api_key, auth_policy, policy_group, policy_link, statement};
use serde_json::{Value, json};

use crate::SERVICE;

const BATCH: &str = "/verifications";
const CONTENT: &str = r#"{"allowedKycAttributes": [{"attributeName": "fullName"}], "authTokenType": "random"}"#;

/// A site on which the partner `acme`, with a certificate, has an approved policy and a key, and the MISP `misp` a licence.
struct Scene {
    site: Site,
    admin: Person,
    /// A client of ID Authentication.
    caller: Person,
    licence: String,
    key: String,
}

async fn make_policy(site: &Site) {
    let ctx = site.system();
    let mut change = site.app.store().change().await.unwrap();
    let group = policy_group::find_by_name(&mut change, "Group").await.unwrap().unwrap();
    let new = auth_policy::NewPolicy {
        id: "kyc",
        policy_group_id: &group.id,
        name: "Kyc",
        descr: "Of the policy",
        policy: CONTENT,
        policy_type: "Auth",
        version: "1.1",
        valid_to: ctx.now() + TimeDelta::days(30),
        by: "test",
        at: ctx.now(),
    };
    auth_policy::insert(&mut change, &new).await.unwrap();
    auth_policy::publish(&mut change, "kyc", "https://schema.example", "test", ctx.now()).await.unwrap();
    let request = policy_link::NewRequest {
        id: "link-1",
        part_id: "acme",
        policy_id: "kyc",
        request_detail: "Opening accounts",
        by: "test",
        at: ctx.now(),
    };
    policy_link::insert(&mut change, &request).await.unwrap();
    policy_link::set_status(&mut change, "link-1", "approved", "test", ctx.now());
    change.save(&ctx, Record::new("test.policy", "policy", "kyc").touching("partner", "acme")).await.unwrap();
}

impl Scene {
    async fn on(site: Site) -> Self {
        let (owner, admin) = site.active("acme").await;
        make_policy(&site).await;
        site.owner("misp", "MISP_Partner").await;
        site.switch_on("misp").await;
        let made = api_keys::generate(&site.app, &site.context(&owner).await, "acme", "Kyc", "main").await.unwrap();
        let licence = misp::create(&site.app, &site.context(&admin).await, "misp").await.unwrap();
        let caller = site.person("ida", &["ID_AUTHENTICATION"]).await;
        let key = made.value.unwrap().reveal().to_owned();
        Self { licence: licence.key.reveal().to_owned(), key, site, admin, caller }
    }

    async fn on_both() -> Vec<Self> {
        Self::on_both_with(|_| {}).await
    }

    async fn on_both_with(change: impl Fn(&mut Settings)) -> Vec<Self> {
        let mut scenes = Vec::new();
        if keys::available() {
            for site in Site::on_both_with(SERVICE, change).await {
                scenes.push(Self::on(site).await);
            }
        }
        scenes
    }

    fn path(&self, partner: &str, key: &str, licence: &str) -> String {
        format!("/partners/{partner}/apikey/{key}/misp/{licence}/validate")
    }

    /// The contract's route. Answers the first error.
    async fn ask(&self, partner: &str, key: &str, licence: &str) -> String {
        let path = self.path(partner, key, licence);
        let answer = self.site.get(&self.caller, &path).await;
        for secret in [&self.key, &self.licence] {
            assert!(!answer.text.contains(secret.as_str()), "{}", answer.text);
        }
        answer.error()
    }

    async fn ask_ours(&self) -> String {
        self.ask("acme", &self.key, &self.licence).await
    }

    fn question(&self) -> Value {
        json!({"partnerId": "acme", "apiKey": self.key, "licenseKey": self.licence})
    }

    /// The reasons of a batch; `allowed` where there is none.
    async fn reasons(&self, questions: &[Value]) -> Vec<String> {
        let answer = self.site.send(&self.caller, "POST", BATCH, json!({ "questions": questions })).await;
        let response = answer.response();
        let reason = |one: &Value| {
            assert_eq!(one["allowed"], one["reason"].is_null(), "{one}");
            assert_eq!(one["allowed"], !one["policyId"].is_null(), "{one}");
            one["reason"].as_str().unwrap_or("allowed").to_owned()
        };
        response["answers"].as_array().unwrap().iter().map(reason).collect()
    }

    async fn reason(&self) -> String {
        self.reasons(&[self.question()]).await.remove(0)
    }

    /// The code of the contract's route, and the precise reason.
    async fn both(&self) -> (String, String) {
        let said = self.ask_ours().await;
        (said.split(' ').next().unwrap().to_owned(), self.reason().await)
    }

    /// Time passes; tokens are new.
    fn wait(&mut self, time: TimeDelta) {
        self.site.clock.advance(time);
        for person in [&mut self.caller, &mut self.admin] {
            person.token = self.site.token(&person.id, &person.name, &person.email);
        }
    }

    /// A key as the replaced services made them.
    async fn short_key(&self, value: &str) {
        let (ctx, id) = (self.site.system(), "0198c0de-1234-7abc-8def-0123456789ab");
        let mut change = self.site.app.store().change().await.unwrap();
        let new = api_key::NewKey {
            id,
            part_id: "acme",
            policy_id: "kyc",
            label: "short",
            valid_from: ctx.now() - TimeDelta::minutes(1),
            valid_to: ctx.now() + TimeDelta::days(1),
            phase: Phase::Live,
            fetch_until: None,
            handed_over_to: None,
            replaces: None,
            former_ends_at: None,
            by: "test",
            at: ctx.now(),
        };
        api_key::insert(&mut change, &ctx.surroundings, &new, &KeyValue::new(value)).await.unwrap();
        let revision = change.save(&ctx, Record::new("test.key", "api_key", id)).await.unwrap();
        self.site.app.applied(revision).await;
    }

    /// Changes rows past every rule, and names what it changed.
    async fn sql(&self, sql: &'static str, kind: &'static str, id: &str) {
        let mut change = self.site.app.store().change().await.unwrap();
        assert!(statement(sql).execute(&mut change).await.unwrap() > 0, "{sql}");
        let revision = change.save(&self.site.system(), Record::new("test.sql", kind, id)).await.unwrap();
        self.site.app.applied(revision).await;
    }
}

#[tokio::test]
async fn an_allowed_question_has_the_contracts_body() {
    for scene in Scene::on_both().await {
        let path = scene.path("acme", &scene.key, &scene.licence);
        let answer = scene.site.get(&scene.caller, &path).await;
        let body = json!({
            "policyId": "kyc", "policyName": "Kyc", "policyDescription": "Described", "policyStatus": true,
            "policy": {"allowedKycAttributes": [{"attributeName": "fullName"}], "authTokenType": "random"},
            "partnerId": "acme", "partnerName": "Acme Ltd", "mispExpiresOn": "4763-12-12T10:11:12.123456",
            "apiKeyExpiresOn": "4763-12-12T10:11:12.123456", "policyExpiresOn": "2026-02-14T10:11:12.123456",
        });
        assert_eq!(
            answer.json(),
            json!({"id": null, "version": null, "responsetime": "2026-01-15T10:11:12.123Z", "metadata": null,
                "response": body, "errors": []})
        );
        let order: Vec<String> = answer.response().as_object().unwrap().keys().cloned().collect();
        assert_eq!(order.join(" "), body.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" "));
        let with = scene.site.get(&scene.caller, &format!("{path}?needPartnerCert=true")).await.response();
        let pem = with["certificateData"].as_str().unwrap();
        assert!(pem.starts_with("-----BEGIN CERTIFICATE-----") && pem != pki().partner.pem, "the MOSIP-signed one");
        assert!(!answer.text.contains("certificateData"));
        let without = scene.site.get(&scene.caller, &format!("{path}?needPartnerCert=false")).await;
        assert_eq!(without.response(), body);
    }
}

#[tokio::test]
async fn a_batch_answers_in_order_with_precise_reasons() {
    for scene in Scene::on_both().await {
        let answer = scene.site.send(&scene.caller, "POST", BATCH, json!({"questions": [scene.question()]})).await;
        assert_eq!(
            answer.response(),
            json!({"answers": [{"allowed": true, "reason": null, "policyId": "kyc", "policyName": "Kyc",
                "mispExpiresOn": "4763-12-12T10:11:12.123456", "apiKeyExpiresOn": "4763-12-12T10:11:12.123456",
                "policyExpiresOn": "2026-02-14T10:11:12.123456"}]})
        );
        assert_eq!(answer.json()["id"], "mosip.pms.verifications.post");
        let with = |members: Value| pms_api_testkit::with(scene.question(), members);
        let questions = [
            with(json!({"licenseKey": "none"})),
            scene.question(),
            with(json!({"partnerId": "nobody"})),
            with(json!({"partnerId": "misp"})),
            with(json!({"apiKey": "none"})),
            with(json!({"requireCertificate": true})),
            with(json!({"certificateThumbprint": "0".repeat(64)})),
        ];
        assert_eq!(
            scene.reasons(&questions).await,
            [
                "licence_unknown",
                "allowed",
                "partner_unknown",
                "key_of_another_partner",
                "key_unknown",
                "certificate_missing",
                "certificate_not_the_partners"
            ]
        );
        let many = vec![scene.question(); 1_000];
        assert!(scene.reasons(&many).await.iter().all(|reason| reason == "allowed"));
    }
}

#[tokio::test]
async fn what_is_no_question_is_refused() {
    let Some(scene) = Scene::on_both().await.into_iter().next() else { return };
    let with =
        |members: Value| json!({"questions": [scene.question(), pms_api_testkit::with(scene.question(), members)]});
    let size = "400 PMS_COR_001 Invalid request parameter - size must be between 1 and 1000 :request.questions";
    let cases = [
        (json!({}), size),
        (json!({"questions": []}), size),
        (json!({"questions": vec![scene.question(); 1_001]}), size),
        (
            with(json!({"partnerId": " "})),
            "400 PMS_COR_001 Invalid request parameter - must not be blank :request.questions[1].partnerId",
        ),
        (
            with(json!({"apiKey": null})),
            "400 PMS_COR_001 Invalid request parameter - must not be blank :request.questions[1].apiKey",
        ),
        (
            with(json!({"licenseKey": ""})),
            "400 PMS_COR_001 Invalid request parameter - must not be blank :request.questions[1].licenseKey",
        ),
        (
            with(json!({"certificateThumbprint": "abc"})),
            "400 PMS_COR_001 Invalid request parameter - must be 64 hexadecimal digits \
             :request.questions[1].certificateThumbprint",
        ),
    ];
    scene.site.refuses(&scene.caller, "POST", BATCH, &cases).await;
}

#[tokio::test]
async fn only_the_contracts_roles_ask_and_gateways_the_batch() {
    let Some(scene) = Scene::on_both().await.into_iter().next() else { return };
    let path = scene.path("acme", &scene.key, &scene.licence);
    for (role, single, batch) in [
        ("PARTNERMANAGER", true, true),
        ("PARTNER_ADMIN", true, true),
        ("CREDENTIAL_ISSUANCE", true, true),
        ("MISP", false, true),
        ("MISP_PARTNER", false, false),
        ("AUTH_PARTNER", false, false),
        ("POLICYMANAGER", false, false),
    ] {
        let person = scene.site.person(&format!("some-{role}"), &[role]).await;
        let said = |may: bool| if may { "success" } else { "403 KER-ATH-403 Forbidden" };
        assert_eq!(scene.site.get(&person, &path).await.error(), said(single), "{role}");
        let sent = scene.site.send(&person, "POST", BATCH, json!({"questions": [scene.question()]})).await;
        assert_eq!(sent.error(), said(batch), "{role}");
    }
}

#[tokio::test]
async fn licences_and_misps_have_their_codes() {
    for mut scene in Scene::on_both_with(|settings| settings.misp.licence_validity_days = 5).await {
        assert_eq!(scene.ask("acme", &scene.key, "none").await, "PMS_PMP_020 MISP license key does not exist.");
        let key = pms_domain::key_value::KeyValue::new(scene.licence.clone());
        for (word, code, reason) in
            [("de-active", "PMS_PMP_025", "licence_deactivated"), ("active", "success", "allowed")]
        {
            let admin = scene.site.context(&scene.admin).await;
            misp::set_status(&scene.site.app, &admin, "misp", &key, word, None).await.unwrap();
            assert_eq!(scene.both().await, (code.to_owned(), reason.to_owned()));
        }
        let admin = scene.site.context(&scene.admin).await;
        let renewed = misp::renew(&scene.site.app, &admin, "misp", Some("Because.")).await.unwrap();
        assert_eq!(scene.both().await, ("PMS_PMP_025".to_owned(), "licence_replaced".to_owned()));
        scene.licence = renewed.key.reveal().to_owned();
        assert_eq!(scene.both().await.1, "allowed");
        partners::set_status(&scene.site.app, &admin, "misp", false, None).await.unwrap();
        assert_eq!(scene.both().await, ("PMS_PMP_025".to_owned(), "misp_deactivated".to_owned()));
        assert_eq!(scene.ask_ours().await, "PMS_PMP_025 MISP license key is blocked.");
        scene.wait(TimeDelta::days(6));
        assert_eq!(scene.both().await, ("PMS_PMP_021".to_owned(), "licence_expired".to_owned()));
        assert_eq!(scene.ask_ours().await, "PMS_PMP_021 MISP license key is expired.");
    }
}

#[tokio::test]
async fn partners_keys_and_policies_have_their_codes() {
    for mut scene in Scene::on_both_with(|settings| settings.api_keys.validity_days = 40).await {
        assert_eq!(scene.ask("nobody", &scene.key, &scene.licence).await, "PMS_PMP_013 Partner does not exist");
        let unknown = "PMS_PMP_017 Partner is not mapped to any policy.";
        assert_eq!(scene.ask("acme", "none", &scene.licence).await, unknown);
        assert_eq!(scene.ask("misp", &scene.key, &scene.licence).await, unknown);
        let steps: [(&str, &str, &str, &str, &str); 12] = [
            ("UPDATE partner_policy SET is_active = FALSE", "key", "", "PMS_PMP_019", "key_deactivated"),
            ("UPDATE partner_policy SET is_active = TRUE", "key", "", "success", "allowed"),
            (
                "UPDATE partner_policy_request SET status_code = 'rejected'",
                "policy_request",
                "link-1",
                "PMS_PMP_017",
                "link_not_approved",
            ),
            (
                "UPDATE partner_policy_request SET status_code = 'approved'",
                "policy_request",
                "link-1",
                "success",
                "allowed",
            ),
            ("UPDATE auth_policy SET is_active = FALSE", "policy", "kyc", "PMS_PMP_019", "policy_deactivated"),
            ("UPDATE auth_policy SET is_active = TRUE", "policy", "kyc", "success", "allowed"),
            (
                "UPDATE partner SET is_active = FALSE WHERE id = 'acme'",
                "partner",
                "acme",
                "PMS_PMP_016",
                "partner_deactivated",
            ),
            (
                "UPDATE partner SET approval_status = 'rejected' WHERE id = 'acme'",
                "partner",
                "acme",
                "PMS_PMP_016",
                "partner_rejected",
            ),
            (
                "UPDATE partner SET approval_status = 'InProgress' WHERE id = 'acme'",
                "partner",
                "acme",
                "PMS_PMP_016",
                "partner_waiting",
            ),
            ("UPDATE partner SET is_active = TRUE WHERE id = 'acme'", "partner", "acme", "success", "allowed"),
            ("UPDATE policy_group SET is_active = FALSE", "group", "", "PMS_PMP_019", "policy_group_deactivated"),
            ("UPDATE policy_group SET is_active = TRUE", "group", "", "success", "allowed"),
        ];
        let (group,): (String,) =
            statement("SELECT id FROM policy_group").one(scene.site.app.store().db()).await.unwrap();
        let (key,): (String,) = statement("SELECT id FROM x_api_key").one(scene.site.app.store().db()).await.unwrap();
        for (sql, kind, id, code, reason) in steps {
            match kind {
                "key" => scene.sql(sql, "api_key", &key).await,
                "group" => scene.sql(sql, "policy_group", &group).await,
                "policy_request" => scene.sql(sql, "policy_request", id).await,
                "policy" => scene.sql(sql, "policy", id).await,
                _ => scene.sql(sql, "partner", id).await,
            }
            assert_eq!(scene.both().await, (code.to_owned(), reason.to_owned()), "{sql}");
        }
        scene.wait(TimeDelta::days(31));
        assert_eq!(scene.both().await, ("PMS_PMP_018".to_owned(), "policy_expired".to_owned()));
        assert_eq!(scene.ask_ours().await, "PMS_PMP_018 Partner policy got expired.");
        scene.wait(TimeDelta::days(60));
        assert_eq!(scene.both().await, ("PMS_PMP_018".to_owned(), "key_expired".to_owned()));
    }
}

#[tokio::test]
async fn certificates_are_the_partners_while_they_count() {
    for scene in Scene::on_both().await {
        let db = scene.site.app.store().db().clone();
        let rows: Vec<(String, String)> = statement(
            "SELECT c.x_sha256, c.cert_id FROM partner_cert_store c WHERE c.x_partner_id = 'acme' \
             UNION ALL SELECT i.sha256, i.cert_id FROM x_issued i WHERE i.partner_id = 'acme'",
        )
        .all(&db)
        .await
        .unwrap();
        assert_eq!(rows.len(), 2, "the one that was uploaded, and the one that we issued");
        let of = |scene: &Scene, sha256: &str| {
            let thumbprint = json!({"certificateThumbprint": sha256.to_uppercase(), "requireCertificate": true});
            pms_api_testkit::with(scene.question(), thumbprint)
        };
        let questions: Vec<Value> = rows.iter().map(|(sha256, _)| of(&scene, sha256)).collect();
        assert_eq!(scene.reasons(&questions).await, ["allowed", "allowed"]);
        scene
            .sql("UPDATE partner_cert_store SET cert_not_after = '2026-01-15 10:11:12.123456'", "partner", "acme")
            .await;
        assert_eq!(scene.reasons(&questions).await, ["certificate_expired", "certificate_expired"]);
        scene.sql("UPDATE partner_cert_store SET cert_not_after = '2026-02-01 00:00:00'", "partner", "acme").await;
        let path = format!("{}?needPartnerCert=true", scene.path("acme", &scene.key, &scene.licence));
        assert_eq!(scene.site.get(&scene.caller, &path).await.error(), "success");
        // A revocation names the certificate, and takes its partner out of use; another way back leaves it revoked.
        let revocation = pms_app::revocation::Revocation {
            certificate_id: &rows[0].1,
            reason: "keyCompromise",
            comment: Some("Lost."),
        };
        let admin = scene.site.context(&scene.admin).await;
        pms_app::revocation::revoke_certificate(&scene.site.app, &admin, &revocation).await.unwrap();
        assert_eq!(scene.reasons(&questions).await, ["partner_waiting", "partner_waiting"]);
        scene.sql("UPDATE partner SET is_active = TRUE WHERE id = 'acme'", "partner", "acme").await;
        assert_eq!(scene.reasons(&questions).await, ["certificate_revoked", "certificate_revoked"]);
        let said = "PMS_PRT_108 Certficate is not uploaded for the selected partner.";
        assert_eq!(scene.site.get(&scene.caller, &path).await.error(), said);
        assert_eq!(scene.both().await.1, "allowed", "without a question about certificates none is asked for");
    }
}

#[tokio::test]
async fn limits_have_their_own_reasons() {
    let change = |settings: &mut Settings| {
        let limits = &mut settings.verification.limits;
        (limits.key_per_second, limits.licence_per_day) = (2, 5);
    };
    for mut scene in Scene::on_both_with(change).await {
        let three = vec![scene.question(); 3];
        assert_eq!(scene.reasons(&three).await, ["allowed", "allowed", "key_rate"]);
        assert_eq!(scene.ask_ours().await, "429 PMS_VER_001 A limit of this licence or key is reached.");
        scene.wait(TimeDelta::seconds(1));
        assert_eq!(scene.reasons(&three).await, ["allowed", "allowed", "key_rate"]);
        scene.wait(TimeDelta::seconds(1));
        assert_eq!(scene.reasons(&three).await, ["allowed", "licence_quota", "licence_quota"]);
        scene.wait(TimeDelta::days(1));
        assert_eq!(scene.reason().await, "allowed", "another day");
    }
}

/// Guesses are limited for the caller and for the source; who asks about what there is notices nothing.
#[tokio::test]
async fn guessing_is_limited_and_others_are_answered() {
    for mut scene in Scene::on_both_with(|settings| settings.verification.limits.unknown_per_minute = 3).await {
        let with = |members: Value| pms_api_testkit::with(scene.question(), members);
        let (no_key, no_licence) = (with(json!({"apiKey": "none"})), with(json!({"licenseKey": "none"})));
        let of_another = with(json!({"partnerId": "misp"}));
        assert_eq!(scene.reasons(&[no_key.clone(), no_licence.clone()]).await, ["key_unknown", "licence_unknown"]);
        let questions = [of_another, no_key.clone(), scene.question(), no_licence.clone()];
        let limited = ["key_of_another_partner", "guess_limit", "allowed", "guess_limit"];
        assert_eq!(scene.reasons(&questions).await, limited);
        // The contract's route counts with the batch, and says when to go on.
        let path = scene.path("acme", "none", &scene.licence);
        let answer = scene.site.get(&scene.caller, &path).await;
        assert_eq!(answer.error(), "429 PMS_LIM_001 Too many requests. Try again later.");
        assert_eq!(scene.both().await.1, "allowed");
        // A key that could be guessed is not answered either: among guesses there may be a right one.
        scene.short_key("271828").await;
        let short = pms_api_testkit::with(scene.question(), json!({"apiKey": "271828"}));
        assert_eq!(scene.reasons(&[short.clone(), scene.question()]).await, ["guess_limit", "allowed"]);
        // Another minute.
        scene.wait(TimeDelta::seconds(60));
        assert_eq!(scene.reasons(&[short, no_key]).await, ["allowed", "key_unknown"]);
    }
}

/// What one replica counted the others know, whichever route was asked; and each caller has a limit of its own.
#[tokio::test]
async fn replicas_share_the_limit_of_guesses() {
    for scene in Scene::on_both_with(|settings| settings.verification.limits.unknown_per_minute = 4).await {
        let there = scene.site.replica().await;
        let meet = async || {
            for app in [&scene.site.app, &there] {
                app.guesses().meet(app.store(), app.surroundings().now()).await.unwrap();
            }
        };
        let ctx = scene.site.context(&scene.caller).await;
        let ask = async |app: &pms_app::App, ctx: &pms_domain::Context, licence: &str| {
            let question =
                verification::Question { licence, partner_id: "acme", key: &scene.key, asked: Asked::Nothing };
            let asking = verification::Asking::new(app, question, None);
            let answers = verification::validate_all(app, ctx, &[asking]).await.unwrap();
            answers.into_iter().next().unwrap().verdict.err()
        };
        for _ in 0..2 {
            for app in [&scene.site.app, &there] {
                assert_eq!(ask(app, &ctx, "none").await, Some(Reason::LicenceUnknown));
            }
        }
        meet().await;
        meet().await;
        for app in [&scene.site.app, &there] {
            assert_eq!(ask(app, &ctx, "none").await, Some(Reason::GuessLimit));
            assert_eq!(ask(app, &ctx, &scene.licence).await, None);
        }
        // Another caller, from elsewhere.
        let other = scene.site.person("ida-2", &["ID_AUTHENTICATION"]).await;
        let mut other = scene.site.context(&other).await;
        other.source = Some([192, 0, 2, 9].into());
        assert_eq!(ask(&there, &other, "none").await, Some(Reason::LicenceUnknown));
        // The same source with another name.
        other.source = ctx.source;
        assert_eq!(ask(&there, &other, "none").await, Some(Reason::GuessLimit));
    }
}

/// Whoever cannot reach the database does not say that the token is wrong, but what is the matter.
#[tokio::test]
async fn a_server_without_its_database_refuses_in_its_own_words() {
    for scene in Scene::on_both_with(|settings| settings.verification.fail_closed_after_seconds = 3).await {
        assert_eq!(scene.both().await.1, "allowed");
        scene.site.app.store().db().close().await;
        tokio::time::sleep(std::time::Duration::from_millis(3_300)).await;
        assert_eq!(scene.ask_ours().await, "503 PMS_VER_002 The question cannot be answered now.");
        assert_eq!(scene.reason().await, "snapshot_too_old");
    }
}

/// Each answer is one row of the log, by whichever route it came; what was presented is in none.
#[tokio::test]
async fn every_answer_is_recorded_once() {
    for scene in Scene::on_both().await {
        let recorded = || {
            let counts = scene.site.app.recorder().counts();
            assert_eq!(counts.lost, 0);
            counts.written + counts.waiting
        };
        let before = recorded();
        assert_eq!(scene.both().await.1, "allowed");
        assert_eq!(scene.ask("acme", "none", "none").await.split(' ').next(), Some("PMS_PMP_020"));
        let with = |members: Value| pms_api_testkit::with(scene.question(), members);
        let questions = [with(json!({"transactionId": "TXN-1"})), with(json!({"apiKey": "none"}))];
        assert_eq!(scene.reasons(&questions).await, ["allowed", "key_unknown"]);
        assert_eq!(recorded() - before, 5);
        let said = "400 PMS_COR_001 Invalid request parameter - must be up to 64 letters, digits, '.', '_' or '-' \
                    :request.questions[0].transactionId";
        let wrong = json!({"questions": [with(json!({"transactionId": "a person"}))]});
        scene.site.refuses(&scene.caller, "POST", BATCH, &[(wrong, said)]).await;
        assert_eq!(recorded() - before, 5, "what is no question has no answer");
    }
}
