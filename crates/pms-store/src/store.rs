//! The open store of a process: database, keys, mode.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use sqlx::FromRow;
use tokio::sync::{Mutex, OnceCell, watch};

use crate::StoreResult;
use crate::convoy::{Convoy, Turn};
use crate::db::{Db, statement};
use crate::gather::Gather;
use crate::keys::Keyring;
use crate::partner::{self, PartnerRow};
use crate::recent::Recent;

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
    /// On SQLite, once somebody has asked for it.
    log: OnceCell<Db>,
    keys: Keyring,
    committed: watch::Sender<i64>,
    turn: Arc<Mutex<Option<Convoy>>>,
    /// Changes that wait for their turn.
    waiting: AtomicUsize,
    commits: AtomicU64,
    /// Partners that are being read, and those that were.
    partners: Gather<PartnerRow>,
    recent_partners: Recent<PartnerRow>,
    head: Gather<HeadRevision>,
}

/// Statements for several partners that are under way at a time.
const READS_AT_ONCE: usize = 2;

const HEAD: &str = "SELECT revision FROM x_head WHERE id = 1";

#[derive(Clone, FromRow)]
struct HeadRevision {
    revision: i64,
}

/// Counted for as long as it lives.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Store {
    pub fn new(db: Db, keys: Keyring, mode: Mode) -> Self {
        Self {
            inner: Arc::new(Inner {
                db,
                log: OnceCell::new(),
                keys,
                committed: watch::channel(0).0,
                turn: Arc::default(),
                waiting: AtomicUsize::new(0),
                commits: AtomicU64::new(0),
                partners: Gather::new(partner::TOGETHER, READS_AT_ONCE),
                recent_partners: Recent::default(),
                head: Gather::new(usize::MAX, READS_AT_ONCE),
            }),
            mode,
        }
    }

    /// The same store, writing the other way: for the conversion of a database.
    pub fn in_mode(&self, mode: Mode) -> Self {
        Self { inner: Arc::clone(&self.inner), mode }
    }

    pub fn db(&self) -> &Db {
        &self.inner.db
    }

    /// Where the transaction log lies: in this database, or on SQLite in a file beside it, which is opened now.
    ///
    /// # Errors
    /// The file cannot be opened or brought up to date.
    pub async fn log(&self) -> StoreResult<&Db> {
        match self.db() {
            db @ Db::Pg(_) => Ok(db),
            db @ Db::Sqlite { .. } => self.inner.log.get_or_try_init(|| db.open_log()).await,
        }
    }

    /// Closes all connections.
    pub async fn close(&self) {
        if let Some(log) = self.inner.log.get() {
            log.close().await;
        }
        self.db().close().await;
    }

    pub fn keys(&self) -> &Keyring {
        &self.inner.keys
    }

    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The changes of this process take turns here, before they take a connection: waiting for the head lock in the
    /// database would hold one each, and leave none for the readers and the applier. First come, first served.
    pub(crate) async fn turn(&self) -> Turn {
        Arc::clone(&self.inner.turn).lock_owned().await
    }

    /// As [`Self::turn`], and counted until it comes.
    pub(crate) async fn turn_for_change(&self) -> Turn {
        self.inner.waiting.fetch_add(1, Ordering::Relaxed);
        let _waiting = Waiting(&self.inner.waiting);
        self.turn().await
    }

    /// Changes of this process that wait for their turn.
    pub fn waiting_changes(&self) -> usize {
        self.inner.waiting.load(Ordering::Relaxed)
    }

    /// Commits of this process: fewer than its changes where those shared them.
    pub fn commits(&self) -> u64 {
        self.inner.commits.load(Ordering::Relaxed)
    }

    /// The partners that are being read.
    pub(crate) fn partners(&self) -> &Gather<PartnerRow> {
        &self.inner.partners
    }

    pub(crate) fn recent_partners(&self) -> &Recent<PartnerRow> {
        &self.inner.recent_partners
    }

    /// The head row's revision as of now, asked together with others.
    pub(crate) async fn head_revision(&self) -> StoreResult<i64> {
        let db = self.inner.db.clone();
        let read = move |_| {
            let db = db.clone();
            async move { statement(HEAD).all(&db).await }
        };
        match self.inner.head.ask(String::new(), read, |_| "").await {
            Some(Some(head)) => Ok(head.revision),
            _ => Ok(statement(HEAD).one::<HeadRevision>(&self.inner.db).await?.revision),
        }
    }

    /// Counts a commit and wakes the applier of this process.
    pub(crate) fn committed(&self, revision: i64) {
        self.inner.commits.fetch_add(1, Ordering::Relaxed);
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
