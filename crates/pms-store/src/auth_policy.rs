//! Policies. The table keeps its old name, `auth_policy`, for all types, and its column `policy_file_id` holds the JSON
//! itself (contract `db-schema.md`).

use pms_domain::Timestamp;
use pms_domain::policy::Status;
use sqlx::FromRow;

use crate::db::{Db, On, Tx, statement};
use crate::dialect::pick;
use crate::{Change, StoreResult};

/// A policy with its group.
#[derive(Clone, Debug, FromRow)]
pub struct AuthPolicy {
    pub id: String,
    pub policy_group_id: Option<String>,
    pub name: String,
    pub descr: String,
    /// The JSON.
    pub policy_file_id: String,
    /// As it was sent: compare it without regard to case.
    pub policy_type: String,
    pub version: String,
    /// Set by publishing, never cleared.
    pub policy_schema: Option<String>,
    pub valid_from_date: Timestamp,
    pub valid_to_date: Timestamp,
    pub is_active: bool,
    pub cr_by: String,
    pub cr_dtimes: Timestamp,
    pub upd_by: Option<String>,
    pub upd_dtimes: Option<Timestamp>,
    pub is_deleted: Option<bool>,
    pub del_dtimes: Option<Timestamp>,
    pub group_name: Option<String>,
    pub group_descr: Option<String>,
    pub group_is_active: Option<bool>,
    pub group_cr_by: Option<String>,
    pub group_cr_dtimes: Option<Timestamp>,
    pub group_upd_by: Option<String>,
    pub group_upd_dtimes: Option<Timestamp>,
}

impl AuthPolicy {
    pub fn status(&self) -> Status {
        Status::of(self.policy_schema.is_some(), self.is_active)
    }

    /// Adopted databases may hold policies that were deleted softly: lists show them, nothing new counts on them.
    pub fn is_gone(&self) -> bool {
        self.is_deleted == Some(true)
    }
}

macro_rules! select {
    () => {
        "SELECT a.id, a.policy_group_id, a.name, a.descr, a.policy_file_id, a.policy_type, a.version, a.policy_schema, \
         a.valid_from_date, a.valid_to_date, a.is_active, a.cr_by, a.cr_dtimes, a.upd_by, a.upd_dtimes, a.is_deleted, \
         a.del_dtimes, g.name AS group_name, g.descr AS group_descr, g.is_active AS group_is_active, \
         g.cr_by AS group_cr_by, g.cr_dtimes AS group_cr_dtimes, g.upd_by AS group_upd_by, \
         g.upd_dtimes AS group_upd_dtimes FROM auth_policy a LEFT JOIN policy_group g ON g.id = a.policy_group_id "
    };
}

pub async fn find(on: impl Into<On<'_>>, id: &str) -> StoreResult<Option<AuthPolicy>> {
    statement(concat!(select!(), "WHERE a.id = $1")).bind(id).optional(on).await
}

/// Those of some policies that there are, in one statement.
pub async fn find_some(db: &Db, ids: &[&str]) -> StoreResult<Vec<AuthPolicy>> {
    let sql = pick(
        &On::Db(db),
        concat!(select!(), "WHERE a.id = ANY (ARRAY(SELECT value FROM jsonb_array_elements_text(CAST($1 AS jsonb))))"),
        concat!(select!(), "WHERE a.id IN (SELECT value FROM json_each($1))"),
    );
    statement(sql).bind(serde_json::json!(ids).to_string()).all(db).await
}

/// The next policies after this id, in the order of their ids: deleted ones too, as the contract lists them (part B §4.7).
pub async fn run(on: impl Into<On<'_>>, after: &str, limit: i64) -> StoreResult<Vec<AuthPolicy>> {
    statement(concat!(select!(), "WHERE a.id > $1 ORDER BY a.id LIMIT $2")).bind(after).bind(limit).all(on).await
}

/// Active policies of a group, not deleted, by name.
pub async fn active_of_group(on: impl Into<On<'_>>, group_id: &str) -> StoreResult<Vec<AuthPolicy>> {
    statement(concat!(
        select!(),
        "WHERE a.policy_group_id = $1 AND a.is_active AND (a.is_deleted IS NULL OR a.is_deleted = FALSE) \
         ORDER BY a.name, a.id"
    ))
    .bind(group_id)
    .all(on)
    .await
}

