//! Lists of policy requests (contract part A §4.12, §5.9).

use std::collections::HashSet;

use pms_domain::approval::State;
use pms_domain::policy_link::Status;
use pms_domain::{Context, Refusal, catalogue, routes};
use pms_store::approval_names::{self, NewestState};
use pms_store::list::{Column, ListPage, ListQuery, Scope, Test, ValueRow};
use pms_store::policy_link_lists::{
    PARTNER_ID, PARTNER_NAME, POLICY_NAME, POLICY_REQUEST_SEARCH, POLICY_REQUESTS, PolicyRequestRow, requests,
};

use crate::partners::{FILTER_VALUES, PageWish, column};
use crate::{App, Outcome, rights};

fn scope(ctx: &Context) -> Scope {
    if ctx.actor.is_partner_admin() { Scope::Everything } else { Scope::Own(ctx.owned.clone()) }
}

/// Filters of the list; `None` is no filter.
#[derive(Clone, Debug, Default)]
pub struct RequestFilter {
    pub partner_id: Option<String>,
    pub partner_type: Option<String>,
    pub org_name: Option<String>,
    pub policy_id: Option<String>,
    pub policy_name: Option<String>,
    pub policy_group_name: Option<String>,
    pub partner_comment: Option<String>,
    /// Exactly `approved`, `rejected` or `InProgress`; anything else matches nothing.
    pub status: Option<String>,
}

/// `GET /partner-policy-requests`; `query` has page and order. Admins see all, others their own partners'.
pub async fn list(
    app: &App,
    ctx: &Context,
    filter: &RequestFilter,
    query: ListQuery,
) -> Outcome<ListPage<PolicyRequestRow>> {
    rights::require(ctx, &routes::LIST_POLICY_REQUESTS)?;
    if !ctx.actor.is_partner_admin() && ctx.owned.is_empty() {
        return Err(Refusal::of(&catalogue::NO_OWN_PARTNER).into());
    }
    let of = |name| column(&POLICY_REQUESTS, name);
    let query = query
        .contains(of("partnerId")?, filter.partner_id.as_deref())
        .contains(of("partnerType")?, filter.partner_type.as_deref())
        .contains(of("orgName")?, filter.org_name.as_deref())
        .contains(of("policyId")?, filter.policy_id.as_deref())
        .contains(of("policyName")?, filter.policy_name.as_deref())
        .contains(of("policyGroupName")?, filter.policy_group_name.as_deref())
        .contains(of("partnerComment")?, filter.partner_comment.as_deref())
        .exact(of("status")?, filter.status.as_deref())
        .scope(scope(ctx));
    Ok(requests(app.store().db(), &POLICY_REQUESTS, &query).await?)
}

/// As [`list`], for pages.
///
/// # Errors
/// As [`list`]; the list has no such column to sort by.
pub async fn page(
    app: &App,
    ctx: &Context,
    filter: &RequestFilter,
    wish: PageWish<'_>,
) -> Outcome<ListPage<PolicyRequestRow>> {
    list(app, ctx, filter, wish.query(&POLICY_REQUESTS)?).await
}

/// Which of these requests were taken back, by their ids: the contract calls them rejected.
///
/// # Errors
/// When the database does not answer.
pub async fn withdrawn(app: &App, ctx: &Context, rows: &[PolicyRequestRow]) -> Outcome<HashSet<String>> {
    let ended = rows.iter().filter(|row| Status::parse(&row.status_code) == Some(Status::Rejected));
    let ended: Vec<(&str, &str)> = ended.map(|row| (row.id.as_str(), row.part_id.as_str())).collect();
    let states = approval_names::policy_requests(app.store().db(), rights::reads(ctx), &ended).await?;
    let is_withdrawn = |one: &NewestState| one.state.as_deref() == Some(State::Withdrawn.as_str());
    Ok(states.into_iter().filter(is_withdrawn).map(|one| one.object_id).collect())
}

/// Filters of the search on what is not the request's own.
#[derive(Clone, Debug, Default)]
pub struct Pseudo {
    /// Texts that the partner's name must contain.
    pub partner_names: Vec<String>,
    /// Without regard to case.
    pub partner_ids: Vec<String>,
    /// Texts that the policy's name must contain.
    pub policy_names: Vec<String>,
}

/// `POST /partners/apikey/request/search`: the caller's own, for admins all.
pub async fn search(
    app: &App,
    ctx: &Context,
    mut query: ListQuery,
    pseudo: &Pseudo,
) -> Outcome<ListPage<PolicyRequestRow>> {
    rights::require(ctx, &routes::SEARCH_POLICY_REQUESTS)?;
    // Deleted rows are left out as soon as a request's own column is filtered.
    query.live_only |= !query.filters.is_empty();
    for name in &pseudo.partner_names {
        query = query.contains(&PARTNER_NAME, Some(name));
    }
    for id in &pseudo.partner_ids {
        query = query.filter(&PARTNER_ID, Test::Equals(id.clone()));
    }
    for name in &pseudo.policy_names {
        query = query.contains(&POLICY_NAME, Some(name));
    }
    Ok(requests(app.store().db(), &POLICY_REQUEST_SEARCH, &query.scope(scope(ctx))).await?)
}

/// `POST /partners/apikey/request/filtervalues`: values of a column within the search's own scope.
pub async fn filter_values(
    app: &App,
    ctx: &Context,
    query: ListQuery,
    column: &'static Column,
    distinct: bool,
) -> Outcome<Vec<ValueRow>> {
    rights::require(ctx, &routes::FILTER_POLICY_REQUESTS)?;
    let code = self::column(&POLICY_REQUEST_SEARCH, "id")?;
    let query = query.scope(scope(ctx));
    Ok(POLICY_REQUEST_SEARCH.values(app.store().db(), &query, column, code, distinct, FILTER_VALUES).await?)
}
