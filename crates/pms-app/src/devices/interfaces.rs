//! Secure biometric interfaces (SBI): adding, changing, deciding by the contract's route, deactivating, bringing back
//! (contract part B §7.1 to §7.3, §7.11). Their end is `crate::interfaces`.

use pms_domain::approval::{Decision, Kind};
use pms_domain::device::interface::{Years, check_dates, is_expired};
use pms_domain::device::{self as rule, Command, Meaning, Standing, Word};
use pms_domain::{Context, Refusal, catalogue, routes, time};
use pms_store::Change;
use pms_store::approval;
use pms_store::audit::Record;
use pms_store::interface::{self, Details, Interface, NewInterface};
use pms_store::partner::Reach;
use serde_json::{Value as Json, json};

use super::proposal::{self, Proposal, Replaced, whole};
use super::{
    INTERFACE, bounded, decide, may_add, may_deactivate, may_reactivate, not_rejected, owns_any, provider, unfit,
};
use crate::accounts::limits;
use crate::partners::CASCADE;
use crate::{App, Failure, Outcome, rights};

fn tidied(app: &App, ctx: &Context, details: &Details) -> Outcome<Details> {
    crate::partners::check_visible("swBinaryHash", &details.binary_hash)?;
    crate::partners::check_visible("swVersion", &details.version)?;
    let tidied = Details {
        binary_hash: details.binary_hash.clone(),
        version: rule::tidy(&details.version),
        created: whole(details.created),
        expiry: whole(details.expiry),
    };
    check(app, ctx, &tidied)?;
    Ok(tidied)
}

/// Whether the dates would be taken today.
pub(super) fn check(app: &App, ctx: &Context, details: &Details) -> Result<(), Refusal> {
    let devices = &app.settings().devices;
    let years = Years { created: devices.created_within_years, expiry: devices.expiry_within_years };
    check_dates(details.created, details.expiry, ctx.now(), years)
}

pub(super) async fn check_version(
    change: &mut Change<'_>,
    provider_id: &str,
    version: &str,
    but_id: Option<&str>,
) -> Outcome<()> {
    if interface::has_version(change, provider_id, version, but_id).await? {
        return Err(Refusal::of(&catalogue::SBI_VERSION_EXISTS).into());
    }
    Ok(())
}

pub(super) fn details_of(interface: &Interface) -> Details {
    Details {
        binary_hash: String::from_utf8_lossy(&interface.sw_binary_hash).into_owned(),
        version: interface.sw_version.clone(),
        // Adopted rows may lack them; they count as what any change would replace.
        created: interface.sw_cr_dtimes.unwrap_or(interface.cr_dtimes),
        expiry: interface.sw_expiry_dtimes.unwrap_or(interface.cr_dtimes),
    }
}

pub(super) fn shown(details: &Details, standing: Standing) -> Json {
    let (status, is_active) = standing.columns();
    json!({
        "version": details.version, "binaryHash": details.binary_hash, "created": time::local_iso(details.created),
        "expiry": time::local_iso(details.expiry), "status": status, "isActive": is_active,
    })
}

/// Registers an interface, which waits for its approval (contract part B §7.1). Answers its id.
///
/// # Errors
/// In this order: another's partner; the dates; an inactive partner, or one of another type; the version is there already.
pub async fn add_interface(app: &App, ctx: &Context, provider_id: &str, details: &Details) -> Outcome<String> {
    rights::require(ctx, &routes::ADD_INTERFACE)?;
    may_add(ctx, provider_id)?;
    let details = tidied(app, ctx, details)?;
    let id = ctx.uuid();
    let mut change = app.store().change().await?;
    let inactive = &catalogue::PROVIDER_INACTIVE;
    let partner = provider(app, &mut change, provider_id, rule::DEVICE_PROVIDER, inactive).await?;
    check_version(&mut change, &partner.id, &details.version, None).await?;
    bounded(interface::waiting_of(&mut change, &partner.id).await?.len())?;
    let new = NewInterface {
        id: &id,
        provider_id: &partner.id,
        organization: &partner.name,
        details: &details,
        standing: Standing::Waiting,
        by: &ctx.actor.name,
        at: ctx.now(),
    };
    interface::insert(&mut change, &new).await?;
    let wanted = Proposal::interface(&details);
    let asked = proposal::request(&mut change, ctx, Kind::Interface, (&id, &partner.id), &wanted).await?;
    let record = Record::new("interface.add", INTERFACE, &id)
        .touching("partner", &partner.id)
        .touching("approval", asked)
        .after(shown(&details, Standing::Waiting));
    change.save(ctx, record).await?;
    Ok(id)
}

/// What of an interface changes.
pub struct InterfaceUpdate {
    pub details: Details,
    /// `false` takes an approved one out of use. `true` brings nothing back: that needs an admin.
    pub is_active: bool,
}

