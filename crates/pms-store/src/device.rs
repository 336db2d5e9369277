//! Device models. The table keeps its name, `device_detail`; the decision lives in the approval of kind `device`, and
//! `approval_status` is what the contract knows of it (part B §6, §9).

use pms_domain::Timestamp;
use pms_domain::device::Standing;
use sqlx::FromRow;

use crate::StoreResult;
use crate::db::{Db, On, Tx, statement};
use crate::partner::Reach;

/// A device model.
#[derive(Clone, Debug, FromRow)]
pub struct Device {
    pub id: String,
    pub dprovider_id: String,
    pub dtype_code: String,
    pub dstype_code: String,
    pub make: String,
    pub model: String,
    pub partner_org_name: Option<String>,
    pub approval_status: String,
    pub is_active: bool,
    pub cr_by: String,
    pub cr_dtimes: Timestamp,
    pub upd_by: Option<String>,
    pub upd_dtimes: Option<Timestamp>,
}

impl Device {
    pub fn standing(&self) -> Standing {
        Standing::of(&self.approval_status, self.is_active)
    }
}

macro_rules! columns {
    () => {
        "id, dprovider_id, dtype_code, dstype_code, make, model, partner_org_name, approval_status, is_active, cr_by, \
         cr_dtimes, upd_by, upd_dtimes"
    };
}

/// A device within reach. Outside the reach it does not exist for the caller.
pub async fn find(on: impl Into<On<'_>>, reach: Reach<'_>, id: &str) -> StoreResult<Option<Device>> {
    let found: Option<Device> = statement(concat!(
        "SELECT ",
        columns!(),
        " FROM device_detail WHERE id = $1 AND (is_deleted IS NULL OR is_deleted = FALSE)"
    ))
    .bind(id)
    .optional(on)
    .await?;
    Ok(found.filter(|device| reach.includes(&device.dprovider_id)))
}

/// What a provider says of a model, tidied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    pub dtype_code: String,
    pub dstype_code: String,
    pub make: String,
    pub model: String,
}

#[derive(FromRow)]
struct Found {
    id: String,
}

/// A device of this id in any letter case, deleted or not, whosever it is: an id is never given twice.
pub async fn id_exists(on: impl Into<On<'_>>, id: &str) -> StoreResult<bool> {
    let found: Option<Found> = statement("SELECT id FROM device_detail WHERE lower(id) = $1 LIMIT 1")
        .bind(id.to_lowercase())
        .optional(on)
        .await?;
    Ok(found.is_some())
}

/// Whether the provider has the model already: neither rejected nor deactivated, and not the one of `but_id`.
pub async fn has_live(
    on: impl Into<On<'_>>,
    provider_id: &str,
    details: &Details,
    but_id: Option<&str>,
) -> StoreResult<bool> {
    let found: Vec<DeviceState> = statement(
        "SELECT id, approval_status, is_active FROM device_detail WHERE dprovider_id = $1 AND dtype_code = $2 \
         AND dstype_code = $3 AND make = $4 AND model = $5",
    )
    .bind(provider_id)
    .bind(details.dtype_code.as_str())
    .bind(details.dstype_code.as_str())
    .bind(details.make.as_str())
    .bind(details.model.as_str())
    .all(on)
    .await?;
    // The index of the table counts deleted rows and words that it does not know, too.
    Ok(found.iter().any(|row| {
        let word = row.approval_status.as_str();
        let is_off = word == "rejected" || (word == "approved" && !row.is_active);
        Some(row.id.as_str()) != but_id && !is_off
    }))
}

#[derive(FromRow)]
struct DeviceState {
    id: String,
    approval_status: String,
    is_active: bool,
}

/// A new device.
pub struct NewDevice<'a> {
    pub id: &'a str,
    pub provider_id: &'a str,
    pub organization: &'a str,
    pub details: &'a Details,
    pub standing: Standing,
    pub by: &'a str,
    pub at: Timestamp,
}

