//! What the fuzz targets do with their bytes. The tests of pms-pki do the same with mutations of the kept corpora, so that each
//! target is exercised where there is no nightly compiler.
//!
//! A target panics where a promise is broken: what was read is written again as it stood, and limits hold.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pms_pki::certificate::{MAX_CERTIFICATE_BYTES, MAX_NAMES};
use pms_pki::crl::{MAX_ENTRIES, MAX_LIST_BYTES, RevocationList};
use pms_pki::device::{DeviceMessage, MAX_SEGMENTS};
use pms_pki::json::{self, Limits};
use pms_pki::jws::{Content, Jws, JwsAlgorithm};
use pms_pki::parse::{MAX_CERTIFICATES, portal, wire};
use pms_pki::possession::{MAX_REQUEST_BYTES, by_request, by_signature};
use pms_pki::{Certificate, p7b};

/// Uploads in PEM, by both ways in.
pub fn pem(bytes: &[u8]) {
    if let Ok(upload) = portal::read(bytes) {
        assert!(!upload.certificates.is_empty() && upload.certificates.len() <= MAX_CERTIFICATES);
        upload.certificates.iter().for_each(look_at);
    }
    let text = String::from_utf8_lossy(bytes);
    if let Ok(file) = wire::ca_upload(&text) {
        assert!(file.certificates.len() <= MAX_CERTIFICATES);
    }
    if let Ok(certificate) = wire::partner_upload(&text) {
        let again = wire::partner_upload(&certificate.to_pem());
        assert!(again.is_ok_and(|again| again == certificate));
    }
}

/// One certificate in DER.
pub fn der(bytes: &[u8]) {
    if let Ok(certificate) = Certificate::from_der(bytes) {
        assert_eq!(certificate.der(), bytes);
        assert!(bytes.len() <= MAX_CERTIFICATE_BYTES);
        look_at(&certificate);
    }
}

/// A chain file.
pub fn p7b(bytes: &[u8]) {
    if let Ok(chain) = p7b::decode(bytes) {
        assert!(chain.len() <= MAX_CERTIFICATES);
        assert!(p7b::decode(&p7b::encode(&chain)).is_ok_and(|again| again == chain));
    }
}

/// A revocation list.
pub fn crl(bytes: &[u8]) {
    if let Ok(list) = RevocationList::read(bytes) {
        assert!(list.entries() <= MAX_ENTRIES && list.to_der().is_ok_and(|der| der.len() <= MAX_LIST_BYTES));
        let _ = (list.issuer().readable(), list.number(), list.is_current_at(list.this_update()));
    }
}

/// A certification request, and a signature, as proofs of one key.
pub fn csr(bytes: &[u8]) {
    assert!(!request_proves(bytes) || bytes.len() <= MAX_REQUEST_BYTES);
    let signature = by_signature(b"text", &String::from_utf8_lossy(bytes), &certificate());
    assert!(signature.is_err(), "nobody has signed this text");
}

/// Whether a request proves the key of the certificate that some of the seeds were made for.
pub fn request_proves(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| by_request(text, &certificate()).is_ok())
}

fn certificate() -> Certificate {
    wire::partner_upload(include_str!("certificate.pem")).unwrap()
}

/// A signed message, attached and detached.
pub fn jws(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(jws) = Jws::read(text, &JwsAlgorithm::ALL, Content::Attached) {
        // One spelling: what was read is in the text as it would be written.
        assert!(text.split('.').nth(1).is_some_and(|part| part == URL_SAFE_NO_PAD.encode(jws.payload())));
        if let Ok(certificate) = jws.certificate() {
            let _ = jws.verify(&certificate);
        }
    }
    let _ = Jws::read(text, &JwsAlgorithm::ALL, Content::Detached(b"content"));
}

/// JSON from strangers, and the device message on top of it.
pub fn json(bytes: &[u8]) {
    let limits = Limits { bytes: 64 * 1024, depth: 8 };
    if let Ok(value) = json::read(bytes, limits) {
        assert!(bytes.len() <= limits.bytes && depth(&value) <= limits.depth);
        assert!(serde_json::from_slice::<serde_json::Value>(bytes).is_ok_and(|other| other == value));
    }
    if let Ok(message) = DeviceMessage::read(bytes) {
        assert!((1..=MAX_SEGMENTS).contains(&message.segments().len()));
        let _ = message.claims();
    }
}

fn look_at(certificate: &Certificate) {
    let _ = (certificate.explain(), certificate.subject().reduced(), certificate.serial_decimal());
    assert!(certificate.distribution_points().len() <= MAX_NAMES);
}

fn depth(value: &serde_json::Value) -> usize {
    match value {
        serde_json::Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        serde_json::Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}
