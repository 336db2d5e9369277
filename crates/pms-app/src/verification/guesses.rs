//! A limit against guessing licences and keys (architecture §4 "Abuse", `verification.limits.unknown_per_minute`).
//!
//! What nobody has, or another partner has, is counted for the caller, for its source and for all together. Beyond the limit such
//! questions are not judged any more until the minute is over; nor are those whose licence or key is so short that it could be
//! guessed, because among them a right guess would be answered. Others are answered as ever: a caller who passes on what the
//! world sends it, as ID Authentication does, is not put out of use by somebody who sends rubbish.
//!
//! Counts are kept here and added to the shared ones once a second, so replicas share a limit to what they answer in a second.
//! A question about known things costs one look at a flag.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;
use pms_domain::context::Surroundings;
use pms_domain::key_value::KeyValue;
use pms_domain::{Context, Timestamp};
use pms_identity::limit::Limits;
use pms_identity::verification::Question;
use pms_store::account::limit::{self, Key};
use pms_store::{Store, StoreResult};
use tokio::task::JoinHandle;

/// Between two meetings with the shared counts.
const EVERY: Duration = Duration::from_secs(1);
/// Seconds that a count is for.
const PERIOD: i64 = 60;
/// Name of the shared counts.
const GUESSES: &str = "verify-guess";
/// Shared counts of one transaction.
const BATCH: usize = 500;
/// How many more all callers together may guess than one.
const ALL_CALLERS: i64 = 10;

/// What was guessed in a minute, as far as this replica knows.
#[derive(Clone, Copy)]
struct Count {
    most: i64,
    /// Of all replicas, as of the last meeting.
    shared: i64,
    /// On their way to the shared count.
    leaving: i64,
    /// Since.
    new: i64,
}

impl Count {
    fn is_over(self) -> bool {
        self.shared.saturating_add(self.leaving).saturating_add(self.new) >= self.most
    }
}

/// Who is counted, and the minute.
type Subject = (String, i64);

struct Inner {
    /// 0: no limit.
    most: i64,
    /// Whether any count is over its limit: else nobody looks at them.
    is_any_over: AtomicBool,
    counts: Mutex<HashMap<Subject, Count>>,
}

fn period(now: Timestamp) -> i64 {
    now.and_utc().timestamp().div_euclid(PERIOD)
}

impl Inner {
    fn new(most: u32) -> Self {
        Self { most: most.into(), is_any_over: AtomicBool::new(false), counts: Mutex::default() }
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<Subject, Count>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whose guess it is, and how many each may make.
    fn subjects(&self, ctx: &Context, now: Timestamp) -> [(Subject, i64); 3] {
        let (minute, actor) = (period(now), &ctx.actor);
        [
            ((format!("actor/{}/{}", actor.issuer, actor.subject), minute), self.most),
            ((format!("source/{}", Limits::source_text(ctx.source)), minute), self.most),
            (("all".to_owned(), minute), self.most.saturating_mul(ALL_CALLERS)),
        ]
    }

    fn is_over(&self, ctx: &Context, now: Timestamp) -> bool {
        self.is_any_over.load(Ordering::Relaxed) && {
            let subjects = self.subjects(ctx, now);
            let counts = self.counts();
            subjects.iter().any(|(subject, _)| counts.get(subject).is_some_and(|count| count.is_over()))
        }
    }

    fn note(&self, ctx: &Context, now: Timestamp) {
        if self.most == 0 {
            return;
        }
        let subjects = self.subjects(ctx, now);
        let mut counts = self.counts();
        for (subject, most) in subjects {
            let count = counts.entry(subject).or_insert(Count { most, shared: 0, leaving: 0, new: 0 });
            count.new += 1;
            if count.is_over() {
                self.is_any_over.store(true, Ordering::Relaxed);
            }
        }
    }

    /// Forgets the minutes that are over. Answers what is to be told of this one, and heard.
    fn due(&self, minute: i64) -> Vec<(Subject, i64)> {
        let mut counts = self.counts();
        counts.retain(|(_, of), _| *of >= minute);
        self.is_any_over.store(counts.values().any(|count| count.is_over()), Ordering::Relaxed);
        let each = counts.iter_mut().map(|(subject, count)| {
            count.leaving += std::mem::take(&mut count.new);
            (subject.clone(), count.leaving)
        });
        each.collect()
    }

    fn met(&self, subject: &Subject, told: i64, total: i64) {
        if let Some(count) = self.counts().get_mut(subject) {
            count.leaving -= told;
            count.shared = total;
            if count.is_over() {
                self.is_any_over.store(true, Ordering::Relaxed);
            }
        }
    }
}

/// See the module. One for each process.
pub struct Guesses {
    inner: Arc<Inner>,
    meeting: Option<JoinHandle<()>>,
}

impl Guesses {
    /// Within a runtime: unless there is no limit, the shared counts are met every second from now on.
    pub(crate) fn start(most: u32, store: &Store, surroundings: &Surroundings) -> Self {
        let inner = Arc::new(Inner::new(most));
        let meeting = (most > 0).then(|| {
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
                                tracing::warn!(%error, "guesses of licences and keys are counted by this replica alone");
                            }
                            is_failing = true;
                        }
                    }
                }
            })
        });
        Self { inner, meeting }
    }

    /// Whether the caller has guessed so often that a guess of it is not judged.
    pub(crate) fn is_over(&self, ctx: &Context) -> bool {
        self.inner.is_over(ctx, ctx.now())
    }

    /// Counts a guess that was judged and wrong.
    pub(crate) fn note(&self, ctx: &Context) {
        self.inner.note(ctx, ctx.now());
    }

    /// Tells the shared counts what was counted here, and hears what the other replicas count.
    ///
    /// # Errors
    /// The database does not answer; the next meeting tells it.
    pub async fn meet(&self, store: &Store, now: Timestamp) -> StoreResult<()> {
        meet(&self.inner, store, now).await
    }
}

impl Drop for Guesses {
    fn drop(&mut self) {
        if let Some(meeting) = &self.meeting {
            meeting.abort();
        }
    }
}

/// Seconds until guesses are judged again.
pub(super) fn retry_after(now: Timestamp) -> u64 {
    (PERIOD - now.and_utc().timestamp().rem_euclid(PERIOD)).unsigned_abs()
}

/// Whether the licence or the key of a question is so short that somebody may find it by trying.
pub(super) fn is_guessable(question: &Question<'_>) -> bool {
    [question.licence, question.key].iter().any(|text| KeyValue::new(*text).is_weak())
}

async fn meet(inner: &Inner, store: &Store, now: Timestamp) -> StoreResult<()> {
    let token = |subject: &Subject| store.keys().token("verification.guess", &subject.0);
    let due = inner.due(period(now));
    let mut due: Vec<_> = due.into_iter().map(|(subject, told)| (token(&subject), subject, told)).collect();
    // In one order everywhere, so that replicas do not wait for each other in a circle.
    due.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    for batch in due.chunks(BATCH) {
        let mut tx = store.db().begin().await?;
        let mut totals = Vec::with_capacity(batch.len());
        for (token, (_, minute), told) in batch {
            let key = Key { name: GUESSES, key: token, period: *minute };
            totals.push(limit::take(&mut tx, &key, *told, now + TimeDelta::seconds(2 * PERIOD)).await?);
        }
        tx.commit().await?;
        for ((_, subject, told), total) in batch.iter().zip(totals) {
            inner.met(subject, *told, total);
        }
    }
    Ok(())
}
