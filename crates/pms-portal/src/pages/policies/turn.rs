//! Deactivating a policy, with who uses it counted, and bringing it back.

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

#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Off,
    On,
}

/// What stops, counted; what is nobody's is left out.
fn effects(visitor: &Visitor, view: &PolicyView) -> Vec<Html> {
    let texts = visitor.texts();
    let uses = &view.uses;
    let counted = [
        ("policy-effect-partners", uses.partners),
        ("policy-effect-keys", uses.keys),
        ("policy-effect-clients", uses.clients),
        ("policy-effect-waiting", uses.waiting),
    ];
    let counted = counted.into_iter().filter(|(_, n)| *n > 0).map(|(key, n)| texts.with(key).num("n", n).html());
    let mut effects: Vec<Html> = counted.collect();
    if effects.is_empty() {
        effects.push(texts.get("policy-effect-none"));
    }
    effects.push(texts.get("policy-effect-back"));
    effects
}

/// Whether anything stops when the policy is deactivated: partners, requests, keys or clients use it.
fn is_in_use(view: &PolicyView) -> bool {
    let uses = &view.uses;
    uses.partners + uses.waiting + uses.keys + uses.clients > 0
}

/// Whether a deactivated policy could be reactivated as it is.
fn comes_back(visitor: &Visitor, view: &PolicyView) -> bool {
    view.policy.valid_to_date > visitor.ctx().now() && view.policy.group_is_active == Some(true)
}

/// Why the step cannot be taken, where no reason would help.
fn obstacles(visitor: &Visitor, view: &PolicyView, turn: Turn) -> Vec<Html> {
    let texts = visitor.texts();
    let policy = &view.policy;
    let mut found = Vec::new();
    match (turn, policy.status()) {
        (Turn::Off, Status::Draft) => found.push(texts.get("policy-off-draft")),
        (Turn::Off, Status::Deactivated) => found.push(texts.get("policy-off-already")),
        (Turn::On, Status::Draft) => found.push(texts.get("policy-on-draft")),
        (Turn::On, Status::Activated | Status::Unpublished) => found.push(texts.get("policy-on-already")),
        (Turn::On, Status::Deactivated) => {
            if policy.valid_to_date <= visitor.ctx().now() {
                found.push(texts.get("policy-on-expired"));
            }
            if policy.group_is_active != Some(true) {
                found.push(texts.get("policy-group-off"));
            }
        }
        (Turn::Off, Status::Activated | Status::Unpublished) => {}
    }
    found
}

async fn page(visitor: &Visitor, view: &PolicyView, turn: Turn, form: &Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let off = turn == Turn::Off;
    let title = if off { "policy-off-title" } else { "policy-on-title" };
    let base = address::policy(&view.policy.id);
    let mut controls = vec![form.control(texts, "reason", "danger-reason").hint("policy-reason-hint").area(3)];
    if off && is_in_use(view) {
        controls.push(form.control_typed(texts, &view.policy.id));
    }
    let page = EffectsPage {
        p: frame(visitor, title, &view.policy).await?.with_errors(form),
        title: texts.get(title),
        name: name(&view.policy),
        words: texts.get(if off { "policy-off-words" } else { "policy-on-words" }),
        effects: if off { effects(visitor, view) } else { Vec::new() },
        obstacles: obstacles(visitor, view, turn),
        action: format!("{base}/{}", if off { "deactivate" } else { "reactivate" }),
        controls,
        submit: texts.get(if off { "policy-off-send" } else { "policy-on-send" }),
        is_danger: off,
        back: base,
        back_label: texts.get(if off { "policy-off-keep" } else { "policy-on-keep" }),
    };
    Ok(page.answer(form))
}

async fn take(visitor: &Visitor, id: &str, turn: Turn, mut form: Form) -> Answer {
    let view = load(visitor, id).await?;
    let texts = visitor.texts();
    form.require(texts, "reason", "danger-reason-missing");
    form.limit(texts, "reason", limits::REASON);
    if turn == Turn::Off && is_in_use(&view) {
        form.typed_id(texts, id);
    }
    if form.is_right() {
        let reason = form.given("reason");
        let (app, ctx) = (visitor.app(), visitor.ctx());
        // The page has said who uses it, and the id was typed with that in sight.
        let force = is_in_use(&view);
        let outcome = match turn {
            Turn::Off => policies::deactivate(app, ctx, id, force, reason.as_deref()).await,
            Turn::On => policies::reactivate(app, ctx, id, reason.as_deref()).await,
        };
        if into_form(texts, &mut form, outcome, |_| "")?.is_some() {
            let (here, name) = (address::policy(id), [("name", view.policy.name.as_str())]);
            return Ok(match turn {
                Turn::Off => {
                    // One that is over, or whose group is off, could not come back.
                    let may = comes_back(visitor, &view);
                    let undo = may.then(|| format!("{here}/reactivate"));
                    visitor.done_for_now(&here, "policy-off-done", &name, undo)
                }
                Turn::On => visitor.done(&here, "policy-on-done", &name),
            });
        }
    }
    page(visitor, &view, turn, &form).await
}

/// `GET /portal/policies/{id}/deactivate`
pub async fn ask_deactivate(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let view = load(&visitor, &id).await?;
    page(&visitor, &view, Turn::Off, &Form::default()).await
}

/// `POST /portal/policies/{id}/deactivate`
pub async fn deactivate(visitor: Visitor, Path(id): Path<String>, Posted(form): Posted) -> Answer {
    take(&visitor, &id, Turn::Off, form).await
}

/// `GET /portal/policies/{id}/reactivate`
pub async fn ask_reactivate(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let view = load(&visitor, &id).await?;
    page(&visitor, &view, Turn::On, &Form::default()).await
}

/// `POST /portal/policies/{id}/reactivate`
pub async fn reactivate(visitor: Visitor, Path(id): Path<String>, Posted(form): Posted) -> Answer {
    take(&visitor, &id, Turn::On, form).await
}
