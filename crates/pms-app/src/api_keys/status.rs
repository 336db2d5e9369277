//! Switching a key on and off (contract part A §5.6), and the way back by an admin.

use pms_domain::api_key::{Command, State, normalise_label};
use pms_domain::{Context, Refusal, catalogue, routes};
use pms_store::Change;
use pms_store::api_key::{self, ApiKey};
use pms_store::audit::Record;
use pms_store::auth_policy;
use pms_store::partner::{self, Partner, Reach};
use serde_json::json;

use super::{OBJECT, check_room, check_usable, facts, has_usable_policy, partner_of, policy_name};
use crate::accounts::limits;
use crate::partners::mails::{self, KeyNews};
use crate::{App, Outcome, events, rights};

/// Which key, and what with it.
pub struct Switch<'a> {
    pub partner_id: &'a str,
    pub policy_id: &'a str,
    pub label: &'a str,
    /// `Active` or `De-active`, in any letter case.
    pub status: &'a str,
    pub reason: Option<&'a str>,
}

/// Switches a key. Answers whether it is on.
///
/// # Errors
/// In this order: no such key; of who is no admin, an inactive partner, another's; to be switched off and not on; another
/// word; a key that cannot be switched on; its policy is inactive, expired or in an inactive group; no room.
pub async fn set_status(app: &App, ctx: &Context, switch: &Switch<'_>) -> Outcome<bool> {
    rights::require(ctx, &routes::SET_API_KEY_STATUS)?;
    let reason = rights::reason(switch.reason, false)?;
    if rights::may_change(ctx, switch.partner_id) {
        limits::key_change(app, ctx, switch.partner_id).await?;
    }
    // First outside the change: nobody makes others wait over a key that is not theirs.
    let db = app.store().db();
    let pair = api_key::of_pair(db, Reach::Everything, switch.partner_id, switch.policy_id).await?;
    labelled(&pair, switch.label).ok_or(&catalogue::KEY_NOT_FOUND)?;
    may_switch(ctx, partner::find(app.store(), db, Reach::Everything, switch.partner_id).await?)?;
    let mut change = app.store().change().await?;
    let pair = api_key::of_pair(&mut change, Reach::Everything, switch.partner_id, switch.policy_id).await?;
    let key = labelled(&pair, switch.label).ok_or(&catalogue::KEY_NOT_FOUND)?;
    let found = partner::find(app.store(), &mut change, Reach::Everything, switch.partner_id).await?;
    let partner = may_switch(ctx, found)?;
    // Who works for the partner acts as the partner.
    let by_admin = !ctx.writable.contains(&partner.id);
    let command = if switch.status.eq_ignore_ascii_case("De-active") {
        Command::Deactivate { by_admin }
    } else if switch.status.eq_ignore_ascii_case("Active") {
        Command::Activate { by_admin }
    } else {
        return Err(Refusal::of(&catalogue::STATUS_INVALID).into());
    };
    let (before, after) = (key.standing(), key.standing().next(command, ctx.now())?);
    let is_on = after.state(ctx.now()) == State::Active;
    if after == before {
        change.leave().await?;
        return Ok(is_on);
    }
    if is_on {
        // As for a new key: switched on, it would stay off by evaluation and come on by itself one day.
        let policy = auth_policy::find(&mut change, switch.policy_id).await?.ok_or(&catalogue::KEY_POLICY_UNKNOWN)?;
        check_usable(ctx, &policy)?;
        check_room(app, ctx, &pair)?;
    }
    let action = if is_on { "api_key.activate" } else { "api_key.deactivate" };
    let mut key = key.clone();
    switched(app, ctx, &mut change, &partner, &mut key, command).await?;
    finish(app, ctx, change, action, &key, reason).await?;
    Ok(is_on)
}

/// The key of a label: letter for letter as adopted rows may have it, else normalised; of several the newest.
fn labelled<'a>(pair: &'a [ApiKey], label: &str) -> Option<&'a ApiKey> {
    let normalised = normalise_label(label);
    pair.iter()
        .find(|key| key.label == label)
        .or_else(|| pair.iter().find(|key| normalise_label(&key.label) == normalised))
}

/// Writes the new standing with its event and letter.
async fn switched(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    partner: &Partner,
    key: &mut ApiKey,
    command: Command,
) -> Outcome<()> {
    let after = key.standing().next(command, ctx.now())?;
    let id = api_key::ensure_id(change, &ctx.surroundings, key).await?;
    api_key::set_standing(change, key, &after, &ctx.actor.name, ctx.now()).await?;
    change.emit(events::api_key_updated(&id, facts(ctx, key, &after)));
    let policy = policy_name(change, &key.policy_id).await?;
    let news = if after.state(ctx.now()) == State::Active { "active" } else { "inactive" };
    let news = KeyNews { key_id: &id, label: &key.label, policy: &policy, news };
    mails::api_key(app, ctx, change, partner, &news).await
}

async fn finish(
    app: &App,
    ctx: &Context,
    change: Change<'_>,
    action: &'static str,
    key: &ApiKey,
    reason: Option<&str>,
) -> Outcome<()> {
    let is_on = action != "api_key.deactivate";
    let record = Record::new(action, "partner", &key.part_id)
        .telling_members(ctx, &key.part_id)
        .touching(OBJECT, key.public_id())
        .before(json!({"isActive": !is_on}))
        .after(json!({
            "keyId": key.public_id(),
            "policyId": key.policy_id,
            "label": key.label,
            "isActive": is_on,
        }))
        .reason(reason);
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(())
}

fn may_switch(ctx: &Context, found: Option<Partner>) -> Result<Partner, Refusal> {
    let partner = found.ok_or(&catalogue::KEY_NOT_FOUND)?;
    if !ctx.actor.is_partner_admin() && !partner.is_active {
        return Err(Refusal::of(&catalogue::PARTNER_NOT_ACTIVE));
    }
    if !rights::may_change(ctx, &partner.id) {
        return Err(Refusal::of(&catalogue::NOT_AUTHORIZED));
    }
    Ok(partner)
}

/// An admin brings a key back that was switched off, if it would be acceptable today (decisions, "Reactivation").
///
/// # Errors
/// In this order: no such key; active, ended or waiting; its partner is inactive; its policy cannot be used; no room.
pub async fn reactivate(app: &App, ctx: &Context, key_id: &str, reason: Option<&str>) -> Outcome<()> {
    rights::require(ctx, &routes::REACTIVATE_API_KEY)?;
    let reason = rights::reason(reason, true)?;
    let now = ctx.now();
    let mut change = app.store().change().await?;
    let found = api_key::find(&mut change, rights::changes(ctx), key_id).await?;
    let mut key = found.ok_or(&catalogue::KEY_NOT_FOUND)?;
    // What is not switched off is refused whatever its policy is.
    key.standing().next(Command::Reactivate { acceptable: true }, now)?;
    if crate::approvals::needs_another(app, ctx, &key.part_id) {
        return Err(Refusal::of(&catalogue::NOT_AUTHORIZED).into());
    }
    let partner = super::generate::active(Some(partner_of(app, &mut change, &key).await?))?;
    let acceptable = has_usable_policy(ctx, &mut change, &key).await?;
    let command = Command::Reactivate { acceptable };
    key.standing().next(command, now)?;
    let pair = api_key::of_pair(&mut change, Reach::Everything, &key.part_id, &key.policy_id).await?;
    check_room(app, ctx, &pair)?;
    switched(app, ctx, &mut change, &partner, &mut key, command).await?;
    finish(app, ctx, change, "api_key.reactivate", &key, reason).await
}
