//! The certificate of a chip model (FTM): the rules of its domain, and what is handed out (contract part B §8.4; architecture §5).
//! A model's chips sign with its key, or with keys that it certified: a certificate that may issue others enters the domain's trust
//! store with the model's approval (contract pki §2.4; decisions, "Before approval").

use pms_domain::partner::CertificateUsage;
use pms_domain::{Context, Refusal, catalogue};
use pms_pki::rules::KeyInUse;
use pms_pki::{Certificate, PartnerDomain};
use pms_store::certificate::{self, PartnerCertificate};
use pms_store::partner::Partner;
use pms_store::revocation::Holder;
use pms_store::{Change, partner_name};

use super::judge;
use super::renewal::{self, Entrant};
use super::upload::{self, Signed};
use crate::{App, Outcome, trust};

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
    let key = certificate.public_key_sha256_hex();
    let holder = match hardened {
        true => certificate::key_holder(app.store().db(), &key, &what.provider.id).await?,
        false => None,
    };
    let is_in_use = holder.is_some() || app.authority().holds(&key);
    let key_in_use = if is_in_use { KeyInUse::AtAnotherPartner } else { KeyInUse::No };
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
