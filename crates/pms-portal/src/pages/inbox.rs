//! The inbox: requests that wait for a partner admin, by kind, organisation, state and age.

use askama::Template;
use chrono::{Datelike, TimeDelta};
use pms_app::approvals::{self, Brief};
use pms_domain::approval::{Kind, State};
use pms_store::approval::{Approval, Filter};

use super::request_about as about;
use crate::address;
use crate::form::{Choice, Form};
use crate::frame::{Frame, Tag, ok};
use crate::html::Html;
use crate::i18n::Texts;
use crate::list::{Chip, Column, Pager, Query, count};
use crate::listing::{self, Cell, Export, Head, Rows};
use crate::web::{Answer, Fault, Visitor};

struct Tab {
    href: String,
    label: Html,
    count: u64,
    current: bool,
}

pub struct Row {
    pub id: String,
    pub href: String,
    pub title: Html,
    pub kind: Html,
    pub from: String,
    pub partner_id: String,
    pub waited: Html,
    pub late: bool,
    pub tag: Tag,
    pub note: Option<Html>,
}

#[derive(Template)]
#[template(path = "admin/inbox.html")]
struct Inbox {
    p: Frame,
    target_days: Option<u32>,
    tabs: Vec<Tab>,
    late: Option<Html>,
    form: Form,
    kind: &'static str,
    states: Vec<Choice>,
    ages: Vec<Choice>,
    count: Html,
    chips: Vec<Chip>,
    clear: String,
    export: String,
    columns: Vec<Column>,
    rows: Vec<Row>,
    /// Several of this kind may be decided at once.
    in_bulk: bool,
    /// All of the page are chosen; else the address that chooses them.
    all_chosen: bool,
    choose_all: String,
    pager: Pager,
}

/// Address value and text key of each tab.
const TABS: [(&str, &str); 10] = [
    ("", "inbox-all"),
    ("partner", "inbox-kind-partner"),
    ("ca", "inbox-kind-ca"),
    ("policy", "inbox-kind-policy"),
    ("key", "inbox-kind-key"),
    ("device", "inbox-kind-device"),
    ("sbi", "inbox-kind-sbi"),
    ("chip", "inbox-kind-chip"),
    ("rename", "inbox-kind-rename"),
    ("admins", "inbox-kind-admins"),
];

/// Address value and text key of each state; the first is meant where none is named.
const STATES: [(&str, &str); 7] = [
    ("open", "inbox-state-open"),
    ("waiting", "inbox-state-waiting"),
    ("changes_asked", "inbox-asked"),
    ("on_hold", "inbox-hold"),
    ("approved", "state-approved"),
    ("rejected", "state-rejected"),
    ("withdrawn", "state-withdrawn"),
];

/// Days that a request has waited at least.
const AGES: [u32; 4] = [1, 3, 7, 30];

/// Longer than any name: it matches nothing worth looking for.
const LONGEST_NAME: usize = 512;

const FILTERS: [&str; 5] = ["kind", "organisation", "state", "age", "choose"];

fn asked(visitor: &Visitor) -> Query {
    Query::read(address::INBOX, visitor.query(), &FILTERS).usual(visitor.usual_size())
}

/// The tab that the address names; of all where it names none.
fn tab(query: &Query) -> &'static str {
    let chosen = query.get("kind").unwrap_or_default();
    TABS.iter().map(|(value, _)| *value).find(|value| *value == chosen).unwrap_or_default()
}

fn filter(visitor: &Visitor, query: &Query, tab: &str) -> Filter {
    let state = query.get("state").filter(|wanted| STATES.iter().any(|(value, _)| value == wanted));
    let age = query.get("age").and_then(|age| age.parse().ok()).filter(|age| AGES.contains(age));
    let among = match tab {
        "admins" => Kind::ALL.into_iter().filter(|kind| kind.is_of_two_admins()).map(Kind::as_str).collect(),
        _ => Vec::new(),
    };
    Filter {
        kind: Kind::parse(tab).filter(|_| among.is_empty()).map(|kind| kind.as_str().to_owned()),
        among,
        state: Some(state.unwrap_or("open").to_owned()),
        organisation: query.text("organisation").filter(|part| part.len() <= LONGEST_NAME),
        before: age.map(|days| visitor.ctx().now() - TimeDelta::days(i64::from(days))),
        newest_first: query.sort() == Some(("waiting", true)),
        partner_id: None,
    }
}

