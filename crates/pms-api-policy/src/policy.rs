//! Policies as they are read, and publishing (contract part B §4.4, §4.6–§4.9, §4.17).

use pms_api_wire::policy::{PolicyBody, PolicyName};
use pms_api_wire::{Answer, Call, Endpoint, Ids, Reply, Wire, lenient};
use pms_app::{App, policies};
use pms_domain::{catalogue, policy, routes, time};
use pms_store::auth_policy::AuthPolicy;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::PUBLISH_POLICY).summary("Publish a policy: once").gives::<PolicyDetails>(),
        publish,
    )
    .route(
        Endpoint::new(&routes::SET_POLICY_STATUS)
            .summary("Set the status of a draft; published policies have routes of their own")
            .ids(Ids::Echo)
            .takes::<StatusBody>()
            .gives::<Message>(),
        set_status,
    )
    .route(
        Endpoint::new(&routes::LIST_POLICIES).summary("List all policies, in any state").gives::<Vec<PolicyDetails>>(),
        list,
    )
    .route(Endpoint::new(&routes::GET_POLICY).summary("Read a policy").gives::<PolicyDetails>(), get)
    .route(
        Endpoint::new(&routes::GET_PARTNER_POLICY)
            .summary("Read the policy under which a partner with an API key acts")
            .gives::<PolicyDetails>(),
        of_partner,
    )
    .route(
        Endpoint::new(&routes::ACTIVE_POLICIES)
            .summary("List the active policies of a policy group")
            .gives::<Vec<ActivePolicy>>(),
        active,
    )
}

/// A policy with its group. The spellings are the contract's.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PolicyDetails {
    policy_group_id: Option<String>,
    policy_group_name: Option<String>,
    policy_group_desc: Option<String>,
    policy_group_status: Option<bool>,
    #[serde(rename = "policyGroup_cr_by")]
    policy_group_cr_by: Option<String>,
    /// ISO local, UTC.
    #[serde(rename = "policyGroup_cr_dtimes")]
    policy_group_cr_dtimes: Option<String>,
    #[serde(rename = "policyGroup_up_by")]
    policy_group_up_by: Option<String>,
    #[serde(rename = "policyGroup_upd_dtimes")]
    policy_group_upd_dtimes: Option<String>,
    #[serde(flatten)]
    name: PolicyName,
    policy_type: String,
    #[serde(flatten)]
    body: PolicyBody,
}

impl PolicyDetails {
    fn of(mut policy: AuthPolicy, policies: Value) -> Self {
        let policy_type = std::mem::take(&mut policy.policy_type);
        let (policy_group_id, policy_group_name) = (policy.policy_group_id.take(), policy.group_name.take());
        let (policy_group_desc, policy_group_status) = (policy.group_descr.take(), policy.group_is_active);
        let (policy_group_cr_by, policy_group_up_by) = (policy.group_cr_by.take(), policy.group_upd_by.take());
        let [made, changed] = [policy.group_cr_dtimes, policy.group_upd_dtimes].map(|at| at.map(time::local_iso));
        let (name, body) = pms_api_wire::policy::parts(policy, policies);
        Self {
            policy_group_id,
            policy_group_name,
            policy_group_desc,
            policy_group_status,
            policy_group_cr_by,
            policy_group_cr_dtimes: made,
            policy_group_up_by,
            policy_group_upd_dtimes: changed,
            name,
            policy_type,
            body,
        }
    }
}

impl From<AuthPolicy> for PolicyDetails {
    /// An adopted row may hold text that is no JSON: it does not spoil the list.
    fn from(found: AuthPolicy) -> Self {
        let policies = policy::parse(&found.policy_file_id).unwrap_or(Value::Null);
        Self::of(found, policies)
    }
}

async fn publish(app: App, call: Call) -> Answer {
    let (policy_id, group_id) = (call.variable("policyId")?, call.variable("policygroupId")?);
    Reply::json(PolicyDetails::from(policies::publish(&app, &call.context, policy_id, group_id).await?))
}

/// The wanted status.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
struct StatusBody {
    /// Active or De-Active, in any letter case.
    #[serde(deserialize_with = "lenient::text")]
    status: Option<String>,
}

/// What was done.
#[derive(Serialize, ToSchema)]
struct Message {
    message: &'static str,
}

async fn set_status(app: App, call: Call) -> Answer {
    let status = call.body_unchecked::<StatusBody>()?.request.status;
    // Clients know this code for a missing status.
    let status = status.ok_or(&catalogue::COULD_NOT_PROCESS)?;
    let activate = if status.eq_ignore_ascii_case("Active") {
        true
    } else if status.eq_ignore_ascii_case("De-Active") {
        false
    } else {
        return Err((&catalogue::POLICY_STATUS_WORD).into());
    };
    let (policy_id, group_id) = (call.variable("policyId")?, call.variable("policygroupId")?);
    policies::set_status(&app, &call.context, policy_id, group_id, activate).await?;
    Reply::json(Message { message: "status updated successfully" })
}

async fn list(app: App, call: Call) -> Answer {
    let first = policies::list_run(&app, &call.context, "").await?;
    let context = call.context;
    let next = move |after: String| {
        let (app, context) = (app.clone(), context.clone());
        async move { Ok(policies::list_run(&app, &context, &after).await?) }
    };
    Reply::runs("[", first, |policy| policy.id.clone(), next, PolicyDetails::from, "]")
}

async fn get(app: App, call: Call) -> Answer {
    let (found, content) = policies::get(&app, &call.context, call.variable("policyId")?).await?;
    Reply::json(PolicyDetails::of(found, content))
}

async fn of_partner(app: App, call: Call) -> Answer {
    let (policy_id, partner_id) = (call.variable("policyId")?, call.variable("partnerId")?);
    let (found, content) = policies::of_partner(&app, &call.context, policy_id, partner_id).await?;
    Reply::json(PolicyDetails::of(found, content))
}

/// A policy that may be asked for.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ActivePolicy {
    policy_group_id: Option<String>,
    policy_group_name: Option<String>,
    id: String,
    name: String,
    descr: String,
    policy_type: String,
}

impl From<AuthPolicy> for ActivePolicy {
    fn from(policy: AuthPolicy) -> Self {
        Self {
            policy_group_id: policy.policy_group_id,
            policy_group_name: policy.group_name,
            id: policy.id,
            name: policy.name,
            descr: policy.descr,
            policy_type: policy.policy_type,
        }
    }
}

async fn active(app: App, call: Call) -> Answer {
    let found = policies::active_of_group(&app, &call.context, call.variable("groupName")?).await?;
    Reply::json(found.into_iter().map(ActivePolicy::from).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests;