/// Changes an interface (contract part B §7.2). Of an approved one the change waits for its own approval.
///
/// # Errors
/// In this order: the dates; no such interface, or another's; the version is another's already.
pub async fn update_interface(app: &App, ctx: &Context, id: &str, update: &InterfaceUpdate) -> Outcome<()> {
    rights::require(ctx, &routes::UPDATE_INTERFACE)?;
    let details = tidied(app, ctx, &update.details)?;
    let unknown = || Refusal::with(&catalogue::SBI_DETAIL_UNKNOWN, id);
    let known = interface::find(app.store().db(), rights::changes(ctx), id).await?.ok_or_else(unknown)?;
    if known.standing().is_approved() {
        limits::device_change(app, ctx, known.provider()).await?;
    }
    let mut change = app.store().change().await?;
    let found = interface::find(&mut change, rights::changes(ctx), id).await?.ok_or_else(unknown)?;
    let (before, standing, owner) = (details_of(&found), found.standing(), found.provider());
    not_rejected(standing)?;
    check_version(&mut change, owner, &details.version, Some(id)).await?;
    let mut record = Record::new("interface.update", INTERFACE, id);
    if standing == Standing::Active && !update.is_active {
        record = stop(&mut change, ctx, &found, record).await?;
    }
    record = record.touching("partner", owner).before(shown(&before, standing));
    if standing.is_approved() {
        let stopped = standing == Standing::Active && !update.is_active;
        let wanted = (before != details).then(|| Proposal::interface(&details).into_change());
        let after = if stopped { Standing::Deactivated } else { standing };
        let replaced = proposal::replace(&mut change, ctx, Kind::Interface, (id, owner), wanted.as_ref()).await?;
        record = match replaced {
            Replaced::Asked(approval) => {
                let said = json!({"proposed": Proposal::interface(&details).json(), "isActive": after.columns().1});
                record.touching("approval", approval).after(said)
            }
            Replaced::TakenBack(approval) => record.touching("approval", approval).after(shown(&before, after)),
            Replaced::Nothing if stopped => record.after(shown(&before, after)),
            Replaced::Nothing => return Ok(change.leave().await?),
        };
    } else {
        interface::update(&mut change, id, &details, &ctx.actor.name, ctx.now()).await?;
        proposal::amend(&mut change, ctx, Kind::Interface, id, &Proposal::interface(&details)).await?;
        record = record.after(shown(&details, standing));
    }
    change.save(ctx, record).await?;
    Ok(())
}

/// The contract's route (part B §7.3): approves or rejects what waits, brings a deactivated one back.
///
/// # Errors
/// In this order: no such interface; approved and active, unless a change of it waits; rejected; another word.
pub async fn set_interface_status(
    app: &App,
    ctx: &Context,
    id: &str,
    word: &str,
    reason: Option<&str>,
) -> Outcome<Word> {
    rights::require(ctx, &routes::SET_INTERFACE_STATUS)?;
    let found = of_db(app, id).await?;
    let has_change = decide::has_open(app, Kind::Interface, id).await?;
    if !has_change {
        undecided(&found)?;
    }
    let word = Word::parse(word).ok_or(&catalogue::SBI_STATUS_WORD)?;
    let decision = match (found.standing(), word) {
        // What is in force is stopped by its own route; here the words are about what waits.
        (Standing::Active, Word::Activate) => Decision::Approve,
        (Standing::Active, Word::DeActivate) => Decision::Reject,
        (standing, word) => match word.means(standing, has_change) {
            Meaning::Decide(decision) => decision,
            Meaning::Reactivate => {
                bring_back(app, ctx, id, rights::reason(reason, false)?).await?;
                return Ok(word);
            }
            Meaning::Nothing | Meaning::Deactivate => return Err(Refusal::of(&catalogue::SBI_DEACTIVATED).into()),
            Meaning::Final => return Err(Refusal::of(&catalogue::SBI_IS_REJECTED).into()),
        },
    };
    match decide::by_word(app, ctx, Kind::Interface, id, decision, reason, &catalogue::APPROVAL_DECIDED).await {
        // Somebody else was faster: the contract says what the decision was.
        Err(Failure::Refused(refusal)) if std::ptr::eq(refusal.entry, &catalogue::APPROVAL_DECIDED) => {
            undecided(&of_db(app, id).await?)?;
            Err(refusal.into())
        }
        other => other.map(|()| word),
    }
}

async fn of_db(app: &App, id: &str) -> Outcome<Interface> {
    let found = interface::find(app.store().db(), Reach::Everything, id).await?;
    Ok(found.ok_or_else(|| Refusal::with(&catalogue::SBI_DETAIL_UNKNOWN, id))?)
}

