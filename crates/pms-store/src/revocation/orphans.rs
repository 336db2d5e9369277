//! What somebody has to look into: certificates whose issuer was revoked, and those that nobody has read yet.

use pms_domain::Timestamp;
use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{On, Tx, statement};

/// A certificate whose issuer was revoked.
#[derive(Clone, Debug, FromRow)]
pub struct Orphan {
    pub cert_id: String,
    /// PEM.
    pub cert_data: String,
    pub domain: String,
    /// The word of RFC 5280 for which its issuer was revoked.
    pub issuer_reason: Option<String>,
}

/// Entries of trust stores whose issuer was revoked, and that are not. What a CA of our own issued is signed anew instead.
pub async fn orphaned_entries(on: impl Into<On<'_>>, at: Timestamp, limit: i64) -> StoreResult<Vec<Orphan>> {
    statement(
        "SELECT c.cert_id, c.cert_data, c.partner_domain AS domain, i.x_revoked_reason AS issuer_reason \
         FROM ca_cert_store i JOIN ca_cert_store c ON c.issuer_id = i.cert_id WHERE i.x_revoked_at IS NOT NULL AND i.x_own = FALSE \
         AND c.x_revoked_at IS NULL AND c.cert_not_after >= $1 AND (c.is_deleted IS NULL OR c.is_deleted = FALSE) LIMIT $2",
    )
    .bind(at)
    .bind(limit)
    .all(on)
    .await
}

/// Certificates of partners and chips whose issuer was revoked, and that are not.
pub async fn orphaned_certificates(on: impl Into<On<'_>>, at: Timestamp, limit: i64) -> StoreResult<Vec<Orphan>> {
    statement(
        "SELECT s.cert_id, s.cert_data, s.partner_domain AS domain, i.x_revoked_reason AS issuer_reason \
         FROM ca_cert_store i JOIN partner_cert_store s ON s.issuer_id = i.cert_id WHERE i.x_revoked_at IS NOT NULL AND i.x_own = FALSE \
         AND s.x_revoked_at IS NULL AND s.cert_not_after >= $1 LIMIT $2",
    )
    .bind(at)
    .bind(limit)
    .all(on)
    .await
}

/// Another entry issued it, too: from now on that one counts as its issuer.
pub async fn set_issuer(tx: &mut Tx, cert_id: &str, is_entry: bool, issuer_id: &str) -> StoreResult<()> {
    let update = match is_entry {
        true => statement("UPDATE ca_cert_store SET issuer_id = $2 WHERE cert_id = $1"),
        false => statement("UPDATE partner_cert_store SET issuer_id = $2 WHERE cert_id = $1"),
    };
    update.bind(cert_id).bind(issuer_id).execute(tx).await?;
    Ok(())
}

/// A certificate that nobody has looked into yet for its revocation's sake.
#[derive(Clone, Debug, FromRow)]
pub struct Unread {
    pub cert_id: String,
    pub cert_data: String,
    pub signed_cert_data: String,
    pub domain: String,
    pub owner: Option<String>,
    pub owner_is_active: Option<bool>,
    pub revoked_at: Option<Timestamp>,
    pub revoked_reason: Option<String>,
    pub created_at: Timestamp,
}

/// Certificates of partners and chips in the order in which they were stored, after one.
pub async fn stored_after(
    on: impl Into<On<'_>>,
    (created_at, cert_id): (Timestamp, &str),
    limit: i64,
) -> StoreResult<Vec<Unread>> {
    statement(
        "SELECT s.cert_id, s.cert_data, s.signed_cert_data, s.partner_domain AS domain, p.id AS owner, \
         p.is_active AS owner_is_active, s.x_revoked_at AS revoked_at, s.x_revoked_reason AS revoked_reason, \
         s.cr_dtimes AS created_at FROM partner_cert_store s LEFT JOIN ftp_chip_detail f ON f.id = s.x_chip_id \
         LEFT JOIN partner p ON p.id = COALESCE(s.x_partner_id, f.foundational_trust_provider_id) \
         WHERE s.cr_dtimes >= $1 AND (s.cr_dtimes > $1 OR s.cert_id > $2) ORDER BY s.cr_dtimes, s.cert_id LIMIT $3",
    )
    .bind(created_at)
    .bind(cert_id)
    .bind(limit)
    .all(on)
    .await
}
