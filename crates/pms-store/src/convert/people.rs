//! Contact data of partners, of their history, of contacts, and of the legacy MISP table.

use std::collections::HashMap;

use pms_domain::Timestamp;
use pms_domain::context::Surroundings;
use sqlx::FromRow;

use super::BATCH;
use crate::change::Change;
use crate::contact;
use crate::db::{Tx, statement};
use crate::partner::{CONTACT, FORMER, version};
use crate::personal::{Columns, Values};
use crate::{Store, StoreResult, sealed};

/// Kind of a history row's own sealed data; the owner is [`version`].
const HISTORY: &str = "partner_h";
/// Kind of the sealed data of a row of `misp`.
const MISP: &str = "misp";

/// A row that stands clear and has something to seal.
macro_rules! clear {
    () => {
        "email_id_hash IS NULL AND (address IS NOT NULL OR contact_no IS NOT NULL OR email_id IS NOT NULL)"
    };
}

/// A row that we sealed: an encrypted one of the Java services has a hash, too, but none of our columns.
macro_rules! sealed {
    () => {
        "email_id_hash IS NOT NULL AND COALESCE(email_id, address, contact_no, 's1.') LIKE 's1.%'"
    };
}

/// A legacy MISP whose values lie sealed.
macro_rules! sealed_misp {
    () => {
        "EXISTS (SELECT 1 FROM x_sealed s WHERE s.kind = 'misp' AND s.owner = misp.id)"
    };
}

pub(super) const COUNT_CLEAR: &str = concat!(
    "SELECT (SELECT COUNT(*) FROM partner WHERE ",
    clear!(),
    ") + (SELECT COUNT(*) FROM partner_h WHERE ",
    clear!(),
    ") + (SELECT COUNT(*) FROM partner_contact WHERE ",
    clear!(),
    ") + (SELECT COUNT(*) FROM misp WHERE address IS NOT NULL OR contact_no IS NOT NULL OR email_id IS NOT NULL) AS rows"
);
pub(super) const COUNT_SEALED: &str = concat!(
    "SELECT (SELECT COUNT(*) FROM partner WHERE ",
    sealed!(),
    ") + (SELECT COUNT(*) FROM partner_h WHERE ",
    sealed!(),
    ") + (SELECT COUNT(*) FROM partner_contact WHERE ",
    sealed!(),
    ") + (SELECT COUNT(*) FROM misp WHERE ",
    sealed_misp!(),
    ") AS rows"
);

const CLEAR_PARTNERS: &str = concat!(
    "SELECT id, address, contact_no, email_id, email_id_hash FROM partner WHERE ",
    clear!(),
    " ORDER BY id LIMIT $1"
);
const SEALED_PARTNERS: &str = concat!("SELECT id FROM partner WHERE ", sealed!(), " ORDER BY id LIMIT $1");
const CLEAR_HISTORY: &str = concat!(
    "SELECT id, eff_dtimes, address, contact_no, email_id, email_id_hash FROM partner_h WHERE ",
    clear!(),
    " ORDER BY id, eff_dtimes LIMIT $1"
);
const SEALED_HISTORY: &str =
    concat!("SELECT id, eff_dtimes FROM partner_h WHERE ", sealed!(), " ORDER BY id, eff_dtimes LIMIT $1");
const CLEAR_CONTACTS: &str = concat!(
    "SELECT id, partner_id, address, contact_no, email_id, email_id_hash FROM partner_contact WHERE ",
    clear!(),
    " ORDER BY id LIMIT $1"
);
const SEALED_CONTACTS: &str =
    concat!("SELECT id, partner_id FROM partner_contact WHERE ", sealed!(), " ORDER BY id LIMIT $1");
const CLEAR_MISPS: &str = "SELECT id, address, contact_no, email_id, CAST(NULL AS text) AS email_id_hash FROM misp \
     WHERE address IS NOT NULL OR contact_no IS NOT NULL OR email_id IS NOT NULL ORDER BY id LIMIT $1";
