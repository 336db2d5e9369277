//! All routes of the server in one router.

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use pms_api_wire::Wire;
use pms_app::App;
use pms_domain::limits;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::bodies::{self, Bodies};
use crate::health;
use crate::metrics::Metrics;

/// The REST side: every route of the table with its handler.
pub fn wire(app: App) -> Wire<App> {
    let wire = Wire::new(app);
    let wire = pms_api_partner::mount(wire);
    let wire = pms_api_policy::mount(wire);
    let wire = pms_api_device::mount(wire);
    let wire = pms_api_key::mount(wire);
    let wire = pms_api_hotlist::mount(wire);
    let wire = pms_api_verification::mount(wire);
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
    let bodies = Bodies::new(limits::BODIES_IN_MEMORY);
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
        .layer(middleware::from_fn_with_state(Around { metrics: metrics.clone(), bodies }, around)))
}

fn proxies(error: impl std::fmt::Display) -> anyhow::Error {
    anyhow::anyhow!("server.trusted_proxies: {error}")
}

/// What every request passes.
#[derive(Clone)]
struct Around {
    metrics: Metrics,
    bodies: Bodies,
}

/// One layer for all of it: each layer of its own costs a box and a copy of the request on its way.
async fn around(State(around): State<Around>, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let answer = async { unframed(bodies::bounded(State(around.bodies), request, next).await) };
    around.metrics.observe(&method, answer).await
}

/// Nothing of ours is shown inside another site's page, where people could be made to click in it: neither the portal,
/// which says so itself, nor the viewer of the reference, which can send requests.
fn unframed(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.entry(header::X_FRAME_OPTIONS).or_insert(HeaderValue::from_static("DENY"));
    headers.entry(header::X_CONTENT_TYPE_OPTIONS).or_insert(HeaderValue::from_static("nosniff"));
    response
}
