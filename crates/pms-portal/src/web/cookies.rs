//! The portal's own cookies. It never reads the wire's `Authorization` cookie.

use cookie::{Cookie, SameSite};
use http::{HeaderMap, HeaderValue, header};
use pms_app::accounts;

use super::Portal;

/// Language that the person chose.
pub const LANGUAGE: &str = "lang";
/// `dark` or `light`, where the person chose.
pub const THEME: &str = "theme";
/// Time zone that the person chose, by its IANA name.
pub const ZONE: &str = "time-zone";
/// Rows on a page that the person chose last.
pub const SIZE: &str = "page-size";
/// A year, for preferences.
const YEAR: i64 = 365 * 24 * 60 * 60;

impl Portal {
    pub fn session_cookie(&self) -> &'static str {
        accounts::session_cookie(&self.app)
    }

    /// Binds forms and codes to a browser that has no session.
    pub fn browser_cookie(&self) -> &'static str {
        if self.secure { "__Host-pms-browser" } else { "pms-browser" }
    }

    pub fn flash_cookie(&self) -> &'static str {
        if self.secure { "__Host-pms-flash" } else { "pms-flash" }
    }

    fn cookie<'a>(&self, name: &'a str, value: String) -> cookie::CookieBuilder<'a> {
        Cookie::build((name, value)).path("/").http_only(true).secure(self.secure).same_site(SameSite::Lax)
    }

    /// A cookie for as long as the browser is open.
    pub fn set(&self, name: &str, value: &str) -> HeaderValue {
        text(&self.cookie(name, value.to_owned()).build())
    }

    /// A preference.
    pub fn keep(&self, name: &str, value: &str) -> HeaderValue {
        text(&self.cookie(name, value.to_owned()).max_age(cookie::time::Duration::seconds(YEAR)).build())
    }

    /// A cookie for a minute: long enough for a redirect.
    pub fn brief(&self, name: &str, value: &str) -> HeaderValue {
        text(&self.cookie(name, value.to_owned()).max_age(cookie::time::Duration::seconds(60)).build())
    }

    pub fn clear(&self, name: &str) -> HeaderValue {
        text(&self.cookie(name, String::new()).max_age(cookie::time::Duration::ZERO).build())
    }
}

fn text(cookie: &Cookie<'_>) -> HeaderValue {
    HeaderValue::from_str(&cookie.encoded().to_string()).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// The first cookie of a name. Of a name that comes twice none counts: one of them is not ours.
pub fn read(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut found = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| Cookie::split_parse_encoded(value.to_owned()))
        .filter_map(Result::ok)
        .filter(|cookie| cookie.name() == name)
        .map(|cookie| cookie.value().to_owned());
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doubled_cookie_does_not_count() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("a=1; pms=x%20y; b=2"));
        assert_eq!(read(&headers, "pms").as_deref(), Some("x y"));
        headers.append(header::COOKIE, HeaderValue::from_static("pms=other"));
        assert_eq!(read(&headers, "pms"), None);
        assert_eq!(read(&headers, "Authorization"), None);
    }
}
