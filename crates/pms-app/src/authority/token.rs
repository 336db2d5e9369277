//! Keys in a token of a hardware security module, as `keys.pkcs11` describes it.
//!
//! What is stored of such a key is its location, `pkcs11:object=<label>` (RFC 7512), and its certificate. The device is asked when
//! something is signed: a process starts, and everything that needs no signature goes on, while it does not answer.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow};
use pms_domain::context::Surroundings;
use pms_pki::issue::Signer;
use pms_pki::pkcs11::{KeyFacts, Pin, Token, TokenConfig, TokenFacts, TokenKey, TokenName};
use pms_store::ca_key::CaKeyRow;
use tokio::sync::Notify;

use super::source::{KeySource, MadeKey};
use super::{ENCRYPTION_PURPOSE, ROOT_PURPOSE};
use crate::settings::Pkcs11;

/// How the location of a key in a token begins.
const SCHEME: &str = "pkcs11:object=";

/// What a token answered this long ago is still believed.
const BELIEVED: Duration = Duration::from_secs(5);

/// Whoever asks how the token is waits no longer than this.
const WAIT: Duration = Duration::from_millis(300);

/// An answer that takes longer than this is none.
const SLOW: Duration = Duration::from_secs(3);

/// The token of this site. Cheap to clone.
#[derive(Clone)]
pub struct Hsm(Arc<Inner>);

struct Inner {
    token: Token,
    makes_root: bool,
    makes_issuing: bool,
    asked: Mutex<Asked>,
    answered: Notify,
}

/// When the token was asked how it is.
#[derive(Default)]
struct Asked {
    /// Since when an answer is waited for.
    open: Option<Instant>,
    /// When the last one came.
    answered: Option<Instant>,
}

impl Hsm {
    /// As the settings say; `None`: the site has none. The token is not asked for anything yet.
    ///
    /// # Errors
    /// When the PIN cannot be read.
    pub fn of(settings: &Pkcs11) -> anyhow::Result<Option<Self>> {
        let Some(module) = settings.module.clone() else { return Ok(None) };
        let file = settings.pin_file.as_ref().ok_or_else(|| anyhow!("keys.pkcs11.pin_file is not set"))?;
        let pin = std::fs::read_to_string(file)
            .with_context(|| format!("keys.pkcs11.pin_file: {} cannot be read", file.display()))?;
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let token = Token::new(TokenConfig {
            module,
            token: TokenName { label: given(&settings.token_label), serial: given(&settings.token_serial) },
            pin: Pin::new(pin).ok_or_else(|| anyhow!("keys.pkcs11.pin_file: {} is empty", file.display()))?,
            sessions: settings.sessions,
            patience: Duration::from_secs(settings.timeout_seconds),
        })?;
        let makes = |what: &str| settings.keys.iter().any(|key| key == what);
        Ok(Some(Self(Arc::new(Inner {
            token,
            makes_root: makes("root"),
            makes_issuing: makes("issuing"),
            asked: Mutex::default(),
            answered: Notify::new(),
        }))))
    }

    /// Whether new keys of this purpose are made in the token.
    pub fn is_to_make(&self, purpose: &str) -> bool {
        match purpose {
            ROOT_PURPOSE => self.0.makes_root,
            ENCRYPTION_PURPOSE => false,
            _ => self.0.makes_issuing,
        }
    }

    /// What the token says of itself. Waits for it: not on the threads that serve.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self) -> anyhow::Result<TokenFacts> {
        Ok(self.0.token.check()?)
    }

    /// What the token says of a key of ours. Waits for it: not on the threads that serve.
    ///
    /// # Errors
    /// What is wrong with it: it is not there, or is not the one of the certificate.
    pub fn facts(&self, location: &str, spki: &[u8]) -> anyhow::Result<KeyFacts> {
        Ok(self.key(location, spki)?.facts()?)
    }

    /// What is wrong with the token today, in words for operators. `None`: it answers. A device that hangs keeps nobody waiting.
    pub async fn standing(&self) -> Option<String> {
        let answered = self.0.answered.notified();
        if self.ask_if_old() && tokio::time::timeout(WAIT, answered).await.is_err() && self.is_slow() {
            return Some("the token has not answered yet".to_owned());
        }
        self.0.token.standing().map(|fault| fault.to_string())
    }

    /// Whether an answer is overdue. What was said before holds a little longer.
    fn is_slow(&self) -> bool {
        let asked = self.0.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.open.is_some_and(|since| asked.answered.is_none() || since.elapsed() > SLOW)
    }

    /// Asks the token how it is unless that is known. Answers whether an answer is to come.
    fn ask_if_old(&self) -> bool {
        let mut asked = self.0.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.open.is_some() {
            return true;
        }
        if asked.answered.is_some_and(|at| at.elapsed() < BELIEVED) {
            return false;
        }
        asked.open = Some(Instant::now());
        let hsm = self.clone();
        tokio::task::spawn_blocking(move || {
            // The token remembers its answer.
            let _ = hsm.0.token.check();
            let mut asked = hsm.0.asked.lock().unwrap_or_else(PoisonError::into_inner);
            *asked = Asked { open: None, answered: Some(Instant::now()) };
            hsm.0.answered.notify_waiters();
        });
        true
    }

    fn key(&self, location: &str, spki: &[u8]) -> anyhow::Result<TokenKey> {
        let label = location.strip_prefix(SCHEME).ok_or_else(|| anyhow!("{location} names no key of a token"))?;
        Ok(self.0.token.key(label, spki))
    }
}

/// Whether a key with this location is in a token.
pub fn is_in_token(location: Option<&str>) -> bool {
    location.is_some_and(|location| location.starts_with(SCHEME))
}

impl KeySource for Hsm {
    fn makes(&self, purpose: &str) -> bool {
        self.is_to_make(purpose)
    }

    fn holds(&self, location: Option<&str>) -> bool {
        is_in_token(location)
    }

    fn make(&self, _surroundings: &Surroundings, purpose: &str, id: String) -> anyhow::Result<MadeKey> {
        let digits = id.replace('-', "");
        // Short, because devices cut labels; a key is known by its public half as well.
        let label = format!("{purpose}-{}", &digits[digits.len().saturating_sub(12)..]);
        let cka_id = hex::decode(&digits).unwrap_or_else(|_| digits.into_bytes());
        let key = self.0.token.generate(&label, &cka_id).with_context(|| format!("making the key {purpose}"))?;
        let location = Some(format!("{SCHEME}{label}"));
        Ok(MadeKey { id, purpose: purpose.to_owned(), wrapped: Vec::new(), location, signer: Arc::new(key) })
    }

    fn open(&self, row: &CaKeyRow) -> anyhow::Result<Arc<dyn Signer>> {
        let certificate = super::certificate(row)?;
        let location = row.location.as_deref().unwrap_or_default();
        Ok(Arc::new(self.key(location, certificate.spki_der())?))
    }

    fn discard(&self, made: MadeKey) {
        let location = made.location.as_deref().unwrap_or_default();
        let outcome = self.key(location, made.signer.spki_der()).and_then(|key| Ok(key.destroy()?));
        if let Err(error) = outcome {
            tracing::warn!(location, error = format!("{error:#}"), "an unused key stays in the token: remove it there");
        }
    }
}
