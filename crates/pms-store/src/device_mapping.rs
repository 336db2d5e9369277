//! Which devices work with which secure biometric interfaces: `device_detail_sbi`. The table has no key of its own; a pair
//! stands in it once, because it is asked for in the change that inserts it (contract part B §7.5 to §7.10).

use pms_domain::Timestamp;
use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{On, Tx, statement};
use crate::partner::Reach;

/// A pair of device and interface.
#[derive(Clone, Debug, FromRow)]
pub struct Mapping {
    pub dprovider_id: String,
    pub device_detail_id: String,
    pub sbi_id: String,
    /// Not before the device is approved.
    pub is_active: bool,
}

/// A pair within reach.
pub async fn find(
    on: impl Into<On<'_>>,
    reach: Reach<'_>,
    device_id: &str,
    sbi_id: &str,
) -> StoreResult<Option<Mapping>> {
    let found: Option<Mapping> = statement(
        "SELECT dprovider_id, device_detail_id, sbi_id, is_active FROM device_detail_sbi \
         WHERE device_detail_id = $1 AND sbi_id = $2 LIMIT 1",
    )
    .bind(device_id)
    .bind(sbi_id)
    .optional(on)
    .await?;
    Ok(found.filter(|mapping| reach.includes(&mapping.dprovider_id)))
}

/// A new pair.
pub struct NewMapping<'a> {
    pub device_id: &'a str,
    pub sbi_id: &'a str,
    pub provider_id: &'a str,
    pub organization: &'a str,
    pub is_active: bool,
    pub by: &'a str,
    pub at: Timestamp,
}

pub async fn insert(tx: &mut Tx, new: &NewMapping<'_>) -> StoreResult<()> {
    statement(
        "INSERT INTO device_detail_sbi (dprovider_id, partner_org_name, device_detail_id, sbi_id, is_active, cr_by, \
         cr_dtimes, is_deleted) VALUES ($1, $2, $3, $4, $5, $6, $7, FALSE)",
    )
    .bind(new.provider_id)
    .bind(new.organization)
    .bind(new.device_id)
    .bind(new.sbi_id)
    .bind(new.is_active)
    .bind(new.by)
    .bind(new.at)
    .execute(tx)
    .await?;
    Ok(())
}

/// The device was approved with this interface.
pub async fn activate(tx: &mut Tx, device_id: &str, sbi_id: &str, by: &str, at: Timestamp) -> StoreResult<()> {
    statement(
        "UPDATE device_detail_sbi SET is_active = TRUE, upd_by = $3, upd_dtimes = $4 \
         WHERE device_detail_id = $1 AND sbi_id = $2",
    )
    .bind(device_id)
    .bind(sbi_id)
    .bind(by)
    .bind(at)
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes a pair out. `false`: there was none.
pub async fn remove(tx: &mut Tx, device_id: &str, sbi_id: &str) -> StoreResult<bool> {
    let removed = statement("DELETE FROM device_detail_sbi WHERE device_detail_id = $1 AND sbi_id = $2")
        .bind(device_id)
        .bind(sbi_id)
        .execute(tx)
        .await?;
    Ok(removed > 0)
}

/// An interface of a device.
#[derive(Clone, Debug, FromRow)]
pub struct Mapped {
    pub sbi_id: String,
    pub is_active: bool,
    pub sw_version: String,
    pub approval_status: String,
    pub sbi_is_active: bool,
    pub sw_expiry_dtimes: Option<Timestamp>,
}

/// The interfaces of a device that was found.
pub async fn of_device(on: impl Into<On<'_>>, device_id: &str) -> StoreResult<Vec<Mapped>> {
    statement(
        "SELECT m.sbi_id, m.is_active, s.sw_version, s.approval_status, s.is_active AS sbi_is_active, \
         s.sw_expiry_dtimes FROM device_detail_sbi m JOIN secure_biometric_interface s ON s.id = m.sbi_id \
         WHERE m.device_detail_id = $1 AND (s.is_deleted IS NULL OR s.is_deleted = FALSE) ORDER BY s.cr_dtimes DESC, s.id",
    )
    .bind(device_id)
    .all(on)
    .await
}

/// The same as it was at a moment: what the history says of the interfaces; those without counted as they are.
pub async fn of_device_at(on: impl Into<On<'_>>, device_id: &str, at: Timestamp) -> StoreResult<Vec<Mapped>> {
    statement(
        "SELECT m.sbi_id, m.is_active, h.sw_version, h.approval_status, h.is_active AS sbi_is_active, \
         h.sw_expiry_dtimes FROM device_detail_sbi m JOIN secure_biometric_interface_h h ON h.id = m.sbi_id \
         WHERE m.device_detail_id = $1 AND m.cr_dtimes <= $2 AND h.eff_dtimes = \
         (SELECT MAX(n.eff_dtimes) FROM secure_biometric_interface_h n WHERE n.id = m.sbi_id AND n.eff_dtimes <= $2) \
         UNION ALL SELECT m.sbi_id, m.is_active, s.sw_version, s.approval_status, s.is_active AS sbi_is_active, \
         s.sw_expiry_dtimes FROM device_detail_sbi m JOIN secure_biometric_interface s ON s.id = m.sbi_id \
         WHERE m.device_detail_id = $1 AND m.cr_dtimes <= $2 AND s.cr_dtimes <= $2 AND NOT EXISTS \
         (SELECT 1 FROM secure_biometric_interface_h n WHERE n.id = m.sbi_id AND n.eff_dtimes <= $2)",
    )
    .bind(device_id)
    .bind(at)
    .all(on)
    .await
}
