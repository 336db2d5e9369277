//! Uploads as people bring them: any form, with an answer they can act on.

use base64::Engine;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use openssl::pkcs12::Pkcs12;
use openssl::pkey::PKey;
use openssl::x509::{X509Crl, X509Req};

use super::{MAX_CERTIFICATES, MAX_UPLOAD_BYTES, Unreadable, from_binary, from_pem_text};
use crate::certificate::Certificate;
use crate::error::KerError;
use crate::pem::Blocks;

const ANY_PADDING: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, ANY_PADDING);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, ANY_PADDING);

/// The form an upload was in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum UploadForm {
    /// PEM text, one block or several.
    Pem,
    /// One certificate in DER.
    Der,
    /// A PKCS#7 file (`.p7b`), binary, in PEM or as base64.
    Pkcs7,
}

/// A readable upload.
#[derive(Debug, Clone)]
pub struct Upload {
    /// At least one; each before the one that issued it, otherwise in the order of the file.
    pub certificates: Vec<Certificate>,
    /// The form they came in.
    pub form: UploadForm,
}

/// Why an upload was refused. Each has its own text for a person; nothing of the upload is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum UploadError {
    /// Nothing but white space.
    #[error("the file is empty")]
    Empty,
    /// More than [`MAX_UPLOAD_BYTES`].
    #[error("the file is larger than {} KiB", MAX_UPLOAD_BYTES / 1024)]
    TooLarge,
    /// A private key. It is refused before anything else is looked at and must never be stored.
    #[error("the file contains a private key; never send it to anyone, and upload only the certificate")]
    PrivateKey,
    /// A PKCS#12 key store, which holds a private key.
    #[error("the file is a key store (.p12, .pfx) with a private key; upload only the certificate")]
    KeyStore,
    /// A certificate signing request.
    #[error("the file is a certificate signing request; upload the certificate your CA issued for it")]
    SigningRequest,
    /// A public key without a certificate.
    #[error("the file is a public key; upload the certificate")]
    PublicKey,
    /// A certificate revocation list.
    #[error("the file is a revocation list; upload the certificate")]
    RevocationList,
    /// More than [`MAX_CERTIFICATES`].
    #[error("the file holds more than {MAX_CERTIFICATES} certificates")]
    TooMany,
    /// A PKCS#7 file without certificates.
    #[error("the file holds no certificate")]
    NoCertificate,
    /// Marked as a certificate, but damaged.
    #[error("the certificate is damaged or incomplete")]
    Damaged,
    /// Nothing that we know.
    #[error("the file is not a certificate in PEM, DER or PKCS#7 form")]
    Unknown,
}

impl UploadError {
    /// A stable name, for translated texts.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Empty => "upload-empty",
            Self::TooLarge => "upload-too-large",
            Self::PrivateKey => "upload-private-key",
            Self::KeyStore => "upload-key-store",
            Self::SigningRequest => "upload-signing-request",
            Self::PublicKey => "upload-public-key",
            Self::RevocationList => "upload-revocation-list",
            Self::TooMany => "upload-too-many",
            Self::NoCertificate => "upload-no-certificate",
            Self::Damaged => "upload-damaged",
            Self::Unknown => "upload-unknown",
        }
    }

    /// The error of the catalogue for a client of the wire.
    pub const fn ker(self) -> KerError {
        KerError::InvalidCertificate
    }
}

/// Reads an upload in any form: PEM (one certificate or a chain, any line ends, text around), DER, PKCS#7 in DER, BER or PEM, and base64
/// or base64url of any binary form.
///
/// # Errors
/// [`UploadError`]; a private key anywhere in the file is found first.
pub fn read(bytes: &[u8]) -> Result<Upload, UploadError> {
    if bytes.len() > MAX_UPLOAD_BYTES {
        return Err(UploadError::TooLarge);
    }
    let text = std::str::from_utf8(bytes).ok().map(|text| text.trim_start_matches('\u{feff}'));
    if bytes.is_empty() || text.is_some_and(|text| text.trim().is_empty()) {
        return Err(UploadError::Empty);
    }
    // Also where the bytes are no UTF-8 (a Latin-1 comment beside the block) the markers are ASCII.
    let readable = String::from_utf8_lossy(bytes);
    refuse_key_text(&readable)?;
    if readable.contains("-----BEGIN ") {
        return read_pem(&readable);
    }
    let decoded = text.and_then(decode_base64);
    read_binary(decoded.as_deref().unwrap_or(bytes))
}

fn read_pem(text: &str) -> Result<Upload, UploadError> {
    let certificates = from_pem_text(text).map_err(refusal)?;
    if !certificates.is_empty() {
        return Ok(Upload { certificates: leaf_first(certificates), form: UploadForm::Pem });
    }
    let labels: Vec<&str> = Blocks::of(text).flatten().map(|block| block.label).collect();
    let held = |part: &str| labels.iter().any(|label| label.contains(part));
    Err(if held("CERTIFICATE REQUEST") {
        UploadError::SigningRequest
    } else if held("PUBLIC KEY") {
        UploadError::PublicKey
    } else if held("CRL") {
        UploadError::RevocationList
    } else if held("PKCS7") {
        UploadError::NoCertificate
    } else {
        UploadError::Unknown
    })
}

