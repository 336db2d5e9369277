//! Chips of foundational trust modules (FTM): `ftp_chip_detail`, and the certificates of each (contract part B §8).

use pms_domain::Timestamp;
use pms_domain::device::Standing;
use sqlx::FromRow;

use crate::StoreResult;
use crate::certificate::PartnerCertificate;
use crate::db::{On, Tx, statement};
use crate::partner::Reach;

/// A chip model.
#[derive(Clone, Debug, FromRow)]
pub struct Chip {
    pub id: String,
    pub foundational_trust_provider_id: String,
    pub make: Option<String>,
    pub model: Option<String>,
    /// Id of its certificate: the approved one, of a chip that waits the one it waits with.
    pub certificate_alias: Option<String>,
    pub partner_org_name: Option<String>,
    pub is_active: bool,
    pub approval_status: String,
    pub cr_by: String,
    pub cr_dtimes: Timestamp,
    pub upd_by: Option<String>,
    pub upd_dtimes: Option<Timestamp>,
}

impl Chip {
    pub fn standing(&self) -> Standing {
        Standing::of(&self.approval_status, self.is_active)
    }

    /// The id of its certificate; an empty one is none.
    pub fn alias(&self) -> Option<&str> {
        self.certificate_alias.as_deref().filter(|alias| !alias.is_empty())
    }
}

macro_rules! columns {
    () => {
        "id, foundational_trust_provider_id, make, model, certificate_alias, partner_org_name, is_active, \
         approval_status, cr_by, cr_dtimes, upd_by, upd_dtimes"
    };
}

/// A chip within reach. Outside the reach it does not exist for the caller.
pub async fn find(on: impl Into<On<'_>>, reach: Reach<'_>, id: &str) -> StoreResult<Option<Chip>> {
    let found: Option<Chip> = statement(concat!(
        "SELECT ",
        columns!(),
        " FROM ftp_chip_detail WHERE id = $1 AND (is_deleted IS NULL OR is_deleted = FALSE)"
    ))
    .bind(id)
    .optional(on)
    .await?;
    Ok(found.filter(|chip| reach.includes(&chip.foundational_trust_provider_id)))
}

#[derive(FromRow)]
struct State {
    id: String,
    approval_status: String,
    is_active: bool,
}

/// Whether the provider has the model already: neither rejected nor deactivated, and not the one of `but_id`.
pub async fn has_live(
    on: impl Into<On<'_>>,
    provider_id: &str,
    make: &str,
    model: &str,
    but_id: Option<&str>,
) -> StoreResult<bool> {
    let found: Vec<State> = statement(
        "SELECT id, approval_status, is_active FROM ftp_chip_detail WHERE foundational_trust_provider_id = $1 \
         AND make = $2 AND model = $3",
    )
    .bind(provider_id)
    .bind(make)
    .bind(model)
    .all(on)
    .await?;
    // The index of the table counts deleted rows and words that it does not know, too.
    Ok(found.iter().any(|row| {
        let word = row.approval_status.as_str();
        let is_off = word == "rejected" || (word == "approved" && !row.is_active);
        Some(row.id.as_str()) != but_id && !is_off
    }))
}

/// A new chip, without a certificate.
pub struct NewChip<'a> {
    pub id: &'a str,
    pub provider_id: &'a str,
    pub organization: &'a str,
    pub make: &'a str,
    pub model: &'a str,
    pub by: &'a str,
    pub at: Timestamp,
}

/// Inserts; a taken id is [`crate::StoreError::Taken`].
pub async fn insert(tx: &mut Tx, new: &NewChip<'_>) -> StoreResult<()> {
    let (status, is_active) = Standing::CertificateDue.columns();
    statement(
        "INSERT INTO ftp_chip_detail (id, foundational_trust_provider_id, make, model, partner_org_name, is_active, \
         approval_status, cr_by, cr_dtimes, is_deleted) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, FALSE)",
    )
    .bind(new.id)
    .bind(new.provider_id)
    .bind(new.make)
    .bind(new.model)
    .bind(new.organization)
    .bind(is_active)
    .bind(status)
    .bind(new.by)
    .bind(new.at)
    .execute(tx)
    .await?;
    Ok(())
}

pub async fn update(tx: &mut Tx, id: &str, make: &str, model: &str, by: &str, at: Timestamp) -> StoreResult<()> {
    statement("UPDATE ftp_chip_detail SET make = $2, model = $3, upd_by = $4, upd_dtimes = $5 WHERE id = $1")
        .bind(id)
        .bind(make)
        .bind(model)
        .bind(by)
        .bind(at)
        .execute(tx)
        .await?;
    Ok(())
}

