//! Making and editing policies (contract part B §4.3, §4.5).

use pms_api_wire::{Answer, Call, Check, Endpoint, Ids, Reply, Validate, Wire, lenient};
use pms_app::App;
use pms_app::policies::{self, Edit, NewPolicy};
use pms_domain::{Timestamp, routes, time};
use pms_store::auth_policy::AuthPolicy;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::EMPTY;

const TYPE_EMPTY: &str = "value is empty or null. Allowed values Auth/DataShare/CredentialIssuance";
const LENGTH_128: &str = "Length should be in between 1 and 128 chars";
const LENGTH_256: &str = "Length should be in between 1 and 256 chars";

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::CREATE_POLICY)
            .summary("Create a policy: a draft")
            .ids(Ids::Echo)
            .takes::<NewPolicyBody>()
            .gives::<SavedPolicy>(),
        create,
    )
    .route(
        Endpoint::new(&routes::UPDATE_POLICY)
            .summary("Change a draft, or the validity date of a published policy")
            .ids(Ids::Echo)
            .takes::<PolicyBody>()
            .gives::<SavedPolicy>(),
        update,
    )
}

/// A new policy.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct NewPolicyBody {
    /// At most 36 characters; one is given when it is missing or blank.
    #[serde(deserialize_with = "lenient::text")]
    policy_id: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    policy_group_name: Option<String>,
    /// Auth, DataShare, CredentialIssuance or MISP, in any letter case.
    #[serde(deserialize_with = "lenient::text")]
    policy_type: Option<String>,
    /// Unique in the group, 1 to 128 characters.
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
    /// 1 to 256 characters.
    #[serde(deserialize_with = "lenient::text")]
    desc: Option<String>,
    /// At most 8 characters.
    #[serde(deserialize_with = "lenient::text")]
    version: Option<String>,
    /// What the policy says, in the schema of its type; at most 5120 characters.
    #[serde(deserialize_with = "lenient::object")]
    #[schema(value_type = Option<Object>)]
    policies: Option<Map<String, Value>>,
}

impl Validate for NewPolicyBody {
    fn check(&self, check: &mut Check) {
        check
            .not_blank_or("policyGroupName", &self.policy_group_name, EMPTY)
            .length_or("policyGroupName", &self.policy_group_name, (1, 128), LENGTH_128)
            .not_blank_or("policyType", &self.policy_type, TYPE_EMPTY)
            .length_or("policyType", &self.policy_type, (1, 128), LENGTH_128)
            .not_blank_or("name", &self.name, EMPTY)
            .length_or("name", &self.name, (1, 128), LENGTH_128)
            .not_blank_or("desc", &self.desc, EMPTY)
            .length_or("desc", &self.desc, (1, 256), LENGTH_256)
            .not_blank_or("version", &self.version, EMPTY)
            .not_null("policies", &self.policies);
    }
}

/// A policy as it was saved. The spellings are the contract's.
#[derive(Serialize, ToSchema)]
pub(crate) struct SavedPolicy {
    id: String,
    #[serde(rename = "policyGroupName")]
    policy_group_name: Option<String>,
    name: String,
    desc: String,
    #[serde(rename = "is_Active")]
    is_active: bool,
    cr_by: String,
    /// Milliseconds and `+00:00`.
    cr_dtimes: String,
    up_by: Option<String>,
    upd_dtimes: Option<String>,
}

impl From<AuthPolicy> for SavedPolicy {
    fn from(policy: AuthPolicy) -> Self {
        Self {
            id: policy.id,
            policy_group_name: policy.group_name,
            name: policy.name,
            desc: policy.descr,
            is_active: policy.is_active,
            cr_by: policy.cr_by,
            cr_dtimes: time::offset_iso(policy.cr_dtimes),
            up_by: policy.upd_by,
            upd_dtimes: policy.upd_dtimes.map(time::offset_iso),
        }
    }
}

async fn create(app: App, call: Call) -> Answer {
    let body = call.body::<NewPolicyBody>()?.request;
    let new = NewPolicy {
        policy_id: body.policy_id,
        group_name: body.policy_group_name.unwrap_or_default(),
        policy_type: body.policy_type.unwrap_or_default(),
        name: body.name.unwrap_or_default(),
        description: body.desc.unwrap_or_default(),
        version: body.version.unwrap_or_default(),
        policy: body.policies.unwrap_or_default(),
    };
    Reply::json(SavedPolicy::from(policies::create(&app, &call.context, new).await?))
}

/// A policy as it shall be.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct PolicyBody {
    /// The group that the policy is in.
    #[serde(deserialize_with = "lenient::text")]
    policy_group_name: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    desc: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    version: Option<String>,
    #[serde(deserialize_with = "lenient::object")]
    #[schema(value_type = Option<Object>)]
    policies: Option<Map<String, Value>>,
    /// New end of the validity, ISO local, UTC; the only member that may differ of a published policy.
    #[serde(deserialize_with = "lenient::local_time")]
    #[schema(value_type = Option<String>)]
    valid_till: Option<Timestamp>,
}

impl Validate for PolicyBody {
    fn check(&self, check: &mut Check) {
        check
            .not_blank_or("policyGroupName", &self.policy_group_name, EMPTY)
            .length_or("policyGroupName", &self.policy_group_name, (1, 128), LENGTH_128)
            .not_blank_or("name", &self.name, EMPTY)
            .length_or("name", &self.name, (1, 128), LENGTH_128)
            .not_blank_or("desc", &self.desc, EMPTY)
            .length_or("desc", &self.desc, (1, 256), LENGTH_256)
            .not_blank_or("version", &self.version, EMPTY)
            .not_null("policies", &self.policies);
    }
}

async fn update(app: App, call: Call) -> Answer {
    let body = call.body::<PolicyBody>()?.request;
    let edit = Edit {
        group_name: body.policy_group_name.unwrap_or_default(),
        name: body.name.unwrap_or_default(),
        description: body.desc.unwrap_or_default(),
        version: body.version.unwrap_or_default(),
        policy: body.policies.unwrap_or_default(),
        valid_till: body.valid_till,
    };
    let saved = policies::update(&app, &call.context, call.variable("policyId")?, edit).await?;
    Reply::json(SavedPolicy::from(saved))
}

#[cfg(test)]
mod tests;
