//! Certificates signed anew: a page is read, signed on all cores, and stored, while the next page is being signed.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use pms_domain::Context;
use pms_domain::partner::CertificateUsage;
use pms_domain::revocation::Reason;
use pms_pki::issue::{self, Issuance, IssueError, ReissueProfile};
use pms_pki::{Certificate, PartnerDomain, p7b, parse};
use pms_store::audit::Record;
use pms_store::resign::{self, Owned, Resigned, Terms, ToResign};
use pms_store::revocation::{self, Issued};
use pms_store::{Change, ca_key, certificate as certificates};
use serde_json::json;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::lease::Lease;
use super::{Progress, SIGNED_ANEW};
use crate::authority::{Authority, CaKey, purpose};
use crate::{App, Outcome, events};

/// Pages that are signed and not stored yet.
const AHEAD: usize = 1;

/// A certificate signed anew.
struct Fresh {
    cert_id: String,
    former: Certificate,
    signed: Certificate,
    pem: String,
    chain: String,
}

/// A page signed anew.
struct Page {
    /// The key that had signed it.
    former_key: String,
    first: String,
    last: String,
    fresh: Vec<Fresh>,
    failed: Vec<String>,
}

/// The whole of a command.
pub(super) struct Work<'a, P> {
    app: &'a App,
    ctx: &'a Context,
    lease: &'a Lease,
    authority: Arc<Authority>,
    progress: P,
    done: u64,
    total: u64,
    failed: Vec<String>,
}

impl<'a, P: FnMut(Progress) + Send> Work<'a, P> {
    pub(super) async fn new(app: &'a App, ctx: &'a Context, lease: &'a Lease, progress: P) -> Outcome<Self> {
        app.authorities().refresh().await?;
        let authority = app.authority();
        Ok(Self { app, ctx, lease, authority, progress, done: 0, total: 0, failed: Vec::new() })
    }

    /// Keys whose certificates are to be signed anew: all of the domain but the one that signs today.
    async fn former_keys(&self, domain: PartnerDomain) -> Outcome<Vec<String>> {
        let today = &self.authority.issuing(domain)?.id;
        let rows = ca_key::all(self.app.store().db()).await?;
        let of_domain = rows.into_iter().filter(|row| row.purpose == purpose(domain) && row.request.is_none());
        Ok(of_domain.map(|row| row.id).filter(|id| id != today).collect())
    }

    pub(super) async fn count(&mut self, domains: &[PartnerDomain]) -> Outcome<()> {
        for domain in domains {
            for key in self.former_keys(*domain).await? {
                self.total += resign::count(self.app.store().db(), &key, self.ctx.now()).await?.unsigned_abs();
            }
        }
        (self.progress)(Progress { done: 0, total: self.total });
        Ok(())
    }

    /// Signs anew what former keys of the domain have signed.
    pub(super) async fn resign(&mut self, domain: PartnerDomain) -> Outcome<()> {
        for key in self.former_keys(domain).await? {
            let (send, mut pages) = mpsc::channel(AHEAD);
            let signing = tokio::spawn(sign_all(self.app.clone(), Arc::clone(&self.authority), domain, key, send));
            while let Some(page) = pages.recv().await {
                self.lease.check()?;
                self.store(domain, page).await?;
            }
            signing.await.map_err(|error| anyhow!(error))??;
        }
        Ok(())
    }

