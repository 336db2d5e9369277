//! Certificate revocation lists (RFC 5280 §5): read, verified, and asked about one certificate.
//!
//! A [`RevocationList`] is a complete list that the issuer of the certificates signs itself. Delta lists, indirect lists and lists with a
//! critical extension that is not understood are refused when they are read, so that a half-understood list never speaks for a
//! certificate. [`path::find_unrevoked`](crate::path::find_unrevoked) joins lists and paths.

mod scope;

use std::fmt;
use std::sync::Arc;

use chrono::NaiveDateTime;
use openssl::sha::sha256;
use openssl::x509::{CrlStatus, ReasonCode, X509Crl, X509CrlRef};
use x509_parser::prelude::FromDer;
use x509_parser::revocation_list::CertificateRevocationList;

use crate::certificate::{Certificate, DigestStrength, DistinguishedName, SignatureAlgorithm, instant, same_name};
use scope::Scope;

/// The largest list that is read, in bytes.
pub const MAX_LIST_BYTES: usize = 8 * 1024 * 1024;

/// The most entries of a list.
pub const MAX_ENTRIES: usize = 250_000;

/// Why bytes are no list that may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum ListError {
    /// More than [`MAX_LIST_BYTES`] or [`MAX_ENTRIES`].
    #[error("the revocation list is too large")]
    TooLarge,
    /// Not one list in DER, or damaged.
    #[error("not a readable revocation list")]
    Malformed,
    /// A delta list: it says only what has changed since another one.
    #[error("the revocation list is a delta list")]
    Delta,
    /// An indirect list: it speaks for the certificates of other issuers.
    #[error("the revocation list is an indirect one")]
    Indirect,
    /// A critical extension of the list or of an entry is not understood.
    #[error("the revocation list has a critical extension that is not supported")]
    CriticalExtension,
}

/// Why a certificate was revoked (RFC 5280 §5.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub enum RevocationReason {
    /// None given.
    Unspecified,
    /// The certificate's key is in wrong hands.
    KeyCompromise,
    /// The issuer's key is in wrong hands.
    CaCompromise,
    /// The name or another fact of the subject has changed.
    AffiliationChanged,
    /// Another certificate took its place.
    Superseded,
    /// It is no longer needed.
    CessationOfOperation,
    /// Stopped for a time.
    CertificateHold,
    /// A privilege that it stated was withdrawn.
    PrivilegeWithdrawn,
    /// The key of the attribute authority is in wrong hands.
    AaCompromise,
}

impl RevocationReason {
    /// The number in a list.
    pub const fn number(self) -> u8 {
        match self {
            Self::Unspecified => 0,
            Self::KeyCompromise => 1,
            Self::CaCompromise => 2,
            Self::AffiliationChanged => 3,
            Self::Superseded => 4,
            Self::CessationOfOperation => 5,
            Self::CertificateHold => 6,
            Self::PrivilegeWithdrawn => 9,
            Self::AaCompromise => 10,
        }
    }

    /// The reason with this number; an unknown one counts as none given.
    pub fn of_number(number: i64) -> Self {
        let all = [
            Self::KeyCompromise,
            Self::CaCompromise,
            Self::AffiliationChanged,
            Self::Superseded,
            Self::CessationOfOperation,
            Self::CertificateHold,
            Self::PrivilegeWithdrawn,
            Self::AaCompromise,
        ];
        all.into_iter().find(|reason| i64::from(reason.number()) == number).unwrap_or(Self::Unspecified)
    }
}

/// What a list says about a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// It does not stand in the list.
    Absent,
    /// It is revoked.
    Revoked(RevocationReason),
}

/// A complete revocation list. Reading it says nothing about who signed it: [`is_signed_by`](Self::is_signed_by) does.
#[derive(Clone)]
pub struct RevocationList {
    crl: Arc<X509Crl>,
    sha256: [u8; 32],
    issuer: DistinguishedName,
    number: Option<String>,
    this_update: NaiveDateTime,
    next_update: Option<NaiveDateTime>,
    entries: usize,
    digest: DigestStrength,
    scope: Scope,
}

