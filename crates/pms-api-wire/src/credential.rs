//! Where a request's token stands (contract part A §2, consumers §5.1).

use http::{HeaderMap, header};

/// A token as sent. Never logged: no `Debug`.
pub(crate) struct Credential {
    pub token: String,
    /// It came in a cookie, so that a browser may have sent it on behalf of another site.
    pub from_cookie: bool,
}

const COOKIE_NAME_PART: &str = "Authorization";

/// The last usable cookie whose name contains `Authorization`; else the bearer token. A cookie that is empty or not of
/// RFC 6265's form is not usable.
pub(crate) fn find(headers: &HeaderMap) -> Option<Credential> {
    let cookie = cookies(headers).filter(|(name, value)| name.contains(COOKIE_NAME_PART) && !value.is_empty()).last();
    match cookie {
        Some((_, value)) => Some(Credential { token: value.to_owned(), from_cookie: true }),
        None => bearer(headers).map(|token| Credential { token: token.to_owned(), from_cookie: false }),
    }
}

/// Well-formed cookies in order, over all `Cookie` headers; quotes around a value are dropped.
pub(crate) fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            let (name, value) = (name.trim(), value.trim());
            let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
            (!name.is_empty() && value.bytes().all(is_cookie_octet)).then_some((name, value))
        })
}

/// RFC 6265 §4.1.1 `cookie-octet`.
fn is_cookie_octet(byte: u8) -> bool {
    matches!(byte, 0x21 | 0x23..=0x2B | 0x2D..=0x3A | 0x3C..=0x5B | 0x5D..=0x7E)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn found(cookies: &[&str], authorization: Option<&str>) -> Option<(String, bool)> {
        let mut headers = HeaderMap::new();
        for cookie in cookies {
            headers.append(header::COOKIE, HeaderValue::from_str(cookie).unwrap());
        }
        if let Some(value) = authorization {
            headers.insert(header::AUTHORIZATION, HeaderValue::from_str(value).unwrap());
        }
        find(&headers).map(|credential| (credential.token, credential.from_cookie))
    }

    fn cookie(token: &str) -> Option<(String, bool)> {
        Some((token.to_owned(), true))
    }

    #[test]
    fn the_last_cookie_wins_and_a_bearer_token_only_stands_in() {
        let bearer = Some(("t".to_owned(), false));
        for (cookies, authorization, expected) in [
            (vec!["Authorization=a; Authorization=b"], None, cookie("b")),
            (vec!["Authorization=a", "x=1; MyAuthorization2=c"], None, cookie("c")),
            (vec!["Authorization=a; authorization=b"], None, cookie("a")),
            (vec!["Authorization=a"], Some("Bearer t"), cookie("a")),
            (vec!["Authorization={Authentication token }; Authorization=jar"], None, cookie("jar")),
            (vec!["Authorization=jar; Authorization={Authentication token }"], None, cookie("jar")),
            (vec!["Authorization="], Some("bearer t"), bearer.clone()),
            (vec!["Authorization=a b"], Some("Bearer t"), bearer.clone()),
            (vec![], Some("Bearer   t "), bearer.clone()),
            (vec!["Authorization=\"a\""], None, cookie("a")),
            (vec![], Some("Basic t"), None),
            (vec![], Some("Bearer "), None),
            (vec!["session=a"], None, None),
            (vec![], None, None),
        ] {
            assert_eq!(found(&cookies, authorization), expected, "{cookies:?} {authorization:?}");
        }
    }
}
