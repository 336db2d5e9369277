//! Our own lists (contract pki §7, layer 4): one for ROOT and one for each CA that issues to partners, signed every day and whenever
//! something on them changes, served to whoever asks.

use std::sync::Arc;

use anyhow::anyhow;
use chrono::{TimeDelta, Timelike};
use pms_domain::{Context, Refusal, Timestamp, catalogue};
use pms_pki::crl::{RevocationList, RevocationReason};
use pms_pki::issue::{self, Addresses, IssueError, ListTerms, RevokedSerial};
use pms_pki::{Certificate, PartnerDomain};
use pms_store::revocation::{self, Listed};
use pms_store::revocation_list::{self as store, List, Origin, Place};

use super::{name_key, shown_issuer};
use crate::authority::{Authority, CaKey};
use crate::{App, Failure, Outcome};

/// How often a list is signed at least, and how long it holds.
const EVERY: TimeDelta = TimeDelta::days(1);
const VALID: TimeDelta = TimeDelta::days(7);

/// How often a list is signed again because something on it changed meanwhile.
const ATTEMPTS: usize = 5;

const LIST_PATH: &str = "/v1/partnermanager/crl/";
const CERTIFICATE_PATH: &str = "/v1/partnermanager/issuers/";

/// Where an issuing CA of ours publishes its list and its certificate. Both are named by its key, so that they stay when another key takes over.
pub(crate) fn addresses(app: &App, issuer: &Certificate) -> Addresses {
    let (base, key) = (&app.settings().server.public_url, issuer.public_key_sha256_hex());
    Addresses {
        revocation_list: format!("{base}{LIST_PATH}{key}.crl"),
        certificate: format!("{base}{CERTIFICATE_PATH}{key}.cer"),
    }
}

/// A generation of an authority that signs a list of its own, as long as it is trusted.
struct Signer {
    authority: Arc<Authority>,
    /// `None`: ROOT.
    domain: Option<PartnerDomain>,
    /// Counted from the newest one.
    generation: usize,
}

impl Signer {
    /// Those that have something to revoke, and whose key is the platform's: ROOT the issuing CAs, each of these what it issued to
    /// partners. The list of a ROOT that is kept offline is made where its key is.
    fn all(app: &App) -> Vec<Self> {
        let authority = app.authority();
        let issues = |domain: &PartnerDomain| *domain != PartnerDomain::Ftm || authority.resign_ftm;
        let domains = std::iter::once(None).chain(PartnerDomain::ALL.into_iter().filter(issues).map(Some));
        domains
            .flat_map(|domain| (0..generations(&authority, domain).len()).map(move |generation| (domain, generation)))
            .map(|(domain, generation)| Self { authority: Arc::clone(&authority), domain, generation })
            .filter(|signer| signer.key().is_ok_and(|key| !key.is_offline()))
            .collect()
    }

    fn key(&self) -> anyhow::Result<&CaKey> {
        let keys = generations(&self.authority, self.domain);
        keys.get(self.generation).copied().ok_or_else(|| anyhow!("no such generation of {}", self.domain()))
    }

    fn domain(&self) -> &'static str {
        self.domain.map_or("ROOT", |domain| domain.as_str())
    }
}

fn generations(authority: &Authority, domain: Option<PartnerDomain>) -> Vec<&CaKey> {
    match domain {
        None => std::iter::once(&authority.root).chain(&authority.former_roots).collect(),
        Some(domain) => authority.generations(domain).iter().collect(),
    }
}

/// Signs what is due. Answers how many lists were signed. One that cannot be signed keeps no other one waiting.
pub async fn publish_due(app: &App) -> Outcome<usize> {
    let ctx = app.system("revocation-lists");
    let mut signed = 0;
    let signers: Vec<Arc<Signer>> = Signer::all(app).into_iter().map(Arc::new).collect();
    let keys = signers.iter().map(|signer| Ok(signer.key()?.certificate.public_key_sha256_hex()));
    store::end_own_but(app.store().db(), &keys.collect::<anyhow::Result<_>>()?).await?;
    for signer in signers {
        match publish(app, &ctx, &signer).await {
            Ok(true) => signed += 1,
            Ok(false) => {}
            Err(failure) => tracing::warn!(?failure, issuer = signer.domain(), "a revocation list was not signed"),
        }
    }
    Ok(signed)
}

/// Signs at once what a change made due. The job does what fails here.
pub(crate) async fn publish_now(app: &App) {
    if let Err(failure) = publish_due(app).await {
        tracing::warn!(?failure, "the revocation lists were not signed");
    }
}

async fn publish(app: &App, ctx: &Context, signer: &Arc<Signer>) -> Outcome<bool> {
    for _ in 0..ATTEMPTS {
        let place = place(app, ctx, signer).await?;
        // Later than the moment at which a new place is due.
        let now = ctx.now();
        if place.next_try_at.is_some_and(|due| due > now) {
            return Ok(false);
        }
        let revoked = revocation::listed(app.store().db(), &place.issuer_key, now).await?;
        let Some(list) = sign(signer, &place, revoked, now).await? else { return Ok(false) };
        if super::fetch::put(app, ctx, &place, &list, "revocation_list.sign", Some(now + EVERY)).await? {
            return Ok(true);
        }
    }
    Err(anyhow::anyhow!("what is revoked kept changing while the list was signed").into())
}

