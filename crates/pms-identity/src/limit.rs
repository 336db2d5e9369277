//! Limits against guessing, shared by all replicas (architecture §4 "Abuse").
//!
//! An attempt is counted before it is judged, so that many at once cannot slip through, and taken back when it
//! succeeds. Taking back one's own attempt never clears the failures of others. What is counted is keyed hashes.

use std::net::IpAddr;

use pms_domain::Timestamp;
use pms_domain::context::Surroundings;
use pms_store::account::limit::{self, Key};
use pms_store::{Store, StoreResult, Tx};

use crate::config::GuessLimits;

const HOUR: i64 = 3600;
const MINUTE: i64 = 60;
/// Days a source counts as one that an account was signed in from.
const KNOWN_SECONDS: i64 = 30 * 24 * HOUR;
/// How many more failures than one source an account may collect from sources it never signed in from.
const ALL_SOURCES: i64 = 10;

/// What is guessed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guess {
    SignIn,
    SecondFactor,
    CodeSend,
    CodeCheck,
    Reset,
    Register,
    ClientSecret,
    EmailVerify,
    Invitation,
}

impl Guess {
    fn name(self) -> &'static str {
        match self {
            Guess::SignIn => "sign-in",
            Guess::SecondFactor => "second-factor",
            Guess::CodeSend => "code-send",
            Guess::CodeCheck => "code-check",
            Guess::Reset => "reset",
            Guess::Register => "register",
            Guess::ClientSecret => "client",
            Guess::EmailVerify => "email",
            Guess::Invitation => "invitation",
        }
    }
}

/// The caller must wait, seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limited {
    pub retry_after: u64,
}

/// What an attempt is made at, both folded as they are looked up, because what is looked up as one is counted as one; only
/// their hashes are kept.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// What was typed: counted with the source.
    pub typed: &'a str,
    /// What it means: counted over all sources.
    pub meant: &'a str,
}

impl<'a> From<&'a str> for Subject<'a> {
    /// Typed in one way only.
    fn from(subject: &'a str) -> Self {
        Self { typed: subject, meant: subject }
    }
}

/// Something that may happen `most` times in a period.
#[derive(Clone, Copy, Debug)]
pub struct Use<'a> {
    pub name: &'static str,
    pub key: &'a str,
    pub seconds: i64,
    pub most: i64,
}

/// Counted attempt; [`Limits::succeeded`] takes it back.
#[must_use = "a success must be reported, else it counts as a failure"]
pub struct Attempt {
    counters: Vec<Counter>,
    known: Option<String>,
}

struct Counter {
    name: &'static str,
    key: String,
    seconds: i64,
    period: i64,
    most: i64,
}

impl Counter {
    fn new(name: &'static str, key: String, seconds: i64, most: i64, now: Timestamp) -> Self {
        Self { name, key, seconds, period: now.and_utc().timestamp().div_euclid(seconds), most }
    }

    fn key(&self) -> Key<'_> {
        Key { name: self.name, key: &self.key, period: self.period }
    }

    fn ends(&self) -> Timestamp {
        chrono::DateTime::from_timestamp((self.period + 1) * self.seconds, 0).unwrap_or_default().naive_utc()
    }
}

async fn give_back(tx: &mut Tx, attempt: &Attempt) -> StoreResult<()> {
    for counter in &attempt.counters {
        limit::take(tx, &counter.key(), -1, counter.ends()).await?;
    }
    Ok(())
}

/// The limits of this process, on counters of all.
#[derive(Clone)]
pub struct Limits {
    store: Store,
    surroundings: Surroundings,
    limits: GuessLimits,
}

impl Limits {
    pub fn new(store: Store, surroundings: Surroundings, limits: GuessLimits) -> Self {
        Self { store, surroundings, limits }
    }

    fn token(&self, kind: &str, value: &str) -> String {
        self.store.keys().token(kind, value)
    }

    /// The source as it is counted.
    pub fn source_text(source: Option<IpAddr>) -> String {
        match source {
            // A household or a phone network hands out a whole /64; counting single addresses would count nothing.
            Some(IpAddr::V6(address)) if address.to_ipv4_mapped().is_none() => {
                let s = address.segments();
                format!("{:x}:{:x}:{:x}:{:x}::/64", s[0], s[1], s[2], s[3])
            }
            Some(address) => address.to_canonical().to_string(),
            None => "local".into(),
        }
    }

