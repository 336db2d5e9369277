//! Uploads as keymanager's endpoints read them.

use super::{MAX_UPLOAD_BYTES, UploadForm, base64url, from_binary, from_pem_text, is_certificate_label};
use crate::certificate::Certificate;
use crate::error::KerError;
use crate::pem::Blocks;

/// Why an upload could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// Nothing but white space.
    #[error("no certificate data")]
    Blank,
    /// CA upload: the decoded bytes hold no certificates.
    #[error("no certificate in the data")]
    NotACertificate,
    /// CA upload: neither PEM nor base64url, because of a character.
    #[error("not base64url: illegal character")]
    IllegalBase64Character,
    /// CA upload: neither PEM nor base64url, because of the length or the padding.
    #[error("not base64url: length or padding")]
    MalformedBase64,
    /// Partner upload: not a certificate in PEM.
    #[error("not a certificate in PEM")]
    NotPem,
}

impl WireError {
    /// The answer on the wire.
    pub const fn ker(self) -> KerError {
        match self {
            Self::Blank | Self::NotACertificate => KerError::InvalidCertificate,
            Self::IllegalBase64Character => KerError::NotBase64,
            Self::MalformedBase64 => KerError::MalformedBase64,
            Self::NotPem => KerError::CertificateParsing,
        }
    }
}

/// A readable CA upload: its certificates in the order of the file, possibly none.
#[derive(Debug, Clone)]
pub struct CaFile {
    /// The certificates, first in the file first.
    pub certificates: Vec<Certificate>,
    /// The form they came in.
    pub form: UploadForm,
}

/// Reads the `certificateData` of a CA upload: the first block of a PEM text, else base64url of a PKCS#7 file, of one DER
/// certificate, or of PEM text (contract §2.1 steps 1 and 2).
///
/// # Errors
/// [`WireError`]; its [`ker`](WireError::ker) is the answer.
pub fn ca_upload(text: &str) -> Result<CaFile, WireError> {
    if text.trim().is_empty() {
        return Err(WireError::Blank);
    }
    if text.len() > MAX_UPLOAD_BYTES {
        return Err(WireError::NotACertificate);
    }
    if let Some(certificate) = first_pem_certificate(text) {
        return Ok(CaFile { certificates: vec![certificate], form: UploadForm::Pem });
    }
    let bytes = base64url::decode(text)?;
    if let Ok((form, certificates)) = from_binary(&bytes) {
        return Ok(CaFile { certificates, form });
    }
    let inner = std::str::from_utf8(&bytes).map_err(|_| WireError::NotACertificate)?;
    match from_pem_text(inner) {
        Ok(certificates) if !certificates.is_empty() => Ok(CaFile { certificates, form: UploadForm::Pem }),
        _ => Err(WireError::NotACertificate),
    }
}

/// Reads the `certificateData` of a partner upload or of `verifyCertificateTrust`: PEM only; text around the block is
/// ignored and only the first block counts (contract §2.2 step 1).
///
/// # Errors
/// [`WireError::Blank`] or [`WireError::NotPem`].
pub fn partner_upload(text: &str) -> Result<Certificate, WireError> {
    if text.trim().is_empty() {
        return Err(WireError::Blank);
    }
    if text.len() > MAX_UPLOAD_BYTES {
        return Err(WireError::NotPem);
    }
    first_pem_certificate(text).ok_or(WireError::NotPem)
}

fn first_pem_certificate(text: &str) -> Option<Certificate> {
    let block = Blocks::of(text).next()?.ok()?;
    if !is_certificate_label(block.label) {
        return None;
    }
    Certificate::from_der(&block.decode()?).ok()
}
