//! Reading certificates: the partner's own, the trust stores', the platform's.

use std::sync::Arc;

use pms_domain::partner::{CertificateUsage, Standing};
use pms_domain::{Context, Refusal, Timestamp, catalogue, roles, routes};
use pms_pki::{Certificate, PartnerDomain, p7b};
use pms_store::certificate::{self, PartnerCertificate};
use pms_store::partner::{self, Reach};

use crate::authority::ENCRYPTION_KEY;
use crate::partners::PartnerView;
use crate::{App, Failure, Outcome, rights, trust};

/// The MOSIP-signed certificate of a partner (contract part A §4.8): for its members, and for the system roles that need
/// any partner's.
pub async fn signed(app: &App, ctx: &Context, partner_id: &str) -> Outcome<String> {
    let view = if ctx.actor.has_any(roles::CERTIFICATE_READERS) {
        let found = partner::find(app.store(), app.store().db(), Reach::Everything, partner_id).await?;
        PartnerView::of(app, found.ok_or_else(|| Refusal::of(&catalogue::PARTNER_NOT_FOUND))?).await?
    } else {
        crate::partners::get(app, ctx, partner_id).await?
    };
    Ok(aliased(app, &view).await?.signed_cert_data)
}

/// The certificate that reads without a usage give, of a partner that the caller may read.
async fn aliased(app: &App, view: &PartnerView) -> Outcome<PartnerCertificate> {
    let alias = view.partner.certificate_alias.as_deref().filter(|alias| !alias.is_empty());
    let alias = alias.ok_or_else(|| Refusal::of(&catalogue::CERTIFICATE_NOT_UPLOADED))?;
    let found = certificate::find(app.store().db(), Reach::Everything, &view.partner.id, alias).await?;
    Ok(found.ok_or_else(|| Refusal::of(&catalogue::CERT_ID_NOT_FOUND))?)
}

/// The original and the MOSIP-signed certificate; `None`: expired.
pub struct CertificatePair {
    pub ca_signed: Option<String>,
    pub mosip_signed: Option<String>,
}

/// Contract part A §4.9.
pub async fn pair(app: &App, ctx: &Context, partner_id: &str) -> Outcome<CertificatePair> {
    if !ctx.actor.is_partner_admin() {
        if ctx.owned.is_empty() {
            return Err(Refusal::of(&catalogue::NO_OWN_PARTNER).into());
        }
        if !ctx.owned.contains(partner_id) {
            return Err(Refusal::of(&catalogue::CERTIFICATE_FOREIGN).into());
        }
    }
    let view = crate::partners::get(app, ctx, partner_id).await?;
    let row = aliased(app, &view).await?;
    if view.standing == Standing::Deactivated {
        return Err(Refusal::of(&catalogue::CERTIFICATE_OF_DEACTIVATED).into());
    }
    let now = ctx.now();
    let ca_signed = read(&row.cert_data)?;
    let mosip_signed = read(&row.signed_cert_data)?;
    Ok(CertificatePair {
        ca_signed: (ca_signed.not_after() >= now).then_some(row.cert_data),
        mosip_signed: (mosip_signed.not_after() >= now).then_some(row.signed_cert_data),
    })
}

fn read(pem: &str) -> Outcome<Certificate> {
    Ok(pms_pki::parse::wire::partner_upload(pem).map_err(|_| Refusal::of(&catalogue::CERTIFICATE_UNREADABLE))?)
}

/// A row of contract part A §4.10.
pub struct CertificateDetail {
    pub partner_id: String,
    pub partner_type: String,
    pub is_partner_active: bool,
    /// `None`: nothing uploaded, or not readable.
    pub certificate: Option<Dates>,
}

pub struct Dates {
    pub issued_to: String,
    /// The contract calls it upload time: the certificate's start.
    pub not_before: Timestamp,
    pub not_after: Timestamp,
}

/// Dates of the MOSIP-signed certificate that reads without a usage give; none: nothing uploaded.
pub async fn dates(app: &App, view: &PartnerView) -> Outcome<Option<Dates>> {
    if view.partner.certificate_alias.as_deref().is_none_or(str::is_empty) {
        return Ok(None);
    }
    let row = aliased(app, view).await?;
    let certificate = read(&row.signed_cert_data)?;
    Ok(Some(Dates {
        issued_to: certificate.common_name().unwrap_or_default().to_owned(),
        not_before: certificate.not_before(),
        not_after: certificate.not_after(),
    }))
}

