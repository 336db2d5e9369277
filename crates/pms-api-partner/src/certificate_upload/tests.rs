use pms_api_testkit::pki::{self, ca, day, leaf, leaf_of, pki};
use pms_api_testkit::{Answer, Person, Site, with};
use pms_domain::approval::Decision;
use pms_testkit::openssl_cli::Key;
use pms_testkit::softhsm;
use serde_json::{Value, json};

use crate::SERVICE;

const PATH: &str = "/partners/certificate/upload";

fn body(id: &str, data: &str, domain: &str) -> Value {
    json!({"partnerId": id, "certificateData": data, "partnerDomain": domain})
}

async fn upload(site: &Site, person: &Person, id: &str, data: &str, domain: &str) -> Answer {
    site.send(person, "POST", PATH, body(id, data, domain)).await
}

/// An approved partner without a certificate, its owner, and an admin who trusts its CA.
async fn approved(site: &Site, id: &str) -> (Person, Person) {
    site.policy_group("Group").await;
    let (owner, admin) = (site.owner(id, "Auth_Partner").await, site.admin().await);
    site.decide(&admin, id, Decision::Approve).await;
    site.trust(&admin, "AUTH").await;
    (owner, admin)
}

#[tokio::test]
async fn a_certificate_makes_an_approved_partner_active() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        let (owner, _) = approved(&site, "acme").await;
        let answer = upload(&site, &owner, "acme", &pki().partner.pem, "Auth").await;
        insta::assert_snapshot!("uploaded", answer.golden());
        assert_eq!(site.get(&owner, "/partners/acme").await.response()["isActive"], true);
        let signed = answer.response()["signedCertificateData"].as_str().unwrap().to_owned();
        let authority = site.app.authority();
        let root = authority.root.certificate.to_pem();
        let issuing = authority.issuing("AUTH".parse().unwrap()).ok().unwrap().certificate.to_pem();
        let at = site.app.surroundings().now().and_utc().timestamp();
        let said = pms_testkit::openssl_cli::verify_with(&signed, &[&issuing], &[&root], &["-attime", &at.to_string()]);
        assert!(said.unwrap().accepted);
        // The same once more replaces it.
        assert_eq!(upload(&site, &owner, "acme", &pki().partner.pem, "AUTH").await.error(), "success");
    }
}

#[tokio::test]
async fn one_certificate_for_each_use() {
    if !pki::available() {
        return;
    }
    let site = Site::new(SERVICE).await;
    let (owner, _) = approved(&site, "acme").await;
    let encryption = leaf().issued_by(&pki().intermediate).unwrap();
    for (pem, usage, active) in [(&pki().partner.pem, "signature", false), (&encryption.pem, "Encryption", true)] {
        let request = with(body("acme", pem, "AUTH"), json!({ "certUsage": usage }));
        assert_eq!(site.send(&owner, "POST", PATH, request).await.error(), "success");
        assert_eq!(site.get(&owner, "/partners/acme").await.response()["isActive"], active);
    }
    let request = with(body("acme", &encryption.pem, "AUTH"), json!({"certUsage": "other"}));
    let expected = "PMS_CRT_004 certUsage should be signature, encryption or both";
    site.refuses(&owner, "POST", PATH, &[(request, expected)]).await;
}

/// How long the overlap lasts is tested with the use cases; here that the member arrives.
#[tokio::test]
async fn an_upload_names_the_overlap_of_what_it_replaces() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        let (owner, _) = approved(&site, "acme").await;
        let expected = "PMS_CRX_001 overlapDays should be from 0 to 366";
        for days in [json!(-1), json!(367), json!("367")] {
            let request = with(body("acme", &pki().partner.pem, "AUTH"), json!({ "overlapDays": days }));
            site.refuses(&owner, "POST", PATH, &[(request, expected)]).await;
        }
        for days in [json!(null), json!(0), json!("30")] {
            let request = with(body("acme", &pki().partner.pem, "AUTH"), json!({ "overlapDays": days }));
            assert_eq!(site.send(&owner, "POST", PATH, request).await.error(), "success");
        }
        let sql = "SELECT COUNT(*) AS n FROM partner_cert_store WHERE x_valid_until < cert_not_after";
        assert_eq!(crate::testing::count(&site, sql).await, 2, "at once, and after a month");
    }
}

