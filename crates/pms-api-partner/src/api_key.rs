//! API keys as the contract makes, switches and moves them (part A §4.18, §5.1, §5.6).

use pms_api_wire::{Answer, Call, Check, Endpoint, Ids, Reply, Validate, Wire, lenient};
use pms_app::App;
use pms_app::api_keys::{self, Switch};
use pms_domain::key_value::KeyValue;
use pms_domain::routes;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::GENERATE_API_KEY)
            .summary("Make an API key for an approved policy; it is shown here and never again")
            .ids(Ids::Echo)
            .takes::<GenerateBody>()
            .gives::<Generated>(),
        generate,
    )
    .route(
        Endpoint::new(&routes::SET_API_KEY_STATUS)
            .summary("Activate or deactivate an API key")
            .ids(Ids::Echo)
            .takes::<StatusBody>()
            .gives::<String>(),
        set_status,
    )
    .route(
        Endpoint::new(&routes::MOVE_API_KEY)
            .summary("Move an API key, by its value or its public id, to another policy of its partner")
            .ids(Ids::Echo)
            .takes::<MoveBody>()
            .gives::<Moved>(),
        move_to_policy,
    )
}

/// What the key is for.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct GenerateBody {
    /// Of the partner's policy group, and approved for the partner.
    #[serde(deserialize_with = "lenient::text")]
    policy_name: Option<String>,
    /// Its name among the partner's keys for the policy, at most 36 characters; blanks around it and runs of them within it
    /// do not count.
    #[serde(deserialize_with = "lenient::text")]
    label: Option<String>,
}

impl Validate for GenerateBody {
    fn check(&self, check: &mut Check) {
        check.not_blank("policyName", &self.policy_name).not_blank("label", &self.label);
    }
}

/// The key.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Generated {
    /// The only time that it is shown.
    api_key: Option<String>,
    /// As it is stored.
    label: String,
    policy_id: String,
    partner_id: String,
}

async fn generate(app: App, call: Call) -> Answer {
    let body = call.body::<GenerateBody>()?;
    call.check_time(&body)?;
    let request = body.request;
    let (policy, label) = (request.policy_name.unwrap_or_default(), request.label.unwrap_or_default());
    let made = api_keys::generate(&app, &call.context, call.variable("partnerId")?, &policy, &label).await?;
    Reply::json(Generated {
        api_key: made.value.map(|value| value.reveal().to_owned()),
        label: made.label,
        policy_id: made.policy_id,
        partner_id: made.partner_id,
    })
}

/// The wanted status.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct StatusBody {
    #[serde(deserialize_with = "lenient::text")]
    label: Option<String>,
    /// Active or De-active, in any letter case.
    #[serde(deserialize_with = "lenient::text")]
    status: Option<String>,
    /// Why, at most 1000 characters; optional.
    #[serde(deserialize_with = "lenient::text")]
    reason: Option<String>,
}

impl Validate for StatusBody {
    fn check(&self, check: &mut Check) {
        check.not_blank("label", &self.label).not_blank("status", &self.status);
    }
}

async fn set_status(app: App, call: Call) -> Answer {
    let body = call.body::<StatusBody>()?.request;
    let (label, status) = (body.label.unwrap_or_default(), body.status.unwrap_or_default());
    let switch = Switch {
        partner_id: call.variable("partnerId")?,
        policy_id: call.variable("policyId")?,
        label: &label,
        status: &status,
        reason: body.reason.as_deref(),
    };
    Reply::json(match api_keys::set_status(&app, &call.context, &switch).await? {
        true => "Partner apikey activated successfully.",
        false => "Partner apikey de-activated successfully.",
    })
}

/// From where to where.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
struct MoveBody {
    #[serde(rename = "oldPolicyID", deserialize_with = "lenient::text")]
    old_policy_id: Option<String>,
    #[serde(rename = "newPolicyID", deserialize_with = "lenient::text")]
    new_policy_id: Option<String>,
}

impl Validate for MoveBody {
    fn check(&self, check: &mut Check) {
        check.not_null_or("oldPolicyID", &self.old_policy_id, "Please provide oldPolicyID").not_null_or(
            "newPolicyID",
            &self.new_policy_id,
            "Please provide newPolicyID",
        );
    }
}

/// What was done.
#[derive(Serialize, ToSchema)]
struct Moved {
    message: &'static str,
}

async fn move_to_policy(app: App, call: Call) -> Answer {
    let body = call.body::<MoveBody>()?.request;
    let (old, new) = (body.old_policy_id.unwrap_or_default(), body.new_policy_id.unwrap_or_default());
    let key = KeyValue::new(call.variable("apikey")?.to_owned());
    api_keys::move_to_policy(&app, &call.context, call.variable("partnerId")?, &key, (&old, &new)).await?;
    Reply::json(Moved { message: "Given apikey updated with policy successfully. " })
}

#[cfg(test)]
mod tests;
