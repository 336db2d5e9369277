//! Signing in and out.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header;
use pms_app::{Failure, accounts};
use pms_domain::catalogue;
use pms_identity::Secret;
use pms_identity::session::Started;

use super::Is;
use crate::address;
use crate::form::Form;
use crate::frame::{Frame, ok, unprocessable};
use crate::web::{Answer, Posted, Visitor};

#[derive(Template)]
#[template(path = "gate/sign_in.html")]
struct SignIn {
    p: Frame,
    form: Form,
    idle_minutes: u64,
    /// Names and passwords are typed here; else the provider asks for them.
    embedded: bool,
}

fn template(visitor: &Visitor, form: Form) -> SignIn {
    SignIn {
        p: visitor.bare_frame().titled("sign-in").with_errors(&form),
        idle_minutes: visitor.app().settings().identity.session_idle_seconds / 60,
        embedded: visitor.app().identity().is_embedded(),
        form,
    }
}

/// `GET /portal/sign-in`
pub async fn show(visitor: Visitor) -> Answer {
    if visitor.session().is_some() {
        return Ok(Redirect::to(address::HOME).into_response());
    }
    let next = url::form_urlencoded::parse(visitor.query().as_bytes())
        .find(|(name, _)| name == "next")
        .and_then(|(_, value)| address::inside(&value).map(str::to_owned));
    Ok(ok(&template(&visitor, Form::default().with("next", next.unwrap_or_default()))))
}

/// `POST /portal/sign-in`
pub async fn send(visitor: Visitor, Posted(mut form): Posted) -> Answer {
    let texts = visitor.texts();
    form.require(texts, "username", "sign-in-name-missing");
    form.require(texts, "password", "sign-in-password-missing");
    let password = Secret::new(form.value("password"));
    form.forget("password");
    if !form.is_right() {
        return Ok(unprocessable(&template(&visitor, form)));
    }
    let outcome =
        accounts::sign_in::sign_in(visitor.app(), visitor.ctx(), form.value("username").trim(), &password).await;
    match outcome {
        Ok(signed_in) => {
            let next = address::inside(form.value("next")).unwrap_or(address::HOME);
            let target = if signed_in.must_change { address::ACCOUNT_PASSWORD } else { next };
            Ok(enter(&visitor, &signed_in.session, Redirect::to(target).into_response()))
        }
        Err(Failure::Refused(refusal)) if refusal.is(&catalogue::SIGN_IN_FAILED) => {
            form.error("username", texts.get("sign-in-wrong"));
            Ok(unprocessable(&template(&visitor, form)))
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Puts a fresh session's cookie on an answer.
pub fn enter(visitor: &Visitor, session: &Started, mut response: Response) -> Response {
    let portal = visitor.portal();
    let cookie = portal.set(portal.session_cookie(), session.secret.reveal());
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

/// `POST /portal/sign-out`
pub async fn leave(visitor: Visitor, Posted(_): Posted) -> Answer {
    if let Some(session) = visitor.session() {
        accounts::sign_in::sign_out(visitor.app(), visitor.ctx(), &session.sid).await?;
    }
    let portal = visitor.portal();
    let mut response = visitor.done(address::SIGN_IN, "signed-out", &[]);
    response.headers_mut().append(header::SET_COOKIE, portal.clear(portal.session_cookie()));
    Ok(response)
}

/// `GET /portal/sign-in/provider`: to the identity provider, by the login bridge.
pub async fn provider(visitor: Visitor) -> Answer {
    let home = format!("{}{}", visitor.app().settings().server.public_url.trim_end_matches('/'), address::HOME);
    let target = URL_SAFE_NO_PAD.encode(home);
    let state = visitor.app().surroundings().uuid();
    Ok(Redirect::to(&format!("/v1/partnermanager/login/{target}?state={state}")).into_response())
}
