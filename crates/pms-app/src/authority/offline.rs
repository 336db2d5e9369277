//! A ROOT that is kept elsewhere: the platform makes the keys of its issuing CAs and asks for their certificates (PKCS#10); what comes
//! back is checked and stored. The ROOT's private key is never here.

use std::sync::Arc;

use anyhow::{Context as _, anyhow, bail, ensure};
use chrono::TimeDelta;
use pms_domain::Context;
use pms_pki::certificate::KeyKind;
use pms_pki::issue;
use pms_pki::path::{StoreEntry, TrustStore};
use pms_pki::rules::{CaOrigin, CaUpload, RuleConfig, judge_ca};
use pms_pki::{Certificate, PartnerDomain};
use pms_store::audit::Record;
use pms_store::ca_key::{CaKeyRow, NewCaKey};
use pms_store::keys::MasterKey;
use pms_store::{Store, ca_key};
use serde_json::json;

use super::{KeySources, MadeKey, ROOT_PURPOSE, Which, purpose, rotate};
use crate::settings::Settings;

/// The issuing CAs wait for the certificates that an offline ROOT has to sign: nothing starts before.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error(
    "the certificate authorities wait for their ROOT: have the requests that `pms ca init --offline-root` wrote signed, then \
     run `pms ca import` with the ROOT's certificate and the signed ones"
)]
pub struct AwaitsRoot;

/// A database with its keys, before anything is open in it.
#[derive(Clone)]
pub struct Installation {
    pub(crate) store: Store,
    pub(super) sources: KeySources,
    pub(super) settings: Settings,
}

/// What an offline ROOT is asked to sign.
pub struct Request {
    pub domain: PartnerDomain,
    pub generation: i32,
    /// PKCS#10.
    pub pem: String,
}

impl Request {
    /// A name for its file.
    pub fn file_name(&self) -> String {
        format!("pms-{}-{}.csr", self.domain.as_str().to_lowercase(), self.generation)
    }
}

/// What an import stored.
pub struct Imported {
    /// Whether a ROOT was among it.
    pub root: bool,
    pub domains: Vec<PartnerDomain>,
}

impl Installation {
    /// # Errors
    /// When a source of keys cannot be reached.
    pub fn new(store: &Store, master: &MasterKey, settings: &Settings) -> anyhow::Result<Self> {
        let sources = KeySources::of(settings, master)?;
        Ok(Self { store: store.clone(), sources, settings: settings.clone() })
    }

