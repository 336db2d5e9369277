//! Signatures of the authorities, timed and counted wherever their keys are.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use pms_pki::issue::{Signer, SignerError};

/// Where a key that signed is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// Wrapped in the database, opened in this process.
    Database,
    /// In a token of a hardware security module.
    Token,
}

impl Place {
    pub fn as_str(self) -> &'static str {
        match self {
            Place::Database => "database",
            Place::Token => "token",
        }
    }
}

type Observer = Box<dyn Fn(Place, Duration, bool) + Send + Sync>;

/// Who is told of signatures. Clones tell the same.
#[derive(Clone, Default)]
pub struct Signing(Arc<OnceLock<Observer>>);

impl Signing {
    /// Tells of each signature from now on: where, how long it took, whether it was made. The first who asks is told.
    pub fn observe(&self, observer: impl Fn(Place, Duration, bool) + Send + Sync + 'static) {
        let _ = self.0.set(Box::new(observer));
    }

    /// The signer, observed.
    pub(super) fn watch(&self, signer: Arc<dyn Signer>, place: Place, purpose: &str) -> Arc<dyn Signer> {
        Arc::new(Watched { signer, place, purpose: purpose.to_owned(), signing: self.clone() })
    }
}

struct Watched {
    signer: Arc<dyn Signer>,
    place: Place,
    purpose: String,
    signing: Signing,
}

impl Signer for Watched {
    fn spki_der(&self) -> &[u8] {
        self.signer.spki_der()
    }

    fn sign_sha256_rsa(&self, data: &[u8]) -> Result<Vec<u8>, SignerError> {
        let started = Instant::now();
        let outcome = self.signer.sign_sha256_rsa(data);
        if let Some(observer) = self.signing.0.get() {
            observer(self.place, started.elapsed(), outcome.is_ok());
        }
        if let Err(error) = &outcome {
            tracing::error!(purpose = self.purpose, place = self.place.as_str(), %error, "nothing could be signed");
        }
        outcome
    }

    fn verifies_itself(&self) -> bool {
        self.signer.verifies_itself()
    }
}
