//! Certificates that waited for their chain's approval: what a crash left open is processed again.

use std::time::Duration;

use chrono::TimeDelta;
use pms_app::App;
use tokio_util::sync::CancellationToken;

use crate::turn::Turn;

const EVERY: Duration = Duration::from_secs(60);
/// Longer than a whole run should take.
const LEASE: TimeDelta = TimeDelta::minutes(10);

/// Looks every minute until the shutdown.
pub(crate) async fn run(app: App, shutdown: CancellationToken) {
    let mut turn = Turn::new("waiting-certificates", app.store(), app.surroundings(), LEASE);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => break,
            () = tokio::time::sleep(EVERY) => {}
        }
        if let Err(failure) = look(&app, &mut turn).await {
            tracing::warn!(?failure, "waiting certificates cannot be looked for");
        }
    }
    turn.give_back(app.store(), app.surroundings().now()).await;
}

async fn look(app: &App, turn: &mut Turn) -> pms_app::Outcome<()> {
    for approval in pms_app::certificates::unsettled_approvals(app).await? {
        if !turn.take(app.store(), app.surroundings().now()).await {
            break;
        }
        pms_app::certificates::process_pending(app, &approval).await;
    }
    Ok(())
}
