//! The task that keeps the snapshot fresh. Woken by the commits of this process, by PostgreSQL's NOTIFY (a hint
//! without data), and by a poll on both databases.

use std::sync::Arc;
use std::time::Duration;

use pms_domain::Timestamp;
use pms_domain::context::Surroundings;
use pms_store::Store;
use pms_store::dialect::Notifications;
use tokio::task::JoinHandle;

use crate::snapshot::Live;
use crate::token_key::TokenKeys;

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
        loop {
            match live.catch_up(&store, surroundings.now()).await {
                Ok(()) => failing = false,
                Err(error) => {
                    if !failing {
                        tracing::warn!(%error, "the change log cannot be read");
                    }
                    failing = true;
                }
            }
            keys.follow(live.current().token_keys, surroundings.now()).await;
            let hint = async {
                match &mut notifications {
                    Some(notifications) => notifications.next().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                changed = commits.changed() => {
                    // The store outlives this task: it holds a clone. An error cannot come, and would only mean polling.
                    if changed.is_err() {
                        tokio::time::sleep(poll).await;
                    }
                }
                () = hint => {}
                () = tokio::time::sleep(poll) => {}
            }
        }
    })
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
            tracing::warn!(%error, "no notifications; changes of other processes are seen at the next poll");
            None
        }
    }
}
