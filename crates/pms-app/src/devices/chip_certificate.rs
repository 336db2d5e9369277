//! The certificate of a chip: upload and reading (contract part B §8.4, §8.5, §8.8).

use pms_domain::approval::Kind;
use pms_domain::device::{self as rule, Command, Standing};
use pms_domain::{Context, Refusal, Timestamp, catalogue, routes};
use pms_pki::Certificate;
use pms_store::audit::Record;
use pms_store::chip::{self, Chip};
use pms_store::partner::{self, Partner, Reach};
use pms_store::{Change, certificate};
use serde_json::json;

use super::proposal::{self, Proposal, Replaced};
use super::{CHIP, bounded, may_add, owns_any};
use crate::accounts::limits;
use crate::certificates::{ChipJudgement, Signed, chip_row, judge_chip};
use crate::{App, Failure, Outcome, rights, trust};

/// What is uploaded.
pub struct ChipUpload {
    pub provider_id: String,
    pub chip_id: String,
    /// PEM.
    pub data: String,
    /// Under the reference's rules the name that the certificate must have; else the registered one counts.
    pub organization: String,
    /// FTM, in any letter case.
    pub domain: String,
}

/// What the provider gets back.
pub struct ChipUploaded {
    /// Its own chain, p7b, base64url. Nothing is signed before the approval.
    pub chain: String,
    /// PEM without a final newline.
    pub certificate: String,
    pub at: Timestamp,
}

/// Judges and stores a chip's certificate (contract part B §8.4). A chip that lacked one waits for its approval then; of an
/// approved chip the new certificate waits, and the former one counts meanwhile.
///
/// # Errors
/// In this order: another's partner; an inactive one or none; no such chip, or another's; waiting or rejected;
/// deactivated; what the certificate is refused for.
pub async fn upload_chip(app: &App, ctx: &Context, upload: ChipUpload) -> Outcome<ChipUploaded> {
    rights::require(ctx, &routes::UPLOAD_CHIP_CERTIFICATE)?;
    may_add(ctx, &upload.provider_id)?;
    let db = app.store().db();
    let found = partner::find(app.store(), db, Reach::Everything, &upload.provider_id).await?;
    let provider = active(found)?;
    check_chip(ctx, chip::find(db, Reach::Everything, &upload.chip_id).await?, &provider.id)?;
    limits::certificate_upload(app, ctx, &provider.id).await?;
    let data = upload.data.clone();
    let parsed = tokio::task::spawn_blocking(move || pms_pki::parse::wire::partner_upload(&data))
        .await
        .map_err(|error| Failure::Internal(error.into()))?;
    let leaf = parsed.map_err(|error| trust::refusal(error.ker()))?;
    let what = ChipJudgement {
        provider: &provider,
        organization: &upload.organization,
        domain: &upload.domain,
        uploaded_as: None,
        returns: None,
        resign: false,
    };
    // Nothing of it enters a trust store before the approval.
    let mut turn = None;
    for _ in 0..trust::ATTEMPTS {
        let signed = judge_chip(app, ctx, leaf.clone(), &what).await?;
        if let Some(uploaded) = store(app, ctx, &upload, &signed).await? {
            return Ok(uploaded);
        }
        if turn.is_none() {
            turn = Some(app.trust().turn().await);
        }
    }
    Err(anyhow::anyhow!("the trust store kept changing during an upload").into())
}

fn active(found: Option<Partner>) -> Result<Partner, Refusal> {
    let is_provider = |partner: &Partner| partner.partner_type_code.eq_ignore_ascii_case(rule::FTM_PROVIDER);
    Ok(found.filter(|partner| partner.is_active && is_provider(partner)).ok_or(&catalogue::CHIP_PROVIDER)?)
}

