//! One policy: what it shares, where it stands, who uses it, where it comes from, what happened.

use axum::extract::Path;
use pms_app::policies::{self, PolicyView};
use pms_domain::policy::{PolicyType, Status, violations};

use super::edit::until_fact;
use super::editor::Difference;
use super::{load, tag, type_words};
use crate::address;
use crate::frame::Frame;
use crate::html::Html;
use crate::object::{Action, Note, ObjectPage, Section};
use crate::pages::{Fact, Link, bdi, code, download, given, timeline};
use crate::policy_form::{self, said};
use crate::web::{Answer, Fault, Visitor};

/// Records of the history on the page.
const EVENTS: usize = 50;

fn sentence(visitor: &Visitor, view: &PolicyView) -> Html {
    let texts = visitor.texts();
    match view.policy.status() {
        Status::Draft if view.waiting.is_some() => texts.get("policy-says-waiting"),
        Status::Draft => texts.get("policy-says-draft"),
        Status::Deactivated => texts.get("policy-says-off"),
        Status::Activated | Status::Unpublished => texts.with("policy-says-active").num("n", view.uses.partners).html(),
    }
}

fn actions(visitor: &Visitor, view: &PolicyView) -> Vec<Action> {
    let texts = visitor.texts();
    let base = address::policy(&view.policy.id);
    let action = |path: &str, key: &str| Action::new(format!("{base}/{path}"), texts.get(key));
    match view.policy.status() {
        Status::Draft if view.waiting.is_some() => {
            vec![action("edit", "policy-edit"), action("delete", "policy-delete"), action("clone", "policy-clone")]
        }
        Status::Draft => vec![
            action("edit", "policy-edit"),
            action("delete", "policy-delete"),
            action("clone", "policy-clone"),
            action("publish", "policy-publish").primary(),
        ],
        Status::Activated | Status::Unpublished => {
            vec![action("deactivate", "policy-off"), action("clone", "policy-clone").primary()]
        }
        Status::Deactivated => vec![action("reactivate", "policy-on"), action("clone", "policy-clone")],
    }
}

fn notes(visitor: &Visitor, view: &PolicyView) -> Vec<Note> {
    let texts = visitor.texts();
    let mut notes = Vec::new();
    if let Some(waiting) = &view.waiting {
        let link = Link { href: address::request(&waiting.id), label: texts.get("policy-waits-open") };
        notes.push(Note {
            class: "is-wait",
            icon: "clock",
            words: texts
                .with("policy-waits-since")
                .time("when", waiting.requested_at)
                .text("name", &waiting.requested_name)
                .html(),
            link: visitor.ctx().actor.is_partner_admin().then_some(link),
        });
    }
    let now = visitor.ctx().now();
    if view.policy.status().is_active() && view.policy.group_is_active == Some(false) {
        notes.push(Note { class: "is-stop", icon: "pause", words: texts.get("policy-group-is-off"), link: None });
    } else if view.policy.status().is_active() && view.policy.valid_to_date <= now {
        notes.push(Note { class: "is-stop", icon: "cal", words: texts.get("policy-is-over"), link: None });
    }
    notes
}

/// What it shares, in words; what cannot be put into words is told apart.
fn shares(visitor: &Visitor, view: &PolicyView) -> Section {
    let texts = visitor.texts();
    let title = texts.get("policy-what");
    let content = view.content.as_ref().and_then(|content| content.as_object());
    let (Some(policy_type), Some(content)) = (PolicyType::parse(&view.policy.policy_type), content) else {
        return Section { intro: texts.get("policy-wordless"), ..Section::new("what", title) };
    };
    let misfits = violations(policy_type, &serde_json::Value::Object(content.clone())).len();
    let said = said::said(texts, policy_type, content);
    Section {
        intro: if misfits > 0 { texts.with("policy-faults").num("n", misfits).html() } else { Html::default() },
        facts: said.facts,
        table: said.attributes,
        ..Section::new("what", title)
    }
}

fn difference(visitor: &Visitor, view: &PolicyView) -> Option<Section> {
    let (source, former) = view.source.as_ref()?;
    let difference = Difference::new(
        visitor.texts(),
        &source.name,
        former.as_ref()?.as_object()?,
        view.content.as_ref()?.as_object()?,
    );
    Some(Section {
        intro: difference.words,
        lines: difference.lines,
        links: vec![Link { href: address::policy(&source.id), label: visitor.texts().get("policy-source-open") }],
        ..Section::new("difference", difference.title)
    })
}

