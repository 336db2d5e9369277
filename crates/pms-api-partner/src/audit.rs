//! The audit trail and the security events, for partner admins: routes of our own (architecture §2 "Audit").

use pms_api_wire::{
    Answer, Call, Endpoint, Fault, PAGING, PageRequest, PageV2, Parameter, Problem, Query, Reply, Wire,
};
use pms_app::App;
use pms_app::audit::{self, AuditFilter, EventFilter, Row, SecurityEvent};
use pms_domain::{Timestamp, routes, time};
use pms_store::account::security_event::SECURITY_EVENTS;
use pms_store::audit_lists::AUDIT_RECORDS;
use pms_store::list::ListQuery;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::list_file;

const FILTERS: &[Parameter] = &[
    Parameter::text("objectKind", "Kind of an object, e.g. partner. Alone: records about such objects."),
    Parameter::text("objectId", "Id of an object; needs objectKind. Also records of changes that carried it."),
    Parameter::text("actor", "User name, or issuer#subject as the records have it."),
    Parameter::text("action", "Action, e.g. partner.register."),
    Parameter::text("requestId", "Id of a request."),
    Parameter::text("from", "Not before this time, UTC, e.g. 2026-01-31T10:11:12Z."),
    Parameter::text("to", "Not after this time."),
];
const CURSOR: &[Parameter] =
    &[Parameter::integer("before", "Records before this revision, uncounted; in the place of pageNo and a sort.")];
const EVENT_FILTERS: &[Parameter] = &[
    Parameter::text("kind", "Kind of event, e.g. role.missing."),
    Parameter::text("source", "Address of the caller."),
    Parameter::text("subject", "Account id, or the keyed hash that stands for it."),
    Parameter::text("from", "Not before this time, UTC, e.g. 2026-01-31T10:11:12Z."),
    Parameter::text("to", "Not after this time."),
];

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::LIST_AUDIT_RECORDS)
            .summary("List what was changed, by whom, newest first")
            .parameters(PAGING)
            .parameters(CURSOR)
            .parameters(FILTERS)
            .gives::<Records>(),
        list,
    )
    .route(
        // It leaves a record, which names whoever's browser was sent here.
        Endpoint::new(&routes::EXPORT_AUDIT_RECORDS)
            .summary("The same list as a file, all of it; one at a time for each account")
            .writes()
            .parameters(list_file::FORMAT)
            .parameters(FILTERS)
            .gives_file(list_file::KINDS)
            .gives::<Option<String>>(),
        export,
    )
    .route(
        Endpoint::new(&routes::LIST_SECURITY_EVENTS)
            .summary("List refusals and failed guesses, counted, newest first")
            .parameters(PAGING)
            .parameters(EVENT_FILTERS)
            .gives::<PageV2<Event>>(),
        security_events,
    )
}

/// Records of the trail.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Records {
    page_no: u64,
    page_size: u64,
    /// Records over all pages; null when the trail is read on with `before`.
    total_results: Option<u64>,
    /// `before` of the records that come next; null: none come.
    next_before: Option<i64>,
    data: Vec<Record>,
}

/// A record of the trail.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Record {
    /// Number of the change: one more than that of the change before it.
    revision: i64,
    /// Milliseconds and `+00:00`.
    created_date_time: String,
    /// Issuer and subject.
    actor: String,
    actor_name: String,
    roles: Vec<String>,
    action: String,
    object_kind: String,
    object_id: String,
    /// Every object whose state the change carried, its own first.
    objects: Vec<Object>,
    /// Allowed members of the object before and after; never a secret, never contact data.
    #[schema(value_type = Option<Object>)]
    before: Option<Value>,
    #[schema(value_type = Option<Object>)]
    after: Option<Value>,
    reason: Option<String>,
    request_id: String,
    source: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct Object {
    kind: String,
    id: String,
}

impl From<Row> for Record {
    fn from(row: Row) -> Self {
        let json = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
        Self {
            objects: row.objects().into_iter().map(|(kind, id)| Object { kind, id }).collect(),
            revision: row.revision,
            created_date_time: time::offset_iso(row.at),
            actor: row.actor,
            actor_name: row.actor_name,
            roles: row.roles.split(',').filter(|role| !role.is_empty()).map(str::to_owned).collect(),
            action: row.action,
            object_kind: row.object_kind,
            object_id: row.object_id,
            before: json(row.before_json),
            after: json(row.after_json),
            reason: row.reason,
            request_id: row.request_id,
            source: row.source,
        }
    }
}