/// The certificates of the caller's own partners; with a period only those that end within it.
pub async fn details(app: &App, ctx: &Context, expiry_period: Option<u32>) -> Outcome<Vec<CertificateDetail>> {
    if ctx.owned.is_empty() {
        return Err(Refusal::of(&catalogue::NO_OWN_PARTNER).into());
    }
    let now = ctx.now();
    let last = expiry_period.and_then(|days| now.date().checked_add_days(chrono::Days::new(u64::from(days))));
    let mut rows = Vec::new();
    for view in crate::partners::own(app, ctx).await? {
        let dates = match dates(app, &view).await {
            Err(Failure::Refused(_)) => None,
            other => other?,
        };
        if let Some(last) = last {
            match &dates {
                Some(dates) if dates.not_after >= now && dates.not_after.date() <= last => {}
                _ => continue,
            }
        }
        rows.push(CertificateDetail {
            partner_id: view.partner.id,
            partner_type: view.partner.partner_type_code,
            is_partner_active: view.standing != Standing::Deactivated,
            certificate: dates,
        });
    }
    Ok(rows)
}

/// All certificates of a partner, newest first.
pub async fn history(app: &App, ctx: &Context, partner_id: &str) -> Outcome<Vec<PartnerCertificate>> {
    crate::partners::get(app, ctx, partner_id).await?;
    Ok(certificate::history(app.store().db(), rights::reads(ctx), partner_id).await?)
}

/// A file of one of a partner's certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum File {
    /// As its own CA issued it, PEM.
    Original,
    /// As we signed it, PEM.
    Signed,
    /// The signed one with its chain, a p7b text block.
    Chain,
}

/// A certificate to keep: for the partner's members, and for admins.
pub async fn file(app: &App, ctx: &Context, partner_id: &str, certificate_id: &str, file: File) -> Outcome<String> {
    let found = certificate::find(app.store().db(), rights::reach(ctx), partner_id, certificate_id).await?;
    let found = found.ok_or_else(|| Refusal::of(&catalogue::CERT_ID_NOT_FOUND))?;
    file_of(found, file)
}

pub(crate) fn file_of(found: PartnerCertificate, file: File) -> Outcome<String> {
    match file {
        File::Original => Ok(found.cert_data),
        File::Signed => Ok(found.signed_cert_data),
        File::Chain => p7b_of(found),
    }
}

/// The chain of one of a partner's certificates as a p7b text block.
pub async fn chain_p7b(app: &App, ctx: &Context, partner_id: &str, certificate_id: &str) -> Outcome<String> {
    crate::partners::get(app, ctx, partner_id).await?;
    let row = certificate::find(app.store().db(), rights::reads(ctx), partner_id, certificate_id)
        .await?
        .ok_or_else(|| Refusal::of(&catalogue::CERT_ID_NOT_FOUND))?;
    p7b_of(row)
}

fn p7b_of(row: PartnerCertificate) -> Outcome<String> {
    let chain = row.x_chain.unwrap_or_default();
    let certificates =
        pms_pki::parse::wire::ca_upload(&chain).map_err(|_| Refusal::of(&catalogue::CERT_P7B))?.certificates;
    Ok(p7b::encode_text(certificates.iter()))
}

/// Contract pki §1.1 `getCACertificateTrustPath`: the way from a CA certificate to its root, as a p7b text block.
pub async fn trust_path(app: &App, ctx: &Context, id: &str) -> Outcome<String> {
    rights::require(ctx, &routes::DOWNLOAD_TRUST_CERTIFICATE)?;
    let shape = !id.is_empty() && id.len() <= 36 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !shape {
        return Err(Refusal::with(&catalogue::CERTIFICATE_ID_INVALID, "certificateId").into());
    }
    let row =
        certificate::find_ca(app.store().db(), id).await?.ok_or_else(|| Refusal::of(&catalogue::CERT_CA_NOT_FOUND))?;
    let certificate = read(&row.cert_data)?;
    if certificate.is_self_signed() {
        return Ok(p7b::encode_text([&certificate]));
    }
    let Ok(domain) = row.partner_domain.parse::<PartnerDomain>() else { return Ok(p7b::encode_text([])) };
    let loaded = app.trust().of(app.store(), domain).await?;
    let policy = trust::rules(app.settings()).path;
    // An expired one has no path any more: the contract answers with an empty chain.
    match pms_pki::path::find(&loaded.store, &certificate, ctx.now(), &policy) {
        Ok(path) => Ok(p7b::encode_text(path.certificates().iter().map(AsRef::as_ref))),
        Err(_) => Ok(p7b::encode_text([])),
    }
}

