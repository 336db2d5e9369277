//! A browser that costs little, at an address of its own.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use anyhow::bail;

use crate::http::{Answer, Connection};

/// A browser: cookies, the form token of the last page, and an address of its own, so that no limit falls together.
pub(crate) struct Browser {
    connection: Connection,
    cookies: BTreeMap<String, String>,
    csrf: String,
}

impl Browser {
    pub(crate) async fn open(server: SocketAddr, number: usize) -> anyhow::Result<Self> {
        let [high, low] = u16::try_from(number)?.to_be_bytes();
        // All of 127.0.0.0/8 is this machine.
        let source = SocketAddr::from((Ipv4Addr::new(127, 1, high, low), 0));
        Ok(Self {
            connection: Connection::open_from(source, server).await?,
            cookies: BTreeMap::new(),
            csrf: String::new(),
        })
    }

    pub(crate) async fn get(&mut self, path: &str) -> anyhow::Result<Answer> {
        let answer = self.connection.call_with("GET", path, &self.headers(None), None).await?;
        self.take(&answer);
        Ok(answer)
    }

    /// Sends a form; answers how long the answer took.
    pub(crate) async fn post(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        expected: u16,
    ) -> anyhow::Result<Duration> {
        let fields = [("csrf", self.csrf.as_str())].into_iter().chain(fields.iter().copied());
        let form = fields.map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&");
        let headers = self.headers(Some("application/x-www-form-urlencoded"));
        let began = Instant::now();
        let answer = self.connection.call_with("POST", path, &headers, Some(&form)).await?;
        let took = began.elapsed();
        if answer.status != expected {
            bail!("{path}: {} {}", answer.status, String::from_utf8_lossy(&answer.body));
        }
        self.take(&answer);
        Ok(took)
    }

    fn headers(&self, kind: Option<&str>) -> String {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let kind = kind.map(|kind| format!("Content-Type: {kind}\r\n")).unwrap_or_default();
        format!("Cookie: {}\r\n{kind}", cookies.join("; "))
    }

    fn take(&mut self, answer: &Answer) {
        for line in answer.header.lines() {
            let Some((name, value)) = line.split_once(':') else { continue };
            if let (true, Some((name, value))) =
                (name.eq_ignore_ascii_case("set-cookie"), value.split(';').next().unwrap_or_default().split_once('='))
            {
                self.cookies.insert(name.trim().to_owned(), value.to_owned());
            }
        }
        let page = String::from_utf8_lossy(&answer.body);
        let token = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        if let Some(token) = token {
            self.csrf = token.to_owned();
        }
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
