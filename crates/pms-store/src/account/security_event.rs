//! Security events: refusals and failed guesses, batched and counted. They are no changes.

use pms_domain::Timestamp;
use sea_query::{Alias, Query, SelectStatement};
use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{Db, statement};
use crate::list::{Column, ListSpec};

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
    /// The request of the first of them.
    pub request_id: Option<String>,
    pub count: i64,
    /// Code of the refusal, where it was one.
    pub code: Option<String>,
    /// Name of the route, or `portal`.
    pub place: Option<String>,
}

/// Stores a batch in one transaction.
pub async fn insert(db: &Db, events: &[SecurityEvent]) -> StoreResult<()> {
    let mut tx = db.begin().await?;
    for event in events {
        statement(
            "INSERT INTO x_security_event (id, at, kind, source, subject, request_id, count, code, place) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(event.id.as_str())
        .bind(event.at)
        .bind(event.kind.as_str())
        .bind(event.source.clone())
        .bind(event.subject.clone())
        .bind(event.request_id.clone())
        .bind(event.count)
        .bind(event.code.clone())
        .bind(event.place.clone())
        .execute(&mut tx)
        .await?;
    }
    tx.commit().await
}

/// The newest events, newest first.
pub async fn newest(db: &Db, limit: i64) -> StoreResult<Vec<SecurityEvent>> {
    statement(
        "SELECT id, at, kind, source, subject, request_id, count, code, place FROM x_security_event \
         ORDER BY at DESC, id LIMIT $1",
    )
    .bind(limit)
    .all(db)
    .await
}

fn events_from() -> SelectStatement {
    Query::select().from_as(Alias::new("x_security_event"), Alias::new("e")).to_owned()
}

/// The events, searched by what an index knows.
pub static SECURITY_EVENTS: ListSpec = ListSpec {
    name: "security-events",
    from: events_from,
    large: None,
    select: &[
        ("id", "e.id"),
        ("at", "e.at"),
        ("kind", "e.kind"),
        ("source", "e.source"),
        ("subject", "e.subject"),
        ("request_id", "e.request_id"),
        ("count", "e.count"),
        ("code", "e.code"),
        ("place", "e.place"),
    ],
    columns: &[
        Column::time("at", "e.at"),
        Column::text("kind", "e.kind").not_sortable(),
        Column::text("source", "e.source").not_sortable(),
        Column::text("subject", "e.subject").not_sortable(),
    ],
    key: "e.id",
    created: Some("e.at"),
    deleted: None,
    owner: None,
};
