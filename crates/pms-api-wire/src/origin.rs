//! Cross-site requests: a browser sends cookies along with requests that another site's page makes (architecture §4).

use http::{HeaderMap, HeaderValue, header};
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

    /// Whether a cookie-authenticated write must be refused: the browser says that another site made it, or that a
    /// page of the same site did (another port or subdomain) which is neither ours nor allowed, or its origin is
    /// neither (the opaque origin `null` included).
    ///
    /// A GET carries no `Origin`. For it the referrer speaks: the page that links to the sign-out. A page can hide it,
    /// but not name another one.
    pub fn is_cross_site(&self, headers: &HeaderMap) -> bool {
        let says = |word: &str| {
            let mut sites = headers.get_all("sec-fetch-site").iter();
            sites.any(|site| site.as_bytes().eq_ignore_ascii_case(word.as_bytes()))
        };
        if says("cross-site") || headers.get_all(header::ORIGIN).iter().any(|sent| !self.allows(sent)) {
            return true;
        }
        if headers.contains_key(header::ORIGIN) || says("same-origin") || says("none") {
            return false;
        }
        match headers.get(header::REFERER) {
            Some(page) => !self.allows(page),
            None => says("same-site"),
        }
    }

    fn allows(&self, sent: &HeaderValue) -> bool {
        sent.to_str().ok().and_then(origin).is_some_and(|sent| self.0.contains(&sent))
    }
}

fn origin(address: &str) -> Option<String> {
    let origin = Url::parse(address).ok()?.origin();
    origin.is_tuple().then(|| origin.ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderName;

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
            (vec![("sec-fetch-site", "none")], false),
            // Another port or subdomain, which browsers call the same site.
            (vec![("sec-fetch-site", "same-site")], true),
            (vec![("sec-fetch-site", "Same-Site"), ("referer", "https://pms.example.org:8443/x")], true),
            (vec![("sec-fetch-site", "same-site"), ("referer", "https://portal.example.org/#/home")], false),
            (vec![("sec-fetch-site", "same-site"), ("origin", "https://portal.example.org")], false),
            (vec![("sec-fetch-site", "same-site"), ("origin", "https://blog.example.org")], true),
            // Browsers say nothing about sites over plain http, and old ones never do.
            (vec![("referer", "https://pms.example.org/base/x")], false),
            (vec![("referer", "https://evil.example/?https://pms.example.org")], true),
            (vec![("referer", "nonsense")], true),
            (vec![("sec-fetch-site", "same-origin"), ("referer", "https://other.example")], false),
            (vec![("origin", "https://portal.example.org"), ("referer", "https://evil.example")], false),
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