/// The row of a list of ours, made where there is none.
async fn place(app: &App, ctx: &Context, signer: &Signer) -> Outcome<List> {
    let certificate = &signer.key()?.certificate;
    let (name, key) = (name_key(certificate.subject()), certificate.public_key_sha256_hex());
    let url = format!("{LIST_PATH}{key}.crl");
    let db = app.store().db();
    if let Some(found) = store::place(db, &name, &key, &url).await? {
        return Ok(found);
    }
    let place = Place {
        id: &ctx.uuid(),
        issuer_name: &name,
        issuer_key: &key,
        url: &url,
        origin: Origin::Own,
        issuer: &shown_issuer(certificate.subject()),
        domain: signer.domain(),
        at: ctx.now(),
    };
    store::note(db, &place).await?;
    let made = store::place(db, &name, &key, &url).await?;
    Ok(made.ok_or_else(|| anyhow::anyhow!("the place of a revocation list was not stored"))?)
}

/// `None`: the authority is over and signs nothing any more.
async fn sign(
    signer: &Arc<Signer>,
    place: &List,
    revoked: Vec<Listed>,
    now: Timestamp,
) -> Outcome<Option<RevocationList>> {
    let this_update = now.with_nanosecond(0).unwrap_or(now);
    // Beyond the one before, and beyond those that a restored backup has forgotten.
    let before: u64 = place.number.as_deref().and_then(|number| number.parse().ok()).unwrap_or(0);
    let number = (before + 1).max(this_update.and_utc().timestamp().max(0).unsigned_abs());
    let terms = ListTerms { number, this_update, next_update: this_update + VALID };
    let signer = Arc::clone(signer);
    let signed = tokio::task::spawn_blocking(move || {
        let entries: Vec<RevokedSerial> = revoked.iter().filter_map(entry).collect();
        match issue::revocation_list(signer.key()?.as_issuer()?, &terms, &entries) {
            Ok(list) => Ok(Some(list)),
            Err(IssueError::IssuerNotValid) => Ok(None),
            Err(error) => Err(anyhow::Error::from(error)),
        }
    });
    Ok(signed.await.map_err(|error| Failure::Internal(error.into()))??)
}

fn entry(listed: &Listed) -> Option<RevokedSerial> {
    let serial = hex::decode(&listed.serial).ok()?;
    let reason = RevocationReason::of_number(listed.reason.into());
    Some(RevokedSerial { serial, at: listed.revoked_at, reason })
}

/// A file that is served to whoever asks.
pub struct PublishedFile {
    pub der: Arc<Vec<u8>>,
    /// SHA-256 of it, lower-case hex: its entity tag.
    pub sha256: String,
    pub modified_at: Timestamp,
    /// Until when whoever has it need not ask again.
    pub fresh_until: Option<Timestamp>,
}

/// The key that a file's name names.
fn key_of<'a>(name: &'a str, ending: &str) -> Outcome<&'a str> {
    let missing = || Refusal::of(&catalogue::PUBLISHED_UNKNOWN);
    let key = name.strip_suffix(ending).ok_or_else(missing)?;
    let is_key = key.len() == 64 && key.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    if is_key { Ok(key) } else { Err(missing().into()) }
}

/// One of our own lists by its file name. Anybody may have it.
///
/// # Errors
/// There is none of that name.
pub async fn published_list(app: &App, name: &str) -> Outcome<PublishedFile> {
    let missing = || Refusal::of(&catalogue::PUBLISHED_UNKNOWN);
    let key = key_of(name, ".crl")?;
    let place = store::own_of_key(app.store().db(), key).await?.ok_or_else(missing)?;
    let sha256 = place.sha256.clone().ok_or_else(missing)?;
    let der = app.trust().lists().served(app.store(), &place, &sha256).await?.ok_or_else(missing)?;
    let modified_at = place.this_update.ok_or_else(missing)?;
    Ok(PublishedFile { der, sha256, modified_at, fresh_until: place.next_try_at })
}

/// The certificate of one of our own CAs by its file name. Anybody may have it.
///
/// # Errors
/// There is none of that name.
pub async fn issuer_certificate(app: &App, name: &str) -> Outcome<PublishedFile> {
    let key = key_of(name, ".cer")?;
    for domain in PartnerDomain::ALL {
        let store = app.trust().of(app.store(), domain).await?.store;
        let own = store.entries().iter().filter(|entry| entry.platform);
        if let Some(entry) = own.into_iter().find(|entry| entry.certificate.public_key_sha256_hex() == key) {
            let certificate = &entry.certificate;
            return Ok(PublishedFile {
                der: Arc::new(certificate.der().to_vec()),
                sha256: certificate.sha256_hex(),
                modified_at: certificate.not_before(),
                fresh_until: None,
            });
        }
    }
    Err(Refusal::of(&catalogue::PUBLISHED_UNKNOWN).into())
}
