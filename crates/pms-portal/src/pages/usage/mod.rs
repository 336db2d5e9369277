//! The transaction log: a MISP's own, a partner's own, and for partner admins all of it. Totals, a time line, why uses were
//! refused, whom a MISP serves, and the rows.
//!
//! Rows have no total and no page numbers: the log grows while it is read, so a page goes on behind the last row of the one
//! before.

mod asked;
mod chart;
mod numbers;
mod rows;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use pms_app::Failure;
use pms_app::audit::Format;
use pms_app::partners::PartnerView;
use pms_app::transaction_log::{file, view};
use pms_domain::transaction::{AuthTypes, Outcome, Source};
use pms_domain::{catalogue, partner_type};

use self::asked::{NAMES, NARROWING, RANGES};
use self::numbers::Numbers;
use self::rows::Log;
use super::licences::MISP;
use super::{Is, Link, organisation};
use crate::address;
use crate::form::Choice;
use crate::frame::{Frame, ok};
use crate::html::Html;
use crate::list::{Chip, Query};
use crate::listing::streamed;
use crate::web::{Answer, Fault, Visitor};

/// Whose uses a page shows.
#[derive(Clone, Debug)]
pub enum Whose {
    /// Uses of a MISP's licences.
    Misp(String),
    /// Uses of a partner's keys.
    Partner(String),
    /// For partner admins.
    Everybodys,
}

impl Whose {
    /// The page's address.
    fn address(&self) -> String {
        match self {
            Whose::Misp(id) | Whose::Partner(id) => address::org(id, "usage"),
            Whose::Everybodys => address::TRANSACTIONS.to_owned(),
        }
    }

    /// Keys of title, introduction, and of what an empty page says.
    fn texts(&self) -> [&'static str; 3] {
        match self {
            Whose::Misp(_) => ["usage-title", "usage-intro-misp", "usage-empty-misp"],
            Whose::Partner(_) => ["usage-title", "usage-intro-partner", "usage-empty-partner"],
            Whose::Everybodys => ["nav-transactions", "usage-intro-all", "usage-empty-all"],
        }
    }

    /// Which partners the page tells apart.
    fn shows_partner(&self) -> bool {
        !matches!(self, Whose::Partner(_))
    }

    fn shows_misp(&self) -> bool {
        !matches!(self, Whose::Misp(_))
    }
}

/// One's own organisation, of a kind whose uses are logged.
async fn own(visitor: &Visitor, id: &str) -> Result<(Whose, PartnerView), Fault> {
    let view = organisation::own(visitor, id).await?;
    if view.partner.partner_type_code.eq_ignore_ascii_case(MISP) {
        return Ok((Whose::Misp(id.to_owned()), view));
    }
    if has_uses(&view.partner.partner_type_code) {
        Ok((Whose::Partner(id.to_owned()), view))
    } else {
        Err(Fault::NotFound)
    }
}

/// Whether partners of a type have keys, and so uses of them.
pub fn has_uses(partner_type: &str) -> bool {
    partner_type::find(partner_type).is_some_and(|found| found.policy_required)
}

/// Whether a partner of a type has a page of this kind.
pub fn has_uses_or_licences(partner_type: &str) -> bool {
    partner_type.eq_ignore_ascii_case(MISP) || has_uses(partner_type)
}

struct FilterView {
    name: &'static str,
    label: Html,
    value: String,
    choices: Vec<Choice>,
    /// `date`, `search`; empty: a choice.
    type_: &'static str,
}

struct RangeLink {
    link: Link,
    current: bool,
}

#[derive(Template)]
#[template(path = "usage/usage.html")]
struct Page {
    p: Frame,
    title: Html,
    intro: Html,
    address: String,
    csv_href: String,
    lines_href: String,
    filters: Vec<FilterView>,
    range: String,
    size: String,
    ranges: Vec<RangeLink>,
    count: Html,
    chips: Vec<Chip>,
    clear: String,
    /// What is wrong with what was asked for.
    problem: Option<Html>,
    numbers: Option<Numbers>,
    log: Option<Log>,
    /// Nothing happened, and nothing was filtered away: what would be here.
    empty: Option<Html>,
    help: &'static str,
}

