//! One API key: what it is for, how it stands, how much it is used, what happened. Never its value.

use axum::extract::Path;
use pms_app::api_keys::{self, KeyView};
use pms_app::transaction_log::view as log;
use pms_domain::Timestamp;
use pms_domain::api_key::State;

use super::api_keys::{LIST, last_use, tag};
use super::side::Side;
use super::timeline;
use super::{Fact, Link, bdi, code};
use crate::address;
use crate::frame::Frame;
use crate::html::Html;
use crate::i18n::Texts;
use crate::object::{Action, Note, ObjectPage, Section};
use crate::web::{Answer, Fault, Visitor};

/// Days over which the page counts uses.
const USE_DAYS: i64 = 30;

/// A key from one side.
pub struct Seen {
    pub side: Side,
    pub view: KeyView,
    now: Timestamp,
}

/// The key, if it is there for the visitor on this side.
pub async fn see(visitor: &Visitor, side: Side, key_id: &str) -> Result<Seen, Fault> {
    let view = api_keys::get(visitor.app(), visitor.ctx(), key_id).await?;
    side.includes(&view.row.part_id)?;
    Ok(Seen { side, view, now: visitor.ctx().now() })
}

impl Seen {
    pub fn id(&self) -> &str {
        self.view.row.id.as_deref().unwrap_or_default()
    }

    pub fn address(&self) -> String {
        self.side.object(LIST, self.id())
    }

    pub fn label(&self) -> &str {
        &self.view.row.label
    }

    pub fn policy(&self) -> &str {
        self.view.row.policy_name.as_deref().unwrap_or(&self.view.row.policy_id)
    }

    pub fn state(&self) -> State {
        self.view.row.state(self.now)
    }

    pub fn is_staff(&self) -> bool {
        matches!(self.side, Side::Staff)
    }

    pub async fn frame(&self, visitor: &Visitor, title: String) -> Result<Frame, Fault> {
        self.side.frame(visitor, title, LIST, "key-title").await
    }

    /// The frame of a step with the key.
    pub async fn step(&self, visitor: &Visitor, title: String) -> Result<Frame, Fault> {
        Ok(self.frame(visitor, title).await?.crumb_text(self.address(), self.label()))
    }

    /// Uses within the last days; none for who reads no log.
    pub async fn used(&self, visitor: &Visitor, days: i64) -> Result<Option<log::KeyUse>, Fault> {
        let ids = vec![self.id().to_owned()];
        let uses = log::key_uses(visitor.app(), visitor.ctx(), &self.view.row.part_id, ids, days).await?;
        Ok(uses.get(self.id()).copied())
    }
}

/// One sentence: what the key does now, and who acts next.
fn sentence(texts: &Texts, seen: &Seen) -> Html {
    let row = &seen.view.row;
    let with_day = |key, at: Option<Timestamp>| match at {
        Some(at) => texts.with(key).day("day", at).html(),
        None => texts.get("key-says-active"),
    };
    match seen.state() {
        State::AwaitsApproval => texts.get("key-says-approval"),
        State::AwaitsFetch => with_day("key-says-fetch", row.fetch_until),
        State::Lapsed => texts.get("key-says-lapsed"),
        State::Active if !row.counts(seen.now) => texts.get("key-says-stopped-above"),
        State::Active if row.ends_at.is_some() => with_day("key-says-ends", row.ends_at),
        State::Active => texts.get("key-says-active"),
        State::Inactive if row.stopped_by_admin == Some(true) => texts.get("key-says-stopped"),
        State::Inactive => texts.get("key-says-inactive"),
        State::Expired => texts.get("key-says-expired"),
        State::Ended => texts.get("key-says-ended"),
        State::Refused => texts.get("key-says-refused"),
    }
}

fn actions(visitor: &Visitor, seen: &Seen) -> Vec<Action> {
    let (texts, here) = (visitor.texts(), seen.address());
    let to = |step: &str, key: &str| Action::new(format!("{here}/{step}"), texts.get(key));
    if !seen.side.may_write(visitor) {
        return Vec::new();
    }
    let is_free = seen.view.row.replaced_by.is_none();
    let mut actions = Vec::new();
    match (seen.state(), seen.is_staff()) {
        (State::Active, staff) => {
            if is_free {
                actions.push(to("rotate", if staff { "key-reissue" } else { "key-replace" }).primary());
            }
            if staff && is_free {
                actions.push(to("move", "key-move"));
            }
            actions.push(to("deactivate", "key-deactivate"));
        }
        (State::Inactive, true) => actions.push(to("reactivate", "key-activate").primary()),
        (State::Inactive, false) if seen.view.row.stopped_by_admin != Some(true) => {
            actions.push(to("reactivate", "key-activate").primary());
        }
        (State::AwaitsFetch, false) => actions.push(to("fetch", "key-fetch").primary()),
        (State::AwaitsApproval, false) => actions.push(to("withdraw", "key-withdraw")),
        (State::AwaitsApproval, true) => {
            if let Some(approval) = &seen.view.approval {
                actions.push(Action::new(address::request(&approval.id), texts.get("pr-decide")).primary());
            }
        }
        _ => {}
    }
    actions
}

