//! The audit trail and the security events, for partner admins.
//!
//! The trail names people, sources and every organisation's objects, so nobody else reads it: what a partner's people and
//! policy managers may know of it are the histories of their own objects.

use chrono::{NaiveDate, NaiveTime};
use pms_domain::{Context, Refusal, Timestamp, catalogue, routes};
use pms_store::account::security_event::SECURITY_EVENTS;
pub use pms_store::account::security_event::SecurityEvent;
pub use pms_store::audit::Row;
use pms_store::audit::{self, Record};
use pms_store::audit_lists::{AUDIT_RECORDS, AUDIT_RECORDS_OF_OBJECT};
use pms_store::list::{ListPage, ListQuery, ListSpec, Page, Test};
use serde_json::{Value, json};

use crate::exports::{self, File, Source};
use crate::partners::column;
use crate::{App, Failure, Outcome, csv, rights};

/// Filters of the trail; `None` is no filter. All are exact.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// With an id: records of that object, also where a change of another one carried it. Alone: of records about such an
    /// object.
    pub object_kind: Option<String>,
    /// Needs the kind.
    pub object_id: Option<String>,
    /// A user name, or issuer and subject as the records have them, `issuer#subject`.
    pub actor: Option<String>,
    pub action: Option<String>,
    pub request_id: Option<String>,
    pub from: Option<Timestamp>,
    /// Included.
    pub to: Option<Timestamp>,
}

impl AuditFilter {
    fn spec(&self) -> &'static ListSpec {
        if self.object_id.is_some() { &AUDIT_RECORDS_OF_OBJECT } else { &AUDIT_RECORDS }
    }

    /// # Errors
    /// An id without its kind.
    fn apply(&self, query: ListQuery) -> Outcome<ListQuery> {
        let spec = self.spec();
        let of = |name| column(spec, name);
        let mut query = query.exact(of("objectKind")?, self.object_kind.as_deref());
        if let Some(id) = &self.object_id {
            if self.object_kind.is_none() {
                let argument = "must not be blank :objectKind";
                return Err(Refusal::with(&catalogue::INVALID_PARAMETER, argument).into());
            }
            query = query.exact(of("objectId")?, Some(id));
        }
        let actor = if self.actor.as_deref().is_some_and(|actor| actor.contains('#')) { "actor" } else { "actorName" };
        query = query
            .exact(of(actor)?, self.actor.as_deref())
            .exact(of("action")?, self.action.as_deref())
            .exact(of("requestId")?, self.request_id.as_deref());
        Ok(query.between(of("at")?, ends(self.from, self.to)))
    }

    /// As an audit record says what was asked for.
    fn shown(&self) -> Value {
        json!({
            "objectKind": self.object_kind,
            "objectId": self.object_id,
            "actor": self.actor,
            "action": self.action,
            "requestId": self.request_id,
            "from": self.from.map(pms_domain::time::zulu),
            "to": self.to.map(pms_domain::time::zulu),
        })
    }
}

/// Records of a history that a page shows.
const HISTORY: u64 = 100;

/// What happened to an object, newest first, also where a change of another one carried it. Whoever asks has checked that the
/// caller may read the object.
pub(crate) async fn history(app: &App, kind: &str, id: &str) -> Outcome<Vec<Row>> {
    let of = |name| column(&AUDIT_RECORDS_OF_OBJECT, name);
    let query = ListQuery::new()
        .filter(of("objectKind")?, Test::Exact(kind.to_owned()))
        .filter(of("objectId")?, Test::Exact(id.to_owned()))
        .page(Page::new(0, HISTORY));
    Ok(AUDIT_RECORDS_OF_OBJECT.fetch(app.store().db(), &query, None).await?.rows)
}

/// Both ends of a time, where at least one was given.
fn ends(from: Option<Timestamp>, to: Option<Timestamp>) -> Option<(Timestamp, Timestamp)> {
    // Later than anything, and a time that both databases know.
    let latest = || NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or_default().and_time(NaiveTime::MIN);
    (from.is_some() || to.is_some()).then(|| (from.unwrap_or_default(), to.unwrap_or_else(latest)))
}

/// The trail, newest first; `query` has page and order. The total is exact.
pub async fn list(app: &App, ctx: &Context, filter: &AuditFilter, query: ListQuery) -> Outcome<ListPage<Row>> {
    rights::require(ctx, &routes::LIST_AUDIT_RECORDS)?;
    let query = filter.apply(query)?;
    let db = app.store().db();
    // Revisions have no gaps, and no record is ever deleted: the last one's is their number.
    let known = match query.is_unfiltered() {
        true => Some(audit::head(db).await?.0.unsigned_abs()),
        false => None,
    };
    Ok(filter.spec().fetch(db, &query, known).await?)
}

/// So many of the records before a revision, newest first, uncounted: the trail is read on from where one stopped, whatever
/// has come since.
pub async fn before(app: &App, ctx: &Context, filter: &AuditFilter, revision: i64, most: u64) -> Outcome<Vec<Row>> {
    rights::require(ctx, &routes::LIST_AUDIT_RECORDS)?;
    let spec = filter.spec();
    let earlier = Test::NumberBetween(0, revision.saturating_sub(1));
    let query = filter.apply(ListQuery::new())?.filter(column(spec, "revision")?, earlier);
    Ok(spec.first(app.store().db(), &query, most.clamp(1, pms_domain::limits::PAGE)).await?)
}

