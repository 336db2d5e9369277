//! A new key, within the change that makes it.

use chrono::TimeDelta;
use pms_domain::api_key::{Command, Phase, State, normalise_label};
use pms_domain::approval::Kind;
use pms_domain::key_value::KeyValue;
use pms_domain::{Context, Refusal, Timestamp, catalogue};
use pms_store::Change;
use pms_store::api_key::{self, ApiKey, NewKey};
use pms_store::approval::{self, Approval};
use pms_store::audit::Record;
use pms_store::auth_policy::AuthPolicy;
use pms_store::partner::{Partner, Reach};
use serde_json::json;

use super::{OBJECT, check_room, facts};
use crate::events::{self, KeyFacts};
use crate::partners::mails::{self, KeyNews};
use crate::{App, Outcome};

/// Tries before a random source that repeats itself is a fault of ours.
const TRIES: usize = 8;

/// How a key begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// In use at once.
    Live,
    /// It waits for a decision of its own.
    Approval,
    /// The partner fetches it.
    Handover,
    /// In use at once, and shown to the admin who makes it (`keys.admin_handover`).
    ShownToAdmin,
}

impl Start {
    fn phase(self) -> Phase {
        match self {
            Start::Live | Start::ShownToAdmin => Phase::Live,
            Start::Approval => Phase::Approval,
            Start::Handover => Phase::Handover,
        }
    }

    /// The letter about it. Who asks for an approval is told of the decision.
    fn news(self, is_reissued: bool) -> Option<&'static str> {
        match self {
            Start::Live if is_reissued => Some("reissued"),
            Start::Live => Some("made"),
            Start::Approval => None,
            Start::Handover => Some("fetch"),
            Start::ShownToAdmin => Some("shown"),
        }
    }
}

/// What is to be made. The caller has checked who may, and that the policy can be used.
pub(super) struct Wanted<'a> {
    pub partner: &'a Partner,
    pub policy: &'a AuthPolicy,
    /// Normalised.
    pub label: &'a str,
    pub start: Start,
    /// Days that it is valid; the site's validity is the most, and counts when nobody says.
    pub days: Option<u32>,
    /// The key that it replaces, and when that one is to end.
    pub former: Option<(&'a ApiKey, Timestamp)>,
}

/// A key that was made. Without `Debug`: it holds the value.
pub struct Made {
    pub key_id: String,
    pub partner_id: String,
    pub policy_id: String,
    pub label: String,
    pub state: State,
    /// `None`: the partner fetches it.
    pub value: Option<KeyValue>,
    /// `None`: an adopted key without an end.
    pub valid_to: Option<Timestamp>,
    pub fetch_until: Option<Timestamp>,
    /// Public id of the key that it replaces.
    pub replaces: Option<String>,
    /// When that one ends, unless this one never comes into use.
    pub former_ends_at: Option<Timestamp>,
}

