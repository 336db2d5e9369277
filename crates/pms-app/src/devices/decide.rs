//! Decisions on devices, interfaces and chips: by the contract's routes through the one mechanism, and what a decision
//! changes within its change.

use pms_domain::approval::{Decision, Kind, State};
use pms_domain::device::interface::check_usable;
use pms_domain::device::{Command, Standing};
use pms_domain::{Context, Entry, Refusal, catalogue};
use pms_store::approval::{self, Approval};
use pms_store::audit::Record;
use pms_store::partner::{self, Partner, Reach};
use pms_store::{Change, certificate, chip, device, device_mapping, interface};
use serde_json::json;

use super::proposal::{self, Proposal};
use super::{chips, interfaces, models};
use crate::approvals::{self, Verdict};
use crate::certificates::{ChipJudgement, Signed, judge_chip, trust_chip};
use crate::partners::CASCADE;
use crate::{App, Failure, Outcome, events};

/// Whether something about an object waits for a decision.
pub(super) async fn has_open(app: &App, kind: Kind, id: &str) -> Outcome<bool> {
    let newest = approval::newest(app.store().db(), Reach::Everything, kind.as_str(), id).await?;
    Ok(newest.and_then(|found| State::parse(&found.state)).is_some_and(State::is_open))
}

/// Decides on what waits of an object. `decided`: what the contract's route says when somebody else was faster.
pub(super) async fn by_word(
    app: &App,
    ctx: &Context,
    kind: Kind,
    id: &str,
    decision: Decision,
    reason: Option<&str>,
    decided: &'static Entry,
) -> Outcome<()> {
    let newest = approval::newest(app.store().db(), Reach::Everything, kind.as_str(), id).await?;
    let is_open = |found: &Approval| State::parse(&found.state).is_some_and(State::is_open);
    let approval = match newest.filter(is_open) {
        Some(approval) => approval.id,
        None => adopt(app, ctx, kind, id).await?.ok_or(decided)?,
    };
    // Existing callers send no reason and saw no revision.
    let verdict = Verdict { decision, reason, shown_revision: None };
    match approvals::decide_as_before(app, ctx, &approval, verdict).await {
        Ok(_) => Ok(()),
        Err(Failure::Refused(refusal)) if std::ptr::eq(refusal.entry, &catalogue::APPROVAL_DECIDED) => {
            Err(Refusal::of(decided).into())
        }
        Err(failure) => Err(failure),
    }
}

/// What waits without an approval of ours (an adopted row, a chip without a certificate) gets one. Two who do so at once
/// make one. `None`: it does not wait any more.
async fn adopt(app: &App, ctx: &Context, kind: Kind, id: &str) -> Outcome<Option<String>> {
    let mut change = app.store().change().await?;
    if let Some(approval) = proposal::open(&mut change, kind, id).await? {
        change.leave().await?;
        return Ok(Some(approval.id));
    }
    let revision = change.revision();
    let found = match kind {
        Kind::Device => device::find(&mut change, Reach::Everything, id).await?.map(|row| {
            let wanted = Proposal::device(&models::details_of(&row));
            let (owner, by) = (row.dprovider_id.as_str(), (row.cr_by.as_str(), row.cr_dtimes));
            (row.standing(), proposal::adopted(ctx, kind, (id, owner), by, &wanted, revision))
        }),
        Kind::Interface => interface::find(&mut change, Reach::Everything, id).await?.map(|row| {
            let wanted = Proposal::interface(&interfaces::details_of(&row));
            let (owner, by) = (row.provider(), (row.cr_by.as_str(), row.cr_dtimes));
            (row.standing(), proposal::adopted(ctx, kind, (id, owner), by, &wanted, revision))
        }),
        _ => chip::find(&mut change, Reach::Everything, id).await?.map(|row| {
            let (owner, by) = (row.foundational_trust_provider_id.as_str(), (row.cr_by.as_str(), row.cr_dtimes));
            (row.standing(), proposal::adopted(ctx, kind, (id, owner), by, &Proposal::chip(&row), revision))
        }),
    };
    let Some((Standing::Waiting | Standing::CertificateDue, approval)) = found else {
        change.leave().await?;
        return Ok(None);
    };
    approval::insert(&mut change, &approval).await?;
    let record = Record::new("device.request.adopt", "partner", &approval.partner_id)
        .touching("approval", &approval.id)
        .after(json!({"kind": approval.kind, "objectId": id}));
    change.save(ctx, record).await?;
    Ok(Some(approval.id))
}

