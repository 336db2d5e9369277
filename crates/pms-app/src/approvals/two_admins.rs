//! Actions of an admin that a second one must approve (decisions, "Four eyes"; `approvals.two_person`).
//!
//! The first admin's action makes an approval and changes nothing else; the second one's decision carries it out, under
//! all preconditions checked again. The command line is the operator's, who holds the keys: it never waits.

use pms_domain::approval::{Kind, State, TwoPerson};
use pms_domain::context::ActorKind;
use pms_domain::{Context, Refusal, catalogue};
use pms_store::Change;
use pms_store::approval::{self, Approval};
use pms_store::audit::Record;
use pms_store::hotlist;
use pms_store::partner::Reach;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

use crate::{App, Failure, Outcome};

/// Whether this action of this caller waits for a second admin.
pub(crate) fn is_due(app: &App, ctx: &Context, action: TwoPerson) -> bool {
    let listed = app.settings().approvals.two_person.iter().any(|word| word == action.as_str());
    listed && ctx.actor.kind != ActorKind::System
}

/// What the first admin wants to do.
pub(crate) struct Proposal<'a> {
    pub kind: Kind,
    /// At most one request for each object is open.
    pub object_id: String,
    /// Empty: it concerns none.
    pub partner_id: &'a str,
    /// Revision of the object that the first admin acted on.
    pub revision: i64,
    /// What the second admin's decision carries out. Never a secret, never contact data.
    pub content: Json,
}

/// Puts the proposal into an open change. Answers the approval's id; `None`: the same waits already.
pub(crate) async fn propose_in(
    change: &mut Change<'_>,
    ctx: &Context,
    proposal: &Proposal<'_>,
) -> Outcome<Option<String>> {
    let newest = approval::newest(&mut *change, Reach::Everything, proposal.kind.as_str(), &proposal.object_id).await?;
    if newest.and_then(|newest| State::parse(&newest.state)).is_some_and(State::is_open) {
        return Ok(None);
    }
    let approval = Approval {
        proposal: Some(proposal.content.to_string()),
        ..Approval::waiting(ctx, proposal.kind, &proposal.object_id, proposal.partner_id, proposal.revision)
    };
    approval::insert(change, &approval).await?;
    Ok(Some(approval.id))
}

/// Saves the proposal as a change of its own. Answers what the first admin is told: that it waits.
pub(crate) async fn propose(
    ctx: &Context,
    mut change: Change<'_>,
    proposal: &Proposal<'_>,
    reason: Option<&str>,
) -> Failure {
    match try_propose(ctx, &mut change, proposal, reason).await {
        Ok(Some(record)) => match change.save(ctx, record).await {
            Ok(_) => waits(),
            Err(error) => error.into(),
        },
        // The one that waits already may be saved and not committed yet.
        Ok(None) => match change.leave().await {
            Ok(()) => waits(),
            Err(error) => error.into(),
        },
        Err(failure) => failure,
    }
}

async fn try_propose(
    ctx: &Context,
    change: &mut Change<'_>,
    proposal: &Proposal<'_>,
    reason: Option<&str>,
) -> Outcome<Option<Record>> {
    let Some(id) = propose_in(change, ctx, proposal).await? else { return Ok(None) };
    let (kind, object) = object(proposal.kind, proposal.partner_id, &id, &proposal.content);
    let mut after = shown(&proposal.content);
    after["approvalId"] = json!(id);
    after["kind"] = json!(proposal.kind.as_str());
    Ok(Some(Record::new("approval.request", kind, object).touching("approval", &id).after(after).reason(reason)))
}

/// What the first admin is told.
pub(crate) fn waits() -> Failure {
    Refusal::of(&catalogue::AWAITS_SECOND_ADMIN).into()
}

/// The object that the audit's record about an approval names.
pub(super) fn object(kind: Kind, partner_id: &str, approval_id: &str, content: &Json) -> (&'static str, String) {
    let text = |name: &str| content.get(name).and_then(Json::as_str).unwrap_or(approval_id).to_owned();
    match kind {
        Kind::TrustAnchor => ("trust", text("domain")),
        Kind::AdminRole | Kind::SecondFactor => ("account", text("accountId")),
        Kind::Publication => ("policy", text("policyId")),
        Kind::Unhotlist => (hotlist::OBJECT, format!("{}/{}", text("idType"), text("id"))),
        Kind::Partner
        | Kind::CaChain
        | Kind::PolicyLink
        | Kind::ApiKey
        | Kind::Device
        | Kind::Interface
        | Kind::Chip
        | Kind::Rename
        | Kind::Reactivation
        | Kind::OwnerChange => ("partner", partner_id.to_owned()),
    }
}

/// A proposal without its certificates, which are long: what lists and records show.
pub(super) fn shown(content: &Json) -> Json {
    let mut shown = content.as_object().cloned().unwrap_or_default();
    shown.remove("certificates");
    Json::Object(shown)
}

/// What an approval proposes.
pub(crate) fn content<T: DeserializeOwned>(approval: &Approval) -> Outcome<T> {
    serde_json::from_str(approval.proposal.as_deref().unwrap_or("null"))
        .map_err(|error| Failure::Internal(error.into()))
}
