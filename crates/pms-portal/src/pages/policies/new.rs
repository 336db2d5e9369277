//! A new policy: type and group first, then what it shares.

use axum::response::{IntoResponse, Redirect, Response};
use pms_app::policies::{self, NewPolicy};
use pms_app::policy_groups;
use pms_domain::policy::PolicyType;

use super::editor::{self, Around, Sheet};
use super::{field_of, staff, type_words, types};
use crate::address;
use crate::form::{Choice, Form};
use crate::frame::{ok, unprocessable};
use crate::html::Html;
use crate::pages::{Fact, FormPage, bdi, into_form};
use crate::policy_form::Content;
use crate::web::{Answer, Fault, Posted, PostedLong, Visitor};

/// What a policy's own version says unless somebody says otherwise.
const VERSION: &str = "1.1";

fn begins() -> String {
    format!("{}/new", address::POLICIES)
}

fn contents() -> String {
    format!("{}/new/content", address::POLICIES)
}

async fn page(visitor: &Visitor, form: &Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let types = types(texts);
    let groups: Vec<Choice> = policy_groups::active(visitor.app())
        .await?
        .into_iter()
        .map(|group| Choice::new(group.name.clone(), Html::text(&group.name)))
        .collect();
    let page = FormPage {
        p: visitor.frame("policy-new-title").await?.crumb(address::POLICIES, "policies-title").with_errors(form),
        title: texts.get("policy-new-title"),
        intro: if groups.is_empty() {
            texts.with("policy-new-no-group").link(format!("{}/new", address::POLICY_GROUPS)).html()
        } else {
            texts.get("policy-new-intro")
        },
        action: begins(),
        controls: vec![
            form.control(texts, "type", "policies-type").radio(&types),
            form.control(texts, "group", "field-policy-group").hint("policy-new-group-hint").select(&groups).blank(),
            form.control(texts, "name", "policy-name").hint("policy-name-hint"),
            form.control(texts, "description", "policy-description").hint("policy-description-hint").area(2),
        ],
        submit: texts.get("policy-new-next"),
        danger: false,
        again: None,
        back: address::POLICIES.to_owned(),
        back_label: texts.get("form-cancel"),
    };
    Ok(if form.is_right() { ok(&page) } else { unprocessable(&page) })
}

/// `GET /portal/policies/new`
pub async fn new(visitor: Visitor) -> Answer {
    staff(&visitor)?;
    page(&visitor, &Form::default()).await
}

/// `POST /portal/policies/new`: on to what it shares. The basics stand in the address, which can be kept.
pub async fn begin(visitor: Visitor, Posted(mut form): Posted) -> Answer {
    staff(&visitor)?;
    let texts = visitor.texts();
    form.require(texts, "type", "policy-type-missing");
    form.require(texts, "group", "policy-group-missing");
    check_basics(&visitor, &mut form);
    if !form.is_right() {
        return page(&visitor, &form).await;
    }
    let values = ["type", "group", "name", "description"].map(|name| (name, form.trimmed(name)));
    let pairs = values.iter().map(|(name, value)| (*name, value.as_str()));
    Ok(Redirect::to(&format!("{}{}", contents(), address::query(pairs))).into_response())
}

/// Name and description, wherever they are typed.
pub(super) fn check_basics(visitor: &Visitor, form: &mut Form) {
    let texts = visitor.texts();
    form.require(texts, "name", "policy-name-missing");
    form.limit(texts, "name", 128);
    form.require(texts, "description", "policy-description-missing");
    form.limit(texts, "description", 256);
}

async fn editor_page(visitor: &Visitor, sheet: &Sheet) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let form = &sheet.form;
    let (policy_type, group) = (form.value("type"), form.value("group"));
    let p = visitor.frame("policy-new-title").await?.crumb(address::POLICIES, "policies-title");
    let around = Around {
        p: p.crumb(begins(), "policy-new-title"),
        title: texts.get("policy-new-title"),
        action: contents(),
        back: begins(),
        hidden: vec![("type", policy_type.to_owned()), ("group", group.to_owned())],
        facts: vec![
            Fact::new(texts.get("policies-type"), type_words(texts, policy_type)),
            Fact::new(texts.get("field-policy-group"), bdi(group)),
        ],
        basics: vec![
            form.control(texts, "name", "policy-name").hint("policy-name-hint"),
            form.control(texts, "description", "policy-description").hint("policy-description-hint").area(2),
            form.control(texts, "version", "policy-version").hint("policy-version-hint").ltr().mono(),
        ],
        difference: None,
    };
    editor::page(visitor, sheet, around)
}

/// `GET /portal/policies/new/content`
pub async fn content(visitor: Visitor) -> Answer {
    staff(&visitor)?;
    let asked = url::form_urlencoded::parse(visitor.query().as_bytes());
    let form = Form::of(asked.map(|(name, value)| (name.into_owned(), value.into_owned()))).with("version", VERSION);
    // The address was shortened, or made up: back to where it begins.
    let Some(policy_type) = PolicyType::parse(form.value("type")).filter(|_| form.given("group").is_some()) else {
        return Err(Fault::Redirect(begins()));
    };
    let sheet = Sheet::open(&visitor, Some(policy_type), Content::new(), form);
    editor_page(&visitor, &sheet).await
}

/// `POST /portal/policies/new/content`
pub async fn create(visitor: Visitor, PostedLong(form): PostedLong) -> Answer {
    staff(&visitor)?;
    let texts = visitor.texts();
    let Some(policy_type) = PolicyType::parse(form.value("type")) else {
        return Err(Fault::Redirect(begins()));
    };
    let is_saved = form.is("act", "save");
    let (mut sheet, may_save) = Sheet::posted(&visitor, Some(policy_type), form);
    if is_saved {
        check_basics(&visitor, &mut sheet.form);
        sheet.form.require(texts, "version", "policy-version-missing");
        sheet.form.limit(texts, "version", pms_domain::limits::POLICY_VERSION);
    }
    if may_save && sheet.form.is_right() {
        let form = &sheet.form;
        let new = NewPolicy {
            policy_id: None,
            group_name: form.value("group").to_owned(),
            policy_type: policy_type.as_str().to_owned(),
            name: form.tidy("name"),
            description: form.trimmed("description"),
            version: form.tidy("version"),
            policy: sheet.content.clone(),
        };
        let made = policies::create(visitor.app(), visitor.ctx(), new).await;
        if let Some(made) = into_form(texts, &mut sheet.form, made, field_of)? {
            return Ok(visitor.done(&address::policy(&made.id), "policy-made", &[("name", &made.name)]));
        }
    }
    editor_page(&visitor, &sheet).await
}
