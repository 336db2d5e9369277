//! Device models, secure biometric interfaces (SBI), which works with which, and chips (FTM): contract part B §6 to §8.
//!
//! What is registered waits for an approval of its kind. A change of something approved waits as a revision of its own, and
//! the approved one stays in force meanwhile. What stops a provider or an interface stops what hangs on it by evaluation;
//! only what waits is rejected.

mod bulk;
mod chip_certificate;
mod chip_history;
mod chips;
mod decide;
mod interfaces;
mod lists;
mod mapping;
mod messages;
mod models;
mod one;
mod proposal;
mod registry;
mod validate;

pub use bulk::{FileAdded, FileFault, Judged, Problem, add_file, judge_file, template};
pub use chip_certificate::{ChipPair, ChipUpload, ChipUploaded, Pem, chip_certificate, chip_pair, upload_chip};
pub use chip_history::{ChipCertificateRow, chip_certificates, chip_file};
pub use chips::{add_chip, deactivate_chip, reactivate_chip, set_chip_status, update_chip};
pub(crate) use decide::{Made, PreparedChip, carry_out, prepare_chip, reject_rest_of, reject_waiting_of};
pub use interfaces::{
    InterfaceUpdate, add_interface, deactivate_interface, reactivate_interface, set_interface_status, update_interface,
};
pub use lists::{
    ChipFilter, DeviceFilter, ExpiryStatus, InterfaceFilter, OwnChip, chips, device_types, device_values, devices,
    interface_devices, interface_values, interfaces, own_chips, search_chips, search_devices, search_interfaces,
    search_mappings, search_sub_types, sub_types,
};
pub use mapping::{add_to_interface, decide_with_interface, map, unmap};
pub use messages::{MessageChecks, policy as message_policy, verify_message};
pub use models::{NewModel, add_device, deactivate_device, reactivate_device, set_device_status, update_device};
pub use one::{ChipCertificate, OneChip, OneDevice, OneInterface, chip, device, interface};
pub use pms_store::{device::Details as DeviceDetails, interface::Details as InterfaceDetails};
pub use registry::{
    InterfaceEffects, Registered, Wanted, history, interface_effects, kinds, models, newest_request, provider_chips,
    provider_interfaces, readable_chips, readable_models,
};
pub use validate::{Asked, validate};

use pms_domain::device::Standing;
use pms_domain::hotlist::Subject;
use pms_domain::{Context, Entry, Refusal, catalogue, limits};
use pms_store::Change;
use pms_store::partner::{self, Partner, Reach};
use pms_store::partner_name;

use crate::{App, Outcome, hotlist, rights};

/// The names that devices of a provider may say: the one that counts first, then the former ones.
async fn names(app: &App, provider_id: &str, name: String) -> Outcome<Vec<String>> {
    let former = partner_name::former(app.store().db(), provider_id).await?;
    Ok(std::iter::once(name).chain(former.into_iter().map(|former| former.name)).collect())
}

/// Kinds of objects in records.
const DEVICE: &str = "device";
const INTERFACE: &str = "interface";
const CHIP: &str = "chip";

/// Whether the caller may add objects to a provider. Asked before whether there is one: nobody learns of another's.
fn may_add(ctx: &Context, provider_id: &str) -> Result<(), Refusal> {
    if rights::may_change(ctx, provider_id) { Ok(()) } else { Err(Refusal::of(&catalogue::DEVICE_PARTNER_FOREIGN)) }
}

/// A provider within a change: active, and of the type that has such objects.
async fn provider(
    app: &App,
    change: &mut Change<'_>,
    id: &str,
    partner_type: &str,
    inactive: &'static Entry,
) -> Outcome<Partner> {
    let found = partner::find(app.store(), change, Reach::Everything, id).await?;
    let partner = found.filter(|partner| partner.is_active).ok_or(inactive)?;
    if !partner.partner_type_code.eq_ignore_ascii_case(partner_type) {
        return Err(Refusal::of(&catalogue::DEVICE_PARTNER_TYPE).into());
    }
    Ok(partner)
}

/// The refusals of the second envelope's deactivations that concern the caller (contract part B §6.9, §7.11, §8.7).
async fn may_deactivate(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    provider_id: &str,
    foreign: &'static Entry,
) -> Outcome<()> {
    if ctx.actor.is_partner_admin() {
        return Ok(());
    }
    if !rights::may_change(ctx, provider_id) {
        return Err(Refusal::of(foreign).into());
    }
    let found = partner::find(app.store(), change, Reach::Everything, provider_id).await?;
    if !found.is_some_and(|partner| partner.is_active) {
        return Err(Refusal::of(&catalogue::PARTNER_NOT_ACTIVE).into());
    }
    Ok(())
}

/// Callers without partners are told so first; admins need none.
fn owns_any(ctx: &Context) -> Result<(), Refusal> {
    if ctx.owned.is_empty() && !ctx.actor.is_partner_admin() {
        return Err(Refusal::of(&catalogue::NO_OWN_PARTNER));
    }
    Ok(())
}

/// Whether the caller may bring something of this provider back (decisions, "Four eyes").
fn may_reactivate(app: &App, ctx: &Context, provider_id: &str) -> Result<(), Refusal> {
    if crate::approvals::needs_another(app, ctx, provider_id) {
        return Err(Refusal::of(&catalogue::NOT_AUTHORIZED));
    }
    Ok(())
}

/// Why something cannot come back today.
fn unfit(why: &str) -> Refusal {
    Refusal::with(&catalogue::REACTIVATION_UNFIT, why)
}

/// Why something of a provider that is on the hotlist cannot come back today (decisions, "Reactivation"); `None`: nothing of it is.
/// Asked before the change that brings it back.
async fn on_hotlist(
    app: &App,
    ctx: &Context,
    provider_id: &str,
    itself: Option<&Subject<'_>>,
) -> Outcome<Option<Refusal>> {
    let found = partner::find(app.store(), app.store().db(), Reach::Everything, provider_id).await?;
    let names = match found {
        Some(partner) => names(app, provider_id, partner.name).await?,
        None => Vec::new(),
    };
    if hotlist::is_provider_blocked(app, ctx, provider_id, &names).await? {
        return Ok(Some(unfit("its provider is on the hotlist")));
    }
    match itself {
        Some(itself) if hotlist::is_blocked(app, ctx, itself).await? => Ok(Some(unfit("it is on the hotlist"))),
        _ => Ok(None),
    }
}

/// Whether a provider is there and active: what hangs on it may come back.
async fn is_provider_active(app: &App, change: &mut Change<'_>, id: &str) -> Outcome<bool> {
    let found = partner::find(app.store(), change, Reach::Everything, id).await?;
    Ok(found.is_some_and(|partner| partner.is_active))
}

/// A rejection is final: what was rejected does not become something else.
fn not_rejected(standing: Standing) -> Result<(), Refusal> {
    if standing == Standing::Rejected { Err(Refusal::of(&catalogue::OBJECT_REJECTED)) } else { Ok(()) }
}

/// What waits for a decision is limited: it falls in one change when its provider does.
fn bounded(waiting: usize) -> Result<(), Refusal> {
    match waiting < limits::WAITING_OBJECTS {
        true => Ok(()),
        false => Err(Refusal::with(&catalogue::TOO_MANY_WAIT, limits::WAITING_OBJECTS.to_string())),
    }
}
