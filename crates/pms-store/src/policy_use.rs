//! Who uses a policy, and what a policy group holds: what pages count before somebody publishes, clones or deactivates.

use pms_domain::Timestamp;
use sqlx::FromRow;

use crate::StoreResult;
use crate::auth_policy::AuthPolicy;
use crate::db::{Db, On, statement};
use crate::dialect::pick;
use crate::policy_group::PolicyGroup;

/// Who holds on to a policy, deleted rows left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct Uses {
    /// Partners with an approved request.
    pub partners: i64,
    /// Requests that wait for a decision.
    pub waiting: i64,
    /// API keys that are active and have not ended.
    pub keys: i64,
    /// OIDC clients of these partners that are active.
    pub clients: i64,
}

/// Who uses a policy at a moment.
pub async fn of_policy(on: impl Into<On<'_>>, policy_id: &str, at: Timestamp) -> StoreResult<Uses> {
    statement(
        "SELECT (SELECT COUNT(DISTINCT r.part_id) FROM partner_policy_request r WHERE r.policy_id = $1 \
         AND r.status_code = 'approved' AND (r.is_deleted IS NULL OR r.is_deleted = FALSE)) AS partners, \
         (SELECT COUNT(*) FROM partner_policy_request r WHERE r.policy_id = $2 AND r.status_code = 'InProgress' \
         AND (r.is_deleted IS NULL OR r.is_deleted = FALSE)) AS waiting, \
         (SELECT COUNT(*) FROM partner_policy k WHERE k.policy_id = $3 AND k.is_active \
         AND (k.is_deleted IS NULL OR k.is_deleted = FALSE) \
         AND (k.valid_to_datetime IS NULL OR k.valid_to_datetime > $4) AND NOT EXISTS \
         (SELECT 1 FROM x_api_key x WHERE x.api_key = k.policy_api_key AND x.ends_at <= $5)) AS keys, \
         (SELECT COUNT(*) FROM oidc_client c WHERE c.rp_id IN \
         (SELECT r.part_id FROM partner_policy_request r WHERE r.policy_id = $6 AND r.status_code = 'approved') \
         AND c.policy_id = $7 AND c.status = 'ACTIVE' AND (c.is_deleted IS NULL OR c.is_deleted = FALSE)) AS clients",
    )
    .bind(policy_id)
    .bind(policy_id)
    .bind(policy_id)
    .bind(at)
    .bind(at)
    .bind(policy_id)
    .bind(policy_id)
    .one(on)
    .await
}

/// The API keys of a partner for a policy that are active and have not ended.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct LiveKeys {
    pub part_id: String,
    pub keys: i64,
}

/// The keys of several partners for a policy, in one statement: a row for each partner.
pub async fn live_keys(db: &Db, partner_ids: &[&str], policy_id: &str, at: Timestamp) -> StoreResult<Vec<LiveKeys>> {
    let sql = pick(
        &On::Db(db),
        "SELECT g.value AS part_id, (SELECT COUNT(*) FROM partner_policy k WHERE k.part_id = g.value \
         AND k.policy_id = $2 AND k.is_active AND (k.is_deleted IS NULL OR k.is_deleted = FALSE) \
         AND (k.valid_to_datetime IS NULL OR k.valid_to_datetime > $3) AND NOT EXISTS \
         (SELECT 1 FROM x_api_key x WHERE x.api_key = k.policy_api_key AND x.ends_at <= $4)) AS keys \
         FROM jsonb_array_elements_text(CAST($1 AS jsonb)) AS g",
        "SELECT g.value AS part_id, (SELECT COUNT(*) FROM partner_policy k WHERE k.part_id = g.value \
         AND k.policy_id = $2 AND k.is_active AND (k.is_deleted IS NULL OR k.is_deleted = FALSE) \
         AND (k.valid_to_datetime IS NULL OR k.valid_to_datetime > $3) AND NOT EXISTS \
         (SELECT 1 FROM x_api_key x WHERE x.api_key = k.policy_api_key AND x.ends_at <= $4)) AS keys \
         FROM json_each($1) AS g",
    );
    let ids = serde_json::json!(partner_ids).to_string();
    statement(sql).bind(ids).bind(policy_id).bind(at).bind(at).all(db).await
}

/// What a group holds, deleted rows left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct GroupUses {
    /// Policies that are active.
    pub active: i64,
    /// Policies that were never published.
    pub drafts: i64,
    /// Policies that were published and are switched off.
    pub deactivated: i64,
    /// Partners that chose the group.
    pub partners: i64,
}

/// What a group holds. Partners are counted as those of the index of groups without the few of the index of deleted ones: no row is
/// read for it.
pub async fn of_group(on: impl Into<On<'_>>, group_id: &str) -> StoreResult<GroupUses> {
    statement(
        "SELECT CAST(COALESCE(SUM(CASE WHEN is_active THEN 1 ELSE 0 END), 0) AS bigint) AS active, \
         CAST(COALESCE(SUM(CASE WHEN NOT is_active AND policy_schema IS NULL THEN 1 ELSE 0 END), 0) AS bigint) AS drafts, \
         CAST(COALESCE(SUM(CASE WHEN NOT is_active AND policy_schema IS NOT NULL THEN 1 ELSE 0 END), 0) AS bigint) \
         AS deactivated, \
         (SELECT COUNT(*) FROM partner p WHERE p.policy_group_id = $1) \
         - (SELECT COUNT(*) FROM partner p WHERE p.policy_group_id = $1 AND p.is_deleted) AS partners \
         FROM auth_policy WHERE policy_group_id = $1 AND (is_deleted IS NULL OR is_deleted = FALSE)",
    )
    .bind(group_id)
    .one(on)
    .await
}

/// The id of the policy that another one was cloned from, directly.
pub async fn source(on: impl Into<On<'_>>, policy_id: &str) -> StoreResult<Option<String>> {
    #[derive(FromRow)]
    struct Source {
        source_id: String,
    }
    let found: Option<Source> =
        statement("SELECT source_id FROM x_policy_clone WHERE policy_id = $1").bind(policy_id).optional(on).await?;
    Ok(found.map(|row| row.source_id))
}

/// A policy with the number of partners that it is approved for. Rows of [`crate::policy_lists::POLICIES_IN_USE`].
#[derive(Clone, Debug, FromRow)]
pub struct PolicyInUse {
    #[sqlx(flatten)]
    pub policy: AuthPolicy,
    pub partners: i64,
}

/// A group with its policies and partners counted. Rows of [`crate::policy_lists::GROUPS_IN_USE`].
#[derive(Clone, Debug, FromRow)]
pub struct GroupInUse {
    #[sqlx(flatten)]
    pub group: PolicyGroup,
    pub policies: i64,
    pub partners: i64,
}
