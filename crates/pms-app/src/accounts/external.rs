//! People who come from an external OpenID Connect provider.

use pms_domain::{Actor, Context, Refusal, catalogue};
use pms_identity::Secret;
use pms_identity::oidc::{ProviderAnswer, ProviderRefusal};
use pms_identity::session::{ExternalPerson, Started};

use crate::accounts::{as_actor, limits, ownership};
use crate::{App, Outcome};

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
    match provider.token_request(form).await {
        Ok(answer) => {
            limits::succeeded(app, attempt).await?;
            Ok(answer)
        }
        Err(ProviderRefusal::Status(401)) => Err(Refusal::of(&catalogue::AUTH_CREDENTIALS).into()),
        Err(ProviderRefusal::Status(_)) => Err(Refusal::of(&catalogue::AUTH_VALIDATING).into()),
        Err(other) => Err(anyhow::anyhow!("identity provider: {other}").into()),
    }
}
