//! Sealed values: one row for each (kind, owner), a JSON object under AES-256-GCM.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::FromRow;

use pms_domain::context::Surroundings;

use crate::db::{Db, On, Tx, statement};
use crate::keys::Keyring;
use crate::{StoreError, StoreResult};

#[derive(FromRow)]
struct Sealed {
    value: Vec<u8>,
}

fn encode(
    keys: &Keyring,
    surroundings: &Surroundings,
    kind: &str,
    owner: &str,
    value: &impl Serialize,
) -> StoreResult<Vec<u8>> {
    let clear =
        zeroize::Zeroizing::new(serde_json::to_vec(value).map_err(|error| StoreError::Corrupt(error.to_string()))?);
    keys.seal(surroundings, kind, owner, &clear)
}

const PUT: &str = "INSERT INTO x_sealed (kind, owner, value) VALUES ($1, $2, $3) \
     ON CONFLICT (kind, owner) DO UPDATE SET value = excluded.value";

/// Stores or replaces a value within a change.
pub fn put(
    tx: &mut Tx,
    keys: &Keyring,
    surroundings: &Surroundings,
    kind: &str,
    owner: &str,
    value: &impl Serialize,
) -> StoreResult<()> {
    let sealed = encode(keys, surroundings, kind, owner, value)?;
    statement(PUT).bind(kind).bind(owner).bind(sealed).later(tx);
    Ok(())
}

/// Stores a value within a change, unless there is one.
pub async fn put_first(
    tx: &mut Tx,
    keys: &Keyring,
    surroundings: &Surroundings,
    kind: &str,
    owner: &str,
    value: &impl Serialize,
) -> StoreResult<()> {
    let sealed = encode(keys, surroundings, kind, owner, value)?;
    statement("INSERT INTO x_sealed (kind, owner, value) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
        .bind(kind)
        .bind(owner)
        .bind(sealed)
        .execute(tx)
        .await?;
    Ok(())
}

/// Stores or replaces a value that belongs to no change (drafts, codes, queued mail).
pub async fn put_uncounted(
    db: &Db,
    keys: &Keyring,
    surroundings: &Surroundings,
    kind: &str,
    owner: &str,
    value: &impl Serialize,
) -> StoreResult<()> {
    let sealed = encode(keys, surroundings, kind, owner, value)?;
    statement(PUT).bind(kind).bind(owner).bind(sealed).execute_uncounted(db).await?;
    Ok(())
}

/// Opens a value read elsewhere.
pub fn open<T: DeserializeOwned>(keys: &Keyring, kind: &str, owner: &str, sealed: &[u8]) -> StoreResult<T> {
    let clear = keys.open(kind, owner, sealed)?;
    serde_json::from_slice(&clear).map_err(|error| StoreError::Corrupt(format!("{kind}: {error}")))
}

pub async fn get<T: DeserializeOwned>(
    on: impl Into<On<'_>>,
    keys: &Keyring,
    kind: &str,
    owner: &str,
) -> StoreResult<Option<T>> {
    let row: Option<Sealed> = statement("SELECT value FROM x_sealed WHERE kind = $1 AND owner = $2")
        .bind(kind)
        .bind(owner)
        .optional(on)
        .await?;
    row.map(|row| open(keys, kind, owner, &row.value)).transpose()
}

/// Destroys a value: what the columns and the audit hold of it cannot be turned back.
pub async fn destroy(tx: &mut Tx, kind: &str, owner: &str) -> StoreResult<()> {
    statement("DELETE FROM x_sealed WHERE kind = $1 AND owner = $2").bind(kind).bind(owner).execute(tx).await?;
    Ok(())
}

pub async fn destroy_uncounted(db: &Db, kind: &str, owner: &str) -> StoreResult<()> {
    statement("DELETE FROM x_sealed WHERE kind = $1 AND owner = $2")
        .bind(kind)
        .bind(owner)
        .execute_uncounted(db)
        .await?;
    Ok(())
}
