//! OIDC and OAuth clients: registering, changing, deactivating, replacing the key, reading (contract part B §5).

mod bodies;
mod list;

use pms_api_wire::{Answer, Call, Endpoint, Fault, Reply, Wire};
use pms_app::App;
use pms_app::esignet::Api;
use pms_app::oidc_clients::{self, NewClient, OidcClient, Registered};
use pms_domain::{catalogue, oidc_client, routes};
use pms_store::oidc_client::split;
use serde::Serialize;
use utoipa::ToSchema;

use bodies::{ClientBody, ClientUpdateBody, KeyBody, OauthClientBody, OauthUpdateBody};

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    let wire = wire
        .route(
            Endpoint::new(&routes::CREATE_OAUTH_CLIENT)
                .summary("Register an OAuth client of an authentication partner")
                .takes::<OauthClientBody>()
                .gives::<Client>(),
            create_oauth,
        )
        .route(
            Endpoint::new(&routes::UPDATE_OAUTH_CLIENT)
                .summary("Change an OAuth client, or deactivate it for good")
                .takes::<OauthUpdateBody>()
                .gives::<Client>(),
            update_oauth,
        )
        .route(Endpoint::new(&routes::GET_OAUTH_CLIENT).summary("An OAuth client").gives::<ClientDetails>(), get_oauth)
        .route(
            Endpoint::new(&routes::CREATE_OIDC_CLIENT)
                .summary("Register an OIDC client; use POST /oauth/client")
                .takes::<ClientBody>()
                .gives::<Client>(),
            create_oidc,
        )
        .route(
            Endpoint::new(&routes::UPDATE_OIDC_CLIENT)
                .summary("Change an OIDC client; use PUT /oauth/client/{client_id}")
                .takes::<ClientUpdateBody>()
                .gives::<Client>(),
            update_oidc,
        )
        .route(
            Endpoint::new(&routes::GET_OIDC_CLIENT)
                .summary("An OIDC client; use GET /oauth/client/{client_id}")
                .gives::<ClientDetails>(),
            get_oidc,
        )
        .route(
            Endpoint::new(&routes::CHANGE_CLIENT_KEY)
                .summary("Register a client with another key in the place of this one")
                .takes::<KeyBody>()
                .gives::<KeyReplaced>(),
            change_key,
        );
    list::mount(wire)
}

fn require_feature(app: &App, call: &Call) -> Result<(), Fault> {
    call.require_feature(app.settings().features.oidc_client, &catalogue::FEATURE_OIDC)
}

/// A client that was registered or changed.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Client {
    client_id: String,
    /// ACTIVE or INACTIVE.
    status: &'static str,
}

impl From<Registered> for Client {
    fn from(client: Registered) -> Self {
        Self { client_id: client.client_id, status: client.status.as_str() }
    }
}

async fn create_oauth(app: App, call: Call) -> Answer {
    let body = call.body::<OauthClientBody>()?.request;
    create(app, call, body.into()).await
}

async fn create_oidc(app: App, call: Call) -> Answer {
    let body = call.body::<ClientBody>()?.request;
    create(app, call, body.client(Api::Oidc, None)).await
}

async fn create(app: App, call: Call, new: NewClient) -> Answer {
    require_feature(&app, &call)?;
    Reply::json(Client::from(oidc_clients::create(&app, &call.context, new).await?))
}

async fn update_oauth(app: App, call: Call) -> Answer {
    let body = call.body::<OauthUpdateBody>()?;
    require_feature(&app, &call)?;
    let id = call.variable("client_id")?;
    oidc_client::check_id(id)?;
    call.check_time(&body)?;
    let edit = body.request.edit(id)?;
    Reply::json(Client::from(oidc_clients::update(&app, &call.context, edit).await?))
}

async fn update_oidc(app: App, call: Call) -> Answer {
    let body = call.body::<ClientUpdateBody>()?.request;
    require_feature(&app, &call)?;
    let edit = body.edit(Api::Oidc, call.variable("client_id")?, None)?;
    Reply::json(Client::from(oidc_clients::update(&app, &call.context, edit).await?))
}

/// A client with all that is known of it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ClientDetails {
    id: String,
    /// The name, or JSON with the names by language and the plain one as `@none`.
    name: String,
    policy_id: String,
    /// Empty: the policy is gone.
    policy_name: String,
    /// The partner.
    relying_party_id: String,
    logo_uri: String,
    redirect_uris: Vec<String>,
    /// A JWK as JSON text.
    public_key: String,
    claims: Vec<String>,
    acr_values: Vec<String>,
    /// ACTIVE, or INACTIVE: also while partner or policy is.
    status: String,
    grant_types: Vec<String>,
    client_auth_methods: Vec<String>,
}

impl From<OidcClient> for ClientDetails {
    fn from(client: OidcClient) -> Self {
        Self {
            redirect_uris: split(&client.redirect_uris),
            claims: split(&client.claims),
            acr_values: split(&client.acr_values),
            grant_types: split(&client.grant_types),
            client_auth_methods: split(&client.auth_methods),
            id: client.id,
            name: client.name,
            policy_id: client.policy_id,
            policy_name: client.policy_name.unwrap_or_default(),
            relying_party_id: client.rp_id,
            logo_uri: client.logo_uri,
            public_key: client.public_key,
            status: client.status,
        }
    }
}

async fn get_oauth(app: App, call: Call) -> Answer {
    get(app, call, Api::Oauth).await
}

async fn get_oidc(app: App, call: Call) -> Answer {
    get(app, call, Api::Oidc).await
}

async fn get(app: App, call: Call, api: Api) -> Answer {
    require_feature(&app, &call)?;
    let found = oidc_clients::get(&app, &call.context, api, call.variable("client_id")?).await?;
    Reply::json(ClientDetails::from(found))
}

/// A client that takes another one's place.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct KeyReplaced {
    /// Of the new client: it follows from the key.
    client_id: String,
    status: &'static str,
    /// The client whose place it takes.
    replaces: String,
    /// For how many hours that one still counts.
    overlap_hours: i64,
}

async fn change_key(app: App, call: Call) -> Answer {
    let body = call.body::<KeyBody>()?;
    require_feature(&app, &call)?;
    call.check_v2(&body)?;
    let (id, request) = (call.variable("client_id")?, body.request);
    let key = request.public_key.unwrap_or_default();
    let done = oidc_clients::change_key(&app, &call.context, id, &key, request.overlap_hours).await?;
    Reply::json(KeyReplaced {
        client_id: done.client_id,
        status: done.status.as_str(),
        replaces: done.replaces,
        overlap_hours: done.overlap_hours,
    })
}

#[cfg(test)]
mod tests;
