//! Verdicts that are asked for again and again: the certificates of devices, which sign each message with the same one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{NaiveDateTime, TimeDelta};

use super::{NoPath, PathPolicy, Query, Revocation, TrustPath, TrustStore, find_unrevoked};
use crate::certificate::{Certificate, NotACertificate};
use crate::domain::PartnerDomain;

/// The longest that a verdict is kept, hours, as the reference keeps its own (contract §2.5).
const LONGEST: i64 = 24;

/// A certificate that was read and has a valid path.
#[derive(Debug, Clone)]
pub struct Trusted {
    /// The certificate, read.
    pub certificate: Arc<Certificate>,
    /// Its path.
    pub path: TrustPath,
}

/// Why a certificate is not trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Untrusted {
    /// It cannot be read.
    #[error(transparent)]
    Unreadable(#[from] NotACertificate),
    /// It has no path.
    #[error(transparent)]
    NoPath(#[from] NoPath),
}

type Key = (PartnerDomain, [u8; 32]);

struct Kept {
    trusted: Arc<Trusted>,
    epoch: i64,
    from: NaiveDateTime,
    until: NaiveDateTime,
}

/// A bounded memory of valid paths, by domain, SHA-256 of the certificate, and epoch of the store. Refusals are not kept, so that nobody fills it with
/// certificates of his own making.
///
/// It has two generations: a full young one becomes the old one, and what is asked for from there is young again.
pub struct PathCache {
    capacity: usize,
    generations: Mutex<[HashMap<Key, Kept>; 2]>,
}

impl PathCache {
    /// A memory of at most `capacity` verdicts.
    pub fn new(capacity: usize) -> Self {
        Self { capacity: (capacity / 2).max(1), generations: Mutex::new([HashMap::new(), HashMap::new()]) }
    }

    /// How many verdicts it holds.
    pub fn len(&self) -> usize {
        let generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        generations.iter().map(HashMap::len).sum()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn get(&self, key: &Key, epoch: i64, at: NaiveDateTime) -> Option<Arc<Trusted>> {
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = |kept: &Kept| kept.epoch == epoch && kept.from <= at && at <= kept.until;
        if let Some(kept) = generations[0].get(key) {
            return fits(kept).then(|| Arc::clone(&kept.trusted));
        }
        let kept = generations[1].remove(key).filter(fits)?;
        let trusted = Arc::clone(&kept.trusted);
        self.insert(&mut generations, *key, kept);
        Some(trusted)
    }

    fn put(&self, key: Key, kept: Kept) {
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        self.insert(&mut generations, key, kept);
    }

    fn insert(&self, generations: &mut [HashMap<Key, Kept>; 2], key: Key, kept: Kept) {
        if generations[0].len() >= self.capacity && !generations[0].contains_key(&key) {
            generations.swap(0, 1);
            generations[0].clear();
        }
        generations[0].insert(key, kept);
    }
}

/// What a domain trusts at present, with the memory of what was asked before.
#[derive(Clone, Copy)]
pub struct TrustView<'a> {
    /// The domain's certificates.
    pub store: &'a TrustStore,
    /// A number that changes with the store, and with the lists.
    pub epoch: i64,
    /// Bounds and floors.
    pub policy: &'a PathPolicy,
    /// Revocation lists; `None` leaves them out.
    pub revocation: Option<Revocation<'a>>,
    /// The memory; one may serve all domains.
    pub cache: &'a PathCache,
}

impl TrustView<'_> {
    /// The certificate in DER and its path at the time `at` (UTC), from the memory where it is there. `sha256` is the digest of `der`.
    ///
    /// # Errors
    /// [`Untrusted`].
    pub fn trusted(&self, der: &[u8], sha256: &[u8; 32], at: NaiveDateTime) -> Result<Arc<Trusted>, Untrusted> {
        let key = (self.store.domain(), *sha256);
        if let Some(trusted) = self.cache.get(&key, self.epoch, at) {
            return Ok(trusted);
        }
        let certificate = Arc::new(Certificate::from_der(der)?);
        let query =
            Query { store: self.store, target: &certificate, at, policy: self.policy, revocation: self.revocation };
        let path = find_unrevoked(&query)?;
        let latest = at + TimeDelta::hours(LONGEST);
        let until = latest.min(path.valid_until()).min(self.lists_until(&path, latest));
        let trusted = Arc::new(Trusted { certificate: Arc::clone(&certificate), path });
        if certificate.sha256() == sha256 {
            let kept = Kept { trusted: Arc::clone(&trusted), epoch: self.epoch, from: at, until };
            self.cache.put(key, kept);
        }
        Ok(trusted)
    }

    /// The moment the first list ends that speaks for a certificate of the path.
    fn lists_until(&self, path: &TrustPath, latest: NaiveDateTime) -> NaiveDateTime {
        let Some(revocation) = self.revocation else { return latest };
        let ends = path.certificates().iter().flat_map(|certificate| revocation.lists.end_for(certificate));
        ends.min().unwrap_or(latest)
    }
}
