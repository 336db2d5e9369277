//! A browser without a screen: cookies, forms with their tokens, redirects that the test follows itself.

#![allow(dead_code, reason = "each test file uses a part")]

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use pms_app::testing::{Person, Site};
use tower::ServiceExt;

/// An answer, read to its end.
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
    pub bytes: Vec<u8>,
}

impl Page {
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    /// The value of a hidden or prefilled input.
    pub fn input(&self, name: &str) -> String {
        let marker = format!("name=\"{name}\" ");
        let tag = self.body.split('<').find(|tag| tag.contains(&marker) && tag.contains("value=\""));
        let value = tag.unwrap_or_else(|| panic!("no input {name} in\n{}", self.body));
        unescape(value.split("value=\"").nth(1).unwrap().split('"').next().unwrap())
    }

    /// Where the message about what was just done offers to take it back.
    pub fn undo(&self) -> Option<String> {
        let note = self.body.split("class=\"note is-ok\" role=\"status\"").nth(1)?;
        // Behind the icon, which has a reference of its own.
        let message = note.split("<p>").nth(1)?.split("</p>").next()?;
        Some(unescape(message.split("href=\"").nth(1)?.split('"').next()?))
    }

    /// The text of the page without its markup.
    pub fn text(&self) -> String {
        let mut inside = false;
        let text: String = self
            .body
            .chars()
            .filter(|c| {
                let shown = !inside && *c != '<';
                inside = match c {
                    '<' => true,
                    '>' => false,
                    _ => inside,
                };
                shown
            })
            .collect();
        unescape(&text.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

fn unescape(text: &str) -> String {
    text.replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}

pub struct Browser {
    router: Router,
    pub cookies: BTreeMap<String, String>,
    csrf: String,
    pub language: &'static str,
    /// What the browser calls itself.
    pub agent: &'static str,
}

pub const ORIGIN: &str = "http://127.0.0.1:8080";

impl Browser {
    pub fn new(site: &Site) -> Self {
        Self {
            router: pms_portal::router(site.app.clone()),
            cookies: BTreeMap::new(),
            csrf: String::new(),
            language: "en",
            agent: "",
        }
    }

    /// A browser in which this person is signed in.
    pub async fn of(site: &Site, person: &Person) -> Self {
        let started = site.app.identity().sessions().start(&person.id).await.unwrap();
        let mut browser = Self::new(site);
        browser.cookies.insert("pms".to_owned(), started.secret.reveal().to_owned());
        browser
    }

    fn request(&self, method: Method, path: &str) -> http::request::Builder {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut builder = Request::builder().method(method).uri(path).header(header::ACCEPT_LANGUAGE, self.language);
        if !self.agent.is_empty() {
            builder = builder.header(header::USER_AGENT, self.agent);
        }
        if !cookies.is_empty() {
            builder = builder.header(header::COOKIE, cookies.join("; "));
        }
        builder
    }

    pub async fn send(&mut self, request: Request<Body>) -> Page {
        let path = request.uri().to_string();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            assert!(
                cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"),
                "{cookie}"
            );
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        let page = Page { status: parts.status, headers: parts.headers, body, bytes };
        if page.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.to_str().unwrap().starts_with("text/html")) {
            check(&path, &page);
            if page.body.contains("name=\"csrf\"") {
                self.csrf = page.input("csrf");
            }
        }
        page
    }

    pub async fn get(&mut self, path: &str) -> Page {
        let request = self.request(Method::GET, path).body(Body::empty()).unwrap();
        self.send(request).await
    }

    /// An answer that is not read yet.
    pub async fn begin(&mut self, path: &str) -> http::Response<Body> {
        let request = self.request(Method::GET, path).body(Body::empty()).unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// The rest of such an answer.
    pub async fn read(response: http::Response<Body>) -> String {
        let mut body = response.into_body();
        let mut bytes = Vec::new();
        while let Some(frame) = body.frame().await {
            bytes.extend_from_slice(&frame.unwrap().into_data().unwrap());
        }
        assert!(body.frame().await.is_none(), "a compressing layer asks once more");
        String::from_utf8(bytes).unwrap()
    }

    /// A page that is there.
    pub async fn open(&mut self, path: &str) -> Page {
        let page = self.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path} {} {}", page.location(), page.body);
        page
    }

    /// Sends a form with the token of the last page, as a browser does.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let csrf = self.csrf.clone();
        self.post_with(path, fields, &csrf, &[("origin", ORIGIN), ("sec-fetch-site", "same-origin")]).await
    }

    pub async fn post_with(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        csrf: &str,
        headers: &[(&str, &str)],
    ) -> Page {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("csrf", csrf);
        form.extend_pairs(fields);
        let mut builder =
            self.request(Method::POST, path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        let request = builder.body(Body::from(form.finish())).unwrap();
        self.send(request).await
    }

    /// Sends a form with a file.
    pub async fn upload(&mut self, path: &str, fields: &[(&str, &str)], file: (&str, &str, &[u8])) -> Page {
        let boundary = "----boundary1234567890";
        let mut body = Vec::new();
        let csrf = self.csrf.clone();
        for (name, value) in fields.iter().chain(&[("csrf", csrf.as_str())]) {
            body.extend(
                format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        let (field, name, content) = file;
        body.extend(
            format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\n"
            )
            .bytes(),
        );
        body.extend_from_slice(content);
        body.extend(format!("\r\n--{boundary}--\r\n").bytes());
        let request = self
            .request(Method::POST, path)
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={boundary}"))
            .header(header::ORIGIN, ORIGIN)
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    /// Follows the redirect of a form to the page behind it.
    pub async fn follow(&mut self, page: Page) -> Page {
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text());
        let location = page.location().to_owned();
        self.open(&location).await
    }
}

/// What holds for every page.
fn check(path: &str, page: &Page) {
    let header = |name: &str| page.headers.get(name).map_or("", |value| value.to_str().unwrap());
    let policy = header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path} {policy}");
    assert_eq!(header("cache-control"), "no-store", "{path}");
    assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
    let body = &page.body;
    for forbidden in
        ["<script", " style=\"", " onclick", "javascript:", "{$", "{ $", "\u{202E}", "\u{2066}", "<!--sprite"]
    {
        assert!(!body.contains(forbidden), "{path} holds {forbidden}\n{body}");
    }
    assert_eq!(body.matches("<h1").count(), 1, "{path} has one h1\n{body}");
    assert!(body.contains("lang=\"") && body.contains("dir=\""), "{path}");
    // Every id once; every icon in the sprite; every described-by there.
    let mut ids = std::collections::BTreeSet::new();
    for part in body.split(" id=\"").skip(1) {
        let id = part.split('"').next().unwrap();
        assert!(ids.insert(id.to_owned()), "{path}: id {id} stands twice");
    }
    for part in body.split("href=\"#").skip(1) {
        let id = part.split('"').next().unwrap();
        assert!(ids.contains(id), "{path}: #{id} leads nowhere");
    }
    for list in ["aria-describedby=\"", "aria-labelledby=\"", " for=\"", "popovertarget=\""] {
        for part in body.split(list).skip(1) {
            for id in part.split('"').next().unwrap().split(' ') {
                assert!(ids.contains(id), "{path}: {list}{id} leads nowhere");
            }
        }
    }
}
