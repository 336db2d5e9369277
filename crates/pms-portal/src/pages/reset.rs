//! A new password with a code sent to the account's address. No answer tells whether an address has an account.

use askama::Template;
use axum::response::{IntoResponse, Redirect};
use pms_app::accounts;
use pms_app::accounts::sign_in::Entry;
use pms_domain::catalogue;
use pms_identity::Secret;

use super::{Is, into_form, sign_in};
use crate::address;
use crate::form::Form;
use crate::frame::{Frame, ok, unprocessable};
use crate::i18n::Texts;
use crate::web::{Answer, Fault, Posted, Visitor};

#[derive(Template)]
#[template(path = "gate/reset.html")]
struct Reset {
    p: Frame,
    form: Form,
}

#[derive(Template)]
#[template(path = "gate/reset_code.html")]
struct ResetCode {
    p: Frame,
    form: Form,
    /// Where the code went, if it went anywhere.
    email: String,
}

/// `GET /portal/reset`
pub async fn show(visitor: Visitor) -> Answer {
    Ok(ok(&Reset { p: visitor.bare_frame().titled("forgot-title"), form: Form::default() }))
}

/// `POST /portal/reset`
pub async fn send(visitor: Visitor, Posted(mut form): Posted) -> Answer {
    let texts = visitor.texts();
    form.email(texts, "email");
    let email = form.trimmed("email");
    if form.is_right() {
        let sent = accounts::passwords::request_reset(visitor.app(), visitor.ctx(), &email, visitor.browser()).await;
        if into_form(texts, &mut form, sent, |_| "email")?.is_some() {
            return Ok(Redirect::to(address::RESET_CODE).into_response());
        }
    }
    Ok(unprocessable(&Reset { p: visitor.bare_frame().titled("forgot-title").with_errors(&form), form }))
}

/// The address that this browser asked a code for; without one, back to where it is asked for.
async fn pending(visitor: &Visitor) -> Result<String, Fault> {
    let found = accounts::passwords::pending_reset(visitor.app(), visitor.browser()).await?;
    found.ok_or(Fault::Again { to: address::RESET, key: "code-not-waited-for" })
}

/// `GET /portal/reset/code`
pub async fn code(visitor: Visitor) -> Answer {
    let email = pending(&visitor).await?;
    let p = visitor.bare_frame().titled("forgot-code-title");
    Ok(ok(&ResetCode { p, form: Form::default(), email }))
}

/// `POST /portal/reset/code`
pub async fn save(visitor: Visitor, Posted(mut form): Posted) -> Answer {
    let email = pending(&visitor).await?;
    let texts = visitor.texts();
    check_code(texts, &mut form);
    let password = new_password(texts, &mut form);
    if form.is_right() {
        let code = digits(form.value("code"));
        let outcome =
            accounts::passwords::reset(visitor.app(), visitor.ctx(), visitor.browser(), &code, &password).await;
        let started = into_form(texts, &mut form, outcome, |refusal| {
            if refusal.is(&catalogue::PASSWORD_WEAK) { "password" } else { "code" }
        })?;
        match started {
            Some(Entry::Session(signed_in)) => {
                let response = visitor.done(address::HOME, "password-changed", &[]);
                return sign_in::enter(&visitor, &signed_in.session, response).await;
            }
            Some(Entry::SecondFactor) => return Ok(visitor.done(address::SIGN_IN_CODE, "password-changed", &[])),
            None => {}
        }
    }
    let p = visitor.bare_frame().titled("forgot-code-title").with_errors(&form);
    Ok(unprocessable(&ResetCode { p, form, email }))
}

/// Spaces in a code do not matter.
pub fn digits(code: &str) -> String {
    code.chars().filter(|c| !c.is_whitespace()).collect()
}

pub fn check_code(texts: &Texts, form: &mut Form) {
    let code = digits(form.value("code"));
    if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        form.error("code", texts.get("code-missing"));
    }
}

/// Takes the new password out of a form in which it was typed twice. How strong it must be is not decided here.
pub fn new_password(texts: &Texts, form: &mut Form) -> Secret {
    let password = Secret::new(form.value("password"));
    let repeat = Secret::new(form.value("repeat"));
    form.forget("password");
    form.forget("repeat");
    if password.reveal().is_empty() {
        form.error("password", texts.get("password-missing"));
    } else if password.reveal() != repeat.reveal() {
        form.error("repeat", texts.get("password-differs"));
    }
    password
}
