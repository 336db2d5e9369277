//! OIDC and OAuth clients. Lists are columns joined by commas, as `mosip_pms` keeps them (contract `db-schema.md`).

use pms_domain::Timestamp;
use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{On, Tx, statement};
use crate::partner::Reach;

/// A client as stored.
#[derive(Clone, Debug, FromRow)]
pub struct OidcClient {
    /// Follows from the key.
    pub id: String,
    /// The plain name, or JSON with the names by language and the plain one as `@none`.
    pub name: String,
    /// The partner.
    pub rp_id: String,
    pub policy_id: String,
    pub logo_uri: String,
    pub redirect_uris: String,
    pub claims: String,
    pub acr_values: String,
    /// The public part of the key, a JWK as JSON.
    pub public_key: String,
    pub grant_types: String,
    pub auth_methods: String,
    /// `ACTIVE` or `INACTIVE`, as it is stored. What counts depends on partner and policy, too.
    pub status: String,
    pub cr_by: String,
    pub cr_dtimes: Timestamp,
    pub upd_by: Option<String>,
    pub upd_dtimes: Option<Timestamp>,
    /// `None`: the policy of an adopted row is gone.
    pub policy_name: Option<String>,
    pub policy_is_active: Option<bool>,
    /// `None`: the partner of an adopted row is gone.
    pub partner_is_active: Option<bool>,
}

/// The items of a column that joins them.
pub fn split(column: &str) -> Vec<String> {
    column.split(',').filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

macro_rules! select {
    () => {
        "SELECT c.id, c.name, c.rp_id, c.policy_id, c.logo_uri, c.redirect_uris, c.claims, c.acr_values, c.public_key, \
         c.grant_types, c.auth_methods, c.status, c.cr_by, c.cr_dtimes, c.upd_by, c.upd_dtimes, \
         a.name AS policy_name, a.is_active AS policy_is_active, p.is_active AS partner_is_active \
         FROM oidc_client c LEFT JOIN auth_policy a ON a.id = c.policy_id LEFT JOIN partner p ON p.id = c.rp_id "
    };
}

/// How many active clients a partner has.
pub async fn active_of(on: impl Into<On<'_>>, partner_id: &str) -> StoreResult<i64> {
    #[derive(FromRow)]
    struct Count {
        n: i64,
    }
    let found: Count = statement("SELECT COUNT(*) AS n FROM oidc_client WHERE rp_id = $1 AND status = 'ACTIVE'")
        .bind(partner_id)
        .one(on)
        .await?;
    Ok(found.n)
}

/// A client within reach. Outside the reach it does not exist for the caller.
pub async fn find(on: impl Into<On<'_>>, reach: Reach<'_>, id: &str) -> StoreResult<Option<OidcClient>> {
    let found: Option<OidcClient> = statement(concat!(select!(), "WHERE c.id = $1")).bind(id).optional(on).await?;
    Ok(found.filter(|client| reach.includes(&client.rp_id)))
}

#[derive(FromRow)]
struct Id {
    id: String,
}

/// The client that has this id or this key: older releases derived ids otherwise.
pub async fn holder(on: impl Into<On<'_>>, id: &str, public_key: &str) -> StoreResult<Option<String>> {
    let found: Option<Id> = statement(
        "SELECT id FROM oidc_client WHERE id = $1 UNION SELECT id FROM oidc_client WHERE public_key = $2 LIMIT 1",
    )
    .bind(id)
    .bind(public_key)
    .optional(on)
    .await?;
    Ok(found.map(|row| row.id))
}

/// What a client consists of besides its standing.
#[derive(Clone, Copy)]
pub struct Content<'a> {
    pub name: &'a str,
    pub logo_uri: &'a str,
    pub redirect_uris: &'a [String],
    pub grant_types: &'a [String],
    pub auth_methods: &'a [String],
}

/// A new client, active.
pub struct NewClient<'a> {
    pub id: &'a str,
    pub rp_id: &'a str,
    pub policy_id: &'a str,
    pub public_key: &'a str,
    pub claims: &'a [String],
    pub acr_values: &'a [String],
    pub content: Content<'a>,
    pub by: &'a str,
    pub at: Timestamp,
}