#[derive(FromRow)]
struct Id {
    id: String,
}

/// The policy of this name in a group, letter for letter.
pub async fn find_by_name(on: impl Into<On<'_>>, group_id: &str, name: &str) -> StoreResult<Option<String>> {
    let found: Option<Id> = statement("SELECT id FROM auth_policy WHERE policy_group_id = $1 AND name = $2")
        .bind(group_id)
        .bind(name)
        .optional(on)
        .await?;
    Ok(found.map(|row| row.id))
}

/// Whether any group has an active policy of this name, letter for letter.
pub async fn is_active_anywhere(on: impl Into<On<'_>>, name: &str) -> StoreResult<bool> {
    let found: Option<Id> = statement(
        "SELECT id FROM auth_policy WHERE name = $1 AND is_active AND (is_deleted IS NULL OR is_deleted = FALSE) LIMIT 1",
    )
    .bind(name)
    .optional(on)
    .await?;
    Ok(found.is_some())
}

/// A new draft.
pub struct NewPolicy<'a> {
    pub id: &'a str,
    pub policy_group_id: &'a str,
    pub name: &'a str,
    pub descr: &'a str,
    pub policy: &'a str,
    pub policy_type: &'a str,
    pub version: &'a str,
    pub valid_to: Timestamp,
    pub by: &'a str,
    pub at: Timestamp,
}

/// Inserts a draft with its history row; a taken id, or name in its group, is [`crate::StoreError::Taken`].
pub async fn insert(tx: &mut Tx, policy: &NewPolicy<'_>) -> StoreResult<()> {
    statement(
        "INSERT INTO auth_policy (id, policy_group_id, name, descr, policy_file_id, policy_type, version, \
         valid_from_date, valid_to_date, is_active, cr_by, cr_dtimes, is_deleted) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, FALSE, $10, $11, FALSE)",
    )
    .bind(policy.id)
    .bind(policy.policy_group_id)
    .bind(policy.name)
    .bind(policy.descr)
    .bind(policy.policy)
    .bind(policy.policy_type)
    .bind(policy.version)
    .bind(policy.at)
    .bind(policy.valid_to)
    .bind(policy.by)
    .bind(policy.at)
    .execute(tx)
    .await?;
    add_history(tx, policy.id, policy.at);
    Ok(())
}

/// Everything of a policy that an edit may change.
pub struct Content<'a> {
    pub name: &'a str,
    pub descr: &'a str,
    pub version: &'a str,
    pub policy: &'a str,
    pub valid_to: Timestamp,
}

pub async fn update(tx: &mut Tx, id: &str, content: &Content<'_>, by: &str, at: Timestamp) -> StoreResult<()> {
    statement(
        "UPDATE auth_policy SET name = $2, descr = $3, version = $4, policy_file_id = $5, valid_to_date = $6, \
         upd_by = $7, upd_dtimes = $8 WHERE id = $1",
    )
    .bind(id)
    .bind(content.name)
    .bind(content.descr)
    .bind(content.version)
    .bind(content.policy)
    .bind(content.valid_to)
    .bind(by)
    .bind(at)
    .execute(tx)
    .await?;
    add_history(tx, id, at);
    Ok(())
}

/// Publishes: sets the schema and the activity.
pub async fn publish(tx: &mut Tx, id: &str, schema: &str, by: &str, at: Timestamp) -> StoreResult<()> {
    statement(
        "UPDATE auth_policy SET policy_schema = $2, is_active = TRUE, upd_by = $3, upd_dtimes = $4 WHERE id = $1",
    )
    .bind(id)
    .bind(schema)
    .bind(by)
    .bind(at)
    .execute(tx)
    .await?;
    add_history(tx, id, at);
    Ok(())
}

pub async fn set_active(tx: &mut Tx, id: &str, is_active: bool, by: &str, at: Timestamp) -> StoreResult<()> {
    statement("UPDATE auth_policy SET is_active = $2, upd_by = $3, upd_dtimes = $4 WHERE id = $1")
        .bind(id)
        .bind(is_active)
        .bind(by)
        .bind(at)
        .execute(tx)
        .await?;
    add_history(tx, id, at);
    Ok(())
}

