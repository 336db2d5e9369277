//! Counters of limits, shared by all replicas. They are no changes.

use pms_domain::Timestamp;
use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{Db, Tx, statement};

/// A counter: which limit, whose (a keyed hash), which period.
pub struct Key<'a> {
    pub name: &'a str,
    pub key: &'a str,
    pub period: i64,
}

#[derive(FromRow)]
struct Used {
    used: i64,
}

const TAKE: &str = "INSERT INTO x_limit (name, key, period, used, expires_at) VALUES ($1, $2, $3, $4, $5) \
     ON CONFLICT (name, key, period) DO UPDATE SET used = x_limit.used + $4, \
     expires_at = excluded.expires_at RETURNING used";

/// Adds to a counter and answers its new value; atomic.
pub async fn take(tx: &mut Tx, key: &Key<'_>, by: i64, expires_at: Timestamp) -> StoreResult<i64> {
    let used: Used =
        statement(TAKE).bind(key.name).bind(key.key).bind(key.period).bind(by).bind(expires_at).one(tx).await?;
    Ok(used.used)
}

/// As [`take`], in a transaction of its own.
pub async fn take_one(db: &Db, key: &Key<'_>, by: i64, expires_at: Timestamp) -> StoreResult<i64> {
    let used: Option<Used> = statement(TAKE)
        .bind(key.name)
        .bind(key.key)
        .bind(key.period)
        .bind(by)
        .bind(expires_at)
        .returning_uncounted(db)
        .await?;
    Ok(used.map_or(0, |used| used.used))
}

/// A counter's value.
pub async fn used(db: &Db, key: &Key<'_>) -> StoreResult<i64> {
    let used: Option<Used> = statement("SELECT used FROM x_limit WHERE name = $1 AND key = $2 AND period = $3")
        .bind(key.name)
        .bind(key.key)
        .bind(key.period)
        .optional(db)
        .await?;
    Ok(used.map_or(0, |used| used.used))
}
