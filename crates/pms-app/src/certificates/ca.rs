//! CA certificates: uploaded by an admin, or submitted by a partner and approved (decisions, "Uploads all certificates").

use std::collections::HashSet;

use pms_domain::approval::{Kind, PartnerApproval, State, TwoPerson};
use pms_domain::certificate::PossessionPolicy;
use pms_domain::partner::{CertificateUsage, Standing};
use pms_domain::{Context, Refusal, Timestamp, catalogue, routes};
use pms_pki::rules::{self, CaFileJudgement, CaFileUpload, CaKind, CaOrigin, PlannedEntry};
use pms_pki::{Certificate, PartnerDomain};
use pms_store::approval::{self, Approval};
use pms_store::audit::Record;
use pms_store::certificate::{self, PendingCertificate};
use pms_store::partner::{self, Reach};
use pms_store::{Change, StoreError};
use serde_json::json;

use super::judge;
use crate::accounts::limits;
use crate::approvals::two_admins::{self, Proposal};
use crate::partners::PartnerView;
use crate::trust::{self, Loaded};
use crate::{App, Failure, Outcome, rights};

/// Chains of one partner that may wait for a decision at a time.
const MOST_WAITING: i64 = 5;

/// The answer of a CA upload.
#[derive(Debug)]
pub struct CaUploaded {
    /// `Upload Success.`, `Partial Upload Success.` or `Upload Failed.`
    pub status: &'static str,
    pub at: Timestamp,
}

/// A judged file, with what storing needs.
pub(crate) struct JudgedFile {
    judgement: CaFileJudgement,
    trust: Option<Loaded>,
}

async fn judge_file(app: &App, ctx: &Context, certificates: Vec<Certificate>, domain: &str) -> Outcome<JudgedFile> {
    let parsed: Option<PartnerDomain> = domain.parse().ok();
    let trust = match parsed {
        Some(domain) => Some(app.trust().of(app.store(), domain).await?),
        None => None,
    };
    let mut stored = HashSet::new();
    if let Some(domain) = parsed {
        for one in &certificates {
            let thumbprint = one.thumbprint();
            if certificate::find_ca_by_thumbprint(app.store().db(), &thumbprint, domain.as_str()).await?.is_some() {
                stored.insert(thumbprint);
            }
        }
    }
    let config = trust::rules(app.settings());
    let (domain, now) = (domain.to_owned(), ctx.now());
    tokio::task::spawn_blocking(move || {
        let upload = CaFileUpload {
            certificates: &certificates,
            domain: &domain,
            store: trust.as_ref().map(|loaded| loaded.store.as_ref()),
            stored_thumbprints: &stored,
            origin: CaOrigin::Upload,
            now,
        };
        let judgement = rules::process_ca_file(&upload, &config);
        JudgedFile { judgement, trust }
    })
    .await
    .map_err(|error| Failure::Internal(error.into()))
}

async fn parse_file(data: &str) -> Outcome<Vec<Certificate>> {
    let text = data.to_owned();
    let parsed = tokio::task::spawn_blocking(move || pms_pki::parse::wire::ca_upload(&text))
        .await
        .map_err(|error| Failure::Internal(error.into()))?;
    Ok(parsed.map_err(|error| trust::refusal(error.ker()))?.certificates)
}

/// What an upload into a trust store would do.
pub struct CaReview {
    pub certificates: Vec<Certificate>,
    /// How many of them would be stored; the others are there already or not acceptable.
    pub new: usize,
    /// Whether it would wait for a second admin.
    pub waits: bool,
}

/// Judges a CA upload as [`upload_ca`] does, and stores nothing.
///
/// # Errors
/// The caller may not upload, or the file would be refused.
pub async fn review_ca(app: &App, ctx: &Context, data: &str, domain: &str) -> Outcome<CaReview> {
    rights::require(ctx, &routes::UPLOAD_CA_CERTIFICATE)?;
    let certificates = parse_file(data).await?;
    let judged = judge_file(app, ctx, certificates.clone(), domain).await?;
    judged.judgement.answer.as_ref().map_err(|error| trust::refusal(*error))?;
    Ok(CaReview { certificates, new: judged.judgement.entries.len(), waits: judged.waits(app, ctx) })
}