/// What of a chip is slow to judge, done before the change that decides.
pub(crate) struct PreparedChip(Option<Box<Judged>>);

struct Judged {
    certificate_id: String,
    signed: Signed,
}

/// Judges the certificate of a chip that is to be approved, and signs it where the site says so. One that expired while it
/// waited is refused.
pub(crate) async fn prepare_chip(app: &App, ctx: &Context, approval: &Approval) -> Outcome<PreparedChip> {
    let db = app.store().db();
    let chip = chip::find(db, Reach::Everything, &approval.object_id).await?.ok_or(&catalogue::CHIP_UNKNOWN)?;
    let wanted = Proposal::of(approval)?;
    let certificate_id = match (wanted.change, chip.standing(), wanted.certificate_id) {
        (true, _, wanted) if wanted.as_deref() == chip.alias() => return Ok(PreparedChip(None)),
        (true, _, wanted) => wanted,
        (false, _, wanted) => wanted.or_else(|| chip.alias().map(str::to_owned)),
    };
    let certificate_id = certificate_id.ok_or(&catalogue::CHIP_CERTIFICATE_MISSING)?;
    let signed = judge_stored(app, ctx, &chip, &certificate_id).await?;
    Ok(PreparedChip(Some(Box::new(Judged { certificate_id, signed }))))
}

/// A stored certificate of a chip, judged by today's rules.
pub(super) async fn judge_stored(app: &App, ctx: &Context, chip: &chip::Chip, certificate_id: &str) -> Outcome<Signed> {
    let db = app.store().db();
    let row = chip::certificate(db, chip, certificate_id).await?.ok_or(&catalogue::CHIP_CERTIFICATE_MISSING)?;
    let provider_id = chip.foundational_trust_provider_id.as_str();
    let found = partner::find(app.store(), db, Reach::Everything, provider_id).await?;
    let provider = found.ok_or(&catalogue::CHIP_PROVIDER)?;
    let parsed = tokio::task::spawn_blocking(move || {
        let organization = row.organization_name.unwrap_or_default();
        (pms_pki::parse::wire::partner_upload(&row.cert_data), organization)
    })
    .await
    .map_err(|error| Failure::Internal(error.into()))?;
    let leaf = parsed.0.map_err(|_| Refusal::of(&catalogue::CERTIFICATE_UNREADABLE))?;
    let returns = (!chip.is_active).then_some(chip.id.as_str());
    let what = ChipJudgement {
        provider: &provider,
        organization: &parsed.1,
        uploaded_as: Some(&parsed.1),
        domain: "FTM",
        returns,
        resign: true,
    };
    judge_chip(app, ctx, leaf, &what).await
}

/// Whether the trust stores are as they were when a certificate was judged.
pub(super) async fn check_epoch(change: &mut Change<'_>, signed: &Signed) -> Outcome<()> {
    if certificate::trust_epoch(change).await? != signed.epoch {
        return Err(Refusal::of(&catalogue::APPROVAL_STALE).into());
    }
    Ok(())
}

/// A decision that was made, within its change.
pub(crate) struct Made<'a> {
    pub kind: Kind,
    pub approval: &'a Approval,
    pub partner: &'a Partner,
    pub decision: Decision,
}

/// What a decision changes, within the change that decides.
pub(crate) async fn carry_out(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    made: &Made<'_>,
    prepared: Option<PreparedChip>,
) -> Outcome<()> {
    if !matches!(made.decision, Decision::Approve | Decision::Reject) {
        return Ok(());
    }
    match made.kind {
        Kind::Device => decide_device(ctx, change, made).await,
        Kind::Interface => decide_interface(app, ctx, change, made).await,
        _ => decide_chip(ctx, change, made, prepared.and_then(|prepared| prepared.0)).await,
    }
}

fn command(decision: Decision) -> Command {
    if decision == Decision::Approve { Command::Approve } else { Command::Reject }
}

/// Whether the approval may still decide: what it is about waits, or is approved and has a change of it waiting.
fn is_due(standing: Standing, change: bool) -> bool {
    if change { standing.is_approved() } else { matches!(standing, Standing::Waiting | Standing::CertificateDue) }
}

