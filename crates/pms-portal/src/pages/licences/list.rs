//! The lists of licences.

use axum::extract::Path;
use chrono::TimeDelta;
use pms_app::misp::{self, LICENCE_SEARCH, Licence};
use pms_domain::Timestamp;
use pms_domain::licence::{By, State};
use pms_store::list::{Column, ListQuery, Page, Test};

use super::{MISP, Place};
use crate::address;
use crate::form::Choice;
use crate::frame::Tag;
use crate::html::Html;
use crate::list::Query;
use crate::listing::{self, About, Cell, Empty, Filter, Head, Listing, Note, Row, Rows};
use crate::pages::certificates::tag_of;
use crate::pages::{Link, bdi, foreseeable};
use crate::web::{Answer, Fault, Visitor};

/// Licences of one MISP or of all.
#[derive(Clone)]
struct Licences {
    /// `None`: of all, for partner admins.
    misp_id: Option<String>,
    /// The MISP may make its first licence now.
    may_make: bool,
}

impl Licences {
    fn of(visitor: &Visitor, place: &Place) -> Self {
        let misp_id = place.partner().map(|view| view.partner.id.clone());
        let may_make = misp_id.as_deref().is_none_or(|id| place.may_make(visitor, id));
        Self { misp_id, may_make }
    }

    fn step(&self, misp_id: &str, step: &str) -> String {
        match &self.misp_id {
            Some(own) => address::org(own, &format!("licences/{step}")),
            None => format!("{}/{}/{step}", address::LICENCES, address::segment(misp_id)),
        }
    }
}

/// Address name of a sort and the list's own.
const SORTS: [(&str, &str); 3] = [("from", "validFromDate"), ("until", "validToDate"), ("created", "createdDateTime")];

/// Days of the filters by the end.
const SOON: [(&str, i64); 2] = [("30", 30), ("90", 90)];

fn column(name: &str) -> Option<&'static Column> {
    LICENCE_SEARCH.columns.iter().find(|column| column.name == name)
}

fn filtered(query: &Query, misp_id: Option<&str>, now: Timestamp) -> ListQuery {
    let mut list = ListQuery::new().live_only();
    let mut add = |name: &str, test: Option<Test>| {
        if let (Some(column), Some(test)) = (column(name), test) {
            list = std::mem::take(&mut list).filter(column, test);
        }
    };
    add("mispId", misp_id.map(|id| Test::Exact(id.to_owned())));
    add("mispId", query.text("misp").filter(|_| misp_id.is_none()).map(Test::Contains));
    add("isActive", query.get("active").map(|word| Test::Flag(word == "yes")));
    let ends = query.get("ends").map(|word| {
        let soon = SOON.iter().find(|(name, _)| *name == word);
        soon.map_or(Test::TimeBetween(Timestamp::default(), now), |(_, days)| {
            Test::TimeBetween(now, now + TimeDelta::days(*days))
        })
    });
    add("validToDate", ends);
    if let Some((name, descending)) = query.sort()
        && let Some(column) = SORTS.iter().find(|(own, _)| *own == name).and_then(|(_, field)| column(field))
    {
        list = list.sort(column, descending);
    }
    list
}

/// The state as people read it, and why.
fn state(visitor: &Visitor, licence: &Licence) -> (Tag, Option<&'static str>) {
    let now = visitor.ctx().now();
    match licence.state() {
        State::Replaced => (Tag::Deactivated, Some("licences-replaced")),
        State::Ended => (Tag::Expired, None),
        State::Stopped(By::Admin) => (Tag::Deactivated, Some("licences-stopped-admin")),
        State::Stopped(By::Misp) => (Tag::Deactivated, Some("licences-stopped-misp")),
        State::Active if !licence.circumstances(now).partner_is_active => {
            (Tag::Deactivated, Some("licences-misp-inactive"))
        }
        State::Active => (licence.valid_to_date.map_or(Tag::Active, |end| tag_of(end, now)), Some("licences-current")),
    }
}

/// The value, which is not shown.
fn masked(visitor: &Visitor) -> Cell {
    let words = visitor.texts().get("licences-masked");
    Cell::html(
        Html::trusted(format!("<span aria-hidden=\"true\">••••••••</span><span class=\"hide\">{words}</span>")),
        "",
    )
}

