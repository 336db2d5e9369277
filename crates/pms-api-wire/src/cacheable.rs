//! Files that anybody may keep: with what caches need (RFC 9110 §8.8, §13; RFC 9111 §5.2.2).

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use pms_domain::Timestamp;

use crate::call::Call;
use crate::fault::{Answer, Fault};
use crate::reply::Reply;

/// A file that stays the same as long as its tag does.
pub struct CacheableFile {
    /// Media type.
    pub kind: &'static str,
    pub body: Bytes,
    /// Of its content, without quotes in it.
    pub tag: String,
    pub modified_at: Timestamp,
    /// Seconds for which nobody needs to ask again.
    pub fresh_seconds: i64,
}

impl Reply {
    /// The file, or that the caller has it already.
    pub fn cacheable(call: &Call, file: CacheableFile) -> Answer {
        let tag = format!("\"{}\"", file.tag);
        let is_known = is_known(call.headers(), &tag, file.modified_at);
        let mut response = Response::new(if is_known { Body::empty() } else { Body::from(file.body) });
        if is_known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        }
        let value = |text: String| HeaderValue::try_from(text).map_err(Fault::internal);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.kind));
        headers.insert(header::ETAG, value(tag)?);
        headers.insert(header::LAST_MODIFIED, value(http_date(file.modified_at))?);
        headers.insert(header::CACHE_CONTROL, value(format!("public, max-age={}", file.fresh_seconds.max(0)))?);
        Self::whole(response)
    }
}

/// The tag decides where one is sent, else the time.
fn is_known(headers: &HeaderMap, tag: &str, modified_at: Timestamp) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(tags) = text(header::IF_NONE_MATCH) {
        let mut tags = tags.split(',').map(|one| one.trim().trim_start_matches("W/"));
        return tags.any(|one| one == tag || one == "*");
    }
    let since = text(header::IF_MODIFIED_SINCE).and_then(|date| chrono::DateTime::parse_from_rfc2822(date).ok());
    since.is_some_and(|since| modified_at <= since.naive_utc())
}

fn http_date(at: Timestamp) -> String {
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_it_is_told_so() {
        let at = pms_domain::time::parse_local("2026-01-15T10:11:12").unwrap();
        assert_eq!(http_date(at), "Thu, 15 Jan 2026 10:11:12 GMT");
        let asked = |name, value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, HeaderValue::from_static(value));
            is_known(&headers, "\"abc\"", at)
        };
        assert!(asked(header::IF_NONE_MATCH, "\"x\", W/\"abc\""));
        assert!(!asked(header::IF_NONE_MATCH, "\"x\""));
        assert!(asked(header::IF_MODIFIED_SINCE, "Thu, 15 Jan 2026 10:11:12 GMT"));
        assert!(!asked(header::IF_MODIFIED_SINCE, "Thu, 15 Jan 2026 10:11:11 GMT"));
        assert!(!asked(header::IF_MODIFIED_SINCE, "yesterday"));
        assert!(!is_known(&HeaderMap::new(), "\"abc\"", at));
    }
}