    /// Whether there are no authorities yet, nor anything that waits to become one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn is_empty(&self) -> anyhow::Result<bool> {
        Ok(ca_key::all(self.store.db()).await?.is_empty())
    }

    /// Whether the issuing CAs still wait for their first certificates.
    pub(super) async fn awaits_root(&self) -> anyhow::Result<bool> {
        let rows = ca_key::all(self.store.db()).await?;
        Ok(!rows.is_empty() && !rows.iter().any(|row| row.purpose == ROOT_PURPOSE))
    }

    /// Makes the keys of the issuing CAs of an empty installation, and the requests for their certificates. What was asked for
    /// before and not answered is asked for again, with the same keys.
    ///
    /// # Errors
    /// When the installation has its authorities already.
    pub async fn begin_offline(&self, ctx: &Context) -> anyhow::Result<Vec<Request>> {
        let rows = ca_key::all(self.store.db()).await?;
        if rows.is_empty() {
            return self.ask(ctx, &PartnerDomain::ALL, true).await;
        }
        ensure!(
            self.awaits_root().await?,
            "this installation has its certificate authorities already; an offline ROOT is chosen before the first start"
        );
        requests(&rows)
    }

    /// Makes keys for the next generation of these issuing CAs, and the requests for their certificates. What was asked for
    /// before and not answered is asked for again.
    ///
    /// # Errors
    /// When the ROOT is the platform's own, or there is none yet.
    pub async fn ask_offline(&self, ctx: &Context, domains: &[PartnerDomain]) -> anyhow::Result<Vec<Request>> {
        let rows = ca_key::live(self.store.db(), ctx.now()).await?;
        let root = rows.iter().find(|row| row.purpose == ROOT_PURPOSE).ok_or(AwaitsRoot)?;
        ensure!(is_offline(root), "ROOT is the platform's own: `pms ca rotate` without a folder signs at once");
        let waiting = requests(&rows)?;
        let missing: Vec<PartnerDomain> =
            domains.iter().copied().filter(|domain| !waiting.iter().any(|request| request.domain == *domain)).collect();
        if !missing.is_empty() {
            self.ask(ctx, &missing, false).await?;
        }
        let rows = ca_key::live(self.store.db(), ctx.now()).await?;
        Ok(requests(&rows)?.into_iter().filter(|request| domains.contains(&request.domain)).collect())
    }

    /// One change with the keys of all that is asked for.
    async fn ask(&self, ctx: &Context, domains: &[PartnerDomain], is_first: bool) -> anyhow::Result<Vec<Request>> {
        let made = self.make(ctx, domains).await?;
        let mut change = self.store.change().await?;
        let rows = ca_key::all(&mut change).await?;
        let is_taken = |domain: PartnerDomain| {
            rows.iter().any(|row| row.purpose == purpose(domain) && (is_first || row.request.is_some()))
        };
        if domains.iter().any(|domain| is_taken(*domain)) || is_first && !rows.is_empty() {
            change.leave().await?;
            self.sources.give_back(made.into_iter().map(|(_, key, _)| key)).await;
            return requests(&ca_key::all(self.store.db()).await?);
        }
        for (domain, key, request) in &made {
            let generation = ca_key::newest_generation(&mut change, purpose(*domain)).await? + 1;
            ca_key::insert(&mut change, key.row(generation, None, Some(request)), ctx.now()).await?;
        }
        let names: Vec<&str> = domains.iter().map(|domain| domain.as_str()).collect();
        let record = Record::new("keys.request", ca_key::OBJECT, "all").after(json!({"domains": names}));
        change.save(ctx, record).await?;
        requests(&ca_key::all(self.store.db()).await?)
    }

    async fn make(
        &self,
        ctx: &Context,
        domains: &[PartnerDomain],
    ) -> anyhow::Result<Vec<(PartnerDomain, MadeKey, String)>> {
        let (sources, settings, surroundings) = (self.sources.clone(), self.settings.clone(), ctx.surroundings.clone());
        let domains = domains.to_vec();
        tokio::task::spawn_blocking(move || {
            sources.all_or_none(&surroundings, |make| {
                let mut made = Vec::new();
                for domain in domains {
                    let key = make(purpose(domain))?;
                    let request = issue::request_issuing_ca(&super::issuing_name(&settings, domain), &*key.signer)?;
                    made.push((domain, key, request));
                }
                Ok(made)
            })
        })
        .await
        .context("making the requests")?
    }

    /// Takes the certificates that an offline ROOT has signed, with its own: every one is checked, and all are stored or none.
    ///
    /// # Errors
    /// With the certificate that does not fit, and why.
    pub async fn import(&self, ctx: &Context, certificates: Vec<Certificate>) -> anyhow::Result<Imported> {
        let rows = ca_key::live(self.store.db(), ctx.now()).await?;
        let ctx_now = ctx.now();
        let plan = tokio::task::spawn_blocking(move || Plan::of(rows, certificates, ctx_now))
            .await
            .context("checking the certificates")??;
        let mut change = self.store.change().await?;
        let newest_root = ca_key::newest_generation(&mut change, ROOT_PURPOSE).await?;
        ensure!(newest_root == plan.root_generation, "the authorities changed meanwhile: run the command again");
        if let Some(root) = &plan.new_root {
            let (id, pem) = (ctx.uuid(), root.to_pem());
            let algorithm = algorithm(root);
            let row = NewCaKey {
                id: &id,
                purpose: ROOT_PURPOSE,
                generation: newest_root + 1,
                algorithm: &algorithm,
                wrapped: &[],
                location: Some(ca_key::OFFLINE),
                certificate: Some(&pem),
                request: None,
            };
            for former in plan.rows.iter().filter(|row| row.purpose == ROOT_PURPOSE) {
                ca_key::retire(&mut change, &former.id, super::certificate(former)?.not_after()).await?;
            }
            ca_key::insert(&mut change, row, ctx.now()).await?;
            rotate::trust(ctx, &mut change, Which::Root, root, root).await?;
        }
        for signed in &plan.signed {
            let done = ca_key::complete(&mut change, &signed.key_id, &signed.certificate.to_pem()).await?;
            ensure!(done, "the request of {} was answered meanwhile", signed.domain);
            for former in plan.rows.iter().filter(|row| row.purpose == purpose(signed.domain) && row.request.is_none())
            {
                ca_key::retire(&mut change, &former.id, super::certificate(former)?.not_after()).await?;
            }
            let which = Which::Issuing(signed.domain);
            rotate::trust(ctx, &mut change, which, &signed.certificate, &signed.root).await?;
        }
        let revision = change.revision();
        ca_key::set_revision(&mut change, revision).await?;
        let domains: Vec<PartnerDomain> = plan.signed.iter().map(|signed| signed.domain).collect();
        let record = Record::new("keys.import", ca_key::OBJECT, "all").after(json!({
            "root": plan.new_root.as_ref().map(|root| root.sha256_hex()),
            "certificates": plan.signed.iter()
                .map(|signed| json!({"domain": signed.domain.as_str(), "sha256": signed.certificate.sha256_hex()}))
                .collect::<Vec<_>>(),
        }));
        change.save(ctx, record).await?;
        Ok(Imported { root: plan.new_root.is_some(), domains })
    }
}

