//! Reading policies.

use pms_domain::policy::{self, PolicyType, Violation};
use pms_domain::{Context, Refusal, catalogue, routes};
use pms_store::auth_policy::{self, AuthPolicy};
use serde_json::Value as Json;

use super::{active_group, content};
use crate::{App, Outcome, rights};

/// Policies in a run of the list of all: with their texts half a megabyte at most.
const RUN: i64 = 100;

/// The next policies after this id, in any state (contract part B §4.7): the list of all is read run by run.
pub async fn list_run(app: &App, ctx: &Context, after: &str) -> Outcome<Vec<AuthPolicy>> {
    rights::require(ctx, &routes::LIST_POLICIES)?;
    Ok(auth_policy::run(app.store().db(), after, RUN).await?)
}

/// A policy and what it says (contract part B §4.8).
pub async fn get(app: &App, ctx: &Context, id: &str) -> Outcome<(AuthPolicy, Json)> {
    rights::require(ctx, &routes::GET_POLICY)?;
    read(app, id).await
}

async fn read(app: &App, id: &str) -> Outcome<(AuthPolicy, Json)> {
    let policy =
        auth_policy::find(app.store().db(), id).await?.ok_or_else(|| Refusal::of(&catalogue::POLICY_ID_NOT_FOUND))?;
    let content = content(&policy)?;
    Ok((policy, content))
}

/// The policy under which a partner acts: it needs an active API key for it (contract part B §4.9).
pub async fn of_partner(app: &App, ctx: &Context, id: &str, partner_id: &str) -> Outcome<(AuthPolicy, Json)> {
    rights::require(ctx, &routes::GET_PARTNER_POLICY)?;
    if !auth_policy::has_active_key_of(app.store().db(), id, partner_id, ctx.now()).await? {
        return Err(Refusal::of(&catalogue::NO_POLICY_FOR_PARTNER).into());
    }
    read(app, id).await
}

/// Active policies of an active group, by its name (contract part B §4.17).
pub async fn active_of_group(app: &App, ctx: &Context, group_name: &str) -> Outcome<Vec<AuthPolicy>> {
    rights::require(ctx, &routes::ACTIVE_POLICIES)?;
    let group = active_group(app.store().db(), group_name).await?;
    Ok(auth_policy::active_of_group(app.store().db(), &group.id).await?)
}

/// The policies with the same origin as this one: whoever changes one is offered the others.
pub async fn relatives(app: &App, ctx: &Context, id: &str) -> Outcome<Vec<AuthPolicy>> {
    rights::require(ctx, &routes::GET_POLICY)?;
    Ok(auth_policy::relatives(app.store().db(), id).await?)
}

/// Everything that is wrong with a policy before anybody saves it; none: it is good.
///
/// # Errors
/// Another type than the allowed ones.
pub fn violations(ctx: &Context, policy_type: &str, policy: &Json) -> Outcome<Vec<Violation>> {
    rights::require(ctx, &routes::CREATE_POLICY)?;
    let policy_type = PolicyType::parse(policy_type).ok_or(&catalogue::POLICY_TYPE_NOT_ALLOWED)?;
    Ok(policy::violations(policy_type, policy))
}

/// A value of the site's configuration that the editor of policies needs; unknown keys have none (contract part B §4.14).
pub fn config(app: &App, ctx: &Context, key: &str) -> Outcome<Option<String>> {
    rights::require(ctx, &routes::POLICY_CONFIG)?;
    Ok(app.settings().policy_config(key))
}
