//! The one approval mechanism: list, read, decide, answer.

mod about;
mod brief;
pub(crate) mod two_admins;

pub use about::{About, AccountAbout, about};
pub(crate) use about::{OwnerProposal, RoleProposal};
pub use brief::{Brief, briefs};

use pms_domain::approval::{Decision, Kind, State, decide as rule, four_eyes, second_admin};
use pms_domain::context::LOCAL_ISSUER;
use pms_domain::partner::{CertificateUsage, Command, Standing, is_covered, next};
use pms_domain::routes::Route;
use pms_domain::{Context, Refusal, catalogue, routes};
use pms_store::approval::{self, Settled};
pub use pms_store::approval::{Approval, Filter, Neighbours, Note, OpenOfKind};
use pms_store::audit::Record;
use pms_store::notice::Reader;
use pms_store::partner::{Partner, Reach};
use pms_store::{Change, certificate, member};
use serde_json::{Value as Json, json};

use crate::certificates::{JudgedFile, Today};
use crate::devices::{Made, PreparedChip};
use crate::partners::mails;
use crate::{App, Failure, Outcome, PageOf, rights};

/// An approval with what is needed to decide it.
pub struct ApprovalView {
    pub approval: Approval,
    pub kind: Kind,
    pub notes: Vec<Note>,
    pub about: About,
    /// Why this caller may not decide, if so.
    pub may_decide: Result<(), Refusal>,
}

/// Open and decided approvals: admins see all, partners what they asked for themselves.
pub async fn list(app: &App, ctx: &Context, filter: &Filter, page: u64, size: u64) -> Outcome<PageOf<Approval>> {
    rights::require(ctx, &routes::LIST_APPROVALS)?;
    if filter.kind.as_deref().is_some_and(|kind| Kind::parse(kind).is_none()) {
        return Err(Refusal::with(&catalogue::APPROVAL_FILTER_INVALID, "kind").into());
    }
    if filter.state.as_deref().is_some_and(|state| state != "open" && State::parse(state).is_none()) {
        return Err(Refusal::with(&catalogue::APPROVAL_FILTER_INVALID, "state").into());
    }
    let mut filter = filter.clone();
    if !ctx.actor.is_partner_admin() {
        filter.among = Kind::OF_PARTNERS.map(Kind::as_str).to_vec();
    }
    let size = size.clamp(1, pms_domain::limits::PAGE);
    let (rows, total) = approval::page(app.store().db(), rights::reach(ctx), &filter, page, size).await?;
    Ok(PageOf { page, size, total: total.max(0) as u64, rows })
}

/// How many requests wait, by kind.
///
/// # Errors
/// Refused to all but partner admins.
pub async fn open_by_kind(app: &App, ctx: &Context) -> Outcome<Vec<OpenOfKind>> {
    rights::require_partner_admin(ctx)?;
    Ok(approval::open_by_kind(app.store().db()).await?)
}

/// The open requests before and after one of them, oldest first.
///
/// # Errors
/// Refused to all but partner admins.
pub async fn neighbours(app: &App, ctx: &Context, approval: &Approval) -> Outcome<Neighbours> {
    rights::require_partner_admin(ctx)?;
    Ok(approval::neighbours(app.store().db(), approval).await?)
}

fn missing() -> Failure {
    Refusal::of(&catalogue::APPROVAL_NOT_FOUND).into()
}

fn kind_of(approval: &Approval) -> Outcome<Kind> {
    Kind::parse(&approval.kind).ok_or_else(|| anyhow::anyhow!("approval {} is of an unknown kind", approval.id).into())
}

pub async fn get(app: &App, ctx: &Context, id: &str) -> Outcome<ApprovalView> {
    let db = app.store().db();
    let approval = approval::find(db, rights::reach(ctx), id).await?.ok_or_else(missing)?;
    let kind = kind_of(&approval)?;
    if kind.is_of_two_admins() && !ctx.actor.is_partner_admin() {
        return Err(missing());
    }
    let notes = approval::notes(db, &approval).await?;
    let about = about(app, ctx, &approval).await?;
    let may_decide = may_decide(app, ctx, kind, &approval).await?.map(|_| ());
    Ok(ApprovalView { kind, approval, notes, about, may_decide })
}

