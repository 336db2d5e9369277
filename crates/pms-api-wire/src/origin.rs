//! Cross-site requests: a browser sends cookies along with requests that another site's page makes (architecture §4).

use http::{HeaderMap, header};
use url::Url;

/// The origins whose pages may send cookie-authenticated writes.
#[derive(Clone, Debug)]
pub struct Origins(Vec<String>);

impl Origins {
    /// Our own origin and those allowed besides. An address that is none is left out (the configuration's check
    /// reports it).
    pub fn new(public_url: &str, allowed: &[String]) -> Self {
        let origins = std::iter::once(public_url).chain(allowed.iter().map(String::as_str));
        Origins(origins.filter_map(origin).collect())
    }

    /// Whether a cookie-authenticated write must be refused: the browser says that another site made it, or its
    /// origin is neither ours nor allowed (the opaque origin `null` included).
    pub fn is_cross_site(&self, headers: &HeaderMap) -> bool {
        if headers.get_all("sec-fetch-site").iter().any(|site| site.as_bytes().eq_ignore_ascii_case(b"cross-site")) {
            return true;
        }
        headers.get_all(header::ORIGIN).iter().any(|sent| {
            let sent = sent.to_str().ok().and_then(origin);
            !sent.is_some_and(|sent| self.0.contains(&sent))
        })
    }
}

fn origin(address: &str) -> Option<String> {
    let origin = Url::parse(address).ok()?.origin();
    origin.is_tuple().then(|| origin.ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderName, HeaderValue};

    #[test]
    fn only_our_pages_and_allowed_ones_may_write() {
        let origins = Origins::new("https://pms.example.org/base", &["https://portal.example.org".into(), "no".into()]);
        for (headers, refused) in [
            (vec![], false),
            (vec![("origin", "https://pms.example.org")], false),
            (vec![("origin", "https://pms.example.org:443")], false),
            (vec![("origin", "https://PORTAL.example.org")], false),
            (vec![("origin", "http://pms.example.org")], true),
            (vec![("origin", "https://pms.example.org:8443")], true),
            (vec![("origin", "https://pms.example.org.evil.example")], true),
            (vec![("origin", "https://evil.example")], true),
            (vec![("origin", "null")], true),
            (vec![("origin", "")], true),
            (vec![("sec-fetch-site", "cross-site")], true),
            (vec![("sec-fetch-site", "Cross-Site"), ("origin", "https://pms.example.org")], true),
            (vec![("sec-fetch-site", "same-origin"), ("origin", "https://pms.example.org")], false),
            (vec![("sec-fetch-site", "same-site")], false),
            (vec![("sec-fetch-site", "none")], false),
            (vec![("origin", "https://pms.example.org"), ("origin", "https://evil.example")], true),
        ] {
            let mut map = HeaderMap::new();
            for (name, value) in &headers {
                map.append(HeaderName::from_static(name), HeaderValue::from_static(value));
            }
            assert_eq!(origins.is_cross_site(&map), refused, "{headers:?}");
        }
    }
}
