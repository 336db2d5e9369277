//! A key in the place of another one, with a time in which both work (decisions, "Rotation"; our own route).

use chrono::TimeDelta;
use pms_domain::api_key::{Command, State, check_label};
use pms_domain::{Context, Refusal, Timestamp, catalogue, routes};
use pms_store::api_key;
use pms_store::auth_policy;
use pms_store::partner::Reach;

use super::generate::{active, admin_start};
use super::make::{Made, Start, Wanted, make};
use super::{check_linked, check_usable, decided_each};
use crate::accounts::limits;
use crate::{App, Outcome, rights};

/// What is asked for.
pub struct Reissue<'a> {
    pub key_id: &'a str,
    /// Of the new key.
    pub label: &'a str,
    /// When the former one ends; `None`: after `api_keys.overlap_days`. Never after its own validity.
    pub former_ends_at: Option<Timestamp>,
    /// Of an admin: as [`super::ForPartner::show`].
    pub show: bool,
}

/// Issues a key in the place of one that is active. Made by the partner, the new one is in use at once (or waits for its
/// approval); made by an admin, it waits for the partner. The former key ends when the new one has come into use and its
/// time is over.
///
/// # Errors
/// In this order: no such key, or another's; it is not active, or being replaced already, or what it replaced still works; the end lies in the past; as for
/// a new key.
pub async fn reissue(app: &App, ctx: &Context, wish: &Reissue<'_>) -> Outcome<Made> {
    rights::require(ctx, &routes::REISSUE_API_KEY)?;
    let label = check_label(wish.label)?;
    let now = ctx.now();
    let known = api_key::find(app.store().db(), Reach::Everything, wish.key_id).await?;
    let known = rights::changeable(ctx, known, |key| &key.part_id, &catalogue::KEY_NOT_FOUND)?;
    limits::key_change(app, ctx, &known.part_id).await?;
    let mut change = app.store().change().await?;
    let found = api_key::find(&mut change, Reach::Everything, wish.key_id).await?;
    let former = rights::changeable(ctx, found, |key| &key.part_id, &catalogue::KEY_NOT_FOUND)?;
    former.standing().next(Command::Replace, now)?;
    // Two keys share one place, never a chain of them.
    if let Some(earlier) = &former.replaces {
        let earlier = api_key::find(&mut change, Reach::Everything, earlier).await?;
        if earlier.is_some_and(|earlier| earlier.standing().state(now) == State::Active) {
            return Err(Refusal::of(&catalogue::KEY_BEING_REPLACED).into());
        }
    }
    let ends_at = match wish.former_ends_at {
        Some(at) if at <= now => return Err(Refusal::of(&catalogue::KEY_END_INVALID).into()),
        Some(at) => at,
        None => now + TimeDelta::days(app.settings().api_keys.overlap_days.into()),
    };
    let ends_at = former.valid_to_datetime.map_or(ends_at, |valid_to| valid_to.min(ends_at));
    let partner = active(Some(super::partner_of(app, &mut change, &former).await?))?;
    let policy = auth_policy::find(&mut change, &former.policy_id).await?;
    let policy = policy.ok_or(&catalogue::KEY_POLICY_UNKNOWN)?;
    check_usable(ctx, &policy)?;
    check_linked(&mut change, &partner.id, &policy.id).await?;
    let start = match ctx.writable.contains(&partner.id) {
        false => admin_start(app, wish.show)?,
        true if decided_each(app) => Start::Approval,
        true => Start::Live,
    };
    let former = Some((&former, ends_at));
    let wanted = Wanted { partner: &partner, policy: &policy, label: &label, start, days: None, former };
    let (made, record) = make(app, ctx, &mut change, "api_key.reissue", &wanted).await?;
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(made)
}