fn undecided(interface: &Interface) -> Result<(), Refusal> {
    match interface.standing() {
        Standing::Active => Err(Refusal::of(&catalogue::SBI_IS_APPROVED)),
        Standing::Rejected => Err(Refusal::of(&catalogue::SBI_IS_REJECTED)),
        Standing::Waiting | Standing::CertificateDue | Standing::Deactivated => Ok(()),
    }
}

/// Deactivates an interface (contract part B §7.11). The devices that wait with it are rejected; its approved ones are out
/// of use as long as it is, unless another interface serves them.
///
/// # Errors
/// In this order: no own partner; no such interface; another's; an inactive provider; not approved; inactive already.
pub async fn deactivate_interface(app: &App, ctx: &Context, id: &str, reason: Option<&str>) -> Outcome<Interface> {
    rights::require(ctx, &routes::DEACTIVATE_INTERFACE)?;
    let reason = rights::reason(reason, false)?;
    owns_any(ctx)?;
    let missing = &catalogue::DEVICE_SBI_MISSING;
    interface::find(app.store().db(), Reach::Everything, id).await?.ok_or(missing)?;
    let mut change = app.store().change().await?;
    let found = interface::find(&mut change, Reach::Everything, id).await?.ok_or(missing)?;
    may_deactivate(app, ctx, &mut change, found.provider(), &catalogue::SBI_FOREIGN).await?;
    let details = details_of(&found);
    let record = Record::new("interface.deactivate", INTERFACE, id)
        .touching("partner", found.provider())
        .before(shown(&details, found.standing()))
        .after(shown(&details, Standing::Deactivated))
        .reason(reason);
    let record = stop(&mut change, ctx, &found, record).await?;
    change.save(ctx, record).await?;
    Ok(found)
}

/// Takes an interface out of use within a change, with what waits of it and for it.
async fn stop(change: &mut Change<'_>, ctx: &Context, interface: &Interface, mut record: Record) -> Outcome<Record> {
    let before = interface.standing();
    let after = before.after(Command::Deactivate).ok_or(match before {
        Standing::Deactivated => &catalogue::SBI_DEACTIVATED,
        _ => &catalogue::SBI_NOT_APPROVED,
    })?;
    let now = ctx.now();
    interface::set_standing(change, &interface.id, after, &ctx.actor.name, now).await?;
    let fallen = [interface.id.clone()];
    approval::reject_open_about(change, Kind::Interface.as_str(), &fallen, now).await?;
    let rejected = interface::reject_waiting_devices(change, &interface.id, CASCADE, now).await?;
    approval::reject_open_about(change, Kind::Device.as_str(), &rejected, now).await?;
    for device in rejected {
        record = record.touching("device", device);
    }
    Ok(record)
}

/// Brings a deactivated interface back, if it would be accepted today (decisions, "Reactivation"). Its devices are in use
/// again with it.
pub async fn reactivate_interface(app: &App, ctx: &Context, id: &str, reason: Option<&str>) -> Outcome<()> {
    rights::require(ctx, &routes::REACTIVATE_INTERFACE)?;
    bring_back(app, ctx, id, rights::reason(reason, true)?).await
}

async fn bring_back(app: &App, ctx: &Context, id: &str, reason: Option<&str>) -> Outcome<()> {
    let missing = &catalogue::DEVICE_SBI_MISSING;
    let known = interface::find(app.store().db(), Reach::Everything, id).await?.ok_or(missing)?;
    let hotlisted = super::on_hotlist(app, ctx, known.provider(), None).await?;
    let mut change = app.store().change().await?;
    let found = interface::find(&mut change, Reach::Everything, id).await?.ok_or(missing)?;
    may_reactivate(app, ctx, found.provider())?;
    let before = found.standing();
    let after = before.after(Command::Reactivate).ok_or(&catalogue::NOT_DEACTIVATED)?;
    if !super::is_provider_active(app, &mut change, found.provider()).await? {
        return Err(unfit("its provider is not active").into());
    }
    if let Some(hotlisted) = hotlisted {
        return Err(hotlisted.into());
    }
    let is_over = found.sw_expiry_dtimes.is_some_and(|expiry| expiry < ctx.now());
    if is_over || is_expired(found.sw_expiry_dtimes, ctx.now()) {
        return Err(unfit("it has expired").into());
    }
    interface::set_standing(&mut change, id, after, &ctx.actor.name, ctx.now()).await?;
    let details = details_of(&found);
    let record = Record::new("interface.reactivate", INTERFACE, id)
        .touching("partner", found.provider())
        .before(shown(&details, before))
        .after(shown(&details, after))
        .reason(reason);
    change.save(ctx, record).await?;
    Ok(())
}
