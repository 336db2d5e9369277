//! The part of the configuration that decides how use cases behave. `pms config print` shows it with its comments.

use std::collections::BTreeMap;
use std::path::PathBuf;

use pms_domain::policy::{self, PolicyType};
use pms_domain::verification::Rate;
use serde::{Deserialize, Serialize};

/// All sections. Unknown keys are errors.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub server: Server,
    pub database: Database,
    pub keys: Keys,
    pub site: Site,
    pub identity: Identity,
    pub accounts: Accounts,
    pub registration: Registration,
    pub partners: Partners,
    pub policies: Policies,
    pub misp: Misp,
    pub esignet: Esignet,
    pub api_keys: ApiKeys,
    pub approvals: Approvals,
    pub certificates: Certificates,
    pub pki: Pki,
    pub features: Features,
    pub portal: Portal,
    pub mail: Mail,
    pub notifications: Notifications,
    pub devices: Devices,
    pub wire: Wire,
    pub limits: Limits,
    pub audit: Audit,
    pub verification: Verification,
    pub transaction_log: TransactionLog,
    pub compat: Compat,
    pub log: Log,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Address and port to listen on.
    pub listen: String,
    /// The address people and systems use. https makes all cookies Secure.
    pub public_url: String,
    /// Allows a non-loopback address over plain http.
    pub allow_http: bool,
    /// Proxies whose X-Forwarded-For is believed (addresses or CIDR).
    pub trusted_proxies: Vec<String>,
    /// Origins besides our own whose pages may read answers and send writes with a person's cookies.
    pub allowed_origins: Vec<String>,
    /// Address and port of metrics alone. Empty: beside the rest, where no proxy stands in front.
    pub metrics_listen: String,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite` (in the data directory) or a `postgres://` address. Empty: SQLite.
    pub url: String,
    /// File that holds the address, for deployments that mount secrets.
    pub url_file: Option<PathBuf>,
    /// Connections of this process.
    pub max_connections: u32,
    /// Lists that this process counts and reads at a time; the others wait for their turn. As many as the database has
    /// processors.
    pub lists_at_once: u32,
    /// How long PostgreSQL lets a statement of the server run, seconds. 0: for ever.
    pub statement_timeout_seconds: u32,
    /// How long a statement may wait for a lock, the one of changes among them, seconds. 0: for ever.
    pub lock_timeout_seconds: u32,
    /// How long a transaction may lie open without a statement, seconds. 0: for ever.
    pub idle_in_transaction_timeout_seconds: u32,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// File with the 256-bit master key, base64. Empty on the embedded default: `data/master.key`.
    pub master_key_file: Option<PathBuf>,
    /// Whether an admin who makes an API key for a partner may see it.
    pub admin_handover: bool,
    pub pkcs11: Pkcs11,
}

/// A hardware security module for keys of the certificate authorities.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Pkcs11 {
    /// The device's shared library. None: all keys are wrapped in the database.
    pub module: Option<PathBuf>,
    /// Label of the token, its serial number, or both.
    pub token_label: String,
    pub token_serial: String,
    /// File with the PIN of the token's user.
    pub pin_file: Option<PathBuf>,
    /// Which keys are made in the token: `root`, `issuing`.
    pub keys: Vec<String>,
    /// Sessions of this process, and so signatures at a time.
    pub sessions: usize,
    /// How long an answer of the token is waited for.
    pub timeout_seconds: u64,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// Name of the ID system, shown in the portal and in mails.
    pub name: String,
    /// IANA time zone for mails, jobs and working days.
    pub timezone: String,
    /// Languages as MOSIP codes, mandatory ones first.
    pub mandatory_languages: Vec<String>,
    pub optional_languages: Vec<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// `embedded` or `oidc`.
    pub mode: String,
    /// Life of an access token, seconds.
    pub access_token_seconds: u64,
    /// Idle time after which a portal session ends, seconds.
    pub session_idle_seconds: u64,
    /// Longest life of a portal session, seconds.
    pub session_max_seconds: u64,
    /// `azp`/`aud` values that are accepted.
    pub allowed_audiences: Vec<String>,
    /// Exact targets (origin plus path prefix) of the login bridge, besides the portal's own.
    pub allowed_redirects: Vec<String>,
    /// appId -> realm of authmanager.
    pub application_ids: Vec<String>,
    /// Issuers accepted in `oidc` mode.
    pub issuers: Vec<OidcIssuer>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OidcIssuer {
    /// Exact `iss`.
    pub issuer: String,
    pub jwks_uri: String,
    pub authorization_endpoint: String,
    pub token_endpoint: String,
    pub end_session_endpoint: Option<String>,
    pub client_id: String,
    /// File with the client secret.
    pub client_secret_file: Option<PathBuf>,
    /// Claim that names the user (default `preferred_username`).
    #[serde(default = "preferred_username")]
    pub user_claim: String,
    /// Accepted asymmetric algorithms.
    #[serde(default = "rs256")]
    pub algorithms: Vec<String>,
}

