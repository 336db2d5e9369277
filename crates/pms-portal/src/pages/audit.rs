//! The audit trail, for partner admins: search, and files to take along.

use askama::Template;
use axum::extract::Path;
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use pms_app::audit::{self, AuditFilter, Format, Row as Record};
use pms_domain::Timestamp;
use pms_store::list::{ListQuery, Page};

use super::{bdi, timeline};
use crate::address;
use crate::form::Form;
use crate::frame::{Frame, ok};
use crate::html::Html;
use crate::list::{Chip, Column, Pager, Query, count};
use crate::web::{Answer, Fault, Visitor};

struct Row {
    revision: i64,
    at: Html,
    what: Html,
    /// As the records have it.
    action: String,
    who: Html,
    object_kind: String,
    object_id: String,
    /// Empty: none was given.
    reason: String,
}

#[derive(Template)]
#[template(path = "admin/audit.html")]
struct List {
    p: Frame,
    form: Form,
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

/// A day of the address; its begin and its last moment, UTC.
fn day(query: &Query, name: &str) -> Option<(Timestamp, Timestamp)> {
    let day: NaiveDate = query.get(name)?.parse().ok()?;
    let begin = day.and_time(NaiveTime::MIN);
    Some((begin, begin.checked_add_signed(TimeDelta::days(1))? - TimeDelta::microseconds(1)))
}

fn filter(query: &Query) -> AuditFilter {
    let object_id = query.text("id");
    AuditFilter {
        // Most ids that somebody looks for are partners'.
        object_kind: query.text("kind").or_else(|| object_id.is_some().then(|| "partner".to_owned())),
        object_id,
        actor: query.text("actor"),
        action: query.text("action"),
        request_id: query.text("request"),
        from: day(query, "from").map(|(begin, _)| begin),
        to: day(query, "to").map(|(_, end)| end),
    }
}

fn row(visitor: &Visitor, record: Record) -> Row {
    let texts = visitor.texts();
    Row {
        revision: record.revision,
        at: texts.time(record.at),
        what: timeline::words(texts, &record),
        who: bdi(&record.actor_name),
        action: record.action,
        object_kind: record.object_kind,
        object_id: record.object_id,
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
    let heads = ["audit-when", "audit-what", "audit-actor", "audit-object", "audit-reason"];
    Ok(ok(&List {
        p: visitor.frame("nav-audit").await?,
        form: Form::of(query.values()),
        csv_href: query.at("/portal/audit/records.csv"),
        lines_href: query.at("/portal/audit/records.jsonl"),
        count: count(texts, "audit-count", found.total),
        chips: query.chips(&labels),
        clear: address::AUDIT,
        columns: heads.map(|key| Column::plain(texts.get(key))).into(),
        pager: Pager::new(&query, found.total),
        rows: found.rows.into_iter().map(|record| row(&visitor, record)).collect(),
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
