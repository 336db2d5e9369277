//! A partner asks for a policy, and takes the request back.

use pms_domain::approval::{Kind, State};
use pms_domain::policy::PolicyType;
use pms_domain::policy_link::{self as rule, Status};
use pms_domain::{Context, Refusal, catalogue, limits, routes, text};
use pms_store::Change;
use pms_store::approval::{self, Approval};
use pms_store::audit::Record;
use pms_store::auth_policy::AuthPolicy;
use pms_store::partner::Reach;
use pms_store::policy_link::{self, NewRequest, PolicyRequest};
use serde_json::json;

use super::{active_partner, precheck, wanted};
use crate::approvals::note;
use crate::{App, Outcome, rights};

/// A request that was made.
pub struct Requested {
    /// The `mappingkey` of the wire.
    pub id: String,
}

/// Asks for a policy (contract part A §4.15). The request waits for an approval of kind `policy`.
///
/// # Errors
/// In this order: no such partner, an inactive one, another's; of the policy, that nobody has an active one of this name,
/// that the partner's group has none, inactive, expired, in an inactive group, of a type that does not fit the partner's
/// (decisions, "Which policy for which type?"); a request that waits, one that was approved.
pub async fn request(
    app: &App,
    ctx: &Context,
    partner_id: &str,
    policy_name: &str,
    use_case: &str,
) -> Outcome<Requested> {
    rights::require(ctx, &routes::REQUEST_POLICY)?;
    crate::partners::check_visible("useCaseDescription", use_case)?;
    if text::utf16_len(use_case) > limits::USE_CASE {
        let said = format!("Length should be between 0 and {} chars :request.useCaseDescription", limits::USE_CASE);
        return Err(Refusal::with(&catalogue::INVALID_PARAMETER, said).into());
    }
    precheck(app, ctx, partner_id).await?;
    let now = ctx.now();
    let mut change = app.store().change().await?;
    let partner = active_partner(app, &mut change, partner_id).await?;
    let policy = wanted(ctx, &mut change, &partner, policy_name).await?;
    check_fit(&policy, &partner.partner_type_code)?;
    check_alone(&mut change, ctx, partner_id, &policy.id).await?;
    // Twenty random digits: nobody guesses another's, and a collision is refused, never overwritten.
    let id = ctx.surroundings.numeric_id();
    let new = NewRequest {
        id: &id,
        part_id: partner_id,
        policy_id: &policy.id,
        request_detail: use_case,
        by: &ctx.actor.name,
        at: now,
    };
    policy_link::insert(&mut change, &new).await?;
    let approval = waiting(ctx, &id, partner_id, change.revision(), &policy, use_case);
    approval::insert(&mut change, &approval).await?;
    let record = Record::new("policy.request", "partner", partner_id)
        .touching("policy_request", &id)
        .touching("policy", &policy.id)
        .touching("approval", &approval.id)
        .after(json!({
            "requestId": id,
            "policyId": policy.id,
            "status": Status::InProgress.as_str(),
            "approvalId": approval.id,
            "kind": approval.kind,
        }));
    change.save(ctx, record).await?;
    Ok(Requested { id })
}

/// Whether the policy's type fits the partner's.
pub(super) fn check_fit(policy: &AuthPolicy, partner_type: &str) -> Result<(), Refusal> {
    let fits = PolicyType::parse(&policy.policy_type).is_some_and(|found| rule::fits(found, partner_type));
    if fits { Ok(()) } else { Err(Refusal::with(&catalogue::POLICY_TYPE_UNFIT, policy.policy_type.as_str())) }
}

/// Neither waits a request for the pair nor was one approved. The change is the only one: nobody asks at the same time.
async fn check_alone(change: &mut Change<'_>, ctx: &Context, partner_id: &str, policy_id: &str) -> Outcome<()> {
    let earlier = policy_link::of_pair(&mut *change, rights::changes(ctx), partner_id, policy_id).await?;
    let any = |status| earlier.iter().any(|request| Status::parse(&request.status_code) == Some(status));
    if any(Status::InProgress) {
        return Err(Refusal::of(&catalogue::POLICY_REQUEST_PENDING).into());
    }
    if any(Status::Approved) {
        return Err(Refusal::of(&catalogue::POLICY_REQUEST_APPROVED).into());
    }
    Ok(())
}

fn waiting(
    ctx: &Context,
    request_id: &str,
    partner_id: &str,
    revision: i64,
    policy: &AuthPolicy,
    use_case: &str,
) -> Approval {
    let proposal = json!({
        "policyId": policy.id,
        "policyName": policy.name,
        "policyType": policy.policy_type,
        "useCaseDescription": use_case,
    });
    Approval {
        proposal: Some(proposal.to_string()),
        ..Approval::waiting(ctx, Kind::PolicyLink, request_id, partner_id, revision)
    }
}

/// The approval of a request that an adopted database left waiting: it never had one of ours.
pub(crate) fn adopted(ctx: &Context, request: &PolicyRequest, revision: i64) -> Approval {
    Approval {
        requested_by: "system#adopted".to_owned(),
        requested_name: request.cr_by.clone(),
        requested_at: request.cr_dtimes,
        proposal: Some(
            json!({"policyId": request.policy_id, "useCaseDescription": request.request_detail}).to_string(),
        ),
        ..Approval::waiting(ctx, Kind::PolicyLink, &request.id, &request.part_id, revision)
    }
}

/// The partner takes a request back before it is decided (our own route). The contract's word becomes `rejected`: it has no
/// other that lets the partner ask again.
///
/// # Errors
/// No such request, or another's; one that was decided.
pub async fn withdraw(app: &App, ctx: &Context, request_id: &str, reason: Option<&str>) -> Outcome<()> {
    rights::require(ctx, &routes::WITHDRAW_POLICY_REQUEST)?;
    let reason = rights::reason(reason, false)?;
    let now = ctx.now();
    let mut change = app.store().change().await?;
    let found = policy_link::find(&mut change, Reach::Everything, request_id).await?;
    let missing = &catalogue::POLICY_REQUEST_NOT_FOUND;
    let request = rights::changeable(ctx, found, |request| &request.part_id, missing)?;
    if Status::parse(&request.status_code) != Some(Status::InProgress) {
        return Err(Refusal::of(&catalogue::APPROVAL_DECIDED).into());
    }
    let open = approval::newest(&mut change, Reach::Everything, Kind::PolicyLink.as_str(), request_id).await?;
    let approval = match open {
        Some(approval) => approval,
        None => {
            let approval = adopted(ctx, &request, change.revision());
            approval::insert(&mut change, &approval).await?;
            approval
        }
    };
    if !approval::withdraw(&mut change, &approval.id).await? {
        return Err(Refusal::of(&catalogue::APPROVAL_DECIDED).into());
    }
    let role = if ctx.writable.contains(&request.part_id) { "partner" } else { "partner_admin" };
    note(&mut change, ctx, &approval.id, role, "withdraw", reason).await?;
    let after = Status::of(State::Withdrawn).as_str();
    policy_link::set_status(&mut change, request_id, after, &ctx.actor.name, now);
    let record = Record::new("policy.withdraw", "partner", &request.part_id)
        .touching("policy_request", request_id)
        .touching("approval", &approval.id)
        .before(json!({"status": request.status_code}))
        .after(json!({"requestId": request_id, "status": after}))
        .reason(reason);
    change.save(ctx, record).await?;
    Ok(())
}
