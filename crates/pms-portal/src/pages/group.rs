//! One policy group: its policies, its partners, and what changes it.

use axum::extract::Path;
use axum::response::Response;
use pms_app::policy_groups::{self, GroupUses};
use pms_domain::limits;
use pms_domain::policy::check_group_deactivation;
use pms_store::policy_group::PolicyGroup;

use super::groups::{check, field_of, tag};
use super::policies::{missing, of_group, staff};
use super::{Fact, FormPage, Link, bdi, code, given, into_form, timeline};
use crate::address;
use crate::form::Form;
use crate::frame::{Frame, ok, unprocessable};
use crate::html::Html;
use crate::object::{Action, EffectsPage, ObjectPage, Section, Table};
use crate::web::{Answer, Fault, Posted, Visitor};

/// Policies on the page; the list has all.
const POLICIES: u64 = 25;
const EVENTS: usize = 50;

async fn load(visitor: &Visitor, id: &str) -> Result<(PolicyGroup, GroupUses), Fault> {
    staff(visitor)?;
    policy_groups::view(visitor.app(), visitor.ctx(), id).await.map_err(missing)
}

async fn frame(visitor: &Visitor, title: &str, group: &PolicyGroup) -> Result<Frame, Fault> {
    let frame = visitor.frame(title).await?.crumb(address::POLICY_GROUPS, "nav-policy-groups");
    Ok(frame.crumb_text(address::policy_group(&group.id), &group.name))
}

async fn policies_section(visitor: &Visitor, group: &PolicyGroup) -> Result<Section, Fault> {
    let texts = visitor.texts();
    let (rows, total) = of_group(visitor, &group.id, POLICIES).await?;
    let all = format!("{}{}", address::POLICIES, address::query([("group", group.name.as_str())]));
    let heads = ["policies-name", "policies-type", "policies-used-by", "list-state"];
    Ok(Section {
        table: (!rows.is_empty()).then(|| Table {
            caption: texts.get("groups-policies"),
            heads: heads.map(|key| texts.get(key)).to_vec(),
            rows,
        }),
        links: if total > 0 {
            vec![Link { href: all, label: texts.with("groups-policies-all").num("n", total).html() }]
        } else {
            Vec::new()
        },
        empty: texts.get("groups-policies-none"),
        ..Section::new("policies", texts.get("groups-policies"))
    })
}

fn facts(visitor: &Visitor, group: &PolicyGroup, uses: &GroupUses) -> Section {
    let texts = visitor.texts();
    let number = |key: &str, n: i64| Fact::new(texts.get(key), Html::text(&n.to_string()));
    let mut partners = number("groups-partners", uses.partners);
    if visitor.ctx().actor.is_partner_admin() {
        let query = address::query([("group", group.name.as_str())]);
        partners = partners.change(format!("{}{query}", address::PARTNERS), texts.get("groups-partners-open"));
    }
    let made = texts.with("policy-made-by").time("when", group.cr_dtimes).text("name", &group.cr_by).html();
    let facts = vec![
        Fact::new(texts.get("groups-id"), code(&group.id)),
        Fact::new(texts.get("groups-description"), given(texts, &group.descr)),
        number("groups-active", uses.active),
        number("groups-drafts", uses.drafts),
        number("groups-off", uses.deactivated),
        partners,
        Fact::new(texts.get("groups-created"), made),
    ];
    Section { facts, ..Section::new("facts", texts.get("policy-facts")) }
}

/// `GET /portal/policy-groups/{id}`
pub async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let (group, uses) = load(&visitor, &id).await?;
    let texts = visitor.texts();
    let rows = policy_groups::history(visitor.app(), visitor.ctx(), &id).await?;
    let p = visitor.frame("nav-policy-groups").await?.crumb(address::POLICY_GROUPS, "nav-policy-groups");
    let mut page = ObjectPage::new(p.titled_words(group.name.clone()), bdi(&group.name));
    let base = address::policy_group(&id);
    let action = |path: &str, key: &str| Action::new(format!("{base}/{path}"), texts.get(key));
    page.tag = Some(tag(group.is_active));
    page.sentence = texts.get(if group.is_active { "groups-says-active" } else { "groups-says-off" });
    page.actions = vec![
        action("edit", "groups-edit"),
        if group.is_active {
            action("deactivate", "groups-off-action")
        } else {
            action("reactivate", "groups-on-action")
        },
    ];
    page.sections = vec![policies_section(&visitor, &group).await?, facts(&visitor, &group, &uses)];
    let events = timeline::staff(texts, visitor.ctx(), rows, EVENTS);
    Ok(page.history(texts.get("nav-history"), texts.get("policy-no-history"), events).answer())
}

async fn edit_page(visitor: &Visitor, group: &PolicyGroup, form: &Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let base = address::policy_group(&group.id);
    let page = FormPage {
        p: frame(visitor, "groups-edit-title", group).await?.with_errors(form),
        title: texts.get("groups-edit-title"),
        intro: texts.get("groups-edit-intro"),
        action: format!("{base}/edit"),
        controls: vec![
            form.control(texts, "name", "groups-name").hint("groups-name-hint"),
            form.control(texts, "description", "groups-description").hint("groups-description-hint").area(3),
        ],
        submit: texts.get("groups-edit-send"),
        danger: false,
        again: None,
        back: base,
        back_label: texts.get("form-cancel"),
    };
    Ok(if form.is_right() { ok(&page) } else { unprocessable(&page) })
}

