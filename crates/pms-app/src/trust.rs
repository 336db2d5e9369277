//! Trust stores of the domains, kept parsed in memory until one changes.

use std::collections::HashMap;
use std::sync::Arc;

use arc_swap::ArcSwap;
use futures_util::future::BoxFuture;
use pms_domain::context::Surroundings;
use pms_domain::{Context, Timestamp};
use pms_pki::crl::RevocationLists;
use pms_pki::jws::JwsAlgorithm;
use pms_pki::path::{RevocationMode, Revoked, StoreEntry, TrustStore};
use pms_pki::rules::{RuleConfig, RuleSet};
use pms_pki::{Certificate, KerError, PartnerDomain};
use pms_store::Store;
use pms_store::certificate::{self, CaCertificate};
use pms_store::revocation::{self, Holder};

use crate::revocation::Lists;
use crate::settings::Settings;
use crate::{Failure, Outcome};

/// A trust store as of an epoch, with what is revoked in its domain and the revocation lists that speak there.
#[derive(Clone)]
pub struct Loaded {
    /// Revision of the change that last altered any trust store, anything that is revoked, or any list.
    pub epoch: i64,
    pub store: Arc<TrustStore>,
    /// Row ids by SHA-256 of the certificate.
    pub ids: Arc<HashMap<String, String>>,
}

/// The cache of one process.
#[derive(Default)]
pub struct TrustCache {
    known: ArcSwap<HashMap<&'static str, Loaded>>,
    /// One reads, and whoever asks meanwhile gets that: a store of some size takes a while, and anybody may ask (`/issuers/…`).
    loading: tokio::sync::Mutex<()>,
    uploads: tokio::sync::Mutex<()>,
    lists: Lists,
    site: Option<Site>,
}

/// What a site says about revocation.
struct Site {
    surroundings: Surroundings,
    modes: HashMap<&'static str, Option<RevocationMode>>,
}

/// How often an upload is judged again when another process changed a trust store meanwhile.
pub(crate) const ATTEMPTS: usize = 10;

impl TrustCache {
    /// Uploads of this process take turns, first come, first served: each is judged by what the one before left. Else they
    /// would overtake each other for as long as anybody uploads.
    pub(crate) async fn turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.uploads.lock().await
    }

    /// Takes the site's word on revocation, once, before anybody asks.
    pub(crate) fn configure(&mut self, settings: &Settings, surroundings: &Surroundings) {
        let modes = PartnerDomain::ALL.map(|domain| (domain.as_str(), revocation_mode(settings, domain)));
        self.site = Some(Site { surroundings: surroundings.clone(), modes: modes.into_iter().collect() });
    }

    /// The revocation lists that were read.
    pub(crate) fn lists(&self) -> &Lists {
        &self.lists
    }

    /// The live certificates of a domain; read again when any trust store changed.
    pub async fn of(&self, store: &Store, domain: PartnerDomain) -> Outcome<Loaded> {
        let epoch = certificate::trust_epoch(store.db()).await?;
        let known = || self.known.load().get(domain.as_str()).filter(|loaded| loaded.epoch == epoch).cloned();
        if let Some(loaded) = known() {
            return Ok(loaded);
        }
        let _one = self.loading.lock().await;
        if let Some(loaded) = known() {
            return Ok(loaded);
        }
        let loaded = self.load(store, domain, epoch, None).await?;
        self.known.rcu(|known| {
            let mut next = HashMap::clone(known);
            next.insert(domain.as_str(), loaded.clone());
            next
        });
        Ok(loaded)
    }

    /// The same as it will be once this partner or chip is back: what its deactivation took out is in it.
    pub(crate) async fn with_return_of(
        &self,
        store: &Store,
        domain: PartnerDomain,
        holder: Holder<'_>,
    ) -> Outcome<Loaded> {
        if !revocation::holds_entries(store.db(), holder).await? {
            return self.of(store, domain).await;
        }
        let epoch = certificate::trust_epoch(store.db()).await?;
        self.load(store, domain, epoch, Some(holder)).await
    }

    fn load<'a>(
        &'a self,
        store: &'a Store,
        domain: PartnerDomain,
        epoch: i64,
        returns: Option<Holder<'a>>,
    ) -> BoxFuture<'a, Outcome<Loaded>> {
        Box::pin(self.read(store, domain, epoch, returns))
    }

    async fn read(
        &self,
        store: &Store,
        domain: PartnerDomain,
        epoch: i64,
        returns: Option<Holder<'_>>,
    ) -> Outcome<Loaded> {
        let db = store.db();
        let at = self.site.as_ref().map_or_else(Timestamp::default, |site| site.surroundings.now());
        let rows = certificate::trust_store(db, domain.as_str()).await?;
        let revoked = revocation::revoked_of_domain(db, domain.as_str(), at).await?;
        let held_by = returns.map(|holder| holder.text());
        // Parsing a store of some size takes a while: not on the threads that serve.
        let parsed = tokio::task::spawn_blocking(move || parse(domain, rows, &revoked, held_by.as_deref())).await;
        let (trusted, ids, names) = parsed.map_err(|error| Failure::Internal(error.into()))?;
        let mode = self.site.as_ref().and_then(|site| site.modes.get(domain.as_str()).copied().flatten());
        let lists = match mode {
            Some(_) => self.lists.named(store, &names).await?,
            None => RevocationLists::new(),
        };
        Ok(Loaded { epoch, store: Arc::new(trusted.with_lists(lists, mode)), ids: Arc::new(ids) })
    }
}

