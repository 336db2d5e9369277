//! The audit trail, for partner admins: search, and files to take along.

use askama::Template;
use axum::extract::Path;
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use pms_app::audit::{self, AuditFilter, Format, Row as Record};
use pms_domain::Timestamp;
use pms_store::list::{ListQuery, Page};

use super::{code, timeline};
use crate::address;
use crate::form::{Choice, Form};
use crate::frame::{Frame, ok};
use crate::html::Html;
use crate::i18n::Texts;
use crate::list::{Chip, Column, Pager, Query, count};
use crate::web::{Answer, Fault, Visitor};

/// A value of a record as a link to the records that share it.
struct Narrower {
    href: String,
    words: String,
}

struct Row {
    revision: i64,
    at: Html,
    what: Html,
    /// As the records have it.
    action: Narrower,
    who: Narrower,
    /// In words where it has any.
    object_kind: Html,
    object: Narrower,
    /// Empty: none was given.
    reason: String,
}

#[derive(Template)]
#[template(path = "admin/audit.html")]
struct List {
    p: Frame,
    form: Form,
    kinds: Vec<Choice>,
    csv_href: String,
    lines_href: String,
    count: Html,
    chips: Vec<Chip>,
    clear: &'static str,
    columns: Vec<Column>,
    rows: Vec<Row>,
    pager: Pager,
}

const FILTERS: [&str; 7] = ["kind", "id", "actor", "action", "request", "from", "to"];

/// Kinds of objects that people look for, as the records name them, each with the key of its words.
const KINDS: [(&str, &str); 16] = [
    ("partner", "hotlist-kind-partner"),
    ("account", "account"),
    ("policy", "policies-name"),
    ("policy_group", "field-policy-group"),
    ("policy_request", "audit-of-policy-request"),
    ("approval", "inbox-request"),
    ("certificate", "certificates-subject"),
    ("trust", "nav-trust"),
    ("api_key", "inbox-kind-words-key"),
    ("oidc_client", "audit-of-oidc-client"),
    ("licence", "calendar-kind-licence"),
    ("device", "inbox-kind-words-device"),
    ("interface", "inbox-kind-words-sbi"),
    ("chip", "inbox-kind-words-chip"),
    ("hotlist", "nav-hotlist"),
    ("client", "audit-of-client"),
];

/// A kind in words; one that nobody looks for as the records name it.
fn kind_words(texts: &Texts, kind: &str) -> Html {
    KINDS.iter().find(|(own, _)| *own == kind).map_or_else(|| code(kind), |(_, key)| texts.get(key))
}

/// The kinds to choose from, with the one that the address names, whatever it is.
fn kinds(texts: &Texts, asked: Option<&str>) -> Vec<Choice> {
    let other = asked.filter(|asked| KINDS.iter().all(|(kind, _)| kind != asked));
    let known = KINDS.iter().map(|(kind, key)| Choice::new(*kind, texts.get(key)));
    known.chain(other.map(|kind| Choice::new(kind, Html::text(kind)))).collect()
}

/// A day of the address; its begin and its last moment, UTC.
fn day(query: &Query, name: &str) -> Option<(Timestamp, Timestamp)> {
    let day: NaiveDate = query.get(name)?.parse().ok()?;
    let begin = day.and_time(NaiveTime::MIN);
    Some((begin, begin.checked_add_signed(TimeDelta::days(1))? - TimeDelta::microseconds(1)))
}

/// The kind of object that is looked for. Most ids that somebody looks for are partners'.
fn found_kind(query: &Query) -> Option<String> {
    query.text("kind").or_else(|| query.text("id").map(|_| "partner".to_owned()))
}

fn filter(query: &Query) -> AuditFilter {
    AuditFilter {
        object_kind: found_kind(query),
        object_id: query.text("id"),
        actor: query.text("actor"),
        action: query.text("action"),
        request_id: query.text("request"),
        from: day(query, "from").map(|(begin, _)| begin),
        to: day(query, "to").map(|(_, end)| end),
    }
}

fn row(visitor: &Visitor, query: &Query, record: Record) -> Row {
    let texts = visitor.texts();
    let narrower = |words: String, changes: &[(&str, &str)]| {
        let href = query.href(&[changes, &[("page", "")]].concat());
        Narrower { href, words }
    };
    Row {
        revision: record.revision,
        at: texts.time(record.at),
        what: timeline::words(texts, &record),
        // Only the key of an actor is nobody else's: names can change.
        who: narrower(record.actor_name, &[("actor", &record.actor)]),
        action: narrower(record.action.clone(), &[("action", &record.action)]),
        object_kind: kind_words(texts, &record.object_kind),
        object: narrower(record.object_id.clone(), &[("kind", &record.object_kind), ("id", &record.object_id)]),
        reason: record.reason.unwrap_or_default(),
    }
}

/// `GET /portal/audit`
pub async fn list(visitor: Visitor) -> Answer {
    visitor.admin()?;
    let texts = visitor.texts();
    let query = Query::read(address::AUDIT, visitor.query(), &FILTERS).usual(visitor.usual_size());
    let page = ListQuery::new().page(Page::new(query.page() - 1, query.size()));
    let found = audit::list(visitor.app(), visitor.ctx(), &filter(&query), page).await?;
    let labels = [
        ("kind", texts.get("audit-kind")),
        ("id", texts.get("audit-id")),
        ("actor", texts.get("audit-actor")),
        ("action", texts.get("audit-action")),
        ("request", texts.get("audit-request")),
        ("from", texts.get("audit-from")),
        ("to", texts.get("audit-to")),
    ];
    let mut form = Form::of(query.values());
    let kind = found_kind(&query);
    if let Some(kind) = &kind {
        form.set("kind", kind.clone());
    }
    let heads = ["audit-when", "audit-what", "audit-actor", "audit-object", "audit-reason"];
    Ok(ok(&List {
        p: visitor.frame("nav-audit").await?,
        kinds: kinds(texts, kind.as_deref()),
        form,
        csv_href: query.at("/portal/audit/records.csv"),
        lines_href: query.at("/portal/audit/records.jsonl"),
        count: count(texts, "audit-count", found.total),
        chips: query.chips(&labels),
        clear: address::AUDIT,
        columns: heads.map(|key| Column::plain(texts.get(key))).into(),
        pager: Pager::new(&query, found.total),
        rows: found.rows.into_iter().map(|record| row(&visitor, &query, record)).collect(),
    }))
}

/// `GET /portal/audit/{file}`: the filtered trail, all of it, while it is read.
pub async fn export(visitor: Visitor, Path(file): Path<String>) -> Answer {
    visitor.admin()?;
    let (format, kind) = match file.as_str() {
        "records.csv" => (Format::Csv, "text/csv; charset=utf-8"),
        "records.jsonl" => (Format::JsonLines, "application/jsonl; charset=utf-8"),
        _ => return Err(Fault::NotFound),
    };
    let query = Query::read(address::AUDIT, visitor.query(), &FILTERS);
    match audit::export(visitor.app(), visitor.ctx(), filter(&query), format).await.map_err(Fault::from) {
        Ok(written) => Ok(crate::listing::streamed(&file, kind, written)),
        Err(Fault::Limited { retry_after }) => Err(Fault::Exporting { retry_after }),
        Err(fault) => Err(fault),
    }
}
