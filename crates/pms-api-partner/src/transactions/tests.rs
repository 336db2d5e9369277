mod hub;

use pms_api_testkit::{Answer, Person, Site};
use pms_app::accounts::{clients, tokens};
use pms_app::misp;
use pms_app::transaction_log::Form;
use pms_app::transaction_log::ingest::Batch;
use pms_app::transaction_log::upkeep::Sums;
use pms_domain::transaction::{Answered, AuthTypes, Endpoint, Outcome, Reason, Source, TransactionId};
use serde_json::{Value, json};

use crate::SERVICE;
use crate::testing;

const LOG: &str = "/v1/partnermanager/transactions";
const FORBIDDEN: &str = "403 KER-ATH-403 Forbidden";

/// A partner with a key, and two MISPs with a licence and a client each.
struct Scene {
    site: Site,
    admin: Person,
    bank: Person,
    /// Value and public id of the bank's key.
    key: String,
    key_id: String,
    a: Misp,
    b: Misp,
}

struct Misp {
    owner: Person,
    client: Person,
    licence: String,
    licence_id: String,
}

async fn misp(site: &Site, admin: &Person, id: &str) -> Misp {
    let owner = testing::active(site, id, "MISP_Partner").await;
    let made = misp::create(&site.app, &site.context(admin).await, id).await.unwrap();
    let (licence_id,) = pms_store::statement("SELECT id FROM x_misp_licence WHERE misp_id = $1")
        .bind(id)
        .one::<(String,)>(site.app.store().db())
        .await
        .unwrap();
    let client = service_client(site, &format!("gateway-{id}")).await;
    clients::bind_to_misp(&site.app, &site.system(), None, &client.name, id).await.unwrap();
    Misp { owner, client, licence: made.key.reveal().to_owned(), licence_id }
}

/// A client with the role of a MISP.
async fn service_client(site: &Site, id: &str) -> Person {
    let roles = ["MISP_PARTNER".to_owned()];
    let secret = clients::create(&site.app, &site.system(), id, &roles, &[]).await.unwrap();
    let issued = tokens::client_token(&site.app, &site.system(), id, &secret).await.unwrap();
    let token = issued.access.token;
    Person { id: id.to_owned(), name: id.to_owned(), email: String::new(), token }
}

impl Scene {
    async fn on(site: Site) -> Self {
        let (bank, admin) = testing::linked(&site, "Auth_Partner", "Auth").await;
        let key = testing::generate(&site, &bank, "Main").await;
        let key_id = testing::key_id(&site, "Main").await;
        let a = misp(&site, &admin, "misp-a").await;
        let b = misp(&site, &admin, "misp-b").await;
        Self { site, admin, bank, key, key_id, a, b }
    }

    fn line(&self, misp: &Misp, transaction: &str, members: Value) -> Value {
        let line = json!({
            "licenceKey": misp.licence, "partnerId": "acme", "apiKeyOrClientId": self.key, "endpoint": "auth",
            "occurredAt": "2026-01-15T10:00:00.000Z", "status": 200, "transactionId": transaction,
        });
        pms_api_testkit::with(line, members)
    }

    async fn ingest(&self, client: &Person, lines: &Value) -> Answer {
        self.site.raw(Some(client), "POST", LOG, Some(&lines.to_string())).await
    }

    async fn rows(&self, person: &Person, query: &str) -> Vec<Value> {
        let answer = self.site.get(person, &format!("/transactions?source=gateway&{query}")).await;
        answer.response()["data"].as_array().unwrap().clone()
    }

    async fn transactions(&self, person: &Person, query: &str) -> Vec<String> {
        self.rows(person, query).await.iter().map(|row| row["transactionId"].as_str().unwrap().to_owned()).collect()
    }

    async fn sum(&self) {
        Sums::default().make(&self.site.app).await.unwrap();
    }
}

