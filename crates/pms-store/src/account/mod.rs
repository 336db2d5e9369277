//! Everything that `pms-identity` stores: accounts, sessions, one-time codes, limits, invitations, clients, grants,
//! drafts, security events.

#[allow(clippy::module_inception, reason = "the aggregate is called account, and so is the family")]
pub mod account;
pub mod client;
pub mod draft;
pub mod grant;
pub mod invitation;
pub mod limit;
pub mod lists;
pub mod otp;
pub mod ownership;
pub mod second_factor;
pub mod security_event;
pub mod session;
pub mod token_key;
