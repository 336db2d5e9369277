//! A throw-away site behind the routes of the real server, and requests to it.

use std::net::{IpAddr, SocketAddr};
use std::ops::Deref;

use axum::body::Body;
use axum::extract::ConnectInfo;
use http::{HeaderMap, Request, header};
use http_body_util::BodyExt;
use pms::metrics::Metrics;
use pms::routes::Server;
use pms_api_testkit::{Answer, Person, Service, Site, record};
use pms_app::settings::Settings;
use pms_domain::routes::{Envelope, Route};
use pms_domain::time;
use serde_json::{Value, json};

/// All REST crates together, as the server mounts them; paths are given from the root.
const WHOLE: Service = Service {
    mount: |wire| {
        let wire = pms_api_partner::mount(wire);
        let wire = pms_api_policy::mount(wire);
        let wire = pms_api_device::mount(wire);
        let wire = pms_api_key::mount(wire);
        let wire = pms_api_hotlist::mount(wire);
        pms_api_auth::mount(wire)
    },
    base: "",
};

/// A site and the server in front of it.
pub struct House {
    site: Site,
    server: Server,
}

impl Deref for House {
    type Target = Site;

    fn deref(&self) -> &Site {
        &self.site
    }
}

/// What the server answered.
pub struct Reply {
    pub headers: HeaderMap,
    pub answer: Answer,
}

impl Deref for Reply {
    type Target = Answer;

    fn deref(&self) -> &Answer {
        &self.answer
    }
}

/// A request that is being put together.
pub struct Ask<'a> {
    house: &'a House,
    request: http::request::Builder,
    source: IpAddr,
    body: Body,
}

impl House {
    fn of(site: Site) -> Self {
        let server = Server::whole(site.app.clone(), &Metrics::new()).unwrap();
        Self { site, server }
    }

    /// On SQLite, with other settings.
    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::of(Site::with(WHOLE, change).await)
    }

    /// On SQLite.
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// One on each database that is there, with other settings.
    pub async fn on_both_with(change: impl Fn(&mut Settings)) -> Vec<Self> {
        Site::on_both_with(WHOLE, change).await.into_iter().map(Self::of).collect()
    }

    /// One on each database that is there.
    pub async fn on_both() -> Vec<Self> {
        Self::on_both_with(|_| {}).await
    }

    pub fn database(&self) -> &'static str {
        if self.is_postgres() { "PostgreSQL" } else { "SQLite" }
    }

    pub fn ask(&self, method: &str, path: &str) -> Ask<'_> {
        Ask {
            house: self,
            request: Request::builder().method(method).uri(path),
            source: [127, 0, 0, 1].into(),
            body: Body::empty(),
        }
    }

    /// A request to a route, in its envelope.
    pub fn call(&self, route: &Route, path: &str, request: Option<&Value>) -> Ask<'_> {
        let ask = self.ask(route.method, path);
        match request {
            Some(Value::String(file)) => ask.body("text/csv", file.clone()),
            Some(request) => ask.json(&self.envelope(route, request)),
            None => ask,
        }
    }

    /// The body around a request, as the route's service wants it.
    pub fn envelope(&self, route: &Route, request: &Value) -> Value {
        let now = time::zulu(self.app.surroundings().now());
        match (route.envelope, route.api_id) {
            (Envelope::V2, Some(id)) => {
                json!({"id": id, "version": "1.0", "requestTime": now, "metadata": {}, "request": request})
            }
            _ => json!({"id": "an.id", "version": "1.0", "requesttime": now, "request": request}),
        }
    }

    /// Revision and MAC of the audit trail's head: equal before and after means that nothing changed.
    pub async fn head(&self) -> (i64, String) {
        pms_store::audit::head(self.app.store().db()).await.unwrap()
    }

    /// Rows that a statement counts.
    pub async fn count(&self, sql: &'static str) -> i64 {
        let (count,): (i64,) = pms_store::db::statement(sql).one(self.app.store().db()).await.unwrap();
        count
    }
}

impl Ask<'_> {
    pub fn token(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// With the token of this person.
    pub fn by(self, person: &Person) -> Self {
        self.token(&person.token)
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    /// From this address.
    pub fn from(mut self, source: impl Into<IpAddr>) -> Self {
        self.source = source.into();
        self
    }

    pub fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    pub fn body(mut self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        self.request = self.request.header(header::CONTENT_TYPE, kind);
        self.body = Body::from(body.into());
        self
    }

    /// With a body that comes in pieces, and does not say its length.
    pub fn streamed(mut self, kind: &str, body: Body) -> Self {
        self.request = self.request.header(header::CONTENT_TYPE, kind);
        self.body = body;
        self
    }

    pub async fn send(self) -> Reply {
        let mut request = self.request.body(self.body).unwrap();
        let (method, path) = (request.method().to_string(), request.uri().to_string());
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(self.source, 40_000)));
        let response = Box::pin(self.house.server.answer(request)).await;
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let answer = Answer { status: parts.status.as_u16(), text };
        record::note(&method, &path, &answer);
        Reply { headers: parts.headers, answer }
    }
}

/// What must never stand in an answer: names of our parts, of files, of the database.
const INTERNALS: &[&str] = &[
    "sqlx",
    "panick",
    "openssl",
    "aws-lc",
    "rustc",
    ".rs:",
    "/home/",
    "/tmp/",
    "/usr/",
    "/root/",
    "crates/",
    "SQLITE",
    "sqlite",
    "postgres",
    "constraint",
    "stack backtrace",
    "unwrap",
    "x_audit",
    "tokio",
    "hyper",
    "serde",
];

/// Asserts that an answer tells nothing about how the server is made.
pub fn assert_no_internals(text: &str) {
    for word in INTERNALS {
        assert!(!text.contains(word), "the answer names {word}: {text}");
    }
}
