//! `/v1/authmanager`: tokens for service clients and for passwords, and who a token belongs to (contract consumers
//! §5.2).

use http::{HeaderName, HeaderValue, header};
use pms_api_wire::{Answer, Call, Check, Endpoint, Reply, Validate, Wire, lenient};
use pms_app::accounts::{external, tokens};
use pms_app::{App, Failure};
use pms_domain::{Refusal, catalogue, routes};
use pms_identity::Secret;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{cookies, user};

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::AUTHENTICATE_CLIENT)
            .summary("A token for a service client")
            .takes::<ClientLogin>()
            .gives::<Status>(),
        client,
    )
    .route(
        Endpoint::new(&routes::AUTHENTICATE_INTERNAL)
            .summary("Tokens for user name and password")
            .takes::<UserLogin>()
            .gives::<Tokens>(),
        user_and_password,
    )
    .route(
        Endpoint::new(&routes::AUTHMANAGER_VALIDATE_TOKEN)
            .summary("Who the token in the cookie belongs to")
            .gives::<user::UserBody>(),
        user::validate,
    )
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ClientLogin {
    #[serde(default, deserialize_with = "lenient::text")]
    client_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    secret_key: Option<String>,
    /// Application, e.g. `partner`.
    #[serde(default, deserialize_with = "lenient::text")]
    app_id: Option<String>,
}

impl Validate for ClientLogin {
    fn check(&self, _: &mut Check) {}
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct UserLogin {
    #[serde(default, deserialize_with = "lenient::text")]
    user_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    password: Option<String>,
    /// Application, e.g. `partner`.
    #[serde(default, deserialize_with = "lenient::text")]
    app_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    client_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    client_secret: Option<String>,
}

impl Validate for UserLogin {
    fn check(&self, _: &mut Check) {}
}

#[derive(Serialize, ToSchema)]
#[schema(as = AuthenticationStatus)]
struct Status {
    status: &'static str,
    message: &'static str,
}

/// No `Debug`: it holds tokens.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AuthenticationTokens)]
struct Tokens {
    token: String,
    message: &'static str,
    refresh_token: Option<String>,
    /// Seconds.
    expiry_time: i64,
    user_id: Option<String>,
    status: &'static str,
    /// Seconds.
    refresh_expiry_time: i64,
}

fn check_app_id(app: &App, app_id: Option<&str>) -> Result<(), Refusal> {
    let app_id = app_id.unwrap_or_default();
    if app.settings().identity.application_ids.iter().any(|known| known == app_id) {
        return Ok(());
    }
    let shown: String = app_id.chars().take(64).collect();
    Err(Refusal::with(&catalogue::AUTH_REALM, shown))
}

/// `POST /authenticate/clientidsecretkey`.
async fn client(app: App, call: Call) -> Answer {
    let body = call.body::<ClientLogin>()?.request;
    check_app_id(&app, body.app_id.as_deref())?;
    let id = body.client_id.unwrap_or_default();
    let secret = Secret::new(body.secret_key.unwrap_or_default());
    let (token, seconds) = client_token(&app, &call, &id, &secret).await?;
    let now = call.context.now();
    let mut reply = Reply::json(Status {
        status: "Success",
        message: "Clientid and Token combination had been validated successfully",
    })?;
    if let Some(cookie) = cookies::token(&app, &token, seconds, now) {
        reply = reply.header(header::SET_COOKIE, cookie);
    }
    if let Ok(value) = HeaderValue::from_str(&token) {
        reply = reply.header(HeaderName::from_static("authorization"), value);
    }
    Ok(reply)
}

async fn client_token(app: &App, call: &Call, id: &str, secret: &Secret) -> Result<(String, i64), Failure> {
    let is_local = app.identity().is_embedded() || app.identity().snapshot().clients.contains_key(id);
    let given = if is_local {
        let given = tokens::client_token(app, &call.context, id, secret).await;
        given.map(|set| (set.access.token, set.access.expires_in))
    } else {
        let given = external::client_token(app, &call.context, id, secret).await;
        given.map(|answer| (answer.access_token, answer.expires_in))
    };
    given.map_err(|failure| match failure {
        // Unknown client and wrong secret were one exception of the former service.
        Failure::Refused(_) => Refusal::with(&catalogue::AUTH_SERVER_ERROR, "Client id or secret is not right").into(),
        other => other,
    })
}

/// `POST /authenticate/internal/useridPwd`.
async fn user_and_password(app: App, call: Call) -> Answer {
    let body = call.body::<UserLogin>()?.request;
    check_app_id(&app, body.app_id.as_deref())?;
    let user = body.user_name.unwrap_or_default();
    let password = Secret::new(body.password.unwrap_or_default());
    let client_id = body.client_id.unwrap_or_default();
    let client_secret = body.client_secret.map(Secret::new);
    let secret = client_secret.as_ref();
    let ctx = &call.context;
    let (token, expiry_time, refresh_token, refresh_expiry_time) = if app.identity().is_embedded() {
        let set = tokens::password_token(&app, ctx, &user, &password, &client_id, secret).await?;
        let (refresh, life) = set.refresh.map_or((None, 0), |(token, life)| (Some(token), life));
        (set.access.token, set.access.expires_in, refresh.map(|token| token.reveal().to_owned()), life)
    } else {
        let answer = external::password_token(&app, ctx, &user, &password, &client_id, secret).await?;
        (answer.access_token, answer.expires_in, answer.refresh_token, answer.refresh_expires_in)
    };
    Reply::json(Tokens {
        token,
        message: "Username and password combination had been validated successfully",
        refresh_token,
        expiry_time,
        user_id: None,
        status: "success",
        refresh_expiry_time,
    })
}
