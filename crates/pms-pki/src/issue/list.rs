//! Our own revocation lists: one for each issuing CA, complete and signed by the CA itself (RFC 5280 §5, contract §7 layer 4).

use chrono::NaiveDateTime;
use der::asn1::{AnyRef, Int, OctetString, UintRef};
use der::{Decode, Encode, Enumerated, Sequence};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::AuthorityKeyIdentifier;
use x509_cert::spki::AlgorithmIdentifier;
use x509_cert::time::Time;

use super::{IssueError, Issuer, tbs};
use crate::certificate::Certificate;
use crate::crl::{MAX_ENTRIES, RevocationList, RevocationReason};

/// Version 2 is written as 1.
const VERSION_2: u8 = 1;

/// One revoked certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevokedSerial {
    /// The serial number as its two's-complement bytes ([`Certificate::serial_bytes`]); negative ones, which keymanager issued, included.
    pub serial: Vec<u8>,
    /// When it was revoked, UTC.
    pub at: NaiveDateTime,
    /// Why.
    pub reason: RevocationReason,
}

/// Number and times of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListTerms {
    /// Larger than that of the list before.
    pub number: u64,
    /// Now, UTC.
    pub this_update: NaiveDateTime,
    /// When the next list is there at the latest, UTC.
    pub next_update: NaiveDateTime,
}

#[derive(Sequence)]
struct TbsList<'a> {
    version: u8,
    signature: AlgorithmIdentifier<der::asn1::Null>,
    issuer: AnyRef<'a>,
    this_update: Time,
    next_update: Time,
    revoked: Option<Vec<Entry>>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    extensions: Vec<Extension>,
}

#[derive(Sequence)]
struct Entry {
    serial: Int,
    at: Time,
    extensions: Option<Vec<Extension>>,
}

/// The numbers of [`RevocationReason`].
#[derive(Clone, Copy, Enumerated)]
#[repr(u8)]
enum Reason {
    KeyCompromise = 1,
    CaCompromise = 2,
    AffiliationChanged = 3,
    Superseded = 4,
    CessationOfOperation = 5,
    CertificateHold = 6,
    PrivilegeWithdrawn = 9,
    AaCompromise = 10,
}

/// Issues the list of `issuer` in DER. The entries may come in any order; a serial number that comes twice stands once, as it came first.
///
/// # Errors
/// [`IssueError`]; among them [`IssueError::TooMany`], and [`IssueError::IssuerNotCa`] for an issuer whose keyUsage lacks cRLSign.
pub fn revocation_list(
    issuer: Issuer<'_>,
    terms: &ListTerms,
    revoked: &[RevokedSerial],
) -> Result<RevocationList, IssueError> {
    let authority = issuer.certificate;
    if revoked.len() > MAX_ENTRIES {
        return Err(IssueError::TooMany);
    }
    if !authority.is_ca() || authority.key_usage().is_some_and(|usage| !usage.crl_sign()) {
        return Err(IssueError::IssuerNotCa);
    }
    if !authority.is_valid_at(terms.this_update) {
        return Err(IssueError::IssuerNotValid);
    }
    let mut entries: Vec<&RevokedSerial> = revoked.iter().collect();
    entries.sort_by(|one, other| one.serial.cmp(&other.serial));
    entries.dedup_by(|one, other| one.serial == other.serial);
    let entries = entries.into_iter().map(entry).collect::<Result<Vec<Entry>, IssueError>>()?;
    let list = TbsList {
        version: VERSION_2,
        signature: tbs::SHA256_WITH_RSA,
        issuer: AnyRef::from_der(authority.subject().der())?,
        this_update: tbs::time(terms.this_update)?,
        next_update: tbs::time(terms.next_update)?,
        // An empty list leaves the member out (RFC 5280 §5.1.2.6).
        revoked: (!entries.is_empty()).then_some(entries),
        extensions: extensions(authority, terms.number)?,
    };
    let signed = list.to_der()?;
    let signature = issuer.signer.sign_sha256_rsa(&signed)?;
    let list = RevocationList::from_der(&tbs::assemble(&signed, &signature)?).map_err(|_| IssueError::Encoding)?;
    if list.is_signed_by(authority) { Ok(list) } else { Err(IssueError::KeyMismatch) }
}

fn entry(revoked: &RevokedSerial) -> Result<Entry, IssueError> {
    let reason = reason_of(revoked.reason).map(|reason| {
        let value = OctetString::new(reason.to_der()?)?;
        let extn_id = der::oid::db::rfc5280::ID_CE_CRL_REASONS;
        Ok::<_, IssueError>(vec![Extension { extn_id, critical: false, extn_value: value }])
    });
    Ok(Entry { serial: Int::new(&revoked.serial)?, at: tbs::time(revoked.at)?, extensions: reason.transpose()? })
}

/// *Unspecified* is said by saying nothing (RFC 5280 §5.3.1).
fn reason_of(reason: RevocationReason) -> Option<Reason> {
    Some(match reason {
        RevocationReason::Unspecified => return None,
        RevocationReason::KeyCompromise => Reason::KeyCompromise,
        RevocationReason::CaCompromise => Reason::CaCompromise,
        RevocationReason::AffiliationChanged => Reason::AffiliationChanged,
        RevocationReason::Superseded => Reason::Superseded,
        RevocationReason::CessationOfOperation => Reason::CessationOfOperation,
        RevocationReason::CertificateHold => Reason::CertificateHold,
        RevocationReason::PrivilegeWithdrawn => Reason::PrivilegeWithdrawn,
        RevocationReason::AaCompromise => Reason::AaCompromise,
    })
}

fn extensions(authority: &Certificate, number: u64) -> Result<Vec<Extension>, IssueError> {
    let computed;
    let id = match authority.subject_key_id() {
        Some(id) => id,
        None => {
            computed = tbs::key_id(authority.spki_der())?;
            &computed[..]
        }
    };
    let authority = AuthorityKeyIdentifier {
        key_identifier: Some(OctetString::new(id)?),
        authority_cert_issuer: None,
        authority_cert_serial_number: None,
    };
    let number = OctetString::new(UintRef::new(&number.to_be_bytes())?.to_der()?)?;
    let extn_id = der::oid::db::rfc5280::ID_CE_CRL_NUMBER;
    Ok(vec![tbs::extension(false, &authority)?, Extension { extn_id, critical: false, extn_value: number }])
}
