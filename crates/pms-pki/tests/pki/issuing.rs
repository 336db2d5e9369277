//! What is issued (contract §2.4, §2.9, §4).

use openssl::x509::X509;
use pms_pki::issue::{
    Issuance, IssueError, Issuer, PARTNER_DAYS, PrivateKeyDer, ROOT_DAYS, ReissueAsCa, ReissueProfile, Signer,
    SignerError, SoftwareSigner, SubjectName, encryption, encryption_common_name, generate_rsa_key, issuing_ca,
    issuing_ca_common_name, reissue, root, root_common_name,
};
use pms_pki::{Certificate, PartnerDomain};

use super::support::*;

fn signer(slot: usize) -> SoftwareSigner {
    SoftwareSigner::from_pkcs8(&PrivateKeyDer::new(rsa(slot).private_key_to_pkcs8().unwrap())).unwrap()
}

fn issuance(days: i64) -> Issuance {
    Issuance { now: now(), days, serial: [0xff; 16] }
}

fn new_root() -> Certificate {
    let name = SubjectName::default().with_common_name(root_common_name("www.mosip.io"));
    root(&name, &signer(5), &issuance(ROOT_DAYS)).unwrap()
}

fn new_issuing(domain: PartnerDomain, days: i64) -> (Certificate, SoftwareSigner) {
    let root = new_root();
    let name = SubjectName::default().with_common_name(issuing_ca_common_name("www.mosip.io", domain));
    let key = signer(6);
    let issuer = Issuer { certificate: &root, signer: &signer(5) };
    (issuing_ca(&name, key.spki_der(), issuer, &issuance(days)).unwrap(), key)
}

#[test]
fn root_and_issuing_ca_have_the_stock_shape() {
    let root = new_root();
    assert!(root.is_self_signed());
    assert_eq!(root.version(), 3);
    let reduced = "CN=www.mosip.io (ROOT),OU=MOSIP-TECH-CENTER,O=IITB,L=BANGALORE,ST=KA,C=IN";
    assert_eq!(root.subject().reduced(), reduced);
    let order: Vec<&str> = root.subject().attributes().iter().map(|a| a.label.as_str()).collect();
    assert_eq!(order, ["C", "ST", "L", "O", "OU", "CN"]);
    assert_eq!(root.basic_constraints().unwrap().path_length, Some(2));
    assert!(root.authority_key_id().is_none());
    assert_eq!((root.not_after() - root.not_before()).num_days(), ROOT_DAYS);
    assert_eq!(root.signature_algorithm().name, "SHA256withRSA");

    for (domain, common_name) in [
        (PartnerDomain::Auth, "www.mosip.io (PMS)"),
        (PartnerDomain::Device, "www.mosip.io (PMS-DEVICE)"),
        (PartnerDomain::Ftm, "www.mosip.io (PMS-FTM)"),
        (PartnerDomain::Misp, "www.mosip.io (PMS-MISP)"),
    ] {
        let (issuing, _) = new_issuing(domain, 1460);
        assert_eq!(issuing.common_name(), Some(common_name));
        assert!(issuing.is_signed_by(&root));
        assert!(issuing.names_as_issuer(&root));
        assert_eq!(issuing.basic_constraints().unwrap().path_length, Some(1));
        assert_eq!(issuing.key_usage().unwrap().names(), ["digitalSignature", "keyCertSign", "cRLSign"]);
        assert_eq!(issuing.authority_key_id(), root.subject_key_id());
    }
}

#[test]
fn key_identifier_is_openssl_s() {
    let root = new_root();
    let ours = root.subject_key_id().unwrap().to_vec();
    let theirs = Make::ca("CN=x", rsa(5)).key_ids().make().certificate();
    assert_eq!(Some(&ours[..]), theirs.subject_key_id());
}

/// Text of `openssl x509`-like facts: CA flag, path length, usages.
fn shape(certificate: &Certificate) -> (bool, Option<u32>, Vec<&'static str>) {
    let constraints = certificate.basic_constraints().unwrap();
    (constraints.ca, constraints.path_length, certificate.key_usage().unwrap().names())
}

