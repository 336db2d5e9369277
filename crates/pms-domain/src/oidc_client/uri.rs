//! Where a client's answers go, and its logo. Neither is ever called from here (architecture §2 "Outbound HTTP").

use url::{Host, Url};

use super::wrong;
use crate::{Refusal, limits, text};

const INVALID: &str = "must be a valid URL";

/// Checks the redirect URIs of a client: one to five, none twice, each as [`check_redirect_uri`].
///
/// # Errors
/// `PMS_COR_001`, naming the place.
pub fn check_redirect_uris(given: &[String]) -> Result<(), Refusal> {
    if !(1..=limits::REDIRECT_URIS).contains(&given.len()) {
        return Err(wrong(&format!("size must be between 1 and {} :request.redirectUris", limits::REDIRECT_URIS)));
    }
    for (place, uri) in given.iter().enumerate() {
        check_redirect_uri(uri).map_err(|said| wrong(&format!("{said} :request.redirectUris[{place}]")))?;
        if given[..place].contains(uri) {
            return Err(wrong(&format!("value is there twice :request.redirectUris[{place}]")));
        }
    }
    Ok(())
}

/// Checks one redirect URI: absolute, without fragment (RFC 6749 §3.1.2) and user info, https, or as RFC 8252 lets apps
/// have them: http to the loopback interface (§7.3), or a scheme of the app's own that is a domain name in reverse (§7.1).
/// No comma: the column joins the URIs with commas. No asterisk in the host: what compares it would take it for any host. In the
/// path stock clients have one.
///
/// # Errors
/// What is wrong, in words.
pub fn check_redirect_uri(uri: &str) -> Result<(), String> {
    if uri.len() > limits::URI {
        return Err(format!("size must be between 1 and {}", limits::URI));
    }
    let Some(url) = parse(uri) else { return Err(INVALID.to_owned()) };
    if uri.contains(',') {
        return Err("must not contain a comma".to_owned());
    }
    if url.fragment().is_some() || uri.contains('#') {
        return Err("must not have a fragment".to_owned());
    }
    let may_be_called = match url.scheme() {
        "https" => url.host().is_some(),
        "http" => is_loopback(&url),
        // A name that nobody owns could be taken by any app; those of browsers (javascript, data, file) have no dot.
        scheme => scheme.contains('.') && !scheme.ends_with('.') && uri.len() > scheme.len() + 1,
    };
    if may_be_called { Ok(()) } else { Err(INVALID.to_owned()) }
}

/// Checks a logo: an https address of at most 2048 characters. It is shown to people, never fetched.
///
/// # Errors
/// `PMS_COR_001`.
pub fn check_logo(uri: &str) -> Result<(), Refusal> {
    let is_good = text::utf16_len(uri) <= limits::URI
        && parse(uri).is_some_and(|url| url.scheme() == "https" && url.host().is_some());
    if is_good { Ok(()) } else { Err(wrong(&format!("{INVALID} :request.logoUri"))) }
}

/// An absolute address without user info, written as RFC 3986 writes it: what a lenient parser would repair is none.
fn parse(uri: &str) -> Option<Url> {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`');
    if !uri.bytes().all(is_plain) {
        return None;
    }
    if !has_good_escapes(uri) {
        return None;
    }
    let (scheme, rest) = uri.split_once(':')?;
    let url = Url::parse(uri).ok()?;
    // Nothing listens on port 0.
    if url.port() == Some(0) || url.host_str().is_some_and(|host| host.contains('*')) {
        return None;
    }
    // `https:host` and `https:///host` are repaired by browsers, and understood otherwise by others.
    if matches!(url.scheme(), "https" | "http") && (!rest.starts_with("//") || rest.starts_with("///")) {
        return None;
    }
    let authority = rest.strip_prefix("//").map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    let has_user = authority.is_some_and(|authority| authority.contains('@'));
    (!has_user && url.username().is_empty() && url.password().is_none() && !scheme.is_empty()).then_some(url)
}

/// Whether every `%` stands before two hexadecimal digits that are no control character: a NUL ends the text for some
/// programs, and a line break a header.
fn has_good_escapes(uri: &str) -> bool {
    uri.split('%').skip(1).all(|rest| {
        let digits = rest.as_bytes().get(..2).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let byte = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        byte.and_then(|digits| u8::from_str_radix(digits, 16).ok()).is_some_and(|byte| !byte.is_ascii_control())
    })
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