pub async fn set_standing(tx: &mut Tx, id: &str, standing: Standing, by: &str, at: Timestamp) -> StoreResult<()> {
    let (status, is_active) = standing.columns();
    statement(
        "UPDATE ftp_chip_detail SET approval_status = $2, is_active = $3, upd_by = $4, upd_dtimes = $5 WHERE id = $1",
    )
    .bind(id)
    .bind(status)
    .bind(is_active)
    .bind(by)
    .bind(at)
    .execute(tx)
    .await?;
    Ok(())
}

/// The certificate that reads give.
pub async fn set_certificate(tx: &mut Tx, id: &str, certificate_id: &str, by: &str, at: Timestamp) -> StoreResult<()> {
    statement("UPDATE ftp_chip_detail SET certificate_alias = $2, upd_by = $3, upd_dtimes = $4 WHERE id = $1")
        .bind(id)
        .bind(certificate_id)
        .bind(by)
        .bind(at)
        .execute(tx)
        .await?;
    Ok(())
}

/// Its certificate was revoked: reads give none until there is another one.
pub async fn forget_certificate(tx: &mut Tx, id: &str, by: &str, at: Timestamp) -> StoreResult<()> {
    statement("UPDATE ftp_chip_detail SET certificate_alias = NULL, upd_by = $2, upd_dtimes = $3 WHERE id = $1")
        .bind(id)
        .bind(by)
        .bind(at)
        .execute(tx)
        .await?;
    Ok(())
}

/// Chips that [`waiting_of`] answers at most.
pub const BATCH: usize = 500;

/// The chips of a provider that wait for a decision, or for the certificate that goes before it; not more than [`BATCH`].
pub async fn waiting_of(on: impl Into<On<'_>>, provider_id: &str) -> StoreResult<Vec<String>> {
    #[derive(FromRow)]
    struct Found {
        id: String,
    }
    let found: Vec<Found> = statement(
        "SELECT id FROM ftp_chip_detail WHERE foundational_trust_provider_id = $1 \
         AND lower(approval_status) IN ('pending_approval', 'pending_cert_upload') ORDER BY id LIMIT $2",
    )
    .bind(provider_id)
    .bind(BATCH as i64)
    .all(on)
    .await?;
    Ok(found.into_iter().map(|row| row.id).collect())
}

/// A certificate of a chip that was found. A row that keymanager wrote names no chip: that the chip names it makes it its
/// own.
pub async fn certificate(on: impl Into<On<'_>>, chip: &Chip, id: &str) -> StoreResult<Option<PartnerCertificate>> {
    statement(
        "SELECT cert_id, cert_subject, cert_issuer, issuer_id, cert_not_before, cert_not_after, cert_data, \
         cert_thumbprint, cert_serial_no, partner_domain, signed_cert_data, organization_name, x_sha256, x_partner_id, \
         x_usage, x_chain, x_key_sha256, x_current, x_ca_key_id, x_valid_until, x_revoked_at, cr_by, cr_dtimes \
         FROM partner_cert_store WHERE cert_id = $1 AND (x_chip_id = $2 OR (x_chip_id IS NULL AND x_partner_id IS NULL \
         AND cert_id = $3))",
    )
    .bind(id)
    .bind(chip.id.as_str())
    .bind(chip.certificate_alias.clone().unwrap_or_default())
    .optional(on)
    .await
}

macro_rules! certificate_columns {
    () => {
        "cert_id, cert_subject, cert_issuer, issuer_id, cert_not_before, cert_not_after, cert_data, cert_thumbprint, \
         cert_serial_no, partner_domain, signed_cert_data, organization_name, x_sha256, x_partner_id, x_usage, x_chain, \
         x_key_sha256, x_current, x_ca_key_id, x_valid_until, x_revoked_at, cr_by, cr_dtimes"
    };
}

/// The certificates of a chip that was found, newest first: those that its provider sent, accepted or not.
pub async fn certificates(on: impl Into<On<'_>>, chip: &Chip) -> StoreResult<Vec<PartnerCertificate>> {
    statement(concat!(
        "SELECT ",
        certificate_columns!(),
        " FROM partner_cert_store WHERE x_chip_id = $1 UNION ALL SELECT ",
        certificate_columns!(),
        " FROM partner_cert_store WHERE cert_id = $2 AND x_chip_id IS NULL AND x_partner_id IS NULL \
         ORDER BY cr_dtimes DESC, cert_id"
    ))
    .bind(chip.id.as_str())
    .bind(chip.certificate_alias.clone().unwrap_or_default())
    .all(on)
    .await
}

