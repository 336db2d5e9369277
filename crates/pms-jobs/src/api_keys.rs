//! API keys whose time has come: they expire, give way to the one that replaces them, or are forgotten because nobody
//! fetched them (contract part A §14 J9). Adopted keys get their public ids.

use std::time::Duration;

use chrono::TimeDelta;
use pms_app::api_keys::{adopt_missing, settle_due};
use pms_app::{App, Outcome};
use pms_domain::Context;
use tokio_util::sync::CancellationToken;

use crate::turn::Turn;

/// The first run waits until the process has done its start.
const FIRST: Duration = Duration::from_secs(5);
const EVERY: Duration = Duration::from_secs(30);
/// Runs after which adopted keys are looked for again: an hour. Only a hand in the database adds any.
const ADOPTED_EVERY: u32 = 120;
/// Between two batches: others want to write, too.
const BREATH: Duration = Duration::from_millis(50);
/// Half of it must be longer than a batch takes; it is prolonged before each.
const LEASE: TimeDelta = TimeDelta::minutes(5);

/// Looks every half minute until the shutdown.
pub(crate) async fn run(app: App, shutdown: CancellationToken) {
    let mut turn = Turn::new("api-keys", app.store(), app.surroundings(), LEASE);
    let (mut pause, mut runs) = (FIRST, 0_u32);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => break,
            () = tokio::time::sleep(pause) => {}
        }
        pause = EVERY;
        let looks_for_adopted = runs.is_multiple_of(ADOPTED_EVERY);
        runs = runs.wrapping_add(1);
        tokio::select! {
            () = shutdown.cancelled() => break,
            outcome = look(&app, &mut turn, looks_for_adopted) => {
                if let Err(failure) = outcome {
                    tracing::warn!(?failure, "API keys whose time has come cannot be settled");
                }
            }
        }
    }
    turn.give_back(app.store(), app.surroundings().now()).await;
}

/// One run, in batches.
async fn look(app: &App, turn: &mut Turn, looks_for_adopted: bool) -> Outcome<()> {
    let ctx = Context::system(app.surroundings().clone(), "expiry");
    while looks_for_adopted && turn.take(app.store(), app.surroundings().now()).await {
        let adopted = adopt_missing(app, &Context::system(app.surroundings().clone(), "adopted")).await?;
        if adopted == 0 {
            break;
        }
        tracing::info!(keys = adopted, "adopted API keys have their public ids");
        tokio::time::sleep(BREATH).await;
    }
    while turn.take(app.store(), app.surroundings().now()).await {
        let settled = settle_due(app, &ctx).await?;
        if settled.is_nothing() {
            break;
        }
        tracing::info!(ended = settled.ended, forgotten = settled.forgotten, "API keys whose time had come");
        tokio::time::sleep(BREATH).await;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
