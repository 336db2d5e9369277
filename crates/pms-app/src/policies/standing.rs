//! Publishing policies, switching them off, and the way back.

use pms_domain::approval::{Kind, TwoPerson};
use pms_domain::policy::{self, Command, InUse, PolicyType};
use pms_domain::{Context, Refusal, catalogue, routes};
use pms_store::approval::{self, Approval};
use pms_store::audit::Record;
use pms_store::auth_policy::{self, AuthPolicy};
use pms_store::keys::sha256_hex;
use pms_store::{Change, On};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::drafts::{check_stored, shown};
use super::{content, mapped};
use crate::approvals::two_admins::{self, Proposal};
use crate::{App, Outcome, api_keys, events, rights};

/// Words of `partner_policy_request.status_code` (contract part A §10).
const REQUEST_APPROVED: &str = "approved";
const REQUEST_PENDING: &str = "InProgress";

/// Requests that one change rejects (architecture, "One change at a time").
const BATCH: usize = 500;

/// Who rejects requests for a policy that was deactivated.
const CASCADE: &str = "system:cascade";

/// Publishes a draft, once (contract part B §4.4).
pub async fn publish(app: &App, ctx: &Context, id: &str, group_id: &str) -> Outcome<AuthPolicy> {
    rights::require(ctx, &routes::PUBLISH_POLICY)?;
    let mut change = app.store().change().await?;
    let before = mapped(&mut change, id, group_id).await?;
    policy::next(before.status(), Command::Publish)?;
    // The answer shows what it says; what cannot be shown is not put to use.
    content(&before)?;
    if two_admins::is_due(app, ctx, TwoPerson::PublishPolicy) {
        let beyond = shared_beyond(&mut change, &before).await?;
        if !beyond.shares.is_empty() {
            let proposal = publication(&before, beyond.shares, change.revision());
            return Err(two_admins::propose(ctx, change, &proposal, None).await);
        }
    }
    let after = put_in_force(app, ctx, &mut change, &before).await?;
    finish(app, ctx, change, record("policy.publish", &before, &after), &after).await?;
    Ok(after)
}

async fn put_in_force(app: &App, ctx: &Context, change: &mut Change<'_>, before: &AuthPolicy) -> Outcome<AuthPolicy> {
    let schema = &app.settings().policies.schema_url;
    auth_policy::publish(change, &before.id, schema, &ctx.actor.name, ctx.now()).await?;
    let mut after = before.clone();
    after.policy_schema = Some(schema.clone());
    settled(&mut after, ctx, true);
    Ok(after)
}

/// What a policy shares that the nearest of its relatives in force does not.
pub(super) struct Beyond {
    pub shares: Vec<String>,
    /// `None`: no relative in force shares any of it.
    pub compared: Option<AuthPolicy>,
}

/// What a policy shares beyond each one that it descends from, or that descends from the same, and is in force: the least of it.
pub(super) async fn shared_beyond<'a>(on: impl Into<On<'a>>, policy: &AuthPolicy) -> Outcome<Beyond> {
    // A type of an adopted database that is none of ours: somebody has to look at it.
    let Some(policy_type) = PolicyType::parse(&policy.policy_type) else {
        return Ok(Beyond { shares: vec![policy.policy_type.clone()], compared: None });
    };
    let shared = content(policy)?;
    let mut least = Beyond { shares: policy::shared_beyond(policy_type, &shared, None), compared: None };
    for relative in auth_policy::relatives(on, &policy.id).await? {
        let is_in_force = relative.status() == policy::Status::Activated && !relative.is_gone();
        let comparable = is_in_force && relative.policy_type.eq_ignore_ascii_case(&policy.policy_type);
        let Some(known) = policy::parse(&relative.policy_file_id).filter(|_| comparable) else { continue };
        let shares = policy::shared_beyond(policy_type, &shared, Some(&known));
        if least.compared.is_none() && shares.len() <= least.shares.len() || shares.len() < least.shares.len() {
            least = Beyond { shares, compared: Some(relative) };
        }
    }
    Ok(least)
}

/// What a second admin decides on: this text of the policy and no other.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Publication {
    policy_id: String,
    group_id: String,
    name: String,
    group: String,
    policy_type: String,
    /// SHA-256 of the text.
    content: String,
    /// What it shares that no related policy in force does.
    shares: Vec<String>,
}

fn publication(policy: &AuthPolicy, shares: Vec<String>, revision: i64) -> Proposal<'static> {
    let content = Publication {
        policy_id: policy.id.clone(),
        group_id: policy.policy_group_id.clone().unwrap_or_default(),
        name: policy.name.clone(),
        group: policy.group_name.clone().unwrap_or_default(),
        policy_type: policy.policy_type.clone(),
        content: sha256_hex(policy.policy_file_id.as_bytes()),
        shares,
    };
    Proposal {
        kind: Kind::Publication,
        object_id: policy.id.clone(),
        partner_id: "",
        revision,
        content: json!(content),
    }
}

/// The second admin agreed: publishing within the change that decides.
///
/// # Errors
/// What refuses [`publish`]; the draft was edited since it was asked for.
pub(crate) async fn publish_in(app: &App, ctx: &Context, change: &mut Change<'_>, approval: &Approval) -> Outcome<()> {
    let proposed: Publication = two_admins::content(approval)?;
    let before = mapped(change, &proposed.policy_id, &proposed.group_id).await?;
    policy::next(before.status(), Command::Publish)?;
    if sha256_hex(before.policy_file_id.as_bytes()) != proposed.content {
        return Err(Refusal::of(&catalogue::APPROVAL_STALE).into());
    }
    let after = put_in_force(app, ctx, change, &before).await?;
    change.emit(events::policy_updated(&after.id, after.is_active));
    Ok(())
}