fn read_binary(bytes: &[u8]) -> Result<Upload, UploadError> {
    refuse_key_bytes(bytes)?;
    match from_binary(bytes) {
        Ok((_, certificates)) if certificates.is_empty() => Err(UploadError::NoCertificate),
        Ok((form, certificates)) => Ok(Upload { certificates: leaf_first(certificates), form }),
        Err(Unreadable::TooMany) => Err(UploadError::TooMany),
        // Base64 of a PEM text: some tools wrap twice.
        Err(Unreadable::Malformed) => match std::str::from_utf8(bytes) {
            Ok(inner) if inner.contains("-----BEGIN ") => {
                refuse_key_text(inner)?;
                read_pem(inner)
            }
            _ => Err(name_other_binary(bytes)),
        },
    }
}

/// People's tools write chains both ways round, and some hand out a bag: each certificate before its issuer.
fn leaf_first(certificates: Vec<Certificate>) -> Vec<Certificate> {
    // Which certificates of the file are named as issuer by the one at this place.
    let issuers: Vec<Vec<usize>> = certificates
        .iter()
        .enumerate()
        .map(|(own, one)| {
            let named = |at: &usize| *at != own && !one.is_self_signed() && one.names_as_issuer(&certificates[*at]);
            (0..certificates.len()).filter(named).collect()
        })
        .collect();
    let mut left: Vec<usize> = (0..certificates.len()).collect();
    let mut order = Vec::with_capacity(certificates.len());
    while !left.is_empty() {
        let is_named = |candidate: &usize| left.iter().any(|at| issuers[*at].contains(candidate));
        // In a circle of issuers none is first: there the order of the file decides.
        let next = left.iter().position(|candidate| !is_named(candidate)).unwrap_or(0);
        order.push(left.remove(next));
    }
    order.into_iter().map(|at| certificates[at].clone()).collect()
}

fn name_other_binary(bytes: &[u8]) -> UploadError {
    if X509Req::from_der(bytes).is_ok() {
        UploadError::SigningRequest
    } else if PKey::public_key_from_der(bytes).is_ok() {
        UploadError::PublicKey
    } else if X509Crl::from_der(bytes).is_ok() {
        UploadError::RevocationList
    } else if bytes.first() == Some(&0x30) {
        UploadError::Damaged
    } else {
        UploadError::Unknown
    }
}

/// A private key in PEM is known by its label, also when the block is damaged or stands behind a certificate.
fn refuse_key_text(text: &str) -> Result<(), UploadError> {
    if text.contains("PRIVATE KEY-----") || text.contains("-----BEGIN PGP PRIVATE KEY") {
        return Err(UploadError::PrivateKey);
    }
    // A JSON Web Key with its private exponent.
    if text.trim_start().starts_with('{') && text.contains("\"kty\"") && text.contains("\"d\"") {
        return Err(UploadError::PrivateKey);
    }
    Ok(())
}

fn refuse_key_bytes(bytes: &[u8]) -> Result<(), UploadError> {
    // OpenSSL's reader of key DER also tries other shapes; a certificate is settled first.
    if Certificate::from_der(bytes).is_ok() {
        return Ok(());
    }
    // The encrypted form first: OpenSSL must never be asked to open one.
    if is_encrypted_pkcs8(bytes) || PKey::private_key_from_der(bytes).is_ok() {
        return Err(UploadError::PrivateKey);
    }
    if Pkcs12::from_der(bytes).is_ok() || bytes.starts_with(JAVA_KEY_STORE) {
        return Err(UploadError::KeyStore);
    }
    Ok(())
}

/// The first bytes of a Java key store (JKS).
const JAVA_KEY_STORE: &[u8] = &[0xfe, 0xed, 0xfe, 0xed];

/// EncryptedPrivateKeyInfo: a sequence of an algorithm under the PKCS#5 or PKCS#12 arc and an octet string.
fn is_encrypted_pkcs8(bytes: &[u8]) -> bool {
    const PKCS5: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05];
    const PKCS12_PBE: &[u8] = &[0x06, 0x0a, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01];
    let head = &bytes[..bytes.len().min(24)];
    head.first() == Some(&0x30)
        && [PKCS5, PKCS12_PBE].iter().any(|oid| head.windows(oid.len()).any(|window| window == *oid))
}

/// Base64 in either alphabet with any line breaks. `None` if the text is something else.
fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let compact: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    STANDARD.decode(&compact).or_else(|_| URL_SAFE.decode(&compact)).ok()
}

fn refusal(why: Unreadable) -> UploadError {
    match why {
        Unreadable::TooMany => UploadError::TooMany,
        Unreadable::Malformed => UploadError::Damaged,
    }
}
