//! How a handler ends when it does not succeed; the frame renders it for the route.

use std::borrow::Cow;

use pms_app::Failure;
use pms_domain::{Entry, Refusal};

use crate::problem::Problem;
use crate::reply::Reply;

/// What handlers answer.
pub type Answer = Result<Reply, Fault>;

/// A constraint of the body (or of a parameter) that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Path of the member including the envelope, e.g. `request.partnerId`.
    pub path: String,
    /// Message of the constraint, e.g. `must not be blank`.
    pub message: Cow<'static, str>,
}

impl Violation {
    pub fn new(path: impl Into<String>, message: impl Into<Cow<'static, str>>) -> Self {
        Self { path: path.into(), message: message.into() }
    }
}

/// Everything that can go wrong in a handler.
#[derive(Debug)]
pub enum Fault {
    /// A use case said no, or failed: the envelope of the route.
    Failure(Failure),
    /// A refusal that comes in the first envelope even on a route of the second (feature flags, input pattern).
    FirstEnvelope(Refusal),
    /// Several column errors at once (`filtervalues`). The policy service answers them as `PMS_COR_003`.
    Columns(Vec<Refusal>),
    /// Constraints of the body that do not hold, in declared order. Most services report the first.
    Invalid(Vec<Violation>),
    /// The body cannot be read. The text is for the services that show it; it never quotes the body.
    Unreadable(&'static str),
    /// Wrong parameters and the like.
    Problem(Problem),
}

impl Fault {
    /// A refusal in the first envelope whatever the route's.
    pub fn first_envelope(refusal: impl Into<Refusal>) -> Self {
        Fault::FirstEnvelope(refusal.into())
    }

    /// A mistake of ours: logged, never shown.
    pub fn internal(error: impl Into<anyhow::Error>) -> Self {
        Fault::Failure(Failure::Internal(error.into()))
    }
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        Fault::Failure(failure)
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Fault::Failure(refusal.into())
    }
}

impl From<&'static Entry> for Fault {
    fn from(entry: &'static Entry) -> Self {
        Fault::Failure(entry.into())
    }
}

impl From<anyhow::Error> for Fault {
    fn from(error: anyhow::Error) -> Self {
        Fault::Failure(Failure::Internal(error))
    }
}

impl From<Violation> for Fault {
    fn from(violation: Violation) -> Self {
        Fault::Invalid(vec![violation])
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Fault::Problem(problem)
    }
}
