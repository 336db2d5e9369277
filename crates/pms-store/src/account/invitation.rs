//! Invitations to become a member of a partner: single use, for a time, for one address.

use pms_domain::Timestamp;
use pms_domain::context::Surroundings;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::db::{Db, On, Tx, statement};
use crate::{Store, StoreResult, sealed};

const SEALED: &str = "invitation";

#[derive(Clone, Debug, FromRow)]
pub struct Invitation {
    pub id: String,
    /// Keyed hash of the link's secret.
    pub token: String,
    pub partner_id: String,
    pub member_role: String,
    pub email_token: String,
    pub created_at: Timestamp,
    pub created_by: String,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
    pub used_by: Option<String>,
    pub revoked_at: Option<Timestamp>,
}

impl Invitation {
    /// Whether it can still be accepted.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.used_at.is_none() && self.revoked_at.is_none() && self.expires_at > now
    }
}

/// To whom it went, and in which language. Sealed.
#[derive(Clone, Serialize, Deserialize)]
pub struct Invited {
    pub email: String,
    pub lang: String,
}

macro_rules! columns {
    () => {
        "id, token, partner_id, member_role, email_token, created_at, created_by, expires_at, used_at, used_by, \
         revoked_at"
    };
}

pub async fn insert(
    tx: &mut Tx,
    store: &Store,
    surroundings: &Surroundings,
    invitation: &Invitation,
    invited: &Invited,
) -> StoreResult<()> {
    statement(
        "INSERT INTO x_invitation (id, token, partner_id, member_role, email_token, created_at, created_by, \
         expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(invitation.id.as_str())
    .bind(invitation.token.as_str())
    .bind(invitation.partner_id.as_str())
    .bind(invitation.member_role.as_str())
    .bind(invitation.email_token.as_str())
    .bind(invitation.created_at)
    .bind(invitation.created_by.as_str())
    .bind(invitation.expires_at)
    .execute(tx)
    .await?;
    sealed::put(tx, store.keys(), surroundings, SEALED, &invitation.id, invited)
}

pub async fn find(on: impl Into<On<'_>>, id: &str) -> StoreResult<Option<Invitation>> {
    statement(concat!("SELECT ", columns!(), " FROM x_invitation WHERE id = $1")).bind(id).optional(on).await
}

pub async fn by_token(on: impl Into<On<'_>>, token: &str) -> StoreResult<Option<Invitation>> {
    statement(concat!("SELECT ", columns!(), " FROM x_invitation WHERE token = $1")).bind(token).optional(on).await
}

/// Invitations of a partner, newest first.
pub async fn of_partner(db: &Db, partner_id: &str) -> StoreResult<Vec<Invitation>> {
    statement(concat!(
        "SELECT ",
        columns!(),
        " FROM x_invitation WHERE partner_id = $1 ORDER BY created_at DESC, id LIMIT 500"
    ))
    .bind(partner_id)
    .all(db)
    .await
}

pub async fn invited(store: &Store, on: impl Into<On<'_>>, id: &str) -> StoreResult<Option<Invited>> {
    sealed::get(on, store.keys(), SEALED, id).await
}

/// Uses an open invitation up. `false`: it is used, revoked or over.
pub async fn accept(tx: &mut Tx, id: &str, by: &str, now: Timestamp) -> StoreResult<bool> {
    let used = statement(
        "UPDATE x_invitation SET used_at = $2, used_by = $3 \
         WHERE id = $1 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $2",
    )
    .bind(id)
    .bind(now)
    .bind(by)
    .execute(tx)
    .await?;
    Ok(used == 1)
}

/// A new link for an unused invitation: the old one stops working. `false`: it is used or revoked.
pub async fn renew(tx: &mut Tx, id: &str, token: &str, expires_at: Timestamp) -> StoreResult<bool> {
    let renewed = statement(
        "UPDATE x_invitation SET token = $2, expires_at = $3 WHERE id = $1 AND used_at IS NULL AND revoked_at IS NULL",
    )
    .bind(id)
    .bind(token)
    .bind(expires_at)
    .execute(tx)
    .await?;
    Ok(renewed == 1)
}

/// Revokes an unused invitation. `false`: it is used or revoked.
pub async fn revoke(tx: &mut Tx, id: &str, now: Timestamp) -> StoreResult<bool> {
    let revoked =
        statement("UPDATE x_invitation SET revoked_at = $2 WHERE id = $1 AND used_at IS NULL AND revoked_at IS NULL")
            .bind(id)
            .bind(now)
            .execute(tx)
            .await?;
    Ok(revoked == 1)
}

/// Revokes the open invitations to a partner that somebody sent. Answers how many.
pub async fn revoke_of(tx: &mut Tx, partner_id: &str, created_by: &str, now: Timestamp) -> StoreResult<u64> {
    statement(
        "UPDATE x_invitation SET revoked_at = $3 \
         WHERE partner_id = $1 AND created_by = $2 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $3",
    )
    .bind(partner_id)
    .bind(created_by)
    .bind(now)
    .execute(tx)
    .await
}
