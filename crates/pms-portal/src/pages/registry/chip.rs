//! One chip: adding, its page, changing, taking it out of use, bringing it back.

use axum::extract::Path;
use axum::response::Response;
use pms_app::devices::{self, ChipCertificateRow, OneChip, Registered};
use pms_domain::device::Standing;
use pms_domain::{Refusal, catalogue};
use pms_store::device_lists::ChipRow;

use super::device::check_names;
use super::step::{Step, Turn};
use super::{Place, events, frame_below, name, provider_fact, request_note, tag};
use crate::form::Form;
use crate::frame::{Tag, ok, unprocessable};
use crate::html::Html;
use crate::object::{Action, Notes, ObjectPage, Section, Table};
use crate::pages::certificates::{spaced, tag_of};
use crate::pages::{Fact, FormPage, Is, bdi, code, into_form};
use crate::web::{Answer, Fault, Posted, Visitor};

/// Address and key of the list.
pub const LIST: (&str, &str) = ("chips", "chips-title");

pub async fn load(visitor: &Visitor, place: &Place, id: &str) -> Result<OneChip, Fault> {
    let one = devices::chip(visitor.app(), visitor.ctx(), id).await?;
    place.holds(&one.chip.provider_id)?;
    Ok(one)
}

pub fn called(row: &ChipRow) -> String {
    name(row.make.as_deref().unwrap_or_default(), row.model.as_deref().unwrap_or_default())
}

fn facts(visitor: &Visitor, place: &Place, one: &OneChip) -> Vec<Fact> {
    let (texts, row) = (visitor.texts(), &one.chip);
    let mut facts = Vec::new();
    if place.is_staff() {
        facts.push(provider_fact(texts, &row.provider_id, row.org_name.as_deref()));
    }
    let end = one.certificate.as_ref().map(|found| found.not_after);
    facts.extend([
        Fact::new(texts.get("device-make"), bdi(row.make.as_deref().unwrap_or_default())),
        Fact::new(texts.get("device-model"), bdi(row.model.as_deref().unwrap_or_default())),
        Fact::new(texts.get("chip-id"), code(&row.id)),
        Fact::new(
            texts.get("chip-certificate-ends"),
            end.map_or_else(|| texts.get("chip-certificate-none"), |end| texts.time(end)),
        ),
        Fact::new(texts.get("registry-added"), texts.time(row.cr_dtimes)),
    ]);
    facts
}

/// The state of one of a chip's certificates.
fn certificate_tag(visitor: &Visitor, one: &OneChip, row: &ChipCertificateRow) -> Tag {
    let now = visitor.ctx().now();
    if row.revoked.is_some() {
        Tag::Deactivated
    } else if row.is_handed_out && !row.is_current {
        if row.not_after < now { Tag::Expired } else { Tag::Deactivated }
    } else if row.is_current {
        tag_of(row.not_after, now)
    } else if row.not_after < now {
        Tag::Expired
    } else if one.is_open {
        Tag::Pending
    } else {
        Tag::Draft
    }
}

fn certificates(visitor: &Visitor, place: &Place, one: &OneChip, rows: &[ChipCertificateRow]) -> Section {
    let texts = visitor.texts();
    let mut section = Section::new("certificates", texts.get("certificates-title"));
    section.intro = texts.get("chip-certificates-intro");
    section.empty = texts.get("chip-certificates-empty");
    let here = place.one("chips", &one.chip.id);
    let table: Vec<Vec<Html>> = rows
        .iter()
        .map(|row| {
            let base = format!("{here}/certificates/{}", crate::address::segment(&row.id));
            let file = |name: &str, key: &str| {
                Html::trusted(format!("<a href=\"{base}/{name}\" download>{}</a>", texts.get(key)))
            };
            let mut files = vec![file("original.cer", "certificates-original").to_string()];
            if row.is_handed_out {
                files.push(file("signed.cer", "certificates-signed").to_string());
                files.push(file("chain.p7b", "certificates-chain").to_string());
            }
            let subject = format!(
                "{}<span class=\"sub\">{}</span>",
                bdi(&spaced(&row.subject)),
                texts.with("certificates-uploaded").day("when", row.uploaded).html()
            );
            vec![
                Html::trusted(subject),
                texts.with("check-valid-from-to").day("from", row.not_before).day("to", row.not_after).html(),
                certificate_tag(visitor, one, row).html(texts),
                Html::trusted(format!("<span class=\"small\">{}</span>", files.join("<br>"))),
            ]
        })
        .collect();
    if !table.is_empty() {
        let heads = ["certificates-subject", "check-valid", "list-state", "certificates-downloads"];
        section.table = Some(Table {
            caption: texts.get("certificates-title"),
            heads: heads.map(|key| texts.get(key)).to_vec(),
            rows: table,
        });
    }
    section
}