fn preferred_username() -> String {
    "preferred_username".into()
}

fn rs256() -> Vec<String> {
    vec!["RS256".into()]
}

/// Accounts that are held here (`identity.mode = "embedded"`).
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Accounts {
    /// `optional`, `staff` or `everyone`: who must have a second factor.
    pub second_factor: String,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// Partner types that may register themselves.
    pub types: Vec<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Partners {
    /// `admin` or `certificate`: what approves a partner.
    pub approval: String,
    /// Hours an invitation is valid.
    pub invitation_hours: u32,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Policies {
    /// What a policy's `schema` says once it is published.
    pub schema_url: String,
    /// Attributes that a policy's editor offers.
    pub kyc_attributes: Vec<String>,
    /// Credential types that a policy may be mapped to.
    pub credential_types: Vec<String>,
    /// Partner types that map credential types.
    pub credential_partner_types: Vec<String>,
    /// Partner types that need biometric extractors.
    pub extractor_partner_types: Vec<String>,
}

/// OIDC and OAuth clients, and the eSignet that they are registered at.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Esignet {
    /// `none` (clients are registered here alone) or `http`.
    pub mode: String,
    /// Base address of eSignet's API.
    pub url: String,
    /// Where the token for eSignet comes from: client credentials.
    pub token_url: String,
    pub client_id: String,
    /// File with the client secret.
    pub client_secret_file: Option<PathBuf>,
    /// Hosts that may be called over http and at private addresses.
    pub allowed_hosts: Vec<String>,
    /// eSignet's openid-configuration, whose `claims_supported` count. Empty: the list here.
    pub configuration_url: String,
    pub claims_supported: Vec<String>,
    /// Which attributes make a claim, in the form of MOSIP's identity mapping. None: the embedded one.
    pub claims_mapping_file: Option<PathBuf>,
    /// Which factors make an authentication context. None: the embedded mapping.
    pub acr_mapping_file: Option<PathBuf>,
    /// What clients may ask for.
    pub grant_types: Vec<String>,
    pub client_auth_methods: Vec<String>,
    /// How long a replaced key overlaps with the new one when the request does not say.
    pub key_overlap_hours: u32,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Misp {
    /// `admin` or `misp`: whom the portal offers to make and renew licences.
    pub licence_by: String,
    /// Characters of a licence key.
    pub licence_key_length: usize,
    /// Days that a licence is valid.
    pub licence_validity_days: u32,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ApiKeys {
    /// `request` or `each`: whether the approval of a policy covers its keys.
    pub approval: String,
    /// Keys that a partner may have at a time for an approved policy.
    pub per_approval: u32,
    /// Days a key is valid.
    pub validity_days: u32,
    /// Days that a re-issued key works on beside the new one, when nobody says.
    pub overlap_days: u32,
    /// Days that a partner has to fetch a key which an admin made for it, at most 7.
    pub fetch_days: u32,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Approvals {
    /// No decision by the requester or a member of the partner.
    pub four_eyes: bool,
    /// Admin actions that need a second admin.
    pub two_person: Vec<String>,
    /// Working days within which the site promises a decision; absent: no promise.
    pub target_days: Option<u32>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Certificates {
    /// `hardened` or `reference`.
    pub rules: String,
    /// Signature algorithms of partner certificates accepted besides SHA-256 with RSA or ECDSA.
    pub signature_algorithms: Vec<String>,
    /// Days for which a certificate is trusted beside the one that replaced it; `None`: until its own end.
    #[serde(default)]
    pub overlap_days: Option<u32>,
    /// `off`, `accepted` or `required`.
    pub proof_of_possession: String,
    /// Signature algorithms of signed messages (JWS), by the domain of their certificate.
    pub jws_algorithms: JwsAlgorithms,
}

/// Names of RFC 7518 (`RS256`), one list for each domain.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct JwsAlgorithms {
    pub auth: Vec<String>,
    pub device: Vec<String>,
    pub ftm: Vec<String>,
    pub misp: Vec<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Pki {
    /// `default` or `all`: which re-signed certificates are CA certificates.
    pub reissue_as_ca: String,
    /// Re-sign FTM certificates too.
    pub resign_ftm: bool,
    /// Names of the root and issuing CAs.
    pub country: String,
    pub state: String,
    pub locality: String,
    pub organization: String,
    pub organizational_unit: String,
    pub common_name: String,
    pub revocation: Revocation,
}

/// Revocation lists of partners' CAs.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Revocation {
    /// What counts in each domain: `soft` (lists where they are known), `hard` (nothing without one), `off` (no lists).
    pub auth: String,
    pub device: String,
    pub ftm: String,
    pub misp: String,
    /// Whence lists are fetched: `listed` (the hosts below alone), `public` (any public https address too), `off`.
    pub fetch: String,
    /// Hosts whose lists may be fetched, over http and from private addresses too.
    pub allowed_hosts: Vec<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Features {
    pub ca_signed_partner_certificate: bool,
    pub oidc_client: bool,
    pub root_and_intermediate_certificates: bool,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Portal {
    /// Minutes; values of `system-config`.
    pub inactivity_timer: u32,
    pub inactivity_prompt_timer: u32,
    pub axios_timeout: u32,
    pub max_allowed_expiry_year: u32,
    pub max_allowed_created_year: u32,
    pub items_per_page: u32,
    pub refresh_notifications_seconds: u32,
    /// Roles that `GET /roles` lists.
    pub required_roles: Vec<String>,
    /// Directory with further language files (`xx/portal.ftl`), read at start.
    pub languages_dir: Option<PathBuf>,
    /// Whoever signs in agrees to the terms first, once.
    pub terms: bool,
    /// Directory with the site's terms, one text file a language (`xx.txt`), read at start. None: a short neutral text.
    pub terms_dir: Option<PathBuf>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// `smtp://` or `smtps://` address; empty: mails land in the data directory's mail box.
    pub smtp_url: String,
    pub smtp_url_file: Option<PathBuf>,
    /// Sender address.
    pub from: String,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Notifications {
    /// Whether anybody is told what ends soon.
    pub enabled: bool,
    /// Hour of the day, in the site's time zone, from which the notices of the day are written.
    pub hour: u32,
    /// Days before the end, each one notice; 0 is the day itself.
    pub periods: Vec<u32>,
    /// Day of the weekly summary for partner admins, e.g. `saturday`. Empty: none.
    pub summary_day: String,
    /// Partners that get no notices.
    pub skip_partners: Vec<String>,
    /// Days after which a notification is deleted; 0: never.
    pub keep_days: u32,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Devices {
    /// Whether a secure biometric interface is taken out of use once its time is over.
    pub deactivate_expired_interfaces: bool,
    /// Years before today within which an interface must have been made.
    pub created_within_years: u32,
    /// Years after today within which an interface must end.
    pub expiry_within_years: u32,
    pub messages: DeviceMessages,
}

/// How the messages of devices are judged at an authentication.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceMessages {
    /// Names of the checks that are made.
    pub checks: Vec<String>,
    /// Extended key usages of which a certificate that has any needs one.
    pub extended_key_usages: Vec<String>,
    pub max_age_seconds: u32,
    pub max_ahead_seconds: u32,
    pub max_gap_seconds: u32,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Wire {
    /// `1.3` or `1.2`: HTTP status of validation failures (400 or 200).
    pub compat: String,
    /// Whether requests of routes marked T need a current request time.
    pub check_request_time: bool,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Failed guesses per source and hour, over all guessable actions.
    pub guesses_per_source: u32,
    /// Failed guesses per account or address and hour.
    pub guesses_per_account: u32,
    /// Failed guesses overall and minute.
    pub guesses_overall: u32,
    /// Connections per source address.
    pub connections_per_source: u32,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Audit {
    /// Where seals go: a file path (empty: `seals.jsonl` in the data directory) or an https address.
    pub seal_sink: String,
    pub seal_every_records: u64,
    pub seal_every_seconds: u64,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Verification {
    /// Milliseconds between polls of the change log.
    pub poll_milliseconds: u64,
    /// Seconds without a poll after which readiness fails.
    pub max_staleness_seconds: u64,
    /// Seconds without a poll after which answers are refused; 0: at once.
    pub fail_closed_after_seconds: u64,
    pub limits: VerificationLimits,
}

/// How often the check at authentication time is answered with yes; 0: as often as somebody asks.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct VerificationLimits {
    /// Of a licence, each second and replica.
    pub licence_per_second: u32,
    /// Of a licence at once, after a pause.
    pub licence_burst: u32,
    /// Of an API key or OIDC client, each second and replica.
    pub key_per_second: u32,
    /// Of an API key or OIDC client at once, after a pause.
    pub key_burst: u32,
    /// Of a licence, each day (UTC), all replicas together.
    pub licence_per_day: u32,
    /// Of an API key or OIDC client, each day (UTC), all replicas together.
    pub key_per_day: u32,
    /// Questions of a caller, and of a source, in a minute that name a licence or key that nobody has, or another partner has; all
    /// replicas together. Beyond it what may be a guess is refused.
    pub unknown_per_minute: u32,
}

impl VerificationLimits {
    /// The rates of licences and of keys. A burst below the rate is the rate: less than a second's worth is none.
    pub fn rates(&self) -> [Rate; 2] {
        [(self.licence_per_second, self.licence_burst), (self.key_per_second, self.key_burst)]
            .map(|(per_second, burst)| Rate { per_second, burst: burst.max(per_second) })
    }

    pub fn are_off(&self) -> bool {
        [self.licence_per_second, self.key_per_second, self.licence_per_day, self.key_per_day] == [0; 4]
    }
}

/// The log of the uses of licences and keys.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TransactionLog {
    /// Whether the answers of the check at authentication time are rows of the log. A site that ingests what its gateways log may
    /// do without.
    pub own_answers: bool,
    /// `validate`, `gateway` or `ida`: the source whose rows lists and totals count when the caller names none.
    pub count_from: String,
    /// Days for which rows are kept, at least 32. Sums by day are kept for good.
    pub keep_days: u32,
    /// Directory for the file of each day that is deleted. Empty: `transactions` in the data directory.
    pub export_directory: String,
    /// File with the secret of the subscription to ID Authentication's topic. None: nothing is taken.
    pub hub_secret_file: Option<PathBuf>,
    /// The topic.
    pub hub_topic: String,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Compat {
    /// One switch for existing MOSIP scripts and suites. Loud, and never with an external identity provider.
    pub mosip: bool,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// `text` or `json`.
    pub format: String,
    /// Filter as `info,pms=debug`.
    pub filter: String,
}

/// The commented default configuration; it is also the reference.
pub const DEFAULTS: &str = include_str!("../default.toml");

impl Settings {
    /// The defaults alone. Tests change what they need.
    pub fn defaults() -> anyhow::Result<Self> {
        toml::from_str(DEFAULTS).map_err(|error| anyhow::anyhow!("embedded defaults: {error}"))
    }

    /// Languages of the site, MOSIP codes, mandatory first.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.site.mandatory_languages.iter().chain(&self.site.optional_languages).map(String::as_str)
    }

    /// `GET /policies/config/{key}`: these keys and no others (contract part B §4.14; the reference answered any property,
    /// secrets too). Lists are joined by commas, as the properties were.
    pub fn policy_config(&self, key: &str) -> Option<String> {
        let types = PolicyType::ALL.map(PolicyType::as_str);
        Some(match key {
            "policy.allowed.kyc.attributes" => self.policies.kyc_attributes.join(","),
            "policy.auth.allowed.token.types" => policy::TOKEN_TYPES.join(","),
            "pmp.allowed.policy.types" => types.join(","),
            "pmp.allowed.credential.types" => self.policies.credential_types.join(","),
            "policy.credential.type.mapping.allowed.partner.types" => self.policies.credential_partner_types.join(","),
            "pmp.bioextractors.required.partner.types" => self.policies.extractor_partner_types.join(","),
            "mosip.pms.ui.required.roles" => self.portal.required_roles.join(","),
            "mosip.pms.misp.partner.type" => "MISP_Partner".to_owned(),
            _ => return None,
        })
    }

    /// `GET /system-config`: every value is a string (contract part A §8).
    pub fn system_config(&self) -> BTreeMap<&'static str, String> {
        BTreeMap::from([
            ("grantTypes", self.esignet.grant_types.join(",")),
            ("clientAuthMethods", self.esignet.client_auth_methods.join(",")),
            ("inActivityTimer", self.portal.inactivity_timer.to_string()),
            ("inActivityPromptTimer", self.portal.inactivity_prompt_timer.to_string()),
            ("axiosTimeout", self.portal.axios_timeout.to_string()),
            ("maxAllowedExpiryYear", self.portal.max_allowed_expiry_year.to_string()),
            ("maxAllowedCreatedYear", self.portal.max_allowed_created_year.to_string()),
            ("itemsPerPage", self.portal.items_per_page.to_string()),
            ("refreshNotificationsTime", self.portal.refresh_notifications_seconds.to_string()),
            ("isCaSignedPartnerCertificateAvailable", self.features.ca_signed_partner_certificate.to_string()),
            ("isOidcClientAvailable", self.features.oidc_client.to_string()),
            ("isRootIntermediateCertAvailable", self.features.root_and_intermediate_certificates.to_string()),
        ])
    }
}
