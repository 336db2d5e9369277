//! The authorization endpoint: a code for a person who is signed in; who is not goes to the portal's sign-in page first.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use http::StatusCode;
use http::request::Parts;
use pms_app::accounts::tokens::{self, CodeRequest};
use pms_app::accounts::{session_cookie, sign_in};
use pms_app::{App, Outcome};
use pms_domain::Context;
use pms_identity::PortalSession;
use pms_identity::security::kind;
use serde_json::json;
use url::{Url, form_urlencoded};

use super::Form;
use crate::request::{Service, cookie, failure, json_response, redirect, secure};

/// Longest state and nonce that are passed on, bytes.
const LONGEST: usize = 512;

pub(crate) async fn authorize(State(service): State<Service>, request: Request<Body>) -> Response {
    let (parts, _) = request.into_parts();
    let ctx = service.anonymous(&parts);
    let response = answer(&service.app, &ctx, &parts).await;
    secure(response.unwrap_or_else(|error| failure(error, &ctx.request_id, ctx.now())), &ctx.request_id)
}

/// A fault that is shown here: client and address are not known to belong together, so nobody is sent anywhere.
fn shown(error: &str, description: &str) -> Response {
    json_response(StatusCode::BAD_REQUEST, &json!({ "error": error, "error_description": description }))
}

async fn answer(app: &App, ctx: &Context, parts: &Parts) -> Outcome<Response> {
    if !app.identity().is_embedded() {
        return Ok(shown("invalid_request", "People sign in at the external identity provider"));
    }
    let query = parts.uri.query().unwrap_or_default();
    let form = Form::parse(query.as_bytes());
    if form.has_repeated() {
        return Ok(shown("invalid_request", "A parameter stands twice"));
    }
    let (Some(client_id), Some(redirect_uri)) = (form.text("client_id"), form.text("redirect_uri")) else {
        return Ok(shown("invalid_request", "client_id and redirect_uri are required"));
    };
    if !tokens::may_redirect(app, client_id, redirect_uri).await? {
        app.identity().events().report(kind::REDIRECT_REFUSED, ctx.source, None, Some(ctx.request_id.clone()));
        return Ok(shown("invalid_request", "The client is not known, or redirect_uri is not one of its addresses"));
    }
    let Ok(back) = Url::parse(redirect_uri) else { return Ok(shown("invalid_request", "redirect_uri is no address")) };
    let back = Back { address: back, issuer: app.identity().issuer().name().to_owned(), state: form.text("state") };
    if [form.text("state"), form.text("nonce")].into_iter().flatten().any(|text| text.len() > LONGEST) {
        return Ok(back.error("invalid_request"));
    }
    if form.text("response_type") != Some("code") {
        return Ok(back.error("unsupported_response_type"));
    }
    let challenge = form.text("code_challenge").filter(|challenge| challenge.len() == 43);
    let Some(challenge) = challenge.filter(|_| form.text("code_challenge_method") == Some("S256")) else {
        return Ok(back.error("invalid_request"));
    };
    let Some(session) = session(app, parts).await? else {
        if form.text("prompt") == Some("none") {
            return Ok(back.error("login_required"));
        }
        return Ok(to_sign_in(app, query));
    };
    let scope = scope(form.text("scope"));
    let request = CodeRequest { client_id, redirect_uri, challenge, nonce: form.text("nonce"), scope: &scope };
    let code = tokens::authorize_code(app, ctx, &session, &request).await?;
    Ok(back.send(&[("session_state", &session.sid), ("code", code.reveal())]))
}

/// A session that may give tokens: one whose password must be changed first, or that lacks a second factor which the site
/// asks for, goes to the portal, too.
async fn session(app: &App, parts: &Parts) -> Outcome<Option<PortalSession>> {
    let Some(value) = cookie(&parts.headers, session_cookie(app)) else { return Ok(None) };
    Ok(sign_in::session(app, value).await?.filter(|session| !session.must_change && !session.must_enrol))
}

fn to_sign_in(app: &App, query: &str) -> Response {
    // Written anew, so that every sign is encoded: the portal refuses a way back that could be read as an address.
    let mut again = form_urlencoded::Serializer::new(String::new());
    let query = again.extend_pairs(form_urlencoded::parse(query.as_bytes())).finish();
    let return_to = format!("{}/protocol/openid-connect/auth?{query}", super::BASE);
    let return_to: String = form_urlencoded::byte_serialize(return_to.as_bytes()).collect();
    let base = app.settings().server.public_url.trim_end_matches('/');
    redirect(&format!("{base}/portal/sign-in?next={return_to}"))
}

/// The scopes that mean something here.
fn scope(asked: Option<&str>) -> String {
    let known = ["openid", "email", "profile"];
    let asked = asked.unwrap_or("email profile");
    known.into_iter().filter(|scope| asked.split(' ').any(|word| word == *scope)).collect::<Vec<_>>().join(" ")
}

/// The way back to a client whose address was checked.
struct Back<'a> {
    address: Url,
    issuer: String,
    state: Option<&'a str>,
}

impl Back<'_> {
    fn send(mut self, parameters: &[(&str, &str)]) -> Response {
        let mut query = self.address.query_pairs_mut();
        if let Some(state) = self.state {
            query.append_pair("state", state);
        }
        for (name, value) in parameters {
            query.append_pair(name, value);
        }
        // RFC 9207: the client sees which issuer answered.
        query.append_pair("iss", &self.issuer);
        drop(query);
        redirect(self.address.as_str())
    }

    fn error(self, error: &str) -> Response {
        self.send(&[("error", error)])
    }
}
