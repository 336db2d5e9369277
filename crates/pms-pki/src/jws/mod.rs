//! Signed messages in the compact form of JWS (RFC 7515), read strictly.
//!
//! The certificate is the first of the `x5c` header, and its hash is our own; nothing in a header fetches, embeds or otherwise chooses
//! a key, and the algorithms are the caller's list. What a header says beyond that is either understood or refused, each
//! by its own [`JwsError`]. Whether the certificate is trusted is not asked here: see [`path`](crate::path).

mod algorithm;
mod header;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openssl::sha::sha256;

pub use algorithm::JwsAlgorithm;

use crate::certificate::Certificate;
use header::Header;

/// The largest JWS that is read, in bytes. A face of a real device takes 260 KB.
pub const MAX_JWS_BYTES: usize = 1024 * 1024;

/// The most certificates in an `x5c` header; only the first is looked at.
pub const MAX_HEADER_CERTIFICATES: usize = 10;

/// Why a JWS is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum JwsError {
    /// More than [`MAX_JWS_BYTES`].
    #[error("the signed message is too large")]
    TooLarge,
    /// Not three parts with dots between them.
    #[error("not a signed message in the compact form")]
    Form,
    /// A part is no base64url without padding, or not in its one spelling.
    #[error("a part of the signed message is not base64url in its canonical spelling")]
    Base64,
    /// The header is no JSON object.
    #[error("the header is not a JSON object")]
    Header,
    /// A member stands twice in the header.
    #[error("a member stands twice in the header")]
    DuplicateMember,
    /// The header has `crit`: extensions that have to be understood. None is.
    #[error("the header asks for extensions that are not supported (crit)")]
    Critical,
    /// The header has `b64` other than true: a payload that is not encoded.
    #[error("the header asks for a payload that is not encoded (b64)")]
    Unencoded,
    /// The header names an address to fetch keys from (`jku`).
    #[error("the header names an address of keys (jku)")]
    KeyAddress,
    /// The header names an address to fetch certificates from (`x5u`).
    #[error("the header names an address of certificates (x5u)")]
    CertificateAddress,
    /// The header brings a bare key (`jwk`).
    #[error("the header brings a key without a certificate (jwk)")]
    EmbeddedKey,
    /// `alg` is missing, not known, or not allowed here.
    #[error("the signature algorithm is not allowed")]
    Algorithm,
    /// There is no `x5c`, or it is empty.
    #[error("the header has no certificate (x5c)")]
    CertificateMissing,
    /// More than [`MAX_HEADER_CERTIFICATES`].
    #[error("the header has too many certificates")]
    TooManyCertificates,
    /// The first certificate is no base64 in its one spelling.
    #[error("the certificate is not base64 in its canonical spelling")]
    CertificateBase64,
    /// The first certificate cannot be read.
    #[error("the certificate is not readable")]
    Certificate,
    /// The header states a hash of the certificate (`x5t`, `x5t#S256`) that is not its hash.
    #[error("the hash of the certificate that the header states is wrong")]
    CertificateHash,
    /// The payload is missing where it is due.
    #[error("the signed message has no content")]
    Detached,
    /// There is a payload although the content came apart from it.
    #[error("the signed message has content of its own")]
    Attached,
    /// The certificate's key is of another kind than the algorithm's.
    #[error("the key of the certificate does not fit the signature algorithm")]
    KeyKind,
    /// The certificate's RSA key is shorter than 2048 or longer than 8192 bits.
    #[error("the size of the certificate's key is not allowed")]
    KeySize,
    /// The signature does not verify.
    #[error("the signature does not verify")]
    Signature,
}

impl JwsError {
    /// All of them.
    pub const ALL: [Self; 21] = [
        Self::TooLarge,
        Self::Form,
        Self::Base64,
        Self::Header,
        Self::DuplicateMember,
        Self::Critical,
        Self::Unencoded,
        Self::KeyAddress,
        Self::CertificateAddress,
        Self::EmbeddedKey,
        Self::Algorithm,
        Self::CertificateMissing,
        Self::TooManyCertificates,
        Self::CertificateBase64,
        Self::Certificate,
        Self::CertificateHash,
        Self::Detached,
        Self::Attached,
        Self::KeyKind,
        Self::KeySize,
        Self::Signature,
    ];

    /// A stable name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::TooLarge => "jws-too-large",
            Self::Form => "jws-form",
            Self::Base64 => "jws-base64",
            Self::Header => "jws-header",
            Self::DuplicateMember => "jws-duplicate-member",
            Self::Critical => "jws-crit",
            Self::Unencoded => "jws-b64",
            Self::KeyAddress => "jws-jku",
            Self::CertificateAddress => "jws-x5u",
            Self::EmbeddedKey => "jws-jwk",
            Self::Algorithm => "jws-algorithm",
            Self::CertificateMissing => "jws-certificate-missing",
            Self::TooManyCertificates => "jws-too-many-certificates",
            Self::CertificateBase64 => "jws-certificate-base64",
            Self::Certificate => "jws-certificate",
            Self::CertificateHash => "jws-certificate-hash",
            Self::Detached => "jws-detached",
            Self::Attached => "jws-attached",
            Self::KeyKind => "jws-key-kind",
            Self::KeySize => "jws-key-size",
            Self::Signature => "jws-signature",
        }
    }
}

