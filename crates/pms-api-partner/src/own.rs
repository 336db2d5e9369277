//! The caller's own partners (contract part A §4.11).

use pms_api_wire::{Answer, Call, Endpoint, Parameter, Reply, Wire};
use pms_app::App;
use pms_app::partners::{self, OwnFilter};
use pms_domain::{catalogue, routes};
use pms_store::partner::Partner;
use pms_store::policy_group::PolicyGroup;
use serde::Serialize;
use utoipa::ToSchema;

const FILTERS: &[Parameter] = &[
    Parameter::text("status", "Approval status, exactly: approved, InProgress or rejected.").required(),
    Parameter::boolean("policyGroupAvailable", "true: those with a policy group; false: those without."),
    Parameter::text("partnerType", "Code of a partner type, exactly."),
];

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::OWN_PARTNERS)
            .summary("List the caller's own partners by approval status")
            .parameters(FILTERS)
            .gives::<Vec<OwnPartner>>()
            .fallback(&catalogue::OWN_PARTNERS_FAILED),
        list,
    )
}

/// A partner; the members of its policy group are filled only when `policyGroupAvailable` is true.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OwnPartner {
    partner_id: String,
    partner_type: String,
    policy_group_id: Option<String>,
    policy_group_name: Option<String>,
    policy_group_description: Option<String>,
}

impl From<(Partner, Option<PolicyGroup>)> for OwnPartner {
    fn from((partner, group): (Partner, Option<PolicyGroup>)) -> Self {
        let (id, name, description) =
            group.map_or((None, None, None), |group| (Some(group.id), Some(group.name), Some(group.descr)));
        Self {
            partner_id: partner.id,
            partner_type: partner.partner_type_code,
            policy_group_id: id,
            policy_group_name: name,
            policy_group_description: description,
        }
    }
}

async fn list(app: App, call: Call) -> Answer {
    let query = call.query();
    let filter = OwnFilter {
        status: query.required("status")?.to_owned(),
        has_group: query.boolean("policyGroupAvailable")?,
        partner_type: query.text("partnerType").filter(|code| !code.is_empty()).map(str::to_owned),
    };
    let found = partners::own_with(&app, &call.context, &filter).await?;
    Reply::json(found.into_iter().map(OwnPartner::from).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests;
