//! A toy application behind the real frame: a few real routes, a fake gatekeeper, a clock that stands still.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::extract::ConnectInfo;
use chrono::NaiveDateTime;
use futures_util::stream;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use pms_api_wire::search::{FilterValuesAnswer, FilterValuesBody, SearchBody};
use pms_api_wire::{
    Answer, Call, Check, Endpoint, Fault, Flavour, Gatekeeper, Ids, PAGING, PageRequest, PageV1, PageV2, Reply, Rest,
    Unauthenticated, Validate, Wire, lenient,
};
use pms_app::Failure;
use pms_app::failure::Outcome;
use pms_app::refusals::Caller;
use pms_app::settings::Settings;
use pms_domain::context::{ActorKind, Surroundings};
use pms_domain::{Actor, Context, Refusal, catalogue, limits, roles, routes};
use pms_store::list::{Column, ListPage, ListSpec, Scope, ValueRow};
use pms_testkit::{TestClock, TestRandom};
use sea_query::Query;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tower::ServiceExt;
use utoipa::ToSchema;

/// The toy's now: a time with microseconds, so that cutting to milliseconds shows.
pub const NOW: &str = "2026-11-21T10:11:12.123456";

#[derive(Clone)]
pub struct Toy {
    settings: Settings,
    surroundings: Surroundings,
    /// Code and route of what was refused.
    pub refused: Arc<Mutex<Vec<String>>>,
}

impl Toy {
    pub fn new(change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = Settings::defaults().unwrap();
        settings.server.public_url = "https://pms.example.org".into();
        change(&mut settings);
        let now = NaiveDateTime::parse_from_str(NOW, "%Y-%m-%dT%H:%M:%S%.f").unwrap();
        let surroundings = pms_testkit::surroundings(&TestClock::new(now), &TestRandom::default());
        Toy { settings, surroundings, refused: Arc::default() }
    }
}

impl Gatekeeper for Toy {
    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn surroundings(&self) -> &Surroundings {
        &self.surroundings
    }

    /// The token is the role.
    async fn authenticate(&self, token: &str, _: &str, _: Option<IpAddr>) -> Result<Actor, Unauthenticated> {
        if !roles::is_known(token) {
            return Err(Unauthenticated);
        }
        Ok(Actor { kind: ActorKind::Person, roles: [token.to_owned()].into(), ..Actor::anonymous() })
    }

    async fn context(&self, actor: Actor, request_id: String, source: Option<IpAddr>) -> Outcome<Context> {
        let surroundings = self.surroundings.clone();
        Ok(Context { surroundings, actor, owned: Default::default(), writable: Default::default(), request_id, source })
    }

    fn refused(&self, _: &Caller, refusal: &Refusal, route: &'static str) {
        self.refused.lock().unwrap().push(format!("{} {route}", refusal.code()));
    }
}

#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Registration {
    #[serde(default, deserialize_with = "lenient::text")]
    partner_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    organization_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::integer")]
    count: Option<i64>,
    #[serde(default, deserialize_with = "lenient::boolean")]
    active: Option<bool>,
    #[serde(default, deserialize_with = "lenient::any")]
    additional_info: Option<Value>,
}

impl Validate for Registration {
    fn check(&self, check: &mut Check) {
        check
            .not_blank_or("partnerId", &self.partner_id, "value is empty or null")
            .not_blank_or("organizationName", &self.organization_name, "value is empty or null")
            .length("organizationName", &self.organization_name, 1, 128);
    }
}

#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Status {
    #[serde(default, deserialize_with = "lenient::text")]
    status: Option<String>,
}

