//! What pages show of OIDC clients: one client with what waits for eSignet, its history, and for which policies another one
//! may be registered.

use pms_domain::oidc_client::Released;
use pms_domain::policy::{self, PolicyType};
use pms_domain::{Context, Refusal, Timestamp, catalogue, routes};
use pms_pki::jwk::{self, JwkError};
use pms_store::audit::Row;
use pms_store::auth_policy::AuthPolicy;
use pms_store::oidc_client::{self, KeyChange, OidcClient};
use pms_store::{esignet_intent, partner};
use serde_json::{Map, Value};

use crate::esignet::{Api, Order, Step};
use crate::{App, Failure, Outcome, audit, policy_links, rights};

/// What was asked of eSignet and is not answered yet.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub client_id: String,
    /// The name that the client is to have, as it would be stored.
    pub name: String,
    pub step: Step,
    pub since: Timestamp,
    /// When eSignet is asked again.
    pub next_try_at: Timestamp,
}

/// A client as its page shows it.
pub struct ClientView {
    pub client: OidcClient,
    pub partner_name: String,
    /// `None`: nothing waits for eSignet.
    pub waiting: Option<Waiting>,
    /// What takes its place.
    pub replaced_by: Option<KeyChange>,
}

/// A client by its id, for members of its partner and for partner admins.
///
/// # Errors
/// The role; there is none of this id for the caller.
pub async fn view(app: &App, ctx: &Context, client_id: &str) -> Outcome<ClientView> {
    rights::require(ctx, &routes::LIST_OAUTH_CLIENTS)?;
    let db = app.store().db();
    let known = oidc_client::find(db, rights::reach(ctx), client_id).await?;
    let known = known.ok_or(&catalogue::CLIENT_NOT_FOUND)?;
    let owner = partner::find(app.store(), db, rights::reach(ctx), &known.rp_id).await?;
    let waiting = esignet_intent::of_client(db, client_id).await?;
    Ok(ClientView {
        client: super::get(app, ctx, Api::Oauth, client_id).await?,
        partner_name: owner.map_or_else(|| known.rp_id.clone(), |partner| partner.name),
        waiting: waiting.as_ref().and_then(shown),
        replaced_by: oidc_client::key_change(db, client_id).await?,
    })
}

/// An intent whose text cannot be read waits for the job, which says so; a page leaves it out.
fn shown(intent: &esignet_intent::Intent) -> Option<Waiting> {
    let order: Order = serde_json::from_str(&intent.wanted).ok()?;
    Some(Waiting {
        client_id: intent.client_id.clone(),
        name: order.client.name,
        step: order.step,
        since: intent.cr_dtimes,
        next_try_at: intent.next_try_at,
    })
}

/// What a partner has asked of eSignet and has no answer to: clients that are not there yet, too.
///
/// # Errors
/// The role; there is no such partner for the caller.
pub async fn waiting_of(app: &App, ctx: &Context, partner_id: &str) -> Outcome<Vec<Waiting>> {
    rights::require(ctx, &routes::LIST_OAUTH_CLIENTS)?;
    policy_links::readable(app, ctx, partner_id).await?;
    let found = esignet_intent::of_partner(app.store().db(), partner_id).await?;
    Ok(found.iter().filter_map(shown).collect())
}

/// What happened to a client, newest first.
///
/// # Errors
/// As [`view`].
pub async fn history(app: &App, ctx: &Context, client_id: &str) -> Outcome<Vec<Row>> {
    view(app, ctx, client_id).await?;
    audit::history(app, "oidc_client", client_id).await
}

/// An approved policy, and what clients of it may ask for.
pub struct Offer {
    pub policy: AuthPolicy,
    /// Why there can be no client of it, if so.
    pub released: Result<Released, Refusal>,
}

