//! From an upload to certificates.
//!
//! There are two ways in. [`wire`] reads what keymanager's endpoints accept and refuses with their errors;
//! [`portal`] takes every form in which people hold certificates and says in plain terms what is wrong.
//! Work is bounded by [`MAX_UPLOAD_BYTES`] and [`MAX_CERTIFICATES`].

mod base64url;
pub mod portal;
pub mod wire;

pub use portal::{Upload, UploadError, UploadForm};
pub use wire::{CaFile, WireError};

use crate::certificate::Certificate;
use crate::p7b;
use crate::pem::Blocks;

/// The largest upload that is looked at, in bytes.
pub const MAX_UPLOAD_BYTES: usize = 256 * 1024;

/// The most certificates one upload may hold.
pub const MAX_CERTIFICATES: usize = 64;

/// Why bytes are no list of certificates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unreadable {
    /// Not a form we know, or damaged.
    Malformed,
    /// More than [`MAX_CERTIFICATES`].
    TooMany,
}

/// Reads binary: one certificate in DER, or a PKCS#7 file in DER or BER.
fn from_binary(bytes: &[u8]) -> Result<(UploadForm, Vec<Certificate>), Unreadable> {
    if let Ok(certificate) = Certificate::from_der(bytes) {
        return Ok((UploadForm::Der, vec![certificate]));
    }
    match p7b::decode(bytes) {
        Ok(certificates) => Ok((UploadForm::Pkcs7, certificates)),
        Err(p7b::DecodeError::TooMany) => Err(Unreadable::TooMany),
        Err(p7b::DecodeError::Malformed) => Err(Unreadable::Malformed),
    }
}

/// Reads the certificates of a text's PEM blocks: certificate blocks, and PKCS#7 blocks with all they hold.
/// `Ok` with an empty list means that there was no such block.
fn from_pem_text(text: &str) -> Result<Vec<Certificate>, Unreadable> {
    let mut certificates = Vec::new();
    for block in Blocks::of(text) {
        let block = block.map_err(|_| Unreadable::Malformed)?;
        let content = || block.decode().ok_or(Unreadable::Malformed);
        if is_certificate_label(block.label) {
            certificates.push(Certificate::from_der(&content()?).map_err(|_| Unreadable::Malformed)?);
        } else if is_pkcs7_label(block.label) {
            match p7b::decode(&content()?) {
                Ok(held) => certificates.extend(held),
                Err(p7b::DecodeError::TooMany) => return Err(Unreadable::TooMany),
                Err(p7b::DecodeError::Malformed) => return Err(Unreadable::Malformed),
            }
        }
        if certificates.len() > MAX_CERTIFICATES {
            return Err(Unreadable::TooMany);
        }
    }
    Ok(certificates)
}

fn is_certificate_label(label: &str) -> bool {
    matches!(label, "CERTIFICATE" | "X509 CERTIFICATE" | "X.509 CERTIFICATE")
}

fn is_pkcs7_label(label: &str) -> bool {
    matches!(label, "PKCS7" | "PKCS #7 SIGNED DATA" | "CMS")
}
