//! The upload of a partner's certificate: judged, re-signed by the domain's CA, stored (contract part A §4.7, pki §2).

use pms_domain::approval::{Decision, Kind, State};
use pms_domain::certificate::{Possession, check_overlap};
use pms_domain::context::ActorKind;
use pms_domain::partner::{CertificateUsage, Command, Standing, is_covered, next};
use pms_domain::partner_type::PartnerType;
use pms_domain::{Context, Refusal, Timestamp, catalogue, time};
use pms_pki::issue::{self, Issuance, IssueError, ReissueProfile, SignerError};
use pms_pki::rules::{self, CaFileUpload, CaOrigin};
use pms_pki::{Certificate, PartnerDomain, p7b};
use pms_store::approval::{self, Settled};
use pms_store::audit::Record;
use pms_store::certificate::{self, PartnerCertificate};
use pms_store::partner::{self, Partner, Reach};
use pms_store::revocation::Holder;
use pms_store::{Change, certificate_history};
use serde_json::json;

use super::judge::{self, Judged};
use super::possession::{Proof, prove};
use super::renewal::{self, Entrant};
use crate::accounts::limits;
use crate::authority::Authority;
use crate::partners::PartnerView;
use crate::revocation::{self, IssuedFor};
use crate::{App, Failure, Outcome, events, rights, trust};

/// What is uploaded.
#[derive(Default)]
pub struct Upload {
    pub partner_id: String,
    /// PEM; text around it is ignored and only the first block is read.
    pub data: String,
    /// AUTH, DEVICE, FTM or MISP, any case.
    pub domain: String,
    /// `signature`, `encryption`, `both`; absent: both.
    pub usage: Option<String>,
    /// Days for which what this replaces is trusted beside it, 0 to [`OVERLAP_DAYS`](pms_domain::limits::OVERLAP_DAYS);
    /// `None`: as the site says.
    pub overlap_days: Option<i64>,
    /// That the sender has the private key.
    pub possession: Option<Proof>,
    /// An admin acts for the partner, and says why.
    pub by_admin: Option<AdminActs>,
}

/// What only an admin may do, who is no member of the partner: upload for a deactivated partner, so that it can be
/// reactivated, and accept a key that another partner uses.
pub struct AdminActs {
    /// Required; it stands in the audit trail.
    pub reason: String,
    pub accept_key_in_use: bool,
}

/// What the partner gets back.
pub struct Uploaded {
    /// PEM without a final newline: the MOSIP-signed certificate (for FTM its own).
    pub signed_certificate: String,
    pub certificate_id: String,
    pub at: Timestamp,
}

/// Uploads, and with the approval given makes the partner active once both uses are covered.
pub async fn upload(app: &App, ctx: &Context, upload: Upload) -> Outcome<Uploaded> {
    let view = load(app, ctx, &upload.partner_id, upload.by_admin.is_some()).await?;
    let by_admin = match &upload.by_admin {
        None => None,
        Some(acts) => Some(check_admin(ctx, &upload.partner_id, acts)?),
    };
    let partner_type = view.partner_type.ok_or_else(|| Refusal::of(&catalogue::PARTNER_TYPE_NOT_FOUND))?;
    if partner_type.policy_required && view.partner.policy_group_id.is_none() {
        return Err(Refusal::of(&catalogue::POLICY_GROUP_MISSING).into());
    }
    let usage = judge::usage(upload.usage.as_deref(), partner_type)?;
    let asked = upload.overlap_days.map(check_overlap).transpose()?;
    let overlap_days = asked.or(app.settings().certificates.overlap_days);
    limits::certificate_upload(app, ctx, &view.partner.id).await?;
    let data = upload.data;
    let parsed = tokio::task::spawn_blocking(move || pms_pki::parse::wire::partner_upload(&data))
        .await
        .map_err(|error| Failure::Internal(error.into()))?;
    let leaf = parsed.map_err(|error| trust::refusal(error.ker()))?;
    let possession = upload.possession.as_ref();
    let task = Task { view: &view, partner_type, usage, overlap_days, possession, by_admin };
    // Whoever uploads carries no more of it than a pointer.
    Box::pin(accept(app, ctx, &task, leaf, &upload.domain)).await
}

