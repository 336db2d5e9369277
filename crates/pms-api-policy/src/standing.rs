//! Deactivating policies and policy groups (contract part B §4.20), and our own way back.

use pms_api_wire::{Answer, Body, Call, Check, Endpoint, Fault, Reply, Validate, Wire, lenient};
use pms_app::{App, policies, policy_groups};
use pms_domain::{catalogue, routes};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::DEACTIVATE_POLICY)
            .summary("Deactivate a published policy")
            .takes::<DeactivationBody>()
            .gives::<PolicyActivity>()
            .fallback(&catalogue::POLICY_DEACTIVATION_FAILED)
            .violations_as_problem(),
        deactivate,
    )
    .route(
        Endpoint::new(&routes::REACTIVATE_POLICY)
            .summary("Bring a deactivated policy back, if it is still valid")
            .takes::<ReasonBody>()
            .gives::<PolicyActivity>(),
        reactivate,
    )
    .route(
        Endpoint::new(&routes::DEACTIVATE_POLICY_GROUP)
            .summary("Deactivate a policy group without active policies and drafts")
            .takes::<GroupDeactivationBody>()
            .gives::<GroupActivity>()
            .fallback(&catalogue::POLICY_GROUP_DEACTIVATION_FAILED)
            .violations_as_problem(),
        deactivate_group,
    )
    .route(
        Endpoint::new(&routes::REACTIVATE_POLICY_GROUP)
            .summary("Bring a deactivated policy group back")
            .takes::<ReasonBody>()
            .gives::<GroupActivity>(),
        reactivate_group,
    )
}

/// The wanted status of a policy.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct DeactivationBody {
    /// Exactly De-Activate.
    #[serde(deserialize_with = "lenient::text")]
    status: Option<String>,
    /// Deactivate though partners use the policy; goes with a reason.
    #[serde(deserialize_with = "lenient::boolean")]
    force: Option<bool>,
    /// Why, at most 1000 characters.
    #[serde(deserialize_with = "lenient::text")]
    reason: Option<String>,
}

/// The wanted status of a group.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct GroupDeactivationBody {
    /// Exactly De-Activate.
    #[serde(deserialize_with = "lenient::text")]
    status: Option<String>,
    /// Why, at most 1000 characters; optional.
    #[serde(deserialize_with = "lenient::text")]
    reason: Option<String>,
}

/// A reason that must be given.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct ReasonBody {
    /// At most 1000 characters.
    #[serde(deserialize_with = "lenient::text")]
    reason: Option<String>,
}

impl Validate for DeactivationBody {
    fn check(&self, _: &mut Check) {}
}

impl Validate for GroupDeactivationBody {
    fn check(&self, _: &mut Check) {}
}

impl Validate for ReasonBody {
    fn check(&self, _: &mut Check) {}
}

/// A policy's activity as it is now.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PolicyActivity {
    policy_id: String,
    is_active: bool,
}

/// A group's activity as it is now.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct GroupActivity {
    policy_group_id: String,
    is_active: bool,
}

/// Envelope, then the word.
fn check<T>(call: &Call, body: &Body<T>, status: Option<&str>) -> Result<(), Fault> {
    call.check_v2(body)?;
    if status != Some("De-Activate") {
        return Err((&catalogue::POLICY_DEACTIVATION_WORD).into());
    }
    Ok(())
}

async fn deactivate(app: App, call: Call) -> Answer {
    let id = call.variable_not_blank("policyId")?;
    let body = call.body::<DeactivationBody>()?;
    check(&call, &body, body.request.status.as_deref())?;
    let force = body.request.force.unwrap_or(false);
    let policy = policies::deactivate(&app, &call.context, id, force, body.request.reason.as_deref()).await?;
    Reply::json(PolicyActivity { policy_id: policy.id, is_active: policy.is_active })
}

async fn reactivate(app: App, call: Call) -> Answer {
    let body = call.body::<ReasonBody>()?;
    call.check_v2(&body)?;
    let id = call.variable("policyId")?;
    let policy = policies::reactivate(&app, &call.context, id, body.request.reason.as_deref()).await?;
    Reply::json(PolicyActivity { policy_id: policy.id, is_active: policy.is_active })
}

async fn deactivate_group(app: App, call: Call) -> Answer {
    let id = call.variable_not_blank("policygroupId")?;
    let body = call.body::<GroupDeactivationBody>()?;
    check(&call, &body, body.request.status.as_deref())?;
    policy_groups::deactivate(&app, &call.context, id, body.request.reason.as_deref()).await?;
    Reply::json(GroupActivity { policy_group_id: id.to_owned(), is_active: false })
}

async fn reactivate_group(app: App, call: Call) -> Answer {
    let body = call.body::<ReasonBody>()?;
    call.check_v2(&body)?;
    let id = call.variable("policygroupId")?;
    policy_groups::reactivate(&app, &call.context, id, body.request.reason.as_deref()).await?;
    Reply::json(GroupActivity { policy_group_id: id.to_owned(), is_active: true })
}

#[cfg(test)]
mod tests;