/// What the absence of a revocation list means in a domain; `None`: lists do not count.
fn revocation_mode(settings: &Settings, domain: PartnerDomain) -> Option<RevocationMode> {
    let said = &settings.pki.revocation;
    let word = match domain {
        PartnerDomain::Auth => &said.auth,
        PartnerDomain::Device => &said.device,
        PartnerDomain::Ftm => &said.ftm,
        PartnerDomain::Misp => &said.misp,
    };
    match word.as_str() {
        "soft" => Some(RevocationMode::WhereKnown),
        "hard" => Some(RevocationMode::Required),
        _ => None,
    }
}

type Parsed = (TrustStore, HashMap<String, String>, std::collections::HashSet<String>);

/// The store, the ids of its entries, and the names of all who may have issued lists.
fn parse(domain: PartnerDomain, rows: Vec<CaCertificate>, revoked: &[String], held_by: Option<&str>) -> Parsed {
    let mut store = TrustStore::new(domain);
    let mut gone = Revoked::default();
    for hash in revoked {
        let mut bytes = [0; 32];
        if hex::decode_to_slice(hash, &mut bytes).is_ok() {
            gone.certificates.insert(bytes);
        }
    }
    let (mut ids, mut names) = (HashMap::new(), std::collections::HashSet::new());
    for row in rows {
        let Ok(certificate) = pms_pki::parse::wire::partner_upload(&row.cert_data) else {
            tracing::warn!(certificate = %row.cert_id, "a certificate of the trust store is not readable");
            continue;
        };
        if row.is_live(held_by) {
            names.insert(crate::revocation::name_key(certificate.subject()));
            ids.insert(certificate.sha256_hex(), row.cert_id);
            store.insert(StoreEntry {
                certificate: Arc::new(certificate),
                platform: row.x_own,
                until: row.x_valid_until,
            });
        } else {
            gone.certificates.insert(*certificate.sha256());
            gone.issuers.push(Arc::new(certificate));
        }
    }
    (store.with_revoked(gone), ids, names)
}

/// A row of a trust store. Without an issuer the certificate is its own (a root).
pub fn ca_row(
    ctx: &Context,
    certificate: &Certificate,
    domain: PartnerDomain,
    kind: &str,
    issuer_id: Option<&str>,
) -> CaCertificate {
    let cert_id = ctx.surroundings.uuid();
    CaCertificate {
        issuer_id: issuer_id.map_or_else(|| cert_id.clone(), str::to_owned),
        cert_id,
        cert_subject: certificate.subject().reduced(),
        cert_issuer: certificate.issuer().reduced(),
        cert_not_before: certificate.not_before(),
        cert_not_after: certificate.not_after(),
        cert_data: certificate.to_pem(),
        cert_thumbprint: certificate.thumbprint(),
        cert_serial_no: serial(certificate),
        partner_domain: domain.as_str().to_owned(),
        ca_cert_type: Some(kind.to_owned()),
        x_sha256: Some(certificate.sha256_hex()),
        x_own: false,
        x_partner_id: None,
        x_held_by: None,
        x_revoked_at: None,
        x_valid_until: None,
        x_of_certificate: None,
        cr_by: ctx.actor.name.clone(),
        cr_dtimes: ctx.now(),
    }
}