fn reissued(domain: PartnerDomain, mode: ReissueAsCa) -> Certificate {
    let (certificate, key) = new_issuing(domain, 1460);
    let profile = ReissueProfile::of(domain, mode, true).unwrap();
    let partner = Make::new("O=ACME/CN=p", rsa(2)).by(&ca().intermediate).make().certificate();
    reissue(&partner, profile, Issuer { certificate: &certificate, signer: &key }, &issuance(PARTNER_DAYS)).unwrap()
}

#[test]
fn reissued_certificates_may_do_what_their_domain_needs() {
    use PartnerDomain::{Auth, Device, Ftm, Misp};
    let (sign, encrypt, certify) = ("digitalSignature", "keyEncipherment", "keyCertSign");
    let revoke = "cRLSign";
    for (domain, mode, expected) in [
        (Auth, ReissueAsCa::WhereNeeded, (false, None, vec![sign, encrypt])),
        (Misp, ReissueAsCa::WhereNeeded, (false, None, vec![sign])),
        (Device, ReissueAsCa::WhereNeeded, (true, Some(0), vec![sign, certify, revoke])),
        (Ftm, ReissueAsCa::WhereNeeded, (true, Some(0), vec![sign, certify, revoke])),
        (Auth, ReissueAsCa::All, (true, None, vec![sign, encrypt, certify])),
        (Misp, ReissueAsCa::All, (true, None, vec![sign, certify])),
        (Device, ReissueAsCa::All, (true, None, vec![sign, certify])),
    ] {
        assert_eq!(shape(&reissued(domain, mode)), expected, "{domain} {mode:?}");
    }
    assert!(ReissueProfile::of(Ftm, ReissueAsCa::All, false).is_none(), "FTM keeps its own chain by default");
}

#[test]
fn subject_and_key_are_kept_byte_for_byte() {
    let (certificate, key) = new_issuing(PartnerDomain::Device, 1460);
    let odd = "CN=device/emailAddress=a@b.example/OU=R&D; Lab/OU=second/O=BMP:Ωmega/C=IN/serialNumber=7";
    let partner = Make::new(odd, p256()).by(&ca().intermediate).make().certificate();
    let profile = ReissueProfile::of(PartnerDomain::Device, ReissueAsCa::WhereNeeded, false).unwrap();
    let issuer = Issuer { certificate: &certificate, signer: &key };
    let issued = reissue(&partner, profile, issuer, &issuance(PARTNER_DAYS)).unwrap();
    assert_eq!(issued.subject().der(), partner.subject().der());
    assert_eq!(issued.spki_der(), partner.spki_der());
    assert_eq!(issued.issuer().der(), certificate.subject().der());
    assert_eq!(issued.authority_key_id(), certificate.subject_key_id());
    assert!(issued.subject_key_id().is_some());
}

#[test]
fn validity_is_366_days_and_never_longer_than_the_issuer_s() {
    let issued = reissued(PartnerDomain::Auth, ReissueAsCa::WhereNeeded);
    assert_eq!((issued.not_after() - issued.not_before()).num_days(), 366);
    assert_eq!(issued.not_before(), day(2026, 11, 21) + chrono::TimeDelta::hours(12));

    let (short, key) = new_issuing(PartnerDomain::Auth, 100);
    let profile = ReissueProfile::of(PartnerDomain::Auth, ReissueAsCa::WhereNeeded, false).unwrap();
    let partner = Make::new("O=ACME/CN=p", rsa(2)).by(&ca().intermediate).make().certificate();
    let issuer = Issuer { certificate: &short, signer: &key };
    let clipped = reissue(&partner, profile, issuer, &issuance(PARTNER_DAYS)).unwrap();
    assert_eq!(clipped.not_after(), short.not_after());

    let later = Issuance { now: now() + chrono::TimeDelta::days(101), ..issuance(PARTNER_DAYS) };
    assert_eq!(reissue(&partner, profile, issuer, &later).unwrap_err(), IssueError::IssuerNotValid);
}

