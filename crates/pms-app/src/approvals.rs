//! The one approval mechanism: list, read, decide, answer.

use pms_domain::approval::{Decision, Kind, State, decide as rule, four_eyes};
use pms_domain::partner::{CertificateUsage, Command, Standing, is_covered, next};
use pms_domain::{Context, Refusal, catalogue, routes};
use pms_store::approval::{self, Reach, Settled};
pub use pms_store::approval::{Approval, Filter, Note};
use pms_store::audit::Record;
use pms_store::partner::{self, Partner};
use pms_store::{Change, certificate, member};
use serde_json::json;

use crate::partners::{PartnerView, mails};
use crate::{App, Outcome, PageOf, rights};

/// An approval with what is needed to decide it.
pub struct ApprovalView {
    pub approval: Approval,
    pub kind: Option<Kind>,
    pub notes: Vec<Note>,
    pub partner: PartnerView,
    /// Why this caller may not decide, if so.
    pub may_decide: Result<(), Refusal>,
}

/// Open and decided approvals: admins see all, partners their own.
pub async fn list(app: &App, ctx: &Context, filter: &Filter, page: u64, size: u64) -> Outcome<PageOf<Approval>> {
    rights::require(ctx, &routes::LIST_APPROVALS)?;
    if filter.kind.as_deref().is_some_and(|kind| Kind::parse(kind).is_none()) {
        return Err(Refusal::with(&catalogue::APPROVAL_FILTER_INVALID, "kind").into());
    }
    if filter.state.as_deref().is_some_and(|state| state != "open" && State::parse(state).is_none()) {
        return Err(Refusal::with(&catalogue::APPROVAL_FILTER_INVALID, "state").into());
    }
    let reach = if ctx.actor.is_partner_admin() { Reach::Everything } else { Reach::Own(&ctx.owned) };
    let size = size.clamp(1, pms_domain::limits::PAGE);
    let (rows, total) = approval::page(app.store().db(), reach, filter, page, size).await?;
    Ok(PageOf { page, size, total: total.max(0) as u64, rows })
}

pub async fn get(app: &App, ctx: &Context, id: &str) -> Outcome<ApprovalView> {
    let db = app.store().db();
    let approval = approval::find(db, id).await?.ok_or_else(|| Refusal::of(&catalogue::APPROVAL_NOT_FOUND))?;
    if !ctx.actor.is_partner_admin() && !ctx.owned.contains(&approval.partner_id) {
        return Err(Refusal::of(&catalogue::APPROVAL_NOT_FOUND).into());
    }
    let notes = approval::notes(db, id).await?;
    let partner = crate::partners::get(app, ctx, &approval.partner_id).await?;
    let may_decide = may_decide(app, ctx, &approval).await?.map(|_| ());
    Ok(ApprovalView { kind: Kind::parse(&approval.kind), approval, notes, partner, may_decide })
}

/// Role and four eyes. The inner answer says whether four eyes had to be waived.
async fn may_decide(app: &App, ctx: &Context, approval: &Approval) -> Outcome<Result<bool, Refusal>> {
    if rights::require(ctx, &routes::DECIDE_APPROVAL).is_err() {
        return Ok(Err(Refusal::of(&catalogue::FORBIDDEN)));
    }
    let is_member =
        member::is_member(app.store().db(), &approval.partner_id, &ctx.actor.issuer, &ctx.actor.subject).await?;
    Ok(four_eyes(&ctx.actor, &approval.requested_by, is_member, app.four_eyes()))
}

/// What a decider says.
pub struct Verdict<'a> {
    pub decision: Decision,
    pub reason: Option<&'a str>,
    /// Revision of the object that was on the decider's screen; `None` on the contract's old routes.
    pub shown_revision: Option<i64>,
}

