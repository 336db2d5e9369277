//! Pure types and rules: no I/O, no async, no globals.
//!
//! Everything above this crate speaks in these words. A rule that decides something lives here (or, when it needs
//! the store, in `pms-app`), never in a handler or a page.

pub mod api_key;
pub mod approval;
pub mod catalogue;
pub mod certificate;
pub mod context;
pub mod device;
pub mod hotlist;
pub mod key_value;
pub mod licence;
pub mod limits;
pub mod notification;
pub mod oidc_client;
pub mod partner;
pub mod partner_type;
pub mod policy;
pub mod policy_link;
pub mod refusal;
pub mod revocation;
pub mod roles;
pub mod routes;
pub mod text;
pub mod time;
pub mod transaction;
pub mod verification;

pub use context::{Actor, Context, Timestamp};
pub use refusal::{Entry, Refusal};
