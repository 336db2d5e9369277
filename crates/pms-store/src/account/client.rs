//! Service clients (client credentials) and the redirect addresses of sign-in clients.

use pms_domain::Timestamp;
use sqlx::FromRow;

use crate::db::{Db, On, statement};
use crate::{Change, StoreResult};

pub const ACTIVE: &str = "active";
pub const DISABLED: &str = "disabled";

/// A row of `x_client`. No `Debug`: it holds the secret's keyed hash.
#[derive(Clone, FromRow)]
pub struct Client {
    pub id: String,
    /// Keyed hash of the secret; none: a public client, which proves itself with PKCE.
    pub secret_token: Option<String>,
    pub state: String,
    /// Comma-separated roles of its service account.
    pub roles: String,
    /// JSON array of exact redirect addresses.
    pub redirect_uris: String,
    /// Tokens issued before this are refused: the last change of secret or state.
    pub tokens_from: Timestamp,
    pub created_at: Timestamp,
    pub created_by: String,
    pub revision: i64,
}

impl Client {
    pub fn is_active(&self) -> bool {
        self.state == ACTIVE
    }

    pub fn role_list(&self) -> impl Iterator<Item = &str> {
        self.roles.split(',').filter(|role| !role.is_empty())
    }

    pub fn redirects(&self) -> Vec<String> {
        serde_json::from_str(&self.redirect_uris).unwrap_or_default()
    }
}

macro_rules! columns {
    () => {
        "id, secret_token, state, roles, redirect_uris, tokens_from, created_at, created_by, revision"
    };
}

pub async fn find(on: impl Into<On<'_>>, id: &str) -> StoreResult<Option<Client>> {
    statement(concat!("SELECT ", columns!(), " FROM x_client WHERE id = $1")).bind(id).optional(on).await
}

/// All clients, by id. There are a few dozen.
pub async fn all(db: &Db) -> StoreResult<Vec<Client>> {
    statement(concat!("SELECT ", columns!(), " FROM x_client ORDER BY id")).all(db).await
}

/// Inserts a client. `false`: the id is taken.
pub async fn insert(change: &mut Change<'_>, client: &Client) -> StoreResult<bool> {
    let revision = change.revision();
    let inserted = statement(
        "INSERT INTO x_client (id, secret_token, state, roles, redirect_uris, tokens_from, created_at, created_by, \
         revision) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
    )
    .bind(client.id.as_str())
    .bind(client.secret_token.clone())
    .bind(client.state.as_str())
    .bind(client.roles.as_str())
    .bind(client.redirect_uris.as_str())
    .bind(client.tokens_from)
    .bind(client.created_at)
    .bind(client.created_by.as_str())
    .bind(revision)
    .execute(change)
    .await?;
    Ok(inserted == 1)
}

/// Replaces the secret; earlier tokens are refused.
pub async fn set_secret(change: &mut Change<'_>, id: &str, secret_token: &str, now: Timestamp) -> StoreResult<bool> {
    let revision = change.revision();
    let set = statement("UPDATE x_client SET secret_token = $2, tokens_from = $3, revision = $4 WHERE id = $1")
        .bind(id)
        .bind(secret_token)
        .bind(now)
        .bind(revision)
        .execute(change)
        .await?;
    Ok(set == 1)
}

pub async fn set_state(change: &mut Change<'_>, id: &str, state: &str, now: Timestamp) -> StoreResult<bool> {
    let revision = change.revision();
    let set = statement("UPDATE x_client SET state = $2, tokens_from = $3, revision = $4 WHERE id = $1")
        .bind(id)
        .bind(state)
        .bind(now)
        .bind(revision)
        .execute(change)
        .await?;
    Ok(set == 1)
}

pub async fn set_roles(change: &mut Change<'_>, id: &str, roles: &str) -> StoreResult<bool> {
    let revision = change.revision();
    let set = statement("UPDATE x_client SET roles = $2, revision = $3 WHERE id = $1")
        .bind(id)
        .bind(roles)
        .bind(revision)
        .execute(change)
        .await?;
    Ok(set == 1)
}
