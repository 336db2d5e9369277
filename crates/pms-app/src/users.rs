//! Consent and the time notifications were seen.

use chrono::TimeDelta;
use pms_domain::context::ActorKind;
use pms_domain::{Context, Refusal, Timestamp, catalogue};
use pms_store::audit::Record;
use pms_store::user_details::{self, UserDetails};
use serde_json::json;

use crate::{App, Outcome};

/// A user's consent to the terms.
pub struct Consent {
    pub user_id: String,
    pub given: bool,
    pub at: Option<Timestamp>,
}

fn require_partner(ctx: &Context) -> Outcome<()> {
    if ctx.owned.is_empty() { Err(Refusal::of(&catalogue::NO_OWN_PARTNER).into()) } else { Ok(()) }
}

/// Whether the caller consented, as the wire asks it.
///
/// # Errors
/// The caller belongs to no organisation.
pub async fn consent(app: &App, ctx: &Context) -> Outcome<Consent> {
    require_partner(ctx)?;
    own_consent(app, ctx).await
}

/// The same of anybody who is signed in, staff too: the portal asks each once.
///
/// # Errors
/// The database alone.
pub async fn own_consent(app: &App, ctx: &Context) -> Outcome<Consent> {
    let details = user_details::find(app.store().db(), &ctx.actor.name).await?;
    let given = details.as_ref().is_some_and(|details| details.consent_given == "YES");
    Ok(Consent {
        user_id: ctx.actor.name.clone(),
        given,
        at: details.filter(|_| given).map(|details| details.consent_given_dtimes),
    })
}

/// The caller consents, on the wire.
///
/// # Errors
/// The caller belongs to no organisation.
pub async fn give_consent(app: &App, ctx: &Context) -> Outcome<Consent> {
    require_partner(ctx)?;
    give_own_consent(app, ctx).await
}

/// The same of anybody who is signed in.
///
/// # Errors
/// Nobody is signed in.
pub async fn give_own_consent(app: &App, ctx: &Context) -> Outcome<Consent> {
    if ctx.actor.kind == ActorKind::Anonymous {
        return Err(Refusal::of(&catalogue::NOT_AUTHORIZED).into());
    }
    let user = ctx.actor.name.as_str();
    let now = ctx.now();
    let mut change = app.store().change().await?;
    if user_details::give_consent(&mut change, user, now, user).await? == 0 {
        user_details::insert(&mut change, &new_details(ctx, user, "YES", None), user).await?;
    }
    change.save(ctx, Record::new("user.consent", "user", user).after(json!({"consent": "YES"}))).await?;
    Ok(Consent { user_id: user.to_owned(), given: true, at: Some(now) })
}

fn new_details(ctx: &Context, user: &str, consent: &str, seen: Option<Timestamp>) -> UserDetails {
    UserDetails {
        id: ctx.uuid(),
        user_id: user.to_owned(),
        consent_given: consent.to_owned(),
        consent_given_dtimes: ctx.now(),
        notifications_seen_dtimes: seen,
    }
}

/// Minutes that a client's clock may be ahead of ours.
const SEEN_AHEAD: i64 = 5;

/// Existing clients write other users' rows (the contract's KEEP); only users that have a partner exist here.
pub async fn set_seen(app: &App, ctx: &Context, user_id: &str, seen: Option<Timestamp>) -> Outcome<Timestamp> {
    if !has_partner(app, user_id).await? {
        return Err(Refusal::of(&catalogue::NO_OWN_PARTNER).into());
    }
    // A time to come would hide what is not there yet, and any account may write it of another's.
    let last = ctx.now() + TimeDelta::minutes(SEEN_AHEAD);
    let seen = seen.filter(|seen| *seen <= last).ok_or_else(|| Refusal::of(&catalogue::SEEN_INVALID))?;
    let mut change = app.store().change().await?;
    if user_details::set_seen(&mut change, user_id, seen, ctx.now(), &ctx.actor.name).await? == 0 {
        user_details::insert(&mut change, &new_details(ctx, user_id, "NO", Some(seen)), &ctx.actor.name).await?;
    }
    change.save(ctx, Record::new("user.notifications_seen", "user", user_id)).await?;
    Ok(seen)
}

pub async fn seen(app: &App, user_id: &str) -> Outcome<Option<Timestamp>> {
    if !has_partner(app, user_id).await? {
        return Err(Refusal::of(&catalogue::NO_OWN_PARTNER).into());
    }
    let details = user_details::find(app.store().db(), user_id).await?;
    let details = details.ok_or_else(|| Refusal::of(&catalogue::SEEN_NO_USER))?;
    Ok(details.notifications_seen_dtimes)
}

async fn has_partner(app: &App, user_id: &str) -> Outcome<bool> {
    let db = app.store().db();
    if !pms_store::partner::ids_of_user(db, user_id).await?.is_empty() {
        return Ok(true);
    }
    Ok(pms_store::member::has_any_by_name(db, user_id).await?)
}
