//! One secure biometric interface: adding, its page, changing, taking it out of use, bringing it back.

use axum::extract::Path;
use axum::response::Response;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use pms_app::devices::{self, DeviceFilter, InterfaceDetails, InterfaceUpdate, OneInterface, Registered};
use pms_domain::device::Standing;
use pms_domain::device::interface::is_expired;
use pms_domain::{Refusal, catalogue, limits, text};
use pms_store::device_lists::{DeviceRow, InterfaceRow};

use super::step::{Step, Turn};
use super::{Place, events, frame_below, name, provider_fact, request_note, tag_until};
use crate::form::Form;
use crate::frame::{ok, unprocessable};
use crate::html::{Html, escape};
use crate::object::{Action, Notes, ObjectPage, Section, Table};
use crate::pages::{Fact, FormPage, Is, Link, bdi, code, into_form};
use crate::web::{Answer, Fault, Posted, Visitor};

/// Address and key of the list.
pub const LIST: (&str, &str) = ("sbis", "sbis-title");

/// Devices that its page names; the list has them all.
const DEVICES: u64 = 50;

pub async fn load(visitor: &Visitor, place: &Place, id: &str) -> Result<OneInterface, Fault> {
    let one = devices::interface(visitor.app(), visitor.ctx(), id).await?;
    place.holds(one.interface.provider_id.as_deref().unwrap_or_default())?;
    Ok(one)
}

/// The devices that an interface serves.
pub async fn devices_of(visitor: &Visitor, place: &Place, id: &str) -> Result<Vec<DeviceRow>, Fault> {
    let filter = DeviceFilter { sbi_id: Some(id.to_owned()), ..DeviceFilter::default() };
    let wanted = place.wanted(None, 0, DEVICES);
    Ok(devices::models(visitor.app(), visitor.ctx(), &wanted, &filter).await?.rows)
}

fn facts(visitor: &Visitor, place: &Place, row: &InterfaceRow) -> Vec<Fact> {
    let texts = visitor.texts();
    let day = |at: Option<NaiveDateTime>| at.map_or_else(|| texts.get("not-given"), |at| texts.day(at));
    let mut facts = Vec::new();
    if place.is_staff() {
        facts.push(provider_fact(texts, row.provider_id.as_deref().unwrap_or_default(), row.org_name.as_deref()));
    }
    facts.extend([
        Fact::new(texts.get("sbi-version"), bdi(&row.sw_version)),
        Fact::new(texts.get("sbi-id"), code(&row.id)),
        Fact::new(texts.get("sbi-hash"), code(&String::from_utf8_lossy(&row.sw_binary_hash))),
        Fact::new(texts.get("sbi-made"), day(row.sw_cr_dtimes)),
        Fact::new(texts.get("sbi-ends"), day(row.sw_expiry_dtimes)),
        Fact::new(texts.get("registry-added"), texts.time(row.cr_dtimes)),
    ]);
    facts
}

/// A link in a table's cell.
pub fn link(href: &str, words: &Html) -> Html {
    Html::trusted(format!("<a href=\"{}\">{words}</a>", escape(href)))
}

