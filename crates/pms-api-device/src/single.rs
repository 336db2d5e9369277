//! One device model, interface or chip model: routes of our own. A member of the provider, or an admin; another's does not exist.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pms_api_wire::{Answer, Call, Endpoint, Reply, Wire};
use pms_app::App;
use pms_app::devices::{self, OneChip, OneDevice, OneInterface};
use pms_domain::device::Standing;
use pms_domain::device::interface::is_expired;
use pms_domain::{Timestamp, routes, time};
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::GET_DEVICE).summary("Read one device model with its interfaces").gives::<Device>(),
        device,
    )
    .route(
        Endpoint::new(&routes::GET_INTERFACE).summary("Read one secure biometric interface").gives::<Interface>(),
        interface,
    )
    .route(
        Endpoint::new(&routes::GET_CHIP).summary("Read one chip model with its certificate's dates").gives::<Chip>(),
        chip,
    )
}

/// A device model.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OneDevice)]
struct Device {
    device_id: String,
    partner_id: String,
    org_name: Option<String>,
    device_type: String,
    device_sub_type: String,
    make: String,
    model: String,
    /// approved, rejected, pending_approval or deactivated: as it counts today.
    status: &'static str,
    is_active: bool,
    /// Whether it, or a change of it, waits for a decision.
    is_decision_pending: bool,
    created_date_time: String,
    interfaces: Vec<DeviceInterface>,
}

/// An interface of a device model.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OneDeviceInterface)]
struct DeviceInterface {
    sbi_id: String,
    sbi_version: String,
    /// Its own: approved, rejected, pending_approval or deactivated.
    status: &'static str,
    /// Whether the two work together: not before the device is approved.
    is_mapping_active: bool,
    sbi_expiry_date_time: Option<String>,
    /// expired or valid.
    sbi_expiry_status: &'static str,
}

fn expiry(end: Option<Timestamp>, now: Timestamp) -> &'static str {
    if is_expired(end, now) { "expired" } else { "valid" }
}

async fn device(app: App, call: Call) -> Answer {
    let id = call.variable("deviceId")?;
    let OneDevice { device: row, interfaces, is_open } = devices::device(&app, &call.context, id).await?;
    let now = call.context.now();
    let interfaces = interfaces.into_iter().map(|pair| DeviceInterface {
        status: Standing::of(&pair.approval_status, pair.sbi_is_active).label(),
        is_mapping_active: pair.is_active,
        sbi_expiry_status: expiry(pair.sw_expiry_dtimes, now),
        sbi_expiry_date_time: pair.sw_expiry_dtimes.map(time::local_iso),
        sbi_id: pair.sbi_id,
        sbi_version: pair.sw_version,
    });
    Reply::json(Device {
        status: row.standing().label(),
        is_active: row.in_use,
        is_decision_pending: is_open,
        device_id: row.id,
        partner_id: row.dprovider_id,
        org_name: row.org_name,
        device_type: row.dtype_code,
        device_sub_type: row.dstype_code,
        make: row.make,
        model: row.model,
        created_date_time: time::local_iso(row.cr_dtimes),
        interfaces: interfaces.collect(),
    })
}

/// A secure biometric interface.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OneInterface)]
struct Interface {
    sbi_id: String,
    partner_id: Option<String>,
    org_name: Option<String>,
    sbi_version: String,
    /// Base64 of its bytes, as in the search.
    sw_binary_hash: String,
    /// approved, rejected, pending_approval or deactivated: as it counts today.
    status: &'static str,
    is_active: bool,
    /// Whether it, or a change of it, waits for a decision.
    is_decision_pending: bool,
    sbi_created_date_time: Option<String>,
    sbi_expiry_date_time: Option<String>,
    /// expired or valid.
    sbi_expiry_status: &'static str,
    count_of_associated_devices: i64,
    count_of_approved_devices: i64,
    count_of_pending_devices: i64,
    created_date_time: String,
}

async fn interface(app: App, call: Call) -> Answer {
    let id = call.variable("sbiId")?;
    let OneInterface { interface: row, is_open } = devices::interface(&app, &call.context, id).await?;
    Reply::json(Interface {
        status: row.standing().label(),
        is_active: row.in_use,
        is_decision_pending: is_open,
        sbi_expiry_status: expiry(row.sw_expiry_dtimes, call.context.now()),
        sw_binary_hash: STANDARD.encode(&row.sw_binary_hash),
        sbi_id: row.id,
        partner_id: row.provider_id,
        org_name: row.org_name,
        sbi_version: row.sw_version,
        sbi_created_date_time: row.sw_cr_dtimes.map(time::local_iso),
        sbi_expiry_date_time: row.sw_expiry_dtimes.map(time::local_iso),
        count_of_associated_devices: row.devices,
        count_of_approved_devices: row.devices_approved,
        count_of_pending_devices: row.devices_pending,
        created_date_time: time::local_iso(row.cr_dtimes),
    })
}

/// A chip model.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OneChip)]
struct Chip {
    ftm_id: String,
    partner_id: String,
    org_name: Option<String>,
    make: Option<String>,
    model: Option<String>,
    /// approved, rejected, pending_cert_upload, pending_approval or deactivated: as it counts today.
    status: &'static str,
    is_active: bool,
    /// Whether it, or a change of it, waits for a decision.
    is_decision_pending: bool,
    is_certificate_available: bool,
    certificate_id: Option<String>,
    certificate_start_date_time: Option<String>,
    certificate_expiry_date_time: Option<String>,
    created_date_time: String,
}

async fn chip(app: App, call: Call) -> Answer {
    let id = call.variable("ftmId")?;
    let OneChip { chip: row, certificate, is_open } = devices::chip(&app, &call.context, id).await?;
    Reply::json(Chip {
        status: row.standing().label(),
        is_active: row.in_use,
        is_decision_pending: is_open,
        is_certificate_available: certificate.is_some(),
        certificate_start_date_time: certificate.as_ref().map(|found| time::local_iso(found.not_before)),
        certificate_expiry_date_time: certificate.as_ref().map(|found| time::local_iso(found.not_after)),
        certificate_id: certificate.map(|found| found.id),
        ftm_id: row.id,
        partner_id: row.provider_id,
        org_name: row.org_name,
        make: row.make,
        model: row.model,
        created_date_time: time::local_iso(row.cr_dtimes),
    })
}

#[cfg(test)]
mod tests;
