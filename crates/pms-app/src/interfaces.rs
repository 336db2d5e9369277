//! Secure biometric interfaces: out of use once their time is over (contract part A §14 J8).

use pms_domain::Context;
use pms_domain::approval::Kind;
use pms_domain::device::Standing;
use pms_store::approval;
use pms_store::audit::Record;
use pms_store::interface;
use serde_json::json;

use crate::{App, Outcome};

/// Who rejects what waited.
const EXPIRY: &str = "expiry";

/// Interfaces of one change.
const BATCH: i64 = 100;

/// Takes a batch of interfaces out of use whose time is over: an approved one is no longer active, one that waits for its
/// decision is rejected. Devices that wait with an approved one are rejected with it; its approved devices are out of use
/// as long as it is, and are not changed (decisions, "Reactivation"). Answers how many there were; the first is looked for
/// without a lock.
pub async fn expire_batch(app: &App, ctx: &Context) -> Outcome<usize> {
    let now = ctx.now();
    if !app.settings().devices.deactivate_expired_interfaces || !interface::any_ended(app.store().db(), now).await? {
        return Ok(0);
    }
    let by = ctx.actor.name.as_str();
    let mut change = app.store().change().await?;
    let ended = interface::ended(&mut change, now, BATCH).await?;
    if ended.is_empty() {
        return Ok(0);
    }
    let mut record = Record::new("interface.expire", "interfaces", "expired");
    let mut done = Vec::with_capacity(ended.len());
    for one in &ended {
        let is_approved = Standing::of(&one.approval_status, true).is_approved();
        let (rejected, stopped) = if is_approved {
            let rejected = interface::reject_waiting_devices(&mut change, &one.id, by, now).await?;
            let stopped = interface::devices_in_use(&mut change, &one.id).await?;
            interface::set_standing(&mut change, &one.id, Standing::Deactivated, by, now).await?;
            approval::reject_open_as(&mut change, Kind::Device.as_str(), &rejected, EXPIRY, now).await?;
            (rejected, stopped)
        } else {
            interface::set_standing(&mut change, &one.id, Standing::Rejected, by, now).await?;
            (Vec::new(), Vec::new())
        };
        // A request that waits, for itself or for a change of it, falls with it.
        let fallen = std::slice::from_ref(&one.id);
        approval::reject_open_as(&mut change, Kind::Interface.as_str(), fallen, EXPIRY, now).await?;
        record = record.touching("interface", &one.id);
        record = rejected.iter().fold(record, |record, device| record.touching("device", device));
        let outcome = if is_approved { "deactivated" } else { "rejected" };
        done.push(json!({
            "sbiId": one.id,
            "partnerId": one.provider_id,
            "outcome": outcome,
            "devicesRejected": rejected,
            "devicesOutOfUse": stopped,
        }));
    }
    change.save(ctx, record.after(json!({ "interfaces": done }))).await?;
    Ok(ended.len())
}
