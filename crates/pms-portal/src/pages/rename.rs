//! Another name for one's own organisation: asked for here, decided by a partner admin.

use axum::extract::Path;
use axum::response::Response;
use pms_app::partners::{self, PartnerView};
use pms_domain::{Refusal, catalogue, limits};

use super::organisation::writable;
use super::{FormPage, Is, into_form};
use crate::address;
use crate::form::Form;
use crate::frame::{ok, unprocessable};
use crate::web::{Answer, Fault, Posted, Visitor};

async fn page(visitor: &Visitor, view: &PartnerView, form: &Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let id = &view.partner.id;
    let profile = address::org(id, "profile");
    let p =
        visitor.frame_of("rename-title", Some(view)).await?.crumb(profile.clone(), "profile-title").with_errors(form);
    let template = FormPage {
        p,
        title: texts.get("rename-title"),
        intro: texts.with("rename-intro").text("name", &view.partner.name).html(),
        action: address::org(id, "profile/rename"),
        controls: vec![
            form.control(texts, "name", "rename-name").hint("rename-name-hint").autocomplete("organization"),
            form.control(texts, "reason", "rename-reason").hint("rename-reason-hint").area(3),
        ],
        submit: texts.get("rename-send"),
        danger: false,
        again: None,
        back: profile,
        back_label: texts.get("form-cancel"),
    };
    Ok(if form.is_right() { ok(&template) } else { unprocessable(&template) })
}

/// `GET /portal/org/{id}/profile/rename`
pub async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let view = writable(&visitor, &id).await?;
    page(&visitor, &view, &Form::default().with("name", view.partner.name.clone())).await
}

/// `POST /portal/org/{id}/profile/rename`
pub async fn send(visitor: Visitor, Path(id): Path<String>, Posted(mut form): Posted) -> Answer {
    let view = writable(&visitor, &id).await?;
    let texts = visitor.texts();
    form.require(texts, "name", "rename-name-missing");
    form.limit(texts, "name", limits::ORGANIZATION);
    form.require(texts, "reason", "danger-reason-missing");
    form.limit(texts, "reason", limits::REASON);
    if form.is_right() {
        let (name, reason) = (form.tidy("name"), form.trimmed("reason"));
        let asked = partners::request_rename(visitor.app(), visitor.ctx(), &id, &name, &reason).await;
        let field = |refusal: &Refusal| if refusal.is(&catalogue::RENAME_OPEN) { "" } else { "name" };
        if let Some(asked) = into_form(texts, &mut form, asked, field)? {
            let request = format!("request/{}", address::segment(&asked.approval_id));
            return Ok(visitor.done(&address::org(&id, &request), "rename-sent", &[]));
        }
    }
    page(&visitor, &view, &form).await
}