/// Members of a partner never overrule a check of their own partner, admins or not.
fn check_admin<'a>(ctx: &Context, partner_id: &str, acts: &'a AdminActs) -> Outcome<ByAdmin<'a>> {
    rights::require_partner_admin(ctx)?;
    if ctx.owned.contains(partner_id) {
        return Err(Refusal::of(&catalogue::NOT_AUTHORIZED).into());
    }
    let reason = rights::reason(Some(&acts.reason), true)?.unwrap_or_default();
    Ok(ByAdmin { reason, accept_key_in_use: acts.accept_key_in_use })
}

/// [`AdminActs`] of somebody who may.
#[derive(Clone, Copy)]
struct ByAdmin<'a> {
    reason: &'a str,
    accept_key_in_use: bool,
}

/// What an upload is for.
struct Task<'a> {
    view: &'a PartnerView,
    partner_type: &'static PartnerType,
    usage: CertificateUsage,
    overlap_days: Option<u32>,
    possession: Option<&'a Proof>,
    by_admin: Option<ByAdmin<'a>>,
}

impl Task<'_> {
    fn accepts_key(&self) -> bool {
        self.by_admin.is_some_and(|acts| acts.accept_key_in_use)
    }

    /// Whether a deactivated partner gets a certificate for its return. The upload itself does not bring it back.
    fn is_for_return(&self, standing: Standing) -> bool {
        standing == Standing::Deactivated && self.by_admin.is_some()
    }
}

async fn load(app: &App, ctx: &Context, partner_id: &str, by_admin: bool) -> Outcome<PartnerView> {
    let partner = partner::find(app.store(), app.store().db(), Reach::Everything, partner_id)
        .await?
        .ok_or_else(|| Refusal::of(&catalogue::PARTNER_NOT_FOUND))?;
    let view = PartnerView::of(app, partner).await?;
    let for_return = view.standing == Standing::Deactivated && by_admin && ctx.actor.is_partner_admin();
    if matches!(view.standing, Standing::Rejected | Standing::Deactivated) && !for_return {
        return Err(Refusal::of(&catalogue::PARTNER_NOT_ACTIVE).into());
    }
    if !rights::may_change(ctx, partner_id) {
        return Err(Refusal::of(&catalogue::NOT_AUTHORIZED).into());
    }
    Ok(view)
}

/// Judges, re-signs and stores. Tried again when a trust store changed meanwhile.
async fn accept(app: &App, ctx: &Context, task: &Task<'_>, leaf: Certificate, domain: &str) -> Outcome<Uploaded> {
    // What changes no trust store waits for nobody, but where somebody else's upload came between.
    let mut turn = match enters_store(app, domain) {
        true => Some(app.trust().turn().await),
        false => None,
    };
    for _ in 0..trust::ATTEMPTS {
        let judged = judge::judge(app, ctx, &task.view.partner, leaf.clone(), domain, task.accepts_key()).await?;
        if let Some(refusal) = judge::first_failure(&judged.report) {
            return Err(refusal.into());
        }
        let own_domain = judge::domain_of(task.partner_type);
        if trust::rules(app.settings()).is_hardened() && judged.domain != Some(own_domain) {
            return Err(Refusal::of(&catalogue::CERT_DOMAIN).into());
        }
        judge::refuse_compromised(app, &judged.certificate).await?;
        if let (Some(obstacle), false) = (judge::obstacle(app, task.view), task.is_for_return(task.view.standing)) {
            return Err(obstacle.into());
        }
        let possession = prove(app, ctx, &task.view.partner.id, &leaf, task.possession).await?;
        let signed = sign(app, ctx, judged, true).await?;
        match Box::pin(store(app, ctx, task, &signed, possession)).await? {
            Stored::Done(uploaded) => return Ok(uploaded),
            Stored::Stale if turn.is_none() => turn = Some(app.trust().turn().await),
            Stored::Stale => {}
        }
    }
    Err(anyhow::anyhow!("the trust store kept changing during an upload").into())
}

