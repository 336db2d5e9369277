//! A parsed X.509 certificate and what the rules ask of it.

mod algorithm;
mod facts;
mod name;
mod points;
mod policies;
mod usage;

use std::cmp::Ordering;
use std::fmt;
use std::sync::OnceLock;

use chrono::{DateTime, NaiveDateTime};
use openssl::pkey::{PKey, Public};
use openssl::sha::{sha1, sha256};
use openssl::x509::{X509, X509NameRef, X509Ref};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::ParsedExtension;
use x509_parser::prelude::FromDer;

pub use algorithm::{DigestStrength, KeyInfo, KeyKind, SignatureAlgorithm};
pub use facts::CertificateFacts;
pub use name::{DistinguishedName, NameAttribute, escape};
pub(crate) use points::{ALL_REASONS, names as point_names, reason_bits};
pub use points::{DistributionPoint, PointName};
pub(crate) use policies::PolicyFacts;
pub use usage::KeyUsage;

use crate::pem;

/// The bytes are not one X.509 certificate in DER.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a readable X.509 certificate")]
pub struct NotACertificate;

/// The basicConstraints extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BasicConstraints {
    /// Whether the subject is a CA.
    pub ca: bool,
    /// How many CA certificates may stand below this one.
    pub path_length: Option<u32>,
}

/// One X.509 certificate, read once; cheap questions afterwards.
///
/// Reading succeeds only where two independent parsers agree that it is a certificate: OpenSSL, which judges paths
/// and signatures, and `x509-parser`, which explains it.
#[derive(Clone)]
pub struct Certificate {
    x509: X509,
    der: Vec<u8>,
    sha1: [u8; 20],
    sha256: [u8; 32],
    subject: DistinguishedName,
    issuer: DistinguishedName,
    serial: Vec<u8>,
    version: u32,
    not_before: NaiveDateTime,
    not_after: NaiveDateTime,
    spki: Vec<u8>,
    public_key: Option<PKey<Public>>,
    key: KeyInfo,
    signature_algorithm: SignatureAlgorithm,
    /// On the heap: certificates are held across many an await.
    extensions: Box<Extensions>,
    /// Asked for seldom, and a verification.
    self_signed: OnceLock<bool>,
}

/// Object identifier of the nameConstraints extension.
const NAME_CONSTRAINTS: &str = "2.5.29.30";

/// Object identifier of the cRLDistributionPoints extension.
const DISTRIBUTION_POINTS: &str = "2.5.29.31";

/// The largest certificate that is read, in bytes. A partner's has about two thousand.
pub const MAX_CERTIFICATE_BYTES: usize = 64 * 1024;

/// The most alternative names, name constraints, certificate policies and policy mappings, taken together, of one certificate. OpenSSL compares
/// each name below a CA with each constraint of the CA.
pub const MAX_NAMES: usize = 256;

/// The extensions the rules look at.
#[derive(Debug, Clone, Default)]
struct Extensions {
    basic_constraints: Option<BasicConstraints>,
    key_usage: Option<KeyUsage>,
    extended_key_usage: Option<Vec<String>>,
    subject_key_id: Option<Vec<u8>>,
    authority_key_id: Option<Vec<u8>>,
    critical: Vec<String>,
    name_constraints: bool,
    policies: PolicyFacts,
    distribution_points: Vec<DistributionPoint>,
    names: usize,
}

impl Certificate {
    /// Reads exactly one certificate in DER, nothing before and nothing after it.
    ///
    /// # Errors
    /// [`NotACertificate`] for anything else, and beyond [`MAX_CERTIFICATE_BYTES`] or [`MAX_NAMES`].
    pub fn from_der(der: &[u8]) -> Result<Self, NotACertificate> {
        if der.len() > MAX_CERTIFICATE_BYTES {
            return Err(NotACertificate);
        }
        let (rest, parsed) = X509Certificate::from_der(der).map_err(|_| NotACertificate)?;
        if !rest.is_empty() {
            return Err(NotACertificate);
        }
        let x509 = X509::from_der(der).map_err(|_| NotACertificate)?;
        // OpenSSL reads BER and skips trailing bytes; only what it would write again is what was judged.
        if x509.to_der().map_err(|_| NotACertificate)? != der {
            return Err(NotACertificate);
        }
        let extensions = Extensions::of(&parsed);
        if extensions.names > MAX_NAMES {
            return Err(NotACertificate);
        }
        let public_key = x509.public_key().ok();
        let spki = parsed.tbs_certificate.subject_pki.raw.to_vec();
        let key_oid = parsed.tbs_certificate.subject_pki.algorithm.algorithm.to_id_string();
        Ok(Self {
            sha1: sha1(der),
            sha256: sha256(der),
            subject: DistinguishedName::from_parsed(parsed.subject()),
            issuer: DistinguishedName::from_parsed(parsed.issuer()),
            serial: parsed.raw_serial().to_vec(),
            version: parsed.version().0.saturating_add(1),
            not_before: instant(parsed.validity().not_before.timestamp())?,
            not_after: instant(parsed.validity().not_after.timestamp())?,
            key: KeyInfo::of(public_key.as_ref(), &key_oid),
            signature_algorithm: SignatureAlgorithm::of(&parsed.signature_algorithm),
            extensions: Box::new(extensions),
            der: der.to_vec(),
            x509,
            spki,
            public_key,
            self_signed: OnceLock::new(),
        })
    }

