//! Partners as an admin sees them: the list and one (contract part A §5.7, §5.8).

use pms_api_wire::{Answer, Call, Endpoint, PAGING, PageRequest, PageV2, Parameter, Reply, Wire};
use pms_app::certificates::{self, Dates};
use pms_app::partners::{self, AdminPartnerFilter, PartnerView};
use pms_app::{App, PageOf};
use pms_domain::{catalogue, routes, time};
use pms_store::list::{ListPage, Page};
use pms_store::lists::ADMIN_PARTNERS;
use pms_store::partner::Partner;
use serde::Serialize;
use utoipa::ToSchema;

/// Rows on a page of the second-envelope lists that always page.
pub(crate) const PAGE_SIZE: i32 = 8;

const FILTERS: &[Parameter] = &[
    Parameter::text("partnerId", "Part of the partner id."),
    Parameter::text("partnerType", "Part of the type's code."),
    Parameter::text("orgName", "Part of the organisation's name."),
    Parameter::text("policyGroupName", "Part of the policy group's name."),
    Parameter::text("emailAddress", "The whole e-mail address, in any letter case."),
    Parameter::boolean("isActive", "Whether the partner is active."),
    Parameter::text("certificateUploadStatus", "uploaded or not_uploaded."),
];

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::ADMIN_LIST_PARTNERS)
            .summary("List partners for an admin")
            .parameters(PAGING)
            .parameters(FILTERS)
            .gives::<PageV2<AdminPartnerRow>>()
            .fallback(&catalogue::PARTNERS_FAILED),
        list,
    )
    .route(
        Endpoint::new(&routes::ADMIN_GET_PARTNER)
            .summary("Read a partner as an admin")
            .gives::<AdminPartner>()
            .fallback(&catalogue::PARTNER_DETAILS_FAILED),
        get,
    )
}

/// A row of the list. No text is null: the existing portal compares the cells of this list.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AdminPartnerRow {
    partner_id: String,
    partner_type: String,
    org_name: String,
    policy_group_id: String,
    policy_group_name: String,
    email_address: String,
    /// uploaded or not_uploaded.
    certificate_upload_status: &'static str,
    /// InProgress, approved or rejected.
    status: String,
    is_active: bool,
    created_date_time: String,
}

impl From<Partner> for AdminPartnerRow {
    fn from(partner: Partner) -> Self {
        let uploaded = partner.certificate_alias.is_some_and(|alias| !alias.is_empty());
        Self {
            partner_id: partner.id,
            partner_type: partner.partner_type_code,
            org_name: partner.name,
            policy_group_id: partner.policy_group_id.unwrap_or_default(),
            policy_group_name: partner.policy_group_name.unwrap_or_default(),
            email_address: partner.contact.email,
            certificate_upload_status: if uploaded { "uploaded" } else { "not_uploaded" },
            status: partner.approval_status,
            is_active: partner.is_active,
            created_date_time: time::offset_iso(partner.cr_dtimes),
        }
    }
}

/// A use case's page as the second envelope shows it.
pub(crate) fn page_of<T, U: From<T>>(page: PageOf<T>) -> PageV2<U> {
    let list = ListPage { total: page.total, rows: page.rows };
    PageV2::new(Some(Page::new(page.page, page.size)), list.map(U::from))
}

async fn list(app: App, call: Call) -> Answer {
    let query = call.query();
    let request = PageRequest::read(query, Some(PAGE_SIZE))?;
    let is_active = query.boolean("isActive")?;
    call.check_input(&["partnerId", "orgName", "emailAddress", "policyGroupName"])?;
    let paging = request.check(&ADMIN_PARTNERS)?;
    let text = |name| query.text(name).map(str::to_owned);
    let filter = AdminPartnerFilter {
        partner_id: text("partnerId"),
        partner_type: text("partnerType"),
        org_name: text("orgName"),
        policy_group_name: text("policyGroupName"),
        email_address: text("emailAddress").filter(|email| !email.trim().is_empty()),
        is_active,
        certificate_upload_status: text("certificateUploadStatus"),
        ..AdminPartnerFilter::default()
    };
    let sort = paging.sort.map(|sort| (sort.column.name, sort.descending));
    let page = paging.page.unwrap_or(Page::new(0, PAGE_SIZE.unsigned_abs().into()));
    let found = partners::admin_list(&app, &call.context, &filter, sort, page.number, page.size).await?;
    Reply::json(page_of::<_, AdminPartnerRow>(found))
}

/// A partner with its policy group and the dates of its certificate.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AdminPartner {
    partner_id: String,
    first_name: Option<String>,
    last_name: Option<String>,
    approval_status: String,
    /// ISO local, UTC.
    created_date_time: String,
    partner_type: String,
    organization_name: String,
    contact_number: String,
    policy_group_name: Option<String>,
    policy_group_description: Option<String>,
    email_id: String,
    /// Start of the certificate (the contract calls it upload time).
    certificate_upload_date_time: Option<String>,
    certificate_expiry_date_time: Option<String>,
    is_certificate_available: bool,
    is_active: bool,
}

impl AdminPartner {
    fn of(view: PartnerView, owner: Option<(String, String)>, dates: Option<&Dates>) -> Self {
        let partner = view.partner;
        let (first_name, last_name) = owner.unzip();
        Self {
            partner_id: partner.id,
            first_name,
            last_name,
            approval_status: partner.approval_status,
            created_date_time: time::local_iso(partner.cr_dtimes),
            partner_type: partner.partner_type_code,
            organization_name: partner.name,
            contact_number: partner.contact.contact_number,
            policy_group_name: partner.policy_group_name,
            policy_group_description: partner.policy_group_descr,
            email_id: partner.contact.email,
            certificate_upload_date_time: dates.map(|dates| time::offset_iso(dates.not_before)),
            certificate_expiry_date_time: dates.map(|dates| time::offset_iso(dates.not_after)),
            is_certificate_available: dates.is_some(),
            is_active: partner.is_active,
        }
    }
}

async fn get(app: App, call: Call) -> Answer {
    // Existing callers expect this of an admin without a partner of his own (part A §18 Q17).
    if call.context.owned.is_empty() {
        return Err((&catalogue::NO_OWN_PARTNER).into());
    }
    let view = partners::admin_get(&app, &call.context, call.variable("partnerId")?).await?;
    let owner = partners::owner_name(&app, &call.context, &view.partner.id).await?;
    let dates = certificates::dates(&app, &view).await?;
    Reply::json(AdminPartner::of(view, owner, dates.as_ref()))
}

#[cfg(test)]
mod tests;
