//! Who asks: accounts, passwords, one-time codes, sessions, tokens, external providers, and the snapshot that answers
//! for them without asking the database.
//!
//! [`Identity`] is the way in. Rules about who may do what live in `pms-app`.

mod applier;
pub mod config;
pub mod hotlisted;
pub mod identity;
mod jws;
pub mod limit;
pub mod oidc;
pub mod otp;
pub mod outbound;
pub mod password;
mod remembered;
pub mod security;
pub mod session;
pub mod snapshot;
pub mod token;
pub mod token_key;
pub mod totp;
pub mod verification;

pub use config::{Config, Secret};
pub use identity::{Identity, Recognised, Unauthenticated};
pub use jws::Rejected;
pub use limit::{Guess, Limited};
pub use session::PortalSession;
