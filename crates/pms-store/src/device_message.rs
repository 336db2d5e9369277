//! What a device message is judged by: provider, chips, and what came before. Questions across all providers: a message names
//! what the device itself says.

use pms_domain::Timestamp;
use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{Db, On, statement};

/// A device provider as its messages need it.
#[derive(Clone, Debug, FromRow)]
pub struct Provider {
    pub name: String,
    pub is_active: bool,
}

/// The device provider of this id.
pub async fn provider(on: impl Into<On<'_>>, id: &str) -> StoreResult<Option<Provider>> {
    statement(
        "SELECT name, is_active FROM partner WHERE id = $1 AND lower(partner_type_code) = 'device_provider' \
         AND (is_deleted IS NULL OR is_deleted = FALSE)",
    )
    .bind(id)
    .optional(on)
    .await
}

#[derive(FromRow)]
struct Key {
    key_sha256: String,
}

/// SHA-256 over the public keys, lower-case hex, of the provider's certificates of the domain DEVICE that count at a moment:
/// the current one, and former ones within their overlap.
pub async fn provider_keys(on: impl Into<On<'_>>, id: &str, at: Timestamp) -> StoreResult<Vec<String>> {
    let rows: Vec<Key> = statement(
        "SELECT DISTINCT x_key_sha256 AS key_sha256 FROM partner_cert_store WHERE x_partner_id = $1 \
         AND partner_domain = 'DEVICE' AND x_key_sha256 IS NOT NULL AND x_revoked_at IS NULL \
         AND (x_current OR x_valid_until > $2) AND cert_not_before <= $2 AND cert_not_after >= $2",
    )
    .bind(id)
    .bind(at)
    .all(on)
    .await?;
    Ok(rows.into_iter().map(|row| row.key_sha256).collect())
}

/// A chip by the public key of its certificate.
#[derive(Clone, Debug, FromRow)]
pub struct ChipOfKey {
    pub approval_status: String,
    pub is_active: bool,
    /// Of its provider.
    pub provider_is_active: bool,
}

/// Chips whose certificate has this public key (SHA-256, lower-case hex), newest first: the certificate that counts at a moment,
/// or that of a chip which nobody approved yet. One that only waits for the decision on an approved chip is none of it.
pub async fn chips_of_key(on: impl Into<On<'_>>, key_sha256: &str, at: Timestamp) -> StoreResult<Vec<ChipOfKey>> {
    statement(
        "SELECT f.approval_status, f.is_active, p.is_active AS provider_is_active FROM partner_cert_store c \
         JOIN ftp_chip_detail f ON f.id = c.x_chip_id JOIN partner p ON p.id = f.foundational_trust_provider_id \
         WHERE c.x_key_sha256 = $1 AND c.x_revoked_at IS NULL \
         AND (c.x_current OR c.x_valid_until > $2 OR c.cert_id = f.certificate_alias) AND (f.is_deleted IS NULL OR f.is_deleted = FALSE) \
         ORDER BY f.cr_dtimes DESC, f.id LIMIT 20",
    )
    .bind(key_sha256)
    .bind(at)
    .all(on)
    .await
}

/// Notes that these segments were allowed, all of them or none. Answers the first of them that was allowed before.
pub async fn record_segments(db: &Db, digests: &[[u8; 32]], at: Timestamp) -> StoreResult<Option<usize>> {
    let mut tx = db.begin().await?;
    let mut replayed = None;
    // In one order everywhere, so that two messages with the same segments do not wait for each other.
    let mut ordered: Vec<(usize, &[u8; 32])> = digests.iter().enumerate().collect();
    ordered.sort_by_key(|(_, digest)| **digest);
    for (number, digest) in ordered {
        let new = statement("INSERT INTO x_device_segment (digest, seen_at) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(digest.to_vec())
            .bind(at)
            .execute(&mut tx)
            .await?;
        if new == 0 {
            replayed = Some(replayed.map_or(number, |first: usize| first.min(number)));
        }
    }
    if replayed.is_none() {
        tx.commit().await?;
    }
    Ok(replayed)
}
