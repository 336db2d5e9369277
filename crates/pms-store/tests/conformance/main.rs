//! One suite for both databases: every test runs on SQLite and on PostgreSQL. Without PostgreSQL's binaries its half is
//! reported as skipped, by name.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod api_keys;
mod approvals;
mod audit;
mod audit_lists;
mod ca_keys;
mod calendar;
mod certificates;
mod changes;
mod connections;
mod contract;
mod convoys;
mod devices;
mod frequent_words;
mod hotlist;
mod keys;
mod list_counts;
mod lists;
mod mail;
mod misp_licences;
mod notices;
mod notifications;
mod oidc_clients;
mod overview;
mod partners;
mod plans;
mod policies;
mod policy_links;
mod revocation;
mod schema;
mod sources;
mod support;
mod timeouts;
mod transactions;
mod verification;
