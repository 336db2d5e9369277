//! Where partner admins begin: what ends soon, and which partners have come to a standstill. Bounded, on indexes.

use pms_domain::Timestamp;
use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{On, statement};

/// How many of each are counted; a larger number is not told apart.
pub const MOST: i64 = 1_000;

/// How many end in a window, of what is in use; each at most [`MOST`].
#[derive(Clone, Debug, Default, PartialEq, Eq, FromRow)]
pub struct Ending {
    pub partner_certificates: i64,
    pub ca_certificates: i64,
    pub api_keys: i64,
    pub interfaces: i64,
}

/// What ends between two moments, both included.
pub async fn ending(on: impl Into<On<'_>>, from: Timestamp, until: Timestamp) -> StoreResult<Ending> {
    statement(
        "SELECT \
         (SELECT COUNT(*) FROM (SELECT 1 AS one FROM partner_cert_store c WHERE c.cert_not_after >= $1 \
          AND c.cert_not_after <= $2 AND c.x_current = TRUE AND c.x_revoked_at IS NULL LIMIT $3) e1) AS partner_certificates, \
         (SELECT COUNT(*) FROM (SELECT 1 AS one FROM ca_cert_store c WHERE c.cert_not_after >= $1 \
          AND c.cert_not_after <= $2 AND c.x_revoked_at IS NULL LIMIT $3) e2) AS ca_certificates, \
         (SELECT COUNT(*) FROM (SELECT 1 AS one FROM partner_policy k WHERE k.valid_to_datetime >= $1 \
          AND k.valid_to_datetime <= $2 AND k.is_active LIMIT $3) e3) AS api_keys, \
         (SELECT COUNT(*) FROM (SELECT 1 AS one FROM secure_biometric_interface s WHERE s.sw_expiry_dtimes >= $1 \
          AND s.sw_expiry_dtimes <= $2 AND s.is_active LIMIT $3) e4) AS interfaces",
    )
    .bind(from)
    .bind(until)
    .bind(MOST)
    .one(on)
    .await
}

/// A partner that has come to a standstill.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Stuck {
    pub partner_id: String,
    pub name: String,
    /// Since when.
    pub since: Timestamp,
    /// The request that waits for the partner's answer; empty: none does.
    pub approval_id: String,
}

/// Partners that were asked something and have not answered, longest first.
pub async fn unanswered(on: impl Into<On<'_>>, before: Timestamp, most: i64) -> StoreResult<Vec<Stuck>> {
    statement(
        "SELECT a.partner_id, p.name, a.requested_at AS since, a.id AS approval_id FROM x_approval a \
         JOIN partner p ON p.id = a.partner_id WHERE a.state = 'changes_asked' AND a.requested_at < $1 \
         ORDER BY a.requested_at, a.id LIMIT $2",
    )
    .bind(before)
    .bind(most)
    .all(on)
    .await
}

/// Partners that were approved and have not brought the certificates that make them active, longest first.
pub async fn without_certificate(on: impl Into<On<'_>>, before: Timestamp, most: i64) -> StoreResult<Vec<Stuck>> {
    statement(
        "SELECT p.id AS partner_id, p.name, p.cr_dtimes AS since, '' AS approval_id FROM partner p \
         WHERE p.is_active = FALSE AND p.cr_dtimes < $1 AND lower(p.approval_status) = 'inprogress' \
         AND (p.is_deleted IS NULL OR p.is_deleted = FALSE) AND EXISTS (SELECT 1 FROM x_approval a \
         WHERE a.kind = 'partner' AND a.object_id = p.id AND a.state = 'approved') \
         ORDER BY p.cr_dtimes, p.id LIMIT $2",
    )
    .bind(before)
    .bind(most)
    .all(on)
    .await
}