/// A time of a filter: ISO, with or without `Z`; blank counts as absent.
pub(crate) fn moment(query: &Query, name: &str) -> Result<Option<Timestamp>, Fault> {
    let Some(text) = query.text(name).filter(|text| !text.trim().is_empty()) else { return Ok(None) };
    Ok(Some(time::parse_local(text).ok_or_else(|| Problem::parameter_type(name, text))?))
}

/// A filter that is absent or blank is none.
pub(crate) fn text(query: &Query, name: &str) -> Option<String> {
    query.text(name).filter(|text| !text.trim().is_empty()).map(str::to_owned)
}

fn filter(query: &Query) -> Result<AuditFilter, Fault> {
    Ok(AuditFilter {
        object_kind: text(query, "objectKind"),
        object_id: text(query, "objectId"),
        actor: text(query, "actor"),
        action: text(query, "action"),
        request_id: text(query, "requestId"),
        from: moment(query, "from")?,
        to: moment(query, "to")?,
    })
}

/// Records on a page when the caller does not say.
const PAGE: i32 = 25;

async fn list(app: App, call: Call) -> Answer {
    let query = call.query();
    let paging = PageRequest::read(query, Some(PAGE))?.check(&AUDIT_RECORDS)?;
    let (filter, size) = (filter(query)?, paging.page.map_or(PAGE.unsigned_abs().into(), |page| page.size));
    if let Some(before) = query.long("before")? {
        let rows = audit::before(&app, &call.context, &filter, before, size).await?;
        let next = rows.last().filter(|_| rows.len() as u64 == size).map(|row| row.revision);
        return Reply::json(Records {
            page_no: 0,
            page_size: size,
            total_results: None,
            next_before: next,
            data: rows.into_iter().map(Record::from).collect(),
        });
    }
    let is_newest_first = paging.sort.is_none();
    let found = audit::list(&app, &call.context, &filter, paging.apply(ListQuery::new())).await?;
    let last = found.rows.last().map(|row| row.revision);
    let page = PageV2::new(paging.page, found.map(Record::from));
    let more = (page.page_no + 1).saturating_mul(page.page_size) < page.total_results;
    Reply::json(Records {
        page_no: page.page_no,
        page_size: page.page_size,
        total_results: Some(page.total_results),
        next_before: last.filter(|_| more && is_newest_first),
        data: page.data,
    })
}

async fn export(app: App, call: Call) -> Answer {
    let query = call.query();
    let format = list_file::format(query)?;
    let file = audit::export(&app, &call.context, filter(query)?, format).await?;
    list_file::reply("audit-records", format, file)
}

/// So many refusals or failed guesses of one kind, source and subject within a second.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Event {
    id: String,
    /// Milliseconds and `+00:00`.
    created_date_time: String,
    /// role.missing, right.missing, object.unknown, sign-in.failed, limit.reached, and others.
    kind: String,
    count: i64,
    source: Option<String>,
    /// Account id, or the keyed hash that stands for it.
    subject: Option<String>,
    /// Code of the refusal.
    code: Option<String>,
    /// Name of the route, or portal.
    place: Option<String>,
    /// The request of the first of them.
    request_id: Option<String>,
}

impl From<SecurityEvent> for Event {
    fn from(event: SecurityEvent) -> Self {
        Self {
            id: event.id,
            created_date_time: time::offset_iso(event.at),
            kind: event.kind,
            count: event.count,
            source: event.source,
            subject: event.subject,
            code: event.code,
            place: event.place,
            request_id: event.request_id,
        }
    }
}

async fn security_events(app: App, call: Call) -> Answer {
    let query = call.query();
    let paging = PageRequest::read(query, Some(PAGE))?.check(&SECURITY_EVENTS)?;
    let filter = EventFilter {
        kind: text(query, "kind"),
        source: text(query, "source"),
        subject: text(query, "subject"),
        from: moment(query, "from")?,
        to: moment(query, "to")?,
    };
    let found = audit::security_events(&app, &call.context, &filter, paging.apply(ListQuery::new())).await?;
    Reply::json(PageV2::new(paging.page, found.map(Event::from)))
}

#[cfg(test)]
mod tests;
