//! Tokens of the embedded issuer: for service clients, for passwords, for authorization codes, and refreshed.

use pms_domain::context::BASE62;
use pms_domain::{Context, Refusal, catalogue, roles as known};
use pms_identity::oidc::pkce_challenge;
use pms_identity::security::kind;
use pms_identity::token::{Issued, SERVICE_ACCOUNT, Subject, generation};
use pms_identity::{Guess, PortalSession, Secret};
use pms_store::account::account::{self, Account};
use pms_store::account::client::{self, Client};
use pms_store::account::grant::{self, CODE, Grant, REFRESH, Spent};
use pms_store::account::session::Session;
use pms_store::member;
use pms_store::partner::{self, Reach};

use crate::accounts::clients::secret_token;
use crate::accounts::limits;
use crate::accounts::sign_in::{OneTime, end_one, verify};
use crate::{App, Outcome};

/// The client through which the login bridge signs people in. It is ours and needs no secret: PKCE and the exact way
/// back protect it.
pub const BRIDGE_CLIENT: &str = "mosip-pms-client";

/// Life of a code, seconds.
const CODE_SECONDS: i64 = 60;
/// Characters of codes and refresh tokens: 238 bits.
const LENGTH: usize = 40;

/// What a token endpoint answers.
pub struct TokenSet {
    pub access: Issued,
    /// The refresh token and its life in seconds.
    pub refresh: Option<(Secret, i64)>,
    pub id_token: Option<String>,
    pub scope: String,
    pub sid: Option<String>,
}

/// How a client proves who it is.
pub enum Proof<'a> {
    /// The login bridge of this very process.
    Ours,
    /// What came with the request, if anything.
    Secret(Option<&'a Secret>),
}

fn failed() -> Refusal {
    Refusal::of(&catalogue::AUTH_CREDENTIALS)
}

/// A client whose secret is right. The work is the same for unknown clients.
async fn verified_client(app: &App, ctx: &Context, id: &str, secret: &Secret) -> Outcome<Client> {
    let attempt = limits::attempt(app, ctx, Guess::ClientSecret, id).await?;
    let found = client::find(app.store().db(), id).await?;
    let offered = secret_token(app, id, secret.reveal());
    let nothing = secret_token(app, "", "");
    let stored = found.as_ref().and_then(|client| client.secret_token.as_deref()).unwrap_or(&nothing);
    let is_right = app.store().keys().equal(stored.as_bytes(), offered.as_bytes());
    match found.filter(|client| is_right && client.is_active() && client.secret_token.is_some()) {
        Some(client) => {
            limits::succeeded(app, attempt).await?;
            Ok(client)
        }
        None => {
            let subject = app.store().keys().token("client", id);
            app.identity().events().report(
                kind::CLIENT_REFUSED,
                ctx.source,
                Some(subject),
                Some(ctx.request_id.clone()),
            );
            Err(failed().into())
        }
    }
}

/// A token for a service client itself (client credentials).
///
/// # Errors
/// `AUTH_CREDENTIALS`, `Limited`.
pub async fn client_token(app: &App, ctx: &Context, id: &str, secret: &Secret) -> Outcome<TokenSet> {
    let client = verified_client(app, ctx, id, secret).await?;
    let subject = Subject {
        id: client.id.clone(),
        name: format!("{SERVICE_ACCOUNT}{}", client.id),
        roles: client.role_list().map(str::to_owned).collect(),
        generation: Some(generation(client.tokens_from)),
        ..Subject::default()
    };
    let scope = "email profile".to_owned();
    let access = app.identity().issuer().access_token(&ctx.surroundings, &subject, &client.id, &scope)?;
    Ok(TokenSet { access, refresh: None, id_token: None, scope, sid: None })
}

/// Tokens for user name and password, through a client. Outside the compatibility profile the client must prove itself.
///
/// # Errors
/// `AUTH_CREDENTIALS` for every fault of person or client; `Limited`.
pub async fn password_token(
    app: &App,
    ctx: &Context,
    user: &str,
    password: &Secret,
    client_id: &str,
    client_secret: Option<&Secret>,
) -> Outcome<TokenSet> {
    if !app.settings().compat.mosip {
        let secret = client_secret.ok_or_else(failed)?;
        verified_client(app, ctx, client_id, secret).await?;
    } else if !is_audience(app, client_id) {
        return Err(failed().into());
    }
    let account = match verify(app, ctx, user, password, OneTime::Refused).await {
        Err(crate::Failure::Refused(_)) => return Err(failed().into()),
        other => other?,
    };
    let life = app.identity().config().session_max;
    let session = app.identity().sessions().for_tokens(&account.id, client_id, life).await?;
    tokens(app, ctx, &account, &session, client_id, "email profile", None).await
}

