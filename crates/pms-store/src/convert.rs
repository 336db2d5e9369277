//! Changing the mode of a database, in steps that may be repeated (architecture §3 "Sealed or clear").
//!
//! The mode is switched first; then every row that still stands the other way is rewritten, at most 500 in a change.
//! Reading understands both ways, so an interrupted run leaves nothing unreadable, and a second run goes on.

use pms_domain::context::Surroundings;
use sqlx::FromRow;

use crate::change::Change;
use crate::contact;
use crate::db::{Db, statement};
use crate::partner::{self, Reach};
use crate::{Mode, Store, StoreResult, sealed};

/// Rows rewritten by one change.
pub const BATCH: i64 = 500;

#[derive(FromRow)]
struct Id {
    id: String,
}

const SEALED_PARTNERS: &str = "SELECT id FROM partner WHERE email_id LIKE 's1.%' ORDER BY id LIMIT $1";
const CLEAR_PARTNERS: &str =
    "SELECT id FROM partner WHERE email_id IS NOT NULL AND email_id NOT LIKE 's1.%' ORDER BY id LIMIT $1";
const SEALED_CONTACTS: &str = "SELECT id FROM partner_contact WHERE email_id LIKE 's1.%' ORDER BY id LIMIT $1";
const CLEAR_CONTACTS: &str =
    "SELECT id FROM partner_contact WHERE email_id IS NOT NULL AND email_id NOT LIKE 's1.%' ORDER BY id LIMIT $1";

/// The partners that still stand the other way.
pub async fn partners_left(db: &Db, target: Mode) -> StoreResult<Vec<String>> {
    let sql = if target == Mode::Sealed { CLEAR_PARTNERS } else { SEALED_PARTNERS };
    let rows: Vec<Id> = statement(sql).bind(BATCH).all(db).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The contacts that still stand the other way.
pub async fn contacts_left(db: &Db, target: Mode) -> StoreResult<Vec<String>> {
    let sql = if target == Mode::Sealed { CLEAR_CONTACTS } else { SEALED_CONTACTS };
    let rows: Vec<Id> = statement(sql).bind(BATCH).all(db).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Rewrites one partner. The store must already be of the new mode.
pub async fn rewrite_partner(
    store: &Store,
    change: &mut Change<'_>,
    surroundings: &Surroundings,
    id: &str,
) -> StoreResult<()> {
    let Some(partner) = partner::find(store, &mut *change, Reach::Everything, id).await? else { return Ok(()) };
    partner::rewrite_contact(store, change, surroundings, &partner).await?;
    if store.mode() == Mode::Clear {
        sealed::destroy(change, "partner", id).await?;
    }
    Ok(())
}

/// Rewrites one contact. The store must already be of the new mode.
pub async fn rewrite_contact(
    store: &Store,
    change: &mut Change<'_>,
    surroundings: &Surroundings,
    id: &str,
) -> StoreResult<()> {
    contact::rewrite(store, change, surroundings, id).await
}
