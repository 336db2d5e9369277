//! Searches over policies and policy groups, and values to filter by (contract part B §2, §4.12, §4.13, §4.15, §4.16).

use pms_api_wire::search::{FilterValuesAnswer, FilterValuesBody, SearchBody};
use pms_api_wire::{Answer, Call, Check, Endpoint, Fault, PageV1, Reply, Validate, Wire, lenient};
use pms_app::{App, policies, policy_groups};
use pms_domain::{catalogue, routes, text, time};
use pms_store::auth_policy::AuthPolicy;
use pms_store::list::Scope;
use pms_store::policy_lists::{POLICY_GROUP_NAME, POLICY_GROUP_SEARCH, POLICY_SEARCH};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::policy_group::Group;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::SEARCH_POLICY_GROUPS)
            .summary("Search policy groups")
            .takes::<GroupSearchBody>()
            .gives::<PageV1<Group>>(),
        search_groups,
    )
    .route(
        Endpoint::new(&routes::SEARCH_POLICIES)
            .summary("Search policies")
            .takes::<PolicySearchBody>()
            .gives::<PageV1<PolicyFound>>(),
        search_policies,
    )
    .route(
        Endpoint::new(&routes::FILTER_POLICY_GROUPS)
            .summary("Values of the policy groups' columns")
            .takes::<FilterValuesBody>()
            .gives::<FilterValuesAnswer>(),
        group_values,
    )
    .route(
        Endpoint::new(&routes::FILTER_POLICIES)
            .summary("Values of the policies' columns")
            .takes::<PolicyValuesBody>()
            .gives::<FilterValuesAnswer>(),
        policy_values,
    )
}

/// A search without members of its own.
#[derive(Deserialize, ToSchema)]
struct GroupSearchBody {
    #[serde(flatten)]
    search: SearchBody,
}

impl Validate for GroupSearchBody {
    fn check(&self, _: &mut Check) {}
}

async fn search_groups(app: App, call: Call) -> Answer {
    let body = call.body::<GroupSearchBody>()?.request;
    let (query, page) = body.search.query(&POLICY_GROUP_SEARCH)?;
    let found = policy_groups::search(&app, &call.context, query).await?;
    Reply::json(PageV1::new(page, found.map(Group::from)))
}

/// A search over policies. Besides the columns it knows `policyGroupName`, which the group's name must contain.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PolicySearchBody {
    #[serde(flatten)]
    search: SearchBody,
    /// A type, or `all`, in any letter case.
    #[serde(default, deserialize_with = "lenient::text")]
    policy_type: Option<String>,
}

impl Validate for PolicySearchBody {
    fn check(&self, check: &mut Check) {
        check.not_blank("policyType", &self.policy_type);
    }
}

impl PolicySearchBody {
    /// Takes out the filters on the group's name, whatever their comparison, and calls the others by the column's name.
    fn take_group_names(&mut self) -> Result<Vec<String>, Fault> {
        let (mut names, mut others) = (Vec::new(), Vec::new());
        for mut filter in self.search.filters.take().unwrap_or_default() {
            // Here clients know another code than the search's for a filter without column.
            let column = filter.as_mut().and_then(|filter| filter.column_name.as_mut());
            let column = column.ok_or(&catalogue::COULD_NOT_PROCESS)?;
            if column == POLICY_GROUP_NAME.name {
                let value = filter.and_then(|filter| filter.value).filter(|value| !text::is_blank(value));
                names.push(value.ok_or(&catalogue::DSL_VALUE)?);
                continue;
            }
            if column == "desc" {
                *column = "descr".to_owned();
            }
            others.push(filter);
        }
        self.search.filters = Some(others);
        Ok(names)
    }
}

/// A policy as the search shows it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PolicyFound {
    id: String,
    cr_by: String,
    /// Milliseconds and `+00:00`.
    cr_dtimes: String,
    del_dtimes: Option<String>,
    desc: String,
    is_active: bool,
    is_deleted: Option<bool>,
    name: String,
    /// The policy's JSON as a text.
    policies: String,
    upd_by: Option<String>,
    /// ISO local, UTC, as all other times.
    upd_dtimes: Option<String>,
    valid_from_date: String,
    valid_to_date: String,
    version: String,
    policy_type: String,
    schema: Option<String>,
    policy_group_id: Option<String>,
    policy_group_name: Option<String>,
}

impl From<AuthPolicy> for PolicyFound {
    fn from(policy: AuthPolicy) -> Self {
        Self {
            id: policy.id,
            cr_by: policy.cr_by,
            cr_dtimes: time::offset_iso(policy.cr_dtimes),
            del_dtimes: policy.del_dtimes.map(time::local_iso),
            desc: policy.descr,
            is_active: policy.is_active,
            is_deleted: policy.is_deleted,
            name: policy.name,
            policies: policy.policy_file_id,
            upd_by: policy.upd_by,
            upd_dtimes: policy.upd_dtimes.map(time::local_iso),
            valid_from_date: time::local_iso(policy.valid_from_date),
            valid_to_date: time::local_iso(policy.valid_to_date),
            version: policy.version,
            policy_type: policy.policy_type,
            schema: policy.policy_schema,
            policy_group_id: policy.policy_group_id,
            policy_group_name: policy.group_name,
        }
    }
}

async fn search_policies(app: App, call: Call) -> Answer {
    let mut body = call.body::<PolicySearchBody>()?.request;
    let group_names = body.take_group_names()?;
    let (query, page) = body.search.query(&POLICY_SEARCH)?;
    let policy_type = body.policy_type.unwrap_or_default();
    let found = policies::search(&app, &call.context, query, &policy_type, &group_names).await?;
    Reply::json(PageV1::new(page, found.map(PolicyFound::from)))
}

async fn group_values(app: App, call: Call) -> Answer {
    let body = call.body::<FilterValuesBody>()?.request;
    let mut filters = Vec::new();
    for part in body.columns(&POLICY_GROUP_SEARCH, &Scope::Everything)? {
        let rows = match part.is_fixed() {
            true => Vec::new(),
            false => {
                let query = part.query.clone();
                policy_groups::filter_values(&app, &call.context, query, part.column, part.unique).await?
            }
        };
        filters.extend(part.answer(rows));
    }
    Reply::json(FilterValuesAnswer { filters })
}

/// Values of the policies of a type.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PolicyValuesBody {
    #[serde(flatten)]
    values: FilterValuesBody,
    /// A type, or `all`, in any letter case.
    #[serde(default, deserialize_with = "lenient::text")]
    policy_type: Option<String>,
}

impl Validate for PolicyValuesBody {
    fn check(&self, check: &mut Check) {
        self.values.check(check);
        check.not_blank("policyType", &self.policy_type);
    }
}

async fn policy_values(app: App, call: Call) -> Answer {
    let body = call.body::<PolicyValuesBody>()?.request;
    let policy_type = body.policy_type.unwrap_or_default();
    let mut filters = Vec::new();
    for part in body.values.columns(&POLICY_SEARCH, &Scope::Everything)? {
        let rows = match part.is_fixed() {
            true => Vec::new(),
            false => {
                let (query, column, unique) = (part.query.clone(), part.column, part.unique);
                policies::filter_values(&app, &call.context, query, column, &policy_type, unique).await?
            }
        };
        filters.extend(part.answer(rows));
    }
    Reply::json(FilterValuesAnswer { filters })
}

#[cfg(test)]
mod tests;
