//! The gates of every request, in their order: size, authentication, route and method, cross-site, role, media types,
//! body; then the handler (contract part A §1.4).

use std::future::Future;
use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Instant;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::response::Response;
use axum::routing::any;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use pms_app::Failure;
use pms_app::refusals::Caller;
use pms_domain::routes::Access;
use pms_domain::{Actor, Refusal, Timestamp, catalogue};
use pms_store::turns;
use serde_json::Value;

use crate::call::Call;
use crate::content::{self, File};
use crate::cors;
use crate::credential::{self, Credential};
use crate::endpoint::Endpoint;
use crate::envelope::{self, Echo, ErrorItem, Flavour};
use crate::fault::{Answer, Fault};
use crate::gatekeeper::Gatekeeper;
use crate::json;
use crate::lenient;
use crate::openapi::Reference;
use crate::origin::Origins;
use crate::path::{self, Template, Variables};
use crate::problem::Problem;
use crate::query::Query;
use crate::render::{self, Rendering};
use crate::source::{self, NotANetwork, TrustedProxies};

type Handler<G> = Box<dyn Fn(G, Call) -> BoxFuture<'static, Answer> + Send + Sync>;

/// Collects the routes of the REST side; [`Wire::build`] makes the service.
pub struct Wire<G> {
    gatekeeper: G,
    routes: Vec<Mounted<G>>,
}

struct Mounted<G> {
    endpoint: Arc<Endpoint>,
    template: Template,
    precedence: Vec<bool>,
    handler: Handler<G>,
}

impl<G: Gatekeeper> Wire<G> {
    pub fn new(gatekeeper: G) -> Self {
        Self { gatekeeper, routes: Vec::new() }
    }

    /// Adds a route. The handler runs after all gates have passed.
    pub fn route<F, R>(mut self, endpoint: Endpoint, handler: F) -> Self
    where
        F: Fn(G, Call) -> R + Send + Sync + 'static,
        R: Future<Output = Answer> + Send + 'static,
    {
        let template = Template::of(endpoint.route);
        self.routes.push(Mounted {
            precedence: template.precedence(),
            template,
            endpoint: Arc::new(endpoint),
            handler: Box::new(move |gatekeeper, call| handler(gatekeeper, call).boxed()),
        });
        self
    }

    /// What the reference of these routes is written from.
    pub fn reference(&self) -> Reference {
        Reference(self.routes.iter().map(|route| Arc::clone(&route.endpoint)).collect())
    }

    /// Ids of the routes that have a handler, for the tests that compare them with the table.
    pub fn route_ids(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.routes.iter().map(|route| route.endpoint.route.id)
    }

    /// The routes, ready to serve.
    ///
    /// # Errors
    /// When a trusted proxy of the settings is neither an address nor a network.
    pub fn build(self) -> Result<Rest<G>, NotANetwork> {
        let server = &self.gatekeeper.settings().server;
        let (origins, proxies) = (
            Origins::new(&server.public_url, &server.allowed_origins),
            TrustedProxies::parse(&server.trusted_proxies)?,
        );
        let mut routes = Vec::new();
        for route in self.routes {
            let length = route.template.length();
            if routes.len() <= length {
                routes.resize_with(length + 1, Vec::new);
            }
            routes[length].push(route);
        }
        Ok(Rest(Arc::new(Frame { gatekeeper: self.gatekeeper, routes, origins, proxies })))
    }
}

/// The REST side. Cheap to clone.
pub struct Rest<G>(Arc<Frame<G>>);

impl<G> Clone for Rest<G> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<G: Gatekeeper> Rest<G> {
    /// The service for everything below `/v1`. Fixed routes of other routers below it (health, the reference's viewer)
    /// can be merged: they win over this one and pass no gate.
    pub fn router(&self) -> Router {
        let rest = self.clone();
        let service = any(move |request: Request<Body>| {
            let rest = rest.clone();
            async move { rest.0.serve(request).await }
        });
        Router::new().route("/v1", service.clone()).route("/v1/", service.clone()).route("/v1/{*rest}", service)
    }

