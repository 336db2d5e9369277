//! Policy groups: create, read, list, change.

use pms_domain::policy;
use pms_domain::routes;
use pms_domain::{Context, Refusal, catalogue};
use pms_store::Change;
use pms_store::audit::{self, Record};
use pms_store::auth_policy;
use pms_store::list::{Column, ListPage, ListQuery, ValueRow};
use pms_store::policy_group::{self, PolicyGroup, PolicyInGroup};
use pms_store::policy_lists::{GROUPS_IN_USE, POLICY_GROUP_SEARCH};
use pms_store::policy_use;
pub use pms_store::policy_use::{GroupInUse, GroupUses};
use serde_json::{Value as Json, json};

use crate::partners::{FILTER_VALUES, check_visible, column};
use crate::{App, Outcome, rights};

/// Groups in a run of the list of all.
const RUN: i64 = 20;

/// Records of a group's history that a page shows.
const HISTORY: i64 = 200;

/// A group with its policies, all states.
#[derive(Clone, Debug)]
pub struct WithPolicies {
    pub group: PolicyGroup,
    pub policies: Vec<PolicyInGroup>,
}

/// Whether the caller may make a group, for a page that offers it.
///
/// # Errors
/// The caller has none of the route's roles.
pub fn may_create(ctx: &Context) -> Outcome<()> {
    rights::require(ctx, &routes::CREATE_POLICY_GROUP)
}

/// Makes a group.
///
/// # Errors
/// The caller has none of the route's roles, name or description holds characters that nobody can see, or the name is
/// taken.
pub async fn create(app: &App, ctx: &Context, name: &str, description: &str) -> Outcome<PolicyGroup> {
    may_create(ctx)?;
    check_visible("name", name)?;
    check_visible("desc", description)?;
    let group = PolicyGroup {
        id: ctx.surroundings.numeric_id(),
        name: name.to_owned(),
        descr: description.to_owned(),
        user_id: ctx.actor.name.clone(),
        is_active: true,
        cr_by: ctx.actor.name.clone(),
        cr_dtimes: ctx.now(),
        upd_by: None,
        upd_dtimes: None,
        is_deleted: Some(false),
        del_dtimes: None,
    };
    let mut change = app.store().change().await?;
    if policy_group::find_by_name(&mut change, name).await?.is_some() {
        return Err(Refusal::with(&catalogue::POLICY_GROUP_EXISTS, name).into());
    }
    policy_group::insert(&mut change, &group).await?;
    let record = Record::new("policy_group.create", "policy_group", &group.id)
        .after(json!({"name": name, "description": description, "isActive": true}));
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(group)
}

pub async fn get(app: &App, ctx: &Context, id: &str) -> Outcome<WithPolicies> {
    rights::require(ctx, &routes::GET_POLICY_GROUP)?;
    let db = app.store().db();
    let group = policy_group::find(db, id).await?.ok_or_else(|| Refusal::of(&catalogue::POLICY_GROUP_ID_NOT_FOUND))?;
    let policies = policy_group::policies(db, id).await?;
    Ok(WithPolicies { group, policies })
}

/// Filters of the portal's list; `None` is no filter.
#[derive(Clone, Debug, Default)]
pub struct UseFilter {
    pub id: Option<String>,
    pub name: Option<String>,
    pub description: Option<String>,
    pub active: Option<bool>,
}

/// Groups with their policies and partners counted; `query` has page and order.
///
/// # Errors
/// The caller is neither partner admin nor policy manager.
pub async fn in_use(app: &App, ctx: &Context, filter: &UseFilter, query: ListQuery) -> Outcome<ListPage<GroupInUse>> {
    rights::require(ctx, &routes::LIST_POLICY_GROUPS)?;
    let of = |name| column(&GROUPS_IN_USE, name);
    let query = query
        .contains(of("id")?, filter.id.as_deref())
        .contains(of("name")?, filter.name.as_deref())
        .contains(of("description")?, filter.description.as_deref())
        .flag(of("active")?, filter.active);
    Ok(GROUPS_IN_USE.fetch(app.store().db(), &query.live_only(), None).await?)
}

/// A group with what it holds.
///
/// # Errors
/// The caller is neither partner admin nor policy manager; no such group.
pub async fn view(app: &App, ctx: &Context, id: &str) -> Outcome<(PolicyGroup, GroupUses)> {
    rights::require(ctx, &routes::GET_POLICY_GROUP)?;
    let db = app.store().db();
    let group = policy_group::find(db, id).await?.ok_or_else(|| Refusal::of(&catalogue::POLICY_GROUP_ID_NOT_FOUND))?;
    Ok((group, policy_use::of_group(db, id).await?))
}

/// What happened to a group, newest first.
///
/// # Errors
/// The caller is neither partner admin nor policy manager.
pub async fn history(app: &App, ctx: &Context, id: &str) -> Outcome<Vec<audit::Row>> {
    rights::require(ctx, &routes::GET_POLICY_GROUP)?;
    Ok(audit::of_object(app.store().db(), "policy_group", id, HISTORY).await?)
}

/// The next groups after this id, with their policies: the list of all is read run by run.
pub async fn list_run(app: &App, ctx: &Context, after: &str) -> Outcome<Vec<WithPolicies>> {
    rights::require(ctx, &routes::LIST_POLICY_GROUPS)?;
    let db = app.store().db();
    let mut out = Vec::new();
    for group in policy_group::run(db, after, RUN).await? {
        let policies = policy_group::policies(db, &group.id).await?;
        out.push(WithPolicies { group, policies });
    }
    Ok(out)
}

/// Active groups: what a registration offers. No role is needed to read their names in the wizard.
pub async fn active(app: &App) -> Outcome<Vec<PolicyGroup>> {
    Ok(policy_group::active(app.store().db()).await?)
}

