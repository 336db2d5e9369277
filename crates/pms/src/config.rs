//! The configuration: embedded defaults, then a file, then `PMS__SECTION__KEY`, then flags.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use figment::Figment;
use figment::providers::{Env, Format, Toml};
use pms_app::settings::{ApiKeys, DEFAULTS, Pkcs11, Settings};
use pms_domain::api_key::KeyApproval;
use pms_domain::certificate::PossessionPolicy;
use pms_store::db::Location;

/// What the command line adds.
#[derive(Default)]
pub struct Flags {
    pub file: Option<PathBuf>,
    pub data_dir: PathBuf,
    pub listen: Option<String>,
}

/// The settings of this run, checked.
pub struct Config {
    pub settings: Settings,
    pub data_dir: PathBuf,
}

const DEFAULT_LISTEN: &str = "127.0.0.1:8080";

/// Reads and checks.
pub fn load(flags: &Flags) -> anyhow::Result<Config> {
    let mut figment = Figment::from(Toml::string(DEFAULTS));
    if let Some(file) = &flags.file {
        if !file.is_file() {
            bail!("the configuration file {} does not exist", file.display());
        }
        figment = figment.merge(Toml::file_exact(file));
    }
    figment = figment.merge(Env::prefixed("PMS__").split("__"));
    let mut settings: Settings = figment.extract().map_err(readable)?;
    let derive_url = settings.server.public_url == format!("http://{DEFAULT_LISTEN}");
    if let Some(listen) = &flags.listen {
        settings.server.listen.clone_from(listen);
    }
    if derive_url {
        settings.server.public_url = format!("http://{}", settings.server.listen);
    }
    settings.server.public_url = settings.server.public_url.trim_end_matches('/').to_owned();
    read_secret_files(&mut settings)?;
    check(&settings)?;
    Ok(Config { settings, data_dir: flags.data_dir.clone() })
}

/// One line that names the key and what is wrong; values are never repeated, they may be secrets.
fn readable(error: figment::Error) -> anyhow::Error {
    use figment::error::Kind;
    let key = error.path.join(".");
    let what = match &error.kind {
        Kind::UnknownField(name, _) => {
            return anyhow::anyhow!("configuration: the key {} does not exist", join(&key, name));
        }
        Kind::MissingField(name) => return anyhow::anyhow!("configuration: the key {} is missing", join(&key, name)),
        Kind::InvalidType(_, expected) => format!("must be {expected}"),
        Kind::InvalidValue(_, expected) => format!("must be {expected}"),
        _ => "cannot be read".to_owned(),
    };
    if key.is_empty() {
        anyhow::anyhow!("configuration: the file {what}")
    } else {
        anyhow::anyhow!("configuration: {key} {what}")
    }
}