fn sentence(visitor: &Visitor, standing: Standing) -> Html {
    let texts = visitor.texts();
    match standing {
        Standing::CertificateDue => texts.get("chip-is-draft"),
        Standing::Waiting => texts.get("chip-is-pending"),
        Standing::Active => texts.get("chip-is-active"),
        Standing::Deactivated => texts.get("chip-is-deactivated"),
        Standing::Rejected => texts.get("chip-is-rejected"),
    }
}

fn actions(visitor: &Visitor, place: &Place, row: &ChipRow) -> Vec<Action> {
    let texts = visitor.texts();
    let (here, standing) = (place.one("chips", &row.id), row.standing());
    let mut actions = Vec::new();
    if place.may_change(visitor) {
        let upload = Action::new(format!("{here}/certificate"), texts.get("chip-upload"));
        match standing {
            Standing::CertificateDue => actions.push(upload.primary()),
            Standing::Active => actions.push(Action::new(format!("{here}/certificate"), texts.get("chip-renew"))),
            Standing::Waiting | Standing::Deactivated | Standing::Rejected => {}
        }
        if standing != Standing::Rejected {
            actions.push(Action::new(format!("{here}/edit"), texts.get("registry-edit")));
        }
    }
    if (place.may_change(visitor) || place.is_staff()) && standing == Standing::Active {
        actions.push(Action::new(format!("{here}/deactivate"), texts.get("registry-deactivate")));
    }
    if place.is_staff() && standing == Standing::Deactivated {
        actions.push(Action::new(format!("{here}/reactivate"), texts.get("registry-reactivate")));
    }
    if place.is_staff() && row.certificate_alias.as_deref().is_some_and(|alias| !alias.is_empty()) {
        let asked = [("type", "FTM_PUBLIC_KEY"), ("chip", row.id.as_str())];
        let href = format!("{}/block{}", crate::address::HOTLIST, crate::address::query(asked));
        actions.push(Action::new(href, texts.get("hotlist-block-send")));
    }
    actions
}

async fn page(visitor: &Visitor, place: &Place, id: &str) -> Answer {
    let texts = visitor.texts();
    let one = load(visitor, place, id).await?;
    let row = &one.chip;
    let called = called(row);
    let p = frame_below(visitor, place, called.clone(), LIST).await?;
    let mut facts_section = Section::new("facts", texts.get("registry-facts"));
    facts_section.facts = facts(visitor, place, &one);
    let rows = devices::chip_certificates(visitor.app(), visitor.ctx(), id).await?;
    let note = request_note(visitor, place, Registered::Chip, id, row.standing()).await?;
    let page = ObjectPage {
        tag: Some(tag(row.standing())),
        sentence: sentence(visitor, row.standing()),
        actions: actions(visitor, place, row),
        about: Notes { notes: note.into_iter().collect() },
        sections: vec![facts_section, certificates(visitor, place, &one, &rows)],
        ..ObjectPage::new(p, bdi(&called))
    };
    let happened = events(visitor, Registered::Chip, id).await?;
    Ok(page.history(texts.get("nav-history"), texts.get("registry-history-empty"), happened).answer())
}

/// `GET /portal/org/{id}/chips/{chip}`
pub async fn own(visitor: Visitor, Path((id, chip)): Path<(String, String)>) -> Answer {
    let place = Place::provider(&visitor, &id, Registered::Chip).await?;
    page(&visitor, &place, &chip).await
}

