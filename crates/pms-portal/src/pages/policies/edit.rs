//! Editing a draft, and the validity date of what is published.

use axum::extract::Path;
use axum::response::Response;
use pms_app::policies::{self, Edit, PolicyView};
use pms_domain::Timestamp;
use pms_domain::policy::PolicyType;
use serde_json::Value;

use super::editor::{self, Around, Difference, Sheet};
use super::new::check_basics;
use super::{day_of, end_of_day, field_of, frame, load, type_words};
use crate::address;
use crate::form::Form;
use crate::frame::{ok, unprocessable};
use crate::html::Html;
use crate::pages::{Fact, FormPage, bdi, into_form};
use crate::policy_form::Content;
use crate::web::{Answer, Fault, PostedLong, Visitor};

/// What a stored policy says, as far as it can be edited.
fn stored(view: &PolicyView) -> Content {
    view.content.as_ref().and_then(Value::as_object).cloned().unwrap_or_default()
}

/// What the policy says: whoever edits says which one was on the screen.
fn seen(view: &PolicyView) -> String {
    policies::mark(&view.policy)
}

fn basics(visitor: &Visitor, view: &PolicyView, form: Form) -> Form {
    let policy = &view.policy;
    form.with("name", policy.name.as_str())
        .with("description", policy.descr.as_str())
        .with("version", policy.version.as_str())
        .with("until", day_of(visitor, policy.valid_to_date))
        .with("seen", seen(view))
}

async fn editor_page(visitor: &Visitor, view: &PolicyView, sheet: &Sheet) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let (policy, form) = (&view.policy, &sheet.form);
    let base = address::policy(&policy.id);
    let difference = view.source.as_ref().and_then(|(source, content)| {
        let former = content.as_ref()?.as_object()?;
        Some(Difference::new(texts, &source.name, former, &sheet.content))
    });
    let around = Around {
        p: frame(visitor, "policy-edit-title", policy).await?,
        title: bdi(&policy.name),
        action: format!("{base}/edit"),
        back: base,
        hidden: vec![("seen", form.value("seen").to_owned())],
        facts: vec![
            Fact::new(texts.get("policies-type"), type_words(texts, &policy.policy_type)),
            Fact::new(texts.get("field-policy-group"), bdi(policy.group_name.as_deref().unwrap_or_default())),
        ],
        basics: vec![
            form.control(texts, "name", "policy-name").hint("policy-name-hint"),
            form.control(texts, "description", "policy-description").hint("policy-description-hint").area(2),
            form.control(texts, "version", "policy-version").hint("policy-version-hint").ltr().mono(),
            form.control(texts, "until", "policies-until").hint("policy-until-hint").day(),
        ],
        difference,
    };
    editor::page(visitor, sheet, around)
}

async fn date_page(visitor: &Visitor, view: &PolicyView, form: &Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let base = address::policy(&view.policy.id);
    let page = FormPage {
        p: frame(visitor, "policy-date-title", &view.policy).await?.with_errors(form),
        title: texts.get("policy-date-title"),
        intro: texts.get("policy-date-intro"),
        action: format!("{base}/edit"),
        controls: vec![
            form.control(texts, "seen", "policies-until").hidden(),
            form.control(texts, "until", "policies-until").hint("policy-until-hint").day(),
        ],
        submit: texts.get("policy-date-send"),
        danger: false,
        again: None,
        back: base,
        back_label: texts.get("form-cancel"),
    };
    Ok(if form.is_right() { ok(&page) } else { unprocessable(&page) })
}

/// `GET /portal/policies/{id}/edit`
pub async fn edit(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let view = load(&visitor, &id).await?;
    let form = basics(&visitor, &view, Form::default());
    if view.policy.status().is_published() {
        return date_page(&visitor, &view, &form).await;
    }
    let policy_type = PolicyType::parse(&view.policy.policy_type);
    let mut sheet = Sheet::open(&visitor, policy_type, stored(&view), form);
    if view.content.is_none() {
        sheet.show_text(&view.policy.policy_file_id);
    }
    editor_page(&visitor, &view, &sheet).await
}

/// The day that was typed; the one that is stored keeps its hour.
fn until(visitor: &Visitor, view: &PolicyView, form: &mut Form) -> Option<Timestamp> {
    let stored = view.policy.valid_to_date;
    if form.is("until", &day_of(visitor, stored)) {
        return Some(stored);
    }
    let end = end_of_day(visitor, form.value("until"));
    if end.is_none() {
        form.error("until", visitor.texts().get("policy-until-missing"));
    }
    end
}

