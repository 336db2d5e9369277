//! Pairs of device and interface (contract part B §7.5, §7.6, §7.9, §7.10).

use pms_api_wire::{Answer, Call, Check, Endpoint, Fault, Reply, Validate, Wire, lenient};
use pms_app::App;
use pms_app::devices;
use pms_domain::{Refusal, catalogue, limits, routes, text, time};
use pms_store::device::Device;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::device::{DeviceBody, DeviceId};
use crate::required;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::MAP_DEVICE)
            .summary("Map an approved device to an approved interface")
            .takes::<Pair>()
            .gives::<String>(),
        map,
    )
    .route(
        Endpoint::new(&routes::UNMAP_DEVICE)
            .summary("Take a pair of device and interface out")
            .takes::<Pair>()
            .gives::<String>(),
        unmap,
    )
    .route(
        Endpoint::new(&routes::ADD_DEVICE_TO_INTERFACE)
            .summary("Register a device model together with the interface that serves it")
            .takes::<DeviceBody>()
            .gives::<DeviceId>()
            .fallback(&catalogue::DEVICE_ADD_FAILED),
        add,
    )
    .route(
        Endpoint::new(&routes::LIST_INTERFACE_DEVICES)
            .summary("List the devices of one of the caller's own interfaces")
            .gives::<Vec<MappedDevice>>()
            .fallback(&catalogue::SBI_DEVICES_FAILED),
        list,
    )
}

/// A device and an interface.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
#[schema(as = DeviceInterfacePair)]
struct Pair {
    #[serde(deserialize_with = "lenient::text")]
    device_detail_id: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    sbi_id: Option<String>,
}

impl Validate for Pair {
    fn check(&self, check: &mut Check) {
        required(check, "deviceDetailId", &self.device_detail_id, limits::DEVICE_TEXT);
        required(check, "sbiId", &self.sbi_id, limits::DEVICE_TEXT);
    }
}

async fn map(app: App, call: Call) -> Answer {
    let pair = call.body::<Pair>()?.request;
    let (device, sbi) = (pair.device_detail_id.unwrap_or_default(), pair.sbi_id.unwrap_or_default());
    let is_new = devices::map(&app, &call.context, &device, &sbi).await?;
    Reply::json(if is_new { "Success" } else { "Mapping already exists" })
}

async fn unmap(app: App, call: Call) -> Answer {
    let pair = call.body::<Pair>()?.request;
    let (device, sbi) = (pair.device_detail_id.unwrap_or_default(), pair.sbi_id.unwrap_or_default());
    devices::unmap(&app, &call.context, &device, &sbi).await?;
    Reply::json("Success")
}

/// The input pattern on make and model, before the envelope's checks and in the first envelope (kept).
fn check_input(body: &DeviceBody) -> Result<(), Fault> {
    for value in [&body.make, &body.model].into_iter().flatten() {
        if !text::is_free_text(value) {
            return Err(Fault::first_envelope(Refusal::with(&catalogue::REQUEST_INPUT, value)));
        }
    }
    Ok(())
}

async fn add(app: App, call: Call) -> Answer {
    let sbi_id = call.variable_not_blank("sbiId")?;
    let body = call.body::<DeviceBody>()?;
    check_input(&body.request)?;
    call.check_v2(&body)?;
    let id = devices::add_to_interface(&app, &call.context, sbi_id, &body.request.into_model()).await?;
    Reply::json(DeviceId { id })
}

/// A device of an interface.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MappedDevice {
    device_id: String,
    device_type_code: String,
    device_sub_type_code: String,
    device_provider_id: String,
    make: String,
    model: String,
    /// pending_approval, approved or rejected.
    status: String,
    is_active: bool,
    created_date_time: String,
}

impl From<Device> for MappedDevice {
    fn from(device: Device) -> Self {
        Self {
            device_id: device.id,
            device_type_code: device.dtype_code,
            device_sub_type_code: device.dstype_code,
            device_provider_id: device.dprovider_id,
            make: device.make,
            model: device.model,
            status: device.approval_status,
            is_active: device.is_active,
            created_date_time: time::local_iso(device.cr_dtimes),
        }
    }
}

async fn list(app: App, call: Call) -> Answer {
    let found = devices::interface_devices(&app, &call.context, call.variable("sbiId")?).await?;
    if found.is_empty() {
        // Null, and not an empty list (kept).
        return Reply::null();
    }
    Reply::json(found.into_iter().map(MappedDevice::from).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests;
