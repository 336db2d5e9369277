//! Policies as a paged list (contract part B §4.19).

use pms_api_wire::{Answer, Call, Endpoint, PAGING, PageRequest, PageV2, Parameter, Reply, Wire};
use pms_app::App;
use pms_app::policies::{self, PolicyFilter};
use pms_domain::{catalogue, routes, time};
use pms_store::auth_policy::AuthPolicy;
use pms_store::list::ListQuery;
use pms_store::policy_lists::POLICIES;
use serde::Serialize;
use utoipa::ToSchema;

/// Rows on a page that does not say.
const PAGE_SIZE: i32 = 8;

const FILTERS: &[Parameter] = &[
    Parameter::text("policyType", "Part of the type."),
    Parameter::text("policyId", "Part of the policy id."),
    Parameter::text("policyName", "Part of the name."),
    Parameter::text("policyDescription", "Part of the description."),
    Parameter::text("policyGroupName", "Part of the policy group's name."),
    Parameter::text("status", "Exactly activated, deactivated or draft."),
];

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::LIST_POLICIES_V2)
            .summary("List policies, page by page")
            .parameters(PAGING)
            .parameters(FILTERS)
            .gives::<PageV2<PolicyRow>>()
            .fallback(&catalogue::POLICIES_FAILED),
        list,
    )
}

/// A row of the list.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PolicyRow {
    policy_id: String,
    policy_type: String,
    policy_name: String,
    policy_description: String,
    policy_group_id: Option<String>,
    policy_group_name: Option<String>,
    /// activated, deactivated or draft.
    status: Option<&'static str>,
    created_date_time: String,
}

impl From<AuthPolicy> for PolicyRow {
    fn from(policy: AuthPolicy) -> Self {
        Self {
            status: policy.status().label(),
            policy_id: policy.id,
            policy_type: policy.policy_type,
            policy_name: policy.name,
            policy_description: policy.descr,
            policy_group_id: policy.policy_group_id,
            policy_group_name: policy.group_name,
            created_date_time: time::offset_iso(policy.cr_dtimes),
        }
    }
}

async fn list(app: App, call: Call) -> Answer {
    let query = call.query();
    let request = PageRequest::read(query, Some(PAGE_SIZE))?;
    call.check_input(&["policyId", "policyName", "policyDescription", "policyGroupName"])?;
    let paging = request.check_each(&POLICIES)?;
    let text = |name| query.text(name).map(str::to_owned);
    let filter = PolicyFilter {
        policy_type: text("policyType"),
        policy_id: text("policyId"),
        policy_name: text("policyName"),
        policy_description: text("policyDescription"),
        policy_group_name: text("policyGroupName"),
        status: text("status"),
    };
    let found = policies::list(&app, &call.context, &filter, paging.apply(ListQuery::new())).await?;
    Reply::json(PageV2::new(paging.page, found.map(PolicyRow::from)))
}

#[cfg(test)]
mod tests;
