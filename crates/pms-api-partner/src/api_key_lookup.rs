//! The contract's old look-ups about API keys (part A §4.5, §5.4). A key stands in them by its public id, never by its
//! value.

use futures_util::TryStreamExt;
use pms_api_wire::{Answer, Call, Endpoint, Ids, Reply, Wire};
use pms_app::App;
use pms_app::api_keys::{self, KeyRequest};
use pms_app::policy_links::PolicyRequestRow;
use pms_domain::key_value::KeyValue;
use pms_domain::{routes, time};
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::LIST_PARTNER_KEY_REQUESTS)
            .summary("List a partner's requests for policies with the newest API key of each")
            .ids(Ids::Retrieve)
            .gives::<Vec<PartnerKeyRequest>>(),
        of_partner,
    )
    .route(
        Endpoint::new(&routes::GET_API_KEY_POLICY)
            .summary("The policy of a partner's API key, which is named by its value or its public id")
            .ids(Ids::Retrieve)
            .gives::<KeyPolicy>(),
        policy,
    )
    .route(
        Endpoint::new(&routes::LIST_KEY_REQUESTS)
            .summary("List all partners' requests for policies")
            .ids(Ids::Retrieve)
            .gives::<Requests>(),
        all,
    )
    .route(
        Endpoint::new(&routes::GET_KEY_REQUEST)
            .summary("A request for a policy by its id")
            .ids(Ids::Retrieve)
            .gives::<RequestRow>(),
        one,
    )
}

/// A request with the newest key of its partner and policy.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PartnerKeyRequest {
    #[serde(rename = "apiKeyReqID")]
    api_key_req_id: String,
    api_key_request_status: String,
    /// Public id of the key; null without one.
    partner_api_key: Option<String>,
    /// Whether the key counts now.
    #[serde(rename = "apikeyStatus")]
    apikey_status: bool,
    /// Milliseconds and `Z`.
    validity_till: Option<String>,
}

impl From<KeyRequest> for PartnerKeyRequest {
    fn from(found: KeyRequest) -> Self {
        Self {
            api_key_req_id: found.request.id,
            api_key_request_status: found.request.status_code,
            partner_api_key: found.key_id,
            apikey_status: found.is_active,
            validity_till: found.valid_to.map(time::zulu),
        }
    }
}

async fn of_partner(app: App, call: Call) -> Answer {
    let found = api_keys::requests_of_partner(&app, &call.context, call.variable("partnerId")?).await?;
    Reply::json(found.into_iter().map(PartnerKeyRequest::from).collect::<Vec<_>>())
}

/// A key's partner and policy.
#[derive(Serialize, ToSchema)]
struct KeyPolicy {
    #[serde(rename = "partnerID")]
    partner_id: String,
    #[serde(rename = "policyId")]
    policy_id: String,
}

async fn policy(app: App, call: Call) -> Answer {
    let (partner_id, key) = (call.variable("partnerId")?, KeyValue::new(call.variable("apikey")?.to_owned()));
    let policy_id = api_keys::policy_of_key(&app, &call.context, partner_id, &key).await?;
    Reply::json(KeyPolicy { partner_id: partner_id.to_owned(), policy_id })
}

/// Shape of the whole answer, for the reference; it is written row by row.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Requests {
    apikey_requests: Vec<RequestRow>,
}

/// A request for a policy.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RequestRow {
    #[serde(rename = "partnerID")]
    partner_id: String,
    /// InProgress, approved or rejected.
    status: String,
    organization_name: String,
    policy_id: String,
    /// What the partner wants the policy for.
    policy_desc: String,
    /// Id of the request.
    api_key_req_no: String,
}

impl From<PolicyRequestRow> for RequestRow {
    fn from(row: PolicyRequestRow) -> Self {
        Self {
            partner_id: row.part_id,
            status: row.status_code,
            organization_name: row.partner_name,
            policy_id: row.policy_id,
            policy_desc: row.request_detail,
            api_key_req_no: row.id,
        }
    }
}

async fn all(app: App, call: Call) -> Answer {
    let rows = api_keys::requests(&app, &call.context).await?;
    Reply::rows("{\"apikeyRequests\":[", rows.map_ok(RequestRow::from).map_err(anyhow::Error::from), "]}")
}

async fn one(app: App, call: Call) -> Answer {
    let found = api_keys::request(&app, &call.context, call.variable("apikey")?).await?;
    Reply::json(RequestRow::from(found))
}

#[cfg(test)]
mod tests;
