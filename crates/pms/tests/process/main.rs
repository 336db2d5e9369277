//! The real binary: its command line, its life and death, and what it leaves on the disk.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod audit;
mod ca;
mod client;
mod commands;
mod crash;
mod endurance;
mod fleet;
mod home;
mod hsm;
#[path = "../common/jar.rs"]
mod jar;
mod life;
mod secrets;
mod walk;
