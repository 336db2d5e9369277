//! From a handler's answer to a response, in the manner of the route's service.

use axum::body::{Body, Bytes};
use axum::response::Response;
use futures_util::{StreamExt, TryStreamExt, stream};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use pms_app::Failure;
use pms_domain::{Refusal, Timestamp, catalogue};

use crate::endpoint::Endpoint;
use crate::envelope::{self, Echo, ErrorItem, Flavour};
use crate::fault::{Fault, Violation};
use crate::problem::Problem;
use crate::reply::{Content, Reply};

/// Setting `wire.compat` that answers violations with 200 instead of 400.
pub(crate) const COMPAT_12: &str = "1.2";

/// What rendering needs besides the answer.
pub(crate) struct Rendering<'a> {
    pub endpoint: &'a Endpoint,
    pub echo: &'a Echo,
    pub now: Timestamp,
    pub request_id: &'a str,
    /// Violations answer 200 (`wire.compat = "1.2"`).
    pub compat_12: bool,
}

impl Rendering<'_> {
    pub fn answer(&self, answer: Result<Reply, Fault>) -> Response {
        match answer {
            Ok(reply) => self.reply(reply),
            Err(fault) => self.fault(fault),
        }
    }

    fn reply(&self, reply: Reply) -> Response {
        let (head, tail) = self.endpoint.style().success(self.echo, self.now);
        let mut response = match reply.content {
            Content::Json(json) => {
                let mut body = head.into_bytes();
                body.extend_from_slice(&json);
                body.extend_from_slice(tail.as_bytes());
                json_response(StatusCode::OK, body)
            }
            Content::Pieces(pieces) => {
                let (route, request_id) = (self.endpoint.route.id, self.request_id.to_owned());
                let pieces = pieces.inspect_err(move |error| {
                    tracing::error!(route, request_id, error = format!("{error:#}"), "list cut off");
                });
                let body = stream::once(async move { Ok(Bytes::from(head)) })
                    .chain(pieces)
                    .chain(stream::once(async move { Ok(Bytes::from_static(tail.as_bytes())) }))
                    // The error's text goes to the log above; the connection only learns that it ends.
                    .map_err(|_: anyhow::Error| std::io::Error::other("list cut off"));
                let mut response = Response::new(Body::from_stream(body));
                response.headers_mut().insert(header::CONTENT_TYPE, JSON);
                response
            }
            Content::Whole(response) => *response,
        };
        append(response.headers_mut(), reply.headers);
        response
    }

    fn fault(&self, fault: Fault) -> Response {
        match fault {
            Fault::Failure(Failure::Refused(refusal)) => self.refusal(&refusal),
            Fault::Failure(Failure::Limited { retry_after }) => self.limited(retry_after),
            Fault::Failure(Failure::Internal(error)) => self.internal(&error),
            Fault::FirstEnvelope(refusal) => {
                let body = self.endpoint.style().first_envelope(&[ErrorItem::of(&refusal)], self.echo, self.now);
                json_response(status(&refusal), body)
            }
            Fault::Columns(refusals) => self.columns(&refusals),
            Fault::Invalid(violations) => self.invalid(&violations),
            Fault::Unreadable(text) => self.unreadable(text),
            Fault::Problem(problem) => self.problem(&problem),
        }
    }

    fn refusal(&self, refusal: &Refusal) -> Response {
        let status = status(refusal);
        let item = ErrorItem::of(refusal);
        let body = if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
            envelope::gate(&item, self.echo, self.now)
        } else {
            self.endpoint.style().refusal(&[item], self.echo, self.now)
        };
        json_response(status, body)
    }

    fn limited(&self, retry_after: u64) -> Response {
        let mut response = self.refusal(&Refusal::of(&catalogue::TOO_MANY));
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after));
        response
    }

    /// Nothing failed, and later there may be room.
    fn busy(&self, retry_after: u64) -> Response {
        tracing::warn!(route = self.endpoint.route.id, request_id = self.request_id, "no room in the database");
        let mut response = self.refusal(&Refusal::of(&catalogue::BUSY));
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after));
        response
    }

    /// The details go to the log, under the request id that the caller has.
    fn internal(&self, error: &anyhow::Error) -> Response {
        if let Some(retry_after) = pms_app::failure::busy(error) {
            return self.busy(retry_after);
        }
        let endpoint = self.endpoint;
        tracing::error!(
            route = endpoint.route.id,
            request_id = self.request_id,
            error = format!("{error:#}"),
            "request failed"
        );
        let refusal = match (endpoint.fallback, endpoint.flavour) {
            (Some(entry), _) => return self.refusal(&Refusal::of(entry)),
            (None, Flavour::Keymanager) => return self.server_error("KER-KMS-500"),
            (None, Flavour::Authmanager) => return self.server_error("500"),
            (None, Flavour::Policy) => Refusal::of(&catalogue::COULD_NOT_PROCESS),
            (None, Flavour::Partner | Flavour::Hotlist) => Refusal::of(&catalogue::UNABLE_TO_PROCESS),
        };
        let item = ErrorItem::of(&refusal);
        let style = endpoint.style();
        let body = match style.api_id {
            Some(_) => style.refusal(&[item], self.echo, self.now),
            None => style.unforeseen(&item, self.now),
        };
        json_response(status(&refusal), body)
    }

    /// Keymanager and authmanager answer 500 (pki §1, consumers §5.2).
    fn server_error(&self, code: &'static str) -> Response {
        let item = ErrorItem::new(code, catalogue::UNABLE_TO_PROCESS.message);
        let body = self.endpoint.style().refusal(&[item], self.echo, self.now);
        json_response(StatusCode::INTERNAL_SERVER_ERROR, body)
    }

    fn columns(&self, refusals: &[Refusal]) -> Response {
        if self.endpoint.flavour == Flavour::Policy {
            return self.refusal(&Refusal::of(&catalogue::COULD_NOT_PROCESS));
        }
        let items: Vec<_> = refusals.iter().map(ErrorItem::of).collect();
        json_response(StatusCode::OK, self.endpoint.style().refusal(&items, self.echo, self.now))
    }

    fn invalid(&self, violations: &[Violation]) -> Response {
        let Some(first) = violations.first() else { return self.unreadable("Invalid") };
        match self.endpoint.flavour {
            Flavour::Keymanager => {
                let refusals: Vec<_> = violations
                    .iter()
                    .map(|violation| Refusal::with(&catalogue::KEYMANAGER_INVALID_REQUEST, &violation.path))
                    .collect();
                self.columns(&refusals)
            }
            Flavour::Authmanager => {
                let text = format!("{} {}", first.path, first.message);
                self.refusal(&Refusal::with(&catalogue::AUTH_BODY, text))
            }
            Flavour::Partner | Flavour::Policy if self.endpoint.violations_as_problem => {
                self.problem(&Problem::validation())
            }
            Flavour::Partner | Flavour::Policy | Flavour::Hotlist => {
                let refusal = Refusal::with(&catalogue::INVALID_PARAMETER, envelope::violation_argument(first));
                let status = if self.compat_12 { StatusCode::OK } else { status(&refusal) };
                json_response(status, envelope::violation(refusal.code(), &refusal.message(), self.now))
            }
        }
    }

    fn unreadable(&self, text: &'static str) -> Response {
        match self.endpoint.flavour {
            Flavour::Authmanager => self.refusal(&Refusal::with(&catalogue::AUTH_BODY, text)),
            Flavour::Keymanager => {
                let item = ErrorItem::new(catalogue::KEYMANAGER_INVALID_REQUEST.code, text);
                json_response(StatusCode::OK, self.endpoint.style().refusal(&[item], self.echo, self.now))
            }
            Flavour::Partner | Flavour::Policy | Flavour::Hotlist => self.problem(&Problem::unreadable()),
        }
    }

    pub fn problem(&self, problem: &Problem) -> Response {
        problem.response(Some(self.endpoint.route.path))
    }
}

