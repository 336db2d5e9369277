//! An administrator revokes a partner's certificate, or one of a trust store, for good (contract pki §7, layer 1).

use pms_domain::approval::{Kind, State};
use pms_domain::device::Standing as ChipStanding;
use pms_domain::partner::{CertificateUsage, Command, Standing, is_covered, next};
use pms_domain::revocation::Reason;
use pms_domain::{Context, Refusal, Timestamp, catalogue, partner_type, routes};
use pms_store::audit::Record;
use pms_store::partner::{self, Partner, Reach};
use pms_store::revocation::{self as store, Owned};
use pms_store::{Change, approval, certificate, chip, revocation_list};
use serde_json::json;

use super::{changed_trust, publish_now, settle_orphans};
use crate::partners::mails::{self, RevokedCertificate};
use crate::{App, Outcome, events, partners, rights};

/// What is to be revoked, and why.
pub struct Revocation<'a> {
    pub certificate_id: &'a str,
    /// A word of RFC 5280, in any letter case.
    pub reason: &'a str,
    /// For people; required.
    pub comment: Option<&'a str>,
}

impl Revocation<'_> {
    fn checked(&self) -> Outcome<(Reason, Option<&str>)> {
        let reason = Reason::parse(self.reason.trim()).ok_or_else(|| {
            Refusal::with(&catalogue::REVOCATION_REASON, Reason::FINAL.map(Reason::as_str).join(", "))
        })?;
        Ok((reason, rights::reason(self.comment, true)?))
    }
}

/// What was revoked.
pub struct Revoked {
    pub certificate_id: String,
    pub reason: Reason,
    pub at: Timestamp,
    /// Whose it was; of an entry of a trust store the partner that it came with.
    pub partner_id: Option<String>,
}

/// Revokes a certificate of a partner or a chip, with what we issued for it and with every other upload of the same certificate. A partner
/// whose uses are not covered any more is inactive until it uploads another one; a chip needs another one and its approval.
///
/// # Errors
/// In this order: the word is none of the reasons; no comment; no such certificate; revoked already.
pub async fn revoke_certificate(app: &App, ctx: &Context, wanted: &Revocation<'_>) -> Outcome<Revoked> {
    rights::require(ctx, &routes::REVOKE_CERTIFICATE)?;
    let (reason, comment) = wanted.checked()?;
    let id = wanted.certificate_id;
    open_certificate(store::certificate(app.store().db(), id).await?)?;
    let mut change = app.store().change().await?;
    let owned = open_certificate(store::certificate(&mut change, id).await?)?;
    let partner_id = owned.owner.clone();
    let cause = Cause { reason, comment };
    let withdrawn = withdraw_all(app, ctx, &mut change, owned, cause).await?;
    changed_trust(&mut change).await?;
    let mut record = match &partner_id {
        Some(partner_id) => Record::new("certificate.revoke", "partner", partner_id).telling_members(ctx, partner_id),
        None => Record::new("certificate.revoke", "certificate", id),
    };
    for one in &withdrawn.ids {
        record = record.touching("certificate", one);
    }
    let after = json!({
        "certificateIds": withdrawn.ids, "certificates": withdrawn.rows, "revocationReason": reason.as_str(),
    });
    let record = record.after(after).reason(comment);
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    publish_now(app).await;
    Ok(Revoked { certificate_id: id.to_owned(), reason, at: ctx.now(), partner_id })
}

fn open_certificate(found: Option<Owned>) -> Result<Owned, Refusal> {
    let found = found.ok_or(&catalogue::CERT_ID_NOT_FOUND)?;
    if found.revoked_at.is_some() {
        return Err(Refusal::of(&catalogue::CERT_REVOKED));
    }
    Ok(found)
}

