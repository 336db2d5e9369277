//! A site and the way to its routes.

use std::ops::Deref;

use axum::Router;
use axum::body::{Body, Bytes};
use http::{Request, header};
use http_body_util::BodyExt;
use pms_api_wire::Wire;
use pms_app::approvals::{self, Verdict};
use pms_app::certificates::{self, Upload};
use pms_app::partners::{self, Registration};
use pms_app::settings::Settings;
use pms_app::testing::{self, Person};
use pms_app::{App, Failure};
use pms_domain::approval::Decision;
use pms_domain::routes::{self, Envelope};
use pms_domain::time;
use pms_store::account::account::{self, Details, NewAccount};
use pms_store::approval::Filter;
use pms_store::audit::Record;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::answer::Answer;
use crate::pki::pki;
use crate::record;

/// The organisation of every partner here, as its certificates name it.
pub const ORGANIZATION: &str = "Acme Ltd";

/// A REST crate under test.
#[derive(Clone, Copy)]
pub struct Service {
    pub mount: fn(Wire<App>) -> Wire<App>,
    /// Where its routes lie, e.g. `/v1/partnermanager`.
    pub base: &'static str,
}

/// A throw-away site that serves the routes of one service.
pub struct Site {
    site: testing::Site,
    router: Router,
    base: &'static str,
}

impl Deref for Site {
    type Target = testing::Site;

    fn deref(&self) -> &testing::Site {
        &self.site
    }
}

impl Site {
    fn serving(service: Service, site: testing::Site) -> Self {
        let router = (service.mount)(Wire::new(site.app.clone())).build().unwrap().router();
        Self { site, router, base: service.base }
    }

    /// On SQLite, with the default settings.
    pub async fn new(service: Service) -> Self {
        Self::serving(service, testing::Site::new().await)
    }

    /// On SQLite, with other settings.
    pub async fn with(service: Service, change: impl FnOnce(&mut Settings)) -> Self {
        Self::serving(service, testing::Site::with(change).await)
    }

    /// One site on each database that is there.
    pub async fn on_both(service: Service) -> Vec<Self> {
        testing::Site::on_both().await.into_iter().map(|site| Self::serving(service, site)).collect()
    }

    /// One site on each database that is there, with other settings.
    /// One site on each database that is there, with keys of its own.
    pub async fn on_both_from_nothing(service: Service, change: impl Fn(&mut Settings)) -> Vec<Self> {
        let sites = testing::Site::on_both_from_nothing(change).await;
        sites.into_iter().map(|site| Self::serving(service, site)).collect()
    }

    pub async fn on_both_with(service: Service, change: impl Fn(&mut Settings)) -> Vec<Self> {
        testing::Site::on_both_with(change).await.into_iter().map(|site| Self::serving(service, site)).collect()
    }

