//! All routes of the server in one router.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use http_body_util::BodyExt;
use pms_api_wire::{Problem, Wire};
use pms_app::App;
use pms_domain::routes;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::health;
use crate::metrics::Metrics;

/// Time for the body of a request.
const BODY: Duration = Duration::from_secs(30);

/// The REST side: every route of the table with its handler.
pub fn wire(app: App) -> Wire<App> {
    let wire = Wire::new(app);
    let wire = pms_api_partner::mount(wire);
    let wire = pms_api_policy::mount(wire);
    let wire = pms_api_device::mount(wire);
    let wire = pms_api_key::mount(wire);
    let wire = pms_api_hotlist::mount(wire);
    pms_api_auth::mount(wire)
}

/// The whole server.
pub fn server(app: App, metrics: &Metrics) -> anyhow::Result<Router> {
    let wire = wire(app.clone());
    let document = wire.openapi();
    let rest = wire.build().map_err(proxies)?;
    // Pages hold no secret beside attacker-chosen text that compression could reveal: tokens are masked per page.
    let compression = CompressionLayer::new().compress_when(SizeAbove::new(1024).and(NotForContentType::IMAGES));
    let viewer = SwaggerUi::new("/api-docs").config(Config::from("/openapi.json"));
    Ok(Router::new()
        .merge(health::routes(app.clone()))
        .merge(metrics.beside(app.clone()))
        .merge(pms_api_auth::router(app.clone()).map_err(proxies)?)
        .merge(pms_portal::router(app).layer(compression))
        .merge(viewer)
        .route("/openapi.json", get(move || async move { Json(document.clone()) }))
        .route("/", get(|| async { Redirect::to("/portal") }))
        .route("/favicon.ico", get(|| async { StatusCode::NO_CONTENT }))
        .merge(rest)
        .layer(middleware::map_response(unframed))
        .layer(middleware::from_fn(body_deadline))
        .layer(middleware::from_fn_with_state(metrics.clone(), Metrics::observe)))
}

fn proxies(error: impl std::fmt::Display) -> anyhow::Error {
    anyhow::anyhow!("server.trusted_proxies: {error}")
}

/// Nothing of ours is shown inside another site's page, where people could be made to click in it: neither the portal,
/// which says so itself, nor the viewer of the reference, which can send requests.
async fn unframed(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.entry(header::X_FRAME_OPTIONS).or_insert(HeaderValue::from_static("DENY"));
    headers.entry(header::X_CONTENT_TYPE_OPTIONS).or_insert(HeaderValue::from_static("nosniff"));
    response
}

/// A body that trickles in is cut off: whoever reads it gets an error.
async fn body_deadline(request: Request, next: Next) -> Response {
    if request.uri().path().contains("%00") {
        // No name holds a NUL, and no database keeps one.
        return Problem::path().response(None);
    }
    if request.uri().path() == routes::IMPORT_HOTLIST.path {
        // As long as it likes, once the caller is known: each piece has a deadline of its own.
        return next.run(request).await;
    }
    let deadline = tokio::time::Instant::now() + BODY;
    let request = request.map(|body| {
        let frames = futures_util::stream::unfold((body, deadline), |(mut body, deadline)| async move {
            match tokio::time::timeout_at(deadline, body.frame()).await {
                Ok(None) => None,
                Ok(Some(Ok(frame))) => Some((Ok(frame), (body, deadline))),
                Ok(Some(Err(error))) => Some((Err(error), (body, deadline))),
                Err(_) => Some((Err(axum::Error::new(TooSlow)), (Body::empty(), deadline))),
            }
        });
        Body::new(http_body_util::StreamBody::new(Box::pin(frames)))
    });
    next.run(request).await.into_response()
}

#[derive(Debug)]
struct TooSlow;

impl std::fmt::Display for TooSlow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the body took too long")
    }
}

impl std::error::Error for TooSlow {}
