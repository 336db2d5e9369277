use pms_api_testkit::pki::{self, ca, leaf, pki};
use pms_api_testkit::{Person, Site};
use pms_testkit::openssl_cli::{CertificateSpec, Key, pkcs7};
use serde_json::{Value, json};

use crate::SERVICE;

const PATH: &str = "/partners/certificate/ca/upload";

fn body(data: &str, domain: &str) -> Value {
    json!({"certificateData": data, "partnerDomain": domain})
}

async fn error(site: &Site, person: &Person, data: &str, domain: &str) -> String {
    site.send(person, "POST", PATH, body(data, domain)).await.error()
}

#[tokio::test]
async fn an_admin_uploads_root_and_intermediate() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        let admin = site.admin().await;
        let answer = site.send(&admin, "POST", PATH, body(&pki().root.pem, "Auth")).await;
        insta::assert_snapshot!("uploaded", answer.golden());
        let stored = "KER-PCM-003 Certificate already exists in store.";
        assert_eq!(error(&site, &admin, &pki().root.pem, "AUTH").await, stored);
        assert_eq!(error(&site, &admin, &pki().intermediate.pem, "AUTH").await, "success");
        // Another domain is another store.
        let alone = error(&site, &admin, &pki().intermediate.pem, "DEVICE").await;
        assert_eq!(alone, "KER-PCM-005 Root CA Certificate not found.");
    }
}

#[tokio::test]
async fn refusals() {
    if !pki::available() {
        return;
    }
    let site = Site::new(SERVICE).await;
    let admin = site.admin().await;
    let blank = "400 PMS_COR_001 Invalid request parameter - must not be blank :request.";
    let (no_data, no_domain) = (format!("{blank}certificateData"), format!("{blank}partnerDomain"));
    let cases = [(body(" ", "AUTH"), no_data.as_str()), (body("x", ""), no_domain.as_str())];
    site.refuses(&admin, "POST", PATH, &cases).await;
    let not_a_ca = leaf().self_signed().unwrap().pem;
    let short = ca("Short key", None).key(Key::Rsa(1024)).self_signed().unwrap().pem;
    let brief = ca("Brief CA", None).valid(pki::day(2026, 1, 1), pki::day(2026, 6, 1)).self_signed().unwrap().pem;
    let ended = ca("Ended CA", None).valid(pki::day(2024, 1, 1), pki::day(2025, 6, 1)).self_signed().unwrap().pem;
    let invalid = "KER-PCM-001 Invalid Certificate uploaded.";
    for (data, domain, expected) in [
        (pki().root.pem.as_str(), "BANK", "KER-PCM-011 Invalid Partner Domain."),
        ("nothing like base64!", "AUTH", "KER-CRY-003  input data is not base64 encoded"),
        ("abcde", "AUTH", "KER-CRY-003 data sent to decrypt is without key splitter or invalid"),
        (&not_a_ca, "AUTH", invalid),
        (&short, "AUTH", invalid),
        (&ended, "AUTH", "KER-PCM-004 Certificate Dates are not valid."),
        (&brief, "AUTH", "KER-PCM-017 The CA Certificate validity is less than required minimum validity."),
    ] {
        assert_eq!(error(&site, &admin, data, domain).await, expected, "{domain} {data:.60}");
    }
    let large = "x".repeat(300 * 1024);
    assert!(error(&site, &admin, &large, "AUTH").await.starts_with("413 "));
    let listed = site.get(&admin, "/trust-chain-certificates").await.response();
    assert_eq!(listed["totalResults"], 0, "nothing was stored");
}

#[tokio::test]
async fn a_chain_is_uploaded_at_once() {
    if !pki::available() {
        return;
    }
    let site = Site::new(SERVICE).await;
    let admin = site.admin().await;
    let bundle = pkcs7(&[&pki().intermediate.pem, &pki().root.pem]).unwrap();
    let base64: String = bundle.lines().filter(|line| !line.starts_with("-----")).collect();
    let url_safe = base64.replace('+', "-").replace('/', "_");
    let answer = site.send(&admin, "POST", PATH, body(&url_safe, "MISP")).await;
    assert_eq!(answer.response()["status"], "Upload Success.");
    assert_eq!(site.get(&admin, "/trust-chain-certificates?partnerDomain=MISP").await.response()["totalResults"], 2);
    let again = site.send(&admin, "POST", PATH, body(&url_safe, "MISP")).await;
    assert_eq!(again.response()["status"], "Upload Failed.");
    let other = CertificateSpec::ca("/C=IN/O=Other/CN=Other CA", None);
    let other = other.valid(pki::day(2026, 1, 1), pki::day(2031, 1, 1)).self_signed().unwrap();
    let bundle = pkcs7(&[&pki().root.pem, &other.pem]).unwrap();
    let base64: String = bundle.lines().filter(|line| !line.starts_with("-----")).collect();
    let url_safe = base64.replace('+', "-").replace('/', "_");
    let answer = site.send(&admin, "POST", PATH, body(&url_safe, "MISP")).await;
    assert_eq!(answer.response()["status"], "Partial Upload Success.");
}

#[tokio::test]
async fn a_partners_chain_waits_for_an_admin() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        site.policy_group("Group").await;
        let admin = site.admin().await;
        let owner = site.owner("acme", "Auth_Partner").await;
        let waits = "PMS_CRT_005 The chain waits for the approval of a partner admin.";
        assert_eq!(error(&site, &owner, &pki().root.pem, "AUTH").await, waits);
        assert_eq!(error(&site, &owner, &pki().root.pem, "DEVICE").await, "PMS_PRT_055 User not authorized.");
        assert_eq!(site.get(&admin, "/trust-chain-certificates").await.response()["totalResults"], 0);
        let open = site.get(&admin, "/approvals?kind=ca&state=open").await.response();
        let id = open["data"][0]["approvalId"].as_str().unwrap().to_owned();
        let request = json!({"decision": "approve", "revision": open["data"][0]["revision"]});
        let decided = site.send(&admin, "POST", &format!("/approvals/{id}/decision"), request).await;
        assert_eq!(decided.response()["state"], "approved");
        assert_eq!(site.get(&admin, "/trust-chain-certificates").await.response()["totalResults"], 1);
    }
}
