//! The older searches over interfaces and their pairs, and values to filter by (contract part B §7.4, §7.7, §7.8).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pms_api_wire::search::{FilterValuesAnswer, FilterValuesBody};
use pms_api_wire::{Answer, Call, Endpoint, Fault, PageV1, Reply, Wire};
use pms_app::App;
use pms_app::devices;
use pms_domain::{catalogue, routes, text, time};
use pms_store::device_lists::{INTERFACE_SEARCH, InterfaceRow, MAPPED_DEVICE, MAPPING_SEARCH, MappingRow};
use pms_store::list::Scope;
use serde::Serialize;
use utoipa::ToSchema;

use crate::device_search::DeviceSearchBody;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::SEARCH_INTERFACES)
            .summary("Search secure biometric interfaces: an admin all, others their own")
            .takes::<DeviceSearchBody>()
            .gives::<PageV1<InterfaceFound>>(),
        search,
    )
    .route(
        Endpoint::new(&routes::SEARCH_MAPPINGS)
            .summary("Search pairs of device and interface: an admin all, others their own")
            .takes::<DeviceSearchBody>()
            .gives::<PageV1<MappingFound>>(),
        search_mappings,
    )
    .route(
        Endpoint::new(&routes::FILTER_INTERFACES)
            .summary("Values of the interfaces' columns, within the caller's own")
            .takes::<FilterValuesBody>()
            .gives::<FilterValuesAnswer>(),
        values,
    )
}

/// An interface as the search shows it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct InterfaceFound {
    id: String,
    /// Base64 of the bytes.
    sw_binary_hash: String,
    sw_version: String,
    /// Always null.
    device_detail_id: Option<String>,
    /// yyyy-MM-dd'T'HH:mm:ss.SSS'Z'.
    sw_create_date_time: Option<String>,
    sw_expiry_date_time: Option<String>,
    /// Whether it may be used now, but for its end.
    is_active: bool,
    approval_status: String,
    provider_id: Option<String>,
    partner_organization_name: Option<String>,
    deleted: Option<bool>,
    cr_by: String,
    /// ISO local, UTC.
    cr_dtimes: String,
    del_dtimes: Option<String>,
    upd_by: Option<String>,
    upd_dtimes: Option<String>,
}

impl From<InterfaceRow> for InterfaceFound {
    fn from(row: InterfaceRow) -> Self {
        Self {
            id: row.id,
            sw_binary_hash: STANDARD.encode(row.sw_binary_hash),
            sw_version: row.sw_version,
            device_detail_id: None,
            sw_create_date_time: row.sw_cr_dtimes.map(time::zulu),
            sw_expiry_date_time: row.sw_expiry_dtimes.map(time::zulu),
            is_active: row.in_use,
            approval_status: row.approval_status,
            provider_id: row.provider_id,
            partner_organization_name: row.org_name,
            deleted: row.is_deleted,
            cr_by: row.cr_by,
            cr_dtimes: time::local_iso(row.cr_dtimes),
            del_dtimes: row.del_dtimes.map(time::local_iso),
            upd_by: row.upd_by,
            upd_dtimes: row.upd_dtimes.map(time::local_iso),
        }
    }
}

async fn search(app: App, call: Call) -> Answer {
    let body = call.body::<DeviceSearchBody>()?.request;
    let (query, page) = body.search.query(&INTERFACE_SEARCH)?;
    let found = devices::search_interfaces(&app, &call.context, query).await?;
    Reply::json(PageV1::new(page, found.map(InterfaceFound::from)))
}

/// A pair as the search shows it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MappingFound {
    device_detail_id: String,
    sbi_id: String,
    provider_id: String,
    provider_name: Option<String>,
    /// Null: the device is gone.
    make: Option<String>,
    model: Option<String>,
    device_type_code: Option<String>,
    device_sub_type_code: Option<String>,
    /// Base64 of the bytes; null: the interface is gone.
    sw_binary_hash: Option<String>,
    sw_version: Option<String>,
    cr_by: String,
    /// Milliseconds and `+00:00`.
    cr_dtimes: String,
}

impl From<MappingRow> for MappingFound {
    fn from(row: MappingRow) -> Self {
        Self {
            device_detail_id: row.device_detail_id,
            sbi_id: row.sbi_id,
            provider_id: row.dprovider_id,
            provider_name: row.org_name,
            make: row.make,
            model: row.model,
            device_type_code: row.dtype_code,
            device_sub_type_code: row.dstype_code,
            sw_binary_hash: row.sw_binary_hash.map(|hash| STANDARD.encode(hash)),
            sw_version: row.sw_version,
            cr_by: row.cr_by,
            cr_dtimes: time::offset_iso(row.cr_dtimes),
        }
    }
}

/// Takes out the filters on the pair's device, whatever their comparison.
fn take_devices(body: &mut DeviceSearchBody) -> Result<Vec<String>, Fault> {
    let (mut ids, mut others) = (Vec::new(), Vec::new());
    for filter in body.search.filters.take().unwrap_or_default() {
        let name = filter.as_ref().and_then(|filter| filter.column_name.as_deref());
        if name != Some(MAPPED_DEVICE.name) {
            others.push(filter);
            continue;
        }
        let value = filter.and_then(|filter| filter.value).filter(|value| !text::is_blank(value));
        ids.push(value.ok_or(&catalogue::DSL_VALUE)?);
    }
    body.search.filters = Some(others);
    Ok(ids)
}

async fn search_mappings(app: App, call: Call) -> Answer {
    let mut body = call.body::<DeviceSearchBody>()?.request;
    let ids = take_devices(&mut body)?;
    let (query, page) = body.search.query(&MAPPING_SEARCH)?;
    let found = devices::search_mappings(&app, &call.context, query, &ids).await?;
    Reply::json(PageV1::new(page, found.map(MappingFound::from)))
}

async fn values(app: App, call: Call) -> Answer {
    let body = call.body::<FilterValuesBody>()?.request;
    let mut filters = Vec::new();
    // The use case narrows the scope to what the caller may see.
    for part in body.columns(&INTERFACE_SEARCH, &Scope::Everything)? {
        let rows = match part.is_fixed() {
            true => Vec::new(),
            false => {
                let query = part.query.clone();
                devices::interface_values(&app, &call.context, query, part.column, part.unique).await?
            }
        };
        filters.extend(part.answer(rows));
    }
    Reply::json(FilterValuesAnswer { filters })
}

#[cfg(test)]
mod tests;