/// Whether an accepted certificate of the domain becomes an issuer in its trust store.
fn enters_store(app: &App, domain: &str) -> bool {
    let authority = app.authority();
    let profile = domain.parse().map(|domain| ReissueProfile::of(domain, authority.reissue, authority.resign_ftm));
    // Refused anyway where there is no such domain.
    profile.is_ok_and(|profile| profile.is_none_or(ReissueProfile::is_ca))
}

/// A certificate with everything we make of it, ready to be stored.
pub(crate) struct Signed {
    pub(super) original: Certificate,
    /// What the partner gets: re-signed, or for FTM its own.
    pub(crate) handed_out: Certificate,
    /// The p7b chain, base64url.
    pub(crate) chain: String,
    pub(crate) domain: PartnerDomain,
    /// Of the trust stores, when it was judged.
    pub(crate) epoch: i64,
    /// The organisation's name that it was judged by.
    pub(crate) organization: String,
    issuer_id: String,
    /// The key of our CA that signed it; `None`: nobody did.
    pub(crate) ca_key_id: Option<String>,
    /// SHA-256 of that key; none: it keeps its own.
    issuer_key: Option<String>,
    /// Certificates that enter the domain's trust store, issuers first.
    pub(super) trusted: Vec<rules::PlannedEntry>,
    /// SHA-256 of the certificate that stands in the domain's trust store from now on, whether it is there already or not.
    pub(super) enters: Option<String>,
    pub(super) ids: std::sync::Arc<std::collections::HashMap<String, String>>,
}

/// Without `resign` it is handed out as it is, with its own chain.
pub(super) async fn sign(app: &App, ctx: &Context, judged: Judged, resign: bool) -> Outcome<Signed> {
    let app = app.clone();
    let ctx = ctx.clone();
    // A CA that was replaced since the verdict moved the epoch, too: what the former one signs is not stored.
    let epoch = judged.trust.as_ref().map_or(0, |loaded| loaded.epoch);
    let authority = app.authorities().as_of(epoch).await?;
    tokio::task::spawn_blocking(move || sign_blocking(&app, &ctx, &authority, judged, resign))
        .await
        .map_err(|error| Failure::Internal(error.into()))?
}