/// Inserts, with its history; a taken id is [`crate::StoreError::Taken`].
pub async fn insert(tx: &mut Tx, new: &NewDevice<'_>) -> StoreResult<()> {
    let (status, is_active) = new.standing.columns();
    statement(
        "INSERT INTO device_detail (id, dprovider_id, dtype_code, dstype_code, make, model, partner_org_name, \
         approval_status, is_active, cr_by, cr_dtimes, is_deleted) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, FALSE)",
    )
    .bind(new.id)
    .bind(new.provider_id)
    .bind(new.details.dtype_code.as_str())
    .bind(new.details.dstype_code.as_str())
    .bind(new.details.make.as_str())
    .bind(new.details.model.as_str())
    .bind(new.organization)
    .bind(status)
    .bind(is_active)
    .bind(new.by)
    .bind(new.at)
    .execute(tx)
    .await?;
    add_history(tx, new.id, new.at).await
}

/// What is said of a model changes; its standing does not.
pub async fn update(tx: &mut Tx, id: &str, details: &Details, by: &str, at: Timestamp) -> StoreResult<()> {
    statement(
        "UPDATE device_detail SET dtype_code = $2, dstype_code = $3, make = $4, model = $5, upd_by = $6, \
         upd_dtimes = $7 WHERE id = $1",
    )
    .bind(id)
    .bind(details.dtype_code.as_str())
    .bind(details.dstype_code.as_str())
    .bind(details.make.as_str())
    .bind(details.model.as_str())
    .bind(by)
    .bind(at)
    .execute(tx)
    .await?;
    add_history(tx, id, at).await
}

