//! What the deactivation of a partner or a chip holds, until it is back.

use pms_domain::Timestamp;
use pms_domain::revocation::Reason;

use super::{Found, ids};
use crate::StoreResult;
use crate::db::{On, Tx, statement};

/// Whose deactivation holds certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder<'a> {
    Partner(&'a str),
    Chip(&'a str),
}

impl Holder<'_> {
    /// As it stands in `x_held_by`.
    pub fn text(&self) -> String {
        match self {
            Holder::Partner(id) => format!("partner/{id}"),
            Holder::Chip(id) => format!("chip/{id}"),
        }
    }
}

/// Holds what our CAs issued to a partner and counts until now.
pub async fn hold_issued(tx: &mut Tx, partner_id: &str, at: Timestamp) -> StoreResult<u64> {
    statement(
        "UPDATE x_issued SET revoked_at = $2, reason = $3, held_by = $4 WHERE partner_id = $1 AND revoked_at IS NULL",
    )
    .bind(partner_id)
    .bind(at)
    .bind(Reason::CertificateHold.number())
    .bind(Holder::Partner(partner_id).text())
    .execute(tx)
    .await
}

/// Holds what our CAs issued for a chip; what its provider's deactivation holds is the chip's from now on.
pub async fn hold_issued_of_chip(tx: &mut Tx, chip_id: &str, at: Timestamp) -> StoreResult<u64> {
    statement(
        "UPDATE x_issued SET revoked_at = COALESCE(revoked_at, $2), reason = $3, held_by = $4 \
         WHERE cert_id IN (SELECT cert_id FROM partner_cert_store WHERE x_chip_id = $1) \
         AND (revoked_at IS NULL OR reason = $3)",
    )
    .bind(chip_id)
    .bind(at)
    .bind(Reason::CertificateHold.number())
    .bind(Holder::Chip(chip_id).text())
    .execute(tx)
    .await
}

/// Gives back what was held. What was revoked meanwhile stays so.
pub async fn release_issued(tx: &mut Tx, holder: Holder<'_>) -> StoreResult<u64> {
    statement("UPDATE x_issued SET revoked_at = NULL, reason = NULL, held_by = NULL WHERE held_by = $1")
        .bind(holder.text())
        .execute(tx)
        .await
}

/// Keeps the entries that came with a partner and are over, of which there may be many, from counting again before it is back. Nobody needs
/// them. One statement; answers how many there are.
pub async fn hold_ended(tx: &mut Tx, partner_id: &str, at: Timestamp) -> StoreResult<u64> {
    statement(
        "UPDATE ca_cert_store SET x_held_by = $2 WHERE x_partner_id = $1 AND x_held_by IS NULL AND x_revoked_at IS NULL \
         AND (x_valid_until <= $3 OR cert_not_after < $3)",
    )
    .bind(partner_id)
    .bind(Holder::Partner(partner_id).text())
    .bind(at)
    .execute(tx)
    .await
}

/// The entries of trust stores that a partner's deactivation takes out: those that came with it, and above its certificates those of partners
/// that are not active either.
pub async fn own_entries(on: &mut Tx, partner_id: &str) -> StoreResult<Vec<String>> {
    let mut own: Vec<Found> = statement(
        "SELECT cert_id AS id FROM ca_cert_store WHERE x_partner_id = $1 AND x_held_by IS NULL AND x_revoked_at IS NULL",
    )
    .bind(partner_id)
    .all(&mut *on)
    .await?;
    let above: Vec<Found> = statement(
        "WITH RECURSIVE above (id) AS (SELECT s.issuer_id FROM partner_cert_store s WHERE s.x_partner_id = $1 \
         UNION SELECT c.issuer_id FROM above a JOIN ca_cert_store c ON c.cert_id = a.id) \
         SELECT c.cert_id AS id FROM above a JOIN ca_cert_store c ON c.cert_id = a.id \
         JOIN partner p ON p.id = c.x_partner_id WHERE p.is_active = FALSE AND p.id <> $1 AND c.x_held_by IS NULL \
         AND c.x_revoked_at IS NULL",
    )
    .bind(partner_id)
    .all(&mut *on)
    .await?;
    own.extend(above);
    Ok(ids(own))
}

