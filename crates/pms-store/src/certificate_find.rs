//! Finding certificates by what stands on them: thumbprint, serial number, subject.

use pms_domain::Timestamp;
use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{On, statement};
use crate::partner::Reach;

/// A certificate of a partner.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Found {
    pub cert_id: String,
    pub partner_id: String,
    /// The chip that it is of, if it is one's.
    pub x_chip_id: Option<String>,
    /// RFC 2253.
    pub cert_subject: String,
    pub cert_serial_no: String,
    pub cert_not_after: Timestamp,
    pub x_current: bool,
    pub x_revoked_at: Option<Timestamp>,
}

/// Certificates of all partners with this SHA-256 thumbprint (hexadecimal, lower case), or this id.
pub async fn by_thumbprint(on: impl Into<On<'_>>, thumbprint: &str, most: i64) -> StoreResult<Vec<Found>> {
    statement(
        "SELECT c.cert_id, c.x_partner_id AS partner_id, c.x_chip_id, c.cert_subject, c.cert_serial_no, c.cert_not_after, c.x_current, \
         c.x_revoked_at FROM partner_cert_store c WHERE (c.x_sha256 = $1 OR c.cert_id = $1) \
         AND c.x_partner_id IS NOT NULL ORDER BY c.cr_dtimes DESC, c.cert_id LIMIT $2",
    )
    .bind(thumbprint)
    .bind(most)
    .all(on)
    .await
}

/// Certificates of one partner within reach, the newest first; few enough to look through.
pub async fn of_partner(
    on: impl Into<On<'_>>,
    reach: Reach<'_>,
    partner_id: &str,
    most: i64,
) -> StoreResult<Vec<Named>> {
    if !reach.includes(partner_id) {
        return Ok(Vec::new());
    }
    statement(
        "SELECT c.cert_id, c.x_partner_id AS partner_id, c.x_chip_id, c.cert_subject, c.cert_serial_no, c.cert_not_after, c.x_current, \
         c.x_revoked_at, c.x_sha256 FROM partner_cert_store c WHERE c.x_partner_id = $1 \
         ORDER BY c.cr_dtimes DESC, c.cert_id LIMIT $2",
    )
    .bind(partner_id)
    .bind(most)
    .all(on)
    .await
}

/// A certificate with its thumbprint.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Named {
    #[sqlx(flatten)]
    pub found: Found,
    /// `None`: of an adopted row that nobody has read yet.
    pub x_sha256: Option<String>,
}
