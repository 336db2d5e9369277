//! What a revoked CA certificate has issued: it counts if it has another path, else it is revoked, too.

use pms_domain::revocation::Reason;
use pms_pki::path::{PathPolicy, Query, find_unrevoked};
use pms_pki::{PartnerDomain, parse};
use pms_store::audit::Record;
use pms_store::certificate;
use pms_store::revocation::{self as store, Orphan};
use serde_json::json;

use super::changed_trust;
use super::revoke::{Cause, withdraw};
use crate::trust::Loaded;
use crate::{App, Failure, Outcome};

/// Certificates of one change. Each may have letters, and the change holds the head lock meanwhile.
const BATCH: i64 = 25;

/// What becomes of one.
struct Judged {
    orphan: Orphan,
    is_entry: bool,
    /// The entry that issued it, too; `None`: there is none.
    issuer: Option<String>,
}

/// Settles all of them, batch by batch. Repeats what a crash left open. Answers how many there were.
///
/// # Errors
/// The database does not answer.
pub async fn settle_orphans(app: &App) -> Outcome<usize> {
    let mut all = 0;
    loop {
        let settled = settle_batch(app).await?;
        all += settled.unwrap_or(0);
        if settled == Some(0) {
            return Ok(all);
        }
    }
}

/// `None`: a trust store changed meanwhile; the batch is judged again.
async fn settle_batch(app: &App) -> Outcome<Option<usize>> {
    let ctx = app.system("issuer-revoked");
    let (db, now) = (app.store().db(), ctx.now());
    let entries = store::orphaned_entries(db, now, BATCH).await?;
    // First the CAs: what they have issued follows them.
    let certificates = match entries.is_empty() {
        true => store::orphaned_certificates(db, now, BATCH).await?,
        false => Vec::new(),
    };
    if entries.is_empty() && certificates.is_empty() {
        return Ok(Some(0));
    }
    let mut trust = Vec::new();
    for domain in PartnerDomain::ALL {
        trust.push(app.trust().of(app.store(), domain).await?);
    }
    let epoch = trust.iter().map(|loaded| loaded.epoch).min().unwrap_or_default();
    let judged = tokio::task::spawn_blocking(move || {
        let entries = entries.into_iter().map(|orphan| (orphan, true));
        let all = entries.chain(certificates.into_iter().map(|orphan| (orphan, false)));
        let judge = |(orphan, is_entry)| Judged { issuer: issuer(&orphan, &trust, now), orphan, is_entry };
        all.map(judge).collect::<Vec<Judged>>()
    });
    let judged = judged.await.map_err(|error| Failure::Internal(error.into()))?;
    let mut change = app.store().change().await?;
    if certificate::trust_epoch(&mut change).await? != epoch {
        change.leave().await?;
        return Ok(None);
    }
    let mut revoked = Vec::new();
    for Judged { orphan, is_entry, issuer } in &judged {
        let id = orphan.cert_id.as_str();
        if let Some(issuer) = issuer {
            store::set_issuer(&mut change, id, *is_entry, issuer).await?;
            continue;
        }
        let given = orphan.issuer_reason.as_deref().and_then(Reason::parse).unwrap_or(Reason::Unspecified);
        let cause = Cause { reason: given.below(), comment: None };
        if *is_entry {
            store::revoke_entry(&mut change, id, cause.reason, &ctx.actor.name, now).await?;
        } else if let Some(owned) = store::certificate(&mut change, id).await? {
            withdraw(app, &ctx, &mut change, &owned, cause).await?;
        }
        revoked.push(id);
    }
    changed_trust(&mut change).await?;
    let mut record = Record::new("trust.settle", "trust", "issuer-revoked").after(json!({"revoked": revoked}));
    for one in &judged {
        record = record.touching("certificate", &one.orphan.cert_id);
    }
    let revision = change.save(&ctx, record).await?;
    app.applied(revision).await;
    Ok(Some(judged.len()))
}

/// The entry above it on a path that is left. Whether a list speaks against it, or is missing, is a matter of the moment and revokes nothing.
fn issuer(orphan: &Orphan, trust: &[Loaded], now: pms_domain::Timestamp) -> Option<String> {
    let target = parse::wire::partner_upload(&orphan.cert_data).ok()?;
    let loaded = trust.iter().find(|loaded| loaded.store.domain().as_str() == orphan.domain)?;
    let policy = PathPolicy::default();
    let query = Query { store: &loaded.store, target: &target, at: now, policy: &policy, revocation: None };
    let path = find_unrevoked(&query).ok()?;
    loaded.ids.get(&path.issuer().sha256_hex()).cloned()
}
