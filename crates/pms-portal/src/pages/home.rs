//! Home: the onboarding checklist of an organisation, or where staff begin.

use askama::Template;
use pms_app::partners::{self, PartnerView, StepKind, StepState};
use pms_domain::approval::State;
use pms_domain::partner::{Shown, Standing};
use pms_domain::roles;

use super::onboarding::{Gives, StepView, Way};
use super::timeline::{self, Event};
use super::{Link, bdi, kind};
use crate::address;
use crate::frame::{Frame, Tag, ok};
use crate::html::Html;
use crate::web::{Answer, Fault, Visitor};

struct Note {
    class: &'static str,
    icon: &'static str,
    words: Html,
    quote: Option<String>,
    link: Option<Link>,
}

#[derive(Template)]
#[template(path = "home/partner.html")]
struct PartnerHome {
    p: Frame,
    name: String,
    id: String,
    kind: Html,
    group: Option<String>,
    tag: Tag,
    notes: Vec<Note>,
    /// Empty where the way ended some time ago.
    steps: Vec<StepView>,
    checklist_title: Html,
    progress: Html,
    gives: Gives,
    others: Vec<Link>,
    events: Vec<Event>,
    history_href: String,
}

#[derive(Template)]
#[template(path = "home/nothing.html")]
struct Nothing {
    p: Frame,
}

/// `GET /portal`
pub async fn show(visitor: Visitor) -> Answer {
    visitor.person()?;
    let own = partners::own(visitor.app(), visitor.ctx()).await?;
    if let Some(first) = own.first() {
        return partner(&visitor, first, &own).await;
    }
    if visitor.ctx().actor.has_any(roles::STAFF_ROLES) {
        return super::staff::home(&visitor).await;
    }
    Ok(ok(&Nothing { p: visitor.frame("home-title").await? }))
}

/// `GET /portal/org/{id}/home`
pub async fn organisation(visitor: Visitor, axum::extract::Path(id): axum::extract::Path<String>) -> Answer {
    visitor.person()?;
    let own = partners::own(visitor.app(), visitor.ctx()).await?;
    let view = own.iter().find(|view| view.partner.id == id).ok_or(Fault::NotFound)?;
    partner(&visitor, view, &own).await
}

async fn partner(visitor: &Visitor, view: &PartnerView, own: &[PartnerView]) -> Answer {
    let texts = visitor.texts();
    let id = view.partner.id.as_str();
    let checklist = partners::checklist(visitor.app(), visitor.ctx(), id).await?;
    let rows = partners::timeline(visitor.app(), visitor.ctx(), id).await?;
    let way = Way::new(texts, view, &checklist, visitor.ctx().writable.contains(id));
    let is_shown = way.is_shown(visitor.ctx().now());
    let has_certificates = checklist
        .steps
        .iter()
        .any(|step| step.kind == StepKind::Certificates && matches!(step.state, StepState::Done { .. }));
    let others = own.iter().filter(|other| other.partner.id != id);
    Ok(ok(&PartnerHome {
        p: visitor.frame_of("home-title", Some(view)).await?,
        name: view.partner.name.clone(),
        id: id.to_owned(),
        kind: kind(texts, &view.partner.partner_type_code),
        group: view.partner.policy_group_name.clone(),
        tag: Tag::from(view.shown),
        notes: notes(visitor, view).await?,
        checklist_title: way.title(),
        progress: way.progress(),
        steps: if is_shown { way.steps() } else { Vec::new() },
        gives: Gives::of(texts, view, has_certificates),
        others: others
            .map(|other| Link { href: address::org(&other.partner.id, "home"), label: bdi(&other.partner.name) })
            .collect(),
        events: timeline::audit(texts, visitor.ctx(), rows, 5),
        history_href: address::org(id, "history"),
    }))
}

/// What waits for the person, above everything else: at most two.
async fn notes(visitor: &Visitor, view: &PartnerView) -> Result<Vec<Note>, Fault> {
    let texts = visitor.texts();
    let request = address::org(&view.partner.id, "request");
    let mut notes = Vec::new();
    if view.standing == Standing::Deactivated {
        notes.push(note("is-stop", "pause", texts.get("home-note-deactivated"), None, None));
    }
    if let Some(approval) = &view.approval {
        let last = pms_app::approvals::get(visitor.app(), visitor.ctx(), &approval.id)
            .await?
            .notes
            .into_iter()
            .rev()
            .find_map(|note| note.note);
        let link = |key: &str| Some(Link { href: request.clone(), label: texts.get(key) });
        match State::parse(&approval.state) {
            Some(State::ChangesAsked) => {
                notes.push(note("is-wait", "clock", texts.get("home-note-asked"), last, link("home-note-asked-link")));
            }
            Some(State::OnHold) => notes.push(note("is-wait", "clock", texts.get("home-note-hold"), last, None)),
            Some(State::Rejected) if view.shown == Shown::Rejected => {
                notes.push(note(
                    "is-stop",
                    "no",
                    texts.get("home-note-rejected"),
                    last,
                    link("home-note-rejected-link"),
                ));
            }
            _ => {}
        }
    }
    Ok(notes)
}

fn note(class: &'static str, icon: &'static str, words: Html, quote: Option<String>, link: Option<Link>) -> Note {
    Note { class, icon, words, quote, link }
}
