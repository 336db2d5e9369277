//! Licences of MISPs whose validity has ended: they are stopped already, and here it is written down and told.

use std::time::Duration;

use chrono::TimeDelta;
use pms_app::App;
use tokio_util::sync::CancellationToken;

use crate::turn::Turn;

const EVERY: Duration = Duration::from_secs(60);
/// Longer than a batch should take.
const LEASE: TimeDelta = TimeDelta::minutes(10);

/// Looks every minute until the shutdown.
pub(crate) async fn run(app: App, shutdown: CancellationToken) {
    let mut turn = Turn::new("licences", app.store(), app.surroundings(), LEASE);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => break,
            () = tokio::time::sleep(EVERY) => {}
        }
        if let Err(failure) = look(&app, &mut turn, &shutdown).await {
            tracing::warn!(?failure, "licences that are over cannot be ended");
        }
    }
    turn.give_back(app.store(), app.surroundings().now()).await;
}

/// Batch by batch, until none is left.
async fn look(app: &App, turn: &mut Turn, shutdown: &CancellationToken) -> pms_app::Outcome<()> {
    while !shutdown.is_cancelled() && turn.take(app.store(), app.surroundings().now()).await {
        if pms_app::misp::end_over(app).await? == 0 {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
