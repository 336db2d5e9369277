//! What a new certificate of a partner replaces, and how long that is trusted beside it (decisions, "Certificates"; contract
//! pki §2.6).

use pms_domain::certificate::trusted_until;
use pms_domain::partner::CertificateUsage;
use pms_domain::{Context, Timestamp, limits};
use pms_store::certificate;
use pms_store::partner::Reach;
use pms_store::revocation::Holder;
use pms_store::{Change, StoreError};

use super::upload::Signed;
use crate::Outcome;

/// A certificate that was replaced, and until when it is trusted.
pub(super) struct Former {
    pub id: String,
    pub until: Timestamp,
}

/// What becomes of a certificate in use when another of a usage is accepted.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    Stays,
    /// The other takes over one of its two uses; this one is left.
    Narrowed(CertificateUsage),
    Replaced,
}

fn fate(new: CertificateUsage, old: CertificateUsage) -> Fate {
    use CertificateUsage::{Both, Encryption, Signature};
    match (new, old) {
        (Both, _) | (Signature, Signature) | (Encryption, Encryption) => Fate::Replaced,
        (Signature, Both) => Fate::Narrowed(Encryption),
        (Encryption, Both) => Fate::Narrowed(Signature),
        (Signature, Encryption) | (Encryption, Signature) => Fate::Stays,
    }
}

/// Within the change that accepts a certificate: what it replaces has an end, everywhere it is trusted. The other usage is not
/// touched. `overlap_days` as [`trusted_until`].
pub(super) async fn supersede(
    change: &mut Change<'_>,
    ctx: &Context,
    partner_id: &str,
    usage: CertificateUsage,
    overlap_days: Option<u32>,
) -> Outcome<Vec<Former>> {
    let (now, by) = (ctx.now(), ctx.actor.name.as_str());
    let mut replaced = Vec::new();
    for old in certificate::current(&mut *change, Reach::Everything, partner_id).await? {
        let old_usage = old.x_usage.as_deref().and_then(CertificateUsage::parse).unwrap_or(CertificateUsage::Both);
        match fate(usage, old_usage) {
            Fate::Stays => {}
            Fate::Narrowed(left) => certificate::set_usage(change, &old.cert_id, left.as_str(), by, now).await?,
            Fate::Replaced => {
                let until = trusted_until(old.cert_not_after, now, overlap_days);
                certificate::supersede(change, &old.cert_id, until, by, now).await?;
                certificate::leave_to_chip(change, &old.cert_id).await?;
                if until < old.cert_not_after && certificate::end_ca(change, &old.cert_id, until).await? > 0 {
                    raise_epoch(change).await?;
                }
                replaced.push(Former { id: old.cert_id, until });
            }
        }
    }
    Ok(replaced)
}

/// Whose certificate enters a trust store.
pub(super) struct Entrant<'a> {
    pub certificate_id: &'a str,
    /// Of a chip its provider.
    pub partner_id: &'a str,
    pub is_chip: bool,
    /// Whose return it waits for.
    pub held_by: Option<Holder<'a>>,
}

/// What enters the domain's trust store with an accepted certificate: the issuer of devices, or of chips. What is there already
/// as a partner's counts again without an end.
pub(super) async fn store_trusted(
    ctx: &Context,
    change: &mut Change<'_>,
    signed: &Signed,
    entrant: &Entrant<'_>,
) -> Outcome<()> {
    let (domain, id) = (signed.domain.as_str(), entrant.certificate_id);
    if let Some(sha256) = &signed.enters {
        let is_there = match entrant.is_chip {
            true => certificate::own_ca_of_chip(change, domain, sha256, id).await?,
            false => certificate::own_ca(change, domain, sha256, id).await?,
        };
        if is_there {
            raise_epoch(change).await?;
        }
    }
    for entry in &signed.trusted {
        let issuer = signed.ids.get(&entry.issuer.sha256_hex()).map(String::as_str);
        let mut ca = crate::trust::ca_row(ctx, &entry.certificate, entry.domain, entry.kind.as_str(), issuer);
        ca.x_of_certificate = Some(id.to_owned());
        ca.x_partner_id = Some(entrant.partner_id.to_owned());
        ca.x_held_by = entrant.held_by.map(|holder| holder.text());
        match certificate::insert_ca(change, &ca).await {
            Ok(()) => raise_epoch(change).await?,
            Err(StoreError::Taken) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// What ends for an issuer's certificate that entered the trust store: of one partner only so many are issuers at a time
/// ([`limits::ISSUERS_OF_PARTNER`]).
pub(super) async fn end_beyond(
    ctx: &Context,
    change: &mut Change<'_>,
    signed: &Signed,
    (certificate_id, partner_id): (&str, &str),
) -> Outcome<Vec<Former>> {
    if signed.enters.is_none() {
        return Ok(Vec::new());
    }
    let (now, of) = (ctx.now(), (partner_id, signed.domain.as_str()));
    let mut ended = Vec::new();
    let most = limits::ISSUERS_OF_PARTNER - 1;
    for id in certificate::issuers_beyond(&mut *change, of, certificate_id, most, now).await? {
        certificate::end_ca(change, &id, now).await?;
        certificate::shorten(change, &id, now, &ctx.actor.name).await?;
        raise_epoch(change).await?;
        ended.push(Former { id, until: now });
    }
    Ok(ended)
}

async fn raise_epoch(change: &mut Change<'_>) -> Outcome<()> {
    let revision = change.revision();
    Ok(certificate::set_trust_epoch(change, revision).await?)
}

#[cfg(test)]
mod tests {
    use pms_domain::partner::CertificateUsage::{Both, Encryption, Signature};

    use super::*;

    #[test]
    fn the_renewal_of_one_use_does_not_touch_the_other() {
        for (new, old, expected) in [
            (Both, Both, Fate::Replaced),
            (Both, Signature, Fate::Replaced),
            (Both, Encryption, Fate::Replaced),
            (Signature, Both, Fate::Narrowed(Encryption)),
            (Signature, Signature, Fate::Replaced),
            (Signature, Encryption, Fate::Stays),
            (Encryption, Both, Fate::Narrowed(Signature)),
            (Encryption, Signature, Fate::Stays),
            (Encryption, Encryption, Fate::Replaced),
        ] {
            assert_eq!(fate(new, old), expected, "{new:?} after {old:?}");
        }
    }
}
