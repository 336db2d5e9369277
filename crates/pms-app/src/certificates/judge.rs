//! Judging a partner's certificate: for the upload, and for the page that explains it before.

use std::collections::HashSet;

use pms_domain::partner::CertificateUsage;
use pms_domain::partner_type::PartnerType;
use pms_domain::{Context, Refusal, catalogue};
use pms_pki::certificate::CertificateFacts;
use pms_pki::parse::UploadError;
use pms_pki::path::TrustPath;
use pms_pki::rules::{self, CaFileUpload, CaOrigin, KeyInUse, PartnerUpload, Report};
use pms_pki::{Certificate, PartnerDomain};
use pms_store::certificate;
use pms_store::partner::Partner;
use pms_store::revocation::{self, Holder};

use crate::partners::PartnerView;
use crate::trust::{self, Loaded};
use crate::{App, Failure, Outcome, rights};

/// A judged certificate, with what the upload needs of it.
pub(crate) struct Judged {
    pub certificate: Certificate,
    pub report: Report,
    pub path: Option<TrustPath>,
    pub trust: Option<Loaded>,
    pub domain: Option<PartnerDomain>,
    /// The organisation's name that it was judged by.
    pub organization: String,
}

/// The domain a partner's certificates belong to.
pub(crate) fn domain_of(partner_type: &PartnerType) -> PartnerDomain {
    use pms_domain::partner_type::Domain;
    match partner_type.domain {
        Domain::Auth => PartnerDomain::Auth,
        Domain::Device => PartnerDomain::Device,
        Domain::Misp => PartnerDomain::Misp,
        Domain::Ftm => PartnerDomain::Ftm,
    }
}

/// Judges a certificate for a partner in a domain as it was sent. The slow part runs beside the serving threads.
pub(crate) async fn judge(
    app: &App,
    ctx: &Context,
    partner: &Partner,
    certificate: Certificate,
    domain_text: &str,
    accepts_key: bool,
) -> Outcome<Judged> {
    let key = certificate.public_key_sha256_hex();
    let holder = certificate::key_holder(app.store().db(), &key, &partner.id).await?;
    let key_in_use = match (holder, accepts_key) {
        _ if app.authority().holds(&key) => KeyInUse::AtAnotherPartner,
        (None, _) => KeyInUse::No,
        (Some(_), true) => KeyInUse::AcceptedByAdmin,
        (Some(_), false) => KeyInUse::AtAnotherPartner,
    };
    // One that is off is judged as it will be once it is back.
    let returns = (!partner.is_active).then_some(Holder::Partner(&partner.id));
    judge_as(app, ctx, partner.name.clone(), key_in_use, certificate, domain_text, returns).await
}

/// A key that was revoked because it is in wrong hands is nobody's any more.
///
/// # Errors
/// It is.
pub(crate) async fn refuse_compromised(app: &App, certificate: &Certificate) -> Outcome<()> {
    if revocation::is_compromised(app.store().db(), &certificate.public_key_sha256_hex()).await? {
        return Err(Refusal::of(&catalogue::CERT_KEY_COMPROMISED).into());
    }
    Ok(())
}

/// The same for whoever is called by this organisation's name.
pub(super) async fn judge_as(
    app: &App,
    ctx: &Context,
    organization: String,
    key_in_use: KeyInUse,
    certificate: Certificate,
    domain_text: &str,
    returns: Option<Holder<'_>>,
) -> Outcome<Judged> {
    let domain: Option<PartnerDomain> = domain_text.parse().ok();
    let trust = match (domain, returns) {
        (Some(domain), None) => Some(app.trust().of(app.store(), domain).await?),
        (Some(domain), Some(holder)) => Some(app.trust().with_return_of(app.store(), domain, holder).await?),
        (None, _) => None,
    };
    let config = trust::rules(app.settings());
    let domain_text = domain_text.to_owned();
    let now = ctx.now();
    tokio::task::spawn_blocking(move || {
        let upload = PartnerUpload {
            certificate: &certificate,
            domain: &domain_text,
            store: trust.as_ref().map(|loaded| loaded.store.as_ref()),
            organization: &organization,
            key_in_use,
            now,
        };
        let (report, path) = rules::judge_partner(&upload, &config);
        Judged { report, path, trust, domain, certificate, organization }
    })
    .await
    .map_err(|error| Failure::Internal(error.into()))
}

/// The first rule not met, as the wire answers it.
pub(crate) fn first_failure(report: &Report) -> Option<Refusal> {
    let failed = report.failures().next()?;
    if failed.rule == rules::Rule::PartnerKeyUnused {
        return Some(Refusal::of(&catalogue::CERT_KEY_IN_USE));
    }
    report.first_failure().map(trust::refusal)
}

/// What the certificate page shows before anything is stored.
pub struct CertificateCheck {
    pub facts: CertificateFacts,
    /// Every rule with its verdict.
    pub report: Report,
    /// Common names from the certificate to the root, when there is a path.
    pub chain: Vec<String>,
    /// The CA certificates that came with it, leaf-most first.
    pub ca_chain: Vec<CertificateFacts>,
    /// Whether that chain would give the certificate a trusted issuer once an admin approved it.
    pub chain_would_help: bool,
    /// PEM of the certificate, to be sent back with the confirmation.
    pub pem: String,
    /// PEM of the chain that came with it.
    pub chain_pem: String,
    /// Why the confirmation would be refused although every rule is met (not approved yet, deactivated).
    pub obstacle: Option<Refusal>,
}