/// `GET /portal/chips/{chip}`
pub async fn staff(visitor: Visitor, Path(chip): Path<String>) -> Answer {
    let place = Place::staff(&visitor)?;
    page(&visitor, &place, &chip).await
}

async fn entry(visitor: &Visitor, place: &Place, chip: Option<&ChipRow>, form: &Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let back = match chip {
        Some(row) => place.one("chips", &row.id),
        None => place.list("chips"),
    };
    let title = if chip.is_some() { "chip-edit-title" } else { "chip-new-title" };
    let mut p = frame_below(visitor, place, texts.plain(title), LIST).await?.with_errors(form);
    if let Some(row) = chip {
        p = super::crumb_to(p, back.clone(), &called(row));
    }
    let intro = match chip.map(ChipRow::standing) {
        None => texts.get("chip-new-intro"),
        Some(standing) if standing.is_approved() => texts.get("registry-edit-approved"),
        Some(_) => texts.get("registry-edit-waiting"),
    };
    let template = FormPage {
        p,
        title: texts.get(title),
        intro,
        action: format!("{back}/{}", if chip.is_some() { "edit" } else { "new" }),
        controls: vec![
            form.control(texts, "make", "device-make").hint("device-make-hint"),
            form.control(texts, "model", "device-model").hint("device-make-hint"),
        ],
        submit: texts.get(if chip.is_some() { "registry-save" } else { "chips-add" }),
        danger: false,
        again: None,
        back,
        back_label: texts.get("form-cancel"),
    };
    Ok(if form.is_right() { ok(&template) } else { unprocessable(&template) })
}

fn field(refusal: &Refusal) -> &'static str {
    if refusal.is(&catalogue::CHIP_EXISTS) { "model" } else { "" }
}

/// `GET /portal/org/{id}/chips/new`
pub async fn new(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let place = Place::writable(&visitor, &id, Registered::Chip).await?;
    entry(&visitor, &place, None, &Form::default()).await
}

/// `POST /portal/org/{id}/chips/new`: on to the upload of its certificate.
pub async fn add(visitor: Visitor, Path(id): Path<String>, Posted(mut form): Posted) -> Answer {
    let place = Place::writable(&visitor, &id, Registered::Chip).await?;
    check_names(&visitor, &mut form);
    if form.is_right() {
        let (make, model) = (form.tidy("make"), form.tidy("model"));
        let added = devices::add_chip(visitor.app(), visitor.ctx(), &id, &make, &model).await;
        if let Some(chip) = into_form(visitor.texts(), &mut form, added, field)? {
            let next = format!("{}/certificate", place.one("chips", &chip));
            return Ok(visitor.done(&next, "chip-added", &[("name", &name(&make, &model))]));
        }
    }
    entry(&visitor, &place, None, &form).await
}

/// `GET /portal/org/{id}/chips/{chip}/edit`
pub async fn edit(visitor: Visitor, Path((id, chip)): Path<(String, String)>) -> Answer {
    let place = Place::writable(&visitor, &id, Registered::Chip).await?;
    let one = load(&visitor, &place, &chip).await?;
    let row = &one.chip;
    let form = Form::default()
        .with("make", row.make.as_deref().unwrap_or_default())
        .with("model", row.model.as_deref().unwrap_or_default());
    entry(&visitor, &place, Some(row), &form).await
}

/// `POST /portal/org/{id}/chips/{chip}/edit`
pub async fn save(visitor: Visitor, Path((id, chip)): Path<(String, String)>, Posted(mut form): Posted) -> Answer {
    let place = Place::writable(&visitor, &id, Registered::Chip).await?;
    let one = load(&visitor, &place, &chip).await?;
    check_names(&visitor, &mut form);
    if form.is_right() {
        let (make, model) = (form.tidy("make"), form.tidy("model"));
        let saved = devices::update_chip(visitor.app(), visitor.ctx(), &chip, &make, &model).await;
        if into_form(visitor.texts(), &mut form, saved, field)?.is_some() {
            let approved = one.chip.standing().is_approved();
            let key = if approved { "registry-change-sent" } else { "registry-saved" };
            return Ok(visitor.done(&place.one("chips", &chip), key, &[]));
        }
    }
    entry(&visitor, &place, Some(&one.chip), &form).await
}

