//! One's own details: name, phone, and the e-mail address. A new one asks for the password, and counts once the code that
//! was sent to it is typed.

use axum::response::{IntoResponse, Redirect, Response};
use pms_app::accounts::people;
use pms_domain::{Refusal, catalogue, limits};
use pms_identity::Secret;

use super::reset::{check_code, digits};
use super::{FormPage, Is, into_form, sign_in};
use crate::address;
use crate::form::{Control, Form};
use crate::frame::{ok, unprocessable};
use crate::html::Html;
use crate::web::{Answer, Fault, Posted, Visitor};

/// What differs between the pages of this module: keys of texts, and where the form goes.
struct Words {
    title: &'static str,
    intro: Html,
    action: &'static str,
    submit: &'static str,
    /// Where the other link leads, and its text.
    back: (&'static str, &'static str),
}

async fn page<'a>(
    visitor: &Visitor,
    form: &'a Form,
    words: Words,
    controls: Vec<Control<'a>>,
) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let template = FormPage {
        p: visitor.frame(words.title).await?.crumb(address::ACCOUNT, "account").with_errors(form),
        title: texts.get(words.title),
        intro: words.intro,
        action: words.action.to_owned(),
        controls,
        submit: texts.get(words.submit),
        danger: false,
        again: None,
        back: words.back.0.to_owned(),
        back_label: texts.get(words.back.1),
    };
    Ok(if form.is_right() { ok(&template) } else { unprocessable(&template) })
}

/// People of an external provider have their details there.
fn local(visitor: &Visitor) -> Result<(), Fault> {
    visitor.person()?;
    if visitor.app().identity().is_embedded() { Ok(()) } else { Err(Fault::NotFound) }
}

async fn details_page(visitor: &Visitor, form: &Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let words = Words {
        title: "account-details-title",
        intro: texts.get("account-details-intro"),
        action: address::ACCOUNT_DETAILS,
        submit: "account-details-save",
        back: (address::ACCOUNT, "form-cancel"),
    };
    let controls = vec![
        form.control(texts, "given", "account-given-name").optional().autocomplete("given-name"),
        form.control(texts, "family", "account-family-name").optional().autocomplete("family-name"),
        form.control(texts, "phone", "field-phone").hint("field-phone-hint").optional().tel().autocomplete("tel"),
    ];
    page(visitor, form, words, controls).await
}

/// `GET /portal/account/details`
pub async fn edit(visitor: Visitor) -> Answer {
    local(&visitor)?;
    let own = people::own(visitor.app(), visitor.ctx()).await?;
    let form = Form::default().with("given", own.given_name).with("family", own.family_name).with("phone", own.phone);
    details_page(&visitor, &form).await
}

/// `POST /portal/account/details`
pub async fn save(visitor: Visitor, Posted(mut form): Posted) -> Answer {
    local(&visitor)?;
    let texts = visitor.texts();
    form.limit(texts, "given", limits::ORGANIZATION);
    form.limit(texts, "family", limits::ORGANIZATION);
    form.limit(texts, "phone", limits::CONTACT_NUMBER);
    if form.is_right() {
        let own = people::own(visitor.app(), visitor.ctx()).await?;
        let update = people::OwnUpdate {
            given_name: form.tidy("given"),
            family_name: form.tidy("family"),
            phone: form.tidy("phone"),
            lang: own.lang,
        };
        let saved = people::update_own(visitor.app(), visitor.ctx(), update).await;
        if into_form(texts, &mut form, saved, |_: &Refusal| "")?.is_some() {
            return Ok(visitor.done(address::ACCOUNT, "account-details-saved", &[]));
        }
    }
    details_page(&visitor, &form).await
}

async fn email_page(visitor: &Visitor, form: &Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let words = Words {
        title: "account-email-title",
        intro: texts.get("account-email-intro"),
        action: address::ACCOUNT_EMAIL,
        submit: "account-email-send",
        back: (address::ACCOUNT, "form-cancel"),
    };
    let controls = vec![
        form.control(texts, "email", "account-email-new").email().autocomplete("email"),
        form.control(texts, "current", "password-current").password().autocomplete("current-password"),
    ];
    page(visitor, form, words, controls).await
}

/// `GET /portal/account/email`
pub async fn email(visitor: Visitor) -> Answer {
    local(&visitor)?;
    email_page(&visitor, &Form::default()).await
}

/// `POST /portal/account/email`
pub async fn send_code(visitor: Visitor, Posted(mut form): Posted) -> Answer {
    local(&visitor)?;
    let texts = visitor.texts();
    let current = Secret::new(form.value("current"));
    form.forget("current");
    form.email(texts, "email");
    if current.reveal().is_empty() {
        form.error("current", texts.get("password-current-missing"));
    }
    if form.is_right() {
        let email = form.trimmed("email");
        let sent = people::request_email_change(visitor.app(), visitor.ctx(), &email, visitor.browser(), &current);
        let field = |refusal: &Refusal| if refusal.is(&catalogue::PASSWORD_OLD_WRONG) { "current" } else { "email" };
        if into_form(texts, &mut form, sent.await, field)?.is_some() {
            return Ok(Redirect::to(address::ACCOUNT_EMAIL_CODE).into_response());
        }
    }
    email_page(&visitor, &form).await
}

/// The address that waits for its code; without one, back to where it is asked for.
async fn pending(visitor: &Visitor) -> Result<String, Fault> {
    let found = people::pending_email(visitor.app(), visitor.ctx(), visitor.browser()).await?;
    found.ok_or(Fault::Again { to: address::ACCOUNT_EMAIL, key: "code-not-waited-for" })
}

async fn code_page(visitor: &Visitor, form: &Form, email: &str) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let words = Words {
        title: "account-email-code-title",
        intro: texts.with("account-email-code-intro").text("email", email).html(),
        action: address::ACCOUNT_EMAIL_CODE,
        submit: "account-email-confirm",
        back: (address::ACCOUNT_EMAIL, "code-again"),
    };
    let controls = vec![form.control(texts, "code", "code-label").hint("code-hint").code()];
    page(visitor, form, words, controls).await
}

/// `GET /portal/account/email/code`
pub async fn code(visitor: Visitor) -> Answer {
    local(&visitor)?;
    let email = pending(&visitor).await?;
    code_page(&visitor, &Form::default(), &email).await
}

/// `POST /portal/account/email/code`
pub async fn change_email(visitor: Visitor, Posted(mut form): Posted) -> Answer {
    local(&visitor)?;
    let email = pending(&visitor).await?;
    let texts = visitor.texts();
    check_code(texts, &mut form);
    if form.is_right() {
        let code = digits(form.value("code"));
        let changed = people::change_email(visitor.app(), visitor.ctx(), visitor.browser(), &code).await;
        if let Some(session) = into_form(texts, &mut form, changed, |_| "code")? {
            let response = visitor.done(address::ACCOUNT, "account-email-changed", &[]);
            return sign_in::enter(&visitor, &session, response).await;
        }
    }
    code_page(&visitor, &form, &email).await
}
