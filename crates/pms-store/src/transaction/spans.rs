//! Rows of a filter that no index has in order: where they lie is what the sums know. Only times with a match are read, so that
//! a page of few rows among very many costs what its own rows cost.

use std::collections::BTreeSet;

use pms_domain::transaction;
use sea_query::{Alias, Expr, Order};
use sqlx::FromRow;

use super::page::{Row, Seek, Selection, col, run};
use super::sums::{Unit, of};
use crate::StoreResult;
use crate::db::{Db, Planning, statement};

/// Microseconds.
const HOUR: i64 = 3_600_000_000;

/// A day or an hour with matches.
#[derive(FromRow)]
struct Summed {
    number: i32,
    uses: i64,
    /// Microseconds since 1970-01-01.
    first_at: i64,
    last_at: i64,
}

impl Summed {
    fn span(&self) -> Span {
        Span { from: self.first_at, to: self.last_at }
    }

    /// Whether its matches lie within an hour's time.
    fn is_short(&self) -> bool {
        self.uses > 0 && self.last_at - self.first_at < HOUR
    }
}

#[derive(FromRow)]
struct Open {
    hour: i32,
}

/// A stretch of time, both ends counted, microseconds since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    from: i64,
    to: i64,
}

impl Span {
    fn of_hour(hour: i32) -> Self {
        let start = |hour| transaction::micros(transaction::start_of_hour(hour));
        Self { from: start(hour), to: start(hour + 1) - 1 }
    }
}

/// The newest rows, at most `most`.
pub(super) async fn rows(log: &Db, which: &Selection<'_>, after: Option<Seek>, most: usize) -> StoreResult<Vec<Row>> {
    let mut all = Vec::new();
    if which.key_ids.is_some_and(<[String]>::is_empty) {
        return Ok(all);
    }
    let mut within = which.clone();
    if let Some(seek) = after {
        // The row that was read last may share its moment with others.
        within.to = within.to.min(transaction::of_micros(seek.occurred_at.saturating_add(1)));
    }
    if within.from >= within.to {
        return Ok(all);
    }
    // Before the sums: a write notes its hour, and whoever sums it takes the note away in the same transaction.
    let open = open_hours(log, &within).await?;
    let mut days = days(log, &within, &open).await?.into_iter();
    while all.len() < most {
        let missing = i64::try_from(most - all.len()).unwrap_or(i64::MAX);
        let (mut taken, mut uses) = (Vec::new(), 0);
        while uses < missing
            && let Some(day) = days.next()
        {
            uses += day.uses;
            taken.push(day);
        }
        if taken.is_empty() {
            break;
        }
        for span in spans(log, &within, &taken, &open).await? {
            if all.len() >= most {
                break;
            }
            let part = Selection {
                from: within.from.max(transaction::of_micros(span.from)),
                to: within.to.min(transaction::of_micros(span.to.saturating_add(1))),
                ..within.clone()
            };
            if part.from < part.to {
                all.extend(run(log, &part, after, (most - all.len()) as u64).await?);
            }
        }
    }
    Ok(all)
}

/// Hours that have rows of which no sum tells yet.
async fn open_hours(log: &Db, within: &Selection<'_>) -> StoreResult<BTreeSet<i32>> {
    let hours: Vec<Open> = statement("SELECT DISTINCT hour FROM x_transaction_touched WHERE hour >= $1 AND hour <= $2")
        .bind(transaction::hour(within.from))
        .bind(transaction::hour(within.to))
        .all(log)
        .await?;
    Ok(hours.into_iter().map(|row| row.hour).collect())
}

async fn summed(log: &Db, within: &Selection<'_>, unit: Unit) -> StoreResult<Vec<Summed>> {
    let name = unit.column();
    let mut select = of(within, unit);
    select.expr_as(col(name), Alias::new("number"));
    for (expression, name) in
        [("CAST(SUM(uses) AS bigint)", "uses"), ("MIN(first_at)", "first_at"), ("MAX(last_at)", "last_at")]
    {
        select.expr_as(Expr::cust(expression), Alias::new(name));
    }
    select.group_by_col(Alias::new(name)).order_by(Alias::new(name), Order::Desc);
    log.rows(&select, None, Planning::Afresh).await
}

/// Days with matches, or with hours that are not summed, the newest first.
async fn days(log: &Db, within: &Selection<'_>, open: &BTreeSet<i32>) -> StoreResult<Vec<Summed>> {
    let mut days = summed(log, within, Unit::Day).await?;
    let known: BTreeSet<i32> = days.iter().map(|day| day.number).collect();
    let unknown: BTreeSet<i32> =
        open.iter().map(|hour| hour.div_euclid(24)).filter(|day| !known.contains(day)).collect();
    days.extend(unknown.into_iter().map(|number| Summed { number, uses: 0, first_at: 0, last_at: 0 }));
    days.sort_by_key(|day| std::cmp::Reverse(day.number));
    Ok(days)
}

/// Where matches may lie in these days, which are the newest first, in that order.
async fn spans(log: &Db, within: &Selection<'_>, days: &[Summed], open: &BTreeSet<i32>) -> StoreResult<Vec<Span>> {
    // Of a day whose matches lie close together the sum says enough.
    let (mut all, long): (Vec<Span>, Vec<i32>) = (
        days.iter().filter(|day| day.is_short()).map(Summed::span).collect(),
        days.iter().filter(|day| !day.is_short() && day.uses > 0).map(|day| day.number).collect(),
    );
    if let (Some(newest), Some(oldest)) = (long.first(), long.last()) {
        let of_days = Selection {
            from: within.from.max(transaction::start_of_day(*oldest)),
            to: within.to.min(transaction::start_of_day(*newest + 1)),
            ..within.clone()
        };
        let hours = summed(log, &of_days, Unit::Hour).await?;
        let wanted = hours.iter().filter(|hour| long.contains(&hour.number.div_euclid(24)));
        all.extend(wanted.filter(|hour| !open.contains(&hour.number)).map(Summed::span));
    }
    let is_taken = |hour: &&i32| days.iter().any(|day| day.number == hour.div_euclid(24));
    all.extend(open.iter().filter(is_taken).map(|hour| Span::of_hour(*hour)));
    Ok(newest_first(all))
}

/// Hours that are read whole are read together with their neighbours.
fn newest_first(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_by_key(|span| std::cmp::Reverse(span.to));
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            // Also one within the other: no row is read twice.
            Some(newer) if newer.from <= span.to.saturating_add(1) => newer.from = newer.from.min(span.from),
            _ => joined.push(span),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_hours_side_by_side_are_one_span() {
        let hour = Span::of_hour;
        let lone = Span { from: hour(9).from + 5, to: hour(9).from + 6 };
        let found = newest_first(vec![hour(3), lone, hour(5), hour(4), hour(7)]);
        assert_eq!(found, [lone, hour(7), Span { from: hour(3).from, to: hour(5).to }]);
        // A day's matches, and an hour of it that is read whole.
        let (within, across) =
            (Span { from: hour(4).from + 1, to: hour(4).to - 1 }, Span { from: hour(4).to, ..hour(5) });
        assert_eq!(newest_first(vec![within, hour(4)]), [hour(4)]);
        assert_eq!(newest_first(vec![hour(4), across]), [Span { from: hour(4).from, to: hour(5).to }]);
    }
}
