//! eSignet, where relying parties' clients are known to the people who sign in (architecture §2 "Other systems").
//!
//! [`Registry`] is what is asked of it. A site without eSignet has [`Alone`], which agrees to everything: clients are
//! registered here and nowhere else.

mod alone;
mod http;

use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;

use anyhow::Context as _;
use pms_domain::oidc_client::{AcrMapping, ClaimMapping, Released, released};
use pms_domain::{Entry, Refusal, Timestamp, catalogue};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::settings;

pub use alone::Alone;
pub use http::Http;

/// Which of eSignet's two interfaces a client goes to; the older one has no names by language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Api {
    Oauth,
    Oidc,
}

/// What is to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    Create,
    Details,
    Deactivate,
}

/// A client as it is to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    pub client_id: String,
    /// As stored: the plain name, or the names by language with the plain one.
    pub name: String,
    pub partner_id: String,
    pub policy_id: String,
    /// The public part of the key.
    pub public_key: Map<String, Value>,
    pub claims: Vec<String>,
    pub acr_values: Vec<String>,
    pub logo_uri: String,
    pub redirect_uris: Vec<String>,
    pub grant_types: Vec<String>,
    pub auth_methods: Vec<String>,
}

/// The client whose place another one takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    pub client_id: String,
    /// How long it still counts.
    pub overlap_hours: i64,
}

/// What eSignet is asked for, and what is done here once it agreed. Kept as JSON until then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    pub api: Api,
    pub step: Step,
    pub client: Wanted,
    pub replaces: Option<Replaced>,
}

/// What eSignet said.
#[derive(Debug)]
pub enum Answer {
    Done,
    /// No, under a code of its own.
    Refused {
        code: String,
        message: String,
    },
    /// Something that says neither yes nor no; it is asked again.
    Unclear(&'static Entry),
    /// Nothing, or nothing in time; it is asked again.
    Silent,
}

/// A future of a trait object.
pub type Answering<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Where clients are registered besides here.
pub trait Registry: Send + Sync {
    /// Whether somebody else has to agree.
    fn is_remote(&self) -> bool;

    /// Asks for it. Asking twice does no harm.
    fn send<'a>(&'a self, now: Timestamp, order: &'a Order) -> Answering<'a, Answer>;

    /// The claims that clients can get. `None`: they cannot be read.
    fn claims_supported(&self, now: Timestamp) -> Answering<'_, Option<Vec<String>>>;
}

/// The registry of a site, and what its policies mean for clients.
#[derive(Clone)]
pub struct Esignet {
    registry: Arc<dyn Registry>,
    claims: Arc<ClaimMapping>,
    contexts: Arc<AcrMapping>,
}

const CLAIMS: &str = include_str!("claims-mapping.json");
const CONTEXTS: &str = include_str!("acr-mapping.json");

impl Esignet {
    /// As the settings say.
    ///
    /// # Errors
    /// Settings that contradict each other, a file that is missing or no mapping.
    pub fn open(settings: &settings::Esignet) -> anyhow::Result<Self> {
        let registry: Arc<dyn Registry> = match settings.mode.as_str() {
            "none" => Arc::new(Alone::new(settings.claims_supported.clone())),
            "http" => Arc::new(Http::open(settings)?),
            other => anyhow::bail!("esignet.mode is `{other}`; it should be none or http"),
        };
        Self::with(registry, settings)
    }

    /// With another registry.
    ///
    /// # Errors
    /// A mapping file that is missing or no mapping.
    pub fn with(registry: Arc<dyn Registry>, settings: &settings::Esignet) -> anyhow::Result<Self> {
        let claims =
            document(settings.claims_mapping_file.as_deref(), CLAIMS).context("esignet.claims_mapping_file")?;
        let contexts = document(settings.acr_mapping_file.as_deref(), CONTEXTS).context("esignet.acr_mapping_file")?;
        let claims = ClaimMapping::read(&claims).context("esignet.claims_mapping_file is no identity mapping")?;
        let contexts = AcrMapping::read(&contexts).context("esignet.acr_mapping_file maps no contexts")?;
        Ok(Self { registry, claims: Arc::new(claims), contexts: Arc::new(contexts) })
    }

    /// Whether somebody else has to agree before a client counts.
    pub fn is_remote(&self) -> bool {
        self.registry.is_remote()
    }

    /// Asks eSignet. No change may be open.
    pub async fn send(&self, now: Timestamp, order: &Order) -> Answer {
        self.registry.send(now, order).await
    }

    /// The claims that clients can get. No change may be open.
    pub async fn claims_supported(&self, now: Timestamp) -> Option<Vec<String>> {
        self.registry.claims_supported(now).await
    }

    /// What clients of a policy may ask for.
    ///
    /// # Errors
    /// The claims cannot be read (`PMS-MSD-393`), or as [`released`].
    pub fn released(&self, policy: &Value, supported: Option<&[String]>) -> Result<Released, Refusal> {
        let supported = supported.ok_or_else(|| Refusal::of(&catalogue::CLAIMS_UNAVAILABLE))?;
        released(policy, supported, &self.claims, &self.contexts)
    }
}

fn document(file: Option<&Path>, embedded: &str) -> anyhow::Result<Value> {
    let text = match file {
        None => embedded.to_owned(),
        Some(file) => std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?,
    };
    serde_json::from_str(&text).context("it is no JSON")
}

#[cfg(test)]
mod tests;
