//! What is forgotten, and when: one table of data classes.
//!
//! Only own tables (`x_…`) are cleaned up here. What was written in a change is deleted in a change with a record that
//! names the ids; codes, counters, drafts, sessions and sent mail never were changes and go without one. Audit records,
//! approvals, partners and certificates are kept.

use pms_domain::{Context, Timestamp};
use serde_json::json;
use sqlx::FromRow;

use crate::audit::Record;
use crate::db::{Tx, statement};
use crate::{Store, StoreResult, sealed};

/// The most rows that go in one transaction.
pub const BATCH: u64 = 500;

/// A class of data with its time.
#[derive(Debug)]
pub struct Class {
    /// Names it in logs and in audit records.
    pub name: &'static str,
    /// What it is and when it goes, for the operator.
    pub what: &'static str,
    /// Days that are added to the moment named in `what`.
    pub days: i64,
    /// Whether the rows were written in changes, so that an audit record names those that go.
    pub is_recorded: bool,
    /// Kind under which a value lies sealed for each row.
    sealed: Option<&'static str>,
    /// How many rows are over at `$1`.
    over: &'static str,
    /// Deletes a batch of those and answers their ids.
    delete: &'static str,
}

/// Text of the two statements of a class: the rows of `$table` for which `$over` holds, oldest first.
macro_rules! class {
    (
        $name:literal, $what:literal, days: $days:literal, recorded: $recorded:literal, sealed: $sealed:expr,
        table: $table:literal, key: $key:literal, id: $id:literal, over: $over:literal
    ) => {
        Class {
            name: $name,
            what: $what,
            days: $days,
            is_recorded: $recorded,
            sealed: $sealed,
            over: concat!("SELECT COUNT(*) AS rows FROM ", $table, " WHERE ", $over),
            delete: concat!(
                "DELETE FROM ",
                $table,
                " WHERE (",
                $key,
                ") IN (SELECT ",
                $key,
                " FROM ",
                $table,
                " WHERE ",
                $over,
                " ORDER BY ",
                $key,
                " LIMIT 500) RETURNING ",
                $id,
                " AS id"
            ),
        }
    };
}

/// The table of classes, in the order in which they are cleaned up.
pub const CLASSES: &[Class] = &[
    class!(
        "one-time-codes", "one-time codes, when they have expired", days: 0, recorded: false, sealed: None,
        table: "x_otp", key: "id", id: "id", over: "expires_at < $1"
    ),
    class!(
        "limits", "counters of attempts, when their period is over", days: 0, recorded: false, sealed: None,
        table: "x_limit", key: "name, key, period", id: "name", over: "expires_at < $1"
    ),
    class!(
        "device-segments", "what devices have signed, by its digest, after it was allowed", days: 2, recorded: false,
        sealed: None, table: "x_device_segment", key: "digest", id: "'segment'", over: "seen_at < $1"
    ),
    class!(
        "drafts", "what was typed and not sent, when the draft has expired", days: 0, recorded: false,
        sealed: Some("draft"), table: "x_draft", key: "id", id: "id", over: "expires_at < $1"
    ),
    class!(
        "grants", "authorization codes and refresh tokens, when they have expired", days: 0, recorded: false,
        sealed: None, table: "x_grant", key: "id", id: "id", over: "expires_at < $1"
    ),
    class!(
        "ended-sessions", "identifiers of ended sessions, when the last token of the session has expired", days: 0,
        recorded: false, sealed: None, table: "x_ended_session", key: "sid", id: "sid", over: "until < $1"
    ),
    class!(
        "sessions", "sessions, after they ended or expired", days: 30, recorded: false, sealed: Some("session"),
        table: "x_session", key: "id", id: "id", over: "(ended_at < $1 OR expires_at < $1)"
    ),
    // A mail that was given up will not be sent any more: its recipient and values go with the next run.
    class!(
        "undelivered-mail-contents", "recipient and values of a mail, when it was given up", days: 0, recorded: false,
        sealed: None, table: "x_sealed", key: "kind, owner", id: "owner",
        over: "kind = 'mail' AND owner IN (SELECT id FROM x_mail WHERE dead_at < $1)"
    ),
    class!(
        "mail", "the fact that a mail was sent or given up, after that", days: 30, recorded: false,
        sealed: Some("mail"), table: "x_mail", key: "id", id: "id", over: "(sent_at < $1 OR dead_at < $1)"
    ),
    class!(
        "invitations", "invitations, after they were used or revoked or have expired", days: 365, recorded: true,
        sealed: Some("invitation"), table: "x_invitation", key: "id", id: "id",
        over: "(used_at < $1 OR revoked_at < $1 OR expires_at < $1)"
    ),
    class!(
        "security-events", "failed sign-ins and other refusals, after they happened", days: 400, recorded: false,
        sealed: None, table: "x_security_event", key: "id", id: "id", over: "at < $1"
    ),
    class!(
        "events", "events without a destination, after they happened", days: 30, recorded: true, sealed: None,
        table: "x_outbox", key: "revision, seq", id: "CAST(revision AS text) || '/' || CAST(seq AS text)",
        over: "at < $1"
    ),
    // Both moments are read by one statement: an event that comes meanwhile is newer than the head that it sees.
    class!(
        "event-objects", "the objects that events name, with the event", days: 0, recorded: false, sealed: None,
        table: "x_outbox_object", key: "object_kind, object_id, revision, seq", id: "object_id",
        over: "revision < COALESCE((SELECT MIN(revision) FROM x_outbox), \
               (SELECT revision + 1 FROM x_head WHERE id = 1 AND CAST($1 AS timestamp) IS NOT NULL))"
    ),
];

