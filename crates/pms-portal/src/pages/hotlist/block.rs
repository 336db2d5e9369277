//! Putting something on the hotlist: what it is, what that touches, until when and why.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use pms_app::hotlist::{self, Effects, Parts, Wanted};
use pms_domain::hotlist::{IdType, Status, Subject};
use pms_domain::{catalogue, limits};

use super::{href, keeper, kind, kind_key, until as until_words};
use crate::address;
use crate::form::{Control, Form};
use crate::frame::{Frame, ok, unprocessable};
use crate::html::Html;
use crate::object::EffectsPage;
use crate::pages::{bdi, into_form};
use crate::web::{Answer, Fault, Posted, Visitor};

/// A kind of thing with the fields that name it.
struct KindForm<'a> {
    id_type: &'static str,
    title: Html,
    words: Html,
    id: &'static str,
    controls: Vec<Control<'a>>,
}

#[derive(Template)]
#[template(path = "hotlist/new.html")]
struct NewPage<'a> {
    p: Frame,
    action: String,
    forms: Vec<KindForm<'a>>,
}

/// The fields of a kind, by their names in the address: each kind has names of its own, for one page has all of them.
fn fields(id_type: IdType) -> &'static [(&'static str, &'static str)] {
    match id_type {
        IdType::PartnerId => &[("partner", "field-partner-id")],
        IdType::DeviceProvider => &[("provider", "field-partner-id"), ("organisation", "field-organization")],
        IdType::DeviceModel => &[("make", "device-make"), ("model", "device-model")],
        IdType::Device => &[("serial", "hotlist-serial"), ("smake", "device-make"), ("smodel", "device-model")],
        IdType::FtmPublicKey => &[("chip", "chip-id")],
    }
}

fn asked(visitor: &Visitor) -> Form {
    let pairs: BTreeMap<String, String> = url::form_urlencoded::parse(visitor.query().as_bytes())
        .map(|(name, value)| (name.into_owned(), value.replace('\0', "")))
        .collect();
    Form::of(pairs)
}

async fn new_page(visitor: &Visitor, form: &Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let p = visitor.frame("hotlist-new-title").await?.crumb(address::HOTLIST, "hotlist-title").with_errors(form);
    let one = |id_type: IdType, words: &str| KindForm {
        id_type: id_type.as_str(),
        title: kind(texts, id_type),
        words: texts.get(words),
        id: kind_key(id_type),
        controls: fields(id_type)
            .iter()
            .map(|(name, label)| {
                let control = form.control(texts, name, label);
                match *name {
                    "partner" | "provider" | "chip" | "serial" => control.ltr(),
                    "organisation" => control.optional(),
                    _ => control,
                }
            })
            .collect(),
    };
    let page = NewPage {
        p,
        action: format!("{}/block", address::HOTLIST),
        forms: vec![
            one(IdType::Device, "hotlist-words-device"),
            one(IdType::DeviceModel, "hotlist-words-model"),
            one(IdType::DeviceProvider, "hotlist-words-provider"),
            one(IdType::FtmPublicKey, "hotlist-words-chip"),
            one(IdType::PartnerId, "hotlist-words-partner"),
        ],
    };
    Ok(if form.is_right() { ok(&page) } else { unprocessable(&page) })
}

/// `GET /portal/hotlist/new`
pub async fn new(visitor: Visitor) -> Answer {
    keeper(&visitor)?;
    new_page(&visitor, &asked(&visitor)).await
}

/// What the address names.
enum Named {
    Partner(String),
    Provider { id: String, organisation: String },
    Model { make: String, model: String },
    Device { serial: String, make: String, model: String },
    Key(String),
}