    /// The certificate in DER, byte for byte as it was read.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// SHA-1 over the DER, lower-case hex: keymanager's thumbprint. An identifier, not a protection.
    pub fn thumbprint(&self) -> String {
        hex::encode(self.sha1)
    }

    /// SHA-256 over the DER.
    pub fn sha256(&self) -> &[u8; 32] {
        &self.sha256
    }

    /// SHA-256 over the DER, lower-case hex.
    pub fn sha256_hex(&self) -> String {
        hex::encode(self.sha256)
    }

    /// SHA-256 over the SubjectPublicKeyInfo: the same for every certificate of one key.
    pub fn public_key_sha256(&self) -> [u8; 32] {
        sha256(&self.spki)
    }

    /// SHA-256 over the SubjectPublicKeyInfo, lower-case hex: the same for every certificate of one key.
    pub fn public_key_sha256_hex(&self) -> String {
        hex::encode(sha256(&self.spki))
    }

    /// The subject.
    pub fn subject(&self) -> &DistinguishedName {
        &self.subject
    }

    /// The issuer's name.
    pub fn issuer(&self) -> &DistinguishedName {
        &self.issuer
    }

    /// The subject's organisation, not escaped (the last one in the encoding).
    pub fn organization(&self) -> Option<&str> {
        self.subject.last("O")
    }

    /// The subject's common name, not escaped (the last one in the encoding).
    pub fn common_name(&self) -> Option<&str> {
        self.subject.last("CN")
    }

    /// The X.509 version: 1, 2 or 3.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// First second of the validity, UTC.
    pub fn not_before(&self) -> NaiveDateTime {
        self.not_before
    }

    /// Last second of the validity, UTC.
    pub fn not_after(&self) -> NaiveDateTime {
        self.not_after
    }

    /// Whether `at` (UTC) lies within the validity; both ends belong to it, fractions of a second do not count.
    pub fn is_valid_at(&self, at: NaiveDateTime) -> bool {
        let second = at.and_utc().timestamp();
        self.not_before.and_utc().timestamp() <= second && second <= self.not_after.and_utc().timestamp()
    }

    /// The serial number as its two's-complement bytes.
    pub fn serial_bytes(&self) -> &[u8] {
        &self.serial
    }

    /// The serial number in decimal, with a minus sign if it is negative (half of keymanager's own are).
    pub fn serial_decimal(&self) -> String {
        self.x509
            .serial_number()
            .to_bn()
            .ok()
            .and_then(|number| number.to_dec_str().ok().map(|text| text.to_string()))
            .unwrap_or_default()
    }

    /// The serial number for a person: bytes in hex with colons, with a minus sign if it is negative.
    pub fn serial_hex(&self) -> String {
        let magnitude = self.x509.serial_number().to_bn().map(|n| (n.is_negative(), n.to_vec()));
        let Ok((negative, bytes)) = magnitude else { return String::new() };
        let text = if bytes.is_empty() { "00".to_owned() } else { colon_hex(&bytes, 1) };
        if negative { format!("-{text}") } else { text }
    }

    /// The SubjectPublicKeyInfo, byte for byte.
    pub fn spki_der(&self) -> &[u8] {
        &self.spki
    }

    /// Kind and size of the public key.
    pub fn key(&self) -> &KeyInfo {
        &self.key
    }

    /// The algorithm the certificate is signed with.
    pub fn signature_algorithm(&self) -> &SignatureAlgorithm {
        &self.signature_algorithm
    }

    /// The basicConstraints extension, if it is there and readable.
    pub fn basic_constraints(&self) -> Option<BasicConstraints> {
        self.extensions.basic_constraints
    }

    /// Whether basicConstraints says CA.
    pub fn is_ca(&self) -> bool {
        self.extensions.basic_constraints.is_some_and(|b| b.ca)
    }

    /// The keyUsage extension, if it is there.
    pub fn key_usage(&self) -> Option<KeyUsage> {
        self.extensions.key_usage
    }

    /// The extendedKeyUsage extension: names where known, else object identifiers.
    pub fn extended_key_usage(&self) -> Option<&[String]> {
        self.extensions.extended_key_usage.as_deref()
    }

    /// The subjectKeyIdentifier.
    pub fn subject_key_id(&self) -> Option<&[u8]> {
        self.extensions.subject_key_id.as_deref()
    }

    /// The keyIdentifier of the authorityKeyIdentifier.
    pub fn authority_key_id(&self) -> Option<&[u8]> {
        self.extensions.authority_key_id.as_deref()
    }

    /// Object identifiers of the extensions marked critical.
    pub fn critical_extensions(&self) -> &[String] {
        &self.extensions.critical
    }

