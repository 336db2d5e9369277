//! The first start: ROOT, the issuing CAs and the encryption key are made, once.

use anyhow::{Context as _, anyhow};
use pms_domain::Context;
use pms_domain::context::Surroundings;
use pms_pki::issue::{self, Issuance, Issuer};
use pms_pki::{Certificate, PartnerDomain};
use pms_store::audit::Record;
use pms_store::{Store, ca_key, certificate as certificates};
use serde_json::json;

use super::{ENCRYPTION_PURPOSE, KeySources, MadeKey, ROOT_PURPOSE, ca_row, encryption_certificate, purpose};
use crate::settings::Settings;

/// Authorities just made, not yet stored.
pub(super) struct Made {
    root: (MadeKey, Certificate),
    issuing: Vec<(PartnerDomain, MadeKey, Certificate)>,
    encryption: (MadeKey, Certificate),
}

impl Made {
    pub(super) async fn new(ctx: &Context, sources: &KeySources, settings: &Settings) -> anyhow::Result<Self> {
        let (surroundings, sources, settings) = (ctx.surroundings.clone(), sources.clone(), settings.clone());
        // Six RSA keys take a second; not on the threads that serve.
        tokio::task::spawn_blocking(move || {
            sources.all_or_none(&surroundings, |make| Self::make(make, &surroundings, &settings))
        })
        .await
        .context("making the authorities")?
    }

    fn make(
        make: &mut dyn FnMut(&str) -> anyhow::Result<MadeKey>,
        surroundings: &Surroundings,
        settings: &Settings,
    ) -> anyhow::Result<Self> {
        let issuance = |days| Issuance { now: surroundings.now(), days, serial: surroundings.bytes() };
        let root_key = make(ROOT_PURPOSE)?;
        let root = issue::root(&super::root_name(settings), &*root_key.signer, &issuance(issue::ROOT_DAYS))?;
        let encryption_key = make(ENCRYPTION_PURPOSE)?;
        let mut encryption = None;
        let mut issuing = Vec::new();
        for domain in PartnerDomain::ALL {
            let key = make(purpose(domain))?;
            let issuer = Issuer { certificate: &root, signer: &*root_key.signer };
            let name = super::issuing_name(settings, domain);
            let issuance_of_ca = issuance(issue::ISSUING_CA_DAYS);
            let certificate = issue::issuing_ca(&name, key.signer.spki_der(), issuer, &issuance_of_ca)?;
            if domain == PartnerDomain::Auth {
                let issuer = Issuer { certificate: &certificate, signer: &*key.signer };
                let issuance = issuance(issue::ENCRYPTION_DAYS);
                encryption = Some(encryption_certificate(settings, &encryption_key, issuer, &issuance)?);
            }
            issuing.push((domain, key, certificate));
        }
        let encryption = encryption.ok_or_else(|| anyhow!("no AUTH CA was made"))?;
        Ok(Self { root: (root_key, root), issuing, encryption: (encryption_key, encryption) })
    }

    /// Stores keys, certificates and trust stores in one change; leaves everything as it is when another was first.
    pub(super) async fn store(self, store: &Store, ctx: &Context, sources: &KeySources) -> anyhow::Result<()> {
        let mut change = store.change().await?;
        if !ca_key::all(&mut change).await?.is_empty() {
            change.leave().await?;
            let issuing = self.issuing.into_iter().map(|(_, key, _)| key);
            sources.give_back(issuing.chain([self.root.0, self.encryption.0])).await;
            return Ok(());
        }
        let now = ctx.now();
        let issuing = self.issuing.iter().map(|(_, key, certificate)| (key, certificate));
        let others = [&self.root, &self.encryption].map(|(key, certificate)| (key, certificate));
        for (key, certificate) in issuing.chain(others) {
            ca_key::insert(&mut change, key.row(1, Some(&certificate.to_pem()), None), now).await?;
        }
        for (domain, _, certificate) in &self.issuing {
            let root_row = ca_row(ctx, &self.root.1, *domain, "ROOT", None);
            let issuing_row = ca_row(ctx, certificate, *domain, "INTERMEDIATE", Some(&root_row.cert_id));
            certificates::insert_ca(&mut change, &root_row).await?;
            certificates::insert_ca(&mut change, &issuing_row).await?;
        }
        let revision = change.revision();
        ca_key::set_revision(&mut change, revision).await?;
        let record = Record::new("keys.create", ca_key::OBJECT, "all")
            .after(json!({"root": self.root.1.sha256_hex(), "domains": PartnerDomain::ALL.map(|d| d.as_str())}));
        change.save(ctx, record).await?;
        Ok(())
    }
}
