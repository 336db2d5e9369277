//! Device models: adding, changing, deactivating, bringing back (contract part B §6.1 to §6.3, §6.9).

use pms_domain::approval::Kind;
use pms_domain::device::{self as rule, Command, Meaning, Standing, Word};
use pms_domain::hotlist::Subject;
use pms_domain::{Context, Refusal, catalogue, routes};
use pms_store::Change;
use pms_store::approval;
use pms_store::audit::Record;
use pms_store::device::{self, Details, Device, NewDevice};
use pms_store::partner::Reach;
use serde_json::{Value as Json, json};

use super::proposal::{self, Proposal, Replaced};
use super::{
    DEVICE, bounded, decide, may_add, may_deactivate, may_reactivate, not_rejected, owns_any, provider, unfit,
};
use crate::accounts::limits;
use crate::{App, Outcome, rights};

/// A model to be registered.
pub struct NewModel {
    /// `None`: an id is given.
    pub id: Option<String>,
    pub provider_id: String,
    pub details: Details,
}

fn tidied(details: &Details) -> Outcome<Details> {
    let members = [
        ("deviceTypeCode", &details.dtype_code),
        ("deviceSubTypeCode", &details.dstype_code),
        ("make", &details.make),
        ("model", &details.model),
    ];
    for (member, value) in members {
        crate::partners::check_visible(member, value)?;
    }
    Ok(Details { make: rule::tidy(&details.make), model: rule::tidy(&details.model), ..details.clone() })
}

async fn check_type(change: &mut Change<'_>, details: &Details) -> Outcome<()> {
    if device::is_known_type(change, &details.dtype_code, &details.dstype_code).await? {
        return Ok(());
    }
    Err(Refusal::of(&catalogue::DEVICE_TYPE_UNKNOWN).into())
}

async fn check_alone(
    change: &mut Change<'_>,
    provider_id: &str,
    details: &Details,
    but_id: Option<&str>,
) -> Outcome<()> {
    if device::has_live(change, provider_id, details, but_id).await? {
        return Err(Refusal::of(&catalogue::DEVICE_EXISTS).into());
    }
    Ok(())
}

/// Whether a change of an approved model may come into force.
pub(super) async fn check_change(change: &mut Change<'_>, device: &Device, details: &Details) -> Outcome<()> {
    check_type(change, details).await?;
    check_alone(change, &device.dprovider_id, details, Some(&device.id)).await
}

pub(super) fn shown(details: &Details, standing: Standing) -> Json {
    let (status, is_active) = standing.columns();
    json!({
        "deviceType": details.dtype_code, "deviceSubType": details.dstype_code, "make": details.make,
        "model": details.model, "status": status, "isActive": is_active,
    })
}

pub(super) fn details_of(device: &Device) -> Details {
    Details {
        dtype_code: device.dtype_code.clone(),
        dstype_code: device.dstype_code.clone(),
        make: device.make.clone(),
        model: device.model.clone(),
    }
}

/// Registers a model, which waits for its approval (contract part B §6.1). Answers its id.
///
/// # Errors
/// In this order: another's partner; type and sub-type unknown; an inactive partner, or one of another type; the model is
/// registered already, or the id is taken.
pub async fn add_device(app: &App, ctx: &Context, new: &NewModel) -> Outcome<String> {
    rights::require(ctx, &routes::ADD_DEVICE)?;
    may_add(ctx, &new.provider_id)?;
    let mut change = app.store().change().await?;
    let (id, record) = add_in(app, ctx, &mut change, new).await?;
    change.save(ctx, record).await?;
    Ok(id)
}

