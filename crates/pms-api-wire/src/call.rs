//! A request that passed the gates, as a handler sees it.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::body::Bytes;
use http::HeaderMap;
use pms_domain::{Context, Refusal, Timestamp, catalogue, text, time};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::check::{Check, Validate};
use crate::content;
use crate::credential;
use crate::endpoint::Endpoint;
use crate::envelope::{Echo, VERSION};
use crate::fault::{Fault, Violation};
use crate::json::{self, JsonFault};
use crate::lenient;
use crate::path::Variables;
use crate::query::Query;

/// A request after authentication, routing, role and size checks. No `Debug`: it holds the token.
pub struct Call {
    /// Who asks, when, and where randomness comes from.
    pub context: Context,
    pub(crate) endpoint: Arc<Endpoint>,
    pub(crate) variables: Variables,
    pub(crate) query: Query,
    pub(crate) headers: HeaderMap,
    pub(crate) token: Option<String>,
    pub(crate) body: Bytes,
    /// The body of a route that reads it in pieces. Bodies cannot be shared between threads; calls can.
    pub(crate) file: Mutex<Option<content::File>>,
    pub(crate) echo: Arc<OnceLock<Echo>>,
    /// Setting `wire.check_request_time`.
    pub(crate) check_time: bool,
}

/// A body whose constraints hold.
#[derive(Clone, Debug)]
pub struct Body<T> {
    pub id: Option<String>,
    pub version: Option<String>,
    /// `requesttime` or `requestTime`, by the envelope of the route.
    pub time: Option<Timestamp>,
    pub request: T,
    /// Whether the envelope's `request` was there; only [`Call::body_unchecked`] lets it be missing.
    present: bool,
}

impl Call {
    /// A path variable, percent-decoded; never empty.
    pub fn variable(&self, name: &str) -> Result<&str, Fault> {
        self.variables
            .iter()
            .find(|(variable, _)| *variable == name)
            .map(|(_, value)| value.as_str())
            .ok_or_else(|| Fault::internal(anyhow::anyhow!("{} has no variable {name}", self.endpoint.route.id)))
    }

