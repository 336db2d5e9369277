//! Adopted keys get what we keep beside them, and those that can be guessed are counted.

use pms_domain::api_key::Phase;
use pms_domain::context::Surroundings;
use pms_domain::key_value::KeyValue;
use sea_query::{Expr, ExprTrait, Query};
use sqlx::FromRow;

use super::{ApiKey, columns, index, value, without_id};
use crate::db::{On, statement};
use crate::{Change, Store, StoreResult, counter};

/// Gives an adopted key its public id and what goes with it.
pub(super) async fn adopt(change: &mut Change<'_>, surroundings: &Surroundings, key: &ApiKey) -> StoreResult<String> {
    let id = surroundings.uuid();
    let store = change.store().clone();
    let is_weak = value(&store, &mut *change, key).await?.is_weak();
    statement("INSERT INTO x_api_key (id, api_key, phase, is_weak, stopped_by_admin) VALUES ($1, $2, $3, $4, FALSE)")
        .bind(id.as_str())
        .bind(key.policy_api_key.as_str())
        .bind(Phase::Live.as_str())
        .bind(is_weak)
        .execute(change)
        .await?;
    index(change, &id, &key.label, key.cr_dtimes).await?;
    counter::add(change, counter::API_KEYS, 1);
    Ok(id)
}

#[derive(FromRow)]
struct Missing {
    #[expect(dead_code, reason = "that there is a row is the answer")]
    found: i32,
}

/// Whether a key lacks its public id.
pub async fn is_missing(on: impl Into<On<'_>>) -> StoreResult<bool> {
    let found: Option<Missing> = statement(
        "SELECT 1 AS found FROM partner_policy k \
         WHERE NOT EXISTS (SELECT 1 FROM x_api_key x WHERE x.api_key = k.policy_api_key) LIMIT 1",
    )
    .optional(on)
    .await?;
    Ok(found.is_some())
}

/// Gives a batch of adopted keys their public ids, oldest first. Answers the ids; none: all have one.
pub async fn adopt_missing(change: &mut Change<'_>, surroundings: &Surroundings) -> StoreResult<Vec<String>> {
    let keys = without_id(&mut *change).await?;
    let mut ids = Vec::with_capacity(keys.len());
    for key in &keys {
        ids.push(adopt(change, surroundings, key).await?);
    }
    Ok(ids)
}

#[derive(FromRow)]
struct Count {
    keys: i64,
}

/// How many keys that are active can be guessed.
pub async fn weak(on: impl Into<On<'_>>) -> StoreResult<i64> {
    let count: Count = statement(
        "SELECT COUNT(*) AS keys FROM x_api_key x JOIN partner_policy k ON k.policy_api_key = x.api_key \
         WHERE x.is_weak AND k.is_active",
    )
    .one(on)
    .await?;
    Ok(count.keys)
}

/// How many of these values are active keys.
pub async fn count_active(store: &Store, values: &[KeyValue]) -> StoreResult<i64> {
    #[derive(FromRow)]
    struct Total {
        total: i64,
    }
    let held = values.iter().flat_map(|value| columns(store, value));
    let select = Query::select()
        .expr_as(Expr::cust("COUNT(*)"), "total")
        .from("partner_policy")
        .and_where(Expr::col("policy_api_key").is_in(held))
        .and_where(Expr::col("is_active").eq(true))
        .to_owned();
    let total: Vec<Total> = store.db().select(&select).await?;
    Ok(total.first().map_or(0, |row| row.total))
}
