//! The next generation of a key, in time or by hand. The former one stays trusted until its own end (contract pki §4).

use anyhow::{Context as _, bail};
use chrono::TimeDelta;
use pms_domain::{Context, Timestamp, time};
use pms_pki::issue::{self, Issuance, Issuer};
use pms_pki::{Certificate, PartnerDomain};
use pms_store::audit::Record;
use pms_store::{Change, ca_key, certificate as certificates};
use serde_json::json;

use super::{
    Authorities, Authority, CaKey, ENCRYPTION_PURPOSE, MadeKey, ROOT_PURPOSE, ca_row, encryption_certificate, purpose,
};
use crate::settings::Settings;

/// What has generations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    Root,
    Issuing(PartnerDomain),
    Encryption,
}

impl Which {
    /// All, each before what it signs.
    pub const ALL: [Self; 6] = [
        Which::Root,
        Which::Issuing(PartnerDomain::Auth),
        Which::Issuing(PartnerDomain::Device),
        Which::Issuing(PartnerDomain::Ftm),
        Which::Issuing(PartnerDomain::Misp),
        Which::Encryption,
    ];

    pub fn purpose(self) -> &'static str {
        match self {
            Which::Root => ROOT_PURPOSE,
            Which::Issuing(domain) => purpose(domain),
            Which::Encryption => ENCRYPTION_PURPOSE,
        }
    }

    /// As records and people name it.
    pub fn name(self) -> &'static str {
        match self {
            Which::Root => "ROOT",
            Which::Issuing(domain) => domain.as_str(),
            Which::Encryption => super::ENCRYPTION_KEY.1,
        }
    }

    /// Days before its end from which the next generation takes over (keymanager's key policies of ROOT, PMS and base keys).
    /// What signs outlives what it signs: 395 days are more than the 366 of a partner's certificate.
    pub const fn ahead_days(self) -> i64 {
        match self {
            Which::Root => 1_125,
            Which::Issuing(_) => 395,
            Which::Encryption => 30,
        }
    }
}

impl Authority {
    /// The generation that signs today.
    pub fn ca(&self, which: Which) -> Option<&CaKey> {
        match which {
            Which::Root => Some(&self.root),
            Which::Issuing(domain) => self.issuing(domain).ok(),
            Which::Encryption => None,
        }
    }

    /// Generation and certificate of today.
    pub fn today(&self, which: Which) -> Option<(i32, &Certificate)> {
        match which {
            Which::Encryption => self.encryption_key().map(|key| (key.generation, &*key.certificate)),
            _ => self.ca(which).map(|key| (key.generation, &*key.certificate)),
        }
    }

    /// When the next generation is due by its age.
    pub fn rotates_at(&self, which: Which) -> Option<Timestamp> {
        self.today(which).map(|(_, certificate)| certificate.not_after() - TimeDelta::days(which.ahead_days()))
    }

    /// Whether the next generation is due: it ends before long, or what signed it has given way to another.
    pub fn is_due(&self, which: Which, now: Timestamp) -> bool {
        if self.rotates_at(which).is_none_or(|at| at <= now) {
            return true;
        }
        match which {
            Which::Root => false,
            Which::Issuing(domain) => {
                self.issuing(domain).is_ok_and(|key| key.root.sha256() != self.root.certificate.sha256())
            }
            // A former CA vouches for it until it ends; one that is not trusted any more does not.
            Which::Encryption => self.encryption().is_some_and(|certificate| {
                !self.generations(PartnerDomain::Auth).iter().any(|ca| certificate.is_signed_by(&ca.certificate))
            }),
        }
    }
}

/// A generation that took over.
#[derive(Clone, Debug)]
pub struct Rotated {
    pub which: Which,
    pub generation: i32,
    pub not_after: Timestamp,
    pub revision: i64,
}

/// Why a generation is made, as the record says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Its time has come.
    Due,
    /// An operator wanted it.
    ByHand,
}