async fn decide_device(ctx: &Context, change: &mut Change<'_>, made: &Made<'_>) -> Outcome<()> {
    let (id, by, now) = (made.approval.object_id.as_str(), ctx.actor.name.as_str(), ctx.now());
    let device = device::find(&mut *change, Reach::Everything, id).await?.ok_or(&catalogue::DEVICE_MISSING)?;
    let (wanted, standing) = (Proposal::of(made.approval)?, device.standing());
    let approves = made.decision == Decision::Approve;
    if !is_due(standing, wanted.change) {
        return Err(Refusal::of(&catalogue::DEVICE_NOT_PENDING).into());
    }
    if approves && !made.partner.is_active {
        return Err(Refusal::of(&catalogue::PROVIDER_INACTIVE).into());
    }
    if wanted.change {
        if approves {
            let details = wanted.device_details()?;
            models::check_change(change, &device, &details).await?;
            device::update(change, id, &details, by, now).await?;
        }
        return Ok(());
    }
    if approves {
        models::check_change(change, &device, &models::details_of(&device)).await?;
        activate_pairs(ctx, change, id).await?;
    }
    let after = standing.after(command(made.decision)).ok_or(&catalogue::DEVICE_NOT_PENDING)?;
    Ok(device::set_standing(change, id, after, by, now).await?)
}

/// The interfaces that a device was added to work with it from its approval on. One without any is approved as the older
/// routes do it: to be mapped then. Of several, those that may be used count; if none may, the first says why.
async fn activate_pairs(ctx: &Context, change: &mut Change<'_>, device_id: &str) -> Outcome<()> {
    let mut first = None;
    let mut usable = 0;
    for pair in device_mapping::of_device(&mut *change, device_id).await? {
        let standing = Standing::of(&pair.approval_status, pair.sbi_is_active);
        match check_usable(standing, pair.sw_expiry_dtimes, ctx.now()) {
            Ok(()) => {
                device_mapping::activate(change, device_id, &pair.sbi_id, &ctx.actor.name, ctx.now()).await?;
                usable += 1;
            }
            Err(refusal) => _ = first.get_or_insert(refusal),
        }
    }
    match first {
        Some(refusal) if usable == 0 => Err(refusal.into()),
        _ => Ok(()),
    }
}

async fn decide_interface(app: &App, ctx: &Context, change: &mut Change<'_>, made: &Made<'_>) -> Outcome<()> {
    let (id, by, now) = (made.approval.object_id.as_str(), ctx.actor.name.as_str(), ctx.now());
    let missing = &catalogue::DEVICE_SBI_MISSING;
    let found = interface::find(&mut *change, Reach::Everything, id).await?.ok_or(missing)?;
    let (wanted, standing) = (Proposal::of(made.approval)?, found.standing());
    let approves = made.decision == Decision::Approve;
    if !is_due(standing, wanted.change) {
        return Err(Refusal::of(&catalogue::APPROVAL_DECIDED).into());
    }
    if approves && !made.partner.is_active {
        return Err(Refusal::of(&catalogue::PROVIDER_INACTIVE).into());
    }
    if wanted.change {
        if approves {
            let details = wanted.interface_details()?;
            interfaces::check(app, ctx, &details)?;
            interfaces::check_version(change, found.provider(), &details.version, Some(id)).await?;
            interface::update(change, id, &details, by, now).await?;
        }
        return Ok(());
    }
    if approves {
        // What was good when it was registered may have ended while it waited.
        interfaces::check(app, ctx, &interfaces::details_of(&found))?;
    }
    let after = standing.after(command(made.decision)).ok_or(&catalogue::APPROVAL_DECIDED)?;
    Ok(interface::set_standing(change, id, after, by, now).await?)
}

