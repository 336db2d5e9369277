//! The transaction log: rows, sums, a file, what gateways tell, and what the hub delivers. Routes of our own (architecture §7,
//! contract consumers §3).

use http::{StatusCode, header};
use pms_api_wire::{Answer, Call, Endpoint, Fault, Parameter, Problem, Query, Reply, Violation, Wire};
use pms_app::App;
use pms_app::transaction_log::ingest::{Batch, Report};
use pms_app::transaction_log::view::{self, Filter, Pairs, TimeLine, Totals, Unit, Use};
use pms_app::transaction_log::{Form, file, status};
use pms_domain::{limits, routes, time};
use serde::Serialize;
use utoipa::ToSchema;

use crate::audit::{moment, text};
use crate::list_file;

const JSON: &str = "application/json";
const NDJSON: &str = "application/x-ndjson";

const FILTERS: &[Parameter] = &[
    Parameter::text("mispId", "Id of the MISP."),
    Parameter::text("partnerId", "Id of the partner."),
    Parameter::text("keyLabel", "Label of an API key; needs partnerId."),
    Parameter::text("keyId", "Public id of an API key, or the id of an OIDC client."),
    Parameter::text("policyId", "Id of the policy."),
    Parameter::text("authType", "A kind of authentication, e.g. OTP-AUTH."),
    Parameter::text("outcome", "allowed or refused."),
    Parameter::text("reason", "Code of the reason, e.g. IDA-MLC-007."),
    Parameter::text("source", "validate, gateway or ida; without it the one that the site counts."),
    Parameter::text("from", "Not before this time, UTC, e.g. 2026-01-31T10:11:12Z; without it a day before the end."),
    Parameter::text("to", "Before this time; without it now."),
];
const OF_ROWS: &[Parameter] = &[Parameter::text("transactionId", "Id of the transaction, as it was sent.")];
const CURSOR: &[Parameter] = &[
    Parameter::integer("pageSize", "Rows on a page, at most 500."),
    Parameter::text("after", "nextAfter of the page before."),
];
const BY: &[Parameter] = &[Parameter::text("by", "hour or day; of more than 31 days always day.")];
const INTENT: &[Parameter] = &[
    Parameter::text("hub.mode", "subscribe or unsubscribe."),
    Parameter::text("hub.topic", "The topic."),
    Parameter::text("hub.challenge", "Answered as it is."),
    Parameter::integer("hub.lease_seconds", "How long the subscription lasts."),
];

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    let of = Endpoint::new;
    wire.route(
        of(&routes::LIST_TRANSACTIONS)
            .summary("List the uses of licences and keys, newest first, of at most 31 days")
            .parameters(CURSOR)
            .parameters(OF_ROWS)
            .parameters(FILTERS)
            .gives::<Rows>(),
        list,
    )
    .route(
        of(&routes::TRANSACTION_TOTALS)
            .summary("How many uses there were, by outcome and reason; whole hours, beyond 31 days whole days")
            .parameters(FILTERS)
            .gives::<TotalsBody>(),
        totals,
    )
    .route(
        of(&routes::TRANSACTION_TIME_LINE)
            .summary("How many uses there were in each hour or day")
            .parameters(BY)
            .parameters(FILTERS)
            .gives::<TimeLineBody>(),
        time_line,
    )
    .route(
        of(&routes::TRANSACTION_PARTNERS)
            .summary("Which MISP served which partner: first and last time, and how often")
            .parameters(CURSOR)
            .parameters(FILTERS)
            .gives::<PairsBody>(),
        partners,
    )
    .route(
        // It leaves a record, which names whoever's browser was sent here.
        of(&routes::EXPORT_TRANSACTIONS)
            .summary("The list as a file; one at a time for each account")
            .writes()
            .parameters(list_file::FORMAT)
            .parameters(OF_ROWS)
            .parameters(FILTERS)
            .gives_file(list_file::KINDS)
            .gives::<Option<String>>(),
        export,
    )
    .route(
        of(&routes::INGEST_TRANSACTIONS)
            .summary("Lines of a gateway's access log, at most 10,000: a JSON array, or an object on each line")
            .takes_file(&[JSON, NDJSON])
            .gives::<ReportBody>(),
        ingest,
    )
    .route(
        of(&routes::TRANSACTION_INTENT)
            .summary("The hub asks whether the subscription is meant (WebSub)")
            .parameters(INTENT)
            .gives_file(&["text/plain"]),
        intent,
    )
    .route(
        of(&routes::TRANSACTION_STATUS)
            .summary("A delivery of AUTHENTICATION_TRANSACTION_STATUS, signed with x-hub-signature (WebSub)")
            .signed("x-hub-signature is missing, or was made with another secret (PMS_TXN_004).")
            .takes_file(&[JSON])
            .gives_file(&["text/plain"]),
        deliver,
    )
}

