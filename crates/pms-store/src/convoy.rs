//! Changes that share a transaction, and with it the head row's lock and the flush of the commit.
//!
//! Changes take turns. One that is saved while others wait for theirs leaves its transaction to them: the next goes on in
//! it behind a savepoint, under the next revision, and all are committed together once those who were waiting have had
//! their turn. Nobody is told that a change is saved before that commit. A change that is given up takes back its own
//! part alone. While nobody waits, a change commits by itself (decision 0004).

use std::time::Duration;

use sqlx::FromRow;
use tokio::sync::{OwnedMutexGuard, oneshot};

use crate::db::Tx;
use crate::{Store, StoreError, StoreResult, audit};

/// What goes from turn to turn: the transaction that the last change left open, if it did.
pub(crate) type Turn = OwnedMutexGuard<Option<Convoy>>;

/// Most turns in one transaction, of changes that are saved and of those that are given up: other replicas wait that long,
/// and PostgreSQL keeps 64 savepoints of a transaction at hand and looks up more on disk.
const MOST: usize = 32;

/// How long a commit may take. A connection that was lost without a word must not hold the turn for ever; every limit of
/// the database itself is shorter.
const LONGEST: Duration = Duration::from_secs(60);

/// An open transaction that holds the head row's lock.
pub(crate) struct Convoy {
    pub(crate) tx: Tx,
    /// Revision of the last saved change.
    pub(crate) revision: i64,
    /// MAC of the last saved change.
    pub(crate) mac: String,
    /// Those who wait for the commit.
    aboard: Vec<oneshot::Sender<()>>,
    turns: usize,
    /// What came after the last saved change was given up.
    is_spoiled: bool,
}

/// A place in a convoy. Dropped with the convoy, it says that nothing was committed.
pub(crate) struct Ticket(oneshot::Receiver<()>);

impl Ticket {
    /// Waits for the commit.
    pub(crate) async fn arrived(self) -> StoreResult<()> {
        self.0.await.map_err(|_| StoreError::NotCommitted)
    }
}

#[derive(FromRow)]
struct Head {
    revision: i64,
    mac: String,
}

impl Convoy {
    /// Opens a transaction and takes the head row's lock, in one round trip.
    pub(crate) async fn begin(store: &Store) -> StoreResult<Self> {
        let (tx, head): (Tx, Head) = store
            .db()
            .begin_with(
                "BEGIN; SELECT revision, mac FROM x_head WHERE id = 1 FOR UPDATE",
                "SELECT revision, mac FROM x_head WHERE id = 1",
            )
            .await?;
        Ok(Self { tx, revision: head.revision, mac: head.mac, aboard: Vec::new(), turns: 1, is_spoiled: false })
    }

    /// Takes it away from where it stands.
    pub(crate) fn take(&mut self) -> Self {
        let ended =
            Self { tx: Tx::ended(), revision: 0, mac: String::new(), aboard: Vec::new(), turns: 0, is_spoiled: false };
        std::mem::replace(self, ended)
    }

    /// Makes a place to come back to for the next change.
    pub(crate) async fn open_next(&mut self) -> StoreResult<()> {
        self.turns += 1;
        // A savepoint that was gone back to is still there.
        if self.is_spoiled { self.take_back().await } else { self.tx.savepoint(self.revision).await }
    }

    /// Whether a change has been saved in it.
    pub(crate) fn is_shared(&self) -> bool {
        !self.aboard.is_empty()
    }

    /// What came after the last saved change is given up. It is taken back by whoever goes on.
    pub(crate) fn spoil(&mut self) {
        self.is_spoiled = true;
    }

    /// Gives it on with the turn, after a change that was given up.
    pub(crate) fn give_on(mut self, mut turn: Turn, store: &Store) {
        self.spoil();
        let is_full = self.turns >= MOST;
        *turn = Some(self);
        if is_full && let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(close(turn, store.clone()));
        }
    }

    async fn take_back(&mut self) -> StoreResult<()> {
        if self.is_spoiled {
            self.tx.back_to_savepoint(self.revision).await?;
            self.is_spoiled = false;
        }
        Ok(())
    }

    /// Leaves it to those who wait, with the turn.
    pub(crate) fn leave_to_others(mut self, mut turn: Turn, store: &Store) -> Ticket {
        let (sender, ticket) = oneshot::channel();
        self.aboard.push(sender);
        let (is_first, is_full) = (self.aboard.len() == 1, self.turns >= MOST);
        *turn = Some(self);
        if is_full {
            tokio::spawn(close(turn, store.clone()));
        } else if is_first {
            // Turns are given in the order in which they were asked for: who waits by now comes before this one.
            let store = store.clone();
            tokio::spawn(async move { close(store.turn().await, store).await });
        }
        Ticket(ticket)
    }

    /// Sets the head row and commits.
    pub(crate) async fn commit(mut self, store: &Store) -> StoreResult<()> {
        self.take_back().await?;
        audit::set_head(&mut self.tx, self.revision, &self.mac);
        self.tx.commit().await?;
        store.committed(self.revision);
        for waiting in self.aboard {
            // One that waits no more has lost its connection, not its change.
            let _ = waiting.send(());
        }
        Ok(())
    }
}

/// Commits the convoy whose turn has come, if nobody did before.
async fn close(mut turn: Turn, store: Store) {
    let Some(convoy) = turn.take() else { return };
    let changes = convoy.aboard.len();
    match tokio::time::timeout(LONGEST, convoy.commit(&store)).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!(%error, changes, "changes that shared a transaction were not committed"),
        Err(_) => tracing::error!(changes, "the commit of changes that shared a transaction was not answered"),
    }
}
