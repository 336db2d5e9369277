//! What is revoked for good or held for a time: certificates of partners and chips, entries of trust stores, and what our own CAs
//! issued (contract pki §7, layer 1).
//!
//! *Revoked* is final and stands in `x_revoked_at` with its reason. *Held* is what a deactivation took out of trust; `x_held_by` says whose, so
//! that its return restores exactly that. What our own CAs issued has a row in `x_issued`, which their revocation lists are made of.

mod hold;
mod impact;
mod orphans;

use pms_domain::Timestamp;
use pms_domain::revocation::Reason;
use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{On, Tx, statement};

pub use hold::{
    Holder, entries_of_chip, hold_ended, hold_entry, hold_issued, hold_issued_of_chip, holds_entries, is_shared,
    own_entries, release_entries, release_issued,
};
pub use impact::{Impact, impact};
pub use orphans::{Orphan, Unread, orphaned_certificates, orphaned_entries, set_issuer, stored_after};

/// A certificate that one of our own CAs issued to a partner.
#[derive(Clone, Debug)]
pub struct Issued<'a> {
    /// Of the DER, lower-case hex.
    pub sha256: String,
    /// SHA-256 of the issuer's public key, lower-case hex.
    pub issuer_key: String,
    /// Two's-complement bytes, lower-case hex.
    pub serial: String,
    pub domain: &'a str,
    /// The row of `partner_cert_store`.
    pub cert_id: &'a str,
    /// Whose it is; of a chip its provider.
    pub partner_id: &'a str,
    pub not_after: Timestamp,
    /// Since when and for what it does not count, where it does not.
    pub revoked: Option<(Timestamp, Reason)>,
    pub held_by: Option<String>,
}

/// Notes that it was issued. Noted twice it stands once.
pub fn note_issued(tx: &mut Tx, issued: &Issued<'_>) {
    statement(
        "INSERT INTO x_issued (sha256, issuer_key, serial, domain, cert_id, partner_id, not_after, revoked_at, reason, \
         held_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (sha256) DO NOTHING",
    )
    .bind(issued.sha256.as_str())
    .bind(issued.issuer_key.as_str())
    .bind(issued.serial.as_str())
    .bind(issued.domain)
    .bind(issued.cert_id)
    .bind(issued.partner_id)
    .bind(issued.not_after)
    .bind(issued.revoked.map(|(at, _)| at))
    .bind(issued.revoked.map(|(_, reason)| reason.number()))
    .bind(issued.held_by.clone())
    .later(tx);
}

/// Whether it is noted that our CAs issued something for this row.
pub async fn is_noted(on: impl Into<On<'_>>, cert_id: &str) -> StoreResult<bool> {
    let found: Option<Hash> =
        statement("SELECT sha256 FROM x_issued WHERE cert_id = $1 LIMIT 1").bind(cert_id).optional(on).await?;
    Ok(found.is_some())
}

/// An entry of one of our own revocation lists.
#[derive(Clone, Debug, FromRow)]
pub struct Listed {
    pub serial: String,
    pub revoked_at: Timestamp,
    pub reason: i16,
}

/// What stands on the list of the issuer with this key: revoked, held, and not over yet.
pub async fn listed(on: impl Into<On<'_>>, issuer_key: &str, at: Timestamp) -> StoreResult<Vec<Listed>> {
    statement(
        "SELECT serial, revoked_at, reason FROM x_issued WHERE issuer_key = $1 AND revoked_at IS NOT NULL \
         AND reason IS NOT NULL AND not_after >= $2 ORDER BY serial",
    )
    .bind(issuer_key)
    .bind(at)
    .all(on)
    .await
}

#[derive(FromRow)]
struct Hash {
    sha256: String,
}

#[derive(FromRow)]
struct Found {
    id: String,
}

fn ids(found: Vec<Found>) -> Vec<String> {
    found.into_iter().map(|row| row.id).collect()
}

