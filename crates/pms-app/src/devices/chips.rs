//! Chips (FTM): adding, changing, deciding by the contract's route, deactivating, bringing back (contract part B §8.1 to
//! §8.3, §8.7).

use pms_domain::approval::Kind;
use pms_domain::device::{self as rule, Command, Meaning, Standing, Word};
use pms_domain::hotlist::Subject;
use pms_domain::{Context, Refusal, catalogue, routes};
use pms_store::Change;
use pms_store::approval;
use pms_store::audit::Record;
use pms_store::chip::{self, Chip, NewChip};
use pms_store::partner::Reach;
use serde_json::{Value as Json, json};

use super::proposal::{self, Proposal, Replaced};
use super::{CHIP, bounded, decide, may_add, may_deactivate, may_reactivate, not_rejected, owns_any, provider, unfit};
use crate::accounts::limits;
use crate::certificates::trust_chip;
use crate::{App, Outcome, revocation, rights};

pub(super) async fn check_alone(
    change: &mut Change<'_>,
    provider_id: &str,
    (make, model): (&str, &str),
    but_id: Option<&str>,
) -> Outcome<()> {
    if chip::has_live(change, provider_id, make, model, but_id).await? {
        return Err(Refusal::of(&catalogue::CHIP_EXISTS).into());
    }
    Ok(())
}

fn tidied(make: &str, model: &str) -> Outcome<(String, String)> {
    crate::partners::check_visible("make", make)?;
    crate::partners::check_visible("model", model)?;
    Ok((rule::tidy(make), rule::tidy(model)))
}

pub(super) fn shown(chip: &Chip, standing: Standing) -> Json {
    let (status, is_active) = standing.columns();
    json!({
        "make": chip.make, "model": chip.model, "certificateId": chip.certificate_alias, "status": status,
        "isActive": is_active,
    })
}

/// Registers a chip, which waits for its certificate (contract part B §8.1). Answers its id.
///
/// # Errors
/// In this order: another's partner; an inactive one or none, or one of another type; the model is registered already.
pub async fn add_chip(app: &App, ctx: &Context, provider_id: &str, make: &str, model: &str) -> Outcome<String> {
    rights::require(ctx, &routes::ADD_CHIP)?;
    may_add(ctx, provider_id)?;
    let (make, model) = tidied(make, model)?;
    let mut change = app.store().change().await?;
    let partner = provider(app, &mut change, provider_id, rule::FTM_PROVIDER, &catalogue::CHIP_PROVIDER).await?;
    check_alone(&mut change, &partner.id, (&make, &model), None).await?;
    bounded(chip::waiting_of(&mut change, &partner.id).await?.len())?;
    // Digits alone: routes of the contract take no other id.
    let id = ctx.surroundings.numeric_id();
    let new = NewChip {
        id: &id,
        provider_id: &partner.id,
        organization: &partner.name,
        make: &make,
        model: &model,
        by: &ctx.actor.name,
        at: ctx.now(),
    };
    chip::insert(&mut change, &new).await?;
    let (status, is_active) = Standing::CertificateDue.columns();
    let record = Record::new("chip.add", CHIP, &id)
        .touching("partner", &partner.id)
        .after(json!({"make": make, "model": model, "status": status, "isActive": is_active}));
    change.save(ctx, record).await?;
    Ok(id)
}

