//! One change at a time (architecture §2).
//!
//! [`Store::change`] opens the transaction and takes the head row's lock. The [`Change`] reads and writes; its
//! [`Change::save`] appends the audit record and the events under the next revision and commits. Dropped without
//! saving, nothing happened. So revision = audit sequence = event order = commit order, without gaps, on both
//! databases, and a rule checked inside is free of races. Changes that wait for each other may share a commit
//! ([`crate::convoy`]).
//!
//! Nothing slow happens while a change is open: parsing, signing, hashing passwords, HTTP and mail come before it.

use std::ops::{Deref, DerefMut};

use futures_util::future::BoxFuture;
use pms_domain::Context;
use serde_json::Value as Json;

use crate::audit::{self, Record};
use crate::convoy::{Convoy, Turn};
use crate::db::Tx;
use crate::notice;
use crate::outbox::{self, Event};
use crate::{Store, StoreError, StoreResult};

/// An open change. Derefs to its transaction.
pub struct Change<'a> {
    store: &'a Store,
    convoy: Convoy,
    events: Vec<Event>,
    /// Objects that the record names besides its own.
    touched: Vec<(&'static str, String)>,
    /// `None` once it is given on.
    turn: Option<Turn>,
}

impl Store {
    /// Opens a change. Waits for the one before it.
    pub fn change(&self) -> BoxFuture<'_, StoreResult<Change<'_>>> {
        Box::pin(self.open_change())
    }

    async fn open_change(&self) -> StoreResult<Change<'_>> {
        let mut turn = self.turn_for_change().await;
        let Some(convoy) = turn.take() else {
            let convoy = Convoy::begin(self).await?;
            return Ok(Change::new(self, convoy, turn));
        };
        // From here on whoever stops waiting gives the convoy back.
        let mut change = Change::new(self, convoy, turn);
        if let Err(error) = change.convoy.open_next().await {
            drop(change.convoy.take());
            return Err(error);
        }
        Ok(change)
    }
}

impl<'a> Change<'a> {
    fn new(store: &'a Store, convoy: Convoy, turn: Turn) -> Self {
        Self { store, convoy, events: Vec::new(), touched: Vec::new(), turn: Some(turn) }
    }

    /// The revision this change will have.
    pub fn revision(&self) -> i64 {
        self.convoy.revision + 1
    }

    /// The store it belongs to (keys, mode).
    pub fn store(&self) -> &Store {
        self.store
    }

    /// Adds an event; it is stored with the change and delivered after the commit.
    pub fn emit(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Names an object whose state this change carries, whatever its record is about: those who follow the changes read it
    /// again.
    pub fn touch(&mut self, kind: &'static str, id: String) {
        self.touched.push((kind, id));
    }

    /// Appends the record and the events and commits. Answers the revision.
    pub fn save<'b>(self, ctx: &'b Context, record: Record) -> BoxFuture<'b, StoreResult<i64>>
    where
        'a: 'b,
    {
        Box::pin(self.append_and_commit(ctx, record))
    }

    async fn append_and_commit(mut self, ctx: &Context, mut record: Record) -> StoreResult<i64> {
        for (kind, id) in std::mem::take(&mut self.touched) {
            record = record.touching(kind, id);
        }
        let revision = self.revision();
        let told = std::mem::take(&mut record.told);
        let row = audit::Row::new(revision, ctx, record);
        let mac = row.mac(self.store.keys(), &self.convoy.mac);
        let events = std::mem::take(&mut self.events);
        outbox::insert_all(&mut self.convoy.tx, events, revision, row.at).await?;
        audit::append(&mut self.convoy.tx, &row, &mac).await?;
        notice::insert_all(&mut self.convoy.tx, &told, revision, row.at);
        let is_alone = !self.convoy.is_shared() && self.store.waiting_changes() == 0;
        if is_alone {
            audit::set_head(&mut self.convoy.tx, revision, &mac);
        }
        // What it does wrong concerns this change alone, so it is known before the next one goes on.
        self.convoy.tx.catch_up().await?;
        let Some(turn) = self.turn.take() else { return Err(StoreError::NotCommitted) };
        let mut convoy = self.convoy.take();
        (convoy.revision, convoy.mac) = (revision, mac);
        let ticket =
            if is_alone { convoy.close_now(turn, self.store) } else { convoy.leave_to_others(turn, self.store) };
        ticket.arrived().await?;
        Ok(revision)
    }

    /// Ends a change that found nothing to do, for a caller who is told so: what it has seen may be another change that is
    /// saved and not committed yet, and is committed when this returns.
    pub async fn leave(mut self) -> StoreResult<()> {
        if self.convoy.is_shared()
            && let Some(turn) = self.turn.take()
        {
            let mut convoy = self.convoy.take();
            convoy.spoil();
            convoy.leave_to_others(turn, self.store).arrived().await?;
        }
        Ok(())
    }
}

impl Drop for Change<'_> {
    /// Given up: the changes that were saved before it in the same transaction stay.
    fn drop(&mut self) {
        if self.convoy.is_shared()
            && let Some(turn) = self.turn.take()
        {
            self.convoy.take().give_on(turn, self.store);
        }
    }
}

impl Deref for Change<'_> {
    type Target = Tx;

    fn deref(&self) -> &Tx {
        &self.convoy.tx
    }
}

impl DerefMut for Change<'_> {
    fn deref_mut(&mut self) -> &mut Tx {
        &mut self.convoy.tx
    }
}

impl<'a, 'b> From<&'a mut Change<'b>> for crate::db::On<'a> {
    fn from(change: &'a mut Change<'b>) -> Self {
        crate::db::On::Tx(&mut change.convoy.tx)
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
