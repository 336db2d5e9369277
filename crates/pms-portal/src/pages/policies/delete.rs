//! Deleting a draft: for good, with a reason.

use axum::extract::Path;
use axum::response::Response;
use pms_app::policies::{self, PolicyView};
use pms_domain::limits;
use pms_domain::policy::Status;

use super::{frame, load, name};
use crate::address;
use crate::form::Form;
use crate::html::Html;
use crate::object::EffectsPage;
use crate::pages::into_form;
use crate::web::{Answer, Fault, Posted, Visitor};

/// Why it stays.
fn obstacles(visitor: &Visitor, view: &PolicyView) -> Vec<Html> {
    let texts = visitor.texts();
    let uses = &view.uses;
    if view.policy.status() != Status::Draft {
        vec![texts.get("policy-delete-published")]
    } else if uses.partners + uses.waiting + uses.keys + uses.clients > 0 {
        vec![texts.get("policy-delete-used")]
    } else {
        Vec::new()
    }
}

async fn page(visitor: &Visitor, view: &PolicyView, form: &Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let base = address::policy(&view.policy.id);
    let mut effects = vec![texts.get("policy-delete-final"), texts.get("policy-delete-name")];
    if view.waiting.is_some() {
        effects.push(texts.get("policy-delete-waiting"));
    }
    let page = EffectsPage {
        p: frame(visitor, "policy-delete-title", &view.policy).await?.with_errors(form),
        title: texts.get("policy-delete-title"),
        name: name(&view.policy),
        words: texts.get("policy-delete-words"),
        effects,
        obstacles: obstacles(visitor, view),
        action: format!("{base}/delete"),
        controls: vec![form.control(texts, "reason", "danger-reason").hint("policy-delete-reason-hint").area(3)],
        submit: texts.get("policy-delete-send"),
        is_danger: true,
        back: base,
        back_label: texts.get("policy-delete-keep"),
    };
    Ok(page.answer(form))
}

/// `GET /portal/policies/{id}/delete`
pub async fn ask(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let view = load(&visitor, &id).await?;
    page(&visitor, &view, &Form::default()).await
}

/// `POST /portal/policies/{id}/delete`
pub async fn delete(visitor: Visitor, Path(id): Path<String>, Posted(mut form): Posted) -> Answer {
    let view = load(&visitor, &id).await?;
    let texts = visitor.texts();
    form.require(texts, "reason", "danger-reason-missing");
    form.limit(texts, "reason", limits::REASON);
    if form.is_right() {
        let reason = form.given("reason");
        let deleted = policies::delete(visitor.app(), visitor.ctx(), &id, reason.as_deref()).await;
        if into_form(texts, &mut form, deleted, |_| "")?.is_some() {
            return Ok(visitor.done(address::POLICIES, "policy-delete-done", &[("name", &view.policy.name)]));
        }
    }
    page(&visitor, &view, &form).await
}
