//! SQLite and PostgreSQL behind one type; one module for each aggregate. SQL lives here and nowhere else; rules do
//! not.

pub mod account;
pub mod adopt;
pub mod api_key;
pub mod api_key_lists;
pub mod approval;
pub mod audit;
pub mod auth_policy;
pub mod certificate;
pub mod change;
pub mod contact;
pub mod convert;
mod convoy;
pub mod counter;
pub mod db;
pub mod dialect;
pub mod error;
mod gather;
pub mod keys;
pub mod lease;
pub mod list;
pub mod lists;
pub mod mail;
pub mod member;
pub mod migrate;
pub mod open;
pub mod outbox;
pub mod partner;
mod personal;
pub mod policy_group;
pub mod policy_link;
pub mod policy_link_lists;
pub mod policy_lists;
mod recent;
pub mod retention;
pub mod sealed;
pub mod search;
pub mod store;
pub mod tally;
pub mod unique;
pub mod user_details;
mod warm;

pub use change::Change;
pub use db::{Db, On, Statement, Tx, statement};
pub use error::{StoreError, StoreResult};
pub use store::{Mode, Store};
