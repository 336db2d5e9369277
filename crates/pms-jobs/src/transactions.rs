//! The transaction log: partitions for the days to come, sums by hour and day, and the end of what is old.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::TimeDelta;
use pms_app::transaction_log::upkeep::{self, Sums};
use pms_app::{App, Outcome};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::turn::Turn;

const EVERY: Duration = Duration::from_secs(15);
/// Between two looks for days that are over, and for those to come.
const DAYS: Duration = Duration::from_secs(3600);
/// Half of it must be longer than a day's file takes to write, or an hour to sum.
const LEASE: TimeDelta = TimeDelta::minutes(30);

/// Works until the shutdown.
pub(crate) async fn run(app: App, directory: PathBuf, shutdown: CancellationToken) {
    let mut turn = Turn::new("transactions", app.store(), app.surroundings(), LEASE);
    let (mut sums, mut looked) = (Sums::default(), None);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => break,
            outcome = once(&app, &directory, &mut turn, &mut sums, &mut looked) => {
                if let Err(failure) = outcome {
                    tracing::warn!(?failure, "the transaction log was not looked after; it is tried again");
                }
            }
        }
        tokio::select! {
            () = shutdown.cancelled() => break,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
    turn.give_back(app.store(), app.surroundings().now()).await;
}

async fn once(
    app: &App,
    directory: &Path,
    turn: &mut Turn,
    sums: &mut Sums,
    looked: &mut Option<Instant>,
) -> Outcome<()> {
    if !turn.take(app.store(), app.surroundings().now()).await {
        return Ok(());
    }
    if looked.is_none_or(|at| at.elapsed() >= DAYS) {
        upkeep::prepare_days(app).await?;
        let days = upkeep::days_over(app).await?;
        for day in &days {
            if !turn.take(app.store(), app.surroundings().now()).await {
                return Ok(());
            }
            upkeep::forget_day(app, directory, *day).await?;
        }
        if !days.is_empty() {
            tracing::info!(days = days.len(), "days of the transaction log went to their files");
        }
        upkeep::forget_sums(app).await?;
        *looked = Some(Instant::now());
    }
    sums.make(app).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