/// SHA-256 of every certificate of a partner or chip in a domain, our own issue and the original, that is revoked or held and not over yet.
/// A re-key leaves a revoked row of history beside the one that goes on: the original is not revoked by that.
pub async fn revoked_of_domain(on: impl Into<On<'_>>, domain: &str, at: Timestamp) -> StoreResult<Vec<String>> {
    let found: Vec<Hash> = statement(
        "SELECT sha256 FROM x_issued WHERE domain = $1 AND revoked_at IS NOT NULL AND not_after >= $2 \
         UNION ALL SELECT s.x_sha256 AS sha256 FROM partner_cert_store s WHERE s.partner_domain = $1 \
         AND s.x_revoked_at IS NOT NULL AND s.cert_not_after >= $2 AND s.x_sha256 IS NOT NULL \
         AND NOT EXISTS (SELECT 1 FROM partner_cert_store o WHERE o.x_sha256 = s.x_sha256 AND o.partner_domain = $1 \
         AND o.x_revoked_at IS NULL)",
    )
    .bind(domain)
    .bind(at)
    .all(on)
    .await?;
    Ok(found.into_iter().map(|row| row.sha256).collect())
}

/// A certificate of a partner or of a chip, as far as its revocation goes.
#[derive(Clone, Debug, FromRow)]
pub struct Owned {
    pub cert_id: String,
    /// Whose it is; of a chip its provider. None: a row that keymanager wrote.
    pub owner: Option<String>,
    pub chip_id: Option<String>,
    pub sha256: Option<String>,
    pub domain: String,
    pub revoked_at: Option<Timestamp>,
    /// The word of RFC 5280.
    pub revoked_reason: Option<String>,
    pub not_after: Timestamp,
}

macro_rules! owned {
    () => {
        "SELECT s.cert_id, COALESCE(s.x_partner_id, f.foundational_trust_provider_id) AS owner, s.x_chip_id AS chip_id, \
         s.x_sha256 AS sha256, s.partner_domain AS domain, s.x_revoked_at AS revoked_at, \
         s.x_revoked_reason AS revoked_reason, s.cert_not_after AS not_after FROM partner_cert_store s \
         LEFT JOIN ftp_chip_detail f ON f.id = s.x_chip_id "
    };
}

/// A certificate of whatever partner: for admins alone.
pub async fn certificate(on: impl Into<On<'_>>, cert_id: &str) -> StoreResult<Option<Owned>> {
    statement(concat!(owned!(), "WHERE s.cert_id = $1")).bind(cert_id).optional(on).await
}

#[derive(FromRow)]
struct Subject {
    cert_subject: String,
}

/// Its subject, as keymanager writes it.
pub async fn subject(on: impl Into<On<'_>>, cert_id: &str) -> StoreResult<Option<String>> {
    let found: Option<Subject> =
        statement("SELECT cert_subject FROM partner_cert_store WHERE cert_id = $1").bind(cert_id).optional(on).await?;
    Ok(found.map(|row| row.cert_subject))
}

/// Whether a certificate of this partner was ever revoked.
pub async fn has_revoked(on: impl Into<On<'_>>, partner_id: &str) -> StoreResult<bool> {
    let found: Option<Found> = statement(
        "SELECT cert_id AS id FROM partner_cert_store WHERE x_partner_id = $1 AND x_revoked_at IS NOT NULL LIMIT 1",
    )
    .bind(partner_id)
    .optional(on)
    .await?;
    Ok(found.is_some())
}

/// The rows of the same certificate on which a partner or a chip depends: its current ones, the one that it names, and all of chips.
pub async fn in_use_of(on: impl Into<On<'_>>, sha256: &str) -> StoreResult<Vec<Owned>> {
    statement(concat!(
        owned!(),
        "WHERE s.x_sha256 = $1 AND s.x_revoked_at IS NULL AND (s.x_current OR s.x_chip_id IS NOT NULL \
         OR EXISTS (SELECT 1 FROM partner p WHERE p.id = s.x_partner_id AND p.certificate_alias = s.cert_id)) \
         ORDER BY s.cert_id"
    ))
    .bind(sha256)
    .all(on)
    .await
}

/// Rows that nothing depends on any more, which a change revokes together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rest {
    /// Of the first ones.
    pub cert_ids: Vec<String>,
    pub owners: Vec<String>,
    /// How many there were.
    pub rows: u64,
}

