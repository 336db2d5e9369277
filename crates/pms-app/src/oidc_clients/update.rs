//! Changing and deactivating a client (contract part B §5.2, §5.5).

use pms_domain::oidc_client::{self as rule, Status, Update};
use pms_domain::{Context, Refusal, catalogue, routes};
use pms_store::esignet_intent;
use pms_store::oidc_client::{self, OidcClient, split};
use pms_store::partner::Reach;
use serde_json::Value;

use super::{Place, Registered, check_own, intent, is_admin, stored_name};
use crate::esignet::{Api, Order, Step, Wanted};
use crate::settings::Esignet as Settings;
use crate::{App, Outcome, rights};

/// A client as it is to be.
pub struct Edit {
    pub api: Api,
    pub client_id: String,
    pub name: String,
    /// Names by language, of the newer interface.
    pub names: Option<Vec<(String, String)>>,
    pub logo_uri: String,
    pub redirect_uris: Vec<String>,
    pub status: Status,
    pub grant_types: Vec<String>,
    pub auth_methods: Vec<String>,
}

/// Changes a client, or deactivates it for good: when the status changes, nothing else does. At eSignet first where the site
/// has one; a repetition of what still waits for its answer joins it.
///
/// # Errors
/// In this order: a name that is not taken, an id that is none, no such client, a deactivated one, its partner is gone, a
/// caller without partners, or without this one, the partner is inactive (an admin may deactivate nevertheless); of what is
/// new: addresses, grant types or methods that are not taken; another request for this client waits; what eSignet says, or
/// `PMS_KKS_001` while it says nothing.
pub async fn update(app: &App, ctx: &Context, edit: Edit) -> Outcome<Registered> {
    let route = match edit.api {
        Api::Oauth => &routes::UPDATE_OAUTH_CLIENT,
        Api::Oidc => &routes::UPDATE_OIDC_CLIENT,
    };
    rights::require(ctx, route)?;
    let name = stored_name("clientName", &edit.name, edit.names.as_deref())?;
    rule::check_id(&edit.client_id)?;
    let (client, _) = load(ctx, Place::Db(app.store().db()), &edit.client_id, edit.status).await?;
    check_new(&edit, &client, &app.settings().esignet)?;
    let mut change = app.store().change().await?;
    let (client, step) = load(ctx, Place::Change(&mut change), &edit.client_id, edit.status).await?;
    check_new(&edit, &client, &app.settings().esignet)?;
    let mut wanted = wanted(&client);
    let (step, status) = match step {
        Update::Deactivation => (Step::Deactivate, Status::Inactive),
        Update::Details => {
            wanted.name = name;
            wanted.logo_uri = edit.logo_uri;
            wanted.redirect_uris = edit.redirect_uris;
            wanted.grant_types = edit.grant_types;
            wanted.auth_methods = edit.auth_methods;
            (Step::Details, Status::Active)
        }
    };
    let is_same = step == Step::Details && self::wanted(&client) == wanted;
    let order = Order { api: edit.api, step, client: wanted, replaces: None };
    if is_same && esignet_intent::of_client(&mut change, &edit.client_id).await?.is_none() {
        change.leave().await?;
    } else {
        intent::begin(app, ctx, change, &order).await?;
    }
    Ok(Registered { client_id: edit.client_id, status })
}

/// The client, and what the update does to it.
async fn load(
    ctx: &Context,
    mut place: Place<'_, '_>,
    client_id: &str,
    wanted: Status,
) -> Outcome<(OidcClient, Update)> {
    let found = oidc_client::find(place.on(), Reach::Everything, client_id).await?;
    let client = found.ok_or(&catalogue::CLIENT_NOT_FOUND)?;
    let step = rule::update(Status::stored(&client.status), wanted)?;
    let Some(is_active) = client.partner_is_active else {
        return Err(Refusal::with(&catalogue::AUTH_PARTNER_NOT_FOUND, client.rp_id).into());
    };
    check_own(ctx, &client.rp_id, &catalogue::CLIENT_FOREIGN_UPDATE)?;
    let may_end = is_admin(ctx) && step == Update::Deactivation;
    if !is_active && !may_end {
        return Err(Refusal::of(&catalogue::PARTNER_NOT_ACTIVE).into());
    }
    Ok((client, step))
}

/// Checks what differs from the stored client: what an adopted row has may stay as it is.
fn check_new(edit: &Edit, client: &OidcClient, settings: &Settings) -> Outcome<()> {
    if edit.status == Status::Inactive {
        return Ok(());
    }
    if edit.logo_uri != client.logo_uri {
        rule::check_logo(&edit.logo_uri)?;
    }
    if edit.redirect_uris != split(&client.redirect_uris) {
        rule::check_redirect_uris(&edit.redirect_uris)?;
    }
    if edit.grant_types != split(&client.grant_types) {
        rule::check_words("grantTypes", &edit.grant_types, &settings.grant_types)?;
    }
    if edit.auth_methods != split(&client.auth_methods) {
        rule::check_words("clientAuthMethods", &edit.auth_methods, &settings.client_auth_methods)?;
    }
    Ok(())
}

/// A stored client as it would be asked for.
pub(super) fn wanted(client: &OidcClient) -> Wanted {
    // A key that an adopted row spoilt is of no concern to an update.
    let public_key: Value = serde_json::from_str(&client.public_key).unwrap_or_default();
    Wanted {
        client_id: client.id.clone(),
        name: client.name.clone(),
        partner_id: client.rp_id.clone(),
        policy_id: client.policy_id.clone(),
        public_key: public_key.as_object().cloned().unwrap_or_default(),
        claims: split(&client.claims),
        acr_values: split(&client.acr_values),
        logo_uri: client.logo_uri.clone(),
        redirect_uris: split(&client.redirect_uris),
        grant_types: split(&client.grant_types),
        auth_methods: split(&client.auth_methods),
    }
}
