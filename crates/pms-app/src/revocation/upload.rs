//! A list that an administrator brings: where the server reaches nobody (contract pki §7, layer 3).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pms_domain::{Context, Refusal, Timestamp, catalogue, routes};
use pms_pki::PartnerDomain;
use pms_pki::crl::{ListError, RevocationList};
use pms_store::revocation_list::{self as store, List, Origin, Place};

use super::fetch::{self, Unusable};
use super::{name_key, shown_issuer, signer_of};
use crate::{App, Failure, Outcome, rights};

/// What became of it.
pub struct Uploaded {
    pub id: String,
    pub issuer: String,
    pub domain: PartnerDomain,
    pub number: Option<String>,
    pub this_update: Timestamp,
    pub next_update: Option<Timestamp>,
    pub entries: usize,
}

/// Takes a list in PEM, or its DER in base64, of an issuer in one of the trust stores. It counts beside those that are fetched.
///
/// # Errors
/// What cannot be read; no certificate of a trust store has signed it; it is not current; a newer one is known.
pub async fn upload_list(app: &App, ctx: &Context, data: &str) -> Outcome<Uploaded> {
    rights::require(ctx, &routes::UPLOAD_REVOCATION_LIST)?;
    let text = data.to_owned();
    let read = tokio::task::spawn_blocking(move || read(&text)).await;
    let list = read
        .map_err(|error| Failure::Internal(error.into()))?
        .map_err(|error| Refusal::with(&catalogue::CRL_UNREADABLE, error.to_string()))?;
    let (domain, signer) = signer_of(app, &list).await?.ok_or_else(|| Refusal::of(&catalogue::CRL_ISSUER))?;
    let (name, key) = (name_key(list.issuer()), signer.public_key_sha256_hex());
    let known = store::place(app.store().db(), &name, &key, "").await?;
    fetch::is_usable(known.as_ref(), &list, ctx.now()).map_err(|unusable| {
        Refusal::of(match unusable {
            Unusable::Older => &catalogue::CRL_OLDER,
            _ => &catalogue::CRL_NOT_CURRENT,
        })
    })?;
    let place = match known {
        Some(known) => known,
        None => make_place(app, ctx, &list, domain, (&name, &key)).await?,
    };
    let uploaded = Uploaded {
        id: place.id.clone(),
        issuer: place.issuer.clone(),
        domain,
        number: list.number().map(str::to_owned),
        this_update: list.this_update(),
        next_update: list.next_update(),
        entries: list.entries(),
    };
    // The same list again changes nothing.
    if place.sha256.as_deref() != Some(hex::encode(list.sha256()).as_str())
        && !fetch::put(app, ctx, &place, &list, "revocation_list.upload", None).await?
    {
        return Err(Refusal::of(&catalogue::CRL_OLDER).into());
    }
    Ok(uploaded)
}

fn read(text: &str) -> Result<RevocationList, ListError> {
    if text.contains("-----BEGIN") {
        return RevocationList::read(text.as_bytes());
    }
    let compact: String = text.split_ascii_whitespace().collect();
    RevocationList::from_der(&STANDARD.decode(compact).map_err(|_| ListError::Malformed)?)
}

/// A place for what is uploaded of this issuer and key.
async fn make_place(
    app: &App,
    ctx: &Context,
    list: &RevocationList,
    domain: PartnerDomain,
    (name, key): (&str, &str),
) -> Outcome<List> {
    let place = Place {
        id: &ctx.uuid(),
        issuer_name: name,
        issuer_key: key,
        url: "",
        origin: Origin::Uploaded,
        issuer: &shown_issuer(list.issuer()),
        domain: domain.as_str(),
        at: ctx.now(),
    };
    // A place without a list says nothing: that it is made before the change is none.
    store::note(app.store().db(), &place).await?;
    let made = store::place(app.store().db(), name, key, "").await?;
    Ok(made.ok_or_else(|| anyhow::anyhow!("the place of a revocation list was not stored"))?)
}