    /// Answers a request to one of the routes, without the detour through a router: for the way that most requests take.
    ///
    /// # Errors
    /// The request itself, if it is to none of them, or to one that asks for no token (other routers may have it, too), or asks
    /// for headers alone.
    pub async fn serve_known(&self, request: Request<Body>) -> Result<Response, Request<Body>> {
        if request.method() == Method::HEAD {
            return Err(request);
        }
        let segments = path::segments(request.uri().path());
        match segments.map(|segments| self.0.find(request.method(), &segments)) {
            Some(found @ Found::Route(route, _)) if route.endpoint.route.access != Access::Open => {
                Ok(self.0.answer(request, found, false).await)
            }
            _ => Err(request),
        }
    }
}

struct Frame<G> {
    gatekeeper: G,
    /// By the number of segments of their paths.
    routes: Vec<Vec<Mounted<G>>>,
    origins: Origins,
    proxies: TrustedProxies,
}

/// Where a path and a method lead.
enum Found<'a, G> {
    Route(&'a Mounted<G>, Variables),
    /// The path has routes, but none for this method; these methods it has.
    OtherMethods(String),
    Nothing,
    /// The path cannot be read.
    Unreadable,
}

/// What is known of a request before its route is.
struct Arrival {
    request_id: String,
    source: Option<IpAddr>,
    now: Timestamp,
}

impl<G: Gatekeeper> Frame<G> {
    async fn serve(&self, request: Request<Body>) -> Response {
        let segments = path::segments(request.uri().path());
        let found = match &segments {
            Some(segments) => self.find(request.method(), segments),
            None => Found::Unreadable,
        };
        let open = segments.as_deref().is_some_and(path::is_open);
        self.answer(request, found, open).await
    }

    /// `open`: of a path that leads nowhere, whether that is said without a token.
    async fn answer(&self, request: Request<Body>, found: Found<'_, G>, open: bool) -> Response {
        let started = Instant::now();
        let (parts, body) = request.into_parts();
        let shared = self.origins.shared_with(&parts.headers);
        let surroundings = self.gatekeeper.surroundings();
        let arrival = Arrival {
            request_id: source::request_id(&parts.headers, surroundings),
            source: self.proxies.source(source::peer(&parts.extensions), &parts.headers),
            now: surroundings.now(),
        };
        let route = match &found {
            Found::Route(route, _) => route.endpoint.route.id,
            _ => "none",
        };
        let mut response = match cors::preflight(&self.origins, &parts) {
            Some(answer) => answer,
            None => self.pass(&arrival, found, open, parts, body).await,
        };
        let headers = response.headers_mut();
        render::secure(headers);
        cors::share(&self.origins, shared, headers);
        if let Ok(id) = HeaderValue::from_str(&arrival.request_id) {
            headers.insert(source::REQUEST_ID, id);
        }
        tracing::debug!(
            route,
            request_id = arrival.request_id,
            status = response.status().as_u16(),
            microseconds = started.elapsed().as_micros() as u64,
            "request"
        );
        response
    }

