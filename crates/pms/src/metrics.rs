//! Prometheus metrics. Labels are method, status and words of our own: no path, no id, no secret.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use pms_app::App;
use pms_app::authority::Place;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Labels {
    method: &'static str,
    status: u16,
}

/// Where a key that signed is: `database` or `token`.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Signed {
    place: &'static str,
}

/// `allowed`, or the code of one of our own reasons why not; never a gateway's.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Answered {
    reason: &'static str,
}

/// The metrics of a process.
#[derive(Clone)]
pub struct Metrics(Arc<Inner>);

struct Inner {
    registry: Registry,
    requests: Family<Labels, Counter>,
    seconds: Histogram,
    revision: Gauge,
    staleness: Gauge<f64, AtomicU64>,
    stale_lists: Gauge,
    signing: Family<Signed, Histogram>,
    signing_failures: Family<Signed, Counter>,
    answers: Family<Answered, Counter>,
    log_written: Gauge,
    log_lost: Gauge,
    log_waiting: Gauge,
    log_failures: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("pms");
        let requests = Family::<Labels, Counter>::default();
        let seconds = Histogram::new(exponential_buckets(0.000_25, 2.0, 16));
        let revision = Gauge::default();
        let staleness = Gauge::<f64, AtomicU64>::default();
        registry.register("http_requests", "Requests answered", requests.clone());
        registry.register("http_request_seconds", "Time from the header to the answer", seconds.clone());
        registry.register("snapshot_revision", "Revision that the snapshot has reached", revision.clone());
        registry.register(
            "snapshot_age_seconds",
            "Time since the snapshot last looked at the database",
            staleness.clone(),
        );
        let stale_lists = Gauge::default();
        registry.register(
            "revocation_lists_stale",
            "Revocation lists, others' and our own, that are past their next update or never came",
            stale_lists.clone(),
        );
        let signing =
            Family::<Signed, Histogram>::new_with_constructor(|| Histogram::new(exponential_buckets(0.000_5, 2.0, 15)));
        let signing_failures = Family::<Signed, Counter>::default();
        // Shown before the first signature, too.
        for place in [Place::Database, Place::Token].map(|place| Signed { place: place.as_str() }) {
            drop(signing.get_or_create(&place));
            drop(signing_failures.get_or_create(&place));
        }
        registry.register("signing_seconds", "Time that a signature of a certificate authority took", signing.clone());
        registry.register(
            "signing_failures",
            "Signatures of certificate authorities that could not be made",
            signing_failures.clone(),
        );
        let answers = Family::<Answered, Counter>::default();
        registry.register(
            "verification_answers",
            "Answers of the check at authentication time: allowed, or the reason why not",
            answers.clone(),
        );
        let log = |registry: &mut Registry, name, help| {
            let gauge = Gauge::default();
            registry.register(name, help, gauge.clone());
            gauge
        };
        let log_written = log(&mut registry, "transaction_log_written", "Answers that this process wrote to the log");
        let log_lost = log(&mut registry, "transaction_log_lost", "Answers for which the queue of the log had no room");
        let log_waiting = log(&mut registry, "transaction_log_waiting", "Answers that wait to be written to the log");
        let log_failures = log(&mut registry, "transaction_log_failures", "Writes to the log that were repeated");
        Self(Arc::new(Inner {
            registry,
            requests,
            seconds,
            revision,
            staleness,
            stale_lists,
            signing,
            signing_failures,
            answers,
            log_written,
            log_lost,
            log_waiting,
            log_failures,
        }))
    }

    /// Times and counts the signatures of the certificate authorities from now on.
    pub fn observe_signing(&self, app: &App) {
        let (signing, failures) = (self.0.signing.clone(), self.0.signing_failures.clone());
        app.authorities().sources().signing().observe(move |place, took, done| {
            let labels = Signed { place: place.as_str() };
            if done {
                signing.get_or_create(&labels).observe(took.as_secs_f64());
            } else {
                failures.get_or_create(&labels).inc();
            }
        });
    }

    /// Counts and times a request.
    pub async fn observe(&self, method: &Method, answer: impl Future<Output = Response>) -> Response {
        let method = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
            .into_iter()
            .find(|known| method == known)
            .unwrap_or("other");
        let started = Instant::now();
        let response = answer.await;
        let status = response.status().as_u16();
        self.0.requests.get_or_create(&Labels { method, status }).inc();
        self.0.seconds.observe(started.elapsed().as_secs_f64());
        response
    }

    /// `GET /metrics` beside the other routes, for callers on this machine or in a private network that no proxy brought
    /// here. Behind a proxy every caller has the proxy's address, and not every proxy says so: where one is configured,
    /// metrics have a listener of their own or none (`server.metrics_listen`).
    pub fn beside(&self, app: App) -> Router {
        let server = &app.settings().server;
        let is_behind_proxy = server.public_url.starts_with("https://") || !server.trusted_proxies.is_empty();
        if is_behind_proxy || !server.metrics_listen.is_empty() {
            return Router::new();
        }
        let metrics = self.clone();
        Router::new().route(
            "/metrics",
            get(move |ConnectInfo(peer): ConnectInfo<SocketAddr>, headers: HeaderMap| async move {
                let is_direct = is_private(peer) && !FORWARDED.iter().any(|name| headers.contains_key(*name));
                if is_direct { metrics.render(&app).await } else { StatusCode::NOT_FOUND.into_response() }
            }),
        )
    }

    /// `GET /metrics` on its own listener: whoever reaches that may read it.
    pub fn alone(&self, app: App) -> Router {
        let metrics = self.clone();
        Router::new().route("/metrics", get(move || async move { metrics.render(&app).await }))
    }

    async fn render(&self, app: &App) -> Response {
        self.0.revision.set(app.identity().snapshot().revision);
        self.0.staleness.set(app.identity().age().as_secs_f64());
        // Of a database that does not answer the gauge keeps what it said last; readiness speaks of it.
        if let Ok((own, others)) = pms_app::revocation::stale(app).await {
            self.0.stale_lists.set(i64::try_from(own + others).unwrap_or(i64::MAX));
        }
        for (reason, count) in app.answers().each() {
            self.0.answers.get_or_create(&Answered { reason }).inner().store(count, Ordering::Relaxed);
        }
        let log = app.recorder().counts();
        let of = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        self.0.log_written.set(of(log.written));
        self.0.log_lost.set(of(log.lost));
        self.0.log_waiting.set(of(log.waiting));
        self.0.log_failures.set(of(log.failures));
        let mut text = String::new();
        if encode(&mut text, &self.0.registry).is_err() {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
        ([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text).into_response()
    }
}

/// Headers by which a proxy tells that it is one.
const FORWARDED: [&str; 7] =
    ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto", "x-real-ip"];

fn is_private(peer: SocketAddr) -> bool {
    match peer.ip().to_canonical() {
        std::net::IpAddr::V4(address) => address.is_loopback() || address.is_private(),
        std::net::IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
    }
}
