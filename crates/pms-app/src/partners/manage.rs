//! Changing a partner: its data, its policy group, its standing.

use futures_util::future::BoxFuture;
use pms_domain::approval::{Kind, State, TwoPerson};
use pms_domain::partner::{Command, Standing, next};
use pms_domain::{Context, Refusal, catalogue, limits, routes, text};
use pms_store::approval::{self, Approval, Note};
use pms_store::audit::Record;
use pms_store::partner::{self, Partner, Reach};
use pms_store::{Change, certificate, policy_group, policy_link};
use serde_json::{Value as Json, json};

use super::Registered;
use super::read::PartnerView;
use crate::approvals::two_admins::{self, Proposal};
use crate::certificates::{self, Today};
use crate::{App, Outcome, api_keys, events, rights};

/// New contact data. `None` leaves a member as it is (the reference wiped it).
pub struct PartnerUpdate {
    pub address: String,
    pub contact_number: String,
    pub logo_url: Option<String>,
    pub additional_info: Option<Json>,
}

/// Who rejects what still waits of a partner that fell.
pub(crate) const CASCADE: &str = "system:cascade";

async fn find(app: &App, change: &mut Change<'_>, id: &str, missing: &'static pms_domain::Entry) -> Outcome<Partner> {
    Ok(partner::find(app.store(), change, Reach::Everything, id).await?.ok_or_else(|| Refusal::of(missing))?)
}

/// Existence, then whose it is. A refusal needs no lock, and must not wait for one.
async fn precheck(app: &App, ctx: &Context, id: &str) -> Outcome<()> {
    let found = partner::find(app.store(), app.store().db(), Reach::Everything, id).await?;
    if found.is_none() {
        return Err(Refusal::of(&catalogue::PARTNER_NOT_FOUND).into());
    }
    if !rights::may_change(ctx, id) {
        return Err(Refusal::of(&catalogue::NOT_AUTHORIZED).into());
    }
    Ok(())
}

pub async fn update(app: &App, ctx: &Context, id: &str, update: PartnerUpdate) -> Outcome<Registered> {
    if text::utf16_len(&update.contact_number) > limits::CONTACT_NUMBER {
        return Err(Refusal::with(&catalogue::MOBILE_INVALID, limits::CONTACT_NUMBER.to_string()).into());
    }
    super::check_visible("address", &update.address)?;
    super::check_visible("contactNumber", &update.contact_number)?;
    super::check_visible("logoUrl", update.logo_url.as_deref().unwrap_or_default())?;
    precheck(app, ctx, id).await?;
    crate::accounts::limits::profile_change(app, ctx, id).await?;
    let mut change = app.store().change().await?;
    let mut partner = find(app, &mut change, id, &catalogue::PARTNER_NOT_FOUND).await?;
    partner.contact.address = update.address;
    partner.contact.contact_number = update.contact_number;
    let mut changed = vec!["address", "contactNumber"];
    if let Some(logo) = update.logo_url {
        partner.logo_url = Some(logo);
        changed.push("logoUrl");
    }
    if let Some(info) = update.additional_info.filter(|info| !info.is_null()) {
        let info = info.to_string();
        if info.len() > limits::ADDITIONAL_INFO {
            return Err(Refusal::of(&catalogue::JSON_INVALID).into());
        }
        partner.addl_info = Some(info);
        changed.push("additionalInfo");
    }
    partner::update_contact(&mut change, &ctx.surroundings, &partner, &ctx.actor.name).await?;
    change.save(ctx, Record::new("partner.update", "partner", id).after(json!({"changed": changed}))).await?;
    Ok(Registered { partner_id: partner.id, status: partner.approval_status })
}

/// An admin corrects the address of a partner that was registered with a wrong one. Its people cannot: who has an
/// organisation's address gets the letters about it.
///
/// # Errors
/// In this order: the role, no address, no reason, no such partner, an address that another partner uses.
pub async fn correct_email(app: &App, ctx: &Context, id: &str, email: &str, reason: Option<&str>) -> Outcome<()> {
    rights::require_partner_admin(ctx)?;
    if !text::is_email(email) {
        return Err(Refusal::of(&catalogue::EMAIL_INVALID).into());
    }
    let reason = rights::reason(reason, true)?;
    let mut change = app.store().change().await?;
    let mut partner = find(app, &mut change, id, &catalogue::PARTNER_NOT_FOUND).await?;
    let former = std::mem::replace(&mut partner.contact.email, email.to_owned());
    if former == email {
        change.leave().await?;
        return Ok(());
    }
    if !partner::update_email(&mut change, &ctx.surroundings, &partner, &former, &ctx.actor.name).await? {
        return Err(Refusal::of(&catalogue::EMAIL_EXISTS).into());
    }
    // Addresses are personal: the record says that it is another one, not which.
    let record = Record::new("partner.update", "partner", id).after(json!({"changed": ["email"]})).reason(reason);
    change.save(ctx, record).await?;
    Ok(())
}

