//! Searches over partners and partner types, and values to filter by (contract part A §4.12).

use pms_api_wire::search::{FilterValuesAnswer, FilterValuesBody, SearchBody};
use pms_api_wire::{Answer, Call, Check, Endpoint, PageV1, Reply, Validate, Wire, lenient};
use pms_app::{App, partners};
use pms_domain::{routes, time};
use pms_store::list::Scope;
use pms_store::lists::{PARTNER_SEARCH, PARTNER_TYPES, PartnerTypeRow};
use pms_store::partner::Partner;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::SEARCH_PARTNERS)
            .summary("Search partners: an admin all, others their own")
            .takes::<PartnerSearchBody>()
            .gives::<PageV1<PartnerRow>>(),
        search,
    )
    .route(
        Endpoint::new(&routes::SEARCH_PARTNER_TYPES)
            .summary("Search partner types")
            .takes::<TypeSearchBody>()
            .gives::<PageV1<TypeRow>>(),
        search_types,
    )
    .route(
        Endpoint::new(&routes::FILTER_PARTNERS)
            .summary("Values of the partners' columns, within the caller's partners")
            .takes::<FilterValuesBody>()
            .gives::<FilterValuesAnswer>(),
        filter_values,
    )
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PartnerSearchBody {
    #[serde(flatten)]
    search: SearchBody,
    /// Code of a type, or `all` in any letter case.
    #[serde(default, deserialize_with = "lenient::text")]
    partner_type: Option<String>,
}

impl Validate for PartnerSearchBody {
    fn check(&self, check: &mut Check) {
        check.not_blank("partnerType", &self.partner_type);
    }
}

/// A partner as the search shows it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PartnerRow {
    id: String,
    address: String,
    contact_no: String,
    cr_by: String,
    cr_dtimes: String,
    del_dtimes: Option<String>,
    email_id: String,
    is_active: bool,
    is_deleted: Option<bool>,
    name: String,
    policy_group_id: Option<String>,
    certificate_alias: Option<String>,
    partner_type_code: String,
    approval_status: String,
    upd_by: Option<String>,
    upd_dtimes: Option<String>,
    user_id: String,
    lang_code: Option<String>,
}

impl From<Partner> for PartnerRow {
    fn from(partner: Partner) -> Self {
        Self {
            id: partner.id,
            address: partner.contact.address,
            contact_no: partner.contact.contact_number,
            cr_by: partner.cr_by,
            cr_dtimes: time::offset_iso(partner.cr_dtimes),
            del_dtimes: partner.del_dtimes.map(time::offset_iso),
            email_id: partner.contact.email,
            is_active: partner.is_active,
            is_deleted: partner.is_deleted,
            name: partner.name,
            policy_group_id: partner.policy_group_id,
            certificate_alias: partner.certificate_alias,
            partner_type_code: partner.partner_type_code,
            approval_status: partner.approval_status,
            upd_by: partner.upd_by,
            upd_dtimes: partner.upd_dtimes.map(time::offset_iso),
            user_id: partner.user_id,
            lang_code: partner.lang_code,
        }
    }
}

async fn search(app: App, call: Call) -> Answer {
    let body = call.body::<PartnerSearchBody>()?.request;
    let (query, page) = body.search.query(&PARTNER_SEARCH)?;
    let partner_type = body.partner_type.unwrap_or_default();
    let list = partners::search(&app, &call.context, query, &partner_type).await?;
    Reply::json(PageV1::new(page, list.map(PartnerRow::from)))
}

/// A search without members of its own.
#[derive(Deserialize, ToSchema)]
struct TypeSearchBody {
    #[serde(flatten)]
    search: SearchBody,
}

impl Validate for TypeSearchBody {
    fn check(&self, _: &mut Check) {}
}

/// A partner type.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TypeRow {
    code: String,
    cr_by: String,
    cr_dtimes: String,
    del_dtimes: Option<String>,
    is_active: bool,
    is_deleted: Option<bool>,
    partner_description: String,
    upd_by: Option<String>,
    upd_dtimes: Option<String>,
    is_policy_required: bool,
}

impl From<PartnerTypeRow> for TypeRow {
    fn from(row: PartnerTypeRow) -> Self {
        Self {
            code: row.code,
            cr_by: row.cr_by,
            cr_dtimes: time::offset_iso(row.cr_dtimes),
            del_dtimes: row.del_dtimes.map(time::offset_iso),
            is_active: row.is_active,
            is_deleted: row.is_deleted,
            partner_description: row.partner_description,
            upd_by: row.upd_by,
            upd_dtimes: row.upd_dtimes.map(time::offset_iso),
            is_policy_required: row.is_policy_required,
        }
    }
}

async fn search_types(app: App, call: Call) -> Answer {
    let body = call.body::<TypeSearchBody>()?.request;
    let (query, page) = body.search.query(&PARTNER_TYPES)?;
    let list = partners::search_types(&app, &call.context, query).await?;
    Reply::json(PageV1::new(page, list.map(TypeRow::from)))
}

async fn filter_values(app: App, call: Call) -> Answer {
    let body = call.body::<FilterValuesBody>()?.request;
    let mut filters = Vec::new();
    // The use case narrows the scope to what the caller may see.
    for part in body.columns(&PARTNER_SEARCH, &Scope::Everything)? {
        let rows = match part.is_fixed() {
            true => Vec::new(),
            false => partners::filter_values(&app, &call.context, part.query.clone(), part.column, part.unique).await?,
        };
        filters.extend(part.answer(rows));
    }
    Reply::json(FilterValuesAnswer { filters })
}

#[cfg(test)]
mod tests;
