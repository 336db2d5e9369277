//! The older searches over devices and their types, and values to filter by (contract part B §6.4 to §6.8).

use pms_api_wire::search::{ColumnValues, FilterValuesAnswer, FilterValuesBody, SearchBody};
use pms_api_wire::{Answer, Call, Check, Endpoint, Fault, PageV1, Reply, Validate, Wire, lenient};
use pms_app::App;
use pms_app::devices;
use pms_domain::{routes, time};
use pms_store::device_lists::{DEVICE_SEARCH, DEVICE_SUB_TYPES, DEVICE_TYPES, DeviceRow, DeviceTypeRow};
use pms_store::list::{ListSpec, Scope, ValueRow};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::SEARCH_DEVICES)
            .summary("Search device models: an admin all, others their own")
            .takes::<DeviceSearchBody>()
            .gives::<PageV1<DeviceFound>>(),
        search,
    )
    .route(
        Endpoint::new(&routes::SEARCH_DEVICE_TYPES)
            .summary("Search device sub-types with their types")
            .takes::<DeviceSearchBody>()
            .gives::<PageV1<SubType>>(),
        search_types,
    )
    .route(
        Endpoint::new(&routes::FILTER_DEVICES)
            .summary("Make and model of devices by a column, within the caller's own")
            .takes::<DeviceValuesBody>()
            .gives::<FilterValuesAnswer>(),
        values,
    )
    .route(
        Endpoint::new(&routes::FILTER_DEVICE_TYPES)
            .summary("Values of the device types' columns")
            .takes::<DeviceValuesBody>()
            .gives::<FilterValuesAnswer>(),
        type_values,
    )
    .route(
        Endpoint::new(&routes::FILTER_DEVICE_SUB_TYPES)
            .summary("Values of the device sub-types' columns")
            .takes::<DeviceValuesBody>()
            .gives::<FilterValuesAnswer>(),
        sub_type_values,
    )
}

/// A search over devices, interfaces, their pairs or chips.
#[derive(Deserialize, ToSchema)]
pub(crate) struct DeviceSearchBody {
    #[serde(flatten)]
    pub search: SearchBody,
    /// Has no effect.
    #[serde(default, deserialize_with = "lenient::text")]
    #[allow(dead_code, reason = "clients send it")]
    purpose: Option<String>,
}

impl Validate for DeviceSearchBody {
    fn check(&self, _: &mut Check) {}
}

/// A device as the search shows it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DeviceFound {
    id: String,
    device_provider_id: String,
    device_type_code: String,
    device_sub_type_code: String,
    make: String,
    model: String,
    partner_organization_name: Option<String>,
    /// Whether it may be used now.
    is_active: bool,
    /// pending_approval, approved or rejected.
    approval_status: String,
}

impl From<DeviceRow> for DeviceFound {
    fn from(row: DeviceRow) -> Self {
        Self {
            id: row.id,
            device_provider_id: row.dprovider_id,
            device_type_code: row.dtype_code,
            device_sub_type_code: row.dstype_code,
            make: row.make,
            model: row.model,
            partner_organization_name: row.org_name,
            is_active: row.in_use,
            approval_status: row.approval_status,
        }
    }
}

async fn search(app: App, call: Call) -> Answer {
    let body = call.body::<DeviceSearchBody>()?.request;
    let (query, page) = body.search.query(&DEVICE_SEARCH)?;
    let found = devices::search_devices(&app, &call.context, query).await?;
    Reply::json(PageV1::new(page, found.map(DeviceFound::from)))
}

/// A sub-type with its type.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SubType {
    code: String,
    device_type: String,
    name: String,
    /// The contract's spelling.
    desciption: Option<String>,
    active: bool,
    is_deleted: Option<bool>,
    cr_by: String,
    /// ISO local, UTC, as all times here.
    cr_dtimes: String,
    del_dtimes: Option<String>,
    upd_by: Option<String>,
    upd_dtimes: Option<String>,
}

impl From<DeviceTypeRow> for SubType {
    fn from(row: DeviceTypeRow) -> Self {
        Self {
            code: row.code,
            device_type: row.device_type,
            name: row.name,
            desciption: row.descr,
            active: row.is_active,
            is_deleted: row.is_deleted,
            cr_by: row.cr_by,
            cr_dtimes: time::local_iso(row.cr_dtimes),
            del_dtimes: row.del_dtimes.map(time::local_iso),
            upd_by: row.upd_by,
            upd_dtimes: row.upd_dtimes.map(time::local_iso),
        }
    }
}

async fn search_types(app: App, call: Call) -> Answer {
    let body = call.body::<DeviceSearchBody>()?.request;
    let (query, page) = body.search.query(&DEVICE_SUB_TYPES)?;
    let found = devices::search_sub_types(&app, &call.context, query).await?;
    Reply::json(PageV1::new(page, found.map(SubType::from)))
}

/// The columns whose values are asked for.
#[derive(Deserialize, ToSchema)]
pub(crate) struct DeviceValuesBody {
    #[serde(flatten)]
    values: FilterValuesBody,
    /// REGISTRATION or AUTH; has no effect.
    #[serde(default, deserialize_with = "lenient::text")]
    purpose: Option<String>,
}

impl Validate for DeviceValuesBody {
    fn check(&self, check: &mut Check) {
        self.values.check(check);
    }
}

impl DeviceValuesBody {
    fn columns(&self, list: &'static ListSpec) -> Result<Vec<ColumnValues>, Fault> {
        if self.purpose.as_deref().is_some_and(|purpose| !["REGISTRATION", "AUTH"].contains(&purpose)) {
            return Err(Fault::Unreadable("A member has another type"));
        }
        // The use case narrows the scope to what the caller may see.
        self.values.columns(list, &Scope::Everything)
    }
}

async fn values(app: App, call: Call) -> Answer {
    let body = call.body::<DeviceValuesBody>()?.request;
    let mut filters = Vec::new();
    for part in body.columns(&DEVICE_SEARCH)? {
        let rows: Vec<ValueRow> = match part.is_fixed() {
            true => Vec::new(),
            false => devices::device_values(&app, &call.context, part.query.clone(), part.unique).await?,
        };
        filters.extend(part.answer(rows));
    }
    Reply::json(FilterValuesAnswer { filters })
}

async fn type_values(app: App, call: Call) -> Answer {
    let body = call.body::<DeviceValuesBody>()?.request;
    let mut filters = Vec::new();
    for part in body.columns(&DEVICE_TYPES)? {
        let rows = match part.is_fixed() {
            true => Vec::new(),
            false => devices::device_types(&app, &call.context, part.query.clone(), part.column, part.unique).await?,
        };
        filters.extend(part.answer(rows));
    }
    Reply::json(FilterValuesAnswer { filters })
}

async fn sub_type_values(app: App, call: Call) -> Answer {
    let body = call.body::<DeviceValuesBody>()?.request;
    let mut filters = Vec::new();
    for part in body.columns(&DEVICE_SUB_TYPES)? {
        let rows = match part.is_fixed() {
            true => Vec::new(),
            false => devices::sub_types(&app, &call.context, part.query.clone(), part.column, part.unique).await?,
        };
        filters.extend(part.answer(rows));
    }
    Reply::json(FilterValuesAnswer { filters })
}

#[cfg(test)]
mod tests;