#[tokio::test]
async fn a_gateway_tells_and_whoever_it_concerns_sees() {
    for site in Site::on_both(SERVICE).await {
        let scene = Scene::on(site).await;
        let lines = json!([
            scene.line(&scene.a, "t-1", json!({"authType": "OTP-AUTH,FACE-AUTH"})),
            scene.line(
                &scene.a,
                "t-2",
                json!({"endpoint": "kyc", "occurredAt": "2026-01-15T15:30:01+05:30",
                "status": 403, "reason": "IDA-MLC-007"})
            ),
        ]);
        let answer = scene.ingest(&scene.a.client, &lines).await;
        assert_eq!(
            answer.json(),
            json!({"id": "mosip.pms.transactions.post", "version": "1.0", "responseTime": "2026-01-15T10:11:12.123Z",
                "metadata": null, "errors": [], "response": {"lines": 2, "accepted": 2, "duplicate": 0, "refused": 0,
                "duplicateLines": [], "refusedLines": []}})
        );
        let answer = scene.site.get(&scene.a.owner, "/transactions?source=gateway").await;
        let first = json!({
            "occurredAt": "2026-01-15T10:00:00.000+00:00", "source": "gateway", "transactionId": "t-1",
            "endpoint": "auth", "mispId": "misp-a", "licenceId": scene.a.licence_id, "partnerId": "acme",
            "policyId": "kyc", "keyId": scene.key_id, "keyLabel": "Main", "authTypes": ["OTP-AUTH", "FACE-AUTH"],
            "outcome": "allowed", "reason": null, "authOutcome": null, "staleMs": null,
        });
        let second = pms_api_testkit::with(
            first.clone(),
            json!({
                "occurredAt": "2026-01-15T10:00:01.000+00:00", "transactionId": "t-2", "endpoint": "kyc",
                "authTypes": [], "outcome": "refused", "reason": "IDA-MLC-007",
            }),
        );
        assert_eq!(
            answer.json(),
            json!({"id": "mosip.pms.transactions.get", "version": "1.0", "responseTime": "2026-01-15T10:11:12.123Z",
                "metadata": null, "errors": [], "response": {"from": "2026-01-14T10:11:12.123+00:00",
                "to": "2026-01-15T10:21:12.123+00:00", "source": "gateway", "nextAfter": null,
                "data": [second, first]}})
        );
        // The partner sees its uses without the MISP's licence; partner admins see all.
        let of_bank = scene.rows(&scene.bank, "").await;
        assert_eq!(of_bank[1], pms_api_testkit::with(first.clone(), json!({"licenceId": null})));
        assert_eq!(scene.rows(&scene.admin, "").await, [second, first]);
        // What the site counts is another source.
        assert_eq!(scene.site.get(&scene.admin, "/transactions").await.response()["data"], json!([]));
        for (query, expected) in [
            ("outcome=refused", &["t-2"][..]),
            ("reason=IDA-MLC-007", &["t-2"]),
            ("authType=FACE-AUTH", &["t-1"]),
            ("partnerId=acme&keyLabel=Main", &["t-2", "t-1"]),
            ("partnerId=acme&keyLabel=Other", &[]),
            ("policyId=kyc&mispId=misp-a", &["t-2", "t-1"]),
            ("mispId=misp-b", &[]),
            ("transactionId=t-1", &["t-1"]),
            ("to=2026-01-15T10:00:01Z", &["t-1"]),
            ("from=2026-01-15T10:00:01Z", &["t-2"]),
        ] {
            assert_eq!(scene.transactions(&scene.a.owner, query).await, expected, "{query}");
        }
        let page = scene.site.get(&scene.a.owner, "/transactions?source=gateway&pageSize=1").await.response();
        let next = page["nextAfter"].as_str().unwrap().to_owned();
        assert_eq!(page["data"][0]["transactionId"], "t-2");
        assert_eq!(scene.transactions(&scene.a.owner, &format!("pageSize=1&after={next}")).await, ["t-1"]);
    }
}