fn choices(visitor: &Visitor, prefix: &str, words: impl Iterator<Item = &'static str>) -> Vec<Choice> {
    words.map(|word| Choice::new(word, visitor.texts().get(&format!("{prefix}-{word}")))).collect()
}

fn filters(visitor: &Visitor, whose: &Whose, query: &Query) -> Vec<FilterView> {
    let texts = visitor.texts();
    let view = |name: &'static str, key: &str, type_: &'static str, choices: Vec<Choice>| FilterView {
        name,
        label: texts.get(key),
        value: query.text(name).unwrap_or_default(),
        choices,
        type_,
    };
    let outcomes = choices(visitor, "usage-outcome", Outcome::ALL.iter().map(|outcome| outcome.as_str()));
    let sources = choices(visitor, "usage-source", Source::ALL.iter().map(|source| source.as_str()));
    let types = AuthTypes::WORDS.iter().map(|word| Choice::new(*word, Html::text(word))).collect();
    let mut all = vec![
        view("from", "usage-from", "date", Vec::new()),
        view("to", "usage-to", "date", Vec::new()),
        view("outcome", "usage-outcome", "", outcomes),
        view("reason", "usage-reason-code", "search", Vec::new()),
        view("policy", "usage-policy-id", "search", Vec::new()),
        view("key", "usage-key-label", "search", Vec::new()),
        view("type", "usage-type", "", types),
        view("source", "usage-source", "", sources),
        view("transaction", "usage-transaction", "search", Vec::new()),
    ];
    if whose.shows_partner() {
        all.insert(2, view("partner", "usage-partner-id", "search", Vec::new()));
    }
    if whose.shows_misp() {
        all.insert(2, view("misp", "usage-misp-id", "search", Vec::new()));
    }
    all
}

fn chips(query: &Query, filters: &[FilterView]) -> Vec<Chip> {
    let set = filters.iter().filter(|filter| !filter.value.is_empty());
    set.map(|filter| {
        let chosen = filter.choices.iter().find(|choice| choice.value == filter.value);
        let value = chosen.map_or_else(|| super::bdi(&filter.value), |choice| choice.label.clone());
        Chip {
            href: query.href(&[(filter.name, ""), ("after", ""), ("page", "")]),
            label: Html::trusted(format!("{}: {value}", filter.label)),
        }
    })
    .collect()
}

fn ranges(visitor: &Visitor, query: &Query, current: Option<usize>) -> Vec<RangeLink> {
    let link = |number: usize, name: &str| RangeLink {
        link: Link {
            href: query.href(&[("range", name), ("from", ""), ("to", ""), ("after", "")]),
            label: visitor.texts().get(&format!("usage-range-{name}")),
        },
        current: current == Some(number),
    };
    RANGES.iter().enumerate().map(|(number, (name, _))| link(number, name)).collect()
}

/// A refusal of what was asked for is shown where it was asked; all else is a fault.
fn asked_wrongly<T>(
    visitor: &Visitor,
    outcome: Result<T, Fault>,
    problem: &mut Option<Html>,
) -> Result<Option<T>, Fault> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(Fault::Refused(refusal)) if refusal.is(&catalogue::TRANSACTION_WINDOW) => {
            *problem = Some(visitor.texts().with("usage-rows-window").num("days", view::LONGEST).html());
            Ok(None)
        }
        Err(Fault::Refused(refusal)) if refusal.is(&catalogue::TRANSACTION_FILTER) => {
            *problem = Some(visitor.texts().get("usage-filter-wrong"));
            Ok(None)
        }
        Err(fault) => Err(fault),
    }
}