/// `POST /portal/policies/{id}/edit`
pub async fn save(visitor: Visitor, Path(id): Path<String>, PostedLong(form): PostedLong) -> Answer {
    let view = load(&visitor, &id).await?;
    if view.policy.status().is_published() {
        return save_date(&visitor, &view, form).await;
    }
    let texts = visitor.texts();
    let is_saved = form.is("act", "save");
    let policy_type = PolicyType::parse(&view.policy.policy_type);
    let (mut sheet, may_save) = Sheet::posted(&visitor, policy_type, form);
    let mut valid_till = None;
    if is_saved {
        check_basics(&visitor, &mut sheet.form);
        sheet.form.require(texts, "version", "policy-version-missing");
        sheet.form.limit(texts, "version", pms_domain::limits::POLICY_VERSION);
        valid_till = until(&visitor, &view, &mut sheet.form);
        if !sheet.form.is("seen", &seen(&view)) {
            say_stale(&visitor, &view, &mut sheet.form);
        }
    }
    if may_save && sheet.form.is_right() {
        let form = &sheet.form;
        let (name, description, version) = (form.tidy("name"), form.trimmed("description"), form.tidy("version"));
        let changed = edited(&view, name, description, version, sheet.content.clone(), valid_till);
        let saved = policies::update_seen(visitor.app(), visitor.ctx(), &id, changed, form.value("seen")).await;
        match into_form(texts, &mut sheet.form, saved, field_of)? {
            Some(Some(saved)) => {
                return Ok(visitor.done(&address::policy(&id), "policy-saved", &[("name", &saved.name)]));
            }
            // Somebody saved between the look above and this.
            Some(None) => {
                let view = load(&visitor, &id).await?;
                say_stale(&visitor, &view, &mut sheet.form);
                return editor_page(&visitor, &view, &sheet).await;
            }
            None => {}
        }
    }
    editor_page(&visitor, &view, &sheet).await
}

/// Somebody else wrote the policy meanwhile. Said once: whoever saves again has read it.
fn say_stale(visitor: &Visitor, view: &PolicyView, form: &mut Form) {
    form.set("seen", seen(view));
    form.error("", visitor.texts().get("policy-edit-stale"));
}

fn edited(
    view: &PolicyView,
    name: String,
    description: String,
    version: String,
    policy: Content,
    valid_till: Option<Timestamp>,
) -> Edit {
    let group_name = view.policy.group_name.clone().unwrap_or_default();
    Edit { group_name, name, description, version, policy, valid_till }
}

async fn save_date(visitor: &Visitor, view: &PolicyView, mut form: Form) -> Answer {
    let texts = visitor.texts();
    let valid_till = until(visitor, view, &mut form);
    // Another wrote the date, or published the draft that was on the screen.
    if !form.is("seen", &seen(view)) {
        say_stale(visitor, view, &mut form);
    }
    if form.is_right() {
        let policy = &view.policy;
        let (name, description, version) = (policy.name.clone(), policy.descr.clone(), policy.version.clone());
        let changed = edited(view, name, description, version, stored(view), valid_till);
        let saved = policies::update_seen(visitor.app(), visitor.ctx(), &policy.id, changed, form.value("seen")).await;
        match into_form(texts, &mut form, saved, field_of)? {
            Some(Some(saved)) => {
                return Ok(visitor.done(&address::policy(&saved.id), "policy-date-saved", &[("name", &saved.name)]));
            }
            // Somebody saved between the look above and this.
            Some(None) => {
                let view = load(visitor, &policy.id).await?;
                say_stale(visitor, &view, &mut form);
                return date_page(visitor, &view, &form).await;
            }
            None => {}
        }
    }
    date_page(visitor, view, &form).await
}

/// The line that leads to the date of a published policy.
pub fn until_fact(visitor: &Visitor, view: &PolicyView) -> Fact {
    let texts = visitor.texts();
    let policy = &view.policy;
    let words: Html = texts.day(policy.valid_to_date);
    Fact::new(texts.get("policies-until"), words)
        .change(format!("{}/edit", address::policy(&policy.id)), texts.get("form-change"))
}
