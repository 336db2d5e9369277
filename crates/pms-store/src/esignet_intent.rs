//! What eSignet was asked to do with a client, until its answer is recorded (architecture §2 "Other systems"). Written and
//! closed in changes; the attempts between are none.

use pms_domain::Timestamp;
use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{Db, On, Tx, statement};

/// An intent. There is at most one for each client.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Intent {
    pub id: String,
    pub client_id: String,
    /// The partner.
    pub rp_id: String,
    /// What is wanted, JSON of the use case that asked.
    pub wanted: String,
    /// How often eSignet was asked by the job.
    pub attempts: i32,
    pub next_try_at: Timestamp,
    /// Who asked.
    pub cr_by: String,
    pub cr_dtimes: Timestamp,
}

macro_rules! select {
    () => {
        "SELECT id, client_id, rp_id, wanted, attempts, next_try_at, cr_by, cr_dtimes FROM x_esignet_intent "
    };
}

/// The open intent of a client.
pub async fn of_client(on: impl Into<On<'_>>, client_id: &str) -> StoreResult<Option<Intent>> {
    statement(concat!(select!(), "WHERE client_id = $1")).bind(client_id).optional(on).await
}

/// The open intents of a partner, the newest first.
pub async fn of_partner(on: impl Into<On<'_>>, partner_id: &str) -> StoreResult<Vec<Intent>> {
    statement(concat!(select!(), "WHERE rp_id = $1 ORDER BY cr_dtimes DESC, id LIMIT 500"))
        .bind(partner_id)
        .all(on)
        .await
}

/// Intents whose next try is due, the longest waiting first.
pub async fn due(on: impl Into<On<'_>>, now: Timestamp, limit: i64) -> StoreResult<Vec<Intent>> {
    statement(concat!(select!(), "WHERE next_try_at <= $1 ORDER BY next_try_at, id LIMIT $2"))
        .bind(now)
        .bind(limit)
        .all(on)
        .await
}

/// Inserts; a client that has one already is [`crate::StoreError::Taken`].
pub async fn insert(tx: &mut Tx, intent: &Intent) -> StoreResult<()> {
    statement(
        "INSERT INTO x_esignet_intent (id, client_id, rp_id, wanted, attempts, next_try_at, cr_by, cr_dtimes) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(intent.id.as_str())
    .bind(intent.client_id.as_str())
    .bind(intent.rp_id.as_str())
    .bind(intent.wanted.as_str())
    .bind(intent.attempts)
    .bind(intent.next_try_at)
    .bind(intent.cr_by.as_str())
    .bind(intent.cr_dtimes)
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes an intent for one more try, and says when the one after that is due. `false`: somebody else was faster.
pub async fn attempt(db: &Db, intent: &Intent, next: Timestamp) -> StoreResult<bool> {
    let taken = statement(
        "UPDATE x_esignet_intent SET attempts = attempts + 1, next_try_at = $2 WHERE id = $1 AND attempts = $3",
    )
    .bind(intent.id.as_str())
    .bind(next)
    .bind(intent.attempts)
    .execute_uncounted(db)
    .await?;
    Ok(taken == 1)
}

/// Closes an intent. `false`: it is closed already.
pub async fn close(tx: &mut Tx, id: &str) -> StoreResult<bool> {
    Ok(statement("DELETE FROM x_esignet_intent WHERE id = $1").bind(id).execute(tx).await? == 1)
}