impl Cause {
    fn as_str(self) -> &'static str {
        match self {
            Cause::Due => "due",
            Cause::ByHand => "by-hand",
        }
    }
}

/// The next generation, made and not stored.
pub(super) struct Next {
    pub key: MadeKey,
    pub generation: i32,
    pub certificate: Certificate,
}

impl Authorities {
    /// Makes the next generation of a key and lets it sign from now on. `None`: another process was first, or it is not due.
    ///
    /// # Errors
    /// When no key can be made, or what signs it is kept offline.
    pub async fn rotate(&self, ctx: &Context, which: Which, cause: Cause) -> anyhow::Result<Option<Rotated>> {
        // Before what decides: whatever another process makes from now on is noticed within the change.
        let generation = ca_key::newest_generation(self.store().db(), which.purpose()).await? + 1;
        self.refresh().await?;
        let authority = self.current();
        if cause == Cause::Due && !authority.is_due(which, ctx.now()) {
            return Ok(None);
        }
        if which != Which::Encryption && authority.root.is_offline() {
            bail!("ROOT is kept offline: {} is signed there", which.name());
        }
        let next = self.make_next(ctx, which, generation).await?;
        let mut change = self.store().change().await?;
        if ca_key::newest_generation(&mut change, which.purpose()).await? + 1 != next.generation {
            change.leave().await?;
            self.sources().give_back([next.key]).await;
            self.refresh().await?;
            return Ok(None);
        }
        let former_until = retire_former(&mut change, &authority, which).await?;
        insert_next(ctx, &mut change, &authority.root.certificate, which, &next).await?;
        let (generation, not_after) = (next.generation, next.certificate.not_after());
        let record = Record::new("keys.rotate", ca_key::OBJECT, which.name()).after(json!({
            "generation": generation,
            "certificate": next.certificate.sha256_hex(),
            "notAfter": time::zulu(not_after),
            "formerUntil": former_until.map(time::zulu),
            "cause": cause.as_str(),
        }));
        let revision = change.save(ctx, record).await?;
        self.refresh().await?;
        Ok(Some(Rotated { which, generation, not_after, revision }))
    }

    /// Makes the key and the certificate of the next generation. Outside any change: it takes long.
    pub(super) async fn make_next(&self, ctx: &Context, which: Which, generation: i32) -> anyhow::Result<Next> {
        let (authority, sources, settings) = (self.current(), self.sources().clone(), self.settings().clone());
        let surroundings = ctx.surroundings.clone();
        tokio::task::spawn_blocking(move || {
            let key = sources.make(&surroundings, which.purpose())?;
            let issuance = |days| Issuance { now: surroundings.now(), days, serial: surroundings.bytes() };
            match certified(&authority, &settings, which, &key, issuance) {
                Ok(certificate) => Ok(Next { key, generation, certificate }),
                Err(error) => {
                    sources.discard([key]);
                    Err(error)
                }
            }
        })
        .await
        .context("making the next generation")?
    }
}

impl Authorities {
    /// Makes the next generation of ROOT, and below it those of the issuing CAs, in the order of [`Which::ALL`]. Outside any change.
    pub(super) async fn make_next_root(&self, ctx: &Context) -> anyhow::Result<Vec<(Which, Next)>> {
        let mut generations = Vec::new();
        for which in Which::ALL.into_iter().filter(|which| *which != Which::Encryption) {
            generations.push((which, ca_key::newest_generation(self.store().db(), which.purpose()).await? + 1));
        }
        let (sources, settings, surroundings) =
            (self.sources().clone(), self.settings().clone(), ctx.surroundings.clone());
        tokio::task::spawn_blocking(move || {
            let issuance = |days| Issuance { now: surroundings.now(), days, serial: surroundings.bytes() };
            sources.all_or_none(&surroundings, |make| {
                let key = make(ROOT_PURPOSE)?;
                let root = issue::root(&super::root_name(&settings), &*key.signer, &issuance(issue::ROOT_DAYS))?;
                let mut made = Vec::new();
                for (which, generation) in generations {
                    let next = match which {
                        Which::Issuing(domain) => {
                            let (below, name) = (make(which.purpose())?, super::issuing_name(&settings, domain));
                            let issuer = Issuer { certificate: &root, signer: &*key.signer };
                            let issuance = issuance(issue::ISSUING_CA_DAYS);
                            let certificate = issue::issuing_ca(&name, below.signer.spki_der(), issuer, &issuance)?;
                            Next { key: below, generation, certificate }
                        }
                        _ => Next { key: key.clone(), generation, certificate: root.clone() },
                    };
                    made.push((which, next));
                }
                Ok(made)
            })
        })
        .await
        .context("making the next ROOT")?
    }
}

