//! Emergency re-key: an issuing CA's key is not trusted any more, or ROOT's and with it all below. Its next generation takes over at once, the former ones leave the trust
//! store, and every current certificate that they signed is signed anew, in changes of at most 500 (architecture §2).
//!
//! What is left to do is seen from the rows themselves, so it goes on where it was interrupted, and servers may run meanwhile: what they
//! sign, they sign with the new key.

mod batch;
mod lease;
mod root;

use std::sync::Arc;

use anyhow::{anyhow, ensure};
use pms_domain::context::ActorKind;
use pms_domain::revocation::Reason;
use pms_domain::{Context, Refusal, Timestamp, catalogue, time};
use pms_pki::{Certificate, PartnerDomain};
use pms_store::audit::Record;
use pms_store::ca_key::{self, CaKeyRow};
use pms_store::revocation::{self, Issued};
use pms_store::{Change, certificate as certificates, resign, revocation_list};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::rotate::insert_next;
use super::{Authority, Cause, ROOT_PURPOSE, Which, purpose};
use crate::{App, Outcome};
use lease::Lease;

/// Why the former authorities are revoked (RFC 5280 §5.3.1).
const REASON: Reason = Reason::KeyCompromise;

/// Why what they signed for partners is: another one is in its place. The key of a partner is in nobody's hands but its own, and
/// it may go on with it.
const SIGNED_ANEW: Reason = Reason::Superseded;

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Certificates signed anew by this command.
    pub done: u64,
    /// Of so many.
    pub total: u64,
}

/// What a command has done.
#[derive(Clone, Debug, Default)]
pub struct Rekeyed {
    pub domains: Vec<PartnerDomain>,
    /// Whether a command before this one had begun.
    pub resumed: bool,
    pub certificates: u64,
    /// Ids of certificates that could not be signed anew: nobody trusts them any more.
    pub failed: Vec<String>,
}

/// A re-key that is not finished, as the database knows it.
#[derive(Serialize, Deserialize)]
struct State {
    domains: Vec<String>,
    /// Whether ROOT was replaced, too.
    #[serde(default)]
    root: bool,
    started_at: String,
}

impl State {
    fn domains(&self) -> Vec<PartnerDomain> {
        self.domains.iter().filter_map(|domain| domain.parse().ok()).collect()
    }
}

async fn unfinished(app: &App) -> Outcome<Option<State>> {
    let state = ca_key::rekey(app.store().db()).await?;
    Ok(state.and_then(|text| serde_json::from_str::<State>(&text).ok()))
}

/// The domains of a re-key that is not finished; empty: there is none.
pub async fn unfinished_rekey(app: &App) -> Outcome<Vec<PartnerDomain>> {
    Ok(unfinished(app).await?.map(|state| state.domains()).unwrap_or_default())
}

/// Re-keys the issuing CAs of these domains, or (none given) of all; goes on with one that is not finished.
///
/// # Errors
/// `FORBIDDEN`: only the command line may. When another process is at it, or another re-key is not finished.
pub async fn rekey(
    app: &App,
    ctx: &Context,
    domains: &[PartnerDomain],
    progress: impl FnMut(Progress) + Send,
) -> Outcome<Rekeyed> {
    run(app, ctx, (domains, false), progress).await
}

/// The key of ROOT itself is not trusted any more: another ROOT takes over with issuing CAs of its own, the former ones leave every trust
/// store with all that they signed, and the certificates of partners are signed anew. Goes on with one that is not finished.
///
/// # Errors
/// As [`rekey`]. Below an offline ROOT: the next one was not imported yet, with issuing CAs that it signed.
pub async fn rekey_root(app: &App, ctx: &Context, progress: impl FnMut(Progress) + Send) -> Outcome<Rekeyed> {
    run(app, ctx, (&[], true), progress).await
}

