//! Keys under a master key (architecture §5).
//!
//! Every private and secret key is a row of `x_key`, wrapped with AES-256-GCM under the 256-bit master key, with its
//! purpose and id as associated data. The [`Keyring`] holds the symmetric ones open in memory.

use std::collections::HashMap;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::{constant_time, digest, hmac};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use pms_domain::Timestamp;
use pms_domain::context::Surroundings;
use sqlx::FromRow;
use zeroize::Zeroizing;

use crate::db::{On, Tx, statement};
use crate::{StoreError, StoreResult};

/// The key that wraps all others. Never stored in the database, never printed.
#[derive(Clone)]
pub struct MasterKey(Zeroizing<[u8; 32]>);

impl MasterKey {
    /// Reads the text of a master key file: base64 of 32 bytes, white space around it ignored.
    pub fn parse(text: &str) -> StoreResult<Self> {
        let bytes = Zeroizing::new(
            STANDARD.decode(text.trim()).map_err(|_| StoreError::Corrupt("the master key is not base64".into()))?,
        );
        let bytes: [u8; 32] =
            bytes.as_slice().try_into().map_err(|_| StoreError::Corrupt("the master key is not of 256 bits".into()))?;
        Ok(Self(Zeroizing::new(bytes)))
    }

    pub fn generate(surroundings: &Surroundings) -> Self {
        Self(Zeroizing::new(surroundings.bytes()))
    }

    /// The text for a master key file.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(STANDARD.encode(*self.0))
    }

    pub fn wrap(&self, surroundings: &Surroundings, purpose: &str, id: &str, key: &[u8]) -> StoreResult<Vec<u8>> {
        seal(&self.0, surroundings, &associated(purpose, id), key)
    }

    pub fn unwrap(&self, purpose: &str, id: &str, wrapped: &[u8]) -> StoreResult<Zeroizing<Vec<u8>>> {
        open(&self.0, &associated(purpose, id), wrapped)
            .map_err(|_| StoreError::Corrupt(format!("the master key does not open the key {purpose}")))
    }
}

/// Length-prefixed, so that no two pairs read alike.
fn associated(first: &str, second: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(8 + first.len() + second.len());
    for part in [first, second] {
        out.extend_from_slice(&(part.len() as u32).to_be_bytes());
        out.extend_from_slice(part.as_bytes());
    }
    out
}

fn cipher(key: &[u8; 32]) -> StoreResult<LessSafeKey> {
    UnboundKey::new(&AES_256_GCM, key).map(LessSafeKey::new).map_err(|_| StoreError::Corrupt("cipher key".into()))
}

/// `nonce ‖ ciphertext ‖ tag`.
fn seal(key: &[u8; 32], surroundings: &Surroundings, associated: &[u8], value: &[u8]) -> StoreResult<Vec<u8>> {
    let nonce: [u8; NONCE_LEN] = surroundings.bytes();
    let mut out = value.to_vec();
    cipher(key)?
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(associated), &mut out)
        .map_err(|_| StoreError::Corrupt("sealing failed".into()))?;
    Ok([nonce.as_slice(), &out].concat())
}

fn open(key: &[u8; 32], associated: &[u8], sealed: &[u8]) -> StoreResult<Zeroizing<Vec<u8>>> {
    let wrong = || StoreError::Corrupt("a sealed value does not open".into());
    let (nonce, ciphertext) = sealed.split_at_checked(NONCE_LEN).ok_or_else(wrong)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| wrong())?;
    let mut buffer = Zeroizing::new(ciphertext.to_vec());
    let length = cipher(key)?.open_in_place(nonce, Aad::from(associated), &mut buffer).map_err(|_| wrong())?.len();
    buffer.truncate(length);
    Ok(buffer)
}

/// Purposes of symmetric keys.
pub const SEALING: &str = "sealing";
pub const LOOK_UP: &str = "look-up";
pub const AUDIT: &str = "audit";
pub const SYMMETRIC: [&str; 3] = [SEALING, LOOK_UP, AUDIT];

/// The open symmetric keys of this process.
pub struct Keyring {
    sealing: Zeroizing<[u8; 32]>,
    look_up: hmac::Key,
    audit: hmac::Key,
}

impl Keyring {
    pub(crate) fn from_raw(mut keys: HashMap<String, Zeroizing<Vec<u8>>>) -> StoreResult<Self> {
        let mut take = |purpose: &str| {
            keys.remove(purpose).ok_or_else(|| StoreError::Corrupt(format!("the key {purpose} is missing")))
        };
        let sealing = take(SEALING)?;
        let sealing: [u8; 32] = sealing
            .as_slice()
            .try_into()
            .map_err(|_| StoreError::Corrupt("the sealing key has a wrong size".into()))?;
        Ok(Self {
            sealing: Zeroizing::new(sealing),
            look_up: hmac::Key::new(hmac::HMAC_SHA256, &take(LOOK_UP)?),
            audit: hmac::Key::new(hmac::HMAC_SHA256, &take(AUDIT)?),
        })
    }

