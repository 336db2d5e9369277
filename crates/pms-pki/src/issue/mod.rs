//! Issuing: the platform's ROOT, one issuing CA per domain, re-issued partner certificates, and the platform's encryption certificates.
//!
//! What is signed is built here in DER; the signature comes from a [`Signer`], which may keep its key in an HSM. Serial numbers are made from
//! 16 random bytes that the caller supplies.

mod list;
mod name;
mod profile;
mod request;
mod signer;
mod tbs;

use chrono::{NaiveDateTime, TimeDelta, Timelike};

pub use list::{ListTerms, RevokedSerial, revocation_list};
pub use name::SubjectName;
pub use profile::{ReissueAsCa, ReissueProfile, issuing_ca_reference};
pub use request::{SignedElsewhere, is_for_key_of, judge_signed, request_issuing_ca};
pub use signer::{PrivateKeyDer, Signer, SignerError, SoftwareSigner, generate_rsa_key};

use crate::certificate::Certificate;
use crate::domain::PartnerDomain;
use profile::Usage;
use tbs::Template;

/// Validity of a ROOT, in days (keymanager's key policy).
pub const ROOT_DAYS: i64 = 2920;

/// Validity of an issuing CA, in days (keymanager's key policy of PMS).
pub const ISSUING_CA_DAYS: i64 = 1460;

/// Validity of a re-issued partner certificate, in days. One more than a year, so that it is never less than twelve calendar months
/// (contract §0 finding 4).
pub const PARTNER_DAYS: i64 = 366;

/// Validity of an encryption certificate, in days (keymanager's key policy of base keys).
pub const ENCRYPTION_DAYS: i64 = 730;

/// The random part of a serial number: 16 bytes from the context's generator. The number itself is positive and always 16 bytes long.
pub type SerialBytes = [u8; 16];

/// Why nothing was issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IssueError {
    /// The signer refused or could not be reached.
    #[error("the signing key cannot be used")]
    Signer(#[from] SignerError),
    /// The issuer's certificate is not in its validity now.
    #[error("the issuing certificate is not in its validity")]
    IssuerNotValid,
    /// The issuer's certificate is not one that may issue.
    #[error("the issuing certificate is not a CA")]
    IssuerNotCa,
    /// More certificates than a revocation list may hold.
    #[error("too many revoked certificates for one list")]
    TooMany,
    /// The signer holds another key than the issuer's certificate names.
    #[error("the signing key does not belong to the issuing certificate")]
    KeyMismatch,
    /// A name cannot be encoded (empty, too long, or a country that is not two letters).
    #[error("the subject name is not valid")]
    Name,
    /// A part of the certificate cannot be encoded.
    #[error("the certificate cannot be encoded")]
    Encoding,
}

impl From<der::Error> for IssueError {
    fn from(_: der::Error) -> Self {
        Self::Encoding
    }
}

/// When something is issued and under which number.
#[derive(Debug, Clone, Copy)]
pub struct Issuance {
    /// Now, UTC: the start of the validity, cut to whole seconds.
    pub now: NaiveDateTime,
    /// Days of validity; an issued certificate never outlives its issuer.
    pub days: i64,
    /// The random bytes of the serial number.
    pub serial: SerialBytes,
}

/// An issuing certificate with the key that belongs to it.
#[derive(Clone, Copy)]
pub struct Issuer<'a> {
    /// The certificate.
    pub certificate: &'a Certificate,
    /// Its key.
    pub signer: &'a dyn Signer,
}

/// Where the issuer of a certificate publishes what verifiers need: http or https addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addresses {
    /// Its revocation list (cRLDistributionPoints).
    pub revocation_list: String,
    /// Its own certificate (authorityInfoAccess, caIssuers).
    pub certificate: String,
}

/// Issues a self-signed ROOT: CA with path length 2.
///
/// # Errors
/// [`IssueError`].
pub fn root(name: &SubjectName, signer: &dyn Signer, issuance: &Issuance) -> Result<Certificate, IssueError> {
    let subject = name.to_der()?;
    let (not_before, not_after) = span(issuance, None)?;
    let template = Template {
        serial: issuance.serial,
        issuer: &subject,
        subject: &subject,
        spki: signer.spki_der(),
        issuer_key_id: None,
        not_before,
        not_after,
        ca_path_length: Some(Some(2)),
        usage: Usage::CA,
        addresses: None,
    };
    let root = sign(&template, signer)?;
    if !signer.verifies_itself() && !root.is_signed_by(&root) {
        return Err(IssueError::KeyMismatch);
    }
    Ok(root)
}

/// Issues the issuing CA of a domain: path length 1, keyUsage digitalSignature, keyCertSign, cRLSign.
///
/// # Errors
/// [`IssueError`].
pub fn issuing_ca(
    name: &SubjectName,
    spki: &[u8],
    root: Issuer<'_>,
    issuance: &Issuance,
) -> Result<Certificate, IssueError> {
    let subject = name.to_der()?;
    issue(root, issuance, &subject, spki, Some(Some(1)), (Usage::CA, None))
}

