//! One process re-keys at a time. The lease of one that died ends within seconds, and whoever goes on waits for that.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::anyhow;
use chrono::TimeDelta;
use pms_store::lease;
use tokio::task::JoinHandle;

use crate::{App, Outcome};

const NAME: &str = "ca.rekey";

/// How long others wait for a holder that died.
const LIFE: TimeDelta = TimeDelta::seconds(8);

/// How often the holder prolongs it.
const BEAT: Duration = Duration::from_secs(2);

/// How long a command waits for the lease of one that may have died.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often it asks.
const ASK: Duration = Duration::from_millis(500);

pub(super) struct Lease {
    holder: String,
    is_lost: Arc<AtomicBool>,
    beating: JoinHandle<()>,
}

impl Lease {
    /// Takes it; waits for one that is not prolonged any more.
    ///
    /// # Errors
    /// When another process holds it and lives.
    pub(super) async fn take(app: &App) -> Outcome<Self> {
        let holder = app.surroundings().uuid();
        let began = tokio::time::Instant::now();
        while !prolong(app, &holder).await? {
            if began.elapsed() > PATIENCE {
                return Err(anyhow!("another process is re-keying: wait for its end").into());
            }
            tokio::time::sleep(ASK).await;
        }
        let is_lost = Arc::new(AtomicBool::new(false));
        let (of, by, lost) = (app.clone(), holder.clone(), Arc::clone(&is_lost));
        let beating = tokio::spawn(async move {
            loop {
                tokio::time::sleep(BEAT).await;
                match prolong(&of, &by).await {
                    Ok(true) => {}
                    Ok(false) => lost.store(true, Ordering::Release),
                    Err(error) => tracing::warn!(?error, "the lease of the re-key was not prolonged"),
                }
            }
        });
        Ok(Self { holder, is_lost, beating })
    }

    /// # Errors
    /// When another process has taken over.
    pub(super) fn check(&self) -> anyhow::Result<()> {
        if self.is_lost.load(Ordering::Acquire) {
            return Err(anyhow!("another process has taken over the re-key"));
        }
        Ok(())
    }

    pub(super) async fn give_up(self, app: &App) {
        self.beating.abort();
        if let Err(error) = lease::give_up(app.store().db(), NAME, &self.holder).await {
            tracing::debug!(%error, "the lease of the re-key was not given back");
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.beating.abort();
    }
}

async fn prolong(app: &App, holder: &str) -> Outcome<bool> {
    let now = app.surroundings().now();
    Ok(lease::take(app.store().db(), NAME, holder, now, now + LIFE).await?)
}