/// Inserts; a taken id or key is [`crate::StoreError::Taken`].
pub async fn insert(tx: &mut Tx, client: &NewClient<'_>) -> StoreResult<()> {
    statement(
        "INSERT INTO oidc_client (id, name, rp_id, policy_id, logo_uri, redirect_uris, claims, acr_values, public_key, \
         grant_types, auth_methods, status, cr_by, cr_dtimes, is_deleted) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'ACTIVE', $12, $13, FALSE)",
    )
    .bind(client.id)
    .bind(client.content.name)
    .bind(client.rp_id)
    .bind(client.policy_id)
    .bind(client.content.logo_uri)
    .bind(client.content.redirect_uris.join(","))
    .bind(client.claims.join(","))
    .bind(client.acr_values.join(","))
    .bind(client.public_key)
    .bind(client.content.grant_types.join(","))
    .bind(client.content.auth_methods.join(","))
    .bind(client.by)
    .bind(client.at)
    .execute(tx)
    .await?;
    Ok(())
}

/// Replaces what an update may. Nothing reads it again in the change.
pub fn update(tx: &mut Tx, id: &str, content: &Content<'_>, by: &str, at: Timestamp) {
    statement(
        "UPDATE oidc_client SET name = $2, logo_uri = $3, redirect_uris = $4, grant_types = $5, auth_methods = $6, \
         upd_by = $7, upd_dtimes = $8 WHERE id = $1",
    )
    .bind(id)
    .bind(content.name)
    .bind(content.logo_uri)
    .bind(content.redirect_uris.join(","))
    .bind(content.grant_types.join(","))
    .bind(content.auth_methods.join(","))
    .bind(by)
    .bind(at)
    .later(tx);
}

/// Deactivates for good. `false`: it is deactivated already.
pub async fn deactivate(tx: &mut Tx, id: &str, by: &str, at: Timestamp) -> StoreResult<bool> {
    let changed = statement(
        "UPDATE oidc_client SET status = 'INACTIVE', upd_by = $2, upd_dtimes = $3 WHERE id = $1 AND status <> 'INACTIVE'",
    )
    .bind(id)
    .bind(by)
    .bind(at)
    .execute(&mut *tx)
    .await?;
    statement("DELETE FROM x_oidc_key_change WHERE old_id = $1").bind(id).later(tx);
    Ok(changed == 1)
}

/// A client whose key was replaced.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct KeyChange {
    pub old_id: String,
    /// The client that takes its place.
    pub new_id: String,
    /// When the old one ends.
    pub retire_at: Timestamp,
}

/// What takes the place of a client, while it still counts.
pub async fn key_change(on: impl Into<On<'_>>, old_id: &str) -> StoreResult<Option<KeyChange>> {
    statement("SELECT old_id, new_id, retire_at FROM x_oidc_key_change WHERE old_id = $1")
        .bind(old_id)
        .optional(on)
        .await
}

/// Remembers that a client ends. Nothing reads it again in the change.
pub fn replace_key(tx: &mut Tx, change: &KeyChange) {
    statement("INSERT INTO x_oidc_key_change (old_id, new_id, retire_at) VALUES ($1, $2, $3)")
        .bind(change.old_id.as_str())
        .bind(change.new_id.as_str())
        .bind(change.retire_at)
        .later(tx);
}

/// Clients whose overlap is over, the oldest first; those that wait for eSignet's answer come later.
pub async fn overdue(on: impl Into<On<'_>>, now: Timestamp, limit: i64) -> StoreResult<Vec<KeyChange>> {
    statement(
        "SELECT k.old_id, k.new_id, k.retire_at FROM x_oidc_key_change k WHERE k.retire_at <= $1 \
         AND NOT EXISTS (SELECT 1 FROM x_esignet_intent i WHERE i.client_id = k.old_id) \
         ORDER BY k.retire_at, k.old_id LIMIT $2",
    )
    .bind(now)
    .bind(limit)
    .all(on)
    .await
}