async fn tabs(visitor: &Visitor, query: &Query, chosen: &str) -> Result<Vec<Tab>, Fault> {
    let open = visitor.open_requests().await?;
    let of = |wanted: &dyn Fn(Kind) -> bool| -> u64 {
        let counted = open.iter().filter(|one| Kind::parse(&one.kind).is_some_and(wanted));
        counted.map(|one| one.total.max(0).cast_unsigned()).sum()
    };
    let tab = |(value, key): (&'static str, &str)| Tab {
        href: query.href(&[("kind", value), ("page", ""), ("choose", "")]),
        label: visitor.texts().get(key),
        count: match value {
            "" => of(&|_| true),
            "admins" => of(&Kind::is_of_two_admins),
            value => of(&|kind| kind.as_str() == value),
        },
        current: value == chosen,
    };
    Ok(TABS.into_iter().map(tab).collect())
}

fn states(texts: &Texts) -> Vec<Choice> {
    STATES.iter().map(|(value, key)| Choice::new(*value, texts.get(key))).collect()
}

fn ages(texts: &Texts) -> Vec<Choice> {
    let label = |days: u32| texts.with("inbox-age-days").num("days", days).html();
    AGES.into_iter().map(|days| Choice::new(days.to_string(), label(days))).collect()
}

/// One chip for each filter, in the words of its choice.
fn chips(texts: &Texts, query: &Query, states: &[Choice], ages: &[Choice]) -> Vec<Chip> {
    let said = |choices: &[Choice], value: &str| {
        choices.iter().find(|choice| choice.value == value).map(|choice| choice.label.clone())
    };
    let mut chips = Vec::new();
    let mut add = |name: &str, key: &str, value: Option<Html>| {
        if let Some(value) = value {
            let href = query.href(&[(name, ""), ("page", "")]);
            chips.push(Chip { href, label: Html::trusted(format!("{}: {value}", texts.get(key))) });
        }
    };
    add("organisation", "inbox-organisation", query.get("organisation").map(super::bdi));
    add("state", "list-state", query.get("state").and_then(|value| said(states, value)));
    add("age", "inbox-age", query.get("age").and_then(|value| said(ages, value)));
    chips
}

/// `GET /portal/inbox`
pub async fn show(visitor: Visitor) -> Answer {
    visitor.admin()?;
    let texts = visitor.texts();
    let query = asked(&visitor);
    let chosen = tab(&query);
    let wanted = filter(&visitor, &query, chosen);
    let page = approvals::list(visitor.app(), visitor.ctx(), &wanted, query.page() - 1, query.size()).await?;
    let briefs = approvals::briefs(visitor.app(), visitor.ctx(), &page.rows).await?;
    let rows = page.rows.iter().zip(&briefs).map(|(approval, brief)| row(&visitor, approval, brief));
    let rows = rows.collect::<Result<Vec<Row>, Fault>>()?;
    let late = rows.iter().filter(|row| row.late).count();
    let is_open = !matches!(wanted.state.as_deref(), Some("approved" | "rejected" | "withdrawn"));
    let in_bulk = is_open && Kind::parse(chosen).is_some_and(Kind::is_decided_in_bulk) && !rows.is_empty();
    let (states, ages) = (states(texts), ages(texts));
    let mut columns = vec![
        Column::plain(texts.get("inbox-request")),
        Column::plain(texts.get("inbox-from")),
        query.column(texts.get("inbox-waiting"), "waiting", "num", Some(false)),
        Column::plain(texts.get("list-state")),
    ];
    if in_bulk {
        columns.push(Column::plain(texts.get("inbox-choose")));
    }
    Ok(ok(&Inbox {
        p: visitor.frame("nav-inbox").await?,
        target_days: visitor.app().settings().approvals.target_days,
        tabs: tabs(&visitor, &query, chosen).await?,
        late: (late > 0).then(|| texts.with("inbox-late").num("n", late).html()),
        kind: chosen,
        count: count(texts, "inbox-count", page.total),
        chips: chips(texts, &query, &states, &ages),
        clear: address::INBOX.to_owned(),
        export: query.at(&format!("{}.csv", address::INBOX)),
        columns,
        in_bulk,
        all_chosen: query.get("choose") == Some("all"),
        choose_all: query.href(&[("choose", "all")]),
        pager: Pager::new(&query, page.total),
        form: Form::of(query.values()),
        states,
        ages,
        rows,
    }))
}

/// The inbox as a file.
#[derive(Clone, Copy)]
struct Requests;

