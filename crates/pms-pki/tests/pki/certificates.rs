//! One certificate and what can be asked of it.

use openssl::hash::MessageDigest;
use pms_pki::certificate::{DigestStrength, NotACertificate};
use pms_pki::{Certificate, KerError};

use super::support::*;

fn of(subject: &str) -> Certificate {
    Make::new(subject, rsa(2)).make().certificate()
}

#[test]
fn reduced_names_take_the_last_value_in_fixed_order() {
    for (subject, reduced) in [
        ("CN=partner/O=ACME/C=IN", "CN=partner,O=ACME,C=IN"),
        ("C=IN/ST=KA/L=BLR/O=ACME/OU=Tech/CN=partner", "CN=partner,OU=Tech,O=ACME,L=BLR,ST=KA,C=IN"),
        ("O=ACME/O=Sub Org/CN=one/CN=two", "CN=two,O=Sub Org"),
        ("O=Acme, Inc./emailAddress=a@b.example/serialNumber=5", "O=Acme\\, Inc."),
        ("OU=R&D; Lab/CN=#1", "CN=\\#1,OU=R&D\\; Lab"),
        ("O=BMP:Ωmega", "O=Ωmega"),
    ] {
        assert_eq!(of(subject).subject().reduced(), reduced, "{subject}");
    }
}

#[test]
fn organization_is_last_unescaped_and_escaped() {
    let certificate = of("O=ACME/O=Acme, Inc./CN=x");
    assert_eq!(certificate.organization(), Some("Acme, Inc."));
    assert_eq!(certificate.subject().last_escaped("O").as_deref(), Some("Acme\\, Inc."));
    assert_eq!(of("CN=x").organization(), None);
}

#[test]
fn a_nul_does_not_cut_a_name() {
    let certificate = of("O=ACMExEvil/CN=x");
    let mut der = certificate.der().to_vec();
    let at = der.windows(9).position(|window| window == b"ACMExEvil").unwrap();
    der[at + 4] = 0;
    // The self-signed helper repeats the name as issuer; one is enough.
    let forged = Certificate::from_der(&der).unwrap();
    assert!([forged.subject().last("O"), forged.issuer().last("O")].contains(&Some("ACME\0Evil")));
}

#[test]
fn serial_numbers_of_either_sign() {
    let serial = |value| Make::new("CN=x", rsa(2)).serial(value).make().certificate();
    let positive = serial(0x0001_02ff);
    assert_eq!((positive.serial_decimal().as_str(), positive.serial_hex().as_str()), ("66303", "01:02:FF"));
    let negative = serial(-0x0001_02ff);
    assert_eq!((negative.serial_decimal().as_str(), negative.serial_hex().as_str()), ("-66303", "-01:02:FF"));
    assert_eq!(serial(0).serial_hex(), "00");
    assert_eq!(serial(i64::MIN + 1).serial_decimal(), (i64::MIN + 1).to_string());
}

#[test]
fn pem_is_rewritten_in_64_columns() {
    let certificate = of("CN=x");
    let pem = certificate.to_pem();
    assert_eq!(pem.as_bytes(), Make::new("CN=x", rsa(2)).make().x509.to_pem().unwrap());
    assert!(pem.ends_with("-----END CERTIFICATE-----\n"));
    assert_eq!(format!("{}\n", certificate.to_pem_unterminated()), pem);
}

#[test]
fn thumbprints_are_openssl_s() {
    let identity = Make::new("CN=x", rsa(2)).make();
    let digest =
        |kind| identity.x509.digest(kind).unwrap().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    assert_eq!(identity.certificate().thumbprint(), digest(MessageDigest::sha1()));
    assert_eq!(identity.certificate().sha256_hex(), digest(MessageDigest::sha256()));
}

#[test]
fn keys_and_algorithms_have_their_names() {
    let made = |key| Make::new("CN=x", key).make().certificate();
    for (certificate, key, algorithm, digest) in [
        (made(rsa(2)), "RSA 2048", "SHA256withRSA", DigestStrength::Good),
        (made(p256()), "EC P-256", "SHA256withECDSA", DigestStrength::Good),
        (made(ed25519()), "Ed25519", "Ed25519", DigestStrength::Good),
        (made(rsa_pss()), "RSA 2048", "RSASSA-PSS", DigestStrength::Good),
        (
            Make::new("CN=x", rsa(2)).digest(MessageDigest::sha1()).make().certificate(),
            "RSA 2048",
            "SHA1withRSA",
            DigestStrength::Weak,
        ),
        (
            Make::new("CN=x", rsa_pss()).digest(MessageDigest::sha1()).make().certificate(),
            "RSA 2048",
            "RSASSA-PSS",
            DigestStrength::Weak,
        ),
        (
            Make::new("CN=x", rsa(2)).digest(MessageDigest::md5()).make().certificate(),
            "RSA 2048",
            "MD5withRSA",
            DigestStrength::Broken,
        ),
    ] {
        assert_eq!(certificate.key().to_string(), key);
        let signed = certificate.signature_algorithm();
        assert_eq!((signed.name.as_str(), signed.digest), (algorithm, digest));
        assert!(certificate.is_self_signed());
    }
}

#[test]
fn explanation_for_a_person() {
    let identity = Make::ca("C=IN/O=Trust CA/CN=Explained", rsa(3)).path_length(1).key_ids().by(&ca().root).make();
    let facts = identity.certificate().explain();
    assert_eq!(facts.subject.iter().map(|a| a.label.as_str()).collect::<Vec<_>>(), ["C", "O", "CN"]);
    assert_eq!(facts.issuer[2].value, "Trust Root");
    assert_eq!(facts.serial, "12:34:56:78");
    assert_eq!((facts.ca, facts.path_length, facts.version), (Some(true), Some(1), 3));
    assert_eq!(facts.key_usage.unwrap(), ["digitalSignature", "keyCertSign", "cRLSign"]);
    assert_eq!(facts.extended_key_usage, None);
    assert_eq!(facts.sha256.len(), 16 * 4 + 15);
    assert_eq!(facts.subject_key_id.unwrap().len(), 20 * 2 + 19);
    assert!(!facts.self_signed);
}

#[test]
fn only_exactly_one_certificate_is_read() {
    let der = of("CN=x").der().to_vec();
    let pem = of("CN=x").to_pem().into_bytes();
    for bytes in [&[][..], &der[1..], &der[..der.len() - 1], &[der.as_slice(), &der].concat(), &pem] {
        assert_eq!(Certificate::from_der(bytes).unwrap_err(), NotACertificate);
    }
}

#[test]
fn error_catalogue_is_the_contract_s() {
    let codes: Vec<&str> = KerError::ALL.iter().map(|error| error.code()).collect();
    for number in 1..=18 {
        assert!(codes.contains(&format!("KER-PCM-{number:03}").as_str()));
    }
    assert_eq!(codes.iter().filter(|code| **code == "KER-KMS-021").count(), 2);
    assert_eq!(KerError::CaCertificateIdNotFound.code(), "KER-PMS-019");
    assert_eq!(KerError::FutureDatedCertificate.code(), "KER-PMS-020");
    let texts: std::collections::HashSet<&str> = KerError::ALL.iter().map(|error| error.message()).collect();
    assert_eq!(texts.len(), KerError::ALL.len(), "clients tell errors of one code apart by their text");
}