const SEALED_MISPS: &str = concat!("SELECT id FROM misp WHERE ", sealed_misp!(), " ORDER BY id LIMIT $1");

#[derive(FromRow)]
struct Id {
    id: String,
}

#[derive(FromRow)]
struct Row {
    id: String,
    #[sqlx(flatten)]
    columns: Columns,
}

#[derive(FromRow)]
struct Version {
    id: String,
    eff_dtimes: Timestamp,
}

#[derive(FromRow)]
struct HistoryRow {
    id: String,
    eff_dtimes: Timestamp,
    #[sqlx(flatten)]
    columns: Columns,
}

#[derive(FromRow)]
struct ContactId {
    id: String,
    partner_id: String,
}

#[derive(FromRow)]
struct ContactRow {
    id: String,
    partner_id: String,
    #[sqlx(flatten)]
    columns: Columns,
}

const UPDATE_PARTNER: &str =
    "UPDATE partner SET address = $2, contact_no = $3, email_id = $4, email_id_hash = $5 WHERE id = $1";
const UPDATE_CONTACT: &str =
    "UPDATE partner_contact SET address = $2, contact_no = $3, email_id = $4, email_id_hash = $5 WHERE id = $1";

async fn update(tx: &mut Tx, sql: &'static str, id: &str, columns: Columns) -> StoreResult<()> {
    statement(sql)
        .bind(id)
        .bind(columns.address)
        .bind(columns.contact_no)
        .bind(columns.email_id)
        .bind(columns.email_id_hash)
        .execute(tx)
        .await?;
    Ok(())
}

pub(super) async fn seal_partners(
    store: &Store,
    change: &mut Change<'_>,
    surroundings: &Surroundings,
) -> StoreResult<Vec<String>> {
    let rows: Vec<Row> = statement(CLEAR_PARTNERS).bind(BATCH).all(&mut *change).await?;
    let mut done = Vec::with_capacity(rows.len());
    for Row { id, columns } in rows {
        let values = columns.into_values();
        update(change, UPDATE_PARTNER, &id, Columns::of_partner(store, &values)).await?;
        sealed::put(change, store.keys(), surroundings, CONTACT, &id, &values)?;
        done.push(id);
    }
    Ok(done)
}

pub(super) async fn open_partners(store: &Store, change: &mut Change<'_>) -> StoreResult<Vec<String>> {
    let rows: Vec<Id> = statement(SEALED_PARTNERS).bind(BATCH).all(&mut *change).await?;
    let mut done = Vec::with_capacity(rows.len());
    for Id { id } in rows {
        // Without a sealed value it was erased: nothing comes back.
        let values: Option<Values> = sealed::get(&mut *change, store.keys(), CONTACT, &id).await?;
        update(change, UPDATE_PARTNER, &id, Columns::clear(&values.unwrap_or_default())).await?;
        sealed::destroy(change, CONTACT, &id).await?;
        done.push(id);
    }
    Ok(done)
}