/// The serial number, cut to the column (a serial of more than 20 octets is against RFC 5280 anyway).
pub fn serial(certificate: &Certificate) -> String {
    let mut text = certificate.serial_decimal();
    text.truncate(50);
    text
}

/// The rules as the site configured them.
pub fn rules(settings: &Settings) -> RuleConfig {
    let mut config = RuleConfig::default();
    if settings.certificates.rules == "reference" {
        config.rule_set = RuleSet::Reference;
    }
    for name in &settings.certificates.signature_algorithms {
        match name.as_str() {
            "SHA384" => config.signature_algorithms.extend(["SHA384withRSA".into(), "SHA384withECDSA".into()]),
            "SHA512" => config.signature_algorithms.extend(["SHA512withRSA".into(), "SHA512withECDSA".into()]),
            "PSS" => config.signature_algorithms.push("RSASSA-PSS".into()),
            other => config.signature_algorithms.push(other.to_owned()),
        }
    }
    config
}

/// The algorithms of signed messages that the site allows under certificates of a domain.
pub fn jws_algorithms(settings: &Settings, domain: PartnerDomain) -> Vec<JwsAlgorithm> {
    let allowed = &settings.certificates.jws_algorithms;
    let names = match domain {
        PartnerDomain::Auth => &allowed.auth,
        PartnerDomain::Device => &allowed.device,
        PartnerDomain::Ftm => &allowed.ftm,
        PartnerDomain::Misp => &allowed.misp,
    };
    names.iter().filter_map(|name| name.parse().ok()).collect()
}

/// keymanager's errors as entries of the catalogue.
pub fn refusal(error: KerError) -> pms_domain::Refusal {
    use pms_domain::catalogue as c;
    let entry = match error {
        KerError::InvalidCertificate => &c::CERT_INVALID,
        KerError::CertificateThumbprint => &c::CERT_THUMBPRINT,
        KerError::CertificateExists => &c::CERT_EXISTS,
        KerError::CertificateDatesNotValid => &c::CERT_DATES,
        KerError::RootCaNotFound => &c::CERT_ROOT_NOT_FOUND,
        KerError::RootIntermediateCaNotFound => &c::CERT_CHAIN_NOT_FOUND,
        KerError::InvalidCertificateVersion => &c::CERT_VERSION,
        KerError::PartnerOrganizationNotMatched => &c::CERT_ORGANIZATION,
        KerError::InvalidCertificateId => &c::CERT_ID_INVALID,
        KerError::InvalidPartnerDomain => &c::CERT_DOMAIN,
        KerError::PartnerCertificateIdNotFound => &c::CERT_ID_NOT_FOUND,
        KerError::CertificateKeyNotAllowed => &c::CERT_KEY_SIZE,
        KerError::CertificateSignatureAlgorithmNotAllowed => &c::CERT_SIGNATURE,
        KerError::SelfSignedCertificateNotAllowed => &c::CERT_SELF_SIGNED,
        KerError::CaValidityLessThanMinimum => &c::CERT_CA_VALIDITY,
        KerError::InvalidCaCertificateType => &c::CERT_CA_TYPE,
        KerError::CaCertificateIdNotFound => &c::CERT_CA_NOT_FOUND,
        KerError::FutureDatedCertificate => &c::CERT_FUTURE,
        KerError::P7bConversion => &c::CERT_P7B,
        KerError::PartnerValidityLessThanMinimum => &c::CERT_VALIDITY,
        KerError::CertificateParsing => &c::CERT_PARSE,
        KerError::NotBase64 => &c::CERT_BASE64,
        KerError::MalformedBase64 => &c::CERT_BASE64_SPLIT,
        KerError::NoUniqueAlias | KerError::SignCertificateNotAllowed => &c::CERT_INVALID,
    };
    pms_domain::Refusal::of(entry)
}

#[cfg(test)]
mod tests {
    use pms_pki::KerError;

    /// The catalogue repeats keymanager's texts; they must stay the same letters.
    #[test]
    fn the_catalogue_speaks_keymanagers_words() {
        for error in KerError::ALL {
            let refusal = super::refusal(error);
            if matches!(error, KerError::NoUniqueAlias | KerError::SignCertificateNotAllowed) {
                continue;
            }
            assert_eq!(refusal.code(), error.code());
            assert_eq!(refusal.message(), error.message());
        }
    }
}
