//! A whole site for the tests of this crate's routes: a database of its own, a clock that stands still, people whose
//! tokens the real issuer signed, and requests through the real frame.

use std::path::Path;

use axum::Router;
use axum::body::Body;
use http::{Request, header};
use http_body_util::BodyExt;
use pms_api_wire::Wire;
use pms_app::App;
use pms_app::app::Parts;
use pms_app::authority::Authority;
use pms_app::settings::Settings;
use pms_app::trust::TrustCache;
use pms_domain::routes::{self, Envelope};
use pms_domain::{Context, Timestamp, time};
use pms_identity::token::Subject;
use pms_store::account::account::{self, Details, NewAccount};
use pms_store::audit::Record;
use pms_store::db::{Db, Location};
use pms_store::keys::MasterKey;
use pms_store::{member, migrate, open};
use pms_testkit::postgres::Database;
use pms_testkit::{TestClock, TestRandom};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use tower::ServiceExt;

/// The master key of every test site.
const MASTER: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// Thursday, 15 January 2026, 10:11:12.123456 UTC.
pub(crate) fn start() -> Timestamp {
    time::parse_local("2026-01-15T10:11:12.123456").unwrap()
}

/// Where a site keeps its data.
enum Home {
    Sqlite(TempDir),
    Postgres(Database),
}

impl Home {
    fn location(&self) -> Location {
        match self {
            Home::Sqlite(directory) => Location::Sqlite(directory.path().to_owned()),
            Home::Postgres(database) => Location::Postgres(database.url().to_owned()),
        }
    }
}

/// A site with its people and partners.
pub(crate) struct Site {
    pub app: App,
    pub clock: TestClock,
    router: Router,
    _home: Home,
}

/// Somebody with a token.
#[derive(Clone)]
pub(crate) struct Person {
    pub id: String,
    pub token: String,
}

/// What came back.
pub(crate) struct Answer {
    pub status: u16,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    /// `response` of a success.
    pub fn response(&self) -> Value {
        let json = self.json();
        assert!(self.status == 200 && !json["response"].is_null(), "{}", self.text);
        json["response"].clone()
    }

    /// Code and message of the first error; of a problem document its status and detail; empty for a success.
    pub fn error(&self) -> String {
        let json = self.json();
        match json["errors"].get(0) {
            Some(error) => {
                assert!(json["response"].is_null(), "{}", self.text);
                format!("{} {}", error["errorCode"].as_str().unwrap(), error["message"].as_str().unwrap())
            }
            None if json.get("title").is_some() => format!("{} {}", json["status"], json["detail"].as_str().unwrap()),
            None => String::new(),
        }
    }

    /// The body as a golden text: members in their order, what differs from run to run named by its kind.
    pub fn golden(&self) -> String {
        assert_eq!(self.status, 200, "{}", self.text);
        let mut json = self.json();
        redact(&mut json);
        serde_json::to_string_pretty(&json).unwrap()
    }
}

fn redact(value: &mut Value) {
    match value {
        Value::Object(members) => members.values_mut().for_each(redact),
        Value::Array(items) => items.iter_mut().for_each(redact),
        Value::String(text) => {
            if text.starts_with("-----BEGIN ") {
                let kind = text.split("-----").nth(1).unwrap_or_default().to_owned();
                let end = if text.ends_with('\n') { " and a newline" } else { "" };
                *text = format!("<{kind}{end}>");
            } else if text.len() == 36 && text.matches('-').count() == 4 {
                *text = "<uuid>".to_owned();
            } else if text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                *text = "<thumbprint>".to_owned();
            } else if text.len() == 20 && text.bytes().all(|byte| byte.is_ascii_digit()) {
                *text = "<number>".to_owned();
            }
        }
        _ => {}
    }
}