/// A path that came from the environment ends with the name already.
fn join(path: &str, name: &str) -> String {
    if path == name || path.ends_with(&format!(".{name}")) {
        path.to_owned()
    } else if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// Secrets may stand in files of their own.
fn read_secret_files(settings: &mut Settings) -> anyhow::Result<()> {
    if let Some(file) = settings.database.url_file.clone() {
        settings.database.url = secret(&file).context("database.url_file")?;
    }
    if let Some(file) = settings.mail.smtp_url_file.clone() {
        settings.mail.smtp_url = secret(&file).context("mail.smtp_url_file")?;
    }
    Ok(())
}

fn secret(file: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    Ok(text.trim().to_owned())
}

fn one_of(key: &str, value: &str, words: &[&str]) -> anyhow::Result<()> {
    if words.contains(&value) { Ok(()) } else { bail!("configuration: {key} must be one of {}", words.join(", ")) }
}

/// Rules that the types cannot say.
pub fn check(settings: &Settings) -> anyhow::Result<()> {
    one_of("identity.mode", &settings.identity.mode, &["embedded", "oidc"])?;
    one_of("partners.approval", &settings.partners.approval, &["admin", "certificate"])?;
    one_of("misp.licence_by", &settings.misp.licence_by, &["admin", "misp"])?;
    if !pms_domain::licence::LENGTHS.contains(&settings.misp.licence_key_length) {
        bail!("configuration: misp.licence_key_length must be from 32 to 128");
    }
    if !(1..=999_999).contains(&settings.misp.licence_validity_days) {
        bail!("configuration: misp.licence_validity_days must be from 1 to 999999");
    }
    one_of("api_keys.approval", &settings.api_keys.approval, &KeyApproval::ALL.map(KeyApproval::as_str))?;
    api_keys(&settings.api_keys)?;
    one_of("certificates.rules", &settings.certificates.rules, &["hardened", "reference"])?;
    let possession = &settings.certificates.proof_of_possession;
    one_of("certificates.proof_of_possession", possession, &PossessionPolicy::ALL.map(PossessionPolicy::as_str))?;
    one_of("pki.reissue_as_ca", &settings.pki.reissue_as_ca, &["default", "all"])?;
    let revocation = &settings.pki.revocation;
    for (domain, word) in [
        ("auth", &revocation.auth),
        ("device", &revocation.device),
        ("ftm", &revocation.ftm),
        ("misp", &revocation.misp),
    ] {
        one_of(&format!("pki.revocation.{domain}"), word, &["soft", "hard", "off"])?;
    }
    one_of("pki.revocation.fetch", &revocation.fetch, &["listed", "public", "off"])?;
    one_of("esignet.mode", &settings.esignet.mode, &["none", "http"])?;
    pms_app::esignet::Esignet::open(&settings.esignet).context("configuration")?;
    pms_app::devices::message_policy(settings).context("configuration")?;
    pkcs11(&settings.keys.pkcs11)?;
    one_of("accounts.second_factor", &settings.accounts.second_factor, &["optional", "staff", "everyone"])?;
    one_of("wire.compat", &settings.wire.compat, &["1.3", "1.2"])?;
    one_of("log.format", &settings.log.format, &["text", "json"])?;
    for algorithm in &settings.certificates.signature_algorithms {
        one_of("certificates.signature_algorithms", algorithm, &["SHA384", "SHA512", "PSS", "Ed25519"])?;
    }
    if settings.certificates.overlap_days.is_some_and(|days| days > pms_domain::limits::OVERLAP_DAYS) {
        bail!("configuration: certificates.overlap_days must be from 0 to {}", pms_domain::limits::OVERLAP_DAYS);
    }
    let jws = &settings.certificates.jws_algorithms;
    for algorithm in [&jws.auth, &jws.device, &jws.ftm, &jws.misp].into_iter().flatten() {
        if algorithm.parse::<pms_pki::jws::JwsAlgorithm>().is_err() {
            bail!("configuration: certificates.jws_algorithms: {algorithm} is not the name of an algorithm");
        }
    }
    for action in &settings.approvals.two_person {
        if let Err(why) = pms_domain::approval::TwoPerson::parse(action) {
            bail!("configuration: approvals.two_person: {why}");
        }
    }
    if !settings.approvals.two_person.is_empty() && (!settings.approvals.four_eyes || settings.compat.mosip) {
        bail!(
            "configuration: approvals.two_person asks for two people, while approvals.four_eyes = false or compat.mosip \
             lets one decide alone"
        );
    }
    for code in &settings.registration.types {
        if pms_domain::partner_type::find(code).is_none() {
            bail!("configuration: registration.types names {code}, which is no partner type");
        }
    }
    if settings.site.mandatory_languages.is_empty() {
        bail!("configuration: site.mandatory_languages needs at least one language");
    }
    // The listener and a migration keep one each; a change has one, and may read on another.
    if settings.database.max_connections < 4 {
        bail!("configuration: database.max_connections must be at least 4");
    }
    check_addresses(settings)?;
    if settings.compat.mosip && settings.identity.mode == "oidc" {
        bail!("configuration: compat.mosip cannot be on with an external identity provider");
    }
    if settings.identity.mode == "oidc" && settings.identity.issuers.is_empty() {
        bail!("configuration: identity.mode is oidc, but identity.issuers names no provider");
    }
    Ok(())
}

/// Numbers that would make keys useless, or have a partner's secret lie about longer than decided.
fn api_keys(settings: &ApiKeys) -> anyhow::Result<()> {
    for (key, value, most) in [
        ("per_approval", settings.per_approval, 10_000),
        ("validity_days", settings.validity_days, 999_999),
        ("overlap_days", settings.overlap_days, 999_999),
        ("fetch_days", settings.fetch_days, 7),
    ] {
        if !(1..=most).contains(&value) {
            bail!("configuration: api_keys.{key} must be between 1 and {most}");
        }
    }
    Ok(())
}

/// A half-described token is a mistake, not a wish to do without one.
fn pkcs11(settings: &Pkcs11) -> anyhow::Result<()> {
    let has_token = !settings.token_label.is_empty() || !settings.token_serial.is_empty();
    let Some(module) = &settings.module else {
        if has_token || settings.pin_file.is_some() {
            bail!(
                "configuration: keys.pkcs11 names a token, but no module: set keys.pkcs11.module to the device's library"
            );
        }
        return Ok(());
    };
    if !module.is_absolute() {
        bail!("configuration: keys.pkcs11.module must be an absolute path, so that no other library is found instead");
    }
    if !module.is_file() {
        bail!("configuration: keys.pkcs11.module: {} does not exist", module.display());
    }
    if !has_token {
        bail!("configuration: keys.pkcs11 needs token_label or token_serial");
    }
    if settings.token_label.len() > 32 || settings.token_serial.len() > 16 {
        bail!("configuration: keys.pkcs11: a token's label has at most 32 bytes, its serial number 16");
    }
    if settings.pin_file.is_none() {
        bail!("configuration: keys.pkcs11.pin_file is not set: the PIN stands in a file of its own");
    }
    if settings.keys.is_empty() {
        bail!("configuration: keys.pkcs11.keys names nothing; without keys for it, leave keys.pkcs11.module out");
    }
    for key in &settings.keys {
        one_of("keys.pkcs11.keys", key, &["root", "issuing"])?;
    }
    if !(1..=64).contains(&settings.sessions) {
        bail!("configuration: keys.pkcs11.sessions must be from 1 to 64");
    }
    if !(1..=120).contains(&settings.timeout_seconds) {
        bail!("configuration: keys.pkcs11.timeout_seconds must be from 1 to 120");
    }
    Ok(())
}

fn check_addresses(settings: &Settings) -> anyhow::Result<()> {
    let url = url::Url::parse(&settings.server.public_url).map_err(|_| {
        anyhow::anyhow!("configuration: server.public_url is no address like https://partners.example.org")
    })?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        bail!("configuration: server.public_url must start with https:// or http:// and name a host");
    }
    let listen: std::net::SocketAddr = settings.server.listen.parse().map_err(|_| {
        anyhow::anyhow!("configuration: server.listen must be an address and a port, like 127.0.0.1:8080")
    })?;
    let metrics = &settings.server.metrics_listen;
    if !metrics.is_empty() && metrics.parse::<std::net::SocketAddr>().is_err() {
        bail!("configuration: server.metrics_listen must be an address and a port, like 127.0.0.1:9464");
    }
    let behind_tls = url.scheme() == "https" && !settings.server.trusted_proxies.is_empty();
    if !listen.ip().is_loopback() && !behind_tls && !settings.server.allow_http {
        bail!(
            "configuration: server.listen is reachable from outside without TLS. Put a TLS proxy in front \
             (public_url with https and its address in server.trusted_proxies), or set server.allow_http in a closed \
             test network"
        );
    }
    Ok(())
}

