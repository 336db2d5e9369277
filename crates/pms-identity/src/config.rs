//! What this crate needs to know of the configuration; `pms-app` makes it from its settings.

use std::time::Duration;

use pms_domain::roles;
use zeroize::Zeroizing;

/// A secret text. It has no `Debug`, `Display` or `Serialize`.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself. Take care where it goes.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Who knows the people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Accounts in this database.
    Embedded,
    /// An OpenID Connect provider.
    Oidc,
}

/// Who must have a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondFactor {
    /// Nobody must, everybody may.
    Optional,
    /// Whoever has an admin or policy role ([`roles::ADMIN_ROLES`]).
    Staff,
    Everyone,
}

impl SecondFactor {
    /// Its words in the configuration.
    pub const WORDS: [(&'static str, SecondFactor); 3] =
        [("optional", SecondFactor::Optional), ("staff", SecondFactor::Staff), ("everyone", SecondFactor::Everyone)];

    pub fn parse(word: &str) -> Option<Self> {
        Self::WORDS.into_iter().find(|(known, _)| *known == word).map(|(_, rule)| rule)
    }

    /// Whether an account with these roles must have one.
    pub fn asks<'a>(self, mut own: impl Iterator<Item = &'a str>) -> bool {
        match self {
            SecondFactor::Optional => false,
            SecondFactor::Staff => own.any(|role| roles::ADMIN_ROLES.contains(&role)),
            SecondFactor::Everyone => true,
        }
    }
}

/// An external issuer that is trusted.
#[derive(Clone)]
pub struct TrustedIssuer {
    /// Exact `iss`.
    pub issuer: String,
    pub jwks_uri: String,
    pub authorization_endpoint: String,
    pub token_endpoint: String,
    pub end_session_endpoint: Option<String>,
    pub client_id: String,
    pub client_secret: Option<Secret>,
    /// Claim that names the user.
    pub user_claim: String,
    /// Accepted algorithms; symmetric ones are ignored.
    pub algorithms: Vec<String>,
}

/// Limits against guessing.
#[derive(Clone, Copy, Debug)]
pub struct GuessLimits {
    /// Failures of a source in an hour.
    pub per_source: u32,
    /// Failures of an account (or address) from one source in an hour.
    pub per_account: u32,
    /// Failures of everybody in a minute.
    pub overall: u32,
}

#[derive(Clone)]
pub struct Config {
    pub mode: Mode,
    /// Address of this system without a trailing slash.
    pub public_url: String,
    pub site_name: String,
    /// Life of an access token.
    pub access_token: Duration,
    pub session_idle: Duration,
    pub session_max: Duration,
    /// `aud`/`azp` values that are accepted.
    pub allowed_audiences: Vec<String>,
    pub issuers: Vec<TrustedIssuer>,
    /// Hosts that may be called over http and at private addresses.
    pub outbound_hosts: Vec<String>,
    pub limits: GuessLimits,
    /// Who of the accounts held here must have a second factor.
    pub second_factor: SecondFactor,
    /// Time between polls of the change log.
    pub poll: Duration,
    /// Time without a poll after which nobody is let in.
    pub fail_closed_after: Duration,
    /// The compatibility profile.
    pub compat: bool,
}

impl Config {
    /// The embedded issuer.
    pub fn issuer(&self) -> String {
        format!("{}/auth/realms/mosip", self.public_url)
    }
}