fn check_chip(ctx: &Context, found: Option<Chip>, provider_id: &str) -> Result<Chip, Refusal> {
    let chip = found.ok_or(&catalogue::CHIP_UNKNOWN)?;
    if chip.foundational_trust_provider_id != provider_id {
        // Another's chip is answered as one that does not exist: nobody learns which ids are taken. Admins see them all.
        let sees_all = ctx.actor.is_partner_admin();
        return Err(Refusal::of(if sees_all { &catalogue::CHIP_OF_OTHER_PROVIDER } else { &catalogue::CHIP_UNKNOWN }));
    }
    match chip.standing() {
        Standing::CertificateDue | Standing::Active => Ok(chip),
        Standing::Waiting | Standing::Rejected => Err(Refusal::of(&catalogue::CHIP_UPLOAD_STATUS)),
        Standing::Deactivated => Err(Refusal::of(&catalogue::CHIP_UPLOAD_DEACTIVATED)),
    }
}

/// `None`: a trust store changed since the verdict.
async fn store(app: &App, ctx: &Context, upload: &ChipUpload, signed: &Signed) -> Outcome<Option<ChipUploaded>> {
    let (id, by, now) = (upload.chip_id.as_str(), ctx.actor.name.as_str(), ctx.now());
    let mut change = app.store().change().await?;
    if certificate::trust_epoch(&mut change).await? != signed.epoch {
        // Judged again from what is committed: the change that was faster has to be.
        change.leave().await?;
        return Ok(None);
    }
    let provider = active(partner::find(app.store(), &mut change, Reach::Everything, &upload.provider_id).await?)?;
    let chip = check_chip(ctx, chip::find(&mut change, Reach::Everything, id).await?, &provider.id)?;
    let hardened = trust::rules(app.settings()).is_hardened();
    if hardened && provider.name != signed.organization {
        return Err(Refusal::of(&catalogue::CERT_ORGANIZATION).into());
    }
    let mut row = chip_row(ctx, &provider, signed);
    // What the judgement at the approval compares with, where the reference's rules are on.
    row.organization_name = Some(upload.organization.clone()).filter(|_| !hardened);
    row.organization_name.get_or_insert_with(|| provider.name.clone());
    if let Some(holder) = holder(app, &mut change, &row.x_key_sha256, &provider.id).await? {
        tracing::debug!(holder, "the key of a chip's certificate is another's");
        return Err(Refusal::of(&catalogue::CERT_KEY_IN_USE).into());
    }
    certificate::insert(&mut change, &row).await?;
    chip::own_certificate(&mut change, &row.cert_id, id).await?;
    let wanted = Proposal { certificate_id: Some(row.cert_id.clone()), ..Proposal::chip(&chip) };
    let (before, owner) = (chip.standing(), provider.id.as_str());
    if before == Standing::CertificateDue {
        // It is one of them already.
        bounded(chip::waiting_of(&mut change, owner).await?.len().saturating_sub(1))?;
    }
    let (after, asked) = match before.after(Command::Certify) {
        Some(after) => {
            chip::set_certificate(&mut change, id, &row.cert_id, by, now).await?;
            chip::set_standing(&mut change, id, after, by, now).await?;
            (after, proposal::request(&mut change, ctx, Kind::Chip, (id, owner), &wanted).await?)
        }
        None => {
            // What else of it waits to be changed stays in the proposal.
            let waits = proposal::open(&mut change, Kind::Chip, id).await?;
            let waits = waits.map(|found| Proposal::of(&found)).transpose()?.unwrap_or_else(|| wanted.clone());
            let wanted = Proposal { certificate_id: wanted.certificate_id, ..waits }.into_change();
            match proposal::replace(&mut change, ctx, Kind::Chip, (id, owner), Some(&wanted)).await? {
                Replaced::Asked(asked) | Replaced::TakenBack(asked) => (before, asked),
                Replaced::Nothing => (before, String::new()),
            }
        }
    };
    let record = Record::new("chip.certificate", CHIP, id)
        .touching("partner", owner)
        .touching("certificate", &row.cert_id)
        .touching("approval", asked)
        .before(json!({"status": before.columns().0, "certificateId": chip.certificate_alias}))
        .after(json!({
            "status": after.columns().0, "certificateId": row.cert_id, "sha256": row.x_sha256,
            "notAfter": pms_domain::time::local_iso(row.cert_not_after),
        }));
    change.save(ctx, record).await?;
    Ok(Some(ChipUploaded {
        chain: signed.chain.clone(),
        certificate: signed.handed_out.to_pem_unterminated(),
        at: now,
    }))
}