/// Whether tokens of this client would be accepted at all.
fn is_audience(app: &App, client_id: &str) -> bool {
    app.settings().identity.allowed_audiences.iter().any(|known| known.eq_ignore_ascii_case(client_id))
        || app.identity().snapshot().clients.contains_key(client_id)
}

/// Whether a client may send people back to an address: exactly registered, or the bridge's own.
pub async fn may_redirect(app: &App, client_id: &str, redirect_uri: &str) -> Outcome<bool> {
    if client_id == BRIDGE_CLIENT && is_bridge_address(app, redirect_uri) {
        return Ok(true);
    }
    let found = client::find(app.store().db(), client_id).await?;
    Ok(found.is_some_and(|client| client.is_active() && client.redirects().iter().any(|known| known == redirect_uri)))
}

fn is_bridge_address(app: &App, redirect_uri: &str) -> bool {
    let ours = super::mails::link(app, "/v1/partnermanager/login-redirect/");
    redirect_uri.strip_prefix(&ours).is_some_and(|rest| {
        // A dot segment, plain or encoded, would lead elsewhere on this host.
        let is_plain = !rest.to_ascii_lowercase().contains("%2e");
        is_plain
            && !rest.is_empty()
            && rest.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'-' | b'_' | b'%'))
    })
}

/// What a client asks with.
pub struct CodeRequest<'a> {
    pub client_id: &'a str,
    pub redirect_uri: &'a str,
    /// PKCE challenge (S256): required of every client.
    pub challenge: &'a str,
    pub nonce: Option<&'a str>,
    pub scope: &'a str,
}

/// A code for a person who is signed in. The caller has checked client and address with [`may_redirect`].
pub async fn authorize_code(
    app: &App,
    ctx: &Context,
    session: &PortalSession,
    request: &CodeRequest<'_>,
) -> Outcome<Secret> {
    let code = Secret::new(app.surroundings().characters(BASE62, LENGTH));
    let row = Grant {
        id: grant_id(app, CODE, &code),
        kind: CODE.to_owned(),
        client_id: request.client_id.to_owned(),
        account_id: session.actor.subject.clone(),
        sid: session.sid.clone(),
        redirect_uri: Some(request.redirect_uri.to_owned()),
        challenge: Some(request.challenge.to_owned()),
        nonce: request.nonce.map(str::to_owned),
        scope: Some(request.scope.to_owned()),
        expires_at: ctx.now() + chrono::TimeDelta::seconds(CODE_SECONDS),
        used_at: None,
    };
    grant::insert(app.store().db(), &row).await?;
    Ok(code)
}

fn grant_id(app: &App, kind: &str, value: &Secret) -> String {
    app.store().keys().token(kind, value.reveal())
}

/// Uses a grant once; one that was used before ends its session, because it was stolen.
async fn spend(app: &App, ctx: &Context, kind: &'static str, value: &Secret) -> Outcome<Grant> {
    match grant::spend(app.store().db(), &grant_id(app, kind, value), kind, ctx.now()).await? {
        Spent::Now(grant) => Ok(grant),
        Spent::Before(grant) => {
            app.identity().events().report(
                pms_identity::security::kind::GRANT_REPLAYED,
                ctx.source,
                Some(grant.account_id),
                Some(ctx.request_id.clone()),
            );
            end_one(app, ctx, &grant.sid).await?;
            Err(failed().into())
        }
        Spent::Unknown => Err(failed().into()),
    }
}

async fn check_proof(app: &App, ctx: &Context, client_id: &str, proof: &Proof<'_>) -> Outcome<()> {
    let Proof::Secret(secret) = proof else { return Ok(()) };
    let found = client::find(app.store().db(), client_id).await?;
    match (found, secret) {
        // A client with a secret must show it; one without is public and has PKCE.
        (Some(client), Some(secret)) if client.secret_token.is_some() => {
            verified_client(app, ctx, client_id, secret).await.map(|_| ())
        }
        (Some(client), None) if client.secret_token.is_none() && client.is_active() => Ok(()),
        _ => Err(failed().into()),
    }
}

/// Exchanges a code.
///
/// # Errors
/// `AUTH_CREDENTIALS` for every fault.
pub async fn exchange_code(
    app: &App,
    ctx: &Context,
    client_id: &str,
    proof: Proof<'_>,
    code: &Secret,
    redirect_uri: &str,
    verifier: &str,
) -> Outcome<TokenSet> {
    check_proof(app, ctx, client_id, &proof).await?;
    let grant = spend(app, ctx, CODE, code).await?;
    let is_bound = grant.client_id == client_id
        && grant.redirect_uri.as_deref() == Some(redirect_uri)
        && (43..=128).contains(&verifier.len())
        && grant.challenge.as_deref() == Some(pkce_challenge(verifier).as_str());
    if !is_bound {
        return Err(failed().into());
    }
    from_grant(app, ctx, &grant).await
}

