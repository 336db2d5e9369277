//! Chips as lists: of all providers for admins, of the caller's own (contract part B §8.9, §8.10).

use pms_api_wire::{Answer, Call, Endpoint, PAGING, PageRequest, PageV2, Parameter, Reply, Wire};
use pms_app::App;
use pms_app::devices::{self, ChipFilter, OwnChip};
use pms_domain::device::{APPROVED, DEACTIVATED};
use pms_domain::{Timestamp, catalogue, routes, time};
use pms_store::device_lists::{CHIPS, ChipRow};
use pms_store::list::ListQuery;
use serde::Serialize;
use utoipa::ToSchema;

/// Rows on a page that does not say.
const PAGE_SIZE: i32 = 8;

const FILTERS: &[Parameter] = &[
    Parameter::text("partnerId", "Part of the provider's partner id."),
    Parameter::text("orgName", "Part of the organisation's name."),
    Parameter::text("ftmId", "Part of the chip's id."),
    Parameter::text("make", "Part of the make."),
    Parameter::text("model", "Part of the model."),
    Parameter::text("status", "Exactly approved, rejected, pending_cert_upload, pending_approval or deactivated."),
];

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::LIST_CHIPS)
            .summary("List chips")
            .parameters(PAGING)
            .parameters(FILTERS)
            .gives::<PageV2<Row>>()
            .fallback(&catalogue::CHIPS_FAILED),
        list,
    )
    .route(
        Endpoint::new(&routes::LIST_OWN_CHIPS)
            .summary("List the chips of the caller's own providers with their certificates' dates")
            .parameters(&[Parameter::integer("expiryPeriod", "Ends within so many days, 1 to 30.")])
            .gives::<Vec<OwnRow>>()
            .fallback(&catalogue::CHIPS_FAILED),
        own,
    )
}

/// A chip.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ChipListRow)]
struct Row {
    ftm_id: String,
    partner_id: String,
    org_name: Option<String>,
    make: Option<String>,
    model: Option<String>,
    /// approved, rejected, pending_cert_upload, pending_approval or deactivated.
    status: &'static str,
    is_active: bool,
    is_certificate_available: bool,
    created_date_time: String,
}

impl From<ChipRow> for Row {
    fn from(row: ChipRow) -> Self {
        Self {
            status: row.standing().label(),
            is_active: row.in_use,
            is_certificate_available: row.certificate_alias.is_some_and(|alias| !alias.is_empty()),
            ftm_id: row.id,
            partner_id: row.provider_id,
            org_name: row.org_name,
            make: row.make,
            model: row.model,
            created_date_time: time::local_iso(row.cr_dtimes),
        }
    }
}

async fn list(app: App, call: Call) -> Answer {
    let query = call.query();
    let request = PageRequest::read(query, Some(PAGE_SIZE))?;
    call.check_input(&["partnerId", "orgName", "ftmId", "make", "model"])?;
    let paging = request.check(&CHIPS)?;
    let text = |name| query.text(name).map(str::to_owned);
    let filter = ChipFilter {
        partner_id: text("partnerId"),
        org_name: text("orgName"),
        ftm_id: text("ftmId"),
        make: text("make"),
        model: text("model"),
        status: text("status"),
    };
    let found = devices::chips(&app, &call.context, &filter, paging.apply(ListQuery::new())).await?;
    Reply::json(PageV2::new(paging.page, found.map(Row::from)))
}

/// A chip of the caller's own.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OwnChipRow)]
struct OwnRow {
    ftm_id: String,
    partner_id: String,
    /// approved, deactivated, or the provider's own word.
    partner_status: String,
    /// Empty, not null, in a row that never had one: the existing portal sorts by it (contract portal §3.3, 8).
    make: String,
    model: String,
    /// pending_cert_upload, pending_approval, approved or rejected.
    status: String,
    is_active: bool,
    is_certificate_available: bool,
    /// Start of the certificate as it is handed out (the contract calls it upload time).
    certificate_upload_date_time: Option<String>,
    /// End of the provider's own certificate.
    certificate_expiry_date_time: Option<String>,
    is_certificate_expired: bool,
    created_date_time: String,
}

fn own_row(chip: OwnChip, now: Timestamp) -> OwnRow {
    OwnRow {
        partner_status: match chip.partner_status {
            Ok(true) => APPROVED.to_owned(),
            Ok(false) => DEACTIVATED.to_owned(),
            Err(word) => word,
        },
        certificate_upload_date_time: chip.uploaded.map(time::local_iso),
        certificate_expiry_date_time: chip.expires.map(time::local_iso),
        is_certificate_expired: chip.expires.is_some_and(|end| end < now),
        ftm_id: chip.id,
        partner_id: chip.partner_id,
        make: chip.make.unwrap_or_default(),
        model: chip.model.unwrap_or_default(),
        status: chip.status,
        is_active: chip.is_active,
        is_certificate_available: chip.has_certificate,
        created_date_time: time::local_iso(chip.created),
    }
}

async fn own(app: App, call: Call) -> Answer {
    let days = call.query().expiry_period()?.map(i32::unsigned_abs);
    let found = devices::own_chips(&app, &call.context, days).await?;
    let now = call.context.now();
    Reply::json(found.into_iter().map(|chip| own_row(chip, now)).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests;