async fn update_history(tx: &mut Tx, id: &str, effective: Timestamp, columns: Columns) -> StoreResult<()> {
    statement(
        "UPDATE partner_h SET address = $3, contact_no = $4, email_id = $5, email_id_hash = $6 \
         WHERE id = $1 AND eff_dtimes = $2",
    )
    .bind(id)
    .bind(effective)
    .bind(columns.address)
    .bind(columns.contact_no)
    .bind(columns.email_id)
    .bind(columns.email_id_hash)
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn seal_history(
    store: &Store,
    change: &mut Change<'_>,
    surroundings: &Surroundings,
) -> StoreResult<Vec<String>> {
    let rows: Vec<HistoryRow> = statement(CLEAR_HISTORY).bind(BATCH).all(&mut *change).await?;
    let mut done = Vec::with_capacity(rows.len());
    for row in rows {
        let owner = version(&row.id, row.eff_dtimes);
        let values = row.columns.into_values();
        update_history(change, &row.id, row.eff_dtimes, Columns::of_partner(store, &values)).await?;
        sealed::put(change, store.keys(), surroundings, HISTORY, &owner, &values)?;
        done.push(owner);
    }
    Ok(done)
}

/// A row that was written clear has values of its own; one that was written sealed shows what the partner's contact
/// data was at its time.
pub(super) async fn open_history(store: &Store, change: &mut Change<'_>) -> StoreResult<Vec<String>> {
    let rows: Vec<Version> = statement(SEALED_HISTORY).bind(BATCH).all(&mut *change).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let former = former_versions(change).await?;
    let mut done = Vec::with_capacity(rows.len());
    for Version { id, eff_dtimes } in rows {
        let owner = version(&id, eff_dtimes);
        let own: Option<Values> = sealed::get(&mut *change, store.keys(), HISTORY, &owner).await?;
        let replaced = || former.get(&id).and_then(|all| all.iter().find(|until| **until > owner));
        let values = match (own, replaced()) {
            (Some(own), _) => own,
            (None, Some(until)) => sealed::get(&mut *change, store.keys(), FORMER, until).await?.unwrap_or_default(),
            (None, None) => present(store, change, &id).await?,
        };
        update_history(change, &id, eff_dtimes, Columns::clear(&values)).await?;
        sealed::destroy(change, HISTORY, &owner).await?;
        done.push(owner);
    }
    Ok(done)
}

/// Owners of replaced contact data by partner, oldest first.
async fn former_versions(change: &mut Change<'_>) -> StoreResult<HashMap<String, Vec<String>>> {
    let owners: Vec<Id> =
        statement("SELECT owner AS id FROM x_sealed WHERE kind = 'partner_was'").all(&mut *change).await?;
    let mut versions: HashMap<String, Vec<String>> = HashMap::new();
    for Id { id: owner } in owners {
        if let Some((partner, _)) = owner.rsplit_once('/') {
            versions.entry(partner.to_owned()).or_default().push(owner);
        }
    }
    for owners in versions.values_mut() {
        owners.sort_unstable();
    }
    Ok(versions)
}

/// What a partner's contact data is now, whichever way its row stands.
async fn present(store: &Store, change: &mut Change<'_>, id: &str) -> StoreResult<Values> {
    if let Some(values) = sealed::get(&mut *change, store.keys(), CONTACT, id).await? {
        return Ok(values);
    }
    let columns: Option<Columns> =
        statement("SELECT address, contact_no, email_id, email_id_hash FROM partner WHERE id = $1")
            .bind(id)
            .optional(&mut *change)
            .await?;
    Ok(columns.map(Columns::into_values).unwrap_or_default())
}

pub(super) async fn forget_former(change: &mut Change<'_>) -> StoreResult<Vec<String>> {
    let gone: Vec<Id> = statement(
        "DELETE FROM x_sealed WHERE kind = 'partner_was' AND owner IN \
         (SELECT owner FROM x_sealed WHERE kind = 'partner_was' ORDER BY owner LIMIT $1) RETURNING owner AS id",
    )
    .bind(BATCH)
    .all(&mut *change)
    .await?;
    Ok(gone.into_iter().map(|row| row.id).collect())
}

#[derive(FromRow)]
struct Taken {
    #[allow(dead_code, reason = "the column must be named to be decoded")]
    id: String,
}

/// Addresses are folded before they are hashed, so two of a partner that differ in case alone would collide: the
/// second is bound to its contact.
pub(super) async fn seal_contacts(
    store: &Store,
    change: &mut Change<'_>,
    surroundings: &Surroundings,
) -> StoreResult<Vec<String>> {
    let rows: Vec<ContactRow> = statement(CLEAR_CONTACTS).bind(BATCH).all(&mut *change).await?;
    let mut done = Vec::with_capacity(rows.len());
    for row in rows {
        let values = row.columns.into_values();
        let mut columns = Columns::of_contact(store, &row.id, &values);
        let taken: Option<Taken> =
            statement("SELECT id FROM partner_contact WHERE partner_id = $1 AND email_id = $2 AND id <> $3 LIMIT 1")
                .bind(row.partner_id.as_str())
                .bind(columns.email_id.clone())
                .bind(row.id.as_str())
                .optional(&mut *change)
                .await?;
        if let (Some(_), Some(email)) = (taken, &values.email) {
            columns.email_id = Some(store.keys().column("contact.email", &format!("{} {email}", row.id)));
        }
        update(change, UPDATE_CONTACT, &row.id, columns).await?;
        sealed::put(change, store.keys(), surroundings, contact::KIND, &row.id, &values)?;
        done.push(row.id);
    }
    Ok(done)
}

/// A clear database allows a telephone number once in a partner. Of contacts that came to share one while it was
/// sealed, the later get it with spaces at its end.
pub(super) async fn open_contacts(store: &Store, change: &mut Change<'_>) -> StoreResult<Vec<String>> {
    let rows: Vec<ContactId> = statement(SEALED_CONTACTS).bind(BATCH).all(&mut *change).await?;
    let mut done = Vec::with_capacity(rows.len());
    for ContactId { id, partner_id } in rows {
        let values: Option<Values> = sealed::get(&mut *change, store.keys(), contact::KIND, &id).await?;
        let mut columns = Columns::clear(&values.unwrap_or_default());
        while let Some(number) = &columns.contact_no {
            let taken: Option<Taken> = statement(
                "SELECT id FROM partner_contact WHERE partner_id = $1 AND contact_no = $2 AND id <> $3 LIMIT 1",
            )
            .bind(partner_id.as_str())
            .bind(number.as_str())
            .bind(id.as_str())
            .optional(&mut *change)
            .await?;
            if taken.is_none() {
                break;
            }
            columns.contact_no = Some(format!("{number} "));
        }
        update(change, UPDATE_CONTACT, &id, columns).await?;
        sealed::destroy(change, contact::KIND, &id).await?;
        done.push(id);
    }
    Ok(done)
}

async fn update_misp(tx: &mut Tx, id: &str, values: Values) -> StoreResult<()> {
    statement("UPDATE misp SET address = $2, contact_no = $3, email_id = $4 WHERE id = $1")
        .bind(id)
        .bind(values.address)
        .bind(values.contact_number)
        .bind(values.email)
        .execute(tx)
        .await?;
    Ok(())
}

/// Nobody reads this table any more, and its columns are too narrow for a hash: sealed, they are empty.
pub(super) async fn seal_misps(
    store: &Store,
    change: &mut Change<'_>,
    surroundings: &Surroundings,
) -> StoreResult<Vec<String>> {
    let rows: Vec<Row> = statement(CLEAR_MISPS).bind(BATCH).all(&mut *change).await?;
    let mut done = Vec::with_capacity(rows.len());
    for Row { id, columns } in rows {
        sealed::put(change, store.keys(), surroundings, MISP, &id, &columns.into_values())?;
        update_misp(change, &id, Values::default()).await?;
        done.push(id);
    }
    Ok(done)
}

pub(super) async fn open_misps(store: &Store, change: &mut Change<'_>) -> StoreResult<Vec<String>> {
    let rows: Vec<Id> = statement(SEALED_MISPS).bind(BATCH).all(&mut *change).await?;
    let mut done = Vec::with_capacity(rows.len());
    for Id { id } in rows {
        let values: Option<Values> = sealed::get(&mut *change, store.keys(), MISP, &id).await?;
        update_misp(change, &id, values.unwrap_or_default()).await?;
        sealed::destroy(change, MISP, &id).await?;
        done.push(id);
    }
    Ok(done)
}