    /// Of the routes that match, those of the method win; of these the one with the first literal.
    fn find(&self, method: &Method, segments: &[String]) -> Found<'_, G> {
        let wanted = if method == Method::HEAD { "GET" } else { method.as_str() };
        let mut best: Option<&Mounted<G>> = None;
        let mut methods: Vec<&str> = Vec::new();
        let long_as_this = self.routes.get(segments.len()).into_iter().flatten();
        for route in long_as_this.filter(|route| route.template.matches(segments)) {
            let found = route.endpoint.route.method;
            // Whoever asks for the headers alone wants nothing written.
            if found == wanted && !(method == Method::HEAD && route.endpoint.writes) {
                if best.is_none_or(|best| route.precedence < best.precedence) {
                    best = Some(route);
                }
            } else if !methods.contains(&found) {
                methods.push(found);
            }
        }
        match best {
            Some(route) => Found::Route(route, route.template.variables(segments)),
            None if methods.is_empty() => Found::Nothing,
            None => Found::OtherMethods(methods.join(",")),
        }
    }

    async fn pass(
        &self,
        arrival: &Arrival,
        found: Found<'_, G>,
        open: bool,
        parts: http::request::Parts,
        body: Body,
    ) -> Response {
        let limit = match &found {
            Found::Route(route, _) => route.endpoint.body_limit,
            _ => pms_domain::limits::BODY,
        };
        let template = match &found {
            Found::Route(route, _) => Some(route.endpoint.route.path),
            _ => None,
        };
        let is_file = matches!(&found, Found::Route(route, _) if !route.endpoint.takes_file.is_empty());
        if !is_file && content::declared_length(&parts.headers).is_some_and(|length| length > limit as u64) {
            return Problem::too_large(limit).response(template);
        }
        let credential = credential::find(&parts.headers);
        let needs_token = match &found {
            Found::Route(route, _) => route.endpoint.route.access != Access::Open,
            _ => !open,
        };
        let actor = match (needs_token, &credential) {
            (false, _) => Actor::anonymous(),
            (true, None) => return unauthenticated(arrival.now),
            (true, Some(credential)) => {
                let (token, id) = (&credential.token, &arrival.request_id);
                let judges_age = matches!(&found, Found::Route(route, _) if route.endpoint.judges_age);
                let found = match judges_age {
                    true => self.gatekeeper.authenticate_at_any_age(token, id, arrival.source).await,
                    false => self.gatekeeper.authenticate(token, id, arrival.source).await,
                };
                match found {
                    Ok(actor) => actor,
                    Err(_) => return unauthenticated(arrival.now),
                }
            }
        };
        let (route, variables) = match found {
            Found::Route(route, variables) => (route, variables),
            Found::OtherMethods(allow) if parts.method == Method::OPTIONS => return options(&allow),
            Found::OtherMethods(allow) => return Problem::method(parts.method.as_str(), allow).response(None),
            Found::Nothing => return Problem::no_route().response(None),
            Found::Unreadable => return Problem::path().response(None),
        };
        self.admitted(arrival, route, Admission { variables, credential, actor, parts, body, needs_token }).await
    }

    /// The gates of a known route.
    async fn admitted(&self, arrival: &Arrival, route: &Mounted<G>, admission: Admission) -> Response {
        let Admission { variables, credential, actor, parts, body, needs_token } = admission;
        let endpoint = &route.endpoint;
        let echo = Arc::new(OnceLock::new());
        let from_cookie = needs_token && credential.as_ref().is_some_and(|credential| credential.from_cookie);
        let refused = if from_cookie && endpoint.writes && self.origins.is_cross_site(&parts.headers) {
            Some(&catalogue::CROSS_SITE)
        } else if !may_call(endpoint.route.access, &actor) {
            Some(&catalogue::FORBIDDEN)
        } else {
            None
        };
        let caller = Caller::new(&actor, &arrival.request_id, arrival.source);
        if let Some(entry) = refused {
            self.gatekeeper.refused(&caller, &Refusal::of(entry), endpoint.route.id);
            // Only the partner service repeats id and version here (contract part B §1.4).
            if endpoint.flavour != Flavour::Policy && endpoint.takes_body {
                let _ = echo.set(peek(body, endpoint.body_limit).await);
            }
            return self.rendering(arrival, endpoint, echo.get()).answer(Err(Refusal::of(entry).into()));
        }
        let (body, file) = match self.body(endpoint, &parts.headers, body).await {
            Ok(read) => read,
            Err(problem) => return problem.response(Some(endpoint.route.path)),
        };
        let context = match self.gatekeeper.context(actor, arrival.request_id.clone(), arrival.source).await {
            Ok(context) => context,
            Err(failure) => return self.rendering(arrival, endpoint, None).answer(Err(failure.into())),
        };
        let call = Call {
            context,
            endpoint: Arc::clone(endpoint),
            variables,
            query: Query::parse(parts.uri.query()),
            headers: parts.headers,
            token: credential.map(|credential| credential.token),
            body,
            file: Mutex::new(file),
            echo: Arc::clone(&echo),
            check_time: self.gatekeeper.settings().wire.check_request_time,
        };
        // Of one account many slow lists at once wait for each other, not others for them.
        let asker = call.context.actor.account();
        let answer = turns::of(asker, (route.handler)(self.gatekeeper.clone(), call));
        let answer = AssertUnwindSafe(answer).catch_unwind().await;
        let answer = answer.unwrap_or_else(|_| Err(Fault::internal(anyhow::anyhow!("the handler panicked"))));
        if let Err(Fault::Failure(Failure::Refused(refusal)) | Fault::FirstEnvelope(refusal)) = &answer {
            self.gatekeeper.refused(&caller, refusal, endpoint.route.id);
        }
        self.rendering(arrival, endpoint, echo.get()).answer(answer)
    }

    /// The body as read, or as it will be read in pieces.
    async fn body(
        &self,
        endpoint: &Endpoint,
        headers: &HeaderMap,
        body: Body,
    ) -> Result<(Bytes, Option<File>), Problem> {
        if endpoint.route.envelope != pms_domain::routes::Envelope::Plain && !content::accepts_json(headers) {
            return Err(Problem::not_acceptable());
        }
        if !endpoint.takes_file.is_empty() {
            content::check_file(headers, endpoint.takes_file)?;
            return Ok((Bytes::new(), Some(File::new(body))));
        }
        if !endpoint.takes_body {
            return Ok((Bytes::new(), None));
        }
        // A wrong type is refused before a byte of the body is read.
        if headers.contains_key(header::CONTENT_TYPE) || headers.contains_key(header::CONTENT_ENCODING) {
            content::check_type(headers, false)?;
        }
        let body = content::read(body, endpoint.body_limit).await?;
        content::check_type(headers, body.is_empty())?;
        Ok((body, None))
    }

    fn rendering<'a>(&self, arrival: &'a Arrival, endpoint: &'a Endpoint, echo: Option<&'a Echo>) -> Rendering<'a> {
        Rendering {
            endpoint,
            echo: echo.unwrap_or(&NO_ECHO),
            now: self.gatekeeper.surroundings().now(),
            request_id: &arrival.request_id,
            compat_12: self.gatekeeper.settings().wire.compat == render::COMPAT_12,
        }
    }
}

