//! The platform's own certificate authorities: ROOT and one issuing CA for each domain (architecture §5).
//!
//! They are made on the first start, once, however many processes start, and live wrapped in `x_key`; so does the
//! platform's encryption key, a base key of PMS below its AUTH CA (contract pki §1.4, §4).

use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use pms_domain::Context;
use pms_pki::issue::{self, Issuance, Issuer, PrivateKeyDer, ReissueAsCa, Signer, SoftwareSigner, SubjectName};
use pms_pki::{Certificate, PartnerDomain};
use pms_store::audit::Record;
use pms_store::certificate::CaCertificate;
use pms_store::keys::{self, MasterKey, NewKey, StoredKey};
use pms_store::{Store, certificate as certificates};
use serde_json::json;

use crate::settings::Settings;

/// A key of ours with its certificate.
pub struct CaKey {
    pub certificate: Arc<Certificate>,
    signer: SoftwareSigner,
}

impl CaKey {
    pub fn as_issuer(&self) -> Issuer<'_> {
        Issuer { certificate: &self.certificate, signer: &self.signer }
    }
}

/// All of them, open in memory.
pub struct Authority {
    pub root: CaKey,
    issuing: Vec<(PartnerDomain, CaKey)>,
    /// What partners encrypt for the platform with; `None`: its CA could not issue one when the process started.
    encryption: Option<Arc<Certificate>>,
    pub reissue: ReissueAsCa,
    pub resign_ftm: bool,
}

const ROOT_PURPOSE: &str = "ca.root";
const ENCRYPTION_PURPOSE: &str = "platform.enc";

/// The application and the reference id of the platform's encryption key.
pub const ENCRYPTION_KEY: (&str, &str) = ("PMS", "ENCRYPTION");

/// Days before its end from which the next encryption key takes over (keymanager's policy of base keys).
const ENCRYPTION_AHEAD_DAYS: i64 = 30;

fn purpose(domain: PartnerDomain) -> &'static str {
    match domain {
        PartnerDomain::Auth => "ca.auth",
        PartnerDomain::Device => "ca.device",
        PartnerDomain::Ftm => "ca.ftm",
        PartnerDomain::Misp => "ca.misp",
    }
}

impl Authority {
    /// Opens the authorities; makes them when there are none.
    pub async fn open(store: &Store, master: &MasterKey, ctx: &Context, settings: &Settings) -> anyhow::Result<Self> {
        let found = match Self::load(store, master, settings).await? {
            Some(authority) => authority,
            None => {
                let made = Made::new(ctx, settings).await?;
                made.store(store, master, ctx).await?;
                // Another process may have been first; what is stored counts.
                let stored = Self::load(store, master, settings).await?;
                stored.ok_or_else(|| anyhow!("the authorities were not stored"))?
            }
        };
        found.with_encryption_key(store, master, ctx, settings).await
    }

    /// Sees to it that there is an encryption key with some time left. Data for the former one can still be opened: its
    /// key stays.
    async fn with_encryption_key(
        mut self,
        store: &Store,
        master: &MasterKey,
        ctx: &Context,
        settings: &Settings,
    ) -> anyhow::Result<Self> {
        if self.encryption.as_deref().is_some_and(|found| lasts(found, ctx)) {
            return Ok(self);
        }
        let issuing = self.issuing(PartnerDomain::Auth)?;
        if !issuing.certificate.is_valid_at(ctx.now()) {
            tracing::warn!("the AUTH CA is not valid today: the platform gets no new encryption key");
            return Ok(self);
        }
        let (key, signer) = tokio::task::spawn_blocking(generate).await.context("making the encryption key")??;
        let issuance = Issuance { now: ctx.now(), days: issue::ENCRYPTION_DAYS, serial: ctx.surroundings.bytes() };
        let certificate = encryption_certificate(&base_name(settings), &signer, issuing.as_issuer(), &issuance)?;
        store_encryption_key(store, master, ctx, &key, &certificate).await?;
        // Another process may have been first; what is stored counts.
        self.encryption = stored_encryption(&keys::current(store.db()).await?)?;
        Ok(self)
    }

    /// The platform's encryption certificate.
    pub fn encryption(&self) -> Option<&Certificate> {
        self.encryption.as_deref()
    }

