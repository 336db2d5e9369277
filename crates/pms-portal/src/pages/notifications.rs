//! Notifications about what ends: of one's own organisations, and of the trust store for partner admins; and what waits for
//! partner admins now.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use pms_app::app::or_none;
use pms_app::calendar;
use pms_app::notifications::{self, CertificateDetail, Details, NotificationView};
use pms_domain::notification::Kind;
use pms_domain::{catalogue, time};
use pms_store::list::Page;

use super::{Link, bdi, code, notices};
use crate::address;
use crate::form::{Choice, Form};
use crate::frame::{Frame, ok};
use crate::html::Html;
use crate::i18n::Texts;
use crate::list::{Pager, Query};
use crate::listing::{self, Cell, Export, Head, Rows};
use crate::object::{Action, EffectsPage, Note, ObjectPage, Section, Table};
use crate::web::{Answer, Fault, Posted, Visitor};

pub(super) struct Tab {
    pub(super) href: String,
    pub(super) label: Html,
    pub(super) current: bool,
}

struct Row {
    href: String,
    title: Html,
    about: Html,
    partner_id: String,
    /// When it ends; none for a summary.
    ends: Option<Html>,
    at: Html,
    /// Where its form goes; none when there is nothing to dismiss, or the visitor may only read.
    dismiss: Option<String>,
}

#[derive(Template)]
#[template(path = "account/notifications.html")]
struct Notifications {
    p: Frame,
    tabs: Vec<Tab>,
    kinds: Vec<Choice>,
    kind: String,
    show: String,
    /// What waits now, for partner admins.
    notes: Vec<Note>,
    rows: Vec<Row>,
    /// The list as a file.
    export: String,
    /// Where all are dismissed at once.
    all_href: Option<String>,
    pager: Pager,
}

impl Notifications {
    fn is_chosen(&self, choice: &Choice) -> bool {
        choice.value == self.kind
    }
}

fn query(visitor: &Visitor) -> Query {
    Query::read(address::NOTIFICATIONS, visitor.query(), &["show", "type"]).usual(visitor.usual_size())
}

/// The type that the address names, if the visitor has notifications of it.
fn kind(visitor: &Visitor, word: &str) -> Option<Kind> {
    Kind::parse_word(word).filter(|kind| notifications::kinds(visitor.ctx()).any(|known| known == *kind))
}

/// Whether the dismissed ones are asked for, and of which type.
fn wanted(visitor: &Visitor, query: &Query) -> (bool, Option<Kind>) {
    let wanted = query.get("type").and_then(|word| kind(visitor, word));
    (query.get("show") == Some("dismissed"), wanted)
}

/// What waits for partner admins now, a message each: requests, authorities that end, what ends this week.
async fn waiting(visitor: &Visitor, requests: u64) -> Result<Vec<Note>, Fault> {
    if !visitor.ctx().actor.is_partner_admin() {
        return Ok(Vec::new());
    }
    let texts = visitor.texts();
    let soon = calendar::soon(visitor.app(), visitor.ctx()).await?;
    let calendar = Link { href: address::CALENDAR.to_owned(), label: texts.get("nav-calendar") };
    let mut notes = Vec::new();
    if requests > 0 {
        notes.push(Note {
            class: "is-wait",
            icon: "clock",
            words: texts.with("notifications-waiting").num("n", requests).html(),
            link: Some(Link { href: address::INBOX.to_owned(), label: texts.get("nav-inbox") }),
        });
    }
    let authorities = soon.of(&["ca", "issuing"]);
    if authorities > 0 {
        notes.push(Note {
            class: "is-soon",
            icon: "hour",
            words: texts.with("notifications-authorities").num("n", authorities).num("days", calendar::MONTH).html(),
            link: Some(calendar.clone()),
        });
    }
    let week: i64 = soon.week.iter().sum();
    if week > 0 {
        notes.push(Note {
            class: "is-info",
            icon: "info",
            words: texts.with("notifications-this-week").num("n", week).html(),
            link: Some(calendar),
        });
    }
    Ok(notes)
}

/// How many messages the bell counts: the visitor's active notifications, what it was told and has not read, and what waits
/// for partner admins now, of which `requests` are known. `None`: whoever belongs to no organisation, is no partner admin and
/// has nothing to read has none.
pub async fn bell(visitor: &Visitor, requests: u64) -> Result<Option<u64>, Fault> {
    let is_admin = visitor.ctx().actor.is_partner_admin();
    let unread = notifications::unread(visitor.app(), visitor.ctx()).await?;
    if visitor.ctx().owned.is_empty() && !is_admin && unread == 0 {
        return Ok(None);
    }
    let own = notifications::own_active(visitor.app(), visitor.ctx()).await?;
    Ok(Some(own + unread + waiting(visitor, requests).await?.len() as u64))
}

