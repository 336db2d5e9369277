//! What goes wrong with tokens.

use cryptoki::error::{Error, RvError};

use crate::issue::SignerError;

/// Why a token did not do what it was asked. It is for operators: it has the names of calls and return codes, labels and serial
/// numbers, and never a PIN or a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The shared library is not there, or is none.
    #[error("the PKCS#11 module {path} cannot be used: {why}")]
    Module {
        /// Where it was looked for.
        path: String,
        /// What the loader or the module's first call answered.
        why: String,
    },
    /// No slot holds the token.
    #[error("there is no token {wanted} (there are: {found})")]
    NoToken {
        /// Its label or serial number.
        wanted: String,
        /// The labels and serial numbers that were found.
        found: String,
    },
    /// The label does not name one token.
    #[error("several tokens are called {0}: name the serial number too")]
    SeveralTokens(String),
    /// A PIN that was refused is not tried again: tokens lock after a few wrong ones.
    #[error("the token refuses the PIN ({0}); it is not tried again before the next start")]
    PinRefused(String),
    /// The token has no private key of this label.
    #[error("the token has no key {0}")]
    NoKey(String),
    /// The token has such a label, but not with this public key.
    #[error("the token's key {0} is not the one that its certificate names")]
    OtherKey(String),
    /// A key was made that the token would give away.
    #[error("the token made a key that is not sensitive or may be taken out; it was destroyed")]
    NotProtected,
    /// The token does not sign as certificates need it.
    #[error("the token signs with neither CKM_SHA256_RSA_PKCS nor CKM_RSA_PKCS")]
    NoMechanism,
    /// Nothing was answered in time; what was asked may still happen.
    #[error("the token did not answer within {0} seconds")]
    TimedOut(u64),
    /// More is waiting for an answer than is reasonable.
    #[error("too many requests wait for the token")]
    Busy,
    /// The module answered something else than *done*.
    #[error("the token answered {code} to {call}")]
    Answer {
        /// As PKCS#11 names it, `C_Sign`.
        call: String,
        /// The return code's name.
        code: String,
    },
}

impl Fault {
    /// What a module answered to a call.
    pub(super) fn of(error: &Error) -> Self {
        match error {
            Error::Pkcs11(code, call) => Self::Answer { call: format!("C_{call:?}"), code: format!("{code:?}") },
            other => Self::Answer { call: "a call".to_owned(), code: other.to_string() },
        }
    }

    /// Whether the answer to a login says that the PIN is wrong, locked or not set.
    pub(super) fn of_login(error: &Error) -> Self {
        match error {
            Error::Pkcs11(
                code @ (RvError::PinIncorrect
                | RvError::PinInvalid
                | RvError::PinLenRange
                | RvError::PinExpired
                | RvError::PinLocked
                | RvError::UserPinNotInitialized),
                _,
            ) => Self::PinRefused(format!("{code:?}")),
            other => Self::of(other),
        }
    }
}

impl From<&Fault> for SignerError {
    fn from(fault: &Fault) -> Self {
        match fault {
            Fault::NoKey(_) | Fault::OtherKey(_) | Fault::NoMechanism => Self::UnusableKey,
            Fault::NotProtected => Self::GenerationFailed,
            _ => Self::Unavailable,
        }
    }
}
