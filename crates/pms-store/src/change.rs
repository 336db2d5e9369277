//! One change at a time (architecture §2).
//!
//! [`Store::change`] opens the transaction and takes the head row's lock. The [`Change`] reads and writes; its
//! [`Change::save`] appends the audit record and the events under the next revision and commits. Dropped without
//! saving, nothing happened. So revision = audit sequence = event order = commit order, without gaps, on both
//! databases, and a rule checked inside is free of races.
//!
//! Nothing slow happens while a change is open: parsing, signing, hashing passwords, HTTP and mail come before it.

use std::ops::{Deref, DerefMut};

use pms_domain::Context;
use serde_json::Value as Json;
use sqlx::FromRow;
use tokio::sync::OwnedMutexGuard;

use crate::audit::{self, Record};
use crate::db::{Tx, statement};
use crate::outbox::Event;
use crate::{Store, StoreResult};

/// An open change. Derefs to its transaction.
pub struct Change<'a> {
    store: &'a Store,
    tx: Tx,
    revision: i64,
    previous_mac: String,
    events: Vec<Event>,
    /// Given on when the transaction is over: fields are dropped in their order, and this one comes last.
    _turn: OwnedMutexGuard<()>,
}

#[derive(FromRow)]
struct Head {
    revision: i64,
    mac: String,
}

impl Store {
    /// Opens a change. Waits for the one before it.
    pub async fn change(&self) -> StoreResult<Change<'_>> {
        let turn = self.turn().await;
        let mut tx = self.db().begin().await?;
        // The update takes the row lock and gives the next revision in one round trip; a rollback takes it back.
        let head: Head = statement("UPDATE x_head SET revision = revision + 1 WHERE id = 1 RETURNING revision, mac")
            .one(&mut tx)
            .await?;
        Ok(Change { store: self, tx, revision: head.revision, previous_mac: head.mac, events: Vec::new(), _turn: turn })
    }
}

impl Change<'_> {
    /// The revision this change will have.
    pub fn revision(&self) -> i64 {
        self.revision
    }

    /// The store it belongs to (keys, mode).
    pub fn store(&self) -> &Store {
        self.store
    }

    /// Adds an event; it is stored with the change and delivered after the commit.
    pub fn emit(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Appends the record and the events and commits. Answers the revision.
    pub async fn save(mut self, ctx: &Context, record: Record) -> StoreResult<i64> {
        let row = audit::Row::new(self.revision, ctx, record);
        let mac = row.mac(self.store.keys(), &self.previous_mac);
        for (seq, event) in self.events.drain(..).enumerate() {
            event.insert(&mut self.tx, self.revision, seq as i32, row.at);
        }
        audit::append(&mut self.tx, &row, &mac);
        self.tx.commit().await?;
        self.store.committed(self.revision);
        Ok(self.revision)
    }
}

impl Deref for Change<'_> {
    type Target = Tx;

    fn deref(&self) -> &Tx {
        &self.tx
    }
}

impl DerefMut for Change<'_> {
    fn deref_mut(&mut self) -> &mut Tx {
        &mut self.tx
    }
}

impl<'a, 'b> From<&'a mut Change<'b>> for crate::db::On<'a> {
    fn from(change: &'a mut Change<'b>) -> Self {
        crate::db::On::Tx(&mut change.tx)
    }
}

/// Cuts a JSON object down to the members that may stand in an audit record.
pub fn allowed(value: &Json, members: &[&str]) -> Json {
    match value {
        Json::Object(object) => Json::Object(
            object
                .iter()
                .filter(|(name, _)| members.contains(&name.as_str()))
                .map(|(n, v)| (n.clone(), v.clone()))
                .collect(),
        ),
        _ => Json::Null,
    }
}
