use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use pms_api_testkit::{Site, pki};
use pms_pki::issue::{Issuance, Signer, SoftwareSigner, SubjectName, encryption, generate_rsa_key};
use pms_pki::{Certificate, PartnerDomain};
use serde_json::{Value, json};

use crate::SERVICE;

const TRUST: &str = "/verifyCertificateTrust";
const VERIFY: &str = "/jwtVerify";

/// A certificate of a domain's issuing CA with its key, valid for `days` from the site's time.
fn issued(site: &Site, domain: PartnerDomain, days: i64) -> (Certificate, SoftwareSigner) {
    let key = SoftwareSigner::from_pkcs8(&generate_rsa_key().unwrap()).unwrap();
    let name = SubjectName::default().with_common_name("device.example");
    let authority = site.app.authority();
    let issuer = authority.issuing(domain).ok().unwrap().as_issuer().unwrap();
    let issuance = Issuance { now: site.app.surroundings().now(), days, serial: [7; 16] };
    (encryption(&name, key.spki_der(), issuer, &issuance).unwrap(), key)
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn header(certificate: &Certificate) -> Value {
    json!({"alg": "RS256", "x5c": [STANDARD.encode(certificate.der())]})
}

fn signed(header: &Value, key: &SoftwareSigner) -> String {
    let text = format!("{}.{}", part(header), part(&json!({"a": 1})));
    let signature = key.sign_sha256_rsa(text.as_bytes()).unwrap();
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn detached(jws: &str) -> String {
    let parts: Vec<&str> = jws.split('.').collect();
    format!("{}..{}", parts[0], parts[2])
}

#[tokio::test]
async fn certificates_are_trusted_in_their_domain_only() {
    let site = Site::new(SERVICE).await;
    let caller = site.person("ida", &["ID_AUTHENTICATION"]).await;
    let (certificate, _) = issued(&site, PartnerDomain::Device, 30);
    let status = async |certificate: &str, domain: &str| {
        let request = json!({"certificateData": certificate, "partnerDomain": domain});
        site.send(&caller, "POST", TRUST, request).await.response()["status"].clone()
    };
    assert_eq!(status(&certificate.to_pem(), "DEVICE").await, true);
    assert_eq!(status(&certificate.to_pem(), "device").await, true);
    for other in ["AUTH", "FTM", "MISP"] {
        assert_eq!(status(&certificate.to_pem(), other).await, false, "{other}");
    }
    let request = json!({"certificateData": certificate.to_pem(), "partnerDomain": "DEVICE"});
    insta::assert_snapshot!("trust", site.send(&caller, "POST", TRUST, request.clone()).await.golden());
    site.clock.advance(chrono::TimeDelta::days(31));
    // The token is over as well.
    let caller = site.person("ida-later", &["ID_AUTHENTICATION"]).await;
    assert_eq!(site.send(&caller, "POST", TRUST, request).await.response()["status"], false);
}

#[tokio::test]
async fn the_certificate_of_a_partner_that_was_stopped_is_trusted_no_more() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        let (_, admin) = site.active("acme").await;
        let found = site.get(&admin, "/getCertificate?applicationId=PARTNER&referenceId=acme").await;
        let request = json!({"certificateData": found.response()["certificate"], "partnerDomain": "AUTH"});
        assert_eq!(site.send(&admin, "POST", TRUST, request.clone()).await.response()["status"], true);
        site.sql("UPDATE partner SET is_active = FALSE").await;
        assert_eq!(site.send(&admin, "POST", TRUST, request.clone()).await.response()["status"], false);
        site.sql("UPDATE partner SET is_active = TRUE").await;
        assert_eq!(site.send(&admin, "POST", TRUST, request).await.response()["status"], true);
    }
}

/// Anybody can have a certificate made for the key of another: of the platform, say. What becomes of it is no matter of the other's.
#[tokio::test]
async fn a_key_that_somebody_else_claims_is_trusted_as_before() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        let (_, admin) = site.active("acme").await;
        let found = site.get(&admin, "/getCertificate?applicationId=PARTNER&referenceId=acme").await;
        let request = json!({"certificateData": found.response()["certificate"], "partnerDomain": "AUTH"});
        let key = site.app.authority().issuing(PartnerDomain::Auth).unwrap().certificate.public_key_sha256_hex();
        site.sql(
            "INSERT INTO partner (id, name, user_id, partner_type_code, approval_status, is_active, cr_by, cr_dtimes) \
             SELECT 'claims', 'Claims', 'claims', partner_type_code, 'approved', FALSE, cr_by, cr_dtimes FROM partner \
             WHERE id = 'acme'",
        )
        .await;
        let claimed = format!(
            "INSERT INTO partner_cert_store (cert_id, cert_subject, cert_issuer, issuer_id, cert_not_before, cert_not_after, \
             cert_data, cert_thumbprint, cert_serial_no, partner_domain, signed_cert_data, x_sha256, x_partner_id, x_key_sha256, \
             x_current, cr_by, cr_dtimes) SELECT 'claimed', cert_subject, cert_issuer, issuer_id, cert_not_before, \
             cert_not_after, cert_data, 'other', cert_serial_no, partner_domain, signed_cert_data, 'other', 'claims', '{key}', \
             TRUE, cr_by, cr_dtimes FROM partner_cert_store WHERE x_partner_id = 'acme'"
        );
        site.sql(claimed.leak()).await;
        assert_eq!(site.send(&admin, "POST", TRUST, request).await.response()["status"], true);
    }
}