#[derive(FromRow)]
struct Row {
    cert_id: String,
}

#[derive(FromRow)]
struct Owner {
    owner: String,
}

/// Rows of [`Rest`] that are named.
const NAMED: i64 = 500;

/// Revokes every row of the same certificate that is not, with what our CAs issued for them and their entries of trust stores: whoever
/// uploads a certificate again and again has as many rows, and there is no end to them.
pub async fn revoke_rest(tx: &mut Tx, sha256: &str, reason: Reason, by: &str, at: Timestamp) -> StoreResult<Rest> {
    let rows: Vec<Row> = statement(
        "SELECT cert_id FROM partner_cert_store WHERE x_sha256 = $1 AND x_revoked_at IS NULL ORDER BY cert_id LIMIT $2",
    )
    .bind(sha256)
    .bind(NAMED)
    .all(&mut *tx)
    .await?;
    if rows.is_empty() {
        return Ok(Rest::default());
    }
    let owners: Vec<Owner> = statement(
        "SELECT DISTINCT x_partner_id AS owner FROM partner_cert_store WHERE x_sha256 = $1 AND x_revoked_at IS NULL \
         AND x_partner_id IS NOT NULL ORDER BY x_partner_id",
    )
    .bind(sha256)
    .all(&mut *tx)
    .await?;
    statement(
        "UPDATE ca_cert_store SET x_revoked_at = $2, x_revoked_reason = $3, upd_by = $4, upd_dtimes = $2 \
         WHERE x_own = FALSE AND x_revoked_at IS NULL AND cert_id IN (\
         SELECT c.cert_id FROM partner_cert_store s JOIN ca_cert_store c ON c.x_sha256 = s.x_sha256 \
         WHERE s.x_sha256 = $1 AND s.x_revoked_at IS NULL AND c.partner_domain = s.partner_domain \
         UNION SELECT c.cert_id FROM partner_cert_store s JOIN x_issued i ON i.cert_id = s.cert_id \
         JOIN ca_cert_store c ON c.x_sha256 = i.sha256 \
         WHERE s.x_sha256 = $1 AND s.x_revoked_at IS NULL AND c.partner_domain = i.domain)",
    )
    .bind(sha256)
    .bind(at)
    .bind(reason.as_str())
    .bind(by)
    .execute(&mut *tx)
    .await?;
    statement(
        "UPDATE x_issued SET revoked_at = $2, reason = $3, held_by = NULL WHERE (revoked_at IS NULL OR reason = $4) \
         AND cert_id IN (SELECT cert_id FROM partner_cert_store WHERE x_sha256 = $1 AND x_revoked_at IS NULL)",
    )
    .bind(sha256)
    .bind(at)
    .bind(reason.number())
    .bind(Reason::CertificateHold.number())
    .execute(&mut *tx)
    .await?;
    let revoked = statement(
        "UPDATE partner_cert_store SET x_revoked_at = $2, x_revoked_reason = $3, x_current = FALSE, upd_by = $4, \
         upd_dtimes = $2 WHERE x_sha256 = $1 AND x_revoked_at IS NULL",
    )
    .bind(sha256)
    .bind(at)
    .bind(reason.as_str())
    .bind(by)
    .execute(tx)
    .await?;
    let cert_ids = rows.into_iter().map(|row| row.cert_id).collect();
    Ok(Rest { cert_ids, owners: owners.into_iter().map(|row| row.owner).collect(), rows: revoked })
}

/// Revokes a row for good. `false`: it was already.
pub async fn revoke_certificate(
    tx: &mut Tx,
    cert_id: &str,
    reason: Reason,
    by: &str,
    at: Timestamp,
) -> StoreResult<bool> {
    let rows = statement(
        "UPDATE partner_cert_store SET x_revoked_at = $2, x_revoked_reason = $3, x_current = FALSE, upd_by = $4, \
         upd_dtimes = $2 WHERE cert_id = $1 AND x_revoked_at IS NULL",
    )
    .bind(cert_id)
    .bind(at)
    .bind(reason.as_str())
    .bind(by)
    .execute(tx)
    .await?;
    Ok(rows > 0)
}

