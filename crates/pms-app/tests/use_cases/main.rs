//! The use cases on both databases.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod api_keys;
mod approvals;
mod authority;
mod certificate_keys;
mod certificate_renewal;
mod certificate_returns;
mod certificates;
mod checklists;
mod consents;
mod deciders;
mod ends;
mod exports;
mod histories;
mod hotlist;
mod hsm;
mod letters;
mod members;
mod misp;
mod offline_root;
mod oidc_clients;
mod oidc_model;
mod partner_model;
mod partners;
mod policies;
mod registry;
mod registry_model;
mod rekey;
mod revocation;
mod support;
mod told;
mod transactions;
mod two_admins;
mod verification;
mod views;