/// `GET /portal/notifications`
pub async fn show(visitor: Visitor) -> Answer {
    visitor.person()?;
    let (app, ctx, texts) = (visitor.app(), visitor.ctx(), visitor.texts());
    let query = query(&visitor);
    let (is_dismissed, wanted) = wanted(&visitor, &query);
    let shown = query.get("show").filter(|show| ["dismissed", notices::SHOW].contains(show)).unwrap_or_default();
    let tabs =
        [("", "notifications-active"), ("dismissed", "notifications-dismissed"), (notices::SHOW, "notices-told")];
    let tabs = tabs.map(|(value, key)| Tab {
        href: query.href(&[("show", value), ("page", "")]),
        label: texts.get(key),
        current: value == shown,
    });
    if shown == notices::SHOW {
        return notices::show(&visitor, &query, tabs.into()).await;
    }
    let page = Page::new(query.page() - 1, query.size());
    let found = notifications::own(app, ctx, is_dismissed, wanted, page).await?;
    let dismissible = if is_dismissed { 0 } else { notifications::own_dismissible(app, ctx, wanted).await? };
    let requests = if ctx.actor.is_partner_admin() { visitor.waiting().await? } else { 0 };
    let notes = if is_dismissed { Vec::new() } else { waiting(&visitor, requests).await? };
    let all_href = query.href(&[("show", ""), ("page", ""), ("size", "")]);
    let all_href = all_href.replacen(address::NOTIFICATIONS, &format!("{}/dismiss-all", address::NOTIFICATIONS), 1);
    Ok(ok(&Notifications {
        p: visitor.frame("notifications-title").await?,
        tabs: tabs.into(),
        kinds: notifications::kinds(ctx).map(|kind| Choice::new(kind.word(), texts.get(title(Some(kind))))).collect(),
        kind: wanted.map_or("", Kind::word).to_owned(),
        show: query.text("show").unwrap_or_default(),
        notes,
        export: query.at(&format!("{}.csv", address::NOTIFICATIONS)),
        all_href: (dismissible > 1).then_some(all_href),
        pager: Pager::new(&query, found.total),
        rows: found.rows.into_iter().map(|view| row(&visitor, view, is_dismissed)).collect(),
    }))
}

/// The list as a file.
#[derive(Clone, Copy)]
struct File;

impl Export for File {
    fn name(&self) -> &'static str {
        "notifications"
    }

    fn asked(&self, visitor: &Visitor) -> Query {
        query(visitor)
    }

    fn columns(&self) -> Vec<Head> {
        let heads = [
            "notifications-id",
            "notifications-type",
            "notifications-what",
            "notifications-partner",
            "notifications-ends",
            "notifications-at",
        ];
        heads.map(Head::new).into()
    }

    async fn run(&self, visitor: &Visitor, query: &Query, page: u64, size: u64) -> Result<Rows, Fault> {
        let texts = visitor.texts();
        let (is_dismissed, wanted) = wanted(visitor, query);
        let page = Page::new(page, size);
        let found = notifications::own(visitor.app(), visitor.ctx(), is_dismissed, wanted, page).await?;
        let line = |view: NotificationView| {
            let kind = Kind::parse(&view.kind);
            let (about, ends) = about(texts, kind, &view.details);
            listing::Row::plain(vec![
                Cell::code(&view.id),
                Cell::words(texts, title(kind)),
                Cell::said(about),
                Cell::code(&view.partner_id),
                Cell::time(texts, ends.and_then(|ends| time::parse_local(&ends))),
                Cell::time(texts, view.created_at),
            ])
        };
        Ok(Rows { rows: found.rows.into_iter().map(line).collect(), total: found.total })
    }
}

/// `GET /portal/notifications.csv`
pub async fn export(visitor: Visitor) -> Answer {
    visitor.person()?;
    listing::export(&visitor, &File).await
}

fn address_of(id: &str) -> String {
    format!("{}/{}", address::NOTIFICATIONS, address::segment(id))
}

