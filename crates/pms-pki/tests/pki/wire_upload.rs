//! Uploads as the wire reads them (contract §1, §2.1 step 2, §2.2 step 1).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pms_pki::p7b::{encode, encode_base64url, encode_text};
use pms_pki::parse::wire::{ca_upload, partner_upload};
use pms_pki::parse::{UploadForm, WireError};
use pms_pki::{Certificate, KerError};

use super::p7b::indefinite;
use super::support::*;

fn root() -> Certificate {
    ca().root.certificate()
}

fn pem_variants() -> Vec<(&'static str, String)> {
    let pem = root().to_pem();
    let second = ca().intermediate.certificate().to_pem();
    vec![
        ("plain", pem.clone()),
        ("no final newline", root().to_pem_unterminated()),
        ("CRLF", pem.replace('\n', "\r\n")),
        ("CR", pem.replace('\n', "\r")),
        ("text around", format!("subject=CN = Trust Root\nissuer=...\n{pem}\nthe end\n")),
        ("first block only", format!("{pem}{second}")),
        ("no line breaks in the body", one_line_body(&pem)),
        ("header lines", pem.replacen("-----\n", "-----\nX-Note: hello\n\n", 1)),
        ("old label", pem.replace("CERTIFICATE", "X509 CERTIFICATE")),
        ("garbage after the block", format!("{pem}-----BEGIN CERTIFICATE-----\n!!!")),
    ]
}

fn one_line_body(pem: &str) -> String {
    let lines: Vec<&str> = pem.lines().collect();
    format!("{}\n{}\n{}", lines[0], lines[1..lines.len() - 1].concat(), lines[lines.len() - 1])
}

#[test]
fn pem_of_every_look_is_read_by_both() {
    for (what, text) in pem_variants() {
        let file = ca_upload(&text).unwrap();
        assert_eq!((file.certificates, file.form), (vec![root()], UploadForm::Pem), "{what}");
        assert_eq!(partner_upload(&text), Ok(root()), "{what}");
    }
}

#[test]
fn base64url_of_what_the_jdk_reads() {
    let chain = [ca().intermediate.certificate(), root()];
    let encoded = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let pem_chain = format!("{}{}", chain[0].to_pem(), chain[1].to_pem());
    for (what, text, expected) in [
        ("p7b", encode_base64url(&chain), &chain[..]),
        ("BER p7b", encoded(&indefinite(&chain)), &chain[..]),
        ("p7b with padding", base64::engine::general_purpose::URL_SAFE.encode(encode(&chain)), &chain[..]),
        ("empty p7b", encode_base64url([]), &[]),
        ("one DER certificate", encoded(root().der()), &chain[1..]),
        ("PEM text", encoded(pem_chain.as_bytes()), &chain[..]),
    ] {
        assert_eq!(ca_upload(&text).unwrap().certificates, expected, "{what}");
    }
}

#[test]
fn errors_of_a_ca_upload() {
    let pem = root().to_pem();
    let p7b = encode_base64url([&root()]);
    let (one, characters, length) =
        (WireError::NotACertificate, WireError::IllegalBase64Character, WireError::MalformedBase64);
    for (what, text, expected) in [
        ("empty", String::new(), WireError::Blank),
        ("white space", " \r\n\t".to_owned(), WireError::Blank),
        ("text with spaces", "not a certificate at all".to_owned(), characters),
        ("PEM of a p7b", encode_text([&root()]), characters),
        ("broken PEM", pem.replace("-----END", "-----E"), characters),
        ("PEM with a damaged body", pem.replacen("MII", "AAA", 1), characters),
        ("trailing newline", format!("{p7b}\n"), characters),
        ("standard base64", "ab+/".to_owned(), characters),
        ("one character too many", "QUJDR".to_owned(), length),
        ("wrong padding", "QUI==".to_owned(), length),
        ("base64url of rubbish", URL_SAFE_NO_PAD.encode("rubbish of some length"), one),
        ("base64url of a PEM without certificates", URL_SAFE_NO_PAD.encode("-----BEGIN X-----\n-----END X-----"), one),
        ("a certificate and more", URL_SAFE_NO_PAD.encode([root().der(), b"x"].concat()), one),
    ] {
        assert_eq!(ca_upload(&text).unwrap_err(), expected, "{what}");
    }
    assert_eq!(WireError::IllegalBase64Character.ker().message(), " input data is not base64 encoded");
    assert_eq!(WireError::MalformedBase64.ker().message(), "data sent to decrypt is without key splitter or invalid");
    assert_eq!(WireError::NotACertificate.ker(), KerError::InvalidCertificate);
}

#[test]
fn errors_of_a_partner_upload() {
    let key = String::from_utf8(rsa(2).private_key_to_pem_pkcs8().unwrap()).unwrap();
    for (what, text, expected) in [
        ("empty", String::new(), WireError::Blank),
        ("p7b", encode_base64url([&root()]), WireError::NotPem),
        ("PEM of a p7b", encode_text([&root()]), WireError::NotPem),
        ("key", key, WireError::NotPem),
        ("garbage", "garbage".to_owned(), WireError::NotPem),
        ("damaged", root().to_pem().replacen("MII", "AAA", 1), WireError::NotPem),
    ] {
        assert_eq!(partner_upload(&text), Err(expected), "{what}");
    }
    assert_eq!(WireError::NotPem.ker().code(), "KER-KMS-013");
    assert_eq!(WireError::NotPem.ker().message(), "Certificate Parsing Error.");
}
