//! The issuer's sign-out (OpenID Connect RP-Initiated Logout 1.0). It ends the session that an id token names, or the
//! browser's own; a page of another site cannot make it do so without the id token.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use http::request::Parts;
use http::{Method, StatusCode, header};
use pms_app::accounts::{session_cookie, sign_in, tokens};
use pms_app::{App, Outcome};
use pms_domain::Context;
use serde_json::json;
use url::Url;

use super::Form;
use crate::bridge::targets;
use crate::cookies::{self, TOKEN};
use crate::request::{Service, cookie, failure, json_response, redirect, secure};

/// Longest form, bytes.
const LONGEST: usize = pms_domain::limits::OPEN_BODY;

pub(crate) async fn end_session(State(service): State<Service>, request: Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    let ctx = service.anonymous(&parts);
    let form = if parts.method == Method::POST {
        Form::parse(&to_bytes(body, LONGEST).await.unwrap_or_default())
    } else {
        Form::parse(parts.uri.query().unwrap_or_default().as_bytes())
    };
    let is_cross_site = service.is_cross_site(&parts);
    let response = answer(&service.app, &ctx, &parts, &form, is_cross_site).await;
    secure(response.unwrap_or_else(|error| failure(error, &ctx.request_id, ctx.now())), &ctx.request_id)
}

async fn answer(app: &App, ctx: &Context, parts: &Parts, form: &Form, is_cross_site: bool) -> Outcome<Response> {
    let now = ctx.now().and_utc().timestamp();
    let hint = form.text("id_token_hint").and_then(|token| app.identity().issuer().read_hint(token, now).ok());
    let mut own = None;
    if let Some(value) = cookie(&parts.headers, session_cookie(app)) {
        own = sign_in::session(app, value).await?;
    }
    let hinted = hint.as_ref().and_then(|(_, sid)| sid.as_deref());
    if let Some(session) = &own {
        // Without the id token of this very session, only our own pages may end it.
        if hinted == Some(session.sid.as_str()) || (hinted.is_none() && !is_cross_site) {
            let ctx = app.context(session.actor.clone(), ctx.request_id.clone(), ctx.source).await?;
            sign_in::sign_out(app, &ctx, &session.sid).await?;
        }
    } else if let Some(sid) = hinted {
        end_hinted(app, ctx, sid).await?;
    }
    let client = hint.as_ref().map(|(client, _)| client.as_str()).or_else(|| form.text("client_id"));
    let target = match form.text("post_logout_redirect_uri") {
        None => None,
        Some(asked) => allowed(app, client, asked).await?,
    };
    let mut response = match target {
        Some(target) => {
            let mut target = target;
            if let Some(state) = form.text("state") {
                target.query_pairs_mut().append_pair("state", state);
            }
            redirect(target.as_str())
        }
        None => json_response(StatusCode::OK, &json!({ "status": "Success", "message": "successfully loggedout" })),
    };
    if !is_cross_site || hinted.is_some() {
        for name in [session_cookie(app), TOKEN] {
            if let Some(gone) = cookies::remove(app, name, ctx.now()) {
                response.headers_mut().append(header::SET_COOKIE, gone);
            }
        }
    }
    Ok(response)
}

/// An id token is proof enough to end its own session.
async fn end_hinted(app: &App, ctx: &Context, sid: &str) -> Outcome<()> {
    let Some(session) = app.identity().sessions().is_live(sid).await? else { return Ok(()) };
    let snapshot = app.identity().snapshot();
    let Some(entry) = snapshot.accounts.get(&session.account_id) else { return Ok(()) };
    let actor = pms_identity::identity::person_actor(&session.account_id, entry, sid);
    let ctx = app.context(actor, ctx.request_id.clone(), ctx.source).await?;
    sign_in::sign_out(app, &ctx, sid).await
}

async fn allowed(app: &App, client: Option<&str>, asked: &str) -> Outcome<Option<Url>> {
    if let Some(url) = targets(app).check(asked) {
        return Ok(Some(url));
    }
    let Some(client) = client else { return Ok(None) };
    Ok(if tokens::may_redirect(app, client, asked).await? { Url::parse(asked).ok() } else { None })
}
