//! The days of the log: on PostgreSQL a partition each, made before the first row of the day; on SQLite nothing but a column.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use pms_domain::transaction;
use sqlx::AssertSqlSafe;

use crate::db::{Db, SCHEMA, statement};
use crate::{StoreError, StoreResult};

/// Under which partitions are made and dropped; any constant of ours.
const LOCK: i64 = 0x706d_735f_7472_6e73;
/// Rows that SQLite deletes at a time.
const BATCH: i64 = 5_000;

fn table(day: i32) -> String {
    format!("x_transaction_{}", transaction::start_of_day(day).format("%Y%m%d"))
}

/// The day that a partition is for.
fn day_of(table: &str) -> Option<i32> {
    let date = NaiveDate::parse_from_str(table.strip_prefix("x_transaction_")?, "%Y%m%d").ok()?;
    Some(transaction::day(date.and_time(chrono::NaiveTime::MIN)))
}

/// Makes the partitions of these days that are not there. Readers and writers go on meanwhile: a table is made beside the log
/// and then attached.
pub async fn ensure(log: &Db, days: &BTreeSet<i32>) -> StoreResult<()> {
    let Db::Pg(_) = log else { return Ok(()) };
    let missing: Vec<i32> = {
        let known = partitions(log).await?;
        days.iter().copied().filter(|day| !known.contains(day)).collect()
    };
    for day in missing {
        make(log, day).await?;
    }
    Ok(())
}

async fn make(log: &Db, day: i32) -> StoreResult<()> {
    let mut tx = log.begin().await?;
    let Some(connection) = tx.postgres()? else { return Ok(()) };
    sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(LOCK).execute(&mut *connection).await?;
    let name = table(day);
    // Another process may have made it meanwhile.
    let there: (bool,) = sqlx::query_as("SELECT to_regclass($1) IS NOT NULL AS pg_there")
        .bind(format!("{SCHEMA}.{name}"))
        .fetch_one(&mut *connection)
        .await?;
    if !there.0 {
        let next = day + 1;
        let make = format!(
            "CREATE TABLE {SCHEMA}.{name} (LIKE {SCHEMA}.x_transaction INCLUDING DEFAULTS INCLUDING CONSTRAINTS \
             INCLUDING INDEXES, CHECK (day >= {day} AND day < {next})); \
             ALTER TABLE {SCHEMA}.x_transaction ATTACH PARTITION {SCHEMA}.{name} FOR VALUES FROM ({day}) TO ({next})"
        );
        sqlx::raw_sql(AssertSqlSafe(make)).execute(&mut *connection).await?;
    }
    tx.commit().await
}

#[derive(sqlx::FromRow)]
struct Name {
    name: String,
}

/// The days that have a partition.
async fn partitions(log: &Db) -> StoreResult<BTreeSet<i32>> {
    let names: Vec<Name> = statement(
        "SELECT c.relname::text AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid \
         WHERE i.inhparent = to_regclass('pms.x_transaction')",
    )
    .all(log)
    .await?;
    Ok(names.iter().filter_map(|row| day_of(&row.name)).collect())
}

#[derive(sqlx::FromRow)]
struct Bounds {
    first: Option<i32>,
}

/// The days before one that have rows, or may have some, the oldest first.
pub async fn days(log: &Db, before: i32) -> StoreResult<Vec<i32>> {
    if log.is_postgres() {
        return Ok(partitions(log).await?.into_iter().filter(|day| *day < before).collect());
    }
    let bounds: Bounds = statement("SELECT MIN(day) AS first FROM x_transaction").one(log).await?;
    Ok(bounds.first.map_or_else(Vec::new, |first| (first..before).collect()))
}

/// Forgets the rows of a day. On SQLite in batches, between which others write; answers whether something is left.
pub async fn drop_day(log: &Db, day: i32) -> StoreResult<bool> {
    if !log.is_postgres() {
        let gone =
            statement("DELETE FROM x_transaction WHERE id IN (SELECT id FROM x_transaction WHERE day = $1 LIMIT $2)")
                .bind(day)
                .bind(BATCH)
                .execute_uncounted(log)
                .await?;
        return Ok(gone == BATCH.unsigned_abs());
    }
    let mut tx = log.begin().await?;
    let connection = tx.postgres()?.ok_or(StoreError::NotCommitted)?;
    sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(LOCK).execute(&mut *connection).await?;
    let drop = format!("DROP TABLE IF EXISTS {SCHEMA}.{}", table(day));
    sqlx::raw_sql(AssertSqlSafe(drop)).execute(&mut *connection).await?;
    tx.commit().await?;
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partition_is_named_after_its_day() {
        assert_eq!(table(20_468), "x_transaction_20260115");
        for day in [0, 59, 20_468, 30_000] {
            assert_eq!(day_of(&table(day)), Some(day));
        }
        assert_eq!(day_of("x_transaction_hour"), None);
    }
}
