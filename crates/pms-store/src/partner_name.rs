//! The name of an organisation, and those that it had before: devices that were made under a former one still say it.

use pms_domain::Timestamp;
use sqlx::FromRow;

use crate::change::Change;
use crate::db::{On, statement};
use crate::partner::{Partner, touch};
use crate::{StoreResult, search};

/// A name that a partner had.
#[derive(Clone, Debug, FromRow, PartialEq, Eq)]
pub struct FormerName {
    pub name: String,
    /// When another took its place.
    pub until: Timestamp,
}

/// The former names of a partner, newest first. A question across all partners: a device names its provider itself.
pub async fn former(on: impl Into<On<'_>>, partner_id: &str) -> StoreResult<Vec<FormerName>> {
    statement("SELECT name, until FROM x_partner_name WHERE partner_id = $1 ORDER BY revision DESC")
        .bind(partner_id)
        .all(on)
        .await
}

/// Gives a partner another name, in lists and search too, and keeps the one it had.
pub async fn rename(
    change: &mut Change<'_>,
    partner: &Partner,
    name: &str,
    by: &str,
    at: Timestamp,
) -> StoreResult<()> {
    let revision = change.revision();
    statement("INSERT INTO x_partner_name (partner_id, revision, name, until) VALUES ($1, $2, $3, $4)")
        .bind(partner.id.as_str())
        .bind(revision)
        .bind(partner.name.as_str())
        .bind(at)
        .execute(change)
        .await?;
    statement("UPDATE partner SET name = $2, upd_by = $3, upd_dtimes = $4 WHERE id = $1")
        .bind(partner.id.as_str())
        .bind(name)
        .bind(by)
        .bind(at)
        .execute(change)
        .await?;
    search::put(change, search::PARTNER_NAME, &partner.id, partner.cr_dtimes, name).await?;
    touch(change, &partner.id, at).await
}