/// Where the database is.
pub fn location(config: &Config) -> anyhow::Result<Location> {
    let url = config.settings.database.url.as_str();
    if url.is_empty() || url == "sqlite" {
        Ok(Location::Sqlite(config.data_dir.clone()))
    } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        Ok(Location::Postgres(url.to_owned()))
    } else {
        bail!("configuration: database.url must be empty (SQLite) or start with postgres://")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(change: impl FnOnce(&mut Settings)) -> anyhow::Result<()> {
        let mut settings = Settings::defaults().unwrap();
        change(&mut settings);
        check(&settings)
    }

    #[test]
    fn the_defaults_pass() {
        with(|_| {}).unwrap();
    }

    #[test]
    fn open_plain_http_is_refused() {
        assert!(with(|s| s.server.listen = "0.0.0.0:8080".into()).is_err());
        with(|s| {
            s.server.listen = "0.0.0.0:8080".into();
            s.server.allow_http = true;
        })
        .unwrap();
        assert!(
            with(|s| {
                s.server.listen = "0.0.0.0:8080".into();
                s.server.public_url = "https://partners.example.org".into();
            })
            .is_err()
        );
        with(|s| {
            s.server.listen = "0.0.0.0:8080".into();
            s.server.public_url = "https://partners.example.org".into();
            s.server.trusted_proxies = vec!["10.0.0.1".into()];
        })
        .unwrap();
    }

    #[test]
    fn metrics_listen_at_an_address() {
        with(|s| s.server.metrics_listen = "127.0.0.1:9464".into()).unwrap();
        assert!(with(|s| s.server.metrics_listen = "9464".into()).is_err());
    }

    #[test]
    fn the_compatibility_profile_needs_the_embedded_identity() {
        assert!(
            with(|s| {
                s.compat.mosip = true;
                s.identity.mode = "oidc".into();
            })
            .is_err()
        );
    }

    #[test]
    fn a_token_is_described_wholly_or_not_at_all() {
        type Change = fn(&mut Pkcs11);
        let with_token = |change: Change| {
            with(|s| {
                let pkcs11 = &mut s.keys.pkcs11;
                pkcs11.module = Some("/etc/hostname".into());
                pkcs11.token_label = "pms".into();
                pkcs11.pin_file = Some("/run/secrets/pin".into());
                change(pkcs11);
            })
        };
        with_token(|_| {}).unwrap();
        let wrong: [(Change, &str); 11] = [
            (|p| p.module = None, "no module"),
            (|p| p.module = Some("libsofthsm2.so".into()), "absolute"),
            (|p| p.module = Some("/nowhere/libsofthsm2.so".into()), "does not exist"),
            (|p| p.token_label = String::new(), "token_label or token_serial"),
            (|p| p.token_label = "x".repeat(33), "32 bytes"),
            (|p| p.token_serial = "x".repeat(17), "serial number 16"),
            (|p| p.pin_file = None, "pin_file is not set"),
            (|p| p.keys.clear(), "names nothing"),
            (|p| p.keys = vec!["sealing".into()], "root, issuing"),
            (|p| p.sessions = 0, "from 1 to 64"),
            (|p| p.timeout_seconds = 121, "from 1 to 120"),
        ];
        for (change, said) in wrong {
            let error = with_token(change).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }

    #[test]
    fn words_are_checked() {
        assert!(with(|s| s.partners.approval = "nobody".into()).is_err());
        assert!(with(|s| s.api_keys.approval = "never".into()).is_err());
        with(|s| s.api_keys.approval = "each".into()).unwrap();
        assert!(with(|s| s.api_keys.fetch_days = 8).is_err());
        assert!(with(|s| s.api_keys.per_approval = 0).is_err());
        assert!(with(|s| s.registration.types = vec!["King".into()]).is_err());
        with(|s| {
            s.approvals.two_person =
                pms_domain::approval::TwoPerson::ALL.map(|action| action.as_str().to_owned()).to_vec();
        })
        .unwrap();
    }

    /// What is not enforced is refused with a reason, never ignored.
    #[test]
    fn actions_for_two_that_are_not_there_are_refused() {
        for (action, said) in
            [("ca_rotation", "command line"), ("key_export", "command line"), ("everything", "must be one of")]
        {
            let error = with(|s| s.approvals.two_person = vec![action.into()]).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
        for relax in [|s: &mut Settings| s.approvals.four_eyes = false, |s: &mut Settings| s.compat.mosip = true] {
            let outcome = with(|s| {
                s.approvals.two_person = vec!["trust_anchor".into()];
                relax(s);
            });
            assert!(outcome.is_err(), "two people and one contradict each other");
        }
    }
}
