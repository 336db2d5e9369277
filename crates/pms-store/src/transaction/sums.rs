//! Sums of the log: by outcome and reason, over time, by MISP and partner. They are read from what [`super::roll`] has summed,
//! whole hours or days.

use pms_domain::transaction;
use sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement};
use sqlx::FromRow;

use super::page::{Selection, col};
use crate::StoreResult;
use crate::db::{Db, Planning};

/// What a sum is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Hour,
    Day,
}

impl Unit {
    fn table(self) -> &'static str {
        match self {
            Unit::Hour => "x_transaction_hour",
            Unit::Day => "x_transaction_day",
        }
    }

    fn column(self) -> &'static str {
        match self {
            Unit::Hour => "hour",
            Unit::Day => "day",
        }
    }

    /// The number of the unit that a time lies in.
    pub fn number(self, at: pms_domain::Timestamp) -> i32 {
        match self {
            Unit::Hour => transaction::hour(at),
            Unit::Day => transaction::day(at),
        }
    }

    /// Its first moment.
    pub fn start(self, number: i32) -> pms_domain::Timestamp {
        match self {
            Unit::Hour => transaction::start_of_hour(number),
            Unit::Day => transaction::start_of_day(number),
        }
    }
}

/// How often with one outcome and reason.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Count {
    pub outcome: i16,
    pub reason: String,
    pub uses: i64,
}

/// How often in one hour or day, with one outcome.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Bucket {
    /// Number of the hour or day.
    pub number: i32,
    pub outcome: i16,
    pub uses: i64,
}

/// What a MISP and a partner had with each other.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Pair {
    pub misp_id: String,
    pub partner_id: String,
    pub allowed: i64,
    pub refused: i64,
    /// Microseconds since 1970-01-01.
    pub first_at: i64,
    pub last_at: i64,
}

/// When a key was used last, and how often in all.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct KeyUse {
    pub key_id: String,
    /// Microseconds since 1970-01-01.
    pub last_at: i64,
    pub uses: i64,
}

/// The sums of the units that the selection's time touches.
fn of(which: &Selection<'_>, unit: Unit) -> SelectStatement {
    let mut select = Query::select().from(Alias::new(unit.table())).to_owned();
    which.narrow(&mut select);
    let last = which.to - chrono::TimeDelta::microseconds(1);
    select.and_where(col(unit.column()).between(unit.number(which.from), unit.number(last)));
    select
}

fn total(expression: &'static str) -> Expr {
    // PostgreSQL's sum is a numeric.
    Expr::cust(expression)
}

/// By outcome and reason, most first.
pub async fn counts(log: &Db, which: &Selection<'_>, unit: Unit) -> StoreResult<Vec<Count>> {
    let mut select = of(which, unit);
    select.column(Alias::new("outcome")).column(Alias::new("reason"));
    select.expr_as(total("CAST(SUM(uses) AS bigint)"), Alias::new("uses"));
    select.group_by_col(Alias::new("outcome")).group_by_col(Alias::new("reason"));
    let mut counts: Vec<Count> = log.rows(&select, None, Planning::Afresh).await?;
    counts.sort_by(|one, other| other.uses.cmp(&one.uses).then_with(|| one.reason.cmp(&other.reason)));
    Ok(counts)
}

/// By hour or day, the earliest first; units without a use are left out.
pub async fn buckets(log: &Db, which: &Selection<'_>, unit: Unit) -> StoreResult<Vec<Bucket>> {
    let mut select = of(which, unit);
    select.expr_as(col(unit.column()), Alias::new("number")).column(Alias::new("outcome"));
    select.expr_as(total("CAST(SUM(uses) AS bigint)"), Alias::new("uses"));
    select.group_by_col(Alias::new(unit.column())).group_by_col(Alias::new("outcome"));
    let mut buckets: Vec<Bucket> = log.rows(&select, None, Planning::Afresh).await?;
    buckets.sort_by_key(|bucket| (bucket.number, bucket.outcome));
    Ok(buckets)
}

/// By MISP and partner, in the order of their ids, after a pair.
pub async fn pairs(
    log: &Db,
    which: &Selection<'_>,
    unit: Unit,
    after: Option<(&str, &str)>,
    most: u64,
) -> StoreResult<Vec<Pair>> {
    let mut select = of(which, unit);
    if let Some((misp, partner)) = after {
        let behind = sea_query::Cond::any()
            .add(col("misp_id").gt(misp))
            .add(col("misp_id").eq(misp).and(col("partner_id").gt(partner)));
        select.cond_where(behind);
    }
    select.column(Alias::new("misp_id")).column(Alias::new("partner_id"));
    let sums = [
        ("CAST(SUM(CASE WHEN outcome = 1 THEN uses ELSE 0 END) AS bigint)", "allowed"),
        ("CAST(SUM(CASE WHEN outcome = 2 THEN uses ELSE 0 END) AS bigint)", "refused"),
        ("MIN(first_at)", "first_at"),
        ("MAX(last_at)", "last_at"),
    ];
    for (expression, name) in sums {
        select.expr_as(total(expression), Alias::new(name));
    }
    select.and_where(col("partner_id").ne("")).and_where(col("misp_id").ne(""));
    for name in ["misp_id", "partner_id"] {
        select.group_by_col(Alias::new(name)).order_by(Alias::new(name), sea_query::Order::Asc);
    }
    log.rows(&select, Some(most), Planning::Afresh).await
}

/// By key or client, those with a use alone; the selection names which.
pub async fn of_keys(log: &Db, which: &Selection<'_>, unit: Unit) -> StoreResult<Vec<KeyUse>> {
    let mut select = of(which, unit);
    select.column(Alias::new("key_id"));
    select.expr_as(total("MAX(last_at)"), Alias::new("last_at"));
    select.expr_as(total("CAST(SUM(uses) AS bigint)"), Alias::new("uses"));
    select.group_by_col(Alias::new("key_id"));
    log.rows(&select, None, Planning::Afresh).await
}
