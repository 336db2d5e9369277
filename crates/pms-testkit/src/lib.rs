//! What the tests of every crate share: a throw-away PostgreSQL, certificates made by the `openssl` command, a clock and a
//! source of randomness that a test controls, and a reader for the data directory's mail box.
//!
//! It depends on `pms-domain` only, so that each crate can have it among its dev-dependencies. (A crate's *unit* tests see
//! another copy of that crate than the testkit does; so pms-domain itself uses the clock and randomness in `tests/`.)
//!
//! A helper whose tool is not installed answers "not there" and records the running test as skipped ([`skip`]); nothing is
//! left out silently.

pub mod clock;
pub mod esignet;
pub mod mailbox;
pub mod openssl_cli;
pub mod postgres;
pub mod random;
pub mod seeds;
pub mod softhsm;

mod environment;
mod skipped;

use std::sync::Arc;

use pms_domain::context::Surroundings;

pub use clock::TestClock;
pub use environment::{authority, fuzz_seconds};
pub use random::TestRandom;
pub use skipped::skip;

/// The surroundings of a process that live under the test's control. Both stay shared with the test: moving `clock` later
/// moves the time of everything that was built on it.
pub fn surroundings(clock: &TestClock, random: &TestRandom) -> Surroundings {
    Surroundings::new(Arc::new(clock.clone()), Arc::new(random.clone()))
}
