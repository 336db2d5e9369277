//! External OpenID Connect providers: reading their tokens, and signing people in through them.

mod client;
mod keys;

use std::collections::BTreeSet;

use pms_domain::Actor;
use pms_domain::context::ActorKind;
use serde_json::{Map, Value};

use crate::config::TrustedIssuer;
use crate::jws::{self, Parsed, Rejected};
use crate::outbound::Outbound;
use crate::token::SERVICE_ACCOUNT;

pub use client::{CodeFlow, Exchanged, ProviderAnswer, ProviderRefusal, pkce_challenge};
pub(crate) use keys::KeySet;

/// One trusted provider.
pub struct Provider {
    pub(crate) config: TrustedIssuer,
    pub(crate) outbound: Outbound,
    keys: KeySet,
}

/// What an external access token says, after every check.
pub struct ExternalClaims {
    pub actor: Actor,
    pub expires_at: i64,
}

impl Provider {
    pub fn new(config: TrustedIssuer, outbound: Outbound) -> Self {
        let keys = KeySet::new(config.jwks_uri.clone(), outbound.clone());
        Self { config, outbound, keys }
    }

    /// Exact `iss`.
    pub fn issuer(&self) -> &str {
        &self.config.issuer
    }

    async fn check_signature(&self, parsed: &Parsed<'_>) -> Result<(), Rejected> {
        if !self.config.algorithms.contains(&parsed.algorithm) {
            return Err(Rejected("algorithm"));
        }
        self.keys.verify(parsed).await
    }

    /// Reads an access token of this provider.
    pub async fn verify(&self, parsed: &Parsed<'_>, allowed: &[String], now: i64) -> Result<ExternalClaims, Rejected> {
        let claims = &parsed.claims;
        // The cheap checks first: a token that cannot pass does not make us fetch keys.
        if jws::text(claims, "iss") != Some(self.config.issuer.as_str()) {
            return Err(Rejected("issuer"));
        }
        jws::check_kind(claims)?;
        let times = jws::check_times(claims, now)?;
        jws::check_audience(claims, allowed)?;
        self.check_signature(parsed).await?;
        Ok(ExternalClaims { actor: self.actor(claims)?, expires_at: times.expires_at })
    }

    fn actor(&self, claims: &Map<String, Value>) -> Result<Actor, Rejected> {
        let subject = jws::text(claims, "sub").ok_or(Rejected("no subject"))?;
        let name = jws::text(claims, &self.config.user_claim).ok_or(Rejected("no user name"))?;
        let verified = match claims.get("email_verified") {
            Some(Value::Bool(verified)) => *verified,
            Some(Value::String(text)) => text == "true",
            _ => false,
        };
        let kind = if name.starts_with(SERVICE_ACCOUNT) { ActorKind::Client } else { ActorKind::Person };
        Ok(Actor {
            kind,
            issuer: self.config.issuer.clone(),
            subject: subject.to_owned(),
            name: name.to_owned(),
            email: jws::text(claims, "email").filter(|_| verified).map(str::to_owned),
            roles: roles(claims),
            session: jws::text(claims, "sid").map(str::to_owned),
        })
    }
}

/// `realm_access.roles`; if that is absent, the claim `roles` (a list, or text with commas).
fn roles(claims: &Map<String, Value>) -> BTreeSet<String> {
    let list = |value: &Value| -> BTreeSet<String> {
        match value {
            Value::Array(items) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            Value::String(text) => {
                text.split(',').map(str::trim).filter(|role| !role.is_empty()).map(str::to_owned).collect()
            }
            _ => BTreeSet::new(),
        }
    };
    match claims.get("realm_access").and_then(|access| access.get("roles")) {
        Some(found) => list(found),
        None => claims.get("roles").map(list).unwrap_or_default(),
    }
}
