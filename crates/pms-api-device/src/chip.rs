//! Chips: adding, changing, deciding, searching (contract part B §8.1 to §8.3, §8.6).

use pms_api_wire::{Answer, Call, Check, Endpoint, Reply, Validate, Wire, lenient};
use pms_app::App;
use pms_app::devices;
use pms_domain::{limits, routes, time};
use pms_store::device_lists::{CHIP_SEARCH, ChipRow};
use pms_store::list::Page;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::device_search::DeviceSearchBody;
use crate::required;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::ADD_CHIP)
            .summary("Register a chip, which waits for its certificate")
            .takes::<ChipBody>()
            .gives::<ChipId>(),
        add,
    )
    .route(
        Endpoint::new(&routes::UPDATE_CHIP)
            .summary("Change a chip; of an approved one the change waits for its own approval")
            .takes::<ChipUpdateBody>()
            .gives::<ChipId>(),
        update,
    )
    .route(
        Endpoint::new(&routes::SET_CHIP_STATUS)
            .summary("Approve or reject a chip that waits, deactivate an approved one or bring it back")
            .takes::<ChipStatusBody>()
            .gives::<String>(),
        set_status,
    )
    .route(
        Endpoint::new(&routes::SEARCH_CHIPS)
            .summary("Search chips: an admin all, others their own; pages have 500 rows")
            .takes::<DeviceSearchBody>()
            .gives::<ChipPage>(),
        search,
    )
}

/// A chip to be registered.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct ChipBody {
    #[serde(deserialize_with = "lenient::text")]
    ftp_provider_id: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    make: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    model: Option<String>,
}

impl Validate for ChipBody {
    fn check(&self, check: &mut Check) {
        required(check, "ftpProviderId", &self.ftp_provider_id, limits::DEVICE_TEXT);
        required(check, "make", &self.make, limits::DEVICE_TEXT);
        required(check, "model", &self.model, limits::DEVICE_TEXT);
    }
}

/// Id of a chip.
#[derive(Serialize, ToSchema)]
struct ChipId {
    id: String,
}

async fn add(app: App, call: Call) -> Answer {
    let body = call.body::<ChipBody>()?.request;
    let (provider_id, make) = (body.ftp_provider_id.unwrap_or_default(), body.make.unwrap_or_default());
    let model = body.model.unwrap_or_default();
    let id = devices::add_chip(&app, &call.context, &provider_id, &make, &model).await?;
    Reply::json(ChipId { id })
}

/// What of a chip changes.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct ChipUpdateBody {
    #[serde(deserialize_with = "lenient::text")]
    ftp_chip_detail_id: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    make: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    model: Option<String>,
}

impl Validate for ChipUpdateBody {
    fn check(&self, check: &mut Check) {
        required(check, "ftpChipDetailId", &self.ftp_chip_detail_id, limits::DEVICE_TEXT);
        required(check, "make", &self.make, limits::DEVICE_TEXT);
        required(check, "model", &self.model, limits::DEVICE_TEXT);
    }
}

async fn update(app: App, call: Call) -> Answer {
    let body = call.body::<ChipUpdateBody>()?.request;
    let (id, make) = (body.ftp_chip_detail_id.unwrap_or_default(), body.make.unwrap_or_default());
    devices::update_chip(&app, &call.context, &id, &make, &body.model.unwrap_or_default()).await?;
    Reply::json(ChipId { id })
}

/// The wanted status.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct ChipStatusBody {
    #[serde(deserialize_with = "lenient::text")]
    ftp_chip_detail_id: Option<String>,
    #[serde(deserialize_with = "lenient::boolean")]
    approval_status: Option<bool>,
    /// Why, at most 1000 characters; optional.
    #[serde(deserialize_with = "lenient::text")]
    reason: Option<String>,
}

impl Validate for ChipStatusBody {
    fn check(&self, check: &mut Check) {
        required(check, "ftpChipDetailId", &self.ftp_chip_detail_id, limits::DEVICE_TEXT);
        check.not_null("approvalStatus", &self.approval_status);
    }
}

async fn set_status(app: App, call: Call) -> Answer {
    let body = call.body::<ChipStatusBody>()?.request;
    let (id, approve) = (body.ftp_chip_detail_id.unwrap_or_default(), body.approval_status.unwrap_or_default());
    devices::set_chip_status(&app, &call.context, &id, approve, body.reason.as_deref()).await?;
    Reply::json("Status updated successfully.")
}

/// Chips as the search shows them.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ChipPage {
    /// Always 0 (kept).
    from_record: u64,
    to_record: u64,
    total_record: u64,
    data: Vec<ChipFound>,
}

/// A chip as the search shows it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ChipFound {
    ftp_chip_detail_id: String,
    ftp_provider_id: String,
    make: Option<String>,
    model: Option<String>,
    certificate_alias: Option<String>,
    partner_organization_name: Option<String>,
    /// Whether it counts now.
    active: bool,
    deleted: Option<bool>,
    approval_status: String,
    cr_by: String,
    /// ISO local, UTC, as all times here.
    cr_dtimes: String,
    del_dtimes: Option<String>,
    upd_by: Option<String>,
    upd_dtimes: Option<String>,
}

impl From<ChipRow> for ChipFound {
    fn from(row: ChipRow) -> Self {
        Self {
            ftp_chip_detail_id: row.id,
            ftp_provider_id: row.provider_id,
            make: row.make,
            model: row.model,
            certificate_alias: row.certificate_alias,
            partner_organization_name: row.org_name,
            active: row.in_use,
            deleted: row.is_deleted,
            approval_status: row.approval_status,
            cr_by: row.cr_by,
            cr_dtimes: time::local_iso(row.cr_dtimes),
            del_dtimes: row.del_dtimes.map(time::local_iso),
            upd_by: row.upd_by,
            upd_dtimes: row.upd_dtimes.map(time::local_iso),
        }
    }
}

/// The contract ignores the page and answers everything. Everything is 500 rows at most; beyond that the page counts.
async fn search(app: App, call: Call) -> Answer {
    let body = call.body::<DeviceSearchBody>()?.request;
    let (mut query, page) = body.search.query(&CHIP_SEARCH)?;
    query.page = Some(Page::new(0, limits::PAGE));
    let mut found = devices::search_chips(&app, &call.context, query.clone()).await?;
    if found.total > limits::PAGE && page.number > 0 {
        query.page = Some(Page::new(page.number, limits::PAGE));
        found = devices::search_chips(&app, &call.context, query).await?;
    }
    let (total_record, data) = (found.total, found.rows.into_iter().map(ChipFound::from).collect::<Vec<_>>());
    Reply::json(ChipPage { from_record: 0, to_record: data.len() as u64, total_record, data })
}

#[cfg(test)]
mod tests;
