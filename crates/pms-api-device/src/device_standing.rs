//! Deactivating a device, deciding on it with its interface (contract part B §6.9, §6.10), and our own way back.

use pms_api_wire::{Answer, Call, Endpoint, Reply, Wire, lenient};
use pms_app::App;
use pms_app::devices;
use pms_domain::approval::Decision;
use pms_domain::device::APPROVED;
use pms_domain::{catalogue, routes};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Deactivation, Reason};

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::DEACTIVATE_DEVICE)
            .summary("Deactivate an approved device model")
            .takes::<Deactivation>()
            .gives::<DeviceActivity>()
            .fallback(&catalogue::DEVICE_DEACTIVATION_FAILED),
        deactivate,
    )
    .route(
        Endpoint::new(&routes::DECIDE_DEVICE)
            .summary("Approve or reject a device model with the interface that it was added to")
            .takes::<DecisionBody>()
            .gives::<bool>()
            .fallback(&catalogue::DEVICE_DECISION_FAILED),
        decide,
    )
    .route(
        Endpoint::new(&routes::REACTIVATE_DEVICE)
            .summary("Bring a deactivated device model back, if it would be accepted today")
            .takes::<Reason>()
            .gives::<DeviceActivity>(),
        reactivate,
    )
}

/// A device's activity as it is now.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DeviceActivity {
    device_id: String,
    status: &'static str,
    is_active: bool,
}

async fn deactivate(app: App, call: Call) -> Answer {
    let id = call.variable_not_blank("deviceId")?;
    let reason = Deactivation::read(&call)?;
    devices::deactivate_device(&app, &call.context, id, reason.as_deref()).await?;
    Reply::json(DeviceActivity { device_id: id.to_owned(), status: APPROVED, is_active: false })
}

async fn reactivate(app: App, call: Call) -> Answer {
    let reason = Reason::read(&call)?;
    let id = call.variable("deviceId")?;
    devices::reactivate_device(&app, &call.context, id, reason.as_deref()).await?;
    Reply::json(DeviceActivity { device_id: id.to_owned(), status: APPROVED, is_active: true })
}

/// A decision on a device.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct DecisionBody {
    #[serde(deserialize_with = "lenient::text")]
    partner_id: Option<String>,
    /// May be left out to reject.
    #[serde(deserialize_with = "lenient::text")]
    sbi_id: Option<String>,
    /// Exactly approved or rejected.
    #[serde(deserialize_with = "lenient::text")]
    status: Option<String>,
    /// Why, at most 1000 characters; optional.
    #[serde(deserialize_with = "lenient::text")]
    reason: Option<String>,
}

async fn decide(app: App, call: Call) -> Answer {
    let body = call.body_unchecked::<DecisionBody>()?;
    call.check_v2(&body)?;
    let request = body.request;
    let (Some(partner_id), Some(status)) = (request.partner_id, request.status) else {
        return Err((&catalogue::REQUEST_INVALID).into());
    };
    let decision = match status.as_str() {
        "approved" => Decision::Approve,
        "rejected" => Decision::Reject,
        _ => return Err((&catalogue::DEVICE_DECISION_WORD).into()),
    };
    let id = call.variable("id")?;
    let with = (partner_id.as_str(), request.sbi_id.as_deref());
    devices::decide_with_interface(&app, &call.context, id, with, decision, request.reason.as_deref()).await?;
    Reply::json(true)
}

#[cfg(test)]
mod tests;
