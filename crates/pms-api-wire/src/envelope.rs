//! The envelopes of responses, byte by byte: member order, nulls written, compact (contract part A §1.2, part B §1.1,
//! pki §1, consumers §5.2).

use std::borrow::Cow;

use chrono::Timelike;
use pms_domain::routes::Envelope;
use pms_domain::{Refusal, Timestamp, time};

use crate::fault::Violation;

/// The service that a route belongs to: they differ in envelope details.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    /// `/v1/partnermanager`.
    Partner,
    /// `/v1/policymanager`: no `metadata` in the first envelope.
    Policy,
    /// `/v1/keymanager`: `errors` is null on success, id and version are echoed.
    Keymanager,
    /// `/v1/authmanager`, and the kernel's routes under the partner service: as keymanager.
    Authmanager,
    /// `/v1/hotlist`, another of the kernel's services.
    Hotlist,
}

impl Flavour {
    /// The flavour of a path from the root.
    pub fn of(path: &str) -> Self {
        match path.split('/').nth(2) {
            Some("policymanager") => Flavour::Policy,
            Some("keymanager") => Flavour::Keymanager,
            Some("authmanager") => Flavour::Authmanager,
            Some("hotlist") => Flavour::Hotlist,
            _ => Flavour::Partner,
        }
    }

    /// Whether success has null errors.
    pub(crate) fn is_kernel(self) -> bool {
        matches!(self, Flavour::Keymanager | Flavour::Authmanager | Flavour::Hotlist)
    }
}

/// `id` and `version` of a first-envelope success (contract part A §1.2, column IDs of §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ids {
    /// Both null.
    Null,
    /// Copied from the request.
    Echo,
    /// `mosip.partnermanagement.partners.retrieve`, `1.0`.
    Retrieve,
}

/// What the request said, for [`Ids::Echo`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Echo {
    pub id: Option<String>,
    pub version: Option<String>,
}

/// Version of every envelope that has one.
pub const VERSION: &str = "1.0";
/// `id` of a business error of the partner service.
const PARTNER_SERVICE: &str = "mosip.partnermanagement";
const RETRIEVE: &str = "mosip.partnermanagement.partners.retrieve";

/// One element of `errors`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ErrorItem<'a> {
    pub code: Cow<'a, str>,
    pub message: Cow<'a, str>,
}

impl<'a> ErrorItem<'a> {
    pub fn new(code: impl Into<Cow<'a, str>>, message: impl Into<Cow<'a, str>>) -> Self {
        Self { code: code.into(), message: message.into() }
    }

    pub fn of(refusal: &'a Refusal) -> Self {
        Self::new(refusal.wire_code(), refusal.message())
    }
}

/// How the envelope of a route looks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    pub flavour: Flavour,
    pub envelope: Envelope,
    pub ids: Ids,
    pub api_id: Option<&'static str>,
}

impl Style {
    /// Everything before and after the value of `response` of a success.
    pub fn success(&self, echo: &Echo, now: Timestamp) -> (String, &'static str) {
        let (id, version) = match (self.envelope, self.ids) {
            (Envelope::V2, _) => (self.api_id, Some(VERSION)),
            (_, Ids::Null) => (None, None),
            (_, Ids::Echo) => (echo.id.as_deref(), echo.version.as_deref()),
            (_, Ids::Retrieve) => (Some(RETRIEVE), Some(VERSION)),
        };
        let tail = if self.envelope != Envelope::V2 && self.flavour.is_kernel() {
            r#","errors":null}"#
        } else {
            r#","errors":[]}"#
        };
        (self.head(self.envelope, id, version, now), tail)
    }

