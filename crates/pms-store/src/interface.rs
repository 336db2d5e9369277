//! Secure biometric interfaces (SBI) that have ended, and the devices that wait with them (contract part A §14 J8, part B
//! §7.11, §9).

use pms_domain::Timestamp;
use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{Db, On, Tx, statement};

/// An interface whose time is over and that is still approved and active, or still waits.
#[derive(Clone, Debug, FromRow)]
pub struct Ended {
    pub id: String,
    pub provider_id: Option<String>,
    pub approval_status: String,
}

const ENDED: &str = "SELECT s.id, s.provider_id, s.approval_status FROM secure_biometric_interface s \
     WHERE s.sw_expiry_dtimes < $1 AND ((lower(s.approval_status) = 'approved' AND s.is_active = TRUE) \
     OR lower(s.approval_status) = 'pending_approval') AND (s.is_deleted IS NULL OR s.is_deleted = FALSE) \
     ORDER BY s.sw_expiry_dtimes, s.id LIMIT $2";

/// The first ones whose end was before `now`.
pub async fn ended(on: impl Into<On<'_>>, now: Timestamp, limit: i64) -> StoreResult<Vec<Ended>> {
    statement(ENDED).bind(now).bind(limit).all(on).await
}

/// Whether there is any.
pub async fn any_ended(db: &Db, now: Timestamp) -> StoreResult<bool> {
    Ok(!ended(db, now, 1).await?.is_empty())
}

/// An approved one is no longer active. A history row keeps what it is from now on.
pub async fn deactivate(tx: &mut Tx, id: &str, by: &str, at: Timestamp) -> StoreResult<()> {
    statement("UPDATE secure_biometric_interface SET is_active = FALSE, upd_by = $2, upd_dtimes = $3 WHERE id = $1")
        .bind(id)
        .bind(by)
        .bind(at)
        .execute(tx)
        .await?;
    add_history(tx, id, at).await
}

/// One that waited is rejected; its devices stay as they are.
pub async fn reject(tx: &mut Tx, id: &str, by: &str, at: Timestamp) -> StoreResult<()> {
    statement(
        "UPDATE secure_biometric_interface SET approval_status = 'rejected', is_active = FALSE, upd_by = $2, \
         upd_dtimes = $3 WHERE id = $1",
    )
    .bind(id)
    .bind(by)
    .bind(at)
    .execute(tx)
    .await?;
    add_history(tx, id, at).await
}

async fn add_history(tx: &mut Tx, id: &str, at: Timestamp) -> StoreResult<()> {
    statement(
        "INSERT INTO secure_biometric_interface_h (id, sw_binary_hash, sw_version, sw_cr_dtimes, sw_expiry_dtimes, \
         approval_status, is_active, eff_dtimes, provider_id, partner_org_name, cr_by, cr_dtimes, upd_by, upd_dtimes, \
         is_deleted, del_dtimes) SELECT id, sw_binary_hash, sw_version, sw_cr_dtimes, sw_expiry_dtimes, approval_status, \
         is_active, $2, provider_id, partner_org_name, cr_by, cr_dtimes, upd_by, upd_dtimes, is_deleted, del_dtimes \
         FROM secure_biometric_interface WHERE id = $1 ON CONFLICT DO NOTHING",
    )
    .bind(id)
    .bind(at)
    .execute(tx)
    .await?;
    Ok(())
}

#[derive(FromRow)]
struct Device {
    id: String,
}

fn ids(devices: Vec<Device>) -> Vec<String> {
    devices.into_iter().map(|device| device.id).collect()
}

/// Rejects the devices of an interface that wait for a decision. Answers their ids.
pub async fn reject_waiting_devices(tx: &mut Tx, id: &str, by: &str, at: Timestamp) -> StoreResult<Vec<String>> {
    let rejected: Vec<Device> = statement(
        "UPDATE device_detail SET approval_status = 'rejected', is_active = FALSE, upd_by = $2, upd_dtimes = $3 \
         WHERE id IN (SELECT m.device_detail_id FROM device_detail_sbi m WHERE m.sbi_id = $1) \
         AND lower(approval_status) = 'pending_approval' RETURNING id",
    )
    .bind(id)
    .bind(by)
    .bind(at)
    .all(tx)
    .await?;
    Ok(ids(rejected))
}

/// The approved and active devices of an interface: they are out of use as long as it is.
pub async fn devices_in_use(on: impl Into<On<'_>>, id: &str) -> StoreResult<Vec<String>> {
    let found: Vec<Device> = statement(
        "SELECT d.id FROM device_detail d WHERE d.id IN \
         (SELECT m.device_detail_id FROM device_detail_sbi m WHERE m.sbi_id = $1) AND d.is_active = TRUE \
         AND lower(d.approval_status) = 'approved' ORDER BY d.id",
    )
    .bind(id)
    .all(on)
    .await?;
    Ok(ids(found))
}