/// Chooses the policy group of a partner that is not active yet (contract part A §4.13).
pub async fn choose_policy_group(app: &App, ctx: &Context, id: &str, group_name: &str) -> Outcome<()> {
    precheck(app, ctx, id).await?;
    let mut change = app.store().change().await?;
    let partner = find(app, &mut change, id, &catalogue::PARTNER_NOT_FOUND).await?;
    let approval = approval::newest(&mut change, rights::changes(ctx), Kind::Partner.as_str(), id).await?;
    let approved = approval.is_some_and(|approval| approval.state == State::Approved.as_str());
    // The group was judged with the partner: once approved, only an admin changes it.
    let judged = approved && partner.policy_group_id.is_some() && !ctx.actor.is_partner_admin();
    if partner.is_active || judged {
        return Err(Refusal::of(&catalogue::POLICY_GROUP_FIXED).into());
    }
    let partner_type = pms_domain::partner_type::find(&partner.partner_type_code)
        .ok_or_else(|| Refusal::of(&catalogue::PARTNER_TYPE_NOT_FOUND))?;
    if !partner_type.policy_required {
        return Err(Refusal::of(&catalogue::POLICY_GROUP_NOT_REQUIRED).into());
    }
    let group = policy_group::find_by_name(&mut change, group_name)
        .await?
        .ok_or_else(|| Refusal::of(&catalogue::POLICY_GROUP_NOT_FOUND))?;
    if !group.is_active {
        return Err(Refusal::of(&catalogue::POLICY_GROUP_INACTIVE).into());
    }
    partner::set_policy_group(&mut change, id, &group.id, &ctx.actor.name, ctx.now()).await?;
    let record = Record::new("partner.policy_group", "partner", id)
        .before(json!({"policyGroupId": partner.policy_group_id}))
        .after(json!({"policyGroupId": group.id}));
    change.save(ctx, record).await?;
    Ok(())
}

/// Writes a new standing with its event and mail.
pub(crate) fn settle<'a>(
    app: &'a App,
    ctx: &'a Context,
    change: &'a mut Change<'_>,
    partner: &'a Partner,
    standing: Standing,
) -> BoxFuture<'a, Outcome<()>> {
    Box::pin(write_standing(app, ctx, change, partner, standing))
}

async fn write_standing(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    partner: &Partner,
    standing: Standing,
) -> Outcome<()> {
    let before = Standing::of(&partner.approval_status, partner.is_active);
    if before == standing {
        return Ok(());
    }
    let (status, active) = standing.columns();
    partner::set_standing(change, &partner.id, status, active, &ctx.actor.name, ctx.now()).await?;
    if matches!(standing, Standing::Rejected | Standing::Deactivated) {
        // What still waits for a decision falls with the partner; what was approved stays and stops by evaluation.
        approval::reject_open_of(change, &partner.id, Kind::Partner.as_str(), ctx.now()).await?;
        policy_link::reject_open_of(change, &partner.id, CASCADE, ctx.now());
        for key in api_keys::refuse_waiting(ctx, change, Some(&partner.id), None).await? {
            change.touch("api_key", key);
        }
        crate::devices::reject_waiting_of(ctx, change, &partner.id).await?;
    }
    let switched = (before == Standing::Active) != (standing == Standing::Active);
    if let (true, Some(certificate_id)) = (switched, &partner.certificate_alias) {
        change.emit(events::partner_updated(&partner.id, certificate_id, active, events::PARTNER_MANAGEMENT));
    }
    if switched {
        crate::misp::partner_switched(ctx, change, partner, active).await?;
        crate::hotlist::partner_switched(ctx, change, partner, active).await?;
        crate::revocation::partner_switched(ctx, change, partner, active).await?;
        super::mails::status(app, ctx, change, partner, active).await?;
    }
    Ok(())
}

/// Switches a partner on or off (contract part A §5.2). What was deactivated comes back by [`reactivate`] alone.
pub async fn set_status(app: &App, ctx: &Context, id: &str, activate: bool, reason: Option<&str>) -> Outcome<()> {
    rights::require(ctx, &routes::SET_PARTNER_STATUS)?;
    let reason = rights::reason(reason, false)?;
    let mut change = app.store().change().await?;
    let partner = find(app, &mut change, id, &catalogue::MANAGED_PARTNER_NOT_FOUND).await?;
    let standing = Standing::of(&partner.approval_status, partner.is_active);
    if standing == Standing::Deactivated {
        return Err(Refusal::of(&catalogue::PARTNER_DEACTIVATED).into());
    }
    if activate {
        if partner.certificate_alias.is_none() {
            return Err(Refusal::of(&catalogue::CERTIFICATE_NEEDED_TO_ACTIVATE).into());
        }
        if standing != Standing::Active {
            // A certificate without the approval does not make a partner active.
            return Err(Refusal::of(&catalogue::PARTNER_NOT_ACTIVE).into());
        }
        return Ok(change.leave().await?);
    }
    let newest = approval::newest(&mut change, Reach::Everything, Kind::Partner.as_str(), id).await?;
    let approved = newest.is_some_and(|approval| approval.state == State::Approved.as_str());
    let after = next(standing, Command::Deactivate { approved })?;
    if after == standing {
        return Ok(change.leave().await?);
    }
    settle(app, ctx, &mut change, &partner, after).await?;
    let record = Record::new("partner.deactivate", "partner", id)
        .telling_members(ctx, id)
        .before(json!({"status": partner.approval_status, "isActive": partner.is_active}))
        .after(json!({"status": after.columns().0, "isActive": false}))
        .reason(reason);
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    crate::devices::reject_rest_of(app, ctx, id).await?;
    crate::revocation::publish_now(app).await;
    Ok(())
}

