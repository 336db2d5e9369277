//! What the issuer says of itself (OpenID Connect Discovery 1.0) and its public keys (RFC 7517).

use axum::extract::State;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use serde_json::json;

use crate::request::{Service, json_response};

/// What never changes while a server runs.
const KEEP: HeaderValue = HeaderValue::from_static("public, max-age=300");
/// Keys: a new one signs seconds after it is published. Who verifies keeps them by `kid` and asks for an unknown one; a
/// store between must not answer that with the old list.
const ASK: HeaderValue = HeaderValue::from_static("no-cache");

pub(crate) async fn configuration(State(service): State<Service>) -> Response {
    let issuer = service.app.identity().issuer().name();
    let endpoint = |name: &str| format!("{issuer}/protocol/openid-connect/{name}");
    let mut grants = vec!["client_credentials"];
    if service.app.identity().is_embedded() {
        grants.extend(["authorization_code", "refresh_token"]);
    }
    if service.app.settings().compat.mosip {
        grants.push("password");
    }
    let body = json!({
        "issuer": issuer,
        "authorization_endpoint": endpoint("auth"),
        "token_endpoint": endpoint("token"),
        "jwks_uri": endpoint("certs"),
        "userinfo_endpoint": endpoint("userinfo"),
        "end_session_endpoint": endpoint("logout"),
        "grant_types_supported": grants,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "code_challenge_methods_supported": ["S256"],
        "claims_supported": ["sub", "iss", "preferred_username", "name", "given_name", "family_name", "email"],
        "authorization_response_iss_parameter_supported": true,
    });
    kept(json_response(StatusCode::OK, &body), KEEP)
}

pub(crate) async fn certs(State(service): State<Service>) -> Response {
    let now = service.app.surroundings().now().and_utc().timestamp();
    kept(json_response(StatusCode::OK, &service.app.identity().issuer().jwks(now)), ASK)
}

fn kept(mut response: Response, how: HeaderValue) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, how);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