fn sign_blocking(app: &App, ctx: &Context, authority: &Authority, judged: Judged, resign: bool) -> Outcome<Signed> {
    let missing = || Failure::Internal(anyhow::anyhow!("an accepted certificate has no path"));
    let domain = judged.domain.ok_or_else(missing)?;
    let loaded = judged.trust.ok_or_else(missing)?;
    let path = judged.path.ok_or_else(missing)?;
    let now = ctx.now();
    let profile = ReissueProfile::of(domain, authority.reissue, authority.resign_ftm).filter(|_| resign);
    let (handed_out, chain, enters, ca_key_id, issuer_key) = match profile {
        Some(profile) => {
            let issuing = authority.issuing(domain)?;
            let issuance = Issuance { now, days: issue::PARTNER_DAYS, serial: ctx.surroundings.bytes() };
            let addresses = revocation::addresses(app, &issuing.certificate);
            let original = &judged.certificate;
            let signed = issue::reissue_with_addresses(original, profile, issuing.as_issuer()?, &issuance, &addresses)
                .map_err(not_signed)?;
            let chain = p7b::encode_base64url(issue::chain(&signed, &issuing.certificate, &issuing.root));
            let enters = profile.is_ca().then(|| signed.clone());
            let issuer_key = issuing.certificate.public_key_sha256_hex();
            (signed, chain, enters, Some(issuing.id.clone()), Some(issuer_key))
        }
        None => {
            // FTM: the provider's own chain is what verifiers get, and its certificate the issuer of its chips.
            let chain = p7b::encode_base64url(path.certificates().iter().map(AsRef::as_ref));
            (judged.certificate.clone(), chain, Some(judged.certificate.clone()), None, None)
        }
    };
    let entering = enters.as_ref().map(Certificate::sha256_hex);
    let trusted = match enters {
        None => Vec::new(),
        Some(certificate) => {
            let known: std::collections::HashSet<String> = if loaded.ids.contains_key(&certificate.sha256_hex()) {
                [certificate.thumbprint()].into()
            } else {
                Default::default()
            };
            let file = CaFileUpload {
                certificates: std::slice::from_ref(&certificate),
                domain: domain.as_str(),
                store: Some(&loaded.store),
                stored_thumbprints: &known,
                origin: CaOrigin::Accepted,
                now,
            };
            rules::process_ca_file(&file, &trust::rules(app.settings())).entries
        }
    };
    let issuer_id = loaded.ids.get(&path.issuer().sha256_hex()).cloned().unwrap_or_default();
    Ok(Signed {
        original: judged.certificate,
        handed_out,
        chain,
        domain,
        epoch: loaded.epoch,
        organization: judged.organization,
        issuer_id,
        ca_key_id,
        issuer_key,
        trusted,
        enters: entering,
        ids: loaded.ids,
    })
}

/// A device that holds a key and does not answer is the caller's to wait for; the rest is ours.
fn not_signed(error: IssueError) -> Failure {
    match error {
        IssueError::Signer(SignerError::Unavailable) => Refusal::of(&catalogue::SIGNER_SILENT).into(),
        error => Failure::Internal(error.into()),
    }
}

enum Stored {
    Done(Uploaded),
    /// A trust store changed since the verdict: judge again.
    Stale,
}

