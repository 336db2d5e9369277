//! From a certificate to a root of its domain.
//!
//! Candidates are proposed here (by canonical name, with backtracking, within a budget); each complete proposal is judged by OpenSSL with exactly
//! that path, default flags, no purpose, at the given time. The first success wins. Names alone cannot choose between two issuers of
//! one name, which renewals produce all the time, hence the search of our own (contract §0 finding 8, §6).
//!
//! Only certificates of the [`TrustStore`] ever stand on a path. A chain that a caller brings along helps nothing.

mod cache;
mod judge;
mod policies;
mod revocation;
mod search;
mod self_named;
mod store;

use std::sync::Arc;

use chrono::NaiveDateTime;

pub use cache::{PathCache, TrustView, Trusted, Untrusted};
pub use revocation::{Revocation, RevocationMode};
pub use store::{Revoked, StoreEntry, TrustStore};

use crate::certificate::{Certificate, DigestStrength, KeyKind};

/// Bounds and floors of the path search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathPolicy {
    /// The most intermediates on a path, self-issued ones not counted.
    pub max_intermediates: usize,
    /// The most signatures that one search verifies.
    pub signature_budget: usize,
    /// The most possible issuers that one search looks at, each as often as it comes up.
    pub candidate_budget: usize,
    /// The smallest RSA key of an issuer, in bits.
    pub min_issuer_rsa_bits: u32,
    /// The smallest elliptic-curve key of an issuer, in bits.
    pub min_issuer_ec_bits: u32,
}

impl Default for PathPolicy {
    /// What the JDK's path builder does by default: five intermediates, RSA from 1024 and EC from 224 bits; MD2, MD4 and MD5 never.
    fn default() -> Self {
        Self {
            max_intermediates: 5,
            signature_budget: 64,
            candidate_budget: 1024,
            min_issuer_rsa_bits: 1024,
            min_issuer_ec_bits: 224,
        }
    }
}

impl PathPolicy {
    fn allows_issuer_key(&self, issuer: &Certificate) -> bool {
        let key = issuer.key();
        match key.kind {
            KeyKind::Rsa => key.bits >= self.min_issuer_rsa_bits,
            KeyKind::Ec(_) => key.bits >= self.min_issuer_ec_bits,
            KeyKind::Dsa => key.bits >= self.min_issuer_rsa_bits,
            KeyKind::Ed25519 | KeyKind::Ed448 => true,
            KeyKind::Other(_) => false,
        }
    }

    fn allows_signature(certificate: &Certificate) -> bool {
        certificate.signature_algorithm().digest != DigestStrength::Broken
    }
}

/// A valid path.
#[derive(Debug, Clone)]
pub struct TrustPath {
    certificates: Vec<Arc<Certificate>>,
    /// The last moment of the first certificate that the store trusts for a shorter time than it is valid.
    trusted_until: Option<NaiveDateTime>,
}

impl TrustPath {
    /// All certificates: the target first, the root last. One alone where the target is itself a root of the store.
    pub fn certificates(&self) -> &[Arc<Certificate>] {
        &self.certificates
    }

    /// The certificate that issued the target; the target itself where it is a root.
    pub fn issuer(&self) -> &Arc<Certificate> {
        &self.certificates[1.min(self.certificates.len() - 1)]
    }

    /// The root.
    pub fn anchor(&self) -> &Arc<Certificate> {
        &self.certificates[self.certificates.len() - 1]
    }

    /// The last moment at which every certificate of the path is valid and trusted, UTC: a cached verdict must not outlive it.
    pub fn valid_until(&self) -> NaiveDateTime {
        let ends = self.certificates.iter().map(|c| c.not_after()).chain(self.trusted_until);
        ends.min().unwrap_or(NaiveDateTime::MIN)
    }
}

