//! Names of key kinds and signature algorithms.

use std::fmt;

use openssl::nid::Nid;
use openssl::pkey::{Id, PKey, Public};
use x509_parser::signature_algorithm::SignatureAlgorithm as ParsedAlgorithm;
use x509_parser::x509::AlgorithmIdentifier;

/// The kind of a public key.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub enum KeyKind {
    /// RSA (`rsaEncryption` or a key restricted to RSASSA-PSS).
    Rsa,
    /// Elliptic curve, with the curve's name where it is a named one.
    Ec(Option<String>),
    /// Ed25519.
    Ed25519,
    /// Ed448.
    Ed448,
    /// DSA.
    Dsa,
    /// Anything else, or a key that cannot be read; with the algorithm's object identifier.
    Other(String),
}

/// Kind and size of a public key.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct KeyInfo {
    /// The kind.
    pub kind: KeyKind,
    /// Bit length (RSA: of the modulus; EC: of the field), 0 if the key cannot be read.
    pub bits: u32,
}

impl KeyInfo {
    pub(crate) fn of(key: Option<&PKey<Public>>, algorithm_oid: &str) -> Self {
        let Some(key) = key else {
            return Self { kind: KeyKind::Other(algorithm_oid.to_owned()), bits: 0 };
        };
        let kind = match key.id() {
            Id::RSA | Id::RSA_PSS => KeyKind::Rsa,
            Id::EC => KeyKind::Ec(curve_name(key)),
            Id::ED25519 => KeyKind::Ed25519,
            Id::ED448 => KeyKind::Ed448,
            Id::DSA => KeyKind::Dsa,
            _ => KeyKind::Other(algorithm_oid.to_owned()),
        };
        Self { kind, bits: key.bits() }
    }

    /// Whether this is an RSA key.
    pub fn is_rsa(&self) -> bool {
        self.kind == KeyKind::Rsa
    }
}

impl fmt::Display for KeyInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            KeyKind::Rsa => write!(f, "RSA {}", self.bits),
            KeyKind::Ec(Some(curve)) => write!(f, "EC {curve}"),
            KeyKind::Ec(None) => write!(f, "EC {}", self.bits),
            KeyKind::Ed25519 => f.write_str("Ed25519"),
            KeyKind::Ed448 => f.write_str("Ed448"),
            KeyKind::Dsa => write!(f, "DSA {}", self.bits),
            KeyKind::Other(oid) => f.write_str(oid),
        }
    }
}

fn curve_name(key: &PKey<Public>) -> Option<String> {
    let name = match key.ec_key().ok()?.group().curve_name()? {
        Nid::X9_62_PRIME256V1 => "P-256",
        Nid::SECP384R1 => "P-384",
        Nid::SECP521R1 => "P-521",
        Nid::SECP224R1 => "P-224",
        other => other.short_name().ok()?,
    };
    Some(name.to_owned())
}

/// How strong the digest of a signature algorithm is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DigestStrength {
    /// MD2, MD4, MD5: never accepted on a path.
    Broken,
    /// SHA-1.
    Weak,
    /// SHA-224 and better, or a scheme with a digest of its own.
    Good,
    /// Not known to this software.
    Unknown,
}

/// A certificate's signature algorithm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureAlgorithm {
    /// Object identifier in dotted form.
    pub oid: String,
    /// The name that the Java platform uses (`SHA256withRSA`, `RSASSA-PSS`, `Ed25519`), else the object identifier.
    pub name: String,
    /// Strength of the digest.
    pub digest: DigestStrength,
}

use DigestStrength::{Broken, Good, Unknown, Weak};

const ALGORITHMS: [(&str, &str, DigestStrength); 31] = [
    ("1.2.840.113549.1.1.2", "MD2withRSA", Broken),
    ("1.2.840.113549.1.1.3", "MD4withRSA", Broken),
    ("1.2.840.113549.1.1.4", "MD5withRSA", Broken),
    ("1.2.840.113549.1.1.5", "SHA1withRSA", Weak),
    ("1.3.14.3.2.29", "SHA1withRSA", Weak),
    ("1.2.840.113549.1.1.14", "SHA224withRSA", Good),
    ("1.2.840.113549.1.1.11", "SHA256withRSA", Good),
    ("1.2.840.113549.1.1.12", "SHA384withRSA", Good),
    ("1.2.840.113549.1.1.13", "SHA512withRSA", Good),
    ("1.2.840.113549.1.1.15", "SHA512/224withRSA", Good),
    ("1.2.840.113549.1.1.16", "SHA512/256withRSA", Good),
    ("1.2.840.113549.1.1.10", "RSASSA-PSS", Unknown),
    ("1.2.840.10045.4.1", "SHA1withECDSA", Weak),
    ("1.2.840.10045.4.3.1", "SHA224withECDSA", Good),
    ("1.2.840.10045.4.3.2", "SHA256withECDSA", Good),
    ("1.2.840.10045.4.3.3", "SHA384withECDSA", Good),
    ("1.2.840.10045.4.3.4", "SHA512withECDSA", Good),
    ("1.2.840.10040.4.3", "SHA1withDSA", Weak),
    ("2.16.840.1.101.3.4.3.1", "SHA224withDSA", Good),
    ("2.16.840.1.101.3.4.3.2", "SHA256withDSA", Good),
    ("2.16.840.1.101.3.4.3.3", "SHA384withDSA", Good),
    ("2.16.840.1.101.3.4.3.4", "SHA512withDSA", Good),
    ("2.16.840.1.101.3.4.3.9", "SHA3-224withECDSA", Good),
    ("2.16.840.1.101.3.4.3.10", "SHA3-256withECDSA", Good),
    ("2.16.840.1.101.3.4.3.11", "SHA3-384withECDSA", Good),
    ("2.16.840.1.101.3.4.3.12", "SHA3-512withECDSA", Good),
    ("2.16.840.1.101.3.4.3.14", "SHA3-256withRSA", Good),
    ("2.16.840.1.101.3.4.3.15", "SHA3-384withRSA", Good),
    ("2.16.840.1.101.3.4.3.16", "SHA3-512withRSA", Good),
    ("1.3.101.112", "Ed25519", Good),
    ("1.3.101.113", "Ed448", Good),
];

impl SignatureAlgorithm {
    pub(crate) fn of(algorithm: &AlgorithmIdentifier<'_>) -> Self {
        let oid = algorithm.algorithm.to_id_string();
        let (name, digest) = ALGORITHMS
            .iter()
            .find(|(known, _, _)| *known == oid)
            .map_or_else(|| (oid.clone(), Unknown), |(_, name, digest)| ((*name).to_owned(), *digest));
        let digest = if name == "RSASSA-PSS" { pss_digest(algorithm) } else { digest };
        Self { oid, name, digest }
    }
}

/// RSASSA-PSS names its digest in its parameters; the default is SHA-1 (RFC 4055 §3.1).
fn pss_digest(algorithm: &AlgorithmIdentifier<'_>) -> DigestStrength {
    match ParsedAlgorithm::try_from(algorithm) {
        Ok(ParsedAlgorithm::RSASSA_PSS(parameters)) => match parameters.hash_algorithm_oid().to_id_string().as_str() {
            "1.3.14.3.2.26" => Weak,
            // The SHA-2 and SHA-3 families stand side by side under one arc.
            oid if oid.starts_with("2.16.840.1.101.3.4.2.") => Good,
            _ => Unknown,
        },
        _ => Unknown,
    }
}
