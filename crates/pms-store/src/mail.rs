//! The mail queue. A row holds a template's name and times; recipient and parameters lie sealed until it is sent.

use pms_domain::Timestamp;
use pms_domain::context::Surroundings;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::db::{Db, Tx, statement};
use crate::{Store, StoreError, StoreResult, sealed};

const KIND: &str = "mail";

/// A mail to be sent: recipient, template, language, parameters. Sealed in the queue.
#[derive(Serialize, Deserialize)]
pub struct Letter {
    pub to: String,
    /// MOSIP language code.
    pub lang: String,
    /// Parameters of the template, by name.
    pub values: std::collections::BTreeMap<String, String>,
}

/// A queued mail that is due.
pub struct Due {
    pub id: String,
    pub template: String,
    pub tries: i32,
    pub letter: Letter,
}

#[derive(FromRow)]
struct Row {
    id: String,
    template: String,
    tries: i32,
    sealed: Option<Vec<u8>>,
}

const INSERT: &str = "INSERT INTO x_mail (id, template, natural_key, created_at, next_try_at, tries, notification_id) \
     VALUES ($1, $2, $3, $4, $4, 0, $5) ON CONFLICT DO NOTHING";

/// Queues a mail with the change that causes it. With a natural key, a second one is not queued.
pub async fn queue(
    tx: &mut Tx,
    store: &Store,
    surroundings: &Surroundings,
    template: &str,
    natural_key: Option<&str>,
    letter: &Letter,
) -> StoreResult<()> {
    let id = surroundings.uuid();
    let row = statement(INSERT)
        .bind(id.as_str())
        .bind(template)
        .bind(natural_key.map(str::to_owned))
        .bind(surroundings.now())
        .bind(None::<String>);
    if natural_key.is_none() {
        row.later(tx);
    } else if row.execute(tx).await? == 0 {
        return Ok(());
    }
    sealed::put(tx, store.keys(), surroundings, KIND, &id, letter)
}

/// Queues a mail about what ends, once for each natural key; the notification, where there is one, learns when it was sent.
/// `false`: it was queued before.
pub async fn queue_notice(
    tx: &mut Tx,
    store: &Store,
    surroundings: &Surroundings,
    template: &str,
    natural_key: &str,
    notification_id: Option<&str>,
    letter: &Letter,
) -> StoreResult<bool> {
    let id = surroundings.uuid();
    let queued = statement(INSERT)
        .bind(id.as_str())
        .bind(template)
        .bind(natural_key)
        .bind(surroundings.now())
        .bind(notification_id.map(str::to_owned))
        .execute(tx)
        .await?;
    if queued == 1 {
        sealed::put(tx, store.keys(), surroundings, KIND, &id, letter)?;
    }
    Ok(queued == 1)
}

/// Queues a mail that belongs to no change (one-time codes).
pub async fn queue_uncounted(
    store: &Store,
    surroundings: &Surroundings,
    template: &str,
    letter: &Letter,
) -> StoreResult<()> {
    let mut tx = store.db().begin().await?;
    queue(&mut tx, store, surroundings, template, None, letter).await?;
    tx.commit().await
}

/// Class of a mail that was given up because its letter does not open.
pub const UNREADABLE: &str = "unreadable";

/// Mails whose time has come, oldest first. One whose letter is missing or does not open is given up
/// ([`UNREADABLE`]), so that it holds up nobody.
pub async fn due(store: &Store, now: Timestamp, limit: i64) -> StoreResult<Vec<Due>> {
    let rows: Vec<Row> = statement(
        "SELECT id, template, tries, \
         (SELECT s.value FROM x_sealed s WHERE s.kind = 'mail' AND s.owner = x_mail.id) AS sealed FROM x_mail \
         WHERE sent_at IS NULL AND dead_at IS NULL AND next_try_at <= $1 ORDER BY next_try_at, id LIMIT $2",
    )
    .bind(now)
    .bind(limit)
    .all(store.db())
    .await?;
    let mut due = Vec::with_capacity(rows.len());
    for row in rows {
        let letter = row.sealed.as_deref().map(|sealed| sealed::open(store.keys(), KIND, &row.id, sealed));
        match letter {
            Some(Ok(letter)) => due.push(Due { id: row.id, template: row.template, tries: row.tries, letter }),
            None | Some(Err(StoreError::Corrupt(_))) => give_up(store.db(), &row, now).await?,
            Some(Err(error)) => return Err(error),
        }
    }
    Ok(due)
}

/// Another process may have sent it since the look at the queue: then its letter was destroyed for that reason.
async fn give_up(db: &Db, row: &Row, now: Timestamp) -> StoreResult<()> {
    let given_up = statement(
        "UPDATE x_mail SET dead_at = $2, last_error = $3 WHERE id = $1 AND sent_at IS NULL AND dead_at IS NULL",
    )
    .bind(row.id.as_str())
    .bind(now)
    .bind(UNREADABLE)
    .execute_uncounted(db)
    .await?;
    if given_up == 1 {
        tracing::error!(mail = row.id, template = row.template, error = UNREADABLE, "mail given up");
    }
    Ok(())
}

/// Sent: what was in it is destroyed, and a notification that it was about says so.
pub async fn sent(db: &Db, id: &str, now: Timestamp) -> StoreResult<()> {
    let mut tx = db.begin().await?;
    statement("UPDATE x_mail SET sent_at = $2 WHERE id = $1").bind(id).bind(now).later(&mut tx);
    statement("DELETE FROM x_sealed WHERE kind = $1 AND owner = $2").bind(KIND).bind(id).later(&mut tx);
    statement(
        "UPDATE notifications SET email_sent = TRUE, email_sent_dtimes = $2 \
         WHERE id = (SELECT m.notification_id FROM x_mail m WHERE m.id = $1) AND (email_sent IS NULL OR email_sent = FALSE)",
    )
    .bind(id)
    .bind(now)
    .later(&mut tx);
    tx.commit().await
}

/// Not sent: when to try again, or never. The error is a class, never the server's words.
pub async fn failed(db: &Db, id: &str, error: &str, next: Option<Timestamp>, now: Timestamp) -> StoreResult<()> {
    statement(
        "UPDATE x_mail SET tries = tries + 1, last_error = $2, next_try_at = COALESCE($3, next_try_at), \
         dead_at = CASE WHEN $4 THEN $5 ELSE dead_at END WHERE id = $1",
    )
    .bind(id)
    .bind(error)
    .bind(next)
    .bind(next.is_none())
    .bind(now)
    .execute_uncounted(db)
    .await?;
    Ok(())
}
