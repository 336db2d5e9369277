//! What the objects of approvals are called, for lists: a statement for each kind of object, however many rows a page has.
//!
//! PostgreSQL looks at each id by itself, limited so that it stays one look; SQLite leads from the ids to the table.

use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{Db, On, Row, statement};
use crate::dialect::pick;
use crate::partner::Reach;

/// A partner as lists name it.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct PartnerName {
    pub id: String,
    pub name: String,
    pub partner_type_code: String,
    /// Revision of its last change; of an adopted row that never changed 0.
    pub revision: i64,
}

/// What a request asks for, or a key is for.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct PolicyName {
    /// Of the request, or the public one of the key.
    pub id: String,
    pub part_id: String,
    pub policy_id: String,
    /// `None`: the policy is gone.
    pub policy_name: Option<String>,
    /// Of a key; of a request empty.
    pub label: String,
}

/// An account as lists name it.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct AccountName {
    pub id: String,
    pub name: String,
    pub revision: i64,
}

/// The state of an object's newest approval; `None`: it never had one.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct NewestState {
    pub object_id: String,
    pub state: Option<String>,
}

/// Nothing is asked where there is nothing to ask for.
async fn read<T: Row>(db: &Db, sql: &'static str, ids: &[&str]) -> StoreResult<Vec<T>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    statement(sql).bind(serde_json::json!(ids).to_string()).all(db).await
}

/// The partners with these ids, within reach.
pub async fn partners(db: &Db, reach: Reach<'_>, ids: &[&str]) -> StoreResult<Vec<PartnerName>> {
    let sql = pick(
        &On::Db(db),
        "SELECT f.id, f.name, f.partner_type_code, f.revision FROM jsonb_array_elements_text(CAST($1 AS jsonb)) AS g \
         CROSS JOIN LATERAL (SELECT p.id, p.name, p.partner_type_code, COALESCE((SELECT x.revision FROM x_partner x \
         WHERE x.partner_id = p.id), 0) AS revision FROM partner p WHERE p.id = g.value LIMIT 1) AS f",
        "SELECT p.id, p.name, p.partner_type_code, COALESCE((SELECT x.revision FROM x_partner x \
         WHERE x.partner_id = p.id), 0) AS revision FROM partner p WHERE p.id IN (SELECT value FROM json_each($1))",
    );
    let mut found: Vec<PartnerName> = read(db, sql, ids).await?;
    found.retain(|one| reach.includes(&one.id));
    Ok(found)
}

/// What these requests ask for, within reach.
pub async fn requests(db: &Db, reach: Reach<'_>, ids: &[&str]) -> StoreResult<Vec<PolicyName>> {
    let sql = pick(
        &On::Db(db),
        "SELECT f.id, f.part_id, f.policy_id, f.policy_name, f.label FROM jsonb_array_elements_text(CAST($1 AS jsonb)) \
         AS g CROSS JOIN LATERAL (SELECT r.id, r.part_id, r.policy_id, (SELECT a.name FROM auth_policy a \
         WHERE a.id = r.policy_id) AS policy_name, '' AS label FROM partner_policy_request r WHERE r.id = g.value LIMIT 1) \
         AS f",
        "SELECT r.id, r.part_id, r.policy_id, (SELECT a.name FROM auth_policy a WHERE a.id = r.policy_id) \
         AS policy_name, '' AS label FROM partner_policy_request r WHERE r.id IN (SELECT value FROM json_each($1))",
    );
    let mut found: Vec<PolicyName> = read(db, sql, ids).await?;
    found.retain(|one| reach.includes(&one.part_id));
    Ok(found)
}

/// What the keys with these public ids are called and for, within reach.
pub async fn keys(db: &Db, reach: Reach<'_>, ids: &[&str]) -> StoreResult<Vec<PolicyName>> {
    let sql = pick(
        &On::Db(db),
        "SELECT f.id, f.part_id, f.policy_id, f.policy_name, f.label FROM jsonb_array_elements_text(CAST($1 AS jsonb)) \
         AS g CROSS JOIN LATERAL (SELECT x.id, k.part_id, k.policy_id, (SELECT a.name FROM auth_policy a \
         WHERE a.id = k.policy_id) AS policy_name, k.label FROM x_api_key x JOIN partner_policy k \
         ON k.policy_api_key = x.api_key WHERE x.id = g.value LIMIT 1) AS f",
        "SELECT x.id, k.part_id, k.policy_id, (SELECT a.name FROM auth_policy a WHERE a.id = k.policy_id) \
         AS policy_name, k.label FROM x_api_key x JOIN partner_policy k ON k.policy_api_key = x.api_key \
         WHERE x.id IN (SELECT value FROM json_each($1))",
    );
    let mut found: Vec<PolicyName> = read(db, sql, ids).await?;
    found.retain(|one| reach.includes(&one.part_id));
    Ok(found)
}

/// The accounts with these ids.
pub async fn accounts(db: &Db, ids: &[&str]) -> StoreResult<Vec<AccountName>> {
    let sql = pick(
        &On::Db(db),
        "SELECT f.id, f.name, f.revision FROM jsonb_array_elements_text(CAST($1 AS jsonb)) AS g CROSS JOIN LATERAL \
         (SELECT a.id, a.name, a.revision FROM x_account a WHERE a.id = g.value LIMIT 1) AS f",
        "SELECT a.id, a.name, a.revision FROM x_account a WHERE a.id IN (SELECT value FROM json_each($1))",
    );
    read(db, sql, ids).await
}

/// How far the newest approvals of partners' registrations have come.
pub async fn registrations(db: &Db, reach: Reach<'_>, partner_ids: &[&str]) -> StoreResult<Vec<NewestState>> {
    let sql = pick(
        &On::Db(db),
        "SELECT g.value AS object_id, (SELECT a.state FROM x_approval a WHERE a.kind = 'partner' AND a.object_id = g.value \
         ORDER BY a.requested_at DESC, a.object_revision DESC LIMIT 1) AS state \
         FROM jsonb_array_elements_text(CAST($1 AS jsonb)) AS g",
        "SELECT g.value AS object_id, (SELECT a.state FROM x_approval a WHERE a.kind = 'partner' AND a.object_id = g.value \
         ORDER BY a.requested_at DESC, a.object_revision DESC LIMIT 1) AS state FROM json_each($1) AS g",
    );
    let ids: Vec<&str> = partner_ids.iter().copied().filter(|id| reach.includes(id)).collect();
    read(db, sql, &ids).await
}

/// How far the newest approvals of requests for policies have come; each request with the partner whose it is.
pub async fn policy_requests(db: &Db, reach: Reach<'_>, requests: &[(&str, &str)]) -> StoreResult<Vec<NewestState>> {
    let sql = pick(
        &On::Db(db),
        "SELECT g.value AS object_id, (SELECT a.state FROM x_approval a WHERE a.kind = 'policy' AND a.object_id = g.value \
         ORDER BY a.requested_at DESC, a.object_revision DESC LIMIT 1) AS state \
         FROM jsonb_array_elements_text(CAST($1 AS jsonb)) AS g",
        "SELECT g.value AS object_id, (SELECT a.state FROM x_approval a WHERE a.kind = 'policy' AND a.object_id = g.value \
         ORDER BY a.requested_at DESC, a.object_revision DESC LIMIT 1) AS state FROM json_each($1) AS g",
    );
    let ids: Vec<&str> =
        requests.iter().filter(|(_, partner_id)| reach.includes(partner_id)).map(|(id, _)| *id).collect();
    read(db, sql, &ids).await
}