impl Named {
    fn subject(&self) -> Subject<'_> {
        match self {
            Named::Partner(id) => Subject::Partner { id },
            Named::Provider { id, organisation } => Subject::DeviceProvider { organisation, id },
            Named::Model { make, model } => Subject::DeviceModel { make, model },
            Named::Device { serial, make, model } => Subject::Device { serial, make, model },
            Named::Key(fingerprint) => Subject::ChipKey { fingerprint },
        }
    }

    fn parts(&self) -> Parts<'_> {
        let none = Parts::default();
        match self {
            Named::Partner(id) => Parts { id: Some(id), ..none },
            Named::Provider { id, organisation } => {
                Parts { provider_id: Some(id), organisation: Some(organisation), ..none }
            }
            Named::Model { make, model } => Parts { make: Some(make), model: Some(model), ..none },
            Named::Device { serial, make, model } => {
                Parts { serial: Some(serial), make: Some(make), model: Some(model), ..none }
            }
            Named::Key(fingerprint) => Parts { id: Some(fingerprint), ..none },
        }
    }
}

/// Reads what is to be blocked; what is missing goes into the form.
async fn named(visitor: &Visitor, form: &mut Form) -> Result<Option<Named>, Fault> {
    let texts = visitor.texts();
    let Some(id_type) = IdType::parse(form.value("type")) else {
        return Err(Fault::Redirect(format!("{}/new", address::HOTLIST)));
    };
    for (name, label) in fields(id_type) {
        // An organisation that is not named is looked up.
        if *name != "organisation" && form.given(name).is_none() {
            form.error(name, texts.with("hotlist-field-missing").words("what", texts.get(label)).html());
        }
        form.limit(texts, name, limits::HOTLIST_LABEL);
    }
    if !form.is_right() {
        return Ok(None);
    }
    let value = |name: &str| form.tidy(name);
    Ok(match id_type {
        IdType::PartnerId => Some(Named::Partner(value("partner"))),
        IdType::DeviceModel => Some(Named::Model { make: value("make"), model: value("model") }),
        IdType::Device => Some(Named::Device { serial: value("serial"), make: value("smake"), model: value("smodel") }),
        IdType::DeviceProvider => provider(visitor, form).await?,
        IdType::FtmPublicKey => {
            let (app, ctx) = (visitor.app(), visitor.ctx());
            let found = hotlist::chip_key(app, ctx, &value("chip")).await;
            match into_form(texts, form, found, |_| "chip")? {
                Some(Some(key)) => Some(Named::Key(key)),
                Some(None) => {
                    form.error("chip", texts.get("hotlist-chip-without"));
                    None
                }
                None => None,
            }
        }
    })
}

/// A provider by its id: its registered name, unless its devices say another one.
async fn provider(visitor: &Visitor, form: &mut Form) -> Result<Option<Named>, Fault> {
    let id = form.tidy("provider");
    if let Some(organisation) = form.given("organisation") {
        return Ok(Some(Named::Provider { id, organisation }));
    }
    let subject = Subject::Partner { id: &id };
    let found = hotlist::effects(visitor.app(), visitor.ctx(), &subject).await?.partner;
    match found {
        Some(organisation) => Ok(Some(Named::Provider { id, organisation })),
        None => {
            form.error("organisation", visitor.texts().get("hotlist-organisation-unknown"));
            Ok(None)
        }
    }
}

fn effect_words(visitor: &Visitor, named: &Named, found: &Effects) -> Vec<Html> {
    let texts = visitor.texts();
    let mut words = Vec::new();
    match (&found.partner, named) {
        (Some(name), _) => words.push(texts.with("hotlist-effect-partner").text("name", name).html()),
        (None, Named::Partner(_) | Named::Provider { .. }) => words.push(texts.get("hotlist-effect-nobody")),
        (None, _) => {}
    }
    match named {
        Named::Key(_) => words.push(texts.with("hotlist-effect-chips").num("n", found.chips).html()),
        Named::Device { .. } => {
            words.push(texts.get("hotlist-effect-one"));
            if found.devices == 0 {
                words.push(texts.get("hotlist-effect-unregistered"));
            }
        }
        Named::Model { .. } => words.push(texts.with("hotlist-effect-devices").num("n", found.devices).html()),
        Named::Provider { .. } | Named::Partner(_) => {
            words.push(texts.with("hotlist-effect-devices").num("n", found.devices).html());
            words.push(texts.with("hotlist-effect-sbis").num("n", found.interfaces).html());
            if matches!(named, Named::Partner(_)) {
                words.push(texts.with("hotlist-effect-chips").num("n", found.chips).html());
                words.push(texts.get("hotlist-effect-requests"));
            }
        }
    }
    if let Some(before) = found.before {
        let blocked = before.at(visitor.ctx().now()) == Status::Blocked;
        let state = until_words(texts, before, visitor);
        let key = if blocked { "hotlist-effect-before" } else { "hotlist-effect-before-free" };
        words.push(texts.with(key).words("until", state).html());
    }
    words.push(texts.get("hotlist-effect-told"));
    words
}

