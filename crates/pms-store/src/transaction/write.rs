//! Writing rows, many at a time: one statement, whose arguments are the columns.

use std::collections::{BTreeSet, HashSet};

use pms_domain::transaction::{self, Answered, TransactionId};
use serde_json::{Value, json};
use sqlx::FromRow;

use super::days;
use crate::StoreResult;
use crate::db::{Db, Tx, statement};

/// A row with its place among the answers of its process. A row that no process of ours answered has neither.
pub struct Numbered {
    pub row: Answered,
    pub process: i64,
    pub sequence: i64,
}

/// What makes a row of one source and MISP the same as another one (architecture §7).
#[derive(Clone, Debug, PartialEq, Eq, Hash, FromRow)]
pub struct Key {
    pub day: i32,
    pub transaction_id: String,
    pub partner_id: String,
    pub endpoint: i16,
}

impl Key {
    pub fn of(row: &Answered) -> Self {
        Self {
            day: transaction::day(row.occurred_at),
            transaction_id: row.transaction_id.as_str().to_owned(),
            partner_id: row.partner_id.clone().unwrap_or_default(),
            endpoint: row.endpoint.number(),
        }
    }
}

/// Writes answers of a process of ours, and that it has come so far: all or nothing, so that every number up to the
/// process's sequence was written or is counted as lost.
pub async fn record(log: &Db, rows: &[Numbered], process: i64, now: i64, sequence: i64, lost: i64) -> StoreResult<()> {
    days::ensure(log, &days_of(rows.iter().map(|row| &row.row))).await?;
    let mut tx = log.begin().await?;
    let columns = Columns::of(rows);
    if tx.is_postgres() {
        insert_postgres(&mut tx, columns).await?;
    } else {
        statement(INSERT_SQLITE).bind(columns.json()).execute(&mut tx).await?;
    }
    super::process::wrote(&mut tx, process, now, sequence, lost).await?;
    super::roll::touch(&mut tx, rows.iter().map(|row| &row.row)).await?;
    tx.commit().await
}

/// Writes rows that others tell of, each key once at most; answers which were not there. When it has answered, they are
/// durable.
pub async fn ingest(log: &Db, rows: Vec<Answered>) -> StoreResult<HashSet<Key>> {
    if rows.is_empty() {
        return Ok(HashSet::new());
    }
    days::ensure(log, &days_of(&rows)).await?;
    let rows: Vec<_> = rows.into_iter().map(|row| Numbered { row, process: 0, sequence: 0 }).collect();
    let mut tx = log.begin().await?;
    let columns = Columns::of(&rows);
    let new: Vec<Key> = match tx.is_postgres() {
        true => ingest_postgres(&mut tx, columns).await?,
        false => statement(INGEST_SQLITE).bind(columns.json()).all(&mut tx).await?,
    };
    let new: HashSet<Key> = new.into_iter().collect();
    // Of what was there already nothing is to be summed again.
    let written = rows.iter().map(|row| &row.row).filter(|row| new.contains(&Key::of(row)));
    super::roll::touch(&mut tx, written).await?;
    tx.commit().await?;
    Ok(new)
}

fn days_of<'a>(rows: impl IntoIterator<Item = &'a Answered>) -> BTreeSet<i32> {
    rows.into_iter().map(|row| transaction::day(row.occurred_at)).collect()
}

macro_rules! insert {
    () => {
        "INSERT INTO x_transaction (day, occurred_at, source, endpoint, outcome, auth_types, stale_ms, process, sequence, \
         transaction_id, misp_id, partner_id, licence_id, policy_id, key_id, reason) "
    };
}

const INSERT_POSTGRES: &str = concat!(
    insert!(),
    "SELECT * FROM unnest($1::integer[], $2::bigint[], $3::smallint[], $4::smallint[], $5::smallint[], $6::integer[], \
     $7::integer[], $8::bigint[], $9::bigint[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], \
     $15::text[], $16::text[]) ON CONFLICT DO NOTHING"
);

const INGEST_POSTGRES: &str = concat!(
    insert!(),
    "SELECT * FROM unnest($1::integer[], $2::bigint[], $3::smallint[], $4::smallint[], $5::smallint[], $6::integer[], \
     $7::integer[], $8::bigint[], $9::bigint[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], \
     $15::text[], $16::text[]) ON CONFLICT DO NOTHING RETURNING day, transaction_id, partner_id, endpoint"
);