/// An admin uploads into a domain's trust store; a partner's upload becomes a request for approval.
pub async fn upload_ca(app: &App, ctx: &Context, data: &str, domain: &str) -> Outcome<CaUploaded> {
    rights::require(ctx, &routes::UPLOAD_CA_CERTIFICATE)?;
    if !ctx.actor.has_any(&[pms_domain::roles::PARTNER_ADMIN, pms_domain::roles::PARTNERMANAGER]) {
        limits::chain_upload(app, ctx).await?;
        let certificates = parse_file(data).await?;
        let judged = judge_file(app, ctx, certificates.clone(), domain).await?;
        judged.judgement.answer.map_err(trust::refusal)?;
        return submit_from_wire(app, ctx, certificates, domain, judged).await;
    }
    let certificates = parse_file(data).await?;
    let _turn = app.trust().turn().await;
    for _ in 0..trust::ATTEMPTS {
        let judged = judge_file(app, ctx, certificates.clone(), domain).await?;
        let status = judged.judgement.answer.map_err(trust::refusal)?;
        if judged.judgement.entries.is_empty() {
            return Ok(CaUploaded { status: status.as_str(), at: ctx.now() });
        }
        let mut change = app.store().change().await?;
        if certificate::trust_epoch(&mut change).await? != judged.epoch() {
            // Judged again from what is committed: the change that was faster has to be.
            change.leave().await?;
            continue;
        }
        if judged.waits(app, ctx) {
            let proposal = judged.proposal(app, &certificates, &domain.to_uppercase(), change.revision());
            return Err(two_admins::propose(ctx, change, &proposal, None).await);
        }
        let ids = store_entries(ctx, &mut change, &judged, None).await?;
        let record = Record::new("trust.add", "trust", domain.to_uppercase()).after(json!({"certificateIds": ids}));
        let revision = change.save(ctx, record).await?;
        app.applied(revision).await;
        return Ok(CaUploaded { status: status.as_str(), at: ctx.now() });
    }
    Err(anyhow::anyhow!("the trust store kept changing during an upload").into())
}

impl JudgedFile {
    fn epoch(&self) -> i64 {
        self.trust.as_ref().map_or(0, |loaded| loaded.epoch)
    }

    fn new_roots(&self) -> impl Iterator<Item = &PlannedEntry> {
        self.judgement.entries.iter().filter(|entry| entry.kind == CaKind::Root)
    }

    /// Whether a second admin must agree: to a new root. An intermediate is vouched for by a root that is trusted.
    fn waits(&self, app: &App, ctx: &Context) -> bool {
        two_admins::is_due(app, ctx, TwoPerson::TrustAnchor) && self.new_roots().next().is_some()
    }

    /// Only the same certificates are the same request.
    fn proposal(&self, app: &App, certificates: &[Certificate], domain: &str, revision: i64) -> Proposal<'static> {
        let mut new: Vec<String> = self.judgement.entries.iter().map(|entry| entry.certificate.sha256_hex()).collect();
        new.sort_unstable();
        let content = app.store().keys().token("approval.anchor", &new.join("\n"));
        let pem: String = certificates.iter().map(Certificate::to_pem).collect();
        let names: Vec<String> = certificates.iter().map(judge::short_name).collect();
        Proposal {
            kind: Kind::TrustAnchor,
            object_id: format!("{domain}/{content}"),
            partner_id: "",
            revision,
            content: json!({"domain": domain, "certificates": pem, "names": names}),
        }
    }
}

