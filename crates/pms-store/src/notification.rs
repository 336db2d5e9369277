//! Notifications about what ends (contract part A §7, §14). The row is `mosip_pms`'s; beside it, `x_notification` holds
//! what the list filters by, and the key that lets each be written once.

use pms_domain::Timestamp;
use pms_domain::context::Surroundings;
use pms_domain::text::fold_email;
use sqlx::FromRow;

use crate::change::Change;
use crate::db::{Db, On, Tx, statement};
use crate::{Mode, StoreResult, sealed};

/// Kind of the sealed address of a notification.
const KIND: &str = "notification";

/// What the first detail says, for the filters of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Members {
    pub certificate_id: Option<String>,
    pub issued_by: Option<String>,
    pub issued_to: Option<String>,
    pub partner_domain: Option<String>,
    pub expires_at: Option<Timestamp>,
    pub api_key_name: Option<String>,
    pub policy_name: Option<String>,
    pub ftm_id: Option<String>,
    pub make: Option<String>,
    pub model: Option<String>,
    pub sbi_id: Option<String>,
    pub sbi_version: Option<String>,
}

/// A notification to be written.
pub struct NewNotification<'a> {
    pub id: &'a str,
    pub partner_id: &'a str,
    /// `ROOT_CERT_EXPIRY`, ….
    pub notification_type: &'a str,
    /// At most 50,000 characters.
    pub details: &'a str,
    /// The partner's address. Personal.
    pub email: &'a str,
    /// MOSIP language code.
    pub lang: &'a str,
    /// Partner, type, object, day and period: a second one is not written.
    pub natural_key: &'a str,
    pub members: &'a Members,
    pub by: &'a str,
    pub at: Timestamp,
}

/// A notification. Its address stays in the store.
#[derive(Clone, Debug, FromRow)]
pub struct Notification {
    pub id: String,
    pub partner_id: String,
    pub notification_type: String,
    /// `ACTIVE` or `DISMISSED`.
    pub notification_status: String,
    pub notification_details_json: String,
    pub cr_dtimes: Timestamp,
}

const INSERT_MEMBERS: &str = "INSERT INTO x_notification (notification_id, natural_key, certificate_id, issued_by, \
     issued_to, partner_domain, expires_at, api_key_name, policy_name, ftm_id, make, model, sbi_id, sbi_version) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING";

/// The value as the column of this length holds it: adopted details may be longer than what they describe.
fn cut(value: Option<&String>, most: usize) -> Option<String> {
    value.map(|text| text.chars().take(most).collect())
}

async fn insert_members(tx: &mut Tx, id: &str, natural_key: Option<&str>, members: &Members) -> StoreResult<bool> {
    let inserted = statement(INSERT_MEMBERS)
        .bind(id)
        .bind(natural_key.map(str::to_owned))
        .bind(cut(members.certificate_id.as_ref(), 36))
        .bind(cut(members.issued_by.as_ref(), 500))
        .bind(cut(members.issued_to.as_ref(), 500))
        .bind(cut(members.partner_domain.as_ref(), 36))
        .bind(members.expires_at)
        .bind(cut(members.api_key_name.as_ref(), 128))
        .bind(cut(members.policy_name.as_ref(), 128))
        .bind(cut(members.ftm_id.as_ref(), 36))
        .bind(cut(members.make.as_ref(), 128))
        .bind(cut(members.model.as_ref(), 128))
        .bind(cut(members.sbi_id.as_ref(), 36))
        .bind(cut(members.sbi_version.as_ref(), 64))
        .execute(tx)
        .await?;
    Ok(inserted == 1)
}

