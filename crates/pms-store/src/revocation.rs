//! What is revoked for good or held for a time: certificates of partners and chips, entries of trust stores, and what our own CAs
//! issued (contract pki §7, layer 1).
//!
//! *Revoked* is final and stands in `x_revoked_at` with its reason. *Held* is what a deactivation took out of trust; `x_held_by` says whose, so
//! that its return restores exactly that. What our own CAs issued has a row in `x_issued`, which their revocation lists are made of.

mod impact;

use pms_domain::Timestamp;
use pms_domain::revocation::Reason;
use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{On, Tx, statement};

pub use impact::{Impact, impact};

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
