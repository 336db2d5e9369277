//! Making a key: the partner itself (contract part A §4.18), or an admin for it (our own route).

use pms_domain::api_key::check_label;
use pms_domain::{Context, Refusal, catalogue, routes, text};
use pms_store::Change;
use pms_store::auth_policy::{self, AuthPolicy};
use pms_store::partner::{self, Partner, Reach};

use super::make::{Made, Start, Wanted, make};
use super::{check_linked, check_usable, decided_each};
use crate::accounts::limits;
use crate::{App, Outcome, rights};

/// Makes a key for an approved policy. The answer alone shows its value.
///
/// # Errors
/// In this order: another's partner (its id in any letter case), no such partner, an inactive one; of the policy, that the
/// partner's group has none of this name, inactive, expired, in an inactive group, not approved for the partner; the label
/// is taken; no room. A label that cannot be one comes first.
pub async fn generate(app: &App, ctx: &Context, partner_id: &str, policy_name: &str, label: &str) -> Outcome<Made> {
    generate_for(app, ctx, partner_id, policy_name, label, None).await
}

/// The same for a number of days: fewer than the site's validity, which is the most. The contract's route cannot say it; the
/// portal can.
///
/// # Errors
/// As [`generate`].
pub async fn generate_for(
    app: &App,
    ctx: &Context,
    partner_id: &str,
    policy_name: &str,
    label: &str,
    days: Option<u32>,
) -> Outcome<Made> {
    rights::require(ctx, &routes::GENERATE_API_KEY)?;
    let label = check_label(label)?;
    let folded = text::fold(partner_id);
    let own = ctx.writable.iter().find(|id| text::fold(id) == folded).ok_or(&catalogue::NOT_AUTHORIZED)?;
    active(partner::find(app.store(), app.store().db(), Reach::Own(&ctx.writable), own).await?)?;
    limits::key_change(app, ctx, own).await?;
    let mut change = app.store().change().await?;
    let partner = active(partner::find(app.store(), &mut change, Reach::Own(&ctx.writable), own).await?)?;
    let policy = named(&mut change, &partner, policy_name).await?;
    check_usable(ctx, &policy)?;
    check_linked(&mut change, &partner.id, &policy.id).await?;
    let start = if decided_each(app) { Start::Approval } else { Start::Live };
    let wanted = Wanted { partner: &partner, policy: &policy, label: &label, start, days, former: None };
    let (made, record) = make(app, ctx, &mut change, "api_key.generate", &wanted).await?;
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(made)
}

pub(super) fn active(found: Option<Partner>) -> Result<Partner, Refusal> {
    let partner = found.ok_or(&catalogue::MANAGED_PARTNER_NOT_FOUND)?;
    if partner.is_active { Ok(partner) } else { Err(Refusal::of(&catalogue::PARTNER_NOT_ACTIVE)) }
}

/// The policy of exactly this name in the partner's group.
async fn named(change: &mut Change<'_>, partner: &Partner, name: &str) -> Outcome<AuthPolicy> {
    let id = match &partner.policy_group_id {
        Some(group_id) => auth_policy::find_by_name(&mut *change, group_id, name).await?,
        None => None,
    };
    let found = match id {
        Some(id) => auth_policy::find(change, &id).await?,
        None => None,
    };
    Ok(found.ok_or(&catalogue::KEY_POLICY_UNKNOWN)?)
}

/// What an admin asks for.
pub struct ForPartner<'a> {
    pub partner_id: &'a str,
    pub policy_name: &'a str,
    pub label: &'a str,
    /// Shown to the admin at once, if the site allows it, instead of waiting for the partner.
    pub show: bool,
}

/// An admin makes a key for a partner. It waits, inactive, until the partner fetches it, and is forgotten if nobody does.
///
/// # Errors
/// As [`generate`]; the site shows keys to partners alone.
pub async fn create_for_partner(app: &App, ctx: &Context, wish: &ForPartner<'_>) -> Outcome<Made> {
    rights::require(ctx, &routes::CREATE_API_KEY_FOR_PARTNER)?;
    let label = check_label(wish.label)?;
    let start = admin_start(app, wish.show)?;
    let mut change = app.store().change().await?;
    let partner = active(partner::find(app.store(), &mut change, Reach::Everything, wish.partner_id).await?)?;
    let policy = named(&mut change, &partner, wish.policy_name).await?;
    check_usable(ctx, &policy)?;
    check_linked(&mut change, &partner.id, &policy.id).await?;
    // An admin's act is an approval, but not of what is for the admin's own organisation.
    let start = if decided_each(app) && ctx.owned.contains(&partner.id) { Start::Approval } else { start };
    let wanted = Wanted { partner: &partner, policy: &policy, label: &label, start, days: None, former: None };
    let (made, record) = make(app, ctx, &mut change, "api_key.create_for_partner", &wanted).await?;
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(made)
}

/// How a key begins that an admin makes: it is approved by that act, as a partner is that an admin registers.
pub(super) fn admin_start(app: &App, show: bool) -> Result<Start, Refusal> {
    match (show, app.settings().keys.admin_handover) {
        (false, _) => Ok(Start::Handover),
        (true, true) => Ok(Start::ShownToAdmin),
        (true, false) => Err(Refusal::of(&catalogue::KEY_HANDOVER_OFF)),
    }
}