/// One of several approvals that are to be decided together.
pub struct Candidate {
    pub approval: Approval,
    pub brief: Brief,
    /// Whether this caller may decide it.
    pub may_decide: bool,
}

/// The open approvals of a kind among these ids, in their order, in a few statements however many they are. What is
/// decided, of another kind or gone is left out.
///
/// # Errors
/// Refused to all but partner admins.
pub async fn candidates(app: &App, ctx: &Context, kind: Kind, ids: &[String]) -> Outcome<Vec<Candidate>> {
    rights::require_partner_admin(ctx)?;
    let db = app.store().db();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let found = approval::find_some(db, Reach::Everything, &ids).await?;
    let open: Vec<Approval> = ids
        .iter()
        .filter_map(|id| found.iter().find(|one| one.id == *id))
        .filter(|one| one.kind == kind.as_str() && State::parse(&one.state).is_some_and(State::is_open))
        .cloned()
        .collect();
    let briefs = briefs(app, ctx, &open).await?;
    let own = member::of_identity(db, &ctx.actor.issuer, &ctx.actor.subject).await?;
    let judged = open.into_iter().zip(briefs).map(|(approval, brief)| {
        let is_member = own.iter().any(|one| one.partner_id == approval.partner_id);
        let may_decide = judge_decider(app, ctx, kind, &approval, is_member).is_ok();
        Candidate { approval, brief, may_decide }
    });
    Ok(judged.collect())
}

/// Whether a member of this partner leaves to another admin what brings something of it back (decisions, "Four eyes").
pub fn needs_another(app: &App, ctx: &Context, partner_id: &str) -> bool {
    app.four_eyes() && ctx.owned.contains(partner_id)
}

/// The route whose roles may decide. The contract lets partner managers decide requests for policies, and nothing else.
fn decided_by(kind: Kind) -> &'static Route {
    match kind {
        Kind::PolicyLink => &routes::DECIDE_POLICY_REQUEST,
        _ => &routes::DECIDE_APPROVAL,
    }
}

/// Role and four eyes. The inner answer says whether four eyes had to be waived.
async fn may_decide(app: &App, ctx: &Context, kind: Kind, approval: &Approval) -> Outcome<Result<bool, Refusal>> {
    let is_member =
        member::is_member(app.store().db(), &approval.partner_id, &ctx.actor.issuer, &ctx.actor.subject).await?;
    Ok(judge_decider(app, ctx, kind, approval, is_member))
}

fn judge_decider(app: &App, ctx: &Context, kind: Kind, approval: &Approval, is_member: bool) -> Result<bool, Refusal> {
    if rights::require(ctx, decided_by(kind)).is_err() {
        return Err(Refusal::of(&catalogue::FORBIDDEN));
    }
    if kind.is_of_two_admins() {
        let own_account = matches!(kind, Kind::AdminRole | Kind::SecondFactor)
            && ctx.actor.issuer == LOCAL_ISSUER
            && approval.object_id.split('/').next() == Some(ctx.actor.subject.as_str());
        return second_admin(&ctx.actor, &approval.requested_by, is_member || own_account).map(|()| false);
    }
    four_eyes(&ctx.actor, &approval.requested_by, is_member, app.four_eyes())
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
    rights::reason(verdict.reason, verdict.decision.needs_reason())?;
    decide_as_before(app, ctx, id, verdict).await
}