/// A certificate of the platform that partners may need.
pub struct PlatformCertificate {
    /// `ROOT`, `AUTH`, `DEVICE`, `FTM`, `MISP`; `ENCRYPTION`: what is meant for the platform is encrypted with it.
    pub name: &'static str,
    pub pem: String,
    pub not_before: Timestamp,
    pub not_after: Timestamp,
}

/// ROOT, the issuing CAs, and the platform's encryption certificate.
pub fn platform(app: &App) -> Outcome<Vec<PlatformCertificate>> {
    let authority = app.authority();
    let mut all = vec![platform_row("ROOT", &authority.root.certificate)];
    for domain in PartnerDomain::ALL {
        all.push(platform_row(domain.as_str(), &authority.issuing(domain)?.certificate));
    }
    all.extend(encryption(app).map(|certificate| platform_row(ENCRYPTION_KEY.1, &certificate)));
    Ok(all)
}

/// The platform's encryption certificate. It is renewed in time; where that failed there is none, rather than one that nobody
/// may use.
fn encryption(app: &App) -> Option<Arc<Certificate>> {
    app.authority().encryption().filter(|found| found.is_valid_at(app.surroundings().now())).cloned()
}

fn platform_row(name: &'static str, certificate: &Certificate) -> PlatformCertificate {
    PlatformCertificate {
        name,
        pem: certificate.to_pem(),
        not_before: certificate.not_before(),
        not_after: certificate.not_after(),
    }
}

/// keymanager's `getCertificate` (contract pki §1.4): ROOT, PMS (by domain, or its encryption key), PARTNER (by
/// partner id). The reference makes a key for every reference id that it is asked for; here a key exists or it does not.
pub async fn platform_certificate(
    app: &App,
    ctx: &Context,
    application: &str,
    reference: &str,
) -> Outcome<PlatformCertificate> {
    rights::require(ctx, &routes::KEYMANAGER_GET_CERTIFICATE)?;
    named(app, application, reference).await
}

/// The certificate of an application and reference id, for a use case that has authorised.
pub(super) async fn named(app: &App, application: &str, reference: &str) -> Outcome<PlatformCertificate> {
    let authority = app.authority();
    match (application, reference) {
        ("ROOT", "") => Ok(platform_row("ROOT", &authority.root.certificate)),
        ("PMS", "") => Ok(platform_row("AUTH", &authority.issuing(PartnerDomain::Auth)?.certificate)),
        _ if (application, reference) == ENCRYPTION_KEY => {
            let found = encryption(app).ok_or_else(|| Refusal::of(&catalogue::KEYMANAGER_NO_KEY))?;
            Ok(platform_row(ENCRYPTION_KEY.1, &found))
        }
        ("PMS", reference) => {
            let domain =
                reference.parse::<PartnerDomain>().map_err(|_| Refusal::of(&catalogue::KEYMANAGER_NO_BASE_KEY))?;
            Ok(platform_row(domain.as_str(), &authority.issuing(domain)?.certificate))
        }
        ("PARTNER", partner_id) if !partner_id.is_empty() => other_domain(app, partner_id).await,
        ("ROOT" | "PARTNER", _) => Err(Refusal::of(&catalogue::KEYMANAGER_NO_BASE_KEY).into()),
        _ => Err(Refusal::of(&catalogue::KEYMANAGER_APPLICATION).into()),
    }
}

/// The other-domain certificate of a partner: what data sent to it is encrypted for.
async fn other_domain(app: &App, partner_id: &str) -> Outcome<PlatformCertificate> {
    let missing = || Refusal::of(&catalogue::KEYMANAGER_NO_BASE_KEY);
    partner::find(app.store(), app.store().db(), Reach::Everything, partner_id).await?.ok_or_else(missing)?;
    let current = certificate::current(app.store().db(), Reach::Everything, partner_id).await?;
    let row = current
        .into_iter()
        .find(|row| row.x_usage.as_deref().and_then(CertificateUsage::parse).is_some_and(CertificateUsage::encrypts))
        .filter(|row| row.partner_domain != "FTM")
        .ok_or_else(missing)?;
    Ok(platform_row("PARTNER", &read(&row.signed_cert_data)?))
}