/// Brings a deactivated partner back, if it would be acceptable today (decisions, "Reactivation").
pub async fn reactivate(app: &App, ctx: &Context, id: &str, reason: Option<&str>) -> Outcome<()> {
    rights::require(ctx, &routes::REACTIVATE_PARTNER)?;
    let reason = rights::reason(reason, true)?;
    let known = partner::find(app.store(), app.store().db(), Reach::Everything, id)
        .await?
        .ok_or_else(|| Refusal::of(&catalogue::MANAGED_PARTNER_NOT_FOUND))?;
    if crate::approvals::needs_another(app, ctx, id) {
        return Err(Refusal::of(&catalogue::NOT_AUTHORIZED).into());
    }
    let today = certificates::today(app, ctx, &known).await?;
    let mut change = app.store().change().await?;
    let partner = find(app, &mut change, id, &catalogue::MANAGED_PARTNER_NOT_FOUND).await?;
    let after = reactivated(&mut change, &partner, &today).await?;
    if two_admins::is_due(app, ctx, TwoPerson::ReactivatePartner) {
        let proposal = Proposal {
            kind: Kind::Reactivation,
            object_id: id.to_owned(),
            partner_id: id,
            revision: partner.revision,
            content: json!({"reason": reason}),
        };
        return Err(two_admins::propose(ctx, change, &proposal, reason).await);
    }
    settle(app, ctx, &mut change, &partner, after).await?;
    let record = Record::new("partner.reactivate", "partner", id)
        .before(json!({"status": partner.approval_status, "isActive": partner.is_active}))
        .after(json!({"status": after.columns().0, "isActive": true}))
        .reason(reason);
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    crate::revocation::publish_now(app).await;
    Ok(())
}

async fn reactivated(change: &mut Change<'_>, partner: &Partner, today: &Today) -> Outcome<Standing> {
    let standing = Standing::of(&partner.approval_status, partner.is_active);
    // What is not deactivated is refused whatever its certificates are.
    next(standing, Command::Reactivate { acceptable: true })?;
    let acceptable = today.is_acceptable(change, partner).await?;
    Ok(next(standing, Command::Reactivate { acceptable })?)
}

/// The second admin agreed: the reactivation within the change that decides.
pub(crate) async fn reactivate_in(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    partner: &Partner,
    today: &Today,
) -> Outcome<()> {
    let after = reactivated(change, partner, today).await?;
    settle(app, ctx, change, partner, after).await
}

/// A rejected partner asks again, saying what it mended.
pub async fn reopen(app: &App, ctx: &Context, id: &str, words: &str) -> Outcome<()> {
    let words = rights::reason(Some(words), true)?;
    let now = ctx.now();
    precheck(app, ctx, id).await?;
    if !ctx.writable.contains(id) {
        return Err(Refusal::of(&catalogue::NOT_AUTHORIZED).into());
    }
    let mut change = app.store().change().await?;
    let partner = find(app, &mut change, id, &catalogue::PARTNER_NOT_FOUND).await?;
    let after = next(Standing::of(&partner.approval_status, partner.is_active), Command::Reopen)?;
    settle(app, ctx, &mut change, &partner, after).await?;
    let approval = Approval::waiting(ctx, Kind::Partner, id, id, change.revision());
    approval::insert(&mut change, &approval).await?;
    let revision = change.revision();
    approval::add_note(
        &mut change,
        &Note {
            approval_id: approval.id.clone(),
            revision,
            at: now,
            author: ctx.actor.key(),
            author_role: "partner".to_owned(),
            said: "answer".to_owned(),
            note: words.map(str::to_owned),
        },
    )
    .await?;
    change.save(ctx, Record::new("partner.reopen", "partner", id).reason(words)).await?;
    Ok(())
}

impl PartnerView {
    /// What a deactivation would switch off, for the page that shows its effects.
    pub async fn effects(&self, app: &App) -> Outcome<Vec<(&'static str, u64)>> {
        let (db, id) = (app.store().db(), self.partner.id.as_str());
        // Whoever has the view was let to the partner: numbers alone are told.
        let certificates = certificate::current(db, Reach::Everything, id).await?.len() as u64;
        let members = pms_store::member::of_partner(db, Reach::Everything, id).await?.len() as u64;
        Ok(vec![("certificates", certificates), ("people", members)])
    }
}