fn certified(
    authority: &Authority,
    settings: &Settings,
    which: Which,
    key: &MadeKey,
    issuance: impl Fn(i64) -> Issuance,
) -> anyhow::Result<Certificate> {
    Ok(match which {
        Which::Root => issue::root(&super::root_name(settings), &*key.signer, &issuance(issue::ROOT_DAYS))?,
        Which::Issuing(domain) => {
            let name = super::issuing_name(settings, domain);
            let issuer = authority.root.as_issuer()?;
            issue::issuing_ca(&name, key.signer.spki_der(), issuer, &issuance(issue::ISSUING_CA_DAYS))?
        }
        Which::Encryption => {
            let issuer = authority.issuing(PartnerDomain::Auth)?.as_issuer()?;
            encryption_certificate(settings, key, issuer, &issuance(issue::ENCRYPTION_DAYS))?
        }
    })
}

/// Those that signed until now are trusted until they end. Answers when that is.
async fn retire_former(
    change: &mut Change<'_>,
    authority: &Authority,
    which: Which,
) -> anyhow::Result<Option<Timestamp>> {
    let former = match which {
        Which::Encryption => authority.encryption_key().map(|key| (key.id.as_str(), &key.certificate)),
        _ => authority.ca(which).map(|key| (key.id.as_str(), &key.certificate)),
    };
    let Some((id, certificate)) = former else { return Ok(None) };
    ca_key::retire(change, id, certificate.not_after()).await?;
    Ok(Some(certificate.not_after()))
}

/// Stores the next generation, and its certificate in the trust stores that need it. `root`: the one above it.
pub(super) async fn insert_next(
    ctx: &Context,
    change: &mut Change<'_>,
    root: &Certificate,
    which: Which,
    next: &Next,
) -> anyhow::Result<()> {
    let pem = next.certificate.to_pem();
    ca_key::insert(change, next.key.row(next.generation, Some(&pem), None), ctx.now()).await?;
    trust(ctx, change, which, &next.certificate, root).await?;
    let revision = change.revision();
    ca_key::set_revision(change, revision).await?;
    Ok(())
}

/// A new ROOT is an anchor of every domain; an issuing CA belongs to its own.
pub(super) async fn trust(
    ctx: &Context,
    change: &mut Change<'_>,
    which: Which,
    certificate: &Certificate,
    root: &Certificate,
) -> anyhow::Result<()> {
    match which {
        Which::Root => {
            for domain in PartnerDomain::ALL {
                certificates::insert_ca(change, &ca_row(ctx, certificate, domain, "ROOT", None)).await?;
            }
        }
        Which::Issuing(domain) => {
            let root = certificates::find_ca_by_thumbprint(&mut *change, &root.thumbprint(), domain.as_str()).await?;
            let root = root.map(|row| row.cert_id);
            let row = ca_row(ctx, certificate, domain, "INTERMEDIATE", root.as_deref());
            certificates::insert_ca(change, &row).await?;
        }
        Which::Encryption => {}
    }
    Ok(())
}
