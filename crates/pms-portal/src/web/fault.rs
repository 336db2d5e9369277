//! How a request ends that did not go well, as a page in the portal's look.

use std::sync::Arc;

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderValue, StatusCode, header};
use pms_app::Failure;
use pms_domain::{Refusal, catalogue};

use super::Visitor;
use crate::address;
use crate::errors;
use crate::frame::{Frame, page};
use crate::html::Html;

/// What a handler answers.
pub type Answer = Result<Response, Fault>;

/// Why there is no page.
#[derive(Debug)]
pub enum Fault {
    /// The rules say no, where no form could show it.
    Refused(Refusal),
    NotFound,
    Forbidden,
    /// The form's token is not of this session.
    Form,
    /// The request came from another site.
    CrossSite,
    TooLarge,
    Limited {
        retry_after: u64,
    },
    /// An export of the account runs already.
    Exporting {
        retry_after: u64,
    },
    /// The database has no room.
    Busy {
        retry_after: u64,
    },
    Internal(anyhow::Error),
    /// Somebody has to sign in first.
    SignIn,
    Redirect(String),
    /// What was begun is not there any more: to where it begins, with the words that say so.
    Again {
        to: &'static str,
        key: &'static str,
    },
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => Fault::Refused(refusal),
            Failure::Limited { retry_after } => Fault::Limited { retry_after },
            Failure::Internal(error) => error.into(),
        }
    }
}

impl From<anyhow::Error> for Fault {
    fn from(error: anyhow::Error) -> Self {
        match pms_app::failure::busy(&error) {
            Some(retry_after) => Fault::Busy { retry_after },
            None => Fault::Internal(error),
        }
    }
}

/// A fault on its way to the layer that knows the visitor.
#[derive(Clone)]
pub struct Marked(pub Arc<Fault>);

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Marked(Arc::new(self)));
        response
    }
}

#[derive(Template)]
#[template(path = "error/error.html")]
struct ErrorPage {
    p: Frame,
    title: Html,
    why: Html,
    remedy: Html,
    code: Option<&'static str>,
    request_id: String,
}

impl Fault {
    pub fn status(&self) -> StatusCode {
        match self {
            Fault::Refused(refusal) => status_of(refusal),
            Fault::NotFound => StatusCode::NOT_FOUND,
            Fault::Forbidden | Fault::Form | Fault::CrossSite => StatusCode::FORBIDDEN,
            Fault::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Fault::Limited { .. } | Fault::Exporting { .. } => StatusCode::TOO_MANY_REQUESTS,
            Fault::Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Fault::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Fault::SignIn | Fault::Redirect(_) | Fault::Again { .. } => StatusCode::SEE_OTHER,
        }
    }