fn device_table(visitor: &Visitor, place: &Place, one: &OneInterface, rows: &[DeviceRow]) -> Section {
    let texts = visitor.texts();
    let mut section = Section::new("devices", texts.get("sbi-devices"));
    let may_unmap = place.may_change(visitor);
    let mut heads = vec![texts.get("device-name"), texts.get("device-type"), texts.get("list-state")];
    if may_unmap {
        heads.push(texts.get("list-actions"));
    }
    let table_rows: Vec<Vec<Html>> = rows
        .iter()
        .map(|row| {
            let called = name(&row.make, &row.model);
            let mut cells = vec![
                link(&place.one("devices", &row.id), &bdi(&called)),
                bdi(&format!("{} · {}", row.dtype_code, row.dstype_code)),
                super::tag(row.standing()).html(texts),
            ];
            if may_unmap {
                let href = format!(
                    "{}/devices/{}/remove",
                    place.one("sbis", &one.interface.id),
                    super::address::segment(&row.id)
                );
                let words = texts.with("sbi-unmap-one").text("name", &called).html();
                cells.push(link(&href, &words));
            }
            cells
        })
        .collect();
    if !table_rows.is_empty() {
        section.table = Some(Table { caption: texts.get("sbi-devices"), heads, rows: table_rows });
    }
    let counts = &one.interface;
    let count = |count: i64| count.max(0);
    section.intro = texts
        .with("sbi-devices-counts")
        .num("all", count(counts.devices))
        .num("approved", count(counts.devices_approved))
        .num("waiting", count(counts.devices_pending))
        .html();
    section.empty = texts.get("sbi-devices-empty");
    if count(counts.devices) > DEVICES.cast_signed() {
        let filter = if place.is_staff() { "sbi" } else { "version" };
        let value = if place.is_staff() { &counts.id } else { &counts.sw_version };
        let query = super::address::query([(filter, value.as_str())]);
        section
            .links
            .push(Link { href: format!("{}{query}", place.list("devices")), label: texts.get("sbi-all-devices") });
    }
    section
}

fn sentence(visitor: &Visitor, row: &InterfaceRow) -> Html {
    let texts = visitor.texts();
    match row.standing() {
        Standing::Active if is_expired(row.sw_expiry_dtimes, visitor.ctx().now()) => texts.get("sbi-is-expired"),
        Standing::Active => texts.get("sbi-is-active"),
        Standing::Waiting | Standing::CertificateDue => texts.get("sbi-is-pending"),
        Standing::Deactivated => texts.get("sbi-is-deactivated"),
        Standing::Rejected => texts.get("sbi-is-rejected"),
    }
}

fn actions(visitor: &Visitor, place: &Place, row: &InterfaceRow) -> Vec<Action> {
    let texts = visitor.texts();
    let (here, standing) = (place.one("sbis", &row.id), row.standing());
    let mut actions = Vec::new();
    if place.may_change(visitor) {
        if standing == Standing::Active && !is_expired(row.sw_expiry_dtimes, visitor.ctx().now()) {
            actions.push(Action::new(format!("{here}/devices"), texts.get("sbi-map")).primary());
        }
        if standing != Standing::Rejected {
            actions.push(Action::new(format!("{here}/edit"), texts.get("registry-edit")));
        }
        if standing == Standing::Active {
            actions.push(Action::new(format!("{here}/deactivate"), texts.get("registry-deactivate")));
        }
    }
    if place.is_staff() {
        if standing == Standing::Active {
            actions.push(Action::new(format!("{here}/deactivate"), texts.get("registry-deactivate")));
        }
        if standing == Standing::Deactivated {
            actions.push(Action::new(format!("{here}/reactivate"), texts.get("registry-reactivate")));
        }
    }
    actions
}

async fn page(visitor: &Visitor, place: &Place, id: &str) -> Answer {
    let texts = visitor.texts();
    let one = load(visitor, place, id).await?;
    let row = &one.interface;
    let title = texts.with("sbi-title").text("version", &row.sw_version);
    let p = frame_below(visitor, place, title.plain(), LIST).await?;
    let mut facts_section = Section::new("facts", texts.get("registry-facts"));
    facts_section.facts = facts(visitor, place, row);
    let devices = devices_of(visitor, place, id).await?;
    let note = request_note(visitor, place, Registered::Interface, id, row.standing()).await?;
    let page = ObjectPage {
        tag: Some(tag_until(row.standing(), row.sw_expiry_dtimes, visitor.ctx().now())),
        sentence: sentence(visitor, row),
        actions: actions(visitor, place, row),
        about: Notes { notes: note.into_iter().collect() },
        sections: vec![facts_section, device_table(visitor, place, &one, &devices)],
        ..ObjectPage::new(p, title.html())
    };
    let happened = events(visitor, Registered::Interface, id).await?;
    Ok(page.history(texts.get("nav-history"), texts.get("registry-history-empty"), happened).answer())
}

/// `GET /portal/org/{id}/sbis/{sbi}`
pub async fn own(visitor: Visitor, Path((id, sbi)): Path<(String, String)>) -> Answer {
    let place = Place::provider(&visitor, &id, Registered::Interface).await?;
    page(&visitor, &place, &sbi).await
}

