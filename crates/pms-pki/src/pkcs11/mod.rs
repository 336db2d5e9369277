//! Keys in a hardware security module, through PKCS#11 (v2.40 and later).
//!
//! | item | what it is |
//! |---|---|
//! | [`Token`] | one token of one module, with a bounded number of sessions that are logged in |
//! | [`TokenKey`] | one RSA key of it, which signs as a [`Signer`](crate::issue::Signer) and never leaves it |
//! | [`Fault`] | why a token did not do what it was asked |
//!
//! A module is foreign code that runs in this process, and PKCS#11 knows no time limits. So a token has threads of its own, one
//! for each session, and only they call the module. Whoever asks for something waits for a while and no longer; a module that
//! hangs holds these threads and nobody else's.
//!
//! Whatever a module answers but *done*, the session is given up. What may be asked twice (everything but making a key) is then asked once more
//! in a new session with a new login: that is what a token that was pulled, or a device that was started anew, needs.

mod desk;
mod fault;
mod key;
mod module;
mod token;

pub use fault::Fault;
pub use key::{KeyFacts, TokenKey};
pub use token::{Pin, Token, TokenConfig, TokenFacts, TokenName};