/// Extensions of a list that may be critical.
const UNDERSTOOD: [&str; 1] = [scope::ISSUING_DISTRIBUTION_POINT];
const DELTA_INDICATOR: &str = "2.5.29.27";
/// reasonCode and invalidityDate: the extensions of an entry that may be critical. certificateIssuer is one of indirect lists.
const UNDERSTOOD_OF_ENTRIES: [&str; 2] = ["2.5.29.21", "2.5.29.24"];

impl RevocationList {
    /// Reads exactly one list in DER. Two independent parsers must agree on it, as for certificates.
    ///
    /// # Errors
    /// [`ListError`]; the size is looked at before anything else.
    pub fn from_der(der: &[u8]) -> Result<Self, ListError> {
        if der.len() > MAX_LIST_BYTES {
            return Err(ListError::TooLarge);
        }
        let (rest, parsed) = CertificateRevocationList::from_der(der).map_err(|_| ListError::Malformed)?;
        let entries = parsed.tbs_cert_list.revoked_certificates.len();
        if entries > MAX_ENTRIES {
            return Err(ListError::TooLarge);
        }
        let crl = X509Crl::from_der(der).map_err(|_| ListError::Malformed)?;
        let agreed = rest.is_empty()
            && crl.get_revoked().map_or(0, |revoked| revoked.len()) == entries
            && crl.to_der().is_ok_and(|again| again == der);
        if !agreed {
            return Err(ListError::Malformed);
        }
        refuse_what_is_not_understood(&parsed)?;
        Ok(Self {
            sha256: sha256(der),
            issuer: DistinguishedName::from_parsed(parsed.issuer()),
            number: parsed.crl_number().map(ToString::to_string),
            this_update: moment(parsed.last_update().timestamp())?,
            next_update: parsed.next_update().map(|time| moment(time.timestamp())).transpose()?,
            digest: SignatureAlgorithm::of(&parsed.signature_algorithm).digest,
            scope: Scope::of(&parsed)?,
            entries,
            crl: Arc::new(crl),
        })
    }

    /// Reads a list in DER or in PEM (`X509 CRL`; the first block counts).
    ///
    /// # Errors
    /// [`ListError`].
    pub fn read(bytes: &[u8]) -> Result<Self, ListError> {
        if bytes.len() > 2 * MAX_LIST_BYTES {
            return Err(ListError::TooLarge);
        }
        match std::str::from_utf8(bytes).ok().and_then(|text| crate::pem::Blocks::of(text).next()) {
            Some(Ok(block)) if block.label == "X509 CRL" => {
                Self::from_der(&block.decode().ok_or(ListError::Malformed)?)
            }
            Some(_) => Err(ListError::Malformed),
            None => Self::from_der(bytes),
        }
    }

    /// Who issued it.
    pub fn issuer(&self) -> &DistinguishedName {
        &self.issuer
    }

    /// SHA-256 over the DER.
    pub fn sha256(&self) -> &[u8; 32] {
        &self.sha256
    }

    /// Its number in decimal, where it has one.
    pub fn number(&self) -> Option<&str> {
        self.number.as_deref()
    }

    /// When it was issued, UTC.
    pub fn this_update(&self) -> NaiveDateTime {
        self.this_update
    }

    /// When the next one is due at the latest, UTC. A list without it is never current (RFC 5280 §5.1.2.5 asks for it).
    pub fn next_update(&self) -> Option<NaiveDateTime> {
        self.next_update
    }

    /// How many certificates it revokes.
    pub fn entries(&self) -> usize {
        self.entries
    }

    /// Whether it speaks for the moment `at` (UTC), both ends included.
    pub fn is_current_at(&self, at: NaiveDateTime) -> bool {
        self.this_update <= at && self.next_update.is_some_and(|next| at <= next)
    }

    /// Whether its issuer is the issuer of `certificate`, by name.
    pub fn names_issuer_of(&self, certificate: &Certificate) -> bool {
        same_name(self.crl.issuer_name(), certificate.x509().issuer_name())
    }

    /// Whether `signer` signed it and may: the names agree, a keyUsage has cRLSign, and the digest is not a broken one.
    pub fn is_signed_by(&self, signer: &Certificate) -> bool {
        let may_sign = signer.key_usage().is_none_or(|usage| usage.crl_sign());
        may_sign
            && self.digest != DigestStrength::Broken
            && same_name(self.crl.issuer_name(), signer.x509().subject_name())
            && signer.public_key().is_some_and(|key| self.crl.verify(key).unwrap_or(false))
    }

