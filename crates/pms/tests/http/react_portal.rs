//! The existing React portal against our REST side, unchanged (contract portal §3): what it is set up with (§3.2), the rules that
//! it depends on (§3.3, each a test with its number), and the 64 operations that it calls (§3.4), as it sends them.

mod fields;
mod lists;
mod operations;
mod replay;
mod rules_of_lists;
mod rules_of_routes;
mod setup;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pms_domain::routes::Route;
use pms_domain::{roles, time};
use serde_json::{Value, json};

use crate::house::{House, Reply};
use crate::requests::Objects;
use crate::rights::{Matrix, generous};

/// Where the portal's pages are, when one server has both.
pub const ORIGIN: &str = "http://127.0.0.1:8080";

/// The page that people come back to.
pub const DASHBOARD: &str = "http://127.0.0.1:8080/#/partnermanagement/dashboard";

/// `btoa` of a browser.
pub fn btoa(text: &str) -> String {
    STANDARD.encode(text)
}

/// The portal in somebody's browser: it sends cookies, never an `Authorization` header.
#[derive(Clone)]
pub struct Portal<'a> {
    house: &'a House,
    /// Of the cookie `Authorization`.
    token: Option<String>,
    origin: &'static str,
}

/// A request body around `request`, as the portal's two helpers make them (rule 4).
pub enum Body {
    /// `{id: "", version: "1.0", requesttime, request}`.
    Old(Value),
    /// `{id: "mosip.pms.….patch", version: "1.0", requestTime, request}`.
    New(&'static str, Value),
}

impl<'a> Portal<'a> {
    pub fn of(house: &'a House, token: &str) -> Self {
        Self { house, token: Some(token.to_owned()), origin: ORIGIN }
    }

    pub fn signed_out(house: &'a House) -> Self {
        Self { house, token: None, origin: ORIGIN }
    }

    /// Of pages on another origin.
    pub fn on(self, origin: &'static str) -> Self {
        Self { origin, ..self }
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, None).await
    }

    pub async fn write(&self, route: &Route, path: &str, body: Body) -> Reply {
        self.send(route.method, path, Some(self.envelope(body).to_string())).await
    }

    /// `new Date().toISOString()` stands in both envelopes.
    pub fn envelope(&self, body: Body) -> Value {
        let now = time::zulu(self.house.app.surroundings().now());
        match body {
            Body::Old(request) => json!({"id": "", "version": "1.0", "requesttime": now, "request": request}),
            Body::New(id, request) => json!({"id": id, "version": "1.0", "requestTime": now, "request": request}),
        }
    }

    /// What axios sends from a page of this origin.
    pub async fn send(&self, method: &str, path: &str, body: Option<String>) -> Reply {
        let site = if self.origin == ORIGIN { "same-origin" } else { "same-site" };
        let mut ask = self
            .house
            .ask(method, path)
            .header("accept", "application/json, text/plain, */*")
            .header("sec-fetch-site", site)
            .header("referer", &format!("{}/", self.origin));
        if method != "GET" || self.origin != ORIGIN {
            ask = ask.header("origin", self.origin);
        }
        if let Some(token) = &self.token {
            ask = ask.header("cookie", &format!("state=7b0d2a8e-1c5a-4b9e-8f57-0e8a5b0a2f11; Authorization={token}"));
        }
        if let Some(body) = body {
            ask = ask.body("application/json", body);
        }
        ask.send().await
    }
}

/// `response` of an answer that the portal takes for a success (rule 1).
pub fn success(what: &str, reply: &Reply) -> Value {
    let body = reply.json();
    assert_eq!(reply.status, 200, "{what}: {}", reply.text);
    let errors = &body["errors"];
    assert!(errors.is_null() || errors.as_array().is_some_and(Vec::is_empty), "{what}: {}", reply.text);
    let response = body["response"].clone();
    // Truthy, as JavaScript has it.
    assert!(![json!(null), json!(false), json!(""), json!(0)].contains(&response), "{what}: {}", reply.text);
    response
}

/// Organisations in every state, and the people who use the portal.
pub struct Town {
    pub matrix: Matrix,
    admin: String,
    manager: String,
}

impl Town {
    pub async fn on(house: House) -> Self {
        let matrix = Box::pin(Matrix::new(house)).await;
        let (admin, manager) = (matrix.token_of(roles::PARTNER_ADMIN), matrix.token_of(roles::POLICYMANAGER));
        Self { matrix, admin, manager }
    }

    pub async fn new() -> Self {
        Self::on(House::with(generous).await).await
    }

    pub fn house(&self) -> &House {
        &self.matrix.house
    }

    /// What the partner has whose portal this is. The admin is no member of it.
    #[allow(clippy::misnamed_getters, reason = "what is foreign to the matrix is this portal's own")]
    pub fn own(&self) -> &Objects {
        &self.matrix.common.foreign
    }

    /// In the browser of the partner's owner, who has every role of a partner.
    pub fn partner(&self) -> Portal<'_> {
        Portal::of(self.house(), &self.matrix.foreign_owner.token)
    }

    /// A partner admin's.
    pub fn admin(&self) -> Portal<'_> {
        Portal::of(self.house(), &self.admin)
    }

    /// A policy manager's, who has no other role.
    pub fn manager(&self) -> Portal<'_> {
        Portal::of(self.house(), &self.manager)
    }
}
