//! API keys, licence keys, and the addresses of notifications: one column that must have a value.

use pms_domain::context::Surroundings;
use pms_domain::text::fold_email;
use sqlx::FromRow;

use super::BATCH;
use crate::api_key::SEALED as API_KEY;
use crate::change::Change;
use crate::db::statement;
use crate::{Store, StoreError, StoreResult, sealed};

/// Kind of a sealed licence key; the owner is the MISP and what stands in the column.
const LICENCE: &str = "licence";
/// Kind of the sealed address of a notification.
const NOTIFICATION: &str = "notification";

macro_rules! sealed_api_key {
    () => {
        "EXISTS (SELECT 1 FROM x_sealed s WHERE s.kind = 'api_key' AND s.owner = partner_policy.policy_api_key)"
    };
}
macro_rules! sealed_licence {
    () => {
        "EXISTS (SELECT 1 FROM x_sealed s WHERE s.kind = 'licence' \
         AND s.owner = misp_license.misp_id || '/' || misp_license.license_key)"
    };
}
macro_rules! sealed_notification {
    () => {
        "EXISTS (SELECT 1 FROM x_sealed s WHERE s.kind = 'notification' AND s.owner = notifications.id)"
    };
}

pub(super) const COUNT_SEALED: &str = concat!(
    "SELECT (SELECT COUNT(*) FROM partner_policy WHERE ",
    sealed_api_key!(),
    ") + (SELECT COUNT(*) FROM misp_license WHERE ",
    sealed_licence!(),
    ") + (SELECT COUNT(*) FROM notifications WHERE ",
    sealed_notification!(),
    ") AS rows"
);
pub(super) const COUNT_CLEAR: &str = concat!(
    "SELECT (SELECT COUNT(*) FROM partner_policy WHERE NOT ",
    sealed_api_key!(),
    ") + (SELECT COUNT(*) FROM misp_license WHERE NOT ",
    sealed_licence!(),
    ") + (SELECT COUNT(*) FROM notifications WHERE NOT ",
    sealed_notification!(),
    ") AS rows"
);

const CLEAR_API_KEYS: &str = concat!(
    "SELECT part_id AS owner, policy_api_key AS value FROM partner_policy WHERE NOT ",
    sealed_api_key!(),
    " ORDER BY policy_api_key LIMIT $1"
);
const SEALED_API_KEYS: &str = concat!(
    "SELECT part_id AS owner, policy_api_key AS value FROM partner_policy WHERE ",
    sealed_api_key!(),
    " ORDER BY policy_api_key LIMIT $1"
);
const CLEAR_LICENCES: &str = concat!(
    "SELECT misp_id AS owner, license_key AS value FROM misp_license WHERE NOT ",
    sealed_licence!(),
    " ORDER BY misp_id, license_key LIMIT $1"
);
const SEALED_LICENCES: &str = concat!(
    "SELECT misp_id AS owner, license_key AS value FROM misp_license WHERE ",
    sealed_licence!(),
    " ORDER BY misp_id, license_key LIMIT $1"
);
const CLEAR_NOTIFICATIONS: &str = concat!(
    "SELECT id AS owner, email_id AS value FROM notifications WHERE NOT ",
    sealed_notification!(),
    " ORDER BY id LIMIT $1"
);
const SEALED_NOTIFICATIONS: &str = concat!(
    "SELECT id AS owner, email_id AS value FROM notifications WHERE ",
    sealed_notification!(),
    " ORDER BY id LIMIT $1"
);

/// Whose a value is, and the value as it stands in the column.
#[derive(FromRow)]
struct Row {
    owner: String,
    value: String,
}

const UPDATE_API_KEY: &str = "UPDATE partner_policy SET policy_api_key = $2 WHERE policy_api_key = $1";
/// What we keep beside a key names it by its column.
const UPDATE_OWN_API_KEY: &str = "UPDATE x_api_key SET api_key = $2 WHERE api_key = $1";
const UPDATE_LICENCE: &str = "UPDATE misp_license SET license_key = $3 WHERE misp_id = $1 AND license_key = $2";
const UPDATE_NOTIFICATION: &str = "UPDATE notifications SET email_id = $2 WHERE id = $1";