#[test]
fn years_from_2050_are_generalized_time() {
    let root = root(&SubjectName::default(), &signer(5), &issuance(365 * 40)).unwrap();
    assert!(root.not_after().to_string().starts_with("2066-"));
    let again = X509::from_der(root.der()).unwrap();
    assert_eq!(again.not_after().to_string(), "Nov 11 12:00:00 2066 GMT");
}

#[test]
fn serial_numbers_are_positive_and_16_bytes() {
    for bytes in [[0x00; 16], [0xff; 16], [0x80; 16]] {
        let issuance = Issuance { now: now(), days: 10, serial: bytes };
        let certificate = root(&SubjectName::default(), &signer(5), &issuance).unwrap();
        assert_eq!(certificate.serial_bytes().len(), 16);
        assert!(!certificate.serial_decimal().starts_with('-'));
        assert_eq!(certificate.serial_bytes()[1..], bytes[1..]);
    }
}

#[test]
fn encryption_certificate_is_a_leaf_for_keys() {
    let (certificate, key) = new_issuing(PartnerDomain::Auth, 1460);
    let name = SubjectName::default().with_common_name(encryption_common_name("RESIDENT", "mpartner"));
    let public = signer(3).spki_der().to_vec();
    let issuer = Issuer { certificate: &certificate, signer: &key };
    let issued = encryption(&name, &public, issuer, &issuance(730)).unwrap();
    assert_eq!(shape(&issued), (false, None, vec!["keyEncipherment"]));
    assert_eq!(issued.common_name(), Some("RESIDENT-mpartner"));
    assert_eq!(issued.organization(), Some("IITB"));
}

#[test]
fn wrong_keys_and_issuers_are_refused() {
    let (certificate, _) = new_issuing(PartnerDomain::Auth, 1460);
    let profile = ReissueProfile::of(PartnerDomain::Auth, ReissueAsCa::WhereNeeded, false).unwrap();
    let partner = Make::new("O=ACME/CN=p", rsa(2)).by(&ca().intermediate).make().certificate();
    let stranger = signer(9);
    let mismatched = Issuer { certificate: &certificate, signer: &stranger };
    assert_eq!(reissue(&partner, profile, mismatched, &issuance(10)).unwrap_err(), IssueError::KeyMismatch);
    let leaf = Issuer { certificate: &partner, signer: &stranger };
    assert_eq!(reissue(&partner, profile, leaf, &issuance(10)).unwrap_err(), IssueError::IssuerNotCa);
    for unusable in
        [rsa_bits(1024).private_key_to_pkcs8().unwrap(), p256().private_key_to_pkcs8().unwrap(), vec![7; 40]]
    {
        let result = SoftwareSigner::from_pkcs8(&PrivateKeyDer::new(unusable));
        assert_eq!(result.err(), Some(SignerError::UnusableKey));
    }
}

#[test]
fn names_are_checked() {
    let name = SubjectName::default();
    for bad in [
        SubjectName { country: "IND".into(), ..name.clone() },
        SubjectName { country: "in".into(), ..name.clone() },
        SubjectName { common_name: String::new(), ..name.clone() },
        SubjectName { organization: "x".repeat(65), ..name.clone() },
        SubjectName { organization: "a\0b".into(), ..name.clone() },
    ] {
        assert_eq!(root(&bad, &signer(5), &issuance(10)).unwrap_err(), IssueError::Name, "{bad:?}");
    }
    let sparse = SubjectName { country: String::new(), state: String::new(), ..name };
    let made = root(&sparse, &signer(5), &issuance(10)).unwrap();
    assert_eq!(made.subject().reduced(), "CN=www.mosip.io,OU=MOSIP-TECH-CENTER,O=IITB,L=BANGALORE");
}

#[test]
fn a_generated_key_signs() {
    let key = generate_rsa_key().unwrap();
    let signer = SoftwareSigner::from_pkcs8(&key).unwrap();
    let made = root(&SubjectName::default(), &signer, &issuance(10)).unwrap();
    assert!(made.is_self_signed());
    assert_eq!(made.key().to_string(), "RSA 2048");
}
