//! Deciding on requests for policies: the contract's route, and what a decision changes (contract part A §5.5).

use pms_domain::approval::{Decision, Kind};
use pms_domain::policy_link::Status;
use pms_domain::{Context, Refusal, catalogue, routes};
use pms_store::Change;
use pms_store::approval::{self, Approval};
use pms_store::audit::Record;
use pms_store::auth_policy;
use pms_store::partner::{Partner, Reach};
use pms_store::policy_link::{self, PolicyRequest};
use serde_json::json;

use super::needs_extractors;
use super::request::{adopted, check_fit};
use crate::approvals::{self, Verdict};
use crate::{App, Failure, Outcome, rights};

/// The contract's route: `word` is `approved` or `rejected` in any letter case.
///
/// # Errors
/// In this order: no such request, approved before, rejected before, another word; of an approval what
/// [`check_approvable`] says; the rule of two people.
pub async fn decide(app: &App, ctx: &Context, id: &str, word: &str, reason: Option<&str>) -> Outcome<Decision> {
    rights::require(ctx, &routes::DECIDE_POLICY_REQUEST)?;
    let db = app.store().db();
    let found = policy_link::find(db, Reach::Everything, id).await?;
    let request = found.ok_or(&catalogue::POLICY_REQUEST_NOT_FOUND)?;
    undecided(&request)?;
    let decision = match Status::parse(word) {
        Some(Status::Approved) => Decision::Approve,
        Some(Status::Rejected) => Decision::Reject,
        _ => return Err(Refusal::of(&catalogue::POLICY_DECISION_WORD).into()),
    };
    let approval = match approval::newest(db, Reach::Everything, Kind::PolicyLink.as_str(), id).await? {
        Some(approval) => approval,
        None => adopt(app, ctx, id).await?,
    };
    // Existing callers send no reason and saw no revision.
    let verdict = Verdict { decision, reason, shown_revision: None };
    match approvals::decide_as_before(app, ctx, &approval.id, verdict).await {
        Ok(_) => Ok(decision),
        // Somebody else was faster: the contract says what the decision was.
        Err(Failure::Refused(refusal)) if std::ptr::eq(refusal.entry, &catalogue::APPROVAL_DECIDED) => {
            // Within a change: the decision may wait for its commit still.
            let mut change = app.store().change().await?;
            let found = policy_link::find(&mut change, Reach::Everything, id).await?;
            change.leave().await?;
            undecided(&found.ok_or(&catalogue::POLICY_REQUEST_NOT_FOUND)?)?;
            Err(refusal.into())
        }
        Err(failure) => Err(failure),
    }
}

fn undecided(request: &PolicyRequest) -> Result<(), Refusal> {
    match Status::parse(&request.status_code) {
        Some(Status::Approved) => Err(Refusal::of(&catalogue::POLICY_REQUEST_IS_APPROVED)),
        Some(Status::Rejected) => Err(Refusal::of(&catalogue::POLICY_REQUEST_IS_REJECTED)),
        Some(Status::InProgress) | None => Ok(()),
    }
}

/// A request that an adopted database left waiting gets its approval now. Two who do so at once make one.
async fn adopt(app: &App, ctx: &Context, id: &str) -> Outcome<Approval> {
    let mut change = app.store().change().await?;
    let kind = Kind::PolicyLink.as_str();
    if let Some(approval) = approval::newest(&mut change, Reach::Everything, kind, id).await? {
        change.leave().await?;
        return Ok(approval);
    }
    let found = policy_link::find(&mut change, Reach::Everything, id).await?;
    let request = found.ok_or(&catalogue::POLICY_REQUEST_NOT_FOUND)?;
    let approval = adopted(ctx, &request, change.revision());
    approval::insert(&mut change, &approval).await?;
    let record = Record::new("policy.request.adopt", "partner", &request.part_id)
        .touching("policy_request", id)
        .touching("approval", &approval.id)
        .after(json!({"requestId": id, "policyId": request.policy_id}));
    change.save(ctx, record).await?;
    Ok(approval)
}

/// Whether a request may be approved today.
///
/// # Errors
/// In this order: extractors that the partner's type needs are missing; the policy is gone, inactive, without group, its
/// group inactive, expired; its type does not fit the partner's.
async fn check_approvable(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    partner: &Partner,
    request: &PolicyRequest,
) -> Outcome<()> {
    let refused = |entry| Err(Refusal::of(entry).into());
    if needs_extractors(app, &partner.partner_type_code) {
        let found = policy_link::extractors(&mut *change, Reach::Everything, &partner.id, &request.policy_id).await?;
        if found.is_empty() {
            return refused(&catalogue::EXTRACTORS_MISSING);
        }
    }
    let policy = auth_policy::find(&mut *change, &request.policy_id).await?;
    let policy = policy.filter(|policy| !policy.is_gone()).ok_or(&catalogue::LINKED_POLICY_MISSING)?;
    if !policy.is_active {
        return refused(&catalogue::LINKED_POLICY_INACTIVE);
    }
    match policy.group_is_active {
        None => return refused(&catalogue::LINKED_POLICY_WITHOUT_GROUP),
        Some(false) => return refused(&catalogue::POLICY_GROUP_INACTIVE),
        Some(true) => {}
    }
    if policy.valid_to_date <= ctx.now() {
        return refused(&catalogue::LINKED_POLICY_EXPIRED);
    }
    Ok(check_fit(&policy, &partner.partner_type_code)?)
}

/// What a decision changes, within the change that decides: the contract's word.
pub(crate) async fn carry_out(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    approval: &Approval,
    partner: &Partner,
    decision: Decision,
) -> Outcome<()> {
    let status = Status::of(decision.leads_to());
    if status == Status::InProgress {
        return Ok(());
    }
    let found = policy_link::find(&mut *change, Reach::Everything, &approval.object_id).await?;
    let request = found.ok_or(&catalogue::POLICY_REQUEST_NOT_FOUND)?;
    if status == Status::Approved {
        check_approvable(app, ctx, change, partner, &request).await?;
    }
    policy_link::set_status(change, &request.id, status.as_str(), &ctx.actor.name, ctx.now());
    Ok(())
}
