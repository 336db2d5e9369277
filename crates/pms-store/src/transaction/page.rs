//! Rows of the log, newest first, run by run.

use std::collections::BTreeSet;

use pms_domain::context::OwnedPartners;
use pms_domain::transaction::{self, Outcome, Source};
use pms_domain::{Timestamp, limits};
use sea_query::{Alias, Cond, Expr, ExprTrait, Order, Query, SelectStatement};
use sqlx::FromRow;

use super::spans;
use crate::StoreResult;
use crate::db::{Db, Planning, statement};
use crate::partner::Reach;

/// A row as it lies there. `''` and 0 are none.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Row {
    pub id: i64,
    /// Microseconds since 1970-01-01.
    pub occurred_at: i64,
    pub source: i16,
    pub endpoint: i16,
    pub outcome: i16,
    /// What ID Authentication said of it, as an outcome.
    pub auth_outcome: i16,
    pub auth_types: i32,
    pub stale_ms: i32,
    pub transaction_id: String,
    pub misp_id: String,
    pub partner_id: String,
    pub licence_id: String,
    pub policy_id: String,
    pub key_id: String,
    pub reason: String,
}

/// Where a page goes on: behind this row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seek {
    pub occurred_at: i64,
    pub id: i64,
}

/// Which rows. All filters must hold.
#[derive(Clone)]
pub struct Selection<'a> {
    /// Rows of these MISPs, and rows of these partners.
    pub reach: Reach<'a>,
    pub source: Source,
    pub from: Timestamp,
    /// Left out.
    pub to: Timestamp,
    pub misp_id: Option<&'a str>,
    pub partner_id: Option<&'a str>,
    pub policy_id: Option<&'a str>,
    /// One of these keys or clients.
    pub key_ids: Option<&'a [String]>,
    /// The bit of a kind of authentication.
    pub auth_type: Option<i32>,
    pub outcome: Option<Outcome>,
    pub reason: Option<&'a str>,
    pub transaction_id: Option<&'a str>,
}

const COLUMNS: [&str; 15] = [
    "id",
    "occurred_at",
    "source",
    "endpoint",
    "outcome",
    "auth_outcome",
    "auth_types",
    "stale_ms",
    "transaction_id",
    "misp_id",
    "partner_id",
    "licence_id",
    "policy_id",
    "key_id",
    "reason",
];

pub(super) fn col(name: &'static str) -> Expr {
    Expr::col(Alias::new(name))
}

impl Selection<'_> {
    /// What holds for rows and for sums alike; times are the caller's.
    pub(super) fn narrow(&self, select: &mut SelectStatement) {
        select.and_where(col("source").eq(self.source.number()));
        let filters = [("misp_id", self.misp_id), ("partner_id", self.partner_id), ("policy_id", self.policy_id)];
        for (name, value) in filters.into_iter().chain([("reason", self.reason)]) {
            if let Some(value) = value {
                select.and_where(col(name).eq(value));
            }
        }
        if let Some(ids) = self.key_ids {
            select.and_where(col("key_id").is_in(ids.iter().map(String::as_str)));
        }
        // As a literal, so that the indexes of what was refused are known to serve. Only what was refused has a reason.
        let has_reason = self.reason.filter(|reason| !reason.is_empty()).map(|_| Outcome::Refused);
        let outcomes: BTreeSet<_> = self.outcome.into_iter().chain(has_reason).map(Outcome::number).collect();
        for outcome in outcomes {
            select.and_where(Expr::cust(format!("outcome = {outcome}")));
        }
        if let Some(bit) = self.auth_type {
            select.and_where(Expr::cust(format!("(auth_types & {bit}) <> 0")));
        }
        let Reach::Own(owned) = self.reach else { return };
        if self.is_of(owned) {
            return;
        }
        let ids: Vec<&str> = owned.iter().collect();
        // None of one's own: no rows.
        let mine = Cond::any().add(col("misp_id").is_in(ids.iter().copied())).add(col("partner_id").is_in(ids));
        select.cond_where(mine);
    }

    /// Whether one of one's own is asked for, which says it all.
    fn is_of(&self, owned: &OwnedPartners) -> bool {
        [self.misp_id, self.partner_id].into_iter().flatten().any(|id| owned.contains(id))
    }
}

/// Up to so many partners of one's own are asked for one by one: each by the index that has its rows in order.
const ONE_BY_ONE: usize = 8;

