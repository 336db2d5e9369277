//! Stopping licences and letting them be used again.

use pms_domain::key_value::KeyValue;
use pms_domain::licence::{self, Command, State};
use pms_domain::{Context, Refusal, catalogue, routes};
use pms_store::audit::Record;
use pms_store::misp_licence::{self, Licence};
use pms_store::partner::{self, Reach};
use pms_store::{Change, StoreError};
use serde_json::json;

use super::{OBJECT, Published, by, changes, publish, reads};
use crate::partners::mails;
use crate::{App, Outcome, events, rights};

/// `PUT /misps`: `word` is `Active` or `De-active` in any letter case (contract part A §6). Answers the licence as it is
/// now, and whether it is active.
///
/// # Errors
/// In this order: another word; the MISP has no such licence, or is another's; a viewer asks; what [`licence::next`]
/// refuses.
pub async fn set_status(
    app: &App,
    ctx: &Context,
    misp_id: &str,
    key: &KeyValue,
    word: &str,
    reason: Option<&str>,
) -> Outcome<(Licence, bool)> {
    rights::require(ctx, &routes::SET_LICENCE_STATUS)?;
    let reason = rights::reason(reason, false)?;
    let activate = licence::parse_status(word).ok_or(&catalogue::LICENCE_STATUS_WORD)?;
    // A refusal needs no lock, and must not wait for one.
    let known = misp_licence::by_key(app.store(), app.store().db(), reads(ctx), misp_id, key).await?;
    known.ok_or(&catalogue::LICENCE_NOT_FOUND)?;
    if !changes(ctx).includes(misp_id) {
        return Err(Refusal::of(&catalogue::NOT_AUTHORIZED).into());
    }
    let mut change = app.store().change().await?;
    let found = misp_licence::by_key(app.store(), &mut change, Reach::Everything, misp_id, key).await?;
    let licence = found.ok_or(&catalogue::LICENCE_NOT_FOUND)?;
    let command = if activate { Command::Activate(by(ctx, misp_id)) } else { Command::Deactivate(by(ctx, misp_id)) };
    let after = licence::next(licence.state(), command, licence.circumstances(ctx.now()))?;
    settle(app, ctx, change, &licence, after, reason).await?;
    Ok((licence, activate))
}

/// An admin lets a MISP's current licence be used again (decisions, "Reactivation").
///
/// # Errors
/// No such partner; one without a licence; what [`licence::next`] refuses.
pub async fn reactivate(app: &App, ctx: &Context, misp_id: &str, reason: Option<&str>) -> Outcome<Licence> {
    rights::require(ctx, &routes::REACTIVATE_LICENCE)?;
    let reason = rights::reason(reason, true)?;
    let mut change = app.store().change().await?;
    if partner::find(app.store(), &mut change, Reach::Everything, misp_id).await?.is_none() {
        return Err(Refusal::of(&catalogue::MISP_NOT_FOUND).into());
    }
    let found = misp_licence::current(&mut change, Reach::Everything, misp_id).await?;
    let licence = found.ok_or(&catalogue::LICENCE_NOT_FOUND)?;
    let command = Command::Activate(by(ctx, misp_id));
    let after = licence::next(licence.state(), command, licence.circumstances(ctx.now()))?;
    settle(app, ctx, change, &licence, after, reason).await?;
    Ok(licence)
}

/// Writes a new state with its record; with event and letter when that changes what the licence opens.
pub(super) async fn settle(
    app: &App,
    ctx: &Context,
    mut change: Change<'_>,
    licence: &Licence,
    after: State,
    reason: Option<&str>,
) -> Outcome<()> {
    let before = licence.state();
    if before == after {
        return Ok(change.leave().await?);
    }
    misp_licence::set_state(&mut change, licence, after, &ctx.actor.name, ctx.now()).await?;
    let is_active = after == State::Active;
    if (before == State::Active) != is_active {
        let sender = events::INFRA_PROVIDER;
        publish(&mut change, events::MISP_LICENSE_UPDATED, &Published::from(licence), is_active, sender);
        let found = partner::find(app.store(), &mut change, Reach::Everything, &licence.misp_id).await?;
        let misp = found.ok_or_else(|| StoreError::Corrupt("a licence without its MISP".into()))?;
        let happened = if is_active { "active" } else { "stopped" };
        let about = mails::AboutLicence { happened, reason };
        mails::licence(app, ctx, &mut change, &misp, &licence.id, &about).await?;
    }
    let action = if is_active { "licence.activate" } else { "licence.deactivate" };
    let shown = |state: State| {
        let (_, is_active, stopped_by) = state.columns();
        json!({"licenceId": licence.id, "isActive": is_active, "stoppedBy": stopped_by})
    };
    let record = Record::new(action, "partner", &licence.misp_id)
        .telling_members(ctx, &licence.misp_id)
        .touching(OBJECT, &licence.id)
        .before(shown(before))
        .after(shown(after))
        .reason(reason);
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(())
}