fn filter(query: &Query) -> Result<Filter, Fault> {
    Ok(Filter {
        misp_id: text(query, "mispId"),
        partner_id: text(query, "partnerId"),
        key_label: text(query, "keyLabel"),
        key_id: text(query, "keyId"),
        policy_id: text(query, "policyId"),
        auth_type: text(query, "authType"),
        outcome: text(query, "outcome"),
        reason: text(query, "reason"),
        source: text(query, "source"),
        transaction_id: text(query, "transactionId"),
        from: moment(query, "from")?,
        to: moment(query, "to")?,
        for_member_of: None,
    })
}

/// Rows on a page when the caller does not say.
const PAGE: u64 = 25;

fn size(query: &Query) -> Result<u64, Fault> {
    match query.integer("pageSize")? {
        None => Ok(PAGE),
        Some(size) if size < 1 => Err((&pms_domain::catalogue::PAGE_SIZE).into()),
        Some(size) => Ok(u64::from(size.unsigned_abs())),
    }
}

/// Uses of licences and keys.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Rows {
    /// The time that the rows are of. Milliseconds and `+00:00`.
    from: String,
    to: String,
    source: &'static str,
    /// `after` of the page that comes next; null: none comes.
    next_after: Option<String>,
    data: Vec<UseBody>,
}

/// A use. Never whom it was about.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct UseBody {
    /// Milliseconds and `+00:00`.
    occurred_at: String,
    source: &'static str,
    /// As it was sent; `h.` and a keyed hash where it may be a person's number.
    transaction_id: String,
    endpoint: &'static str,
    /// Null where nobody knows.
    misp_id: Option<String>,
    /// Public id of the licence, for its MISP and partner admins.
    licence_id: Option<String>,
    partner_id: Option<String>,
    policy_id: Option<String>,
    /// Public id of the API key, or the id of the OIDC client.
    key_id: Option<String>,
    key_label: Option<String>,
    auth_types: Vec<&'static str>,
    outcome: &'static str,
    /// Code of the reason.
    reason: Option<String>,
    /// What ID Authentication said of it, where it did: allowed or refused.
    auth_outcome: Option<&'static str>,
    /// How old the snapshot was that answered, milliseconds, where it was stale.
    stale_ms: Option<i32>,
}

impl From<Use> for UseBody {
    fn from(one: Use) -> Self {
        Self {
            occurred_at: time::offset_iso(one.occurred_at),
            source: one.source,
            transaction_id: one.transaction_id,
            endpoint: one.endpoint,
            misp_id: one.misp_id,
            licence_id: one.licence_id,
            partner_id: one.partner_id,
            policy_id: one.policy_id,
            key_id: one.key_id,
            key_label: one.key_label,
            auth_types: one.auth_types,
            outcome: one.outcome,
            reason: one.reason,
            auth_outcome: one.auth_outcome,
            stale_ms: one.stale_ms,
        }
    }
}

async fn list(app: App, call: Call) -> Answer {
    let query = call.query();
    let (filter, size) = (filter(query)?, size(query)?);
    let page = view::list(&app, &call.context, &filter, text(query, "after").as_deref(), size).await?;
    Reply::json(Rows {
        from: time::offset_iso(page.from),
        to: time::offset_iso(page.to),
        source: page.source,
        next_after: page.next,
        data: page.uses.into_iter().map(UseBody::from).collect(),
    })
}

/// Sums over a time.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TotalsBody {
    /// The whole hours or days that are counted. Milliseconds and `+00:00`.
    from: String,
    to: String,
    source: &'static str,
    total: i64,
    allowed: i64,
    refused: i64,
    /// Most first, at most a hundred.
    reasons: Vec<ReasonBody>,
    /// Uses whose reason is none of these.
    other_reasons: i64,
    /// When sums were last made: what came in the minute before may not be in them. Null: never.
    summed_at: Option<String>,
}

/// How often with one outcome and reason.
#[derive(Serialize, ToSchema)]
struct ReasonBody {
    outcome: &'static str,
    reason: Option<String>,
    count: i64,
}

async fn totals(app: App, call: Call) -> Answer {
    let Totals { from, to, source, allowed, refused, reasons, other_reasons, summed_at } =
        view::totals(&app, &call.context, &filter(call.query())?).await?;
    let body = |one: view::ReasonCount| ReasonBody { outcome: one.outcome, reason: one.reason, count: one.uses };
    Reply::json(TotalsBody {
        from: time::offset_iso(from),
        to: time::offset_iso(to),
        source,
        total: allowed + refused,
        allowed,
        refused,
        reasons: reasons.into_iter().map(body).collect(),
        other_reasons,
        summed_at: summed_at.map(time::offset_iso),
    })
}

/// Sums over time.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TimeLineBody {
    /// hour or day.
    by: &'static str,
    source: &'static str,
    /// Those with a use, the earliest first.
    data: Vec<BucketBody>,
    summed_at: Option<String>,
}

/// An hour or a day, UTC.
#[derive(Serialize, ToSchema)]
struct BucketBody {
    /// Its first moment. Milliseconds and `+00:00`.
    at: String,
    allowed: i64,
    refused: i64,
}