/// New tokens for a refresh token, which is used up.
///
/// # Errors
/// `AUTH_CREDENTIALS` for every fault.
pub async fn refresh(
    app: &App,
    ctx: &Context,
    client_id: &str,
    proof: Proof<'_>,
    refresh_token: &Secret,
) -> Outcome<TokenSet> {
    // Without a secret of its own, the bridge's client is a public one.
    let is_public = client_id == BRIDGE_CLIENT && client::find(app.store().db(), BRIDGE_CLIENT).await?.is_none();
    if !(app.settings().compat.mosip || is_public) {
        check_proof(app, ctx, client_id, &proof).await?;
    }
    let grant = spend(app, ctx, REFRESH, refresh_token).await?;
    if grant.client_id != client_id {
        return Err(failed().into());
    }
    from_grant(app, ctx, &grant).await
}

async fn from_grant(app: &App, ctx: &Context, grant: &Grant) -> Outcome<TokenSet> {
    let session = app.identity().sessions().is_live(&grant.sid).await?.ok_or_else(failed)?;
    let account = account::find(app.store().db(), &grant.account_id).await?;
    let account = account.filter(|account| account.is_active() && !account.must_change).ok_or_else(failed)?;
    let scope = grant.scope.clone().unwrap_or_default();
    tokens(app, ctx, &account, &session, &grant.client_id, &scope, grant.nonce.as_deref()).await
}

async fn tokens(
    app: &App,
    ctx: &Context,
    account: &Account,
    session: &Session,
    client_id: &str,
    scope: &str,
    nonce: Option<&str>,
) -> Outcome<TokenSet> {
    let subject = subject(app, account, session).await?;
    let issuer = app.identity().issuer();
    let access = issuer.access_token(&ctx.surroundings, &subject, client_id, scope)?;
    let id_token = match scope.split(' ').any(|word| word == "openid") {
        true => Some(issuer.id_token(&ctx.surroundings, &subject, client_id, nonce)?),
        false => None,
    };
    let refresh = Secret::new(app.surroundings().characters(BASE62, LENGTH));
    let idle = i64::try_from(app.identity().config().session_idle.as_secs()).unwrap_or(i64::MAX);
    let expires_at = (ctx.now() + chrono::TimeDelta::seconds(idle)).min(session.expires_at);
    let row = Grant {
        id: grant_id(app, REFRESH, &refresh),
        kind: REFRESH.to_owned(),
        client_id: client_id.to_owned(),
        account_id: account.id.clone(),
        sid: session.sid.clone(),
        redirect_uri: None,
        challenge: None,
        nonce: None,
        scope: Some(scope.to_owned()),
        expires_at,
        used_at: None,
    };
    grant::insert(app.store().db(), &row).await?;
    let life = (expires_at - ctx.now()).num_seconds();
    Ok(TokenSet {
        access,
        refresh: Some((refresh, life)),
        id_token,
        scope: scope.to_owned(),
        sid: Some(session.sid.clone()),
    })
}

/// Characters of an address that a token repeats: browsers keep no cookie of more than 4,096 bytes.
const ADDRESS_CLAIM: usize = 120;

/// What tokens say of a person, with what the existing portal reads of the person's first partner.
async fn subject(app: &App, account: &Account, session: &Session) -> Outcome<Subject> {
    let db = app.store().db();
    let details = account::details(app.store(), db, &account.id).await?;
    let mut extra = vec![("langCode", account.lang.clone()), ("locale", account.lang.clone())];
    let mut phone = details.phone.clone();
    let memberships = member::of_identity(db, pms_domain::context::LOCAL_ISSUER, &account.id).await?;
    if let Some(first) = memberships.first()
        && let Some(found) = partner::find(app.store(), db, Reach::Everything, &first.partner_id).await?
    {
        extra.push(("organizationName", found.name));
        // As the roles are spelt: what Keycloak's registration form keeps, and the portal's table of types has.
        extra.push(("partnerType", found.partner_type_code.to_uppercase()));
        extra.push(("addressTest", found.contact.address.chars().take(ADDRESS_CLAIM).collect()));
        if phone.is_empty() {
            phone = found.contact.contact_number;
        }
    }
    if !phone.is_empty() {
        extra.push(("phoneNumber", phone));
    }
    let mut roles = account::roles(db, &account.id).await?;
    roles.retain(|role| known::is_known(role));
    Ok(Subject {
        id: account.id.clone(),
        name: account.name.clone(),
        given_name: details.given_name,
        family_name: details.family_name,
        email: details.email,
        email_verified: account.email_verified,
        roles,
        sid: Some(session.sid.clone()),
        auth_time: Some(session.created_at.and_utc().timestamp()),
        generation: None,
        extra,
    })
}