/// Filters of the security events; `None` is no filter. All are exact.
#[derive(Clone, Debug, Default)]
pub struct EventFilter {
    pub kind: Option<String>,
    /// Address of the caller.
    pub source: Option<String>,
    /// Account id, or the keyed hash that stands for it.
    pub subject: Option<String>,
    pub from: Option<Timestamp>,
    /// Included.
    pub to: Option<Timestamp>,
}

/// Refusals and failed guesses, newest first: one row for each kind, source, subject, code and place of a second, with how
/// often it happened.
pub async fn security_events(
    app: &App,
    ctx: &Context,
    filter: &EventFilter,
    query: ListQuery,
) -> Outcome<ListPage<SecurityEvent>> {
    rights::require(ctx, &routes::LIST_SECURITY_EVENTS)?;
    let of = |name| column(&SECURITY_EVENTS, name);
    let query = query
        .exact(of("kind")?, filter.kind.as_deref())
        .exact(of("source")?, filter.source.as_deref())
        .exact(of("subject")?, filter.subject.as_deref())
        .between(of("at")?, ends(filter.from, filter.to));
    Ok(SECURITY_EVENTS.fetch(app.store().db(), &query, None).await?)
}

/// How an export is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180, and nothing that a spreadsheet takes for a formula.
    Csv,
    /// A JSON object a line.
    JsonLines,
}

impl Format {
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "csv" => Some(Format::Csv),
            "jsonl" => Some(Format::JsonLines),
            _ => None,
        }
    }
}

/// Records of one run of an export.
const RUN: u64 = 500;

/// The filtered trail as a file, newest first, as it was when it was asked for. That it was is a record of the trail itself.
///
/// # Errors
/// An id without its kind; [`Failure::Limited`] while another export of this account runs.
pub async fn export(app: &App, ctx: &Context, filter: AuditFilter, format: Format) -> Outcome<File> {
    rights::require(ctx, &routes::EXPORT_AUDIT_RECORDS)?;
    filter.apply(ListQuery::new())?;
    let source = Trail { app: app.clone(), ctx: ctx.clone(), filter, format, state: Progress::Begins };
    exports::file(app, ctx, source).await
}

enum Progress {
    Begins,
    /// The records before this revision are left.
    Before(i64),
    Done,
}

struct Trail {
    app: App,
    ctx: Context,
    filter: AuditFilter,
    format: Format,
    state: Progress,
}

impl Source for Trail {
    type Fault = Failure;

    async fn next_run(&mut self) -> Outcome<Option<String>> {
        let (head, revision) = match self.state {
            Progress::Begins => {
                let record = Record::new("audit.export", "audit", "records").after(self.filter.shown());
                // Its own record is not in it.
                (self.head(), self.app.store().change().await?.save(&self.ctx, record).await?)
            }
            Progress::Before(revision) => (String::new(), revision),
            Progress::Done => return Ok(None),
        };
        let rows = before(&self.app, &self.ctx, &self.filter, revision, RUN).await?;
        self.state = match rows.last() {
            Some(last) if rows.len() as u64 == RUN => Progress::Before(last.revision),
            _ => Progress::Done,
        };
        let lines = rows.iter().map(|row| self.line(row)).collect::<Result<Vec<_>, _>>();
        let lines = lines.map_err(anyhow::Error::from)?;
        Ok(Some(head + &lines.concat()))
    }
}

/// The columns of a file.
const HEADS: [&str; 14] = [
    "revision",
    "at",
    "actor",
    "actorName",
    "roles",
    "action",
    "objectKind",
    "objectId",
    "objects",
    "before",
    "after",
    "reason",
    "requestId",
    "source",
];

impl Trail {
    fn head(&self) -> String {
        match self.format {
            Format::Csv => format!("{}{}", csv::MARK, csv::line(&HEADS)),
            Format::JsonLines => String::new(),
        }
    }

    fn line(&self, row: &Row) -> serde_json::Result<String> {
        match self.format {
            Format::Csv => Ok(csv::line(&cells(row))),
            Format::JsonLines => Ok(format!("{}\n", serde_json::to_string(&object(row))?)),
        }
    }
}

fn cells(row: &Row) -> [String; 14] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        row.revision.to_string(),
        pms_domain::time::zulu(row.at),
        row.actor.clone(),
        row.actor_name.clone(),
        row.roles.clone(),
        row.action.clone(),
        row.object_kind.clone(),
        row.object_id.clone(),
        row.touched.clone(),
        text(&row.before_json),
        text(&row.after_json),
        text(&row.reason),
        row.request_id.clone(),
        text(&row.source),
    ]
}

fn object(row: &Row) -> Value {
    let json = |text: &Option<String>| text.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok());
    let objects: Vec<_> = row.objects().into_iter().map(|(kind, id)| json!({"kind": kind, "id": id})).collect();
    json!({
        "revision": row.revision,
        "at": pms_domain::time::zulu(row.at),
        "actor": row.actor,
        "actorName": row.actor_name,
        "roles": row.roles.split(',').filter(|role| !role.is_empty()).collect::<Vec<_>>(),
        "action": row.action,
        "objectKind": row.object_kind,
        "objectId": row.object_id,
        "objects": objects,
        "before": json(&row.before_json),
        "after": json(&row.after_json),
        "reason": row.reason,
        "requestId": row.request_id,
        "source": row.source,
    })
}
