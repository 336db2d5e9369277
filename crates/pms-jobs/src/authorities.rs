//! The next generations of the platform's CAs and of its encryption key, in time.

use std::time::Duration;

use chrono::TimeDelta;
use pms_app::App;
use pms_app::authority::{Look, Which, rotate_due};
use pms_domain::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::turn::Turn;

const EVERY: Duration = Duration::from_secs(60);
/// Longer than it takes to make six keys, on a device too.
const LEASE: TimeDelta = TimeDelta::minutes(10);
/// How often the log reminds of what somebody has to do.
const REMIND: TimeDelta = TimeDelta::days(1);

/// Looks at the start and every minute until the shutdown.
pub(crate) async fn run(app: App, shutdown: CancellationToken) {
    let mut turn = Turn::new("authorities", app.store(), app.surroundings(), LEASE);
    let mut reminded: Option<Timestamp> = None;
    loop {
        let now = app.surroundings().now();
        if turn.take(app.store(), now).await {
            match rotate_due(&app, &app.system("authorities")).await {
                Ok(look) => report(&look, now, &mut reminded),
                Err(error) => {
                    tracing::error!(
                        error = format!("{error:#}"),
                        "a certificate authority that is due was not replaced"
                    )
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

fn report(look: &Look, now: Timestamp, reminded: &mut Option<Timestamp>) {
    for rotated in &look.rotated {
        tracing::info!(authority = rotated.which.name(), rotated.generation, "the next generation signs from now on");
    }
    if !look.waits_for_root.is_empty() && reminded.is_none_or(|at| now - at >= REMIND) {
        let names: Vec<&str> = look.waits_for_root.iter().copied().map(Which::name).collect();
        tracing::warn!(
            authorities = names.join(", "),
            "these certificates end before long and ROOT is kept offline: run `pms ca rotate --to DIR`, have the requests \
             signed, and import the certificates"
        );
        *reminded = Some(now);
    }
}

#[cfg(test)]
mod tests;
