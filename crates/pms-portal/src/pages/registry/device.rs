//! One device model: adding, its page, changing, taking it out of use, bringing it back.

use axum::extract::Path;
use axum::response::Response;
use pms_app::devices::{self, DeviceDetails, NewModel, OneDevice, Registered};
use pms_app::hotlist;
use pms_domain::device::Standing;
use pms_domain::device::interface::check_usable;
use pms_domain::hotlist::Subject;
use pms_domain::{Refusal, catalogue, limits};
use pms_store::device_lists::{DeviceRow, InterfaceRow};
use pms_store::device_mapping::Mapped;

use super::sbi::link;
use super::step::{Step, Turn};
use super::{Place, events, frame_below, name, provider_fact, request_note, tag, tag_until};
use crate::form::{Choice, Form};
use crate::frame::{Tag, ok, unprocessable};
use crate::html::Html;
use crate::listing::Note;
use crate::object::{Action, Notes, ObjectPage, Section, Table};
use crate::pages::{Fact, FormPage, Is, bdi, code, into_form};
use crate::web::{Answer, Fault, Posted, Visitor};

/// Address and key of the list.
const LIST: (&str, &str) = ("devices", "devices-title");

/// Interfaces that a form offers.
const INTERFACES: u64 = 500;

async fn load(visitor: &Visitor, place: &Place, id: &str) -> Result<OneDevice, Fault> {
    let one = devices::device(visitor.app(), visitor.ctx(), id).await?;
    place.holds(&one.device.dprovider_id)?;
    Ok(one)
}

fn facts(visitor: &Visitor, place: &Place, row: &DeviceRow) -> Vec<Fact> {
    let texts = visitor.texts();
    let mut facts = Vec::new();
    if place.is_staff() {
        facts.push(provider_fact(texts, &row.dprovider_id, row.org_name.as_deref()));
    }
    facts.extend([
        Fact::new(texts.get("device-make"), bdi(&row.make)),
        Fact::new(texts.get("device-model"), bdi(&row.model)),
        Fact::new(texts.get("device-type"), bdi(&row.dtype_code)),
        Fact::new(texts.get("device-sub-type"), bdi(&row.dstype_code)),
        Fact::new(texts.get("device-id"), code(&row.id)),
        Fact::new(texts.get("registry-added"), texts.time(row.cr_dtimes)),
    ]);
    facts
}

/// Whether a pair of device and interface works, in words.
fn pair_words(visitor: &Visitor, one: &OneDevice, pair: &Mapped) -> Html {
    let texts = visitor.texts();
    let standing = Standing::of(&pair.approval_status, pair.sbi_is_active);
    let usable = check_usable(standing, pair.sw_expiry_dtimes, visitor.ctx().now()).is_ok();
    match (pair.is_active, usable, one.device.standing()) {
        (true, true, Standing::Active) => texts.get("pair-works"),
        (_, _, Standing::Waiting) => texts.get("pair-waits"),
        (_, false, _) => texts.get("pair-sbi-off"),
        (_, true, _) => texts.get("pair-device-off"),
    }
}

fn interfaces(visitor: &Visitor, place: &Place, one: &OneDevice) -> Section {
    let texts = visitor.texts();
    let mut section = Section::new("sbis", texts.get("device-sbis"));
    section.empty = texts.get("device-sbis-empty");
    let may_unmap = place.may_change(visitor);
    let mut heads = vec![texts.get("sbi-version"), texts.get("list-state"), texts.get("pair-state")];
    if may_unmap {
        heads.push(texts.get("list-actions"));
    }
    let rows: Vec<Vec<Html>> = one
        .interfaces
        .iter()
        .map(|pair| {
            let standing = Standing::of(&pair.approval_status, pair.sbi_is_active);
            let sbi = place.one("sbis", &pair.sbi_id);
            let mut cells = vec![
                link(&sbi, &bdi(&pair.sw_version)),
                tag_until(standing, pair.sw_expiry_dtimes, visitor.ctx().now()).html(texts),
                pair_words(visitor, one, pair),
            ];
            if may_unmap {
                let href = format!("{sbi}/devices/{}/remove", crate::address::segment(&one.device.id));
                let words = texts.with("device-unmap-one").text("version", &pair.sw_version).html();
                cells.push(link(&href, &words));
            }
            cells
        })
        .collect();
    if !rows.is_empty() {
        section.table = Some(Table { caption: texts.get("device-sbis"), heads, rows });
    }
    section
}

