//! The one client for requests that this system sends (architecture §2 "Outbound HTTP").
//!
//! https only (http to allow-listed hosts); the address that a name resolves to is checked at connect time, so that a
//! name cannot point inside after it was looked at; no redirects, no proxy from the environment, five seconds, one MiB.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use thiserror::Error;
use url::{Host, Url};
use zeroize::Zeroizing;

use crate::config::Secret;

/// Time for a request, from name look-up to the last byte.
const TIME: Duration = Duration::from_secs(5);
/// Longest answer, bytes.
const LONGEST: usize = 1024 * 1024;

/// Why a request was not sent, or has no answer. Names no secret and quotes no answer.
#[derive(Debug, Error)]
pub enum OutboundError {
    #[error("the address is not allowed: {0}")]
    Refused(&'static str),
    #[error("no answer")]
    NoAnswer,
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
}

/// An answer, read to its end.
pub struct OutboundAnswer {
    pub status: u16,
    pub body: Vec<u8>,
}

/// How JSON is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Post,
    Put,
}

/// Cheap to clone.
#[derive(Clone)]
pub struct Outbound {
    client: reqwest::Client,
    allowed: Arc<BTreeSet<String>>,
}

impl Outbound {
    /// `allowed_hosts` may be called over http and at private addresses.
    ///
    /// # Errors
    /// When the TLS library cannot start.
    pub fn new(allowed_hosts: &[String]) -> anyhow::Result<Self> {
        let allowed: Arc<BTreeSet<String>> =
            Arc::new(allowed_hosts.iter().map(|host| host.to_ascii_lowercase()).collect());
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(TIME)
            .connect_timeout(TIME)
            .referer(false)
            .user_agent("pms")
            .dns_resolver(Arc::new(CheckedResolver { allowed: Arc::clone(&allowed) }))
            .build()?;
        Ok(Self { client, allowed })
    }

    pub async fn get(&self, address: &str) -> Result<OutboundAnswer, OutboundError> {
        self.get_within(address, LONGEST, TIME).await
    }

    /// As [`Self::get`], for an answer of at most so many bytes within this time.
    ///
    /// # Errors
    /// An address that may not be called, no answer, or a longer one.
    pub async fn get_within(
        &self,
        address: &str,
        longest: usize,
        time: Duration,
    ) -> Result<OutboundAnswer, OutboundError> {
        let url = self.check(address)?;
        Self::read_within(self.client.get(url).timeout(time), longest).await
    }

    /// Posts a form.
    pub async fn post_form(
        &self,
        address: &str,
        form: &[(&str, &str)],
        basic: Option<(&str, &str)>,
    ) -> Result<OutboundAnswer, OutboundError> {
        let url = self.check(address)?;
        let mut request = self.client.post(url).form(form);
        if let Some((user, password)) = basic {
            request = request.basic_auth(user, Some(password));
        }
        self.read(request).await
    }

    /// Sends JSON to a MOSIP service. The token goes as cookie and as bearer: services read one or the other (contract part B
    /// §5.1).
    ///
    /// # Errors
    /// An address that may not be called, or no answer.
    pub async fn send_json(
        &self,
        verb: Verb,
        address: &str,
        body: Vec<u8>,
        token: &Secret,
    ) -> Result<OutboundAnswer, OutboundError> {
        let url = self.check(address)?;
        let request = match verb {
            Verb::Post => self.client.post(url),
            Verb::Put => self.client.put(url),
        };
        // A header that cannot be written fails when the request is sent.
        let cookie = Zeroizing::new(format!("Authorization={}", token.reveal()));
        let request = request
            .header(reqwest::header::CONTENT_TYPE, "application/json")
            .header(reqwest::header::COOKIE, cookie.as_str())
            .bearer_auth(token.reveal())
            .body(body);
        self.read(request).await
    }

    async fn read(&self, request: reqwest::RequestBuilder) -> Result<OutboundAnswer, OutboundError> {
        Self::read_within(request, LONGEST).await
    }

