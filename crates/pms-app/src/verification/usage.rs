//! How often licences, keys and clients are used: rates, which each replica counts for itself, and quotas of a day, which all
//! replicas share (`verification.limits`). Both are off unless the site sets them, and then cost nothing.
//!
//! A quota is counted here and added to the shared count once a second, outside the change log. So with several replicas it is
//! exact to what they answer within one second.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;
use pms_domain::Timestamp;
use pms_domain::context::Surroundings;
use pms_domain::verification::{Bucket, Credential, Licence, PublicId, Rate, Reason};
use pms_store::account::limit::{self, Key};
use pms_store::{Store, StoreResult};
use tokio::task::JoinHandle;

use crate::settings::VerificationLimits;

/// Locks that the buckets are spread over.
const SHARDS: usize = 16;
/// Buckets of a shard after which full ones are forgotten.
const CROWDED: usize = 10_000;
/// Between two meetings with the shared counts.
const EVERY: Duration = Duration::from_secs(1);
/// Name of the shared counts.
const QUOTA: &str = "verify-day";
/// Shared counts of one transaction.
const BATCH: usize = 500;

/// What is counted.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Subject {
    Licence(PublicId),
    Key(PublicId),
    /// The keys of a partner for a policy that have no public id yet.
    Unnamed(Arc<str>, Arc<str>),
    Client(Arc<str>),
}

impl Subject {
    fn of_credential(credential: Credential<'_>) -> Self {
        match credential {
            Credential::Client(client) => Subject::Client(Arc::clone(&client.id)),
            Credential::Key(key) if key.id == PublicId::None => {
                Subject::Unnamed(Arc::clone(&key.partner), Arc::clone(&key.policy))
            }
            Credential::Key(key) => Subject::Key(key.id.clone()),
        }
    }

    fn text(&self) -> String {
        match self {
            Subject::Licence(id) => format!("licence/{id}"),
            Subject::Key(id) => format!("key/{id}"),
            Subject::Unnamed(partner, policy) => format!("unnamed/{partner}/{policy}"),
            Subject::Client(id) => format!("client/{id}"),
        }
    }
}

/// The uses of a day as far as this replica knows.
#[derive(Clone, Copy, Default)]
struct Count {
    /// Of all replicas, as of the last meeting.
    shared: i64,
    /// On their way to the shared count.
    leaving: i64,
    /// Since.
    new: i64,
    /// Used since the last meeting: what the others count is of interest.
    is_live: bool,
}

impl Count {
    fn total(self) -> i64 {
        self.shared.saturating_add(self.leaving).saturating_add(self.new)
    }
}

struct Inner {
    limits: VerificationLimits,
    hasher: RandomState,
    buckets: [Mutex<HashMap<Subject, Bucket>>; SHARDS],
    counts: Mutex<HashMap<(Subject, i64), Count>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn day(now: Timestamp) -> i64 {
    now.and_utc().timestamp().div_euclid(24 * 3600)
}

/// Microseconds, as buckets count them.
fn micros(now: Timestamp) -> u64 {
    now.and_utc().timestamp_micros().max(0).unsigned_abs()
}

impl Inner {
    fn shard(&self, subject: &Subject) -> MutexGuard<'_, HashMap<Subject, Bucket>> {
        let place = self.hasher.hash_one(subject) as usize % SHARDS;
        lock(&self.buckets[place])
    }

    fn take(&self, rate: Rate, subject: &Subject, now: u64) -> bool {
        if rate.is_off() {
            return true;
        }
        let mut shard = self.shard(subject);
        if shard.len() >= CROWDED {
            shard.retain(|_, bucket| !bucket.is_full(rate, now));
        }
        shard.entry(subject.clone()).or_insert_with(|| Bucket::full(rate, now)).take(rate, now)
    }

    fn give_back(&self, rate: Rate, subject: &Subject) {
        if !rate.is_off()
            && let Some(bucket) = self.shard(subject).get_mut(subject)
        {
            bucket.give_back(rate);
        }
    }

    /// Counts one use of both, unless one of them is used up.
    fn count(&self, licence: Subject, key: Subject, today: i64) -> Option<Reason> {
        let [per_licence, per_key] = [self.limits.licence_per_day, self.limits.key_per_day];
        if per_licence == 0 && per_key == 0 {
            return None;
        }
        let mut counts = lock(&self.counts);
        let subjects = [(per_licence, licence, Reason::LicenceQuota), (per_key, key, Reason::KeyQuota)];
        for (quota, subject, reason) in &subjects {
            let Some(count) = counts.get_mut(&(subject.clone(), today)) else { continue };
            count.is_live = true;
            if *quota > 0 && count.total() >= i64::from(*quota) {
                return Some(*reason);
            }
        }
        for (quota, subject, _) in subjects {
            if quota > 0 {
                let count = counts.entry((subject, today)).or_default();
                count.new += 1;
                count.is_live = true;
            }
        }
        None
    }

