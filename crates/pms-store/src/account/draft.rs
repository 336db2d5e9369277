//! Drafts: what somebody typed and has not sent yet. Sealed, for a time, found by a keyed hash of a cookie or link.

use pms_domain::Timestamp;
use pms_domain::context::Surroundings;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::FromRow;

use crate::db::{Db, statement};
use crate::{Store, StoreResult, sealed};

const SEALED: &str = "draft";

/// Stores or replaces a draft.
pub async fn put(
    store: &Store,
    surroundings: &Surroundings,
    id: &str,
    kind: &str,
    value: &impl Serialize,
    expires_at: Timestamp,
) -> StoreResult<()> {
    let mut tx = store.db().begin().await?;
    statement(
        "INSERT INTO x_draft (id, kind, updated_at, expires_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (id) DO UPDATE SET updated_at = excluded.updated_at, expires_at = excluded.expires_at",
    )
    .bind(id)
    .bind(kind)
    .bind(surroundings.now())
    .bind(expires_at)
    .execute(&mut tx)
    .await?;
    sealed::put(&mut tx, store.keys(), surroundings, SEALED, id, value)?;
    tx.commit().await
}

#[derive(FromRow)]
struct Row {
    id: String,
}

/// A live draft of this kind.
pub async fn get<T: DeserializeOwned>(store: &Store, id: &str, kind: &str, now: Timestamp) -> StoreResult<Option<T>> {
    let row: Option<Row> = statement("SELECT id FROM x_draft WHERE id = $1 AND kind = $2 AND expires_at > $3")
        .bind(id)
        .bind(kind)
        .bind(now)
        .optional(store.db())
        .await?;
    match row {
        Some(row) => sealed::get(store.db(), store.keys(), SEALED, &row.id).await,
        None => Ok(None),
    }
}

pub async fn remove(db: &Db, id: &str) -> StoreResult<()> {
    let mut tx = db.begin().await?;
    statement("DELETE FROM x_draft WHERE id = $1").bind(id).execute(&mut tx).await?;
    sealed::destroy(&mut tx, SEALED, id).await?;
    tx.commit().await
}