/// The same within a change.
pub(super) async fn add_in(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    new: &NewModel,
) -> Outcome<(String, Record)> {
    let details = tidied(&new.details)?;
    if let Some(id) = &new.id {
        rule::check_id(id)?;
    }
    check_type(change, &details).await?;
    let inactive = &catalogue::PROVIDER_INACTIVE;
    let partner = provider(app, change, &new.provider_id, rule::DEVICE_PROVIDER, inactive).await?;
    check_alone(change, &partner.id, &details, None).await?;
    bounded(device::waiting_of(&mut *change, &partner.id).await?.len())?;
    let id = match &new.id {
        // The reference overwrote the device that had it.
        Some(id) if device::id_exists(&mut *change, id).await? => {
            return Err(Refusal::of(&catalogue::DEVICE_EXISTS).into());
        }
        Some(id) => id.clone(),
        None => ctx.surroundings.numeric_id(),
    };
    let row = NewDevice {
        id: &id,
        provider_id: &partner.id,
        organization: &partner.name,
        details: &details,
        standing: Standing::Waiting,
        by: &ctx.actor.name,
        at: ctx.now(),
    };
    device::insert(change, &row).await?;
    let asked = proposal::request(change, ctx, Kind::Device, (&id, &partner.id), &Proposal::device(&details)).await?;
    let record = Record::new("device.add", DEVICE, &id)
        .touching("partner", &partner.id)
        .touching("approval", asked)
        .after(shown(&details, Standing::Waiting));
    Ok((id, record))
}

/// Changes a model (contract part B §6.2). Of an approved one the change waits for its own approval.
///
/// # Errors
/// In this order: no such device, or another's; type and sub-type unknown; the same model is registered already.
pub async fn update_device(app: &App, ctx: &Context, id: &str, details: &Details) -> Outcome<()> {
    rights::require(ctx, &routes::UPDATE_DEVICE)?;
    let details = tidied(details)?;
    let unknown = || Refusal::with(&catalogue::DEVICE_DETAIL_UNKNOWN, id);
    let known = device::find(app.store().db(), rights::changes(ctx), id).await?.ok_or_else(unknown)?;
    if known.standing().is_approved() {
        limits::device_change(app, ctx, &known.dprovider_id).await?;
    }
    let mut change = app.store().change().await?;
    let device = device::find(&mut change, rights::changes(ctx), id).await?.ok_or_else(unknown)?;
    not_rejected(device.standing())?;
    check_change(&mut change, &device, &details).await?;
    let (before, standing, owner) = (details_of(&device), device.standing(), device.dprovider_id.as_str());
    let mut record = Record::new("device.update", DEVICE, id).touching("partner", owner);
    if standing.is_approved() {
        let wanted = (before != details).then(|| Proposal::device(&details).into_change());
        let replaced = proposal::replace(&mut change, ctx, Kind::Device, (id, owner), wanted.as_ref()).await?;
        record = match replaced {
            Replaced::Nothing => return Ok(change.leave().await?),
            Replaced::TakenBack(approval) => record.touching("approval", approval).after(shown(&before, standing)),
            Replaced::Asked(approval) => {
                record.touching("approval", approval).after(json!({"proposed": Proposal::device(&details).json()}))
            }
        };
    } else {
        device::update(&mut change, id, &details, &ctx.actor.name, ctx.now()).await?;
        proposal::amend(&mut change, ctx, Kind::Device, id, &Proposal::device(&details)).await?;
        record = record.after(shown(&details, standing));
    }
    change.save(ctx, record.before(shown(&before, standing))).await?;
    Ok(())
}

/// The contract's older route (part B §6.3): approves or rejects what waits, deactivates or brings back what was approved.
pub async fn set_device_status(app: &App, ctx: &Context, id: &str, word: &str, reason: Option<&str>) -> Outcome<Word> {
    rights::require(ctx, &routes::SET_DEVICE_STATUS)?;
    let found = device::find(app.store().db(), Reach::Everything, id).await?;
    let device = found.ok_or_else(|| Refusal::with(&catalogue::DEVICE_DETAIL_UNKNOWN, id))?;
    let word = Word::parse(word).ok_or(&catalogue::DEVICE_STATUS_WORD)?;
    let has_change = decide::has_open(app, Kind::Device, id).await?;
    match word.means(device.standing(), has_change) {
        Meaning::Decide(decision) => {
            decide::by_word(app, ctx, Kind::Device, id, decision, reason, &catalogue::DEVICE_NOT_PENDING).await?;
        }
        Meaning::Deactivate => {
            let mut change = app.store().change().await?;
            let device = of_change(&mut change, id).await?;
            let record = stop(&mut change, ctx, &device).await?.reason(rights::reason(reason, false)?);
            change.save(ctx, record).await?;
        }
        Meaning::Reactivate => bring_back(app, ctx, id, rights::reason(reason, false)?).await?,
        Meaning::Nothing => {}
        Meaning::Final => return Err(Refusal::of(&catalogue::DEVICE_NOT_PENDING).into()),
    }
    Ok(word)
}

