//! The keys that sign tokens. One that was replaced stays until the last token that it signed has expired: `retired_at` is
//! that moment, and lies ahead when it is written.

use pms_domain::Timestamp;
use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{On, Tx, statement};

/// Purpose of the rows of `x_key`.
pub const PURPOSE: &str = "token";

/// Kind of the object in audit records: every process looks for it in the change log.
pub const OBJECT: &str = "token_key";

/// A key that is accepted, still wrapped.
#[derive(FromRow)]
pub struct LiveKey {
    pub id: String,
    pub purpose: String,
    pub generation: i32,
    pub algorithm: String,
    pub wrapped: Vec<u8>,
    pub created_at: Timestamp,
    /// Until when it is accepted; none of the one that signs.
    pub retired_at: Option<Timestamp>,
}

/// Live keys, newest first.
pub async fn live(on: impl Into<On<'_>>, now: Timestamp) -> StoreResult<Vec<LiveKey>> {
    statement(
        "SELECT id, purpose, generation, algorithm, wrapped, created_at, retired_at FROM x_key \
         WHERE purpose = 'token' AND (retired_at IS NULL OR retired_at > $1) ORDER BY generation DESC",
    )
    .bind(now)
    .all(on)
    .await
}

/// All but this one are accepted until then. One that was replaced before keeps its time.
pub async fn retire_others(tx: &mut Tx, id: &str, until: Timestamp) -> StoreResult<()> {
    statement("UPDATE x_key SET retired_at = $2 WHERE purpose = 'token' AND id <> $1 AND retired_at IS NULL")
        .bind(id)
        .bind(until)
        .execute(tx)
        .await?;
    Ok(())
}

#[derive(FromRow)]
struct Generation {
    generation: Option<i32>,
}

/// The newest generation ever used, retired ones included.
pub async fn newest_generation(on: impl Into<On<'_>>) -> StoreResult<i32> {
    let row: Generation =
        statement("SELECT MAX(generation) AS generation FROM x_key WHERE purpose = 'token'").one(on).await?;
    Ok(row.generation.unwrap_or(0))
}