    async fn load(store: &Store, master: &MasterKey, settings: &Settings) -> anyhow::Result<Option<Self>> {
        let rows = keys::current(store.db()).await?;
        let open = |wanted: &str| -> anyhow::Result<Option<CaKey>> {
            let Some(row) = rows.iter().find(|row| row.purpose == wanted) else { return Ok(None) };
            let pkcs8 = PrivateKeyDer::new(master.unwrap(&row.purpose, &row.id, &row.wrapped)?.to_vec());
            let signer = SoftwareSigner::from_pkcs8(&pkcs8).map_err(|_| anyhow!("the key {wanted} is not usable"))?;
            let pem = row.certificate.as_deref().ok_or_else(|| anyhow!("the key {wanted} has no certificate"))?;
            let certificate = pms_pki::parse::wire::partner_upload(pem)
                .map_err(|_| anyhow!("the certificate of {wanted} is not readable"))?;
            Ok(Some(CaKey { certificate: Arc::new(certificate), signer }))
        };
        let Some(root) = open(ROOT_PURPOSE)? else { return Ok(None) };
        let mut issuing = Vec::new();
        for domain in PartnerDomain::ALL {
            let Some(key) = open(purpose(domain))? else { return Ok(None) };
            issuing.push((domain, key));
        }
        let reissue = match settings.pki.reissue_as_ca.as_str() {
            "all" => ReissueAsCa::All,
            _ => ReissueAsCa::WhereNeeded,
        };
        let encryption = stored_encryption(&rows)?;
        Ok(Some(Self { root, issuing, encryption, reissue, resign_ftm: settings.pki.resign_ftm }))
    }

    /// The issuing CA of a domain.
    pub fn issuing(&self, domain: PartnerDomain) -> anyhow::Result<&CaKey> {
        self.issuing
            .iter()
            .find(|(of, _)| *of == domain)
            .map(|(_, key)| key)
            .ok_or_else(|| anyhow!("no issuing CA for {domain}"))
    }
}

/// Authorities just made, not yet stored.
struct Made {
    root: (PrivateKeyDer, Certificate),
    issuing: Vec<(PartnerDomain, PrivateKeyDer, Certificate)>,
    encryption: (PrivateKeyDer, Certificate),
}

impl Made {
    async fn new(ctx: &Context, settings: &Settings) -> anyhow::Result<Self> {
        let base = base_name(settings);
        let common_name = settings.pki.common_name.clone();
        let surroundings = ctx.surroundings.clone();
        // Six RSA keys take a second; not on the threads that serve.
        tokio::task::spawn_blocking(move || {
            let issuance = |days| Issuance { now: surroundings.now(), days, serial: surroundings.bytes() };
            let (root_key, root_signer) = generate()?;
            let root = issue::root(
                &base.with_common_name(issue::root_common_name(&common_name)),
                &root_signer,
                &issuance(issue::ROOT_DAYS),
            )?;
            let (encryption_key, encryption_signer) = generate()?;
            let mut encryption = None;
            let mut issuing = Vec::new();
            for domain in PartnerDomain::ALL {
                let (key, signer) = generate()?;
                let name = base.with_common_name(issue::issuing_ca_common_name(&common_name, domain));
                let issuer = Issuer { certificate: &root, signer: &root_signer };
                let certificate =
                    issue::issuing_ca(&name, signer.spki_der(), issuer, &issuance(issue::ISSUING_CA_DAYS))?;
                if domain == PartnerDomain::Auth {
                    let issuer = Issuer { certificate: &certificate, signer: &signer };
                    let issuance = issuance(issue::ENCRYPTION_DAYS);
                    encryption = Some(encryption_certificate(&base, &encryption_signer, issuer, &issuance)?);
                }
                issuing.push((domain, key, certificate));
            }
            let encryption = encryption.ok_or_else(|| anyhow!("no AUTH CA was made"))?;
            Ok(Self { root: (root_key, root), issuing, encryption: (encryption_key, encryption) })
        })
        .await
        .context("making the authorities")?
    }

