//! The calendar of what ends: everybody's for partner admins, one's own organisation's for its members. A tab for each month,
//! with counts.

use axum::extract::Path;
use pms_app::calendar::{self, Ending, Filter as Wanted, KINDS, Month, Months, Whose};
use pms_app::partners::PartnerView;
use pms_store::list::{ListQuery, Page};

use super::certificates::tag_of;
use super::trust::short;
use super::{Link, organisation};
use crate::address;
use crate::form::Choice;
use crate::html::Html;
use crate::i18n::Texts;
use crate::list::Query;
use crate::listing::{self, About, Cell, Empty, Filter, Head, Listing, Row, Rows, Tab};
use crate::web::{Answer, Fault, Visitor};

/// What ends, with the counts that its filters and tabs show.
#[derive(Clone)]
struct Calendar {
    /// `None`: everybody's, for partner admins.
    partner_id: Option<String>,
    months: std::sync::Arc<Months>,
    /// The month of the list where the address names none; `None`: all of them.
    usual: Option<String>,
}

impl Calendar {
    async fn of(visitor: &Visitor, partner_id: Option<&str>) -> Result<Self, Fault> {
        let (app, ctx) = (visitor.app(), visitor.ctx());
        let whose = partner_id.map_or(Whose::Everybodys, Whose::Of);
        let months = calendar::overview(app, ctx, whose).await?;
        let calendar = Self { partner_id: partner_id.map(str::to_owned), months, usual: None };
        let query = calendar.query(visitor);
        let usual = match partner_id {
            None => calendar::usual_month(app, ctx, &calendar.wanted(&query)).await?,
            Some(_) => None,
        };
        Ok(Self { usual, ..calendar })
    }

    fn whose(&self) -> Whose<'_> {
        self.partner_id.as_deref().map_or(Whose::Everybodys, Whose::Of)
    }

    fn query(&self, visitor: &Visitor) -> Query {
        Query::read(self.address(), visitor.query(), &["month", "kind", "name", "partner"])
    }

    fn wanted(&self, query: &Query) -> Wanted {
        Wanted {
            kind: query.text("kind"),
            month: query.text("month").or_else(|| self.usual.clone()),
            name: query.text("name"),
            partner_id: query.text("partner").filter(|_| self.partner_id.is_none()),
        }
    }

    fn month(&self, name: &str) -> Option<&Month> {
        self.months.months.iter().find(|month| month.name == name)
    }

    /// Where an object has its page.
    fn href(&self, ending: &Ending) -> String {
        let id = address::segment(&ending.id);
        let partner = ending.partner_id.as_deref().unwrap_or_default();
        let own = self.partner_id.as_deref();
        match (ending.kind.as_str(), own) {
            ("issuing", _) => address::PLATFORM.to_owned(),
            ("certificate" | "ca", Some(own)) => address::org(own, "certificates"),
            ("certificate", None) => address::partner(partner),
            ("ca", None) => format!("{}/{id}", address::TRUST),
            ("licence", Some(own)) => address::org(own, "licences"),
            ("licence", None) => format!("{}{}", address::LICENCES, address::query([("misp", partner)])),
            ("chip", Some(own)) => address::org(own, &format!("chips/{id}")),
            ("key", Some(own)) => address::org(own, &format!("api-keys/{id}")),
            ("sbi", Some(own)) => address::org(own, &format!("sbis/{id}")),
            ("chip", None) => format!("/portal/chips/{id}"),
            ("key", None) => format!("/portal/api-keys/{id}"),
            ("sbi", None) => format!("/portal/sbis/{id}"),
            _ => format!("/portal/policies/{id}"),
        }
    }
}

/// `Nov 2026`
fn month_words(texts: &Texts, name: &str) -> Html {
    let (year, month) = name.split_once('-').unwrap_or((name, ""));
    let words = texts.with("calendar-month").num("month", month.trim_start_matches('0')).text("year", year).plain();
    Html::text(&words)
}

fn counted(texts: &Texts, words: Html, n: i64) -> Html {
    texts.with("calendar-counted").words("what", words).num("n", n).html()
}

/// What it is called: of a certificate the common name.
fn name(ending: &Ending) -> String {
    match ending.kind.as_str() {
        "certificate" | "ca" | "issuing" => short(&ending.name),
        _ => ending.name.trim().to_owned(),
    }
}

fn row(visitor: &Visitor, calendar: &Calendar, ending: &Ending) -> Row {
    let texts = visitor.texts();
    let days = (ending.ends - visitor.ctx().now()).num_days().max(0);
    let distance = texts.with("calendar-in-days").num("n", days);
    let about = ending.about.as_deref().unwrap_or_default();
    let mut cells = vec![
        Cell::text(&name(ending)).sub_code(about),
        Cell::code(&ending.id),
        Cell::words(texts, &format!("calendar-kind-{}", ending.kind)),
        Cell::day(texts, ending.ends).sub(distance.html()),
        Cell::tag(texts, tag_of(ending.ends, visitor.ctx().now())),
    ];
    if calendar.partner_id.is_none() {
        let partner = ending.partner_id.as_deref().unwrap_or_default();
        let who = match &ending.partner_name {
            Some(name) => Cell::text(name).link(&address::partner(partner)).sub_code(partner),
            None => Cell::none(),
        };
        cells.insert(3, who);
    }
    Row::new(calendar.href(ending), cells)
}

