//! Health and readiness: for orchestrators, for MOSIP's test rigs, for people.

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::get;
use pms_app::App;
use pms_app::authority::Which;
use serde_json::json;

/// More than this much between our clock and the database's warns; more than the other is not ready.
const CLOCK_WARN_MS: i64 = 1_000;
const CLOCK_LIMIT_MS: i64 = 5_000;

/// Routes that answer whether the process lives.
pub fn live() -> Router {
    Router::new().route("/health/live", get(|| async { Json(json!({"status": "UP"})) }))
}

/// Why a server waits: the schema is not there yet.
pub const SCHEMA: &str = "the database's schema is not up to date yet";
/// Why a server waits: an offline ROOT has not signed yet.
pub const ROOT: &str = "the certificate authorities wait for their ROOT: pms ca import";

/// What is served while it waits.
pub fn waiting(why: &'static str) -> Router {
    live()
        .route("/health/ready", get(move || async move { not_ready(why) }))
        .fallback(|| async { not_ready("the server is starting") })
}

fn not_ready(why: &str) -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "5")], Json(json!({"status": "DOWN", "why": [why]})))
        .into_response()
}

/// Readiness of the running application, also under the paths that MOSIP's rigs probe.
pub fn routes(app: App) -> Router {
    let ready = move || {
        let app = app.clone();
        async move { readiness(&app).await }
    };
    live()
        .route("/health/ready", get(ready.clone()))
        .route("/v1/partnermanager/actuator/health", get(ready.clone()))
        .route("/v1/policymanager/actuator/health", get(ready))
}

async fn readiness(app: &App) -> Response {
    let mut why = Vec::new();
    let mut warnings = Vec::new();
    let identity = app.identity();
    let age = identity.age();
    if age.as_secs() >= app.settings().verification.max_staleness_seconds.max(1) {
        why.push(format!("the last look at the database is {} ms old", age.as_millis()));
    }
    match pms_store::open::database_clock(app.store().db()).await {
        Ok(Some(theirs)) => {
            let apart = (app.surroundings().now() - theirs).num_milliseconds().abs();
            if apart > CLOCK_LIMIT_MS {
                why.push(format!("this clock and the database's are {apart} ms apart"));
            } else if apart > CLOCK_WARN_MS {
                warnings.push(format!("this clock and the database's are {apart} ms apart"));
            }
        }
        Ok(None) => {}
        Err(error) => {
            tracing::warn!(%error, "the database does not answer");
            why.push("the database does not answer".to_owned());
        }
    }
    if app.settings().compat.mosip {
        warnings.push("the compatibility profile is on: not for production".to_owned());
    }
    // Everything that needs no signature goes on, so no replica is taken out of service for it.
    if let Some(hsm) = app.authorities().sources().hsm()
        && let Some(fault) = hsm.standing().await
    {
        tracing::warn!(%fault, "the hardware security module cannot be used");
        warnings.push("the hardware security module does not answer: certificates cannot be signed".to_owned());
    }
    match pms_app::seed::stock_keys(app).await {
        Ok(0) => {}
        Ok(stock) => warnings.push(format!("{stock} API keys have published values: not for production")),
        // Of a database that does not answer the lines above speak.
        Err(error) => tracing::debug!(%error, "the published API keys were not counted"),
    }
    let (authority, now) = (app.authority(), app.surroundings().now());
    if authority.root.is_offline() && Which::ALL.iter().any(|which| authority.is_due(*which, now)) {
        warnings
            .push("certificate authorities end before long and wait for their offline ROOT: see pms doctor".to_owned());
    }
    let body = json!({
        "status": if why.is_empty() { "UP" } else { "DOWN" },
        "revision": identity.snapshot().revision,
        "snapshotAgeMs": age.as_millis() as u64,
        "why": why,
        "warnings": warnings,
    });
    let status = if why.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(body)).into_response()
}
