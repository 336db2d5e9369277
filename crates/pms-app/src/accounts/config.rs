//! What the identities need to know, from the settings.

use std::time::Duration;

use anyhow::{Context as _, bail};
use pms_domain::context::Surroundings;
use pms_identity::config::{Config, GuessLimits, Mode, SecondFactor, TrustedIssuer};
use pms_identity::{Identity, Secret};
use pms_store::Store;
use pms_store::keys::MasterKey;
use url::Url;

use crate::settings::{OidcIssuer, Settings};

/// Opens the identities of a process.
///
/// # Errors
/// When the settings contradict each other, or as [`Identity::open`].
pub async fn open_identity(
    settings: &Settings,
    store: &Store,
    master: &MasterKey,
    surroundings: &Surroundings,
) -> anyhow::Result<Identity> {
    Identity::open(store, master, surroundings, config(settings)?).await
}

fn config(settings: &Settings) -> anyhow::Result<Config> {
    let identity = &settings.identity;
    let mode = match identity.mode.as_str() {
        "embedded" => Mode::Embedded,
        "oidc" => Mode::Oidc,
        other => bail!("identity.mode is `{other}`; it should be embedded or oidc"),
    };
    if mode == Mode::Oidc && identity.issuers.is_empty() {
        bail!("identity.mode is oidc, and identity.issuers is empty");
    }
    if mode == Mode::Oidc && settings.compat.mosip {
        bail!("compat.mosip is refused with an external identity provider");
    }
    let second_factor = &settings.accounts.second_factor;
    let Some(second_factor) = SecondFactor::parse(second_factor) else {
        bail!("accounts.second_factor is `{second_factor}`; it should be optional, staff or everyone");
    };
    let issuers = identity.issuers.iter().map(issuer).collect::<anyhow::Result<Vec<_>>>()?;
    Ok(Config {
        mode,
        public_url: settings.server.public_url.trim_end_matches('/').to_owned(),
        site_name: settings.site.name.clone(),
        access_token: Duration::from_secs(identity.access_token_seconds),
        session_idle: Duration::from_secs(identity.session_idle_seconds),
        session_max: Duration::from_secs(identity.session_max_seconds),
        allowed_audiences: identity.allowed_audiences.clone(),
        // The operator named these hosts; a provider inside the cluster is the usual case.
        outbound_hosts: identity.issuers.iter().flat_map(hosts).collect(),
        issuers,
        limits: GuessLimits {
            per_source: settings.limits.guesses_per_source,
            per_account: settings.limits.guesses_per_account,
            overall: settings.limits.guesses_overall,
        },
        second_factor,
        poll: Duration::from_millis(settings.verification.poll_milliseconds.max(10)),
        fail_closed_after: Duration::from_secs(settings.verification.fail_closed_after_seconds),
        compat: settings.compat.mosip,
    })
}

fn hosts(issuer: &OidcIssuer) -> Vec<String> {
    [&issuer.jwks_uri, &issuer.token_endpoint]
        .into_iter()
        .filter_map(|address| Url::parse(address).ok()?.host().map(|host| host.to_string()))
        .collect()
}

fn issuer(settings: &OidcIssuer) -> anyhow::Result<TrustedIssuer> {
    for (name, address) in [
        ("jwks_uri", &settings.jwks_uri),
        ("authorization_endpoint", &settings.authorization_endpoint),
        ("token_endpoint", &settings.token_endpoint),
    ] {
        Url::parse(address).with_context(|| format!("identity.issuers: {name} is no URL"))?;
    }
    if let Some(symmetric) = settings.algorithms.iter().find(|algorithm| !is_asymmetric(algorithm)) {
        bail!("identity.issuers: the algorithm {symmetric} is not an asymmetric one");
    }
    let client_secret = match &settings.client_secret_file {
        None => None,
        Some(file) => {
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("identity.issuers: client_secret_file {}", file.display()))?;
            Some(Secret::new(text.trim()))
        }
    };
    Ok(TrustedIssuer {
        issuer: settings.issuer.clone(),
        jwks_uri: settings.jwks_uri.clone(),
        authorization_endpoint: settings.authorization_endpoint.clone(),
        token_endpoint: settings.token_endpoint.clone(),
        end_session_endpoint: settings.end_session_endpoint.clone(),
        client_id: settings.client_id.clone(),
        client_secret,
        user_claim: settings.user_claim.clone(),
        algorithms: settings.algorithms.clone(),
    })
}

fn is_asymmetric(algorithm: &str) -> bool {
    ["RS", "PS", "ES", "Ed"].iter().any(|family| algorithm.starts_with(family))
}
