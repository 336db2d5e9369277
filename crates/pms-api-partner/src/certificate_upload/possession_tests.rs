//! Proof of possession, with the commands of the partner guide: `openssl req -new` and `openssl dgst -sha256 -sign`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use pms_api_testkit::pki::{self, leaf, pki};
use pms_api_testkit::{Person, Site};
use pms_domain::approval::Decision;
use pms_testkit::openssl_cli::{self, Certificate, Key};
use serde_json::{Value, json};

use crate::SERVICE;

const UPLOAD: &str = "/partners/certificate/upload";
const CHALLENGE: &str = "/partners/acme/certificates/challenge";

async fn sites(policy: &'static str) -> Vec<Site> {
    Site::on_both_with(SERVICE, |settings| settings.certificates.proof_of_possession = policy.to_owned()).await
}

/// An approved partner without a certificate, and its owner.
async fn approved(site: &Site) -> (Person, Person) {
    site.policy_group("Group").await;
    let (owner, admin) = (site.owner("acme", "Auth_Partner").await, site.admin().await);
    site.decide(&admin, "acme", Decision::Approve).await;
    site.trust(&admin, "AUTH").await;
    (owner, admin)
}

async fn upload(site: &Site, owner: &Person, certificate: &Certificate, proof: Value) -> String {
    let body = json!({"partnerId": "acme", "certificateData": certificate.pem, "partnerDomain": "AUTH",
        "proofOfPossession": proof});
    site.send(owner, "POST", UPLOAD, body).await.error()
}

/// The newest certificate's proof, as the history tells it.
async fn proven(site: &Site, owner: &Person) -> Value {
    let page = site.get(owner, "/partners/acme/certificates/history").await.response();
    page["data"][0]["proofOfPossession"].clone()
}

async fn signed(site: &Site, owner: &Person, key: &str) -> Value {
    let given = site.get(owner, CHALLENGE).await.response();
    let signature = openssl_cli::sign(key, given["textToSign"].as_str().unwrap().as_bytes()).unwrap();
    json!({"challenge": given["challenge"], "signature": STANDARD.encode(signature)})
}

#[tokio::test]
async fn a_site_that_requires_a_proof_takes_a_request_or_a_signed_challenge() {
    if !pki::available() {
        return;
    }
    for site in sites("required").await {
        let (owner, _) = approved(&site).await;
        let rsa = leaf().issued_by(&pki().intermediate).unwrap();
        let missing = upload(&site, &owner, &rsa, json!(null)).await;
        assert!(missing.starts_with("PMS_CRX_002 This site asks for a proof of possession"), "{missing}");
        let request = json!({"request": openssl_cli::request(&rsa.key).unwrap()});
        assert_eq!(upload(&site, &owner, &rsa, request.clone()).await, "success");
        assert_eq!(proven(&site, &owner).await, "request");
        let ec = leaf().key(Key::Ec("P-256")).issued_by(&pki().intermediate).unwrap();
        for certificate in [&rsa, &ec] {
            site.clock.advance(TimeDelta::seconds(1));
            let proof = signed(&site, &owner, &certificate.key).await;
            assert_eq!(upload(&site, &owner, certificate, proof).await, "success");
            assert_eq!(proven(&site, &owner).await, "challenge");
        }
        let record = "SELECT COUNT(*) AS n FROM x_audit WHERE action = 'certificate.upload' \
            AND after_json LIKE '%\"proofOfPossession\":\"challenge\"%'";
        assert_eq!(crate::testing::count(&site, record).await, 2);
    }
}

