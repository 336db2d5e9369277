//! Our own uniqueness, kept beside the `mosip_pms` tables: adopted data may break it there (architecture §3).

use sqlx::FromRow;

use crate::db::{On, Tx, statement};
use crate::{StoreError, StoreResult};

/// Case-folded partner id.
pub const PARTNER_ID: &str = "partner.id";
/// Keyed hash of a partner's e-mail address.
pub const PARTNER_EMAIL: &str = "partner.email";
/// Keyed hash of a licence key.
pub const LICENCE: &str = "licence";
/// Case-folded account name.
pub const ACCOUNT_NAME: &str = "account.name";
/// Keyed hash of an account's verified e-mail address.
pub const ACCOUNT_EMAIL: &str = "account.email";

#[derive(FromRow)]
struct Owner {
    owner: String,
}

/// Takes a value for an owner. `false`: somebody else has it.
pub async fn take(tx: &mut Tx, scope: &str, value: &str, owner: &str) -> StoreResult<bool> {
    let inserted = statement("INSERT INTO x_unique (scope, value, owner) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
        .bind(scope)
        .bind(value)
        .bind(owner)
        .execute(tx)
        .await?;
    if inserted == 1 {
        return Ok(true);
    }
    Ok(find(tx, scope, value).await?.is_some_and(|found| found == owner))
}

/// Takes a value with the transaction's next statement or its commit, which fails with [`StoreError::Taken`] when anybody
/// has it.
pub fn insert(tx: &mut Tx, scope: &str, value: &str, owner: &str) {
    statement("INSERT INTO x_unique (scope, value, owner) VALUES ($1, $2, $3)")
        .bind(scope)
        .bind(value)
        .bind(owner)
        .later(tx);
}

/// Who has a value.
pub async fn find(on: impl Into<On<'_>>, scope: &str, value: &str) -> StoreResult<Option<String>> {
    let row: Option<Owner> = statement("SELECT owner FROM x_unique WHERE scope = $1 AND value = $2")
        .bind(scope)
        .bind(value)
        .optional(on)
        .await?;
    Ok(row.map(|row| row.owner))
}

/// Who has each of two values, in one round trip.
pub async fn find_both(on: impl Into<On<'_>>, values: &[(&str, String); 2]) -> StoreResult<[Option<String>; 2]> {
    #[derive(FromRow)]
    struct Found {
        scope: String,
        owner: String,
    }
    let [(first_scope, first), (second_scope, second)] = values;
    let rows: Vec<Found> = statement(
        "SELECT scope, owner FROM x_unique WHERE scope = $1 AND value = $2 \
         UNION ALL SELECT scope, owner FROM x_unique WHERE scope = $3 AND value = $4",
    )
    .bind(*first_scope)
    .bind(first.as_str())
    .bind(*second_scope)
    .bind(second.as_str())
    .all(on)
    .await?;
    let owner = |scope: &str| rows.iter().find(|row| row.scope == scope).map(|row| row.owner.clone());
    Ok([owner(first_scope), owner(second_scope)])
}

/// Gives a value back.
pub async fn release(tx: &mut Tx, scope: &str, value: &str, owner: &str) -> StoreResult<()> {
    let released = statement("DELETE FROM x_unique WHERE scope = $1 AND value = $2 AND owner = $3")
        .bind(scope)
        .bind(value)
        .bind(owner)
        .execute(tx)
        .await?;
    if released > 1 {
        return Err(StoreError::Corrupt("a unique value had two rows".into()));
    }
    Ok(())
}