/// Copies the row into the history, under the policy's own id. Nothing reads it again in the change. What it copies must
/// have been written at once: statements that wait do not see each other.
fn add_history(tx: &mut Tx, id: &str, effective: Timestamp) {
    statement(
        "INSERT INTO auth_policy_h (id, eff_dtimes, policy_group_id, name, descr, policy_file_id, policy_type, version, \
         policy_schema, valid_from_date, valid_to_date, is_active, cr_by, cr_dtimes, upd_by, upd_dtimes, is_deleted, \
         del_dtimes) \
         SELECT id, $2, policy_group_id, name, descr, policy_file_id, policy_type, version, policy_schema, \
         valid_from_date, valid_to_date, is_active, cr_by, cr_dtimes, upd_by, upd_dtimes, is_deleted, del_dtimes \
         FROM auth_policy WHERE id = $1 ON CONFLICT DO NOTHING",
    )
    .bind(id)
    .bind(effective)
    .later(tx);
}

/// How many policies a group has, deleted ones left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct Counts {
    pub active: i64,
    /// Inactive and never published.
    pub drafts: i64,
}

pub async fn counts(on: impl Into<On<'_>>, group_id: &str) -> StoreResult<Counts> {
    statement(
        "SELECT CAST(COALESCE(SUM(CASE WHEN is_active THEN 1 ELSE 0 END), 0) AS bigint) AS active, \
         CAST(COALESCE(SUM(CASE WHEN NOT is_active AND policy_schema IS NULL THEN 1 ELSE 0 END), 0) AS bigint) AS drafts \
         FROM auth_policy WHERE policy_group_id = $1 AND (is_deleted IS NULL OR is_deleted = FALSE)",
    )
    .bind(group_id)
    .one(on)
    .await
}

/// Whether a policy has API keys that are active at a moment and not deleted.
pub async fn has_active_keys(on: impl Into<On<'_>>, id: &str, at: Timestamp) -> StoreResult<bool> {
    let found: Option<Id> = statement(
        "SELECT k.policy_id AS id FROM partner_policy k WHERE k.policy_id = $1 AND k.is_active \
         AND (k.is_deleted IS NULL OR k.is_deleted = FALSE) \
         AND (k.valid_to_datetime IS NULL OR k.valid_to_datetime > $2) AND NOT EXISTS \
         (SELECT 1 FROM x_api_key x WHERE x.api_key = k.policy_api_key AND x.ends_at <= $3) LIMIT 1",
    )
    .bind(id)
    .bind(at)
    .bind(at)
    .optional(on)
    .await?;
    Ok(found.is_some())
}

/// Whether a partner has an API key for a policy that counts at a moment: active, not deleted, and neither its partner nor
/// policy nor group is deactivated.
pub async fn has_active_key_of(on: impl Into<On<'_>>, id: &str, partner_id: &str, at: Timestamp) -> StoreResult<bool> {
    let found: Option<Id> = statement(
        "SELECT k.policy_id AS id FROM partner_policy k JOIN partner p ON p.id = k.part_id \
         LEFT JOIN auth_policy a ON a.id = k.policy_id LEFT JOIN policy_group g ON g.id = a.policy_group_id \
         WHERE k.part_id = $1 AND k.policy_id = $2 AND k.is_active AND (k.is_deleted IS NULL OR k.is_deleted = FALSE) \
         AND (k.valid_to_datetime IS NULL OR k.valid_to_datetime > $3) AND NOT EXISTS \
         (SELECT 1 FROM x_api_key x WHERE x.api_key = k.policy_api_key AND x.ends_at <= $4) \
         AND p.is_active AND COALESCE(a.is_active, TRUE) AND COALESCE(g.is_active, TRUE) LIMIT 1",
    )
    .bind(partner_id)
    .bind(id)
    .bind(at)
    .bind(at)
    .optional(on)
    .await?;
    Ok(found.is_some())
}

/// Whether partners' requests for a policy have this status, letter for letter (contract part B §4.20a).
pub async fn has_request(on: impl Into<On<'_>>, id: &str, status: &str) -> StoreResult<bool> {
    let found: Option<Id> = statement(
        "SELECT policy_id AS id FROM partner_policy_request WHERE policy_id = $1 AND status_code = $2 \
         AND (is_deleted IS NULL OR is_deleted = FALSE) LIMIT 1",
    )
    .bind(id)
    .bind(status)
    .optional(on)
    .await?;
    Ok(found.is_some())
}