fn notes(visitor: &Visitor, seen: &Seen) -> Vec<Note> {
    let texts = visitor.texts();
    let mut notes = Vec::new();
    if let (State::AwaitsApproval, Some(approval), Some(partner)) =
        (seen.state(), &seen.view.approval, seen.side.partner_id())
    {
        let href = address::org(partner, &format!("request/{}", address::segment(&approval.id)));
        notes.push(Note {
            class: "is-wait",
            icon: "clock",
            words: texts.get("key-waits"),
            link: Some(Link { href, label: texts.get("key-waits-link") }),
        });
    }
    notes
}

/// Another key of the same organisation, where it is known.
fn other(seen: &Seen, id: Option<&str>, label: Option<&str>) -> Option<Html> {
    let (id, label) = (id?, label?);
    let href = crate::html::escape(&seen.side.object(LIST, id));
    Some(Html::trusted(format!("<a href=\"{href}\">{}</a>", bdi(label))))
}

async fn facts(visitor: &Visitor, seen: &Seen) -> Result<Section, Fault> {
    let texts = visitor.texts();
    let row = &seen.view.row;
    let fact = |label: &str, value: Html| Fact::new(texts.get(label), value);
    let mut section = Section::new("key", texts.get("key-about"));
    if seen.is_staff() {
        section.facts.push(fact("field-organization", bdi(&row.partner_name)));
        section.facts.push(fact("field-partner-id", code(&row.part_id)));
    }
    section.facts.push(fact("pr-policy", bdi(seen.policy())));
    section.facts.push(fact("key-id", code(seen.id())));
    section.facts.push(fact("key-created", texts.time(row.cr_dtimes)));
    let end = super::foreseeable(row.valid_to_datetime, seen.now)
        .map_or_else(|| texts.get("key-no-end"), |end| texts.time(end));
    section.facts.push(fact("key-valid-till", end));
    if let Some(ends_at) = row.ends_at {
        section.facts.push(fact("key-overlap-till", texts.time(ends_at)));
    }
    let replaces = other(seen, row.replaces.as_deref(), seen.view.replaces.as_deref());
    section.facts.extend(replaces.map(|link| fact("key-replaces", link)));
    let replaced = other(seen, row.replaced_by.as_deref(), seen.view.replaced_by.as_deref());
    section.facts.extend(replaced.map(|link| fact("key-replaced-by", link)));
    if row.is_weak == Some(true) {
        section.facts.push(fact("key-strength", texts.get("key-weak")));
    }
    section.links.extend(seen.side.organisation(visitor, &row.part_id));
    Ok(section)
}

async fn usage(visitor: &Visitor, seen: &Seen) -> Result<Section, Fault> {
    let texts = visitor.texts();
    let row = &seen.view.row;
    let last = seen.used(visitor, log::LAST_USE_DAYS).await?;
    let month = seen.used(visitor, USE_DAYS).await?.map_or(0, |used| used.uses);
    let mut section = Section::new("use", texts.get("key-use"));
    let (html, _) = last_use(texts, row, last.as_ref(), seen.now).parts();
    section.facts.push(Fact::new(texts.get("key-last-used"), html));
    section.facts.push(Fact::new(texts.get("key-month"), texts.with("key-uses").num("n", month).html()));
    if let Some(partner) = seen.side.partner_id() {
        let href = format!("{}{}", address::org(partner, "usage"), address::query([("key", seen.label())]));
        section.links.push(Link { href, label: texts.get("key-use-link") });
    }
    Ok(section)
}

/// Where the value goes, for those who build the software.
fn how(texts: &Texts, seen: &Seen) -> Section {
    let mut section = Section::new("how", texts.get("key-how"));
    section.intro = texts.get("key-how-words");
    section.pre = Some(format!("/idauthentication/v1/auth/MISP-LICENCE-KEY/{}/API-KEY", seen.view.row.part_id));
    section
}

async fn page(visitor: &Visitor, seen: &Seen) -> Answer {
    let texts = visitor.texts();
    let title = texts.with("key-one-title").text("label", seen.label());
    let mut object = ObjectPage::new(seen.frame(visitor, title.plain()).await?, title.html());
    object.tag = Some(tag(&seen.view.row, seen.now));
    object.sentence = sentence(texts, seen);
    object.actions = actions(visitor, seen);
    object.about.notes = notes(visitor, seen);
    object.sections.push(facts(visitor, seen).await?);
    object.sections.push(usage(visitor, seen).await?);
    if !seen.is_staff() {
        object.sections.push(how(texts, seen));
    }
    let rows = api_keys::history(visitor.app(), visitor.ctx(), seen.id()).await?;
    let events = timeline::audit(texts, visitor.ctx(), rows, 100);
    Ok(object.history(texts.get("nav-history"), texts.get("history-empty"), events).answer())
}

/// `GET /portal/org/{id}/api-keys/{key}`
pub async fn own(visitor: Visitor, Path((id, key)): Path<(String, String)>) -> Answer {
    let seen = see(&visitor, Side::own(&visitor, &id).await?, &key).await?;
    page(&visitor, &seen).await
}

/// `GET /portal/api-keys/{key}`
pub async fn staff(visitor: Visitor, Path(key): Path<String>) -> Answer {
    let seen = see(&visitor, Side::staff(&visitor)?, &key).await?;
    page(&visitor, &seen).await
}