async fn rows(change: &mut Change<'_>, sql: &'static str) -> StoreResult<Vec<Row>> {
    statement(sql).bind(BATCH).all(change).await
}

/// A value that must be there: without it the row would stay sealed for ever.
async fn value(store: &Store, change: &mut Change<'_>, kind: &'static str, owner: &str) -> StoreResult<String> {
    let value: Option<String> = sealed::get(change, store.keys(), kind, owner).await?;
    value.ok_or_else(|| StoreError::Corrupt(format!("{kind}: a sealed value is gone")))
}

pub(super) async fn seal_api_keys(
    store: &Store,
    change: &mut Change<'_>,
    surroundings: &Surroundings,
) -> StoreResult<Vec<String>> {
    let mut done = Vec::new();
    for row in rows(change, CLEAR_API_KEYS).await? {
        let column = store.keys().column(API_KEY, &row.value);
        for sql in [UPDATE_API_KEY, UPDATE_OWN_API_KEY] {
            statement(sql).bind(row.value.as_str()).bind(column.as_str()).execute(change).await?;
        }
        sealed::put(change, store.keys(), surroundings, API_KEY, &column, &row.value)?;
        done.push(column);
    }
    Ok(done)
}

pub(super) async fn open_api_keys(store: &Store, change: &mut Change<'_>) -> StoreResult<Vec<String>> {
    let mut done = Vec::new();
    for row in rows(change, SEALED_API_KEYS).await? {
        let clear = value(store, change, API_KEY, &row.value).await?;
        for sql in [UPDATE_API_KEY, UPDATE_OWN_API_KEY] {
            statement(sql).bind(row.value.as_str()).bind(clear.as_str()).execute(change).await?;
        }
        sealed::destroy(change, API_KEY, &row.value).await?;
        done.push(row.value);
    }
    Ok(done)
}

pub(super) async fn seal_licences(
    store: &Store,
    change: &mut Change<'_>,
    surroundings: &Surroundings,
) -> StoreResult<Vec<String>> {
    let mut done = Vec::new();
    for row in rows(change, CLEAR_LICENCES).await? {
        let column = store.keys().column(LICENCE, &row.value);
        let owner = format!("{}/{column}", row.owner);
        statement(UPDATE_LICENCE)
            .bind(row.owner.as_str())
            .bind(row.value.as_str())
            .bind(column.as_str())
            .execute(change)
            .await?;
        sealed::put(change, store.keys(), surroundings, LICENCE, &owner, &row.value)?;
        done.push(owner);
    }
    Ok(done)
}

pub(super) async fn open_licences(store: &Store, change: &mut Change<'_>) -> StoreResult<Vec<String>> {
    let mut done = Vec::new();
    for row in rows(change, SEALED_LICENCES).await? {
        let owner = format!("{}/{}", row.owner, row.value);
        let clear = value(store, change, LICENCE, &owner).await?;
        statement(UPDATE_LICENCE).bind(row.owner).bind(row.value).bind(clear).execute(change).await?;
        sealed::destroy(change, LICENCE, &owner).await?;
        done.push(owner);
    }
    Ok(done)
}

pub(super) async fn seal_notifications(
    store: &Store,
    change: &mut Change<'_>,
    surroundings: &Surroundings,
) -> StoreResult<Vec<String>> {
    let mut done = Vec::new();
    for row in rows(change, CLEAR_NOTIFICATIONS).await? {
        let column = store.keys().column("notification.email", &fold_email(&row.value));
        statement(UPDATE_NOTIFICATION).bind(row.owner.as_str()).bind(column).execute(change).await?;
        sealed::put(change, store.keys(), surroundings, NOTIFICATION, &row.owner, &row.value)?;
        done.push(row.owner);
    }
    Ok(done)
}

pub(super) async fn open_notifications(store: &Store, change: &mut Change<'_>) -> StoreResult<Vec<String>> {
    let mut done = Vec::new();
    for row in rows(change, SEALED_NOTIFICATIONS).await? {
        let clear = value(store, change, NOTIFICATION, &row.owner).await?;
        statement(UPDATE_NOTIFICATION).bind(row.owner.as_str()).bind(clear).execute(change).await?;
        sealed::destroy(change, NOTIFICATION, &row.owner).await?;
        done.push(row.owner);
    }
    Ok(done)
}
