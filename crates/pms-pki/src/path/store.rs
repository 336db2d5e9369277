//! The trust store of one domain.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDateTime;
use openssl::x509::X509NameRef;

use super::revocation::{Revocation, RevocationMode};
use crate::certificate::{Certificate, same_name};
use crate::crl::RevocationLists;
use crate::domain::PartnerDomain;

/// One certificate of a trust store.
#[derive(Debug, Clone)]
pub struct StoreEntry {
    /// The certificate.
    pub certificate: Arc<Certificate>,
    /// Whether it belongs to the platform's own hierarchy (ROOT, issuing CA) rather than to a partner's.
    pub platform: bool,
    /// The moment from which it is trusted no more although it is still valid, UTC: the overlap of a partner's certificate that was renewed.
    /// `None`: it is trusted until its own end.
    pub until: Option<NaiveDateTime>,
}

/// The CA certificates of one domain: self-signed ones are its roots, the others its intermediates.
///
/// What is deleted is not in it; what is revoked stands beside it ([`TrustStore::with_revoked`]), and so do the revocation lists. Validity and
/// [`StoreEntry::until`] are looked at when a path is sought, so a store may be kept as long as neither its rows nor its lists change.
#[derive(Debug, Clone)]
pub struct TrustStore {
    domain: PartnerDomain,
    entries: Vec<StoreEntry>,
    by_subject: HashMap<u32, Vec<usize>>,
    known: HashSet<[u8; 32]>,
    /// The ends that come before those of the certificates.
    ends: HashMap<[u8; 32], NaiveDateTime>,
    revoked: Arc<Revoked>,
    lists: Arc<RevocationLists>,
    mode: Option<RevocationMode>,
}

/// What a site itself has revoked in a domain.
#[derive(Debug, Clone, Default)]
pub struct Revoked {
    /// SHA-256 of every such certificate, whatever it is: none of them stands on a path.
    pub certificates: HashSet<[u8; 32]>,
    /// Those that could issue, so that a refusal can name the reason.
    pub issuers: Vec<Arc<Certificate>>,
}

impl TrustStore {
    /// An empty store: nothing verifies in it.
    pub fn new(domain: PartnerDomain) -> Self {
        Self {
            domain,
            entries: Vec::new(),
            by_subject: HashMap::new(),
            known: HashSet::new(),
            ends: HashMap::new(),
            revoked: Arc::default(),
            lists: Arc::default(),
            mode: None,
        }
    }

    /// The store with what is revoked in its domain.
    pub fn with_revoked(self, revoked: Revoked) -> Self {
        Self { revoked: Arc::new(revoked), ..self }
    }

    /// The store with the revocation lists of its domain; `None`: lists do not count.
    pub fn with_lists(self, lists: RevocationLists, mode: Option<RevocationMode>) -> Self {
        Self { lists: Arc::new(lists), mode, ..self }
    }

    /// The lists that count in this domain, and what their absence means.
    pub fn revocation(&self) -> Option<Revocation<'_>> {
        self.mode.map(|mode| Revocation::new(&self.lists, mode))
    }

    /// Whether the site has revoked exactly this certificate.
    pub fn is_revoked(&self, certificate: &Certificate) -> bool {
        self.revoked.certificates.contains(certificate.sha256())
    }

    /// Revoked certificates whose subject is the issuer name of `certificate`.
    pub(super) fn revoked_issuers(&self, certificate: &Certificate) -> impl Iterator<Item = &Arc<Certificate>> {
        self.revoked.issuers.iter().filter(move |candidate| certificate.names_as_issuer(candidate))
    }

    /// A store of partners' CA certificates.
    pub fn of(domain: PartnerDomain, certificates: impl IntoIterator<Item = Certificate>) -> Self {
        let mut store = Self::new(domain);
        for certificate in certificates {
            store.insert(StoreEntry { certificate: Arc::new(certificate), platform: false, until: None });
        }
        store
    }

    /// Adds an entry; a certificate that is already there stays once.
    pub fn insert(&mut self, entry: StoreEntry) {
        if self.known.insert(*entry.certificate.sha256()) {
            let name = entry.certificate.x509().subject_name_hash();
            self.by_subject.entry(name).or_default().push(self.entries.len());
            if let Some(until) = entry.until {
                self.ends.insert(*entry.certificate.sha256(), until);
            }
            self.entries.push(entry);
        }
    }

    /// The domain.
    pub fn domain(&self) -> PartnerDomain {
        self.domain
    }

    /// All entries in the order they were added.
    pub fn entries(&self) -> &[StoreEntry] {
        &self.entries
    }

    /// Whether exactly this certificate is in the store.
    pub fn contains(&self, certificate: &Certificate) -> bool {
        self.known.contains(certificate.sha256())
    }

    /// The moment from which the store trusts this certificate no more, where that comes before the certificate's own end.
    pub fn trusted_until(&self, certificate: &Certificate) -> Option<NaiveDateTime> {
        self.ends.get(certificate.sha256()).copied()
    }

    /// Whether the trust in this certificate has ended at a moment.
    pub(super) fn has_ended(&self, certificate: &Certificate, at: NaiveDateTime) -> bool {
        self.trusted_until(certificate).is_some_and(|until| until <= at)
    }

    /// Whether exactly this certificate is in the store as one of the platform's own.
    pub fn is_platform(&self, certificate: &Certificate) -> bool {
        self.entries.iter().any(|e| e.platform && *e.certificate == *certificate)
    }

    /// The entries whose subject is the issuer name of `certificate`.
    pub(super) fn issuers_by_name(&self, certificate: &Certificate) -> impl Iterator<Item = &Arc<Certificate>> {
        let candidates = self.by_subject.get(&certificate.x509().issuer_name_hash());
        candidates
            .into_iter()
            .flatten()
            .map(|index| &self.entries[*index].certificate)
            .filter(move |candidate| certificate.names_as_issuer(candidate))
    }

    /// The entries with this subject. Asked for lists that the issuer itself did not sign, which are few.
    pub(super) fn named_as(&self, name: &X509NameRef) -> impl Iterator<Item = &Arc<Certificate>> {
        let named = |entry: &&StoreEntry| same_name(entry.certificate.x509().subject_name(), name);
        self.entries.iter().filter(named).map(|entry| &entry.certificate)
    }
}