    /// One change for a page. What changed meanwhile is left as it is.
    async fn store(&mut self, domain: PartnerDomain, page: Page) -> Outcome<()> {
        let issuing = self.authority.issuing(domain)?;
        let now = self.ctx.now();
        let mut change = self.app.store().change().await?;
        let newest = ca_key::newest_signed(&mut change, purpose(domain)).await?;
        if newest.as_deref() != Some(&issuing.id) {
            return Err(anyhow!("the issuing CA was replaced meanwhile: run the command again").into());
        }
        let owned = resign::unchanged(&mut change, &page.former_key, &page.first, &page.last).await?;
        let owned: HashMap<&str, &Owned> = owned.iter().map(|one| (one.cert_id.as_str(), one)).collect();
        let fresh: Vec<(&Fresh, &Owned)> = page
            .fresh
            .iter()
            .filter_map(|fresh| owned.get(fresh.cert_id.as_str()).map(|owned| (fresh, *owned)))
            .collect();
        if fresh.is_empty() {
            change.leave().await?;
        } else {
            let ids: Vec<String> = fresh.iter().map(|_| self.ctx.uuid()).collect();
            let batch: Vec<Resigned<'_>> = fresh
                .iter()
                .zip(&ids)
                .map(|((fresh, _), id)| Resigned {
                    cert_id: &fresh.cert_id,
                    former_id: id,
                    signed: &fresh.pem,
                    chain: &fresh.chain,
                })
                .collect();
            let terms =
                Terms { ca_key_id: &issuing.id, reason: SIGNED_ANEW.as_str(), by: &self.ctx.actor.name, at: now };
            resign::replace(&mut change, &batch, &terms).await?;
            self.trust(&mut change, domain, issuing, &fresh).await?;
            self.note(&mut change, domain, issuing, &fresh);
            let mut record = Record::new("ca.rekey.batch", ca_key::OBJECT, domain.as_str());
            for (fresh, owned) in &fresh {
                tell(&mut change, domain, fresh, owned);
                record = record.touching("partner", &owned.partner_id);
            }
            let certificate_ids: Vec<&str> = fresh.iter().map(|(fresh, _)| fresh.cert_id.as_str()).collect();
            let record = record.after(json!({"generation": issuing.generation, "certificateIds": certificate_ids}));
            change.save(self.ctx, record).await?;
        }
        self.done += page.fresh.len() as u64 + page.failed.len() as u64;
        self.failed.extend(page.failed);
        (self.progress)(Progress { done: self.done, total: self.total.max(self.done) });
        Ok(())
    }

    /// What the new CA issued can be revoked, and what a deactivation holds stays on hold.
    fn note(&self, change: &mut Change<'_>, domain: PartnerDomain, issuing: &CaKey, fresh: &[(&Fresh, &Owned)]) {
        let issuer_key = issuing.certificate.public_key_sha256_hex();
        for (fresh, owned) in fresh {
            let held_by = owned.held_by.clone();
            let issued = Issued {
                sha256: fresh.signed.sha256_hex(),
                issuer_key: issuer_key.clone(),
                serial: hex::encode(fresh.signed.serial_bytes()),
                domain: domain.as_str(),
                cert_id: &fresh.cert_id,
                partner_id: &owned.partner_id,
                not_after: fresh.signed.not_after(),
                revoked: held_by.is_some().then(|| (self.ctx.now(), Reason::CertificateHold)),
                held_by,
            };
            revocation::note_issued(change, &issued);
        }
    }

    /// Where the former one was an issuer of the trust store, the new one is in its place.
    async fn trust(
        &self,
        change: &mut Change<'_>,
        domain: PartnerDomain,
        issuing: &CaKey,
        fresh: &[(&Fresh, &Owned)],
    ) -> Outcome<()> {
        let (now, by) = (self.ctx.now(), self.ctx.actor.name.as_str());
        let of = |certificate: &Certificate| (certificate.thumbprint(), domain.as_str());
        let thumbprint = issuing.certificate.thumbprint();
        let issuer = certificates::find_ca_by_thumbprint(&mut *change, &thumbprint, domain.as_str()).await?;
        let issuer = issuer.map(|row| row.cert_id);
        let mut is_changed = false;
        for (fresh, _) in fresh.iter().filter(|(fresh, _)| fresh.signed.is_ca()) {
            let (thumbprint, domain_name) = of(&fresh.former);
            let former = certificates::find_ca_by_thumbprint(&mut *change, &thumbprint, domain_name).await?;
            let was_trusted =
                certificates::revoke_ca(change, (&thumbprint, domain_name), SIGNED_ANEW.as_str(), by, now).await?;
            if let (Some(former), true) = (former, was_trusted) {
                let mut row = crate::trust::ca_row(self.ctx, &fresh.signed, domain, "INTERMEDIATE", issuer.as_deref());
                // Whose it is, how long it is trusted, and whose deactivation keeps it out of trust.
                (row.x_partner_id, row.x_held_by) = (former.x_partner_id, former.x_held_by);
                (row.x_of_certificate, row.x_valid_until) = (former.x_of_certificate, former.x_valid_until);
                certificates::insert_ca(change, &row).await?;
                is_changed = true;
            }
        }
        if is_changed {
            let revision = change.revision();
            certificates::set_trust_epoch(change, revision).await?;
        }
        Ok(())
    }