/// As [`decide`] for the contract's routes, whose callers send no reason (decisions, "Reasons").
pub(crate) async fn decide_as_before(app: &App, ctx: &Context, id: &str, verdict: Verdict<'_>) -> Outcome<Approval> {
    let reason = rights::reason(verdict.reason, false)?;
    let known = approval::find(app.store().db(), Reach::Everything, id).await?.ok_or_else(missing)?;
    let kind = kind_of(&known)?;
    if !kind.takes(verdict.decision) {
        return Err(Refusal::of(&catalogue::DECISION_INVALID).into());
    }
    rights::require(ctx, decided_by(kind))?;
    let waived = may_decide(app, ctx, kind, &known).await??;
    // Each kind has a way of its own: together they are more than a caller's stack should hold.
    let prepared = Box::pin(Prepared::of(app, ctx, kind, &known, verdict.decision)).await?;
    let mut change = app.store().change().await?;
    let approval = approval::find(&mut change, Reach::Everything, id).await?.ok_or_else(missing)?;
    let state = State::parse(&approval.state).ok_or_else(|| Refusal::of(&catalogue::APPROVAL_DECIDED))?;
    let after = rule(state, verdict.decision)?;
    let partner = about::partner_in(app, &mut change, kind, &approval).await?;
    let current_revision = about::revision(&mut change, kind, &approval, partner.as_ref()).await?;
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
    let deed = Deed { kind, approval: &approval, partner: partner.as_ref(), decision: verdict.decision };
    Box::pin(deed.carry_out(app, ctx, &mut change, prepared)).await?;
    if let (Some(partner), false) = (&partner, kind.is_of_two_admins()) {
        mails::decision(app, ctx, &mut change, partner, &approval, verdict.decision, reason).await?;
    }
    let record = deed.record(after, waived).before(json!({"state": approval.state})).reason(reason);
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    if after == State::Approved {
        match kind {
            Kind::CaChain => Box::pin(crate::certificates::process_pending(app, id)).await,
            Kind::Partner => {
                Box::pin(crate::certificates::process_pending_of_partner(app, &approval.partner_id)).await;
            }
            Kind::SecondFactor => crate::accounts::second_factor::end_sessions_after_reset(app, ctx, &approval).await?,
            _ => {}
        }
    }
    approval::find(app.store().db(), Reach::Everything, id).await?.ok_or_else(missing)
}

/// What is slow to find out about an approval, before the change that decides it. Checked again in it.
enum Prepared {
    Nothing,
    Chain(Box<JudgedFile>),
    Certificates(Today),
    Chip(PreparedChip),
}

impl Prepared {
    async fn of(app: &App, ctx: &Context, kind: Kind, approval: &Approval, decision: Decision) -> Outcome<Self> {
        if decision != Decision::Approve {
            return Ok(Self::Nothing);
        }
        Ok(match kind {
            Kind::CaChain | Kind::TrustAnchor => {
                Self::Chain(Box::new(crate::certificates::judge_proposal(app, ctx, approval).await?))
            }
            Kind::Reactivation => {
                let partner = crate::partners::read(app, ctx, &approval.partner_id).await?;
                Self::Certificates(crate::certificates::today(app, ctx, &partner).await?)
            }
            Kind::Chip => Self::Chip(crate::devices::prepare_chip(app, ctx, approval).await?),
            Kind::Partner
            | Kind::PolicyLink
            | Kind::ApiKey
            | Kind::Device
            | Kind::Interface
            | Kind::Rename
            | Kind::AdminRole
            | Kind::SecondFactor
            | Kind::OwnerChange
            | Kind::Publication
            | Kind::Unhotlist => Self::Nothing,
        })
    }
}

/// A decision on an approval, within its change.
struct Deed<'a> {
    kind: Kind,
    approval: &'a Approval,
    partner: Option<&'a Partner>,
    decision: Decision,
}

