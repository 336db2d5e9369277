//! The second factor of accounts: a key that lies sealed, the last step whose code was taken, and recovery codes of which
//! only keyed hashes are kept.

use pms_domain::Timestamp;
use pms_domain::context::Surroundings;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use zeroize::{Zeroize, Zeroizing};

use crate::db::{Db, On, statement};
use crate::{Change, Store, StoreResult, sealed};

/// Kind of the sealed key; the owner is the account.
const SEALED: &str = "second_factor";

/// The key as it lies sealed, in base32. It has no `Debug`.
#[derive(Serialize, Deserialize)]
struct Key {
    key: String,
}

impl Drop for Key {
    fn drop(&mut self) {
        self.key.zeroize();
    }
}

/// Turns the second factor on. `step` is the one whose code proved that the person has the key; it counts no second time.
/// `false`: it was on.
pub async fn turn_on(
    change: &mut Change<'_>,
    surroundings: &Surroundings,
    account_id: &str,
    key: &str,
    step: i64,
    now: Timestamp,
) -> StoreResult<bool> {
    let revision = change.revision();
    let done = statement(
        "UPDATE x_account SET second_factor_since = $2, second_factor_step = $3, revision = $4 \
         WHERE id = $1 AND second_factor_since IS NULL",
    )
    .bind(account_id)
    .bind(now)
    .bind(step)
    .bind(revision)
    .execute(change)
    .await?;
    if done == 0 {
        return Ok(false);
    }
    let store = change.store().clone();
    let value = Key { key: key.to_owned() };
    sealed::put(change, store.keys(), surroundings, SEALED, account_id, &value)?;
    Ok(true)
}

/// Turns it off: key and recovery codes are destroyed. `false`: it was off.
pub async fn turn_off(change: &mut Change<'_>, account_id: &str) -> StoreResult<bool> {
    let revision = change.revision();
    let done = statement(
        "UPDATE x_account SET second_factor_since = NULL, second_factor_step = NULL, revision = $2 \
         WHERE id = $1 AND second_factor_since IS NOT NULL",
    )
    .bind(account_id)
    .bind(revision)
    .execute(change)
    .await?;
    sealed::destroy(change, SEALED, account_id).await?;
    forget_codes(change, account_id).await?;
    Ok(done == 1)
}

/// The key in base32.
pub async fn key(store: &Store, account_id: &str) -> StoreResult<Option<Zeroizing<String>>> {
    let found: Option<Key> = sealed::get(store.db(), store.keys(), SEALED, account_id).await?;
    Ok(found.map(|mut found| Zeroizing::new(std::mem::take(&mut found.key))))
}

/// Takes a step's code, each once and none before one that was taken (RFC 6238 §5.2). No change, as no code is one.
/// `false`: it was taken.
pub async fn take_step(db: &Db, account_id: &str, step: i64) -> StoreResult<bool> {
    let taken = statement(
        "UPDATE x_account SET second_factor_step = $2 \
         WHERE id = $1 AND second_factor_since IS NOT NULL AND second_factor_step < $2",
    )
    .bind(account_id)
    .bind(step)
    .execute_uncounted(db)
    .await?;
    Ok(taken == 1)
}

async fn forget_codes(change: &mut Change<'_>, account_id: &str) -> StoreResult<()> {
    statement("DELETE FROM x_recovery_code WHERE account_id = $1").bind(account_id).execute(change).await?;
    Ok(())
}

/// Stores recovery codes in place of those before them.
pub async fn put_codes(change: &mut Change<'_>, account_id: &str, tokens: &[String]) -> StoreResult<()> {
    forget_codes(change, account_id).await?;
    for token in tokens {
        statement("INSERT INTO x_recovery_code (account_id, code_token) VALUES ($1, $2)")
            .bind(account_id)
            .bind(token.as_str())
            .execute(change)
            .await?;
    }
    Ok(())
}

/// Uses a recovery code up. `false`: there is none, or it was used.
pub async fn use_code(change: &mut Change<'_>, account_id: &str, token: &str, now: Timestamp) -> StoreResult<bool> {
    let used = statement(
        "UPDATE x_recovery_code SET used_at = $3 WHERE account_id = $1 AND code_token = $2 AND used_at IS NULL",
    )
    .bind(account_id)
    .bind(token)
    .bind(now)
    .execute(change)
    .await?;
    Ok(used == 1)
}

#[derive(FromRow)]
struct Left {
    codes: i64,
}

/// Recovery codes that still work.
pub async fn codes_left(on: impl Into<On<'_>>, account_id: &str) -> StoreResult<i64> {
    let row: Left =
        statement("SELECT COUNT(*) AS codes FROM x_recovery_code WHERE account_id = $1 AND used_at IS NULL")
            .bind(account_id)
            .one(on)
            .await?;
    Ok(row.codes)
}
