//! Devices as a paged list, a row for each interface (contract part B §6.11).

use pms_api_wire::{Answer, Call, Endpoint, PAGING, PageRequest, PageV2, Parameter, Reply, Wire};
use pms_app::App;
use pms_app::devices::{self, DeviceFilter};
use pms_domain::{catalogue, routes, time};
use pms_store::device_lists::{DEVICES, DeviceRow};
use pms_store::list::ListQuery;
use serde::Serialize;
use utoipa::ToSchema;

/// Rows on a page that does not say.
const PAGE_SIZE: i32 = 8;

const FILTERS: &[Parameter] = &[
    Parameter::text("partnerId", "Part of the provider's partner id."),
    Parameter::text("orgName", "Part of the organisation's name."),
    Parameter::text("deviceType", "Part of the device type's code."),
    Parameter::text("deviceSubType", "Part of the sub-type's code."),
    Parameter::text("make", "Part of the make."),
    Parameter::text("model", "Part of the model."),
    Parameter::text("sbiId", "Part of an interface's id."),
    Parameter::text("sbiVersion", "Part of an interface's version."),
    Parameter::text("deviceId", "Part of the device id."),
    Parameter::text("status", "Exactly approved, rejected, pending_approval or deactivated."),
];

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::LIST_DEVICES)
            .summary("List device models, a row for each of their interfaces")
            .parameters(PAGING)
            .parameters(FILTERS)
            .gives::<PageV2<Row>>()
            .fallback(&catalogue::DEVICES_FAILED),
        list,
    )
}

/// A device with one of its interfaces.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DeviceListRow)]
struct Row {
    device_id: String,
    partner_id: String,
    org_name: Option<String>,
    device_type: String,
    device_sub_type: String,
    /// approved, rejected, pending_approval or deactivated.
    status: &'static str,
    make: String,
    model: String,
    created_date_time: String,
    sbi_id: Option<String>,
    sbi_version: Option<String>,
}

impl From<DeviceRow> for Row {
    fn from(row: DeviceRow) -> Self {
        Self {
            status: row.standing().label(),
            device_id: row.id,
            partner_id: row.dprovider_id,
            org_name: row.org_name,
            device_type: row.dtype_code,
            device_sub_type: row.dstype_code,
            make: row.make,
            model: row.model,
            created_date_time: time::local_iso(row.cr_dtimes),
            sbi_id: row.sbi_id,
            sbi_version: row.sbi_version,
        }
    }
}

async fn list(app: App, call: Call) -> Answer {
    let query = call.query();
    let request = PageRequest::read(query, Some(PAGE_SIZE))?;
    // The sub-type is not guarded (kept).
    call.check_input(&["partnerId", "orgName", "deviceType", "make", "model", "sbiId", "sbiVersion", "deviceId"])?;
    let paging = request.check(&DEVICES)?;
    let text = |name| query.text(name).map(str::to_owned);
    let filter = DeviceFilter {
        partner_id: text("partnerId"),
        org_name: text("orgName"),
        device_type: text("deviceType"),
        device_sub_type: text("deviceSubType"),
        make: text("make"),
        model: text("model"),
        sbi_id: text("sbiId"),
        sbi_version: text("sbiVersion"),
        device_id: text("deviceId"),
        status: text("status"),
    };
    let found = devices::devices(&app, &call.context, &filter, paging.apply(ListQuery::new())).await?;
    Reply::json(PageV2::new(paging.page, found.map(Row::from)))
}

#[cfg(test)]
mod tests;
