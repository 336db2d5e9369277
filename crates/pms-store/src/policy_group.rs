//! Policy groups.

use pms_domain::Timestamp;
use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{On, Tx, statement};

#[derive(Clone, Debug, FromRow)]
pub struct PolicyGroup {
    pub id: String,
    pub name: String,
    pub descr: String,
    pub user_id: String,
    pub is_active: bool,
    pub cr_by: String,
    pub cr_dtimes: Timestamp,
    pub upd_by: Option<String>,
    pub upd_dtimes: Option<Timestamp>,
    pub is_deleted: Option<bool>,
    pub del_dtimes: Option<Timestamp>,
}

macro_rules! columns {
    () => {
        "id, name, descr, user_id, is_active, cr_by, cr_dtimes, upd_by, upd_dtimes, is_deleted, del_dtimes"
    };
}

pub async fn find(on: impl Into<On<'_>>, id: &str) -> StoreResult<Option<PolicyGroup>> {
    statement(concat!("SELECT ", columns!(), " FROM policy_group WHERE id = $1")).bind(id).optional(on).await
}

/// Exact name, as the contract compares it.
pub async fn find_by_name(on: impl Into<On<'_>>, name: &str) -> StoreResult<Option<PolicyGroup>> {
    statement(concat!("SELECT ", columns!(), " FROM policy_group WHERE name = $1")).bind(name).optional(on).await
}

/// The next groups after this id, in the order of their ids.
pub async fn run(on: impl Into<On<'_>>, after: &str, limit: i64) -> StoreResult<Vec<PolicyGroup>> {
    statement(concat!("SELECT ", columns!(), " FROM policy_group WHERE id > $1 ORDER BY id LIMIT $2"))
        .bind(after)
        .bind(limit)
        .all(on)
        .await
}

/// Active and not deleted, by name.
pub async fn active(on: impl Into<On<'_>>) -> StoreResult<Vec<PolicyGroup>> {
    statement(concat!(
        "SELECT ",
        columns!(),
        " FROM policy_group WHERE is_active AND (is_deleted IS NULL OR is_deleted = FALSE) ORDER BY name, id"
    ))
    .all(on)
    .await
}

/// Inserts; a taken id or name is [`crate::StoreError::Taken`].
pub async fn insert(tx: &mut Tx, group: &PolicyGroup) -> StoreResult<()> {
    statement(
        "INSERT INTO policy_group (id, name, descr, user_id, is_active, cr_by, cr_dtimes, is_deleted) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, FALSE)",
    )
    .bind(group.id.as_str())
    .bind(group.name.as_str())
    .bind(group.descr.as_str())
    .bind(group.user_id.as_str())
    .bind(group.is_active)
    .bind(group.cr_by.as_str())
    .bind(group.cr_dtimes)
    .execute(tx)
    .await?;
    Ok(())
}

/// Everything of a group that an update may change.
pub async fn update(tx: &mut Tx, group: &PolicyGroup) -> StoreResult<()> {
    statement(
        "UPDATE policy_group SET name = $2, descr = $3, user_id = $4, is_active = $5, upd_by = $6, upd_dtimes = $7 \
         WHERE id = $1",
    )
    .bind(group.id.as_str())
    .bind(group.name.as_str())
    .bind(group.descr.as_str())
    .bind(group.user_id.as_str())
    .bind(group.is_active)
    .bind(group.upd_by.clone())
    .bind(group.upd_dtimes)
    .execute(tx)
    .await?;
    Ok(())
}

pub async fn set_active(tx: &mut Tx, id: &str, is_active: bool, by: &str, at: Timestamp) -> StoreResult<()> {
    statement("UPDATE policy_group SET is_active = $2, upd_by = $3, upd_dtimes = $4 WHERE id = $1")
        .bind(id)
        .bind(is_active)
        .bind(by)
        .bind(at)
        .execute(tx)
        .await?;
    Ok(())
}

/// A policy, as far as the groups' pages show it.
#[derive(Clone, Debug, FromRow)]
pub struct PolicyInGroup {
    pub id: String,
    pub policy_group_id: Option<String>,
    pub name: String,
    pub descr: String,
    pub policy_file_id: String,
    pub version: String,
    pub policy_schema: Option<String>,
    pub valid_from_date: Timestamp,
    pub valid_to_date: Timestamp,
    pub is_active: bool,
    pub cr_by: String,
    pub cr_dtimes: Timestamp,
    pub upd_by: Option<String>,
    pub upd_dtimes: Option<Timestamp>,
}

/// The policies of a group, in any state, newest first.
pub async fn policies(on: impl Into<On<'_>>, group_id: &str) -> StoreResult<Vec<PolicyInGroup>> {
    statement(
        "SELECT id, policy_group_id, name, descr, policy_file_id, version, policy_schema, valid_from_date, \
         valid_to_date, is_active, cr_by, cr_dtimes, upd_by, upd_dtimes FROM auth_policy \
         WHERE policy_group_id = $1 ORDER BY cr_dtimes DESC, id",
    )
    .bind(group_id)
    .all(on)
    .await
}
