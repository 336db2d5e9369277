//! Certificate requests (PKCS#10, RFC 2986): what a ROOT that is kept elsewhere is asked to sign.

use der::asn1::{Any, AnyRef, SetOfVec};
use der::pem::{LineEnding, encode_string};
use der::{Decode, Encode, Sequence};
use openssl::x509::X509Req;
use x509_cert::attr::Attribute;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::BasicConstraints;

use super::{IssueError, Signer, SubjectName, Usage, tbs};
use crate::certificate::{Certificate, same_name};

/// Version 1 is written as 0.
const VERSION_1: u8 = 0;

const LABEL: &str = "CERTIFICATE REQUEST";

/// CA certificates that may stand below an issuing CA: a device provider's.
const PATH_LENGTH: u8 = 1;

#[derive(Sequence)]
struct RequestInfo<'a> {
    version: u8,
    subject: AnyRef<'a>,
    public_key: AnyRef<'a>,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT")]
    attributes: SetOfVec<Attribute>,
}

/// The request for the certificate of an issuing CA, signed by its key, in PEM. It asks for what [`super::issuing_ca`] would issue:
/// CA with path length 1, keyUsage digitalSignature, keyCertSign, cRLSign.
///
/// # Errors
/// [`IssueError`].
pub fn request_issuing_ca(name: &SubjectName, signer: &dyn Signer) -> Result<String, IssueError> {
    let subject = name.to_der()?;
    let constraints = BasicConstraints { ca: true, path_len_constraint: Some(PATH_LENGTH) };
    let wanted: Vec<Extension> =
        vec![tbs::extension(true, &constraints)?, tbs::extension(true, &Usage::CA.extension())?];
    let mut values = SetOfVec::new();
    values.insert(Any::encode_from(&wanted)?)?;
    let mut attributes = SetOfVec::new();
    attributes.insert(Attribute { oid: der::oid::db::rfc5912::ID_EXTENSION_REQ, values })?;
    let info = RequestInfo {
        version: VERSION_1,
        subject: AnyRef::from_der(&subject)?,
        public_key: AnyRef::from_der(signer.spki_der())?,
        attributes,
    };
    let info = info.to_der()?;
    let signed = tbs::assemble(&info, &signer.sign_sha256_rsa(&info)?)?;
    encode_string(LABEL, LineEnding::LF, &signed).map_err(|_| IssueError::Encoding)
}

/// What is wrong with the certificate of an issuing CA that was signed elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignedElsewhere {
    /// It is for another name than the request's.
    #[error("its subject is not the one that was asked for")]
    Name,
    /// basicConstraints is absent or says CA:false.
    #[error("it is no CA certificate (basicConstraints CA:true)")]
    NotCa,
    /// Not exactly the path length that was asked for.
    #[error("its path length is not 1")]
    PathLength,
    /// keyUsage lacks keyCertSign or cRLSign.
    #[error("its keyUsage lacks keyCertSign or cRLSign")]
    KeyUsage,
    /// The request itself is not readable.
    #[error("the request cannot be read")]
    Request,
}

/// Whether a certificate is for the key of this request (PEM).
pub fn is_for_key_of(request: &str, certificate: &Certificate) -> bool {
    let spki = X509Req::from_pem(request.as_bytes())
        .ok()
        .and_then(|request| request.public_key().and_then(|key| key.public_key_to_der()).ok());
    spki.as_deref() == Some(certificate.spki_der())
}

/// Judges the certificate that was made for a request (PEM) of an issuing CA; its key is the request's.
///
/// # Errors
/// [`SignedElsewhere`]: the first thing that is not as it was asked for.
pub fn judge_signed(request: &str, certificate: &Certificate) -> Result<(), SignedElsewhere> {
    let request = X509Req::from_pem(request.as_bytes()).map_err(|_| SignedElsewhere::Request)?;
    if !same_name(certificate.x509().subject_name(), request.subject_name()) {
        return Err(SignedElsewhere::Name);
    }
    let Some(constraints) = certificate.basic_constraints().filter(|found| found.ca) else {
        return Err(SignedElsewhere::NotCa);
    };
    if constraints.path_length != Some(u32::from(PATH_LENGTH)) {
        return Err(SignedElsewhere::PathLength);
    }
    match certificate.key_usage() {
        Some(usage) if usage.key_cert_sign() && usage.crl_sign() => Ok(()),
        _ => Err(SignedElsewhere::KeyUsage),
    }
}