async fn decide_chip(
    ctx: &Context,
    change: &mut Change<'_>,
    made: &Made<'_>,
    judged: Option<Box<Judged>>,
) -> Outcome<()> {
    let (id, by, now) = (made.approval.object_id.as_str(), ctx.actor.name.as_str(), ctx.now());
    let chip = chip::find(&mut *change, Reach::Everything, id).await?.ok_or(&catalogue::CHIP_UNKNOWN)?;
    let (wanted, standing) = (Proposal::of(made.approval)?, chip.standing());
    let approves = made.decision == Decision::Approve;
    if !is_due(standing, wanted.change) {
        return Err(Refusal::of(&catalogue::APPROVAL_DECIDED).into());
    }
    if approves {
        if !made.partner.is_active {
            return Err(Refusal::of(&catalogue::CHIP_PROVIDER).into());
        }
        if let Some(judged) = judged {
            // What was judged must be what is proposed now: another upload may have come between.
            let proposed = wanted.certificate_id.as_deref().or(chip.alias());
            if proposed != Some(judged.certificate_id.as_str()) {
                return Err(Refusal::of(&catalogue::APPROVAL_STALE).into());
            }
            trust(ctx, change, &chip, &judged).await?;
        } else if !wanted.change || wanted.certificate_id.as_deref() != chip.alias() {
            return Err(Refusal::of(&catalogue::CHIP_CERTIFICATE_MISSING).into());
        }
    }
    if wanted.change {
        if approves {
            let (make, model) = (wanted.make.unwrap_or_default(), wanted.model.unwrap_or_default());
            chips::check_alone(change, &made.partner.id, (&make, &model), Some(id)).await?;
            chip::update(change, id, &make, &model, by, now).await?;
        }
        return Ok(());
    }
    let after = standing.after(command(made.decision)).ok_or(&catalogue::CHIP_CERTIFICATE_MISSING)?;
    Ok(chip::set_standing(change, id, after, by, now).await?)
}

/// The judged certificate counts from now on, and subscribers learn its chain.
async fn trust(ctx: &Context, change: &mut Change<'_>, chip: &chip::Chip, judged: &Judged) -> Outcome<()> {
    check_epoch(change, &judged.signed).await?;
    let (by, now) = (ctx.actor.name.as_str(), ctx.now());
    let signed = judged.signed.handed_out.to_pem();
    let ca_key_id = judged.signed.ca_key_id.as_deref();
    let certificate_id = judged.certificate_id.as_str();
    let handed_out = chip::HandedOut { signed: &signed, chain: &judged.signed.chain, ca_key_id };
    chip::approve_certificate(change, &chip.id, certificate_id, handed_out, by, now).await?;
    chip::set_certificate(change, &chip.id, certificate_id, by, now).await?;
    let provider_id = chip.foundational_trust_provider_id.as_str();
    trust_chip(ctx, change, &judged.signed, (certificate_id, provider_id)).await?;
    judged.signed.note(ctx, change, certificate_id, provider_id, None);
    let domain = judged.signed.domain.as_str();
    change.emit(events::chain_uploaded(provider_id, certificate_id, domain));
    Ok(())
}

/// Rejects the chips that one change did not ([`chip::BATCH`]), for a provider that is off: there were no limits where they
/// come from. Each change with a record of its own.
pub(crate) async fn reject_rest_of(app: &App, ctx: &Context, provider_id: &str) -> Outcome<()> {
    while !chip::waiting_of(app.store().db(), provider_id).await?.is_empty() {
        let mut change = app.store().change().await?;
        let found = partner::find(app.store(), &mut change, Reach::Everything, provider_id).await?;
        if found.is_none_or(|partner| partner.is_active) {
            return Ok(change.leave().await?);
        }
        let rejected = reject_chips_of(ctx, &mut change, provider_id).await?;
        let record =
            Record::new("chip.reject", "partner", provider_id).after(json!({"status": "rejected", "chips": rejected}));
        change.save(ctx, record).await?;
    }
    Ok(())
}

/// Answers how many.
async fn reject_chips_of(ctx: &Context, change: &mut Change<'_>, provider_id: &str) -> Outcome<usize> {
    let waiting = chip::waiting_of(&mut *change, provider_id).await?;
    for id in &waiting {
        chip::set_standing(change, id, Standing::Rejected, CASCADE, ctx.now()).await?;
    }
    Ok(waiting.len())
}

/// What waits of a provider falls with it; the approvals are rejected already.
pub(crate) async fn reject_waiting_of(ctx: &Context, change: &mut Change<'_>, provider_id: &str) -> Outcome<()> {
    let now = ctx.now();
    for id in device::waiting_of(&mut *change, provider_id).await? {
        device::set_standing(change, &id, Standing::Rejected, CASCADE, now).await?;
    }
    for id in interface::waiting_of(&mut *change, provider_id).await? {
        interface::set_standing(change, &id, Standing::Rejected, CASCADE, now).await?;
    }
    reject_chips_of(ctx, change, provider_id).await?;
    Ok(())
}
