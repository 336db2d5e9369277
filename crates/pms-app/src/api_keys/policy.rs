//! A key goes to another policy (contract part A §5.1).

use pms_domain::api_key::{Command, normalise_label};
use pms_domain::key_value::KeyValue;
use pms_domain::{Context, Refusal, catalogue, routes};
use pms_store::api_key::{self, ApiKey};
use pms_store::audit::Record;
use pms_store::auth_policy::{self, AuthPolicy};
use pms_store::partner::{Partner, Reach};
use pms_store::{Change, Store};
use serde_json::json;

use super::{OBJECT, check_linked, check_room, decided_each, facts, partner_of};
use crate::partners::mails::{self, KeyNews};
use crate::{App, Outcome, events, rights};

/// Moves a key, named by its value or by its public id, from one policy of its partner to another one.
///
/// # Errors
/// In this order: the partner has no such key for the old policy; each key is decided on, and the caller is a member of the partner; it is
/// not active; the new policy is not of the partner's
/// group, inactive, its group inactive, expired, not approved for the partner; its label is taken there; no room there.
pub async fn move_to_policy(
    app: &App,
    ctx: &Context,
    partner_id: &str,
    key: &KeyValue,
    (old_policy, new_policy): (&str, &str),
) -> Outcome<()> {
    rights::require(ctx, &routes::MOVE_API_KEY)?;
    let mut change = app.store().change().await?;
    let found = named(app.store(), &mut change, partner_id, key).await?.filter(|key| key.policy_id == old_policy);
    let mut key = found.ok_or(&catalogue::KEY_WITH_OTHER_POLICY)?;
    // Where each key is decided on, nobody decides on one of the own organisation.
    if decided_each(app) && ctx.owned.contains(partner_id) {
        return Err(Refusal::of(&catalogue::NOT_AUTHORIZED).into());
    }
    let standing = key.standing().next(Command::Move, ctx.now())?;
    let partner = partner_of(app, &mut change, &key).await?;
    let policy = wanted(ctx, &mut change, &partner, new_policy).await?;
    if old_policy == new_policy {
        return Ok(change.leave().await?);
    }
    let pair = api_key::of_pair(&mut change, Reach::Everything, &partner.id, new_policy).await?;
    if pair.iter().any(|other| normalise_label(&other.label) == normalise_label(&key.label)) {
        return Err(Refusal::of(&catalogue::KEY_LABEL_TAKEN).into());
    }
    check_room(app, ctx, &pair)?;
    let id = api_key::ensure_id(&mut change, &ctx.surroundings, &mut key).await?;
    let from = api_key::free_moment(&mut change, &partner.id, new_policy, key.valid_from_datetime).await?;
    api_key::set_policy(&mut change, &key, new_policy, from, &ctx.actor.name, ctx.now()).await?;
    key.valid_from_datetime = from;
    change.emit(events::api_key_updated(&id, facts(ctx, &key, &standing)));
    // A subscriber of the reference learns a key's policy by APIKEY_APPROVED alone, and a second one would give the key two.
    // So it learns what the new policy says, and no more.
    change.emit(events::policy_updated(new_policy, policy.is_active));
    let news = KeyNews { key_id: &id, label: &key.label, policy: &policy.name, news: "moved" };
    mails::api_key(app, ctx, &mut change, &partner, &news).await?;
    let record = Record::new("api_key.move", "partner", &partner.id)
        .touching(OBJECT, &id)
        .touching("policy", old_policy)
        .touching("policy", new_policy)
        .before(json!({"policyId": old_policy}))
        .after(json!({"keyId": id, "label": key.label, "policyId": new_policy}));
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(())
}

/// The partner's key of a value, or of a public id: who administers keys need not know them.
async fn named(store: &Store, change: &mut Change<'_>, partner_id: &str, key: &KeyValue) -> Outcome<Option<ApiKey>> {
    let found = match api_key::by_value(store, &mut *change, Reach::Everything, key).await? {
        Some(found) => Some(found),
        None => api_key::find(change, Reach::Everything, key.reveal()).await?,
    };
    Ok(found.filter(|key| key.part_id == partner_id))
}

/// The new policy; its id stands behind what is wrong with it.
async fn wanted(ctx: &Context, change: &mut Change<'_>, partner: &Partner, id: &str) -> Outcome<AuthPolicy> {
    let refused = |entry| Err(Refusal::with(entry, id).into());
    let found = auth_policy::find(&mut *change, id).await?;
    let Some(policy) =
        found.filter(|policy| partner.policy_group_id.is_some() && policy.policy_group_id == partner.policy_group_id)
    else {
        return refused(&catalogue::NEW_POLICY_UNKNOWN);
    };
    if !policy.is_active {
        return refused(&catalogue::NEW_POLICY_INACTIVE);
    }
    if policy.group_is_active == Some(false) {
        return refused(&catalogue::NEW_POLICY_GROUP_INACTIVE);
    }
    if policy.valid_to_date <= ctx.now() {
        return refused(&catalogue::NEW_POLICY_EXPIRED);
    }
    check_linked(change, &partner.id, id).await?;
    Ok(policy)
}
