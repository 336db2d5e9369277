//! All routes of the server in one router.

use std::pin::pin;
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Bytes;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use pms_api_wire::{Reference, Rest, Wire};
use pms_app::App;
use pms_domain::limits;
use tower::ServiceExt;
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

/// What answers requests. Cheap to clone.
#[derive(Clone)]
pub struct Server {
    /// The routes of the table are not looked for among the others first.
    known: Option<Known>,
    router: Router,
}

#[derive(Clone)]
struct Known {
    rest: Rest<App>,
    metrics: Metrics,
    bodies: Bodies,
}

/// The reference, written when somebody asks for it first; most servers are never asked.
struct Written {
    reference: Reference,
    /// None where it cannot be written. Who asks while it is being written waits, so that it is written once.
    text: OnceLock<Option<Bytes>>,
}

impl Written {
    fn text(&self) -> Option<Bytes> {
        let written = self.text.get_or_init(|| {
            serde_json::to_vec(&self.reference.openapi())
                .inspect_err(|error| tracing::error!(%error, "the reference cannot be written"))
                .ok()
                .map(Bytes::from)
        });
        written.clone()
    }

    fn answer(&self) -> Response {
        let Some(text) = self.text() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
        ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], text).into_response()
    }
}

impl From<Router> for Server {
    fn from(router: Router) -> Self {
        Self { known: None, router }
    }
}

impl Server {
    /// The whole server.
    ///
    /// # Errors
    /// A trusted proxy of the settings is neither an address nor a network.
    pub fn whole(app: App, metrics: &Metrics) -> anyhow::Result<Self> {
        let wire = wire(app.clone());
        let reference = Arc::new(Written { reference: wire.reference(), text: OnceLock::new() });
        let rest = wire.build().map_err(proxies)?;
        let router = beside(app, metrics)?
            .route("/openapi.json", get(move || async move { reference.answer() }))
            .merge(rest.router());
        let bodies = Bodies::new(limits::BODIES_IN_MEMORY);
        Ok(Self { known: Some(Known { rest, metrics: metrics.clone(), bodies }), router })
    }

    pub async fn answer(&self, request: Request) -> Response {
        let Some(known) = &self.known else { return self.routed(request).await };
        let method = request.method().clone();
        // Pinned here: a future that is handed on by value is kept twice.
        let answer = pin!(bodies::bounded(&known.bodies, request, |request| async {
            match known.rest.serve_known(request).await {
                Ok(response) => response,
                Err(request) => Box::pin(self.routed(request)).await,
            }
        }));
        unframed(known.metrics.observe(&method, answer).await)
    }

    async fn routed(&self, request: Request) -> Response {
        match self.router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}

/// What is no route of the table: pages, health, key set, the viewer of the reference. None of it answers where the table has a
/// route, for there the table is asked first.
///
/// # Errors
/// As [`Server::whole`].
pub fn beside(app: App, metrics: &Metrics) -> anyhow::Result<Router> {
    // Pages hold no secret beside attacker-chosen text that compression could reveal: tokens are masked per page.
    let compression = CompressionLayer::new().compress_when(SizeAbove::new(1024).and(NotForContentType::IMAGES));
    let viewer = SwaggerUi::new("/api-docs").config(Config::from("/openapi.json"));
    Ok(Router::new()
        .merge(health::routes(app.clone()))
        .merge(metrics.beside(app.clone()))
        .merge(pms_api_auth::router(app.clone()).map_err(proxies)?)
        .merge(pms_portal::router(app).layer(compression))
        .merge(viewer)
        .route("/", get(|| async { Redirect::to("/portal") }))
        .route("/favicon.ico", get(|| async { StatusCode::NO_CONTENT })))
}

fn proxies(error: impl std::fmt::Display) -> anyhow::Error {
    anyhow::anyhow!("server.trusted_proxies: {error}")
}

/// Nothing of ours is shown inside another site's page, where people could be made to click in it: neither the portal,
/// which says so itself, nor the viewer of the reference, which can send requests.
fn unframed(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.entry(header::X_FRAME_OPTIONS).or_insert(HeaderValue::from_static("DENY"));
    headers.entry(header::X_CONTENT_TYPE_OPTIONS).or_insert(HeaderValue::from_static("nosniff"));
    response
}