fn is_offline(root: &CaKeyRow) -> bool {
    root.location.as_deref() == Some(ca_key::OFFLINE)
}

fn requests(rows: &[CaKeyRow]) -> anyhow::Result<Vec<Request>> {
    let mut found = Vec::new();
    for domain in PartnerDomain::ALL {
        let row = rows.iter().find(|row| row.purpose == purpose(domain) && row.request.is_some());
        if let Some((row, pem)) = row.and_then(|row| Some((row, row.request.clone()?))) {
            found.push(Request { domain, generation: row.generation, pem });
        }
    }
    Ok(found)
}

/// As the row of a key names it.
fn algorithm(certificate: &Certificate) -> String {
    let key = certificate.key();
    let kind = match &key.kind {
        KeyKind::Rsa => "RSA",
        KeyKind::Ec(_) => "EC",
        KeyKind::Ed25519 => "Ed25519",
        _ => "other",
    };
    format!("{kind}-{}", key.bits)
}

/// A certificate that fits its request.
struct Signed {
    domain: PartnerDomain,
    key_id: String,
    certificate: Certificate,
    root: Arc<Certificate>,
}

/// An import that may be stored.
struct Plan {
    rows: Vec<CaKeyRow>,
    /// The newest ROOT's when it was planned; 0: there was none.
    root_generation: i32,
    new_root: Option<Arc<Certificate>>,
    signed: Vec<Signed>,
}

impl Plan {
    fn of(rows: Vec<CaKeyRow>, certificates: Vec<Certificate>, now: pms_domain::Timestamp) -> anyhow::Result<Self> {
        let known = rows.iter().filter(|row| row.purpose == ROOT_PURPOSE);
        let mut roots = known.map(super::certificate).collect::<anyhow::Result<Vec<_>>>()?;
        let root_generation = rows.iter().filter(|row| row.purpose == ROOT_PURPOSE).map(|row| row.generation).max();
        ensure!(
            rows.iter().all(|row| row.purpose != ROOT_PURPOSE || is_offline(row)),
            "this platform has a ROOT of its own: there is nothing to import"
        );
        let mut new_root: Option<Arc<Certificate>> = None;
        for root in certificates.iter().filter(|one| one.is_self_signed()) {
            if roots.iter().any(|known| known.sha256() == root.sha256()) {
                continue;
            }
            ensure!(new_root.is_none(), "the files hold more than one ROOT");
            judge_root(root, now)?;
            let root = Arc::new(root.clone());
            roots.insert(0, Arc::clone(&root));
            new_root = Some(root);
        }
        ensure!(!roots.is_empty(), "the certificate of the ROOT is missing: name its file, too");
        let known = rows.iter().filter(|row| row.certificate.is_some()).map(super::certificate);
        let known = known.collect::<anyhow::Result<Vec<_>>>()?;
        // The same command again does no harm.
        let is_known = |one: &Certificate| known.iter().any(|known| known.sha256() == one.sha256());
        let mut signed: Vec<Signed> = Vec::new();
        for certificate in certificates.into_iter().filter(|one| !one.is_self_signed() && !is_known(one)) {
            let one = judge_issuing(&rows, &roots, certificate, now)?;
            ensure!(signed.iter().all(|other| other.key_id != one.key_id), "two certificates answer one request");
            signed.push(one);
        }
        if root_generation.is_none() {
            let missing = PartnerDomain::ALL.iter().find(|domain| !signed.iter().any(|one| one.domain == **domain));
            if let Some(domain) = missing {
                bail!("the certificate for the request of {domain} is missing: all four are imported together");
            }
        }
        ensure!(new_root.is_some() || !signed.is_empty(), "nothing in the files is new: they are imported already");
        Ok(Self { rows, root_generation: root_generation.unwrap_or(0), new_root, signed })
    }
}