    /// A business error in the envelope of the route.
    pub fn refusal(&self, errors: &[ErrorItem<'_>], echo: &Echo, now: Timestamp) -> String {
        self.failure(self.envelope, errors, echo, now)
    }

    /// A business error in the first envelope, whatever the route's.
    pub fn first_envelope(&self, errors: &[ErrorItem<'_>], echo: &Echo, now: Timestamp) -> String {
        self.failure(Envelope::V1, errors, echo, now)
    }

    fn failure(&self, envelope: Envelope, errors: &[ErrorItem<'_>], echo: &Echo, now: Timestamp) -> String {
        let (id, version) = match (envelope, self.flavour) {
            (Envelope::V2, _) => (self.api_id, Some(VERSION)),
            (_, Flavour::Policy) => (None, None),
            (Envelope::Plain, _) => (None, None),
            (_, Flavour::Partner) => (Some(PARTNER_SERVICE), Some(VERSION)),
            (_, Flavour::Keymanager | Flavour::Authmanager | Flavour::Hotlist) => {
                (echo.id.as_deref(), echo.version.as_deref())
            }
        };
        let mut out = self.head(envelope, id, version, now);
        out.push_str("null");
        push_errors(&mut out, errors);
        out
    }

    /// An error that reached nobody: the first envelope with id and version null.
    pub fn unforeseen(&self, error: &ErrorItem<'_>, now: Timestamp) -> String {
        let mut out = self.head(Envelope::V1, None, None, now);
        out.push_str("null");
        push_errors(&mut out, std::slice::from_ref(error));
        out
    }

    fn head(&self, envelope: Envelope, id: Option<&str>, version: Option<&str>, now: Timestamp) -> String {
        let second = envelope == Envelope::V2;
        let metadata = second || self.flavour != Flavour::Policy;
        head(id, version, second, metadata, now)
    }
}

/// 401 and 403: the kernel's envelope, the same for every service (contract part A §1.4).
pub(crate) fn gate(error: &ErrorItem<'_>, echo: &Echo, now: Timestamp) -> String {
    let mut out = head(echo.id.as_deref(), echo.version.as_deref(), false, true, now);
    out.push_str("null");
    push_errors(&mut out, std::slice::from_ref(error));
    out
}

/// A constraint that does not hold: members in an order of their own, the time ISO local (contract part A §1.4).
pub(crate) fn violation(code: &str, message: &str, now: Timestamp) -> String {
    let mut out = String::from(r#"{"id":null,"version":null,"metadata":null,"response":null,"responsetime":"#);
    push_text(&mut out, &time::local_iso(now));
    push_errors(&mut out, &[ErrorItem::new(code, message)]);
    out
}

/// The message of a constraint that does not hold.
pub(crate) fn violation_argument(violation: &Violation) -> String {
    format!("{} :{}", violation.message, violation.path)
}

fn head(id: Option<&str>, version: Option<&str>, second: bool, metadata: bool, now: Timestamp) -> String {
    let mut out = String::with_capacity(160);
    out.push_str(r#"{"id":"#);
    push_option(&mut out, id);
    out.push_str(r#","version":"#);
    push_option(&mut out, version);
    out.push_str(if second { r#","responseTime":"# } else { r#","responsetime":"# });
    push_text(&mut out, &time::zulu(milliseconds(now)));
    if metadata {
        out.push_str(r#","metadata":null"#);
    }
    out.push_str(r#","response":"#);
    out
}

fn milliseconds(now: Timestamp) -> Timestamp {
    now.with_nanosecond(now.nanosecond() / 1_000_000 * 1_000_000).unwrap_or(now)
}

fn push_errors(out: &mut String, errors: &[ErrorItem<'_>]) {
    out.push_str(r#","errors":["#);
    for (index, error) in errors.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        out.push_str(r#"{"errorCode":"#);
        push_text(out, &error.code);
        out.push_str(r#","message":"#);
        push_text(out, &error.message);
        out.push('}');
    }
    out.push_str("]}");
}

fn push_option(out: &mut String, value: Option<&str>) {
    match value {
        None => out.push_str("null"),
        Some(text) => push_text(out, text),
    }
}

fn push_text(out: &mut String, text: &str) {
    out.push_str(&serde_json::Value::from(text).to_string());
}