impl Listing for Calendar {
    fn address(&self) -> String {
        self.partner_id.as_deref().map_or_else(|| address::CALENDAR.to_owned(), |id| address::org(id, "calendar"))
    }

    fn file(&self) -> &'static str {
        "calendar"
    }

    fn filters(&self, visitor: &Visitor) -> Vec<Filter> {
        let texts = visitor.texts();
        let query = self.query(visitor);
        let shown = self.wanted(&query).month.and_then(|name| self.month(&name).cloned());
        let things = |place: usize| match &shown {
            Some(month) => month.things[place],
            None => self.months.months.iter().map(|month| month.things[place]).sum(),
        };
        let kinds = KINDS.iter().enumerate().filter(|(_, kind)| self.partner_id.is_none() || is_of_partners(kind));
        let kinds = kinds
            .map(|(place, kind)| {
                let words = texts.get(&format!("calendar-kind-{kind}"));
                Choice::new(*kind, counted(texts, words, things(place)))
            })
            .collect();
        let months = self.months.months.iter().map(|month| {
            Choice::new(month.name.clone(), counted(texts, month_words(texts, &month.name), month.total()))
        });
        let mut filters = vec![
            Filter::choice("month", "calendar-month-filter", months.collect()).usual(self.usual.clone()),
            Filter::choice("kind", "calendar-kind", kinds),
            Filter::text("name", "calendar-what"),
        ];
        if self.partner_id.is_none() {
            filters.push(Filter::code("partner", "calendar-partner-id"));
        }
        filters
    }

    fn heads(&self) -> Vec<Head> {
        let mut heads = vec![
            Head::new("calendar-what"),
            Head::new("calendar-id").in_file_only(),
            Head::new("calendar-kind"),
            Head::new("calendar-ends").sort("ends").number().usual(false),
            Head::new("list-state"),
        ];
        if self.partner_id.is_none() {
            heads.insert(3, Head::new("calendar-partner"));
        }
        heads
    }

    async fn about(&self, visitor: &Visitor) -> Result<About, Fault> {
        let texts = visitor.texts();
        let query = self.query(visitor);
        let current = self.wanted(&query).month;
        let tab = |name: &str, label: Html| Tab {
            link: Link { href: query.href(&[("month", name), ("page", "")]), label },
            current: current.as_deref().unwrap_or_default() == name,
        };
        let total = self.months.months.iter().map(Month::total).sum();
        let mut tabs = Vec::new();
        if self.partner_id.is_some() {
            tabs.push(tab("", counted(texts, texts.get("calendar-all"), total)));
        }
        let months = self.months.months.iter().filter(|month| month.total() > 0);
        tabs.extend(
            months.map(|month| tab(&month.name, counted(texts, month_words(texts, &month.name), month.total()))),
        );
        let (intro, empty) = match self.partner_id {
            Some(_) => ("calendar-intro-own", "calendar-empty-own"),
            None => ("calendar-intro", "calendar-empty-words"),
        };
        let empty = Empty {
            icon: "cal",
            title: texts.with("calendar-empty").num("days", calendar::DAYS).html(),
            words: texts.get(empty),
            action: None,
        };
        Ok(About {
            tabs: if total > 0 { tabs } else { Vec::new() },
            ..About::new("nav-calendar", texts.with(intro).num("days", calendar::DAYS).html(), "calendar-count", empty)
        })
    }

    async fn read(&self, visitor: &Visitor, query: &Query, page: u64, size: u64) -> Result<Rows, Fault> {
        let mut list = ListQuery::new().page(Page::new(page, size));
        if let Some(("ends", descending)) = query.sort()
            && let Some(ends) = calendar::CALENDAR.columns.iter().find(|column| column.name == "ends")
        {
            list = list.sort(ends, descending);
        }
        let (app, ctx) = (visitor.app(), visitor.ctx());
        let found = calendar::list(app, ctx, self.whose(), &self.wanted(query), list).await?;
        Ok(Rows { rows: found.rows.iter().map(|ending| row(visitor, self, ending)).collect(), total: found.total })
    }
}

/// Kinds of things that belong to a partner.
fn is_of_partners(kind: &str) -> bool {
    !matches!(kind, "issuing" | "policy")
}

async fn own(visitor: &Visitor, id: &str) -> Result<(Calendar, PartnerView), Fault> {
    let view = organisation::own(visitor, id).await?;
    Ok((Calendar::of(visitor, Some(id)).await?, view))
}

/// `GET /portal/calendar`
pub async fn list(visitor: Visitor) -> Answer {
    visitor.admin()?;
    listing::show(&visitor, &Calendar::of(&visitor, None).await?, None).await
}

/// `GET /portal/calendar.csv`
pub async fn export(visitor: Visitor) -> Answer {
    visitor.admin()?;
    listing::export(&visitor, &Calendar::of(&visitor, None).await?).await
}

/// `GET /portal/org/{id}/calendar`
pub async fn list_own(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let (calendar, view) = own(&visitor, &id).await?;
    listing::show(&visitor, &calendar, Some(&view)).await
}

/// `GET /portal/org/{id}/calendar.csv`
pub async fn export_own(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let (calendar, _) = own(&visitor, &id).await?;
    listing::export(&visitor, &calendar).await
}