async fn block_page(visitor: &Visitor, named: &Named, form: &Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let subject = named.subject();
    let found = hotlist::effects(visitor.app(), visitor.ctx(), &subject).await?;
    let title = "hotlist-block-title";
    let p = visitor.frame(title).await?.crumb(address::HOTLIST, "hotlist-title").with_errors(form);
    let page = EffectsPage {
        p,
        title: texts.get(title),
        name: Html::trusted(format!("{}: {}", kind(texts, subject.id_type()), bdi(&subject.label()))),
        words: texts.get("hotlist-block-words"),
        effects: effect_words(visitor, named, &found),
        obstacles: Vec::new(),
        action: format!("{}?{}", visitor.path(), visitor.query()),
        controls: vec![
            form.control(texts, "until", "hotlist-until").hint("hotlist-until-hint").day().optional(),
            form.control(texts, "reason", "danger-reason").hint("hotlist-reason-hint").area(3),
        ],
        submit: texts.get("hotlist-block-send"),
        is_danger: true,
        back: format!("{}/new", address::HOTLIST),
        back_label: texts.get("hotlist-block-keep"),
    };
    Ok(page.answer(form))
}

/// `GET /portal/hotlist/block`: the address says what; the page shows what a block touches.
pub async fn ask(visitor: Visitor) -> Answer {
    keeper(&visitor)?;
    let mut what = asked(&visitor);
    match named(&visitor, &mut what).await? {
        Some(named) => block_page(&visitor, &named, &Form::default()).await,
        None => new_page(&visitor, &what).await,
    }
}

/// A day of the site's zone from whose beginning on the opposite holds; none: never.
pub fn day_or_never(visitor: &Visitor, form: &mut Form) -> Option<NaiveDateTime> {
    let text = form.given("until")?;
    let day: Option<NaiveDate> = text.parse().ok();
    let local = day.map(|day| day.and_time(NaiveTime::MIN));
    let at = local.and_then(|at| visitor.portal().zone.from_local_datetime(&at).latest());
    if at.is_none() {
        form.error("until", visitor.texts().get("registry-date-form"));
    }
    at.map(|at| at.naive_utc())
}

/// `POST /portal/hotlist/block`
pub async fn block(visitor: Visitor, Posted(mut form): Posted) -> Answer {
    keeper(&visitor)?;
    let texts = visitor.texts();
    let mut what = asked(&visitor);
    let Some(named) = named(&visitor, &mut what).await? else {
        return new_page(&visitor, &what).await;
    };
    form.require(texts, "reason", "danger-reason-missing");
    form.limit(texts, "reason", limits::REASON);
    let until = day_or_never(&visitor, &mut form);
    if form.is_right() {
        let reason = form.given("reason");
        let subject = named.subject();
        let wanted = Wanted {
            id_type: subject.id_type().as_str(),
            parts: named.parts(),
            until,
            status: None,
            reason: reason.as_deref(),
        };
        let blocked = hotlist::block(visitor.app(), visitor.ctx(), &wanted).await;
        if crate::pages::waits(&blocked) {
            return Ok(visitor.done(address::HOTLIST, "two-admins-wait", &[]));
        }
        let field = |refusal: &pms_domain::Refusal| {
            if std::ptr::eq(refusal.entry, &catalogue::HOTLIST_EXPIRY) { "until" } else { "" }
        };
        if into_form(texts, &mut form, blocked, field)?.is_some() {
            let hash = pms_store::hotlist::hash(&subject.plain_id());
            return Ok(visitor.done(&href(subject.id_type(), &hash), "hotlist-blocked", &[]));
        }
    }
    block_page(&visitor, &named, &form).await
}
