//! keymanager's two certificate stores, and certificates that wait for their chain's approval.

use pms_domain::Timestamp;
use sqlx::FromRow;

use crate::StoreResult;
use crate::approval::Approval;
use crate::db::{On, Tx, statement};
use crate::partner::Reach;

/// A CA certificate of a domain's trust store.
#[derive(Clone, Debug, FromRow)]
pub struct CaCertificate {
    pub cert_id: String,
    pub cert_subject: String,
    pub cert_issuer: String,
    pub issuer_id: String,
    pub cert_not_before: Timestamp,
    pub cert_not_after: Timestamp,
    /// PEM.
    pub cert_data: String,
    /// SHA-1 of the DER, lower-case hex: an identifier only.
    pub cert_thumbprint: String,
    pub cert_serial_no: String,
    pub partner_domain: String,
    /// `ROOT` or `INTERMEDIATE`.
    pub ca_cert_type: Option<String>,
    pub x_sha256: Option<String>,
    /// Ours: ROOT, an issuing CA, or a certificate we re-signed as a CA.
    pub x_own: bool,
    /// The partner that it came with: the issuer of its devices, its own chain.
    pub x_partner_id: Option<String>,
    /// What has taken it out of the trust store for a time ([`crate::revocation`]).
    pub x_held_by: Option<String>,
    /// For good.
    pub x_revoked_at: Option<Timestamp>,
    /// End of the overlap of a partner's certificate that was replaced; trusted no more from then on.
    pub x_valid_until: Option<Timestamp>,
    /// The certificate of a partner or chip that it stands for: what was accepted, or what we made of it.
    pub x_of_certificate: Option<String>,
    pub cr_by: String,
    pub cr_dtimes: Timestamp,
}

impl CaCertificate {
    /// Whether it is trusted now, but for `but_held_by`.
    pub fn is_live(&self, but_held_by: Option<&str>) -> bool {
        self.x_revoked_at.is_none() && (self.x_held_by.is_none() || self.x_held_by.as_deref() == but_held_by)
    }
}

macro_rules! ca_columns {
    () => {
        "cert_id, cert_subject, cert_issuer, issuer_id, cert_not_before, cert_not_after, cert_data, cert_thumbprint, \
         cert_serial_no, partner_domain, ca_cert_type, x_sha256, x_own, x_partner_id, x_held_by, x_revoked_at, \
         x_valid_until, x_of_certificate, cr_by, cr_dtimes"
    };
}

/// The certificates of a domain that are not deleted. Those that are revoked or held are told by [`CaCertificate::is_live`]: they are no
/// part of the trust store, and who asks about them is told so.
pub async fn trust_store(on: impl Into<On<'_>>, domain: &str) -> StoreResult<Vec<CaCertificate>> {
    statement(concat!(
        "SELECT ",
        ca_columns!(),
        " FROM ca_cert_store WHERE partner_domain = $1 \
         AND (is_deleted IS NULL OR is_deleted = FALSE) ORDER BY cert_not_before, cert_id"
    ))
    .bind(domain)
    .all(on)
    .await
}

/// Says which partner's certificate an entry of a trust store stands for; what an administrator added stands for none. The entry
/// counts without an end of its own, also where the same certificate was replaced before and came back. `false`: no such entry
/// is a partner's.
pub async fn own_ca(tx: &mut Tx, domain: &str, sha256: &str, certificate_id: &str) -> StoreResult<bool> {
    let updated = statement(
        "UPDATE ca_cert_store SET x_of_certificate = $3, x_valid_until = NULL \
         WHERE partner_domain = $1 AND x_sha256 = $2 AND x_of_certificate IS NOT NULL",
    )
    .bind(domain)
    .bind(sha256)
    .bind(certificate_id)
    .execute(tx)
    .await?;
    Ok(updated > 0)
}

/// As [`own_ca`] for the certificate of a chip. What its provider has uploaded as its own, and counts without an end, stays the provider's.
pub async fn own_ca_of_chip(tx: &mut Tx, domain: &str, sha256: &str, certificate_id: &str) -> StoreResult<bool> {
    let updated = statement(
        "UPDATE ca_cert_store SET x_of_certificate = $3, x_valid_until = NULL \
         WHERE partner_domain = $1 AND x_sha256 = $2 AND x_of_certificate IS NOT NULL AND (x_valid_until IS NOT NULL \
         OR EXISTS (SELECT 1 FROM partner_cert_store s WHERE s.cert_id = ca_cert_store.x_of_certificate \
         AND s.x_chip_id IS NOT NULL))",
    )
    .bind(domain)
    .bind(sha256)
    .bind(certificate_id)
    .execute(tx)
    .await?;
    Ok(updated > 0)
}

