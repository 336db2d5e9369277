//! The task that keeps the snapshot fresh. Woken by the commits of this process, by PostgreSQL's NOTIFY (a hint
//! without data), and by a poll on both databases.

use std::sync::Arc;
use std::time::Duration;

use pms_domain::context::Surroundings;
use pms_store::Store;
use pms_store::dialect::Notifications;
use tokio::task::JoinHandle;

use crate::snapshot::Live;

/// Starts the applier. It ends when the handle is aborted.
pub fn start(store: Store, surroundings: Surroundings, live: Arc<Live>, poll: Duration) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut commits = store.local_commits();
        let mut notifications = listen(&store).await;
        let mut failing = false;
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

async fn listen(store: &Store) -> Option<Notifications> {
    match Notifications::listen(store.db()).await {
        Ok(notifications) => Some(notifications),
        Err(error) => {
            tracing::warn!(%error, "no notifications; changes of other processes are seen at the next poll");
            None
        }
    }
}
