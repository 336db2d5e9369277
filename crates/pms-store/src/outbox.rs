//! Events: stored with the change that caused them, delivered after its commit (architecture §8).
//!
//! A row names every object whose state its payload will carry. It holds references, never values: the payload is
//! rendered at delivery.

use pms_domain::Timestamp;
use serde_json::{Value as Json, json};

use crate::StoreResult;
use crate::db::{Tx, statement};

/// From so many rows of one kind on a change writes them together where the database is a server.
pub(crate) const MANY: usize = 32;

/// An event of a change.
pub struct Event {
    topic: &'static str,
    subject: (&'static str, String),
    others: Vec<(&'static str, String)>,
    detail: Json,
}

impl Event {
    pub fn new(topic: &'static str, kind: &'static str, id: impl Into<String>) -> Self {
        Self { topic, subject: (kind, id.into()), others: Vec::new(), detail: Json::Null }
    }

    /// Another object whose state the payload carries.
    pub fn with(mut self, kind: &'static str, id: impl Into<String>) -> Self {
        self.others.push((kind, id.into()));
        self
    }

    /// Facts of the subject as of this revision: references and public values only.
    pub fn detail(mut self, detail: Json) -> Self {
        self.detail = detail;
        self
    }

    fn insert(self, tx: &mut Tx, revision: i64, seq: i32, at: Timestamp) {
        statement(
            "INSERT INTO x_outbox (revision, seq, at, topic, subject_kind, subject_id, detail) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(revision)
        .bind(seq)
        .bind(at)
        .bind(self.topic)
        .bind(self.subject.0)
        .bind(self.subject.1.as_str())
        .bind(self.detail.to_string())
        .later(tx);
        for (kind, id) in std::iter::once(self.subject).chain(self.others) {
            statement(
                "INSERT INTO x_outbox_object (revision, seq, object_kind, object_id) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT DO NOTHING",
            )
            .bind(revision)
            .bind(seq)
            .bind(kind)
            .bind(id)
            .later(tx);
        }
    }
}

/// Writes the events of a change.
pub(crate) async fn insert_all(tx: &mut Tx, events: Vec<Event>, revision: i64, at: Timestamp) -> StoreResult<()> {
    if tx.is_postgres() && events.len() >= MANY {
        return insert_together(tx, events, revision, at).await;
    }
    for (seq, event) in events.into_iter().enumerate() {
        event.insert(tx, revision, seq as i32, at);
    }
    Ok(())
}

/// Two statements, however many events.
async fn insert_together(tx: &mut Tx, events: Vec<Event>, revision: i64, at: Timestamp) -> StoreResult<()> {
    let (mut rows, mut objects) = (Vec::new(), Vec::new());
    for (seq, event) in events.into_iter().enumerate() {
        let (kind, id) = (event.subject.0, event.subject.1.as_str());
        rows.push(json!({"q": seq, "t": event.topic, "k": kind, "i": id, "d": event.detail.to_string()}));
        for (kind, id) in std::iter::once(&event.subject).chain(&event.others) {
            objects.push(json!({"q": seq, "k": kind, "i": id}));
        }
    }
    statement(
        "INSERT INTO x_outbox (revision, seq, at, topic, subject_kind, subject_id, detail) \
         SELECT $2, g.q, $3, g.t, g.k, g.i, g.d \
         FROM jsonb_to_recordset($1::jsonb) AS g(q integer, t text, k text, i text, d text)",
    )
    .bind(Json::Array(rows).to_string())
    .bind(revision)
    .bind(at)
    .execute(tx)
    .await?;
    statement(
        "INSERT INTO x_outbox_object (revision, seq, object_kind, object_id) \
         SELECT $2, g.q, g.k, g.i FROM jsonb_to_recordset($1::jsonb) AS g(q integer, k text, i text) \
         ON CONFLICT DO NOTHING",
    )
    .bind(Json::Array(objects).to_string())
    .bind(revision)
    .execute(tx)
    .await?;
    Ok(())
}