#[tokio::test]
async fn whose_certificate_may_be_uploaded_when() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        site.policy_group("Group").await;
        let (owner, admin) = (site.owner("acme", "Auth_Partner").await, site.admin().await);
        let stranger = site.owner("other", "Auth_Partner").await;
        site.trust(&admin, "AUTH").await;
        let pem = &pki().partner.pem;
        let inactive = "PMS_PMP_016 Partner is not active.";
        assert_eq!(upload(&site, &owner, "acme", pem, "AUTH").await.error(), inactive, "before the approval");
        assert_eq!(upload(&site, &owner, "nobody", pem, "AUTH").await.error(), "PMS_PRT_005 Partner does not exist");
        assert_eq!(upload(&site, &stranger, "acme", pem, "AUTH").await.error(), "PMS_PRT_055 User not authorized.");
        site.decide(&admin, "other", Decision::Reject).await;
        assert_eq!(upload(&site, &stranger, "other", pem, "AUTH").await.error(), inactive, "after a rejection");
        site.decide(&admin, "acme", Decision::Approve).await;
        site.sql("UPDATE partner SET policy_group_id = NULL WHERE id = 'acme'").await;
        let group = "PMS_PRT_054 Policy group not mapped for given partner";
        assert_eq!(upload(&site, &owner, "acme", pem, "AUTH").await.error(), group);
        site.sql("UPDATE partner SET approval_status = 'approved' WHERE id = 'acme'").await;
        assert_eq!(upload(&site, &owner, "acme", pem, "AUTH").await.error(), inactive, "after a deactivation");
        site.sql(
            "INSERT INTO partner_type (code, partner_description, is_policy_required, is_active, cr_by, cr_dtimes) \
             SELECT 'Odd', 'Odd', TRUE, TRUE, 'test', cr_dtimes FROM partner WHERE id = 'acme'",
        )
        .await;
        site.sql("UPDATE partner SET partner_type_code = 'Odd', approval_status = 'InProgress' WHERE id = 'acme'")
            .await;
        let odd = "PMS_PRT_010 Partner Type does not exist";
        assert_eq!(upload(&site, &owner, "acme", pem, "AUTH").await.error(), odd);
    }
}

/// Extra members for an admin who acts for a partner: never for its members.
#[tokio::test]
async fn an_admin_accepts_a_key_in_use() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = approved(&site, "acme").await;
        let second = site.owner("second", "Auth_Partner").await;
        site.decide(&admin, "second", Decision::Approve).await;
        assert_eq!(upload(&site, &second, "second", &pki().partner.pem, "AUTH").await.error(), "success");
        let request = |more| with(body("acme", &pki().partner.pem, "AUTH"), more);
        let accept = json!({"acceptKeyInUse": true, "adminReason": "Agreed on paper."});
        let in_use = "PMS_CRT_001 The public key of the certificate is in use by another partner.";
        let cases = [
            (request(json!({"adminReason": "Agreed on paper."})), in_use),
            (request(json!({"acceptKeyInUse": "true"})), "PMS_PMX_003 A reason is required."),
            (request(json!({"acceptKeyInUse": false, "adminReason": ""})), in_use),
        ];
        site.refuses(&admin, "POST", PATH, &cases).await;
        site.refuses(&owner, "POST", PATH, &[(request(accept.clone()), "403 KER-ATH-403 Forbidden")]).await;
        assert_eq!(site.send(&admin, "POST", PATH, request(accept)).await.error(), "success");
    }
}

#[tokio::test]
async fn what_is_missing() {
    let site = Site::new(SERVICE).await;
    let admin = site.admin().await;
    for member in ["partnerId", "certificateData", "partnerDomain"] {
        let expected = format!("400 PMS_COR_001 Invalid request parameter - must not be blank :request.{member}");
        let request = with(body("acme", "x", "AUTH"), json!({ member: " " }));
        site.refuses(&admin, "POST", PATH, &[(request, expected.as_str())]).await;
    }
    let large = site.send(&admin, "POST", PATH, body("acme", &"x".repeat(300 * 1024), "AUTH")).await;
    assert_eq!(large.status, 413);
}

