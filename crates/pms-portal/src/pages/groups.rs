//! Policy groups: list and create, for partner admins and policy managers.

use askama::Template;
use axum::response::Response;
use pms_app::policy_groups;
use pms_domain::{Refusal, catalogue};

use super::{FormPage, Is, into_form};
use crate::address;
use crate::form::Form;
use crate::frame::{Frame, Tag, ok, unprocessable};
use crate::html::Html;
use crate::web::{Answer, Fault, Posted, Visitor};

struct Row {
    id: String,
    name: String,
    description: String,
    policies: i64,
    created: Html,
    tag: Tag,
}

#[derive(Template)]
#[template(path = "admin/groups.html")]
struct Groups {
    p: Frame,
    rows: Vec<Row>,
}

/// `GET /portal/policy-groups`
pub async fn list(visitor: Visitor) -> Answer {
    visitor.person()?;
    let texts = visitor.texts();
    let rows = policy_groups::counted(visitor.app(), visitor.ctx())
        .await?
        .into_iter()
        .map(|found| Row {
            created: texts.day(found.group.cr_dtimes),
            tag: if found.group.is_active { Tag::Active } else { Tag::Deactivated },
            policies: found.policies,
            id: found.group.id,
            name: found.group.name,
            description: found.group.descr,
        })
        .collect();
    Ok(ok(&Groups { p: visitor.frame("nav-policy-groups").await?, rows }))
}

async fn page(visitor: &Visitor, form: &Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let p =
        visitor.frame("groups-new-title").await?.crumb(address::POLICY_GROUPS, "nav-policy-groups").with_errors(form);
    let template = FormPage {
        p,
        title: texts.get("groups-new-title"),
        intro: texts.get("groups-intro"),
        action: format!("{}/new", address::POLICY_GROUPS),
        controls: vec![
            form.control(texts, "name", "groups-name").hint("groups-name-hint"),
            form.control(texts, "description", "groups-description").hint("groups-description-hint").area(3),
        ],
        submit: texts.get("groups-new-send"),
        danger: false,
        again: None,
        back: address::POLICY_GROUPS.to_owned(),
        back_label: texts.get("form-cancel"),
    };
    Ok(if form.is_right() { ok(&template) } else { unprocessable(&template) })
}

/// `GET /portal/policy-groups/new`
pub async fn new(visitor: Visitor) -> Answer {
    visitor.person()?;
    policy_groups::may_create(visitor.ctx())?;
    page(&visitor, &Form::default()).await
}

/// `POST /portal/policy-groups/new`
pub async fn create(visitor: Visitor, Posted(mut form): Posted) -> Answer {
    visitor.person()?;
    policy_groups::may_create(visitor.ctx())?;
    let texts = visitor.texts();
    form.require(texts, "name", "groups-name-missing");
    form.limit(texts, "name", 128);
    form.require(texts, "description", "groups-description-missing");
    form.limit(texts, "description", 256);
    if form.is_right() {
        let name = form.tidy("name");
        let made = policy_groups::create(visitor.app(), visitor.ctx(), &name, &form.trimmed("description")).await;
        let field = |refusal: &Refusal| if refusal.is(&catalogue::POLICY_GROUP_EXISTS) { "name" } else { "" };
        if into_form(texts, &mut form, made, field)?.is_some() {
            return Ok(visitor.done(address::POLICY_GROUPS, "groups-made", &[("name", &name)]));
        }
    }
    page(&visitor, &form).await
}
