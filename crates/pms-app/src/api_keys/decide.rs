//! Decisions on keys, where each is decided on: what a decision changes, and requests that fall with something else.

use pms_domain::api_key::Command;
use pms_domain::approval::{Decision, Kind};
use pms_domain::{Context, Refusal, catalogue, routes};
use pms_store::Change;
use pms_store::api_key;
use pms_store::approval::{self, Approval};
use pms_store::audit::Record;
use pms_store::partner::{Partner, Reach};
use serde_json::json;

use super::make::{end_former, keep_former};
use super::{OBJECT, facts, has_usable_policy};
use crate::approvals::note;
use crate::{App, Outcome, events, rights};

/// What a decision changes, within the change that decides. An approval puts the key to use and publishes it.
pub(crate) async fn carry_out(
    ctx: &Context,
    change: &mut Change<'_>,
    approval: &Approval,
    partner: &Partner,
    decision: Decision,
) -> Outcome<()> {
    let approved = match decision {
        Decision::Approve => true,
        Decision::Reject => false,
        Decision::Ask | Decision::Hold => return Ok(()),
    };
    let found = api_key::find(&mut *change, Reach::Everything, &approval.object_id).await?;
    let key = found.ok_or(&catalogue::KEY_NOT_FOUND)?;
    let after = key.standing().next(Command::Decide { approved }, ctx.now())?;
    if approved {
        if !partner.is_active {
            return Err(Refusal::of(&catalogue::PARTNER_NOT_ACTIVE).into());
        }
        if !has_usable_policy(ctx, change, &key).await? {
            return Err(Refusal::of(&catalogue::KEY_POLICY_UNUSABLE).into());
        }
    }
    api_key::set_standing(change, &key, &after, &ctx.actor.name, ctx.now()).await?;
    if approved {
        let ids = (key.part_id.as_str(), key.policy_id.as_str());
        change.emit(events::api_key_approved(&approval.object_id, ids, facts(ctx, &key, &after)));
        end_former(ctx, change, key.replaces.as_deref(), key.former_ends_at).await
    } else {
        keep_former(ctx, change, key.replaces.as_deref()).await
    }
}

/// The partner takes a key back that waits for its decision (our own route). Nobody has seen its value work; it stays as one
/// that was refused.
///
/// # Errors
/// In this order: no such key, or another's; one that does not wait for a decision.
pub async fn withdraw(app: &App, ctx: &Context, key_id: &str, reason: Option<&str>) -> Outcome<()> {
    rights::require(ctx, &routes::WITHDRAW_API_KEY)?;
    let reason = rights::reason(reason, false)?;
    // Nobody waits for the lock, or makes others wait, over a key that is not theirs.
    let found = api_key::find(app.store().db(), Reach::Everything, key_id).await?;
    rights::changeable(ctx, found, |key| &key.part_id, &catalogue::KEY_NOT_FOUND)?;
    let mut change = app.store().change().await?;
    let found = api_key::find(&mut change, Reach::Everything, key_id).await?;
    let key = rights::changeable(ctx, found, |key| &key.part_id, &catalogue::KEY_NOT_FOUND)?;
    let after = key.standing().next(Command::Decide { approved: false }, ctx.now())?;
    let waits = approval::newest(&mut change, Reach::Everything, Kind::ApiKey.as_str(), key_id).await?;
    let waits = waits.ok_or(&catalogue::APPROVAL_DECIDED)?;
    if !approval::withdraw(&mut change, &waits.id).await? {
        return Err(Refusal::of(&catalogue::APPROVAL_DECIDED).into());
    }
    let role = if ctx.writable.contains(&key.part_id) { "partner" } else { "partner_admin" };
    note(&mut change, ctx, &waits.id, role, "withdraw", reason).await?;
    api_key::set_standing(&mut change, &key, &after, &ctx.actor.name, ctx.now()).await?;
    keep_former(ctx, &mut change, key.replaces.as_deref()).await?;
    let record = Record::new("api_key.withdraw", "partner", &key.part_id)
        .touching(OBJECT, key.public_id())
        .touching("approval", &waits.id)
        .before(json!({"state": waits.state}))
        .after(json!({"keyId": key.public_id(), "policyId": key.policy_id, "label": key.label, "state": "withdrawn"}))
        .reason(reason);
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(())
}

/// Refuses the keys that wait of a partner or of a policy that fell, with their approvals. Answers their public ids.
pub(crate) async fn refuse_waiting(
    ctx: &Context,
    change: &mut Change<'_>,
    partner_id: Option<&str>,
    policy_id: Option<&str>,
) -> Outcome<Vec<String>> {
    let mut refused = Vec::new();
    for key in api_key::waiting_of(&mut *change, partner_id, policy_id).await? {
        let after = key.standing().next(Command::Decide { approved: false }, ctx.now())?;
        api_key::set_standing(change, &key, &after, crate::partners::CASCADE, ctx.now()).await?;
        keep_former(ctx, change, key.replaces.as_deref()).await?;
        refused.push(key.public_id().to_owned());
    }
    approval::reject_open_about(change, Kind::ApiKey.as_str(), &refused, ctx.now()).await?;
    Ok(refused)
}
