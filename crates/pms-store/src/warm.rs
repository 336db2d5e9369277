//! Connections that stay at hand between two statements.
//!
//! sqlx asks a connection whether it is alive each time it comes back to its pool: a round trip and a task for every
//! statement, which doubles what a short read costs. Here a connection whose statement ended well stays at hand, and
//! goes back to the pool, which asks, when anything went wrong, when nobody needed it, or now and then.

use std::collections::VecDeque;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sqlx::pool::PoolConnection;
use sqlx::{Database, Pool};
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};

use crate::turns::{Turn, Turns};

/// How long a connection stays out of the pool's care: the pool ends those that are too old or too many.
const OUT: Duration = Duration::from_secs(60);

/// A pool with connections at hand. Cheap to clone.
pub struct Warm<DB: Database>(Arc<Inner<DB>>);

struct Inner<DB: Database> {
    pool: Pool<DB>,
    /// The last used at the back.
    at_hand: Mutex<VecDeque<AtHand<DB>>>,
    /// One for each connection that may be lent. The pool has more, for those who ask it directly.
    permits: Arc<Semaphore>,
    lists: Turns,
    patience: Duration,
}

struct AtHand<DB: Database> {
    connection: PoolConnection<DB>,
    /// When the pool gave it.
    given: Instant,
    used: Instant,
}

/// A connection on loan. Dropped, it goes to the pool, which asks it how it is.
pub struct Lent<DB: Database> {
    connection: PoolConnection<DB>,
    given: Instant,
    home: Warm<DB>,
    /// Given back after the connection: fields are dropped in their order.
    _permit: OwnedSemaphorePermit,
}

impl<DB: Database> Clone for Warm<DB> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<DB: Database> Warm<DB> {
    /// At most `most` are lent at a time, and `lists` lists are read; whoever waits longer than `patience` gets an error.
    pub fn new(pool: Pool<DB>, most: u32, lists: u32, patience: Duration) -> Self {
        Self(Arc::new(Inner {
            pool,
            at_hand: Mutex::default(),
            permits: Arc::new(Semaphore::new(most.max(1) as usize)),
            lists: Turns::new(lists),
            patience,
        }))
    }

    /// The pool itself, for what is done once.
    pub fn pool(&self) -> &Pool<DB> {
        &self.0.pool
    }

    /// A connection, the one used last if there is one.
    pub async fn lend(&self) -> Result<Lent<DB>, sqlx::Error> {
        let permit = self.permit(&self.0.permits).await?;
        let known = self.at_hand().pop_back();
        let (connection, given) = match known {
            Some(known) => (known.connection, known.given),
            None => (self.0.pool.acquire().await?, Instant::now()),
        };
        Ok(Lent { connection, given, home: self.clone(), _permit: permit })
    }

    /// The turn of a list, in the order of asking, until it is dropped.
    pub async fn list_turn(&self) -> Result<Turn, sqlx::Error> {
        self.patiently(self.0.lists.take()).await
    }

    async fn permit(&self, permits: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, sqlx::Error> {
        self.patiently(Arc::clone(permits).acquire_owned()).await
    }

    async fn patiently<T>(&self, permit: impl Future<Output = Result<T, AcquireError>>) -> Result<T, sqlx::Error> {
        tokio::time::timeout(self.0.patience, permit)
            .await
            .map_err(|_| sqlx::Error::PoolTimedOut)?
            .map_err(|_| sqlx::Error::PoolClosed)
    }

    /// Closes all connections.
    pub async fn close(&self) {
        self.0.permits.close();
        self.0.lists.close();
        // From here on the pool says that it is closed, so that nothing comes to hand any more; then what is at hand goes to it.
        let closed = self.0.pool.close();
        self.at_hand().clear();
        closed.await;
    }

    fn at_hand(&self) -> std::sync::MutexGuard<'_, VecDeque<AtHand<DB>>> {
        self.0.at_hand.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<DB: Database> Lent<DB> {
    /// Gives it back after a statement, and passes the statement's outcome on.
    pub fn end<T>(self, outcome: Result<T, sqlx::Error>) -> Result<T, sqlx::Error> {
        match &outcome {
            Ok(_) | Err(sqlx::Error::RowNotFound) => self.keep(),
            // The others at hand have most likely lost the same server: the pool asks them.
            Err(sqlx::Error::Io(_)) => self.home.at_hand().clear(),
            Err(_) => {}
        }
        outcome
    }

    /// Ends the connection, without a task that would need a runtime.
    pub fn discard(self) {
        drop(self.connection.detach());
    }

    fn keep(self) {
        let Self { connection, given, home, _permit: permit } = self;
        let now = Instant::now();
        let mut at_hand = home.at_hand();
        if at_hand.front().is_some_and(|oldest| now - oldest.used > OUT) {
            at_hand.pop_front();
        }
        if now - given < OUT && !home.0.pool.is_closed() {
            at_hand.push_back(AtHand { connection, given, used: now });
        }
        drop(at_hand);
        drop(permit);
    }
}

impl<DB: Database> Deref for Lent<DB> {
    type Target = DB::Connection;

    fn deref(&self) -> &DB::Connection {
        &self.connection
    }
}

impl<DB: Database> DerefMut for Lent<DB> {
    fn deref_mut(&mut self) -> &mut DB::Connection {
        &mut self.connection
    }
}

#[cfg(test)]
mod tests {
    use sqlx::sqlite::SqlitePoolOptions;

    use super::*;
    use crate::turns;

    fn warm(lists: u32) -> Warm<sqlx::Sqlite> {
        let pool = SqlitePoolOptions::new().connect_lazy("sqlite::memory:").unwrap();
        Warm::new(pool, 2, lists, Duration::from_millis(50))
    }

    /// Lists take turns in the order of asking; who waits too long is told, and what is no list goes on meanwhile.
    #[tokio::test]
    async fn a_list_waits_for_its_turn() {
        let warm = warm(1);
        let first = warm.list_turn().await.unwrap();
        assert!(matches!(warm.list_turn().await, Err(sqlx::Error::PoolTimedOut)));
        warm.lend().await.unwrap().discard();
        let second = tokio::spawn({
            let warm = warm.clone();
            async move { warm.list_turn().await.is_ok() }
        });
        drop(first);
        assert!(second.await.unwrap());
    }

    /// Whoever asks for many slow lists waits for himself: half of the turns are for others.
    #[tokio::test]
    async fn one_asker_never_takes_all_turns() {
        let warm = warm(4);
        let of = |asker: &str| turns::of(Some(asker.to_owned()), warm.list_turn());
        let held = [of("one").await.unwrap(), of("one").await.unwrap()];
        assert!(matches!(of("one").await, Err(sqlx::Error::PoolTimedOut)));
        let others = [of("other").await.unwrap(), warm.list_turn().await.unwrap()];
        assert!(matches!(of("third").await, Err(sqlx::Error::PoolTimedOut)));
        drop(others);
        of("third").await.unwrap();
        drop(held);
        of("one").await.unwrap();
    }
}