    async fn read_within(request: reqwest::RequestBuilder, longest: usize) -> Result<OutboundAnswer, OutboundError> {
        let mut response = request.send().await.map_err(|_| OutboundError::NoAnswer)?;
        let status = response.status().as_u16();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|_| OutboundError::NoAnswer)? {
            if body.len() + chunk.len() > longest {
                return Err(OutboundError::TooLarge(longest));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(OutboundAnswer { status, body })
    }

    /// Checks what can be checked before a connection: scheme, user info, a literal address. Names are checked by the
    /// resolver.
    fn check(&self, address: &str) -> Result<Url, OutboundError> {
        let url = Url::parse(address).map_err(|_| OutboundError::Refused("no URL"))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(OutboundError::Refused("user info"));
        }
        let host = url.host().ok_or(OutboundError::Refused("no host"))?;
        let is_allowed = self.allowed.contains(&host.to_string().to_ascii_lowercase());
        match url.scheme() {
            "https" => {}
            "http" if is_allowed => {}
            _ => return Err(OutboundError::Refused("scheme")),
        }
        let literal = match host {
            Host::Ipv4(address) => Some(IpAddr::V4(address)),
            Host::Ipv6(address) => Some(IpAddr::V6(address)),
            Host::Domain(_) => None,
        };
        if literal.is_some_and(|address| !is_allowed && !is_public(address)) {
            return Err(OutboundError::Refused("address"));
        }
        Ok(url)
    }
}

struct CheckedResolver {
    allowed: Arc<BTreeSet<String>>,
}

impl Resolve for CheckedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = Arc::clone(&self.allowed);
        Box::pin(async move {
            let host = name.as_str().to_ascii_lowercase();
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            let usable: Vec<SocketAddr> =
                found.into_iter().filter(|address| allowed.contains(&host) || is_public(address.ip())).collect();
            if usable.is_empty() {
                return Err("the name leads to no address that may be called".into());
            }
            Ok(Box::new(usable.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is one of the public internet (IANA special-purpose registries).
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b)))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    if let Some(mapped) = address.to_ipv4_mapped() {
        return is_public_v4(mapped);
    }
    let embedded = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match segments {
        // 6to4 and NAT64 carry an IPv4 address.
        [0x2002, high, low, ..] => return embedded(high, low),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => return embedded(high, low),
        _ => {}
    }
    // Only 2000::/3 is global unicast; of it, Teredo, documentation, ORCHID and benchmarking are not.
    let is_global = (segments[0] & 0xe000) == 0x2000;
    let is_special = (segments[0] == 0x2001 && (segments[1] < 0x200 || segments[1] == 0xdb8)) || segments[0] == 0x3fff;
    is_global && !is_special
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_inside_are_not_public() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "192.0.0.170",
            "203.0.113.7",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
            "fec0::1",
            "::127.0.0.1",
            "64:ff9b:1::1",
        ] {
            assert!(!is_public(inside.parse().unwrap()), "{inside}");
        }
        for outside in ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "2002:0101:0101::", "100.128.0.1"] {
            assert!(is_public(outside.parse().unwrap()), "{outside}");
        }
    }

    #[tokio::test]
    async fn only_allowed_places_are_called() {
        let outbound = Outbound::new(&["stand-in.example".into()]).unwrap();
        for refused in [
            "http://example.org/",
            "ftp://stand-in.example/",
            "file:///etc/passwd",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://user:secret@example.org/",
            "https://",
            "not a url",
        ] {
            assert!(matches!(outbound.get(refused).await, Err(OutboundError::Refused(_))), "{refused}");
        }
        assert!(outbound.check("http://STAND-IN.example/x").is_ok());
        // The resolver, not the URL, is what refuses a name that leads inside.
        assert!(matches!(outbound.get("https://localhost/").await, Err(OutboundError::NoAnswer)));
    }
}
