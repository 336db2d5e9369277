//! Interfaces as a list, with how many devices each has (contract part B §7.12).

use pms_api_wire::{Answer, Call, Endpoint, PAGING, PageRequest, PageV2, Parameter, Reply, Wire};
use pms_app::App;
use pms_app::devices::{self, ExpiryStatus, InterfaceFilter};
use pms_domain::device::interface::is_expired;
use pms_domain::{Timestamp, catalogue, routes, time};
use pms_store::device_lists::{INTERFACES, InterfaceRow};
use pms_store::list::ListQuery;
use serde::Serialize;
use utoipa::ToSchema;

const FILTERS: &[Parameter] = &[
    Parameter::text("partnerId", "Part of the provider's partner id."),
    Parameter::text("orgName", "Part of the organisation's name."),
    Parameter::text("sbiId", "Part of the interface's id."),
    Parameter::text("sbiVersion", "Part of the version."),
    Parameter::text("status", "Exactly approved, rejected, pending_approval or deactivated."),
    Parameter::text("sbiExpiryStatus", "Exactly expired or valid."),
    Parameter::integer("expiryPeriod", "Ends within so many days, 1 to 30."),
];

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::LIST_INTERFACES)
            .summary("List secure biometric interfaces: an admin all, others their own")
            .parameters(PAGING)
            .parameters(FILTERS)
            .gives::<PageV2<Row>>()
            .fallback(&catalogue::SBIS_FAILED),
        list,
    )
}

/// An interface.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InterfaceListRow)]
struct Row {
    partner_id: Option<String>,
    org_name: Option<String>,
    sbi_id: String,
    sbi_version: String,
    /// approved, rejected, pending_approval or deactivated.
    status: &'static str,
    is_active: bool,
    sbi_created_date_time: Option<String>,
    sbi_expiry_date_time: Option<String>,
    /// expired or valid.
    sbi_expiry_status: &'static str,
    count_of_associated_devices: i64,
    count_of_approved_devices: i64,
    count_of_pending_devices: i64,
    created_date_time: String,
}

fn row(row: InterfaceRow, now: Timestamp) -> Row {
    Row {
        status: row.standing().label(),
        is_active: row.in_use,
        sbi_expiry_status: if is_expired(row.sw_expiry_dtimes, now) { "expired" } else { "valid" },
        partner_id: row.provider_id,
        org_name: row.org_name,
        sbi_id: row.id,
        sbi_version: row.sw_version,
        sbi_created_date_time: row.sw_cr_dtimes.map(time::local_iso),
        sbi_expiry_date_time: row.sw_expiry_dtimes.map(time::local_iso),
        count_of_associated_devices: row.devices,
        count_of_approved_devices: row.devices_approved,
        count_of_pending_devices: row.devices_pending,
        created_date_time: time::local_iso(row.cr_dtimes),
    }
}

async fn list(app: App, call: Call) -> Answer {
    let query = call.query();
    let request = PageRequest::read(query, None)?;
    let expiry_period = query.expiry_period()?.map(i32::unsigned_abs);
    call.check_input(&["partnerId", "orgName", "sbiId", "sbiVersion"])?;
    let paging = request.check(&INTERFACES)?;
    let text = |name| query.text(name).map(str::to_owned);
    let filter = InterfaceFilter {
        partner_id: text("partnerId"),
        org_name: text("orgName"),
        sbi_id: text("sbiId"),
        sbi_version: text("sbiVersion"),
        status: text("status"),
        expiry: query.text("sbiExpiryStatus").map(|word| match word {
            "expired" => Some(ExpiryStatus::Expired),
            "valid" => Some(ExpiryStatus::Valid),
            _ => None,
        }),
        expiry_period,
    };
    let found = devices::interfaces(&app, &call.context, &filter, paging.apply(ListQuery::new())).await?;
    let now = call.context.now();
    Reply::json(PageV2::new(paging.page, found.map(|found| row(found, now))))
}

#[cfg(test)]
mod tests;
