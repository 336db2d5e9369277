//! Who a token belongs to, in the shape of authmanager (contract consumers §5.2).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header;
use pms_api_wire::{Answer, Call, Fault, Reply};
use pms_app::App;
use pms_app::accounts::external;
use pms_domain::{Actor, Refusal, catalogue};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::cookies;

/// The user behind a token.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AuthenticatedUser)]
pub(crate) struct UserBody {
    /// User name.
    user_id: String,
    mobile: Option<String>,
    mail: Option<String>,
    lang_code: Option<String>,
    user_password: Option<String>,
    /// User name, once more.
    name: String,
    /// Roles, each followed by a comma.
    role: String,
    rid: Option<String>,
    /// The token as sent.
    token: String,
}

impl UserBody {
    /// `token` was verified before: its claims are read as they are.
    fn new(actor: &Actor, token: &str) -> Self {
        let claims = claims(token);
        let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
        Self {
            user_id: actor.name.clone(),
            mobile: text("mobile").or_else(|| text("phoneNumber")),
            mail: text("email"),
            lang_code: None,
            user_password: None,
            name: actor.name.clone(),
            role: actor.roles.iter().map(|role| format!("{role},")).collect(),
            rid: text("rid"),
            token: token.to_owned(),
        }
    }
}

/// The claims of a verified token.
pub(crate) fn claims(token: &str) -> Value {
    token
        .split('.')
        .nth(1)
        .and_then(|payload| URL_SAFE_NO_PAD.decode(payload).ok())
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default()
}

/// Seconds until a verified token expires.
pub(crate) fn seconds_left(token: &str, now: pms_domain::Timestamp) -> i64 {
    claims(token).get("exp").and_then(Value::as_i64).map_or(0, |exp| exp - now.and_utc().timestamp())
}

fn answer(app: &App, call: &Call, actor: &Actor, token: &str) -> Answer {
    let now = call.context.now();
    let reply = Reply::json(UserBody::new(actor, token))?;
    // The cookie is set again, as callers expect; the token's own end stays.
    Ok(match cookies::token(app, token, seconds_left(token, now), now) {
        Some(cookie) => reply.header(header::SET_COOKIE, cookie),
        None => reply,
    })
}

/// `GET /v1/partnermanager/authorize/admin/validateToken`: the frame has verified the token.
pub(crate) async fn validate_for_portal(app: App, call: Call) -> Answer {
    if !call.has_cookies() && call.token().is_none() {
        return Err(Refusal::of(&catalogue::ACP_NO_COOKIES).into());
    }
    let token = call.token().ok_or_else(|| Fault::from(Refusal::of(&catalogue::ACP_NO_TOKEN)))?;
    answer(&app, &call, &call.context.actor, token)
}

/// `GET /v1/authmanager/authorize/admin/validateToken`: open, so that its own codes are answered.
pub(crate) async fn validate(app: App, call: Call) -> Answer {
    let Some(token) = call.token() else {
        let entry = if call.has_cookies() { &catalogue::AUTH_NO_TOKEN_COOKIE } else { &catalogue::AUTH_NO_COOKIES };
        return Err(Refusal::of(entry).into());
    };
    match external::authenticate(&app, token, &call.context.request_id, call.context.source).await {
        Ok(actor) => answer(&app, &call, &actor, token),
        // The former service answered every refused token so, and callers look at the status.
        Err(_) => Err(Refusal::with(&catalogue::AUTH_SERVER_ERROR, "Authentication Failed : Invalid Token :").into()),
    }
}