/// Revokes a certificate of a trust store. What was issued below it and has no other path is revoked with it.
///
/// # Errors
/// In this order: the word is none of the reasons; no comment; no such certificate; one of the platform's own; revoked already.
pub async fn revoke_ca_certificate(app: &App, ctx: &Context, wanted: &Revocation<'_>) -> Outcome<Revoked> {
    rights::require(ctx, &routes::REVOKE_CA_CERTIFICATE)?;
    let (reason, comment) = wanted.checked()?;
    let id = wanted.certificate_id;
    open_entry(certificate::find_ca(app.store().db(), id).await?)?;
    let mut change = app.store().change().await?;
    let entry = open_entry(certificate::find_ca(&mut change, id).await?)?;
    store::revoke_entry(&mut change, id, reason, &ctx.actor.name, ctx.now()).await?;
    // The same certificate as a partner's own, or one that we issued to it.
    let cause = Cause { reason, comment };
    let mut withdrawn = Withdrawn::default();
    while let Some(owned) = store::row_of_entry(&mut change, id).await? {
        let also = withdraw_all(app, ctx, &mut change, owned, cause).await?;
        withdrawn.ids.extend(also.ids);
        withdrawn.rows += also.rows;
    }
    withdrawn.ids.truncate(NAMED);
    if let (Some(partner_id), 0) = (&entry.x_partner_id, withdrawn.rows) {
        tell(app, ctx, &mut change, partner_id, &entry.cert_subject, cause, id).await?;
    }
    changed_trust(&mut change).await?;
    let after = json!({
        "certificateId": id, "certificateIds": withdrawn.ids, "certificates": withdrawn.rows,
        "revocationReason": reason.as_str(),
    });
    let record = Record::new("trust.revoke", "trust", &entry.partner_domain)
        .touching("certificate", id)
        .after(after)
        .reason(comment);
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    // It is revoked; what is left of this the job does.
    if let Err(failure) = settle_orphans(app).await {
        tracing::warn!(?failure, "what a revoked CA issued is not settled yet");
    }
    publish_now(app).await;
    Ok(Revoked { certificate_id: id.to_owned(), reason, at: ctx.now(), partner_id: entry.x_partner_id })
}

fn open_entry(found: Option<certificate::CaCertificate>) -> Result<certificate::CaCertificate, Refusal> {
    let found = found.ok_or(&catalogue::CERT_CA_NOT_FOUND)?;
    if found.x_own {
        return Err(Refusal::of(&catalogue::CERT_PLATFORM));
    }
    if found.x_revoked_at.is_some() {
        return Err(Refusal::of(&catalogue::CERT_REVOKED));
    }
    Ok(found)
}

/// Why something is revoked.
#[derive(Clone, Copy)]
pub(super) struct Cause<'a> {
    pub reason: Reason,
    pub comment: Option<&'a str>,
}

/// What was revoked at once.
#[derive(Default)]
struct Withdrawn {
    /// At most 500 (architecture §2 "Bulk work"), first those on which a partner or chip depends.
    ids: Vec<String>,
    rows: u64,
}

/// Ids that a record names.
const NAMED: usize = 500;

/// Every row of the same certificate: one by one those on which a partner or chip depends, with what follows for it, and the others, which
/// are only history, together.
async fn withdraw_all(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    owned: Owned,
    cause: Cause<'_>,
) -> Outcome<Withdrawn> {
    let mut rows = match &owned.sha256 {
        Some(sha256) => store::in_use_of(&mut *change, sha256).await?,
        None => Vec::new(),
    };
    let sha256 = owned.sha256.clone();
    // Its owner learns it once.
    if !rows.iter().any(|row| row.owner == owned.owner) {
        rows.push(owned);
    }
    let mut withdrawn = Withdrawn::default();
    for row in &rows {
        withdrawn.ids.extend(withdraw(app, ctx, change, row, cause).await?);
    }
    withdrawn.rows = withdrawn.ids.len() as u64;
    let Some(sha256) = sha256 else { return Ok(withdrawn) };
    let rest = store::revoke_rest(change, &sha256, cause.reason, &ctx.actor.name, ctx.now()).await?;
    for owner in &rest.owners {
        change.touch("partner", owner.clone());
        revocation_list::sign_again(change, owner, ctx.now()).await?;
    }
    withdrawn.rows += rest.rows;
    withdrawn.ids.extend(rest.cert_ids);
    withdrawn.ids.truncate(NAMED);
    Ok(withdrawn)
}

