//! The terms of the site: agreed to once, before any other page, and read again any time.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use pms_app::users;

use crate::address;
use crate::form::Form;
use crate::frame::{Frame, ok, unprocessable};
use crate::html::Html;
use crate::web::{Answer, Fault, Posted, TermsText, Visitor};

#[derive(Template)]
#[template(path = "gate/terms.html")]
struct Terms {
    p: Frame,
    form: Form,
    text: TermsText,
    /// When the person agreed; none: is asked now.
    agreed: Option<Html>,
}

async fn page(visitor: &Visitor, form: Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let text = visitor.portal().terms.as_ref().ok_or(Fault::NotFound)?.of(texts);
    let consent = users::own_consent(visitor.app(), visitor.ctx()).await?;
    let agreed = consent.at.map(|at| texts.with("terms-agreed").day("when", at).html());
    let p = visitor.bare_frame().titled("terms-title").with_errors(&form);
    let template = Terms { p, form, text, agreed };
    Ok(if template.form.is_right() { ok(&template) } else { unprocessable(&template) })
}

/// `GET /portal/account/terms`
pub async fn show(visitor: Visitor) -> Answer {
    visitor.person()?;
    let next = super::asked(&visitor, "next").map(|(_, next)| next).unwrap_or_default();
    page(&visitor, Form::default().with("next", address::inside(&next).unwrap_or_default())).await
}

/// `POST /portal/account/terms`
pub async fn agree(visitor: Visitor, Posted(mut form): Posted) -> Answer {
    visitor.person()?;
    if visitor.portal().terms.is_none() {
        return Err(Fault::NotFound);
    }
    if !form.is("agree", "yes") {
        form.error("agree", visitor.texts().get("terms-missing"));
        return page(&visitor, form).await;
    }
    // Whoever has agreed keeps the day of it.
    if visitor.owes_consent() {
        users::give_own_consent(visitor.app(), visitor.ctx()).await?;
    }
    let next = address::inside(form.value("next")).unwrap_or(address::HOME);
    Ok(Redirect::to(next).into_response())
}
