//! Who is told of a change in the portal: all members of a partner, or one account. [`crate::Change::save`] writes it with
//! the change, from what its [`Record`](crate::audit::Record) says; what happened is read from the audit trail. None of it
//! is on the wire.

use pms_domain::Timestamp;
use serde_json::json;
use sqlx::FromRow;

use crate::StoreResult;
use crate::audit::Row;
use crate::db::{Db, On, Tx, statement};
use crate::dialect::pick;

/// Somebody who can be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reader {
    /// All members of this partner, as they are when they look.
    Partner(String),
    /// The account with this identity key (`issuer#subject`).
    Account(String),
}

impl Reader {
    fn key(&self) -> String {
        match self {
            Self::Partner(id) => format!("partner:{id}"),
            Self::Account(key) => format!("account:{key}"),
        }
    }
}

/// Written once for each reader, with the transaction's next statement or its commit.
pub(crate) fn insert_all(tx: &mut Tx, readers: &[Reader], revision: i64, at: Timestamp) {
    for (n, reader) in readers.iter().enumerate() {
        if readers.iter().take(n).any(|before| before == reader) {
            continue;
        }
        statement("INSERT INTO x_notice (reader, revision, at) VALUES ($1, $2, $3)")
            .bind(reader.key())
            .bind(revision)
            .bind(at)
            .later(tx);
    }
}

fn keys(readers: &[Reader]) -> String {
    json!(readers.iter().map(Reader::key).collect::<Vec<_>>()).to_string()
}

#[derive(FromRow)]
struct Number {
    n: i64,
}

/// How many changes these readers were told of after this revision; `0` counts all.
pub async fn count(db: &Db, readers: &[Reader], after: i64) -> StoreResult<i64> {
    let sql = pick(
        &On::Db(db),
        "SELECT COUNT(DISTINCT revision) AS n FROM x_notice WHERE revision > $2 \
         AND reader IN (SELECT jsonb_array_elements_text(CAST($1 AS jsonb)))",
        "SELECT COUNT(DISTINCT revision) AS n FROM x_notice WHERE revision > $2 \
         AND reader IN (SELECT value FROM json_each($1))",
    );
    let found: Number = statement(sql).bind(keys(readers)).bind(after).one(db).await?;
    Ok(found.n)
}

/// The records of the changes that these readers were told of, newest first.
pub async fn page(db: &Db, readers: &[Reader], page: u64, size: u64) -> StoreResult<Vec<Row>> {
    macro_rules! page {
        ($among:literal) => {
            concat!(
                "SELECT a.revision, a.at, a.actor, a.actor_name, a.roles, a.action, a.object_kind, a.object_id, \
                 a.touched, a.before_json, a.after_json, a.reason, a.request_id, a.source FROM x_audit a \
                 JOIN (SELECT DISTINCT n.revision FROM x_notice n WHERE n.reader IN (",
                $among,
                ") ORDER BY n.revision DESC LIMIT $2 OFFSET $3) AS told ON told.revision = a.revision \
                 ORDER BY a.revision DESC"
            )
        };
    }
    let sql = pick(
        &On::Db(db),
        page!("SELECT jsonb_array_elements_text(CAST($1 AS jsonb))"),
        page!("SELECT value FROM json_each($1)"),
    );
    statement(sql)
        .bind(keys(readers))
        .bind(i64::try_from(size).unwrap_or(i64::MAX))
        .bind(i64::try_from(page.saturating_mul(size)).unwrap_or(i64::MAX))
        .all(db)
        .await
}

/// Up to which revision this account has read; `0` when it never said so.
pub async fn read_until(db: &Db, account: &str) -> StoreResult<i64> {
    let found: Option<Number> = statement("SELECT revision AS n FROM x_notice_read WHERE reader = $1")
        .bind(Reader::Account(account.to_owned()).key())
        .optional(db)
        .await?;
    Ok(found.map_or(0, |row| row.n))
}

/// The account has read what it was told of up to this revision. Never goes back, nor beyond what there is.
pub async fn mark_read(db: &Db, account: &str, revision: i64) -> StoreResult<()> {
    statement(
        "INSERT INTO x_notice_read (reader, revision) SELECT $1, CASE WHEN h.revision < $2 THEN h.revision ELSE $2 END \
         FROM x_head h WHERE h.id = 1 ON CONFLICT (reader) DO UPDATE SET revision = excluded.revision \
         WHERE excluded.revision > x_notice_read.revision",
    )
    .bind(Reader::Account(account.to_owned()).key())
    .bind(revision)
    .execute_uncounted(db)
    .await?;
    Ok(())
}

/// Deletes a batch of what was told before this moment. Answers how many; what happened stays in the audit trail.
pub async fn forget_before(db: &Db, moment: Timestamp, limit: i64) -> StoreResult<u64> {
    statement(
        "DELETE FROM x_notice WHERE (reader, revision) IN (SELECT n.reader, n.revision FROM x_notice n WHERE n.at < $1 \
         ORDER BY n.at LIMIT $2)",
    )
    .bind(moment)
    .bind(limit)
    .execute_uncounted(db)
    .await
}
