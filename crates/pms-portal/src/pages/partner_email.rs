//! Another email address for an organisation that was registered with a wrong one: corrected by an admin.

use axum::extract::Path;
use axum::response::Response;
use pms_app::partners::{self, PartnerView};
use pms_domain::{Refusal, catalogue, limits};

use super::{FormPage, Is, into_form};
use crate::address;
use crate::form::Form;
use crate::frame::{ok, unprocessable};
use crate::web::{Answer, Fault, Posted, Visitor};

/// Where it is corrected.
pub fn address_of(partner: &str) -> String {
    format!("{}/email", address::partner(partner))
}

async fn load(visitor: &Visitor, id: &str) -> Result<PartnerView, Fault> {
    visitor.admin()?;
    Ok(partners::get(visitor.app(), visitor.ctx(), id).await?)
}

async fn page(visitor: &Visitor, view: &PartnerView, form: &Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let id = view.partner.id.as_str();
    let template = FormPage {
        p: visitor
            .frame("partner-email-title")
            .await?
            .crumb(address::PARTNERS, "nav-partners")
            .crumb_text(address::partner(id), &view.partner.name)
            .with_errors(form),
        title: texts.get("partner-email-title"),
        intro: texts.with("partner-email-intro").text("name", &view.partner.name).html(),
        action: address_of(id),
        controls: vec![
            form.control(texts, "email", "field-email").hint("partner-email-hint").email(),
            form.control(texts, "reason", "danger-reason").hint("danger-reason-hint").area(3),
        ],
        submit: texts.get("partner-email-send"),
        danger: false,
        again: None,
        back: address::partner(id),
        back_label: texts.get("form-cancel"),
    };
    Ok(if form.is_right() { ok(&template) } else { unprocessable(&template) })
}

/// `GET /portal/partners/{id}/email`
pub async fn ask(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let view = load(&visitor, &id).await?;
    page(&visitor, &view, &Form::default().with("email", view.partner.contact.email.clone())).await
}

/// `POST /portal/partners/{id}/email`
pub async fn correct(visitor: Visitor, Path(id): Path<String>, Posted(mut form): Posted) -> Answer {
    let view = load(&visitor, &id).await?;
    let texts = visitor.texts();
    form.email(texts, "email");
    form.require(texts, "reason", "danger-reason-missing");
    form.limit(texts, "reason", limits::REASON);
    if form.is_right() {
        let (email, reason) = (form.trimmed("email"), form.given("reason"));
        let corrected = partners::correct_email(visitor.app(), visitor.ctx(), &id, &email, reason.as_deref()).await;
        let field = |refusal: &Refusal| {
            let of_email = [&catalogue::EMAIL_EXISTS, &catalogue::EMAIL_INVALID];
            if of_email.iter().any(|entry| refusal.is(entry)) { "email" } else { "" }
        };
        if into_form(texts, &mut form, corrected, field)?.is_some() {
            return Ok(visitor.done(&address::partner(&id), "partner-email-done", &[]));
        }
    }
    page(&visitor, &view, &form).await
}
