//! Delivery by SMTP (RFC 5321): TLS from the first byte (`smtps`, RFC 8314) or by STARTTLS.

use std::net::IpAddr;
use std::time::Duration;

use anyhow::{Context as _, bail};
use lettre::transport::smtp::AsyncSmtpTransportBuilder;
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use percent_encoding::percent_decode_str;
use url::{Host, Url};

use super::compose::Composed;
use super::post::Class;

/// Time for each step of the conversation.
const STEP: Duration = Duration::from_secs(10);
/// Connections at a time, and how long one is kept for the next mail.
const CONNECTIONS: u32 = 8;
const KEPT_FOR: Duration = Duration::from_secs(30);

/// A mail server.
pub(crate) struct Smtp(AsyncSmtpTransport<Tokio1Executor>);

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Protection {
    /// TLS from the first byte.
    Wrapped,
    /// STARTTLS, or nothing is sent.
    Upgraded,
    None,
}

impl Smtp {
    /// `smtps://user:password@host:465` or `smtp://user:password@host:587`; user, password and port may be left out, a
    /// path is the name for EHLO. Over `smtp` STARTTLS is required unless the host is this machine; `?tls=none` asks for
    /// an unprotected connection all the same (a relay in a closed network), and is refused with a password.
    ///
    /// # Errors
    /// What is wrong with the address; the address itself is not repeated, it may hold a password.
    pub(crate) fn settings(address: &str) -> anyhow::Result<AsyncSmtpTransportBuilder> {
        let url = Url::parse(address).map_err(|error| anyhow::anyhow!("mail.smtp_url is no address: {error}"))?;
        let host = url.host_str().filter(|host| !host.is_empty()).context("mail.smtp_url names no host")?.to_owned();
        let protection = protection(&url)?;
        let port = url.port().unwrap_or(match protection {
            Protection::Wrapped => 465,
            Protection::Upgraded => 587,
            Protection::None => 25,
        });
        let tls = match protection {
            Protection::Wrapped => Tls::Wrapper(parameters(&host)?),
            Protection::Upgraded => Tls::Required(parameters(&host)?),
            Protection::None => Tls::None,
        };
        let pool = PoolConfig::new().min_idle(0).max_size(CONNECTIONS).idle_timeout(KEPT_FOR);
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host.trim_matches(['[', ']']))
            .port(port)
            .tls(tls)
            .timeout(Some(STEP))
            .pool_config(pool);
        let name = url.path().trim_matches('/');
        if !name.is_empty() {
            builder = builder.hello_name(ClientId::Domain(name.to_owned()));
        }
        if !url.username().is_empty() {
            let user = decoded(url.username())?;
            let password = decoded(url.password().unwrap_or_default())?;
            builder = builder.credentials(Credentials::new(user, password));
        }
        Ok(builder)
    }

    /// As [`Smtp::settings`], ready to send. Needs the runtime: kept connections are looked after by a task.
    pub(crate) fn open(address: &str) -> anyhow::Result<Self> {
        Ok(Self(Self::settings(address)?.build()))
    }

    pub(crate) async fn send(&self, mail: &Composed) -> Result<(), Class> {
        match self.0.send_raw(&mail.envelope, &mail.bytes).await {
            Ok(_) => Ok(()),
            Err(error) => Err(class(&error)),
        }
    }
}

fn class(error: &lettre::transport::smtp::Error) -> Class {
    match error.status() {
        Some(code) => Class::reply(code),
        None if error.is_timeout() => Class::new("timeout"),
        None if error.is_tls() => Class::new("tls"),
        None if error.is_response() => Class::new("response"),
        None if error.is_client() => Class::new("client"),
        None => Class::new("connection"),
    }
}

fn protection(url: &Url) -> anyhow::Result<Protection> {
    let wish = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
    let has_password = url.password().is_some();
    match (url.scheme(), wish.as_deref()) {
        ("smtps", None) => Ok(Protection::Wrapped),
        ("smtp", None) if is_this_machine(url) => Ok(Protection::None),
        ("smtp", None | Some("required")) => Ok(Protection::Upgraded),
        ("smtp", Some("none")) if has_password && !is_this_machine(url) => {
            bail!("mail.smtp_url would send a password over an unprotected connection; leave tls=none out")
        }
        ("smtp", Some("none")) => Ok(Protection::None),
        ("smtp" | "smtps", Some(_)) => bail!("mail.smtp_url: tls may be none or required, with smtp:// only"),
        _ => bail!("mail.smtp_url must start with smtps:// or smtp://"),
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn parameters(host: &str) -> anyhow::Result<TlsParameters> {
    TlsParameters::new(host.to_owned())
        .map_err(|error| anyhow::anyhow!("TLS for mail.smtp_url cannot be set up: {error}"))
}

fn decoded(part: &str) -> anyhow::Result<String> {
    let text = percent_decode_str(part).decode_utf8();
    Ok(text.map_err(|_| anyhow::anyhow!("mail.smtp_url: user or password is not UTF-8"))?.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(address: &str) -> anyhow::Result<Protection> {
        protection(&Url::parse(address)?)
    }

    #[test]
    fn mail_leaves_protected_unless_the_operator_says_otherwise() {
        assert_eq!(of("smtps://u:p@mail.example").unwrap(), Protection::Wrapped);
        assert_eq!(of("smtp://u:p@mail.example:587").unwrap(), Protection::Upgraded);
        assert_eq!(of("smtp://mail.example").unwrap(), Protection::Upgraded);
        assert_eq!(of("smtp://127.0.0.1:2525?tls=required").unwrap(), Protection::Upgraded);
        assert_eq!(of("smtp://relay.internal:25?tls=none").unwrap(), Protection::None);
        for here in ["smtp://localhost:25", "smtp://127.0.0.1:2525", "smtp://[::1]:2525"] {
            assert_eq!(of(here).unwrap(), Protection::None, "{here}");
        }
    }

    #[test]
    fn unusable_addresses_are_refused_without_repeating_their_password() {
        let (password, other) = ("hunter2", "none-of-these");
        for address in [
            format!("smtp://user:{password}@relay.example?tls=none"),
            format!("smtp://user:{password}@relay.example?tls={other}"),
            format!("smtps://user:{password}@relay.example?tls=required"),
            format!("http://user:{password}@relay.example"),
            format!("smtp://user:{password}%ff@127.0.0.1"),
            format!("smtp:{password}"),
            password.to_owned(),
        ] {
            let error = Smtp::settings(&address).err().map(|error| format!("{error:#}")).unwrap_or_default();
            assert!(error.contains("mail.smtp_url"), "{address}: {error}");
            assert!(!error.contains(password) && !error.contains("user:"), "{error}");
        }
        assert!(Smtp::settings("smtp://user:pa%40ss@127.0.0.1:2525/pms.example").is_ok());
    }
}
