//! People who come from an external OpenID Connect provider.

use std::net::IpAddr;

use pms_domain::routes::Route;
use pms_domain::{Actor, Context, Refusal, catalogue};
use pms_identity::oidc::{ProviderAnswer, ProviderRefusal};
use pms_identity::session::{ExternalPerson, Started};
use pms_identity::{Secret, Unauthenticated};

use crate::accounts::{as_actor, limits, ownership};
use crate::{App, Failure, Outcome, rights};

use pms_identity::Guess;

/// A portal session for a person whom the provider signed in; adopted partners find their owner.
pub async fn start_session(app: &App, ctx: &Context, actor: &Actor) -> Outcome<Started> {
    let identity = app.identity();
    let account_id = identity.external_id(&actor.issuer, &actor.subject);
    if identity.snapshot().accounts.get(&account_id).is_some_and(|account| !account.is_active) {
        return Err(Refusal::of(&catalogue::SIGN_IN_FAILED).into());
    }
    let person = ExternalPerson {
        issuer: actor.issuer.clone(),
        subject: actor.subject.clone(),
        name: actor.name.clone(),
        email: actor.email.clone(),
        roles: actor.roles.iter().cloned().collect(),
    };
    let started = identity.sessions().start_external(&account_id, &person).await?;
    adopt(app, ctx, actor).await?;
    Ok(started)
}

/// Lets a person who was just signed in become the owner of an adopted partner.
pub async fn adopt(app: &App, ctx: &Context, actor: &Actor) -> Outcome<()> {
    let ctx = as_actor(app, ctx, actor.clone()).await?;
    ownership::adopt(app, &ctx).await?;
    Ok(())
}

/// Who a token belongs to. The first time that a provider's token is seen here, its person may become the owner of an
/// adopted partner, as at a sign-in: whoever brings a token may never see a sign-in page of ours. Not on each request: a
/// token is remembered until it expires.
///
/// # Errors
/// [`Unauthenticated`] for every fault of the token.
pub async fn authenticate(
    app: &App,
    token: &str,
    request_id: &str,
    source: Option<IpAddr>,
) -> Result<Actor, Unauthenticated> {
    let found = app.identity().recognise(token).await?;
    if found.is_first {
        // Boxed, for what comes once for each token is no weight of every request's future.
        match Box::pin(first_seen(app, &found.actor, request_id, source)).await {
            Ok(()) => app.identity().looked_for_partners(token),
            // The request itself may go on, with the rights that the person had before; the next one looks again.
            Err(failure) => tracing::error!(request_id, ?failure, "an adopted partner did not find its owner"),
        }
    }
    Ok(found.actor)
}

/// Whether the caller of a request that takes long may still do what was begun: by this process's snapshot, as at the begin
/// of a request.
///
/// # Errors
/// The token does not count any more: expired, or its session, account or client ended. The role is gone.
pub(crate) async fn still_may(app: &App, ctx: &Context, token: &str, route: &Route) -> Outcome<()> {
    let found = app.identity().recognise(token).await.map_err(|_| Refusal::of(&catalogue::AUTHENTICATION_FAILED))?;
    rights::require(&Context { actor: found.actor, ..ctx.clone() }, route)
}

/// As [`still_may`] of somebody who came without a token, from a page: the account and its roles count, the session does not,
/// for who signs out may leave behind what goes on by itself.
pub(crate) fn may_go_on(app: &App, ctx: &Context, route: &Route) -> Outcome<()> {
    let actor = app.identity().still(&ctx.actor).ok_or_else(|| Refusal::of(&catalogue::AUTHENTICATION_FAILED))?;
    rights::require(&Context { actor, ..ctx.clone() }, route)
}

async fn first_seen(app: &App, actor: &Actor, request_id: &str, source: Option<IpAddr>) -> Outcome<()> {
    let ctx = app.context(actor.clone(), request_id.to_owned(), source).await?;
    ownership::adopt(app, &ctx).await?;
    Ok(())
}

/// Passes a client's request for a token of its own on to the provider.
pub async fn client_token(app: &App, ctx: &Context, id: &str, secret: &Secret) -> Outcome<ProviderAnswer> {
    let form = [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret.reveal())];
    pass_on(app, ctx, Guess::ClientSecret, id, &form).await
}

/// Passes user name and password on to the provider.
pub async fn password_token(
    app: &App,
    ctx: &Context,
    user: &str,
    password: &Secret,
    client_id: &str,
    client_secret: Option<&Secret>,
) -> Outcome<ProviderAnswer> {
    let mut form =
        vec![("grant_type", "password"), ("username", user), ("password", password.reveal()), ("client_id", client_id)];
    if let Some(secret) = client_secret {
        form.push(("client_secret", secret.reveal()));
    }
    pass_on(app, ctx, Guess::SignIn, user, &form).await
}

async fn pass_on(
    app: &App,
    ctx: &Context,
    guess: Guess,
    subject: &str,
    form: &[(&str, &str)],
) -> Outcome<ProviderAnswer> {
    let provider = app.identity().provider().ok_or_else(|| Refusal::of(&catalogue::AUTH_CREDENTIALS))?;
    let attempt = limits::attempt(app, ctx, guess, subject).await?;
    let judgement = async {
        provider.token_request(form).await.map_err(|refusal| match refusal {
            ProviderRefusal::Status(401) => Refusal::of(&catalogue::AUTH_CREDENTIALS).into(),
            ProviderRefusal::Status(_) => Refusal::of(&catalogue::AUTH_VALIDATING).into(),
            other => Failure::from(anyhow::anyhow!("identity provider: {other}")),
        })
    };
    let answer = limits::judged(app, &attempt, judgement).await?;
    limits::succeeded(app, attempt).await?;
    Ok(answer)
}
