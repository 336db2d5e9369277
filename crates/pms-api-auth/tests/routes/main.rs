//! The routes through the real routers, as `pms` composes them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod authmanager;
mod bridge;
mod browser;
mod issuer;
mod provider;
