//! Where the keys of the authorities come from, and where they are. The one code path that makes, opens and replaces them asks a
//! [`KeySource`]; it never sees a key, only what signs with it.

use std::sync::Arc;

use anyhow::{anyhow, bail};
use pms_domain::context::Surroundings;
use pms_pki::issue::{self, PrivateKeyDer, Signer, SoftwareSigner};
use pms_store::ca_key::{CaKeyRow, NewCaKey};
use pms_store::keys::MasterKey;

use super::signing::{Place, Signing};
use super::token::{Hsm, is_in_token};
use crate::settings::Settings;

/// The keys are RSA of 2048 bits, wherever they are.
pub const ALGORITHM: &str = "RSA-2048";

/// A key that was just made: how its row looks, and what signs with it.
#[derive(Clone)]
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
pub struct KeySources {
    /// The first that makes keys of a purpose makes them; each opens its own.
    all: Arc<[Arc<dyn KeySource>]>,
    hsm: Option<Hsm>,
    signing: Signing,
}

impl KeySources {
    /// As the settings say.
    ///
    /// # Errors
    /// When what the settings name cannot be read. A device is not asked for anything yet.
    pub fn of(settings: &Settings, master: &MasterKey) -> anyhow::Result<Self> {
        let hsm = Hsm::of(&settings.keys.pkcs11)?;
        let mut all: Vec<Arc<dyn KeySource>> = Vec::new();
        if let Some(hsm) = &hsm {
            all.push(Arc::new(hsm.clone()));
        }
        all.push(Arc::new(Stored(master.clone())));
        Ok(Self { all: all.into(), hsm, signing: Signing::default() })
    }

    /// The hardware security module of the site.
    pub fn hsm(&self) -> Option<&Hsm> {
        self.hsm.as_ref()
    }

    /// Who is told of signatures.
    pub fn signing(&self) -> &Signing {
        &self.signing
    }

    /// Makes a key where the site makes keys of this purpose.
    ///
    /// # Errors
    /// When no key can be made or kept.
    pub fn make(&self, surroundings: &Surroundings, purpose: &str) -> anyhow::Result<MadeKey> {
        let source = self.all.iter().find(|source| source.makes(purpose));
        let source = source.ok_or_else(|| anyhow!("no place for the key {purpose}"))?;
        let mut made = source.make(surroundings, purpose, surroundings.uuid())?;
        made.signer = self.signing.watch(made.signer, place(made.location.as_deref()), purpose);
        Ok(made)
    }

    /// Lets `work` make keys; when it fails, none of them stays.
    ///
    /// # Errors
    /// Those of `work`.
    pub fn all_or_none<T>(
        &self,
        surroundings: &Surroundings,
        work: impl FnOnce(&mut dyn FnMut(&str) -> anyhow::Result<MadeKey>) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let mut made = Vec::new();
        let outcome = work(&mut |purpose| {
            let key = self.make(surroundings, purpose)?;
            made.push(key.clone());
            Ok(key)
        });
        if outcome.is_err() {
            self.discard(made);
        }
        outcome
    }

    /// What signs with the key of a row, wherever it is.
    ///
    /// # Errors
    /// When the key cannot be used, or no source of this site holds it.
    pub fn open(&self, row: &CaKeyRow) -> anyhow::Result<Arc<dyn Signer>> {
        let location = row.location.as_deref();
        let Some(source) = self.all.iter().find(|source| source.holds(location)) else {
            if is_in_token(location) {
                bail!(
                    "the key {} is in a hardware security module: configure keys.pkcs11 with its token, as it was when \
                     the key was made",
                    row.purpose
                );
            }
            bail!("the key {} is at a place that is not configured", row.purpose);
        };
        Ok(self.signing.watch(source.open(row)?, place(location), &row.purpose))
    }

    /// Removes keys that were made and not stored. Waits for devices: not on the threads that serve.
    pub fn discard(&self, made: impl IntoIterator<Item = MadeKey>) {
        for key in made {
            if let Some(source) = self.all.iter().find(|source| source.holds(key.location.as_deref())) {
                source.discard(key);
            }
        }
    }

    /// [`Self::discard`] from a thread that serves.
    pub async fn give_back(&self, made: impl IntoIterator<Item = MadeKey>) {
        let (sources, made): (_, Vec<MadeKey>) = (self.clone(), made.into_iter().collect());
        if let Err(error) = tokio::task::spawn_blocking(move || sources.discard(made)).await {
            tracing::warn!(%error, "unused keys were not removed");
        }
    }
}

fn place(location: Option<&str>) -> Place {
    if is_in_token(location) { Place::Token } else { Place::Database }
}
