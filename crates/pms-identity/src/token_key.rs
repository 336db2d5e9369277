//! The keys that sign our tokens: RSA-2048, wrapped by the master key, made once for all replicas, replaced when an
//! operator says so.

use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use arc_swap::ArcSwap;
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey};
use pms_domain::Timestamp;
use pms_domain::context::Surroundings;
use pms_store::account::token_key::{LiveKey, PURPOSE, live, newest_generation, retire_others};
use pms_store::keys::{self, MasterKey, NewKey};
use pms_store::{Db, StoreResult, Tx, open};
use serde_json::{Value, json};
use zeroize::Zeroizing;

const ALGORITHM: &str = "RSA-2048";

/// Seconds that a new key is published before it signs: by then every process accepts it.
pub const AHEAD: i64 = 2;

struct TokenKey {
    kid: String,
    pair: RsaKeyPair,
    verifying: DecodingKey,
    modulus: String,
    exponent: String,
    /// It signs from then on, seconds since 1970.
    signs_from: i64,
    /// It is accepted until then.
    until: Option<i64>,
}

impl TokenKey {
    fn open(stored: &LiveKey, master: &MasterKey) -> anyhow::Result<Self> {
        let der = master.unwrap(&stored.purpose, &stored.id, &stored.wrapped)?;
        let pair = RsaKeyPair::from_pkcs8(&der).map_err(|_| anyhow!("the token key does not parse"))?;
        let public = pair.public_key();
        let modulus = URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero());
        let exponent = URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero());
        let verifying = DecodingKey::from_rsa_components(&modulus, &exponent).context("the token key")?;
        Ok(Self {
            kid: stored.id.clone(),
            pair,
            verifying,
            modulus,
            exponent,
            signs_from: stored.created_at.and_utc().timestamp() + AHEAD,
            until: stored.retired_at.map(|until| until.and_utc().timestamp()),
        })
    }

    fn is_accepted(&self, now: i64) -> bool {
        self.until.is_none_or(|until| until > now)
    }
}

/// The keys of this process. Cheap to clone.
#[derive(Clone)]
pub struct TokenKeys(Arc<Inner>);

struct Inner {
    db: Db,
    master: MasterKey,
    /// Newest first; never empty.
    keys: ArcSwap<Vec<TokenKey>>,
}

impl TokenKeys {
    /// Signs `header.payload` with the newest key whose time has come, and answers all three parts.
    pub(crate) fn sign(&self, now: i64, header_and_payload: impl Fn(&str) -> String) -> anyhow::Result<String> {
        let keys = self.0.keys.load();
        // The very first key has none before it, and signs at once.
        let key =
            keys.iter().find(|key| key.signs_from <= now).or(keys.last()).ok_or_else(|| anyhow!("no token key"))?;
        let message = header_and_payload(&key.kid);
        let mut signature = vec![0; key.pair.public_modulus_len()];
        key.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature)
            .map_err(|_| anyhow!("signing a token failed"))?;
        Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// Whether `signature` is of the key with this id, and the key accepted.
    pub(crate) fn verify(&self, kid: &str, message: &str, signature: &str, now: i64) -> bool {
        let keys = self.0.keys.load();
        keys.iter().find(|key| key.kid == kid && key.is_accepted(now)).is_some_and(|key| {
            jsonwebtoken::crypto::verify(signature, message.as_bytes(), &key.verifying, Algorithm::RS256)
                .unwrap_or(false)
        })
    }

    /// The accepted public keys as a JWK set (RFC 7517).
    pub fn jwks(&self, now: i64) -> Value {
        let keys = self.0.keys.load();
        let keys: Vec<Value> = keys
            .iter()
            .filter(|key| key.is_accepted(now))
            .map(|key| {
                json!({
                    "kid": key.kid, "kty": "RSA", "alg": "RS256", "use": "sig", "n": key.modulus, "e": key.exponent,
                })
            })
            .collect();
        json!({ "keys": keys })
    }

    /// Takes over what another process, or this one, has stored meanwhile.
    pub(crate) async fn reload(&self, now: Timestamp) -> anyhow::Result<()> {
        let opened = opened(&live(&self.0.db, now).await?, &self.0.master)?;
        anyhow::ensure!(!opened.is_empty(), "no token key");
        self.0.keys.store(Arc::new(opened));
        Ok(())
    }
}

fn opened(stored: &[LiveKey], master: &MasterKey) -> anyhow::Result<Vec<TokenKey>> {
    stored.iter().map(|key| TokenKey::open(key, master)).collect()
}

/// Opens the token keys; on the very first start makes one, once, however many processes start.
///
/// # Errors
/// When the database cannot be reached or the master key does not open what is stored.
pub async fn ensure_token_key(db: &Db, master: &MasterKey, surroundings: &Surroundings) -> anyhow::Result<TokenKeys> {
    let now = surroundings.now();
    let mut stored = live(db, now).await?;
    if stored.is_empty() {
        // Slow work first: nothing slow happens under the head lock.
        let fresh = FreshKey::make(master, surroundings).await?;
        let mut tx = db.begin().await?;
        open::lock_head(&mut tx).await?;
        stored = live(&mut tx, now).await?;
        if stored.is_empty() {
            fresh.insert(&mut tx, now).await?;
            stored = live(&mut tx, now).await?;
        }
        tx.commit().await?;
    }
    let keys = ArcSwap::from_pointee(opened(&stored, master)?);
    Ok(TokenKeys(Arc::new(Inner { db: db.clone(), master: master.clone(), keys })))
}

/// A key that is made and wrapped, and not stored yet.
pub struct FreshKey {
    id: String,
    wrapped: Vec<u8>,
}

impl FreshKey {
    /// Makes a key; that takes a while.
    pub async fn make(master: &MasterKey, surroundings: &Surroundings) -> anyhow::Result<Self> {
        let der = generate().await?;
        let id = surroundings.uuid();
        let wrapped = master.wrap(surroundings, PURPOSE, &id, &der)?;
        Ok(Self { id, wrapped })
    }

    /// Its `kid`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Stores it as the newest. Answers its generation.
    async fn insert(self, tx: &mut Tx, now: Timestamp) -> StoreResult<i32> {
        let generation = newest_generation(&mut *tx).await? + 1;
        let (id, wrapped) = (self.id.as_str(), self.wrapped);
        let key = NewKey { id, purpose: PURPOSE, generation, algorithm: ALGORITHM, wrapped, certificate: None };
        keys::insert(tx, key, now).await?;
        Ok(generation)
    }

    /// Stores it in place of the one that signs, which is accepted until `until`. Answers the new generation.
    pub async fn replace(self, tx: &mut Tx, now: Timestamp, until: Timestamp) -> StoreResult<i32> {
        retire_others(tx, &self.id, until).await?;
        self.insert(tx, now).await
    }
}

async fn generate() -> anyhow::Result<Zeroizing<Vec<u8>>> {
    tokio::task::spawn_blocking(|| {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| anyhow!("making the token key failed"))?;
        let der = AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'_>>::as_der(&pair)
            .map_err(|_| anyhow!("encoding the token key failed"))?;
        Ok(Zeroizing::new(der.as_ref().to_vec()))
    })
    .await?
}
