//! Lists of policies.

use pms_domain::{Context, routes};
use pms_store::auth_policy::AuthPolicy;
use pms_store::list::{Column, ListPage, ListQuery, Test, ValueRow};
use pms_store::policy_lists::{POLICIES, POLICY_GROUP_NAME, POLICY_SEARCH};

use crate::partners::{FILTER_VALUES, column};
use crate::{App, Outcome, rights};

/// The member `policyType` of search and filter values: `all` in any letter case is no filter.
fn of_type(query: ListQuery, policy_type: &str) -> Outcome<ListQuery> {
    if policy_type.eq_ignore_ascii_case("all") {
        return Ok(query);
    }
    Ok(query.filter(column(&POLICY_SEARCH, "policyType")?, Test::Equals(policy_type.to_owned())))
}

/// `POST /policies/search` (contract part B §4.13). `group_names`: texts that the group's name must contain.
pub async fn search(
    app: &App,
    ctx: &Context,
    query: ListQuery,
    policy_type: &str,
    group_names: &[String],
) -> Outcome<ListPage<AuthPolicy>> {
    rights::require(ctx, &routes::SEARCH_POLICIES)?;
    let mut query = of_type(query, policy_type)?;
    // Deleted rows are left out as soon as a policy's own column is filtered.
    query.live_only |= !query.filters.is_empty();
    for name in group_names {
        query = query.contains(&POLICY_GROUP_NAME, Some(name));
    }
    Ok(POLICY_SEARCH.fetch(app.store().db(), &query, None).await?)
}

/// `POST /policies/filtervalues` (contract part B §4.16).
pub async fn filter_values(
    app: &App,
    ctx: &Context,
    query: ListQuery,
    column: &'static Column,
    policy_type: &str,
    distinct: bool,
) -> Outcome<Vec<ValueRow>> {
    rights::require(ctx, &routes::FILTER_POLICIES)?;
    let query = of_type(query, policy_type)?;
    let code = self::column(&POLICY_SEARCH, "id")?;
    Ok(POLICY_SEARCH.values(app.store().db(), &query, column, code, distinct, FILTER_VALUES).await?)
}

/// Filters of the list; `None` is no filter.
#[derive(Clone, Debug, Default)]
pub struct PolicyFilter {
    pub policy_type: Option<String>,
    pub policy_id: Option<String>,
    pub policy_name: Option<String>,
    pub policy_description: Option<String>,
    pub policy_group_name: Option<String>,
    /// Exactly `activated`, `deactivated` or `draft`; anything else matches nothing.
    pub status: Option<String>,
}

/// `GET /policies/v2` (contract part B §4.19); `query` has page and order.
pub async fn list(app: &App, ctx: &Context, filter: &PolicyFilter, query: ListQuery) -> Outcome<ListPage<AuthPolicy>> {
    rights::require(ctx, &routes::LIST_POLICIES_V2)?;
    let of = |name| column(&POLICIES, name);
    let query = query
        .contains(of("policyType")?, filter.policy_type.as_deref())
        .contains(of("policyId")?, filter.policy_id.as_deref())
        .contains(of("policyName")?, filter.policy_name.as_deref())
        .contains(of("policyDescription")?, filter.policy_description.as_deref())
        .contains(of("policyGroupName")?, filter.policy_group_name.as_deref())
        .exact(of("status")?, filter.status.as_deref());
    Ok(POLICIES.fetch(app.store().db(), &query, None).await?)
}