impl Export for Requests {
    fn name(&self) -> &'static str {
        "inbox"
    }

    fn asked(&self, visitor: &Visitor) -> Query {
        asked(visitor)
    }

    fn columns(&self) -> Vec<Head> {
        let heads = [
            "inbox-id",
            "inbox-request",
            "inbox-kind",
            "inbox-from",
            "field-partner-id",
            "inbox-asked-at",
            "list-state",
            "inbox-decided-at",
        ];
        heads.map(Head::new).into()
    }

    async fn run(&self, visitor: &Visitor, query: &Query, page: u64, size: u64) -> Result<Rows, Fault> {
        let texts = visitor.texts();
        let wanted = filter(visitor, query, tab(query));
        let found = approvals::list(visitor.app(), visitor.ctx(), &wanted, page, size).await?;
        let briefs = approvals::briefs(visitor.app(), visitor.ctx(), &found.rows).await?;
        let line = |(approval, brief): (&Approval, &Brief)| -> Result<listing::Row, Fault> {
            let one = row(visitor, approval, brief)?;
            let cells = vec![
                Cell::code(&one.id),
                Cell::said(one.title),
                Cell::said(one.kind),
                Cell::text(&one.from),
                Cell::code(&one.partner_id),
                Cell::time(texts, approval.requested_at),
                Cell::tag(texts, one.tag),
                Cell::time(texts, approval.decided_at),
            ];
            Ok(listing::Row::plain(cells))
        };
        let rows = found.rows.iter().zip(&briefs).map(line).collect::<Result<_, Fault>>()?;
        Ok(Rows { rows, total: found.total })
    }
}

/// `GET /portal/inbox.csv`
pub async fn export(visitor: Visitor) -> Answer {
    visitor.admin()?;
    listing::export(&visitor, &Requests).await
}

/// An approval in a list.
pub fn row(visitor: &Visitor, approval: &Approval, brief: &Brief) -> Result<Row, Fault> {
    let texts = visitor.texts();
    let kind = Kind::parse(&approval.kind).ok_or(Fault::NotFound)?;
    let state = State::parse(&approval.state);
    let open = state.is_some_and(State::is_open);
    let until = if open { visitor.ctx().now() } else { approval.decided_at.unwrap_or(approval.requested_at) };
    let target = visitor.app().settings().approvals.target_days;
    Ok(Row {
        id: approval.id.clone(),
        href: address::request(&approval.id),
        title: about::line(texts, kind, brief),
        kind: texts.get(match kind {
            Kind::Partner => "inbox-kind-words-partner",
            Kind::CaChain => "inbox-kind-words-ca",
            Kind::PolicyLink => "inbox-kind-words-policy",
            Kind::ApiKey => "inbox-kind-words-key",
            Kind::Device => "inbox-kind-words-device",
            Kind::Interface => "inbox-kind-words-sbi",
            Kind::Chip => "inbox-kind-words-chip",
            Kind::Rename => "inbox-kind-words-rename",
            _ => "inbox-kind-words-admins",
        }),
        // Of two admins, the first asks.
        from: if kind.is_of_two_admins() { approval.requested_name.clone() } else { brief.name().to_owned() },
        partner_id: approval.partner_id.clone(),
        waited: texts.waited(approval.requested_at, until),
        late: open && target.is_some_and(|days| working_days(approval.requested_at, until) > i64::from(days)),
        tag: state.map_or(Tag::Pending, Tag::from),
        note: match state {
            Some(State::ChangesAsked) => Some(texts.get("inbox-asked")),
            Some(State::OnHold) => Some(texts.get("inbox-hold")),
            _ => None,
        },
    })
}

/// Whole working days (Monday to Friday) between two moments.
pub fn working_days(from: chrono::NaiveDateTime, to: chrono::NaiveDateTime) -> i64 {
    let whole = (to - from).num_days().clamp(0, 3_650);
    (1..=whole).filter(|day| (from + TimeDelta::days(*day)).weekday().num_days_from_monday() < 5).count() as i64
}

#[cfg(test)]
mod tests {
    use super::working_days;

    #[test]
    fn weekends_do_not_count() {
        let at = |day: u32, hour: u32| {
            chrono::NaiveDate::from_ymd_opt(2026, 11, day).unwrap().and_hms_opt(hour, 0, 0).unwrap()
        };
        // 20 November 2026 is a Friday.
        assert_eq!(working_days(at(20, 9), at(20, 17)), 0);
        assert_eq!(working_days(at(20, 9), at(22, 17)), 0);
        assert_eq!(working_days(at(20, 9), at(23, 9)), 1);
        assert_eq!(working_days(at(16, 9), at(20, 9)), 4);
        assert_eq!(working_days(at(20, 9), at(19, 9)), 0);
    }
}
