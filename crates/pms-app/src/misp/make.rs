//! Making licences and renewing them.

use chrono::TimeDelta;
use pms_domain::key_value::KeyValue;
use pms_domain::licence::{self, By, Command, State};
use pms_domain::policy_link::Status;
use pms_domain::{Context, Refusal, Timestamp, catalogue, routes};
use pms_store::audit::Record;
use pms_store::misp_licence::{self, Licence, NewLicence};
use pms_store::partner::{Partner, Reach};
use pms_store::{Change, auth_policy, policy_link};
use serde_json::json;

use super::{OBJECT, Published, active_misp, by, changes, is_misp, manages, publish, read};
use crate::accounts::limits;
use crate::partners::mails;
use crate::{App, Outcome, events, rights};

/// A licence as its answer shows it.
pub struct Made {
    pub misp_id: String,
    /// Names the licence where its value must not stand.
    pub id: String,
    pub key: KeyValue,
    /// `None`: an adopted licence without an end.
    pub valid_to: Option<Timestamp>,
}

/// Whether the portal offers this person to make or renew a MISP's licence (`misp.licence_by`). The contract's routes let
/// both do it.
pub fn may_make(app: &App, ctx: &Context, misp_id: &str) -> bool {
    manages(ctx) || (app.settings().misp.licence_by == "misp" && ctx.writable.contains(misp_id))
}

/// Makes a MISP's first licence (contract part A §6, POST).
///
/// # Errors
/// In this order: another's partner, or one that is not there; a licence exists; no such partner (to an admin), one of
/// another type, an inactive one; of its policy what [`first_policy`] says.
pub async fn create(app: &App, ctx: &Context, misp_id: &str) -> Outcome<Made> {
    rights::require(ctx, &routes::CREATE_LICENCE)?;
    if !changes(ctx).includes(misp_id) {
        return Err(Refusal::of(&catalogue::NOT_AUTHORIZED).into());
    }
    let key = KeyValue::random(&ctx.surroundings, app.settings().misp.licence_key_length);
    let mut change = app.store().change().await?;
    if misp_licence::current(&mut change, Reach::Everything, misp_id).await?.is_some() {
        return Err(Refusal::of(&catalogue::LICENCE_EXISTS).into());
    }
    let misp = find_misp(app, &mut change, misp_id).await?;
    let policy_id = match requested(&mut change, misp_id).await? {
        Requested::Nothing => None,
        Requested::Policy(id) => Some(id),
        Requested::NotApproved => return Err(Refusal::of(&catalogue::MISP_POLICY_NOT_APPROVED).into()),
    };
    let made = insert(app, ctx, &mut change, misp_id, key, policy_id.as_deref())?;
    let published = Published { id: &made.id, misp_id, policy_id: policy_id.as_deref() };
    publish(&mut change, events::MISP_LICENSE_GENERATED, &published, true, events::INFRA_PROVIDER);
    let about = mails::AboutLicence { happened: "made", reason: None };
    mails::licence(app, ctx, &mut change, &misp, &made.id, &about).await?;
    let record = Record::new("licence.create", "partner", misp_id).touching(OBJECT, &made.id).after(json!({
        "licenceId": made.id,
        "policyId": policy_id,
        "validTo": made.valid_to.map(pms_domain::time::local_iso),
    }));
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(made)
}

async fn find_misp(app: &App, change: &mut Change<'_>, misp_id: &str) -> Outcome<Partner> {
    let found = pms_store::partner::find(app.store(), change, Reach::Everything, misp_id).await?;
    let partner = found.ok_or(&catalogue::MISP_NOT_FOUND)?;
    if !is_misp(&partner) {
        return Err(Refusal::of(&catalogue::NOT_A_MISP).into());
    }
    if !partner.is_active {
        return Err(Refusal::of(&catalogue::MISP_NOT_ACTIVE).into());
    }
    Ok(partner)
}

/// What a MISP's requests for policies say about its licence.
enum Requested {
    /// It never asked: a MISP needs no policy.
    Nothing,
    /// The policy of its first approved request.
    Policy(String),
    /// One waits, or all were refused.
    NotApproved,
}

/// What was refused or taken back does not stand in the way of what was approved; what waits does.
///
/// # Errors
/// The approved policy is gone; it cannot be read.
async fn requested(change: &mut Change<'_>, misp_id: &str) -> Outcome<Requested> {
    let requests = policy_link::of_partner(&mut *change, Reach::Everything, misp_id).await?;
    let status = |request: &policy_link::PolicyRequest| Status::parse(&request.status_code);
    if requests.is_empty() {
        return Ok(Requested::Nothing);
    }
    if requests.iter().any(|request| !matches!(status(request), Some(Status::Approved | Status::Rejected))) {
        return Ok(Requested::NotApproved);
    }
    match first_policy(change, &requests).await? {
        Some(id) => Ok(Requested::Policy(id)),
        None => Ok(Requested::NotApproved),
    }
}

/// The policy of the first approved request.
///
/// # Errors
/// It is gone; it cannot be read.
async fn first_policy(change: &mut Change<'_>, requests: &[policy_link::PolicyRequest]) -> Outcome<Option<String>> {
    let approved = requests.iter().find(|request| Status::parse(&request.status_code) == Some(Status::Approved));
    let Some(request) = approved else { return Ok(None) };
    let policy = auth_policy::find(&mut *change, &request.policy_id).await?.ok_or(&catalogue::MISP_POLICY_MISSING)?;
    pms_domain::policy::parse(&policy.policy_file_id).ok_or(&catalogue::POLICY_UNREADABLE)?;
    Ok(Some(policy.id))
}

