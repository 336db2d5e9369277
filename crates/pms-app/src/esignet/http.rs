//! eSignet's client management over HTTP (contract part B §5.1, `consumers.md` §7).

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use chrono::TimeDelta;
use pms_domain::{Timestamp, catalogue, oidc_client, time};
use pms_identity::Secret;
use pms_identity::outbound::{Outbound, OutboundAnswer, Verb};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::{Answer, Answering, Api, Order, Registry, Step};
use crate::settings;

/// From the token to eSignet's answer.
const TIME: Duration = Duration::from_secs(5);
/// A token is not used in its last seconds.
const SPARE: TimeDelta = TimeDelta::seconds(30);
/// How long the claims that were read count.
const FRESH: TimeDelta = TimeDelta::hours(1);
/// Pause after they could not be read.
const PAUSE: TimeDelta = TimeDelta::seconds(30);
/// Longest text of eSignet that is passed on, characters.
const PASSED_ON: usize = 256;

/// The client of eSignet. Cheap enough to be made once.
pub struct Http {
    outbound: Outbound,
    url: String,
    token_url: String,
    client_id: String,
    client_secret: Secret,
    configuration_url: Option<String>,
    token: Mutex<Option<(Secret, Timestamp)>>,
    claims: Mutex<Claims>,
}

/// The claims that eSignet supports, as far as is known.
struct Claims {
    known: Option<Vec<String>>,
    /// Not read again before.
    next: Option<Timestamp>,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    #[serde(default)]
    expires_in: i64,
}

impl Http {
    /// As the settings say.
    ///
    /// # Errors
    /// An address that is none, a missing client, a secret that cannot be read.
    pub fn open(settings: &settings::Esignet) -> anyhow::Result<Self> {
        for (key, address) in [("url", &settings.url), ("token_url", &settings.token_url)] {
            Url::parse(address).with_context(|| format!("esignet.{key} is no address"))?;
        }
        anyhow::ensure!(!settings.client_id.is_empty(), "esignet.client_id is missing");
        let file = settings.client_secret_file.as_ref().context("esignet.client_secret_file is missing")?;
        let secret = std::fs::read_to_string(file)
            .with_context(|| format!("esignet.client_secret_file: {} cannot be read", file.display()))?;
        let configuration_url = Some(settings.configuration_url.clone()).filter(|address| !address.is_empty());
        let known = configuration_url.is_none().then(|| settings.claims_supported.clone());
        Ok(Self {
            outbound: Outbound::new(&settings.allowed_hosts)?,
            url: settings.url.trim_end_matches('/').to_owned(),
            token_url: settings.token_url.clone(),
            client_id: settings.client_id.clone(),
            client_secret: Secret::new(secret.trim()),
            configuration_url,
            token: Mutex::new(None),
            claims: Mutex::new(Claims { known, next: None }),
        })
    }

    async fn ask(&self, now: Timestamp, order: &Order) -> Answer {
        let (verb, address) = self.target(order);
        let body = body(now, order).to_string().into_bytes();
        for _ in 0..2 {
            let Some((token, was_kept)) = self.token(now).await else { return Answer::Silent };
            match self.outbound.send_json(verb, &address, body.clone(), &token).await {
                Ok(answer) if matches!(answer.status, 401 | 403) => {
                    *self.token.lock().unwrap_or_else(PoisonError::into_inner) = None;
                    if !was_kept {
                        tracing::warn!(status = answer.status, "eSignet does not accept the token");
                        return Answer::Silent;
                    }
                }
                Ok(answer) => return read(&answer),
                Err(error) => {
                    tracing::warn!(%error, "eSignet does not answer");
                    return Answer::Silent;
                }
            }
        }
        Answer::Silent
    }

    fn target(&self, order: &Order) -> (Verb, String) {
        let path = match order.api {
            Api::Oauth => "client-mgmt/oauth-client",
            Api::Oidc => "client-mgmt/oidc-client",
        };
        match order.step {
            Step::Create => (Verb::Post, format!("{}/{path}", self.url)),
            // An id has letters, digits, `-` and `_` alone.
            Step::Details | Step::Deactivate => (Verb::Put, format!("{}/{path}/{}", self.url, order.client.client_id)),
        }
    }

