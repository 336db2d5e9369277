//! Proof that somebody has the private key of a certificate: a certification request (PKCS#10, RFC 2986) made with it, or a
//! signature over a text of ours.
//!
//! A request proves that the key once signed; whoever saw the request can send it again. A signed challenge proves it now.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use der::Decode;
use der::asn1::ObjectIdentifier;
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::pkey::{Id, PKeyRef, Public};
use openssl::rsa::Padding;
use openssl::sign::{RsaPssSaltlen, Verifier};
use openssl::x509::X509Req;
use x509_cert::request::CertReq;

use crate::certificate::Certificate;
use crate::pem::Blocks;

/// The largest request that is looked at, in bytes of its PEM text.
pub const MAX_REQUEST_BYTES: usize = 32 * 1024;
/// The largest signature that is looked at, in bytes of its base64 text: RSA-16384 with its line breaks.
pub const MAX_SIGNATURE_BYTES: usize = 4 * 1024;

/// Labels of a request in PEM (RFC 7468 §7; the second is an old one).
const REQUEST_LABELS: [&str; 2] = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"];

/// Signature algorithms of a request: SHA-256, SHA-384 and SHA-512 with RSA (RFC 4055) or ECDSA (RFC 5758), and Ed25519 (RFC 8410).
const REQUEST_ALGORITHMS: [ObjectIdentifier; 7] = [
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.12"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.13"),
    ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2"),
    ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3"),
    ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.4"),
    ObjectIdentifier::new_unwrap("1.3.101.112"),
];

/// Why something proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoProof {
    /// Not one request in PEM, or too large.
    #[error("not a certification request (PKCS#10) in PEM")]
    NotARequest,
    /// The request is for another key than the certificate's.
    #[error("the request is for another public key than the certificate's")]
    OtherKey,
    /// The request is signed with an algorithm that is not on the list.
    #[error("the signature algorithm of the request is not accepted")]
    Algorithm,
    /// The certificate's key is of a kind whose signatures are not verified here.
    #[error("a key of this kind can only be proven by a certification request")]
    KeyKind,
    /// The signature is not base64, or too large.
    #[error("the signature is not base64")]
    NotBase64,
    /// The signature does not verify with the certificate's key.
    #[error("the signature was not made with the certificate's private key")]
    Signature,
}

/// Whether `request`, one PKCS#10 in PEM, is for the certificate's public key and signed with its private key.
///
/// # Errors
/// [`NoProof`].
pub fn by_request(request: &str, certificate: &Certificate) -> Result<(), NoProof> {
    if request.len() > MAX_REQUEST_BYTES {
        return Err(NoProof::NotARequest);
    }
    let mut blocks = Blocks::of(request);
    let (Some(Ok(block)), None) = (blocks.next(), blocks.next()) else { return Err(NoProof::NotARequest) };
    if !REQUEST_LABELS.contains(&block.label) {
        return Err(NoProof::NotARequest);
    }
    let der = block.decode().ok_or(NoProof::NotARequest)?;
    let read = CertReq::from_der(&der).map_err(|_| NoProof::NotARequest)?;
    let signed = X509Req::from_der(&der).map_err(|_| NoProof::NotARequest)?;
    let key = certificate.public_key().ok_or(NoProof::KeyKind)?;
    let requested = signed.public_key().map_err(|_| NoProof::NotARequest)?;
    if !requested.public_eq(key) {
        return Err(NoProof::OtherKey);
    }
    if !REQUEST_ALGORITHMS.contains(&read.algorithm.oid) {
        return Err(NoProof::Algorithm);
    }
    if signed.verify(key).unwrap_or(false) { Ok(()) } else { Err(NoProof::Signature) }
}

/// Whether `signature`, base64 with any line breaks, was made over `text` with the certificate's private key: SHA-256 with RSA (PKCS#1 v1.5
/// or PSS, RFC 8017) or with ECDSA (DER, RFC 3279 §2.2.3), as `openssl dgst -sha256 -sign` writes it.
///
/// # Errors
/// [`NoProof`].
pub fn by_signature(text: &[u8], signature: &str, certificate: &Certificate) -> Result<(), NoProof> {
    if signature.len() > MAX_SIGNATURE_BYTES {
        return Err(NoProof::NotBase64);
    }
    let signature: String = signature.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let signature = STANDARD.decode(signature).map_err(|_| NoProof::NotBase64)?;
    let key = certificate.public_key().ok_or(NoProof::KeyKind)?;
    let verified = match key.id() {
        Id::RSA => {
            verifies(key, Some(Padding::PKCS1), text, &signature)
                || verifies(key, Some(Padding::PKCS1_PSS), text, &signature)
        }
        Id::RSA_PSS => verifies(key, Some(Padding::PKCS1_PSS), text, &signature),
        Id::EC => verifies(key, None, text, &signature),
        _ => return Err(NoProof::KeyKind),
    };
    if verified { Ok(()) } else { Err(NoProof::Signature) }
}

fn verifies(key: &PKeyRef<Public>, padding: Option<Padding>, text: &[u8], signature: &[u8]) -> bool {
    try_verify(key, padding, text, signature).unwrap_or(false)
}

fn try_verify(
    key: &PKeyRef<Public>,
    padding: Option<Padding>,
    text: &[u8],
    signature: &[u8],
) -> Result<bool, ErrorStack> {
    let mut verifier = Verifier::new(MessageDigest::sha256(), key)?;
    if let Some(padding) = padding {
        verifier.set_rsa_padding(padding)?;
        if padding == Padding::PKCS1_PSS {
            // In a verification: whatever length the signature has. OpenSSL signs with the longest one.
            verifier.set_rsa_pss_saltlen(RsaPssSaltlen::MAXIMUM_LENGTH)?;
        }
    }
    verifier.verify_oneshot(signature, text)
}