#[tokio::test]
async fn nothing_that_a_misp_tells_of_another_reaches_anybody() {
    for site in Site::on_both(SERVICE).await {
        let scene = Scene::on(site).await;
        let uin = "2345678901";
        // What ID Authentication sends of whom it is about: unsalted, so whoever sees it finds the number.
        let hash = hex::encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, uin.as_bytes()));
        let upper = hash.to_ascii_uppercase();
        let lines = json!([
            scene.line(&scene.a, "good-1", json!({})),
            // For the other MISP: its licence, as if A had got hold of it.
            scene.line(&scene.b, "for-b", json!({})),
            scene.line(&scene.a, "old", json!({"occurredAt": "2024-12-01T10:00:00Z"})),
            scene.line(&scene.a, "ahead", json!({"occurredAt": "2026-01-15T10:22:00Z"})),
            // An identifier in each text.
            scene.line(&scene.a, "reason", json!({"reason": uin})),
            scene.line(&scene.a, "kind", json!({"authType": uin})),
            scene.line(&scene.a, "endpoint", json!({"endpoint": uin})),
            scene.line(&scene.a, "licence", json!({"licenceKey": uin})),
            scene.line(&scene.a, "more", json!({"individualId": uin})),
            scene.line(&scene.a, &format!("{uin}@example.com"), json!({})),
            // Kept, but not as they were sent: nobody learns whose they are.
            scene.line(&scene.a, uin, json!({})),
            scene.line(&scene.a, "partner", json!({"partnerId": uin})),
            scene.line(&scene.a, "key", json!({"apiKeyOrClientId": uin})),
            scene.line(&scene.a, &hash, json!({})),
            scene.line(&scene.a, &upper[..40], json!({})),
            // A hash, and words, in the place of each text.
            scene.line(&scene.a, "reason-1", json!({"reason": hash})),
            scene.line(&scene.a, "reason-2", json!({"reason": upper[..40]})),
            scene.line(&scene.a, "reason-3", json!({"reason": "John-Doe"})),
            scene.line(&scene.a, "kind-1", json!({"authType": upper})),
            scene.line(&scene.a, "endpoint-1", json!({"endpoint": hash})),
            scene.line(&scene.a, "licence-1", json!({"licenceKey": upper})),
            scene.line(&scene.a, "more-1", json!({"individualId": upper})),
            scene.line(&scene.a, "partner-1", json!({"partnerId": hash})),
            scene.line(&scene.a, "key-1", json!({"apiKeyOrClientId": upper})),
            scene.line(&scene.a, "John.Doe", json!({})),
            json!("no object"),
        ]);
        let torn = scene.ingest(&scene.a.client, &lines).await;
        assert_eq!(
            torn.error(),
            "PMS_TXN_002 The batch cannot be read: a JSON array of objects, or one object on each line."
        );
        let mut lines = lines;
        lines.as_array_mut().unwrap().pop();
        let report = scene.ingest(&scene.a.client, &lines).await.response();
        let refused: Vec<_> = report["refusedLines"].as_array().unwrap().iter().map(|line| &line["line"]).collect();
        assert_eq!(json!(refused), json!([2, 3, 4, 5, 6, 7, 8, 9, 10, 16, 17, 18, 19, 20, 21, 22]));
        assert_eq!(report["refusedLines"][0]["why"], "has a licenceKey that is none of this client's MISP");
        assert_eq!(report["refusedLines"][1]["why"], "happened more than 400 days ago");
        assert_eq!(report["refusedLines"][2]["why"], "happens more than 10 minutes from now");
        assert_eq!((&report["accepted"], &report["duplicate"]), (&json!(9), &json!(0)));
        for _ in 0..10 {
            let again = scene.ingest(&scene.a.client, &lines).await.response();
            assert_eq!((&again["accepted"], &again["duplicate"]), (&json!(0), &json!(9)));
            assert_eq!(again["duplicateLines"], json!([1, 11, 12, 13, 14, 15, 23, 24, 25]));
        }
        // B tells of the same transaction: it is not A's to take.
        let of_b = json!([scene.line(&scene.b, "good-1", json!({}))]);
        assert_eq!(scene.ingest(&scene.b.client, &of_b).await.response()["accepted"], 1);
        assert_eq!(scene.transactions(&scene.b.owner, "").await, ["good-1"]);
        assert_eq!(scene.rows(&scene.b.owner, "").await[0]["mispId"], "misp-b");
        let of_a = scene.rows(&scene.a.owner, "").await;
        assert_eq!(of_a.len(), 9);
        assert!(of_a.iter().all(|row| row["mispId"] == "misp-a"));
        // The partner sees what was done with its key, and nothing that somebody says of it.
        let mut of_bank = scene.transactions(&scene.bank, "").await;
        of_bank.sort_unstable();
        assert!(of_bank[2..].iter().all(|id| id.starts_with("h.")), "{of_bank:?}");
        assert_eq!((of_bank.len(), &of_bank[..2]), (6, &["good-1".to_owned(), "good-1".to_owned()][..]));
        // Whoever knows what was sent finds it by that.
        for sent in [uin, &hash, &upper[..40], "John.Doe"] {
            let found = scene.transactions(&scene.a.owner, &format!("transactionId={sent}")).await;
            assert!(found.len() == 1 && of_bank[2..].contains(&found[0]), "{sent} {found:?}");
        }
        let everything: Vec<_> = [scene.rows(&scene.admin, "").await, of_a].concat();
        let told = json!(everything).to_string().to_ascii_lowercase();
        for secret in [uin, &hash[..32], "john"] {
            assert!(!told.contains(secret), "{secret} {told}");
        }
        let lines = pms_store::transaction::rows_of_day(
            scene.site.app.store().log().await.unwrap(),
            pms_domain::transaction::day(pms_app::testing::start()),
            pms_store::transaction::Seek { occurred_at: 0, id: 0 },
            100,
        );
        let stored = format!("{:?}", lines.await.unwrap());
        for secret in [uin, &hash[..32], &upper[..32], "John", &scene.key, &scene.a.licence, &scene.b.licence] {
            assert!(!stored.contains(secret), "{secret} {stored}");
        }
    }
}

