//! Where lists are published: the distribution points of the certificates of trust stores, and of those of partners and chips.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use pms_domain::revocation::Reason;
use pms_domain::{Context, Timestamp, time};
use pms_pki::certificate::PointName;
use pms_pki::path::TrustStore;
use pms_pki::{Certificate, PartnerDomain};
use pms_store::audit::Record;
use pms_store::open;
use pms_store::revocation::{self, Holder, Issued, Unread};
use pms_store::revocation_list::{self as store, Origin, Place};
use serde_json::json;

use super::{name_key, shown_issuer};
use crate::{App, Failure, Outcome};

/// How far the certificates of partners were read: time and id of the last one.
const READ: &str = "revocation.read";
/// Certificates that are read at a time.
const BATCH: i64 = 200;
/// What was stored so shortly ago is read again: a change may be committed a little after the moment that it names.
const OVERLAP: chrono::TimeDelta = chrono::TimeDelta::minutes(1);
/// Longer addresses are nobody's.
const LONGEST: usize = 1000;
/// Places of one issuer. Whoever has a CA says in its certificates where its lists are: without an end there would be none to what is
/// fetched and kept. A CA has one, or a few dozen where it splits its list.
const PLACES: usize = 64;

/// A place where somebody's lists are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Point {
    issuer_name: String,
    issuer: String,
    domain: &'static str,
    url: String,
}

/// The http and https addresses that a certificate names, but for our own (`base`): what our CAs issued stands on lists that are here.
fn points(certificate: &Certificate, domain: PartnerDomain, base: &str) -> Vec<Point> {
    if certificate.is_self_signed() {
        return Vec::new();
    }
    let names = certificate.distribution_points().iter().flat_map(|point| &point.names);
    let addresses = names.filter_map(|name| match name {
        PointName::Uri(address) => Some(address.as_str()),
        PointName::Directory(_) => None,
    });
    let is_fetched = |address: &&str| {
        let scheme = address.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
        matches!(scheme.as_deref(), Some("http" | "https"))
            && address.len() <= LONGEST
            && !address.strip_prefix(base).is_some_and(|rest| rest.starts_with('/'))
    };
    let point = |address: &str| Point {
        issuer_name: name_key(certificate.issuer()),
        issuer: shown_issuer(certificate.issuer()),
        domain: domain.as_str(),
        url: address.to_owned(),
    };
    addresses.filter(is_fetched).map(point).collect()
}

/// Notes places that nobody has noted, and what our CAs issued before it was noted with the upload. Answers how many places are new.
pub async fn note_sources(app: &App) -> Outcome<usize> {
    let ctx = app.system("revocation-lists");
    let known = store::places(app.store().db()).await?;
    let mut noting = Noting { app, ctx: &ctx, of_issuer: HashMap::new(), known, new: 0 };
    for (issuer, url) in &noting.known {
        // Our own and what was uploaded stands under another name, or at no address.
        *noting.of_issuer.entry(issuer.clone()).or_default() += usize::from(!url.is_empty());
    }
    let mut stores = Vec::new();
    for domain in PartnerDomain::ALL {
        stores.push(app.trust().of(app.store(), domain).await?.store);
    }
    let (all, base) = (stores.clone(), app.settings().server.public_url.clone());
    let found = tokio::task::spawn_blocking(move || {
        let entries = all.iter().flat_map(|store| store.entries().iter().map(|entry| (store.domain(), entry)));
        let others = entries.filter(|(_, entry)| !entry.platform);
        others.flat_map(|(domain, entry)| points(&entry.certificate, domain, &base)).collect::<HashSet<Point>>()
    });
    noting.note(found.await.map_err(|error| Failure::Internal(error.into()))?).await?;
    noting.read_certificates(Arc::new(stores)).await?;
    Ok(noting.new)
}

struct Noting<'a> {
    app: &'a App,
    ctx: &'a Context,
    /// How many places are known of each issuer.
    of_issuer: HashMap<String, usize>,
    known: HashSet<(String, String)>,
    new: usize,
}

/// What one certificate of a partner or chip says.
struct Read {
    points: Vec<Point>,
    /// SHA-256, key of the issuer, serial number and end of what our CA issued.
    issued: Option<(String, String, String, Timestamp)>,
}