/// Whether the model, or its provider, is on the hotlist.
async fn hotlisted(visitor: &Visitor, row: &DeviceRow) -> Result<Option<Note>, Fault> {
    let texts = visitor.texts();
    let (app, ctx) = (visitor.app(), visitor.ctx());
    let note = |words: Html| Some(Note { class: "is-stop", icon: "ban", words, link: None });
    if hotlist::is_blocked(app, ctx, &Subject::DeviceModel { make: &row.make, model: &row.model }).await? {
        return Ok(note(texts.get("device-model-hotlisted")));
    }
    if hotlist::is_blocked(app, ctx, &Subject::Partner { id: &row.dprovider_id }).await? {
        return Ok(note(texts.get("registry-provider-hotlisted")));
    }
    Ok(None)
}

fn sentence(visitor: &Visitor, one: &OneDevice) -> Html {
    let texts = visitor.texts();
    match one.device.standing() {
        Standing::Active if one.interfaces.is_empty() => texts.get("device-is-alone"),
        Standing::Active => texts.get("device-is-active"),
        Standing::Waiting | Standing::CertificateDue => texts.get("device-is-pending"),
        Standing::Deactivated => texts.get("device-is-deactivated"),
        Standing::Rejected => texts.get("device-is-rejected"),
    }
}

fn actions(visitor: &Visitor, place: &Place, row: &DeviceRow) -> Vec<Action> {
    let texts = visitor.texts();
    let (here, standing) = (place.one("devices", &row.id), row.standing());
    let mut actions = Vec::new();
    if place.may_change(visitor) && standing != Standing::Rejected {
        actions.push(Action::new(format!("{here}/edit"), texts.get("registry-edit")));
    }
    if (place.may_change(visitor) || place.is_staff()) && standing == Standing::Active {
        actions.push(Action::new(format!("{here}/deactivate"), texts.get("registry-deactivate")));
    }
    if place.is_staff() && standing == Standing::Deactivated {
        actions.push(Action::new(format!("{here}/reactivate"), texts.get("registry-reactivate")));
    }
    if place.is_staff() {
        let asked = [("type", "DEVICE_MODEL"), ("make", row.make.as_str()), ("model", row.model.as_str())];
        let href = format!("{}/block{}", crate::address::HOTLIST, crate::address::query(asked));
        actions.push(Action::new(href, texts.get("hotlist-block-send")));
    }
    actions
}

async fn page(visitor: &Visitor, place: &Place, id: &str) -> Answer {
    let texts = visitor.texts();
    let one = load(visitor, place, id).await?;
    let row = &one.device;
    let called = name(&row.make, &row.model);
    let p = frame_below(visitor, place, called.clone(), LIST).await?;
    let mut facts_section = Section::new("facts", texts.get("registry-facts"));
    facts_section.facts = facts(visitor, place, row);
    let blocked = hotlisted(visitor, row).await?;
    let shown = if blocked.is_some() { Tag::Hotlisted } else { tag(row.standing()) };
    let note = request_note(visitor, place, Registered::Device, id, row.standing()).await?;
    let page = ObjectPage {
        tag: Some(shown),
        sentence: sentence(visitor, &one),
        actions: actions(visitor, place, row),
        about: Notes { notes: blocked.into_iter().chain(note).collect() },
        sections: vec![facts_section, interfaces(visitor, place, &one)],
        ..ObjectPage::new(p, bdi(&called))
    };
    let happened = events(visitor, Registered::Device, id).await?;
    Ok(page.history(texts.get("nav-history"), texts.get("registry-history-empty"), happened).answer())
}

/// `GET /portal/org/{id}/devices/{device}`
pub async fn own(visitor: Visitor, Path((id, device)): Path<(String, String)>) -> Answer {
    let place = Place::provider(&visitor, &id, Registered::Device).await?;
    page(&visitor, &place, &device).await
}