#[tokio::test]
async fn trust_refuses_what_is_no_question() {
    let site = Site::new(SERVICE).await;
    let admin = site.admin().await;
    let pem = site.app.authority().root.certificate.to_pem();
    let cases = [
        (json!({"partnerDomain": "AUTH"}), "KER-KMS-005 request.certificateData should not be null or empty"),
        (json!({"certificateData": pem}), "KER-KMS-005 request.partnerDomain should not be null or empty"),
        (json!({"certificateData": "MIIB", "partnerDomain": "AUTH"}), "KER-KMS-013 Certificate Parsing Error."),
        (json!({"certificateData": pem, "partnerDomain": "BANK"}), "KER-PCM-011 Invalid Partner Domain."),
    ];
    site.refuses(&admin, "POST", TRUST, &cases).await;
    let resident = site.person("maker", &["KEY_MAKER"]).await;
    let request = json!({"certificateData": pem, "partnerDomain": "AUTH"});
    site.refuses(&resident, "POST", TRUST, &[(request, "403 KER-ATH-403 Forbidden")]).await;
}

#[tokio::test]
async fn messages_are_verified() {
    let site = Site::new(SERVICE).await;
    let caller = site.person("ida", &["ID_AUTHENTICATION"]).await;
    let (certificate, key) = issued(&site, PartnerDomain::Device, 30);
    let jws = signed(&header(&certificate), &key);
    let asked = json!({"jwtSignatureData": jws, "validateTrust": true, "domain": "DEVICE"});
    insta::assert_snapshot!("message", site.send(&caller, "POST", VERIFY, asked).await.golden());
    let bare = signed(&json!({"alg": "RS256"}), &key);
    let pem = certificate.to_pem();
    let content = part(&json!({"a": 1}));
    let with = |name: &str, value: Value| {
        let mut header = header(&certificate);
        header[name] = value;
        signed(&header, &key)
    };
    let (good, bad) = ("true TRUST_NOT_VERIFIED", "false TRUST_NOT_VERIFIED");
    for (request, expected) in [
        (json!({"jwtSignatureData": jws}), good.to_owned()),
        (json!({"jwtSignatureData": jws, "validateTrust": true}), "true TRUST_NOT_VERIFIED_NO_DOMAIN".into()),
        (
            json!({"jwtSignatureData": jws, "validateTrust": true, "domain": "AUTH"}),
            "true TRUST_CERT_PATH_NOT_VALID".into(),
        ),
        (json!({"jwtSignatureData": detached(&jws), "actualData": content}), good.into()),
        (json!({"jwtSignatureData": detached(&jws), "actualData": "e30"}), format!("{bad} jws-signature")),
        (json!({"jwtSignatureData": detached(&jws)}), format!("{bad} jws-detached")),
        (json!({"jwtSignatureData": jws, "actualData": content}), format!("{bad} jws-attached")),
        (json!({"jwtSignatureData": bare, "certificateData": pem}), good.into()),
        (json!({"jwtSignatureData": bare, "applicationId": "ROOT"}), format!("{bad} jws-signature")),
        (json!({"jwtSignatureData": with("alg", json!("none"))}), format!("{bad} jws-algorithm")),
        (json!({"jwtSignatureData": with("alg", json!("PS256"))}), format!("{bad} jws-algorithm")),
        (json!({"jwtSignatureData": with("crit", json!(["x"]))}), format!("{bad} jws-crit")),
        (json!({"jwtSignatureData": with("jku", json!("https://x"))}), format!("{bad} jws-jku")),
        (json!({"jwtSignatureData": format!("{jws}==")}), format!("{bad} jws-base64")),
    ] {
        let answer = site.send(&caller, "POST", VERIFY, request.clone()).await.response();
        let mut found = format!("{} {}", answer["signatureValid"], answer["trustValid"].as_str().unwrap());
        if let Some(reason) = answer["reason"].as_str() {
            found = format!("{found} {reason}");
        }
        assert_eq!(found, expected, "{request:.200}");
    }
}

