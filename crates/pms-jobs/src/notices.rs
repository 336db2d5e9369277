//! Notices about what ends, and interfaces whose time is over: once a day, and as soon as one is.

use std::time::Duration;

use chrono::TimeDelta;
use pms_app::notifications::{DailyRun, index_adopted};
use pms_app::{App, Outcome, interfaces};
use tokio_util::sync::CancellationToken;

use crate::turn::Turn;

/// The first look waits until the process has done its start.
const FIRST: Duration = Duration::from_secs(5);
/// How often we look whether a day has begun or an interface has ended.
const EVERY: Duration = Duration::from_secs(60);
/// Half of it must be longer than a part of the run takes; it is prolonged before each.
const LEASE: TimeDelta = TimeDelta::minutes(10);

/// Works until the shutdown.
pub(crate) async fn run(app: App, shutdown: CancellationToken) {
    let mut turn = turn(&app);
    let mut is_indexed = false;
    let mut pause = FIRST;
    loop {
        tokio::select! {
            () = shutdown.cancelled() => break,
            () = tokio::time::sleep(pause) => {}
        }
        pause = EVERY;
        // What is cut off in the middle of a change did not happen, and is done by the next run.
        tokio::select! {
            () = shutdown.cancelled() => break,
            () = look(&app, &mut turn, &mut is_indexed) => {}
        }
    }
    turn.give_back(app.store(), app.surroundings().now()).await;
}

fn turn(app: &App) -> Turn {
    Turn::new("notices", app.store(), app.surroundings(), LEASE)
}

/// One failing does not keep the other from its work.
async fn look(app: &App, turn: &mut Turn, is_indexed: &mut bool) {
    if !turn.take(app.store(), app.surroundings().now()).await {
        return;
    }
    if !*is_indexed {
        match index_adopted(app, &app.system("notifications")).await {
            Ok(_) => *is_indexed = true,
            Err(failure) => tracing::warn!(?failure, "the notifications of other programs cannot be indexed"),
        }
    }
    if let Err(failure) = expire_interfaces(app, turn).await {
        tracing::warn!(?failure, "interfaces whose time is over cannot be taken out of use");
    }
    if let Err(failure) = daily(app, turn).await {
        tracing::warn!(?failure, "the notices of the day are not complete and will be tried again");
    }
}

async fn expire_interfaces(app: &App, turn: &mut Turn) -> Outcome<()> {
    while turn.take(app.store(), app.surroundings().now()).await {
        let done = interfaces::expire_batch(app, &app.system("expiry")).await?;
        if done == 0 {
            break;
        }
        tracing::info!(interfaces = done, "taken out of use: their time is over");
    }
    Ok(())
}

/// The run of the day, if it is due. Without the lease it stops, and whoever has it goes on: what was written is not
/// written again.
async fn daily(app: &App, turn: &mut Turn) -> Outcome<()> {
    let Some(mut run) = DailyRun::due(app, &app.system("notifications")).await? else { return Ok(()) };
    while turn.take(app.store(), app.surroundings().now()).await {
        if !run.advance().await? {
            let done = run.written();
            let (notifications, letters, failed) = (done.notifications, done.letters, done.failed);
            tracing::info!(notifications, letters, failed, "the notices of the day are written");
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