#[derive(FromRow)]
struct Count {
    rows: i64,
}

#[derive(FromRow)]
struct Gone {
    id: String,
}

impl Class {
    fn moment(&self, now: Timestamp) -> Timestamp {
        now - chrono::TimeDelta::days(self.days)
    }

    /// What it asks of the database: a test prepares them on both.
    pub fn statements(&self) -> [&'static str; 2] {
        [self.over, self.delete]
    }

    /// How many rows are over.
    pub async fn over(&self, store: &Store, now: Timestamp) -> StoreResult<u64> {
        let count: Count = statement(self.over).bind(self.moment(now)).one(store.db()).await?;
        Ok(count.rows.max(0).unsigned_abs())
    }
}

/// Deletes one batch of a class, at most [`BATCH`] rows. Answers how many went; fewer than a batch: nothing is left.
pub async fn forget_batch(store: &Store, ctx: &Context, class: &Class) -> StoreResult<u64> {
    // Most runs find nothing: no write lock for that.
    if class.over(store, ctx.now()).await? == 0 {
        return Ok(0);
    }
    let moment = class.moment(ctx.now());
    if class.is_recorded {
        let mut change = store.change().await?;
        let ids = forget(&mut change, class, moment).await?;
        if ids.is_empty() {
            return Ok(0);
        }
        let count = ids.len() as u64;
        let record = Record::new("retention.forget", "retention", class.name).after(json!({ "ids": ids }));
        change.save(ctx, record).await?;
        return Ok(count);
    }
    let mut tx = store.db().begin().await?;
    let count = forget(&mut tx, class, moment).await?.len() as u64;
    tx.commit().await?;
    Ok(count)
}

/// The row first, then what was sealed of it: the order in which they are written.
async fn forget(tx: &mut Tx, class: &Class, moment: Timestamp) -> StoreResult<Vec<String>> {
    let gone: Vec<Gone> = statement(class.delete).bind(moment).all(&mut *tx).await?;
    let ids: Vec<String> = gone.into_iter().map(|row| row.id).collect();
    if let Some(kind) = class.sealed {
        for id in &ids {
            sealed::destroy(tx, kind, id).await?;
        }
    }
    Ok(ids)
}