/// The status of a draft: `De-Active` finds nothing to do, `Active` is refused (contract part B §4.6).
pub async fn set_status(app: &App, ctx: &Context, id: &str, group_id: &str, activate: bool) -> Outcome<()> {
    rights::require(ctx, &routes::SET_POLICY_STATUS)?;
    let mut change = app.store().change().await?;
    let before = mapped(&mut change, id, group_id).await?;
    let has_keys = auth_policy::has_active_keys(&mut change, id, ctx.now()).await?;
    policy::next(before.status(), Command::SetStatus { activate, has_keys })?;
    if !before.is_active {
        return Ok(change.leave().await?);
    }
    auth_policy::set_active(&mut change, id, false, &ctx.actor.name, ctx.now()).await?;
    let mut after = before.clone();
    settled(&mut after, ctx, false);
    finish(app, ctx, change, record("policy.deactivate", &before, &after), &after).await
}

/// Deactivates a published policy (contract part B §4.20a). `force`, with a reason, does it though partners use it; their
/// requests that wait are rejected then (decisions, "Reactivation").
pub async fn deactivate(app: &App, ctx: &Context, id: &str, force: bool, reason: Option<&str>) -> Outcome<AuthPolicy> {
    rights::require(ctx, &routes::DEACTIVATE_POLICY)?;
    let reason = rights::reason(reason, force)?;
    let now = ctx.now();
    let mut change = app.store().change().await?;
    let before = known(&mut change, id).await?;
    let in_use = InUse {
        approved_request: auth_policy::has_request(&mut change, id, REQUEST_APPROVED).await?,
        pending_request: auth_policy::has_request(&mut change, id, REQUEST_PENDING).await?,
    };
    policy::next(before.status(), Command::Deactivate { in_use, force })?;
    // Keys whose request is gone or was never there: adopted ones.
    if !force && auth_policy::has_active_keys(&mut change, id, now).await? {
        return Err(Refusal::of(&catalogue::POLICY_HAS_KEYS).into());
    }
    let rejected = if in_use.pending_request { reject_waiting(&mut change, ctx, id).await? } else { Vec::new() };
    let mut more = rejected.len() == BATCH;
    let refused = api_keys::refuse_waiting(ctx, &mut change, None, Some(id)).await?;
    auth_policy::set_active(&mut change, id, false, &ctx.actor.name, now).await?;
    let mut after = before.clone();
    settled(&mut after, ctx, false);
    let mut record = record("policy.deactivate", &before, &after).reason(reason);
    for key in refused {
        record = record.touching("api_key", key);
    }
    for request in rejected {
        record = record.touching("policy_request", request);
    }
    finish(app, ctx, change, record, &after).await?;
    // The policy is off, so nobody asks for it any more: what is left becomes less with each batch.
    while more {
        let mut change = app.store().change().await?;
        let rejected = reject_waiting(&mut change, ctx, id).await?;
        more = rejected.len() == BATCH;
        if rejected.is_empty() {
            change.leave().await?;
            break;
        }
        let mut record = Record::new("policy.deactivate.cascade", "policy", id).reason(reason);
        for request in rejected {
            record = record.touching("policy_request", request);
        }
        change.save(ctx, record).await?;
    }
    Ok(after)
}

/// Rejects a batch of the requests for a policy that wait, and their approvals. Answers the requests' ids.
async fn reject_waiting(change: &mut Change<'_>, ctx: &Context, id: &str) -> Outcome<Vec<String>> {
    let rejected = auth_policy::reject_requests(&mut *change, id, CASCADE, ctx.now(), BATCH as i64).await?;
    approval::reject_open_about(change, Kind::PolicyLink.as_str(), &rejected, ctx.now()).await?;
    Ok(rejected)
}

/// Brings a deactivated policy back, if it would be acceptable today: valid, of its type's shape, in an active group
/// (decisions, "Reactivation").
pub async fn reactivate(app: &App, ctx: &Context, id: &str, reason: Option<&str>) -> Outcome<AuthPolicy> {
    rights::require(ctx, &routes::REACTIVATE_POLICY)?;
    let reason = rights::reason(reason, true)?;
    let now = ctx.now();
    let mut change = app.store().change().await?;
    let before = known(&mut change, id).await?;
    policy::next(before.status(), Command::Reactivate { expired: before.valid_to_date <= now })?;
    if before.group_is_active != Some(true) {
        return Err(Refusal::of(&catalogue::POLICY_GROUP_NOT_ACTIVE).into());
    }
    check_stored(&before)?;
    auth_policy::set_active(&mut change, id, true, &ctx.actor.name, now).await?;
    let mut after = before.clone();
    settled(&mut after, ctx, true);
    finish(app, ctx, change, record("policy.reactivate", &before, &after).reason(reason), &after).await?;
    Ok(after)
}

async fn known(change: &mut Change<'_>, id: &str) -> Outcome<AuthPolicy> {
    let found = auth_policy::find(&mut *change, id).await?;
    Ok(found.ok_or_else(|| Refusal::of(&catalogue::POLICY_UNKNOWN))?)
}

/// The row as it is after the statement.
fn settled(policy: &mut AuthPolicy, ctx: &Context, is_active: bool) {
    policy.is_active = is_active;
    policy.upd_by = Some(ctx.actor.name.clone());
    policy.upd_dtimes = Some(ctx.now());
}

fn record(action: &'static str, before: &AuthPolicy, after: &AuthPolicy) -> Record {
    Record::new(action, "policy", &after.id).before(shown(before)).after(shown(after))
}

async fn finish(app: &App, ctx: &Context, mut change: Change<'_>, record: Record, after: &AuthPolicy) -> Outcome<()> {
    change.emit(events::policy_updated(&after.id, after.is_active));
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(())
}
