//! Events: stored with the change that caused them, delivered after its commit (architecture §8).
//!
//! A row names every object whose state its payload will carry. It holds references, never values: the payload is
//! rendered at delivery.

use pms_domain::Timestamp;
use serde_json::Value as Json;

use crate::db::{Tx, statement};

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

    pub(crate) fn insert(self, tx: &mut Tx, revision: i64, seq: i32, at: Timestamp) {
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
