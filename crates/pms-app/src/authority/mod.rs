//! The platform's own certificate authorities: ROOT and one issuing CA for each domain (architecture §5), and the platform's
//! encryption key, a base key of PMS below its AUTH CA (contract pki §1.4, §4).
//!
//! They are made on the first start, once, however many processes start. Each has generations: the newest one signs, those
//! before it are trusted until they end. [`Authorities`] holds what is open in this process and follows the database.

mod create;
mod due;
mod inspect;
mod live;
mod offline;
mod rekey;
mod rotate;
mod signing;
mod source;
mod status;
mod token;

use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use pms_domain::Context;
use pms_pki::issue::{self, Issuance, Issuer, ReissueAsCa, Signer, SubjectName};
use pms_pki::{Certificate, PartnerDomain};
use pms_store::ca_key::{CaKeyRow, OFFLINE};
use pms_store::certificate::CaCertificate;

use crate::settings::Settings;

pub use due::{Look, rotate_due};
pub use inspect::{TokenFinding, inspect};
pub use live::Authorities;
pub(crate) use live::Following;
pub use offline::{AwaitsRoot, Imported, Installation, Request};
pub use rekey::{Progress, Rekeyed, rekey, rekey_root, unfinished_rekey};
pub use rotate::{Cause, Rotated, Which};
pub use signing::{Place, Signing};
pub use source::{KeySource, KeySources, MadeKey};
pub use status::{KeyStatus, PublicFile, Standing};
pub use token::Hsm;

/// Purposes of the keys.
pub const ROOT_PURPOSE: &str = "ca.root";
pub const ENCRYPTION_PURPOSE: &str = "platform.enc";

/// The application and the reference id of the platform's encryption key.
pub const ENCRYPTION_KEY: (&str, &str) = ("PMS", "ENCRYPTION");

/// The purpose of a domain's issuing CA.
pub fn purpose(domain: PartnerDomain) -> &'static str {
    match domain {
        PartnerDomain::Auth => "ca.auth",
        PartnerDomain::Device => "ca.device",
        PartnerDomain::Ftm => "ca.ftm",
        PartnerDomain::Misp => "ca.misp",
    }
}

/// A generation of a CA: its key and its certificate.
pub struct CaKey {
    /// Of its row.
    pub id: String,
    pub generation: i32,
    /// Where the key is; `None`: wrapped in its row.
    pub location: Option<String>,
    pub certificate: Arc<Certificate>,
    /// The ROOT that signed the certificate; of a ROOT itself.
    pub root: Arc<Certificate>,
    /// `None`: the key of an offline ROOT.
    signer: Option<Arc<dyn Signer>>,
}

impl CaKey {
    /// To sign with it.
    ///
    /// # Errors
    /// The key is not the platform's to use: it is kept offline.
    pub fn as_issuer(&self) -> anyhow::Result<Issuer<'_>> {
        let signer = self.signer.as_deref().ok_or_else(|| anyhow!("the key of this CA is kept offline"))?;
        Ok(Issuer { certificate: &self.certificate, signer })
    }

    /// Whether somebody else holds the key.
    pub fn is_offline(&self) -> bool {
        self.signer.is_none()
    }
}

/// All of them as of one change, open in memory.
pub struct Authority {
    /// The newest ROOT.
    pub root: CaKey,
    /// Those before it that are still trusted, newest first.
    pub former_roots: Vec<CaKey>,
    /// Newest first, never empty.
    issuing: Vec<(PartnerDomain, Vec<CaKey>)>,
    /// What partners encrypt for the platform with; `None`: its CA could not issue one yet.
    encryption: Option<EncryptionKey>,
    pub reissue: ReissueAsCa,
    pub resign_ftm: bool,
    /// The change that altered any of them last.
    pub revision: i64,
}

/// The newest encryption key. Nothing is signed with it.
pub struct EncryptionKey {
    pub id: String,
    pub generation: i32,
    pub certificate: Arc<Certificate>,
}

impl Authority {
    /// The issuing CA of a domain that signs today.
    pub fn issuing(&self, domain: PartnerDomain) -> anyhow::Result<&CaKey> {
        self.generations(domain).first().ok_or_else(|| anyhow!("no issuing CA for {domain}"))
    }

    /// The issuing CAs of a domain that are trusted today, newest first.
    pub fn generations(&self, domain: PartnerDomain) -> &[CaKey] {
        self.issuing.iter().find(|(of, _)| *of == domain).map_or(&[], |(_, keys)| keys)
    }

