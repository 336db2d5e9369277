//! Policy groups: create, change, read, list (contract part B §4.1, §4.2, §4.10, §4.11, §4.18).

use pms_api_wire::policy::{PolicyBody, PolicyName};
use pms_api_wire::{Answer, Call, Check, Endpoint, Ids, Reply, Validate, Wire, lenient};
use pms_app::App;
use pms_app::policy_groups::{self, WithPolicies};
use pms_domain::{catalogue, routes, time};
use pms_store::policy_group::{PolicyGroup, PolicyInGroup};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::EMPTY;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::CREATE_POLICY_GROUP)
            .summary("Create a policy group")
            .ids(Ids::Echo)
            .takes::<GroupBody>()
            .gives::<CreatedGroup>(),
        create,
    )
    .route(
        Endpoint::new(&routes::UPDATE_POLICY_GROUP)
            .summary("Change a policy group")
            .ids(Ids::Echo)
            .takes::<GroupUpdate>()
            .gives::<CreatedGroup>(),
        update,
    )
    .route(
        Endpoint::new(&routes::GET_POLICY_GROUP)
            .summary("Read a policy group with its policies")
            .gives::<GroupWithPolicies>(),
        get,
    )
    .route(
        Endpoint::new(&routes::LIST_POLICY_GROUPS)
            .summary("List all policy groups with their policies")
            .gives::<Vec<GroupWithPolicies>>(),
        list,
    )
    .route(
        Endpoint::new(&routes::ACTIVE_POLICY_GROUPS)
            .summary("List the active policy groups")
            .gives::<Vec<ActiveGroup>>()
            .fallback(&catalogue::POLICY_GROUPS_FAILED),
        active,
    )
}

/// A new policy group.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct GroupBody {
    /// Unique, 1 to 128 characters.
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
    /// 1 to 256 characters.
    #[serde(deserialize_with = "lenient::text")]
    desc: Option<String>,
}

impl Validate for GroupBody {
    fn check(&self, check: &mut Check) {
        check
            .not_blank_or("name", &self.name, EMPTY)
            .length_or("name", &self.name, (1, 128), "Length should be in between 1 and 128 chars")
            .not_blank_or("desc", &self.desc, EMPTY)
            .length_or("desc", &self.desc, (1, 256), "Length should be in between 1 and 256 chars");
    }
}

/// A policy group as it was created. The spellings are the contract's.
#[derive(Serialize, ToSchema)]
struct CreatedGroup {
    id: String,
    name: String,
    desc: String,
    #[serde(rename = "is_Active")]
    is_active: bool,
    cr_by: String,
    /// ISO local, UTC.
    cr_dtimes: String,
    up_by: Option<String>,
    upd_dtimes: Option<String>,
}

impl From<PolicyGroup> for CreatedGroup {
    fn from(group: PolicyGroup) -> Self {
        Self {
            id: group.id,
            name: group.name,
            desc: group.descr,
            is_active: group.is_active,
            cr_by: group.cr_by,
            cr_dtimes: time::local_iso(group.cr_dtimes),
            up_by: group.upd_by,
            upd_dtimes: group.upd_dtimes.map(time::local_iso),
        }
    }
}

async fn create(app: App, call: Call) -> Answer {
    let body = call.body::<GroupBody>()?;
    call.check_time(&body)?;
    let (name, desc) = (body.request.name.unwrap_or_default(), body.request.desc.unwrap_or_default());
    Reply::json(CreatedGroup::from(policy_groups::create(&app, &call.context, &name, &desc).await?))
}

/// A policy group as it shall be.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct GroupUpdate {
    /// Unique, 1 to 128 characters.
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
    /// 1 to 256 characters.
    #[serde(deserialize_with = "lenient::text")]
    desc: Option<String>,
    /// Must be there; changes only while the group has no active policies.
    #[serde(deserialize_with = "lenient::boolean")]
    is_active: Option<bool>,
}

impl Validate for GroupUpdate {
    fn check(&self, check: &mut Check) {
        check
            .not_blank_or("name", &self.name, EMPTY)
            .length_or("name", &self.name, (1, 128), "Length should be between 1 and 128 chars")
            .not_blank_or("desc", &self.desc, EMPTY)
            .length_or("desc", &self.desc, (1, 256), "Length should be between 1 and 256 chars");
    }
}

async fn update(app: App, call: Call) -> Answer {
    let body = call.body::<GroupUpdate>()?.request;
    let (name, desc) = (body.name.unwrap_or_default(), body.desc.unwrap_or_default());
    let id = call.variable("policygroupId")?;
    let saved = policy_groups::update(&app, &call.context, id, &name, &desc, body.is_active).await?;
    Reply::json(CreatedGroup::from(saved))
}

/// A policy group.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Group {
    id: String,
    cr_by: String,
    /// ISO local, UTC.
    cr_dtimes: String,
    del_dtimes: Option<String>,
    desc: String,
    is_active: bool,
    is_deleted: Option<bool>,
    name: String,
    upd_by: Option<String>,
    upd_dtimes: Option<String>,
    user_id: String,
}

impl From<PolicyGroup> for Group {
    fn from(group: PolicyGroup) -> Self {
        Self {
            id: group.id,
            cr_by: group.cr_by,
            cr_dtimes: time::local_iso(group.cr_dtimes),
            del_dtimes: group.del_dtimes.map(time::local_iso),
            desc: group.descr,
            is_active: group.is_active,
            is_deleted: group.is_deleted,
            name: group.name,
            upd_by: group.upd_by,
            upd_dtimes: group.upd_dtimes.map(time::local_iso),
            user_id: group.user_id,
        }
    }
}

/// A policy of a group, in any state. The spellings are the contract's.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Policy {
    #[serde(flatten)]
    name: PolicyName,
    #[serde(flatten)]
    body: PolicyBody,
}

impl From<PolicyInGroup> for Policy {
    fn from(policy: PolicyInGroup) -> Self {
        let (name, body) = pms_api_wire::policy::parts_in_group(policy);
        Self { name, body }
    }
}

/// A policy group with its policies.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct GroupWithPolicies {
    policy_group: Group,
    policies: Vec<Policy>,
}

impl From<WithPolicies> for GroupWithPolicies {
    fn from(found: WithPolicies) -> Self {
        Self { policy_group: found.group.into(), policies: found.policies.into_iter().map(Policy::from).collect() }
    }
}

async fn get(app: App, call: Call) -> Answer {
    let found = policy_groups::get(&app, &call.context, call.variable("policygroupId")?).await?;
    Reply::json(GroupWithPolicies::from(found))
}

async fn list(app: App, call: Call) -> Answer {
    let first = policy_groups::list_run(&app, &call.context, "").await?;
    let context = call.context;
    let next = move |after: String| {
        let (app, context) = (app.clone(), context.clone());
        async move { Ok(policy_groups::list_run(&app, &context, &after).await?) }
    };
    Reply::runs("[", first, |found| found.group.id.clone(), next, GroupWithPolicies::from, "]")
}

/// A group that a registration may choose.
#[derive(Serialize, ToSchema)]
struct ActiveGroup {
    id: String,
    description: String,
    name: String,
}

async fn active(app: App, _: Call) -> Answer {
    let groups = policy_groups::active(&app).await?;
    if groups.is_empty() {
        return Err((&catalogue::NO_ACTIVE_POLICY_GROUPS).into());
    }
    let shape = |group: PolicyGroup| ActiveGroup { id: group.id, description: group.descr, name: group.name };
    Reply::json(groups.into_iter().map(shape).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests;
