//! Use cases: one function per thing that a person or a system asks for. Each authorises, loads, decides, changes.
//!
//! Handlers of the REST side and pages of the portal call the same functions, so a rule exists once.

pub mod accounts;
pub mod adopt;
pub mod api_keys;
pub mod app;
pub mod approvals;
pub mod audit;
pub mod authority;
pub mod calendar;
pub mod certificates;
pub mod csv;
pub mod devices;
pub mod esignet;
pub mod events;
pub mod exports;
pub mod failure;
pub mod hotlist;
pub mod interfaces;
pub mod keys;
pub mod misp;
pub mod notifications;
pub mod oidc_clients;
pub mod overview;
pub mod partners;
pub mod policies;
pub mod policy_groups;
pub mod policy_links;
pub mod refusals;
pub mod revocation;
pub mod rights;
pub mod search;
pub mod seed;
pub mod settings;
#[cfg(feature = "testing")]
pub mod testing;
pub mod transaction_log;
pub mod trust;
pub mod users;
pub mod verification;

pub use app::App;
pub use failure::{Failure, Outcome};

/// A page of a list, with the exact total.
#[derive(Clone, Debug)]
pub struct PageOf<T> {
    /// 0-based.
    pub page: u64,
    pub size: u64,
    pub total: u64,
    pub rows: Vec<T>,
}
