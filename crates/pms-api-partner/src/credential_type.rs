//! Which policy a partner's credentials of a type follow (contract part A §4.17).

use pms_api_wire::policy::{PolicyBody, PolicyName};
use pms_api_wire::{Answer, Call, Endpoint, Reply, Wire};
use pms_app::App;
use pms_app::policy_links::{self, CredentialPolicy};
use pms_domain::routes;
use serde::Serialize;
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
    #[serde(flatten)]
    name: PolicyName,
    policy_type: String,
    #[serde(flatten)]
    body: PolicyBody,
}

async fn get(app: App, call: Call) -> Answer {
    let (partner_id, credential_type) = (call.variable("partnerId")?, call.variable("credentialType")?);
    let CredentialPolicy { mut policy, content } =
        policy_links::credential_policy(&app, &call.context, partner_id, credential_type).await?;
    let policy_type = std::mem::take(&mut policy.policy_type);
    let (name, body) = pms_api_wire::policy::parts(policy, content);
    Reply::json(Found {
        partner_id: partner_id.to_owned(),
        credential_type: credential_type.to_owned(),
        name,
        policy_type,
        body,
    })
}

#[cfg(test)]
mod tests;