/// Why there is no path. Ordered from "nothing found" to "nearly": a search reports the furthest it got.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum NoPath {
    /// The certificate is self-signed and not in the store.
    #[error("the certificate is self-signed and not a root of this domain")]
    UnknownRoot,
    /// No certificate of the store has the issuer's name.
    #[error("the issuer is not in the trust store of this domain: {issuer}")]
    IssuerUnknown {
        /// The name that was looked for.
        issuer: String,
    },
    /// The store has an issuer of that name, but it is out of its validity, or its overlap has ended.
    #[error("the issuer is not in its validity: {issuer}")]
    IssuerOutOfDate {
        /// Its name.
        issuer: String,
    },
    /// The store has an issuer of that name, but another key made the signature.
    #[error("the signature was made by another key than that of the issuer in the trust store: {issuer}")]
    SignatureMismatch {
        /// Its name.
        issuer: String,
    },
    /// The issuer may not issue certificates (no CA, or its key usage lacks keyCertSign).
    #[error("the issuer is not a CA that may sign certificates: {issuer}")]
    IssuerNotCa {
        /// Its name.
        issuer: String,
    },
    /// A key or a digest on the path is too weak.
    #[error("a key or signature algorithm on the path is too weak: {certificate}")]
    TooWeak {
        /// Subject of the weak certificate.
        certificate: String,
    },
    /// The target itself is out of its validity.
    #[error("the certificate is not in its validity")]
    TargetOutOfDate,
    /// More intermediates than allowed.
    #[error("the path has too many intermediate certificates")]
    TooLong,
    /// A path was found, but an issuer on it allows fewer CAs below it.
    #[error("the path length that an issuer allows is exceeded")]
    PathLengthExceeded,
    /// A critical extension is not understood.
    #[error("a certificate has a critical extension that is not supported")]
    UnknownCriticalExtension,
    /// Name constraints of an issuer are violated.
    #[error("a name on the path violates the name constraints of an issuer")]
    NameConstraints,
    /// An issuer asks for a certificate policy that the path does not have.
    #[error("the certificate policies that an issuer asks for are missing")]
    Policies,
    /// A path was found and judged invalid for another reason.
    #[error("the path is not valid")]
    Refused,
    /// A revocation list is asked for and there is none that is current.
    #[error("whether a certificate is revoked is not known: {certificate}")]
    RevocationUnknown {
        /// Subject of the certificate.
        certificate: String,
    },
    /// A certificate of the path is revoked.
    #[error("a certificate is revoked: {certificate}")]
    Revoked {
        /// Subject of the revoked certificate.
        certificate: String,
    },
    /// The work allowed for one search is used up.
    #[error("too many possible issuers")]
    BudgetExhausted,
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// The domain's certificates.
    pub store: &'a TrustStore,
    /// The certificate in question.
    pub target: &'a Certificate,
    /// The moment, UTC; both ends of a validity belong to it.
    pub at: NaiveDateTime,
    /// Bounds and floors.
    pub policy: &'a PathPolicy,
    /// Revocation lists; `None` leaves them out.
    pub revocation: Option<Revocation<'a>>,
}

/// What a search did; bounded by the policy's budgets, however the store looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Work {
    /// Signatures of certificates and lists that were verified, OpenSSL's own included.
    pub signatures: usize,
    /// Possible issuers that were looked at.
    pub candidates: usize,
}

/// Finds a valid path from `target` to a root of the store at the time `at` (UTC; both ends of a validity belong to it), with the revocation lists
/// of the store.
///
/// # Errors
/// [`NoPath`], with the reason that was nearest to success.
pub fn find(
    store: &TrustStore,
    target: &Certificate,
    at: NaiveDateTime,
    policy: &PathPolicy,
) -> Result<TrustPath, NoPath> {
    measure(&Query { store, target, at, policy, revocation: store.revocation() }).0
}

/// As [`find`], with the revocation lists of the query alone.
///
/// # Errors
/// [`NoPath`], with the reason that was nearest to success.
pub fn find_unrevoked(query: &Query<'_>) -> Result<TrustPath, NoPath> {
    measure(query).0
}

/// As [`find_unrevoked`], with the work it took.
pub fn measure(query: &Query<'_>) -> (Result<TrustPath, NoPath>, Work) {
    let mut search = search::Search::new(query);
    let found = search.run(query.target);
    (found, search.work())
}
