//! Security events: refusals and failed guesses, batched and counted. They are no changes.

use pms_domain::Timestamp;
use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{Db, statement};

/// One kind of event of one source, so many times.
#[derive(Clone, Debug, FromRow)]
pub struct SecurityEvent {
    pub id: String,
    pub at: Timestamp,
    pub kind: String,
    /// Address of the caller; absent when a source had too many kinds of subjects to list.
    pub source: Option<String>,
    /// Account id or a keyed hash; never a name or an address as typed.
    pub subject: Option<String>,
    pub request_id: Option<String>,
    pub count: i64,
}

/// Stores a batch in one transaction.
pub async fn insert(db: &Db, events: &[SecurityEvent]) -> StoreResult<()> {
    let mut tx = db.begin().await?;
    for event in events {
        statement(
            "INSERT INTO x_security_event (id, at, kind, source, subject, request_id, count) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(event.id.as_str())
        .bind(event.at)
        .bind(event.kind.as_str())
        .bind(event.source.clone())
        .bind(event.subject.clone())
        .bind(event.request_id.clone())
        .bind(event.count)
        .execute(&mut tx)
        .await?;
    }
    tx.commit().await
}

/// The newest events, newest first.
pub async fn newest(db: &Db, limit: i64) -> StoreResult<Vec<SecurityEvent>> {
    statement(
        "SELECT id, at, kind, source, subject, request_id, count FROM x_security_event ORDER BY at DESC, id LIMIT $1",
    )
    .bind(limit)
    .all(db)
    .await
}
