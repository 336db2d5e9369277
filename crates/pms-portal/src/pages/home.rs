//! Home: the onboarding checklist of an organisation, or where staff begin.

use askama::Template;
use pms_app::partners::{self, AdminPartnerFilter, Checklist, PartnerView, Step, StepKind, StepState};
use pms_domain::approval::State;
use pms_domain::partner::{Shown, Standing};
use pms_domain::roles;

use super::timeline::{self, Event};
use super::{Link, bdi, kind, type_key};
use crate::address;
use crate::frame::{Frame, Tag, ok};
use crate::html::Html;
use crate::i18n::Texts;
use crate::web::{Answer, Fault, Visitor};

struct Note {
    class: &'static str,
    icon: &'static str,
    words: Html,
    quote: Option<String>,
    link: Option<Link>,
}

struct StepView {
    number: usize,
    title: Html,
    words: Html,
    class: &'static str,
    meter: &'static str,
    done: bool,
    current: bool,
    action: Option<Link>,
    help: Option<Link>,
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
    checklist_title: Html,
    progress: Html,
    steps: Vec<StepView>,
    others: Vec<Link>,
    events: Vec<Event>,
    history_href: String,
}

struct Tile {
    label: Html,
    href: &'static str,
    number: String,
    note: Html,
}

#[derive(Template)]
#[template(path = "home/staff.html")]
struct StaffHome {
    p: Frame,
    is_admin: bool,
    tiles: Vec<Tile>,
    tasks: Vec<Link>,
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
        return staff(&visitor).await;
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
    let steps = Steps { texts, view, due: checklist.due() };
    let others = own.iter().filter(|other| other.partner.id != id);
    Ok(ok(&PartnerHome {
        p: visitor.frame_of("home-title", Some(view)).await?,
        name: view.partner.name.clone(),
        id: id.to_owned(),
        kind: kind(texts, &view.partner.partner_type_code),
        group: view.partner.policy_group_name.clone(),
        tag: Tag::from(view.shown),
        notes: notes(visitor, view).await?,
        checklist_title: title(texts, &view.partner.partner_type_code),
        progress: progress(texts, &checklist),
        steps: checklist.steps.iter().enumerate().map(|(index, step)| steps.show(index + 1, step)).collect(),
        others: others
            .map(|other| Link { href: address::org(&other.partner.id, "home"), label: bdi(&other.partner.name) })
            .collect(),
        events: timeline::audit(texts, visitor.ctx(), rows, 5),
        history_href: address::org(id, "history"),
    }))
}

fn title(texts: &Texts, partner_type: &str) -> Html {
    let key = format!("checklist-{}", type_key(partner_type));
    texts.get(if texts.has(&key) { &key } else { "checklist-other" })
}

fn progress(texts: &Texts, checklist: &Checklist) -> Html {
    let of = checklist.steps.len();
    let Some(step) = checklist.due() else {
        return texts.with("checklist-all-done").num("of", of).html();
    };
    let turn = match checklist.steps[step - 1].state {
        StepState::Yours | StepState::Refused if is_here(checklist.steps[step - 1].kind) => "yours",
        StepState::Admins => "admins",
        _ => "nobody",
    };
    texts.with("checklist-progress").choice("turn", turn).num("step", step).num("of", of).html()
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

/// Whether it can be said what the partner does now: in the portal, or with software of its own.
fn is_here(kind: StepKind) -> bool {
    !matches!(kind, StepKind::DeviceModels | StepKind::Sbi | StepKind::ChipModels | StepKind::MispLicence)
}

/// The middle of a step's text keys.
fn key(kind: StepKind) -> &'static str {
    match kind {
        StepKind::MispContract => "step-mispcontract",
        StepKind::Account => "step-account",
        StepKind::PolicyGroup => "step-policygroup",
        StepKind::Approval => "step-approval",
        StepKind::Certificates => "step-certificates",
        StepKind::PolicyRequest => "step-policyrequest",
        StepKind::CredentialType => "step-credentialtype",
        StepKind::BioExtractors => "step-bioextractors",
        StepKind::ApiKey => "step-apikey",
        StepKind::DeviceModels => "step-devicemodels",
        StepKind::Sbi => "step-sbi",
        StepKind::ChipModels => "step-chipmodels",
        StepKind::MispLicence => "step-misplicence",
    }
}

struct Steps<'a> {
    texts: &'a Texts,
    view: &'a PartnerView,
    due: Option<usize>,
}

