//! Signing in and out.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header;
use pms_app::accounts::sign_in::{Entry, SignedIn};
use pms_app::{Failure, accounts};
use pms_domain::catalogue;
use pms_identity::Secret;
use pms_identity::session::Started;

use super::{Is, into_form};
use crate::address;
use crate::form::Form;
use crate::frame::{Frame, ok, unprocessable};
use crate::web::{Answer, Fault, Posted, Visitor};

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
    Ok(ok(&template(&visitor, Form::default().with("next", next_of(&visitor)))))
}

/// Where the person wanted to go; empty: nowhere in particular.
fn next_of(visitor: &Visitor) -> String {
    url::form_urlencoded::parse(visitor.query().as_bytes())
        .find(|(name, _)| name == "next")
        .and_then(|(_, value)| address::inside(&value).map(str::to_owned))
        .unwrap_or_default()
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
    let name = form.value("username").trim();
    let outcome = accounts::sign_in::sign_in(visitor.app(), visitor.ctx(), name, &password, visitor.browser()).await;
    match outcome {
        Ok(Entry::Session(signed_in)) => arrive(&visitor, &signed_in, form.value("next")).await,
        Ok(Entry::SecondFactor) => {
            let next = address::inside(form.value("next")).unwrap_or_default();
            let to = format!("{}{}", address::SIGN_IN_CODE, address::query([("next", next)]));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Failure::Refused(refusal)) if refusal.is(&catalogue::SIGN_IN_FAILED) => {
            form.error("username", texts.get("sign-in-wrong"));
            Ok(unprocessable(&template(&visitor, form)))
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Signed in: to the page that was asked for, or to what must be done first.
async fn arrive(visitor: &Visitor, signed_in: &SignedIn, next: &str) -> Answer {
    let next = address::inside(next).unwrap_or(address::HOME);
    let target = if signed_in.must_change { address::ACCOUNT_PASSWORD } else { next };
    enter(visitor, &signed_in.session, Redirect::to(target).into_response()).await
}

/// Puts a fresh session's cookie on an answer, and notes where the session was started.
pub async fn enter(visitor: &Visitor, session: &Started, mut response: Response) -> Result<Response, Fault> {
    accounts::sessions::note_place(visitor.app(), visitor.ctx(), &session.sid, visitor.agent()).await?;
    let portal = visitor.portal();
    let cookie = portal.set(portal.session_cookie(), session.secret.reveal());
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

#[derive(Template)]
#[template(path = "gate/second_factor.html")]
struct Code {
    p: Frame,
    form: Form,
}

fn code_page(visitor: &Visitor, form: Form) -> Response {
    let template = Code { p: visitor.bare_frame().titled("second-code-title").with_errors(&form), form };
    if template.form.is_right() { ok(&template) } else { unprocessable(&template) }
}

/// Only a browser that has typed a right password is asked for a code.
async fn awaited(visitor: &Visitor) -> Result<(), Fault> {
    if accounts::second_factor::is_awaited(visitor.app(), visitor.browser()).await? {
        return Ok(());
    }
    Err(Fault::Again { to: address::SIGN_IN, key: "second-code-over" })
}

/// `GET /portal/sign-in/code`
pub async fn code(visitor: Visitor) -> Answer {
    awaited(&visitor).await?;
    Ok(code_page(&visitor, Form::default().with("next", next_of(&visitor))))
}

/// `POST /portal/sign-in/code`
pub async fn send_code(visitor: Visitor, Posted(mut form): Posted) -> Answer {
    awaited(&visitor).await?;
    let texts = visitor.texts();
    form.require(texts, "code", "second-code-missing");
    let typed = Secret::new(form.value("code"));
    form.forget("code");
    if !form.is_right() {
        return Ok(code_page(&visitor, form));
    }
    let entered = accounts::second_factor::enter(visitor.app(), visitor.ctx(), visitor.browser(), &typed).await;
    match into_form(texts, &mut form, entered, |_| "code")? {
        Some(signed_in) => arrive(&visitor, &signed_in, form.value("next")).await,
        None => Ok(code_page(&visitor, form)),
    }
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
