//! Deactivating a chip (contract part B §8.7), and our own way back.

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
        Endpoint::new(&routes::DEACTIVATE_CHIP)
            .summary("Deactivate an approved chip")
            .takes::<Deactivation>()
            .gives::<ChipActivity>()
            .fallback(&catalogue::CHIP_DEACTIVATION_FAILED),
        deactivate,
    )
    .route(
        Endpoint::new(&routes::REACTIVATE_CHIP)
            .summary("Bring a deactivated chip back, if it and its certificate would be accepted today")
            .takes::<Reason>()
            .gives::<ChipActivity>(),
        reactivate,
    )
}

/// A chip's activity as it is now.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ChipActivity {
    ftm_id: String,
    status: &'static str,
    is_active: bool,
}

async fn deactivate(app: App, call: Call) -> Answer {
    let id = call.variable_not_blank("ftmId")?;
    let reason = Deactivation::read(&call)?;
    devices::deactivate_chip(&app, &call.context, id, reason.as_deref()).await?;
    Reply::json(ChipActivity { ftm_id: id.to_owned(), status: APPROVED, is_active: false })
}

async fn reactivate(app: App, call: Call) -> Answer {
    let reason = Reason::read(&call)?;
    let id = call.variable("ftmId")?;
    devices::reactivate_chip(&app, &call.context, id, reason.as_deref()).await?;
    Reply::json(ChipActivity { ftm_id: id.to_owned(), status: APPROVED, is_active: true })
}
