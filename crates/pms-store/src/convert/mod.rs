//! Changing the mode of a database, in steps that may be repeated (architecture §3 "Sealed or clear").
//!
//! The mode is switched first; then every row that still stands the other way is rewritten, at most [`BATCH`] in a
//! change. Reading understands both ways, so an interrupted run leaves nothing unreadable, and a second run goes on.
//! A database that was clear, was sealed and is made clear again holds the same bytes in every `mosip_pms` table.

mod people;
mod secrets;

use pms_domain::context::Surroundings;
use sqlx::FromRow;

use crate::change::Change;
use crate::db::{Db, statement};
use crate::{Mode, Store, StoreResult};

/// Rows rewritten by one change.
pub const BATCH: i64 = 500;

/// What is rewritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Contact data of partners.
    Partners,
    /// Contact data in the history of partners.
    History,
    /// Further contacts.
    Contacts,
    /// Addresses of notifications.
    Notifications,
    /// Contact data of the legacy MISP table.
    Misps,
    /// API keys.
    ApiKeys,
    /// Licence keys of MISPs.
    Licences,
    /// Replaced contact data, which only the history of a sealed database needs.
    Former,
}

impl Part {
    /// In the order in which they are rewritten: what others still need comes last.
    pub const ALL: [Part; 8] = [
        Part::Partners,
        Part::History,
        Part::Contacts,
        Part::Notifications,
        Part::Misps,
        Part::ApiKeys,
        Part::Licences,
        Part::Former,
    ];

    /// Its name in audit records.
    pub fn as_str(self) -> &'static str {
        match self {
            Part::Partners => "partners",
            Part::History => "partner-history",
            Part::Contacts => "contacts",
            Part::Notifications => "notifications",
            Part::Misps => "misps",
            Part::ApiKeys => "api-keys",
            Part::Licences => "licences",
            Part::Former => "former-contact-data",
        }
    }
}

/// Rewrites a batch of a part the way of `store`'s mode. Answers names of the rows for the audit record (never a
/// secret); none: nothing is left.
pub async fn batch(
    store: &Store,
    change: &mut Change<'_>,
    surroundings: &Surroundings,
    part: Part,
) -> StoreResult<Vec<String>> {
    match (part, store.mode()) {
        (Part::Partners, Mode::Sealed) => people::seal_partners(store, change, surroundings).await,
        (Part::Partners, Mode::Clear) => people::open_partners(store, change).await,
        (Part::History, Mode::Sealed) => people::seal_history(store, change, surroundings).await,
        (Part::History, Mode::Clear) => people::open_history(store, change).await,
        (Part::Contacts, Mode::Sealed) => people::seal_contacts(store, change, surroundings).await,
        (Part::Contacts, Mode::Clear) => people::open_contacts(store, change).await,
        (Part::Notifications, Mode::Sealed) => secrets::seal_notifications(store, change, surroundings).await,
        (Part::Notifications, Mode::Clear) => secrets::open_notifications(store, change).await,
        (Part::Misps, Mode::Sealed) => people::seal_misps(store, change, surroundings).await,
        (Part::Misps, Mode::Clear) => people::open_misps(store, change).await,
        (Part::ApiKeys, Mode::Sealed) => secrets::seal_api_keys(store, change, surroundings).await,
        (Part::ApiKeys, Mode::Clear) => secrets::open_api_keys(store, change).await,
        (Part::Licences, Mode::Sealed) => secrets::seal_licences(store, change, surroundings).await,
        (Part::Licences, Mode::Clear) => secrets::open_licences(store, change).await,
        (Part::Former, Mode::Sealed) => Ok(Vec::new()),
        (Part::Former, Mode::Clear) => people::forget_former(change).await,
    }
}

/// How many rows still stand the other way: 0 unless a conversion was interrupted.
pub async fn left(db: &Db, target: Mode) -> StoreResult<i64> {
    #[derive(FromRow)]
    struct Count {
        rows: i64,
    }
    let statements: &[&'static str] = match target {
        Mode::Sealed => &[people::COUNT_CLEAR, secrets::COUNT_CLEAR],
        Mode::Clear => &[people::COUNT_SEALED, secrets::COUNT_SEALED],
    };
    let mut rows = 0;
    for sql in statements {
        let count: Count = statement(sql).one(db).await?;
        rows += count.rows;
    }
    Ok(rows)
}
