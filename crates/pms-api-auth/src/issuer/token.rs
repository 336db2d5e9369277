//! The token endpoint (RFC 6749): client credentials, authorization code with PKCE, refresh; passwords only in the
//! compatibility profile.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, StatusCode, header};
use pms_app::accounts::tokens::{self, Proof, TokenSet};
use pms_app::{App, Failure};
use pms_domain::{Context, catalogue};
use pms_identity::Secret;
use serde_json::json;

use super::Form;
use crate::request::{Service, json_response, secure};

/// Longest form, bytes.
const LONGEST: usize = pms_domain::limits::OPEN_BODY;

pub(crate) async fn token(State(service): State<Service>, request: Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    let ctx = service.anonymous(&parts);
    let is_form = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|kind| {
        kind.split(';').next().is_some_and(|kind| kind.trim() == "application/x-www-form-urlencoded")
    });
    let response = match to_bytes(body, LONGEST).await {
        Ok(bytes) if is_form => {
            let form = Form::parse(&bytes);
            answer(&service.app, &ctx, &form, basic(&parts.headers)).await
        }
        Ok(_) => error(StatusCode::BAD_REQUEST, "invalid_request", "Send a form"),
        Err(_) => error(StatusCode::PAYLOAD_TOO_LARGE, "invalid_request", "The form is too long"),
    };
    secure(response, &ctx.request_id)
}

/// Client id and secret of HTTP Basic, each form-encoded (RFC 6749 §2.3.1).
fn basic(headers: &http::HeaderMap) -> Option<(String, Secret)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    let plain = |text: &str| {
        url::form_urlencoded::parse(format!("t={text}").as_bytes()).next().map(|(_, value)| value.into_owned())
    };
    Some((plain(id)?, Secret::new(plain(secret)?)))
}

fn error(status: StatusCode, error: &str, description: &str) -> Response {
    json_response(status, &json!({ "error": error, "error_description": description }))
}

async fn answer(app: &App, ctx: &Context, form: &Form, basic: Option<(String, Secret)>) -> Response {
    if form.has_repeated() {
        return error(StatusCode::BAD_REQUEST, "invalid_request", "A parameter stands twice");
    }
    let grant = form.text("grant_type").unwrap_or_default();
    let by_basic = basic.is_some();
    let (client_id, secret) = match basic {
        Some((id, secret)) => (id, Some(secret)),
        None => (form.text("client_id").unwrap_or_default().to_owned(), form.text("client_secret").map(Secret::new)),
    };
    if client_id.is_empty() {
        return error(StatusCode::UNAUTHORIZED, "invalid_client", "The client did not say who it is");
    }
    let proof = Proof::Secret(secret.as_ref());
    let outcome = match grant {
        "client_credentials" => {
            let Some(secret) = &secret else { return invalid_client(by_basic) };
            tokens::client_token(app, ctx, &client_id, secret).await
        }
        "authorization_code" if app.identity().is_embedded() => {
            let parts = (form.text("code"), form.text("redirect_uri"), form.text("code_verifier"));
            let (Some(code), Some(redirect_uri), Some(verifier)) = parts else {
                return error(StatusCode::BAD_REQUEST, "invalid_request", "code, redirect_uri and code_verifier");
            };
            let code = Secret::new(code);
            tokens::exchange_code(app, ctx, &client_id, proof, &code, redirect_uri, verifier).await
        }
        "refresh_token" if app.identity().is_embedded() => {
            let Some(token) = form.text("refresh_token") else {
                return error(StatusCode::BAD_REQUEST, "invalid_request", "refresh_token");
            };
            tokens::refresh(app, ctx, &client_id, proof, &Secret::new(token)).await
        }
        "password" if app.identity().is_embedded() && app.settings().compat.mosip => {
            let (Some(user), Some(password)) = (form.text("username"), form.text("password")) else {
                return error(StatusCode::BAD_REQUEST, "invalid_request", "username and password");
            };
            tokens::password_token(app, ctx, user, &Secret::new(password), &client_id, secret.as_ref()).await
        }
        _ => return error(StatusCode::BAD_REQUEST, "unsupported_grant_type", "This grant is not offered"),
    };
    match outcome {
        Ok(set) => tokens_response(set),
        Err(failure) => refusal(failure, grant, by_basic, &ctx.request_id),
    }
}

fn invalid_client(by_basic: bool) -> Response {
    let mut response = error(StatusCode::UNAUTHORIZED, "invalid_client", "Client id or secret is not right");
    if by_basic {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"mosip\""));
    }
    response
}

fn refusal(failure: Failure, grant: &str, by_basic: bool, request_id: &str) -> Response {
    match failure {
        Failure::Refused(_) if grant == "client_credentials" => invalid_client(by_basic),
        Failure::Refused(refusal) if refusal.code() == catalogue::SECOND_FACTOR_NEEDED.code => {
            error(StatusCode::UNAUTHORIZED, "invalid_grant", "A password alone is not enough for this account")
        }
        // Keycloak answers a wrong password with 401, and callers look at the status.
        Failure::Refused(_) if grant == "password" => {
            error(StatusCode::UNAUTHORIZED, "invalid_grant", "Invalid user credentials")
        }
        Failure::Refused(_) => error(StatusCode::BAD_REQUEST, "invalid_grant", "The grant is not valid (any more)"),
        Failure::Limited { retry_after } => {
            let mut response = error(StatusCode::TOO_MANY_REQUESTS, "slow_down", "Too many requests");
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after));
            response
        }
        Failure::Internal(fault) => {
            tracing::error!(request_id, error = format!("{fault:#}"), "request failed");
            error(StatusCode::INTERNAL_SERVER_ERROR, "server_error", "Unable to process the request.")
        }
    }
}

fn tokens_response(set: TokenSet) -> Response {
    let (refresh, refresh_expires_in) =
        set.refresh.map_or((None, 0), |(token, life)| (Some(token.reveal().to_owned()), life));
    let mut body = json!({
        "access_token": set.access.token,
        "expires_in": set.access.expires_in,
        "refresh_expires_in": refresh_expires_in,
        "token_type": "Bearer",
        "not-before-policy": 0,
        "scope": set.scope,
    });
    if let Some(members) = body.as_object_mut() {
        for (name, value) in [("refresh_token", refresh), ("id_token", set.id_token), ("session_state", set.sid)] {
            if let Some(value) = value {
                members.insert(name.to_owned(), value.into());
            }
        }
    }
    json_response(StatusCode::OK, &body)
}
