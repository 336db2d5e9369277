//! Taking turns: of the processes on one database, one does a job.

use chrono::TimeDelta;
use pms_domain::Timestamp;
use pms_domain::context::Surroundings;
use pms_store::{Store, lease};

/// This process's hold on a lease.
pub(crate) struct Turn {
    name: &'static str,
    holder: String,
    life: TimeDelta,
    until: Option<Timestamp>,
    /// Not asked again before this time, once another process was found holding it.
    not_before: Option<Timestamp>,
}

impl Turn {
    /// `life` is how long others wait for a holder that died.
    pub(crate) fn new(name: &'static str, store: &Store, surroundings: &Surroundings, life: TimeDelta) -> Self {
        // A data directory is locked by one server: after a crash the next one need not wait for its own lease to end.
        let holder = if store.db().is_postgres() { surroundings.uuid() } else { "embedded".to_owned() };
        Self { name, holder, life, until: None, not_before: None }
    }

    /// Whether the lease is ours for at least half of its life from `now` on, without asking the database.
    pub(crate) fn is_held(&self, now: Timestamp) -> bool {
        self.until.is_some_and(|until| until - now > self.life / 2 && until - now <= self.life)
    }

    /// Takes or prolongs the lease. `true`: it is ours for at least half of its life.
    pub(crate) async fn take(&mut self, store: &Store, now: Timestamp) -> bool {
        if self.is_held(now) {
            return true;
        }
        if self.not_before.is_some_and(|at| now < at && at - now <= self.life) {
            return false;
        }
        let until = now + self.life;
        let taken = lease::take(store.db(), self.name, &self.holder, now, until).await.unwrap_or_else(|error| {
            tracing::warn!(job = self.name, %error, "the lease cannot be asked for");
            false
        });
        self.until = taken.then_some(until);
        self.not_before = (!taken).then_some(now + self.life / 8);
        taken
    }

    /// Lets another process take over at once.
    pub(crate) async fn give_back(&mut self, store: &Store, now: Timestamp) {
        if self.until.take().is_some_and(|until| until > now) {
            let over = now - TimeDelta::microseconds(1);
            if let Err(error) = lease::take(store.db(), self.name, &self.holder, now, over).await {
                tracing::debug!(job = self.name, %error, "the lease was not given back");
            }
        }
    }
}