/// A certificate of a provider that is replaced may be the one of an active chip as well: its entry is the chip's from now on, and does not
/// end with the provider's.
pub async fn leave_to_chip(tx: &mut Tx, certificate_id: &str) -> StoreResult<()> {
    statement(
        "UPDATE ca_cert_store SET x_of_certificate = COALESCE((SELECT MIN(s.cert_id) FROM partner_cert_store s \
         JOIN ftp_chip_detail f ON f.id = s.x_chip_id WHERE s.x_sha256 = ca_cert_store.x_sha256 AND s.x_current \
         AND s.x_revoked_at IS NULL AND f.is_active = TRUE), x_of_certificate) WHERE x_of_certificate = $1 \
         AND partner_domain = 'FTM'",
    )
    .bind(certificate_id)
    .execute(tx)
    .await?;
    Ok(())
}

/// Ends the trust in the entries of a partner's certificate, at a moment that may lie ahead. Answers how many there are.
pub async fn end_ca(tx: &mut Tx, certificate_id: &str, until: Timestamp) -> StoreResult<u64> {
    statement("UPDATE ca_cert_store SET x_valid_until = $2 WHERE x_of_certificate = $1")
        .bind(certificate_id)
        .bind(until)
        .execute(tx)
        .await
}

/// The former certificates of a partner whose entries of a trust store are trusted beyond a moment, but for the newest `keep`. The current
/// one is none of them, and none is a chip's.
pub async fn issuers_beyond(
    on: impl Into<On<'_>>,
    (partner_id, domain): (&str, &str),
    current: &str,
    keep: i64,
    at: Timestamp,
) -> StoreResult<Vec<String>> {
    let found: Vec<Found> = statement(
        "SELECT x_of_certificate AS id FROM ca_cert_store WHERE x_partner_id = $1 AND partner_domain = $2 \
         AND x_of_certificate IS NOT NULL AND x_of_certificate <> $3 AND x_revoked_at IS NULL AND cert_not_after >= $4 \
         AND (x_valid_until IS NULL OR x_valid_until > $4) AND NOT EXISTS (SELECT 1 FROM partner_cert_store s \
         WHERE s.cert_id = ca_cert_store.x_of_certificate AND s.x_chip_id IS NOT NULL) \
         ORDER BY cr_dtimes DESC, cert_id DESC LIMIT 500 OFFSET $5",
    )
    .bind(partner_id)
    .bind(domain)
    .bind(current)
    .bind(at)
    .bind(keep)
    .all(on)
    .await?;
    Ok(found.into_iter().map(|row| row.id).collect())
}

/// A former certificate is trusted no longer than this.
pub async fn shorten(tx: &mut Tx, id: &str, until: Timestamp, by: &str) -> StoreResult<()> {
    statement(
        "UPDATE partner_cert_store SET x_valid_until = $2, upd_by = $3, upd_dtimes = $2 WHERE cert_id = $1 \
         AND x_current = FALSE",
    )
    .bind(id)
    .bind(until)
    .bind(by)
    .execute(tx)
    .await?;
    Ok(())
}

/// A number that grows with each change of any trust store: the epoch of caches.
pub async fn trust_epoch(on: impl Into<On<'_>>) -> StoreResult<i64> {
    #[derive(FromRow)]
    struct Epoch {
        epoch: Option<i64>,
    }
    let row: Option<Epoch> =
        statement("SELECT CAST(value AS bigint) AS epoch FROM x_meta WHERE name = 'trust.epoch'").optional(on).await?;
    Ok(row.and_then(|row| row.epoch).unwrap_or(0))
}

/// Sets the epoch to the revision of the change that altered a trust store.
pub async fn set_trust_epoch(tx: &mut Tx, revision: i64) -> StoreResult<()> {
    crate::open::set_meta(tx, "trust.epoch", &revision.to_string()).await
}