impl Site {
    /// On SQLite, with the default settings.
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::sqlite(change).await
    }

    /// One site on each database that is there.
    pub async fn on_both() -> Vec<Self> {
        let mut sites = vec![Self::new().await];
        sites.extend(Self::postgres().await);
        sites
    }

    async fn sqlite(change: impl FnOnce(&mut Settings)) -> Self {
        static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
        // Keys take long to make: every site starts as a copy of one whose keys are made.
        let template = TEMPLATE
            .get_or_init(|| async {
                let directory = tempfile::tempdir().unwrap();
                prepare(&Location::Sqlite(directory.path().to_owned())).await;
                std::fs::read(file(directory.path())).unwrap()
            })
            .await;
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(file(directory.path()), template).unwrap();
        Self::open(Home::Sqlite(directory), change).await
    }

    async fn postgres() -> Option<Self> {
        static TEMPLATE: OnceCell<Option<Database>> = OnceCell::const_new();
        let template = TEMPLATE
            .get_or_init(|| async {
                let database = pms_testkit::postgres::database()?;
                prepare(&Location::Postgres(database.url().to_owned())).await;
                Some(database)
            })
            .await;
        match template {
            Some(template) => Some(Self::open(Home::Postgres(template.duplicate()), |_| {}).await),
            None => {
                pms_testkit::skip("PostgreSQL is not installed");
                None
            }
        }
    }

    async fn open(home: Home, change: impl FnOnce(&mut Settings)) -> Self {
        let clock = TestClock::new(start());
        let mut settings = Settings::defaults().unwrap();
        change(&mut settings);
        // Another seed than the template's: nothing drawn here was drawn there.
        let app = application(&home.location(), settings, &clock, 2).await;
        let router = crate::mount(Wire::new(app.clone())).build().unwrap();
        Self { app, clock, router, _home: home }
    }

    /// A context of the system itself, to prepare what a test needs.
    pub fn system(&self) -> Context {
        self.app.system("test")
    }

    /// A person with roles and a verified address.
    pub async fn person(&self, name: &str, roles: &[&str]) -> Person {
        let ctx = self.system();
        let id = ctx.uuid();
        let mut change = self.app.store().change().await.unwrap();
        let email = format!("{name}@people.example");
        let details = Details { email: email.clone(), ..Details::default() };
        let new = NewAccount {
            id: &id,
            name,
            details: &details,
            email_verified: true,
            password_hash: None,
            must_change: false,
            one_time_until: None,
            state: account::ACTIVE,
            lang: "eng",
            created_by: "test",
        };
        account::insert(&mut change, &ctx.surroundings, &new).await.unwrap().unwrap();
        for role in roles {
            member::grant_role(&mut change, &id, role, "test", ctx.now()).await.unwrap();
        }
        let revision = change.save(&ctx, Record::new("account.add", "account", &id)).await.unwrap();
        self.app.applied(revision).await;
        let subject = Subject {
            id: id.clone(),
            name: name.to_owned(),
            email,
            email_verified: true,
            sid: Some(ctx.uuid()),
            ..Subject::default()
        };
        let issuer = self.app.identity().issuer();
        let issued = issuer.access_token(self.app.surroundings(), &subject, "mosip-pms-client", "").unwrap();
        Person { id, token: issued.token }
    }

    /// A request as it is: no envelope is put around the body.
    pub async fn raw(&self, person: Option<&Person>, method: &str, path: &str, body: Option<&str>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(person) = person {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", person.token));
        }
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let request = request.body(Body::from(body.unwrap_or_default().to_owned())).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Answer { status, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    pub async fn get(&self, person: &Person, path: &str) -> Answer {
        self.raw(Some(person), "GET", &format!("{BASE}{path}"), None).await
    }

    /// A request without body.
    pub async fn call(&self, person: &Person, method: &str, path: &str) -> Answer {
        self.raw(Some(person), method, &format!("{BASE}{path}"), None).await
    }

    /// A request with this `request` in a whole envelope of the route.
    pub async fn send(&self, person: &Person, method: &str, path: &str, request: Value) -> Answer {
        let full = format!("{BASE}{path}");
        let now = time::zulu(self.clock_now());
        let body = match api_id(method, &full) {
            Some(id) => json!({"id": id, "version": "1.0", "requestTime": now, "metadata": {}, "request": request}),
            None => json!({"id": "an.id", "version": "a version", "requesttime": now, "request": request}),
        };
        self.raw(Some(person), method, &full, Some(&body.to_string())).await
    }

    fn clock_now(&self) -> Timestamp {
        self.app.surroundings().now()
    }

    /// A policy group. Answers its id.
    pub async fn policy_group(&self, name: &str) -> String {
        let made = pms_app::policy_groups::create(&self.app, &self.system(), name, "Described").await;
        made.unwrap_or_else(|_| panic!("{name} was not created")).id
    }
}

/// Where the routes of this crate lie.
const BASE: &str = "/v1/partnermanager";

/// The API id of the second envelope's route at this path.
fn api_id(method: &str, path: &str) -> Option<&'static str> {
    let path: Vec<&str> = path.split('?').next().unwrap_or_default().split('/').collect();
    let matches = |template: &str| {
        let template: Vec<&str> = template.split('/').collect();
        template.len() == path.len()
            && template.iter().zip(&path).all(|(template, part)| template.starts_with('{') || template == part)
    };
    routes::ALL
        .iter()
        .filter(|route| route.envelope == Envelope::V2 && route.method == method)
        .find(|route| matches(route.path))
        .and_then(|route| route.api_id)
}

fn file(directory: &Path) -> std::path::PathBuf {
    directory.join("pms.db")
}

/// Makes schema and keys, and leaves nobody connected.
async fn prepare(location: &Location) {
    let clock = TestClock::new(start());
    let app = application(location, Settings::defaults().unwrap(), &clock, 1).await;
    let db = app.store().db().clone();
    drop(app);
    db.close().await;
}

async fn application(location: &Location, settings: Settings, clock: &TestClock, seed: u64) -> App {
    let surroundings = pms_testkit::surroundings(clock, &TestRandom::new(seed));
    let db = Db::open(location, 4).await.unwrap();
    migrate::run(&db).await.unwrap();
    let master = MasterKey::parse(MASTER).unwrap();
    let store = open::store(db, &master, &surroundings).await.unwrap();
    let ctx = Context::system(surroundings.clone(), "test");
    let authority = Authority::open(&store, &master, &ctx, &settings).await.unwrap();
    let identity = pms_app::accounts::open_identity(&settings, &store, &master, &surroundings).await.unwrap();
    App::new(Parts { settings, surroundings, store, identity, authority, trust: TrustCache::default() })
}
