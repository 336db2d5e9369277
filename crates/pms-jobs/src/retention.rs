//! Retention: what is over is forgotten, by the table in [`pms_store::retention`].

use std::time::Duration;

use chrono::TimeDelta;
use pms_domain::Context;
use pms_domain::context::Surroundings;
use pms_store::retention::{self, CLASSES};
use pms_store::{Store, StoreResult};
use tokio_util::sync::CancellationToken;

use crate::turn::Turn;

/// The first run waits until the process has done its start.
const FIRST: Duration = Duration::from_secs(30);
const EVERY: Duration = Duration::from_secs(3600);
/// Between two batches: others want to write, too.
const BREATH: Duration = Duration::from_millis(50);
/// Half of it must be longer than a batch takes; it is prolonged before each.
const LEASE: TimeDelta = TimeDelta::minutes(5);

/// Cleans up every hour until the shutdown.
pub(crate) async fn run(store: Store, surroundings: Surroundings, shutdown: CancellationToken) {
    let mut turn = Turn::new("retention", &store, &surroundings, LEASE);
    let mut pause = FIRST;
    loop {
        tokio::select! {
            () = shutdown.cancelled() => break,
            () = tokio::time::sleep(pause) => {}
        }
        pause = EVERY;
        tokio::select! {
            () = shutdown.cancelled() => break,
            outcome = clean(&store, &surroundings, &mut turn) => {
                if let Err(error) = outcome {
                    tracing::warn!(%error, "the retention run ended early");
                }
            }
        }
    }
    turn.give_back(&store, surroundings.now()).await;
}

/// One run over all classes, in batches. Answers how many rows went.
pub(crate) async fn clean(store: &Store, surroundings: &Surroundings, turn: &mut Turn) -> StoreResult<u64> {
    let ctx = Context::system(surroundings.clone(), "retention");
    let mut all = 0;
    for class in CLASSES {
        let mut gone = 0;
        loop {
            if !turn.take(store, surroundings.now()).await {
                return Ok(all + gone);
            }
            let batch = retention::forget_batch(store, &ctx, class).await?;
            gone += batch;
            if batch < retention::BATCH {
                break;
            }
            tokio::time::sleep(BREATH).await;
        }
        if gone > 0 {
            tracing::info!(class = class.name, rows = gone, "forgotten");
        }
        all += gone;
    }
    Ok(all)
}

#[cfg(test)]
mod tests;
