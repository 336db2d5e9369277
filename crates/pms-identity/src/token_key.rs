//! The keys that sign our tokens: RSA-2048, wrapped by the master key, made once for all replicas.

use anyhow::{Context as _, anyhow};
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey};
use pms_domain::context::Surroundings;
use pms_store::account::token_key::{PURPOSE, live, newest_generation};
use pms_store::keys::{self, MasterKey, NewKey, StoredKey};
use pms_store::{Db, open};
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// A live key: the newest signs, all verify.
struct TokenKey {
    kid: String,
    pair: RsaKeyPair,
    verifying: DecodingKey,
    modulus: String,
    exponent: String,
}

impl TokenKey {
    fn open(stored: &StoredKey, master: &MasterKey) -> anyhow::Result<Self> {
        let der = master.unwrap(&stored.purpose, &stored.id, &stored.wrapped)?;
        let pair = RsaKeyPair::from_pkcs8(&der).map_err(|_| anyhow!("the token key does not parse"))?;
        let public = pair.public_key();
        let modulus = URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero());
        let exponent = URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero());
        let verifying = DecodingKey::from_rsa_components(&modulus, &exponent).context("the token key")?;
        Ok(Self { kid: stored.id.clone(), pair, verifying, modulus, exponent })
    }
}

/// The live keys of this process, newest first; never empty.
pub struct TokenKeys(Vec<TokenKey>);

impl TokenKeys {
    /// Signs `header.payload` and answers the key's id and the base64url signature.
    pub(crate) fn sign(&self, header_and_payload: impl Fn(&str) -> String) -> anyhow::Result<String> {
        let key = self.0.first().ok_or_else(|| anyhow!("no token key"))?;
        let message = header_and_payload(&key.kid);
        let mut signature = vec![0; key.pair.public_modulus_len()];
        key.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature)
            .map_err(|_| anyhow!("signing a token failed"))?;
        Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// Whether `signature` is of the key with this id.
    pub(crate) fn verify(&self, kid: &str, message: &str, signature: &str) -> bool {
        self.0.iter().find(|key| key.kid == kid).is_some_and(|key| {
            jsonwebtoken::crypto::verify(signature, message.as_bytes(), &key.verifying, Algorithm::RS256)
                .unwrap_or(false)
        })
    }

    /// The public keys as a JWK set (RFC 7517).
    pub fn jwks(&self) -> Value {
        let keys: Vec<Value> = self
            .0
            .iter()
            .map(|key| {
                json!({
                    "kid": key.kid, "kty": "RSA", "alg": "RS256", "use": "sig", "n": key.modulus, "e": key.exponent,
                })
            })
            .collect();
        json!({ "keys": keys })
    }
}

/// Opens the token keys; on the very first start makes one, once, however many processes start.
///
/// # Errors
/// When the database cannot be reached or the master key does not open what is stored.
pub async fn ensure_token_key(db: &Db, master: &MasterKey, surroundings: &Surroundings) -> anyhow::Result<TokenKeys> {
    let mut stored = live(db).await?;
    if stored.is_empty() {
        // Slow work first: nothing slow happens under the head lock.
        let der = generate().await?;
        let id = surroundings.uuid();
        let wrapped = master.wrap(surroundings, PURPOSE, &id, &der)?;
        let mut tx = db.begin().await?;
        open::lock_head(&mut tx).await?;
        stored = live(&mut tx).await?;
        if stored.is_empty() {
            let generation = newest_generation(&mut tx).await? + 1;
            let key =
                NewKey { id: &id, purpose: PURPOSE, generation, algorithm: "RSA-2048", wrapped, certificate: None };
            keys::insert(&mut tx, key, surroundings.now()).await?;
            stored = live(&mut tx).await?;
        }
        tx.commit().await?;
    }
    Ok(TokenKeys(stored.iter().map(|key| TokenKey::open(key, master)).collect::<anyhow::Result<_>>()?))
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