    /// A token by client credentials, kept until it is about to end, and whether it was kept.
    async fn token(&self, now: Timestamp) -> Option<(Secret, bool)> {
        let kept = self.token.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((token, _)) = kept.filter(|(_, until)| now < *until) {
            return Some((token, true));
        }
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", self.client_id.as_str()),
            ("client_secret", self.client_secret.reveal()),
        ];
        let answer = match self.outbound.post_form(&self.token_url, &form, None).await {
            Ok(answer) if answer.status == 200 => answer,
            Ok(answer) => {
                tracing::warn!(status = answer.status, "no token for eSignet");
                return None;
            }
            Err(error) => {
                tracing::warn!(%error, "no token for eSignet");
                return None;
            }
        };
        let given: TokenAnswer = serde_json::from_slice(&answer.body).ok()?;
        let token = Secret::new(given.access_token);
        let until = TimeDelta::try_seconds(given.expires_in).and_then(|life| now.checked_add_signed(life - SPARE));
        if let Some(until) = until.filter(|until| now < *until) {
            *self.token.lock().unwrap_or_else(PoisonError::into_inner) = Some((token.clone(), until));
        }
        Some((token, false))
    }

    async fn read_claims(&self, now: Timestamp, address: &str) -> Option<Vec<String>> {
        {
            let claims = self.claims.lock().unwrap_or_else(PoisonError::into_inner);
            if claims.next.is_some_and(|next| now < next) {
                return claims.known.clone();
            }
        }
        let read = match self.outbound.get(address).await {
            Ok(answer) if answer.status == 200 => supported(&answer.body),
            _ => None,
        };
        let mut claims = self.claims.lock().unwrap_or_else(PoisonError::into_inner);
        claims.next = Some(now + if read.is_some() { FRESH } else { PAUSE });
        match read {
            Some(read) => claims.known = Some(read),
            None => tracing::warn!("the claims that eSignet supports cannot be read"),
        }
        // What was read before still counts: claims are rarely taken back.
        claims.known.clone()
    }
}

impl Registry for Http {
    fn is_remote(&self) -> bool {
        true
    }

    fn send<'a>(&'a self, now: Timestamp, order: &'a Order) -> Answering<'a, Answer> {
        Box::pin(async move { tokio::time::timeout(TIME, self.ask(now, order)).await.unwrap_or(Answer::Silent) })
    }

    fn claims_supported(&self, now: Timestamp) -> Answering<'_, Option<Vec<String>>> {
        Box::pin(async move {
            match &self.configuration_url {
                Some(address) => self.read_claims(now, address).await,
                None => self.claims.lock().unwrap_or_else(PoisonError::into_inner).known.clone(),
            }
        })
    }
}

fn supported(configuration: &[u8]) -> Option<Vec<String>> {
    let document: Value = serde_json::from_slice(configuration).ok()?;
    document.get("claims_supported")?.as_array()?.iter().map(|claim| Some(claim.as_str()?.to_owned())).collect()
}

/// The request as eSignet reads it.
fn body(now: Timestamp, order: &Order) -> Value {
    let client = &order.client;
    let name = oidc_client::plain_name(&client.name);
    let mut request = match order.step {
        Step::Create => json!({
            "clientId": client.client_id,
            "clientName": name,
            "publicKey": client.public_key,
            "relyingPartyId": client.partner_id,
            "userClaims": client.claims,
            "authContextRefs": client.acr_values,
            "logoUri": client.logo_uri,
            "redirectUris": client.redirect_uris,
            "grantTypes": client.grant_types,
            "clientAuthMethods": client.auth_methods,
        }),
        Step::Details | Step::Deactivate => json!({
            "logoUri": client.logo_uri,
            "redirectUris": client.redirect_uris,
            "status": if order.step == Step::Details { "ACTIVE" } else { "INACTIVE" },
            "grantTypes": client.grant_types,
            "clientName": name,
            "userClaims": client.claims,
            "authContextRefs": client.acr_values,
            "clientAuthMethods": client.auth_methods,
        }),
    };
    if let (Api::Oauth, Some(names), Some(request)) =
        (order.api, oidc_client::names_of(&client.name), request.as_object_mut())
    {
        request.insert("clientNameLangMap".to_owned(), Value::Object(names));
    }
    json!({"requestTime": time::zulu(now), "request": request})
}

/// What an answer says. Only 200 is one: eSignet refuses within its envelope.
fn read(answer: &OutboundAnswer) -> Answer {
    if answer.status != 200 {
        tracing::warn!(status = answer.status, "eSignet answers with an error");
        return Answer::Silent;
    }
    let Ok(document) = serde_json::from_slice::<Value>(&answer.body) else { return Answer::Silent };
    if document.get("response").is_some_and(Value::is_object) {
        return Answer::Done;
    }
    let Some(errors) = document.get("errors").and_then(Value::as_array) else {
        return Answer::Unclear(&catalogue::ESIGNET_EMPTY);
    };
    let text = |member: &str| errors.first()?.get(member)?.as_str().filter(|text| is_plain(text));
    match (text("errorCode"), text("errorMessage")) {
        (Some(code), message) => Answer::Refused { code: code.to_owned(), message: message.unwrap_or(code).to_owned() },
        (None, _) => Answer::Unclear(&catalogue::UNABLE_TO_PROCESS),
    }
}

/// Whether a text may be passed on to a caller.
fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= PASSED_ON && !pms_domain::text::has_hidden_characters(text)
}