impl Noting<'_> {
    async fn note(&mut self, points: HashSet<Point>) -> Outcome<()> {
        for point in points {
            if self.known.contains(&(point.issuer_name.clone(), point.url.clone())) {
                continue;
            }
            let places = self.of_issuer.entry(point.issuer_name.clone()).or_default();
            if *places >= PLACES {
                tracing::debug!(issuer = point.issuer, "no more places of this issuer's lists are noted");
                continue;
            }
            *places += 1;
            self.known.insert((point.issuer_name.clone(), point.url.clone()));
            let place = Place {
                id: &self.ctx.uuid(),
                issuer_name: &point.issuer_name,
                issuer_key: "",
                url: &point.url,
                origin: Origin::Fetched,
                issuer: &point.issuer,
                domain: point.domain,
                at: self.ctx.now(),
            };
            self.new += usize::from(store::note(self.app.store().db(), &place).await?);
        }
        Ok(())
    }

    /// Reads the certificates that were stored since the last run.
    async fn read_certificates(&mut self, stores: Arc<Vec<Arc<TrustStore>>>) -> Outcome<()> {
        let db = self.app.store().db();
        let said = open::meta(db, READ).await?;
        let mut from = said.as_deref().and_then(mark).unwrap_or_default();
        loop {
            let rows = revocation::stored_after(db, (from.0, &from.1), BATCH).await?;
            let Some(last) = rows.last() else { break };
            from = (last.created_at, last.cert_id.clone());
            let is_last = rows.len() < BATCH as usize;
            let (stores, base) = (Arc::clone(&stores), self.app.settings().server.public_url.clone());
            let read = tokio::task::spawn_blocking(move || {
                let read = |row: Unread| (read(&row, &stores, &base), row);
                rows.into_iter().map(read).collect::<Vec<_>>()
            });
            let read = read.await.map_err(|error| Failure::Internal(error.into()))?;
            self.note(read.iter().flat_map(|(read, _)| read.points.clone()).collect()).await?;
            self.note_issued(&read).await?;
            if is_last {
                break;
            }
        }
        let settled = from.0.min(self.ctx.now() - OVERLAP);
        let mark = if settled < from.0 { (settled, String::new()) } else { from };
        let text = format!("{}|{}", time::local_iso(mark.0), mark.1);
        if said.as_deref() != Some(text.as_str()) {
            let mut tx = db.begin().await?;
            open::set_meta(&mut tx, READ, &text).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    async fn note_issued(&self, read: &[(Read, Unread)]) -> Outcome<()> {
        let mut missing = Vec::new();
        for (read, row) in read {
            if let (Some(issued), Some(owner)) = (&read.issued, &row.owner)
                && !revocation::is_noted(self.app.store().db(), &row.cert_id).await?
            {
                missing.push((issued, owner, row));
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        let mut change = self.app.store().change().await?;
        for ((sha256, issuer_key, serial, not_after), owner, row) in &missing {
            let word = row.revoked_reason.as_deref().and_then(Reason::parse).unwrap_or(Reason::Unspecified);
            let is_held = row.revoked_at.is_none() && row.owner_is_active == Some(false);
            let issued = Issued {
                sha256: sha256.clone(),
                issuer_key: issuer_key.clone(),
                serial: serial.clone(),
                domain: &row.domain,
                cert_id: &row.cert_id,
                partner_id: owner,
                not_after: *not_after,
                revoked: match is_held {
                    true => Some((self.ctx.now(), Reason::CertificateHold)),
                    false => row.revoked_at.map(|at| (at, word)),
                },
                held_by: is_held.then(|| Holder::Partner(owner).text()),
            };
            revocation::note_issued(&mut change, &issued);
        }
        super::changed_trust(&mut change).await?;
        let ids: Vec<&str> = missing.iter().map(|(_, _, row)| row.cert_id.as_str()).collect();
        let record =
            Record::new("certificate.note_issued", "certificate", "issued").after(json!({"certificateIds": ids}));
        change.save(self.ctx, record).await?;
        Ok(())
    }
}

fn mark(text: &str) -> Option<(Timestamp, String)> {
    let (at, id) = text.split_once('|')?;
    Some((time::parse_local(at)?, id.to_owned()))
}

fn read(row: &Unread, stores: &[Arc<TrustStore>], base: &str) -> Read {
    let none = Read { points: Vec::new(), issued: None };
    let Ok(domain) = row.domain.parse::<PartnerDomain>() else { return none };
    let Ok(original) = pms_pki::parse::wire::partner_upload(&row.cert_data) else { return none };
    Read { points: points(&original, domain, base), issued: issued(row, domain, stores) }
}

/// What one of our own CAs made of it.
fn issued(
    row: &Unread,
    domain: PartnerDomain,
    stores: &[Arc<TrustStore>],
) -> Option<(String, String, String, Timestamp)> {
    if row.signed_cert_data.trim() == row.cert_data.trim() {
        return None;
    }
    let issued = pms_pki::parse::wire::partner_upload(&row.signed_cert_data).ok()?;
    let store = stores.iter().find(|store| store.domain() == domain)?;
    let mut own = store.entries().iter().filter(|entry| entry.platform).map(|entry| &entry.certificate);
    let issuer = own.find(|ca| issued.names_as_issuer(ca) && issued.is_signed_by(ca))?;
    let serial = hex::encode(issued.serial_bytes());
    Some((issued.sha256_hex(), issuer.public_key_sha256_hex(), serial, issued.not_after()))
}