    /// A keyed hash for look-up, base64url without padding (43 characters). `kind` separates the uses, so that the
    /// token of an address never equals the token of a link.
    pub fn token(&self, kind: &str, value: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.token_bytes(kind, value))
    }

    /// The hash of [`Self::token`] itself.
    pub(crate) fn token_bytes(&self, kind: &str, value: &str) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.look_up);
        context.update(&associated(kind, value));
        let mut hash = [0; 32];
        hash.copy_from_slice(context.sign().as_ref());
        hash
    }

    /// What stands in a clear column of a sealed database: `s1.` and the token.
    pub fn column(&self, kind: &str, value: &str) -> String {
        format!("s1.{}", self.token(kind, value))
    }

    /// Seals a value; kind and owner are bound to it.
    pub fn seal(&self, surroundings: &Surroundings, kind: &str, owner: &str, value: &[u8]) -> StoreResult<Vec<u8>> {
        seal(&self.sealing, surroundings, &associated(kind, owner), value)
    }

    /// Opens a sealed value of exactly this kind and owner.
    pub fn open(&self, kind: &str, owner: &str, sealed: &[u8]) -> StoreResult<Zeroizing<Vec<u8>>> {
        open(&self.sealing, &associated(kind, owner), sealed)
    }

    /// Lower-case hex HMAC-SHA-256 under the audit key.
    pub fn audit_mac(&self, message: &[u8]) -> String {
        hex::encode(hmac::sign(&self.audit, message))
    }

    /// Compares in constant time.
    pub fn equal(&self, left: &[u8], right: &[u8]) -> bool {
        constant_time::verify_slices_are_equal(left, right).is_ok()
    }
}

/// SHA-256, lower-case hex.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(digest::digest(&digest::SHA256, bytes))
}

/// A row of `x_key`.
#[derive(FromRow)]
pub struct StoredKey {
    pub id: String,
    pub purpose: String,
    pub generation: i32,
    pub algorithm: String,
    /// Empty where the key is elsewhere.
    pub wrapped: Vec<u8>,
    /// Where the key is ([`crate::ca_key`]); `None`: in `wrapped`.
    pub location: Option<String>,
    /// PEM of the certificate that belongs to the key, for CA keys.
    pub certificate: Option<String>,
    pub created_at: Timestamp,
}

/// The newest live key of each purpose. One that waits for its certificate is none yet.
pub async fn current(on: impl Into<On<'_>>) -> StoreResult<Vec<StoredKey>> {
    let all: Vec<StoredKey> = statement(
        "SELECT id, purpose, generation, algorithm, wrapped, location, certificate, created_at FROM x_key \
         WHERE retired_at IS NULL AND request IS NULL ORDER BY purpose, generation DESC",
    )
    .all(on)
    .await?;
    let mut newest: Vec<StoredKey> = Vec::new();
    for key in all {
        if newest.last().is_none_or(|last| last.purpose != key.purpose) {
            newest.push(key);
        }
    }
    Ok(newest)
}

/// A key about to be stored.
pub struct NewKey<'a> {
    pub id: &'a str,
    pub purpose: &'a str,
    pub generation: i32,
    pub algorithm: &'a str,
    pub wrapped: Vec<u8>,
    pub certificate: Option<&'a str>,
}

pub async fn insert(tx: &mut Tx, key: NewKey<'_>, now: Timestamp) -> StoreResult<()> {
    statement(
        "INSERT INTO x_key (id, purpose, generation, algorithm, wrapped, certificate, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(key.id)
    .bind(key.purpose)
    .bind(key.generation)
    .bind(key.algorithm)
    .bind(key.wrapped)
    .bind(key.certificate.map(str::to_owned))
    .bind(now)
    .execute(tx)
    .await?;
    Ok(())
}

/// Every stored key, retired ones too.
pub async fn all(on: impl Into<On<'_>>) -> StoreResult<Vec<StoredKey>> {
    statement(
        "SELECT id, purpose, generation, algorithm, wrapped, location, certificate, created_at FROM x_key \
         ORDER BY purpose, generation",
    )
    .all(on)
    .await
}

/// Replaces the wrapping of a key.
pub async fn set_wrapped(tx: &mut Tx, id: &str, wrapped: Vec<u8>) -> StoreResult<()> {
    statement("UPDATE x_key SET wrapped = $2 WHERE id = $1").bind(id).bind(wrapped).execute(tx).await?;
    Ok(())
}
