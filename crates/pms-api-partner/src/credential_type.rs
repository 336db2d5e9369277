//! Which policy a partner's credentials of a type follow (contract part A §4.17).

use pms_api_wire::{Answer, Call, Endpoint, Reply, Wire};
use pms_app::App;
use pms_app::policy_links::{self, CredentialPolicy};
use pms_domain::{routes, time};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::MAP_CREDENTIAL_TYPE)
            .summary("Map a credential type of a partner to a policy of its group")
            .gives::<String>(),
        map,
    )
    .route(
        Endpoint::new(&routes::GET_CREDENTIAL_POLICY)
            .summary("The policy that a partner's credentials of a type follow")
            .gives::<Found>(),
        get,
    )
}

async fn map(app: App, call: Call) -> Answer {
    let (partner_id, credential_type) = (call.variable("partnerId")?, call.variable("credentialType")?);
    let policy_name = call.variable("policyName")?;
    policy_links::map_credential_type(&app, &call.context, partner_id, credential_type, policy_name).await?;
    Reply::json("Partner, policy and credentialType mapping done successfully.")
}

/// The policy, with what it says.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Found {
    partner_id: String,
    credential_type: String,
    policy_id: String,
    policy_name: String,
    policy_desc: String,
    policy_type: String,
    /// ISO local, UTC, as the other times.
    publish_date: String,
    valid_till: String,
    /// PUBLISHED or DRAFTED: whether it is active.
    status: &'static str,
    version: String,
    schema: Option<String>,
    #[serde(rename = "is_Active")]
    is_active: bool,
    #[serde(rename = "cr_by")]
    cr_by: String,
    #[serde(rename = "cr_dtimes")]
    cr_dtimes: String,
    #[serde(rename = "up_by")]
    up_by: Option<String>,
    #[serde(rename = "upd_dtimes")]
    upd_dtimes: Option<String>,
    /// What the policy says.
    policies: Value,
}

async fn get(app: App, call: Call) -> Answer {
    let (partner_id, credential_type) = (call.variable("partnerId")?, call.variable("credentialType")?);
    let CredentialPolicy { policy, content } =
        policy_links::credential_policy(&app, &call.context, partner_id, credential_type).await?;
    Reply::json(Found {
        partner_id: partner_id.to_owned(),
        credential_type: credential_type.to_owned(),
        policy_id: policy.id,
        policy_name: policy.name,
        policy_desc: policy.descr,
        policy_type: policy.policy_type,
        publish_date: time::local_iso(policy.valid_from_date),
        valid_till: time::local_iso(policy.valid_to_date),
        status: if policy.is_active { "PUBLISHED" } else { "DRAFTED" },
        version: policy.version,
        schema: policy.policy_schema,
        is_active: policy.is_active,
        cr_by: policy.cr_by,
        cr_dtimes: time::local_iso(policy.cr_dtimes),
        up_by: policy.upd_by,
        upd_dtimes: policy.upd_dtimes.map(time::local_iso),
        policies: content,
    })
}

#[cfg(test)]
mod tests;
