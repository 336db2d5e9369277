//! A browser for tests: it keeps cookies and follows nothing by itself.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use http::{HeaderMap, Request, header};
use http_body_util::BodyExt;
use pms_api_testkit::record;
use pms_api_wire::Wire;
use pms_app::App;
use pms_app::accounts::people::NewAccountRequest;
use pms_app::accounts::{people, session_cookie, sign_in};
use pms_app::settings::Settings;
use pms_app::testing::Site;
use pms_identity::Secret;
use serde_json::Value;
use tower::ServiceExt;
use url::Url;

pub const PASSWORD: &str = "heron basalt tuesday";
pub const PORTAL: &str = "https://portal.example.org/pmsui";

/// The routers as the server merges them.
pub fn routers(app: &App) -> Router {
    let wire = pms_api_auth::mount(Wire::new(app.clone())).build().unwrap();
    wire.router().merge(pms_api_auth::router(app.clone()).unwrap())
}

pub async fn site(change: impl FnOnce(&mut Settings)) -> Site {
    Site::with(|settings| {
        settings.identity.allowed_redirects = vec![PORTAL.into()];
        change(settings);
    })
    .await
}

/// An account with [`PASSWORD`].
pub async fn account(site: &Site, name: &str, roles: &[&str]) {
    let request = NewAccountRequest {
        name: name.into(),
        email: format!("{name}@example.org"),
        given_name: "Ada".into(),
        family_name: "Lovelace".into(),
        phone: "700".into(),
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        lang: "eng".into(),
        password: Some(Secret::new(PASSWORD)),
    };
    people::create(&site.app, &site.system(), request).await.unwrap();
}

pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    pub fn location(&self) -> String {
        assert_eq!(self.status, 302, "{}", self.text);
        self.headers[header::LOCATION].to_str().unwrap().to_owned()
    }

    /// Code of the first error.
    pub fn code(&self) -> String {
        self.json()["errors"][0]["errorCode"].as_str().unwrap_or_default().to_owned()
    }

    pub fn cookies(&self) -> Vec<String> {
        self.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap().to_owned()).collect()
    }
}

pub struct Browser {
    router: Router,
    pub jar: BTreeMap<String, String>,
    pub headers: Vec<(&'static str, String)>,
}

impl Browser {
    pub fn new(app: &App) -> Self {
        Self { router: routers(app), jar: BTreeMap::new(), headers: Vec::new() }
    }

    /// Signs in as the portal's page does.
    pub async fn sign_in(&mut self, site: &Site, name: &str) {
        let ctx = site.system();
        let signed = sign_in::sign_in(&site.app, &ctx, name, &Secret::new(PASSWORD), "browser").await.unwrap();
        let sign_in::Entry::Session(signed) = signed else { panic!("a second factor is asked for") };
        self.jar.insert(session_cookie(&site.app).into(), signed.session.secret.reveal().into());
    }

    /// A GET of a path or of an address of this server.
    pub async fn get(&mut self, address: &str) -> Answer {
        self.send("GET", address, None).await
    }

    pub async fn form(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        self.send("POST", path, Some(("application/x-www-form-urlencoded", body))).await
    }

    pub async fn json(&mut self, path: &str, body: Value) -> Answer {
        self.send("POST", path, Some(("application/json", body.to_string()))).await
    }

    async fn send(&mut self, method: &str, address: &str, body: Option<(&str, String)>) -> Answer {
        let path = match Url::parse(address) {
            Ok(url) => url[url::Position::BeforePath..url::Position::AfterQuery].to_owned(),
            Err(_) => address.to_owned(),
        };
        let mut request = Request::builder().method(method).uri(&path);
        if !self.jar.is_empty() {
            let cookies: Vec<String> = self.jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let body = match body {
            Some((kind, text)) => {
                request = request.header(header::CONTENT_TYPE, kind);
                Body::from(text)
            }
            None => Body::empty(),
        };
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let text = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        let answer = Answer { status: parts.status.as_u16(), headers: parts.headers, text };
        record::note(method, &path, &pms_api_testkit::Answer { status: answer.status, text: answer.text.clone() });
        self.keep(&answer);
        answer
    }

    fn keep(&mut self, answer: &Answer) {
        for cookie in answer.cookies() {
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if value.is_empty() || cookie.contains("Max-Age=0") {
                self.jar.remove(name);
            } else {
                self.jar.insert(name.into(), value.into());
            }
        }
    }
}

/// A query parameter of an address.
pub fn parameter(address: &str, name: &str) -> Option<String> {
    let url = Url::parse(address).unwrap();
    url.query_pairs().find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
}
