//! The cookies of the wire (architecture §4 "Cookies and CSRF").
//!
//! The value of `Authorization` directly follows the name and is followed by `;` in the first `Set-Cookie` of an
//! answer: callers cut it out by position (contract consumers §5.2).

use http::HeaderValue;
use pms_app::App;
use pms_domain::Timestamp;

/// Name of the token's cookie.
pub(crate) const TOKEN: &str = "Authorization";
/// Name of the sign-in's state cookie.
pub(crate) const STATE: &str = "state";

fn is_https(app: &App) -> bool {
    app.settings().server.public_url.starts_with("https://")
}

fn build(app: &App, name: &str, value: &str, seconds: i64, now: Timestamp) -> Option<HeaderValue> {
    let expires = now + chrono::TimeDelta::seconds(seconds);
    let expires = expires.format("%a, %d %b %Y %H:%M:%S GMT");
    let secure = if is_https(app) { "; Secure" } else { "" };
    HeaderValue::from_str(&format!(
        "{name}={value}; Max-Age={seconds}; Expires={expires}; Path=/; HttpOnly; SameSite=Lax{secure}"
    ))
    .ok()
}

/// The token, for its own life.
pub(crate) fn token(app: &App, token: &str, seconds: i64, now: Timestamp) -> Option<HeaderValue> {
    build(app, TOKEN, token, seconds.max(0), now)
}

/// The state, for ten minutes.
pub(crate) fn state(app: &App, value: &str, now: Timestamp) -> Option<HeaderValue> {
    build(app, STATE, value, crate::state::SECONDS, now)
}

/// The portal's session, for this visit: it has no age, the server decides when it is over.
pub(crate) fn portal(app: &App, value: &str) -> Option<HeaderValue> {
    let name = pms_app::accounts::session_cookie(app);
    let secure = if is_https(app) { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}")).ok()
}

/// Removes a cookie.
pub(crate) fn remove(app: &App, name: &str, now: Timestamp) -> Option<HeaderValue> {
    build(app, name, "", 0, now - chrono::TimeDelta::days(365))
}