/// Whether another active partner, or its chip, has a certificate below this entry that counts.
pub async fn is_shared(on: &mut Tx, entry_id: &str, partner_id: &str, at: Timestamp) -> StoreResult<bool> {
    let found: Option<Found> = statement(
        "WITH RECURSIVE below (id) AS (SELECT c.cert_id FROM ca_cert_store c WHERE c.cert_id = $1 \
         UNION SELECT c.cert_id FROM below b JOIN ca_cert_store c ON c.issuer_id = b.id) \
         SELECT s.cert_id AS id FROM below b JOIN partner_cert_store s ON s.issuer_id = b.id \
         LEFT JOIN ftp_chip_detail f ON f.id = s.x_chip_id \
         JOIN partner p ON p.id = COALESCE(s.x_partner_id, f.foundational_trust_provider_id) \
         WHERE p.is_active = TRUE AND p.id <> $2 AND s.x_revoked_at IS NULL AND s.cert_not_after >= $3 LIMIT 1",
    )
    .bind(entry_id)
    .bind(partner_id)
    .bind(at)
    .optional(on)
    .await?;
    Ok(found.is_some())
}

/// The entries of the trust store FTM that are certificates of this chip, or what we made of them, and no other active chip's; not those of
/// its provider's own certificate. What the provider's deactivation holds is among them.
pub async fn entries_of_chip(on: &mut Tx, chip_id: &str) -> StoreResult<Vec<String>> {
    let found = statement(
        "SELECT c.cert_id AS id FROM partner_cert_store s JOIN ca_cert_store c ON c.x_of_certificate = s.cert_id \
         WHERE s.x_chip_id = $1 AND c.partner_domain = 'FTM' AND c.x_own = FALSE \
         AND (c.x_held_by IS NULL OR c.x_held_by LIKE 'partner/%') AND c.x_revoked_at IS NULL \
         AND NOT EXISTS (SELECT 1 FROM partner_cert_store o JOIN ftp_chip_detail f ON f.id = o.x_chip_id \
         WHERE o.x_sha256 = s.x_sha256 AND f.id <> $1 AND f.is_active = TRUE) \
         UNION SELECT c.cert_id AS id FROM partner_cert_store s JOIN ca_cert_store c ON c.x_sha256 = s.x_sha256 \
         WHERE s.x_chip_id = $1 AND c.partner_domain = 'FTM' AND c.x_own = FALSE AND (c.x_partner_id IS NULL \
         OR EXISTS (SELECT 1 FROM partner_cert_store w WHERE w.cert_id = c.x_of_certificate AND w.x_chip_id IS NOT NULL)) \
         AND (c.x_held_by IS NULL OR c.x_held_by LIKE 'partner/%') AND c.x_revoked_at IS NULL \
         AND NOT EXISTS (SELECT 1 FROM partner_cert_store o JOIN ftp_chip_detail f ON f.id = o.x_chip_id \
         WHERE o.x_sha256 = s.x_sha256 AND f.id <> $1 AND f.is_active = TRUE)",
    )
    .bind(chip_id)
    .all(on)
    .await?;
    Ok(ids(found))
}

/// Takes an entry out of its trust store until its holder is back.
pub async fn hold_entry(tx: &mut Tx, entry_id: &str, holder: Holder<'_>) -> StoreResult<()> {
    statement("UPDATE ca_cert_store SET x_held_by = $2 WHERE cert_id = $1")
        .bind(entry_id)
        .bind(holder.text())
        .execute(tx)
        .await?;
    Ok(())
}

/// Whether it holds any entry.
pub async fn holds_entries(on: impl Into<On<'_>>, holder: Holder<'_>) -> StoreResult<bool> {
    let found: Option<Found> = statement("SELECT cert_id AS id FROM ca_cert_store WHERE x_held_by = $1 LIMIT 1")
        .bind(holder.text())
        .optional(on)
        .await?;
    Ok(found.is_some())
}

/// Puts back what was held.
pub async fn release_entries(tx: &mut Tx, holder: Holder<'_>) -> StoreResult<u64> {
    statement("UPDATE ca_cert_store SET x_held_by = NULL WHERE x_held_by = $1").bind(holder.text()).execute(tx).await
}