impl Deed<'_> {
    async fn carry_out(&self, app: &App, ctx: &Context, change: &mut Change<'_>, prepared: Prepared) -> Outcome<()> {
        let approve = self.decision == Decision::Approve;
        match (self.kind, prepared, self.partner) {
            (Kind::Partner, _, Some(partner)) => decide_partner(app, ctx, change, partner, self.decision).await,
            (Kind::PolicyLink, _, Some(partner)) => {
                crate::policy_links::carry_out(app, ctx, change, self.approval, partner, self.decision).await
            }
            (Kind::ApiKey, _, Some(partner)) => {
                crate::api_keys::carry_out(ctx, change, self.approval, partner, self.decision).await
            }
            (Kind::Device | Kind::Interface | Kind::Chip, prepared, Some(partner)) => {
                let made = Made { kind: self.kind, approval: self.approval, partner, decision: self.decision };
                let chip = if let Prepared::Chip(chip) = prepared { Some(chip) } else { None };
                crate::devices::carry_out(app, ctx, change, &made, chip).await
            }
            (Kind::CaChain | Kind::TrustAnchor, Prepared::Chain(chain), _) => {
                let brought_by = self.partner.map(|partner| partner.id.as_str());
                let brought_by = brought_by.filter(|_| self.kind == Kind::CaChain);
                crate::certificates::store_chain(ctx, change, *chain, brought_by).await
            }
            (Kind::Reactivation, Prepared::Certificates(today), Some(partner)) => {
                crate::partners::reactivate_in(app, ctx, change, partner, &today).await
            }
            (Kind::Rename, _, Some(partner)) if approve => {
                crate::partners::rename_in(ctx, change, self.approval, partner).await
            }
            (Kind::AdminRole, _, _) if approve => crate::accounts::roles::grant_in(ctx, change, self.approval).await,
            (Kind::SecondFactor, _, _) if approve => {
                crate::accounts::second_factor::reset_in(app, ctx, change, self.approval).await
            }
            (Kind::Publication, _, _) if approve => crate::policies::publish_in(app, ctx, change, self.approval).await,
            (Kind::Unhotlist, _, _) if approve => crate::hotlist::weaken_in(ctx, change, self.approval).await,
            (Kind::OwnerChange, _, _) if approve => {
                crate::accounts::invitations::send_in(app, ctx, change, self.approval).await
            }
            (Kind::OwnerChange, _, _) if self.decision == Decision::Reject => {
                crate::accounts::invitations::drop_in(ctx, change, self.approval).await
            }
            _ => Ok(()),
        }
    }

    /// The organisation that asked, or the admin; and whose second factor it was.
    fn telling(&self, record: Record) -> Record {
        let record = match self.kind.is_of_two_admins() {
            false if !self.approval.partner_id.is_empty() => {
                return record.telling(Reader::Partner(self.approval.partner_id.clone()));
            }
            _ => record.telling(Reader::Account(self.approval.requested_by.clone())),
        };
        let was_reset = self.kind == Kind::SecondFactor && self.decision == Decision::Approve;
        if was_reset { record.telling_account(&self.approval.object_id) } else { record }
    }

    fn record(&self, after: State, waived: bool) -> Record {
        let (id, kind) = (&self.approval.id, self.kind);
        let content: Json = two_admins::content(self.approval).unwrap_or_default();
        let (object_kind, object_id) = two_admins::object(kind, &self.approval.partner_id, id, &content);
        let is_told = kind.is_of_two_admins() || kind == Kind::Rename;
        let mut said = if is_told { two_admins::shown(&content) } else { json!({}) };
        said["approvalId"] = json!(id);
        said["kind"] = json!(self.approval.kind);
        said["state"] = json!(after.as_str());
        said["waived"] = json!(waived);
        let record = Record::new("approval.decide", object_kind, object_id).touching("approval", id).after(said);
        let record = self.telling(record);
        match (kind, content.get("invitationId").and_then(Json::as_str)) {
            (Kind::OwnerChange, Some(invitation)) => record.touching("invitation", invitation),
            (Kind::ApiKey, _) => record.touching("api_key", &self.approval.object_id),
            (Kind::Device, _) => record.touching("device", &self.approval.object_id),
            (Kind::Interface, _) => record.touching("interface", &self.approval.object_id),
            (Kind::Chip, _) => record.touching("chip", &self.approval.object_id),
            _ => record,
        }
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
            let current = certificate::current(&mut *change, Reach::Everything, &partner.id).await?;
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
    let own = Reach::Own(&ctx.writable);
    approval::find(app.store().db(), own, id).await?.ok_or_else(missing)?;
    let mut change = app.store().change().await?;
    let approval = approval::find(&mut change, own, id).await?.ok_or_else(missing)?;
    let kind = kind_of(&approval)?;
    if kind.is_of_two_admins() {
        return Err(missing());
    }
    let partner = about::partner_in(app, &mut change, kind, &approval).await?;
    let revision = about::revision(&mut change, kind, &approval, partner.as_ref()).await?;
    if !approval::resubmit(&mut change, id, revision).await? {
        return Err(Refusal::of(&catalogue::APPROVAL_DECIDED).into());
    }
    note(&mut change, ctx, id, "partner", "answer", words).await?;
    let record = Record::new("approval.answer", "partner", &approval.partner_id).touching("approval", id).reason(words);
    change.save(ctx, record).await?;
    Ok(())
}

pub(crate) async fn note(
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
