//! Problem documents (RFC 7807) for what fails before a business rule is asked (contract part A §1.4).

use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

/// A fault of the HTTP request itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub status: StatusCode,
    pub detail: String,
    /// Value of the `Allow` header of a 405.
    pub allow: Option<String>,
}

/// The document on the wire, members in this order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Problem")]
pub struct ProblemDocument<'a> {
    /// Always `about:blank`.
    #[serde(rename = "type")]
    kind: &'a str,
    title: &'a str,
    status: u16,
    detail: &'a str,
    /// Template of the route. Absent when there is none: the path as sent may hold a key.
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<&'a str>,
}

/// Characters of a caller's value that a detail quotes at most.
const QUOTED: usize = 100;

impl Problem {
    fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { status, detail: detail.into(), allow: None }
    }

    /// Malformed JSON, a member of the wrong type, a bad request time, a missing body.
    pub fn unreadable() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "Failed to read request")
    }

    /// The path is not valid percent-encoded UTF-8, or holds a NUL.
    pub fn path() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "Failed to read path")
    }

    pub fn missing_parameter(name: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, format!("Required parameter '{name}' is not present."))
    }

    pub fn parameter_type(name: &str, value: &str) -> Self {
        let value: String = value.chars().take(QUOTED).collect();
        Self::new(StatusCode::BAD_REQUEST, format!("Failed to convert '{name}' with value: '{value}'"))
    }

    /// Constraint violations on routes that answer them as a problem (contract part B §1.3).
    pub fn validation() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "Validation failure")
    }

    pub fn no_route() -> Self {
        Self::new(StatusCode::NOT_FOUND, "There is no such route.")
    }

    pub fn method(method: &str, allow: String) -> Self {
        let method: String = method.chars().take(QUOTED).collect();
        Self {
            allow: Some(allow),
            ..Self::new(StatusCode::METHOD_NOT_ALLOWED, format!("Method '{method}' is not supported."))
        }
    }

    pub fn media_type(found: Option<&str>) -> Self {
        let detail = match found {
            Some(essence) => format!("Content-Type '{essence}' is not supported."),
            None => "Content-Type is not supported.".to_owned(),
        };
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail)
    }

    /// Compressed request bodies are not read.
    pub fn content_encoding() -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Content-Encoding is not supported.")
    }

    pub fn not_acceptable() -> Self {
        Self::new(StatusCode::NOT_ACCEPTABLE, "Acceptable representations: [application/json].")
    }

    pub fn too_large(limit: usize) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, format!("The request body is larger than {limit} bytes."))
    }

    /// The bodies that are being read fill the memory that is there for them.
    pub fn overloaded() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "Too many request bodies are being read. Send the request again.")
    }

    pub fn too_slow() -> Self {
        Self::new(StatusCode::REQUEST_TIMEOUT, "The request body did not arrive in time.")
    }

    /// The response; `template` is the template of the route that was asked for, if there is one.
    pub fn response(&self, template: Option<&str>) -> Response {
        let document = ProblemDocument {
            kind: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            detail: &self.detail,
            instance: template,
        };
        let body = serde_json::to_vec(&document).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        if let Some(allow) = self.allow.as_deref().and_then(|allow| HeaderValue::from_str(allow).ok()) {
            headers.insert(header::ALLOW, allow);
        }
        response
    }
}
