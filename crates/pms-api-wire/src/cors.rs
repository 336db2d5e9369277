//! Pages on another origin that call our routes: those of `server.allowed_origins` may, with the person's cookies (contract portal
//! §3.2, "Split origin"). Browsers send a `SameSite=Lax` cookie along only when that origin is of our own site.

use axum::body::Body;
use axum::response::Response;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use crate::origin::Origins;

/// What the existing portal sends, and no more.
const METHODS: HeaderValue = HeaderValue::from_static("GET,POST,PUT,PATCH,OPTIONS");
const HEADERS: HeaderValue = HeaderValue::from_static("content-type");
/// Seconds for which a browser remembers the answer to a preflight.
const REMEMBERED: HeaderValue = HeaderValue::from_static("600");

/// The answer to the question that a browser asks before it sends a request of such a page. It comes without cookies, so
/// it passes no gate; none for other origins, which get what any other request gets.
pub(crate) fn preflight(origins: &Origins, parts: &Parts) -> Option<Response> {
    if parts.method != Method::OPTIONS || !parts.headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD) {
        return None;
    }
    origins.shared_with(&parts.headers)?;
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, REMEMBERED);
    Some(response)
}

/// Lets the page read the answer, refusals too: the portal acts on 401. `origin` is what [`Origins::shared_with`] said.
pub(crate) fn share(origins: &Origins, origin: Option<HeaderValue>, headers: &mut HeaderMap) {
    if origins.shares() {
        headers.append(header::VARY, HeaderValue::from_static("origin"));
    }
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    }
}