/// Changes a chip (contract part B §8.2). Of an approved one the change waits for its own approval.
///
/// # Errors
/// In this order: no such chip, or another's; the model is registered already.
pub async fn update_chip(app: &App, ctx: &Context, id: &str, make: &str, model: &str) -> Outcome<()> {
    rights::require(ctx, &routes::UPDATE_CHIP)?;
    let (make, model) = tidied(make, model)?;
    let reach = rights::changes(ctx);
    let known = chip::find(app.store().db(), reach, id).await?.ok_or(&catalogue::CHIP_UNKNOWN)?;
    if known.standing().is_approved() {
        limits::device_change(app, ctx, &known.foundational_trust_provider_id).await?;
    }
    let mut change = app.store().change().await?;
    let mut chip = chip::find(&mut change, reach, id).await?.ok_or(&catalogue::CHIP_UNKNOWN)?;
    let owner = chip.foundational_trust_provider_id.clone();
    not_rejected(chip.standing())?;
    check_alone(&mut change, &owner, (&make, &model), Some(id)).await?;
    let (before, standing) = (shown(&chip, chip.standing()), chip.standing());
    let mut record = Record::new("chip.update", CHIP, id).touching("partner", &owner).before(before);
    if standing.is_approved() {
        let now = Proposal::chip(&chip).into_change();
        // A certificate that waits stays in the proposal.
        let waits = proposal::open(&mut change, Kind::Chip, id).await?.map(|found| Proposal::of(&found)).transpose()?;
        let certificate_id = waits.and_then(|waits| waits.certificate_id).or_else(|| now.certificate_id.clone());
        let wanted = Proposal { make: Some(make), model: Some(model), certificate_id, ..now.clone() };
        let wanted = (wanted != now).then_some(wanted);
        let replaced = proposal::replace(&mut change, ctx, Kind::Chip, (id, &owner), wanted.as_ref()).await?;
        record = match replaced {
            Replaced::Nothing => return Ok(change.leave().await?),
            Replaced::TakenBack(approval) => record.touching("approval", approval).after(shown(&chip, standing)),
            Replaced::Asked(approval) => {
                record.touching("approval", approval).after(json!({"proposed": wanted.unwrap_or_default().json()}))
            }
        };
    } else {
        chip::update(&mut change, id, &make, &model, &ctx.actor.name, ctx.now()).await?;
        (chip.make, chip.model) = (Some(make), Some(model));
        proposal::amend(&mut change, ctx, Kind::Chip, id, &Proposal::chip(&chip)).await?;
        record = record.after(shown(&chip, standing));
    }
    change.save(ctx, record).await?;
    Ok(())
}

/// The contract's route (part B §8.3): approves or rejects what waits, deactivates or brings back what was approved.
///
/// # Errors
/// In this order: no such chip; approved without a certificate; rejected; what its certificate is refused for.
pub async fn set_chip_status(app: &App, ctx: &Context, id: &str, approve: bool, reason: Option<&str>) -> Outcome<()> {
    rights::require(ctx, &routes::SET_CHIP_STATUS)?;
    let found = chip::find(app.store().db(), Reach::Everything, id).await?;
    let chip = found.ok_or(&catalogue::CHIP_UNKNOWN)?;
    if approve && chip.alias().is_none() {
        return Err(Refusal::of(&catalogue::CHIP_CERTIFICATE_MISSING).into());
    }
    let word = if approve { Word::Activate } else { Word::DeActivate };
    let has_change = decide::has_open(app, Kind::Chip, id).await?;
    match word.means(chip.standing(), has_change) {
        Meaning::Decide(decision) => {
            decide::by_word(app, ctx, Kind::Chip, id, decision, reason, &catalogue::APPROVAL_DECIDED).await
        }
        Meaning::Deactivate => {
            let mut change = app.store().change().await?;
            let chip = of_change(&mut change, id).await?;
            let record = stop(&mut change, ctx, &chip).await?.reason(rights::reason(reason, false)?);
            change.save(ctx, record).await?;
            revocation::publish_now(app).await;
            Ok(())
        }
        Meaning::Reactivate => bring_back(app, ctx, id, rights::reason(reason, false)?).await,
        Meaning::Nothing => Ok(()),
        Meaning::Final => Err(Refusal::of(&catalogue::CHIP_NOT_APPROVED).into()),
    }
}

async fn of_change(change: &mut Change<'_>, id: &str) -> Outcome<Chip> {
    Ok(chip::find(change, Reach::Everything, id).await?.ok_or(&catalogue::CHIP_MISSING)?)
}

/// Deactivates a chip (contract part B §8.7).
///
/// # Errors
/// In this order: no own partner; no such chip; another's; an inactive provider; not approved; inactive already.
pub async fn deactivate_chip(app: &App, ctx: &Context, id: &str, reason: Option<&str>) -> Outcome<()> {
    rights::require(ctx, &routes::DEACTIVATE_CHIP)?;
    let reason = rights::reason(reason, false)?;
    owns_any(ctx)?;
    chip::find(app.store().db(), Reach::Everything, id).await?.ok_or(&catalogue::CHIP_MISSING)?;
    let mut change = app.store().change().await?;
    let chip = of_change(&mut change, id).await?;
    let owner = chip.foundational_trust_provider_id.as_str();
    may_deactivate(app, ctx, &mut change, owner, &catalogue::CHIP_FOREIGN).await?;
    let record = stop(&mut change, ctx, &chip).await?.reason(reason);
    change.save(ctx, record).await?;
    revocation::publish_now(app).await;
    Ok(())
}

