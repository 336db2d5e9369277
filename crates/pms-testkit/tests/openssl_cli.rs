//! The certificates that the other tests build on are what they claim to be.

#![allow(clippy::unwrap_used, reason = "in a test, a panic is the report")]

use chrono::NaiveDate;
use pms_testkit::openssl_cli::{
    self, Certificate, CertificateSpec, Hierarchy, Key, der, describe, pkcs7, pkcs7_certificates, verify,
};

fn text(certificate: &Certificate) -> String {
    describe(&certificate.pem, &["-text"]).unwrap()
}

#[test]
fn a_partner_certificate_verifies_through_its_own_hierarchy_only() {
    if !openssl_cli::available() {
        return;
    }
    let ours = Hierarchy::new("Acme").unwrap();
    let other = Hierarchy::new("Other").unwrap();
    let partner = ours.partner_certificate("Acme").unwrap();
    let (root, intermediate) = (ours.root.pem.as_str(), ours.intermediate.pem.as_str());

    assert!(verify(&partner.pem, &[intermediate], &[root]).unwrap().accepted);
    let without = verify(&partner.pem, &[], &[root]).unwrap();
    assert!(!without.accepted && without.output.contains("unable to get local issuer"), "{}", without.output);
    assert!(!verify(&partner.pem, &[intermediate], &[&other.root.pem]).unwrap().accepted);
    let below_a_partner = CertificateSpec::new("/O=Acme/CN=leaf").issued_by(&partner).unwrap();
    assert!(!verify(&below_a_partner.pem, &[&partner.pem, intermediate], &[root]).unwrap().accepted);
    assert!(partner.key.starts_with("-----BEGIN PRIVATE KEY-----"));
}

#[test]
fn each_part_of_a_specification_arrives_in_the_certificate() {
    if !openssl_cli::available() {
        return;
    }
    let day = |year, month| NaiveDate::from_ymd_opt(year, month, 1).unwrap().and_hms_opt(1, 2, 3).unwrap();
    let root = CertificateSpec::ca("/CN=Root", None).self_signed().unwrap();
    let made = CertificateSpec::new("/C=MA/O=Société\\/Acme, Inc./OU=b/OU=a/CN=x/emailAddress=x@acme.example")
        .valid(day(2020, 5), day(2055, 6))
        .key(Key::Rsa(1024))
        .digest("sha1")
        .serial("00AB12")
        .extension("keyUsage", "digitalSignature")
        .extension("extendedKeyUsage", "clientAuth")
        .issued_by(&root)
        .unwrap();
    let subject = describe(&made.pem, &["-subject", "-nameopt", "utf8,sep_comma_plus_space,sname"]).unwrap();
    assert_eq!(subject, "subject=C=MA, O=Société/Acme, Inc., OU=b, OU=a, CN=x, emailAddress=x@acme.example");
    let dates = describe(&made.pem, &["-dates"]).unwrap();
    assert_eq!(dates, "notBefore=May  1 01:02:03 2020 GMT\nnotAfter=Jun  1 01:02:03 2055 GMT");
    assert_eq!(describe(&made.pem, &["-serial"]).unwrap(), "serial=AB12");
    let text = text(&made);
    for part in ["sha1WithRSAEncryption", "(1024 bit)", "TLS Web Client Authentication", "CA:FALSE"] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
    assert!(!text.contains("Key Encipherment"));
}

#[test]
fn keys_and_signatures_of_every_kind() {
    if !openssl_cli::available() {
        return;
    }
    let root = CertificateSpec::ca("/CN=Root", Some(0)).self_signed().unwrap();
    let ec = CertificateSpec::new("/CN=ec").key(Key::Ec("prime256v1")).issued_by(&root).unwrap();
    assert!(text(&ec).contains("prime256v1"));
    let pss = CertificateSpec::new("/CN=pss").pss().issued_by(&root).unwrap();
    assert!(text(&pss).contains("rsassaPss"));
    let ed = CertificateSpec::ca("/CN=ed", None).key(Key::Ed25519).self_signed().unwrap();
    assert!(text(&ed).contains("ED25519"));
    assert!(verify(&ec.pem, &[], &[&root.pem]).unwrap().accepted);
    assert!(verify(&pss.pem, &[], &[&root.pem]).unwrap().accepted);

    let renewed = CertificateSpec::new("/CN=ec").with_key(ec.key.as_str()).issued_by(&root).unwrap();
    let public = |certificate: &Certificate| describe(&certificate.pem, &["-pubkey"]).unwrap();
    assert_eq!(public(&renewed), public(&ec));
    assert_ne!(renewed.pem, ec.pem);
}

#[test]
fn bundles_and_der() {
    if !openssl_cli::available() {
        return;
    }
    let hierarchy = Hierarchy::new("Acme").unwrap();
    let bundle = pkcs7(&[&hierarchy.intermediate.pem, &hierarchy.root.pem]).unwrap();
    assert!(bundle.starts_with("-----BEGIN PKCS7-----"));
    assert_eq!(pkcs7_certificates(&bundle).unwrap(), [hierarchy.intermediate.pem, hierarchy.root.pem.clone()]);
    assert_eq!(der(&hierarchy.root.pem).unwrap()[0], 0x30);
    assert!(pkcs7(&["not a certificate"]).is_err());
}
