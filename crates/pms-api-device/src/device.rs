//! Device models: adding, changing, deciding by the older route (contract part B §6.1 to §6.3).

use pms_api_wire::{Answer, Call, Check, Endpoint, Reply, Validate, Wire, lenient};
use pms_app::App;
use pms_app::devices::{self, DeviceDetails, NewModel};
use pms_domain::device::Word;
use pms_domain::{limits, routes};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{bounded, required};

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::ADD_DEVICE)
            .summary("Register a device model, which waits for its approval")
            .takes::<DeviceBody>()
            .gives::<DeviceId>(),
        add,
    )
    .route(
        Endpoint::new(&routes::UPDATE_DEVICE)
            .summary("Change a device model; of an approved one the change waits for its own approval")
            .takes::<UpdateBody>()
            .gives::<DeviceId>(),
        update,
    )
    .route(
        Endpoint::new(&routes::SET_DEVICE_STATUS)
            .summary("Approve or reject a device model that waits, deactivate an approved one or bring it back")
            .takes::<StatusBody>()
            .gives::<String>(),
        set_status,
    )
}

/// A model to be registered.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct DeviceBody {
    /// At most 36 characters; without it one is given.
    #[serde(deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    device_provider_id: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    device_type_code: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    device_sub_type_code: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub make: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub model: Option<String>,
}

impl Validate for DeviceBody {
    fn check(&self, check: &mut Check) {
        bounded(check, "id", &self.id, limits::DEVICE_TEXT);
        required(check, "deviceProviderId", &self.device_provider_id, limits::DEVICE_TEXT);
        required(check, "deviceTypeCode", &self.device_type_code, limits::DEVICE_TEXT);
        required(check, "deviceSubTypeCode", &self.device_sub_type_code, limits::DEVICE_TEXT);
        required(check, "make", &self.make, limits::DEVICE_TEXT);
        required(check, "model", &self.model, limits::DEVICE_TEXT);
    }
}

impl DeviceBody {
    pub fn into_model(self) -> NewModel {
        NewModel {
            id: self.id,
            provider_id: self.device_provider_id.unwrap_or_default(),
            details: DeviceDetails {
                dtype_code: self.device_type_code.unwrap_or_default(),
                dstype_code: self.device_sub_type_code.unwrap_or_default(),
                make: self.make.unwrap_or_default(),
                model: self.model.unwrap_or_default(),
            },
        }
    }
}

/// Id of a device.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeviceId {
    pub id: String,
}

async fn add(app: App, call: Call) -> Answer {
    let body = call.body::<DeviceBody>()?.request;
    let id = devices::add_device(&app, &call.context, &body.into_model()).await?;
    Reply::json(DeviceId { id })
}

/// What of a model changes.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct UpdateBody {
    #[serde(deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    device_type_code: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    device_sub_type_code: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    make: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    model: Option<String>,
}

impl Validate for UpdateBody {
    fn check(&self, check: &mut Check) {
        required(check, "id", &self.id, limits::DEVICE_TEXT);
        required(check, "deviceTypeCode", &self.device_type_code, limits::DEVICE_TEXT);
        required(check, "deviceSubTypeCode", &self.device_sub_type_code, limits::DEVICE_TEXT);
        required(check, "make", &self.make, limits::DEVICE_TEXT);
        required(check, "model", &self.model, limits::DEVICE_TEXT);
    }
}

async fn update(app: App, call: Call) -> Answer {
    let body = call.body::<UpdateBody>()?.request;
    let details = DeviceDetails {
        dtype_code: body.device_type_code.unwrap_or_default(),
        dstype_code: body.device_sub_type_code.unwrap_or_default(),
        make: body.make.unwrap_or_default(),
        model: body.model.unwrap_or_default(),
    };
    let id = body.id.unwrap_or_default();
    devices::update_device(&app, &call.context, &id, &details).await?;
    Reply::json(DeviceId { id })
}

/// The wanted status of a device or an interface.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct StatusBody {
    #[serde(deserialize_with = "lenient::text")]
    pub id: Option<String>,
    /// Exactly Activate or De-activate.
    #[serde(deserialize_with = "lenient::text")]
    pub approval_status: Option<String>,
    /// Why, at most 1000 characters; optional.
    #[serde(deserialize_with = "lenient::text")]
    pub reason: Option<String>,
}

impl Validate for StatusBody {
    fn check(&self, check: &mut Check) {
        required(check, "id", &self.id, limits::DEVICE_TEXT);
        required(check, "approvalStatus", &self.approval_status, limits::DEVICE_TEXT);
    }
}

async fn set_status(app: App, call: Call) -> Answer {
    let body = call.body::<StatusBody>()?.request;
    let (id, word) = (body.id.unwrap_or_default(), body.approval_status.unwrap_or_default());
    let word = devices::set_device_status(&app, &call.context, &id, &word, body.reason.as_deref()).await?;
    Reply::json(match word {
        Word::Activate => "Device details approved successfully.",
        Word::DeActivate => "Device details rejected successfully.",
    })
}

#[cfg(test)]
mod tests;