/// Takes a chip out of use within a change. A change of it that waits falls with it.
async fn stop(change: &mut Change<'_>, ctx: &Context, chip: &Chip) -> Outcome<Record> {
    let before = chip.standing();
    let after = before.after(Command::Deactivate).ok_or(match before {
        Standing::Deactivated => &catalogue::CHIP_DEACTIVATED,
        _ => &catalogue::CHIP_NOT_APPROVED,
    })?;
    chip::set_standing(change, &chip.id, after, &ctx.actor.name, ctx.now()).await?;
    let fallen = [chip.id.clone()];
    approval::reject_open_about(change, Kind::Chip.as_str(), &fallen, ctx.now()).await?;
    revocation::chip_switched(ctx, change, (&chip.id, &chip.foundational_trust_provider_id), false).await?;
    Ok(Record::new("chip.deactivate", CHIP, &chip.id)
        .touching("partner", &chip.foundational_trust_provider_id)
        .before(shown(chip, before))
        .after(shown(chip, after)))
}

/// Brings a deactivated chip back, if it would be accepted today, its certificate included (decisions, "Reactivation").
pub async fn reactivate_chip(app: &App, ctx: &Context, id: &str, reason: Option<&str>) -> Outcome<()> {
    rights::require(ctx, &routes::REACTIVATE_CHIP)?;
    bring_back(app, ctx, id, rights::reason(reason, true)?).await
}

async fn bring_back(app: &App, ctx: &Context, id: &str, reason: Option<&str>) -> Outcome<()> {
    let found = chip::find(app.store().db(), Reach::Everything, id).await?;
    let known = found.ok_or(&catalogue::CHIP_MISSING)?;
    may_reactivate(app, ctx, &known.foundational_trust_provider_id)?;
    known.standing().after(Command::Reactivate).ok_or(&catalogue::NOT_DEACTIVATED)?;
    let certificate_id = known.alias().ok_or(&catalogue::CHIP_CERTIFICATE_MISSING)?;
    let judged = decide::judge_stored(app, ctx, &known, certificate_id).await?;
    let fingerprint = judged.handed_out.public_key_sha256_hex();
    let itself = Subject::ChipKey { fingerprint: &fingerprint };
    let hotlisted = super::on_hotlist(app, ctx, &known.foundational_trust_provider_id, Some(&itself)).await?;
    let mut change = app.store().change().await?;
    let chip = of_change(&mut change, id).await?;
    let before = chip.standing();
    let after = before.after(Command::Reactivate).ok_or(&catalogue::NOT_DEACTIVATED)?;
    decide::check_epoch(&mut change, &judged).await?;
    if chip.alias() != Some(certificate_id) {
        return Err(Refusal::of(&catalogue::APPROVAL_STALE).into());
    }
    let owner = chip.foundational_trust_provider_id.as_str();
    if !super::is_provider_active(app, &mut change, owner).await? {
        return Err(unfit("its provider is not active").into());
    }
    if let Some(hotlisted) = hotlisted {
        return Err(hotlisted.into());
    }
    let (make, model) = (chip.make.as_deref().unwrap_or_default(), chip.model.as_deref().unwrap_or_default());
    if chip::has_live(&mut change, owner, make, model, Some(id)).await? {
        return Err(unfit("the same model is registered again").into());
    }
    chip::set_standing(&mut change, id, after, &ctx.actor.name, ctx.now()).await?;
    revocation::chip_switched(ctx, &mut change, (id, owner), true).await?;
    if judged.ca_key_id.is_none() {
        // Signed by us it is in the trust store as it was handed out, and what was made for this judgement is thrown away.
        trust_chip(ctx, &mut change, &judged, (certificate_id, owner)).await?;
    }
    let record = Record::new("chip.reactivate", CHIP, id)
        .touching("partner", owner)
        .before(shown(&chip, before))
        .after(shown(&chip, after))
        .reason(reason);
    change.save(ctx, record).await?;
    revocation::publish_now(app).await;
    Ok(())
}