async fn store(app: &App, ctx: &Context, task: &Task<'_>, signed: &Signed, possession: Possession) -> Outcome<Stored> {
    let now = ctx.now();
    let (id, usage) = (task.view.partner.id.as_str(), task.usage);
    let mut change = app.store().change().await?;
    if certificate::trust_epoch(&mut change).await? != signed.epoch {
        // Judged again from what is committed: the change that was faster has to be.
        change.leave().await?;
        return Ok(Stored::Stale);
    }
    let partner = partner::find(app.store(), &mut change, Reach::Everything, id)
        .await?
        .ok_or_else(|| Refusal::of(&catalogue::PARTNER_NOT_FOUND))?;
    if partner.name != signed.organization {
        // Renamed meanwhile: what it was judged by is not the name that counts.
        return Err(Refusal::of(&catalogue::CERT_ORGANIZATION).into());
    }
    let standing = Standing::of(&partner.approval_status, partner.is_active);
    let for_return = task.is_for_return(standing);
    let approved = for_return || approve_by_certificate(app, ctx, &mut change, &partner, task.partner_type).await?;
    let shared_with = key_holder(app, &mut change, signed, id).await?;
    if shared_with.is_some() && !task.accepts_key() {
        return Err(Refusal::of(&catalogue::CERT_KEY_IN_USE).into());
    }
    let mut former = renewal::supersede(&mut change, ctx, id, usage, task.overlap_days).await?;
    let row = row(ctx, &partner, usage, signed);
    certificate::insert(&mut change, &row).await?;
    if possession != Possession::None {
        certificate_history::note_possession(&mut change, &row.cert_id, possession.as_str()).await?;
    }
    // What a deactivated partner gets for its return counts from then on.
    let held_by = (standing == Standing::Deactivated).then_some(Holder::Partner(id));
    let entrant = Entrant { certificate_id: &row.cert_id, partner_id: id, is_chip: false, held_by };
    renewal::store_trusted(ctx, &mut change, signed, &entrant).await?;
    former.extend(renewal::end_beyond(ctx, &mut change, signed, (&row.cert_id, id)).await?);
    signed.note(ctx, &mut change, &row.cert_id, id, held_by);
    if usage.signs() || partner.certificate_alias.is_none() {
        partner::set_certificate_alias(&mut change, id, Some(&row.cert_id), &ctx.actor.name, now).await?;
    }
    let after = match for_return {
        true => standing,
        false => settled(&mut change, id, task.partner_type, standing, approved).await?,
    };
    if after != standing {
        let (status, active) = after.columns();
        partner::set_standing(&mut change, id, status, active, &ctx.actor.name, now).await?;
    }
    if after == Standing::Active && standing != after {
        restore(app, ctx, &mut change, &partner).await?;
    }
    publish(&mut change, &partner, &row, usage, (standing, after));
    if ctx.actor.kind == ActorKind::System && after == Standing::Active && standing != after {
        // Nobody sits before a page when a certificate that waited makes the partner active.
        crate::partners::mails::status(app, ctx, &mut change, &partner, true).await?;
    }
    let mut said = json!({
        "certificateId": row.cert_id, "usage": usage.as_str(), "domain": signed.domain.as_str(),
        "sha256": row.x_sha256, "notAfter": time::local_iso(row.cert_not_after),
        "status": after.columns().0, "isActive": after.columns().1,
    });
    if possession != Possession::None {
        said["proofOfPossession"] = json!(possession.as_str());
    }
    if !former.is_empty() {
        let ends = |one: &renewal::Former| json!({"certificateId": one.id, "trustedUntil": time::local_iso(one.until)});
        said["replaced"] = former.iter().map(ends).collect();
    }
    if let Some(other) = shared_with {
        said["keyInUseAt"] = json!(other);
    }
    let record = Record::new("certificate.upload", "partner", id)
        .touching("certificate", &row.cert_id)
        .before(json!({"status": partner.approval_status, "isActive": partner.is_active}))
        .after(said)
        .reason(task.by_admin.map(|acts| acts.reason));
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(Stored::Done(Uploaded {
        signed_certificate: signed.handed_out.to_pem_unterminated(),
        certificate_id: row.cert_id,
        at: now,
    }))
}

/// Another partner that uses the certificate's key, where the rules ask.
async fn key_holder(app: &App, change: &mut Change<'_>, signed: &Signed, id: &str) -> Outcome<Option<String>> {
    if !trust::rules(app.settings()).is_hardened() {
        return Ok(None);
    }
    Ok(certificate::key_holder(change, &signed.original.public_key_sha256_hex(), id).await?)
}

/// The standing once the certificate counts.
async fn settled(
    change: &mut Change<'_>,
    id: &str,
    partner_type: &PartnerType,
    standing: Standing,
    approved: bool,
) -> Outcome<Standing> {
    let current = certificate::current(change, Reach::Everything, id).await?;
    let usages: Vec<_> = current.iter().filter_map(|c| CertificateUsage::parse(c.x_usage.as_deref()?)).collect();
    Ok(next(standing, Command::Settle { approved, covered: is_covered(partner_type, &usages) })?)
}

/// The events of an accepted certificate.
fn publish(
    change: &mut Change<'_>,
    partner: &Partner,
    row: &PartnerCertificate,
    usage: CertificateUsage,
    (before, after): (Standing, Standing),
) {
    let id = partner.id.as_str();
    if after == Standing::Active && usage.signs() {
        change.emit(events::partner_updated(id, &row.cert_id, true, events::PARTNER_SERVICE));
    } else if after == Standing::Active && before != Standing::Active {
        // The second of two certificates made the partner active: subscribers need its signature certificate.
        let alias = partner.certificate_alias.clone().unwrap_or_else(|| row.cert_id.clone());
        change.emit(events::partner_updated(id, &alias, true, events::PARTNER_SERVICE));
    }
    change.emit(events::chain_uploaded(id, &row.cert_id, &row.partner_domain));
}