/// Re-issues a partner's certificate: its key and its subject (byte for byte) under the platform's issuing CA of the domain.
/// Nothing else of the original is taken over.
///
/// # Errors
/// [`IssueError`].
pub fn reissue(
    partner: &Certificate,
    profile: ReissueProfile,
    issuer: Issuer<'_>,
    issuance: &Issuance,
) -> Result<Certificate, IssueError> {
    reissued(partner, profile, issuer, issuance, None)
}

/// As [`reissue`]; the certificate says where its issuer publishes its revocation list and its own certificate.
///
/// # Errors
/// [`IssueError`].
pub fn reissue_with_addresses(
    partner: &Certificate,
    profile: ReissueProfile,
    issuer: Issuer<'_>,
    issuance: &Issuance,
    addresses: &Addresses,
) -> Result<Certificate, IssueError> {
    reissued(partner, profile, issuer, issuance, Some(addresses))
}

fn reissued(
    partner: &Certificate,
    profile: ReissueProfile,
    issuer: Issuer<'_>,
    issuance: &Issuance,
    addresses: Option<&Addresses>,
) -> Result<Certificate, IssueError> {
    let (subject, spki) = (partner.subject().der(), partner.spki_der());
    issue(issuer, issuance, subject, spki, profile.ca_path_length, (profile.usage, addresses))
}

/// Issues an encryption certificate of the platform (a base key): a leaf with keyUsage keyEncipherment.
///
/// # Errors
/// [`IssueError`].
pub fn encryption(
    name: &SubjectName,
    spki: &[u8],
    issuer: Issuer<'_>,
    issuance: &Issuance,
) -> Result<Certificate, IssueError> {
    let subject = name.to_der()?;
    issue(issuer, issuance, &subject, spki, None, (Usage::ENCRYPTION, None))
}

/// The chain file of a re-issued certificate: it, its issuing CA, the ROOT (contract §2.4).
pub fn chain<'a>(issued: &'a Certificate, issuing_ca: &'a Certificate, root: &'a Certificate) -> [&'a Certificate; 3] {
    [issued, issuing_ca, root]
}

fn issue(
    issuer: Issuer<'_>,
    issuance: &Issuance,
    subject: &[u8],
    spki: &[u8],
    ca_path_length: Option<Option<u8>>,
    (usage, addresses): (Usage, Option<&Addresses>),
) -> Result<Certificate, IssueError> {
    let authority = issuer.certificate;
    if !authority.is_ca() || authority.key_usage().is_some_and(|usage| !usage.key_cert_sign()) {
        return Err(IssueError::IssuerNotCa);
    }
    if !authority.is_valid_at(issuance.now) {
        return Err(IssueError::IssuerNotValid);
    }
    let (not_before, not_after) = span(issuance, Some(authority.not_after()))?;
    let computed_id;
    let issuer_key_id = match authority.subject_key_id() {
        Some(id) => id,
        None => {
            computed_id = tbs::key_id(authority.spki_der())?;
            &computed_id[..]
        }
    };
    let template = Template {
        serial: issuance.serial,
        issuer: authority.subject().der(),
        subject,
        spki,
        issuer_key_id: Some(issuer_key_id),
        not_before,
        not_after,
        ca_path_length,
        usage,
        addresses,
    };
    if issuer.signer.spki_der() != authority.spki_der() {
        return Err(IssueError::KeyMismatch);
    }
    let issued = sign(&template, issuer.signer)?;
    if !issuer.signer.verifies_itself() && !issued.is_signed_by(authority) {
        return Err(IssueError::KeyMismatch);
    }
    Ok(issued)
}

/// Validity from now, in whole seconds, clipped to the issuer's end.
fn span(issuance: &Issuance, clip: Option<NaiveDateTime>) -> Result<(NaiveDateTime, NaiveDateTime), IssueError> {
    let from = issuance.now.with_nanosecond(0).ok_or(IssueError::Encoding)?;
    let days = TimeDelta::try_days(issuance.days).ok_or(IssueError::Encoding)?;
    let to = from.checked_add_signed(days).ok_or(IssueError::Encoding)?;
    Ok((from, clip.map_or(to, |end| to.min(end))))
}

fn sign(template: &Template<'_>, signer: &dyn Signer) -> Result<Certificate, IssueError> {
    let tbs = template.to_der()?;
    let signature = signer.sign_sha256_rsa(&tbs)?;
    let der = tbs::assemble(&tbs, &signature)?;
    Certificate::from_der(&der).map_err(|_| IssueError::Encoding)
}

/// The common name of a domain's issuing CA: `www.mosip.io (PMS)` for AUTH, `www.mosip.io (PMS-DEVICE)` and so on for the others.
pub fn issuing_ca_common_name(base: &str, domain: PartnerDomain) -> String {
    match domain {
        PartnerDomain::Auth => format!("{base} (PMS)"),
        other => format!("{base} (PMS-{other})"),
    }
}

/// The common name of the ROOT: `www.mosip.io (ROOT)`.
pub fn root_common_name(base: &str) -> String {
    format!("{base} (ROOT)")
}

/// The common name of an encryption certificate: `<application id>-<reference id>`.
pub fn encryption_common_name(application_id: &str, reference_id: &str) -> String {
    format!("{application_id}-{reference_id}")
}