/// Somebody else who uses the key, where the rules ask.
async fn holder(
    app: &App,
    change: &mut Change<'_>,
    key_sha256: &Option<String>,
    provider_id: &str,
) -> Outcome<Option<String>> {
    match key_sha256 {
        Some(key) if trust::rules(app.settings()).is_hardened() => {
            Ok(certificate::key_holder(change, key, provider_id).await?)
        }
        _ => Ok(None),
    }
}

/// The certificate of a chip as it is handed out (contract part B §8.5). `None`: no such chip, or another's.
pub async fn chip_certificate(app: &App, ctx: &Context, id: &str) -> Outcome<Option<String>> {
    rights::require(ctx, &routes::GET_CHIP_CERTIFICATE)?;
    let db = app.store().db();
    let Some(chip) = chip::find(db, rights::reach(ctx), id).await? else { return Ok(None) };
    let alias = chip.alias().ok_or(&catalogue::CHIP_CERTIFICATE_MISSING)?;
    let found = chip::certificate(db, &chip, alias).await?;
    Ok(Some(found.ok_or(&catalogue::CERT_ID_NOT_FOUND)?.signed_cert_data))
}

/// A certificate with its dates.
pub struct Pem {
    /// Empty: expired.
    pub data: String,
    pub not_before: Timestamp,
    pub not_after: Timestamp,
    pub is_expired: bool,
}

/// The certificates of a chip: as its provider uploaded it, and as it is handed out.
pub struct ChipPair {
    pub ca_signed: Pem,
    pub mosip_signed: Pem,
}

/// Contract part B §8.8.
///
/// # Errors
/// In this order: no own partner; no such chip; another's; an inactive provider; rejected; no certificate; deactivated; not
/// readable.
pub async fn chip_pair(app: &App, ctx: &Context, id: &str) -> Outcome<ChipPair> {
    rights::require(ctx, &routes::GET_CHIP_CERTIFICATE_DATA)?;
    owns_any(ctx)?;
    let db = app.store().db();
    let chip = chip::find(db, Reach::Everything, id).await?.ok_or(&catalogue::CHIP_MISSING)?;
    let owner = chip.foundational_trust_provider_id.as_str();
    if !ctx.actor.is_partner_admin() {
        if !ctx.owned.contains(owner) {
            return Err(Refusal::of(&catalogue::CHIP_FOREIGN).into());
        }
        let found = partner::find(app.store(), db, Reach::Everything, owner).await?;
        if !found.is_some_and(|partner| partner.is_active) {
            return Err(Refusal::of(&catalogue::PARTNER_NOT_ACTIVE).into());
        }
    }
    match chip.standing() {
        Standing::Rejected => return Err(Refusal::of(&catalogue::CHIP_DATA_REJECTED).into()),
        Standing::CertificateDue => return Err(Refusal::of(&catalogue::CHIP_DATA_MISSING).into()),
        Standing::Waiting | Standing::Active | Standing::Deactivated => {}
    }
    let alias = chip.alias().ok_or(&catalogue::CHIP_DATA_MISSING)?;
    if chip.standing() == Standing::Deactivated {
        return Err(Refusal::of(&catalogue::CHIP_DATA_DEACTIVATED).into());
    }
    let row = chip::certificate(db, &chip, alias).await?.ok_or(&catalogue::CHIP_DATA_MISSING)?;
    Ok(ChipPair { ca_signed: pem(ctx, row.cert_data)?, mosip_signed: pem(ctx, row.signed_cert_data)? })
}

pub(super) fn read(pem: &str) -> Outcome<Certificate> {
    Ok(pms_pki::parse::wire::partner_upload(pem).map_err(|_| Refusal::of(&catalogue::CERTIFICATE_UNREADABLE))?)
}

fn pem(ctx: &Context, data: String) -> Outcome<Pem> {
    let certificate = read(&data)?;
    let is_expired = certificate.not_after() < ctx.now();
    Ok(Pem {
        data: if is_expired { String::new() } else { data },
        not_before: certificate.not_before(),
        not_after: certificate.not_after(),
        is_expired,
    })
}
