//! Sums of the log: by outcome and reason, over time, by MISP and partner. They are read from what [`super::roll`] has summed,
//! whole hours or days.

use pms_domain::{limits, transaction};
use sea_query::{Alias, Asterisk, Cond, Expr, ExprTrait, Order, Query, SelectStatement, UnionType};
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

    pub(super) fn column(self) -> &'static str {
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

/// How often with one outcome.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Came {
    pub outcome: i16,
    pub uses: i64,
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
pub(super) fn of(which: &Selection<'_>, unit: Unit) -> SelectStatement {
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

/// By outcome.
pub async fn outcomes(log: &Db, which: &Selection<'_>, unit: Unit) -> StoreResult<Vec<Came>> {
    let _turn = log.list_turn().await?;
    let mut select = of(which, unit);
    select.column(Alias::new("outcome"));
    select.expr_as(total("CAST(SUM(uses) AS bigint)"), Alias::new("uses"));
    select.group_by_col(Alias::new("outcome"));
    log.rows(&select, None, Planning::Afresh).await
}

/// By outcome and reason, most first, so many at most: which codes there are is the gateways' choice.
pub async fn reasons(log: &Db, which: &Selection<'_>, unit: Unit, most: u64) -> StoreResult<Vec<Count>> {
    let _turn = log.list_turn().await?;
    let mut select = of(which, unit);
    select.column(Alias::new("outcome")).column(Alias::new("reason"));
    select.expr_as(total("CAST(SUM(uses) AS bigint)"), Alias::new("uses"));
    select.group_by_col(Alias::new("outcome")).group_by_col(Alias::new("reason"));
    // The number of the column: its name is a column of the table, too.
    select.order_by_expr(total("3"), Order::Desc).order_by(Alias::new("reason"), Order::Asc);
    log.rows(&select, Some(most), Planning::Afresh).await
}

/// By hour or day, the earliest first; units without a use are left out.
pub async fn buckets(log: &Db, which: &Selection<'_>, unit: Unit) -> StoreResult<Vec<Bucket>> {
    let _turn = log.list_turn().await?;
    let mut select = of(which, unit);
    select.expr_as(col(unit.column()), Alias::new("number")).column(Alias::new("outcome"));
    select.expr_as(total("CAST(SUM(uses) AS bigint)"), Alias::new("uses"));
    select.group_by_col(Alias::new(unit.column())).group_by_col(Alias::new("outcome"));
    let mut buckets: Vec<Bucket> = log.rows(&select, None, Planning::Afresh).await?;
    buckets.sort_by_key(|bucket| (bucket.number, bucket.outcome));
    Ok(buckets)
}

/// By MISP and partner, in the order of their ids, after a pair. Each of one's own is asked for by the index that has its pairs in
/// order, so that a page reads the sums of its own pairs alone.
pub async fn pairs(
    log: &Db,
    which: &Selection<'_>,
    unit: Unit,
    after: Option<(&str, &str)>,
    most: u64,
) -> StoreResult<Vec<Pair>> {
    let most = most.clamp(1, limits::PAGE);
    let parts = which.parts().into_iter().map(|part| {
        let first = pairs_of(&part, unit, after).limit(most).to_owned();
        Query::select().column(Asterisk).from_subquery(first, Alias::new("part")).to_owned()
    });
    // The database puts them together, in its own order of texts; a MISP and a partner of the same owner tell of the same pair.
    let together = parts.reduce(|mut all, part| all.union(UnionType::Distinct, part).to_owned());
    let Some(mut together) = together else { return Ok(Vec::new()) };
    let _turn = log.list_turn().await?;
    together.order_by(Alias::new("misp_id"), Order::Asc).order_by(Alias::new("partner_id"), Order::Asc);
    log.rows(&together, Some(most), Planning::Afresh).await
}

fn pairs_of(which: &Selection<'_>, unit: Unit, after: Option<(&str, &str)>) -> SelectStatement {
    let mut select = of(which, unit);
    // So that an index begins at the pair.
    if let Some((misp, partner)) = after {
        select.and_where(col("misp_id").gte(misp));
        if which.misp_id == Some(misp) {
            select.and_where(col("partner_id").gt(partner));
        } else {
            select.cond_where(Cond::any().add(col("misp_id").gt(misp)).add(col("partner_id").gt(partner)));
        }
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
        select.group_by_col(Alias::new(name)).order_by(Alias::new(name), Order::Asc);
    }
    select
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