    /// A request as it is, to a path from the root: no envelope is put around the body.
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
        let answer = Answer { status, text: String::from_utf8(bytes.to_vec()).unwrap() };
        record::note(method, path, &answer);
        answer
    }

    /// A request with these headers and this body, as they are, to a path from the root.
    pub async fn send_raw(&self, method: &str, path: &str, headers: &[(&'static str, &str)], body: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_owned())).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        let answer = Answer { status, text: String::from_utf8(bytes.to_vec()).unwrap() };
        record::note(method, path, &answer);
        answer
    }

    /// What anybody gets at a path of the service without a token: a file with its headers.
    pub async fn fetch(&self, path: &str, headers: &[(&'static str, &str)]) -> http::Response<Bytes> {
        let full = format!("{}{path}", self.base);
        let mut request = Request::builder().method("GET").uri(&full);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        if let Ok(text) = String::from_utf8(body.to_vec()) {
            record::note("GET", &full, &Answer { status: parts.status.as_u16(), text });
        }
        http::Response::from_parts(parts, body)
    }

    pub async fn get(&self, person: &Person, path: &str) -> Answer {
        self.call(person, "GET", path).await
    }

    /// A request without body, to a path of the service.
    pub async fn call(&self, person: &Person, method: &str, path: &str) -> Answer {
        self.raw(Some(person), method, &format!("{}{path}", self.base), None).await
    }

    /// A request with this `request` in a whole envelope of the route.
    pub async fn send(&self, person: &Person, method: &str, path: &str, request: Value) -> Answer {
        let full = format!("{}{path}", self.base);
        let now = time::zulu(self.app.surroundings().now());
        let body = match api_id(method, &full) {
            Some(id) => json!({"id": id, "version": "1.0", "requestTime": now, "metadata": {}, "request": request}),
            None => json!({"id": "an.id", "version": "a version", "requesttime": now, "request": request}),
        };
        self.raw(Some(person), method, &full, Some(&body.to_string())).await
    }

    /// Sends each request; the first error must be the expected one.
    pub async fn refuses(&self, person: &Person, method: &str, path: &str, cases: &[(Value, &str)]) {
        for (request, expected) in cases {
            let answer = self.send(person, method, path, request.clone()).await;
            assert_eq!(answer.error(), *expected, "{method} {path} {request}");
        }
    }

    /// Asks for each path; the first error must be the expected one.
    pub async fn get_refuses(&self, person: &Person, cases: &[(&str, &str)]) {
        for (path, expected) in cases {
            assert_eq!(self.get(person, path).await.error(), *expected, "GET {path}");
        }
    }

    /// A partner admin.
    pub async fn admin(&self) -> Person {
        self.person("admin", &["PARTNER_ADMIN"]).await
    }

    /// A person with an address that a registration would refuse, or that somebody else uses.
    pub async fn person_with_email(&self, name: &str, email: &str, roles: &[&str]) -> Person {
        let ctx = self.system();
        let id = ctx.uuid();
        let details = Details { email: email.to_owned(), ..Details::default() };
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
        let mut change = self.app.store().change().await.unwrap();
        account::insert(&mut change, &ctx.surroundings, &new).await.unwrap().unwrap();
        for role in roles {
            account::grant(&mut change, &id, role, "test", ctx.now()).await.unwrap();
        }
        let revision = change.save(&ctx, Record::new("account.add", "account", &id)).await.unwrap();
        self.app.applied(revision).await;
        let token = self.token(&id, name, email);
        Person { id, name: name.to_owned(), email: email.to_owned(), token }
    }

    /// Changes rows past every rule, for states that only an adopted database has.
    pub async fn sql(&self, statement: &'static str) {
        let mut change = self.app.store().change().await.unwrap();
        let changed = pms_store::db::statement(statement).execute(&mut change).await.unwrap();
        assert!(changed > 0, "{statement}");
        change.save(&self.system(), Record::new("test.sql", "test", "sql")).await.unwrap();
    }

    /// Marks a partner as approved and active, certificate or not.
    pub async fn switch_on(&self, partner_id: &str) {
        let ctx = self.system();
        let mut change = self.app.store().change().await.unwrap();
        pms_store::partner::set_standing(&mut change, partner_id, "approved", true, "test", ctx.now()).await.unwrap();
        change.save(&ctx, Record::new("test.switch_on", "partner", partner_id)).await.unwrap();
    }

    /// A person who registered a partner of this type. Types that have policies need the policy group `Group`.
    pub async fn owner(&self, partner_id: &str, partner_type: &str) -> Person {
        let person = self.person(&format!("{partner_id}-owner"), &[]).await;
        self.register(&person, partner_id, partner_type).await;
        person
    }

    /// This person registers a partner.
    pub async fn register(&self, person: &Person, partner_id: &str, partner_type: &str) {
        let needs_group = pms_domain::partner_type::find(partner_type).unwrap().policy_required;
        let registration = Registration {
            partner_id: partner_id.to_owned(),
            policy_group: needs_group.then(|| "Group".to_owned()),
            organization_name: ORGANIZATION.to_owned(),
            address: "1 Main Street".to_owned(),
            contact_number: "0801234567".to_owned(),
            email: format!("{partner_id}@partners.example"),
            partner_type: partner_type.to_owned(),
            ..Registration::default()
        };
        done(partners::register(&self.app, &self.context(person).await, registration).await);
    }

    /// The open approval of a partner's registration.
    pub async fn approval(&self, admin: &Person, partner_id: &str) -> String {
        let filter = Filter {
            kind: Some("partner".to_owned()),
            state: Some("open".to_owned()),
            partner_id: Some(partner_id.to_owned()),
            ..Filter::default()
        };
        let found = done(approvals::list(&self.app, &self.context(admin).await, &filter, 0, 1).await);
        found.rows[0].id.clone()
    }

    /// Decides on a partner's registration.
    pub async fn decide(&self, admin: &Person, partner_id: &str, decision: Decision) {
        let id = self.approval(admin, partner_id).await;
        let verdict = Verdict { decision, reason: Some("Because."), shown_revision: None };
        done(approvals::decide(&self.app, &self.context(admin).await, &id, verdict).await);
    }

    /// Trusts root and intermediate of [`pki`] in a domain.
    pub async fn trust(&self, admin: &Person, domain: &str) {
        for pem in [&pki().root.pem, &pki().intermediate.pem] {
            let uploaded = certificates::upload_ca(&self.app, &self.context(admin).await, pem, domain).await;
            assert_eq!(done(uploaded).status, "Upload Success.");
        }
    }

    /// An active `Auth_Partner` with a certificate of [`pki`]: its owner, and the admin who let it in. Makes the policy
    /// group `Group`.
    pub async fn active(&self, partner_id: &str) -> (Person, Person) {
        self.policy_group("Group").await;
        let admin = self.admin().await;
        let owner = self.owner(partner_id, "Auth_Partner").await;
        self.decide(&admin, partner_id, Decision::Approve).await;
        self.trust(&admin, "AUTH").await;
        let upload = Upload {
            partner_id: partner_id.to_owned(),
            data: pki().partner.pem.clone(),
            domain: "AUTH".to_owned(),
            usage: None,
            ..Upload::default()
        };
        done(certificates::upload(&self.app, &self.context(&owner).await, upload).await);
        (owner, admin)
    }
}

fn done<T>(outcome: Result<T, Failure>) -> T {
    outcome.unwrap_or_else(|failure| panic!("{failure:?}"))
}

/// The registration of a partner as a request.
pub fn registration(partner_id: &str, partner_type: &str) -> Value {
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
pub fn with(mut value: Value, members: Value) -> Value {
    let Value::Object(members) = members else { panic!("an object") };
    value.as_object_mut().unwrap().extend(members);
    value
}

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
