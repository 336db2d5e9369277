//! The header of a JWS.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use openssl::sha::{sha1, sha256};
use serde_json::{Map, Value};

use super::{JwsAlgorithm, JwsError, MAX_HEADER_CERTIFICATES};
use crate::certificate::{Certificate, MAX_CERTIFICATE_BYTES};
use crate::json::{self, JsonError, Limits};

const LIMITS: Limits = Limits { bytes: 256 * 1024, depth: 3 };

/// Members that would let the message choose its key, or change how it is read.
const REFUSED: [(&str, JwsError); 4] = [
    ("crit", JwsError::Critical),
    ("jku", JwsError::KeyAddress),
    ("x5u", JwsError::CertificateAddress),
    ("jwk", JwsError::EmbeddedKey),
];

/// What counts of a header.
pub(super) struct Header {
    pub algorithm: JwsAlgorithm,
    /// The first certificate in DER.
    pub certificate: Vec<u8>,
    pub certificate_sha256: [u8; 32],
}

impl Header {
    pub fn read(text: &[u8], algorithms: &[JwsAlgorithm], otherwise: Option<&Certificate>) -> Result<Self, JwsError> {
        let members = json::read_object(text, LIMITS).map_err(|error| match error {
            JsonError::DuplicateMember => JwsError::DuplicateMember,
            JsonError::TooLarge => JwsError::TooLarge,
            JsonError::TooDeep | JsonError::Malformed => JwsError::Header,
        })?;
        for (name, reason) in REFUSED {
            if members.contains_key(name) {
                return Err(reason);
            }
        }
        if members.get("b64").is_some_and(|value| *value != Value::Bool(true)) {
            return Err(JwsError::Unencoded);
        }
        let algorithm: JwsAlgorithm = members.get("alg").and_then(Value::as_str).ok_or(JwsError::Algorithm)?.parse()?;
        if !algorithms.contains(&algorithm) {
            return Err(JwsError::Algorithm);
        }
        let certificate = match (members.contains_key("x5c"), otherwise) {
            (false, Some(certificate)) => certificate.der().to_vec(),
            _ => first_certificate(&members)?,
        };
        let certificate_sha256 = sha256(&certificate);
        let other = |name: &str, hash: &dyn Fn() -> String| {
            members.get(name).is_some_and(|stated| stated.as_str() != Some(&hash()))
        };
        if other("x5t#S256", &|| URL_SAFE_NO_PAD.encode(certificate_sha256))
            || other("x5t", &|| URL_SAFE_NO_PAD.encode(sha1(&certificate)))
        {
            return Err(JwsError::CertificateHash);
        }
        Ok(Self { algorithm, certificate, certificate_sha256 })
    }
}

/// `x5c` is a list (RFC 7515 §4.1.6); one bare text is taken too, as the reference takes it (contract §3.1).
fn first_certificate(members: &Map<String, Value>) -> Result<Vec<u8>, JwsError> {
    let first = match members.get("x5c") {
        Some(Value::Array(list)) if list.len() > MAX_HEADER_CERTIFICATES => {
            return Err(JwsError::TooManyCertificates);
        }
        Some(Value::Array(list)) => list.first().and_then(Value::as_str),
        Some(Value::String(one)) => Some(one.as_str()),
        _ => None,
    };
    let text = first.filter(|text| !text.is_empty()).ok_or(JwsError::CertificateMissing)?;
    if text.len() > MAX_CERTIFICATE_BYTES * 4 / 3 + 4 {
        return Err(JwsError::Certificate);
    }
    STANDARD.decode(text).map_err(|_| JwsError::CertificateBase64)
}
