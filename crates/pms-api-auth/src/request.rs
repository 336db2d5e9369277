//! What the routes outside the wire's frame share: who calls, how errors look, the headers of every answer.

use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use http::request::Parts;
use http::{HeaderName, HeaderValue, StatusCode, header};
use pms_api_wire::{NotANetwork, Origins, REQUEST_ID, TrustedProxies, peer, request_id};
use pms_app::{App, Failure};
use pms_domain::context::Actor;
use pms_domain::{Context, Refusal, Timestamp, catalogue, time};
use serde_json::{Value, json};

/// The application with what these routes need to know of the network.
#[derive(Clone)]
pub(crate) struct Service {
    pub app: App,
    proxies: Arc<TrustedProxies>,
    origins: Arc<Origins>,
}

impl Service {
    pub fn new(app: App) -> Result<Self, NotANetwork> {
        let server = &app.settings().server;
        let proxies = Arc::new(TrustedProxies::parse(&server.trusted_proxies)?);
        let origins = Arc::new(Origins::new(&server.public_url, &server.allowed_origins));
        Ok(Self { app, proxies, origins })
    }

    /// The context of a caller who is nobody yet.
    pub fn anonymous(&self, parts: &Parts) -> Context {
        Context {
            surroundings: self.app.surroundings().clone(),
            actor: Actor::anonymous(),
            owned: pms_domain::context::OwnedPartners::default(),
            writable: pms_domain::context::OwnedPartners::default(),
            request_id: request_id(&parts.headers, self.app.surroundings()),
            source: self.proxies.source(peer(&parts.extensions), &parts.headers),
        }
    }

    /// Whether a browser sent this request on behalf of another site's page.
    pub fn is_cross_site(&self, parts: &Parts) -> bool {
        self.origins.is_cross_site(&parts.headers)
    }
}

/// The value of the last cookie of exactly this name.
pub(crate) fn cookie<'a>(headers: &'a http::HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.split_once('='))
        .filter(|(found, _)| found.trim() == name)
        .map(|(_, value)| value.trim())
        .next_back()
}

/// 302 to an address that was checked before.
pub(crate) fn redirect(to: &str) -> Response {
    let mut response = Response::new(Body::empty());
    match HeaderValue::from_str(to) {
        Ok(location) => {
            *response.status_mut() = StatusCode::FOUND;
            response.headers_mut().insert(header::LOCATION, location);
        }
        Err(_) => *response.status_mut() = StatusCode::BAD_REQUEST,
    }
    response
}

pub(crate) fn json_response(status: StatusCode, body: &Value) -> Response {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// The kernel's error envelope: HTTP 200, id and version null (contract part A §9).
pub(crate) fn refusal(refusal: &Refusal, now: Timestamp) -> Response {
    let body = json!({
        "id": null, "version": null, "responsetime": time::zulu(now), "metadata": null, "response": null,
        "errors": [{ "errorCode": refusal.code(), "message": refusal.message() }],
    });
    let status = StatusCode::from_u16(refusal.entry.status).unwrap_or(StatusCode::OK);
    json_response(status, &body)
}

/// A use case's failure in that envelope. What failed on our side goes to the log.
pub(crate) fn failure(failure: Failure, request_id: &str, now: Timestamp) -> Response {
    match failure {
        Failure::Refused(refused) => refusal(&refused, now),
        Failure::Limited { retry_after } => {
            let mut response = refusal(&Refusal::of(&catalogue::TOO_MANY), now);
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after));
            response
        }
        Failure::Internal(error) => {
            tracing::error!(request_id, error = format!("{error:#}"), "request failed");
            let mut response = refusal(&Refusal::of(&catalogue::UNABLE_TO_PROCESS), now);
            *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            response
        }
    }
}

/// Headers of every answer: none of them may be kept, framed, or say where it came from.
pub(crate) fn secure(mut response: Response, request_id: &str) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::PRAGMA, "no-cache"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert(HeaderName::from_static(REQUEST_ID), id);
    }
    response
}
