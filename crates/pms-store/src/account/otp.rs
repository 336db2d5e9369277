//! One-time codes: one row for each (purpose, address, browser). A newer code replaces the older one.

use pms_domain::Timestamp;
use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{Db, statement};

/// A code as it is stored: keyed hashes only.
pub struct NewOtp<'a> {
    /// Keyed hash of purpose, address and browser.
    pub id: &'a str,
    pub purpose: &'a str,
    pub address_token: &'a str,
    pub browser_token: &'a str,
    pub code_token: &'a str,
    pub expires_at: Timestamp,
}

/// Stores a code in place of the one before it.
pub async fn put(db: &Db, otp: &NewOtp<'_>) -> StoreResult<()> {
    statement(
        "INSERT INTO x_otp (id, purpose, address_token, browser_token, code_token, tries, expires_at) \
         VALUES ($1, $2, $3, $4, $5, 0, $6) \
         ON CONFLICT (id) DO UPDATE SET code_token = excluded.code_token, tries = 0, \
         expires_at = excluded.expires_at, used_at = NULL",
    )
    .bind(otp.id)
    .bind(otp.purpose)
    .bind(otp.address_token)
    .bind(otp.browser_token)
    .bind(otp.code_token)
    .bind(otp.expires_at)
    .execute_uncounted(db)
    .await?;
    Ok(())
}

#[derive(FromRow)]
struct Code {
    code_token: String,
}

/// Spends one try and answers the stored code's token, if there is a live code with a try left.
pub async fn spend_try(db: &Db, id: &str, tries: i32, now: Timestamp) -> StoreResult<Option<String>> {
    let code: Option<Code> = statement(
        "UPDATE x_otp SET tries = tries + 1 WHERE id = $1 AND tries < $2 AND used_at IS NULL AND expires_at > $3 \
         RETURNING code_token",
    )
    .bind(id)
    .bind(tries)
    .bind(now)
    .returning_uncounted(db)
    .await?;
    Ok(code.map(|code| code.code_token))
}

/// Uses the code up. `false`: it was used, or replaced, meanwhile.
pub async fn spend(db: &Db, id: &str, code_token: &str, now: Timestamp) -> StoreResult<bool> {
    let used = statement("UPDATE x_otp SET used_at = $3 WHERE id = $1 AND code_token = $2 AND used_at IS NULL")
        .bind(id)
        .bind(code_token)
        .bind(now)
        .execute_uncounted(db)
        .await?;
    Ok(used == 1)
}