async fn time_line(app: App, call: Call) -> Answer {
    let wanted = match text(call.query(), "by").as_deref() {
        None => None,
        Some("hour") => Some(Unit::Hour),
        Some("day") => Some(Unit::Day),
        Some(_) => return Err(Violation::new("by", "must be hour or day").into()),
    };
    let TimeLine { unit, source, buckets, summed_at } =
        view::time_line(&app, &call.context, &filter(call.query())?, wanted).await?;
    let body =
        |one: view::Bucket| BucketBody { at: time::offset_iso(one.at), allowed: one.allowed, refused: one.refused };
    Reply::json(TimeLineBody {
        by: if unit == Unit::Hour { "hour" } else { "day" },
        source,
        data: buckets.into_iter().map(body).collect(),
        summed_at: summed_at.map(time::offset_iso),
    })
}

/// Which MISP served which partner.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PairsBody {
    source: &'static str,
    next_after: Option<String>,
    data: Vec<PairBody>,
    summed_at: Option<String>,
}

/// A MISP and a partner, within the time asked for.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PairBody {
    misp_id: String,
    partner_id: String,
    /// Milliseconds and `+00:00`.
    first_at: String,
    last_at: String,
    allowed: i64,
    refused: i64,
}

/// Between the two ids of a cursor; no id holds it.
const BETWEEN: char = '|';

async fn partners(app: App, call: Call) -> Answer {
    let query = call.query();
    let (filter, size) = (filter(query)?, size(query)?);
    let after = text(query, "after");
    let after = match after.as_deref() {
        None => None,
        Some(text) => Some(text.split_once(BETWEEN).ok_or_else(|| Violation::new("after", "must be a nextAfter"))?),
    };
    let Pairs { source, pairs, next, summed_at } = view::partners(&app, &call.context, &filter, after, size).await?;
    let body = |one: view::Served| PairBody {
        misp_id: one.misp_id,
        partner_id: one.partner_id,
        first_at: time::offset_iso(one.first_at),
        last_at: time::offset_iso(one.last_at),
        allowed: one.allowed,
        refused: one.refused,
    };
    Reply::json(PairsBody {
        source,
        next_after: next.map(|(misp, partner)| format!("{misp}{BETWEEN}{partner}")),
        data: pairs.into_iter().map(body).collect(),
        summed_at: summed_at.map(time::offset_iso),
    })
}

async fn export(app: App, call: Call) -> Answer {
    let query = call.query();
    let format = list_file::format(query)?;
    let file = file::export(&app, &call.context, &filter(query)?, format).await?;
    list_file::reply("transactions", format, file)
}

/// What became of a batch. It is durable when this is answered. A line in neither list was accepted.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ReportBody {
    lines: u32,
    accepted: u32,
    duplicate: usize,
    refused: usize,
    /// Lines that were there already, or stood in the batch before. Counted from 1.
    duplicate_lines: Vec<u32>,
    refused_lines: Vec<RefusedLine>,
}

/// A line that was not taken.
#[derive(Serialize, ToSchema)]
struct RefusedLine {
    /// Counted from 1.
    line: u32,
    why: &'static str,
}

impl From<Report> for ReportBody {
    fn from(report: Report) -> Self {
        Self {
            lines: report.lines,
            accepted: report.accepted,
            duplicate: report.duplicates.len(),
            refused: report.refused.len(),
            duplicate_lines: report.duplicates,
            refused_lines: report
                .refused
                .into_iter()
                .map(|line| RefusedLine { line: line.line, why: line.why })
                .collect(),
        }
    }
}

async fn ingest(app: App, mut call: Call) -> Answer {
    let context = call.context.clone();
    let kind = call.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_lines = kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(NDJSON));
    let mut batch = Batch::begin(&app, &context, if is_lines { Form::Lines } else { Form::Array }).await?;
    let mut bytes = 0;
    while let Some(piece) = call.piece().await? {
        bytes += piece.len();
        if bytes > limits::INGEST_BODY {
            return Err(Problem::too_large(limits::INGEST_BODY).into());
        }
        batch.push(&piece)?;
    }
    Reply::json(ReportBody::from(batch.finish().await?))
}

async fn intent(app: App, call: Call) -> Answer {
    let query = call.query();
    let challenge = status::intent(&app, query.text("hub.mode"), query.text("hub.topic"), query.text("hub.challenge"))?;
    Reply::text(StatusCode::ACCEPTED, challenge)
}

async fn deliver(app: App, mut call: Call) -> Answer {
    let mut body = Vec::new();
    while let Some(piece) = call.piece().await? {
        if body.len() + piece.len() > limits::DELIVERY_BODY {
            return Err(Problem::too_large(limits::DELIVERY_BODY).into());
        }
        body.extend_from_slice(&piece);
    }
    let signature = call.headers().get("x-hub-signature").and_then(|value| value.to_str().ok());
    // Whatever became of it, the hub need not send it again.
    status::deliver(&app, signature, &body).await?;
    Reply::text(StatusCode::OK, String::new())
}

#[cfg(test)]
mod tests;
