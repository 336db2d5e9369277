//! Cross-site requests: a browser sends cookies along with requests that another site's page makes (architecture §4).

use http::{HeaderMap, HeaderValue, header};
use url::Url;

/// The origins whose pages may send cookie-authenticated writes.
#[derive(Clone, Debug)]
pub struct Origins {
    ours: Option<String>,
    /// Others, whose pages may read our answers, too.
    allowed: Vec<String>,
}

impl Origins {
    /// Our own origin and those allowed besides. An address that is none is left out (the configuration's check
    /// reports it).
    pub fn new(public_url: &str, allowed: &[String]) -> Self {
        Origins { ours: origin(public_url), allowed: allowed.iter().filter_map(|address| origin(address)).collect() }
    }

    /// Whether pages of any other origin may read our answers.
    pub fn shares(&self) -> bool {
        !self.allowed.is_empty()
    }

    /// The other origin that a request comes from, as it was sent, when its pages may read the answer.
    pub fn shared_with(&self, headers: &HeaderMap) -> Option<HeaderValue> {
        let mut sent = headers.get_all(header::ORIGIN).iter();
        let (first, second) = (sent.next()?, sent.next());
        let said = origin(first.to_str().ok()?)?;
        (second.is_none() && self.allowed.contains(&said)).then(|| first.clone())
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
        let sent = sent.to_str().ok().and_then(origin);
        sent.is_some_and(|sent| self.ours.as_ref() == Some(&sent) || self.allowed.contains(&sent))
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
    fn pages_of_allowed_origins_alone_may_read() {
        let origins = Origins::new("https://pms.example.org", &["https://portal.example.org/".into()]);
        for (sent, shared) in [
            (vec!["https://portal.example.org"], true),
            // Ours needs no leave.
            (vec!["https://pms.example.org"], false),
            (vec!["http://portal.example.org"], false),
            (vec!["https://portal.example.org:8443"], false),
            (vec!["https://portal.example.org.evil.example"], false),
            (vec!["null"], false),
            (vec!["*"], false),
            (vec![], false),
            (vec!["https://portal.example.org", "https://evil.example"], false),
        ] {
            let mut map = HeaderMap::new();
            for origin in &sent {
                map.append(header::ORIGIN, HeaderValue::from_static(origin));
            }
            let expected = shared.then(|| HeaderValue::from_static(sent[0]));
            assert_eq!(origins.shared_with(&map), expected, "{sent:?}");
        }
        assert!(origins.shares() && !Origins::new("https://pms.example.org", &[]).shares());
    }

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
