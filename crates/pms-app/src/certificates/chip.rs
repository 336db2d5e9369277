//! The certificate of a chip model (FTM): the rules of its domain, and what is handed out (contract part B §8.4; architecture §5).
//! A model's chips sign with its key, or with keys that it certified: a certificate that may issue others enters the domain's trust
//! store with the model's approval (contract pki §2.4; decisions, "Before approval").

use pms_domain::device::Standing;
use pms_domain::partner::CertificateUsage;
use pms_domain::{Context, Refusal, catalogue, routes};
use pms_pki::rules::KeyInUse;
use pms_pki::{Certificate, PartnerDomain};
use pms_store::certificate::{self, PartnerCertificate};
use pms_store::partner::{self, Partner, Reach};
use pms_store::revocation::Holder;
use pms_store::{Change, chip, partner_name};

use super::judge::{self, CertificateCheck, Checked};
use super::renewal::{self, Entrant};
use super::upload::{self, Signed};
use crate::{App, Failure, Outcome, rights, trust};

/// What is judged.
pub(crate) struct ChipJudgement<'a> {
    pub provider: &'a Partner,
    /// As the upload names it; it counts under the reference's rules alone. Else the provider's registered name does.
    pub organization: &'a str,
    /// The name that the provider had when the certificate was uploaded, of one that is judged again; it counts if the provider
    /// really had it.
    pub uploaded_as: Option<&'a str>,
    /// FTM, in any letter case.
    pub domain: &'a str,
    /// The chip, where it may be off and is judged as it will be once it is back.
    pub returns: Option<&'a str>,
    /// Whether it is signed anew where the site says so (`pki.resign_ftm`): not before the approval.
    pub resign: bool,
}

/// Judges a chip's certificate by all rules of its domain. Outside any change: signing is slow.
///
/// # Errors
/// The first rule not met, as the wire answers it; a domain that is not FTM.
pub(crate) async fn judge_chip(
    app: &App,
    ctx: &Context,
    certificate: Certificate,
    what: &ChipJudgement<'_>,
) -> Outcome<Signed> {
    let hardened = trust::rules(app.settings()).is_hardened();
    let key_in_use = key_in_use(app, &certificate, &what.provider.id).await?;
    let former = match what.uploaded_as.filter(|name| hardened && *name != what.provider.name) {
        Some(name) => {
            let names = partner_name::former(app.store().db(), &what.provider.id).await?;
            names.into_iter().map(|former| former.name).find(|former| former == name)
        }
        None => None,
    };
    let organization = match &former {
        Some(former) => former.as_str(),
        None if hardened => what.provider.name.as_str(),
        None => what.organization,
    };
    let (organization, returns) = (organization.to_owned(), what.returns.map(Holder::Chip));
    let judged = judge::judge_as(app, ctx, organization, key_in_use, certificate, what.domain, returns).await?;
    if let Some(refusal) = judge::first_failure(&judged.report) {
        return Err(refusal.into());
    }
    if judged.domain != Some(PartnerDomain::Ftm) {
        return Err(Refusal::of(&catalogue::CERT_DOMAIN).into());
    }
    judge::refuse_compromised(app, &judged.certificate).await?;
    upload::sign(app, ctx, judged, what.resign).await
}

/// The row of a chip's certificate: nobody's current one before the approval.
pub(crate) fn chip_row(ctx: &Context, provider: &Partner, signed: &Signed) -> PartnerCertificate {
    PartnerCertificate {
        x_partner_id: None,
        x_usage: None,
        x_current: false,
        ..upload::row(ctx, provider, CertificateUsage::Both, signed)
    }
}

/// Within the change that approves a chip model, or brings it back: what it issues has a path from now on.
pub(crate) async fn trust_chip(
    ctx: &Context,
    change: &mut Change<'_>,
    signed: &Signed,
    (certificate_id, provider_id): (&str, &str),
) -> Outcome<()> {
    let entrant = Entrant { certificate_id, partner_id: provider_id, is_chip: true, held_by: None };
    renewal::store_trusted(ctx, change, signed, &entrant).await
}

/// Explains a certificate for a chip in any form, and names every rule with its verdict. Stores nothing.
///
/// # Errors
/// The role; another's partner; no such chip, or another's.
pub async fn check_chip(
    app: &App,
    ctx: &Context,
    provider_id: &str,
    chip_id: &str,
    bytes: Vec<u8>,
) -> Outcome<Checked> {
    rights::require(ctx, &routes::UPLOAD_CHIP_CERTIFICATE)?;
    if !rights::may_change(ctx, provider_id) {
        return Err(Refusal::of(&catalogue::DEVICE_PARTNER_FOREIGN).into());
    }
    let db = app.store().db();
    let found = partner::find(app.store(), db, Reach::Everything, provider_id).await?;
    let provider = found.ok_or(&catalogue::CHIP_PROVIDER)?;
    let chip = chip::find(db, rights::changes(ctx), chip_id).await?;
    let chip = chip.filter(|chip| chip.foundational_trust_provider_id == provider_id);
    let chip = chip.ok_or(&catalogue::CHIP_MISSING)?;
    let read = tokio::task::spawn_blocking(move || pms_pki::parse::portal::read(&bytes))
        .await
        .map_err(|error| Failure::Internal(error.into()))?;
    let upload = match read {
        Ok(upload) => upload,
        Err(error) => return Ok(Checked::Unreadable(error)),
    };
    let (leaf, chain) = judge::split(upload.certificates);
    let key_in_use = key_in_use(app, &leaf, provider_id).await?;
    let judged = judge::judge_as(app, ctx, provider.name.clone(), key_in_use, leaf, "FTM", None).await?;
    let path = judged.path.as_ref().map(|path| path.certificates().iter().map(|c| judge::short_name(c)).collect());
    Ok(Checked::Explained(Box::new(CertificateCheck {
        facts: judged.certificate.explain(),
        chain: path.unwrap_or_default(),
        ca_chain: chain.iter().map(Certificate::explain).collect(),
        chain_would_help: false,
        pem: judged.certificate.to_pem(),
        chain_pem: chain.iter().map(Certificate::to_pem).collect(),
        obstacle: obstacle(&provider, &chip),
        report: judged.report,
    })))
}

/// Why a certificate would not be taken although every rule is met.
fn obstacle(provider: &Partner, chip: &chip::Chip) -> Option<Refusal> {
    let entry = match chip.standing() {
        _ if !provider.is_active => &catalogue::CHIP_PROVIDER,
        Standing::CertificateDue | Standing::Active => return None,
        Standing::Waiting | Standing::Rejected => &catalogue::CHIP_UPLOAD_STATUS,
        Standing::Deactivated => &catalogue::CHIP_UPLOAD_DEACTIVATED,
    };
    Some(Refusal::of(entry))
}

/// Whether somebody else holds the key, where the rules ask.
async fn key_in_use(app: &App, certificate: &Certificate, provider_id: &str) -> Outcome<KeyInUse> {
    let key = certificate.public_key_sha256_hex();
    let holder = match trust::rules(app.settings()).is_hardened() {
        true => certificate::key_holder(app.store().db(), &key, provider_id).await?,
        false => None,
    };
    let is_in_use = holder.is_some() || app.authority().holds(&key);
    Ok(if is_in_use { KeyInUse::AtAnotherPartner } else { KeyInUse::No })
}
