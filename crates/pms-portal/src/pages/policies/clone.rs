//! Cloning a policy into one or several groups: how a published one is changed.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use pms_app::policies::{self, CloneTo, PolicyView};
use pms_app::policy_groups;
use pms_domain::limits;

use super::{field_of, frame, load, name};
use crate::address;
use crate::form::Form;
use crate::frame::{Frame, ok, unprocessable};
use crate::html::Html;
use crate::pages::into_form;
use crate::web::{Answer, Fault, PostedLong, Visitor};

struct GroupPick {
    field: String,
    name: String,
    description: String,
    is_on: bool,
}

#[derive(Template)]
#[template(path = "policies/clone.html")]
struct ClonePage {
    p: Frame,
    form: Form,
    name: Html,
    action: String,
    groups: Vec<GroupPick>,
    groups_error: Option<Html>,
    back: String,
}

fn field(group_id: &str) -> String {
    format!("g-{group_id}")
}

async fn page(visitor: &Visitor, view: &PolicyView, form: Form) -> Result<Response, Fault> {
    let groups = policy_groups::active(visitor.app()).await?;
    let groups = groups.into_iter().map(|group| GroupPick {
        is_on: form.has(&field(&group.id)),
        field: field(&group.id),
        name: group.name,
        description: group.descr,
    });
    let base = address::policy(&view.policy.id);
    let page = ClonePage {
        p: frame(visitor, "policy-clone-title", &view.policy).await?.with_errors(&form),
        name: name(&view.policy),
        action: format!("{base}/clone"),
        groups: groups.collect(),
        groups_error: form.error_at("groups"),
        back: base,
        form,
    };
    Ok(if page.form.is_right() { ok(&page) } else { unprocessable(&page) })
}

/// `GET /portal/policies/{id}/clone`
pub async fn ask(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let view = load(&visitor, &id).await?;
    page(&visitor, &view, Form::default()).await
}

/// `POST /portal/policies/{id}/clone`
pub async fn clone(visitor: Visitor, Path(id): Path<String>, PostedLong(mut form): PostedLong) -> Answer {
    let view = load(&visitor, &id).await?;
    let texts = visitor.texts();
    let wanted: Vec<_> =
        policy_groups::active(visitor.app()).await?.into_iter().filter(|group| form.has(&field(&group.id))).collect();
    if wanted.is_empty() {
        form.error("groups", texts.get("policy-clone-groups-missing"));
    } else if wanted.len() > limits::POLICY_CLONES {
        form.error("groups", texts.with("policy-clone-groups-many").num("most", limits::POLICY_CLONES).html());
    }
    form.limit(texts, "name", 128);
    if form.is_right() {
        let name = Some(form.tidy("name")).filter(|name| !name.is_empty());
        let clones: Vec<CloneTo> =
            wanted.into_iter().map(|group| CloneTo { group_name: group.name, name: name.clone() }).collect();
        let made = policies::clone(visitor.app(), visitor.ctx(), &id, &clones).await;
        if let Some(made) = into_form(texts, &mut form, made, field_of)? {
            return Ok(match &made[..] {
                [only] => {
                    let edit = format!("{}/edit", address::policy(&only.id));
                    visitor.done(&edit, "policy-clone-done", &[("name", &only.name)])
                }
                _ => {
                    let drafts = format!("{}?state=draft", address::POLICIES);
                    visitor.done(&drafts, "policy-clone-done-many", &[("name", &view.policy.name)])
                }
            });
        }
    }
    page(&visitor, &view, form).await
}