/// Whether the partner is approved; where the site says so, this certificate is the approval.
async fn approve_by_certificate(
    app: &App,
    ctx: &Context,
    change: &mut Change<'_>,
    partner: &Partner,
    partner_type: &PartnerType,
) -> Outcome<bool> {
    let standing = Standing::of(&partner.approval_status, partner.is_active);
    if matches!(standing, Standing::Rejected | Standing::Deactivated) {
        return Err(Refusal::of(&catalogue::PARTNER_NOT_ACTIVE).into());
    }
    let Some(approval) = approval::newest(&mut *change, Reach::Everything, Kind::Partner.as_str(), &partner.id).await?
    else {
        return Ok(standing == Standing::Active);
    };
    match State::parse(&approval.state) {
        Some(State::Approved) => Ok(true),
        Some(state) if state.is_open() && app.partner_approval().by_certificate(partner_type) => {
            let settled = Settled {
                state: State::Approved.as_str(),
                by: "system#certificate",
                name: "system:certificate",
                at: ctx.now(),
                decision: Decision::Approve.as_str(),
                reason: None,
                waived: false,
            };
            if !approval::settle(change, &approval.id, &settled).await? {
                return Err(Refusal::of(&catalogue::APPROVAL_DECIDED).into());
            }
            Ok(true)
        }
        _ => Err(Refusal::of(&catalogue::PARTNER_NOT_ACTIVE).into()),
    }
}

impl Signed {
    /// Notes what our CA issued, within the change that stores it.
    pub(crate) fn note(
        &self,
        ctx: &Context,
        change: &mut Change<'_>,
        cert_id: &str,
        partner_id: &str,
        held_by: Option<Holder<'_>>,
    ) {
        let Some(issuer_key) = self.issuer_key.as_deref() else { return };
        let of = IssuedFor { issuer_key, domain: self.domain.as_str(), cert_id, partner_id };
        revocation::note_issued(ctx, change, &self.handed_out, &of, held_by);
    }
}

/// A partner that becomes active may have been so before, until a certificate of it was revoked: what was held then is back.
async fn restore(app: &App, ctx: &Context, change: &mut Change<'_>, partner: &Partner) -> Outcome<()> {
    let was_approved = revocation::was_switched_off(change, &partner.id).await?;
    if was_approved {
        crate::misp::partner_switched(ctx, change, partner, true).await?;
        crate::hotlist::partner_switched(ctx, change, partner, true).await?;
        revocation::partner_switched(ctx, change, partner, true).await?;
        if ctx.actor.kind != ActorKind::System {
            crate::partners::mails::status(app, ctx, change, partner, true).await?;
        }
    }
    Ok(())
}

pub(super) fn row(ctx: &Context, partner: &Partner, usage: CertificateUsage, signed: &Signed) -> PartnerCertificate {
    let original = &signed.original;
    PartnerCertificate {
        cert_id: ctx.uuid(),
        cert_subject: original.subject().reduced(),
        cert_issuer: original.issuer().reduced(),
        issuer_id: signed.issuer_id.clone(),
        cert_not_before: original.not_before(),
        cert_not_after: original.not_after(),
        cert_data: original.to_pem(),
        cert_thumbprint: original.thumbprint(),
        cert_serial_no: trust::serial(original),
        partner_domain: signed.domain.as_str().to_owned(),
        signed_cert_data: signed.handed_out.to_pem(),
        organization_name: Some(partner.name.clone()),
        x_sha256: Some(original.sha256_hex()),
        x_partner_id: Some(partner.id.clone()),
        x_usage: Some(usage.as_str().to_owned()),
        x_chain: Some(signed.chain.clone()),
        x_key_sha256: Some(original.public_key_sha256_hex()),
        x_current: true,
        x_ca_key_id: signed.ca_key_id.clone(),
        x_valid_until: None,
        x_revoked_at: None,
        cr_by: ctx.actor.name.clone(),
        cr_dtimes: ctx.now(),
    }
}