/// `GET /portal/devices/{device}`
pub async fn staff(visitor: Visitor, Path(device): Path<String>) -> Answer {
    let place = Place::staff(&visitor)?;
    page(&visitor, &place, &device).await
}

/// Type and sub-type as one choice: a sub-type has no meaning without its type.
async fn kinds(visitor: &Visitor) -> Result<Vec<Choice>, Fault> {
    let kinds = devices::kinds(visitor.app(), visitor.ctx()).await?;
    let choice = |kind: pms_store::device_lists::DeviceTypeRow| {
        let words = format!("{} · {}", kind.device_type, kind.code);
        Choice::new(format!("{}/{}", kind.device_type, kind.code), bdi(&words).without_tags())
    };
    Ok(kinds.into_iter().map(choice).collect())
}

/// The interfaces of a provider that devices may be added to.
pub async fn usable_interfaces(visitor: &Visitor, place: &Place) -> Result<Vec<InterfaceRow>, Fault> {
    let wanted = place.wanted(None, 0, INTERFACES);
    let filter = devices::InterfaceFilter {
        status: Some(Standing::Active.label().to_owned()),
        ..devices::InterfaceFilter::default()
    };
    let found = devices::provider_interfaces(visitor.app(), visitor.ctx(), &wanted, &filter).await?;
    let now = visitor.ctx().now();
    let usable = |row: &InterfaceRow| check_usable(row.standing(), row.sw_expiry_dtimes, now).is_ok();
    Ok(found.rows.into_iter().filter(usable).collect())
}

struct Entry<'a> {
    place: &'a Place,
    device: Option<&'a DeviceRow>,
}

impl Entry<'_> {
    fn back(&self) -> String {
        match self.device {
            Some(row) => self.place.one("devices", &row.id),
            None => self.place.list("devices"),
        }
    }

    async fn show(&self, visitor: &Visitor, form: &Form) -> Result<Response, Fault> {
        let texts = visitor.texts();
        let title = if self.device.is_some() { "device-edit-title" } else { "device-new-title" };
        let mut p = frame_below(visitor, self.place, texts.plain(title), LIST).await?.with_errors(form);
        if let Some(row) = self.device {
            p = super::crumb_to(p, self.back(), &name(&row.make, &row.model));
        }
        let intro = match self.device.map(DeviceRow::standing) {
            None => texts.get("device-new-intro"),
            Some(standing) if standing.is_approved() => texts.get("registry-edit-approved"),
            Some(_) => texts.get("registry-edit-waiting"),
        };
        let kinds = kinds(visitor).await?;
        let mut sbis = Vec::new();
        if self.device.is_none() {
            let usable = usable_interfaces(visitor, self.place).await?;
            sbis.push(Choice::new("", texts.get("device-sbi-none")));
            sbis.extend(usable.iter().map(|row| Choice::new(&row.id, bdi(&row.sw_version).without_tags())));
        }
        let mut controls = vec![
            form.control(texts, "kind", "device-kind").hint("device-kind-hint").select(&kinds).blank(),
            form.control(texts, "make", "device-make").hint("device-make-hint"),
            form.control(texts, "model", "device-model").hint("device-make-hint"),
        ];
        if self.device.is_none() {
            controls.push(form.control(texts, "sbi", "device-sbi").hint("device-sbi-hint").select(&sbis).optional());
        }
        let template = FormPage {
            p,
            title: texts.get(title),
            intro,
            action: format!("{}/{}", self.back(), if self.device.is_some() { "edit" } else { "new" }),
            controls,
            submit: texts.get(if self.device.is_some() { "registry-save" } else { "devices-add" }),
            danger: false,
            again: None,
            back: self.back(),
            back_label: texts.get("form-cancel"),
        };
        Ok(if form.is_right() { ok(&template) } else { unprocessable(&template) })
    }
}