/// The approved and active chips whose certificate has this key: their ids. Certificates that keymanager stored name no chip, and
/// no key. `fingerprint`: SHA-256 of the subject public key info,
/// lower-case hexadecimal.
pub async fn holding_key(on: impl Into<On<'_>>, fingerprint: &str) -> StoreResult<Vec<String>> {
    #[derive(FromRow)]
    struct Holder {
        id: String,
    }
    let found: Vec<Holder> = statement(
        "SELECT f.id FROM partner_cert_store c \
         JOIN ftp_chip_detail f ON f.id = c.x_chip_id AND f.certificate_alias = c.cert_id \
         WHERE c.x_key_sha256 = $1 AND f.is_active = TRUE AND lower(f.approval_status) = 'approved' \
         AND (f.is_deleted IS NULL OR f.is_deleted = FALSE) ORDER BY f.id",
    )
    .bind(fingerprint)
    .all(on)
    .await?;
    Ok(found.into_iter().map(|row| row.id).collect())
}

/// Marks a certificate that was inserted as this chip's; it counts from the approval on.
pub async fn own_certificate(tx: &mut Tx, certificate_id: &str, chip_id: &str) -> StoreResult<()> {
    statement("UPDATE partner_cert_store SET x_chip_id = $2 WHERE cert_id = $1")
        .bind(certificate_id)
        .bind(chip_id)
        .execute(tx)
        .await?;
    Ok(())
}

/// What a chip's provider gets for its certificate.
#[derive(Clone, Copy)]
pub struct HandedOut<'a> {
    /// PEM.
    pub signed: &'a str,
    /// p7b, base64url.
    pub chain: &'a str,
    /// The key of the platform's CA that signed it; `None`: none did.
    pub ca_key_id: Option<&'a str>,
}

/// The certificate of a chip counts from now on, as it is handed out, and its former ones do not any more. They stay valid
/// until they end.
pub async fn approve_certificate(
    tx: &mut Tx,
    chip_id: &str,
    certificate_id: &str,
    handed_out: HandedOut<'_>,
    by: &str,
    at: Timestamp,
) -> StoreResult<()> {
    statement(
        "UPDATE partner_cert_store SET x_current = FALSE, x_valid_until = cert_not_after, x_superseded_at = $4, upd_by = $3, \
         upd_dtimes = $4 WHERE x_chip_id = $1 AND cert_id <> $2 AND x_current",
    )
    .bind(chip_id)
    .bind(certificate_id)
    .bind(by)
    .bind(at)
    .execute(tx)
    .await?;
    statement(
        "UPDATE partner_cert_store SET x_current = TRUE, signed_cert_data = $2, x_chain = $3, upd_by = $4, \
         upd_dtimes = $5, x_ca_key_id = $6 WHERE cert_id = $1",
    )
    .bind(certificate_id)
    .bind(handed_out.signed)
    .bind(handed_out.chain)
    .bind(by)
    .bind(at)
    .bind(handed_out.ca_key_id.map(str::to_owned))
    .execute(tx)
    .await?;
    Ok(())
}

/// A chip with the dates of its certificate.
#[derive(Clone, Debug, FromRow)]
pub struct ChipDates {
    pub id: String,
    pub foundational_trust_provider_id: String,
    pub make: Option<String>,
    pub model: Option<String>,
    pub certificate_alias: Option<String>,
    pub is_active: bool,
    pub approval_status: String,
    pub cr_dtimes: Timestamp,
    pub cert_not_before: Option<Timestamp>,
    pub cert_not_after: Option<Timestamp>,
    /// The certificate as it is handed out, where that is another one than the provider's.
    pub signed_cert_data: Option<String>,
}

/// The chips of a provider within reach, newest first, with their certificates' dates.
pub async fn with_dates(on: impl Into<On<'_>>, reach: Reach<'_>, provider_id: &str) -> StoreResult<Vec<ChipDates>> {
    if !reach.includes(provider_id) {
        return Ok(Vec::new());
    }
    statement(
        "SELECT f.id, f.foundational_trust_provider_id, f.make, f.model, f.certificate_alias, f.is_active, \
         f.approval_status, f.cr_dtimes, c.cert_not_before, c.cert_not_after, \
         CASE WHEN c.signed_cert_data <> c.cert_data THEN c.signed_cert_data END AS signed_cert_data \
         FROM ftp_chip_detail f \
         LEFT JOIN partner_cert_store c ON c.cert_id = f.certificate_alias \
         WHERE f.foundational_trust_provider_id = $1 AND (f.is_deleted IS NULL OR f.is_deleted = FALSE) \
         ORDER BY f.cr_dtimes DESC, f.id",
    )
    .bind(provider_id)
    .all(on)
    .await
}
