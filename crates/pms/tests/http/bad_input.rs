//! Bad input gets the contract's error, changes nothing and learns nothing.

use pms_api_testkit::pki::{self, ca, day, leaf, leaf_of, pki};
use pms_api_testkit::{Person, with};
use pms_domain::approval::Decision;
use pms_domain::routes::{self, Envelope, Route};
use pms_domain::{limits, roles};
use pms_testkit::openssl_cli::{CertificateSpec, Key};
use serde_json::{Value, json};

use crate::house::{House, Reply, assert_no_internals};

const UPLOAD: &Route = &routes::UPLOAD_PARTNER_CERTIFICATE;

fn body(id: &str, data: &str, domain: &str) -> Value {
    json!({"partnerId": id, "certificateData": data, "partnerDomain": domain})
}

/// Sends one bad request and checks what all of them have in common.
async fn refused(house: &House, what: &str, ask: crate::house::Ask<'_>, expected: &str) -> Reply {
    let before = house.head().await;
    let reply = ask.send().await;
    assert_eq!(reply.error(), expected, "{}: {what}", house.database());
    assert_no_internals(&reply.text);
    assert_eq!(house.head().await, before, "{}: {what} changed something", house.database());
    reply
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_certificate_changes_nothing() {
    if !pki::available() {
        return;
    }
    let cases = certificates();
    for house in House::on_both().await {
        let (owner, admin) = house.active("acme").await;
        let second = house.owner("second", "Auth_Partner").await;
        house.decide(&admin, "second", Decision::Approve).await;
        let signed = house.ask("GET", "/v1/partnermanager/partners/acme/certificate").by(&owner).send().await;
        for (what, data, domain, expected) in &cases {
            let request = body("acme", data, domain);
            refused(&house, what, house.call(UPLOAD, UPLOAD.path, Some(&request)).by(&owner), expected).await;
        }
        let foreign_key = body("second", &pki().partner.pem, "AUTH");
        let expected = "PMS_CRT_001 The public key of the certificate is in use by another partner.";
        let ask = house.call(UPLOAD, UPLOAD.path, Some(&foreign_key)).by(&second);
        refused(&house, "another partner's key", ask, expected).await;
        let again = house.ask("GET", "/v1/partnermanager/partners/acme/certificate").by(&owner).send().await;
        assert_eq!(again.response(), signed.response(), "the good certificate stays");
    }
}

fn certificates() -> Vec<(&'static str, String, &'static str, &'static str)> {
    let by = |spec: CertificateSpec| spec.issued_by(&pki().intermediate).unwrap().pem;
    let stranger = ca("Untrusted CA", None).self_signed().unwrap();
    let parse = "KER-KMS-013 Certificate Parsing Error.";
    let no_issuer = "KER-PCM-006 Root CA/Intermediate CA Certificates not found.";
    let good = by(leaf());
    let cut = good[..good.len() / 2].to_owned();
    vec![
        ("not a certificate", "hello".to_owned(), "AUTH", parse),
        ("half a certificate", cut, "AUTH", parse),
        ("a private key", pki().partner.key.clone(), "AUTH", parse),
        ("an unknown domain", good.clone(), "BANK", "KER-PCM-011 Invalid Partner Domain."),
        ("another domain", good.clone(), "DEVICE", no_issuer),
        ("missing issuer", leaf().issued_by(&stranger).unwrap().pem, "AUTH", no_issuer),
        (
            "expired",
            by(leaf().valid(day(2024, 1, 1), day(2025, 6, 1))),
            "AUTH",
            "KER-PCM-004 Certificate Dates are not valid.",
        ),
        ("wrong organisation", by(leaf_of("Acme")), "AUTH", "KER-PCM-008 Partner Organization Name not Matched."),
        (
            "weak key",
            by(leaf().key(Key::Rsa(1024))),
            "AUTH",
            "KER-PCM-013 Partner Certificate Key Size is less than allowed size.",
        ),
        (
            "weak signature",
            by(leaf().digest("sha1")),
            "AUTH",
            "KER-PCM-014 Partner Certificate Signature algorithm not supported.",
        ),
        (
            "self-signed",
            leaf().self_signed().unwrap().pem,
            "AUTH",
            "KER-PCM-015 Self Signed Certificate not allowed as partner.",
        ),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_ca_certificate_changes_nothing() {
    if !pki::available() {
        return;
    }
    let route = &routes::UPLOAD_CA_CERTIFICATE;
    let invalid = "KER-PCM-001 Invalid Certificate uploaded.";
    let cases = [
        ("not a certificate", "hello there!".to_owned(), "KER-CRY-003  input data is not base64 encoded"),
        ("an end-entity certificate", leaf().self_signed().unwrap().pem, invalid),
        ("weak key", ca("Weak CA", None).key(Key::Rsa(1024)).self_signed().unwrap().pem, invalid),
        ("duplicate", pki().root.pem.clone(), "KER-PCM-003 Certificate already exists in store."),
        (
            "expired",
            ca("Old CA", None).valid(day(2024, 1, 1), day(2025, 6, 1)).self_signed().unwrap().pem,
            "KER-PCM-004 Certificate Dates are not valid.",
        ),
    ];
    for house in House::on_both().await {
        let admin = house.admin().await;
        house.trust(&admin, "AUTH").await;
        for (what, data, expected) in &cases {
            let request = json!({"certificateData": data, "partnerDomain": "AUTH"});
            refused(&house, what, house.call(route, route.path, Some(&request)).by(&admin), expected).await;
        }
        let request = json!({"certificateData": pki().intermediate.pem, "partnerDomain": "FTM"});
        let missing = "KER-PCM-005 Root CA Certificate not found.";
        refused(&house, "missing issuer", house.call(route, route.path, Some(&request)).by(&admin), missing).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_tokens_roles_and_ids_change_nothing() {
    if !pki::available() {
        return;
    }
    for house in House::on_both().await {
        let (owner, _admin) = house.active("acme").await;
        let other = house.owner("other", "Auth_Partner").await;
        let resident = house.person("resident", &[roles::RESIDENT]).await;
        let request = body("acme", &leaf().issued_by(&pki().intermediate).unwrap().pem, "AUTH");
        let ask = || house.call(UPLOAD, UPLOAD.path, Some(&request));
        let unauthenticated = "401 KER-ATH-401 Authentication Failed";
        let tampered = format!("{}x", owner.token);
        refused(&house, "no token", ask(), unauthenticated).await;
        refused(&house, "wrong token", ask().token("e30.e30.e30"), unauthenticated).await;
        refused(&house, "tampered token", ask().token(&tampered), unauthenticated).await;
        refused(&house, "wrong role", ask().by(&resident), "403 KER-ATH-403 Forbidden").await;
        refused(&house, "another's partner", ask().by(&other), "PMS_PRT_055 User not authorized.").await;
        let unknown = with(request.clone(), json!({"partnerId": "nobody"}));
        let ask = house.call(UPLOAD, UPLOAD.path, Some(&unknown)).by(&other);
        refused(&house, "no such partner", ask, "PMS_PRT_005 Partner does not exist").await;
        // Text that would mean something to a database or a page means nothing here.
        for id in ["' OR '1'='1", "acme'; DROP TABLE partner;--", "<script>", "../acme", "acme\u{0}", "%"] {
            let strange = with(request.clone(), json!({ "partnerId": id }));
            let before = house.head().await;
            let reply = house.call(UPLOAD, UPLOAD.path, Some(&strange)).by(&other).send().await;
            assert_ne!(reply.error(), "success", "{id}");
            assert_no_internals(&reply.text);
            assert_eq!(house.head().await, before, "{id}");
        }
    }
}

/// Texts that are no request.
const NO_REQUESTS: &[&str] = &[
    "",
    " ",
    "{",
    "[]",
    "null",
    "\"text\"",
    "{\"request\":",
    "{\"request\":[]}",
    "{\"request\":\"x\"}",
    "\u{feff}{}",
    "{\"request\":1e999}",
    "{'request':{}}",
    "{\"request\":{}}trailing",
    "<request/>",
    "\u{0}",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn malformed_json_on_every_route_changes_nothing() {
    let house = House::new().await;
    let everybody: Vec<&str> = roles::ALL.to_vec();
    let person = house.person("everybody", &everybody).await;
    let before = house.head().await;
    for route in with_body() {
        let deep = format!("{{\"request\":{}{}}}", "[".repeat(100), "]".repeat(100));
        for text in NO_REQUESTS.iter().copied().chain([deep.as_str()]) {
            let reply = house.ask(route.method, &path(route)).by(&person).body("application/json", text).send().await;
            let what = format!("{} {text:.40}", route.id);
            assert!(reply.status != 500 || route.path.starts_with("/v1/authmanager/"), "{what}: {}", reply.text);
            assert_ne!(reply.error(), "success", "{what}");
            assert_no_internals(&reply.text);
        }
        for kind in ["text/plain", "application/xml", "multipart/form-data; boundary=x"] {
            let reply = house.ask(route.method, &path(route)).by(&person).body(kind, "{}").send().await;
            assert_eq!(reply.status, 415, "{} {kind}: {}", route.id, reply.text);
        }
    }
    assert_eq!(house.head().await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_megabytes_on_any_route_are_413() {
    let house = House::new().await;
    let person = house.person("everybody", roles::ALL).await;
    let before = house.head().await;
    let garbage = "x".repeat(10 * 1024 * 1024);
    for route in with_body() {
        for body in [garbage.clone(), format!("{{\"request\":{{\"certificateData\":\"{garbage}\"}}}}")] {
            let ask = house.ask(route.method, &path(route)).by(&person).body("application/json", body);
            let reply = ask.send().await;
            assert_eq!(reply.status, 413, "{}: {:.200}", route.id, reply.text);
            assert_eq!(reply.headers["content-type"], "application/problem+json", "{}", route.id);
            assert_no_internals(&reply.text);
        }
    }
    // A length that is announced is refused before a byte is read; also without a token.
    let reply = house
        .ask("POST", UPLOAD.path)
        .header("content-length", &(limits::CERTIFICATE_BODY + 1).to_string())
        .body("application/json", "{}")
        .send()
        .await;
    assert_eq!(reply.status, 413, "{}", reply.text);
    assert_eq!(house.head().await, before);
}

/// Routes that take a JSON body.
fn with_body() -> impl Iterator<Item = &'static Route> {
    let without = [
        "CHOOSE_POLICY_GROUP",
        "GIVE_CONSENT",
        "PUBLISH_POLICY",
        "MAP_CREDENTIAL_TYPE",
        "REMOVE_CONTACT",
        "SEND_CONTACT_CODE",
        // A file of any length.
        "IMPORT_HOTLIST",
        // Up to 16 MiB, without an envelope; its own tests send what it refuses.
        "INGEST_TRANSACTIONS",
    ];
    routes::ALL
        .iter()
        .copied()
        .filter(move |route| route.method != "GET" && route.envelope != Envelope::Plain && !without.contains(&route.id))
}

fn path(route: &Route) -> String {
    route.path.split('/').map(|part| if part.starts_with('{') { "x" } else { part }).collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn strange_paths_and_methods_are_answered_plainly() {
    let house = House::new().await;
    let person: Person = house.person("ada", roles::PARTNER_ROLES).await;
    let before = house.head().await;
    for (method, path, statuses) in [
        ("GET", "/v1/partnermanager/nothing", &[404][..]),
        ("DELETE", "/v1/partnermanager/partners", &[405]),
        ("PATCH", "/v1/partnermanager/partners/v2", &[404, 405, 403]),
        ("GET", "/v1/partnermanager/partners/..%2f..%2fetc%2fpasswd", &[200, 400, 404]),
        ("GET", "/v1/partnermanager/partners/%00", &[400]),
        ("GET", "/v1/partnermanager/partners/a%00b/certificate", &[400]),
        ("GET", "/portal/org/%00/home", &[400]),
        ("GET", "/nothing/%00", &[400]),
        ("GET", "/v1/partnermanager/partners/%ff%fe", &[400, 404]),
        ("GET", "/portal/static/..%2f..%2fCargo.toml", &[404]),
        ("GET", "/nothing", &[404]),
        ("TRACE", "/v1/partnermanager/partners", &[405]),
    ] {
        let reply = house.ask(method, path).by(&person).send().await;
        assert!(statuses.contains(&reply.status), "{method} {path}: {} {}", reply.status, reply.text);
        assert_no_internals(&reply.text);
        assert!(!reply.text.contains("root:"), "{path}");
        if path.contains("%00") {
            assert_eq!(reply.headers["content-type"], "application/problem+json", "{path}");
            assert_eq!(reply.json()["detail"], "Failed to read path", "{path}");
        }
    }
    assert_eq!(house.head().await, before);
}