/// Rejects requests for a policy that wait, at most so many. Answers their ids; fewer than the limit: there are no more.
pub async fn reject_requests(
    change: &mut Change<'_>,
    id: &str,
    by: &str,
    at: Timestamp,
    limit: i64,
) -> StoreResult<Vec<String>> {
    let rejected: Vec<Id> = statement(
        "UPDATE partner_policy_request SET status_code = 'rejected', upd_by = $2, upd_dtimes = $3 \
         WHERE id IN (SELECT id FROM partner_policy_request WHERE policy_id = $1 AND status_code = 'InProgress' \
         ORDER BY id LIMIT $4) RETURNING id",
    )
    .bind(id)
    .bind(by)
    .bind(at)
    .bind(limit)
    .all(change)
    .await?;
    let mut ids: Vec<String> = rejected.into_iter().map(|row| row.id).collect();
    ids.sort_unstable();
    Ok(ids)
}

/// Whether anything refers to a policy, in any state: requests, keys, mappings, licences, clients.
pub async fn is_referred_to(on: impl Into<On<'_>>, id: &str) -> StoreResult<bool> {
    let mut query = statement(
        "SELECT a.id FROM auth_policy a WHERE a.id = $1 AND (\
         EXISTS (SELECT 1 FROM partner_policy_request r WHERE r.policy_id = $2) \
         OR EXISTS (SELECT 1 FROM partner_policy k WHERE k.policy_id = $3) \
         OR EXISTS (SELECT 1 FROM partner_policy_credential_type c WHERE c.policy_id = $4) \
         OR EXISTS (SELECT 1 FROM partner_policy_bioextract e WHERE e.policy_id = $5) \
         OR EXISTS (SELECT 1 FROM misp_license m WHERE m.policy_id = $6) \
         OR EXISTS (SELECT 1 FROM oidc_client o WHERE o.policy_id = $7))",
    );
    for _ in 0..7 {
        query = query.bind(id);
    }
    let found: Option<Id> = query.optional(on).await?;
    Ok(found.is_some())
}

/// Takes a draft out of the database, and with it whose clone it is. Its texts stay in its history. `false`: there is no
/// such draft, or it was published.
pub async fn delete_draft(tx: &mut Tx, id: &str) -> StoreResult<bool> {
    let deleted = statement("DELETE FROM auth_policy WHERE id = $1 AND policy_schema IS NULL AND NOT is_active")
        .bind(id)
        .execute(tx)
        .await?;
    if deleted == 1 {
        statement("DELETE FROM x_policy_clone WHERE policy_id = $1").bind(id).execute(tx).await?;
    }
    Ok(deleted == 1)
}

/// Remembers of which policy a new one is a clone. Clones of clones belong to the first of them.
pub async fn set_source(tx: &mut Tx, id: &str, source_id: &str) -> StoreResult<()> {
    statement(
        "INSERT INTO x_policy_clone (policy_id, source_id, origin_id) VALUES ($1, $2, \
         COALESCE((SELECT c.origin_id FROM x_policy_clone c WHERE c.policy_id = $3), $4))",
    )
    .bind(id)
    .bind(source_id)
    .bind(source_id)
    .bind(source_id)
    .execute(tx)
    .await?;
    Ok(())
}

/// The policies that have the same origin as this one, which is not among them, by group and name.
pub async fn relatives(on: impl Into<On<'_>>, id: &str) -> StoreResult<Vec<AuthPolicy>> {
    statement(concat!(
        select!(),
        "WHERE a.id <> $1 AND a.id IN (\
         SELECT c.policy_id FROM x_policy_clone c WHERE c.origin_id = \
         COALESCE((SELECT o.origin_id FROM x_policy_clone o WHERE o.policy_id = $2), $3) \
         UNION SELECT COALESCE((SELECT o.origin_id FROM x_policy_clone o WHERE o.policy_id = $4), $5)) \
         ORDER BY g.name, a.name, a.id"
    ))
    .bind(id)
    .bind(id)
    .bind(id)
    .bind(id)
    .bind(id)
    .all(on)
    .await
}
