//! The whole server in one process: every route through the router that `pms serve` uses, on both databases.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "tests")]

mod attacks;
mod bad_input;
mod browser;
mod cascades;
mod codes;
mod contract;
mod cross_site;
mod enumeration;
mod guesses;
mod hostile;
mod hostile_text;
mod hotlist;
mod house;
#[path = "../common/jar.rs"]
mod jar;
mod journey;
mod lists;
mod metrics;
mod onboarding;
mod openapi;
mod react_portal;
mod registries;
mod requests;
mod rights;