/// Stores what was planned, as a partner's own chain where it brought it; answers the new ids.
async fn store_entries(
    ctx: &Context,
    change: &mut Change<'_>,
    judged: &JudgedFile,
    partner_id: Option<&str>,
) -> Outcome<Vec<String>> {
    let mut known = judged.trust.as_ref().map(|loaded| loaded.ids.as_ref().clone()).unwrap_or_default();
    let mut ids = Vec::new();
    for entry in &judged.judgement.entries {
        let issuer = known.get(&entry.issuer.sha256_hex()).cloned();
        let mut row = trust::ca_row(ctx, &entry.certificate, entry.domain, entry.kind.as_str(), issuer.as_deref());
        row.x_partner_id = partner_id.map(str::to_owned);
        match certificate::insert_ca(change, &row).await {
            Ok(()) => {}
            Err(StoreError::Taken) => return Err(Refusal::of(&catalogue::CERT_EXISTS).into()),
            Err(error) => return Err(error.into()),
        }
        known.insert(entry.certificate.sha256_hex(), row.cert_id.clone());
        ids.push(row.cert_id);
    }
    let revision = change.revision();
    certificate::set_trust_epoch(change, revision).await?;
    Ok(ids)
}

/// On the wire a partner's CA upload names no partner: it is for the caller's only one of that domain.
async fn submit_from_wire(
    app: &App,
    ctx: &Context,
    certificates: Vec<Certificate>,
    domain: &str,
    judged: JudgedFile,
) -> Outcome<CaUploaded> {
    let views = crate::partners::own(app, ctx).await?;
    let fits = |view: &&PartnerView| {
        view.partner_type.is_some_and(|t| judge::domain_of(t).as_str().eq_ignore_ascii_case(domain))
            && ctx.writable.contains(&view.partner.id)
    };
    let fitting: Vec<&PartnerView> = views.iter().filter(fits).collect();
    let [view] = fitting.as_slice() else { return Err(Refusal::of(&catalogue::NOT_AUTHORIZED).into()) };
    if judged.judgement.entries.is_empty() {
        return Ok(CaUploaded { status: "Upload Failed.", at: ctx.now() });
    }
    submit(app, ctx, view, &certificates, None).await?;
    Err(Refusal::of(&catalogue::CERT_PARENT_PENDING).into())
}

/// A partner asks that its CA chain be trusted, with the certificate that waits for it. Answers the approval's id.
pub async fn submit_chain(
    app: &App,
    ctx: &Context,
    partner_id: &str,
    chain_pem: Vec<u8>,
    leaf_pem: Option<String>,
    usage: Option<&str>,
) -> Outcome<String> {
    let view = crate::partners::get(app, ctx, partner_id).await?;
    if !ctx.writable.contains(partner_id) {
        return Err(Refusal::of(&catalogue::NOT_AUTHORIZED).into());
    }
    let partner_type = view.partner_type.ok_or_else(|| Refusal::of(&catalogue::PARTNER_TYPE_NOT_FOUND))?;
    let usage = judge::usage(usage, partner_type)?;
    limits::chain_upload(app, ctx).await?;
    if leaf_pem.is_some() && super::possession_policy(app) == PossessionPolicy::Required {
        // Nothing could prove it later, when the chain is approved. Without the certificate the chain may be asked for.
        return Err(Refusal::of(&catalogue::POSSESSION_REQUIRED).into());
    }
    let read = tokio::task::spawn_blocking(move || {
        let chain = pms_pki::parse::portal::read(&chain_pem);
        let leaf = leaf_pem.map(|pem| pms_pki::parse::wire::partner_upload(&pem));
        (chain, leaf)
    })
    .await
    .map_err(|error| Failure::Internal(error.into()))?;
    let chain = read.0.map_err(|error| match error {
        pms_pki::parse::UploadError::PrivateKey | pms_pki::parse::UploadError::KeyStore => {
            Refusal::of(&catalogue::CERT_PRIVATE_KEY)
        }
        pms_pki::parse::UploadError::TooMany => Refusal::of(&catalogue::CERT_TOO_MANY),
        other => trust::refusal(other.ker()),
    })?;
    let leaf = read.1.transpose().map_err(|error| trust::refusal(error.ker()))?;
    let domain = judge::domain_of(partner_type).as_str();
    let judged = judge_file(app, ctx, chain.certificates.clone(), domain).await?;
    judged.judgement.answer.as_ref().map_err(|error| trust::refusal(*error))?;
    if judged.judgement.entries.is_empty() {
        return Err(Refusal::of(&catalogue::CERT_EXISTS).into());
    }
    submit(app, ctx, &view, &chain.certificates, leaf.map(|leaf| (leaf, usage))).await
}

