//! The partner fetches a key that an admin made for it (our own route).

use pms_domain::api_key::Command;
use pms_domain::{Context, Refusal, catalogue, routes};
use pms_store::api_key::{self, ApiKey};
use pms_store::audit::Record;
use pms_store::partner::Reach;
use serde_json::json;

use super::generate::active;
use super::make::{Made, end_former};
use super::{OBJECT, facts, has_usable_policy, partner_of, policy_name};
use crate::partners::mails::{self, KeyNews};
use crate::{App, Outcome, events, rights};

/// Shows the key, once, and puts it to use. Members alone: an admin is none.
///
/// # Errors
/// In this order: no such key, or another's; fetched before, never to be fetched, or too late; the partner is inactive;
/// its policy cannot be used today.
pub async fn fetch(app: &App, ctx: &Context, key_id: &str) -> Outcome<Made> {
    rights::require(ctx, &routes::FETCH_API_KEY)?;
    let now = ctx.now();
    // First outside the change: nobody makes others wait over a key that is not theirs.
    members_key(ctx, api_key::find(app.store().db(), Reach::Own(&ctx.owned), key_id).await?)?;
    let mut change = app.store().change().await?;
    let key = members_key(ctx, api_key::find(&mut change, Reach::Own(&ctx.owned), key_id).await?)?;
    let before = key.standing();
    let after = before.next(Command::Fetch, now)?;
    let partner = active(Some(partner_of(app, &mut change, &key).await?))?;
    if !has_usable_policy(ctx, &mut change, &key).await? {
        return Err(Refusal::of(&catalogue::KEY_POLICY_UNUSABLE).into());
    }
    let value = api_key::value(app.store(), &mut change, &key).await?;
    api_key::set_standing(&mut change, &key, &after, &ctx.actor.name, now).await?;
    api_key::set_handed_over(&mut change, key_id, api_key::TO_PARTNER, now).await?;
    end_former(ctx, &mut change, key.replaces.as_deref(), key.former_ends_at).await?;
    change.emit(events::api_key_approved(key_id, (&key.part_id, &key.policy_id), facts(ctx, &key, &after)));
    let policy = policy_name(&mut change, &key.policy_id).await?;
    let news = KeyNews { key_id, label: &key.label, policy: &policy, news: "fetched" };
    mails::api_key(app, ctx, &mut change, &partner, &news).await?;
    let record = Record::new("api_key.fetch", "partner", &key.part_id)
        .touching(OBJECT, key_id)
        .before(json!({"phase": before.phase.as_str()}))
        .after(json!({"keyId": key_id, "label": key.label, "phase": after.phase.as_str()}));
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(Made {
        key_id: key_id.to_owned(),
        partner_id: key.part_id,
        policy_id: key.policy_id,
        label: key.label,
        state: after.state(now),
        value: Some(value),
        valid_to: key.valid_to_datetime,
        fetch_until: None,
        replaces: key.replaces,
        former_ends_at: key.former_ends_at,
    })
}

/// Members alone: to an admin who is none, the key is not there.
fn members_key(ctx: &Context, found: Option<ApiKey>) -> Result<ApiKey, Refusal> {
    let key = found.ok_or(&catalogue::KEY_NOT_FOUND)?;
    if ctx.writable.contains(&key.part_id) { Ok(key) } else { Err(Refusal::of(&catalogue::NOT_AUTHORIZED)) }
}
