//! Whether a partner's certificates would be acceptable today (decisions, "Reactivation").

use pms_domain::partner::{CertificateUsage, is_covered};
use pms_domain::{Context, Refusal, Timestamp, catalogue, partner_type};
use pms_pki::PartnerDomain;
use pms_store::Change;
use pms_store::certificate::{self, PartnerCertificate};
use pms_store::partner::{Partner, Reach};
use pms_store::revocation::Holder;

use crate::trust::{self, Loaded};
use crate::{App, Failure, Outcome};

/// What of a partner's certificates is acceptable now; judged before the change that relies on it.
pub(crate) struct Today {
    /// The certificates in use when they were judged, and the trust stores' epoch.
    in_use: Vec<String>,
    epoch: i64,
    /// Uses that an acceptable certificate covers.
    usages: Vec<CertificateUsage>,
    /// The partner names a certificate that this database does not hold.
    is_unknown: bool,
}

/// Judges the certificates that count: the signed ones; of a chip provider, which keeps its own, the chain to its root.
pub(crate) async fn today(app: &App, ctx: &Context, partner: &Partner) -> Outcome<Today> {
    let db = app.store().db();
    let epoch = certificate::trust_epoch(db).await?;
    let mut rows = certificate::current(db, Reach::Everything, &partner.id).await?;
    let in_use = ids(&rows);
    let mut is_unknown = false;
    if let (true, Some(alias)) = (rows.is_empty(), alias(partner)) {
        match certificate::find(db, Reach::Everything, &partner.id, alias).await? {
            Some(row) if is_keymanagers(&row) => rows.push(row),
            // Superseded or revoked: known, and it does not count.
            Some(_) => {}
            None => is_unknown = true,
        }
    }
    let own_chains = match rows.iter().any(keeps_its_own) {
        true => {
            let returns = Holder::Partner(&partner.id);
            Some(app.trust().with_return_of(app.store(), PartnerDomain::Ftm, returns).await?)
        }
        false => None,
    };
    let (app, now) = (app.clone(), ctx.now());
    let usages = tokio::task::spawn_blocking(move || {
        rows.iter().filter(|row| is_acceptable(&app, row, own_chains.as_ref(), now)).filter_map(usage).collect()
    })
    .await
    .map_err(|error| Failure::Internal(error.into()))?;
    Ok(Today { in_use, epoch, usages, is_unknown })
}

fn ids(rows: &[PartnerCertificate]) -> Vec<String> {
    rows.iter().map(|row| row.cert_id.clone()).collect()
}

fn alias(partner: &Partner) -> Option<&str> {
    partner.certificate_alias.as_deref().filter(|alias| !alias.is_empty())
}

/// A row that keymanager wrote: it names no partner, and served both uses.
fn is_keymanagers(row: &PartnerCertificate) -> bool {
    row.x_partner_id.is_none() && row.x_revoked_at.is_none()
}

fn usage(row: &PartnerCertificate) -> Option<CertificateUsage> {
    if is_keymanagers(row) { Some(CertificateUsage::Both) } else { CertificateUsage::parse(row.x_usage.as_deref()?) }
}

/// Whether its own certificate is what counts, because nobody signed another.
fn keeps_its_own(row: &PartnerCertificate) -> bool {
    row.partner_domain == PartnerDomain::Ftm.as_str() && row.signed_cert_data.trim() == row.cert_data.trim()
}

fn is_acceptable(app: &App, row: &PartnerCertificate, own_chains: Option<&Loaded>, now: Timestamp) -> bool {
    let Ok(certificate) = pms_pki::parse::wire::partner_upload(&row.signed_cert_data) else { return false };
    if !certificate.is_valid_at(now) {
        return false;
    }
    match (keeps_its_own(row), own_chains) {
        (false, _) => true,
        (true, Some(loaded)) => {
            pms_pki::path::find(&loaded.store, &certificate, now, &trust::rules(app.settings()).path).is_ok()
        }
        (true, None) => false,
    }
}

impl Today {
    /// Whether both uses are covered, within the change that relies on it.
    pub(crate) async fn is_acceptable(&self, change: &mut Change<'_>, partner: &Partner) -> Outcome<bool> {
        if self.is_unknown {
            return Err(Refusal::of(&catalogue::REACTIVATE_CERTIFICATE_UNKNOWN).into());
        }
        let current = certificate::current(&mut *change, Reach::Everything, &partner.id).await?;
        if ids(&current) != self.in_use || certificate::trust_epoch(&mut *change).await? != self.epoch {
            return Err(Refusal::of(&catalogue::APPROVAL_STALE).into());
        }
        Ok(partner_type::find(&partner.partner_type_code).is_some_and(|found| is_covered(found, &self.usages)))
    }
}
