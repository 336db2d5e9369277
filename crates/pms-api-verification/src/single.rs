//! One question, as ID Authentication up to 1.1.5 asks it (contract consumers §1.3).

use std::sync::Arc;

use pms_api_wire::{Answer, Call, Endpoint, Parameter, Reply, Wire};
use pms_app::App;
use pms_app::verification::{self, Permit, Question};
use pms_domain::verification::Asked;
use pms_domain::{routes, time};
use serde::{Serialize, Serializer};
use serde_json::Value;
use utoipa::ToSchema;

const PARAMETERS: &[Parameter] =
    &[Parameter::boolean("needPartnerCert", "Answer the partner's MOSIP-signed certificate, too; it has to have one.")];

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::VALIDATE_API_KEY)
            .summary("Whether a licence, a partner and an API key or OIDC client are good, and under which policy")
            .parameters(PARAMETERS)
            .gives::<Validated>()
            .judges_age(),
        validate,
    )
}

/// The policy under which the partner is served.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Validated {
    policy_id: String,
    policy_name: String,
    /// Description of the policy's group.
    policy_description: Option<String>,
    policy_status: bool,
    /// The policy itself.
    #[serde(serialize_with = "by_reference")]
    #[schema(value_type = Object)]
    policy: Arc<Value>,
    partner_id: String,
    partner_name: String,
    /// ISO local date-time, UTC, as the next ones. Null: without an end.
    misp_expires_on: Option<String>,
    api_key_expires_on: Option<String>,
    policy_expires_on: String,
    /// PEM; only with needPartnerCert.
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate_data: Option<String>,
}

fn by_reference<S: Serializer>(policy: &Arc<Value>, serializer: S) -> Result<S::Ok, S::Error> {
    Value::serialize(policy, serializer)
}

impl Validated {
    fn new(partner_id: &str, permit: Permit, certificate_data: Option<String>) -> Self {
        Self {
            policy_id: permit.policy.id.to_string(),
            policy_name: permit.policy.name.to_string(),
            policy_description: permit.group_description.map(|text| text.to_string()),
            policy_status: permit.policy.status.is_active(),
            policy: permit.policy.content,
            partner_id: partner_id.to_owned(),
            partner_name: permit.partner_name.to_string(),
            misp_expires_on: permit.licence_ends.map(time::local_iso),
            api_key_expires_on: permit.key_ends.map(time::local_iso),
            policy_expires_on: time::local_iso(permit.policy.valid_to),
            certificate_data,
        }
    }
}

async fn validate(app: App, call: Call) -> Answer {
    let partner_id = call.variable("partnerId")?;
    let question = Question {
        licence: call.variable("licence")?,
        partner_id,
        key: call.variable("apikey")?,
        asked: Asked::Nothing,
    };
    let wants_certificate = call.query().boolean("needPartnerCert")?.unwrap_or(false);
    let (permit, certificate) = verification::validate(&app, &call.context, &question, wants_certificate).await?;
    Reply::json(Validated::new(partner_id, permit, certificate))
}
