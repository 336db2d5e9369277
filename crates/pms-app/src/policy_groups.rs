//! Policy groups: create, read, list.

use std::collections::HashMap;

use pms_domain::routes;
use pms_domain::{Context, Refusal, catalogue};
use pms_store::audit::Record;
use pms_store::policy_group::{self, PolicyGroup, PolicyInGroup};
use serde_json::json;

use crate::partners::check_visible;
use crate::{App, Outcome, rights};

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
    let policies = policy_group::policies(db, Some(id)).await?;
    Ok(WithPolicies { group, policies })
}

/// Every group with its policies.
pub async fn list(app: &App, ctx: &Context) -> Outcome<Vec<WithPolicies>> {
    rights::require(ctx, &routes::LIST_POLICY_GROUPS)?;
    let db = app.store().db();
    let mut by_group: HashMap<String, Vec<PolicyInGroup>> = HashMap::new();
    for policy in policy_group::policies(db, None).await? {
        if let Some(group) = policy.policy_group_id.clone() {
            by_group.entry(group).or_default().push(policy);
        }
    }
    let mut out = Vec::new();
    for group in policy_group::all(db).await? {
        let policies = by_group.remove(&group.id).unwrap_or_default();
        out.push(WithPolicies { group, policies });
    }
    Ok(out)
}

/// Active groups: what a registration offers. No role is needed to read their names in the wizard.
pub async fn active(app: &App) -> Outcome<Vec<PolicyGroup>> {
    Ok(policy_group::active(app.store().db()).await?)
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