macro_rules! of_json {
    () => {
        "SELECT g.value ->> 0, g.value ->> 1, g.value ->> 2, g.value ->> 3, g.value ->> 4, g.value ->> 5, \
         g.value ->> 6, g.value ->> 7, g.value ->> 8, g.value ->> 9, g.value ->> 10, g.value ->> 11, g.value ->> 12, \
         g.value ->> 13, g.value ->> 14, g.value ->> 15 FROM json_each($1) g WHERE TRUE ON CONFLICT DO NOTHING"
    };
}

const INSERT_SQLITE: &str = concat!(insert!(), of_json!());

const INGEST_SQLITE: &str = concat!(insert!(), of_json!(), " RETURNING day, transaction_id, partner_id, endpoint");

/// The columns of many rows.
#[derive(Default)]
struct Columns {
    day: Vec<i32>,
    occurred_at: Vec<i64>,
    source: Vec<i16>,
    endpoint: Vec<i16>,
    outcome: Vec<i16>,
    auth_types: Vec<i32>,
    stale_ms: Vec<i32>,
    process: Vec<i64>,
    sequence: Vec<i64>,
    transaction_id: Vec<String>,
    misp_id: Vec<String>,
    partner_id: Vec<String>,
    licence_id: Vec<String>,
    policy_id: Vec<String>,
    key_id: Vec<String>,
    reason: Vec<String>,
}

impl Columns {
    fn of(rows: &[Numbered]) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let mut columns = Self::default();
        for Numbered { row, process, sequence } in rows {
            let transaction_id = match row.transaction_id.is_none() {
                true => TransactionId::of_answer(*process, *sequence).as_str().to_owned(),
                false => row.transaction_id.as_str().to_owned(),
            };
            columns.day.push(transaction::day(row.occurred_at));
            columns.occurred_at.push(transaction::micros(row.occurred_at));
            columns.source.push(row.source.number());
            columns.endpoint.push(row.endpoint.number());
            columns.outcome.push(row.outcome.number());
            columns.auth_types.push(row.auth_types.bits());
            columns.stale_ms.push(row.stale_ms.map_or(0, |age| i32::try_from(age).unwrap_or(i32::MAX)));
            columns.process.push(*process);
            columns.sequence.push(*sequence);
            columns.transaction_id.push(transaction_id);
            columns.misp_id.push(text(&row.misp_id));
            columns.partner_id.push(text(&row.partner_id));
            columns.licence_id.push(text(&row.licence_id));
            columns.policy_id.push(text(&row.policy_id));
            columns.key_id.push(text(&row.key_id));
            columns.reason.push(row.reason.as_ref().map(|reason| reason.as_str().to_owned()).unwrap_or_default());
        }
        columns
    }

    /// As SQLite takes them: a list for each row.
    fn json(&self) -> String {
        let row = |at: usize| -> Option<Value> {
            Some(json!([
                self.day.get(at)?,
                self.occurred_at.get(at)?,
                self.source.get(at)?,
                self.endpoint.get(at)?,
                self.outcome.get(at)?,
                self.auth_types.get(at)?,
                self.stale_ms.get(at)?,
                self.process.get(at)?,
                self.sequence.get(at)?,
                self.transaction_id.get(at)?,
                self.misp_id.get(at)?,
                self.partner_id.get(at)?,
                self.licence_id.get(at)?,
                self.policy_id.get(at)?,
                self.key_id.get(at)?,
                self.reason.get(at)?,
            ]))
        };
        Value::Array((0..self.day.len()).filter_map(row).collect()).to_string()
    }
}

macro_rules! bound {
    ($query:expr, $columns:ident) => {
        $query
            .bind($columns.day)
            .bind($columns.occurred_at)
            .bind($columns.source)
            .bind($columns.endpoint)
            .bind($columns.outcome)
            .bind($columns.auth_types)
            .bind($columns.stale_ms)
            .bind($columns.process)
            .bind($columns.sequence)
            .bind($columns.transaction_id)
            .bind($columns.misp_id)
            .bind($columns.partner_id)
            .bind($columns.licence_id)
            .bind($columns.policy_id)
            .bind($columns.key_id)
            .bind($columns.reason)
    };
}

async fn insert_postgres(tx: &mut Tx, columns: Columns) -> StoreResult<()> {
    if let Some(connection) = tx.postgres()? {
        bound!(sqlx::query(INSERT_POSTGRES), columns).execute(connection).await?;
    }
    Ok(())
}

async fn ingest_postgres(tx: &mut Tx, columns: Columns) -> StoreResult<Vec<Key>> {
    match tx.postgres()? {
        Some(connection) => Ok(bound!(sqlx::query_as(INGEST_POSTGRES), columns).fetch_all(connection).await?),
        None => Ok(Vec::new()),
    }
}
