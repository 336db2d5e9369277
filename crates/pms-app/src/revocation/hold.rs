//! What a deactivation takes out of trust, and what the return puts back (contract pki §7, layer 1).

use pms_domain::Context;
use pms_pki::Certificate;
use pms_store::Change;
use pms_store::partner::Partner;
use pms_store::revocation::{self, Holder, Issued};
use pms_store::revocation_list;

use super::changed_trust;
use crate::Outcome;

/// Within the change that switches a partner: the entries of trust stores that came with it are out as long as it is off, but those that
/// another active partner needs; and what our CAs issued to it stands on their lists, on hold.
pub(crate) async fn partner_switched(
    ctx: &Context,
    change: &mut Change<'_>,
    partner: &Partner,
    active: bool,
) -> Outcome<()> {
    let (id, holder) = (partner.id.as_str(), Holder::Partner(&partner.id));
    let (issued, entries) = if active {
        (revocation::release_issued(change, holder).await?, revocation::release_entries(change, holder).await?)
    } else {
        let issued = revocation::hold_issued(change, id, ctx.now()).await?;
        let mut held = revocation::hold_ended(change, id, ctx.now()).await?;
        // Of those that count there are few (`limits::ISSUERS_OF_PARTNER`, and what administrators approved).
        for entry in revocation::own_entries(change, id).await? {
            if !revocation::is_shared(change, &entry, id, ctx.now()).await? {
                revocation::hold_entry(change, &entry, holder).await?;
                held += 1;
            }
        }
        (issued, held)
    };
    followed(ctx, change, id, issued, entries).await
}

/// Whether a partner that becomes active may have been switched off by a revocation.
pub(crate) async fn was_switched_off(change: &mut Change<'_>, partner_id: &str) -> Outcome<bool> {
    Ok(revocation::has_revoked(change, partner_id).await?)
}

/// Within the change that switches a chip: the same for its certificates.
pub(crate) async fn chip_switched(
    ctx: &Context,
    change: &mut Change<'_>,
    (chip_id, provider_id): (&str, &str),
    active: bool,
) -> Outcome<()> {
    let holder = Holder::Chip(chip_id);
    let (issued, entries) = if active {
        (revocation::release_issued(change, holder).await?, revocation::release_entries(change, holder).await?)
    } else {
        let issued = revocation::hold_issued_of_chip(change, chip_id, ctx.now()).await?;
        let entries = revocation::entries_of_chip(change, chip_id).await?;
        for entry in &entries {
            revocation::hold_entry(change, entry, holder).await?;
        }
        (issued, entries.len() as u64)
    };
    followed(ctx, change, provider_id, issued, entries).await
}

/// Everybody reads again what changed, and our lists are signed again.
async fn followed(ctx: &Context, change: &mut Change<'_>, partner_id: &str, issued: u64, entries: u64) -> Outcome<()> {
    if issued > 0 {
        revocation_list::sign_again(change, partner_id, ctx.now()).await?;
    }
    if issued + entries > 0 {
        changed_trust(change).await?;
    }
    Ok(())
}

/// Notes what one of our CAs issued: whoever re-signs a certificate of a partner or chip calls it within the change that stores it.
/// `held_by`: its owner is off, and it is on hold from the start.
pub(crate) fn note_issued(
    ctx: &Context,
    change: &mut Change<'_>,
    issued: &Certificate,
    of: &IssuedFor<'_>,
    held_by: Option<Holder<'_>>,
) {
    use pms_domain::revocation::Reason;
    let row = Issued {
        sha256: issued.sha256_hex(),
        issuer_key: of.issuer_key.to_owned(),
        serial: hex::encode(issued.serial_bytes()),
        domain: of.domain,
        cert_id: of.cert_id,
        partner_id: of.partner_id,
        not_after: issued.not_after(),
        revoked: held_by.map(|_| (ctx.now(), Reason::CertificateHold)),
        held_by: held_by.map(|holder| holder.text()),
    };
    revocation::note_issued(change, &row);
}

/// Who has issued something for whom.
pub(crate) struct IssuedFor<'a> {
    /// SHA-256 of the issuer's public key, lower-case hex.
    pub issuer_key: &'a str,
    pub domain: &'a str,
    /// The row of `partner_cert_store`.
    pub cert_id: &'a str,
    /// Of a chip its provider.
    pub partner_id: &'a str,
}