#[tokio::test]
async fn messages_that_cannot_be_judged() {
    let site = Site::new(SERVICE).await;
    let caller = site.person("ida", &["ID_AUTHENTICATION"]).await;
    let (certificate, key) = issued(&site, PartnerDomain::Device, 1);
    let jws = signed(&header(&certificate), &key);
    let bare = signed(&json!({"alg": "RS256"}), &key);
    let unreadable = "KER-JWS-102 The signed message or its content is not readable.";
    let nobody = "KER-JWS-107 The signed message names no certificate that can be read.";
    let broken = signed(&json!({"alg": "RS256", "x5c": ["QUJD"]}), &key);
    let cases = [
        (json!({}), "KER-KMS-005 request.jwtSignatureData should not be null or empty"),
        (json!({"jwtSignatureData": "e30.e30"}), unreadable),
        (json!({"jwtSignatureData": jws, "actualData": "=="}), unreadable),
        (json!({"jwtSignatureData": bare}), nobody),
        (json!({"jwtSignatureData": broken}), nobody),
        (json!({"jwtSignatureData": bare, "certificateData": "MIIB"}), "KER-KMS-013 Certificate Parsing Error."),
        (json!({"jwtSignatureData": jws, "domain": "BANK"}), "KER-PCM-011 Invalid Partner Domain."),
    ];
    site.refuses(&caller, "POST", VERIFY, &cases).await;
    site.clock.advance(chrono::TimeDelta::days(2));
    let over = (json!({"jwtSignatureData": jws}), "KER-JWS-106 The certificate of the signature is not valid now.");
    let caller = site.person("ida-later", &["ID_AUTHENTICATION"]).await;
    site.refuses(&caller, "POST", VERIFY, &[over]).await;
    let maker = site.person("maker", &["KEY_MAKER"]).await;
    site.refuses(&maker, "POST", VERIFY, &[(json!({"jwtSignatureData": jws}), "403 KER-ATH-403 Forbidden")]).await;
}

/// Trust in certificates, signed messages and the platform's certificates once more, with the authorities' keys in a token.
#[test]
fn trust_holds_over_softhsm() {
    pms_testkit::softhsm::again(&["verify::", "certificate::"], 6);
}

/// The second version knows the certificate of the header alone; intermediates that come along help no more than in the first.
#[tokio::test]
async fn the_second_version_takes_the_headers_certificate_alone() {
    let site = Site::new(SERVICE).await;
    let caller = site.person("ida", &["ID_AUTHENTICATION"]).await;
    let (certificate, key) = issued(&site, PartnerDomain::Device, 30);
    let path = "/jwtVerify/v2";
    let asked =
        json!({"jwtSignatureData": signed(&header(&certificate), &key), "validateTrust": true, "domain": "DEVICE"});
    let first = site.send(&caller, "POST", VERIFY, asked.clone()).await.response();
    let second = site.send(&caller, "POST", path, asked).await.response();
    assert_eq!(
        (second["signatureValid"].clone(), second["trustValid"].clone()),
        (json!(true), json!("TRUST_CERT_PATH_VALID"))
    );
    assert_eq!(second, first, "one shape");

    let bare = signed(&json!({"alg": "RS256"}), &key);
    let sent = json!({"jwtSignatureData": bare, "certificateData": certificate.to_pem()});
    assert_eq!(site.send(&caller, "POST", VERIFY, sent.clone()).await.response()["signatureValid"], true);
    let none = "KER-JWS-107 The signed message names no certificate that can be read.";
    let named = json!({"jwtSignatureData": bare, "applicationId": "ROOT"});
    let cases = [
        (sent, none),
        (named, none),
        (json!({"jwtSignatureData": " "}), "KER-KMS-005 request.jwtSignatureData should not be null or empty"),
        (json!({"jwtSignatureData": "e30.e30.e30", "domain": "BANK"}), "KER-PCM-011 Invalid Partner Domain."),
    ];
    site.refuses(&caller, "POST", path, &cases).await;

    // A chain of the sender's own is no path, whole as it may be.
    let root_key = SoftwareSigner::from_pkcs8(&generate_rsa_key().unwrap()).unwrap();
    let issuance = Issuance { now: site.app.surroundings().now(), days: 30, serial: [8; 16] };
    let root = pms_pki::issue::root(&SubjectName::default(), &root_key, &issuance).unwrap();
    let issuer = pms_pki::issue::Issuer { certificate: &root, signer: &root_key };
    let leaf = encryption(&SubjectName::default().with_common_name("leaf"), key.spki_der(), issuer, &issuance).unwrap();
    let chain = json!({"alg": "RS256", "x5c": [STANDARD.encode(leaf.der()), STANDARD.encode(root.der())]});
    let asked = json!({"jwtSignatureData": signed(&chain, &key), "validateTrust": true, "domain": "DEVICE"});
    let answer = site.send(&caller, "POST", path, asked).await.response();
    assert_eq!((&answer["signatureValid"], &answer["trustValid"]), (&json!(true), &json!("TRUST_CERT_PATH_NOT_VALID")));
    let maker = site.person("maker", &["KEY_MAKER"]).await;
    site.refuses(&maker, "POST", path, &[(json!({"jwtSignatureData": "x"}), "403 KER-ATH-403 Forbidden")]).await;
}