/// A request whose token, path and method are known.
struct Admission {
    variables: Variables,
    credential: Option<Credential>,
    actor: Actor,
    parts: http::request::Parts,
    body: Body,
    needs_token: bool,
}

static NO_ECHO: Echo = Echo { id: None, version: None };

fn may_call(access: Access, actor: &Actor) -> bool {
    match access {
        Access::Open | Access::AnyToken => true,
        Access::Roles(roles) => actor.has_any(roles),
    }
}

/// The same answer for every token fault, once.
fn unauthenticated(now: Timestamp) -> Response {
    let entry = &catalogue::AUTHENTICATION_FAILED;
    let body = envelope::gate(&ErrorItem::new(entry.code, entry.message), &NO_ECHO, now);
    render::json_response(StatusCode::UNAUTHORIZED, body)
}

fn options(allow: &str) -> Response {
    let mut response = Response::new(Body::empty());
    if let Ok(allow) = HeaderValue::from_str(allow) {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}

/// `id` and `version` of a body that nobody else reads; none when it cannot be read.
async fn peek(body: Body, limit: usize) -> Echo {
    let Ok(body) = content::read(body, limit).await else { return Echo::default() };
    let Ok(Value::Object(mut members)) = json::parse(&body) else { return Echo::default() };
    let mut member = |name: &str| lenient::text(members.remove(name).unwrap_or(Value::Null)).ok().flatten();
    Echo { id: member("id"), version: member("version") }
}