    /// Whether a public key, by the SHA-256 of its SubjectPublicKeyInfo in lower-case hex, is one of the platform's own: nobody else has the private
    /// key to it, so whoever asks for a certificate of it does not have it either.
    pub fn holds(&self, key_sha256: &str) -> bool {
        let issuing = self.issuing.iter().flat_map(|(_, keys)| keys);
        let authorities = issuing.chain([&self.root]).chain(&self.former_roots).map(|key| &key.certificate);
        let encryption = self.encryption.iter().map(|key| &key.certificate);
        authorities.chain(encryption).any(|certificate| certificate.public_key_sha256_hex() == key_sha256)
    }

    /// The platform's encryption certificate.
    pub fn encryption(&self) -> Option<&Arc<Certificate>> {
        self.encryption.as_ref().map(|key| &key.certificate)
    }

    pub fn encryption_key(&self) -> Option<&EncryptionKey> {
        self.encryption.as_ref()
    }

    /// Opens what is stored. `None`: there is nothing whole.
    fn open(
        rows: &[CaKeyRow],
        sources: &KeySources,
        settings: &Settings,
        revision: i64,
    ) -> anyhow::Result<Option<Self>> {
        let mut roots: Vec<CaKey> = Vec::new();
        for row in rows.iter().filter(|row| row.purpose == ROOT_PURPOSE && row.certificate.is_some()) {
            let certificate = certificate(row)?;
            roots.push(ca_key(row, certificate.clone(), certificate, sources)?);
        }
        let mut issuing = Vec::new();
        for domain in PartnerDomain::ALL {
            let mut keys = Vec::new();
            for row in rows.iter().filter(|row| row.purpose == purpose(domain) && row.certificate.is_some()) {
                let certificate = certificate(row)?;
                let root = roots.iter().find(|root| certificate.is_signed_by(&root.certificate));
                match root {
                    Some(root) => keys.push(ca_key(row, certificate, root.certificate.clone(), sources)?),
                    None => tracing::warn!(purpose = row.purpose, row.generation, "no trusted ROOT has signed this CA"),
                }
            }
            if keys.is_empty() {
                return Ok(None);
            }
            issuing.push((domain, keys));
        }
        let encryption = rows.iter().find(|row| row.purpose == ENCRYPTION_PURPOSE).map(encryption_key).transpose()?;
        let reissue = match settings.pki.reissue_as_ca.as_str() {
            "all" => ReissueAsCa::All,
            _ => ReissueAsCa::WhereNeeded,
        };
        let mut roots = roots.into_iter();
        let Some(root) = roots.next() else { return Ok(None) };
        let (former_roots, resign_ftm) = (roots.collect(), settings.pki.resign_ftm);
        Ok(Some(Self { root, former_roots, issuing, encryption, reissue, resign_ftm, revision }))
    }
}

fn certificate(row: &CaKeyRow) -> anyhow::Result<Arc<Certificate>> {
    let pem = row.certificate.as_deref().ok_or_else(|| anyhow!("the key {} has no certificate", row.purpose))?;
    let read = pms_pki::parse::wire::partner_upload(pem);
    read.map(Arc::new).map_err(|_| anyhow!("the certificate of {} is not readable", row.purpose))
}

fn ca_key(
    row: &CaKeyRow,
    certificate: Arc<Certificate>,
    root: Arc<Certificate>,
    sources: &KeySources,
) -> anyhow::Result<CaKey> {
    let signer = match row.location.as_deref() {
        Some(OFFLINE) => None,
        _ => Some(sources.open(row).with_context(|| format!("generation {} of {}", row.generation, row.purpose))?),
    };
    let (id, generation, location) = (row.id.clone(), row.generation, row.location.clone());
    Ok(CaKey { id, generation, location, certificate, root, signer })
}

fn encryption_key(row: &CaKeyRow) -> anyhow::Result<EncryptionKey> {
    Ok(EncryptionKey { id: row.id.clone(), generation: row.generation, certificate: certificate(row)? })
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

/// The name of a domain's issuing CA.
fn issuing_name(settings: &Settings, domain: PartnerDomain) -> SubjectName {
    base_name(settings).with_common_name(issue::issuing_ca_common_name(&settings.pki.common_name, domain))
}

fn root_name(settings: &Settings) -> SubjectName {
    base_name(settings).with_common_name(issue::root_common_name(&settings.pki.common_name))
}

/// The certificate of an encryption key, issued by the AUTH CA: PMS's own of the reference.
fn encryption_certificate(
    settings: &Settings,
    key: &MadeKey,
    issuer: Issuer<'_>,
    issuance: &Issuance,
) -> anyhow::Result<Certificate> {
    let (application, reference) = ENCRYPTION_KEY;
    let name = base_name(settings).with_common_name(issue::encryption_common_name(application, reference));
    Ok(issue::encryption(&name, key.signer.spki_der(), issuer, issuance)?)
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