impl Validate for Status {
    fn check(&self, check: &mut Check) {
        check.not_blank("status", &self.status);
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Search {
    #[serde(flatten)]
    search: SearchBody,
    #[serde(default, deserialize_with = "lenient::text")]
    partner_type: Option<String>,
}

impl Validate for Search {
    fn check(&self, check: &mut Check) {
        check.not_blank("partnerType", &self.partner_type);
    }
}

static LIST: ListSpec = ListSpec {
    name: "partners",
    large: None,
    from: || Query::select().from("partner").to_owned(),
    select: &[("id", "id")],
    columns: &[
        Column::text("id", "id"),
        Column::text("orgName", "name"),
        Column::flag("isActive", "is_active"),
        Column::time("createdDateTime", "cr_dtimes"),
    ],
    key: "id",
    created: Some("cr_dtimes"),
    deleted: Some("is_deleted"),
    owner: Some("id"),
};

async fn register(_: Toy, call: Call) -> Answer {
    let body = call.body::<Registration>()?;
    call.check_time(&body)?;
    Reply::json(body.request)
}

/// The variable chooses how it ends.
async fn end(_: Toy, call: Call) -> Answer {
    let id = call.variables().next().unwrap_or_default().to_owned();
    match id.as_str() {
        "refused" => Err((&catalogue::PARTNER_NOT_FOUND).into()),
        "argument" => Err(Refusal::with(&catalogue::POLICY_GROUP_MANDATORY, "Auth_Partner").into()),
        "internal" => Err(anyhow::anyhow!("the secret is hunter2").into()),
        "busy" => Err(Failure::from(pms_store::StoreError::Busy).into()),
        "limited" => Err(Failure::Limited { retry_after: 17 }.into()),
        "panic" => panic!("the secret is hunter2"),
        "first" => Err(Fault::first_envelope(&catalogue::FEATURE_TRUST_LIST)),
        "columns" => {
            let columns = ["a", "b"].map(|name| Refusal::with(&catalogue::DSL_FILTER_COLUMN, name));
            Err(Fault::Columns(columns.into()))
        }
        "null" => Reply::null(),
        "cookie" => Ok(Reply::json("ok")?
            .header(header::SET_COOKIE, HeaderValue::from_static("Authorization=t; Path=/"))
            .header(header::SET_COOKIE, HeaderValue::from_static("state=s; Path=/"))),
        "context" => Reply::json(serde_json::json!({
            "requestId": call.context.request_id,
            "source": call.context.source,
            "token": call.token().is_some(),
        })),
        _ => Reply::json(serde_json::json!({ "partnerId": id })),
    }
}

async fn blank(_: Toy, call: Call) -> Answer {
    Reply::json(call.variable_not_blank("partnerId")?)
}

async fn list(_: Toy, call: Call) -> Answer {
    let query = call.query();
    let page = PageRequest::read(query, Some(8))?;
    query.boolean("isActive")?;
    query.expiry_period()?;
    call.check_input(&["orgName", "partnerId"])?;
    let paging = page.check(&LIST)?;
    match query.text("orgName") {
        Some("internal") => Err(anyhow::anyhow!("the secret is hunter2").into()),
        Some("none") => Reply::json(PageV2::new(paging.page, ListPage { total: 0, rows: Vec::<String>::new() })),
        _ => Reply::json(PageV2::new(paging.page, ListPage { total: 9, rows: vec!["a", "b"] })),
    }
}

async fn required(_: Toy, call: Call) -> Answer {
    match call.query().required("applicationId")? {
        "internal" => Err(anyhow::anyhow!("the secret is hunter2").into()),
        id => Reply::json(id),
    }
}

async fn broken(_: Toy, call: Call) -> Answer {
    call.body::<Registration>()?;
    Err(anyhow::anyhow!("the secret is hunter2").into())
}

async fn seen(_: Toy, call: Call) -> Answer {
    let body = call.body_unchecked::<Status>()?;
    call.check_v2(&body)?;
    Reply::json(body.request)
}

async fn status(_: Toy, call: Call) -> Answer {
    Reply::json(call.body::<Status>()?.request)
}

async fn feature(_: Toy, call: Call) -> Answer {
    call.require_feature(false, &catalogue::FEATURE_TRUST_LIST)?;
    Reply::null()
}

async fn search(_: Toy, call: Call) -> Answer {
    let body = call.body::<Search>()?.request;
    let (query, page) = body.search.query(&LIST)?;
    let rows = if query.filters.is_empty() { vec!["a", "b"] } else { Vec::new() };
    Reply::json(PageV1::new(page, ListPage { total: rows.len() as u64, rows }))
}

async fn values(_: Toy, call: Call) -> Answer {
    let body = call.body::<FilterValuesBody>()?.request;
    let mut answer = FilterValuesAnswer::default();
    for column in body.columns(&LIST, &Scope::Everything)? {
        let row = ValueRow { value: "Acme".into(), code: Some("p1".into()) };
        answer.filters.extend(column.answer(vec![row]));
    }
    Reply::json(answer)
}

async fn stream(_: Toy, call: Call) -> Answer {
    let broken = call.query().text("partnerType") == Some("broken");
    let rows = (0..3_000_u32).map(move |n| if broken && n == 2_000 { Err(anyhow::anyhow!("hunter2")) } else { Ok(n) });
    Reply::rows("{\"partners\":[", stream::iter(rows), "]}")
}

async fn redirect(_: Toy, call: Call) -> Answer {
    if call.cookie("state").is_none() {
        return Err((&catalogue::ACP_STATE_EMPTY).into());
    }
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::FOUND;
    response.headers_mut().insert(header::LOCATION, HeaderValue::from_static("https://idp.example.org/"));
    Reply::whole(response)
}

pub fn wire(toy: Toy) -> Wire<Toy> {
    Wire::new(toy)
        .route(
            Endpoint::new(&routes::REGISTER_PARTNER)
                .summary("Register a partner")
                .ids(Ids::Echo)
                .takes::<Registration>()
                .gives::<Registration>(),
            register,
        )
        .route(Endpoint::new(&routes::GET_PARTNER).ids(Ids::Retrieve), end)
        .route(Endpoint::new(&routes::GET_PARTNER_CERTIFICATE), blank)
        .route(Endpoint::new(&routes::LIST_PARTNERS_V2), end)
        .route(Endpoint::new(&routes::LIST_PARTNERS), stream)
        .route(Endpoint::new(&routes::SET_PARTNER_STATUS).ids(Ids::Echo).takes::<Status>(), status)
        .route(
            Endpoint::new(&routes::UPLOAD_PARTNER_CERTIFICATE)
                .body_limit(limits::CERTIFICATE_BODY)
                .takes::<Registration>(),
            register,
        )
        .route(
            Endpoint::new(&routes::ADMIN_LIST_PARTNERS).parameters(PAGING).fallback(&catalogue::PARTNERS_FAILED),
            list,
        )
        .route(Endpoint::new(&routes::ADMIN_GET_PARTNER), end)
        .route(Endpoint::new(&routes::LIST_TRUST_CERTIFICATES), feature)
        .route(Endpoint::new(&routes::SET_NOTIFICATIONS_SEEN).takes::<Status>(), seen)
        .route(Endpoint::new(&routes::GIVE_CONSENT), end)
        .route(Endpoint::new(&routes::SEARCH_PARTNERS).takes::<Search>(), search)
        .route(Endpoint::new(&routes::FILTER_PARTNERS).takes::<FilterValuesBody>(), values)
        .route(Endpoint::new(&routes::CREATE_POLICY_GROUP).ids(Ids::Echo).takes::<Registration>(), register)
        .route(Endpoint::new(&routes::GET_POLICY_GROUP), end)
        .route(Endpoint::new(&routes::ACTIVE_POLICY_GROUPS), end)
        .route(Endpoint::new(&routes::KEYMANAGER_GET_CERTIFICATE), required)
        .route(Endpoint::new(&routes::AUTHENTICATE_CLIENT).takes::<Registration>(), register)
        .route(Endpoint::new(&routes::AUTHENTICATE_INTERNAL).takes::<Registration>(), broken)
        // Two manners that no route of the table has yet.
        .route(Endpoint::new(&routes::UPDATE_PARTNER_V2).violations_as_problem().takes::<Status>(), status)
        .route(Endpoint::new(&routes::ADD_CONTACT).flavour(Flavour::Keymanager).takes::<Registration>(), register)
        .route(Endpoint::new(&routes::LOGIN).flavour(Flavour::Authmanager), redirect)
        .route(Endpoint::new(&routes::LOGOUT).writes(), redirect)
}

/// An answer, taken apart.
pub struct Got {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Got {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }

    /// Status, content type and body: what a golden copy holds.
    pub fn golden(&self) -> String {
        format!("{} {}\n{}", self.status, self.header("content-type").unwrap_or("-"), self.body)
    }

    /// Code and message of the first error.
    pub fn error(&self) -> String {
        let json = self.json();
        let error = &json["errors"][0];
        format!("{} {}", error["errorCode"].as_str().unwrap_or("-"), error["message"].as_str().unwrap_or("-"))
    }
}

/// A request being made.
pub struct Ask {
    rest: Rest<Toy>,
    request: http::request::Builder,
    body: Body,
}

pub fn ask_of(toy: Toy, method: &str, path: &str) -> Ask {
    let rest = wire(toy).build().unwrap();
    Ask { rest, request: Request::builder().method(method).uri(path), body: Body::empty() }
}

/// A request with a partner admin's bearer token.
pub fn ask(method: &str, path: &str) -> Ask {
    bare(method, path).token(roles::PARTNER_ADMIN)
}

/// A request without a token.
pub fn bare(method: &str, path: &str) -> Ask {
    ask_of(Toy::new(|_| ()), method, path)
}

impl Ask {
    pub fn token(self, role: &str) -> Self {
        let value = format!("Bearer {role}");
        self.header("authorization", &value)
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().unwrap();
        self.request = self.request.header(name, value);
        self
    }

    pub fn peer(mut self, address: &str) -> Self {
        let address: SocketAddr = address.parse().unwrap();
        self.request = self.request.extension(ConnectInfo(address));
        self
    }

    /// A JSON body.
    pub fn json(self, body: impl Into<String>) -> Self {
        self.header("content-type", "application/json").raw(body.into())
    }

    pub fn raw(mut self, body: impl Into<Body>) -> Self {
        self.body = body.into();
        self
    }

    /// As the server does it: what is no known route goes to the routers.
    pub async fn response(self) -> Response<Body> {
        match self.rest.serve_known(self.request.body(self.body).unwrap()).await {
            Ok(response) => response,
            Err(request) => self.rest.router().oneshot(request).await.unwrap(),
        }
    }

    pub async fn get(self) -> Got {
        let (parts, body) = self.response().await.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Got { status: parts.status.as_u16(), headers: parts.headers, body: String::from_utf8(body.into()).unwrap() }
    }
}

pub const PARTNERS: &str = "/v1/partnermanager/partners";

/// A registration that passes, with the request time of today.
pub fn registration() -> String {
    r#"{"id":"an id","version":"LTS","requesttime":"2026-11-21T10:00:00.000Z","metadata":null,
        "request":{"partnerId":"p1","organizationName":"Acme"}}"#
        .to_owned()
}