/// `GET /portal/sbis/{sbi}`
pub async fn staff(visitor: Visitor, Path(sbi): Path<String>) -> Answer {
    let place = Place::staff(&visitor)?;
    page(&visitor, &place, &sbi).await
}

/// The form of a new one, or of a change.
struct Entry<'a> {
    place: &'a Place,
    /// The one that is changed.
    sbi: Option<&'a InterfaceRow>,
}

impl Entry<'_> {
    fn back(&self) -> String {
        match self.sbi {
            Some(row) => self.place.one("sbis", &row.id),
            None => self.place.list("sbis"),
        }
    }

    async fn show(&self, visitor: &Visitor, form: &Form) -> Result<Response, Fault> {
        let texts = visitor.texts();
        let title = if self.sbi.is_some() { "sbi-edit-title" } else { "sbi-new-title" };
        let mut p = frame_below(visitor, self.place, texts.plain(title), LIST).await?.with_errors(form);
        if let Some(row) = self.sbi {
            p = super::crumb_to(p, self.back(), &row.sw_version);
        }
        let intro = match self.sbi.map(InterfaceRow::standing) {
            None => texts.get("sbi-new-intro"),
            Some(standing) if standing.is_approved() => texts.get("registry-edit-approved"),
            Some(_) => texts.get("registry-edit-waiting"),
        };
        let template = FormPage {
            p,
            title: texts.get(title),
            intro,
            action: format!("{}/{}", self.back(), if self.sbi.is_some() { "edit" } else { "new" }),
            controls: vec![
                form.control(texts, "version", "sbi-version").hint("sbi-version-hint").ltr(),
                form.control(texts, "hash", "sbi-hash").hint("sbi-hash-hint").ltr().mono(),
                form.control(texts, "made", "sbi-made").hint("sbi-made-hint").day(),
                form.control(texts, "ends", "sbi-ends").hint("sbi-ends-hint").day(),
            ],
            submit: texts.get(if self.sbi.is_some() { "registry-save" } else { "sbis-add" }),
            danger: false,
            again: None,
            back: self.back(),
            back_label: texts.get("form-cancel"),
        };
        Ok(if form.is_right() { ok(&template) } else { unprocessable(&template) })
    }
}

/// A day of the site's zone: its beginning or its end, UTC.
fn moment(visitor: &Visitor, form: &mut Form, field: &str, is_end: bool) -> Option<NaiveDateTime> {
    let day: Option<NaiveDate> = form.trimmed(field).parse().ok();
    let last = NaiveTime::from_hms_opt(23, 59, 59).unwrap_or_default();
    let at = day.map(|day| day.and_time(if is_end { last } else { NaiveTime::MIN }));
    let zoned = at.and_then(|at| visitor.portal().zone.from_local_datetime(&at).latest());
    if zoned.is_none() {
        form.error(field, visitor.texts().get("registry-date-form"));
    }
    zoned.map(|at| at.naive_utc())
}

fn details(visitor: &Visitor, form: &mut Form) -> Option<InterfaceDetails> {
    let texts = visitor.texts();
    form.require(texts, "version", "sbi-version-missing");
    form.limit(texts, "version", limits::SBI_VERSION);
    form.require(texts, "hash", "sbi-hash-missing");
    form.limit(texts, "hash", limits::SBI_HASH);
    let hash = form.trimmed("hash");
    if !text::is_blank(&hash) && hash.contains(char::is_whitespace) {
        form.error("hash", texts.get("sbi-hash-form"));
    }
    let created = moment(visitor, form, "made", false);
    let expiry = moment(visitor, form, "ends", true);
    let (created, expiry) = created.zip(expiry).filter(|_| form.is_right())?;
    Some(InterfaceDetails { binary_hash: hash, version: form.tidy("version"), created, expiry })
}

