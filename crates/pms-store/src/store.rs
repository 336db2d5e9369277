//! The open store of a process: database, keys, mode.

use std::sync::Arc;

use tokio::sync::{Mutex, OwnedMutexGuard, watch};

use crate::db::Db;
use crate::keys::Keyring;

/// How secrets and contact data stand in the database (architecture §3 "Sealed or clear").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Values lie sealed in `x_sealed`; the columns hold keyed hashes. New databases.
    Sealed,
    /// Values stand in the columns as the Java services wrote them. Adopted databases.
    Clear,
}

impl Mode {
    pub fn as_str(self) -> &'static str {
        match self {
            Mode::Sealed => "sealed",
            Mode::Clear => "clear",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Mode::Sealed, Mode::Clear].into_iter().find(|mode| mode.as_str() == text)
    }
}

/// Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
    mode: Mode,
}

struct Inner {
    db: Db,
    keys: Keyring,
    committed: watch::Sender<i64>,
    turn: Arc<Mutex<()>>,
}

impl Store {
    pub fn new(db: Db, keys: Keyring, mode: Mode) -> Self {
        Self { inner: Arc::new(Inner { db, keys, committed: watch::channel(0).0, turn: Arc::default() }), mode }
    }

    /// The same store, writing the other way: for the conversion of a database.
    pub fn in_mode(&self, mode: Mode) -> Self {
        Self { inner: Arc::clone(&self.inner), mode }
    }

    pub fn db(&self) -> &Db {
        &self.inner.db
    }

    pub fn keys(&self) -> &Keyring {
        &self.inner.keys
    }

    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The changes of this process take turns here, before they take a connection: waiting for the head lock in the
    /// database would hold one each, and leave none for the readers and the applier.
    pub(crate) async fn turn(&self) -> OwnedMutexGuard<()> {
        Arc::clone(&self.inner.turn).lock_owned().await
    }

    /// Wakes the applier of this process.
    pub(crate) fn committed(&self, revision: i64) {
        self.inner.committed.send_if_modified(|known| {
            let newer = revision > *known;
            if newer {
                *known = revision;
            }
            newer
        });
    }

    /// Revisions committed by this process, as they come.
    pub fn local_commits(&self) -> watch::Receiver<i64> {
        self.inner.committed.subscribe()
    }
}