/// `GET /portal/policy-groups/{id}/edit`
pub async fn edit(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let (group, _) = load(&visitor, &id).await?;
    let form = Form::default().with("name", group.name.as_str()).with("description", group.descr.as_str());
    edit_page(&visitor, &group, &form).await
}

/// `POST /portal/policy-groups/{id}/edit`
pub async fn save(visitor: Visitor, Path(id): Path<String>, Posted(mut form): Posted) -> Answer {
    let (group, _) = load(&visitor, &id).await?;
    check(&visitor, &mut form);
    if form.is_right() {
        let (name, description) = (form.tidy("name"), form.trimmed("description"));
        let (app, ctx) = (visitor.app(), visitor.ctx());
        let saved = policy_groups::update(app, ctx, &id, &name, &description, Some(group.is_active)).await;
        if into_form(visitor.texts(), &mut form, saved, field_of)?.is_some() {
            return Ok(visitor.done(&address::policy_group(&id), "groups-saved", &[("name", &name)]));
        }
    }
    edit_page(&visitor, &group, &form).await
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Off,
    On,
}

/// Why the step cannot be taken; each reason says how many policies hold on to the group.
fn obstacles(visitor: &Visitor, group: &PolicyGroup, uses: &GroupUses, turn: Turn) -> Vec<Html> {
    let texts = visitor.texts();
    match turn {
        Turn::On if group.is_active => vec![texts.get("groups-on-already")],
        Turn::On => Vec::new(),
        Turn::Off if check_group_deactivation(group.is_active, uses.active, uses.drafts).is_ok() => Vec::new(),
        Turn::Off if !group.is_active => vec![texts.get("groups-off-already")],
        Turn::Off => {
            let reasons = [("groups-off-active", uses.active), ("groups-off-drafts", uses.drafts)];
            let reasons = reasons.into_iter().filter(|(_, n)| *n > 0);
            reasons.map(|(key, n)| texts.with(key).num("n", n).html()).collect()
        }
    }
}

async fn turn_page(
    visitor: &Visitor,
    group: &PolicyGroup,
    uses: &GroupUses,
    turn: Turn,
    form: &Form,
) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let off = turn == Turn::Off;
    let title = if off { "groups-off-title" } else { "groups-on-title" };
    let base = address::policy_group(&group.id);
    let effects = if off {
        vec![
            texts.with("groups-effect-partners").num("n", uses.partners).html(),
            texts.with("groups-effect-policies").num("n", uses.deactivated).html(),
            texts.get("groups-effect-back"),
        ]
    } else {
        Vec::new()
    };
    let page = EffectsPage {
        p: frame(visitor, title, group).await?.with_errors(form),
        title: texts.get(title),
        name: Html::trusted(format!("{} {}", bdi(&group.name), code(&group.id))),
        words: texts.get(if off { "groups-off-words" } else { "groups-on-words" }),
        effects,
        obstacles: obstacles(visitor, group, uses, turn),
        action: format!("{base}/{}", if off { "deactivate" } else { "reactivate" }),
        controls: vec![form.control(texts, "reason", "danger-reason").hint("policy-reason-hint").area(3)],
        submit: texts.get(if off { "groups-off-send" } else { "groups-on-send" }),
        is_danger: off,
        back: base,
        back_label: texts.get(if off { "groups-off-keep" } else { "groups-on-keep" }),
    };
    Ok(page.answer(form))
}

async fn take(visitor: &Visitor, id: &str, turn: Turn, mut form: Form) -> Answer {
    let (group, uses) = load(visitor, id).await?;
    let texts = visitor.texts();
    form.require(texts, "reason", "danger-reason-missing");
    form.limit(texts, "reason", limits::REASON);
    if form.is_right() {
        let reason = form.given("reason");
        let (app, ctx) = (visitor.app(), visitor.ctx());
        let outcome = match turn {
            Turn::Off => policy_groups::deactivate(app, ctx, id, reason.as_deref()).await,
            Turn::On => policy_groups::reactivate(app, ctx, id, reason.as_deref()).await,
        };
        if into_form(texts, &mut form, outcome, |_| "")?.is_some() {
            let (here, name) = (address::policy_group(id), [("name", group.name.as_str())]);
            return Ok(match turn {
                Turn::Off => visitor.done_for_now(&here, "groups-off-done", &name, Some(format!("{here}/reactivate"))),
                Turn::On => visitor.done(&here, "groups-on-done", &name),
            });
        }
    }
    turn_page(visitor, &group, &uses, turn, &form).await
}

/// `GET /portal/policy-groups/{id}/deactivate`
pub async fn ask_deactivate(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let (group, uses) = load(&visitor, &id).await?;
    turn_page(&visitor, &group, &uses, Turn::Off, &Form::default()).await
}

/// `POST /portal/policy-groups/{id}/deactivate`
pub async fn deactivate(visitor: Visitor, Path(id): Path<String>, Posted(form): Posted) -> Answer {
    take(&visitor, &id, Turn::Off, form).await
}

/// `GET /portal/policy-groups/{id}/reactivate`
pub async fn ask_reactivate(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let (group, uses) = load(&visitor, &id).await?;
    turn_page(&visitor, &group, &uses, Turn::On, &Form::default()).await
}

/// `POST /portal/policy-groups/{id}/reactivate`
pub async fn reactivate(visitor: Visitor, Path(id): Path<String>, Posted(form): Posted) -> Answer {
    take(&visitor, &id, Turn::On, form).await
}
