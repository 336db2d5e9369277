//! Another name for an organisation: its people ask, an admin decides (decisions, "Certificates" and "People and partners").
//!
//! A certificate must name the organisation, so the name is judged like the registration it came with. What was accepted under
//! the former name stays; what comes next must say the new one.

use pms_domain::approval::{Kind, State};
use pms_domain::partner::Standing;
use pms_domain::{Context, Refusal, catalogue, limits, routes, text};
use pms_store::approval::{self, Approval};
use pms_store::audit::Record;
use pms_store::partner::{self, Partner, Reach};
use pms_store::{Change, StoreError, partner_name};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::approvals::{self, two_admins};
use crate::{App, Outcome, events, rights};

/// What is proposed.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Proposal {
    organization_name: String,
    /// The name at the time of the request.
    former_name: String,
    reason: String,
}

/// A request for another name.
#[derive(Debug)]
pub struct RenameAsked {
    pub approval_id: String,
    pub organization_name: String,
}

/// The rules of a registration's name.
fn check(name: &str, partner: &Partner) -> Outcome<()> {
    if text::is_blank(name) || text::utf16_len(name) > limits::ORGANIZATION {
        let said = format!("Length should be between 1 and {} chars :request.organizationName", limits::ORGANIZATION);
        return Err(Refusal::with(&catalogue::INVALID_PARAMETER, said).into());
    }
    super::check_visible("organizationName", name)?;
    if name == partner.name {
        return Err(Refusal::of(&catalogue::RENAME_SAME).into());
    }
    Ok(())
}

/// Asks for another name. At most one request of a partner is open; where an admin asked for changes, this is the answer.
///
/// # Errors
/// In this order: the role; a partner that is not there, or is another's; who may only read; a partner that is rejected or
/// deactivated; the reason; the name; a request that waits already.
pub async fn request_rename(app: &App, ctx: &Context, id: &str, name: &str, reason: &str) -> Outcome<RenameAsked> {
    rights::require(ctx, &routes::RENAME_PARTNER)?;
    let found = partner::find(app.store(), app.store().db(), Reach::Everything, id).await?;
    let known = rights::changeable(ctx, found, |partner| &partner.id, &catalogue::PARTNER_NOT_FOUND)?;
    check_standing(&known)?;
    let reason = rights::reason(Some(reason), true)?.unwrap_or_default();
    check(name, &known)?;
    let mut change = app.store().change().await?;
    let found = partner::find(app.store(), &mut change, Reach::Everything, id).await?;
    let partner = rights::changeable(ctx, found, |partner| &partner.id, &catalogue::PARTNER_NOT_FOUND)?;
    check_standing(&partner)?;
    check(name, &partner)?;
    check_alike(&mut change, name, &partner).await?;
    let proposal =
        Proposal { organization_name: name.to_owned(), former_name: partner.name.clone(), reason: reason.to_owned() };
    let approval_id = ask(ctx, &mut change, &partner, &json!(proposal).to_string(), reason).await?;
    let record = Record::new("partner.rename_request", "partner", id)
        .touching("approval", &approval_id)
        .after(json!({"approvalId": approval_id, "organizationName": name}))
        .reason(Some(reason));
    change.save(ctx, record).await?;
    Ok(RenameAsked { approval_id, organization_name: name.to_owned() })
}

/// As a registration: the hotlist could not tell the provider from another one.
async fn check_alike(change: &mut Change<'_>, name: &str, partner: &Partner) -> Outcome<()> {
    if crate::hotlist::reads_as_another(change, (name, &partner.id), &partner.partner_type_code).await? {
        return Err(Refusal::of(&catalogue::PROVIDER_NAME_COLLIDES).into());
    }
    Ok(())
}

fn check_standing(partner: &Partner) -> Outcome<()> {
    match Standing::of(&partner.approval_status, partner.is_active) {
        Standing::Active | Standing::InProgress => Ok(()),
        Standing::Rejected | Standing::Deactivated => Err(Refusal::of(&catalogue::PARTNER_NOT_ACTIVE).into()),
    }
}

/// The request that waits from now on.
async fn ask(
    ctx: &Context,
    change: &mut Change<'_>,
    partner: &Partner,
    proposal: &str,
    reason: &str,
) -> Outcome<String> {
    let (kind, id) = (Kind::Rename.as_str(), partner.id.as_str());
    let newest = approval::newest(&mut *change, Reach::Everything, kind, id).await?;
    let open = newest.filter(|newest| State::parse(&newest.state).is_some_and(State::is_open));
    let Some(open) = open else {
        let approval = Approval {
            proposal: Some(proposal.to_owned()),
            ..Approval::waiting(ctx, Kind::Rename, id, id, partner.revision)
        };
        return match approval::insert(change, &approval).await {
            Ok(()) => Ok(approval.id),
            Err(StoreError::Taken) => Err(Refusal::of(&catalogue::RENAME_OPEN).into()),
            Err(error) => Err(error.into()),
        };
    };
    if State::parse(&open.state) != Some(State::ChangesAsked) {
        return Err(Refusal::of(&catalogue::RENAME_OPEN).into());
    }
    let by = (ctx.actor.key(), ctx.actor.name.clone());
    approval::set_proposal(change, (kind, id), proposal, partner.revision, (&by.0, &by.1)).await?;
    approval::resubmit(change, &open.id, partner.revision).await?;
    approvals::note(change, ctx, &open.id, "partner", "answer", Some(reason)).await?;
    Ok(open.id)
}

/// The admin agreed: the new name counts, in the change that decides.
pub(crate) async fn rename_in(
    ctx: &Context,
    change: &mut Change<'_>,
    approval: &Approval,
    partner: &Partner,
) -> Outcome<()> {
    check_standing(partner)?;
    let proposal: Proposal = two_admins::content(approval)?;
    check(&proposal.organization_name, partner)?;
    check_alike(change, &proposal.organization_name, partner).await?;
    crate::hotlist::partner_renamed(ctx, change, partner, &proposal.organization_name).await?;
    partner_name::rename(change, partner, &proposal.organization_name, &ctx.actor.name, ctx.now()).await?;
    if let (true, Some(certificate_id)) = (partner.is_active, &partner.certificate_alias) {
        change.emit(events::partner_updated(&partner.id, certificate_id, true, events::PARTNER_MANAGEMENT));
    }
    Ok(())
}
