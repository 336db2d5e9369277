//! Secure biometric interfaces (SBI), those that have ended, and the devices that wait with them (contract part A §14 J8,
//! part B §7, §9). Each state leaves a row in `secure_biometric_interface_h`.

use pms_domain::Timestamp;
use pms_domain::device::Standing;
use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{Db, On, Tx, statement};
use crate::partner::Reach;

/// An interface.
#[derive(Clone, Debug, FromRow)]
pub struct Interface {
    pub id: String,
    /// The text of the hash as its bytes.
    pub sw_binary_hash: Vec<u8>,
    pub sw_version: String,
    pub sw_cr_dtimes: Option<Timestamp>,
    pub sw_expiry_dtimes: Option<Timestamp>,
    pub approval_status: String,
    pub is_active: bool,
    /// `None`: of a stock row; it is nobody's.
    pub provider_id: Option<String>,
    pub partner_org_name: Option<String>,
    pub cr_by: String,
    pub cr_dtimes: Timestamp,
    pub upd_by: Option<String>,
    pub upd_dtimes: Option<Timestamp>,
}

impl Interface {
    pub fn standing(&self) -> Standing {
        Standing::of(&self.approval_status, self.is_active)
    }

    /// Whose it is; empty where it is nobody's.
    pub fn provider(&self) -> &str {
        self.provider_id.as_deref().unwrap_or_default()
    }
}

/// An interface within reach. Outside the reach it does not exist for the caller.
pub async fn find(on: impl Into<On<'_>>, reach: Reach<'_>, id: &str) -> StoreResult<Option<Interface>> {
    let found: Option<Interface> = statement(
        "SELECT id, sw_binary_hash, sw_version, sw_cr_dtimes, sw_expiry_dtimes, approval_status, is_active, provider_id, \
         partner_org_name, cr_by, cr_dtimes, upd_by, upd_dtimes FROM secure_biometric_interface WHERE id = $1 \
         AND (is_deleted IS NULL OR is_deleted = FALSE)",
    )
    .bind(id)
    .optional(on)
    .await?;
    Ok(found.filter(|interface| reach.includes(interface.provider())))
}

/// Whether the provider has registered this version, in whatever state; not the one of `but_id`.
pub async fn has_version(
    on: impl Into<On<'_>>,
    provider_id: &str,
    version: &str,
    but_id: Option<&str>,
) -> StoreResult<bool> {
    let found: Vec<Device> = statement(
        "SELECT id FROM secure_biometric_interface WHERE provider_id = $1 AND sw_version = $2 \
         AND (is_deleted IS NULL OR is_deleted = FALSE)",
    )
    .bind(provider_id)
    .bind(version)
    .all(on)
    .await?;
    Ok(found.iter().any(|row| Some(row.id.as_str()) != but_id))
}

/// What a provider says of an interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    pub binary_hash: String,
    pub version: String,
    pub created: Timestamp,
    pub expiry: Timestamp,
}

/// A new interface.
pub struct NewInterface<'a> {
    pub id: &'a str,
    pub provider_id: &'a str,
    pub organization: &'a str,
    pub details: &'a Details,
    pub standing: Standing,
    pub by: &'a str,
    pub at: Timestamp,
}

/// Inserts, with its history; a taken id is [`crate::StoreError::Taken`].
pub async fn insert(tx: &mut Tx, new: &NewInterface<'_>) -> StoreResult<()> {
    let (status, is_active) = new.standing.columns();
    statement(
        "INSERT INTO secure_biometric_interface (id, sw_binary_hash, sw_version, sw_cr_dtimes, sw_expiry_dtimes, \
         approval_status, is_active, provider_id, partner_org_name, cr_by, cr_dtimes, is_deleted) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, FALSE)",
    )
    .bind(new.id)
    .bind(new.details.binary_hash.as_bytes().to_vec())
    .bind(new.details.version.as_str())
    .bind(new.details.created)
    .bind(new.details.expiry)
    .bind(status)
    .bind(is_active)
    .bind(new.provider_id)
    .bind(new.organization)
    .bind(new.by)
    .bind(new.at)
    .execute(tx)
    .await?;
    add_history(tx, new.id, new.at).await
}

/// What is said of it changes; its standing does not.
pub async fn update(tx: &mut Tx, id: &str, details: &Details, by: &str, at: Timestamp) -> StoreResult<()> {
    statement(
        "UPDATE secure_biometric_interface SET sw_binary_hash = $2, sw_version = $3, sw_cr_dtimes = $4, \
         sw_expiry_dtimes = $5, upd_by = $6, upd_dtimes = $7 WHERE id = $1",
    )
    .bind(id)
    .bind(details.binary_hash.as_bytes().to_vec())
    .bind(details.version.as_str())
    .bind(details.created)
    .bind(details.expiry)
    .bind(by)
    .bind(at)
    .execute(tx)
    .await?;
    add_history(tx, id, at).await
}