impl Steps<'_> {
    fn show(&self, number: usize, step: &Step) -> StepView {
        let done = matches!(step.state, StepState::Done { .. });
        let current = self.due == Some(number) && is_here(step.kind);
        let outside = step.state == StepState::Outside;
        StepView {
            number,
            title: self.title(step.kind),
            words: self.words(step, current),
            class: match (done, current, outside) {
                (true, _, _) => "done",
                (_, true, _) => "now",
                (_, _, true) => "later outside",
                _ => "later",
            },
            meter: if done {
                "full"
            } else if current {
                "now"
            } else {
                ""
            },
            done,
            current,
            action: current.then(|| self.action(step)).flatten(),
            help: (current && step.kind == StepKind::Certificates).then(|| Link {
                href: address::HELP_CERTIFICATES.to_owned(),
                label: self.texts.get("step-certificates-help"),
            }),
        }
    }

    fn two_certificates(&self) -> bool {
        self.view.partner_type.is_none_or(|found| found.two_certificates)
    }

    fn title(&self, kind: StepKind) -> Html {
        if kind == StepKind::Certificates && !self.two_certificates() {
            return self.texts.get("step-certificates-title-one");
        }
        self.texts.get(&format!("{}-title", key(kind)))
    }

    fn words(&self, step: &Step, current: bool) -> Html {
        let texts = self.texts;
        let base = key(step.kind);
        match (&step.state, step.kind) {
            (StepState::Done { .. }, StepKind::PolicyGroup) => {
                let group = self.view.partner.policy_group_name.as_deref().unwrap_or_default();
                texts.with("step-policygroup-done").text("group", group).html()
            }
            (StepState::Done { at: Some(at) }, _) => texts.with(&format!("{base}-done")).day("when", *at).html(),
            (StepState::Done { at: None }, _) => texts.get("step-approval-done-undated"),
            (StepState::Admins, StepKind::PolicyRequest) => texts.get("step-policyrequest-admins"),
            (StepState::Admins, _) => {
                let since =
                    self.view.approval.as_ref().map_or(self.view.partner.cr_dtimes, |approval| approval.requested_at);
                texts.with("step-approval-admins").day("when", since).html()
            }
            (StepState::Refused, _) => texts.get("step-approval-refused"),
            (StepState::Outside, _) => texts.get("step-mispcontract-outside"),
            (StepState::Yours, StepKind::Certificates) if !self.two_certificates() => {
                texts.get("step-certificates-yours-one")
            }
            (StepState::Yours, _) if current => texts.get(&format!("{base}-yours")),
            _ => texts.get(&format!("{base}-later")),
        }
    }

    fn action(&self, step: &Step) -> Option<Link> {
        let org = |page: &str| address::org(&self.view.partner.id, page);
        let (page, key) = match (&step.state, step.kind) {
            (StepState::Yours, StepKind::PolicyGroup) => ("policy-group", "step-policygroup-action"),
            (StepState::Yours, StepKind::Approval) => ("request", "step-approval-yours-action"),
            (StepState::Refused, StepKind::Approval) => ("request", "step-approval-refused-action"),
            (StepState::Yours, StepKind::Certificates) => ("certificates", "step-certificates-action"),
            _ => return None,
        };
        Some(Link { href: org(page), label: self.texts.get(key) })
    }
}

async fn staff(visitor: &Visitor) -> Answer {
    let texts = visitor.texts();
    let is_admin = visitor.has(roles::PARTNER_ADMIN);
    let mut tasks = Vec::new();
    let mut tiles = Vec::new();
    let link = |href: &str, key: &str| Link { href: href.to_owned(), label: texts.get(key) };
    if is_admin {
        let all = AdminPartnerFilter::default();
        let total = partners::admin_list(visitor.app(), visitor.ctx(), &all, None, 0, 1).await?.total;
        tiles = vec![
            Tile {
                label: texts.get("home-tile-waiting"),
                href: address::INBOX,
                number: visitor.waiting().await?.to_string(),
                note: texts.get("home-tile-waiting-note"),
            },
            Tile {
                label: texts.get("home-tile-partners"),
                href: address::PARTNERS,
                number: total.to_string(),
                note: texts.get("home-tile-partners-note"),
            },
        ];
        tasks.extend([
            link(address::INBOX, "nav-inbox"),
            link(address::PARTNERS, "nav-partners"),
            link(address::TRUST, "nav-trust"),
        ]);
    }
    tasks.push(link(address::POLICY_GROUPS, "nav-policy-groups"));
    Ok(ok(&StaffHome { p: visitor.frame("home-title").await?, is_admin, tiles, tasks }))
}