/// Where the content of a JWS is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content<'a> {
    /// In the JWS.
    Attached,
    /// Beside it: the bytes that were signed, not encoded. Its part in the JWS must be empty (RFC 7515 appendix F).
    Detached(&'a [u8]),
}

/// A JWS that was read. Its signature is not verified until [`verify`](Self::verify) has said so.
#[derive(Debug, Clone)]
pub struct Jws {
    algorithm: JwsAlgorithm,
    certificate_der: Vec<u8>,
    certificate_sha256: [u8; 32],
    payload: Vec<u8>,
    signed: Vec<u8>,
    digest: [u8; 32],
    signature: Vec<u8>,
}

impl Jws {
    /// Reads a JWS signed with one of `algorithms`.
    ///
    /// # Errors
    /// [`JwsError`]: the first that applies, in the order of the parts.
    pub fn read(text: &str, algorithms: &[JwsAlgorithm], content: Content<'_>) -> Result<Self, JwsError> {
        Self::read_with(text, algorithms, content, None)
    }

    /// As [`read`](Self::read). A header without a certificate stands for `otherwise`, which the caller knows from elsewhere; one that has a
    /// certificate is not overruled.
    ///
    /// # Errors
    /// [`JwsError`]: the first that applies, in the order of the parts.
    pub fn read_with(
        text: &str,
        algorithms: &[JwsAlgorithm],
        content: Content<'_>,
        otherwise: Option<&Certificate>,
    ) -> Result<Self, JwsError> {
        let apart = match content {
            Content::Attached => 0,
            Content::Detached(bytes) => bytes.len(),
        };
        if text.len() > MAX_JWS_BYTES || apart > MAX_JWS_BYTES {
            return Err(JwsError::TooLarge);
        }
        let mut parts = text.split('.');
        let (Some(head), Some(body), Some(tail), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(JwsError::Form);
        };
        let header = Header::read(&decode(head)?, algorithms, otherwise)?;
        let (payload, signed) = match content {
            Content::Attached if body.is_empty() => return Err(JwsError::Detached),
            Content::Attached => (decode(body)?, text.as_bytes()[..head.len() + 1 + body.len()].to_vec()),
            Content::Detached(_) if !body.is_empty() => return Err(JwsError::Attached),
            Content::Detached(bytes) => (bytes.to_vec(), format!("{head}.{}", URL_SAFE_NO_PAD.encode(bytes)).into()),
        };
        Ok(Self {
            algorithm: header.algorithm,
            certificate_der: header.certificate,
            certificate_sha256: header.certificate_sha256,
            payload,
            digest: sha256(&signed),
            signed,
            signature: decode(tail)?,
        })
    }

    /// The algorithm that the header names, one of the allowed.
    pub fn algorithm(&self) -> JwsAlgorithm {
        self.algorithm
    }

    /// The first certificate of the header in DER, not yet read.
    pub fn certificate_der(&self) -> &[u8] {
        &self.certificate_der
    }

    /// SHA-256 over that certificate, computed here.
    pub fn certificate_sha256(&self) -> &[u8; 32] {
        &self.certificate_sha256
    }

    /// The first certificate of the header, read.
    ///
    /// # Errors
    /// [`JwsError::Certificate`].
    pub fn certificate(&self) -> Result<Certificate, JwsError> {
        Certificate::from_der(&self.certificate_der).map_err(|_| JwsError::Certificate)
    }

    /// The content, decoded.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// SHA-256 over what was signed (header and content, not the signature): the same for each copy of the message, also where an ECDSA
    /// signature was turned into its twin.
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// Verifies the signature under the key of `certificate`, which is the header's own, read once.
    ///
    /// # Errors
    /// [`JwsError::KeyKind`], [`JwsError::KeySize`] or [`JwsError::Signature`]; [`JwsError::Certificate`] for another certificate than the
    /// header's or one whose key cannot be read.
    pub fn verify(&self, certificate: &Certificate) -> Result<(), JwsError> {
        if *certificate.sha256() != self.certificate_sha256 {
            return Err(JwsError::Certificate);
        }
        let key = certificate.public_key().ok_or(JwsError::Certificate)?;
        self.algorithm.verify(key, &self.signed, &self.digest, &self.signature)
    }
}

/// The engine refuses padding and bits left over, so each content has one spelling.
fn decode(part: &str) -> Result<Vec<u8>, JwsError> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| JwsError::Base64)
}
