//! What the answers of both services say of a policy, in the contract's spellings and order (part A §4.17, part B §4.4,
//! §4.10).

use pms_domain::{policy, time};
use pms_store::auth_policy::AuthPolicy;
use pms_store::policy_group::PolicyInGroup;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// What names a policy.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PolicyName {
    policy_id: String,
    policy_name: String,
    policy_desc: String,
}

/// Where a policy stands, and what it says.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PolicyBody {
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

macro_rules! parts_of {
    ($row:ident, $policies:expr) => {
        (
            PolicyName { policy_id: $row.id, policy_name: $row.name, policy_desc: $row.descr },
            PolicyBody {
                publish_date: time::local_iso($row.valid_from_date),
                valid_till: time::local_iso($row.valid_to_date),
                status: if $row.is_active { "PUBLISHED" } else { "DRAFTED" },
                version: $row.version,
                schema: $row.policy_schema,
                is_active: $row.is_active,
                cr_by: $row.cr_by,
                cr_dtimes: time::local_iso($row.cr_dtimes),
                up_by: $row.upd_by,
                upd_dtimes: $row.upd_dtimes.map(time::local_iso),
                policies: $policies,
            },
        )
    };
}

/// The two parts of a policy, with what it says.
pub fn parts(policy: AuthPolicy, policies: Value) -> (PolicyName, PolicyBody) {
    parts_of!(policy, policies)
}

/// The two parts of a policy of a group. An adopted row may hold text that is no JSON: it spoils neither the group nor the
/// list.
pub fn parts_in_group(policy: PolicyInGroup) -> (PolicyName, PolicyBody) {
    let policies = policy::parse(&policy.policy_file_id).unwrap_or(Value::Null);
    parts_of!(policy, policies)
}