/// Makes a key with its approval or event, its letter, and the end of the one that it replaces. Answers it with the record
/// of the change.
///
/// # Errors
/// In this order: the label is taken in the pair; no room.
pub(super) async fn make(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    action: &'static str,
    wanted: &Wanted<'_>,
) -> Outcome<(Made, Record)> {
    let (now, settings) = (ctx.now(), &app.settings().api_keys);
    let (partner_id, policy_id) = (wanted.partner.id.as_str(), wanted.policy.id.as_str());
    let pair = api_key::of_pair(&mut *change, Reach::Everything, partner_id, policy_id).await?;
    if pair.iter().any(|key| normalise_label(&key.label) == wanted.label) {
        return Err(Refusal::of(&catalogue::KEY_LABEL_TAKEN).into());
    }
    // A key takes the place of the one that it replaces.
    if wanted.former.is_none() {
        check_room(app, ctx, &pair)?;
    }
    let value = fresh(ctx, change).await?;
    let id = ctx.uuid();
    let valid_from = api_key::free_moment(&mut *change, partner_id, policy_id, now).await?;
    let most = settings.validity_days;
    let days = wanted.days.map_or(most, |days| days.clamp(1, most.max(1)));
    let valid_to = now + TimeDelta::days(days.into());
    let phase = wanted.start.phase();
    let replaces = wanted.former.map(|(former, _)| former.public_id().to_owned());
    let former_ends_at = wanted.former.map(|(_, at)| at);
    let new = NewKey {
        id: &id,
        part_id: partner_id,
        policy_id,
        label: wanted.label,
        valid_from,
        valid_to,
        phase,
        fetch_until: (phase == Phase::Handover).then(|| now + TimeDelta::days(settings.fetch_days.into())),
        handed_over_to: match wanted.start {
            Start::Live | Start::Approval => Some(api_key::TO_PARTNER),
            Start::ShownToAdmin => Some(api_key::TO_ADMIN),
            Start::Handover => None,
        },
        replaces: replaces.as_deref(),
        former_ends_at,
        by: &ctx.actor.name,
        at: now,
    };
    api_key::insert(change, &ctx.surroundings, &new, &value).await?;
    let fetch_until = new.fetch_until;
    let mut after = json!({
        "keyId": id,
        "policyId": policy_id,
        "label": wanted.label,
        "phase": phase.as_str(),
        "handedOverTo": new.handed_over_to,
        "replaces": replaces,
    });
    let mut record = Record::new(action, "partner", partner_id)
        .telling_members(ctx, partner_id)
        .touching(OBJECT, &id)
        .touching("policy", policy_id);
    if let Some((former, _)) = wanted.former {
        api_key::set_replaced_by(change, former.public_id(), &id).await?;
        record = record.touching(OBJECT, former.public_id());
    }
    if phase == Phase::Approval {
        let approval = waiting(ctx, &id, wanted, change.revision());
        approval::insert(change, &approval).await?;
        record = record.touching("approval", &approval.id);
        after["approvalId"] = json!(approval.id);
        after["kind"] = json!(approval.kind);
    }
    if phase == Phase::Live {
        let facts = KeyFacts { active: true, commence: valid_from, expires: Some(valid_to) };
        change.emit(events::api_key_approved(&id, (partner_id, policy_id), facts));
        end_former(ctx, change, replaces.as_deref(), former_ends_at).await?;
    }
    if let Some(news) = wanted.start.news(replaces.is_some()) {
        let news = KeyNews { key_id: &id, label: wanted.label, policy: &wanted.policy.name, news };
        mails::api_key(app, ctx, change, wanted.partner, &news).await?;
    }
    let state = match wanted.start {
        Start::Live | Start::ShownToAdmin => State::Active,
        Start::Approval => State::AwaitsApproval,
        Start::Handover => State::AwaitsFetch,
    };
    let made = Made {
        partner_id: partner_id.to_owned(),
        policy_id: policy_id.to_owned(),
        label: wanted.label.to_owned(),
        state,
        value: (wanted.start != Start::Handover).then_some(value),
        valid_to: Some(valid_to),
        fetch_until,
        replaces,
        former_ends_at,
        key_id: id,
    };
    Ok((made, record.after(after)))
}

/// A value that no key has: a collision is refused, and another one tried.
async fn fresh(ctx: &Context, change: &mut Change<'_>) -> Outcome<KeyValue> {
    for _ in 0..TRIES {
        let value = KeyValue::random(&ctx.surroundings, pms_domain::api_key::LENGTH);
        if !api_key::is_taken(change, &value).await? {
            return Ok(value);
        }
    }
    Err(anyhow::anyhow!("the random source repeats itself").into())
}

fn waiting(ctx: &Context, key_id: &str, wanted: &Wanted<'_>, revision: i64) -> Approval {
    let proposal = json!({
        "keyId": key_id,
        "label": wanted.label,
        "policyId": wanted.policy.id,
        "policyName": wanted.policy.name,
    });
    Approval {
        proposal: Some(proposal.to_string()),
        ..Approval::waiting(ctx, Kind::ApiKey, key_id, &wanted.partner.id, revision)
    }
}

/// A key came into use: the one that it replaces ends when it was said, at once if that is over.
pub(super) async fn end_former(
    ctx: &Context,
    change: &mut Change<'_>,
    former_id: Option<&str>,
    at: Option<Timestamp>,
) -> Outcome<()> {
    let Some(former_id) = former_id else { return Ok(()) };
    let Some(former) = api_key::find(&mut *change, Reach::Everything, former_id).await? else { return Ok(()) };
    let before = former.standing();
    let after = before.next(Command::EndAt(at.unwrap_or_else(|| ctx.now())), ctx.now())?;
    if after.ends_at != before.ends_at {
        api_key::set_standing(change, &former, &after, &ctx.actor.name, ctx.now()).await?;
        // The record names the key that comes into use.
        change.touch(OBJECT, former_id.to_owned());
        if before.state(ctx.now()) == State::Active {
            change.emit(events::api_key_updated(former_id, facts(ctx, &former, &after)));
        }
    }
    Ok(())
}

/// A key will never come into use: the one that it was to replace goes on.
pub(super) async fn keep_former(ctx: &Context, change: &mut Change<'_>, former_id: Option<&str>) -> Outcome<()> {
    let Some(former_id) = former_id else { return Ok(()) };
    let Some(former) = api_key::find(&mut *change, Reach::Everything, former_id).await? else { return Ok(()) };
    let after = former.standing().next(Command::Unreplace, ctx.now())?;
    api_key::set_standing(change, &former, &after, &ctx.actor.name, ctx.now()).await?;
    // The record names the key that never comes into use.
    change.touch(OBJECT, former_id.to_owned());
    Ok(())
}
