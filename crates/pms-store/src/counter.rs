//! Exact totals of unfiltered lists, kept in the change that adds or removes a row.

use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{On, Tx, statement};

pub const PARTNERS: &str = "partner";
pub const POLICY_REQUESTS: &str = "policy_request";
pub const API_KEYS: &str = "api_key";
pub const HOTLIST: &str = "hotlist";

#[derive(FromRow)]
struct Total {
    total: i64,
}

/// Adds to the total of a scope, with the next statement of the transaction.
pub fn add(tx: &mut Tx, scope: &str, by: i64) {
    statement(
        "INSERT INTO x_counter (scope, total) VALUES ($1, $2) \
         ON CONFLICT (scope) DO UPDATE SET total = x_counter.total + excluded.total",
    )
    .bind(scope)
    .bind(by)
    .later(tx);
}

pub async fn total(on: impl Into<On<'_>>, scope: &str) -> StoreResult<i64> {
    let row: Option<Total> = statement("SELECT total FROM x_counter WHERE scope = $1").bind(scope).optional(on).await?;
    Ok(row.map_or(0, |row| row.total))
}