async fn of_change(change: &mut Change<'_>, id: &str) -> Outcome<Device> {
    Ok(device::find(change, Reach::Everything, id).await?.ok_or(&catalogue::DEVICE_MISSING)?)
}

/// Deactivates a model (contract part B §6.9). Its interfaces stay as they are.
///
/// # Errors
/// In this order: no own partner; no such device; another's; an inactive provider; not approved; inactive already.
pub async fn deactivate_device(app: &App, ctx: &Context, id: &str, reason: Option<&str>) -> Outcome<Device> {
    rights::require(ctx, &routes::DEACTIVATE_DEVICE)?;
    let reason = rights::reason(reason, false)?;
    owns_any(ctx)?;
    device::find(app.store().db(), Reach::Everything, id).await?.ok_or(&catalogue::DEVICE_MISSING)?;
    let mut change = app.store().change().await?;
    let device = of_change(&mut change, id).await?;
    may_deactivate(app, ctx, &mut change, &device.dprovider_id, &catalogue::DEVICE_FOREIGN).await?;
    let record = stop(&mut change, ctx, &device).await?.reason(reason);
    change.save(ctx, record).await?;
    Ok(device)
}

/// Takes a model out of use within a change. A change of it that waits falls with it.
async fn stop(change: &mut Change<'_>, ctx: &Context, device: &Device) -> Outcome<Record> {
    let before = device.standing();
    let after = before.after(Command::Deactivate).ok_or(match before {
        Standing::Deactivated => &catalogue::DEVICE_DEACTIVATED,
        _ => &catalogue::DEVICE_NOT_APPROVED,
    })?;
    device::set_standing(change, &device.id, after, &ctx.actor.name, ctx.now()).await?;
    let fallen = [device.id.clone()];
    approval::reject_open_about(change, Kind::Device.as_str(), &fallen, ctx.now()).await?;
    let details = details_of(device);
    Ok(Record::new("device.deactivate", DEVICE, &device.id)
        .touching("partner", &device.dprovider_id)
        .before(shown(&details, before))
        .after(shown(&details, after)))
}

/// Brings a deactivated model back, if it would be accepted today (decisions, "Reactivation").
pub async fn reactivate_device(app: &App, ctx: &Context, id: &str, reason: Option<&str>) -> Outcome<()> {
    rights::require(ctx, &routes::REACTIVATE_DEVICE)?;
    bring_back(app, ctx, id, rights::reason(reason, true)?).await
}

async fn bring_back(app: &App, ctx: &Context, id: &str, reason: Option<&str>) -> Outcome<()> {
    let known = device::find(app.store().db(), Reach::Everything, id).await?.ok_or(&catalogue::DEVICE_MISSING)?;
    let itself = Subject::DeviceModel { make: &known.make, model: &known.model };
    let hotlisted = super::on_hotlist(app, ctx, &known.dprovider_id, Some(&itself)).await?;
    let mut change = app.store().change().await?;
    let device = of_change(&mut change, id).await?;
    may_reactivate(app, ctx, &device.dprovider_id)?;
    let before = device.standing();
    let after = before.after(Command::Reactivate).ok_or(&catalogue::NOT_DEACTIVATED)?;
    let details = details_of(&device);
    if !super::is_provider_active(app, &mut change, &device.dprovider_id).await? {
        return Err(unfit("its provider is not active").into());
    }
    if let Some(hotlisted) = hotlisted {
        return Err(hotlisted.into());
    }
    if !device::is_known_type(&mut change, &details.dtype_code, &details.dstype_code).await? {
        return Err(unfit("its type is not in use any more").into());
    }
    if device::has_live(&mut change, &device.dprovider_id, &details, Some(id)).await? {
        return Err(unfit("the same model is registered again").into());
    }
    device::set_standing(&mut change, id, after, &ctx.actor.name, ctx.now()).await?;
    let record = Record::new("device.reactivate", DEVICE, id)
        .touching("partner", &device.dprovider_id)
        .before(shown(&details, before))
        .after(shown(&details, after))
        .reason(reason);
    change.save(ctx, record).await?;
    Ok(())
}