/// The field that a refusal is about.
fn field(refusal: &Refusal) -> &'static str {
    let of = |entries: &[&'static pms_domain::Entry]| entries.iter().any(|entry| refusal.is(entry));
    if of(&[&catalogue::SBI_VERSION_EXISTS]) {
        "version"
    } else if of(&[&catalogue::SBI_CREATED_AHEAD, &catalogue::SBI_CREATED_LONG_AGO]) {
        "made"
    } else if of(&[&catalogue::SBI_EXPIRY_PAST, &catalogue::SBI_EXPIRY_FAR]) {
        "ends"
    } else {
        ""
    }
}

/// `GET /portal/org/{id}/sbis/new`
pub async fn new(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let place = Place::writable(&visitor, &id, Registered::Interface).await?;
    Entry { place: &place, sbi: None }.show(&visitor, &Form::default()).await
}

/// `POST /portal/org/{id}/sbis/new`
pub async fn add(visitor: Visitor, Path(id): Path<String>, Posted(mut form): Posted) -> Answer {
    let place = Place::writable(&visitor, &id, Registered::Interface).await?;
    if let Some(details) = details(&visitor, &mut form) {
        let added = devices::add_interface(visitor.app(), visitor.ctx(), &id, &details).await;
        if let Some(sbi) = into_form(visitor.texts(), &mut form, added, field)? {
            return Ok(visitor.done(&place.one("sbis", &sbi), "sbi-added", &[("version", &details.version)]));
        }
    }
    Entry { place: &place, sbi: None }.show(&visitor, &form).await
}

/// The day of a moment in the site's zone, as a date field has it.
fn day_of(visitor: &Visitor, at: Option<NaiveDateTime>) -> String {
    let local = |at: NaiveDateTime| visitor.portal().zone.from_utc_datetime(&at).format("%Y-%m-%d").to_string();
    at.map(local).unwrap_or_default()
}

/// `GET /portal/org/{id}/sbis/{sbi}/edit`
pub async fn edit(visitor: Visitor, Path((id, sbi)): Path<(String, String)>) -> Answer {
    let place = Place::writable(&visitor, &id, Registered::Interface).await?;
    let one = load(&visitor, &place, &sbi).await?;
    let row = &one.interface;
    let form = Form::default()
        .with("version", &row.sw_version)
        .with("hash", String::from_utf8_lossy(&row.sw_binary_hash))
        .with("made", day_of(&visitor, row.sw_cr_dtimes))
        .with("ends", day_of(&visitor, row.sw_expiry_dtimes));
    Entry { place: &place, sbi: Some(row) }.show(&visitor, &form).await
}

/// A day that was not changed keeps its moment: what came over the wire may have another hour.
fn kept(
    visitor: &Visitor,
    form: &Form,
    field: &str,
    before: Option<NaiveDateTime>,
    now: NaiveDateTime,
) -> NaiveDateTime {
    before.filter(|before| day_of(visitor, Some(*before)) == form.trimmed(field)).unwrap_or(now)
}

/// `POST /portal/org/{id}/sbis/{sbi}/edit`
pub async fn save(visitor: Visitor, Path((id, sbi)): Path<(String, String)>, Posted(mut form): Posted) -> Answer {
    let place = Place::writable(&visitor, &id, Registered::Interface).await?;
    let one = load(&visitor, &place, &sbi).await?;
    let row = &one.interface;
    if let Some(wanted) = details(&visitor, &mut form) {
        let details = InterfaceDetails {
            created: kept(&visitor, &form, "made", row.sw_cr_dtimes, wanted.created),
            expiry: kept(&visitor, &form, "ends", row.sw_expiry_dtimes, wanted.expiry),
            ..wanted
        };
        // Its state is changed on a page of its own.
        let update = InterfaceUpdate { details, is_active: true };
        let saved = devices::update_interface(visitor.app(), visitor.ctx(), &sbi, &update).await;
        if into_form(visitor.texts(), &mut form, saved, field)?.is_some() {
            let key = if row.standing().is_approved() { "registry-change-sent" } else { "registry-saved" };
            return Ok(visitor.done(&place.one("sbis", &sbi), key, &[]));
        }
    }
    Entry { place: &place, sbi: Some(row) }.show(&visitor, &form).await
}

