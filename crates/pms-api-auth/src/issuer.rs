//! The embedded issuer at `/auth/realms/mosip`, with Keycloak's paths (architecture §4).

mod authorize;
mod discovery;
mod end_session;
mod token;
mod userinfo;

use axum::Router;
use axum::routing::get;

use crate::request::Service;

pub(crate) const BASE: &str = "/auth/realms/mosip";

/// Most parameters of a request.
const MOST_PARAMETERS: usize = 64;

/// The parameters of a form or a query; of a repeated one the first counts.
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    pub fn parse(text: &[u8]) -> Self {
        // One more than the most, so that a form with too many is seen to have too many.
        Form(url::form_urlencoded::parse(text).into_owned().take(MOST_PARAMETERS + 1).collect())
    }

    /// A parameter that is there and not empty.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// Whether a parameter stands more than once, which RFC 6749 §3.1 forbids; also forms that no client sends: with
    /// more parameters than any request has, or with a NUL.
    pub fn has_repeated(&self) -> bool {
        let mut seen = std::collections::HashSet::new();
        self.0.len() > MOST_PARAMETERS
            || self.0.iter().any(|(name, value)| !seen.insert(name) || name.contains('\0') || value.contains('\0'))
    }
}

pub(crate) fn router(service: Service) -> Router {
    let path = |rest: &str| format!("{BASE}{rest}");
    Router::new()
        .route(&path("/.well-known/openid-configuration"), get(discovery::configuration))
        .route(&path("/protocol/openid-connect/certs"), get(discovery::certs))
        .route(&path("/protocol/openid-connect/auth"), get(authorize::authorize))
        .route(&path("/protocol/openid-connect/token"), axum::routing::post(token::token))
        .route(&path("/protocol/openid-connect/userinfo"), get(userinfo::userinfo).post(userinfo::userinfo))
        .route(&path("/protocol/openid-connect/logout"), get(end_session::end_session).post(end_session::end_session))
        .with_state(service)
}
