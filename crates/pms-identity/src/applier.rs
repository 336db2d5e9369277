//! The task that keeps the snapshot fresh. Woken by the commits of this process, by PostgreSQL's NOTIFY (a hint
//! without data), and by a poll on both databases.

use std::sync::Arc;
use std::time::Duration;

use pms_domain::Timestamp;
use pms_domain::context::Surroundings;
use pms_store::dialect::Notifications;
use pms_store::{Store, StoreError};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::snapshot::Live;
use crate::token_key::TokenKeys;

/// From a hint to the look at the change log.
const AFTER_HINT: Duration = Duration::from_millis(10);

/// Starts the applier. It ends when the handle is aborted. `keys` are as new as the snapshot, or newer.
pub fn start(
    store: Store,
    surroundings: Surroundings,
    live: Arc<Live>,
    keys: TokenKeys,
    poll: Duration,
) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut keys = Follower { keys, revision: live.current().token_keys, failing: false };
        let mut commits = store.local_commits();
        let mut notifications = listen(&store).await;
        let mut failing = false;
        let mut filling = Filling::default();
        loop {
            match live.catch_up(&store, surroundings.now()).await {
                Ok(()) => failing = false,
                // A command that has done its work closes the database: nobody asks the snapshot any more.
                Err(error) if error.is_closed() => break,
                Err(error) => {
                    if !failing {
                        tracing::warn!(%error, "the change log cannot be read");
                    }
                    failing = true;
                }
            }
            keys.follow(live.current().token_keys, surroundings.now()).await;
            filling.begin(&store, &live);
            wait(&mut commits, &mut notifications, Instant::now() + poll).await;
        }
    })
}

/// Waits for a reason to look: a commit of this process at once, a hint shortly after, else the poll. Our own commits
/// send hints too, and looking for the commit answers those.
async fn wait(commits: &mut watch::Receiver<i64>, notifications: &mut Option<Notifications>, poll: Instant) {
    let mut due = poll;
    loop {
        let hint = async {
            match notifications {
                Some(notifications) => notifications.next().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            changed = commits.changed() => {
                // The store outlives this task: it holds a clone. An error cannot come, and would only mean polling.
                if changed.is_err() {
                    tokio::time::sleep_until(due).await;
                }
                return;
            }
            () = hint => due = due.min(Instant::now() + AFTER_HINT),
            () = tokio::time::sleep_until(due) => return,
        }
    }
}

/// The filter of the hotlist is filled beside the applier, which goes on: ten million entries take a while.
#[derive(Default)]
struct Filling(Option<JoinHandle<()>>);

impl Filling {
    /// Fills the filter when it is time and nobody does. What fails is tried again at the next look.
    fn begin(&mut self, store: &Store, live: &Arc<Live>) {
        let is_busy = self.0.as_ref().is_some_and(|task| !task.is_finished());
        if is_busy || !live.hotlisted().wants_filling() {
            return;
        }
        let (store, live) = (store.clone(), Arc::clone(live));
        self.0 = Some(tokio::spawn(async move {
            match live.hotlisted().fill(&store).await {
                Err(error) if !error.is_closed() => {
                    tracing::warn!(%error, "the hotlist cannot be read; it is asked of the database meanwhile");
                }
                Ok(()) | Err(_) => {}
            }
        }));
    }
}

impl Drop for Filling {
    fn drop(&mut self) {
        if let Some(task) = &self.0 {
            task.abort();
        }
    }
}

/// The keys that sign tokens follow the snapshot.
struct Follower {
    keys: TokenKeys,
    /// The change that they hold.
    revision: i64,
    failing: bool,
}

impl Follower {
    /// Keys that cannot be read (another master key since this process started) keep nobody out: those at hand stay, and
    /// the next look tries again.
    async fn follow(&mut self, revision: i64, now: Timestamp) {
        if revision <= self.revision {
            return;
        }
        match self.keys.reload(now).await {
            Ok(()) => {
                tracing::info!("the keys that sign tokens were replaced");
                (self.revision, self.failing) = (revision, false);
            }
            // As above: the command is over.
            Err(error) if error.downcast_ref::<StoreError>().is_some_and(StoreError::is_closed) => {}
            Err(error) => {
                if !self.failing {
                    tracing::error!(error = format!("{error:#}"), "the keys that sign tokens cannot be read");
                }
                self.failing = true;
            }
        }
    }
}

async fn listen(store: &Store) -> Option<Notifications> {
    match Notifications::listen(store.db()).await {
        Ok(notifications) => Some(notifications),
        Err(error) => {
            // A command that has done its work may have closed the database meanwhile.
            if !error.is_closed() {
                tracing::warn!(%error, "no notifications; changes of other processes are seen at the next poll");
            }
            None
        }
    }
}
