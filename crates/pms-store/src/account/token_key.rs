//! The keys that sign tokens: all that are not retired, so that tokens outlive a rotation.

use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{On, statement};
use crate::keys::StoredKey;

/// Purpose of the rows of `x_key`.
pub const PURPOSE: &str = "token";

/// Live keys, newest first.
pub async fn live(on: impl Into<On<'_>>) -> StoreResult<Vec<StoredKey>> {
    statement(
        "SELECT id, purpose, generation, algorithm, wrapped, certificate, created_at FROM x_key \
         WHERE purpose = 'token' AND retired_at IS NULL ORDER BY generation DESC",
    )
    .all(on)
    .await
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
