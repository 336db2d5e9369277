//! ROOT itself is replaced: what its key signed is not trusted, and neither is what was signed below.

use anyhow::ensure;
use pms_domain::Context;
use pms_pki::PartnerDomain;
use pms_store::ca_key::{self, CaKeyRow};
use pms_store::{Change, certificate as certificates};
use serde_json::{Value as Json, json};

use super::REASON;
use crate::authority::rotate::{Next, insert_next};
use crate::authority::{Authority, ROOT_PURPOSE, Which, certificate};

/// An offline ROOT is made elsewhere, and signs the issuing CAs there: both were imported before.
pub(super) fn check_signed_elsewhere(authority: &Authority) -> anyhow::Result<()> {
    let newest = authority.root.certificate.sha256();
    let are_below = PartnerDomain::ALL
        .into_iter()
        .all(|domain| authority.issuing(domain).is_ok_and(|key| key.root.sha256() == newest));
    ensure!(
        !authority.former_roots.is_empty() && are_below,
        "ROOT is kept offline: make another one there, run `pms ca rotate --to DIR`, have it sign the four requests, and import \
         them with its certificate; then run this command, which distrusts the ROOT before it and all that was signed below"
    );
    Ok(())
}

/// The next ROOT (`None`: the newest, which was imported) is the anchor of every domain, and those before it are in no trust store any more.
/// Answers what the record says.
pub(super) async fn replace(
    ctx: &Context,
    change: &mut Change<'_>,
    rows: &[CaKeyRow],
    authority: &Authority,
    next: Option<&Next>,
) -> anyhow::Result<Json> {
    let (now, by) = (ctx.now(), ctx.actor.name.as_str());
    let roots = rows.iter().filter(|row| row.purpose == ROOT_PURPOSE && row.certificate.is_some());
    let mut former = Vec::new();
    for row in roots.skip(usize::from(next.is_none())) {
        ca_key::retire(change, &row.id, now).await?;
        let thumbprint = certificate(row)?.thumbprint();
        for domain in PartnerDomain::ALL {
            certificates::revoke_ca(change, (&thumbprint, domain.as_str()), REASON.as_str(), by, now).await?;
        }
        former.push(row.generation);
    }
    let generation = match next {
        Some(next) => {
            insert_next(ctx, change, &next.certificate, Which::Root, next).await?;
            next.generation
        }
        None => authority.root.generation,
    };
    Ok(json!({"domain": "ROOT", "generation": generation, "notTrusted": former}))
}