/// The approved policies of a partner with what they release to clients.
///
/// # Errors
/// The role; there is no such partner for the caller.
pub async fn offers(app: &App, ctx: &Context, partner_id: &str) -> Outcome<Vec<Offer>> {
    rights::require(ctx, &routes::LIST_OAUTH_CLIENTS)?;
    let supported = app.esignet().claims_supported(ctx.now()).await;
    let mut offers = Vec::new();
    for policy in policy_links::approved(app, ctx, partner_id).await? {
        if PolicyType::parse(&policy.policy_type) != Some(PolicyType::Auth) {
            continue;
        }
        // A stored text that is no JSON releases nothing.
        let content = policy::parse(&policy.policy_file_id).unwrap_or_default();
        offers.push(Offer { released: app.esignet().released(&content, supported.as_deref()), policy });
    }
    Ok(offers)
}

/// What is wrong with the text of a public key, so that a form can say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFault {
    /// It begins like a PEM file.
    Pem,
    /// It is no JSON.
    NoJson,
    /// It is JSON, and no object.
    NoObject,
    /// It is a set of keys.
    Set,
    /// It holds a private part, which nobody should send.
    Private,
    Kind,
    Curve,
    Size,
    Member,
    NoKey,
    TooLong,
}

impl KeyFault {
    /// All of them.
    pub const ALL: [KeyFault; 11] = [
        KeyFault::Pem,
        KeyFault::NoJson,
        KeyFault::NoObject,
        KeyFault::Set,
        KeyFault::Private,
        KeyFault::Kind,
        KeyFault::Curve,
        KeyFault::Size,
        KeyFault::Member,
        KeyFault::NoKey,
        KeyFault::TooLong,
    ];

    /// A word for it, for texts.
    pub fn as_str(self) -> &'static str {
        match self {
            KeyFault::Pem => "pem",
            KeyFault::NoJson => "no-json",
            KeyFault::NoObject => "no-object",
            KeyFault::Set => "set",
            KeyFault::Private => "private",
            KeyFault::Kind => "kind",
            KeyFault::Curve => "curve",
            KeyFault::Size => "size",
            KeyFault::Member => "member",
            KeyFault::NoKey => "no-key",
            KeyFault::TooLong => "too-long",
        }
    }
}

/// Members of a private or secret key (RFC 7518 §6.2.2, §6.3.2, §6.4.1; RFC 8037 §2).
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// The JWK of a text that a person pasted.
///
/// # Errors
/// What is wrong with it. A private part is refused here: a person has time to take it out, and should replace that key.
pub fn read_key(text: &str) -> Result<Map<String, Value>, KeyFault> {
    let text = text.trim();
    if text.starts_with("-----BEGIN") {
        return Err(KeyFault::Pem);
    }
    let value: Value = serde_json::from_str(text).map_err(|_| KeyFault::NoJson)?;
    let Value::Object(jwk) = value else { return Err(KeyFault::NoObject) };
    if jwk.contains_key("keys") {
        return Err(KeyFault::Set);
    }
    if PRIVATE.iter().any(|member| jwk.contains_key(*member)) {
        return Err(KeyFault::Private);
    }
    match jwk::client_key(&jwk) {
        Ok(_) => Ok(jwk),
        Err(JwkError::Kind) => Err(KeyFault::Kind),
        Err(JwkError::Curve) => Err(KeyFault::Curve),
        Err(JwkError::Size) => Err(KeyFault::Size),
        Err(JwkError::Member) => Err(KeyFault::Member),
        Err(JwkError::NoKey) => Err(KeyFault::NoKey),
        Err(JwkError::TooLong) => Err(KeyFault::TooLong),
    }
}

/// Whether eSignet did not answer, and what was asked waits for it.
pub fn waits_for_esignet<T>(outcome: &Outcome<T>) -> bool {
    let Err(Failure::Refused(refusal)) = outcome else { return false };
    std::ptr::eq(refusal.entry, &catalogue::ESIGNET_NO_ANSWER)
}