    /// Counts an attempt of a source at an account, address or client.
    ///
    /// # Errors
    /// `Ok(Err(Limited))` when too many failed before; the attempt must then not be judged at all.
    pub async fn attempt<'a>(
        &self,
        guess: Guess,
        source: Option<IpAddr>,
        subject: impl Into<Subject<'a>>,
    ) -> StoreResult<Result<Attempt, Limited>> {
        let Subject { typed, meant } = subject.into();
        let now = self.surroundings.now();
        let source = Self::source_text(source);
        let pair = self.token("limit.pair", &format!("{}|{source}|{typed}", guess.name()));
        let known = self.token("limit.known", &format!("{source}|{meant}"));
        let GuessLimits { per_source, per_account, overall } = self.limits;
        let (per_source, per_account, overall) = (i64::from(per_source), i64::from(per_account), i64::from(overall));
        let mut counters = vec![Counter::new("source", self.token("limit.source", &source), HOUR, per_source, now)];
        if !meant.is_empty() {
            counters.push(Counter::new("pair", pair, HOUR, per_account, now));
            // A source that this account was signed in from before is not locked out by what others do.
            if !self.is_known(&known).await? {
                let all = self.token("limit.account", &format!("{}|{meant}", guess.name()));
                counters.push(Counter::new("account", all, HOUR, per_account * ALL_SOURCES, now));
            }
        }
        counters.push(Counter::new("overall", "all".into(), MINUTE, overall, now));
        self.count(counters, (!meant.is_empty()).then_some(known), now).await
    }

    async fn count(
        &self,
        counters: Vec<Counter>,
        known: Option<String>,
        now: Timestamp,
    ) -> StoreResult<Result<Attempt, Limited>> {
        let mut tx = self.store.db().begin().await?;
        let mut limited: Option<Timestamp> = None;
        for counter in &counters {
            let used = limit::take(&mut tx, &counter.key(), 1, counter.ends()).await?;
            if used > counter.most {
                limited = Some(counter.ends());
                break;
            }
        }
        match limited {
            // Rolled back: an attempt that was not judged does not count, so waiting is enough.
            Some(until) => {
                let retry_after = (until - now).num_seconds().max(1).unsigned_abs();
                Ok(Err(Limited { retry_after }))
            }
            None => {
                tx.commit().await?;
                Ok(Ok(Attempt { counters, known }))
            }
        }
    }

    async fn is_known(&self, known: &str) -> StoreResult<bool> {
        Ok(limit::used(self.store.db(), &Key { name: "known", key: known, period: 0 }).await? > 0)
    }

    /// Takes an attempt back that was never judged.
    pub async fn not_judged(&self, attempt: &Attempt) -> StoreResult<()> {
        let mut tx = self.store.db().begin().await?;
        give_back(&mut tx, attempt).await?;
        tx.commit().await
    }

    /// Takes a successful attempt back and remembers the source as one of the account's own.
    pub async fn succeeded(&self, attempt: Attempt) -> StoreResult<()> {
        let mut tx = self.store.db().begin().await?;
        give_back(&mut tx, &attempt).await?;
        if let Some(known) = &attempt.known {
            let expires = self.surroundings.now() + chrono::TimeDelta::seconds(KNOWN_SECONDS);
            limit::take(&mut tx, &Key { name: "known", key: known, period: 0 }, 1, expires).await?;
        }
        tx.commit().await
    }

    /// Counts one use of something that may happen `most` times in a period, whoever is right or wrong.
    ///
    /// # Errors
    /// `Ok(Err(Limited))` when it happened that often already.
    pub async fn take(
        &self,
        name: &'static str,
        key: &str,
        seconds: i64,
        most: i64,
    ) -> StoreResult<Result<(), Limited>> {
        self.take_all(&[Use { name, key, seconds, most }]).await
    }

    /// As [`Self::take`] of several at once: all are counted or none is.
    ///
    /// # Errors
    /// `Ok(Err(Limited))` when one of them happened as often as it may.
    pub async fn take_all(&self, uses: &[Use<'_>]) -> StoreResult<Result<(), Limited>> {
        let now = self.surroundings.now();
        let counter =
            |one: &Use<'_>| Counter::new(one.name, self.token("limit.use", one.key), one.seconds, one.most, now);
        Ok(self.count(uses.iter().map(counter).collect(), None, now).await?.map(|_| ()))
    }

    /// How many uses of [`Self::take`] or [`Self::note`] the current period has seen.
    pub async fn used(&self, name: &'static str, key: &str, seconds: i64) -> StoreResult<i64> {
        let counter = Counter::new(name, self.token("limit.use", key), seconds, 0, self.surroundings.now());
        limit::used(self.store.db(), &counter.key()).await
    }

    /// Counts without a limit.
    pub async fn note(&self, name: &'static str, key: &str, seconds: i64) -> StoreResult<i64> {
        let counter = Counter::new(name, self.token("limit.use", key), seconds, 0, self.surroundings.now());
        limit::take_one(self.store.db(), &counter.key(), 1, counter.ends()).await
    }

    /// Marks a thing as used. `false`: it was used before. It may be forgotten after `seconds`.
    pub async fn once(&self, name: &'static str, key: &str, seconds: i64) -> StoreResult<bool> {
        let expires = self.surroundings.now() + chrono::TimeDelta::seconds(seconds);
        let key = self.token("limit.once", key);
        Ok(limit::take_one(self.store.db(), &Key { name, key: &key, period: 0 }, 1, expires).await? == 1)
    }

    /// Whether [`Self::once`] was asked for this before.
    pub async fn was_used(&self, name: &'static str, key: &str) -> StoreResult<bool> {
        let key = self.token("limit.once", key);
        Ok(limit::used(self.store.db(), &Key { name, key: &key, period: 0 }).await? > 0)
    }
}
