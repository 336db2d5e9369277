//! Forms as they arrive: from our own pages only.

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::response::IntoResponse;
use http::StatusCode;
use pms_app::accounts::form_drafts::{self, FormDraft};
use pms_domain::limits;

use super::fault::Fault;
use super::{Visitor, csrf};
use crate::address;
use crate::form::{Form, TYPED};

/// Fields of a form; more are refused.
const MOST_FIELDS: usize = 64;

/// A posted form whose token is right.
pub struct Posted(pub Form);

/// Fields of a form whose rows a site decides, such as attributes of a policy.
const MOST_FIELDS_LONG: usize = 4_000;

/// A posted form with many fields, for pages of staff.
pub struct PostedLong(pub Form);

/// A posted form with a file.
pub struct Uploaded {
    pub form: Form,
    /// What the file field held; empty when no file was chosen.
    pub file: Bytes,
    pub file_name: String,
}

fn visitor(request: &Request) -> Result<Visitor, Fault> {
    request
        .extensions()
        .get::<Visitor>()
        .cloned()
        .ok_or_else(|| Fault::Internal(anyhow::anyhow!("the portal's visitor layer is missing")))
}

/// Whoever has not signed in sends short forms alone.
fn shortened(mut request: Request, visitor: &Visitor) -> Request {
    if visitor.session().is_none() {
        DefaultBodyLimit::max(limits::OPEN_FORM).apply(&mut request);
    }
    request
}

/// The rejection of a body: too large, or not readable at all.
fn unreadable(response: impl IntoResponse) -> Fault {
    match response.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => Fault::TooLarge,
        _ => Fault::Form,
    }
}

/// Names of fields that are never kept: passwords and codes, the API key behind "as a file", the token of an invitation, and
/// the confirmation of a dangerous step.
const NEVER_KEPT: [&str; 8] = ["csrf", "password", "repeat", "current", "code", "key", "token", TYPED];

/// A form whose token is not right. Where the session that it belongs to has ended, what was typed is kept, and shown after
/// the sign-in (style guide §8).
async fn refused(visitor: &Visitor, form: &Form, pairs: Vec<(String, String)>) -> Fault {
    match lapsed(visitor, form, pairs).await {
        Ok(Some(fault)) => fault,
        Ok(None) => Fault::Form,
        Err(fault) => fault,
    }
}

async fn lapsed(visitor: &Visitor, form: &Form, pairs: Vec<(String, String)>) -> Result<Option<Fault>, Fault> {
    let cookie = visitor.cookie(visitor.portal().session_cookie());
    let Some(cookie) = cookie.filter(|_| visitor.session().is_none()) else { return Ok(None) };
    let former = form_drafts::former(visitor.app(), &cookie).await?;
    let Some(former) = former.filter(|former| csrf::matches(&former.form_token, form.value("csrf"))) else {
        return Ok(None);
    };
    let fields: Vec<_> = pairs.into_iter().filter(|(name, _)| !NEVER_KEPT.contains(&name.as_str())).collect();
    let is_secret = fields.iter().any(|(_, value)| value.contains("PRIVATE KEY"));
    if is_secret || fields.iter().all(|(_, value)| value.trim().is_empty()) {
        return Ok(Some(Fault::SignIn));
    }
    let draft = FormDraft { path: visitor.path().to_owned(), fields };
    let kept = form_drafts::keep(visitor.app(), visitor.ctx(), &former, visitor.browser(), draft).await?;
    Ok(Some(if kept { Fault::Again { to: address::SIGN_IN_TO_DRAFT, key: "draft-kept" } } else { Fault::SignIn }))
}

fn checked(visitor: &Visitor, form: Form) -> Result<Form, Fault> {
    if csrf::matches(&visitor.bound_to(), form.value("csrf")) { Ok(form) } else { Err(Fault::Form) }
}

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        Ok(Self(posted(request, state, MOST_FIELDS).await?))
    }
}

impl<S: Send + Sync> FromRequest<S> for PostedLong {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        Ok(Self(posted(request, state, MOST_FIELDS_LONG).await?))
    }
}

async fn posted<S: Send + Sync>(request: Request, state: &S, most: usize) -> Result<Form, Fault> {
    let visitor = visitor(&request)?;
    let body = Bytes::from_request(shortened(request, &visitor), state).await.map_err(unreadable)?;
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(&body)
        .take(most)
        // No database keeps a NUL, and nobody types one.
        .map(|(name, value)| (name.replace('\0', ""), value.replace('\0', "")))
        .collect();
    match checked(&visitor, Form::of(pairs.clone())) {
        Err(Fault::Form) => Err(refused(&visitor, &Form::of(pairs.clone()), pairs).await),
        other => other,
    }
}

impl<S: Send + Sync> FromRequest<S> for Uploaded {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let visitor = visitor(&request)?;
        let mut multipart = Multipart::from_request(shortened(request, &visitor), state).await.map_err(unreadable)?;
        let mut pairs = Vec::new();
        let (mut file, mut file_name) = (Bytes::new(), String::new());
        while let Some(field) = multipart.next_field().await.map_err(unreadable)? {
            let name = field.name().unwrap_or_default().to_owned();
            match field.file_name().map(str::to_owned) {
                Some(given) => {
                    let bytes = field.bytes().await.map_err(unreadable)?;
                    if !bytes.is_empty() {
                        (file, file_name) = (bytes, given);
                    }
                }
                None if pairs.len() < MOST_FIELDS => pairs.push((name, field.text().await.map_err(unreadable)?)),
                None => return Err(Fault::Form),
            }
        }
        let form = checked(&visitor, Form::of(pairs))?;
        Ok(Self { form, file, file_name })
    }
}

impl Uploaded {
    /// The upload: the file, or else the pasted text.
    pub fn bytes(&self) -> Vec<u8> {
        if self.file.is_empty() { self.form.value("pem").as_bytes().to_vec() } else { self.file.to_vec() }
    }
}