fn row(visitor: &Visitor, licences: &Licences, licence: &Licence) -> Row {
    let texts = visitor.texts();
    let (tag, note) = state(visitor, licence);
    let policy = licence.policy_id.as_deref().unwrap_or_default();
    let state = Cell::tag(texts, tag).sub(note.map(|key| texts.get(key)).unwrap_or_default());
    let mut cells = Vec::new();
    if licences.misp_id.is_none() {
        cells.push(Cell::code(&licence.misp_id));
        cells.push(Cell::text(licence.misp()).sub_code(&licence.misp_id));
    }
    cells.extend([
        Cell::code(&licence.id),
        masked(visitor),
        Cell::code(policy),
        Cell::day(texts, licence.valid_from_date),
        match foreseeable(licence.valid_to_date, visitor.ctx().now()) {
            None if licence.valid_to_date.is_some() => Cell::words(texts, "key-no-end"),
            end => Cell::day(texts, end),
        },
        state,
    ]);
    let mut row = match &licences.misp_id {
        Some(_) => Row::plain(cells),
        None => Row::new(address::partner(&licence.misp_id), cells),
    };
    let (step, label) = match licence.state() {
        State::Replaced => return row,
        State::Active => ("deactivate", "licences-deactivate"),
        State::Stopped(_) => ("activate", "licences-activate"),
        State::Ended => ("", ""),
    };
    let may_change = licences.misp_id.as_deref().is_none_or(|id| visitor.ctx().writable.contains(id));
    if licences.may_make {
        row = row.act(licences.step(&licence.misp_id, "renew"), texts.get("licences-renew"));
    }
    // What an admin has stopped, only an admin lets be used again.
    let is_barred = licences.misp_id.is_some() && licence.state() == State::Stopped(By::Admin);
    if may_change && !step.is_empty() && !is_barred {
        row = row.act(licences.step(&licence.misp_id, step), texts.get(label));
    }
    row
}

impl Listing for Licences {
    fn address(&self) -> String {
        self.misp_id.as_deref().map_or_else(|| address::LICENCES.to_owned(), |id| address::org(id, "licences"))
    }

    fn file(&self) -> &'static str {
        "licences"
    }

    fn filters(&self, visitor: &Visitor) -> Vec<Filter> {
        let texts = visitor.texts();
        let active = [("yes", "state-active"), ("no", "licences-not-active")];
        let ends = [("30", "licences-ends-30"), ("90", "licences-ends-90"), ("over", "licences-over")];
        let choices =
            |all: &[(&str, &str)]| all.iter().map(|(value, key)| Choice::new(*value, texts.get(key))).collect();
        let mut filters = vec![
            Filter::choice("active", "list-state", choices(&active)),
            Filter::choice("ends", "licences-until", choices(&ends)),
        ];
        if self.misp_id.is_none() {
            filters.insert(0, Filter::code("misp", "licences-misp-id"));
        }
        filters
    }

    fn heads(&self) -> Vec<Head> {
        let mut heads = vec![
            Head::new("licences-id"),
            Head::new("licences-value"),
            Head::new("licences-policy"),
            Head::new("licences-from").sort("from").number(),
            Head::new("licences-until").sort("until").number(),
            Head::new("list-state"),
        ];
        if self.misp_id.is_none() {
            heads.insert(0, Head::new("licences-misp"));
            heads.insert(0, Head::new("licences-misp-id").in_file_only());
        }
        heads
    }

    async fn about(&self, visitor: &Visitor) -> Result<About, Fault> {
        let texts = visitor.texts();
        let make = Link {
            href: format!("{}/new", self.address()),
            label: texts.get(if self.misp_id.is_some() { "licences-make-own" } else { "licences-make" }),
        };
        let Some(id) = &self.misp_id else {
            let empty = Empty {
                icon: "key",
                title: texts.get("licences-empty"),
                words: texts.get("licences-empty-words"),
                action: Some(make.clone()),
            };
            let about = About::new("licences-all", texts.get("licences-all-intro"), "licences-count", empty);
            return Ok(About { primary: Some(make), ..about });
        };
        let current = misp::current(visitor.app(), visitor.ctx(), id).await?;
        let may_make = self.may_make && current.is_none();
        let words = if self.may_make { "licences-empty-yours" } else { "licences-empty-admins" };
        let empty = Empty {
            icon: "key",
            title: texts.get("licences-empty-own"),
            words: texts.get(words),
            action: may_make.then_some(make),
        };
        let usage = Link { href: address::org(id, "usage"), label: texts.get("nav-usage") };
        Ok(About {
            notes: note(visitor, current.as_ref(), self.may_make).into_iter().collect(),
            others: vec![usage],
            ..About::new("nav-licences", texts.get("licences-intro"), "licences-count", empty)
        })
    }

    async fn read(&self, visitor: &Visitor, query: &Query, page: u64, size: u64) -> Result<Rows, Fault> {
        let list = filtered(query, self.misp_id.as_deref(), visitor.ctx().now()).page(Page::new(page, size));
        let found = misp::overview(visitor.app(), visitor.ctx(), list).await?;
        let rows = found.rows.iter().map(|licence| row(visitor, self, licence)).collect();
        Ok(Rows { rows, total: found.total })
    }
}