/// New name, description and activity of a group (contract part B §4.2).
///
/// # Errors
/// In this order: invisible characters, no such group (with the code for policies, as clients expect), another name that
/// is taken, no activity, another activity than now while the group has active policies.
pub async fn update(
    app: &App,
    ctx: &Context,
    id: &str,
    name: &str,
    description: &str,
    is_active: Option<bool>,
) -> Outcome<PolicyGroup> {
    rights::require(ctx, &routes::UPDATE_POLICY_GROUP)?;
    check_visible("name", name)?;
    check_visible("desc", description)?;
    let mut change = app.store().change().await?;
    let before =
        policy_group::find(&mut change, id).await?.ok_or_else(|| Refusal::of(&catalogue::POLICY_ID_NOT_FOUND))?;
    if name != before.name && policy_group::find_by_name(&mut change, name).await?.is_some() {
        return Err(Refusal::with(&catalogue::POLICY_GROUP_EXISTS, name).into());
    }
    let is_active = is_active.ok_or(&catalogue::COULD_NOT_PROCESS)?;
    if is_active != before.is_active && auth_policy::counts(&mut change, id).await?.active > 0 {
        return Err(Refusal::of(&catalogue::POLICY_GROUP_HAS_ACTIVE).into());
    }
    let after = PolicyGroup {
        name: name.to_owned(),
        descr: description.to_owned(),
        is_active,
        user_id: ctx.actor.name.clone(),
        upd_by: Some(ctx.actor.name.clone()),
        upd_dtimes: Some(ctx.now()),
        ..before.clone()
    };
    policy_group::update(&mut change, &after).await?;
    let record = Record::new("policy_group.update", "policy_group", id).before(shown(&before)).after(shown(&after));
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(after)
}

/// Deactivates a group without active policies and drafts (contract part B §4.20b).
pub async fn deactivate(app: &App, ctx: &Context, id: &str, reason: Option<&str>) -> Outcome<()> {
    rights::require(ctx, &routes::DEACTIVATE_POLICY_GROUP)?;
    let reason = rights::reason(reason, false)?;
    let mut change = app.store().change().await?;
    let group = known(&mut change, id).await?;
    let counts = auth_policy::counts(&mut change, id).await?;
    policy::check_group_deactivation(group.is_active, counts.active, counts.drafts)?;
    switch(app, ctx, change, &group, "policy_group.deactivate", reason).await
}

/// Brings a deactivated group back (decisions, "Reactivation").
pub async fn reactivate(app: &App, ctx: &Context, id: &str, reason: Option<&str>) -> Outcome<()> {
    rights::require(ctx, &routes::REACTIVATE_POLICY_GROUP)?;
    let reason = rights::reason(reason, true)?;
    let mut change = app.store().change().await?;
    let group = known(&mut change, id).await?;
    if group.is_active {
        return Err(Refusal::of(&catalogue::REACTIVATE_ACTIVE).into());
    }
    switch(app, ctx, change, &group, "policy_group.reactivate", reason).await
}

async fn known(change: &mut Change<'_>, id: &str) -> Outcome<PolicyGroup> {
    let found = policy_group::find(&mut *change, id).await?;
    Ok(found.ok_or_else(|| Refusal::of(&catalogue::POLICY_GROUP_UNKNOWN))?)
}

async fn switch(
    app: &App,
    ctx: &Context,
    mut change: Change<'_>,
    before: &PolicyGroup,
    action: &'static str,
    reason: Option<&str>,
) -> Outcome<()> {
    let is_active = !before.is_active;
    policy_group::set_active(&mut change, &before.id, is_active, &ctx.actor.name, ctx.now()).await?;
    let record = Record::new(action, "policy_group", &before.id)
        .before(json!({"isActive": before.is_active}))
        .after(json!({"isActive": is_active}))
        .reason(reason);
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(())
}

fn shown(group: &PolicyGroup) -> Json {
    json!({"name": group.name, "description": group.descr, "isActive": group.is_active})
}

/// `POST /policies/group/search` (contract part B §4.12).
pub async fn search(app: &App, ctx: &Context, query: ListQuery) -> Outcome<ListPage<PolicyGroup>> {
    rights::require(ctx, &routes::SEARCH_POLICY_GROUPS)?;
    Ok(POLICY_GROUP_SEARCH.fetch(app.store().db(), &query, None).await?)
}

/// `POST /policies/group/filtervalues`: the code of a group is its name (contract part B §4.15).
pub async fn filter_values(
    app: &App,
    ctx: &Context,
    query: ListQuery,
    column: &'static Column,
    distinct: bool,
) -> Outcome<Vec<ValueRow>> {
    rights::require(ctx, &routes::FILTER_POLICY_GROUPS)?;
    let code = self::column(&POLICY_GROUP_SEARCH, "name")?;
    Ok(POLICY_GROUP_SEARCH.values(app.store().db(), &query, column, code, distinct, FILTER_VALUES).await?)
}

#[cfg(all(test, feature = "testing"))]
mod tests {
    use super::*;
    use crate::Failure;
    use crate::testing::Site;

    #[tokio::test]
    async fn texts_hold_nothing_invisible() {
        let site = Site::new().await;
        let ctx = site.system();
        for (name, description) in [("Bank\u{200B}ing", "Banks"), ("Banking", "Ban\u{202E}ks")] {
            let outcome = create(&site.app, &ctx, name, description).await;
            let Err(Failure::Refused(refusal)) = outcome else { panic!("{name:?} {description:?} was accepted") };
            assert!(std::ptr::eq(refusal.entry, &catalogue::INVALID_PARAMETER));
        }
        assert!(create(&site.app, &ctx, "Banking", "Banks").await.is_ok());
    }
}