#[tokio::test]
async fn every_rule_has_its_code() {
    if !pki::available() {
        return;
    }
    let site = Site::new(SERVICE).await;
    let (owner, admin) = approved(&site, "acme").await;
    let second = site.owner("second", "Auth_Partner").await;
    site.decide(&admin, "second", Decision::Approve).await;
    assert_eq!(upload(&site, &second, "second", &pki().partner.pem, "AUTH").await.error(), "success");
    let by = |spec: pms_testkit::openssl_cli::CertificateSpec| spec.issued_by(&pki().intermediate).unwrap().pem;
    let untrusted = ca("Untrusted CA", None).self_signed().unwrap();
    let good = by(leaf());
    for (what, pem, domain, expected) in [
        ("text", "no certificate".to_owned(), "AUTH", "KER-KMS-013 Certificate Parsing Error."),
        ("domain", good.clone(), "BANK", "KER-PCM-011 Invalid Partner Domain."),
        ("other domain", good.clone(), "DEVICE", "KER-PCM-006 Root CA/Intermediate CA Certificates not found."),
        ("organisation", by(leaf_of("Acme")), "AUTH", "KER-PCM-008 Partner Organization Name not Matched."),
        (
            "issuer",
            leaf().issued_by(&untrusted).unwrap().pem,
            "AUTH",
            "KER-PCM-006 Root CA/Intermediate CA Certificates not found.",
        ),
        (
            "self-signed",
            leaf().self_signed().unwrap().pem,
            "AUTH",
            "KER-PCM-015 Self Signed Certificate not allowed as partner.",
        ),
        (
            "expired",
            by(leaf().valid(day(2024, 1, 1), day(2025, 6, 1))),
            "AUTH",
            "KER-PCM-004 Certificate Dates are not valid.",
        ),
        (
            "future",
            by(leaf().valid(day(2026, 2, 1), day(2027, 6, 1))),
            "AUTH",
            "KER-PMS-020 Future Dated Certificate not allowed to upload.",
        ),
        (
            "short life",
            by(leaf().valid(day(2026, 1, 1), day(2026, 6, 1))),
            "AUTH",
            "KER-KMS-021 The PARTNER Certificate validity is less than required minimum validity",
        ),
        (
            "key size",
            by(leaf().key(Key::Rsa(1024))),
            "AUTH",
            "KER-PCM-013 Partner Certificate Key Size is less than allowed size.",
        ),
        (
            "signature",
            by(leaf().digest("sha384")),
            "AUTH",
            "KER-PCM-014 Partner Certificate Signature algorithm not supported.",
        ),
        (
            "another partner's key",
            by(leaf().with_key(&pki().partner.key)),
            "AUTH",
            "PMS_CRT_001 The public key of the certificate is in use by another partner.",
        ),
    ] {
        assert_eq!(upload(&site, &owner, "acme", &pem, domain).await.error(), expected, "{what}");
    }
    assert_eq!(site.get(&owner, "/partners/acme").await.response()["isActive"], false);
    assert_eq!(upload(&site, &owner, "acme", &good, "AUTH").await.error(), "success");
}

/// A hardware security module that does not answer is no fault of the partner's, and nothing is stored meanwhile.
#[tokio::test]
async fn a_device_that_does_not_sign_has_a_code() {
    let Some(hsm) = softhsm::token() else { return };
    if !pki::available() {
        return;
    }
    let module = hsm.faulty_module();
    let in_token = |settings: &mut _| pms_app::testing::in_token(&hsm, module.clone(), settings);
    for site in Site::on_both_from_nothing(SERVICE, in_token).await {
        let (owner, _) = approved(&site, "acme").await;
        hsm.misbehave("device-error");
        let answer = upload(&site, &owner, "acme", &pki().partner.pem, "AUTH").await;
        assert_eq!(answer.error(), "PMS_KKS_001 Error while accessing the API.Please check the logs.");
        assert_eq!(site.get(&owner, "/partners/acme").await.response()["isActive"], false);
        hsm.misbehave("");
        assert_eq!(upload(&site, &owner, "acme", &pki().partner.pem, "AUTH").await.error(), "success");
    }
}

/// Uploads and reads once more, with the authorities' keys in a token.
#[test]
fn certificates_hold_over_softhsm() {
    let filters = [
        "certificate_upload::",
        "ca_certificate::",
        "certificate::",
        "certificate_history::",
        "trust::",
        "revocation::",
    ];
    softhsm::again(&filters, 10);
}

/// Each upload is judged, signed and kept: so many in an hour for a partner, whoever of its people sends them. Nobody uses up another's,
/// and admins are not counted.
#[tokio::test]
async fn a_partner_uploads_so_many_certificates_in_an_hour() {
    if !pki::available() {
        return;
    }
    for site in Site::on_both(SERVICE).await {
        let (owner, admin) = approved(&site, "acme").await;
        let stranger = site.owner("other", "Auth_Partner").await;
        let foreign = upload(&site, &stranger, "acme", &pki().partner.pem, "AUTH").await.error();
        assert!(foreign.starts_with("PMS_PRT_055 "), "{foreign}");
        for _ in 0..pms_domain::limits::CERTIFICATE_UPLOADS_AN_HOUR {
            let answer = upload(&site, &owner, "acme", "no certificate", "AUTH").await;
            assert_eq!(answer.error(), "KER-KMS-013 Certificate Parsing Error.");
        }
        let refused = upload(&site, &owner, "acme", &pki().partner.pem, "AUTH").await;
        assert_eq!(refused.status, 429, "{}", refused.text);
        assert_eq!(site.get(&owner, "/partners/acme").await.response()["isActive"], false, "nothing was stored");
        let theirs = upload(&site, &stranger, "other", "no certificate", "AUTH").await.error();
        assert!(!theirs.starts_with("429"), "{theirs}");
        assert_eq!(upload(&site, &admin, "acme", &pki().partner.pem, "AUTH").await.error(), "success");
        site.clock.advance(chrono::TimeDelta::hours(1));
        let mut owner = owner.clone();
        owner.token = site.token(&owner.id, &owner.name, &owner.email);
        assert_eq!(upload(&site, &owner, "acme", &pki().partner.pem, "AUTH").await.error(), "success");
    }
}