    /// Whether there is a nameConstraints extension, readable or not.
    pub fn has_name_constraints(&self) -> bool {
        self.extensions.name_constraints
    }

    pub(crate) fn policy_facts(&self) -> &PolicyFacts {
        &self.extensions.policies
    }

    /// Where its issuer publishes revocation lists: the first eight points.
    pub fn distribution_points(&self) -> &[DistributionPoint] {
        &self.extensions.distribution_points
    }

    /// Whether the signature verifies under the certificate's own key. Names are not compared (contract §2.1 step 9a,
    /// §2.2 step 7): equal names with a foreign key are no self-signature.
    pub fn is_self_signed(&self) -> bool {
        *self.self_signed.get_or_init(|| self.is_signed_by(self))
    }

    /// Whether issuer and subject are the same name (canonically), the RFC 5280 meaning of self-issued.
    pub fn is_self_issued(&self) -> bool {
        same_name(self.x509.subject_name(), self.x509.issuer_name())
    }

    /// Whether this certificate's signature verifies under `issuer`'s key. Nothing else is looked at.
    pub fn is_signed_by(&self, issuer: &Certificate) -> bool {
        issuer.public_key.as_ref().is_some_and(|key| self.x509.verify(key).unwrap_or(false))
    }

    /// Whether `candidate`'s subject is this certificate's issuer name, compared canonically (case, inner space and
    /// string type do not matter).
    pub fn names_as_issuer(&self, candidate: &Certificate) -> bool {
        same_name(self.x509.issuer_name(), candidate.x509.subject_name())
    }

    /// PEM: 64 columns, `\n`, a newline at the end. This is the form keymanager stores and answers.
    pub fn to_pem(&self) -> String {
        pem::encode("CERTIFICATE", &self.der)
    }

    /// As [`to_pem`](Self::to_pem) without the newline at the end, the form partner management answers an upload with.
    pub fn to_pem_unterminated(&self) -> String {
        let mut text = self.to_pem();
        text.truncate(text.trim_end().len());
        text
    }

    /// What a person wants to know about the certificate.
    pub fn explain(&self) -> CertificateFacts {
        CertificateFacts::of(self)
    }

    pub(crate) fn x509(&self) -> &X509Ref {
        &self.x509
    }

    pub(crate) fn public_key(&self) -> Option<&PKey<Public>> {
        self.public_key.as_ref()
    }

    pub(crate) fn x509_owned(&self) -> X509 {
        self.x509.clone()
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("subject", &self.subject.readable())
            .field("thumbprint", &self.thumbprint())
            .finish_non_exhaustive()
    }
}

impl Extensions {
    /// An extension that is present but unreadable counts as absent here; OpenSSL refuses such a certificate on a path.
    fn of(parsed: &X509Certificate<'_>) -> Self {
        let mut found = Self::default();
        for extension in parsed.extensions() {
            let oid = extension.oid.to_id_string();
            found.name_constraints |= oid == NAME_CONSTRAINTS;
            found.policies.take(&oid, extension.value);
            if oid == DISTRIBUTION_POINTS {
                found.distribution_points = DistributionPoint::all(extension.value, parsed.issuer().as_raw());
            }
            if extension.critical {
                found.critical.push(oid);
            }
            match extension.parsed_extension() {
                ParsedExtension::BasicConstraints(b) => {
                    found.basic_constraints = Some(BasicConstraints { ca: b.ca, path_length: b.path_len_constraint });
                }
                ParsedExtension::KeyUsage(usage) => found.key_usage = Some(KeyUsage::from_bits(usage.flags)),
                ParsedExtension::ExtendedKeyUsage(usage) => {
                    found.extended_key_usage = Some(usage::extended_names(usage));
                }
                ParsedExtension::SubjectKeyIdentifier(id) => found.subject_key_id = Some(id.0.to_vec()),
                ParsedExtension::AuthorityKeyIdentifier(id) => {
                    found.authority_key_id = id.key_identifier.as_ref().map(|id| id.0.to_vec());
                }
                ParsedExtension::SubjectAlternativeName(names) => found.names += names.general_names.len(),
                ParsedExtension::NameConstraints(constraints) => {
                    let subtrees = [&constraints.permitted_subtrees, &constraints.excluded_subtrees];
                    found.names += subtrees.into_iter().flatten().map(Vec::len).sum::<usize>();
                }
                _ => {}
            }
        }
        found.names += found.policies.count();
        found
    }
}

pub(crate) fn same_name(one: &X509NameRef, other: &X509NameRef) -> bool {
    one.try_cmp(other).is_ok_and(|order| order == Ordering::Equal)
}

pub(crate) fn instant(seconds: i64) -> Result<NaiveDateTime, NotACertificate> {
    DateTime::from_timestamp(seconds, 0).map(|t| t.naive_utc()).ok_or(NotACertificate)
}

/// Upper-case hex with a colon after every `group` bytes.
fn colon_hex(bytes: &[u8], group: usize) -> String {
    bytes.chunks(group).map(hex::encode_upper).collect::<Vec<_>>().join(":")
}