pub async fn set_standing(tx: &mut Tx, id: &str, standing: Standing, by: &str, at: Timestamp) -> StoreResult<()> {
    let (status, is_active) = standing.columns();
    statement(
        "UPDATE secure_biometric_interface SET approval_status = $2, is_active = $3, upd_by = $4, upd_dtimes = $5 \
         WHERE id = $1",
    )
    .bind(id)
    .bind(status)
    .bind(is_active)
    .bind(by)
    .bind(at)
    .execute(tx)
    .await?;
    add_history(tx, id, at).await
}

/// The interfaces of a provider that wait for a decision.
pub async fn waiting_of(on: impl Into<On<'_>>, provider_id: &str) -> StoreResult<Vec<String>> {
    let found: Vec<Device> = statement(
        "SELECT id FROM secure_biometric_interface WHERE provider_id = $1 \
         AND lower(approval_status) = 'pending_approval' ORDER BY id",
    )
    .bind(provider_id)
    .all(on)
    .await?;
    Ok(ids(found))
}

/// An interface whose time is over and that is still approved and active, or still waits.
#[derive(Clone, Debug, FromRow)]
pub struct Ended {
    pub id: String,
    pub provider_id: Option<String>,
    pub approval_status: String,
}

const ENDED: &str = "SELECT s.id, s.provider_id, s.approval_status FROM secure_biometric_interface s \
     WHERE s.sw_expiry_dtimes < $1 AND ((lower(s.approval_status) IN ('approved', 'activated') AND s.is_active = TRUE) \
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

/// What it is from now on. Of two changes at one moment the later counts.
async fn add_history(tx: &mut Tx, id: &str, at: Timestamp) -> StoreResult<()> {
    statement(
        "INSERT INTO secure_biometric_interface_h (id, sw_binary_hash, sw_version, sw_cr_dtimes, sw_expiry_dtimes, \
         approval_status, is_active, eff_dtimes, provider_id, partner_org_name, cr_by, cr_dtimes, upd_by, upd_dtimes, \
         is_deleted, del_dtimes) SELECT id, sw_binary_hash, sw_version, sw_cr_dtimes, sw_expiry_dtimes, approval_status, \
         is_active, $2, provider_id, partner_org_name, cr_by, cr_dtimes, upd_by, upd_dtimes, is_deleted, del_dtimes \
         FROM secure_biometric_interface WHERE id = $1 ON CONFLICT (id, eff_dtimes) DO UPDATE SET \
         sw_binary_hash = excluded.sw_binary_hash, sw_version = excluded.sw_version, \
         sw_cr_dtimes = excluded.sw_cr_dtimes, sw_expiry_dtimes = excluded.sw_expiry_dtimes, \
         approval_status = excluded.approval_status, is_active = excluded.is_active, upd_by = excluded.upd_by, \
         upd_dtimes = excluded.upd_dtimes",
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
    .all(&mut *tx)
    .await?;
    let rejected = ids(rejected);
    for device in &rejected {
        crate::device::add_history(tx, device, at).await?;
    }
    Ok(rejected)
}

/// The approved and active devices of an interface: they are out of use as long as it is.
pub async fn devices_in_use(on: impl Into<On<'_>>, id: &str) -> StoreResult<Vec<String>> {
    let found: Vec<Device> = statement(
        "SELECT d.id FROM device_detail d WHERE d.id IN \
         (SELECT m.device_detail_id FROM device_detail_sbi m WHERE m.sbi_id = $1) AND d.is_active = TRUE \
         AND lower(d.approval_status) IN ('approved', 'activated') ORDER BY d.id",
    )
    .bind(id)
    .all(on)
    .await?;
    Ok(ids(found))
}

/// How many of those no other interface in force serves.
pub async fn devices_served_by_it_alone(on: impl Into<On<'_>>, id: &str, today: Timestamp) -> StoreResult<u64> {
    #[derive(FromRow)]
    struct Alone {
        alone: i64,
    }
    let Alone { alone } = statement(
        "SELECT COUNT(*) AS alone FROM device_detail d WHERE d.id IN \
         (SELECT m.device_detail_id FROM device_detail_sbi m WHERE m.sbi_id = $1) AND d.is_active = TRUE \
         AND lower(d.approval_status) IN ('approved', 'activated') AND NOT EXISTS \
         (SELECT 1 FROM device_detail_sbi n JOIN secure_biometric_interface i ON i.id = n.sbi_id \
         WHERE n.device_detail_id = d.id AND i.id <> $1 AND i.is_active = TRUE \
         AND lower(i.approval_status) IN ('approved', 'activated') \
         AND (i.sw_expiry_dtimes IS NULL OR i.sw_expiry_dtimes >= $2))",
    )
    .bind(id)
    .bind(today)
    .one(on)
    .await?;
    Ok(alone.max(0).unsigned_abs())
}
