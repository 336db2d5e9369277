//! A certificate explained to a person.

use chrono::NaiveDateTime;

use super::{Certificate, NameAttribute, colon_hex};

/// What a certificate says, as plain values: the portal shows them, the API may serialise them.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct CertificateFacts {
    /// Subject attributes in the order of the encoding.
    pub subject: Vec<NameAttribute>,
    /// Issuer attributes in the order of the encoding.
    pub issuer: Vec<NameAttribute>,
    /// Serial number: bytes in hex with colons, a minus sign before a negative one.
    pub serial: String,
    /// X.509 version.
    pub version: u32,
    /// First second of the validity, UTC.
    pub not_before: NaiveDateTime,
    /// Last second of the validity, UTC.
    pub not_after: NaiveDateTime,
    /// Kind and size of the key: `RSA 2048`, `EC P-256`, `Ed25519`.
    pub key: String,
    /// Signature algorithm, Java's name.
    pub signature_algorithm: String,
    /// Whether the certificate verifies under its own key.
    pub self_signed: bool,
    /// Whether basicConstraints says CA; `None` without that extension.
    pub ca: Option<bool>,
    /// The path length constraint.
    pub path_length: Option<u32>,
    /// Names of the key usages; `None` without that extension (every use allowed).
    pub key_usage: Option<Vec<&'static str>>,
    /// Names or object identifiers of the extended key usages; `None` without that extension.
    pub extended_key_usage: Option<Vec<String>>,
    /// Subject key identifier, hex with colons.
    pub subject_key_id: Option<String>,
    /// Authority key identifier, hex with colons.
    pub authority_key_id: Option<String>,
    /// SHA-1 thumbprint as keymanager writes it: lower-case hex.
    pub thumbprint: String,
    /// SHA-256 thumbprint: upper-case hex in groups of four digits with colons, to read out on the telephone.
    pub sha256: String,
}

impl CertificateFacts {
    pub(super) fn of(certificate: &Certificate) -> Self {
        let constraints = certificate.basic_constraints();
        Self {
            subject: certificate.subject().attributes().to_vec(),
            issuer: certificate.issuer().attributes().to_vec(),
            serial: certificate.serial_hex(),
            version: certificate.version(),
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
            key: certificate.key().to_string(),
            signature_algorithm: certificate.signature_algorithm().name.clone(),
            self_signed: certificate.is_self_signed(),
            ca: constraints.map(|b| b.ca),
            path_length: constraints.and_then(|b| b.path_length),
            key_usage: certificate.key_usage().map(|usage| usage.names()),
            extended_key_usage: certificate.extended_key_usage().map(<[String]>::to_vec),
            subject_key_id: certificate.subject_key_id().map(|id| colon_hex(id, 1)),
            authority_key_id: certificate.authority_key_id().map(|id| colon_hex(id, 1)),
            thumbprint: certificate.thumbprint(),
            sha256: colon_hex(certificate.sha256(), 2),
        }
    }
}
