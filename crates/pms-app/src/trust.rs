//! Trust stores of the domains, kept parsed in memory until one changes.

use std::collections::HashMap;
use std::sync::Arc;

use arc_swap::ArcSwap;
use pms_domain::Context;
use pms_pki::jws::JwsAlgorithm;
use pms_pki::path::{StoreEntry, TrustStore};
use pms_pki::rules::{RuleConfig, RuleSet};
use pms_pki::{Certificate, KerError, PartnerDomain};
use pms_store::certificate::{self, CaCertificate};
use pms_store::{On, Store};

use crate::settings::Settings;
use crate::{Failure, Outcome};

/// A trust store as of an epoch.
#[derive(Clone)]
pub struct Loaded {
    /// Revision of the change that last altered any trust store.
    pub epoch: i64,
    pub store: Arc<TrustStore>,
    /// Row ids by SHA-256 of the certificate.
    pub ids: Arc<HashMap<String, String>>,
}

/// The cache of one process.
#[derive(Default)]
pub struct TrustCache {
    known: ArcSwap<HashMap<&'static str, Loaded>>,
    uploads: tokio::sync::Mutex<()>,
}

/// How often an upload is judged again when another process changed a trust store meanwhile.
pub(crate) const ATTEMPTS: usize = 10;

impl TrustCache {
    /// Uploads of this process take turns, first come, first served: each is judged by what the one before left. Else they
    /// would overtake each other for as long as anybody uploads.
    pub(crate) async fn turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.uploads.lock().await
    }

    /// The live certificates of a domain; read again when any trust store changed.
    pub async fn of(&self, store: &Store, domain: PartnerDomain) -> Outcome<Loaded> {
        let epoch = certificate::trust_epoch(store.db()).await?;
        if let Some(loaded) = self.known.load().get(domain.as_str())
            && loaded.epoch == epoch
        {
            return Ok(loaded.clone());
        }
        let loaded = load(store.db(), domain, epoch).await?;
        self.known.rcu(|known| {
            let mut next = HashMap::clone(known);
            next.insert(domain.as_str(), loaded.clone());
            next
        });
        Ok(loaded)
    }
}

async fn load(on: impl Into<On<'_>>, domain: PartnerDomain, epoch: i64) -> Outcome<Loaded> {
    let rows = certificate::trust_store(on, domain.as_str()).await?;
    // Parsing a store of some size takes a while: not on the threads that serve.
    tokio::task::spawn_blocking(move || {
        let mut store = TrustStore::new(domain);
        let mut ids = HashMap::new();
        for row in rows {
            match pms_pki::parse::wire::partner_upload(&row.cert_data) {
                Ok(certificate) => {
                    ids.insert(certificate.sha256_hex(), row.cert_id);
                    let certificate = Arc::new(certificate);
                    store.insert(StoreEntry { certificate, platform: row.x_own, until: row.x_valid_until });
                }
                Err(_) => {
                    tracing::warn!(certificate = %row.cert_id, "a certificate of the trust store is not readable")
                }
            }
        }
        Loaded { epoch, store: Arc::new(store), ids: Arc::new(ids) }
    })
    .await
    .map_err(|error| Failure::Internal(error.into()))
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
