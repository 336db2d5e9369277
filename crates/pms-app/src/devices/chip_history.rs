//! The certificates of a chip: all that its provider sent, and their files.

use pms_domain::{Context, Refusal, Timestamp, catalogue, routes};
use pms_store::certificate::PartnerCertificate;
use pms_store::chip::{self, Chip};

use crate::certificates::{File, file_of};
use crate::{App, Outcome, rights};

/// A certificate of a chip.
pub struct ChipCertificateRow {
    pub id: String,
    /// As the certificate says it, RFC 4514.
    pub subject: String,
    pub not_before: Timestamp,
    pub not_after: Timestamp,
    pub uploaded: Timestamp,
    /// The one that counts, of an approved chip.
    pub is_current: bool,
    /// Approved once: what the platform made of it may be had. Nothing is handed out before.
    pub is_handed_out: bool,
    pub revoked: Option<Timestamp>,
}

impl ChipCertificateRow {
    fn of(chip: &Chip, row: PartnerCertificate) -> Self {
        let is_chips = chip.alias() == Some(row.cert_id.as_str()) && chip.standing().is_approved();
        Self {
            is_current: is_chips,
            is_handed_out: is_handed_out(chip, &row),
            id: row.cert_id,
            subject: row.cert_subject,
            not_before: row.cert_not_before,
            not_after: row.cert_not_after,
            uploaded: row.cr_dtimes,
            revoked: row.x_revoked_at,
        }
    }
}

fn is_handed_out(chip: &Chip, row: &PartnerCertificate) -> bool {
    let is_chips = chip.alias() == Some(row.cert_id.as_str());
    chip.standing().is_approved() && (is_chips || row.x_current || row.x_valid_until.is_some())
}

/// The certificates of a chip, newest first.
///
/// # Errors
/// The role; no such chip, or another's.
pub async fn chip_certificates(app: &App, ctx: &Context, id: &str) -> Outcome<Vec<ChipCertificateRow>> {
    rights::require(ctx, &routes::GET_CHIP)?;
    let db = app.store().db();
    let chip = chip::find(db, rights::reach(ctx), id).await?.ok_or(&catalogue::CHIP_MISSING)?;
    let rows = chip::certificates(db, &chip).await?;
    Ok(rows.into_iter().map(|row| ChipCertificateRow::of(&chip, row)).collect())
}

/// A file of one of them.
///
/// # Errors
/// The role; no such chip or certificate, or another's; what is handed out is asked for before the approval.
pub async fn chip_file(app: &App, ctx: &Context, id: &str, certificate_id: &str, wanted: File) -> Outcome<String> {
    rights::require(ctx, &routes::GET_CHIP_CERTIFICATE)?;
    let db = app.store().db();
    let chip = chip::find(db, rights::reach(ctx), id).await?.ok_or(&catalogue::CHIP_MISSING)?;
    let missing = || Refusal::of(&catalogue::CERT_ID_NOT_FOUND);
    let row = chip::certificate(db, &chip, certificate_id).await?.ok_or_else(missing)?;
    if !matches!(wanted, File::Original) && !is_handed_out(&chip, &row) {
        return Err(missing().into());
    }
    file_of(row, wanted)
}
