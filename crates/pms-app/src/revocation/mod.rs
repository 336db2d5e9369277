//! Revocation (contract pki §7): what an administrator revokes for good, what a deactivation holds, the lists of partners' CAs, and our own.
//!
//! What is revoked or held is part of every trust store as it is loaded ([`crate::trust`]), and so are the lists, so that whoever asks for a
//! path asks about revocation. All of it follows the trust stores' epoch.

mod fetch;
mod hold;
mod lists;
mod orphans;
mod publish;
mod revoke;
mod sources;
mod upload;

pub use fetch::{Fetcher, due, fetch};
pub(crate) use hold::{IssuedFor, chip_switched, note_issued, partner_switched, was_switched_off};
pub(crate) use lists::Lists;
pub use lists::{LISTS, List, list, stale};
pub use orphans::settle_orphans;
pub use publish::{PublishedFile, issuer_certificate, publish_due, published_list};
pub(crate) use publish::{addresses, publish_now};
pub use revoke::{Revocation, Revoked, revoke_ca_certificate, revoke_certificate};
pub use sources::note_sources;
pub use upload::{Uploaded, upload_list};

use pms_pki::certificate::DistinguishedName;
use pms_pki::crl::RevocationList;
use pms_pki::{Certificate, PartnerDomain};
use pms_store::Change;
use pms_store::certificate;

use crate::{App, Failure, Outcome};

/// Kind of the objects that records name.
const OBJECT: &str = "revocation_list";

/// A name by which lists and certificates of one issuer are brought together, however they spell it: SHA-256, lower-case hex. That the names really
/// agree is asked again where a list is used.
pub(crate) fn name_key(name: &DistinguishedName) -> String {
    hex::encode(pms_pki::sha256(name.readable().to_lowercase().as_bytes()))
}

/// Every process reads the trust stores again once this change is committed.
async fn changed_trust(change: &mut Change<'_>) -> Outcome<()> {
    let revision = change.revision();
    Ok(certificate::set_trust_epoch(change, revision).await?)
}

/// The certificate of a trust store that signed a list and may, with the first domain that trusts it. Lists are signed by the issuer itself or
/// by a certificate of its name.
async fn signer_of(app: &App, list: &RevocationList) -> Outcome<Option<(PartnerDomain, Certificate)>> {
    let mut stores = Vec::new();
    for domain in PartnerDomain::ALL {
        stores.push(app.trust().of(app.store(), domain).await?.store);
    }
    let list = list.clone();
    tokio::task::spawn_blocking(move || {
        let key = name_key(list.issuer());
        let all = stores.iter().flat_map(|store| store.entries().iter().map(|entry| (store.domain(), entry)));
        all.into_iter()
            .find(|(_, entry)| name_key(entry.certificate.subject()) == key && list.is_signed_by(&entry.certificate))
            .map(|(domain, entry)| (domain, Certificate::clone(&entry.certificate)))
    })
    .await
    .map_err(|error| Failure::Internal(error.into()))
}

/// Cut to the column, which is for people.
fn shown_issuer(list: &DistinguishedName) -> String {
    list.readable().chars().take(500).collect()
}
