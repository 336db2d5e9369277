//! Processes that wrote answers of their own, and how far each came.

use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{Db, Tx, statement};

/// A process. Times are microseconds since 1970-01-01.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Process {
    pub id: i64,
    pub started_at: i64,
    /// When it last wrote, or said that it is there.
    pub seen_at: i64,
    /// The number of the last answer that was written. Every number up to it was, but for the lost ones.
    pub sequence: i64,
    /// Answers that found no room in the queue.
    pub lost: i64,
    /// 0: it has not said that it stops.
    pub stopped_at: i64,
}

#[derive(FromRow)]
struct Id {
    id: i64,
}

/// A process begins. Answers its number.
pub async fn begin(log: &Db, now: i64) -> StoreResult<i64> {
    let begun: Option<Id> = statement(
        "INSERT INTO x_transaction_process (started_at, seen_at, sequence, lost, stopped_at) \
         VALUES ($1, $1, 0, 0, 0) RETURNING id",
    )
    .bind(now)
    .returning_uncounted(log)
    .await?;
    Ok(begun.map_or(0, |row| row.id))
}

/// It has written answers up to a number.
pub(super) async fn wrote(tx: &mut Tx, process: i64, now: i64, sequence: i64, lost: i64) -> StoreResult<()> {
    statement("UPDATE x_transaction_process SET seen_at = $2, sequence = $3, lost = $4 WHERE id = $1")
        .bind(process)
        .bind(now)
        .bind(sequence)
        .bind(lost)
        .execute(tx)
        .await?;
    Ok(())
}

/// It is still there.
pub async fn seen(log: &Db, process: i64, now: i64) -> StoreResult<()> {
    statement("UPDATE x_transaction_process SET seen_at = $2 WHERE id = $1")
        .bind(process)
        .bind(now)
        .execute_uncounted(log)
        .await?;
    Ok(())
}

/// It ends, and has written everything.
pub async fn end(log: &Db, process: i64, now: i64) -> StoreResult<()> {
    statement("UPDATE x_transaction_process SET seen_at = $2, stopped_at = $2 WHERE id = $1")
        .bind(process)
        .bind(now)
        .execute_uncounted(log)
        .await?;
    Ok(())
}

/// Processes since a time of which rows may be missing: they lost some, or were not seen since `silent` and never said that
/// they stop. The newest first, at most a hundred.
pub async fn unfinished(log: &Db, since: i64, silent: i64) -> StoreResult<Vec<Process>> {
    statement(
        "SELECT id, started_at, seen_at, sequence, lost, stopped_at FROM x_transaction_process \
         WHERE seen_at >= $1 AND (lost > 0 OR (stopped_at = 0 AND seen_at < $2)) ORDER BY id DESC LIMIT 100",
    )
    .bind(since)
    .bind(silent)
    .all(log)
    .await
}
