//! Publishing a draft: who may ask for it then, what it shares that nobody shares yet, and who has to agree.

use axum::extract::Path;
use axum::response::Response;
use pms_app::policies::{self, PolicyView, Preview};
use pms_domain::policy::{PolicyType, violations};
use serde_json::Value;

use super::{frame, load, name};
use crate::address;
use crate::form::Form;
use crate::html::Html;
use crate::object::EffectsPage;
use crate::pages::{into_form, waits};
use crate::policy_form::names;
use crate::web::{Answer, Fault, Posted, Visitor};

fn effects(visitor: &Visitor, view: &PolicyView, preview: &Preview) -> Vec<Html> {
    let texts = visitor.texts();
    let group = view.policy.group_name.as_deref().unwrap_or_default();
    let mut effects =
        vec![texts.with("policy-publish-partners").num("n", preview.partners).text("group", group).html()];
    let new: Vec<String> = preview.shares.iter().map(|shared| words(visitor, shared)).collect();
    let new = Html::trusted(new.join(", "));
    effects.push(match (&preview.compared, preview.shares.is_empty()) {
        (Some(known), true) => texts.with("policy-publish-nothing-more").text("policy", &known.name).html(),
        (Some(known), false) => texts.with("policy-publish-more").words("what", new).text("policy", &known.name).html(),
        (None, true) => texts.get("policy-publish-shares-nothing"),
        (None, false) => texts.with("policy-publish-shares").words("what", new).html(),
    });
    if !preview.relatives.is_empty() {
        effects.push(texts.with("policy-publish-relatives").num("n", preview.relatives.len()).html());
    }
    effects.push(texts.get("policy-publish-fixed"));
    if preview.second_admin {
        effects.push(texts.get("policy-publish-second"));
    }
    effects
}

/// What is shared, in words: an attribute, a right, or the terms of a share.
fn words(visitor: &Visitor, shared: &str) -> String {
    let texts = visitor.texts();
    if shared == "dataSharePolicies" {
        return texts.get("policy-how").to_string();
    }
    match names::RIGHTS.iter().find(|(member, _, _)| *member == shared) {
        Some((_, key, _)) => texts.get(key).to_string(),
        None => names::attribute(texts, shared).to_string(),
    }
}

/// Why it cannot be published.
fn obstacles(visitor: &Visitor, view: &PolicyView) -> Vec<Html> {
    let texts = visitor.texts();
    let policy = &view.policy;
    if policy.status().is_published() {
        return vec![texts.get("policy-published-already")];
    }
    let mut found = Vec::new();
    if policy.group_is_active != Some(true) {
        found.push(texts.get("policy-group-off"));
    }
    if view.waiting.is_some() {
        found.push(texts.get("policy-waits"));
    }
    let fits = match (PolicyType::parse(&policy.policy_type), &view.content) {
        (Some(known), Some(content)) => violations(known, content).is_empty(),
        (None, Some(Value::Object(_))) => true,
        _ => false,
    };
    if !fits {
        found.push(texts.get("policy-misfit"));
    }
    found
}

async fn page(visitor: &Visitor, view: &PolicyView, form: &Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let obstacles = obstacles(visitor, view);
    let effects = if obstacles.is_empty() {
        effects(visitor, view, &policies::preview(visitor.app(), visitor.ctx(), &view.policy.id).await?)
    } else {
        Vec::new()
    };
    let base = address::policy(&view.policy.id);
    let page = EffectsPage {
        p: frame(visitor, "policy-publish-title", &view.policy).await?.with_errors(form),
        title: texts.get("policy-publish-title"),
        name: name(&view.policy),
        words: texts.get("policy-publish-words"),
        effects,
        obstacles,
        action: format!("{base}/publish"),
        controls: Vec::new(),
        submit: texts.get("policy-publish-send"),
        is_danger: false,
        back: base,
        back_label: texts.get("policy-publish-keep"),
    };
    Ok(page.answer(form))
}

/// `GET /portal/policies/{id}/publish`
pub async fn ask(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let view = load(&visitor, &id).await?;
    page(&visitor, &view, &Form::default()).await
}

/// `POST /portal/policies/{id}/publish`
pub async fn publish(visitor: Visitor, Path(id): Path<String>, Posted(mut form): Posted) -> Answer {
    let view = load(&visitor, &id).await?;
    let group = view.policy.policy_group_id.clone().unwrap_or_default();
    let outcome = policies::publish(visitor.app(), visitor.ctx(), &id, &group).await;
    if waits(&outcome) {
        return Ok(visitor.done(&address::policy(&id), "two-admins-wait", &[]));
    }
    if into_form(visitor.texts(), &mut form, outcome, |_| "")?.is_some() {
        return Ok(visitor.done(&address::policy(&id), "policy-publish-done", &[("name", &view.policy.name)]));
    }
    page(&visitor, &view, &form).await
}
