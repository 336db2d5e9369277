//! Consent and the time notifications were seen, by user name as `mosip_pms` keeps them.

use pms_domain::Timestamp;
use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{On, Tx, statement};

#[derive(Clone, Debug, FromRow)]
pub struct UserDetails {
    pub id: String,
    pub user_id: String,
    pub consent_given: String,
    pub consent_given_dtimes: Timestamp,
    pub notifications_seen_dtimes: Option<Timestamp>,
}

pub async fn find(on: impl Into<On<'_>>, user_id: &str) -> StoreResult<Option<UserDetails>> {
    statement(
        "SELECT id, user_id, consent_given, consent_given_dtimes, notifications_seen_dtimes FROM user_details \
         WHERE user_id = $1 ORDER BY cr_dtimes LIMIT 1",
    )
    .bind(user_id)
    .optional(on)
    .await
}

pub async fn insert(tx: &mut Tx, details: &UserDetails, by: &str) -> StoreResult<()> {
    statement(
        "INSERT INTO user_details (id, user_id, consent_given, consent_given_dtimes, notifications_seen_dtimes, \
         cr_dtimes, cr_by) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(details.id.as_str())
    .bind(details.user_id.as_str())
    .bind(details.consent_given.as_str())
    .bind(details.consent_given_dtimes)
    .bind(details.notifications_seen_dtimes)
    .bind(details.consent_given_dtimes)
    .bind(by)
    .execute(tx)
    .await?;
    Ok(())
}

/// Sets the consent; the seen time stays (the reference wiped it).
pub async fn give_consent(tx: &mut Tx, user_id: &str, at: Timestamp, by: &str) -> StoreResult<u64> {
    statement(
        "UPDATE user_details SET consent_given = 'YES', consent_given_dtimes = $2, upd_by = $3, upd_dtimes = $2 \
         WHERE user_id = $1",
    )
    .bind(user_id)
    .bind(at)
    .bind(by)
    .execute(tx)
    .await
}

pub async fn set_seen(tx: &mut Tx, user_id: &str, seen: Timestamp, at: Timestamp, by: &str) -> StoreResult<u64> {
    statement("UPDATE user_details SET notifications_seen_dtimes = $2, upd_by = $3, upd_dtimes = $4 WHERE user_id = $1")
        .bind(user_id)
        .bind(seen)
        .bind(by)
        .bind(at)
        .execute(tx)
        .await
}