fn step<'a>(visitor: &Visitor, place: &'a Place, one: &'a OneChip, called: &'a str, turn: Turn) -> Step<'a> {
    let texts = visitor.texts();
    let step = Step {
        place,
        provider: &one.chip.provider_id,
        list: LIST,
        id: &one.chip.id,
        name: called,
        turn,
        title: "chip-deactivate-title",
        words: "chip-deactivate-words",
        submit: "chip-deactivate-send",
        keep: "registry-keep-active",
        done: "chip-deactivated",
        effects: Vec::new(),
        obstacles: Vec::new(),
    };
    match turn {
        Turn::Off => Step {
            effects: vec![
                texts.with("chip-effect-certificates").num("n", u8::from(one.certificate.is_some())).html(),
                texts.get("chip-effect-refused"),
            ],
            ..step
        },
        Turn::On => Step {
            title: "chip-reactivate-title",
            words: "chip-reactivate-words",
            submit: "chip-reactivate-send",
            keep: "registry-keep-deactivated",
            done: "chip-reactivated",
            ..step
        },
    }
}

async fn ask(visitor: &Visitor, place: &Place, chip: &str, turn: Turn) -> Answer {
    let one = load(visitor, place, chip).await?;
    let called = called(&one.chip);
    step(visitor, place, &one, &called, turn).ask(visitor, &Form::default()).await
}

async fn submit(visitor: &Visitor, place: &Place, chip: &str, turn: Turn, form: Form) -> Answer {
    let one = load(visitor, place, chip).await?;
    let called = called(&one.chip);
    let step = step(visitor, place, &one, &called, turn);
    let (app, ctx) = (visitor.app(), visitor.ctx());
    step.take(visitor, form, async |reason: &str| match turn {
        Turn::Off => devices::deactivate_chip(app, ctx, chip, Some(reason)).await,
        Turn::On => devices::reactivate_chip(app, ctx, chip, Some(reason)).await,
    })
    .await
}

/// `GET /portal/org/{id}/chips/{chip}/deactivate`
pub async fn own_deactivate(visitor: Visitor, Path((id, chip)): Path<(String, String)>) -> Answer {
    let place = Place::writable(&visitor, &id, Registered::Chip).await?;
    ask(&visitor, &place, &chip, Turn::Off).await
}

/// `POST /portal/org/{id}/chips/{chip}/deactivate`
pub async fn submit_own_deactivate(
    visitor: Visitor,
    Path((id, chip)): Path<(String, String)>,
    Posted(form): Posted,
) -> Answer {
    let place = Place::writable(&visitor, &id, Registered::Chip).await?;
    submit(&visitor, &place, &chip, Turn::Off, form).await
}

/// `GET /portal/chips/{chip}/deactivate`
pub async fn deactivate(visitor: Visitor, Path(chip): Path<String>) -> Answer {
    let place = Place::staff(&visitor)?;
    ask(&visitor, &place, &chip, Turn::Off).await
}

/// `POST /portal/chips/{chip}/deactivate`
pub async fn submit_deactivate(visitor: Visitor, Path(chip): Path<String>, Posted(form): Posted) -> Answer {
    let place = Place::staff(&visitor)?;
    submit(&visitor, &place, &chip, Turn::Off, form).await
}

/// `GET /portal/chips/{chip}/reactivate`
pub async fn reactivate(visitor: Visitor, Path(chip): Path<String>) -> Answer {
    let place = Place::staff(&visitor)?;
    ask(&visitor, &place, &chip, Turn::On).await
}

/// `POST /portal/chips/{chip}/reactivate`
pub async fn submit_reactivate(visitor: Visitor, Path(chip): Path<String>, Posted(form): Posted) -> Answer {
    let place = Place::staff(&visitor)?;
    submit(&visitor, &place, &chip, Turn::On, form).await
}