    /// The reasons, as bits, for which it would list `certificate`; 0 if the certificate is not in its scope (a list of CA certificates asked
    /// about a leaf, a list of another distribution point).
    pub(crate) fn reasons_for(&self, certificate: &Certificate) -> u16 {
        self.scope.reasons_for(certificate)
    }

    /// What it says about `certificate`. Whether it is current, signed by the right one and responsible is the caller's to ask first.
    pub fn entry(&self, certificate: &Certificate) -> Entry {
        match self.crl.get_by_cert(&certificate.x509_owned()) {
            CrlStatus::NotRevoked => Entry::Absent,
            CrlStatus::Revoked(entry) => {
                let reason = entry.extension::<ReasonCode>().ok().flatten().and_then(|(_, code)| code.get_i64().ok());
                Entry::Revoked(RevocationReason::of_number(reason.unwrap_or_default()))
            }
            // A complete list never takes anything back; whoever writes that has revoked it.
            CrlStatus::RemoveFromCrl(_) => Entry::Revoked(RevocationReason::Unspecified),
        }
    }

    /// The list in DER.
    ///
    /// # Errors
    /// [`ListError::Malformed`] if OpenSSL cannot write what it has read.
    pub fn to_der(&self) -> Result<Vec<u8>, ListError> {
        self.crl.to_der().map_err(|_| ListError::Malformed)
    }

    pub(crate) fn x509(&self) -> &X509CrlRef {
        &self.crl
    }
}

impl fmt::Debug for RevocationList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RevocationList")
            .field("issuer", &self.issuer.readable())
            .field("number", &self.number)
            .field("entries", &self.entries)
            .finish_non_exhaustive()
    }
}

fn refuse_what_is_not_understood(list: &CertificateRevocationList<'_>) -> Result<(), ListError> {
    for extension in list.extensions() {
        let oid = extension.oid.to_id_string();
        if oid == DELTA_INDICATOR {
            return Err(ListError::Delta);
        }
        if extension.critical && !UNDERSTOOD.contains(&oid.as_str()) {
            return Err(ListError::CriticalExtension);
        }
    }
    for entry in list.iter_revoked_certificates() {
        let odd = |oid: String| !UNDERSTOOD_OF_ENTRIES.contains(&oid.as_str());
        if entry.extensions().iter().any(|extension| extension.critical && odd(extension.oid.to_id_string())) {
            return Err(ListError::CriticalExtension);
        }
    }
    Ok(())
}

fn moment(seconds: i64) -> Result<NaiveDateTime, ListError> {
    instant(seconds).map_err(|_| ListError::Malformed)
}

/// The revocation lists of one domain that are at hand, each issuer's newest.
#[derive(Debug, Clone, Default)]
pub struct RevocationLists {
    lists: Vec<RevocationList>,
}

impl RevocationLists {
    /// Nothing is known of anybody.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a list.
    pub fn insert(&mut self, list: RevocationList) {
        self.lists.push(list);
    }

    /// How many lists there are.
    pub fn len(&self) -> usize {
        self.lists.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.lists.is_empty()
    }

    /// When each list ends that bears the name of the issuer of `certificate`.
    pub(crate) fn end_for<'a>(&'a self, certificate: &'a Certificate) -> impl Iterator<Item = NaiveDateTime> + 'a {
        self.lists.iter().filter(move |list| list.names_issuer_of(certificate)).filter_map(|list| list.next_update)
    }

    /// The lists that speak, at `at`, under the name of the issuer of `certificate`.
    pub(crate) fn current_for<'a>(
        &'a self,
        certificate: &'a Certificate,
        at: NaiveDateTime,
    ) -> impl Iterator<Item = &'a RevocationList> {
        self.lists.iter().filter(move |list| list.is_current_at(at) && list.names_issuer_of(certificate))
    }
}

impl FromIterator<RevocationList> for RevocationLists {
    fn from_iter<I: IntoIterator<Item = RevocationList>>(lists: I) -> Self {
        Self { lists: lists.into_iter().collect() }
    }
}