pub async fn set_standing(tx: &mut Tx, id: &str, standing: Standing, by: &str, at: Timestamp) -> StoreResult<()> {
    let (status, is_active) = standing.columns();
    statement(
        "UPDATE device_detail SET approval_status = $2, is_active = $3, upd_by = $4, upd_dtimes = $5 WHERE id = $1",
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

/// What it is from now on. Of two changes at one moment the later counts.
pub(crate) async fn add_history(tx: &mut Tx, id: &str, at: Timestamp) -> StoreResult<()> {
    statement(
        "INSERT INTO x_device_h (device_id, eff_dtimes, dprovider_id, dtype_code, dstype_code, make, model, \
         approval_status, is_active) SELECT id, $2, dprovider_id, dtype_code, dstype_code, make, model, approval_status, \
         is_active FROM device_detail WHERE id = $1 ON CONFLICT (device_id, eff_dtimes) DO UPDATE SET \
         dtype_code = excluded.dtype_code, dstype_code = excluded.dstype_code, make = excluded.make, \
         model = excluded.model, approval_status = excluded.approval_status, is_active = excluded.is_active",
    )
    .bind(id)
    .bind(at)
    .execute(tx)
    .await?;
    Ok(())
}

/// The devices of a provider that wait for a decision.
pub async fn waiting_of(on: impl Into<On<'_>>, provider_id: &str) -> StoreResult<Vec<String>> {
    let found: Vec<Found> = statement(
        "SELECT id FROM device_detail WHERE dprovider_id = $1 AND lower(approval_status) = 'pending_approval' \
         ORDER BY id",
    )
    .bind(provider_id)
    .all(on)
    .await?;
    Ok(found.into_iter().map(|row| row.id).collect())
}

/// Whether there is an active sub-type of a device type.
pub async fn is_known_type(on: impl Into<On<'_>>, device_type: &str, sub_type: &str) -> StoreResult<bool> {
    #[derive(FromRow)]
    struct Code {
        #[allow(dead_code, reason = "that there is one is the answer")]
        code: String,
    }
    let found: Option<Code> = statement(
        "SELECT s.code FROM reg_device_sub_type s JOIN reg_device_type t ON t.code = s.dtyp_code WHERE s.code = $2 \
         AND s.dtyp_code = $1 AND s.is_active = TRUE AND t.is_active = TRUE \
         AND (s.is_deleted IS NULL OR s.is_deleted = FALSE)",
    )
    .bind(device_type)
    .bind(sub_type)
    .optional(on)
    .await?;
    Ok(found.is_some())
}

/// A device of an interface, with what the contract's list shows (part B §7.10); the interface was found within reach.
pub async fn of_interface(on: impl Into<On<'_>>, reach: Reach<'_>, sbi_id: &str) -> StoreResult<Vec<Device>> {
    let found: Vec<Device> = statement(
        "SELECT d.id, d.dprovider_id, d.dtype_code, d.dstype_code, d.make, d.model, d.partner_org_name, \
         d.approval_status, d.is_active, d.cr_by, d.cr_dtimes, d.upd_by, d.upd_dtimes FROM device_detail_sbi m \
         JOIN device_detail d ON d.id = m.device_detail_id WHERE m.sbi_id = $1 \
         AND (d.is_deleted IS NULL OR d.is_deleted = FALSE) ORDER BY d.cr_dtimes DESC, d.id",
    )
    .bind(sbi_id)
    .all(on)
    .await?;
    Ok(found.into_iter().filter(|device| reach.includes(&device.dprovider_id)).collect())
}

/// A model as it is, or was at a moment. The one question about devices that goes across providers: a validation names
/// what the device itself says.
#[derive(Clone, Debug, FromRow)]
pub struct Known {
    pub id: String,
    pub dprovider_id: String,
    pub dtype_code: String,
    pub dstype_code: String,
    pub approval_status: String,
    pub is_active: bool,
}

/// Whether any provider has registered this make and model.
pub async fn is_known(on: impl Into<On<'_>>, make: &str, model: &str) -> StoreResult<bool> {
    let found: Option<Found> = statement(
        "SELECT id FROM device_detail WHERE make = $1 AND model = $2 AND (is_deleted IS NULL OR is_deleted = FALSE) LIMIT 1",
    )
    .bind(make)
    .bind(model)
    .optional(on)
    .await?;
    Ok(found.is_some())
}

/// The models of a make and model of a provider.
pub async fn known(on: impl Into<On<'_>>, provider_id: &str, make: &str, model: &str) -> StoreResult<Vec<Known>> {
    statement(
        "SELECT id, dprovider_id, dtype_code, dstype_code, approval_status, is_active FROM device_detail \
         WHERE make = $1 AND model = $2 AND dprovider_id = $3 AND (is_deleted IS NULL OR is_deleted = FALSE) \
         ORDER BY cr_dtimes DESC, id LIMIT 100",
    )
    .bind(make)
    .bind(model)
    .bind(provider_id)
    .all(on)
    .await
}

/// The models that had this make and model at a moment. Rows of before us have no history: they count as they are.
pub async fn known_at(
    on: impl Into<On<'_>>,
    provider_id: &str,
    (make, model): (&str, &str),
    at: Timestamp,
) -> StoreResult<Vec<Known>> {
    statement(
        "SELECT h.device_id AS id, h.dprovider_id, h.dtype_code, h.dstype_code, h.approval_status, h.is_active \
         FROM x_device_h h WHERE h.make = $1 AND h.model = $2 AND h.dprovider_id = $4 AND h.eff_dtimes = \
         (SELECT MAX(n.eff_dtimes) FROM x_device_h n WHERE n.device_id = h.device_id AND n.eff_dtimes <= $3) \
         UNION ALL SELECT d.id, d.dprovider_id, d.dtype_code, d.dstype_code, d.approval_status, d.is_active \
         FROM device_detail d WHERE d.make = $1 AND d.model = $2 AND d.dprovider_id = $4 AND d.cr_dtimes <= $3 \
         AND NOT EXISTS (SELECT 1 FROM x_device_h n WHERE n.device_id = d.id AND n.eff_dtimes <= $3) LIMIT 100",
    )
    .bind(make)
    .bind(model)
    .bind(at)
    .bind(provider_id)
    .all(on)
    .await
}

#[derive(FromRow)]
struct Activity {
    is_active: bool,
}

/// Whether a device provider is active; `None`: no partner of that type has this id.
pub async fn provider(on: impl Into<On<'_>>, id: &str) -> StoreResult<Option<bool>> {
    let found: Option<Activity> = statement(
        "SELECT is_active FROM partner WHERE id = $1 AND lower(partner_type_code) = 'device_provider' \
         AND (is_deleted IS NULL OR is_deleted = FALSE)",
    )
    .bind(id)
    .optional(on)
    .await?;
    Ok(found.map(|row| row.is_active))
}

/// Whether a device provider was active at a moment. Without a history of that time it counts as it is.
pub async fn provider_at(db: &Db, id: &str, at: Timestamp) -> StoreResult<Option<bool>> {
    let Some(now) = provider(db, id).await? else { return Ok(None) };
    let found: Option<Activity> = statement(
        "SELECT is_active FROM partner_h WHERE id = $1 AND eff_dtimes <= $2 ORDER BY eff_dtimes DESC LIMIT 1",
    )
    .bind(id)
    .bind(at)
    .optional(db)
    .await?;
    Ok(Some(found.map_or(now, |row| row.is_active)))
}