/// Make and model, as devices and chips have them.
pub fn check_names(visitor: &Visitor, form: &mut Form) {
    let texts = visitor.texts();
    form.require(texts, "make", "device-make-missing");
    form.limit(texts, "make", limits::DEVICE_TEXT);
    form.require(texts, "model", "device-model-missing");
    form.limit(texts, "model", limits::DEVICE_TEXT);
}

fn details(visitor: &Visitor, form: &mut Form) -> Option<DeviceDetails> {
    form.require(visitor.texts(), "kind", "device-kind-missing");
    check_names(visitor, form);
    let kind = form.trimmed("kind");
    let (dtype_code, dstype_code) = kind.split_once('/').filter(|_| form.is_right())?;
    Some(DeviceDetails {
        dtype_code: dtype_code.to_owned(),
        dstype_code: dstype_code.to_owned(),
        make: form.tidy("make"),
        model: form.tidy("model"),
    })
}

fn field(refusal: &Refusal) -> &'static str {
    let sbi = [
        &catalogue::DEVICE_SBI_MISSING,
        &catalogue::DEVICE_SBI_FOREIGN,
        &catalogue::DEVICE_SBI_PENDING,
        &catalogue::DEVICE_SBI_REJECTED,
        &catalogue::DEVICE_SBI_DEACTIVATED,
        &catalogue::DEVICE_SBI_EXPIRED,
    ];
    if refusal.is(&catalogue::DEVICE_TYPE_UNKNOWN) {
        "kind"
    } else if refusal.is(&catalogue::DEVICE_EXISTS) {
        "model"
    } else if sbi.iter().any(|entry| refusal.is(entry)) {
        "sbi"
    } else {
        ""
    }
}

/// `GET /portal/org/{id}/devices/new`
pub async fn new(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let place = Place::writable(&visitor, &id, Registered::Device).await?;
    let asked: Option<String> = url::form_urlencoded::parse(visitor.query().as_bytes())
        .find(|(name, _)| name == "sbi")
        .map(|(_, value)| value.into_owned());
    let form = Form::default().with("sbi", asked.unwrap_or_default());
    Entry { place: &place, device: None }.show(&visitor, &form).await
}

/// `POST /portal/org/{id}/devices/new`
pub async fn add(visitor: Visitor, Path(id): Path<String>, Posted(mut form): Posted) -> Answer {
    let place = Place::writable(&visitor, &id, Registered::Device).await?;
    if let Some(details) = details(&visitor, &mut form) {
        let called = name(&details.make, &details.model);
        let new = NewModel { id: None, provider_id: id.clone(), details };
        let (app, ctx) = (visitor.app(), visitor.ctx());
        let added = match form.given("sbi") {
            Some(sbi) => devices::add_to_interface(app, ctx, &sbi, &new).await,
            None => devices::add_device(app, ctx, &new).await,
        };
        if let Some(device) = into_form(visitor.texts(), &mut form, added, field)? {
            return Ok(visitor.done(&place.one("devices", &device), "device-added", &[("name", &called)]));
        }
    }
    Entry { place: &place, device: None }.show(&visitor, &form).await
}

/// `GET /portal/org/{id}/devices/{device}/edit`
pub async fn edit(visitor: Visitor, Path((id, device)): Path<(String, String)>) -> Answer {
    let place = Place::writable(&visitor, &id, Registered::Device).await?;
    let one = load(&visitor, &place, &device).await?;
    let row = &one.device;
    let form = Form::default()
        .with("kind", format!("{}/{}", row.dtype_code, row.dstype_code))
        .with("make", &row.make)
        .with("model", &row.model);
    Entry { place: &place, device: Some(row) }.show(&visitor, &form).await
}

/// `POST /portal/org/{id}/devices/{device}/edit`
pub async fn save(visitor: Visitor, Path((id, device)): Path<(String, String)>, Posted(mut form): Posted) -> Answer {
    let place = Place::writable(&visitor, &id, Registered::Device).await?;
    let one = load(&visitor, &place, &device).await?;
    if let Some(details) = details(&visitor, &mut form) {
        let saved = devices::update_device(visitor.app(), visitor.ctx(), &device, &details).await;
        if into_form(visitor.texts(), &mut form, saved, field)?.is_some() {
            let approved = one.device.standing().is_approved();
            let key = if approved { "registry-change-sent" } else { "registry-saved" };
            return Ok(visitor.done(&place.one("devices", &device), key, &[]));
        }
    }
    Entry { place: &place, device: Some(&one.device) }.show(&visitor, &form).await
}

