//! Deactivating an interface with what waits for it (contract part B §7.11), and our own way back.

use pms_api_wire::{Answer, Call, Endpoint, Reply, Wire};
use pms_app::App;
use pms_app::devices;
use pms_domain::device::APPROVED;
use pms_domain::{catalogue, routes};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Deactivation, Reason};

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::DEACTIVATE_INTERFACE)
            .summary("Deactivate an approved interface; devices that wait with it are rejected")
            .takes::<Deactivation>()
            .gives::<InterfaceActivity>()
            .fallback(&catalogue::SBI_DEACTIVATION_FAILED),
        deactivate,
    )
    .route(
        Endpoint::new(&routes::REACTIVATE_INTERFACE)
            .summary("Bring a deactivated interface back, if it would be accepted today")
            .takes::<Reason>()
            .gives::<InterfaceReactivated>(),
        reactivate,
    )
}

/// An interface's activity as it is now.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct InterfaceActivity {
    sbi_id: String,
    sbi_version: String,
    status: &'static str,
    is_active: bool,
}

async fn deactivate(app: App, call: Call) -> Answer {
    let id = call.variable_not_blank("sbiId")?;
    let reason = Deactivation::read(&call)?;
    let found = devices::deactivate_interface(&app, &call.context, id, reason.as_deref()).await?;
    let (sbi_id, sbi_version) = (found.id, found.sw_version);
    Reply::json(InterfaceActivity { sbi_id, sbi_version, status: APPROVED, is_active: false })
}

/// An interface that may be used again.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct InterfaceReactivated {
    sbi_id: String,
    status: &'static str,
    is_active: bool,
}

async fn reactivate(app: App, call: Call) -> Answer {
    let reason = Reason::read(&call)?;
    let id = call.variable("sbiId")?;
    devices::reactivate_interface(&app, &call.context, id, reason.as_deref()).await?;
    Reply::json(InterfaceReactivated { sbi_id: id.to_owned(), status: APPROVED, is_active: true })
}

#[cfg(test)]
mod tests;