impl<'a> Selection<'a> {
    /// The same rows as several selections, each of which an index answers in its order.
    pub(super) fn parts(&self) -> Vec<Selection<'a>> {
        let Reach::Own(owned) = self.reach else { return vec![self.clone()] };
        if self.is_of(owned) || owned.iter().count() > ONE_BY_ONE {
            return vec![self.clone()];
        }
        let of = |id: &'a str| {
            let as_misp = self.misp_id.is_none().then(|| Selection { misp_id: Some(id), ..self.clone() });
            let as_partner = self.partner_id.is_none().then(|| Selection { partner_id: Some(id), ..self.clone() });
            [as_misp, as_partner]
        };
        owned.iter().flat_map(of).flatten().collect()
    }
}

impl Selection<'_> {
    /// Whether an index has these rows in their order and next to no others. Of a transaction there are few.
    fn is_in_order(&self) -> bool {
        let is_one_side = self.misp_id.is_none() || self.partner_id.is_none();
        let is_within_reach = match self.reach {
            Reach::Everything => true,
            Reach::Own(owned) => self.is_of(owned),
        };
        let has_index = match self.outcome {
            None => true,
            Some(outcome) => outcome == Outcome::Refused && self.misp_id.is_some(),
        };
        let is_narrowed = self.policy_id.is_some() || self.key_ids.is_some() || self.auth_type.is_some();
        let is_plain = !is_narrowed && self.reason.is_none();
        self.transaction_id.is_some() || (is_plain && is_one_side && is_within_reach && has_index)
    }
}

/// A run of rows, newest first, at most [`limits::PAGE`].
pub async fn rows(log: &Db, which: &Selection<'_>, after: Option<Seek>, most: u64) -> StoreResult<Vec<Row>> {
    let most = most.clamp(1, limits::PAGE);
    let _turn = log.list_turn().await?;
    let mut all: Vec<Row> = Vec::new();
    for part in which.parts() {
        all.extend(match part.is_in_order() {
            true => run(log, &part, after, most).await?,
            false => spans::rows(log, &part, after, usize::try_from(most).unwrap_or(usize::MAX)).await?,
        });
    }
    all.sort_by_key(|row| std::cmp::Reverse((row.occurred_at, row.id)));
    // A MISP and a partner of the same owner.
    all.dedup_by_key(|row| row.id);
    all.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    Ok(all)
}

/// The newest rows of a time that an index, or the time alone, makes short.
pub(super) async fn run(log: &Db, which: &Selection<'_>, after: Option<Seek>, most: u64) -> StoreResult<Vec<Row>> {
    log.rows(&statement_of(which, after), Some(most), Planning::Afresh).await
}

fn statement_of(which: &Selection<'_>, after: Option<Seek>) -> SelectStatement {
    let mut select = Query::select().from(Alias::new("x_transaction")).to_owned();
    for name in COLUMNS {
        select.column(Alias::new(name));
    }
    which.narrow(&mut select);
    // The days say which partitions are read.
    select.and_where(col("day").between(transaction::day(which.from), transaction::day(which.to)));
    select.and_where(col("occurred_at").gte(transaction::micros(which.from)));
    select.and_where(col("occurred_at").lt(transaction::micros(which.to)));
    if let Some(id) = which.transaction_id {
        select.and_where(col("transaction_id").eq(id));
    }
    if let Some(Seek { occurred_at, id }) = after {
        select.and_where(col("occurred_at").lte(occurred_at));
        select.cond_where(Cond::any().add(col("occurred_at").lt(occurred_at)).add(col("id").lt(id)));
    }
    select.order_by(Alias::new("occurred_at"), Order::Desc).order_by(Alias::new("id"), Order::Desc);
    select
}

/// Rows of a day in the order of their times, for the file that is kept of it.
pub async fn rows_of_day(log: &Db, day: i32, after: Seek, most: i64) -> StoreResult<Vec<Row>> {
    let from = transaction::micros(transaction::start_of_day(day));
    let to = transaction::micros(transaction::start_of_day(day + 1));
    statement(
        "SELECT id, occurred_at, source, endpoint, outcome, auth_outcome, auth_types, stale_ms, transaction_id, misp_id, \
         partner_id, licence_id, policy_id, key_id, reason FROM x_transaction \
         WHERE day = $1 AND occurred_at >= $2 AND occurred_at < $3 AND (occurred_at, id) > ($4, $5) \
         ORDER BY occurred_at, id LIMIT $6",
    )
    .bind(day)
    .bind(from)
    .bind(to)
    .bind(after.occurred_at)
    .bind(after.id)
    .bind(most)
    .all(log)
    .await
}