    /// Stores keys, certificates and trust stores in one change; leaves everything as it is when another was first.
    async fn store(self, store: &Store, master: &MasterKey, ctx: &Context) -> anyhow::Result<()> {
        let mut change = store.change().await?;
        if keys::current(&mut change).await?.iter().any(|row| row.purpose == ROOT_PURPOSE) {
            return Ok(change.leave().await?);
        }
        let now = ctx.now();
        let root_id = ctx.uuid();
        let mut all = vec![(ROOT_PURPOSE, root_id.clone(), &self.root.0, &self.root.1)];
        for (domain, key, certificate) in &self.issuing {
            all.push((purpose(*domain), ctx.uuid(), key, certificate));
        }
        all.push((ENCRYPTION_PURPOSE, ctx.uuid(), &self.encryption.0, &self.encryption.1));
        for (purpose, id, key, certificate) in all {
            let wrapped = master.wrap(&ctx.surroundings, purpose, &id, key.expose())?;
            let pem = certificate.to_pem();
            let row =
                NewKey { id: &id, purpose, generation: 1, algorithm: "RSA-2048", wrapped, certificate: Some(&pem) };
            keys::insert(&mut change, row, now).await?;
        }
        for (domain, _, certificate) in &self.issuing {
            let root_row = ca_row(ctx, &self.root.1, *domain, "ROOT", None);
            let issuing_row = ca_row(ctx, certificate, *domain, "INTERMEDIATE", Some(&root_row.cert_id));
            certificates::insert_ca(&mut change, &root_row).await?;
            certificates::insert_ca(&mut change, &issuing_row).await?;
        }
        let revision = change.revision();
        certificates::set_trust_epoch(&mut change, revision).await?;
        let record = Record::new("keys.create", "key", "ca")
            .after(json!({"root": self.root.1.sha256_hex(), "domains": PartnerDomain::ALL.map(|d| d.as_str())}));
        change.save(ctx, record).await?;
        Ok(())
    }
}

/// The platform's name but for its common name.
fn base_name(settings: &Settings) -> SubjectName {
    let pki = settings.pki.clone();
    SubjectName {
        country: pki.country,
        state: pki.state,
        locality: pki.locality,
        organization: pki.organization,
        organizational_unit: pki.organizational_unit,
        common_name: pki.common_name,
    }
}

/// The certificate of an encryption key, issued by the AUTH CA: PMS's own of the reference.
fn encryption_certificate(
    base: &SubjectName,
    key: &SoftwareSigner,
    issuer: Issuer<'_>,
    issuance: &Issuance,
) -> anyhow::Result<Certificate> {
    let (application, reference) = ENCRYPTION_KEY;
    let name = base.with_common_name(issue::encryption_common_name(application, reference));
    Ok(issue::encryption(&name, key.spki_der(), issuer, issuance)?)
}

fn lasts(certificate: &Certificate, ctx: &Context) -> bool {
    certificate.not_after() - ctx.now() > chrono::TimeDelta::days(ENCRYPTION_AHEAD_DAYS)
}

fn stored_encryption(rows: &[StoredKey]) -> anyhow::Result<Option<Arc<Certificate>>> {
    let Some(row) = rows.iter().find(|row| row.purpose == ENCRYPTION_PURPOSE) else { return Ok(None) };
    let pem = row.certificate.as_deref().ok_or_else(|| anyhow!("the encryption key has no certificate"))?;
    let certificate = pms_pki::parse::wire::partner_upload(pem)
        .map_err(|_| anyhow!("the certificate of the encryption key is not readable"))?;
    Ok(Some(Arc::new(certificate)))
}

/// Stores the next generation; leaves everything as it is when another process was first.
async fn store_encryption_key(
    store: &Store,
    master: &MasterKey,
    ctx: &Context,
    key: &PrivateKeyDer,
    certificate: &Certificate,
) -> anyhow::Result<()> {
    let mut change = store.change().await?;
    let rows = keys::current(&mut change).await?;
    if stored_encryption(&rows)?.is_some_and(|found| lasts(&found, ctx)) {
        return Ok(change.leave().await?);
    }
    let generation = rows.iter().find(|row| row.purpose == ENCRYPTION_PURPOSE).map_or(1, |row| row.generation + 1);
    let id = ctx.uuid();
    let wrapped = master.wrap(&ctx.surroundings, ENCRYPTION_PURPOSE, &id, key.expose())?;
    let pem = certificate.to_pem();
    let row = NewKey {
        id: &id,
        purpose: ENCRYPTION_PURPOSE,
        generation,
        algorithm: "RSA-2048",
        wrapped,
        certificate: Some(&pem),
    };
    keys::insert(&mut change, row, ctx.now()).await?;
    let record = Record::new("keys.create", "key", ENCRYPTION_PURPOSE)
        .after(json!({"generation": generation, "certificate": certificate.sha256_hex()}));
    change.save(ctx, record).await?;
    Ok(())
}

fn generate() -> anyhow::Result<(PrivateKeyDer, SoftwareSigner)> {
    let key = issue::generate_rsa_key()?;
    let signer = SoftwareSigner::from_pkcs8(&key)?;
    Ok((key, signer))
}

/// A row of a trust store for one of our own certificates.
pub(crate) fn ca_row(
    ctx: &Context,
    certificate: &Certificate,
    domain: PartnerDomain,
    kind: &str,
    issuer_id: Option<&str>,
) -> CaCertificate {
    let mut row = crate::trust::ca_row(ctx, certificate, domain, kind, issuer_id);
    row.x_own = true;
    row
}