    /// The values of all path variables, in order of the template.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.variables.iter().map(|(_, value)| value.as_str())
    }

    /// A path variable on routes that constrain it: blank text is a violation named by the variable.
    pub fn variable_not_blank(&self, name: &str) -> Result<&str, Fault> {
        let value = self.variable(name)?;
        if text::is_blank(value) {
            return Err(Violation::new(name, "must not be blank").into());
        }
        Ok(value)
    }

    pub fn query(&self) -> &Query {
        &self.query
    }

    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The last cookie of exactly this name.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        credential::cookies(&self.headers).filter(|(found, _)| *found == name).last().map(|(_, value)| value)
    }

    /// Whether the request carries any cookie.
    pub fn has_cookies(&self) -> bool {
        credential::cookies(&self.headers).next().is_some()
    }

    /// The token as sent, on open routes too: for the routes that answer it. Never log it.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// The next piece of the file that is the body; `None`: it is over.
    ///
    /// # Errors
    /// It did not arrive; the file comes too slowly ([`pms_domain::limits::FILE_PART`]), or takes longer than an hour.
    pub async fn piece(&mut self) -> Result<Option<Bytes>, Fault> {
        match self.file.get_mut().unwrap_or_else(PoisonError::into_inner) {
            Some(file) => Ok(file.piece().await?),
            None => Ok(None),
        }
    }

    /// Reads the body and checks its constraints: `request` must be there and valid.
    pub fn body<T: DeserializeOwned + Validate>(&self) -> Result<Body<T>, Fault> {
        let (echo, time, request) = self.envelope()?;
        let Some(request) = request.map(read_object::<T>).transpose()? else {
            return Err(Violation::new("request", "must not be null").into());
        };
        let mut check = Check::under("request");
        request.check(&mut check);
        let violations = check.violations();
        if !violations.is_empty() {
            return Err(Fault::Invalid(violations));
        }
        Ok(Body { id: echo.id, version: echo.version, time, request, present: true })
    }

    /// Reads the body of the routes without constraints, where a missing `request` is the business of
    /// [`Body::check_v2`]; it reads as the default then.
    pub fn body_unchecked<T: DeserializeOwned + Default>(&self) -> Result<Body<T>, Fault> {
        let (echo, time, request) = self.envelope()?;
        let present = request.is_some();
        let request = request.map(read_object::<T>).transpose()?.unwrap_or_default();
        Ok(Body { id: echo.id, version: echo.version, time, request, present })
    }

    /// The parts of the request's envelope; null counts as missing.
    fn envelope(&self) -> Result<(Echo, Option<Timestamp>, Option<Value>), Fault> {
        let value = json::parse(&self.body).map_err(|fault| Fault::Unreadable(fault.text()))?;
        let Value::Object(mut members) = value else { return Err(Fault::Unreadable("Object expected")) };
        let mut member = |name: &str| members.remove(name).unwrap_or(Value::Null);
        let unreadable = |_| Fault::Unreadable(JsonFault::Malformed.text());
        let id = lenient::text(member("id")).map_err(unreadable)?;
        let version = lenient::text(member("version")).map_err(unreadable)?;
        let time_member = self.endpoint.time_member();
        let time =
            lenient::zulu(member(time_member)).map_err(|_| Fault::Unreadable("Request time has another form"))?;
        let request = Some(member("request")).filter(|request| !request.is_null());
        let echo = Echo { id, version };
        // The first reading counts; a handler reads its body once.
        let _ = self.echo.set(echo.clone());
        Ok((echo, time, request))
    }

    /// The request-time check `T`: present and of today, UTC (contract part A §1.5). Off with
    /// `wire.check_request_time = false`.
    pub fn check_time<T>(&self, body: &Body<T>) -> Result<(), Refusal> {
        if self.check_time { current(body.time, self.context.now()) } else { Ok(()) }
    }

    /// The second envelope's check `V`, in its order: id, time, version, request (contract part A §1.5).
    pub fn check_v2<T>(&self, body: &Body<T>) -> Result<(), Refusal> {
        if body.id.is_none() || body.id.as_deref() != self.endpoint.route.api_id {
            return Err((&catalogue::REQUEST_ID).into());
        }
        current(body.time, self.context.now())?;
        if body.version.as_deref() != Some(VERSION) {
            return Err((&catalogue::REQUEST_VERSION).into());
        }
        if !body.present {
            return Err((&catalogue::REQUEST_BODY).into());
        }
        Ok(())
    }

    /// The input pattern `R` on the named query parameters, in order; missing and blank ones pass. Its refusal comes in
    /// the first envelope on every route.
    pub fn check_input(&self, names: &[&str]) -> Result<(), Fault> {
        for name in names {
            let Some(value) = self.query.text(name) else { continue };
            if !text::is_blank(value) && !text::is_free_text(value) {
                return Err(Fault::FirstEnvelope(Refusal::with(&catalogue::REQUEST_INPUT, value)));
            }
        }
        Ok(())
    }

    /// Refuses the request, in the first envelope, unless a feature of the site is on.
    pub fn require_feature(&self, on: bool, refusal: impl Into<Refusal>) -> Result<(), Fault> {
        if on { Ok(()) } else { Err(Fault::FirstEnvelope(refusal.into())) }
    }
}

fn read_object<T: DeserializeOwned>(value: Value) -> Result<T, Fault> {
    if !value.is_object() {
        return Err(Fault::Unreadable("Object expected"));
    }
    T::deserialize(value).map_err(|_| Fault::Unreadable("A member has another type"))
}

fn current(time: Option<Timestamp>, now: Timestamp) -> Result<(), Refusal> {
    match time {
        None => Err((&catalogue::REQUEST_TIME).into()),
        Some(time) if !time::is_current_date(time, now) => Err((&catalogue::REQUEST_DATE).into()),
        Some(_) => Ok(()),
    }
}