async fn submit(
    app: &App,
    ctx: &Context,
    view: &PartnerView,
    chain: &[Certificate],
    leaf: Option<(Certificate, CertificateUsage)>,
) -> Outcome<String> {
    let partner = &view.partner;
    let partner_type = view.partner_type.ok_or_else(|| Refusal::of(&catalogue::PARTNER_TYPE_NOT_FOUND))?;
    let domain = judge::domain_of(partner_type);
    let pem: String = chain.iter().map(Certificate::to_pem).collect();
    let names: Vec<String> = chain.iter().map(judge::short_name).collect();
    let mut change = app.store().change().await?;
    let found = partner::find(app.store(), &mut change, Reach::Everything, &partner.id).await?;
    let standing = found.map(|found| Standing::of(&found.approval_status, found.is_active));
    if !matches!(standing, Some(Standing::InProgress | Standing::Active)) {
        return Err(Refusal::of(&catalogue::PARTNER_NOT_ACTIVE).into());
    }
    if approval::open_of_partner(&mut change, Kind::CaChain.as_str(), &partner.id).await? >= MOST_WAITING {
        return Err(Failure::Limited { retry_after: 3_600 });
    }
    // The object is the chain itself: the same chain is asked for once at a time.
    let object_id = format!("{}/{}", partner.id, &chain.first().map(Certificate::sha256_hex).unwrap_or_default()[..32]);
    let approval = Approval {
        proposal: Some(json!({"domain": domain.as_str(), "certificates": pem, "names": names}).to_string()),
        ..Approval::waiting(ctx, Kind::CaChain, &object_id, &partner.id, change.revision())
    };
    match approval::insert(&mut change, &approval).await {
        Ok(()) => {}
        Err(StoreError::Taken) => return Err(Refusal::of(&catalogue::CERT_PARENT_PENDING).into()),
        Err(error) => return Err(error.into()),
    }
    if let Some((leaf, usage)) = leaf {
        let pending = PendingCertificate {
            id: ctx.uuid(),
            partner_id: partner.id.clone(),
            approval_id: approval.id.clone(),
            domain: domain.as_str().to_owned(),
            usage: Some(usage.as_str().to_owned()),
            cert_data: leaf.to_pem(),
            created_at: ctx.now(),
            created_by: ctx.actor.key(),
            outcome: None,
        };
        certificate::insert_pending(&mut change, &pending).await?;
    }
    let record = Record::new("chain.submit", "partner", &partner.id)
        .touching("approval", &approval.id)
        .after(json!({"approvalId": approval.id, "domain": domain.as_str(), "names": names}));
    change.save(ctx, record).await?;
    Ok(approval.id)
}

/// Reads and judges what an approval proposes.
pub(crate) async fn judge_proposal(app: &App, ctx: &Context, approval: &Approval) -> Outcome<JudgedFile> {
    let proposal: serde_json::Value = serde_json::from_str(approval.proposal.as_deref().unwrap_or_default())
        .map_err(|error| Failure::Internal(error.into()))?;
    let text = |name: &str| proposal.get(name).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
    let (domain, pem) = (text("domain"), text("certificates"));
    let certificates = tokio::task::spawn_blocking(move || pms_pki::parse::portal::read(pem.as_bytes()))
        .await
        .map_err(|error| Failure::Internal(error.into()))?
        .map_err(|error| trust::refusal(error.ker()))?
        .certificates;
    let judged = judge_file(app, ctx, certificates, &domain).await?;
    // Somebody may have stored the chain meanwhile: then there is nothing left to store, and the approval stands.
    if let Err(error) = judged.judgement.answer
        && error != pms_pki::KerError::CertificateExists
    {
        return Err(trust::refusal(error).into());
    }
    Ok(judged)
}

/// Stores an approved chain within the deciding change.
pub(crate) async fn store_chain(
    ctx: &Context,
    change: &mut Change<'_>,
    judged: JudgedFile,
    partner_id: Option<&str>,
) -> Outcome<()> {
    if judged.judgement.entries.is_empty() {
        return Ok(());
    }
    if certificate::trust_epoch(&mut *change).await? != judged.epoch() {
        return Err(Refusal::of(&catalogue::APPROVAL_STALE).into());
    }
    store_entries(ctx, change, &judged, partner_id).await?;
    Ok(())
}