/// Decides. Of two who decide at once, one finds it decided.
pub async fn decide(app: &App, ctx: &Context, id: &str, verdict: Verdict<'_>) -> Outcome<Approval> {
    rights::require(ctx, &routes::DECIDE_APPROVAL)?;
    let reason = rights::reason(verdict.reason, verdict.decision.needs_reason())?;
    let known =
        approval::find(app.store().db(), id).await?.ok_or_else(|| Refusal::of(&catalogue::APPROVAL_NOT_FOUND))?;
    let waived = may_decide(app, ctx, &known).await??;
    // Parsing and judging a chain is slow: before the change, checked again in it.
    let chain = match (Kind::parse(&known.kind), verdict.decision) {
        (Some(Kind::CaChain), Decision::Approve) => Some(crate::certificates::judge_proposal(app, ctx, &known).await?),
        _ => None,
    };
    let mut change = app.store().change().await?;
    let approval = approval::find(&mut change, id).await?.ok_or_else(|| Refusal::of(&catalogue::APPROVAL_NOT_FOUND))?;
    let state = State::parse(&approval.state).ok_or_else(|| Refusal::of(&catalogue::APPROVAL_DECIDED))?;
    let after = rule(state, verdict.decision)?;
    let partner = partner::find(app.store(), &mut change, partner::Reach::Everything, &approval.partner_id)
        .await?
        .ok_or_else(|| Refusal::of(&catalogue::PARTNER_NOT_FOUND))?;
    let current_revision = shown_revision(&approval, &partner);
    if verdict.shown_revision.is_some_and(|shown| shown != current_revision) {
        return Err(Refusal::of(&catalogue::APPROVAL_STALE).into());
    }
    let settled = Settled {
        state: after.as_str(),
        by: &ctx.actor.key(),
        name: &ctx.actor.name,
        at: ctx.now(),
        decision: verdict.decision.as_str(),
        reason,
        waived,
    };
    if !approval::settle(&mut change, id, &settled).await? {
        return Err(Refusal::of(&catalogue::APPROVAL_DECIDED).into());
    }
    note(&mut change, ctx, id, "partner_admin", verdict.decision.as_str(), reason).await?;
    match Kind::parse(&approval.kind) {
        Some(Kind::Partner) => decide_partner(app, ctx, &mut change, &partner, verdict.decision).await?,
        Some(Kind::CaChain) => {
            if let Some(chain) = chain {
                crate::certificates::store_chain(app, ctx, &mut change, chain).await?;
            }
        }
        None => return Err(anyhow::anyhow!("approval {id} is of an unknown kind").into()),
    }
    mails::decision(app, ctx, &mut change, &partner, &approval, verdict.decision, reason).await?;
    let record = Record::new("approval.decide", "partner", &approval.partner_id)
        .touching("approval", id)
        .before(json!({"state": approval.state}))
        .after(json!({"approvalId": id, "kind": approval.kind, "state": after.as_str(), "waived": waived}))
        .reason(reason);
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    if after == State::Approved {
        match Kind::parse(&approval.kind) {
            Some(Kind::CaChain) => crate::certificates::process_pending(app, id).await,
            Some(Kind::Partner) => crate::certificates::process_pending_of_partner(app, &approval.partner_id).await,
            None => {}
        }
    }
    let decided = approval::find(app.store().db(), id).await?;
    Ok(decided.ok_or_else(|| Refusal::of(&catalogue::APPROVAL_NOT_FOUND))?)
}

/// The revision a decider must have seen: the partner's own for its registration, the proposal's for what does not
/// exist yet.
pub fn shown_revision(approval: &Approval, partner: &Partner) -> i64 {
    match Kind::parse(&approval.kind) {
        Some(Kind::Partner) => partner.revision,
        _ => approval.object_revision,
    }
}

async fn decide_partner(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    partner: &Partner,
    decision: Decision,
) -> Outcome<()> {
    let standing = Standing::of(&partner.approval_status, partner.is_active);
    let command = match decision {
        Decision::Approve => {
            let current = certificate::current(&mut *change, &partner.id).await?;
            let usages: Vec<_> =
                current.iter().filter_map(|c| CertificateUsage::parse(c.x_usage.as_deref()?)).collect();
            let covered =
                pms_domain::partner_type::find(&partner.partner_type_code).is_some_and(|t| is_covered(t, &usages));
            Command::Settle { approved: true, covered }
        }
        Decision::Reject => Command::Reject,
        Decision::Ask | Decision::Hold => return Ok(()),
    };
    let after = next(standing, command)?;
    crate::partners::settle(app, ctx, change, partner, after).await
}

/// The partner answers what was asked; the approval waits again.
pub async fn answer(app: &App, ctx: &Context, id: &str, words: &str) -> Outcome<()> {
    let words = rights::reason(Some(words), true)?;
    let known = approval::find(app.store().db(), id).await?;
    if !known.is_some_and(|known| ctx.writable.contains(&known.partner_id)) {
        return Err(Refusal::of(&catalogue::APPROVAL_NOT_FOUND).into());
    }
    let mut change = app.store().change().await?;
    let approval = approval::find(&mut change, id).await?.ok_or_else(|| Refusal::of(&catalogue::APPROVAL_NOT_FOUND))?;
    if !ctx.writable.contains(&approval.partner_id) {
        return Err(Refusal::of(&catalogue::APPROVAL_NOT_FOUND).into());
    }
    let partner =
        partner::find(app.store(), &mut change, partner::Reach::Own(&ctx.owned), &approval.partner_id).await?;
    let revision = match Kind::parse(&approval.kind) {
        Some(Kind::Partner) => partner.map_or(approval.object_revision, |partner| partner.revision),
        _ => approval.object_revision,
    };
    if !approval::resubmit(&mut change, id, revision).await? {
        return Err(Refusal::of(&catalogue::APPROVAL_DECIDED).into());
    }
    note(&mut change, ctx, id, "partner", "answer", words).await?;
    let record = Record::new("approval.answer", "partner", &approval.partner_id).touching("approval", id).reason(words);
    change.save(ctx, record).await?;
    Ok(())
}

async fn note(
    change: &mut Change<'_>,
    ctx: &Context,
    id: &str,
    role: &str,
    said: &str,
    words: Option<&str>,
) -> Outcome<()> {
    let note = Note {
        approval_id: id.to_owned(),
        revision: change.revision(),
        at: ctx.now(),
        author: ctx.actor.key(),
        author_role: role.to_owned(),
        said: said.to_owned(),
        note: words.map(str::to_owned),
    };
    Ok(approval::add_note(change, &note).await?)
}
