//! The published keys of a provider (RFC 7517): fetched from the configured address only, kept, and fetched again when
//! a token names an unknown one, but not more often than every half minute.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwapOption;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::jws::{Parsed, Rejected};
use crate::outbound::{Outbound, OutboundError};

/// Shortest time between two fetches.
const PAUSE: Duration = Duration::from_secs(30);
/// Keys older than this are fetched again, so that a withdrawn one stops working.
const OLDEST: Duration = Duration::from_secs(600);
/// Smallest RSA modulus, bits.
const RSA_BITS: usize = 2048;

struct Fetched {
    keys: HashMap<String, PublishedKey>,
    at: Instant,
}

struct PublishedKey {
    key: DecodingKey,
    algorithms: Vec<Algorithm>,
}

/// Keys of one provider.
pub(crate) struct KeySet {
    address: String,
    outbound: Outbound,
    fetched: ArcSwapOption<Fetched>,
    /// When a fetch was last tried; held while one runs.
    last_try: Mutex<Option<Instant>>,
}

#[derive(Deserialize)]
struct Document {
    keys: Vec<Value>,
}

impl KeySet {
    pub fn new(address: String, outbound: Outbound) -> Self {
        Self { address, outbound, fetched: ArcSwapOption::empty(), last_try: Mutex::new(None) }
    }

    /// Checks a signature with the key that the token names and the provider publishes.
    pub async fn verify(&self, parsed: &Parsed<'_>) -> Result<(), Rejected> {
        let fetched = self.holding(&parsed.kid).await?;
        let published = fetched.keys.get(&parsed.kid).ok_or(Rejected("unknown key"))?;
        let algorithm = algorithm(&parsed.algorithm).ok_or(Rejected("algorithm"))?;
        if !published.algorithms.contains(&algorithm) {
            return Err(Rejected("algorithm of the key"));
        }
        let right =
            jsonwebtoken::crypto::verify(parsed.signature, parsed.message.as_bytes(), &published.key, algorithm)
                .unwrap_or(false);
        if right { Ok(()) } else { Err(Rejected("signature")) }
    }

    async fn holding(&self, kid: &str) -> Result<Arc<Fetched>, Rejected> {
        let fresh = |fetched: &Arc<Fetched>| fetched.at.elapsed() < OLDEST;
        if let Some(fetched) = self.fetched.load_full()
            && fresh(&fetched)
            && fetched.keys.contains_key(kid)
        {
            return Ok(fetched);
        }
        let mut last_try = self.last_try.lock().await;
        // Somebody may have fetched while we waited.
        let current = self.fetched.load_full();
        if let Some(fetched) = &current
            && fresh(fetched)
            && fetched.keys.contains_key(kid)
        {
            return Ok(Arc::clone(fetched));
        }
        if last_try.is_none_or(|at| at.elapsed() >= PAUSE) {
            *last_try = Some(Instant::now());
            match self.fetch().await {
                Ok(fetched) => {
                    let fetched = Arc::new(fetched);
                    self.fetched.store(Some(Arc::clone(&fetched)));
                    return Ok(fetched);
                }
                Err(error) => tracing::warn!(%error, "the keys of the identity provider cannot be fetched"),
            }
        }
        // Keys that are too old are as good as none: one of them may have been withdrawn.
        current.filter(fresh).ok_or(Rejected("keys unavailable"))
    }

    async fn fetch(&self) -> Result<Fetched, OutboundError> {
        let answer = self.outbound.get(&self.address).await?;
        if answer.status != 200 {
            return Err(OutboundError::NoAnswer);
        }
        let document: Document = serde_json::from_slice(&answer.body).map_err(|_| OutboundError::NoAnswer)?;
        let keys = document.keys.into_iter().filter_map(published).collect();
        Ok(Fetched { keys, at: Instant::now() })
    }
}

/// A key that can verify signatures; others (for encryption, symmetric, too short, without id) are left out.
fn published(value: Value) -> Option<(String, PublishedKey)> {
    let jwk: Jwk = serde_json::from_value(value).ok()?;
    if matches!(&jwk.common.public_key_use, Some(used) if *used != PublicKeyUse::Signature) {
        return None;
    }
    let kid = jwk.common.key_id.clone().filter(|kid| !kid.is_empty())?;
    let mut algorithms = match &jwk.algorithm {
        AlgorithmParameters::RSA(rsa) if rsa.n.len() * 6 >= RSA_BITS => {
            use Algorithm::{PS256, PS384, PS512, RS256, RS384, RS512};
            vec![RS256, RS384, RS512, PS256, PS384, PS512]
        }
        AlgorithmParameters::EllipticCurve(curve) => match curve.curve {
            EllipticCurve::P256 => vec![Algorithm::ES256],
            EllipticCurve::P384 => vec![Algorithm::ES384],
            _ => return None,
        },
        AlgorithmParameters::OctetKeyPair(_) => vec![Algorithm::EdDSA],
        _ => return None,
    };
    if let Some(declared) = &jwk.common.key_algorithm {
        let declared = algorithm(&declared.to_string())?;
        algorithms.retain(|algorithm| *algorithm == declared);
    }
    let key = DecodingKey::from_jwk(&jwk).ok()?;
    Some((kid, PublishedKey { key, algorithms }))
}

/// Asymmetric algorithms only: with a symmetric one, the public key would be the secret.
fn algorithm(name: &str) -> Option<Algorithm> {
    Some(match name {
        "RS256" => Algorithm::RS256,
        "RS384" => Algorithm::RS384,
        "RS512" => Algorithm::RS512,
        "PS256" => Algorithm::PS256,
        "PS384" => Algorithm::PS384,
        "PS512" => Algorithm::PS512,
        "ES256" => Algorithm::ES256,
        "ES384" => Algorithm::ES384,
        "EdDSA" => Algorithm::EdDSA,
        _ => return None,
    })
}