fn row(visitor: &Visitor, view: NotificationView, is_dismissed: bool) -> Row {
    let texts = visitor.texts();
    let kind = Kind::parse(&view.kind);
    let may_dismiss = !is_dismissed && pms_app::rights::may_change(visitor.ctx(), &view.partner_id);
    let (about, ends) = about(texts, kind, &view.details);
    Row {
        href: address_of(&view.id),
        title: texts.get(title(kind)),
        about,
        ends: ends.and_then(|ends| time::parse_local(&ends)).map(|ends| texts.time(ends)),
        at: texts.time(view.created_at),
        dismiss: may_dismiss.then(|| format!("{}/dismiss", address_of(&view.id))),
        partner_id: view.partner_id,
    }
}

fn title(kind: Option<Kind>) -> &'static str {
    match kind {
        Some(Kind::Root) => "notifications-root",
        Some(Kind::Intermediate) => "notifications-intermediate",
        Some(Kind::Partner) => "notifications-certificate",
        Some(Kind::Chip) => "notifications-chip",
        Some(Kind::Interface) => "notifications-interface",
        Some(Kind::ApiKey) => "notifications-key",
        Some(Kind::Weekly) => "notifications-week",
        None => "notifications-other",
    }
}

/// What it is about, and when that ends.
fn about(texts: &Texts, kind: Option<Kind>, details: &Details) -> (Html, Option<String>) {
    fn first<T>(list: &Option<Vec<T>>) -> Option<&T> {
        list.as_ref()?.first()
    }
    fn count<T>(list: &Option<Vec<T>>) -> usize {
        list.as_ref().map_or(0, Vec::len)
    }
    let words = |text: Option<&String>| bdi(text.map_or("", String::as_str));
    if kind == Some(Kind::Weekly) {
        let counts = texts
            .with("notifications-counts")
            .num("certificates", count(&details.certificate_details))
            .num("chips", count(&details.ftm_details))
            .num("interfaces", count(&details.sbi_details))
            .num("keys", count(&details.api_key_details));
        return (counts.html(), None);
    }
    if let Some(one) = first(&details.certificate_details) {
        return (words(one.issued_to.as_ref()), one.expiry_date_time.clone());
    }
    if let Some(one) = first(&details.ftm_details) {
        return (bdi(&model(one.make.as_deref(), one.model.as_deref())), one.certificate.expiry_date_time.clone());
    }
    if let Some(one) = first(&details.sbi_details) {
        return (words(one.sbi_version.as_ref()), one.expiry_date_time.clone());
    }
    if let Some(one) = first(&details.api_key_details) {
        return (words(one.api_key_name.as_ref()), one.expiry_date_time.clone());
    }
    (bdi(""), None)
}

/// Make and model.
fn model(make: Option<&str>, model: Option<&str>) -> String {
    [make, model].map(Option::unwrap_or_default).join(" ").trim().to_owned()
}

/// What ends, whose it is, and when.
type Ending = (Option<String>, Option<String>, Option<String>);

/// The things that it names, a part for each kind.
fn sections(texts: &Texts, details: &Details) -> Vec<Section> {
    let certificate =
        |one: &CertificateDetail| (one.issued_to.clone(), one.partner_id.clone(), one.expiry_date_time.clone());
    let mut parts = Vec::new();
    if let Some(all) = &details.certificate_details {
        parts.push(("certificates", "notifications-of-certificates", all.iter().map(certificate).collect::<Vec<_>>()));
    }
    if let Some(all) = &details.ftm_details {
        let rows = all.iter().map(|one| {
            let name = model(one.make.as_deref(), one.model.as_deref());
            (Some(name), one.certificate.partner_id.clone(), one.certificate.expiry_date_time.clone())
        });
        parts.push(("chips", "notifications-of-chips", rows.collect()));
    }
    if let Some(all) = &details.sbi_details {
        let rows =
            all.iter().map(|one| (one.sbi_version.clone(), one.partner_id.clone(), one.expiry_date_time.clone()));
        parts.push(("interfaces", "notifications-of-interfaces", rows.collect()));
    }
    if let Some(all) = &details.api_key_details {
        let rows =
            all.iter().map(|one| (one.api_key_name.clone(), one.partner_id.clone(), one.expiry_date_time.clone()));
        parts.push(("keys", "notifications-of-keys", rows.collect()));
    }
    let heads = ["notifications-what", "notifications-partner", "notifications-ends"];
    let section = |(id, key, rows): (&'static str, &str, Vec<Ending>)| {
        let row = |(what, partner, ends): Ending| {
            let ends = ends.as_deref().and_then(time::parse_local).map_or_else(|| bdi("–"), |ends| texts.time(ends));
            let partner = partner.as_deref().filter(|id| !id.is_empty()).map_or_else(|| bdi("–"), code);
            vec![bdi(&what.unwrap_or_default()), partner, ends]
        };
        let table = Table {
            caption: texts.get(key),
            heads: heads.map(|key| texts.get(key)).into(),
            rows: rows.into_iter().map(row).collect(),
        };
        let is_empty = table.rows.is_empty();
        Section {
            table: (!is_empty).then_some(table),
            empty: texts.get("notifications-of-none"),
            ..Section::new(id, texts.get(key))
        }
    };
    parts.into_iter().map(section).collect()
}

