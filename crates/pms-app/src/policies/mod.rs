//! Policies: drafts, publishing, clones, activity, lists (contract part B §3, §4; decisions, "Policies, keys, licences").

mod drafts;
mod lists;
mod pages;
mod read;
mod standing;

pub(crate) use drafts::valid_to;
pub use drafts::{CloneTo, Edit, NewPolicy, clone, create, delete, mark, update, update_seen};
pub use lists::{PolicyFilter, filter_values, list, search};
pub use pages::{
    LinkInUse, PolicyInUse, PolicyView, Preview, UseFilter, Uses, history, in_use, links, preview,
    publications_waiting, view,
};
pub use read::{active_of_group, config, get, list_run, of_partner, relatives, violations};
pub(crate) use standing::publish_in;
pub use standing::{deactivate, publish, reactivate, set_status};

use pms_domain::{Refusal, catalogue};
use pms_store::On;
use pms_store::auth_policy::{self, AuthPolicy};
use pms_store::policy_group::{self, PolicyGroup};
use serde_json::Value as Json;

use crate::Outcome;

/// What a policy says, of a row that may have been adopted.
pub(crate) fn content(policy: &AuthPolicy) -> Outcome<Json> {
    Ok(pms_domain::policy::parse(&policy.policy_file_id).ok_or(&catalogue::POLICY_UNREADABLE)?)
}

/// An active group of this name (contract part B §4.3, §4.17).
async fn active_group(on: impl Into<On<'_>>, name: &str) -> Outcome<PolicyGroup> {
    let group = group_by_name(on, name).await?;
    if !group.is_active {
        return Err(Refusal::of(&catalogue::POLICY_GROUP_NOT_ACTIVE).into());
    }
    Ok(group)
}

async fn group_by_name(on: impl Into<On<'_>>, name: &str) -> Outcome<PolicyGroup> {
    let group = policy_group::find_by_name(on, name).await?;
    Ok(group.ok_or_else(|| Refusal::of(&catalogue::POLICY_GROUP_NAME_NOT_FOUND))?)
}

/// The mapping check (contract part B §4.4, "M"): the group by its id, active; the policy, in this group.
async fn mapped(change: &mut pms_store::Change<'_>, policy_id: &str, group_id: &str) -> Outcome<AuthPolicy> {
    let group = policy_group::find(&mut *change, group_id)
        .await?
        .ok_or_else(|| Refusal::of(&catalogue::POLICY_GROUP_ID_NOT_FOUND))?;
    if !group.is_active {
        return Err(Refusal::of(&catalogue::POLICY_GROUP_NOT_ACTIVE).into());
    }
    let policy = auth_policy::find(&mut *change, policy_id)
        .await?
        .ok_or_else(|| Refusal::of(&catalogue::POLICY_ID_NOT_FOUND))?;
    if policy.policy_group_id.as_deref() != Some(group_id) {
        return Err(Refusal::of(&catalogue::POLICY_NOT_IN_GROUP).into());
    }
    Ok(policy)
}
