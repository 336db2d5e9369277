//! Accounts on both databases: what people do, and what attackers try.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod enumeration;
mod first_admin;
mod guessing;
mod invitations;
mod own_details;
mod passwords;
mod registration;
mod revocation;
mod second_factor;
mod support;
mod tokens;