    /// What is to be told, or heard, of the shared counts.
    fn due(&self) -> Vec<((Subject, i64), i64)> {
        let mut counts = lock(&self.counts);
        let live = counts.iter_mut().filter(|(_, count)| count.is_live || count.leaving + count.new > 0);
        live.map(|(key, count)| {
            count.leaving += std::mem::take(&mut count.new);
            count.is_live = false;
            (key.clone(), count.leaving)
        })
        .collect()
    }

    fn met(&self, key: &(Subject, i64), told: i64, total: i64) {
        if let Some(count) = lock(&self.counts).get_mut(key) {
            count.leaving -= told;
            count.shared = total;
        }
    }

    fn forget_before(&self, today: i64) {
        lock(&self.counts).retain(|(_, day), count| *day >= today || count.leaving + count.new > 0);
    }
}

/// See the module. One for each process.
pub struct Usage {
    inner: Arc<Inner>,
    meeting: Option<JoinHandle<()>>,
}

impl Usage {
    /// Within a runtime: where quotas are on, the shared counts are met every second from now on.
    pub(crate) fn start(limits: &VerificationLimits, store: &Store, surroundings: &Surroundings) -> Self {
        let inner = Arc::new(Inner {
            limits: limits.clone(),
            hasher: RandomState::new(),
            buckets: Default::default(),
            counts: Mutex::default(),
        });
        let has_quotas = limits.licence_per_day > 0 || limits.key_per_day > 0;
        let meeting = has_quotas.then(|| {
            let (inner, store, surroundings) = (Arc::clone(&inner), store.clone(), surroundings.clone());
            tokio::spawn(async move {
                let mut is_failing = false;
                loop {
                    tokio::time::sleep(EVERY).await;
                    match meet(&inner, &store, surroundings.now()).await {
                        Ok(()) => is_failing = false,
                        Err(error) if error.is_closed() => return,
                        Err(error) => {
                            if !is_failing {
                                tracing::warn!(%error, "the quotas of the day are counted by this replica alone");
                            }
                            is_failing = true;
                        }
                    }
                }
            })
        });
        Self { inner, meeting }
    }

    /// Counts one use, unless a limit is reached: then why, and nothing is used up.
    pub(crate) fn take(&self, licence: &Licence, credential: Credential<'_>, now: Timestamp) -> Option<Reason> {
        let limits = &self.inner.limits;
        if limits.are_off() {
            return None;
        }
        let (licence, key) = (Subject::Licence(licence.id.clone()), Subject::of_credential(credential));
        let [of_licence, of_key] = limits.rates();
        let at = micros(now);
        if !self.inner.take(of_licence, &licence, at) {
            return Some(Reason::LicenceRate);
        }
        if !self.inner.take(of_key, &key, at) {
            self.inner.give_back(of_licence, &licence);
            return Some(Reason::KeyRate);
        }
        let used_up = self.inner.count(licence.clone(), key.clone(), day(now));
        if used_up.is_some() {
            self.inner.give_back(of_licence, &licence);
            self.inner.give_back(of_key, &key);
        }
        used_up
    }

    /// Tells the shared counts what was counted here, and hears what the other replicas count.
    ///
    /// # Errors
    /// The database does not answer; the next meeting tells it.
    pub async fn meet(&self, store: &Store, now: Timestamp) -> StoreResult<()> {
        meet(&self.inner, store, now).await
    }
}

impl Drop for Usage {
    fn drop(&mut self) {
        if let Some(meeting) = &self.meeting {
            meeting.abort();
        }
    }
}

async fn meet(inner: &Inner, store: &Store, now: Timestamp) -> StoreResult<()> {
    let token = |subject: &Subject| store.keys().token("verification.quota", &subject.text());
    let mut due: Vec<_> = inner.due().into_iter().map(|(key, told)| (token(&key.0), key, told)).collect();
    // In one order everywhere, so that replicas do not wait for each other in a circle.
    due.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    for batch in due.chunks(BATCH) {
        let mut tx = store.db().begin().await?;
        let mut totals = Vec::with_capacity(batch.len());
        for (token, (_, day), told) in batch {
            let key = Key { name: QUOTA, key: token, period: *day };
            totals.push(limit::take(&mut tx, &key, *told, now + TimeDelta::days(2)).await?);
        }
        tx.commit().await?;
        for ((_, key, told), total) in batch.iter().zip(totals) {
            inner.met(key, *told, total);
        }
    }
    inner.forget_before(day(now));
    Ok(())
}

#[cfg(test)]
mod tests;
