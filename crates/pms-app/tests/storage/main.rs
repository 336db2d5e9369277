//! The database as a whole: adoption of those of the Java services, sealed and clear, another master key.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod adoption;
mod keys;
mod legacy;
mod modes;
mod refused;