/// Revokes one row within a change, with what follows for its partner or chip. `None`: it is revoked already. The trust stores' epoch is the
/// caller's.
pub(super) async fn withdraw(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    owned: &Owned,
    cause: Cause<'_>,
) -> Outcome<Option<String>> {
    let (id, by, now) = (owned.cert_id.as_str(), ctx.actor.name.as_str(), ctx.now());
    if !store::revoke_certificate(change, id, cause.reason, by, now).await? {
        return Ok(None);
    }
    for entry in store::entries_of(&mut *change, id).await? {
        store::revoke_entry(change, &entry, cause.reason, by, now).await?;
    }
    store::revoke_issued(change, id, cause.reason, now).await?;
    change.touch("certificate", id.to_owned());
    let Some(owner) = &owned.owner else { return Ok(Some(id.to_owned())) };
    change.touch("partner", owner.clone());
    revocation_list::sign_again(change, owner, now).await?;
    match &owned.chip_id {
        Some(chip_id) => certificate_of_chip_is_gone(ctx, change, chip_id, id).await?,
        None => certificate_of_partner_is_gone(app, ctx, change, owner, id).await?,
    }
    let subject = certificate_subject(change, owned).await?;
    tell(app, ctx, change, owner, &subject, cause, id).await?;
    Ok(Some(id.to_owned()))
}

async fn certificate_subject(change: &mut Change<'_>, owned: &Owned) -> Outcome<String> {
    Ok(store::subject(change, &owned.cert_id).await?.unwrap_or_default())
}

/// The contacts of the partner learn it.
async fn tell(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    partner_id: &str,
    subject: &str,
    cause: Cause<'_>,
    certificate_id: &str,
) -> Outcome<()> {
    let found = partner::find(app.store(), &mut *change, Reach::Everything, partner_id).await?;
    let Some(partner) = found else { return Ok(()) };
    let about = RevokedCertificate { certificate_id, subject, why: cause.reason.as_str(), reason: cause.comment };
    mails::certificate_revoked(app, ctx, change, &partner, &about).await
}

/// What is left of a partner's certificates decides whether it is active; reads give one that is left, or none.
async fn certificate_of_partner_is_gone(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    partner_id: &str,
    certificate_id: &str,
) -> Outcome<()> {
    let found = partner::find(app.store(), &mut *change, Reach::Everything, partner_id).await?;
    let Some(partner) = found else { return Ok(()) };
    let current = certificate::current(&mut *change, Reach::Everything, partner_id).await?;
    let usage = |row: &certificate::PartnerCertificate| CertificateUsage::parse(row.x_usage.as_deref()?);
    let is_alias = partner.certificate_alias.as_deref() == Some(certificate_id);
    let signing = current.iter().find(|row| usage(row).is_some_and(CertificateUsage::signs));
    if is_alias {
        let alias = signing.map(|row| row.cert_id.as_str());
        partner::set_certificate_alias(change, partner_id, alias, &ctx.actor.name, ctx.now()).await?;
    }
    let usages: Vec<CertificateUsage> = current.iter().filter_map(usage).collect();
    let is_covered = partner_type::find(&partner.partner_type_code).is_some_and(|found| is_covered(found, &usages));
    if Standing::of(&partner.approval_status, partner.is_active) != Standing::Active {
        return Ok(());
    }
    if !is_covered {
        return uncovered(app, ctx, change, &partner).await;
    }
    if let (true, Some(row)) = (is_alias, signing) {
        change.emit(events::partner_updated(partner_id, &row.cert_id, true, events::PARTNER_MANAGEMENT));
    }
    Ok(())
}

/// Approved, and without a certificate for each use: as before the first one.
async fn uncovered(app: &App, ctx: &Context, change: &mut Change<'_>, partner: &Partner) -> Outcome<()> {
    let newest = approval::newest(&mut *change, Reach::Everything, Kind::Partner.as_str(), &partner.id).await?;
    let approved = newest.is_some_and(|approval| approval.state == State::Approved.as_str());
    let after = next(Standing::Active, Command::Uncover { approved })?;
    partners::settle(app, ctx, change, partner, after).await
}

/// A chip without its certificate needs another one; what waited with the revoked one falls.
async fn certificate_of_chip_is_gone(
    ctx: &Context,
    change: &mut Change<'_>,
    chip_id: &str,
    certificate_id: &str,
) -> Outcome<()> {
    let (by, now) = (ctx.actor.name.as_str(), ctx.now());
    let Some(found) = chip::find(&mut *change, Reach::Everything, chip_id).await? else { return Ok(()) };
    if found.alias() != Some(certificate_id) {
        return Ok(());
    }
    chip::forget_certificate(change, chip_id, by, now).await?;
    if matches!(found.standing(), ChipStanding::Active | ChipStanding::Waiting) {
        chip::set_standing(change, chip_id, ChipStanding::CertificateDue, by, now).await?;
        approval::reject_open_about(change, Kind::Chip.as_str(), &[chip_id.to_owned()], now).await?;
    }
    Ok(())
}