/// Inserts a licence that is valid from now on.
fn insert(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    misp_id: &str,
    key: KeyValue,
    policy_id: Option<&str>,
) -> Outcome<Made> {
    let (id, now) = (ctx.uuid(), ctx.now());
    let valid_to = now + TimeDelta::days(i64::from(app.settings().misp.licence_validity_days));
    let new = NewLicence { id: &id, misp_id, key: &key, policy_id, valid_from: now, valid_to, by: &ctx.actor.name };
    misp_licence::insert(change, &ctx.surroundings, &new)?;
    Ok(Made { misp_id: misp_id.to_owned(), id, key, valid_to: Some(valid_to) })
}

/// `GET /misps/{mispId}/licenseKey`: the licence in force, else a new one in the place of what is not (contract part A §6).
///
/// # Errors
/// In this order: no such partner, an inactive one, one without a licence; its policy is gone or cannot be read.
pub async fn get_or_renew(app: &App, ctx: &Context, misp_id: &str) -> Outcome<Made> {
    rights::require(ctx, &routes::GET_LICENCE_KEY)?;
    let key = KeyValue::random(&ctx.surroundings, app.settings().misp.licence_key_length);
    let mut change = app.store().change().await?;
    let misp = active_misp(app, &mut change, misp_id).await?;
    let found = misp_licence::current(&mut change, Reach::Everything, misp_id).await?;
    let current = found.ok_or(&catalogue::LICENCE_NOT_FOUND)?;
    if !current.is_in_force(ctx.now()) {
        check_not_blocked(ctx, &current)?;
        return replace(app, ctx, change, &misp, &current, key, None).await;
    }
    let record = read::record(misp_id, [current.id.as_str()]);
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    let key = current.key(app.store())?;
    Ok(Made { misp_id: current.misp_id, id: current.id, key, valid_to: current.valid_to_date })
}

/// Makes a new licence in the place of the current one, whatever that is: an admin does, and where `misp.licence_by` is
/// `misp`, the MISP itself.
///
/// # Errors
/// In this order: another's partner, which for the caller does not exist; one that only an admin renews; no such partner, an
/// inactive one, one without a licence; an admin has stopped it and the MISP asks; its policy is gone or cannot be read.
pub async fn renew(app: &App, ctx: &Context, misp_id: &str, reason: Option<&str>) -> Outcome<Made> {
    rights::require(ctx, &routes::RENEW_LICENCE)?;
    let reason = rights::reason(reason, false)?;
    if !super::reads(ctx).includes(misp_id) {
        return Err(Refusal::of(&catalogue::MISP_NOT_FOUND).into());
    }
    if !may_make(app, ctx, misp_id) {
        return Err(Refusal::of(&catalogue::NOT_AUTHORIZED).into());
    }
    limits::licence_renewal(app, ctx, misp_id).await?;
    let key = KeyValue::random(&ctx.surroundings, app.settings().misp.licence_key_length);
    let mut change = app.store().change().await?;
    let misp = active_misp(app, &mut change, misp_id).await?;
    let found = misp_licence::current(&mut change, Reach::Everything, misp_id).await?;
    let current = found.ok_or(&catalogue::LICENCE_NOT_FOUND)?;
    check_not_blocked(ctx, &current)?;
    replace(app, ctx, change, &misp, &current, key, reason).await
}

/// What an admin has stopped is not renewed by its own MISP.
fn check_not_blocked(ctx: &Context, current: &Licence) -> Result<(), Refusal> {
    let is_blocked = by(ctx, &current.misp_id) == By::Misp && current.state() == State::Stopped(By::Admin);
    if is_blocked { Err(Refusal::of(&catalogue::LICENCE_BLOCKED)) } else { Ok(()) }
}

/// The current licence gives its place to a new one and stays, inactive.
async fn replace(
    app: &App,
    ctx: &Context,
    mut change: Change<'_>,
    misp: &Partner,
    current: &Licence,
    key: KeyValue,
    reason: Option<&str>,
) -> Outcome<Made> {
    let requests = policy_link::of_partner(&mut change, Reach::Everything, &misp.id).await?;
    // A request that waits does not keep a MISP from going on as before.
    let policy_id = first_policy(&mut change, &requests).await?.or_else(|| current.policy_id.clone());
    let replaced = licence::next(current.state(), Command::Replace, current.circumstances(ctx.now()))?;
    misp_licence::set_state(&mut change, current, replaced, &ctx.actor.name, ctx.now()).await?;
    let made = insert(app, ctx, &mut change, &misp.id, key, policy_id.as_deref())?;
    let published = Published { id: &made.id, misp_id: &misp.id, policy_id: policy_id.as_deref() };
    publish(&mut change, events::MISP_LICENSE_UPDATED, &published, true, events::INFRA_PROVIDER);
    let about = mails::AboutLicence { happened: "renewed", reason };
    mails::licence(app, ctx, &mut change, misp, &made.id, &about).await?;
    let record = Record::new("licence.renew", "partner", &misp.id)
        .telling_members(ctx, &misp.id)
        .touching(OBJECT, &made.id)
        .touching(OBJECT, &current.id)
        .before(json!({"licenceId": current.id, "policyId": current.policy_id}))
        .after(json!({
            "licenceId": made.id,
            "policyId": policy_id,
            "validTo": made.valid_to.map(pms_domain::time::local_iso),
        }))
        .reason(reason);
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(made)
}
