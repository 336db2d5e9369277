//! Notifications about what ends (contract part A §7, §14): the daily run that writes them with their letters, the list,
//! dismissal.
//!
//! A run reads what ends in pages, drafts notices and writes them in changes of at most 100. Each notice has a natural key
//! (type, partner, object, day of its end, period), so a second run, or a second process, writes nothing twice. The day
//! of the last complete run is remembered: what a day without a server missed is made up for, once, with the newest
//! period.

mod calendar;
mod daily;
mod details;
mod draft;
mod list;
mod own;
mod people;
mod told;
mod upkeep;
mod weekly;
mod write;

pub use daily::DailyRun;
pub use details::{ApiKeyDetail, CertificateDetail, ChipDetail, Details, InterfaceDetail};
pub use list::{NotificationFilter, NotificationView, dismiss, list};
pub use own::{dismiss_all_own, dismiss_own, kinds, one_own, own, own_active, own_dismissible};
pub use told::{Told, mark_read, told, unread};
pub use upkeep::index_adopted;

use crate::settings::Settings;

/// Whether the settings of the run can be understood.
///
/// # Errors
/// What is wrong, in words for the operator.
pub fn check(settings: &Settings) -> anyhow::Result<()> {
    calendar::Calendar::new(settings)?;
    Ok(())
}