/// What the MISP should know about its current licence, and whose turn it is.
fn note(visitor: &Visitor, current: Option<&Licence>, may_make: bool) -> Option<Note> {
    let texts = visitor.texts();
    let licence = current?;
    let (tag, reason) = state(visitor, licence);
    let end = licence.valid_to_date;
    let (class, icon, key) = match tag {
        Tag::Active => return None,
        Tag::Expiring => ("is-soon", "hour", if may_make { "licences-soon-yours" } else { "licences-soon-admins" }),
        Tag::Expired => ("is-stop", "cal", if may_make { "licences-over-yours" } else { "licences-over-admins" }),
        _ if reason == Some("licences-misp-inactive") => ("is-stop", "pause", "licences-note-inactive"),
        _ if reason == Some("licences-stopped-admin") => ("is-stop", "pause", "licences-note-admin"),
        _ => ("is-wait", "pause", "licences-note-misp"),
    };
    let day = end.map_or_else(|| bdi(""), |end| texts.day(end));
    let words = texts.with(key).words("day", day).html();
    Some(Note { class, icon, words, link: None })
}

/// `GET /portal/org/{id}/licences`
pub async fn list_own(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let place = Place::own(&visitor, &id).await?;
    listing::show(&visitor, &Licences::of(&visitor, &place), place.partner()).await
}

/// `GET /portal/org/{id}/licences.csv`
pub async fn export_own(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let place = Place::own(&visitor, &id).await?;
    listing::export(&visitor, &Licences::of(&visitor, &place)).await
}

/// `GET /portal/licences`
pub async fn list(visitor: Visitor) -> Answer {
    let place = Place::staff(&visitor)?;
    listing::show(&visitor, &Licences::of(&visitor, &place), None).await
}

/// `GET /portal/licences.csv`
pub async fn export(visitor: Visitor) -> Answer {
    let place = Place::staff(&visitor)?;
    listing::export(&visitor, &Licences::of(&visitor, &place)).await
}

/// The MISPs without a licence that an admin may choose from; `None`: too many for a list.
pub async fn misps(visitor: &Visitor) -> Result<Option<Vec<Choice>>, Fault> {
    use pms_app::partners::{self, AdminPartnerFilter};
    const MOST: u64 = 100;
    // Of a hundred MISPs, with those that were replaced. Whoever is offered beyond that is told when it is chosen.
    const LICENCES: u64 = 1000;

    let filter =
        AdminPartnerFilter { of_type: Some(MISP.to_owned()), is_active: Some(true), ..AdminPartnerFilter::default() };
    let found = partners::admin_list(visitor.app(), visitor.ctx(), &filter, Some(("orgName", false)), 0, MOST).await?;
    if found.total > MOST {
        return Ok(None);
    }
    let licences = misp::overview(visitor.app(), visitor.ctx(), ListQuery::new().page(Page::new(0, LICENCES))).await?;
    let has_one = |id: &str| licences.rows.iter().any(|one| one.misp_id == id && one.state() != State::Replaced);
    let choice =
        |row: partners::AdminPartnerRow| Choice::new(row.id.clone(), Html::text(&format!("{} ({})", row.name, row.id)));
    Ok(Some(found.rows.into_iter().filter(|row| !has_one(&row.id)).map(choice).collect()))
}
