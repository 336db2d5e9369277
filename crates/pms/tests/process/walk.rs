//! A person with a browser in front of the real server.

use std::net::SocketAddr;

use crate::client::{self, Answer};
use crate::jar::Jar;

pub struct Browser {
    address: SocketAddr,
    pub jar: Jar,
}

impl Browser {
    pub fn new(address: SocketAddr) -> Self {
        Self { address, jar: Jar::default() }
    }

    pub fn get(&mut self, path: &str) -> Answer {
        let answer = client::call(self.address, "GET", path, &[("Cookie", &self.jar.header())], b"");
        self.take(answer)
    }

    /// Sends a form with the token of the last page.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let cookie = self.jar.header();
        let headers = [("Cookie", cookie.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
        let answer = client::call(self.address, "POST", path, &headers, self.jar.form(fields).as_bytes());
        self.take(answer)
    }

    /// A form that must be accepted.
    pub fn done(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.post(path, fields);
        assert_eq!(answer.status, 303, "{path}: {}", answer.body);
        answer
    }

    /// Sends a file as a page does.
    pub fn upload(&mut self, path: &str, fields: &[(&str, &str)], file: &[u8]) -> Answer {
        let boundary = "----boundary1234567890";
        let mut body = Vec::new();
        for (name, value) in fields.iter().chain(&[("csrf", self.jar.csrf.as_str())]) {
            let part = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend(part.bytes());
        }
        let part = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"chosen.pem\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend(part.bytes());
        body.extend_from_slice(file);
        body.extend(format!("\r\n--{boundary}--\r\n").bytes());
        let cookie = self.jar.header();
        let kind = format!("multipart/form-data; boundary={boundary}");
        let headers = [("Cookie", cookie.as_str()), ("Content-Type", kind.as_str())];
        let answer = client::call(self.address, "POST", path, &headers, &body);
        self.take(answer)
    }

    fn take(&mut self, answer: Answer) -> Answer {
        for (name, value) in &answer.headers {
            if name == "set-cookie" {
                self.jar.set(value);
            }
        }
        self.jar.read(&answer.body);
        answer
    }

    /// The status of a sign-in.
    pub fn sign_in(&mut self, name: &str, password: &str) -> u16 {
        self.get("/portal/sign-in");
        self.post("/portal/sign-in", &[("username", name), ("password", password)]).status
    }

    /// The portal's session cookie.
    pub fn session(&self) -> String {
        self.jar.cookies["pms"].clone()
    }
}
