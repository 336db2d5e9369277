//! The authorities that are open in this process. They follow the database: what one process replaces, all use within a second.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use arc_swap::ArcSwap;
use futures_util::future::BoxFuture;
use pms_domain::Context;
use pms_domain::context::Surroundings;
use pms_identity::Identity;
use pms_pki::PartnerDomain;
use pms_pki::issue::{IssueError, SignerError};
use pms_store::keys::MasterKey;
use pms_store::{Store, StoreError, ca_key};
use tokio::sync::Mutex;
use tokio::task::JoinHandle;

use super::create::Made;
use super::{Authority, AwaitsRoot, Cause, Installation, KeySources, Which};
use crate::settings::Settings;

/// Before the next try, when the keys could not be read.
const AGAIN: Duration = Duration::from_millis(250);

/// Cheap to clone.
#[derive(Clone)]
pub struct Authorities(Arc<Inner>);

struct Inner {
    installation: Installation,
    surroundings: Surroundings,
    current: ArcSwap<Authority>,
    reading: Mutex<()>,
    /// The change of the log that was followed last.
    followed: AtomicI64,
    /// They are right as of this epoch of the trust stores, which every change of theirs moves.
    epoch: AtomicI64,
}

impl Authorities {
    /// Opens them; makes them when there are none.
    ///
    /// # Errors
    /// [`super::AwaitsRoot`]; when the database or a source of keys cannot be reached, or a key cannot be opened.
    pub async fn open(store: &Store, master: &MasterKey, ctx: &Context, settings: &Settings) -> anyhow::Result<Self> {
        let installation = Installation::new(store, master, settings)?;
        let surroundings = &ctx.surroundings;
        let found = match load(&installation, surroundings).await? {
            Some(authority) => authority,
            None if installation.awaits_root().await? => return Err(AwaitsRoot.into()),
            None => {
                // Once in the life of an installation: not on everybody's stack.
                Box::pin(first_start(ctx, &installation)).await?;
                // Another process may have been first; what is stored counts.
                let stored = load(&installation, surroundings).await?;
                stored.ok_or_else(|| anyhow!("the authorities were not stored"))?
            }
        };
        let opened = Self(Arc::new(Inner {
            installation,
            surroundings: surroundings.clone(),
            current: ArcSwap::from_pointee(found),
            reading: Mutex::default(),
            followed: AtomicI64::new(0),
            epoch: AtomicI64::new(0),
        }));
        Box::pin(opened.renew_encryption(ctx)).await?;
        Ok(opened)
    }

    /// Sees to it that there is an encryption key with some time left. Data for the former one can still be opened: its key
    /// stays.
    async fn renew_encryption(&self, ctx: &Context) -> anyhow::Result<()> {
        let authority = self.current();
        if !authority.is_due(Which::Encryption, ctx.now()) {
            return Ok(());
        }
        if !authority.issuing(PartnerDomain::Auth)?.certificate.is_valid_at(ctx.now()) {
            tracing::warn!("the AUTH CA is not valid today: the platform gets no new encryption key");
            return Ok(());
        }
        match self.rotate(ctx, Which::Encryption, Cause::Due).await {
            // The job tries again; what needs no signature goes on.
            Err(error) if is_signer_silent(&error) => {
                tracing::warn!(error = format!("{error:#}"), "the platform gets no new encryption key yet");
                Ok(())
            }
            outcome => outcome.map(|_| ()),
        }
    }

    /// As they are now.
    pub fn current(&self) -> Arc<Authority> {
        self.0.current.load_full()
    }

    pub(super) fn store(&self) -> &Store {
        &self.0.installation.store
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.0.installation.settings
    }

    /// What is done without anything open.
    pub fn installation(&self) -> &Installation {
        &self.0.installation
    }

    /// Where keys are made.
    pub fn sources(&self) -> &KeySources {
        &self.0.installation.sources
    }

    /// Right as of an epoch of the trust stores: what they sign is stored only while the epoch is still the same.
    ///
    /// # Errors
    /// When what changed cannot be read.
    pub async fn as_of(&self, epoch: i64) -> anyhow::Result<Arc<Authority>> {
        if self.0.epoch.load(Ordering::Acquire) < epoch {
            self.refresh().await?;
            self.0.epoch.fetch_max(epoch, Ordering::AcqRel);
        }
        Ok(self.current())
    }

    /// Reads them again if they have changed.
    ///
    /// # Errors
    /// When they cannot be read; those at hand stay.
    pub fn refresh(&self) -> BoxFuture<'_, anyhow::Result<()>> {
        Box::pin(self.read_again())
    }

    async fn read_again(&self) -> anyhow::Result<()> {
        let _one_reads = self.0.reading.lock().await;
        if ca_key::revision(self.store().db()).await? == self.current().revision {
            return Ok(());
        }
        let read = load(&self.0.installation, &self.0.surroundings).await?;
        let read = read.ok_or_else(|| anyhow!("the authorities are not whole"))?;
        tracing::info!(revision = read.revision, "the certificate authorities were replaced");
        self.0.current.store(Arc::new(read));
        Ok(())
    }

    /// Takes over what the change log told of up to this revision.
    ///
    /// # Errors
    /// As [`Self::refresh`].
    pub(crate) async fn follow(&self, revision: i64) -> anyhow::Result<()> {
        if self.0.followed.load(Ordering::Acquire) < revision {
            self.refresh().await?;
            self.0.followed.fetch_max(revision, Ordering::AcqRel);
        }
        Ok(())
    }
}

/// Whether a device that holds a key did not answer.
fn is_signer_silent(error: &anyhow::Error) -> bool {
    error.downcast_ref().is_some_and(|error| matches!(error, IssueError::Signer(SignerError::Unavailable)))
}

async fn first_start(ctx: &Context, installation: &Installation) -> anyhow::Result<()> {
    let Installation { store, sources, settings } = installation;
    Made::new(ctx, sources, settings).await?.store(store, ctx, sources).await
}

/// The revision first: what is read after it may be newer, never older, and is read again.
async fn load(installation: &Installation, surroundings: &Surroundings) -> anyhow::Result<Option<Authority>> {
    let db = installation.store.db();
    let revision = ca_key::revision(db).await?;
    let rows = ca_key::live(db, surroundings.now()).await?;
    let (sources, settings) = (installation.sources.clone(), installation.settings.clone());
    // A key store that is a device takes its time.
    tokio::task::spawn_blocking(move || Authority::open(&rows, &sources, &settings, revision))
        .await
        .context("opening the authorities")?
}

/// Follows the change log until it is dropped.
pub(crate) struct Following(JoinHandle<()>);

impl Following {
    pub(crate) fn start(authorities: Authorities, identity: Identity) -> Self {
        Self(tokio::spawn(async move {
            let mut applied = identity.applied();
            let mut is_failing = false;
            loop {
                match authorities.follow(identity.snapshot().authorities).await {
                    Ok(()) => is_failing = false,
                    // A command that has done its work closes the database.
                    Err(error) if error.downcast_ref::<StoreError>().is_some_and(StoreError::is_closed) => return,
                    Err(error) => {
                        if !is_failing {
                            tracing::error!(error = format!("{error:#}"), "the certificate authorities cannot be read");
                        }
                        is_failing = true;
                        tokio::time::sleep(AGAIN).await;
                        continue;
                    }
                }
                if applied.changed().await.is_err() {
                    return;
                }
            }
        }))
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        self.0.abort();
    }
}