fn named(certificate: &Certificate) -> String {
    certificate.subject().readable()
}

fn judge(certificate: &Certificate, store: &TrustStore, now: pms_domain::Timestamp) -> anyhow::Result<()> {
    let domain = store.domain();
    let upload = CaUpload {
        certificate,
        domain: domain.as_str(),
        store: Some(store),
        already_stored: false,
        origin: CaOrigin::Upload,
        now,
    };
    let (report, _) = judge_ca(&upload, &RuleConfig::default());
    match report.failures().next() {
        None => Ok(()),
        Some(failed) => {
            bail!("{}: the rule {} is not met (docs/certificates.md)", named(certificate), failed.rule.id())
        }
    }
}

/// A ROOT: what a trust anchor must be, and room below it for an issuing CA and a device provider.
fn judge_root(root: &Certificate, now: pms_domain::Timestamp) -> anyhow::Result<()> {
    judge(root, &TrustStore::new(PartnerDomain::Auth), now)?;
    let path_length = root.basic_constraints().and_then(|constraints| constraints.path_length);
    ensure!(path_length.is_none_or(|length| length >= 2), "{}: its path length must be 2 or more", named(root));
    ensure!(root.key_usage().is_none_or(|usage| usage.crl_sign()), "{}: its keyUsage lacks cRLSign", named(root));
    Ok(())
}

fn judge_issuing(
    rows: &[CaKeyRow],
    roots: &[Arc<Certificate>],
    certificate: Certificate,
    now: pms_domain::Timestamp,
) -> anyhow::Result<Signed> {
    let name = named(&certificate);
    let fits = |row: &&CaKeyRow| row.request.as_deref().is_some_and(|pem| issue::is_for_key_of(pem, &certificate));
    let row = rows.iter().find(fits).ok_or_else(|| {
        anyhow!("{name}: its key is none that waits for a certificate (`pms ca status` lists those that do)")
    })?;
    let domain = PartnerDomain::ALL.into_iter().find(|domain| purpose(*domain) == row.purpose);
    let domain = domain.ok_or_else(|| anyhow!("{name}: the request is none of an issuing CA"))?;
    issue::judge_signed(row.request.as_deref().unwrap_or_default(), &certificate)
        .map_err(|error| anyhow!("{name}: {error}"))?;
    let root = roots.iter().find(|root| certificate.is_signed_by(root));
    let root = root.ok_or_else(|| anyhow!("{name}: it is not signed by the ROOT"))?;
    let mut store = TrustStore::new(domain);
    store.insert(StoreEntry { certificate: Arc::clone(root), platform: false, until: None });
    judge(&certificate, &store, now)?;
    let ahead = Which::Issuing(domain).ahead_days();
    ensure!(
        certificate.not_after() - now > TimeDelta::days(ahead),
        "{name}: it ends within {ahead} days, and would have to be replaced at once"
    );
    ensure!(certificate.not_after() <= root.not_after(), "{name}: it outlives the ROOT");
    Ok(Signed { domain, key_id: row.id.clone(), certificate, root: Arc::clone(root) })
}
