//! How a route behaves on the wire, and what the reference says about it.

use pms_domain::routes::{Access, Envelope, Route};
use pms_domain::{Entry, limits};
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use crate::envelope::{Flavour, Ids, Style};

/// A query parameter of the reference.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    pub name: &'static str,
    pub description: &'static str,
    pub required: bool,
    pub kind: ParameterKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    Text,
    Integer,
    Boolean,
}

impl Parameter {
    pub const fn text(name: &'static str, description: &'static str) -> Self {
        Parameter { name, description, required: false, kind: ParameterKind::Text }
    }

    pub const fn integer(name: &'static str, description: &'static str) -> Self {
        Parameter { name, description, required: false, kind: ParameterKind::Integer }
    }

    pub const fn boolean(name: &'static str, description: &'static str) -> Self {
        Parameter { name, description, required: false, kind: ParameterKind::Boolean }
    }

    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }
}

/// The page and sort parameters of the second-envelope lists.
pub const PAGING: &[Parameter] = &[
    Parameter::integer("pageNo", "Page, counted from 0."),
    Parameter::integer("pageSize", "Rows on a page, at most 500."),
    Parameter::text("sortFieldName", "Field to sort by; goes with sortType."),
    Parameter::text("sortType", "asc or desc."),
];

/// How a type is described: only where somebody reads the reference, for the descriptions of all routes are far larger than the
/// server that waits.
#[derive(Clone, Copy)]
pub(crate) struct Described {
    pub schema: fn() -> RefOr<Schema>,
    /// Adds what the schema refers to, by name.
    pub brings: fn(&mut Vec<(String, RefOr<Schema>)>),
}

impl Described {
    fn of<T: ToSchema>() -> Self {
        Self { schema: T::schema, brings: T::schemas }
    }
}

/// What the reference says about a route.
#[derive(Clone, Default)]
pub(crate) struct Docs {
    pub summary: &'static str,
    pub request: Option<Described>,
    pub response: Option<Described>,
    pub parameters: Vec<Parameter>,
    /// Media types of a success that is a file.
    pub files: &'static [&'static str],
    /// What is answered when the body is not signed as it should be.
    pub unsigned: Option<&'static str>,
}

/// A route with its behaviour. Flavour, envelope and API id follow from the route.
#[derive(Clone)]
pub struct Endpoint {
    pub(crate) route: &'static Route,
    pub(crate) flavour: Flavour,
    pub(crate) ids: Ids,
    pub(crate) takes_body: bool,
    /// Media types of a body that the handler reads in pieces; none: it does not.
    pub(crate) takes_file: &'static [&'static str],
    pub(crate) body_limit: usize,
    pub(crate) writes: bool,
    pub(crate) fallback: Option<&'static Entry>,
    pub(crate) violations_as_problem: bool,
    pub(crate) judges_age: bool,
    pub(crate) docs: Docs,
}

impl Endpoint {
    pub fn new(route: &'static Route) -> Self {
        Self {
            route,
            flavour: Flavour::of(route.path),
            ids: Ids::Null,
            takes_body: false,
            takes_file: &[],
            body_limit: if route.access == Access::Open { limits::OPEN_BODY } else { limits::BODY },
            writes: !matches!(route.method, "GET" | "HEAD" | "OPTIONS"),
            fallback: None,
            violations_as_problem: false,
            judges_age: false,
            docs: Docs::default(),
        }
    }

    /// One line for the reference.
    pub fn summary(mut self, summary: &'static str) -> Self {
        self.docs.summary = summary;
        self
    }

    /// `id` and `version` of a first-envelope success; without this both are null.
    pub fn ids(mut self, ids: Ids) -> Self {
        self.ids = ids;
        self
    }

    /// For the kernel's routes under another service's path.
    pub fn flavour(mut self, flavour: Flavour) -> Self {
        self.flavour = flavour;
        self
    }

    /// The route reads a JSON body whose `request` is a `T`. Routes without this ignore a body.
    pub fn takes<T: ToSchema>(mut self) -> Self {
        self.takes_body = true;
        self.docs.request = Some(Described::of::<T>());
        self
    }

    /// The body is a file of one of these media types and of any length, which the handler reads in pieces
    /// ([`crate::Call::piece`]).
    pub fn takes_file(mut self, kinds: &'static [&'static str]) -> Self {
        self.takes_file = kinds;
        self
    }

    /// `response` is a `T`.
    pub fn gives<T: ToSchema>(mut self) -> Self {
        self.docs.response = Some(Described::of::<T>());
        self
    }

    /// A success is a file of one of these media types ([`crate::Reply::file`]); refusals have the route's envelope.
    pub fn gives_file(mut self, kinds: &'static [&'static str]) -> Self {
        self.docs.files = kinds;
        self
    }

    /// Query parameters for the reference; the handler reads them.
    pub fn parameters(mut self, parameters: &[Parameter]) -> Self {
        self.docs.parameters.extend_from_slice(parameters);
        self
    }

    /// Bytes of the body at most, e.g. [`limits::CERTIFICATE_BODY`]. Without this 1 MiB, and 16 KiB of a route that anybody
    /// may call.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// A GET that changes something: cross-site requests are refused as for other writes.
    pub fn writes(mut self) -> Self {
        self.writes = true;
        self
    }

    /// What an internal error is called on this route, e.g. `PARTNERS_FAILED`.
    pub fn fallback(mut self, entry: &'static Entry) -> Self {
        self.fallback = Some(entry);
        self
    }

    /// Violations of the body are answered as a problem document: second-envelope `PATCH` routes of the policy service
    /// that also constrain a path variable (contract part B §1.3).
    pub fn violations_as_problem(mut self) -> Self {
        self.violations_as_problem = true;
        self
    }

    /// The caller proves by a signature of the body who it is, not by a token; what it says when the signature is wrong, for the
    /// reference.
    pub fn signed(mut self, unsigned: &'static str) -> Self {
        self.docs.unsigned = Some(unsigned);
        self
    }

    /// The route itself refuses while the database was not reached for too long, with an answer of its own; others answer then
    /// that there is no valid token.
    pub fn judges_age(mut self) -> Self {
        self.judges_age = true;
        self
    }

    pub(crate) fn style(&self) -> Style {
        Style {
            flavour: self.flavour,
            envelope: self.route.envelope,
            ids: self.effective_ids(),
            api_id: self.route.api_id,
        }
    }

    /// The kernel's services always echo.
    fn effective_ids(&self) -> Ids {
        match self.flavour {
            Flavour::Keymanager | Flavour::Authmanager | Flavour::Hotlist => Ids::Echo,
            Flavour::Partner | Flavour::Policy => self.ids,
        }
    }

    /// How the envelope of the request spells its time.
    pub(crate) fn time_member(&self) -> &'static str {
        if self.route.envelope == Envelope::V2 { "requestTime" } else { "requesttime" }
    }
}
