//! Revocation lists: where certificates say they are, they are fetched; our own are signed; what a revoked CA issued is settled.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use pms_app::App;
use pms_app::revocation::{self, Fetcher};
use tokio_util::sync::CancellationToken;

use crate::turn::Turn;

/// The first run waits until the process has done its start.
const FIRST: Duration = Duration::from_secs(5);
const EVERY: Duration = Duration::from_secs(60);
/// Half of it is longer than one list takes; it is prolonged before each.
const LEASE: TimeDelta = TimeDelta::minutes(5);

/// Looks every minute until the shutdown.
pub(crate) async fn run(app: App, fetcher: Arc<Fetcher>, shutdown: CancellationToken) {
    let mut turn = Turn::new("revocation", app.store(), app.surroundings(), LEASE);
    let mut pause = FIRST;
    loop {
        tokio::select! {
            () = shutdown.cancelled() => break,
            () = tokio::time::sleep(pause) => {}
        }
        pause = EVERY;
        tokio::select! {
            () = shutdown.cancelled() => break,
            outcome = look(&app, &fetcher, &mut turn) => {
                if let Err(failure) = outcome {
                    tracing::warn!(?failure, "the revocation lists cannot be looked after");
                }
            }
        }
    }
    turn.give_back(app.store(), app.surroundings().now()).await;
}

/// One run: our own lists first, which others wait for. A step that fails keeps none of the others waiting.
async fn look(app: &App, fetcher: &Fetcher, turn: &mut Turn) -> pms_app::Outcome<()> {
    if !turn.take(app.store(), app.surroundings().now()).await {
        return Ok(());
    }
    if let Err(failure) = revocation::publish_due(app).await {
        tracing::warn!(?failure, "the revocation lists were not signed");
    }
    match revocation::settle_orphans(app).await {
        Ok(0) => {}
        Ok(_) => _ = revocation::publish_due(app).await?,
        Err(failure) => tracing::warn!(?failure, "what a revoked CA issued was not settled"),
    }
    if let Err(failure) = revocation::note_sources(app).await {
        tracing::warn!(?failure, "the places of revocation lists were not looked for");
    }
    for place in revocation::due(app).await? {
        if !turn.take(app.store(), app.surroundings().now()).await {
            return Ok(());
        }
        // One that cannot be written keeps no other one waiting.
        if let Err(failure) = revocation::fetch(app, fetcher, &place).await {
            tracing::warn!(?failure, list = place.id, "a revocation list was not stored");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