#[tokio::test]
async fn who_may_tell_and_who_may_see() {
    let scene = Scene::on(Site::new(SERVICE).await).await;
    let line = json!([scene.line(&scene.a, "t", json!({}))]);
    for person in [&scene.admin, &scene.site.person("nobody", &["AUTH_PARTNER"]).await] {
        assert_eq!(scene.ingest(person, &line).await.error(), FORBIDDEN);
    }
    let unbound = service_client(&scene.site, "unbound").await;
    for person in [&unbound, &scene.a.owner] {
        let answer = scene.ingest(person, &line).await;
        assert_eq!(answer.error(), "PMS_TXN_001 The client is not bound to a MISP.");
    }
    assert_eq!(scene.ingest(&scene.a.client, &line).await.response()["accepted"], 1);
    scene.sum().await;
    let other = testing::active(&scene.site, "other", "Auth_Partner").await;
    let policy_manager = scene.site.person("manager", &["POLICYMANAGER", "PARTNERMANAGER"]).await;
    for path in ["", "/totals", "/timeline", "/partners", "/export?format=csv"] {
        let path = format!("/transactions{path}");
        scene.site.get_refuses(&policy_manager, &[(&path, FORBIDDEN)]).await;
    }
    // Whoever has nothing sees nothing, whatever is asked for.
    for person in [&other, &scene.b.owner, &scene.a.client] {
        for query in
            ["", "mispId=misp-a", "partnerId=acme", "mispId=misp-a&partnerId=acme", "partnerId=acme&keyLabel=Main"]
        {
            assert_eq!(scene.rows(person, query).await, Vec::<Value>::new(), "{query}");
            let of = |path: &str| format!("/transactions/{path}?source=gateway&{query}");
            assert_eq!(scene.site.get(person, &of("totals")).await.response()["total"], 0, "{query}");
            for path in ["timeline", "partners"] {
                assert_eq!(scene.site.get(person, &of(path)).await.response()["data"], json!([]), "{query}");
            }
        }
    }
    // A client is bound to one MISP at a time.
    clients::bind_to_misp(&scene.site.app, &scene.site.system(), None, &scene.a.client.name, "misp-b").await.unwrap();
    let report = scene.ingest(&scene.a.client, &line).await.response();
    assert_eq!((&report["accepted"], &report["refused"]), (&json!(0), &json!(1)));
    for (misp, client, expected) in [
        ("acme", "unbound", "PMS_TXN_008 No MISP has this id."),
        ("nobody", "unbound", "PMS_TXN_008 No MISP has this id."),
        ("misp-a", "no-client", "PMS_ACC_"),
    ] {
        let failure =
            clients::bind_to_misp(&scene.site.app, &scene.site.system(), None, client, misp).await.unwrap_err();
        let pms_app::Failure::Refused(refusal) = failure else { panic!("{failure:?}") };
        assert!(refusal.to_string().starts_with(expected), "{refusal}");
    }
}