async fn step<'a>(visitor: &Visitor, place: &'a Place, row: &'a InterfaceRow, turn: Turn) -> Result<Step<'a>, Fault> {
    let texts = visitor.texts();
    let step = Step {
        place,
        provider: row.provider_id.as_deref().unwrap_or_default(),
        list: LIST,
        id: &row.id,
        name: &row.sw_version,
        turn,
        title: "sbi-deactivate-title",
        words: "sbi-deactivate-words",
        submit: "sbi-deactivate-send",
        keep: "registry-keep-active",
        done: "sbi-deactivated",
        effects: Vec::new(),
        obstacles: Vec::new(),
    };
    if turn == Turn::On {
        return Ok(Step {
            title: "sbi-reactivate-title",
            words: "sbi-reactivate-words",
            submit: "sbi-reactivate-send",
            keep: "registry-keep-deactivated",
            done: "sbi-reactivated",
            ..step
        });
    }
    let effects = devices::interface_effects(visitor.app(), visitor.ctx(), &row.id).await?;
    Ok(Step {
        effects: vec![
            texts.with("sbi-effect-stopped").num("n", effects.stopped).html(),
            texts.with("sbi-effect-elsewhere").num("n", effects.served_elsewhere).html(),
            texts.with("sbi-effect-rejected").num("n", effects.rejected).html(),
        ],
        ..step
    })
}

async fn ask(visitor: &Visitor, place: &Place, sbi: &str, turn: Turn) -> Answer {
    let one = load(visitor, place, sbi).await?;
    step(visitor, place, &one.interface, turn).await?.ask(visitor, &Form::default()).await
}

async fn submit(visitor: &Visitor, place: &Place, sbi: &str, turn: Turn, form: Form) -> Answer {
    let one = load(visitor, place, sbi).await?;
    let step = step(visitor, place, &one.interface, turn).await?;
    let (app, ctx) = (visitor.app(), visitor.ctx());
    step.take(visitor, form, async |reason: &str| match turn {
        Turn::Off => devices::deactivate_interface(app, ctx, sbi, Some(reason)).await.map(|_| ()),
        Turn::On => devices::reactivate_interface(app, ctx, sbi, Some(reason)).await,
    })
    .await
}

/// `GET /portal/org/{id}/sbis/{sbi}/deactivate`
pub async fn own_deactivate(visitor: Visitor, Path((id, sbi)): Path<(String, String)>) -> Answer {
    let place = Place::writable(&visitor, &id, Registered::Interface).await?;
    ask(&visitor, &place, &sbi, Turn::Off).await
}

/// `POST /portal/org/{id}/sbis/{sbi}/deactivate`
pub async fn submit_own_deactivate(
    visitor: Visitor,
    Path((id, sbi)): Path<(String, String)>,
    Posted(form): Posted,
) -> Answer {
    let place = Place::writable(&visitor, &id, Registered::Interface).await?;
    submit(&visitor, &place, &sbi, Turn::Off, form).await
}

/// `GET /portal/sbis/{sbi}/deactivate`
pub async fn deactivate(visitor: Visitor, Path(sbi): Path<String>) -> Answer {
    let place = Place::staff(&visitor)?;
    ask(&visitor, &place, &sbi, Turn::Off).await
}

/// `POST /portal/sbis/{sbi}/deactivate`
pub async fn submit_deactivate(visitor: Visitor, Path(sbi): Path<String>, Posted(form): Posted) -> Answer {
    let place = Place::staff(&visitor)?;
    submit(&visitor, &place, &sbi, Turn::Off, form).await
}

/// `GET /portal/sbis/{sbi}/reactivate`
pub async fn reactivate(visitor: Visitor, Path(sbi): Path<String>) -> Answer {
    let place = Place::staff(&visitor)?;
    ask(&visitor, &place, &sbi, Turn::On).await
}

/// `POST /portal/sbis/{sbi}/reactivate`
pub async fn submit_reactivate(visitor: Visitor, Path(sbi): Path<String>, Posted(form): Posted) -> Answer {
    let place = Place::staff(&visitor)?;
    submit(&visitor, &place, &sbi, Turn::On, form).await
}
