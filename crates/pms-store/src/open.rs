//! Opening a store: the first symmetric keys, the mode, and the database's own facts.

use std::collections::HashMap;

use pms_domain::context::Surroundings;
use sqlx::FromRow;

use crate::db::{Db, On, Tx, statement};
use crate::keys::{self, Keyring, MasterKey, NewKey, SYMMETRIC};
use crate::{Mode, Store, StoreError, StoreResult};

#[derive(FromRow)]
struct Meta {
    value: String,
}

/// A fact of the database itself.
pub async fn meta(on: impl Into<On<'_>>, name: &str) -> StoreResult<Option<String>> {
    let row: Option<Meta> = statement("SELECT value FROM x_meta WHERE name = $1").bind(name).optional(on).await?;
    Ok(row.map(|row| row.value))
}

pub async fn set_meta(tx: &mut Tx, name: &str, value: &str) -> StoreResult<()> {
    statement(
        "INSERT INTO x_meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )
    .bind(name)
    .bind(value)
    .execute(tx)
    .await?;
    Ok(())
}

/// Waits for the head row's lock without taking a revision.
pub async fn lock_head(tx: &mut Tx) -> StoreResult<()> {
    statement("UPDATE x_head SET mac = mac WHERE id = 1").execute(tx).await?;
    Ok(())
}

/// Opens the keyring; on the very first start makes it, once, however many processes start.
pub async fn store(db: Db, master: &MasterKey, surroundings: &Surroundings) -> StoreResult<Store> {
    let mut raw = unwrap_symmetric(&db, master).await?;
    if raw.len() < SYMMETRIC.len() {
        let mut tx = db.begin().await?;
        lock_head(&mut tx).await?;
        raw = unwrap_symmetric(&mut tx, master).await?;
        for purpose in SYMMETRIC {
            if raw.contains_key(purpose) {
                continue;
            }
            let key = zeroize::Zeroizing::new(surroundings.bytes::<32>());
            let id = surroundings.uuid();
            let wrapped = master.wrap(surroundings, purpose, &id, key.as_slice())?;
            let row = NewKey {
                id: &id,
                purpose,
                generation: 1,
                algorithm: "AES-256/HMAC-SHA-256",
                wrapped,
                certificate: None,
            };
            keys::insert(&mut tx, row, surroundings.now()).await?;
            raw.insert(purpose.to_owned(), zeroize::Zeroizing::new(key.to_vec()));
        }
        if meta(&mut tx, "mode").await?.is_none() {
            set_meta(&mut tx, "mode", Mode::Sealed.as_str()).await?;
        }
        tx.commit().await?;
    }
    let mode = meta(&db, "mode").await?.unwrap_or_default();
    let mode = Mode::parse(&mode).ok_or_else(|| StoreError::Corrupt("the database's mode is not known".into()))?;
    Ok(Store::new(db, Keyring::from_raw(raw)?, mode))
}

async fn unwrap_symmetric(
    on: impl Into<On<'_>>,
    master: &MasterKey,
) -> StoreResult<HashMap<String, zeroize::Zeroizing<Vec<u8>>>> {
    let mut raw = HashMap::new();
    for key in keys::current(on).await? {
        if SYMMETRIC.contains(&key.purpose.as_str()) {
            let value = master.unwrap(&key.purpose, &key.id, &key.wrapped)?;
            raw.insert(key.purpose, value);
        }
    }
    Ok(raw)
}

/// What the database's clock says, for the comparison with our own (architecture §2 "Context").
pub async fn database_clock(db: &Db) -> StoreResult<Option<pms_domain::Timestamp>> {
    #[derive(FromRow)]
    struct Clock {
        now: pms_domain::Timestamp,
    }
    if !db.is_postgres() {
        return Ok(None);
    }
    let row: Clock = statement("SELECT (clock_timestamp() AT TIME ZONE 'UTC')::timestamp AS now").one(db).await?;
    Ok(Some(row.now))
}