#[tokio::test]
async fn sums_a_time_line_and_whom_a_misp_serves() {
    for site in Site::on_both(SERVICE).await {
        let scene = Scene::on(site).await;
        let lines = json!([
            scene.line(&scene.a, "t-1", json!({})),
            scene.line(&scene.a, "t-2", json!({"occurredAt": "2026-01-15T09:59:59Z"})),
            scene.line(&scene.a, "t-3", json!({"occurredAt": "2026-01-13T09:00:00Z", "status": 401})),
        ]);
        scene.ingest(&scene.a.client, &lines).await;
        scene.ingest(&scene.b.client, &json!([scene.line(&scene.b, "t-1", json!({}))])).await;
        scene.sum().await;
        let of = |path: &str, query: &str| format!("/transactions/{path}?source=gateway&{query}");
        let since = "from=2026-01-13T00:00:00Z&to=2026-01-16T00:00:00Z";
        let totals = scene.site.get(&scene.a.owner, &of("totals", since)).await.response();
        assert_eq!(
            totals,
            json!({"from": "2026-01-13T00:00:00.000+00:00", "to": "2026-01-16T00:00:00.000+00:00", "source": "gateway",
                "total": 3, "allowed": 2, "refused": 1, "reasons": [
                    {"outcome": "allowed", "reason": null, "count": 2},
                    {"outcome": "refused", "reason": "HTTP-401", "count": 1}],
                "otherReasons": 0, "summedAt": "2026-01-15T10:11:12.123+00:00"})
        );
        let line = scene.site.get(&scene.a.owner, &of("timeline", since)).await.response();
        let bucket = |at: &str, allowed: i64, refused: i64| json!({"at": at, "allowed": allowed, "refused": refused});
        let hours = json!([
            bucket("2026-01-13T09:00:00.000+00:00", 0, 1),
            bucket("2026-01-15T09:00:00.000+00:00", 1, 0),
            bucket("2026-01-15T10:00:00.000+00:00", 1, 0),
        ]);
        assert_eq!((&line["by"], &line["data"]), (&json!("hour"), &hours));
        let days =
            json!([bucket("2026-01-13T00:00:00.000+00:00", 0, 1), bucket("2026-01-15T00:00:00.000+00:00", 2, 0),]);
        let long = "from=2025-06-01T00:00:00Z&to=2026-01-16T00:00:00Z&by=hour";
        for query in [format!("{since}&by=day"), long.to_owned()] {
            let line = scene.site.get(&scene.a.owner, &of("timeline", &query)).await.response();
            assert_eq!((&line["by"], &line["data"]), (&json!("day"), &days), "{query}");
        }
        let served = |misp: &str, first: &str, last: &str, allowed: i64, refused: i64| {
            json!({"mispId": misp, "partnerId": "acme", "firstAt": first, "lastAt": last, "allowed": allowed,
                "refused": refused})
        };
        let of_a = served("misp-a", "2026-01-13T09:00:00.000+00:00", "2026-01-15T10:00:00.000+00:00", 2, 1);
        let of_b = served("misp-b", "2026-01-15T10:00:00.000+00:00", "2026-01-15T10:00:00.000+00:00", 1, 0);
        let partners = scene.site.get(&scene.a.owner, &of("partners", since)).await.response();
        assert_eq!(partners["data"], json!([of_a.clone()]));
        let partners = scene.site.get(&scene.bank, &of("partners", &format!("{since}&pageSize=1"))).await.response();
        assert_eq!((&partners["data"], &partners["nextAfter"]), (&json!([of_a]), &json!("misp-a|acme")));
        let next = format!("{since}&pageSize=1&after=misp-a%7Cacme");
        let partners = scene.site.get(&scene.bank, &of("partners", &next)).await.response();
        assert_eq!(partners["data"], json!([of_b]));
    }
}