/// Revokes what our CAs issued for a row, also what is held.
pub async fn revoke_issued(tx: &mut Tx, cert_id: &str, reason: Reason, at: Timestamp) -> StoreResult<()> {
    statement(
        "UPDATE x_issued SET revoked_at = $2, reason = $3, held_by = NULL WHERE cert_id = $1 \
         AND (revoked_at IS NULL OR reason = $4)",
    )
    .bind(cert_id)
    .bind(at)
    .bind(reason.number())
    .bind(Reason::CertificateHold.number())
    .execute(tx)
    .await?;
    Ok(())
}

/// Revokes an entry of a trust store for good. `false`: it was already.
pub async fn revoke_entry(tx: &mut Tx, entry_id: &str, reason: Reason, by: &str, at: Timestamp) -> StoreResult<bool> {
    let rows = statement(
        "UPDATE ca_cert_store SET x_revoked_at = $2, x_revoked_reason = $3, upd_by = $4, upd_dtimes = $2 \
         WHERE cert_id = $1 AND x_revoked_at IS NULL",
    )
    .bind(entry_id)
    .bind(at)
    .bind(reason.as_str())
    .bind(by)
    .execute(tx)
    .await?;
    Ok(rows > 0)
}

/// The entries of a domain that are this row's certificate, or what we issued for it.
pub async fn entries_of(on: impl Into<On<'_>>, cert_id: &str) -> StoreResult<Vec<String>> {
    let found = statement(
        "SELECT c.cert_id AS id FROM partner_cert_store s JOIN ca_cert_store c ON c.x_sha256 = s.x_sha256 \
         WHERE s.cert_id = $1 AND c.partner_domain = s.partner_domain AND c.x_own = FALSE \
         UNION SELECT c.cert_id AS id FROM x_issued i JOIN ca_cert_store c ON c.x_sha256 = i.sha256 \
         WHERE i.cert_id = $1 AND c.partner_domain = i.domain AND c.x_own = FALSE",
    )
    .bind(cert_id)
    .all(on)
    .await?;
    Ok(ids(found))
}

/// A row of a partner or chip whose own certificate, or whose issue of ours, is this entry, and that is not revoked yet.
pub async fn row_of_entry(on: impl Into<On<'_>>, entry_id: &str) -> StoreResult<Option<Owned>> {
    statement(concat!(
        owned!(),
        "WHERE s.x_revoked_at IS NULL AND s.cert_id IN (\
         SELECT o.cert_id FROM ca_cert_store c JOIN partner_cert_store o ON o.x_sha256 = c.x_sha256 \
         WHERE c.cert_id = $1 AND c.partner_domain = o.partner_domain \
         UNION SELECT i.cert_id FROM ca_cert_store c JOIN x_issued i ON i.sha256 = c.x_sha256 WHERE c.cert_id = $1) \
         ORDER BY s.cert_id LIMIT 1"
    ))
    .bind(entry_id)
    .optional(on)
    .await
}

#[derive(FromRow)]
struct Word {
    word: Option<String>,
}

/// The word of RFC 5280 for which an entry was revoked.
pub async fn reason_of_entry(on: impl Into<On<'_>>, entry_id: &str) -> StoreResult<Option<Reason>> {
    let found: Option<Word> =
        statement("SELECT x_revoked_reason AS word FROM ca_cert_store WHERE cert_id = $1 AND x_revoked_at IS NOT NULL")
            .bind(entry_id)
            .optional(on)
            .await?;
    Ok(found.map(|row| row.word.as_deref().and_then(Reason::parse).unwrap_or(Reason::Unspecified)))
}

/// Whether somebody's certificate with this key was revoked because the key is in wrong hands.
pub async fn is_compromised(on: impl Into<On<'_>>, key_sha256: &str) -> StoreResult<bool> {
    let found: Option<Found> = statement(
        "SELECT cert_id AS id FROM partner_cert_store WHERE x_key_sha256 = $1 AND x_revoked_at IS NOT NULL \
         AND x_revoked_reason IN ('keyCompromise', 'cACompromise', 'aACompromise') LIMIT 1",
    )
    .bind(key_sha256)
    .optional(on)
    .await?;
    Ok(found.is_some())
}