impl CertificateCheck {
    pub fn accepted(&self) -> bool {
        self.report.accepted() && self.obstacle.is_none()
    }
}

/// The outcome of a check: explained, or not readable at all (and why).
pub enum Checked {
    Explained(Box<CertificateCheck>),
    Unreadable(UploadError),
}

/// Explains a certificate in any form and names every rule with its verdict. Stores nothing.
pub async fn check(app: &App, ctx: &Context, partner_id: &str, bytes: Vec<u8>) -> Outcome<Checked> {
    let view = crate::partners::get(app, ctx, partner_id).await?;
    if !rights::may_change(ctx, partner_id) {
        return Err(Refusal::of(&catalogue::NOT_AUTHORIZED).into());
    }
    let read = tokio::task::spawn_blocking(move || pms_pki::parse::portal::read(&bytes))
        .await
        .map_err(|error| Failure::Internal(error.into()))?;
    let upload = match read {
        Ok(upload) => upload,
        Err(error) => return Ok(Checked::Unreadable(error)),
    };
    let (leaf, chain) = split(upload.certificates);
    let domain = view.partner_type.map(domain_of).map_or("", PartnerDomain::as_str);
    let judged = judge(app, ctx, &view.partner, leaf, domain, false).await?;
    let chain_would_help = !judged.report.accepted() && would_help(app, ctx, &judged, &chain).await?;
    let path = judged.path.as_ref().map(|path| path.certificates().iter().map(|c| short_name(c)).collect());
    Ok(Checked::Explained(Box::new(CertificateCheck {
        facts: judged.certificate.explain(),
        chain: path.unwrap_or_default(),
        ca_chain: chain.iter().map(Certificate::explain).collect(),
        chain_would_help,
        pem: judged.certificate.to_pem(),
        chain_pem: chain.iter().map(Certificate::to_pem).collect(),
        obstacle: obstacle(app, &view),
        report: judged.report,
    })))
}

/// Why a partner may not upload now: rejected, deactivated, not approved yet, or without its policy group.
pub fn obstacle(app: &App, view: &PartnerView) -> Option<Refusal> {
    use pms_domain::partner::Standing;
    match view.standing {
        Standing::Rejected => return Some(Refusal::of(&catalogue::PARTNER_REJECTED)),
        Standing::Deactivated => return Some(Refusal::of(&catalogue::PARTNER_NOT_ACTIVE)),
        Standing::InProgress | Standing::Active => {}
    }
    let Some(partner_type) = view.partner_type else { return Some(Refusal::of(&catalogue::PARTNER_TYPE_NOT_FOUND)) };
    if partner_type.policy_required && view.partner.policy_group_id.is_none() {
        return Some(Refusal::of(&catalogue::POLICY_GROUP_MISSING));
    }
    if !view.is_approved() && !app.partner_approval().by_certificate(partner_type) {
        return Some(Refusal::of(&catalogue::PARTNER_NOT_ACTIVE));
    }
    None
}

/// The leaf of an upload is the certificate that issued none of the others; the rest is its chain.
fn split(mut certificates: Vec<Certificate>) -> (Certificate, Vec<Certificate>) {
    let leaf = (0..certificates.len())
        .find(|index| {
            let candidate = &certificates[*index];
            let others = || certificates.iter().filter(|other| other.sha256() != candidate.sha256());
            !candidate.is_self_signed() && !others().any(|other| other.names_as_issuer(candidate))
        })
        .unwrap_or(0);
    let leaf = certificates.remove(leaf);
    (leaf, certificates)
}

/// Whether the chain, once stored, would give the certificate a path (all else being met).
async fn would_help(app: &App, ctx: &Context, judged: &Judged, chain: &[Certificate]) -> Outcome<bool> {
    let only_path = judged.report.failures().all(|verdict| verdict.rule == rules::Rule::PartnerPath);
    let (Some(domain), Some(trust), true) = (judged.domain, judged.trust.clone(), only_path && !chain.is_empty())
    else {
        return Ok(false);
    };
    let config = trust::rules(app.settings());
    let chain = chain.to_vec();
    let leaf = judged.certificate.clone();
    let now = ctx.now();
    tokio::task::spawn_blocking(move || {
        let upload = CaFileUpload {
            certificates: &chain,
            domain: domain.as_str(),
            store: Some(&trust.store),
            stored_thumbprints: &HashSet::new(),
            origin: CaOrigin::Upload,
            now,
        };
        let planned = rules::process_ca_file(&upload, &config);
        let mut store = pms_pki::path::TrustStore::clone(&trust.store);
        for entry in planned.entries {
            store.insert(pms_pki::path::StoreEntry { certificate: entry.certificate, platform: false, until: None });
        }
        pms_pki::path::find(&store, &leaf, now, &config.path).is_ok()
    })
    .await
    .map_err(|error| Failure::Internal(error.into()))
}

pub(crate) fn short_name(certificate: &Certificate) -> String {
    certificate.common_name().map_or_else(|| certificate.subject().readable(), str::to_owned)
}

/// Reads the usage member: absent means both; types with a single certificate know no other.
pub(crate) fn usage(given: Option<&str>, partner_type: &PartnerType) -> Outcome<CertificateUsage> {
    let usage = match given.filter(|text| !text.is_empty()) {
        None => CertificateUsage::Both,
        Some(text) => CertificateUsage::parse(text).ok_or_else(|| Refusal::of(&catalogue::CERT_USAGE))?,
    };
    if !partner_type.two_certificates && usage != CertificateUsage::Both {
        return Err(Refusal::of(&catalogue::CERT_USAGE).into());
    }
    Ok(usage)
}
