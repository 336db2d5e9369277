//! What the tests of the REST crates share: a throw-away site whose routes are reached through the real frame, its people
//! and partners, and the certificates of an organisation.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests alone use it")]

mod answer;
pub mod pki;
pub mod record;
mod site;

pub use answer::Answer;
pub use pms_app::testing::Person;
pub use site::{ORGANIZATION, Service, Site, registration, with};