async fn run(
    app: &App,
    ctx: &Context,
    (domains, root): (&[PartnerDomain], bool),
    progress: impl FnMut(Progress) + Send,
) -> Outcome<Rekeyed> {
    if ctx.actor.kind != ActorKind::System {
        return Err(Refusal::of(&catalogue::FORBIDDEN).into());
    }
    let lease = Lease::take(app).await?;
    let unfinished = unfinished(app).await?;
    let resumed = unfinished.is_some();
    let domains = match (domains, unfinished) {
        (given, Some(state)) => {
            let begun = state.domains();
            let differs =
                !given.is_empty() && (given.len() != begun.len() || given.iter().any(|one| !begun.contains(one)));
            if differs || root && !state.root {
                let names: Vec<&str> = begun.iter().map(|domain| domain.as_str()).collect();
                let names = names.join(", ");
                return Err(
                    anyhow!("the re-key of {names} is not finished: run `pms ca rekey` to go on with it").into()
                );
            }
            begun
        }
        ([], None) => PartnerDomain::ALL.to_vec(),
        (given, None) => given.to_vec(),
    };
    if !resumed {
        begin(app, ctx, &domains, root).await?;
    }
    app.authorities().refresh().await?;
    if app.authority().is_due(Which::Encryption, ctx.now()) {
        app.authorities().rotate(ctx, Which::Encryption, Cause::Due).await?;
    }
    let mut work = batch::Work::new(app, ctx, &lease, progress).await?;
    work.count(&domains).await?;
    for domain in &domains {
        work.resign(*domain).await?;
    }
    let (done, failed) = work.finish();
    end(app, ctx, &domains, &failed).await?;
    crate::revocation::publish_now(app).await;
    lease.give_up(app).await;
    Ok(Rekeyed { domains, resumed, certificates: done, failed })
}

/// One change: the next generations sign, the former ones are not trusted any more, and the database knows what is to do.
async fn begin(app: &App, ctx: &Context, domains: &[PartnerDomain], with_root: bool) -> Outcome<()> {
    let authorities = app.authorities();
    authorities.refresh().await?;
    let authority = authorities.current();
    let mut made = Vec::new();
    if authority.root.is_offline() && with_root {
        root::check_signed_elsewhere(&authority)?;
    } else if authority.root.is_offline() {
        check_signed_elsewhere(&authority, domains)?;
    } else if with_root {
        made = authorities.make_next_root(ctx).await?;
    } else {
        for domain in domains {
            let which = Which::Issuing(*domain);
            let generation = ca_key::newest_generation(app.store().db(), which.purpose()).await? + 1;
            match authorities.make_next(ctx, which, generation).await {
                Ok(next) => made.push((which, next)),
                Err(error) => {
                    // What a device has made for the others does not stay there.
                    authorities.sources().give_back(made.into_iter().map(|(_, next)| next.key)).await;
                    return Err(error.into());
                }
            }
        }
    }
    let mut change = app.store().change().await?;
    for (which, next) in &made {
        if ca_key::newest_generation(&mut change, which.purpose()).await? + 1 != next.generation {
            change.leave().await?;
            authorities.sources().give_back(made.into_iter().map(|(_, next)| next.key)).await;
            return Err(anyhow!("another process replaced an issuing CA meanwhile: run the command again").into());
        }
    }
    let rows = ca_key::all(&mut change).await?;
    let mut said = Vec::new();
    let next_root = made.iter().find(|(which, _)| *which == Which::Root).map(|(_, next)| next);
    if with_root {
        said.push(root::replace(ctx, &mut change, &rows, &authority, next_root).await?);
    }
    let above = next_root.map_or(&*authority.root.certificate, |next| &next.certificate);
    for domain in domains {
        let next = made.iter().find(|(which, _)| *which == Which::Issuing(*domain)).map(|(_, next)| next);
        let former = distrust(ctx, &mut change, &rows, *domain, next.is_none()).await?;
        let generation = match next {
            Some(next) => {
                insert_next(ctx, &mut change, above, Which::Issuing(*domain), next).await?;
                next.generation
            }
            None => authority.issuing(*domain)?.generation,
        };
        said.push(json!({"domain": domain.as_str(), "generation": generation, "notTrusted": former}));
    }
    let state = State {
        domains: domains.iter().map(|domain| domain.as_str().to_owned()).collect(),
        root: with_root,
        started_at: time::zulu(ctx.now()),
    };
    ca_key::set_rekey(&mut change, Some(&json!(state).to_string())).await?;
    for root in roots(&rows)? {
        revocation_list::sign_again_with(&mut change, &root.public_key_sha256_hex(), ctx.now()).await?;
    }
    let revision = change.revision();
    ca_key::set_revision(&mut change, revision).await?;
    let record =
        Record::new("ca.rekey", ca_key::OBJECT, "rekey").after(json!({"reason": REASON.as_str(), "authorities": said}));
    let revision = change.save(ctx, record).await?;
    app.applied(revision).await;
    Ok(())
}

