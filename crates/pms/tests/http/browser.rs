//! A browser without a screen, at one address.

use std::net::IpAddr;

use http::header;
use pms_api_testkit::Person;

use crate::house::{House, Reply};
use crate::jar::Jar;

pub struct Browser<'a> {
    house: &'a House,
    pub jar: Jar,
    pub source: IpAddr,
}

impl<'a> Browser<'a> {
    pub fn new(house: &'a House, source: impl Into<IpAddr>) -> Self {
        Self { house, jar: Jar::default(), source: source.into() }
    }

    /// With a live session of this person.
    pub async fn of(house: &'a House, person: &Person) -> Self {
        let started = house.app.identity().sessions().start(&person.id).await.unwrap();
        let mut browser = Self::new(house, [127, 0, 0, 1]);
        browser.jar.cookies.insert("pms".to_owned(), started.secret.reveal().to_owned());
        browser
    }

    pub async fn get(&mut self, path: &str) -> Reply {
        let ask = self.house.ask("GET", path).from(self.source).header("cookie", &self.jar.header()).send().await;
        self.take(ask)
    }

    /// Sends a form with the token of the last page.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.post_with(path, fields, &[]).await
    }

    pub async fn post_with(&mut self, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Reply {
        let mut ask = self
            .house
            .ask("POST", path)
            .from(self.source)
            .header("cookie", &self.jar.header())
            .body("application/x-www-form-urlencoded", self.jar.form(fields));
        for (name, value) in headers {
            ask = ask.header(name, value);
        }
        let reply = ask.send().await;
        self.take(reply)
    }

    fn take(&mut self, reply: Reply) -> Reply {
        for cookie in reply.headers.get_all(header::SET_COOKIE) {
            self.jar.set(cookie.to_str().unwrap());
        }
        self.jar.read(&reply.text);
        reply
    }

    /// The first two steps of a registration; answers the last page.
    pub async fn begin_registration(&mut self, id: &str, name: &str, email: &str) -> Reply {
        self.get("/portal/register").await;
        let organisation =
            [("kind", "Device_Provider"), ("organization", "Example"), ("partner_id", id), ("purpose", "To serve")];
        let saved = self.post("/portal/register", &organisation).await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        self.get("/portal/register/contact").await;
        self.post("/portal/register/contact", &contact(name, email)).await
    }
}

/// What the second step asks for.
pub fn contact<'a>(name: &'a str, email: &'a str) -> [(&'static str, &'a str); 7] {
    [
        ("address", "1 Example Street"),
        ("phone", "0801234567"),
        ("email", email),
        ("lang", "eng"),
        ("username", name),
        ("password", PASSWORD),
        ("repeat", PASSWORD),
    ]
}

pub const PASSWORD: &str = "a long sentence about herons";

/// The newest letter to an address: its template and a value of it.
pub async fn letter(house: &House, address: &str, value: &str) -> Option<(String, String)> {
    let due = pms_store::mail::due(house.app.store(), house.app.surroundings().now(), 1000).await.unwrap();
    let newest = due.into_iter().rfind(|due| due.letter.to.eq_ignore_ascii_case(address))?;
    let value = newest.letter.values.get(value).cloned().unwrap_or_default();
    Some((newest.template, value))
}

/// How many letters wait.
pub async fn letters(house: &House) -> usize {
    pms_store::mail::due(house.app.store(), house.app.surroundings().now(), 1000).await.unwrap().len()
}