fn facts(visitor: &Visitor, view: &PolicyView) -> Section {
    let texts = visitor.texts();
    let policy = &view.policy;
    let group = policy.group_name.as_deref().unwrap_or_default();
    let group = match &policy.policy_group_id {
        Some(id) => {
            let href = crate::html::escape(&address::policy_group(id));
            Html::trusted(format!("<a href=\"{href}\">{}</a>", bdi(group)))
        }
        None => given(texts, group),
    };
    let mut facts = vec![
        Fact::new(texts.get("policies-id"), code(&policy.id)),
        Fact::new(texts.get("policies-type"), type_words(texts, &policy.policy_type)),
        Fact::new(texts.get("field-policy-group"), group),
        Fact::new(texts.get("policy-description"), given(texts, &policy.descr)),
        Fact::new(texts.get("policy-version"), given(texts, &policy.version)),
        Fact::new(
            texts.get("policies-created"),
            texts.with("policy-made-by").time("when", policy.cr_dtimes).text("name", &policy.cr_by).html(),
        ),
        until_fact(visitor, view),
    ];
    if let Some(schema) = &policy.policy_schema {
        facts.push(Fact::new(texts.get("policy-schema"), code(schema)));
    }
    Section { facts, ..Section::new("facts", texts.get("policy-facts")) }
}

async fn side(visitor: &Visitor, view: &PolicyView) -> Result<Vec<Section>, Fault> {
    let texts = visitor.texts();
    let (policy, uses) = (&view.policy, &view.uses);
    let number = |key: &str, n: i64| Fact::new(texts.get(key), Html::text(&n.to_string()));
    let users = Section {
        facts: vec![
            number("policy-use-partners", uses.partners),
            number("policy-use-keys", uses.keys),
            number("policy-use-clients", uses.clients),
            number("policy-use-waiting", uses.waiting),
        ],
        links: vec![Link {
            href: format!("{}/partners", address::policy(&policy.id)),
            label: texts.get("policy-users-open"),
        }],
        ..Section::new("users", texts.get("policy-users-title"))
    };
    let relatives = policies::relatives(visitor.app(), visitor.ctx(), &policy.id).await?;
    let links = relatives.into_iter().map(|relative| {
        let group = relative.group_name.as_deref().unwrap_or_default();
        let label = texts.with("policy-relative").text("name", &relative.name).text("group", group).html();
        Link { href: address::policy(&relative.id), label }
    });
    let related = Section {
        links: links.collect(),
        empty: texts.get("policy-relatives-none"),
        ..Section::new("related", texts.get("policy-relatives"))
    };
    Ok(vec![users, related])
}

/// `GET /portal/policies/{id}`
pub async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let view = load(&visitor, &id).await?;
    let texts = visitor.texts();
    let rows = policies::history(visitor.app(), visitor.ctx(), &id).await?;
    let events = timeline::staff(texts, visitor.ctx(), rows, EVENTS);
    let p: Frame = visitor.frame("policies-title").await?.crumb(address::POLICIES, "policies-title");
    let mut page = ObjectPage::new(p.titled_words(view.policy.name.clone()), bdi(&view.policy.name));
    page.tag = Some(tag(&view.policy, visitor.ctx().now()));
    page.sentence = sentence(&visitor, &view);
    page.actions = actions(&visitor, &view);
    page.about.notes = notes(&visitor, &view);
    page.sections = vec![shares(&visitor, &view)];
    page.sections.extend(difference(&visitor, &view));
    page.sections.push(facts(&visitor, &view));
    page.sections.push(Section {
        pre: Some(pretty(&view)),
        links: vec![Link {
            href: format!("{}/policy.json", address::policy(&id)),
            label: texts.get("policy-download"),
        }],
        ..Section::new("json", texts.get("policy-json"))
    });
    page.side = side(&visitor, &view).await?;
    Ok(page.history(texts.get("nav-history"), texts.get("policy-no-history"), events).answer())
}

/// The JSON as people read it; what is none, as it is stored.
fn pretty(view: &PolicyView) -> String {
    match view.content.as_ref().and_then(|content| content.as_object()) {
        Some(content) => policy_form::pretty(content),
        None => view.policy.policy_file_id.clone(),
    }
}

/// `GET /portal/policies/{id}/policy.json`
pub async fn file(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let view = load(&visitor, &id).await?;
    Ok(download(&format!("{}.json", view.policy.name), "application/json", pretty(&view)))
}