pub async fn find_ca(on: impl Into<On<'_>>, id: &str) -> StoreResult<Option<CaCertificate>> {
    statement(concat!("SELECT ", ca_columns!(), " FROM ca_cert_store WHERE cert_id = $1")).bind(id).optional(on).await
}

pub async fn find_ca_by_thumbprint(
    on: impl Into<On<'_>>,
    thumbprint: &str,
    domain: &str,
) -> StoreResult<Option<CaCertificate>> {
    statement(concat!(
        "SELECT ",
        ca_columns!(),
        " FROM ca_cert_store WHERE cert_thumbprint = $1 AND partner_domain = $2"
    ))
    .bind(thumbprint)
    .bind(domain)
    .optional(on)
    .await
}

/// Inserts into a trust store. The same certificate twice in a domain is [`crate::StoreError::Taken`].
pub async fn insert_ca(tx: &mut Tx, certificate: &CaCertificate) -> StoreResult<()> {
    statement(
        "INSERT INTO ca_cert_store (cert_id, cert_subject, cert_issuer, issuer_id, cert_not_before, cert_not_after, \
         cert_data, cert_thumbprint, cert_serial_no, partner_domain, ca_cert_type, x_sha256, x_own, x_partner_id, \
         x_held_by, cr_by, cr_dtimes, x_of_certificate, x_valid_until, is_deleted) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, FALSE)",
    )
    .bind(certificate.cert_id.as_str())
    .bind(certificate.cert_subject.as_str())
    .bind(certificate.cert_issuer.as_str())
    .bind(certificate.issuer_id.as_str())
    .bind(certificate.cert_not_before)
    .bind(certificate.cert_not_after)
    .bind(certificate.cert_data.as_str())
    .bind(certificate.cert_thumbprint.as_str())
    .bind(certificate.cert_serial_no.as_str())
    .bind(certificate.partner_domain.as_str())
    .bind(certificate.ca_cert_type.clone())
    .bind(certificate.x_sha256.clone())
    .bind(certificate.x_own)
    .bind(certificate.x_partner_id.clone())
    .bind(certificate.x_held_by.clone())
    .bind(certificate.cr_by.as_str())
    .bind(certificate.cr_dtimes)
    .bind(certificate.x_of_certificate.clone())
    .bind(certificate.x_valid_until)
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes a certificate out of a domain's trust store. Answers whether it was in it.
pub async fn revoke_ca(
    tx: &mut Tx,
    (thumbprint, domain): (&str, &str),
    reason: &str,
    by: &str,
    at: Timestamp,
) -> StoreResult<bool> {
    let revoked = statement(
        "UPDATE ca_cert_store SET x_revoked_at = $3, x_revoked_reason = $4, upd_by = $5, upd_dtimes = $3 \
         WHERE cert_thumbprint = $1 AND partner_domain = $2 AND x_revoked_at IS NULL \
         AND (is_deleted IS NULL OR is_deleted = FALSE)",
    )
    .bind(thumbprint)
    .bind(domain)
    .bind(at)
    .bind(reason)
    .bind(by)
    .execute(tx)
    .await?;
    Ok(revoked > 0)
}

/// A partner's certificate: the original and the one we signed.
#[derive(Clone, Debug, FromRow)]
pub struct PartnerCertificate {
    pub cert_id: String,
    pub cert_subject: String,
    pub cert_issuer: String,
    pub issuer_id: String,
    pub cert_not_before: Timestamp,
    pub cert_not_after: Timestamp,
    /// The original, PEM.
    pub cert_data: String,
    pub cert_thumbprint: String,
    pub cert_serial_no: String,
    pub partner_domain: String,
    /// The MOSIP-signed one, PEM.
    pub signed_cert_data: String,
    pub organization_name: Option<String>,
    pub x_sha256: Option<String>,
    pub x_partner_id: Option<String>,
    /// `signature`, `encryption` or `both`.
    pub x_usage: Option<String>,
    /// The p7b chain as handed out, base64url.
    pub x_chain: Option<String>,
    /// SHA-256 of the subject public key info, lower-case hex.
    pub x_key_sha256: Option<String>,
    pub x_current: bool,
    /// The key of the platform's CA that signed what is handed out; `None`: none did.
    pub x_ca_key_id: Option<String>,
    /// End of its overlap, once another took its place.
    pub x_valid_until: Option<Timestamp>,
    pub x_revoked_at: Option<Timestamp>,
    pub cr_by: String,
    pub cr_dtimes: Timestamp,
}

macro_rules! partner_columns {
    () => {
        "cert_id, cert_subject, cert_issuer, issuer_id, cert_not_before, cert_not_after, cert_data, cert_thumbprint, \
         cert_serial_no, partner_domain, signed_cert_data, organization_name, x_sha256, x_partner_id, x_usage, x_chain, \
         x_key_sha256, x_current, x_ca_key_id, x_valid_until, x_revoked_at, cr_by, cr_dtimes"
    };
}

/// A certificate of a partner by its id. A row that keymanager wrote names no partner: that the partner names it as its
/// own makes it the partner's.
pub async fn find(
    on: impl Into<On<'_>>,
    reach: Reach<'_>,
    partner_id: &str,
    id: &str,
) -> StoreResult<Option<PartnerCertificate>> {
    if !reach.includes(partner_id) {
        return Ok(None);
    }
    statement(concat!(
        "SELECT ",
        partner_columns!(),
        " FROM partner_cert_store WHERE cert_id = $1 AND (x_partner_id = $2 OR (x_partner_id IS NULL AND EXISTS \
         (SELECT 1 FROM partner p WHERE p.id = $2 AND p.certificate_alias = cert_id)))"
    ))
    .bind(id)
    .bind(partner_id)
    .optional(on)
    .await
}

/// All certificates of a partner, newest first.
pub async fn history(
    on: impl Into<On<'_>>,
    reach: Reach<'_>,
    partner_id: &str,
) -> StoreResult<Vec<PartnerCertificate>> {
    if !reach.includes(partner_id) {
        return Ok(Vec::new());
    }
    statement(concat!(
        "SELECT ",
        partner_columns!(),
        " FROM partner_cert_store WHERE x_partner_id = $1 ORDER BY cr_dtimes DESC, cert_id DESC"
    ))
    .bind(partner_id)
    .all(on)
    .await
}

/// The current certificates of a partner (one for both uses, or one of each), newest first.
pub async fn current(
    on: impl Into<On<'_>>,
    reach: Reach<'_>,
    partner_id: &str,
) -> StoreResult<Vec<PartnerCertificate>> {
    if !reach.includes(partner_id) {
        return Ok(Vec::new());
    }
    statement(concat!(
        "SELECT ",
        partner_columns!(),
        " FROM partner_cert_store \
         WHERE x_partner_id = $1 AND x_current AND x_revoked_at IS NULL ORDER BY cr_dtimes DESC, cert_id DESC"
    ))
    .bind(partner_id)
    .all(on)
    .await
}

/// Another partner that uses this public key now, for itself or for a chip: the one question that goes across partners. Only whether
/// there is one may leave the system, and its id for admins.
pub async fn key_holder(on: impl Into<On<'_>>, key_sha256: &str, not_partner: &str) -> StoreResult<Option<String>> {
    #[derive(FromRow)]
    struct Holder {
        holder: String,
    }
    let row: Option<Holder> = statement(
        "SELECT COALESCE(c.x_partner_id, f.foundational_trust_provider_id) AS holder FROM partner_cert_store c \
         LEFT JOIN ftp_chip_detail f ON f.id = c.x_chip_id WHERE c.x_key_sha256 = $1 AND c.x_current \
         AND c.x_revoked_at IS NULL AND COALESCE(c.x_partner_id, f.foundational_trust_provider_id) <> $2 LIMIT 1",
    )
    .bind(key_sha256)
    .bind(not_partner)
    .optional(on)
    .await?;
    Ok(row.map(|row| row.holder))
}

/// Whether exactly this certificate, as a partner or chip uploaded it or as we signed it, is known in the domain, and does not count at a
/// moment: revoked, replaced and its overlap over, or its partner or chip is not active. By the certificate and not by its key: anybody can
/// have a certificate made for a key that is another's. Asked about a certificate whose path is valid; answers nothing about anybody.
pub async fn is_withdrawn(on: impl Into<On<'_>>, sha256: &str, domain: &str, at: Timestamp) -> StoreResult<bool> {
    #[derive(FromRow)]
    struct Counted {
        known: i64,
        in_use: i64,
    }
    let counted: Option<Counted> = statement(
        "SELECT COUNT(*) AS known, COUNT(CASE WHEN c.x_revoked_at IS NULL AND p.is_active = TRUE \
         AND (c.x_current OR c.x_valid_until IS NULL OR c.x_valid_until > $3) \
         AND (f.id IS NULL OR f.is_active = TRUE) THEN 1 END) AS in_use FROM partner_cert_store c \
         LEFT JOIN ftp_chip_detail f ON f.id = c.x_chip_id \
         JOIN partner p ON p.id = COALESCE(c.x_partner_id, f.foundational_trust_provider_id) WHERE c.partner_domain = $2 \
         AND c.cert_id IN (SELECT o.cert_id FROM partner_cert_store o WHERE o.x_sha256 = $1 \
         UNION SELECT i.cert_id FROM x_issued i WHERE i.sha256 = $1)",
    )
    .bind(sha256)
    .bind(domain)
    .bind(at)
    .optional(on)
    .await?;
    Ok(counted.is_some_and(|counted| counted.known > 0 && counted.in_use == 0))
}

pub async fn insert(tx: &mut Tx, certificate: &PartnerCertificate) -> StoreResult<()> {
    statement(
        "INSERT INTO partner_cert_store (cert_id, cert_subject, cert_issuer, issuer_id, cert_not_before, \
         cert_not_after, cert_data, cert_thumbprint, cert_serial_no, partner_domain, signed_cert_data, \
         organization_name, x_sha256, x_partner_id, x_usage, x_chain, x_key_sha256, x_current, cr_by, cr_dtimes, \
         x_ca_key_id, is_deleted) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, \
         $18, $19, $20, $21, FALSE)",
    )
    .bind(certificate.cert_id.as_str())
    .bind(certificate.cert_subject.as_str())
    .bind(certificate.cert_issuer.as_str())
    .bind(certificate.issuer_id.as_str())
    .bind(certificate.cert_not_before)
    .bind(certificate.cert_not_after)
    .bind(certificate.cert_data.as_str())
    .bind(certificate.cert_thumbprint.as_str())
    .bind(certificate.cert_serial_no.as_str())
    .bind(certificate.partner_domain.as_str())
    .bind(certificate.signed_cert_data.as_str())
    .bind(certificate.organization_name.clone())
    .bind(certificate.x_sha256.clone())
    .bind(certificate.x_partner_id.clone())
    .bind(certificate.x_usage.clone())
    .bind(certificate.x_chain.clone())
    .bind(certificate.x_key_sha256.clone())
    .bind(certificate.x_current)
    .bind(certificate.cr_by.as_str())
    .bind(certificate.cr_dtimes)
    .bind(certificate.x_ca_key_id.clone())
    .execute(tx)
    .await?;
    Ok(())
}

/// Another certificate took this one's place; it stays trusted until `until`.
pub async fn supersede(tx: &mut Tx, id: &str, until: Timestamp, by: &str, now: Timestamp) -> StoreResult<()> {
    statement(
        "UPDATE partner_cert_store SET x_current = FALSE, x_valid_until = $2, x_superseded_at = $4, upd_by = $3, \
         upd_dtimes = $4 WHERE cert_id = $1",
    )
    .bind(id)
    .bind(until)
    .bind(by)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(())
}

/// Narrows the use of a certificate for both, when another took over one of them. That happens at most once, and when is kept.
pub async fn set_usage(tx: &mut Tx, id: &str, usage: &str, by: &str, now: Timestamp) -> StoreResult<()> {
    statement(
        "UPDATE partner_cert_store SET x_usage = $2, x_narrowed_at = $4, upd_by = $3, upd_dtimes = $4 WHERE cert_id = $1",
    )
    .bind(id)
    .bind(usage)
    .bind(by)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(())
}

/// A certificate that came with its chain and waits for the chain's approval.
#[derive(Clone, Debug, FromRow)]
pub struct PendingCertificate {
    pub id: String,
    pub partner_id: String,
    pub approval_id: String,
    pub domain: String,
    pub usage: Option<String>,
    pub cert_data: String,
    pub created_at: Timestamp,
    pub created_by: String,
    /// After the decision: `accepted`, or the code of the rule it failed.
    pub outcome: Option<String>,
}

pub async fn insert_pending(tx: &mut Tx, pending: &PendingCertificate) -> StoreResult<()> {
    statement(
        "INSERT INTO x_pending_certificate (id, partner_id, approval_id, domain, usage, cert_data, created_at, created_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(pending.id.as_str())
    .bind(pending.partner_id.as_str())
    .bind(pending.approval_id.as_str())
    .bind(pending.domain.as_str())
    .bind(pending.usage.clone())
    .bind(pending.cert_data.as_str())
    .bind(pending.created_at)
    .bind(pending.created_by.as_str())
    .execute(tx)
    .await?;
    Ok(())
}

/// Certificates that wait with an approval that was found.
pub async fn pending_of(on: impl Into<On<'_>>, approval: &Approval) -> StoreResult<Vec<PendingCertificate>> {
    statement(
        "SELECT id, partner_id, approval_id, domain, usage, cert_data, created_at, created_by, outcome \
         FROM x_pending_certificate WHERE approval_id = $1 AND outcome IS NULL ORDER BY created_at",
    )
    .bind(approval.id.as_str())
    .all(on)
    .await
}

#[derive(FromRow)]
struct Found {
    id: String,
}

/// Chains that were approved before a moment, with certificates that still wait for the outcome; oldest first. With
/// `skip_undecided` those are left out whose partner itself still waits for a decision.
pub async fn unsettled_approvals(
    on: impl Into<On<'_>>,
    decided_before: Timestamp,
    skip_undecided: bool,
    limit: i64,
) -> StoreResult<Vec<String>> {
    let found: Vec<Found> = statement(
        "SELECT a.id FROM x_approval a WHERE a.kind = 'ca' AND a.state = 'approved' AND a.decided_at < $1 AND EXISTS \
         (SELECT 1 FROM x_pending_certificate p WHERE p.approval_id = a.id AND p.outcome IS NULL) \
         AND NOT ($2 AND EXISTS (SELECT 1 FROM x_approval r WHERE r.kind = 'partner' AND r.object_id = a.partner_id \
         AND r.state IN ('waiting', 'on_hold', 'changes_asked'))) ORDER BY a.decided_at, a.id LIMIT $3",
    )
    .bind(decided_before)
    .bind(skip_undecided)
    .bind(limit)
    .all(on)
    .await?;
    Ok(found.into_iter().map(|row| row.id).collect())
}

/// Approved chains of one partner with certificates that still wait for the outcome; oldest first.
pub async fn pending_chains_of(on: impl Into<On<'_>>, reach: Reach<'_>, partner_id: &str) -> StoreResult<Vec<String>> {
    if !reach.includes(partner_id) {
        return Ok(Vec::new());
    }
    let found: Vec<Found> = statement(
        "SELECT a.id FROM x_approval a WHERE a.kind = 'ca' AND a.state = 'approved' AND a.partner_id = $1 AND EXISTS \
         (SELECT 1 FROM x_pending_certificate p WHERE p.approval_id = a.id AND p.outcome IS NULL) \
         ORDER BY a.decided_at, a.id",
    )
    .bind(partner_id)
    .all(on)
    .await?;
    Ok(found.into_iter().map(|row| row.id).collect())
}

pub async fn settle_pending(tx: &mut Tx, id: &str, outcome: &str) -> StoreResult<()> {
    statement("UPDATE x_pending_certificate SET outcome = $2 WHERE id = $1").bind(id).bind(outcome).execute(tx).await?;
    Ok(())
}

/// The partner of a type whose certificate this is, as it was uploaded or as we signed it.
pub async fn holder_of_type(on: impl Into<On<'_>>, sha256: &str, partner_type: &str) -> StoreResult<Option<String>> {
    #[derive(FromRow)]
    struct Holder {
        partner_id: String,
    }
    let row: Option<Holder> = statement(
        "SELECT p.id AS partner_id FROM partner_cert_store c JOIN partner p ON p.id = c.x_partner_id \
         WHERE p.partner_type_code = $2 AND c.cert_id IN (SELECT o.cert_id FROM partner_cert_store o \
         WHERE o.x_sha256 = $1 UNION SELECT i.cert_id FROM x_issued i WHERE i.sha256 = $1) LIMIT 1",
    )
    .bind(sha256)
    .bind(partner_type)
    .optional(on)
    .await?;
    Ok(row.map(|row| row.partner_id))
}