fn step<'a>(visitor: &Visitor, place: &'a Place, one: &'a OneDevice, called: &'a str, turn: Turn) -> Step<'a> {
    let texts = visitor.texts();
    let step = Step {
        place,
        provider: &one.device.dprovider_id,
        list: LIST,
        id: &one.device.id,
        name: called,
        turn,
        title: "device-deactivate-title",
        words: "device-deactivate-words",
        submit: "device-deactivate-send",
        keep: "registry-keep-active",
        done: "device-deactivated",
        effects: Vec::new(),
        obstacles: Vec::new(),
    };
    match turn {
        Turn::Off => Step {
            effects: vec![
                texts.with("device-effect-sbis").num("n", one.interfaces.len()).html(),
                texts.get("device-effect-refused"),
            ],
            ..step
        },
        Turn::On => Step {
            title: "device-reactivate-title",
            words: "device-reactivate-words",
            submit: "device-reactivate-send",
            keep: "registry-keep-deactivated",
            done: "device-reactivated",
            ..step
        },
    }
}

async fn ask(visitor: &Visitor, place: &Place, device: &str, turn: Turn) -> Answer {
    let one = load(visitor, place, device).await?;
    let called = name(&one.device.make, &one.device.model);
    step(visitor, place, &one, &called, turn).ask(visitor, &Form::default()).await
}

async fn submit(visitor: &Visitor, place: &Place, device: &str, turn: Turn, form: Form) -> Answer {
    let one = load(visitor, place, device).await?;
    let called = name(&one.device.make, &one.device.model);
    let step = step(visitor, place, &one, &called, turn);
    let (app, ctx) = (visitor.app(), visitor.ctx());
    step.take(visitor, form, async |reason: &str| match turn {
        Turn::Off => devices::deactivate_device(app, ctx, device, Some(reason)).await.map(|_| ()),
        Turn::On => devices::reactivate_device(app, ctx, device, Some(reason)).await,
    })
    .await
}

/// `GET /portal/org/{id}/devices/{device}/deactivate`
pub async fn own_deactivate(visitor: Visitor, Path((id, device)): Path<(String, String)>) -> Answer {
    let place = Place::writable(&visitor, &id, Registered::Device).await?;
    ask(&visitor, &place, &device, Turn::Off).await
}

/// `POST /portal/org/{id}/devices/{device}/deactivate`
pub async fn submit_own_deactivate(
    visitor: Visitor,
    Path((id, device)): Path<(String, String)>,
    Posted(form): Posted,
) -> Answer {
    let place = Place::writable(&visitor, &id, Registered::Device).await?;
    submit(&visitor, &place, &device, Turn::Off, form).await
}

/// `GET /portal/devices/{device}/deactivate`
pub async fn deactivate(visitor: Visitor, Path(device): Path<String>) -> Answer {
    let place = Place::staff(&visitor)?;
    ask(&visitor, &place, &device, Turn::Off).await
}

/// `POST /portal/devices/{device}/deactivate`
pub async fn submit_deactivate(visitor: Visitor, Path(device): Path<String>, Posted(form): Posted) -> Answer {
    let place = Place::staff(&visitor)?;
    submit(&visitor, &place, &device, Turn::Off, form).await
}

/// `GET /portal/devices/{device}/reactivate`
pub async fn reactivate(visitor: Visitor, Path(device): Path<String>) -> Answer {
    let place = Place::staff(&visitor)?;
    ask(&visitor, &place, &device, Turn::On).await
}

/// `POST /portal/devices/{device}/reactivate`
pub async fn submit_reactivate(visitor: Visitor, Path(device): Path<String>, Posted(form): Posted) -> Answer {
    let place = Place::staff(&visitor)?;
    submit(&visitor, &place, &device, Turn::On, form).await
}
