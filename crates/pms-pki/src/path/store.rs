//! The trust store of one domain.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDateTime;
use openssl::x509::X509NameRef;

use crate::certificate::{Certificate, same_name};
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
/// The caller leaves out what is revoked or deleted. Validity and [`StoreEntry::until`] are looked at when a path is sought, so a store may be kept as
/// long as its rows do not change.
#[derive(Debug, Clone)]
pub struct TrustStore {
    domain: PartnerDomain,
    entries: Vec<StoreEntry>,
    by_subject: HashMap<u32, Vec<usize>>,
    known: HashSet<[u8; 32]>,
    /// The ends that come before those of the certificates.
    ends: HashMap<[u8; 32], NaiveDateTime>,
}

impl TrustStore {
    /// An empty store: nothing verifies in it.
    pub fn new(domain: PartnerDomain) -> Self {
        Self { domain, entries: Vec::new(), by_subject: HashMap::new(), known: HashSet::new(), ends: HashMap::new() }
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
