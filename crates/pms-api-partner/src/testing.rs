//! A whole site for the tests of this crate's routes: a database of its own, a clock that stands still, people whose
//! tokens the real issuer signed, and requests through the real frame.

use std::path::Path;
use std::sync::LazyLock;

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
use pms_testkit::openssl_cli::{Certificate, CertificateSpec};
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

    /// Code and message of the first error, of a problem document its detail, before them a status that is not 200;
    /// `success` if there is none.
    pub fn error(&self) -> String {
        let json = self.json();
        let said = match json["errors"].get(0) {
            Some(error) => {
                assert!(json["response"].is_null(), "{}", self.text);
                format!("{} {}", error["errorCode"].as_str().unwrap(), error["message"].as_str().unwrap())
            }
            None if json.get("title").is_some() => json["detail"].as_str().unwrap().to_owned(),
            None => "success".to_owned(),
        };
        if self.status == 200 { said } else { format!("{} {said}", self.status) }
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
        self.person_with_email(name, &format!("{name}@people.example"), roles).await
    }

    /// A partner admin.
    pub async fn admin(&self) -> Person {
        self.person("admin", &["PARTNER_ADMIN"]).await
    }

    pub async fn person_with_email(&self, name: &str, email: &str, roles: &[&str]) -> Person {
        let ctx = self.system();
        let id = ctx.uuid();
        let mut change = self.app.store().change().await.unwrap();
        let email = email.to_owned();
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

    /// Changes rows past every rule, for states that only an adopted database has.
    pub async fn sql(&self, statement: &'static str) {
        let mut change = self.app.store().change().await.unwrap();
        let changed = pms_store::db::statement(statement).execute(&mut change).await.unwrap();
        assert!(changed > 0, "{statement}");
        change.save(&self.system(), Record::new("test.sql", "test", "sql")).await.unwrap();
    }

    /// A person who registered a partner of this type, and the partner's group if it needs one.
    pub async fn owner(&self, partner_id: &str, partner_type: &str) -> Person {
        let person = self.person(&format!("{partner_id}-owner"), &[]).await;
        let answer = self.send(&person, "POST", "/partners/v2", registration(partner_id, partner_type)).await;
        assert_eq!(answer.error(), "success");
        person
    }

    /// Decides on a partner's registration.
    pub async fn decide(&self, admin: &Person, partner_id: &str, decision: &str) {
        let open = self.get(admin, &format!("/approvals?state=open&partnerId={partner_id}")).await.response();
        let id = open["data"][0]["approvalId"].as_str().unwrap().to_owned();
        let request = json!({"decision": decision, "reason": "Because."});
        let answer = self.send(admin, "POST", &format!("/approvals/{id}/decision"), request).await;
        assert_eq!(answer.error(), "success");
    }

    /// Uploads the root and the intermediate of [`pki`].
    pub async fn trust(&self, admin: &Person, domain: &str) {
        for pem in [&pki().root.pem, &pki().intermediate.pem] {
            let request = json!({"certificateData": pem, "partnerDomain": domain});
            let answer = self.send(admin, "POST", "/partners/certificate/ca/upload", request).await;
            assert_eq!(answer.response()["status"], "Upload Success.");
        }
    }

    pub async fn upload(&self, person: &Person, partner_id: &str, domain: &str, pem: &str) -> Answer {
        let request = json!({"partnerId": partner_id, "certificateData": pem, "partnerDomain": domain});
        self.send(person, "POST", "/partners/certificate/upload", request).await
    }

    /// An active partner with a certificate, its owner, and the admin who let it in.
    pub async fn active(&self, partner_id: &str) -> (Person, Person) {
        self.policy_group("Group").await;
        let admin = self.admin().await;
        let owner = self.owner(partner_id, "Auth_Partner").await;
        self.decide(&admin, partner_id, "approve").await;
        self.trust(&admin, "AUTH").await;
        assert_eq!(self.upload(&owner, partner_id, "AUTH", &pki().partner.pem).await.error(), "success");
        (owner, admin)
    }
}

/// The registration of a partner.
pub(crate) fn registration(partner_id: &str, partner_type: &str) -> Value {
    json!({
        "partnerId": partner_id,
        "policyGroup": "Group",
        "organizationName": ORGANIZATION,
        "address": "1 Main Street",
        "contactNumber": "0801234567",
        "emailId": format!("{partner_id}@partners.example"),
        "partnerType": partner_type,
    })
}

/// `value` with these members instead.
pub(crate) fn with(mut value: Value, members: Value) -> Value {
    let Value::Object(members) = members else { panic!("an object") };
    value.as_object_mut().unwrap().extend(members);
    value
}

/// Sends each request; the first error must be the expected one.
pub(crate) async fn refuses(site: &Site, person: &Person, method: &str, path: &str, cases: &[(Value, &str)]) {
    for (request, expected) in cases {
        let answer = site.send(person, method, path, request.clone()).await;
        assert_eq!(answer.error(), *expected, "{method} {path} {request}");
    }
}

/// Asks for each path; the first error must be the expected one.
pub(crate) async fn get_refuses(site: &Site, person: &Person, cases: &[(&str, &str)]) {
    for (path, expected) in cases {
        assert_eq!(site.get(person, path).await.error(), *expected, "GET {path}");
    }
}

/// The organisation of every partner here, as its certificates name it.
pub(crate) const ORGANIZATION: &str = "Acme Ltd";

/// What an organisation's own CA gave it.
pub(crate) struct Pki {
    pub root: Certificate,
    pub intermediate: Certificate,
    pub partner: Certificate,
}

/// Made once; tests that need it ask [`has_openssl`] first.
pub(crate) fn pki() -> &'static Pki {
    static PKI: LazyLock<Pki> = LazyLock::new(|| {
        let root = CertificateSpec::ca(format!("/C=IN/O={ORGANIZATION}/CN=Root CA"), Some(1));
        let root = root.valid(day(2026, 1, 1), day(2036, 1, 1)).self_signed().unwrap();
        let intermediate = CertificateSpec::ca(format!("/C=IN/O={ORGANIZATION}/CN=Intermediate CA"), Some(0));
        let intermediate = intermediate.valid(day(2026, 1, 2), day(2031, 1, 1)).issued_by(&root).unwrap();
        let partner = leaf().issued_by(&intermediate).unwrap();
        Pki { root, intermediate, partner }
    });
    &PKI
}

/// A certificate as a partner should have it.
pub(crate) fn leaf() -> CertificateSpec {
    CertificateSpec::new(format!("/C=IN/O={ORGANIZATION}/CN=partner.acme.example")).valid(day(2026, 1, 10), day(2027, 6, 1))
}

pub(crate) fn day(year: i32, month: u32, day: u32) -> Timestamp {
    chrono::NaiveDate::from_ymd_opt(year, month, day).unwrap().and_hms_opt(0, 0, 0).unwrap()
}

/// Whether certificates can be made; records the test as skipped if not.
pub(crate) fn has_openssl() -> bool {
    pms_testkit::openssl_cli::available()
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