/// Codes are the gateways' choice: however many there are, an answer tells a hundred of them apart.
#[tokio::test]
async fn totals_tell_the_most_frequent_reasons_apart() {
    for site in Site::on_both(SERVICE).await {
        let scene = Scene::on(site).await;
        let line = |number: usize| {
            let members = json!({"status": 401, "reason": format!("CODE-{}", number % 103)});
            scene.line(&scene.a, &format!("t-{number}"), members)
        };
        scene.ingest(&scene.a.client, &json!((0..206 + 100).map(line).collect::<Vec<_>>())).await;
        scene.sum().await;
        let totals = scene.site.get(&scene.a.owner, "/transactions/totals?source=gateway").await.response();
        let reasons = totals["reasons"].as_array().unwrap();
        assert_eq!((reasons.len(), &reasons[0]["count"], &reasons[99]["count"]), (100, &json!(3), &json!(3)));
        // The other three came twice each.
        assert_eq!(
            (&totals["total"], &totals["refused"], &totals["otherReasons"]),
            (&json!(306), &json!(306), &json!(6))
        );
    }
}

#[tokio::test]
async fn rows_are_taken_along_as_a_file() {
    for site in Site::on_both(SERVICE).await {
        let scene = Scene::on(site).await;
        let lines: Vec<_> = (0..502).map(|number| scene.line(&scene.a, &format!("t-{number}"), json!({}))).collect();
        scene.ingest(&scene.a.client, &json!(lines)).await;
        scene.ingest(&scene.b.client, &json!([scene.line(&scene.b, "b", json!({}))])).await;
        let before = pms_store::audit::head(scene.site.app.store().db()).await.unwrap().0;
        let csv = scene.site.get(&scene.a.owner, "/transactions/export?format=csv&source=gateway").await;
        assert_eq!(csv.text.lines().count(), 503);
        assert!(csv.text.starts_with("\u{FEFF}\"occurredAt\",\"source\",\"transactionId\""), "{}", &csv.text[..80]);
        assert!(!csv.text.contains("misp-b"));
        let rows = scene.site.get(&scene.bank, "/transactions/export?format=jsonl&source=gateway&mispId=misp-b").await;
        let row: Value = serde_json::from_str(rows.text.trim_end()).unwrap();
        assert_eq!((&row["transactionId"], &row["licenceId"]), (&json!("b"), &Value::Null));
        // Each left a record.
        assert_eq!(pms_store::audit::head(scene.site.app.store().db()).await.unwrap().0, before + 2);
    }
}