    pub(super) fn finish(self) -> (u64, Vec<String>) {
        (self.done - self.failed.len() as u64, self.failed)
    }
}

/// Subscribers learn what they would of an upload.
fn tell(change: &mut Change<'_>, domain: PartnerDomain, fresh: &Fresh, owned: &Owned) {
    let usage = owned.usage.as_deref().and_then(CertificateUsage::parse);
    if owned.is_active && owned.is_current && usage.is_some_and(CertificateUsage::signs) {
        change.emit(events::partner_updated(&owned.partner_id, &fresh.cert_id, true, events::PARTNER_SERVICE));
    }
    change.emit(events::chain_uploaded(&owned.partner_id, &fresh.cert_id, domain.as_str()));
}

/// Reads and signs page by page, for as long as somebody takes them.
async fn sign_all(
    app: App,
    authority: Arc<Authority>,
    domain: PartnerDomain,
    former_key: String,
    send: mpsc::Sender<Page>,
) -> anyhow::Result<()> {
    let mut after = String::new();
    loop {
        let rows = resign::page(app.store().db(), &former_key, app.surroundings().now(), &after).await?;
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(()) };
        let (first, last) = (first.cert_id.clone(), last.cert_id.clone());
        after.clone_from(&last);
        let (fresh, failed) = sign_page(&app, &authority, domain, rows).await?;
        let page = Page { former_key: former_key.clone(), first, last, fresh, failed };
        if send.send(page).await.is_err() {
            return Ok(());
        }
    }
}

/// On all cores, outside any change. Answers what could be signed, and the ids of what could not.
async fn sign_page(
    app: &App,
    authority: &Arc<Authority>,
    domain: PartnerDomain,
    rows: Vec<ToResign>,
) -> anyhow::Result<(Vec<Fresh>, Vec<String>)> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let share = rows.len().div_ceil(cores).max(1);
    let mut tasks = JoinSet::new();
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let part: Vec<ToResign> = rows.by_ref().take(share).collect();
        let (app, authority) = (app.clone(), Arc::clone(authority));
        tasks.spawn_blocking(move || {
            part.into_iter()
                .map(|row| {
                    let id = row.cert_id.clone();
                    sign(&app, &authority, domain, row).map_err(|error| (id, error))
                })
                .collect::<Vec<_>>()
        });
    }
    let (mut fresh, mut failed) = (Vec::new(), Vec::new());
    while let Some(part) = tasks.join_next().await {
        for outcome in part.context("signing")? {
            match outcome {
                Ok(one) => fresh.push(one),
                // A device that does not answer is no certificate's fault: the command stops, and goes on when it is run again.
                Err((_, error)) if error.downcast_ref().is_some_and(|error| matches!(error, IssueError::Signer(_))) => {
                    return Err(error);
                }
                Err((id, error)) => {
                    tracing::error!(certificate = id, error = format!("{error:#}"), "not signed anew");
                    failed.push(id);
                }
            }
        }
    }
    Ok((fresh, failed))
}

/// As an upload does. It lives as long as a new one: subscribers take no issuer with less than twelve months (contract §0 finding 4).
fn sign(app: &App, authority: &Authority, domain: PartnerDomain, row: ToResign) -> anyhow::Result<Fresh> {
    let read = |pem: &str| parse::wire::partner_upload(pem).map_err(|error| anyhow!("{error:?}"));
    let (original, former) = (read(&row.cert_data)?, read(&row.signed_cert_data)?);
    // What was signed once is signed again, whatever the site says today about what comes new.
    let profile = ReissueProfile::of(domain, authority.reissue, true);
    let profile = profile.ok_or_else(|| anyhow!("nothing is signed in {domain}"))?;
    let issuing = authority.issuing(domain)?;
    let surroundings = app.surroundings();
    let issuance = Issuance { now: surroundings.now(), days: issue::PARTNER_DAYS, serial: surroundings.bytes() };
    let addresses = crate::revocation::addresses(app, &issuing.certificate);
    let signed = issue::reissue_with_addresses(&original, profile, issuing.as_issuer()?, &issuance, &addresses)?;
    let chain = p7b::encode_base64url(issue::chain(&signed, &issuing.certificate, &issuing.root));
    let pem = signed.to_pem();
    Ok(Fresh { cert_id: row.cert_id, former, signed, pem, chain })
}
