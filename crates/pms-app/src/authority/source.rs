//! Where the keys of the authorities come from, and where they are. The one code path that makes, opens and replaces them asks a
//! [`KeySource`]; it never sees a key, only what signs with it.

use std::sync::Arc;

use anyhow::anyhow;
use pms_domain::context::Surroundings;
use pms_pki::issue::{self, PrivateKeyDer, Signer, SoftwareSigner};
use pms_store::ca_key::{CaKeyRow, NewCaKey};
use pms_store::keys::MasterKey;

use crate::settings::Settings;

/// The keys are RSA of 2048 bits, wherever they are.
pub const ALGORITHM: &str = "RSA-2048";

/// A key that was just made: how its row looks, and what signs with it.
pub struct MadeKey {
    pub id: String,
    pub purpose: String,
    /// Under the master key; empty where the key is elsewhere.
    pub wrapped: Vec<u8>,
    /// Where it is, as its row says it; `None`: in `wrapped`.
    pub location: Option<String>,
    pub signer: Arc<dyn Signer>,
}

impl MadeKey {
    /// Its row, with a certificate in PEM or the request for one.
    pub fn row<'a>(&'a self, generation: i32, certificate: Option<&'a str>, request: Option<&'a str>) -> NewCaKey<'a> {
        NewCaKey {
            id: &self.id,
            purpose: &self.purpose,
            generation,
            algorithm: ALGORITHM,
            wrapped: &self.wrapped,
            location: self.location.as_deref(),
            certificate,
            request,
        }
    }
}

/// A place where keys are. What it does may take long: never on the threads that serve, never within a change.
pub trait KeySource: Send + Sync {
    /// Whether new keys of this purpose are made here.
    fn makes(&self, purpose: &str) -> bool;

    /// Whether a key with this location is here.
    fn holds(&self, location: Option<&str>) -> bool;

    /// Makes a key. `id` is its row's.
    ///
    /// # Errors
    /// When no key can be made or kept.
    fn make(&self, surroundings: &Surroundings, purpose: &str, id: String) -> anyhow::Result<MadeKey>;

    /// What signs with the key of this row.
    ///
    /// # Errors
    /// When the key is not there, or cannot be used.
    fn open(&self, row: &CaKeyRow) -> anyhow::Result<Arc<dyn Signer>>;

    /// Removes a key that was made and not stored, because another process was first.
    fn discard(&self, made: MadeKey);
}

/// Keys in the database, wrapped under the master key.
struct Stored(MasterKey);

impl KeySource for Stored {
    fn makes(&self, _purpose: &str) -> bool {
        true
    }

    fn holds(&self, location: Option<&str>) -> bool {
        location.is_none()
    }

    fn make(&self, surroundings: &Surroundings, purpose: &str, id: String) -> anyhow::Result<MadeKey> {
        let key = issue::generate_rsa_key()?;
        let signer = Arc::new(SoftwareSigner::from_pkcs8(&key)?);
        let wrapped = self.0.wrap(surroundings, purpose, &id, key.expose())?;
        Ok(MadeKey { id, purpose: purpose.to_owned(), wrapped, location: None, signer })
    }

    fn open(&self, row: &CaKeyRow) -> anyhow::Result<Arc<dyn Signer>> {
        let key = PrivateKeyDer::new(self.0.unwrap(&row.purpose, &row.id, &row.wrapped)?.to_vec());
        let signer = SoftwareSigner::from_pkcs8(&key).map_err(|_| anyhow!("the key {} is not usable", row.purpose))?;
        Ok(Arc::new(signer))
    }

    fn discard(&self, _made: MadeKey) {}
}

/// The places of a site. Cheap to clone.
#[derive(Clone)]
pub struct KeySources(Arc<[Arc<dyn KeySource>]>);

impl KeySources {
    /// As the settings say. The first source that makes keys of a purpose makes them; each opens its own.
    ///
    /// # Errors
    /// When a source cannot be reached.
    pub fn of(_settings: &Settings, master: &MasterKey) -> anyhow::Result<Self> {
        Ok(Self(Arc::new([Arc::new(Stored(master.clone()))])))
    }

    /// Makes a key where the site makes keys of this purpose.
    ///
    /// # Errors
    /// When no key can be made or kept.
    pub fn make(&self, surroundings: &Surroundings, purpose: &str) -> anyhow::Result<MadeKey> {
        let source = self.0.iter().find(|source| source.makes(purpose));
        source.ok_or_else(|| anyhow!("no place for the key {purpose}"))?.make(
            surroundings,
            purpose,
            surroundings.uuid(),
        )
    }

    /// What signs with the key of a row, wherever it is.
    ///
    /// # Errors
    /// When the key cannot be used, or no source of this site holds it.
    pub fn open(&self, row: &CaKeyRow) -> anyhow::Result<Arc<dyn Signer>> {
        let found = self.0.iter().find(|source| source.holds(row.location.as_deref()));
        found.ok_or_else(|| anyhow!("the key {} is at a place that is not configured", row.purpose))?.open(row)
    }

    /// Removes keys that were made and not stored.
    pub fn discard(&self, made: impl IntoIterator<Item = MadeKey>) {
        for key in made {
            if let Some(source) = self.0.iter().find(|source| source.holds(key.location.as_deref())) {
                source.discard(key);
            }
        }
    }
}