async fn show(visitor: &Visitor, whose: Whose, partner: Option<&PartnerView>) -> Result<Response, Fault> {
    let texts = visitor.texts();
    let query = Query::read(whose.address(), visitor.query(), &NAMES).usual(visitor.usual_size());
    let window = asked::window(&query, visitor.portal().zone, visitor.ctx().now());
    let (mut problem, mut numbers, mut log) = (None, None, None);
    if let Some(window) = &window {
        let read = numbers::read(visitor, &whose, &query, window).await;
        numbers = asked_wrongly(visitor, read, &mut problem)?;
        let read = rows::read(visitor, &whose, &query, window).await;
        log = asked_wrongly(visitor, read, &mut problem)?;
    } else {
        problem = Some(texts.with("usage-window-wrong").num("days", asked::LONGEST).html());
    }
    let is_narrowed = NARROWING.iter().any(|name| query.get(name).is_some());
    let is_empty = log.as_ref().is_some_and(Log::is_empty) && numbers.as_ref().is_none_or(|numbers| numbers.total == 0);
    let [title, intro, empty] = whose.texts();
    let filters = filters(visitor, &whose, &query);
    let base = whose.address();
    let file = Query::read(base.clone(), visitor.query(), &NAMES);
    Ok(ok(&Page {
        p: visitor.frame_of(title, partner).await?,
        title: texts.get(title),
        intro: texts.get(intro),
        csv_href: file.at(&format!("{base}/rows.csv")),
        lines_href: file.at(&format!("{base}/rows.jsonl")),
        chips: chips(&query, &filters),
        range: query.text("range").unwrap_or_default(),
        size: query.text("size").unwrap_or_default(),
        ranges: ranges(visitor, &query, window.and_then(|window| window.range)),
        count: window.map_or_else(Html::default, |window| {
            texts
                .with("usage-window")
                .day("from", window.from)
                .day("to", window.to - chrono::TimeDelta::seconds(1))
                .html()
        }),
        clear: base.clone(),
        address: base,
        problem,
        empty: (is_empty && !is_narrowed).then(|| texts.get(empty)),
        numbers: numbers.filter(|_| !is_empty),
        log,
        filters,
        help: address::HELP,
    }))
}

/// The rows as a file: CSV, or a line of JSON each; all of them, written while they are read.
async fn take(visitor: &Visitor, whose: Whose, name: &str) -> Answer {
    let (format, kind) = match name {
        "rows.csv" => (Format::Csv, "text/csv; charset=utf-8"),
        "rows.jsonl" => (Format::JsonLines, "application/x-ndjson; charset=utf-8"),
        _ => return Err(Fault::NotFound),
    };
    let query = Query::read(whose.address(), visitor.query(), &NAMES);
    let window = asked::window(&query, visitor.portal().zone, visitor.ctx().now()).ok_or(Fault::NotFound)?;
    let filter = asked::filter(&query, &whose, &window);
    match file::export(visitor.app(), visitor.ctx(), &filter, format).await {
        Ok(written) => Ok(streamed(&format!("transactions-{name}"), kind, written)),
        Err(Failure::Limited { retry_after }) => Err(Fault::Exporting { retry_after }),
        Err(failure) => Err(failure.into()),
    }
}

/// `GET /portal/org/{id}/usage`
pub async fn show_own(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let (whose, view) = own(&visitor, &id).await?;
    show(&visitor, whose, Some(&view)).await
}

/// `GET /portal/org/{id}/usage/{file}`
pub async fn take_own(visitor: Visitor, Path((id, file)): Path<(String, String)>) -> Answer {
    let (whose, _) = own(&visitor, &id).await?;
    take(&visitor, whose, &file).await
}

/// `GET /portal/transactions`
pub async fn show_all(visitor: Visitor) -> Answer {
    visitor.admin()?;
    show(&visitor, Whose::Everybodys, None).await
}

/// `GET /portal/transactions/{file}`
pub async fn take_all(visitor: Visitor, Path(file): Path<String>) -> Answer {
    visitor.admin()?;
    take(&visitor, Whose::Everybodys, &file).await
}
