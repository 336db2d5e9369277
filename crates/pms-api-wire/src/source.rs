//! Where a request comes from and how it is called: address after trusted proxies, request id.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use axum::extract::ConnectInfo;
use http::{Extensions, HeaderMap};
use pms_domain::context::Surroundings;

/// An address or a network in CIDR form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

/// The text is neither an address nor a network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is neither an address nor a network")]
pub struct NotANetwork(pub String);

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let fault = || NotANetwork(text.to_owned());
        let (address, prefix) = text.trim().split_once('/').map_or((text.trim(), None), |(a, p)| (a, Some(p)));
        let address: IpAddr = address.parse().map_err(|_| fault())?;
        let bits = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(bits), |prefix| prefix.parse().map_err(|_| fault()))?;
        if prefix > bits {
            return Err(fault());
        }
        Ok(Network { address, prefix })
    }
}

impl Network {
    fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let shift = 32 - u32::from(self.prefix);
                u32::from(network).checked_shr(shift) == u32::from(address).checked_shr(shift)
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let shift = 128 - u32::from(self.prefix);
                u128::from(network).checked_shr(shift) == u128::from(address).checked_shr(shift)
            }
            _ => false,
        }
    }
}

/// The proxies whose `X-Forwarded-For` is believed.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Vec<Network>);

impl TrustedProxies {
    pub fn parse(proxies: &[String]) -> Result<Self, NotANetwork> {
        proxies.iter().map(|text| text.parse()).collect::<Result<_, _>>().map(TrustedProxies)
    }

    /// Whether the address is one of them.
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }

    /// The address of the caller: the peer, or, behind trusted proxies, the last address of `X-Forwarded-For` that is
    /// not one of them.
    pub fn source(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> Option<IpAddr> {
        let mut source = peer?.to_canonical();
        let forwarded: Vec<&str> = headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|header| header.to_str().ok())
            .flat_map(|header| header.split(','))
            .collect();
        for hop in forwarded.into_iter().rev() {
            if !self.trusts(source) {
                break;
            }
            let Some(address) = address_of(hop.trim()) else { break };
            source = address.to_canonical();
        }
        Some(source)
    }
}

/// An address with or without a port.
fn address_of(text: &str) -> Option<IpAddr> {
    text.parse().ok().or_else(|| text.parse().ok().map(|address: SocketAddr| address.ip())).or_else(|| {
        let inner = text.strip_prefix('[')?.strip_suffix(']')?;
        inner.parse().ok()
    })
}

/// The address of the connection, where the server put it into the request.
pub fn peer(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip())
}

/// Name of the header that carries the request id both ways.
pub const REQUEST_ID: &str = "x-request-id";

/// The caller's request id when it is safe to log and to answer, else one of our own.
pub fn request_id(headers: &HeaderMap, surroundings: &Surroundings) -> String {
    headers
        .get(REQUEST_ID)
        .and_then(|value| value.to_str().ok())
        .filter(|id| (1..=64).contains(&id.len()))
        .filter(|id| id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')))
        .map_or_else(|| surroundings.uuid(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn source(peer: &str, forwarded: &[&str], proxies: &[&str]) -> String {
        let proxies: Vec<String> = proxies.iter().map(|text| (*text).to_owned()).collect();
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_str(value).unwrap());
        }
        let trusted = TrustedProxies::parse(&proxies).unwrap();
        trusted.source(Some(peer.parse().unwrap()), &headers).unwrap().to_string()
    }

    #[test]
    fn forwarded_addresses_count_only_from_trusted_proxies() {
        assert_eq!(source("192.0.2.1", &["198.51.100.9"], &[]), "192.0.2.1");
        assert_eq!(source("192.0.2.1", &["198.51.100.9"], &["10.0.0.0/8"]), "192.0.2.1");
        assert_eq!(source("10.1.2.3", &["198.51.100.9"], &["10.0.0.0/8"]), "198.51.100.9");
        assert_eq!(source("10.1.2.3", &["203.0.113.7, 198.51.100.9, 10.9.9.9"], &["10.0.0.0/8"]), "198.51.100.9");
        assert_eq!(source("10.1.2.3", &["203.0.113.7", "198.51.100.9"], &["10.0.0.0/8"]), "198.51.100.9");
        assert_eq!(source("10.1.2.3", &["nonsense"], &["10.0.0.0/8"]), "10.1.2.3");
        assert_eq!(source("10.1.2.3", &[], &["10.0.0.0/8"]), "10.1.2.3");
        assert_eq!(source("::ffff:10.1.2.3", &["198.51.100.9:4711"], &["10.1.2.3"]), "198.51.100.9");
        assert_eq!(source("fd00::1", &["[2001:db8::1]"], &["fd00::/8"]), "2001:db8::1");
        assert_eq!(source("10.1.2.3", &["198.51.100.9"], &["0.0.0.0/0"]), "198.51.100.9");
    }

    #[test]
    fn networks_are_read_strictly() {
        for bad in ["", "10.0.0.0/33", "fd00::/129", "10.0.0/8", "host", "10.0.0.0/-1"] {
            assert!(bad.parse::<Network>().is_err(), "{bad}");
        }
    }
}
