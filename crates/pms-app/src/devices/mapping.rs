//! Which devices work with which interfaces (contract part B §6.10, §7.5, §7.6, §7.9).

use pms_domain::approval::{Decision, Kind};
use pms_domain::device::Standing;
use pms_domain::device::interface::{check_usable, is_expired};
use pms_domain::{Context, Refusal, catalogue, routes};
use pms_store::audit::Record;
use pms_store::device_mapping::{self, NewMapping};
use pms_store::interface::Interface;
use pms_store::partner::Reach;
use pms_store::{Change, device, interface};
use serde_json::json;

use super::models::{self, NewModel};
use super::{DEVICE, INTERFACE, decide};
use crate::{App, Outcome, rights};

/// Maps an approved device to an approved interface (contract part B §7.5). `false`: it is mapped already.
///
/// # Errors
/// In this order: no such device, or another's; rejected; not in force; no such interface, or another's; not in force;
/// expired; of another provider.
pub async fn map(app: &App, ctx: &Context, device_id: &str, sbi_id: &str) -> Outcome<bool> {
    rights::require(ctx, &routes::MAP_DEVICE)?;
    let reach = rights::changes(ctx);
    let mut change = app.store().change().await?;
    if device_mapping::find(&mut change, reach, device_id, sbi_id).await?.is_some() {
        change.leave().await?;
        return Ok(false);
    }
    let found = device::find(&mut change, reach, device_id).await?;
    let device = found.ok_or_else(|| Refusal::with(&catalogue::DEVICE_DETAIL_UNKNOWN, device_id))?;
    match device.standing() {
        Standing::Active => {}
        Standing::Rejected => return Err(Refusal::with(&catalogue::MAP_DEVICE_REJECTED, device_id).into()),
        _ => return Err(Refusal::with(&catalogue::MAP_DEVICE_PENDING, device_id).into()),
    }
    let found = interface::find(&mut change, reach, sbi_id).await?;
    let interface = found.ok_or_else(|| Refusal::with(&catalogue::SBI_DETAIL_UNKNOWN, sbi_id))?;
    if interface.standing() != Standing::Active {
        return Err(Refusal::of(&catalogue::MAP_SBI_INACTIVE).into());
    }
    if is_expired(interface.sw_expiry_dtimes, ctx.now()) {
        return Err(Refusal::of(&catalogue::MAP_SBI_EXPIRED).into());
    }
    if interface.provider() != device.dprovider_id {
        return Err(Refusal::of(&catalogue::MAP_PROVIDERS_DIFFER).into());
    }
    let organization = device.partner_org_name.as_deref().unwrap_or_default();
    pair(&mut change, ctx, (device_id, sbi_id), (&device.dprovider_id, organization), true).await?;
    let record = Record::new("device.map", DEVICE, device_id)
        .touching("partner", &device.dprovider_id)
        .touching(INTERFACE, sbi_id)
        .after(json!({"sbiId": sbi_id, "isActive": true}));
    change.save(ctx, record).await?;
    Ok(true)
}

pub(super) async fn pair(
    change: &mut Change<'_>,
    ctx: &Context,
    (device_id, sbi_id): (&str, &str),
    (provider_id, organization): (&str, &str),
    is_active: bool,
) -> Outcome<()> {
    let new =
        NewMapping { device_id, sbi_id, provider_id, organization, is_active, by: &ctx.actor.name, at: ctx.now() };
    Ok(device_mapping::insert(change, &new).await?)
}

/// Takes a pair out (contract part B §7.6).
///
/// # Errors
/// No such pair, or another's.
pub async fn unmap(app: &App, ctx: &Context, device_id: &str, sbi_id: &str) -> Outcome<()> {
    rights::require(ctx, &routes::UNMAP_DEVICE)?;
    let mut change = app.store().change().await?;
    let found = device_mapping::find(&mut change, rights::changes(ctx), device_id, sbi_id).await?;
    let found = found.ok_or(&catalogue::MAPPING_MISSING)?;
    device_mapping::remove(&mut change, device_id, sbi_id).await?;
    let record = Record::new("device.unmap", DEVICE, device_id)
        .touching("partner", &found.dprovider_id)
        .touching(INTERFACE, sbi_id)
        .before(json!({"sbiId": sbi_id, "isActive": found.is_active}));
    change.save(ctx, record).await?;
    Ok(())
}

