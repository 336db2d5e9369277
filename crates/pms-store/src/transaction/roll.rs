//! Sums by hour and day. Each write says which hours it touched; of these the sums are made anew from the rows. So whatever
//! comes late counts, and a second run, or another process at the same time, changes nothing.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use pms_domain::transaction::{self, Answered, Source};
use serde_json::json;
use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{Db, On, Tx, statement};
use crate::dialect::pick;

/// How far apart the times of ID Authentication and of a gateway may lie for the same transaction, microseconds.
const APART: i64 = 5 * 60 * 1_000_000;

/// Notes the hours of rows in the transaction that writes them.
pub(super) async fn touch<'a>(tx: &mut Tx, rows: impl Iterator<Item = &'a Answered>) -> StoreResult<()> {
    let (mut hours, mut told) = (BTreeSet::new(), None);
    for row in rows {
        hours.insert(transaction::hour(row.occurred_at));
        if row.source == Source::Ida {
            // It may tell of a row of the hour before or after.
            told = told.max(Some(transaction::hour(row.occurred_at)));
            let apart = TimeDelta::microseconds(APART);
            hours.extend([row.occurred_at - apart, row.occurred_at + apart].map(transaction::hour));
        }
    }
    if hours.is_empty() {
        return Ok(());
    }
    if let Some(last) = told {
        // Once an hour: nobody waits for another's.
        statement("UPDATE x_transaction_state SET at = $1 WHERE id = 2 AND at < $1")
            .bind(transaction::micros(transaction::start_of_hour(last + 1)))
            .execute(tx)
            .await?;
    }
    let sql = pick(
        &On::Tx(tx),
        "INSERT INTO x_transaction_touched (hour) SELECT CAST(value AS integer) \
         FROM jsonb_array_elements_text(CAST($1 AS jsonb))",
        "INSERT INTO x_transaction_touched (hour) SELECT value FROM json_each($1)",
    );
    statement(sql).bind(json!(hours).to_string()).execute(tx).await?;
    Ok(())
}

/// An hour whose sums are to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct Touched {
    pub hour: i32,
}

/// Hours in which rows came, the oldest first.
pub async fn touched(log: &Db) -> StoreResult<Vec<Touched>> {
    statement("SELECT DISTINCT hour FROM x_transaction_touched ORDER BY hour LIMIT 10000").all(log).await
}

/// Makes the sums of an hour, and those of its day. What ID Authentication said is written to the rows first.
pub async fn roll(log: &Db, hour: i32, now: i64) -> StoreResult<()> {
    let mut tx = log.begin().await?;
    // One at a time.
    statement("UPDATE x_transaction_state SET at = $1 WHERE id = 1").bind(now).execute(&mut tx).await?;
    // Before the rows are read: a write that is committed later leaves its note behind.
    statement("DELETE FROM x_transaction_touched WHERE hour = $1").bind(hour).execute(&mut tx).await?;
    sum_hour(&mut tx, hour).await?;
    let told: Moment = statement("SELECT at FROM x_transaction_state WHERE id = 2").one(&mut tx).await?;
    let from = transaction::micros(transaction::start_of_hour(hour));
    if told.at >= from - APART && enrich(&mut tx, hour).await? > 0 {
        sum_hour(&mut tx, hour).await?;
    }
    sum_day(&mut tx, hour.div_euclid(24)).await?;
    tx.commit().await
}

async fn sum_hour(tx: &mut Tx, hour: i32) -> StoreResult<()> {
    statement("DELETE FROM x_transaction_hour WHERE hour = $1").bind(hour).execute(tx).await?;
    let (from, to) = (transaction::start_of_hour(hour), transaction::start_of_hour(hour + 1));
    statement(
        "INSERT INTO x_transaction_hour (hour, source, endpoint, outcome, auth_types, uses, first_at, last_at, misp_id, \
         partner_id, policy_id, key_id, reason) \
         SELECT CAST($1 AS integer), source, endpoint, outcome, auth_types, COUNT(*), MIN(occurred_at), \
         MAX(occurred_at), misp_id, partner_id, policy_id, key_id, reason FROM x_transaction \
         WHERE day = $2 AND occurred_at >= $3 AND occurred_at < $4 \
         GROUP BY source, endpoint, outcome, auth_types, misp_id, partner_id, policy_id, key_id, reason",
    )
    .bind(hour)
    .bind(transaction::day(from))
    .bind(transaction::micros(from))
    .bind(transaction::micros(to))
    .execute(tx)
    .await?;
    Ok(())
}

