//! Registering a client (contract part B §5.1, §5.4).

use pms_domain::oidc_client::{Released, Status};
use pms_domain::{Context, Refusal, catalogue, limits, routes};
use pms_pki::jwk::{self, ClientKey};
use pms_store::{esignet_intent, oidc_client};
use serde_json::{Map, Value};

use super::eligible::eligible;
use super::{Place, Registered, Shape, check_own, intent, stored_name};
use crate::esignet::{Api, Order, Step, Wanted};
use crate::{App, Outcome, rights};

/// A client that is to be registered.
pub struct NewClient {
    pub api: Api,
    pub name: String,
    /// Names by language, of the newer interface.
    pub names: Option<Vec<(String, String)>>,
    pub policy_id: String,
    /// A JWK as it was sent.
    pub public_key: Map<String, Value>,
    pub partner_id: String,
    pub logo_uri: String,
    pub redirect_uris: Vec<String>,
    pub grant_types: Vec<String>,
    pub auth_methods: Vec<String>,
}

/// Registers a client, at eSignet first where the site has one. A repetition of what still waits for eSignet's answer joins
/// it.
///
/// # Errors
/// In this order: names, addresses, grant types or methods that are not taken (`PMS_COR_001`); a key that is none; a
/// caller without partners, or without this one; a key that is in use; of partner and policy what [`eligible`] says; another request
/// for this client waits; what eSignet says, or `PMS_KKS_001` while it says nothing.
pub async fn create(app: &App, ctx: &Context, new: NewClient) -> Outcome<Registered> {
    let route = match new.api {
        Api::Oauth => &routes::CREATE_OAUTH_CLIENT,
        Api::Oidc => &routes::CREATE_OIDC_CLIENT,
    };
    rights::require(ctx, route)?;
    let name = stored_name("name", &new.name, new.names.as_deref())?;
    let shape = Shape {
        logo_uri: &new.logo_uri,
        redirect_uris: &new.redirect_uris,
        grant_types: &new.grant_types,
        auth_methods: &new.auth_methods,
    };
    shape.check(&app.settings().esignet)?;
    let key = client_key(&new.public_key)?;
    // Asked of eSignet now and then: not while a change is open.
    let supported = app.esignet().claims_supported(ctx.now()).await;
    examine(app, ctx, Place::Db(app.store().db()), &new, &key, supported.as_deref()).await?;
    let mut change = app.store().change().await?;
    let released = examine(app, ctx, Place::Change(&mut change), &new, &key, supported.as_deref()).await?;
    let client_id = key.client_id.clone();
    let client = Wanted {
        client_id: key.client_id,
        name,
        partner_id: new.partner_id,
        policy_id: new.policy_id,
        public_key: key.jwk,
        claims: released.claims,
        acr_values: released.acr_values,
        logo_uri: new.logo_uri,
        redirect_uris: new.redirect_uris,
        grant_types: new.grant_types,
        auth_methods: new.auth_methods,
    };
    let order = Order { api: new.api, step: Step::Create, client, replaces: None };
    intent::begin(app, ctx, change, &order).await?;
    Ok(Registered { client_id, status: Status::Active })
}

/// The key of a request. What is wrong with it is the sender's to find: the wire has one code.
pub(super) fn client_key(given: &Map<String, Value>) -> Result<ClientKey, Refusal> {
    jwk::client_key(given).map_err(|_| Refusal::of(&catalogue::CLIENT_KEY_INVALID))
}

async fn examine(
    app: &App,
    ctx: &Context,
    mut place: Place<'_, '_>,
    new: &NewClient,
    key: &ClientKey,
    supported: Option<&[String]>,
) -> Outcome<Released> {
    // Whose partner it is comes first: who may make no client learns nothing of the keys that are there.
    check_own(ctx, &new.partner_id, &catalogue::CLIENT_FOREIGN_CREATE)?;
    check_unused(&mut place, key, &new.partner_id).await?;
    if oidc_client::active_of(place.on(), &new.partner_id).await? >= limits::OIDC_CLIENTS as i64 {
        return Err(Refusal::with(&catalogue::CLIENTS_TOO_MANY, limits::OIDC_CLIENTS.to_string()).into());
    }
    eligible(app, ctx, &mut place, (&new.partner_id, &new.policy_id), supported).await
}

/// Whether no client has the key, and no other partner is registering it.
pub(super) async fn check_unused(place: &mut Place<'_, '_>, key: &ClientKey, partner_id: &str) -> Outcome<()> {
    let text = Value::Object(key.jwk.clone()).to_string();
    let holder = oidc_client::holder(place.on(), &key.client_id, &text).await?;
    let waiting = esignet_intent::of_client(place.on(), &key.client_id).await?;
    if holder.is_some() || waiting.is_some_and(|waiting| waiting.rp_id != partner_id) {
        return Err(Refusal::of(&catalogue::CLIENT_KEY_EXISTS).into());
    }
    Ok(())
}