    /// The page for this visitor.
    pub async fn show(&self, visitor: &Visitor, is_read: bool) -> Response {
        match self {
            Fault::Redirect(to) => return Redirect::to(to).into_response(),
            Fault::SignIn => return sign_in(visitor, is_read),
            Fault::Again { to, key } => return visitor.done(to, key, &[]),
            Fault::Refused(refusal) => visitor.report(refusal),
            Fault::Forbidden => visitor.report(&Refusal::of(&catalogue::FORBIDDEN)),
            Fault::CrossSite => visitor.report(&Refusal::of(&catalogue::CROSS_SITE)),
            Fault::Internal(error) => {
                tracing::error!(
                    request_id = visitor.ctx().request_id,
                    error = format!("{error:#}"),
                    "portal request failed"
                );
            }
            _ => {}
        }
        let key = self.key();
        let frame = match self {
            Fault::Internal(_) | Fault::Busy { .. } => visitor.bare_frame(),
            _ => visitor.frame("error-500-title").await.unwrap_or_else(|_| visitor.bare_frame()),
        };
        let texts = visitor.texts();
        let (why, remedy, code) = match self {
            Fault::Refused(refusal) if key == "refused" => {
                (errors::why(texts, refusal.entry), errors::remedy(texts, refusal.entry), Some(refusal.code()))
            }
            Fault::Busy { .. } => {
                let entry = &catalogue::BUSY;
                (errors::why(texts, entry), errors::remedy(texts, entry), Some(entry.code))
            }
            Fault::Limited { retry_after } => (
                texts.get("error-429-why"),
                texts.with("error-429-remedy").num("minutes", retry_after.div_ceil(60).max(1)).html(),
                None,
            ),
            _ => (texts.get(&format!("error-{key}-why")), texts.get(&format!("error-{key}-remedy")), None),
        };
        let title = format!("error-{key}-title");
        let template = ErrorPage {
            p: frame.titled(&title),
            title: texts.get(&title),
            why,
            remedy,
            code,
            request_id: visitor.ctx().request_id.clone(),
        };
        let mut response = page(self.status(), &template);
        if let Fault::Limited { retry_after } | Fault::Exporting { retry_after } | Fault::Busy { retry_after } = self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*retry_after));
        }
        response
    }

    /// The middle of the text keys.
    fn key(&self) -> &'static str {
        match self {
            Fault::Refused(refusal) => match status_of(refusal) {
                StatusCode::FORBIDDEN => "403",
                StatusCode::NOT_FOUND => "404",
                _ => "refused",
            },
            Fault::NotFound => "404",
            Fault::Forbidden => "403",
            Fault::Form => "form",
            Fault::CrossSite => "site",
            Fault::TooLarge => "413",
            Fault::Limited { .. } => "429",
            Fault::Busy { .. } => "refused",
            Fault::Exporting { .. } => "export",
            Fault::Internal(_) | Fault::SignIn | Fault::Redirect(_) | Fault::Again { .. } => "500",
        }
    }
}

/// What a refusal without a form is among pages.
fn status_of(refusal: &Refusal) -> StatusCode {
    let is = |entries: &[&'static pms_domain::Entry]| entries.iter().any(|entry| std::ptr::eq(*entry, refusal.entry));
    if is(&[&catalogue::FORBIDDEN, &catalogue::NOT_AUTHORIZED, &catalogue::NO_OWN_PARTNER]) {
        StatusCode::FORBIDDEN
    } else if is(&[
        &catalogue::PARTNER_NOT_FOUND,
        &catalogue::MANAGED_PARTNER_NOT_FOUND,
        &catalogue::APPROVAL_NOT_FOUND,
        &catalogue::MISP_NOT_FOUND,
        &catalogue::CERT_ID_NOT_FOUND,
        &catalogue::CERT_CA_NOT_FOUND,
        &catalogue::CERTIFICATE_ID_INVALID,
        &catalogue::DEVICE_MISSING,
        &catalogue::DEVICE_SBI_MISSING,
        &catalogue::CHIP_MISSING,
        &catalogue::MAPPING_MISSING,
        &catalogue::POLICY_REQUEST_NOT_FOUND,
        &catalogue::KEY_NOT_FOUND,
        &catalogue::CLIENT_NOT_FOUND,
    ]) {
        StatusCode::NOT_FOUND
    } else {
        StatusCode::CONFLICT
    }
}

/// To the sign-in page, and back afterwards when the request was one that may be repeated.
fn sign_in(visitor: &Visitor, is_read: bool) -> Response {
    let mut target = visitor.path().to_owned();
    if !visitor.query().is_empty() {
        target = format!("{target}?{}", visitor.query());
    }
    let next = if is_read { address::inside(&target).filter(|target| *target != address::HOME) } else { None };
    let query = next.map_or_else(String::new, |next| address::query([("next", next)]));
    Redirect::to(&format!("{}{query}", address::SIGN_IN)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_without_room_is_no_fault_of_ours() {
        let busy = Fault::from(Failure::from(pms_store::StoreError::Busy));
        assert_eq!((busy.status(), busy.key()), (StatusCode::SERVICE_UNAVAILABLE, "refused"));
        let other = Fault::from(Failure::from(pms_store::StoreError::NotCommitted));
        assert_eq!(other.status(), StatusCode::INTERNAL_SERVER_ERROR);
    }
}