#[tokio::test]
async fn each_bad_proof_has_its_own_refusal() {
    if !pki::available() {
        return;
    }
    for site in sites("accepted").await {
        let (owner, _) = approved(&site).await;
        let certificate = leaf().issued_by(&pki().intermediate).unwrap();
        let other = leaf().issued_by(&pki().intermediate).unwrap();
        let good = signed(&site, &owner, &certificate.key).await;
        let wrong_key = signed(&site, &owner, &other.key).await;
        let request = openssl_cli::request(&certificate.key).unwrap();
        let (challenge, signature) = (good["challenge"].clone(), good["signature"].clone());
        let mut forged = challenge.as_str().unwrap().to_owned();
        // A later end than was given.
        forged.replace_range(0..1, "9");
        let ed25519 = leaf().key(Key::Ed25519).issued_by(&pki().intermediate).unwrap();
        let of_another = json!({"request": openssl_cli::request(&ed25519.key).unwrap()});
        for (proof, code) in [
            (json!({}), "PMS_CRX_003"),
            (json!({"challenge": challenge}), "PMS_CRX_003"),
            (json!({"request": request, "challenge": challenge, "signature": signature}), "PMS_CRX_003"),
            (json!({"request": "no request"}), "PMS_CRX_004"),
            (of_another, "PMS_CRX_005"),
            (json!({"challenge": challenge, "signature": "%"}), "PMS_CRX_008"),
            (wrong_key, "PMS_CRX_009"),
            (json!({"challenge": forged, "signature": signature}), "PMS_CRX_010"),
            (json!({"challenge": "x", "signature": signature}), "PMS_CRX_010"),
        ] {
            let error = upload(&site, &owner, &certificate, proof).await;
            assert!(error.starts_with(code), "{code}: {error}");
        }
        // Nobody else's challenge, and not after ten minutes.
        let stranger = site.owner("other", "Auth_Partner").await;
        let theirs = site.get(&stranger, "/partners/other/certificates/challenge").await.response();
        let signature = openssl_cli::sign(&certificate.key, theirs["textToSign"].as_str().unwrap().as_bytes()).unwrap();
        let foreign = json!({"challenge": theirs["challenge"], "signature": STANDARD.encode(signature)});
        assert!(upload(&site, &owner, &certificate, foreign).await.starts_with("PMS_CRX_010"));
        site.clock.advance(TimeDelta::minutes(10));
        assert!(upload(&site, &owner, &certificate, good).await.starts_with("PMS_CRX_011"));
        assert_eq!(crate::testing::count(&site, "SELECT COUNT(*) AS n FROM partner_cert_store").await, 0);
        // Without one it goes on as ever.
        assert_eq!(upload(&site, &owner, &certificate, json!(null)).await, "success");
        assert_eq!(proven(&site, &owner).await, "none");
    }
}

#[tokio::test]
async fn a_site_that_looks_at_no_proof_stores_none() {
    if !pki::available() {
        return;
    }
    for site in sites("off").await {
        let (owner, _) = approved(&site).await;
        let certificate = leaf().issued_by(&pki().intermediate).unwrap();
        assert_eq!(upload(&site, &owner, &certificate, json!({"request": "anything"})).await, "success");
        assert_eq!(proven(&site, &owner).await, "none");
    }
}

#[tokio::test]
async fn a_challenge_is_for_the_people_of_the_partner() {
    for site in Site::on_both(SERVICE).await {
        let owner = site.owner("acme", "Device_Provider").await;
        let stranger = site.owner("other", "Device_Provider").await;
        let answer = site.get(&owner, CHALLENGE).await;
        let given = answer.response();
        let (challenge, text) = (given["challenge"].as_str().unwrap(), given["textToSign"].as_str().unwrap());
        assert_eq!(text, format!("pms/proof-of-possession/1/acme/{challenge}"));
        let golden = answer.golden().replace(challenge, "[challenge]");
        insta::allow_duplicates! { insta::assert_snapshot!("challenge", golden) };
        let missing = "PMS_PRT_005 Partner does not exist";
        assert_eq!(site.get(&stranger, CHALLENGE).await.error(), missing);
        let reader = site.person("reader", &["RESIDENT"]).await;
        assert!(site.get(&reader, CHALLENGE).await.error().contains("KER-ATH-403"));
        assert_eq!(site.get(&owner, "/partners/nobody/certificates/challenge").await.error(), missing);
    }
}
