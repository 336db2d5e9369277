//! The state of a sign-in through the bridge: state, nonce, PKCE verifier and target, sealed in one cookie, each good
//! for one return within ten minutes.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pms_app::{App, Outcome};
use pms_domain::Timestamp;
use pms_domain::context::BASE62;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Life of a state.
pub(crate) const SECONDS: i64 = 600;
const KIND: &str = "login-state";

/// What is bound together.
#[derive(Serialize, Deserialize)]
pub(crate) struct SignIn {
    pub state: String,
    pub nonce: String,
    /// PKCE verifier.
    pub verifier: String,
    /// Where the person goes in the end, as checked.
    pub target: String,
    /// The path variable as it was sent: the provider returns to the same address.
    pub encoded: String,
    /// Seconds since 1970.
    began: i64,
}

impl SignIn {
    pub fn new(app: &App, state: &str, target: &str, encoded: &str) -> Self {
        let surroundings = app.surroundings();
        Self {
            state: state.to_owned(),
            nonce: surroundings.characters(BASE62, 32),
            verifier: surroundings.characters(BASE62, 64),
            target: target.to_owned(),
            encoded: encoded.to_owned(),
            began: surroundings.now().and_utc().timestamp(),
        }
    }

    /// The cookie's value: the state itself, and everything sealed.
    pub fn to_cookie(&self, app: &App) -> Outcome<String> {
        let clear = serde_json::to_vec(self).map_err(anyhow::Error::from)?;
        let sealed = app.store().keys().seal(app.surroundings(), KIND, &self.state, &clear)?;
        Ok(format!("{}.{}", self.state, URL_SAFE_NO_PAD.encode(sealed)))
    }

    /// Opens a cookie of ours that is not too old.
    pub fn from_cookie(app: &App, value: &str, now: Timestamp) -> Option<Self> {
        let (state, sealed) = value.split_once('.')?;
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let clear = app.store().keys().open(KIND, state, &sealed).ok()?;
        let found: SignIn = serde_json::from_slice(&clear).ok()?;
        let age = now.and_utc().timestamp() - found.began;
        (found.state == state && (0..SECONDS).contains(&age)).then_some(found)
    }

    /// Uses the state up. `false`: it was used before, here or on another replica.
    pub async fn spend(&self, app: &App) -> Outcome<bool> {
        Ok(app.identity().limits().once(KIND, &self.state, SECONDS).await?)
    }
}

/// The state that a cookie names, ours or as another client wrote it.
pub(crate) fn named(cookie: &str) -> &str {
    cookie.split('.').next().unwrap_or_default()
}

/// Whether a state was used for a return already.
pub(crate) async fn was_used(app: &App, state: &str) -> Outcome<bool> {
    Ok(app.identity().limits().was_used(KIND, state).await?)
}

/// A UUID in canonical form: lower case, with hyphens.
pub(crate) fn is_canonical(state: &str) -> bool {
    Uuid::parse_str(state).is_ok_and(|uuid| uuid.hyphenated().to_string() == state)
}