#[tokio::test]
async fn what_is_asked_wrongly_is_refused() {
    let scene = Scene::on(Site::new(SERVICE).await).await;
    let window = "PMS_TXN_006 The time asked for is at most 31 days.";
    let filter = |name: &str| format!("PMS_TXN_007 Invalid filter {name}.");
    for (query, expected) in [
        ("from=2025-12-01T00:00:00Z", window.to_owned()),
        ("from=2025-12-01T00:00:00Z&to=2026-01-02T00:00:00Z", window.to_owned()),
        ("from=2026-01-02T00:00:00Z&to=2026-01-02T00:00:00Z", filter("from")),
        ("source=elsewhere", filter("source")),
        ("outcome=maybe", filter("outcome")),
        ("authType=OTP-AUTH,FACE-AUTH", filter("authType")),
        ("keyLabel=Main", filter("keyLabel")),
        ("transactionId=a%20b", filter("transactionId")),
        ("after=x", filter("after")),
        ("pageSize=0", "PMS_PRT_361 Invalid page size".to_owned()),
        ("pageSize=x", "400 Failed to convert 'pageSize' with value: 'x'".to_owned()),
        ("from=yesterday", "400 Failed to convert 'from' with value: 'yesterday'".to_owned()),
    ] {
        assert_eq!(scene.site.get(&scene.admin, &format!("/transactions?{query}")).await.error(), expected, "{query}");
    }
    for path in ["totals", "timeline", "partners"] {
        for (query, expected) in [
            ("from=2019-01-01T00:00:00Z", "PMS_TXN_006 The time asked for is at most 1830 days.".to_owned()),
            ("source=elsewhere", filter("source")),
        ] {
            let path = format!("/transactions/{path}?{query}");
            assert_eq!(scene.site.get(&scene.admin, &path).await.error(), expected, "{path}");
        }
    }
    let shape = "400 PMS_COR_001 Invalid request parameter -";
    for (path, expected) in [
        ("/transactions/timeline?by=week", format!("{shape} must be hour or day :by")),
        ("/transactions/partners?after=x", format!("{shape} must be a nextAfter :after")),
        ("/transactions/export?format=xml", format!("{shape} must be csv or jsonl :format")),
        ("/transactions/export", "400 Required parameter 'format' is not present.".to_owned()),
        ("/transactions/export?format=csv&from=2025-12-01T00:00:00Z", window.to_owned()),
        ("/transactions/export?format=csv&outcome=maybe", filter("outcome")),
    ] {
        assert_eq!(scene.site.get(&scene.admin, path).await.error(), expected, "{path}");
    }
}

#[tokio::test]
async fn a_batch_has_its_form_and_its_limits() {
    let scene = Scene::on(Site::new(SERVICE).await).await;
    let many: Vec<_> = (0..10_001).map(|number| scene.line(&scene.a, &format!("t-{number}"), json!({}))).collect();
    let too_many = scene.ingest(&scene.a.client, &json!(many)).await;
    assert_eq!(too_many.error(), "PMS_TXN_002 The batch cannot be read: at most 10,000 lines.");
    let long = json!([scene.line(&scene.a, &"x".repeat(5_000), json!({}))]);
    let long = scene.ingest(&scene.a.client, &long).await;
    assert_eq!(long.error(), "PMS_TXN_002 The batch cannot be read: a line is too long.");
    let large = format!("[{}", " ".repeat(16 * 1024 * 1024));
    let large = scene.site.raw(Some(&scene.a.client), "POST", LOG, Some(&large)).await;
    assert_eq!((large.status, large.error()), (413, "413 The request body is larger than 16777216 bytes.".to_owned()));
    assert_eq!(scene.rows(&scene.admin, "").await, Vec::<Value>::new());
    let all = scene.ingest(&scene.a.client, &json!(many[..10_000])).await.response();
    assert_eq!((&all["lines"], &all["accepted"]), (&json!(10_000), &json!(10_000)));
}