/// `GET /portal/notifications/{id}`
pub async fn one(visitor: Visitor, Path(id): Path<String>) -> Answer {
    visitor.person()?;
    let texts = visitor.texts();
    let found = notifications::one_own(visitor.app(), visitor.ctx(), &id).await;
    let view = or_none(found, &catalogue::NOTIFICATION_NOT_FOUND)?.ok_or(Fault::NotFound)?;
    let title = title(Kind::parse(&view.kind));
    let p = visitor.frame(title).await?.crumb(address::NOTIFICATIONS, "notifications-title");
    let calendar = match visitor.ctx().actor.is_partner_admin() && !visitor.ctx().owned.contains(&view.partner_id) {
        true => address::CALENDAR.to_owned(),
        false => address::org(&view.partner_id, "calendar"),
    };
    let page = ObjectPage {
        sentence: texts
            .with("notifications-sentence")
            .time("at", view.created_at)
            .code("partner", &view.partner_id)
            .html(),
        actions: vec![Action::new(calendar, texts.get("nav-calendar-own")).icon("cal")],
        sections: sections(texts, &view.details),
        ..ObjectPage::new(p, texts.get(title))
    };
    Ok(page.answer())
}

/// `POST /portal/notifications/{id}/dismiss`
pub async fn dismiss(visitor: Visitor, Path(id): Path<String>, Posted(_): Posted) -> Answer {
    visitor.person()?;
    notifications::dismiss_own(visitor.app(), visitor.ctx(), &id).await?;
    Ok(visitor.done(address::NOTIFICATIONS, "notifications-done", &[]))
}

async fn all_page(visitor: &Visitor, form: &Form) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let query = query(visitor);
    let word = form.given("type").or_else(|| query.text("type")).unwrap_or_default();
    let wanted = kind(visitor, &word);
    let count = notifications::own_dismissible(visitor.app(), visitor.ctx(), wanted).await?;
    let name = wanted.map_or_else(|| texts.get("notifications-every-type"), |kind| texts.get(title(Some(kind))));
    let form = Form::default().with("type", wanted.map_or("", Kind::word));
    let choices: Vec<Choice> = notifications::kinds(visitor.ctx())
        .map(|kind| Choice::new(kind.word(), texts.get(title(Some(kind)))))
        .collect();
    let every = vec![Choice::new("", texts.get("notifications-every-type"))];
    let choices: Vec<Choice> = every.into_iter().chain(choices).collect();
    let template = EffectsPage {
        p: visitor.frame("notifications-all-title").await?.crumb(address::NOTIFICATIONS, "notifications-title"),
        title: texts.get("notifications-all-title"),
        name,
        words: texts.get("notifications-all-words"),
        effects: vec![texts.with("notifications-all-effect").num("n", count).html()],
        obstacles: Vec::new(),
        action: format!("{}/dismiss-all", address::NOTIFICATIONS),
        controls: vec![form.control(texts, "type", "notifications-type").select(&choices)],
        submit: texts.get("notifications-all-send"),
        is_danger: false,
        back: address::NOTIFICATIONS.to_owned(),
        back_label: texts.get("notifications-all-keep"),
    };
    Ok(template.answer(&form))
}

/// `GET /portal/notifications/dismiss-all`
pub async fn ask_all(visitor: Visitor) -> Answer {
    visitor.person()?;
    all_page(&visitor, &Form::default()).await
}

/// `POST /portal/notifications/dismiss-all`
pub async fn dismiss_all(visitor: Visitor, Posted(form): Posted) -> Answer {
    visitor.person()?;
    let word = form.trimmed("type");
    let wanted = kind(&visitor, &word);
    // A type that is not known dismisses nothing, rather than everything.
    if wanted.is_none() && !word.is_empty() {
        return all_page(&visitor, &form).await;
    }
    notifications::dismiss_all_own(visitor.app(), visitor.ctx(), wanted).await?;
    Ok(visitor.done(address::NOTIFICATIONS, "notifications-all-done", &[]))
}
