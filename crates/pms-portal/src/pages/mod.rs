//! One module per page, or per small group of pages that belong together.

pub mod account;
pub mod account_details;
pub mod accounts;
pub mod accounts_one;
pub mod api_key;
pub mod api_key_new;
pub mod api_key_steps;
pub mod api_keys;
pub mod audit;
mod browsers;
pub mod bulk;
pub mod calendar;
pub mod certificate;
pub mod certificate_check;
pub mod certificates;
pub mod contacts;
pub mod credential_types;
pub mod draft;
pub mod extractors;
pub mod group;
pub mod groups;
pub mod help;
pub mod help_pages;
pub mod home;
pub mod hotlist;
pub mod inbox;
pub mod invitation;
pub mod licences;
pub mod notices;
pub mod notifications;
pub mod oidc_client;
pub mod oidc_client_form;
pub mod oidc_clients;
mod onboarding;
pub mod organisation;
pub mod partner;
pub mod partner_email;
pub mod partner_new;
pub mod partners;
pub mod people;
pub mod platform;
pub mod policies;
pub mod policy_request;
pub mod policy_request_new;
pub mod policy_requests;
pub mod policy_words;
pub mod register;
pub mod registry;
pub mod rename;
pub mod request;
mod request_about;
mod request_more;
mod request_registry;
pub mod reset;
pub mod search;
pub mod second_factor;
pub mod side;
pub mod sign_in;
mod staff;
pub mod terms;
pub mod timeline;
pub mod trust;
pub mod trust_entry;
pub mod usage;
mod zones;

use askama::Template;
use axum::response::Response;
use chrono::TimeDelta;
use pms_app::Failure;
use pms_domain::partner_type::{self, PartnerType};
use pms_domain::{Refusal, Timestamp, catalogue};

use crate::errors;
use crate::form::Form;
use crate::frame::Frame;
use crate::html::{Html, escape};
use crate::i18n::Texts;
use crate::web::Fault;

/// A link with its words.
#[derive(Clone, Debug)]
pub struct Link {
    pub href: String,
    pub label: Html,
}

/// A line of a summary list.
#[derive(Clone, Debug)]
pub struct Fact {
    pub label: Html,
    pub value: Html,
    pub change: Option<Link>,
}

impl Fact {
    pub fn new(label: Html, value: Html) -> Self {
        Self { label, value, change: None }
    }

    pub fn change(mut self, href: impl Into<String>, label: Html) -> Self {
        self.change = Some(Link { href: href.into(), label });
        self
    }
}

/// Text from outside in its own direction; "Not given" for nothing.
pub fn given(texts: &Texts, value: &str) -> Html {
    if value.trim().is_empty() { texts.get("not-given") } else { bdi(value) }
}

pub fn bdi(value: &str) -> Html {
    Html::trusted(format!("<bdi>{}</bdi>", escape(value)))
}

/// An id, an address, a hash.
pub fn code(value: &str) -> Html {
    Html::trusted(format!("<code class=\"ltr\">{}</code>", escape(value)))
}

pub fn ltr(texts: &Texts, value: &str) -> Html {
    if value.trim().is_empty() {
        return texts.get("not-given");
    }
    Html::trusted(format!("<span class=\"ltr\">{}</span>", escape(value)))
}

/// `Auth_Partner` has the texts `type-auth-partner` and `type-auth-partner-what`.
pub fn type_key(partner_type: &str) -> String {
    partner_type.to_ascii_lowercase().replace('_', "-")
}

/// The kind of partner in words.
pub fn kind(texts: &Texts, partner_type: &str) -> Html {
    match partner_type::find(partner_type) {
        Some(found) => texts.get(&format!("type-{}", type_key(found.code))),
        None => texts.get("type-unknown"),
    }
}

/// Types that may register themselves here, in the catalogue's order.
pub fn self_service(app: &pms_app::App) -> Vec<&'static PartnerType> {
    let types = &app.settings().registration.types;
    partner_type::ALL.iter().filter(|found| types.iter().any(|code| code == found.code)).collect()
}

/// A value of the address that a form begins with.
pub fn asked(visitor: &crate::web::Visitor, name: &'static str) -> Option<(String, String)> {
    let mut pairs = url::form_urlencoded::parse(visitor.query().as_bytes());
    pairs.find(|(known, _)| known == name).map(|(name, value)| (name.into_owned(), value.into_owned()))
}

/// A small form on a page of its own.
#[derive(Template)]
#[template(path = "org/form.html")]
pub struct FormPage<'a> {
    pub p: Frame,
    pub title: Html,
    pub intro: Html,
    pub action: String,
    pub controls: Vec<crate::form::Control<'a>>,
    pub submit: Html,
    pub danger: bool,
    /// A second button that sends the same form.
    pub again: Option<Again>,
    pub back: String,
    pub back_label: Html,
}

pub struct Again {
    pub name: &'static str,
    pub label: Html,
}

/// Sorts out what a use case answered to a form: a refusal that belongs to the form goes into it, everything else is a
/// fault. `field` says which field a refusal is about; `""` puts it into the summary alone.
pub fn into_form<T>(
    texts: &Texts,
    form: &mut Form,
    outcome: Result<T, Failure>,
    field: impl Fn(&Refusal) -> &'static str,
) -> Result<Option<T>, Fault> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(Failure::Refused(refusal)) if !is_for_a_page(&refusal) => {
            form.error(field(&refusal), errors::line(texts, &refusal));
            Ok(None)
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Days from which on an end is none: where keys and licences are not to end by themselves, a site gives them very many.
pub const ENDLESS_DAYS: u32 = 36_500;

/// An end that anybody will see.
pub fn foreseeable(end: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
    end.filter(|end| *end - now < TimeDelta::days(ENDLESS_DAYS.into()))
}

/// Whether a use case recorded what was asked, and a second admin has to agree.
pub fn waits<T>(outcome: &Result<T, Failure>) -> bool {
    matches!(outcome, Err(Failure::Refused(refusal)) if refusal.is(&catalogue::AWAITS_SECOND_ADMIN))
}

/// The certificates of an upload, read away from the threads that serve requests: a hostile file may take a while.
pub async fn read_upload(
    bytes: impl Into<Vec<u8>>,
) -> Result<Result<pms_pki::parse::portal::Upload, pms_pki::parse::portal::UploadError>, Fault> {
    let bytes = bytes.into();
    let read = tokio::task::spawn_blocking(move || pms_pki::parse::portal::read(&bytes)).await;
    read.map_err(|error| Fault::Internal(error.into()))
}

/// Refusals that no change of the form would cure.
fn is_for_a_page(refusal: &Refusal) -> bool {
    [&catalogue::FORBIDDEN, &catalogue::NOT_AUTHORIZED, &catalogue::PARTNER_NOT_FOUND, &catalogue::APPROVAL_NOT_FOUND]
        .iter()
        .any(|entry| refusal.is(entry))
}

/// Whether a refusal is a line of the catalogue.
pub trait Is {
    fn is(&self, entry: &'static pms_domain::Entry) -> bool;
}

impl Is for Refusal {
    fn is(&self, entry: &'static pms_domain::Entry) -> bool {
        std::ptr::eq(self.entry, entry)
    }
}

/// A file to keep.
pub fn download(name: &str, kind: &'static str, body: impl Into<axum::body::Body>) -> Response {
    use http::{HeaderValue, header};

    let safe: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' }).collect();
    let mut response = Response::new(body.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{safe}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

pub const PEM: &str = "application/x-pem-file";
pub const P7B: &str = "application/x-pkcs7-certificates";
