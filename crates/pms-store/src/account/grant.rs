//! Authorization codes and refresh tokens: keyed hashes, each used once. They are no changes.

use pms_domain::Timestamp;
use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{Db, statement};

pub const CODE: &str = "code";
pub const REFRESH: &str = "refresh";

#[derive(Clone, Debug, FromRow)]
pub struct Grant {
    /// Keyed hash of the code or refresh token.
    pub id: String,
    pub kind: String,
    pub client_id: String,
    pub account_id: String,
    pub sid: String,
    pub redirect_uri: Option<String>,
    /// PKCE challenge (S256).
    pub challenge: Option<String>,
    pub nonce: Option<String>,
    pub scope: Option<String>,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

macro_rules! columns {
    () => {
        "id, kind, client_id, account_id, sid, redirect_uri, challenge, nonce, scope, expires_at, used_at"
    };
}

pub async fn insert(db: &Db, grant: &Grant) -> StoreResult<()> {
    statement(
        "INSERT INTO x_grant (id, kind, client_id, account_id, sid, redirect_uri, challenge, nonce, scope, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(grant.id.as_str())
    .bind(grant.kind.as_str())
    .bind(grant.client_id.as_str())
    .bind(grant.account_id.as_str())
    .bind(grant.sid.as_str())
    .bind(grant.redirect_uri.clone())
    .bind(grant.challenge.clone())
    .bind(grant.nonce.clone())
    .bind(grant.scope.clone())
    .bind(grant.expires_at)
    .execute_uncounted(db)
    .await?;
    Ok(())
}

/// What came of an attempt to use a grant.
pub enum Spent {
    /// It was open and is used now.
    Now(Grant),
    /// It had been used before: whoever sends it again has stolen it, or was stolen from.
    Before(Grant),
    /// There is none, or it is over.
    Unknown,
}

/// Uses a grant up, once, whoever else tries at the same time.
pub async fn spend(db: &Db, id: &str, kind: &str, now: Timestamp) -> StoreResult<Spent> {
    let spent: Option<Grant> = statement(concat!(
        "UPDATE x_grant SET used_at = $3 WHERE id = $1 AND kind = $2 AND used_at IS NULL AND expires_at > $3 RETURNING ",
        columns!()
    ))
    .bind(id)
    .bind(kind)
    .bind(now)
    .returning_uncounted(db)
    .await?;
    if let Some(grant) = spent {
        return Ok(Spent::Now(grant));
    }
    let found: Option<Grant> =
        statement(concat!("SELECT ", columns!(), " FROM x_grant WHERE id = $1 AND kind = $2 AND used_at IS NOT NULL"))
            .bind(id)
            .bind(kind)
            .optional(db)
            .await?;
    Ok(found.map_or(Spent::Unknown, Spent::Before))
}