/// Writes a notification, unless there is or was one of this natural key. `false`: there was, and nothing changed.
pub async fn insert(
    change: &mut Change<'_>,
    surroundings: &Surroundings,
    new: &NewNotification<'_>,
) -> StoreResult<bool> {
    if !insert_members(change, new.id, Some(new.natural_key), new.members).await? {
        return Ok(false);
    }
    let store = change.store().clone();
    let email = match store.mode() {
        Mode::Clear => new.email.to_owned(),
        Mode::Sealed => store.keys().column("notification.email", &fold_email(new.email)),
    };
    statement(
        "INSERT INTO notifications (id, partner_id, notification_type, notification_status, notification_details_json, \
         email_id, email_lang_code, email_sent, cr_by, cr_dtimes) VALUES ($1, $2, $3, 'ACTIVE', $4, $5, $6, FALSE, $7, \
         $8)",
    )
    .bind(new.id)
    .bind(new.partner_id)
    .bind(new.notification_type)
    .bind(new.details)
    .bind(email)
    .bind(new.lang)
    .bind(new.by)
    .bind(new.at)
    .later(change);
    if store.mode() == Mode::Sealed {
        sealed::put(change, store.keys(), surroundings, KIND, new.id, &new.email)?;
    }
    Ok(true)
}

/// A notification by its id, whosever it is: the contract's order tells "none" from "another's", and the use case asks
/// for the owner next.
pub async fn find(on: impl Into<On<'_>>, id: &str) -> StoreResult<Option<Notification>> {
    statement(
        "SELECT id, partner_id, notification_type, notification_status, notification_details_json, cr_dtimes \
         FROM notifications WHERE id = $1",
    )
    .bind(id)
    .optional(on)
    .await
}

/// Dismisses it. `false`: somebody was faster.
pub async fn dismiss(tx: &mut Tx, id: &str, by: &str, at: Timestamp) -> StoreResult<bool> {
    let dismissed = statement(
        "UPDATE notifications SET notification_status = 'DISMISSED', upd_by = $2, upd_dtimes = $3 \
         WHERE id = $1 AND notification_status <> 'DISMISSED'",
    )
    .bind(id)
    .bind(by)
    .bind(at)
    .execute(tx)
    .await?;
    Ok(dismissed == 1)
}

#[derive(FromRow)]
struct Id {
    id: String,
}

/// Whether any is older than this moment.
pub async fn any_before(db: &Db, moment: Timestamp) -> StoreResult<bool> {
    let found: Option<Id> =
        statement("SELECT id FROM notifications WHERE cr_dtimes < $1 LIMIT 1").bind(moment).optional(db).await?;
    Ok(found.is_some())
}

/// Deletes a batch of those that are older, whatever their status, with what lies beside them. Answers their ids.
pub async fn forget_before(change: &mut Change<'_>, moment: Timestamp, limit: i64) -> StoreResult<Vec<String>> {
    let gone: Vec<Id> = statement(
        "DELETE FROM notifications WHERE id IN (SELECT n.id FROM notifications n WHERE n.cr_dtimes < $1 \
         ORDER BY n.cr_dtimes, n.id LIMIT $2) RETURNING id",
    )
    .bind(moment)
    .bind(limit)
    .all(&mut *change)
    .await?;
    let ids: Vec<String> = gone.into_iter().map(|row| row.id).collect();
    for id in &ids {
        statement("DELETE FROM x_notification WHERE notification_id = $1").bind(id.as_str()).execute(change).await?;
        sealed::destroy(change, KIND, id).await?;
    }
    Ok(ids)
}

/// Notifications that another program wrote: nothing stands beside them yet.
pub async fn not_indexed(on: impl Into<On<'_>>, limit: i64) -> StoreResult<Vec<Notification>> {
    statement(
        "SELECT n.id, n.partner_id, n.notification_type, n.notification_status, n.notification_details_json, \
         n.cr_dtimes FROM notifications n WHERE NOT EXISTS \
         (SELECT 1 FROM x_notification x WHERE x.notification_id = n.id) ORDER BY n.id LIMIT $1",
    )
    .bind(limit)
    .all(on)
    .await
}

/// Puts beside such a notification what its details say.
pub async fn index(tx: &mut Tx, id: &str, members: &Members) -> StoreResult<()> {
    insert_members(tx, id, None, members).await?;
    Ok(())
}