/// With an offline ROOT the next generation was asked for, signed and imported before: there are two, and the older ones go.
fn check_signed_elsewhere(authority: &Authority, domains: &[PartnerDomain]) -> anyhow::Result<()> {
    for domain in domains {
        ensure!(
            authority.generations(*domain).len() > 1,
            "ROOT is kept offline: first run `pms ca rotate --domain {domain} --to DIR`, have the request signed and import \
             the certificate; then run this command, which distrusts all generations before it"
        );
    }
    Ok(())
}

/// The former generations are not trusted any more. Answers which.
async fn distrust(
    ctx: &Context,
    change: &mut Change<'_>,
    rows: &[CaKeyRow],
    domain: PartnerDomain,
    but_the_newest: bool,
) -> anyhow::Result<Vec<i32>> {
    let (now, by) = (ctx.now(), ctx.actor.name.as_str());
    let roots = roots(rows)?;
    let signed = rows.iter().filter(|row| row.purpose == purpose(domain) && row.certificate.is_some());
    let mut former = Vec::new();
    for row in signed.skip(usize::from(but_the_newest)) {
        ca_key::retire(change, &row.id, now).await?;
        let certificate = super::certificate(row)?;
        certificates::revoke_ca(change, (&certificate.thumbprint(), domain.as_str()), REASON.as_str(), by, now).await?;
        if let Some(root) = roots.iter().find(|root| certificate.is_signed_by(root)) {
            note_revoked(change, &certificate, root, (&row.id, domain), now);
        }
        former.push(row.generation);
    }
    Ok(former)
}

/// Every ROOT there has been.
fn roots(rows: &[CaKeyRow]) -> anyhow::Result<Vec<Arc<Certificate>>> {
    rows.iter().filter(|row| row.purpose == ROOT_PURPOSE && row.certificate.is_some()).map(super::certificate).collect()
}

/// ROOT's own list says it, too.
fn note_revoked(
    change: &mut Change<'_>,
    certificate: &Certificate,
    root: &Certificate,
    (key_id, domain): (&str, PartnerDomain),
    at: Timestamp,
) {
    let issued = Issued {
        sha256: certificate.sha256_hex(),
        issuer_key: root.public_key_sha256_hex(),
        serial: hex::encode(certificate.serial_bytes()),
        domain: domain.as_str(),
        cert_id: key_id,
        // The platform's own: no partner's.
        partner_id: "",
        not_after: certificate.not_after(),
        revoked: Some((at, REASON)),
        held_by: None,
    };
    revocation::note_issued(change, &issued);
}

/// Nothing is left to do.
async fn end(app: &App, ctx: &Context, domains: &[PartnerDomain], failed: &[String]) -> Outcome<()> {
    let mut change = app.store().change().await?;
    ca_key::set_rekey(&mut change, None).await?;
    let names: Vec<&str> = domains.iter().map(|domain| domain.as_str()).collect();
    let failed = &failed[..failed.len().min(resign::BATCH)];
    let record =
        Record::new("ca.rekey.done", ca_key::OBJECT, "rekey").after(json!({"domains": names, "notSigned": failed}));
    change.save(ctx, record).await?;
    Ok(())
}
