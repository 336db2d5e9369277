//! Lists of partners.

use pms_domain::{Context, Refusal, catalogue, routes};
use pms_store::list::{Column, ListPage, ListQuery, ListSpec, Page, Scope, Test, ValueRow};
use pms_store::lists::{self, ADMIN_PARTNERS, PARTNER_SEARCH, PARTNER_TYPES, PartnerTypeRow};
use pms_store::partner::{Partner, by_email};

use crate::{App, Outcome, PageOf, rights};

fn scope(ctx: &Context) -> Scope {
    if ctx.actor.is_partner_admin() { Scope::Everything } else { Scope::Own(ctx.owned.clone()) }
}

pub(crate) fn column(spec: &'static ListSpec, name: &str) -> Outcome<&'static Column> {
    Ok(spec.column(name).ok_or_else(|| Refusal::with(&catalogue::SORT_FIELD, name))?)
}

/// What pages ask of a list: of exactly one partner or of all, sorted by a column of the list, and which page.
#[derive(Clone, Copy, Debug)]
pub struct PageWish<'a> {
    pub partner_id: Option<&'a str>,
    /// The column's name, and whether it descends; none: the newest first.
    pub sort: Option<(&'a str, bool)>,
    pub page: Page,
}

impl PageWish<'_> {
    /// # Errors
    /// The list has no such column.
    pub(crate) fn query(&self, spec: &'static ListSpec) -> Outcome<ListQuery> {
        let mut query = ListQuery::new().page(self.page);
        if let Some(id) = self.partner_id {
            query = query.filter(column(spec, "partnerId")?, Test::Exact(id.to_owned()));
        }
        match self.sort {
            Some((name, descending)) => Ok(query.sort(column(spec, name)?, descending)),
            None => Ok(query),
        }
    }
}

/// `POST /partners/search`: the caller's own, for admins all. `partner_type`: `all` or a code.
pub async fn search(app: &App, ctx: &Context, query: ListQuery, partner_type: &str) -> Outcome<ListPage<Partner>> {
    rights::require(ctx, &routes::SEARCH_PARTNERS)?;
    let query = type_filter(query, partner_type)?.scope(scope(ctx));
    Ok(lists::partners(app.store(), &PARTNER_SEARCH, &query).await?)
}

/// The extra member `partnerType` of the search: `all` in any case is no filter.
pub fn type_filter(query: ListQuery, partner_type: &str) -> Outcome<ListQuery> {
    if partner_type.eq_ignore_ascii_case("all") {
        return Ok(query);
    }
    Ok(query.filter(column(&PARTNER_SEARCH, "partnerTypeCode")?, Test::Equals(partner_type.to_owned())))
}

/// Most values that `filtervalues` answers (`mosip.pms.filtervalue.max_columns`).
pub(crate) const FILTER_VALUES: u64 = 500;

/// `POST /partners/filtervalues`: values of a column within the list's own scope.
pub async fn filter_values(
    app: &App,
    ctx: &Context,
    query: ListQuery,
    column: &'static Column,
    distinct: bool,
) -> Outcome<Vec<ValueRow>> {
    let query = query.scope(scope(ctx));
    let code = self::column(&PARTNER_SEARCH, "id")?;
    Ok(PARTNER_SEARCH.values(app.store().db(), &query, column, code, distinct, FILTER_VALUES).await?)
}

/// `POST /partners/partnertype/search`.
pub async fn search_types(app: &App, ctx: &Context, query: ListQuery) -> Outcome<ListPage<PartnerTypeRow>> {
    rights::require(ctx, &routes::SEARCH_PARTNER_TYPES)?;
    Ok(PARTNER_TYPES.fetch(app.store().db(), &query, None).await?)
}

/// Filters of the admins' list; `None` is no filter.
#[derive(Clone, Debug, Default)]
pub struct AdminPartnerFilter {
    pub partner_id: Option<String>,
    pub partner_type: Option<String>,
    /// Exact code of the type: found by the index, where a part of a code is looked for in every row.
    pub of_type: Option<String>,
    pub org_name: Option<String>,
    pub policy_group_name: Option<String>,
    /// Exact, case-insensitive.
    pub email_address: Option<String>,
    pub is_active: Option<bool>,
    /// `uploaded` or `not_uploaded`.
    pub certificate_upload_status: Option<String>,
    /// Exact `approval_status`.
    pub status: Option<String>,
}

/// A row of the admins' list.
pub type AdminPartnerRow = Partner;

/// `GET /admin-partners`: all partners, filtered, sorted (field as on the wire, descending) and paged.
pub async fn admin_list(
    app: &App,
    ctx: &Context,
    filter: &AdminPartnerFilter,
    sort: Option<(&str, bool)>,
    page: u64,
    size: u64,
) -> Outcome<PageOf<AdminPartnerRow>> {
    rights::require(ctx, &routes::ADMIN_LIST_PARTNERS)?;
    let of = |name| column(&ADMIN_PARTNERS, name);
    let mut query = ListQuery::new()
        .contains(of("partnerId")?, filter.partner_id.as_deref())
        .contains(of("partnerType")?, filter.partner_type.as_deref())
        .exact(of("partnerType")?, filter.of_type.as_deref())
        .contains(of("orgName")?, filter.org_name.as_deref())
        .contains(of("policyGroupName")?, filter.policy_group_name.as_deref())
        .exact(of("status")?, filter.status.as_deref())
        .flag(of("isActive")?, filter.is_active);
    query = match filter.certificate_upload_status.as_deref() {
        None => query,
        Some("uploaded") => query.filter(of("certificateUploadStatus")?, Test::Flag(true)),
        Some("not_uploaded") => query.filter(of("certificateUploadStatus")?, Test::Flag(false)),
        Some(_) => query.filter(of("certificateUploadStatus")?, Test::Nothing),
    };
    if let Some(email) = &filter.email_address {
        // Addresses are sealed: the exact one is found by its keyed hash.
        query = match by_email(app.store(), app.store().db(), email).await? {
            Some(id) => query.filter(of("partnerId")?, Test::Exact(id)),
            None => query.filter(of("partnerId")?, Test::Nothing),
        };
    }
    if let Some((field, descending)) = sort {
        let column = of(field)?;
        if column.protected {
            return Err(Refusal::with(&catalogue::COLUMN_UNSUPPORTED, field).into());
        }
        query = query.sort(column, descending);
    }
    let list = lists::partners(app.store(), &ADMIN_PARTNERS, &query.page(Page::new(page, size))).await?;
    Ok(PageOf { page, size, total: list.total, rows: list.rows })
}