async fn sum_day(tx: &mut Tx, day: i32) -> StoreResult<()> {
    statement("DELETE FROM x_transaction_day WHERE day = $1").bind(day).execute(tx).await?;
    statement(
        "INSERT INTO x_transaction_day (day, source, endpoint, outcome, auth_types, uses, first_at, last_at, misp_id, \
         partner_id, policy_id, key_id, reason) \
         SELECT CAST($1 AS integer), source, endpoint, outcome, auth_types, CAST(SUM(uses) AS bigint), MIN(first_at), \
         MAX(last_at), misp_id, partner_id, policy_id, key_id, reason FROM x_transaction_hour \
         WHERE hour >= $2 AND hour <= $3 \
         GROUP BY source, endpoint, outcome, auth_types, misp_id, partner_id, policy_id, key_id, reason",
    )
    .bind(day)
    .bind(day * 24)
    .bind(day * 24 + 23)
    .execute(tx)
    .await?;
    Ok(())
}

/// Writes what ID Authentication said to the rows of an hour that tell of the same transaction, partner and time. A gateway
/// knows what was called; of our own answers the transaction's last word counts.
async fn enrich(tx: &mut Tx, hour: i32) -> StoreResult<u64> {
    let (from, to) = (transaction::start_of_hour(hour), transaction::start_of_hour(hour + 1));
    statement(
        "UPDATE x_transaction SET auth_outcome = i.outcome, auth_types = i.auth_types \
         FROM (SELECT transaction_id, partner_id, endpoint, outcome, auth_types, occurred_at FROM x_transaction \
         WHERE source = 3 AND day >= $1 - 1 AND day <= $1 + 1 AND occurred_at >= CAST($2 AS bigint) - CAST($4 AS bigint) \
         AND occurred_at < CAST($3 AS bigint) + CAST($4 AS bigint) \
         AND partner_id <> '' ORDER BY occurred_at, id) AS i \
         WHERE x_transaction.day = $1 AND x_transaction.transaction_id = i.transaction_id \
         AND x_transaction.source IN (1, 2) AND x_transaction.auth_outcome = 0 \
         AND x_transaction.partner_id = i.partner_id \
         AND (x_transaction.source = 1 OR x_transaction.endpoint = i.endpoint) \
         AND x_transaction.occurred_at >= $2 AND x_transaction.occurred_at < $3 \
         AND i.occurred_at >= x_transaction.occurred_at - $4 AND i.occurred_at <= x_transaction.occurred_at + $4",
    )
    .bind(transaction::day(from))
    .bind(transaction::micros(from))
    .bind(transaction::micros(to))
    .bind(APART)
    .execute(tx)
    .await
}

#[derive(FromRow)]
struct Moment {
    at: i64,
}

/// When sums were last made, microseconds since 1970-01-01; 0: never.
pub async fn rolled_at(log: &Db) -> StoreResult<i64> {
    let rolled: Moment = statement("SELECT at FROM x_transaction_state WHERE id = 1").one(log).await?;
    Ok(rolled.at)
}

/// Forgets the sums of the oldest hour before a day, if there is one; those of days are kept. Answers how many: call it until
/// there were none, so that others write in between.
pub async fn forget_sums(log: &Db, before: i32) -> StoreResult<u64> {
    let oldest: Oldest = statement("SELECT MIN(hour) AS hour FROM x_transaction_hour").one(log).await?;
    let Some(hour) = oldest.hour.filter(|hour| *hour < before * 24) else { return Ok(0) };
    statement("DELETE FROM x_transaction_hour WHERE hour = $1").bind(hour).execute_uncounted(log).await
}

#[derive(FromRow)]
struct Oldest {
    hour: Option<i32>,
}
