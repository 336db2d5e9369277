//! What would go with an entry of a trust store.

use pms_domain::Timestamp;
use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{On, statement};

/// What depends on an entry of a trust store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct Impact {
    /// Active partners with a current certificate below it, their chips' among them.
    pub partners: i64,
    /// Those certificates.
    pub certificates: i64,
    /// Entries of trust stores below it.
    pub authorities: i64,
}

/// How much there is below an entry of a trust store, at whatever depth.
pub async fn impact(on: impl Into<On<'_>>, entry_id: &str, at: Timestamp) -> StoreResult<Impact> {
    statement(
        "WITH RECURSIVE below (id) AS (SELECT c.cert_id FROM ca_cert_store c WHERE c.cert_id = $1 \
         UNION SELECT c.cert_id FROM below b JOIN ca_cert_store c ON c.issuer_id = b.id WHERE c.x_revoked_at IS NULL) \
         SELECT COUNT(DISTINCT p.id) AS partners, COUNT(p.id) AS certificates, \
         (SELECT COUNT(*) - 1 FROM below) AS authorities FROM below b JOIN partner_cert_store s ON s.issuer_id = b.id \
         LEFT JOIN ftp_chip_detail f ON f.id = s.x_chip_id \
         JOIN partner p ON p.id = COALESCE(s.x_partner_id, f.foundational_trust_provider_id) \
         WHERE p.is_active = TRUE AND s.x_current = TRUE AND s.x_revoked_at IS NULL AND s.cert_not_after >= $2",
    )
    .bind(entry_id)
    .bind(at)
    .one(on)
    .await
}
