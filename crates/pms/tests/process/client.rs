//! Just enough of HTTP/1.1: one request on one connection.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};

pub struct Answer {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {} {}", self.status, self.body))
    }

    /// `response` of a success.
    pub fn response(&self) -> Value {
        let json = self.json();
        assert!(self.status == 200 && !json["response"].is_null(), "{} {}", self.status, self.body);
        json["response"].clone()
    }
}

pub fn call(address: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    try_call(address, method, path, headers, body).unwrap_or_else(|error| panic!("{method} {path}: {error}"))
}

pub fn try_call(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> io::Result<Answer> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(5))?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
    stream.write_all(request.as_bytes())?;
    stream.write_all(body)?;
    read(stream)
}

/// Reads an answer to the end of the connection.
pub fn read(mut stream: TcpStream) -> io::Result<Answer> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let fault = || io::Error::from(io::ErrorKind::UnexpectedEof);
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").ok_or_else(fault)?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|text| text.parse().ok()).ok_or_else(fault)?;
    let headers: Vec<(String, String)> = head
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    let rest = &bytes[end + 4..];
    let body = if chunked { unchunked(rest).ok_or_else(fault)? } else { rest.to_vec() };
    Ok(Answer { status, headers, body: String::from_utf8_lossy(&body).into_owned() })
}

fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = rest.windows(2).position(|window| window == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..line]).ok()?.trim(), 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(line + 2..line + 2 + size)?);
        rest = rest.get(line + 2 + size + 2..)?;
    }
}

/// A request in the first envelope.
pub fn send(address: SocketAddr, token: &str, method: &str, path: &str, request: &Value) -> Answer {
    envelope(address, token, method, path, &json!({ "requesttime": now(), "request": request }))
}

/// A request in the second envelope.
pub fn send_v2(address: SocketAddr, token: &str, path: &str, id: &str, request: &Value) -> Answer {
    let body = json!({"id": id, "version": "1.0", "requestTime": now(), "metadata": {}, "request": request});
    envelope(address, token, "POST", path, &body)
}

fn envelope(address: SocketAddr, token: &str, method: &str, path: &str, body: &Value) -> Answer {
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    call(address, method, path, &headers, body.to_string().as_bytes())
}

pub fn get(address: SocketAddr, token: &str, path: &str) -> Answer {
    call(address, "GET", path, &[("Authorization", &format!("Bearer {token}"))], b"")
}

/// The machine's time as the wire wants it: the server under test has no other clock.
fn now() -> String {
    use pms_domain::context::Clock;
    pms_domain::time::zulu(pms_testkit::TestClock::at_machine_time().now())
}

/// A token of a service client.
pub fn token(address: SocketAddr, client: &str, secret: &str) -> String {
    let body = json!({"request": {"clientId": client, "secretKey": secret, "appId": "partner"}}).to_string();
    let path = "/v1/authmanager/authenticate/clientidsecretkey";
    let answer = call(address, "POST", path, &[("Content-Type", "application/json")], body.as_bytes());
    answer.header("authorization").unwrap_or_else(|| panic!("no token: {}", answer.body)).to_owned()
}