#[tokio::test]
async fn our_own_answers_are_listed_when_they_are_written() {
    for site in Site::on_both(SERVICE).await {
        let scene = Scene::on(site).await;
        let answer = |transaction: &str| Answered {
            occurred_at: pms_app::testing::start(),
            source: Source::Validate,
            transaction_id: TransactionId::read(transaction, str::to_owned).unwrap_or_default(),
            endpoint: Endpoint::Validate,
            misp_id: Some("misp-a".into()),
            licence_id: Some(scene.a.licence_id.clone()),
            partner_id: Some("acme".into()),
            policy_id: Some("kyc".into()),
            key_id: Some(scene.key_id.clone()),
            auth_types: AuthTypes::NONE,
            outcome: Outcome::Refused,
            reason: Some(Reason::of("licence_expired")),
            stale_ms: Some(1_500),
        };
        let recorder = scene.site.app.recorder();
        // One id for two answers hides neither.
        for transaction in ["one", "one", ""] {
            recorder.room().await;
            recorder.record(answer(transaction));
        }
        // A clean stop loses none.
        scene.site.app.finish_recording().await;
        assert_eq!((recorder.counts().written, recorder.counts().waiting), (3, 0));
        let rows = scene.site.get(&scene.a.owner, "/transactions").await.response()["data"].clone();
        assert_eq!(rows.as_array().unwrap().len(), 3);
        assert_eq!((&rows[0]["reason"], &rows[0]["staleMs"]), (&json!("licence_expired"), &json!(1_500)));
        assert!(rows.to_string().contains("\"p1.3\""));
        recorder.record(answer("late"));
        assert_eq!(recorder.counts().lost, 1);
    }
}

#[tokio::test]
async fn lines_come_as_lines_too() {
    let scene = Scene::on(Site::new(SERVICE).await).await;
    let lines = format!(
        "{}\n\n{}\r\nno json\n",
        scene.line(&scene.a, "t-1", json!({})),
        scene.line(&scene.a, "t-1", json!({}))
    );
    let token = format!("Bearer {}", scene.a.client.token);
    let headers = [("authorization", token.as_str()), ("content-type", "application/x-ndjson; charset=utf-8")];
    let report = scene.site.send_raw("POST", LOG, &headers, &lines).await.response();
    assert_eq!(
        report,
        json!({"lines": 3, "accepted": 1, "duplicate": 1, "refused": 1, "duplicateLines": [2], "refusedLines": [
            {"line": 3, "why": "is no object with exactly the members of a line, each of its type"}]})
    );
    let headers = [("authorization", token.as_str()), ("content-type", "text/csv")];
    assert_eq!(scene.site.send_raw("POST", LOG, &headers, &lines).await.status, 415);
}

/// What the check at authentication time knows is not asked of the database once more for each key.
#[tokio::test]
async fn known_keys_cost_no_look_up() {
    for site in Site::on_both(SERVICE).await {
        let scene = Scene::on(site).await;
        let context = scene.site.context(&scene.a.client).await;
        let asked = async |lines: Value| {
            let mut batch = Batch::begin(&scene.site.app, &context, Form::Array).await.unwrap();
            batch.push(lines.to_string().as_bytes()).unwrap();
            let (report, commands) = pms_store::tally::of(Box::pin(batch.finish())).await;
            let looks = commands.iter().filter(|sql| {
                ["misp_license", "partner_policy", "oidc_client"].iter().any(|table| sql.contains(table))
            });
            (report.unwrap(), looks.count())
        };
        let (report, looks) = Box::pin(asked(json!([scene.line(&scene.a, "t-1", json!({}))]))).await;
        assert_eq!((report.accepted, looks), (1, 0));
        // Of what nobody knows the database has the last word: a licence, a key, a client.
        let unknown = json!({"licenceKey": "unknown-licence", "apiKeyOrClientId": "0123456789abcdefghijklmnopqrstuv"});
        let (report, looks) = Box::pin(asked(json!([scene.line(&scene.a, "t-2", unknown)]))).await;
        assert_eq!((report.refused.len(), looks), (1, 3));
    }
}
