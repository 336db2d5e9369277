//! The layer around every page: meets the visitor, refuses requests of other sites, shows faults, sets headers.

use std::sync::Arc;

use axum::extract::{OriginalUri, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use pms_store::turns;

use super::fault::{Fault, Marked};
use super::{Portal, Visitor};

/// Nothing but our own stylesheet and images; no script at all.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";

/// Headers of every page.
const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    // Not `no-referrer`: with it browsers send `Origin: null` with our own forms.
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

pub async fn around(State(portal): State<Arc<Portal>>, mut request: Request, next: Next) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let uri = request.extensions().get::<OriginalUri>().map_or_else(|| request.uri().clone(), |uri| uri.0.clone());
    let source = portal.proxies.source(pms_api_wire::peer(request.extensions()), request.headers());
    let request_id = pms_api_wire::request_id(request.headers(), portal.app.surroundings());
    let cross_site = !is_read && portal.origins.is_cross_site(request.headers());
    let visitor = match Visitor::meet(Arc::clone(&portal), request.headers(), uri, request_id, source).await {
        Ok(visitor) => visitor,
        Err(fault) => return finish(unmet(&fault)),
    };
    let mut response = if cross_site {
        Fault::CrossSite.show(&visitor, is_read).await
    } else {
        request.extensions_mut().insert(visitor.clone());
        // Of one account many slow lists at once wait for each other, not others for them.
        let response = turns::of(visitor.ctx().actor.account(), next.run(request)).await;
        match response.extensions().get::<Marked>().cloned() {
            Some(Marked(fault)) => fault.show(&visitor, is_read).await,
            None => response,
        }
    };
    visitor.finish(&mut response);
    finish(response)
}

/// Without a visitor there is no language and no session: the bare status, and the cause in the log.
fn unmet(fault: &Fault) -> Response {
    tracing::error!(?fault, "the portal cannot read its session");
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}

fn finish(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // Every page may hold something personal and a form token: no cache keeps it.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
