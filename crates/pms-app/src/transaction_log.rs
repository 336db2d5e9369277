//! The transaction log (architecture §7): our own answers ([`Recorder`]), what gateways ([`ingest`]) and ID Authentication
//! ([`status`]) tell, and what MISPs, partners and administrators see of it ([`view`], [`file`]).

pub mod file;
pub mod ingest;
mod lines;
mod recorder;
pub mod status;
pub mod upkeep;
pub mod view;

pub use lines::Form;
pub(crate) use recorder::Writer;
pub use recorder::{Counts, Recorder};

use chrono::TimeDelta;
use pms_domain::{Timestamp, transaction};

use crate::App;
use crate::settings::Settings;

/// Days that are kept: rows of earlier ones went to their files, and of their sums nothing is to change.
fn first_day(app: &App) -> i32 {
    let keep = TimeDelta::days(app.settings().transaction_log.keep_days.into());
    transaction::day(app.surroundings().now() - keep)
}

fn is_kept(app: &App, occurred_at: Timestamp) -> bool {
    transaction::day(occurred_at) >= first_day(app)
}

/// Whether the settings of the log make sense: for the start, `pms config check` and `pms doctor`.
///
/// # Errors
/// What is wrong, in words for the operator.
pub fn check(settings: &Settings) -> anyhow::Result<()> {
    let log = &settings.transaction_log;
    if transaction::Source::parse(&log.count_from).is_none() {
        anyhow::bail!("transaction_log.count_from is {:?}: use validate, gateway or ida", log.count_from);
    }
    if i64::from(log.keep_days) <= view::LONGEST {
        anyhow::bail!("transaction_log.keep_days is {}: keep rows for 32 days at least", log.keep_days);
    }
    Ok(())
}
