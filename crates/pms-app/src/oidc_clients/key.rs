//! Replacing the key of a client. Its id follows from the key, so another key is another client: the new one is registered
//! with everything of the old one, and the old one ends when the overlap does (docs/decisions/oidc-client-keys.md).

use pms_domain::oidc_client::{Released, Status, names_of};
use pms_domain::{Context, Refusal, catalogue, limits, routes};
use pms_pki::jwk::ClientKey;
use pms_store::oidc_client::{self, KeyChange, OidcClient};
use pms_store::partner::Reach;
use serde_json::{Map, Value};

use super::create::{check_unused, client_key};
use super::eligible::eligible;
use super::update::wanted;
use super::{Place, intent};
use crate::esignet::{Api, Order, Replaced, Step, Wanted};
use crate::{App, Outcome, rights};

/// Old clients that one run of the job looks at.
const RUN: i64 = 50;

/// A client that takes another one's place.
#[derive(Debug, PartialEq, Eq)]
pub struct KeyReplaced {
    pub client_id: String,
    pub status: Status,
    pub replaces: String,
    /// For how many hours the old one still counts.
    pub overlap_hours: i64,
}

/// Registers a client with another key in the place of one (our own route). `overlap_hours`: for so long the old one still
/// counts; none is the site's default. What the policy releases is looked at anew.
///
/// # Errors
/// In this order: an overlap that is not taken, a key that is none, no such client or another's, a deactivated one, the
/// partner is inactive, another key has taken its place already, the new key is in use; of partner and policy what
/// [`eligible`] says; another request for the new client waits; what eSignet says, or `PMS_KKS_001` while it says nothing.
pub async fn change_key(
    app: &App,
    ctx: &Context,
    client_id: &str,
    public_key: &Map<String, Value>,
    overlap_hours: Option<i64>,
) -> Outcome<KeyReplaced> {
    rights::require(ctx, &routes::CHANGE_CLIENT_KEY)?;
    let overlap_hours = overlap_hours.unwrap_or_else(|| app.settings().esignet.key_overlap_hours.into());
    if !(0..=limits::KEY_OVERLAP_HOURS).contains(&overlap_hours) {
        return Err(Refusal::with(&catalogue::OVERLAP_INVALID, limits::KEY_OVERLAP_HOURS.to_string()).into());
    }
    let key = client_key(public_key)?;
    let supported = app.esignet().claims_supported(ctx.now()).await;
    examine(app, ctx, Place::Db(app.store().db()), client_id, &key, supported.as_deref()).await?;
    let mut change = app.store().change().await?;
    let (old, released) = examine(app, ctx, Place::Change(&mut change), client_id, &key, supported.as_deref()).await?;
    let new_id = key.client_id.clone();
    let client = Wanted {
        client_id: key.client_id,
        public_key: key.jwk,
        claims: released.claims,
        acr_values: released.acr_values,
        ..wanted(&old)
    };
    let replaces = Replaced { client_id: old.id.clone(), overlap_hours };
    let order = Order { api: api_of(&old), step: Step::Create, client, replaces: Some(replaces) };
    intent::begin(app, ctx, change, &order).await?;
    Ok(KeyReplaced { client_id: new_id, status: Status::Active, replaces: old.id, overlap_hours })
}

/// The interface that knows the client's names.
fn api_of(client: &OidcClient) -> Api {
    if names_of(&client.name).is_some() { Api::Oauth } else { Api::Oidc }
}

async fn examine(
    app: &App,
    ctx: &Context,
    mut place: Place<'_, '_>,
    client_id: &str,
    key: &ClientKey,
    supported: Option<&[String]>,
) -> Outcome<(OidcClient, Released)> {
    let found = oidc_client::find(place.on(), Reach::Everything, client_id).await?;
    let old = rights::changeable(ctx, found, |client| &client.rp_id, &catalogue::CLIENT_NOT_FOUND)?;
    if Status::stored(&old.status) == Status::Inactive {
        return Err(Refusal::of(&catalogue::CLIENT_DEACTIVATED).into());
    }
    if old.partner_is_active != Some(true) {
        return Err(Refusal::of(&catalogue::PARTNER_NOT_ACTIVE).into());
    }
    if oidc_client::key_change(place.on(), client_id).await?.is_some() {
        return Err(Refusal::of(&catalogue::CLIENT_KEY_CHANGING).into());
    }
    check_unused(&mut place, key, &old.rp_id).await?;
    let released = eligible(app, ctx, &mut place, (&old.rp_id, &old.policy_id), supported).await?;
    Ok((old, released))
}

/// Clients whose overlap is over, for the job.
pub async fn to_retire(app: &App) -> Outcome<Vec<KeyChange>> {
    Ok(oidc_client::overdue(app.store().db(), app.surroundings().now(), RUN).await?)
}

/// Ends a client whose overlap is over, at eSignet first where the site has one. One that ended meanwhile is left alone.
///
/// # Errors
/// Another request for the client waits; what eSignet says, or `PMS_KKS_001` while it says nothing.
pub async fn retire(app: &App, replaced: &KeyChange) -> Outcome<()> {
    let ctx = app.system("rotation");
    let mut change = app.store().change().await?;
    let Some(known) = oidc_client::key_change(&mut change, &replaced.old_id).await? else {
        return Ok(change.leave().await?);
    };
    let Some(old) = oidc_client::find(&mut change, Reach::Everything, &known.old_id).await? else {
        return Ok(change.leave().await?);
    };
    let order = Order { api: api_of(&old), step: Step::Deactivate, client: wanted(&old), replaces: None };
    intent::begin(app, &ctx, change, &order).await
}