/// Approved chains whose waiting certificates have no outcome yet, left over by a crash. The deciding request itself has
/// a minute for them.
pub async fn unsettled_approvals(app: &App) -> Outcome<Vec<String>> {
    let decided_before = app.surroundings().now() - chrono::TimeDelta::minutes(1);
    let waits_for_admin = app.partner_approval() == PartnerApproval::Admin;
    Ok(certificate::unsettled_approvals(app.store().db(), decided_before, waits_for_admin, 100).await?)
}

/// Processes the certificates of a partner that waited for its own approval, once their chains are approved too.
pub async fn process_pending_of_partner(app: &App, partner_id: &str) {
    match certificate::pending_chains_of(app.store().db(), Reach::Everything, partner_id).await {
        Ok(chains) => {
            for approval_id in chains {
                process_pending(app, &approval_id).await;
            }
        }
        Err(error) => tracing::warn!(partner = partner_id, %error, "waiting certificates cannot be looked for"),
    }
}

/// Processes the certificates that waited for an approved chain. Whatever happens to one is recorded with it; the job
/// repeats what a crash left open.
pub async fn process_pending(app: &App, approval_id: &str) {
    if let Err(failure) = try_pending(app, approval_id).await {
        tracing::warn!(approval = approval_id, ?failure, "waiting certificates were not processed");
    }
}

async fn try_pending(app: &App, approval_id: &str) -> Outcome<()> {
    let ctx = app.system("chain-approved");
    let db = app.store().db();
    let Some(approval) = approval::find(db, Reach::Everything, approval_id).await? else { return Ok(()) };
    for pending in certificate::pending_of(db, &approval).await? {
        if waits_for_partner(app, &pending).await? {
            continue;
        }
        // A crash may have come between storing the certificate and noting it.
        let processed = if is_stored(app, &pending).await? { Ok(()) } else { process_one(app, &ctx, &pending).await };
        let outcome = match processed {
            Ok(()) => "accepted".to_owned(),
            Err(Failure::Refused(refusal)) if refusal.entry.key != catalogue::SIGNER_SILENT.key => {
                refusal.code().to_owned()
            }
            Err(other) => return Err(other),
        };
        let mut change = app.store().change().await?;
        certificate::settle_pending(&mut change, &pending.id, &outcome).await?;
        let record = Record::new("certificate.pending_settled", "partner", &pending.partner_id)
            .after(json!({"pendingId": pending.id, "outcome": outcome}));
        change.save(&ctx, record).await?;
    }
    Ok(())
}

/// Whether somebody still has to decide about the partner itself: until then its certificate keeps waiting.
async fn waits_for_partner(app: &App, pending: &PendingCertificate) -> Outcome<bool> {
    let Some(found) = partner::find(app.store(), app.store().db(), Reach::Everything, &pending.partner_id).await?
    else {
        return Ok(false);
    };
    let view = PartnerView::of(app, found).await?;
    let open = view.approval.as_ref().and_then(|approval| State::parse(&approval.state)).is_some_and(State::is_open);
    let by_certificate = view.partner_type.is_some_and(|t| app.partner_approval().by_certificate(t));
    Ok(open && !by_certificate)
}

async fn is_stored(app: &App, pending: &PendingCertificate) -> Outcome<bool> {
    let stored = certificate::history(app.store().db(), Reach::Everything, &pending.partner_id).await?;
    Ok(stored.iter().any(|one| one.cert_data.trim() == pending.cert_data.trim()))
}

async fn process_one(app: &App, ctx: &Context, pending: &PendingCertificate) -> Outcome<()> {
    let upload = super::Upload {
        partner_id: pending.partner_id.clone(),
        data: pending.cert_data.clone(),
        domain: pending.domain.clone(),
        usage: pending.usage.clone(),
        ..super::Upload::default()
    };
    super::upload(app, ctx, upload).await.map(|_| ())
}
