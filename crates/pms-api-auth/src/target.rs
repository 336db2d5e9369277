//! Where the login bridge may send people: exact origins plus path prefixes, and this server itself.

use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, GeneralPurpose as Base64};
use url::Url;

/// Longest target, bytes.
const LONGEST: usize = 2048;

const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const PLAIN: Base64 = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: Base64 = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// Decodes a target as it stands in the path: base64 in either alphabet, with or without padding.
pub fn decode_target(encoded: &str) -> Option<String> {
    if encoded.is_empty() || encoded.len() > LONGEST * 2 {
        return None;
    }
    let bytes = PLAIN.decode(encoded).or_else(|_| URL_SAFE.decode(encoded)).ok()?;
    String::from_utf8(bytes).ok()
}

/// The addresses that may be returned to.
#[derive(Clone)]
pub struct Targets(Vec<Url>);

impl Targets {
    /// This server, and the addresses of `identity.allowed_redirects`; those that are no absolute http(s) address are
    /// left out (the configuration's check reports them).
    pub fn new(public_url: &str, allowed: &[String]) -> Self {
        let all = std::iter::once(public_url).chain(allowed.iter().map(String::as_str));
        Targets(all.filter_map(|text| Url::parse(text).ok()).filter(|url| url.host().is_some()).collect())
    }

    /// The target as it will be used, when it is allowed. What is checked is what is answered: the parser's own
    /// spelling, so that a browser cannot read it another way.
    pub fn check(&self, target: &str) -> Option<Url> {
        // Browsers drop tabs and line breaks and take a backslash for a slash; such a target is never meant well.
        let is_plain = target.len() <= LONGEST && target.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
        if !is_plain {
            return None;
        }
        let url = Url::parse(target).ok()?;
        let is_web = matches!(url.scheme(), "http" | "https");
        let is_absolute = target.split_once("://").is_some_and(|(_, rest)| !rest.starts_with('/'));
        if !is_web || !is_absolute || !url.username().is_empty() || url.password().is_some() {
            return None;
        }
        let path = url.path().to_ascii_lowercase();
        if ["%2f", "%5c", "%2e", "%00", "%0a", "%0d"].iter().any(|hidden| path.contains(hidden)) {
            return None;
        }
        self.0.iter().any(|allowed| is_below(&url, allowed)).then_some(url)
    }
}

/// Same scheme, host and port, and the same path or one below it.
fn is_below(url: &Url, allowed: &Url) -> bool {
    let is_origin = url.scheme() == allowed.scheme()
        && url.host() == allowed.host()
        && url.port_or_known_default() == allowed.port_or_known_default();
    let prefix = allowed.path();
    let path = url.path();
    is_origin
        && path
            .strip_prefix(prefix)
            .is_some_and(|rest| prefix.ends_with('/') || rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets() -> Targets {
        Targets::new(
            "https://pms.example.org",
            &["https://portal.example.org/pmsui".into(), "https://old.example.org/ui/".into(), "nonsense".into()],
        )
    }

    #[test]
    fn allowed_targets_pass_as_the_parser_spells_them() {
        for (target, expected) in [
            ("https://pms.example.org", "https://pms.example.org/"),
            ("https://pms.example.org/portal?x=1#/dash", "https://pms.example.org/portal?x=1#/dash"),
            ("https://PMS.example.org:443/portal", "https://pms.example.org/portal"),
            ("https://portal.example.org/pmsui", "https://portal.example.org/pmsui"),
            ("https://portal.example.org/pmsui/#/home", "https://portal.example.org/pmsui/#/home"),
            ("https://portal.example.org/pmsui?lang=eng", "https://portal.example.org/pmsui?lang=eng"),
            ("https://old.example.org/ui/x", "https://old.example.org/ui/x"),
        ] {
            assert_eq!(targets().check(target).map(String::from).as_deref(), Some(expected), "{target}");
        }
    }

    #[test]
    fn all_other_targets_are_refused() {
        let refused = [
            "",
            "/",
            "portal",
            "//evil.example",
            "///evil.example",
            "https:evil.example",
            "https:/evil.example",
            "https://evil.example",
            "https://evil.example/https://pms.example.org",
            "http://pms.example.org",
            "https://pms.example.org.evil.example",
            "https://pms.example.orgevil.example",
            "https://pms.example.org:8443/",
            "https://pms.example.org@evil.example/",
            "https://user:secret@pms.example.org/",
            "https://evil.example#@pms.example.org",
            "https://evil.example?https://pms.example.org",
            "https://evil.example\\@pms.example.org",
            "https:\\\\pms.example.org",
            "https://pms.example.org\\.evil.example",
            "javascript:alert(1)",
            "javascript://pms.example.org/%0aalert(1)",
            "data:text/html,x",
            "ftp://pms.example.org/",
            "file:///etc/passwd",
            "https://portal.example.org/",
            "https://portal.example.org/pmsuix",
            "https://portal.example.org/pmsui/../admin",
            "https://portal.example.org/pmsui/%2e%2e/admin",
            "https://portal.example.org/pmsui/..%2fadmin",
            "https://portal.example.org/pmsui%5c..%5cadmin",
            "https://old.example.org/ui",
            "https://sub.pms.example.org/",
            " https://pms.example.org",
            "https://pms.example.org\r\nSet-Cookie:x=1",
            "https://pms.example.org/\tx",
            "https://pms\u{ff0e}example.org/",
            "https://pms.example.org/\u{202e}",
            "https://[::1]/",
            "https://127.0.0.1/",
            "https:///pms.example.org/x/..//",
            "blob:https://pms.example.org/x",
            "HTTPS://EVIL.EXAMPLE/",
            "https://pms.example.org%2eevil.example/",
        ];
        assert!(refused.len() >= 30);
        for target in refused {
            let found = targets().check(target);
            assert!(found.is_none(), "{target:?} -> {:?}", found.map(String::from));
        }
    }

    #[test]
    fn base64_of_both_alphabets_with_slashes_and_without_padding() {
        let target = "https://pms.example.org/portal?a=~~~???>>>";
        for encoded in [
            base64::engine::general_purpose::STANDARD.encode(target),
            base64::engine::general_purpose::STANDARD_NO_PAD.encode(target),
            base64::engine::general_purpose::URL_SAFE.encode(target),
            base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(target),
        ] {
            assert_eq!(decode_target(&encoded).as_deref(), Some(target), "{encoded}");
        }
        for wrong in ["", "%%%", "a", "//", "____=x"] {
            let decoded = decode_target(wrong);
            assert!(decoded.is_none() || targets().check(&decoded.unwrap()).is_none(), "{wrong}");
        }
    }
}