/// Registers a device together with the interface that will serve it (contract part B §7.9), for the caller's own partners
/// whoever asks. Both wait for one decision. Answers the device's id.
///
/// # Errors
/// In this order: no own partner; another's; what [`super::add_device`] says; no such interface; another's; not approved,
/// rejected, deactivated, expired.
pub async fn add_to_interface(app: &App, ctx: &Context, sbi_id: &str, new: &NewModel) -> Outcome<String> {
    rights::require(ctx, &routes::ADD_DEVICE_TO_INTERFACE)?;
    if ctx.owned.is_empty() {
        return Err(Refusal::of(&catalogue::NO_OWN_PARTNER).into());
    }
    if !ctx.writable.contains(&new.provider_id) {
        return Err(Refusal::of(&catalogue::DEVICE_PARTNER_FOREIGN).into());
    }
    let mut change = app.store().change().await?;
    let (id, record) = models::add_in(app, ctx, &mut change, new).await?;
    let interface = usable(ctx, &mut change, sbi_id, &new.provider_id).await?;
    let organization = interface.partner_org_name.as_deref().unwrap_or_default();
    pair(&mut change, ctx, (&id, sbi_id), (&new.provider_id, organization), false).await?;
    change.save(ctx, record.touching(INTERFACE, sbi_id)).await?;
    Ok(id)
}

/// The interface of a provider that devices may be added to or approved with.
async fn usable(ctx: &Context, change: &mut Change<'_>, sbi_id: &str, provider_id: &str) -> Outcome<Interface> {
    let found = interface::find(change, Reach::Everything, sbi_id).await?;
    let interface = found.ok_or(&catalogue::DEVICE_SBI_MISSING)?;
    if interface.provider() != provider_id {
        return Err(Refusal::of(&catalogue::DEVICE_SBI_FOREIGN).into());
    }
    check_usable(interface.standing(), interface.sw_expiry_dtimes, ctx.now())?;
    Ok(interface)
}

/// Decides on a device with its interface (contract part B §6.10). Without an interface only a rejection is possible.
///
/// # Errors
/// In this order: an approval without an interface; of the interface: none, another's, not approved, rejected, deactivated,
/// expired; of the device: none, another's, not waiting; no such pair; the rule of two people.
pub async fn decide_with_interface(
    app: &App,
    ctx: &Context,
    device_id: &str,
    (partner_id, sbi_id): (&str, Option<&str>),
    decision: Decision,
    reason: Option<&str>,
) -> Outcome<()> {
    rights::require(ctx, &routes::DECIDE_DEVICE)?;
    if sbi_id.is_none() && decision == Decision::Approve {
        return Err(Refusal::of(&catalogue::DEVICE_WITHOUT_SBI).into());
    }
    let mut change = app.store().change().await?;
    if let Some(sbi_id) = sbi_id {
        usable(ctx, &mut change, sbi_id, partner_id).await?;
    }
    let found = device::find(&mut change, Reach::Everything, device_id).await?;
    let device = found.ok_or(&catalogue::DEVICE_MISSING)?;
    if device.dprovider_id != partner_id {
        return Err(Refusal::of(&catalogue::DEVICE_OF_OTHER_PARTNER).into());
    }
    if device.standing() != Standing::Waiting {
        return Err(Refusal::of(&catalogue::DEVICE_NOT_PENDING).into());
    }
    if let Some(sbi_id) = sbi_id
        && device_mapping::find(&mut change, Reach::Everything, device_id, sbi_id).await?.is_none()
    {
        return Err(Refusal::of(&catalogue::DEVICE_MAPPING_MISSING).into());
    }
    // Asked within a change: what was saved a moment ago counts. The decision has a change of its own, and asks again.
    change.leave().await?;
    decide::by_word(app, ctx, Kind::Device, device_id, decision, reason, &catalogue::DEVICE_NOT_PENDING).await
}