const JSON: HeaderValue = HeaderValue::from_static("application/json");

pub(crate) fn json_response(status: StatusCode, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, JSON);
    response
}

fn status(refusal: &Refusal) -> StatusCode {
    StatusCode::from_u16(refusal.entry.status).unwrap_or(StatusCode::OK)
}

fn append(to: &mut HeaderMap, from: HeaderMap) {
    let mut current = None;
    for (name, value) in from {
        // A repeated name comes once, its further values without it.
        current = name.or(current);
        if let Some(name) = &current {
            to.append(name.clone(), value);
        }
    }
}

/// Security headers of every answer (contract part A §2).
pub(crate) fn secure(headers: &mut HeaderMap) {
    // What anybody may keep is not forbidden to older caches.
    let is_public = headers.get(header::CACHE_CONTROL).is_some_and(|value| value.as_bytes().starts_with(b"public,"));
    if !is_public {
        for (name, value) in [
            (header::CACHE_CONTROL, "no-cache, no-store, max-age=0, must-revalidate"),
            (header::PRAGMA, "no-cache"),
            (header::EXPIRES, "0"),
        ] {
            headers.entry(name).or_insert(HeaderValue::from_static(value));
        }
    }
    for (name, value) in [(header::X_FRAME_OPTIONS, "SAMEORIGIN"), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}
