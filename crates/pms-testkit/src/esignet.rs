//! A stand-in for eSignet and the token endpoint in front of it: it answers as it was told, and remembers what it was asked.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// What the next requests get. Tokens and the configuration are answered besides.
#[derive(Clone, Debug)]
pub enum Said {
    /// The client is registered, or changed.
    Accepted,
    /// A refusal with this code and message.
    Refused(&'static str, &'static str),
    /// Any status and body.
    Any(u16, &'static str),
    /// The connection ends without an answer, after the request was read.
    Nothing,
    /// An answer that comes too late.
    Late,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    /// `POST /path`.
    pub line: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Asked {
    /// The value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

#[derive(Default)]
struct State {
    next: VecDeque<Said>,
    asked: Vec<Asked>,
    tokens: usize,
    configuration: Option<String>,
}

/// The stand-in; it ends with the process.
#[derive(Clone)]
pub struct Esignet {
    state: Arc<Mutex<State>>,
    address: String,
}

impl Esignet {
    /// Listens on a port of its own.
    ///
    /// # Panics
    /// When no port is free.
    #[allow(clippy::expect_used, reason = "in a test, a panic is the report")]
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let state = Arc::<Mutex<State>>::default();
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                std::thread::spawn(move || serve(stream, &state));
            }
        });
        Self { state, address }
    }

    /// Base address of eSignet's API.
    pub fn url(&self) -> String {
        format!("{}/v1/esignet", self.address)
    }

    /// Where tokens come from.
    pub fn token_url(&self) -> String {
        format!("{}/token", self.address)
    }

    /// Where the openid-configuration lies.
    pub fn configuration_url(&self) -> String {
        format!("{}/configuration", self.address)
    }

    /// What the next requests get, in this order; after that everything is accepted.
    pub fn says(&self, next: impl IntoIterator<Item = Said>) {
        self.lock().next.extend(next);
    }

    /// What the next request gets, whatever was said before.
    pub fn says_now(&self, next: Said) {
        let mut state = self.lock();
        state.next.clear();
        state.next.push_back(next);
    }

    /// What the openid-configuration says; until then it is not there.
    pub fn configure(&self, configuration: &str) {
        self.lock().configuration = Some(configuration.to_owned());
    }

    /// The requests about clients so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.lock().asked.clone()
    }

    /// How many tokens were given.
    pub fn tokens(&self) -> usize {
        self.lock().tokens
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn serve(mut stream: TcpStream, state: &Mutex<State>) {
    let Some(asked) = read(&stream) else { return };
    let lock = || state.lock().unwrap_or_else(PoisonError::into_inner);
    let path = asked.line.split(' ').nth(1).unwrap_or_default().to_owned();
    let (status, body) = match path.as_str() {
        "/token" => {
            let mut state = lock();
            state.tokens += 1;
            (200, format!(r#"{{"access_token":"access-token-of-esignet-{}","expires_in":300}}"#, state.tokens))
        }
        "/configuration" => match lock().configuration.clone() {
            Some(configuration) => (200, configuration),
            None => (404, String::new()),
        },
        _ => {
            let said = {
                let mut state = lock();
                state.asked.push(asked);
                state.next.pop_front().unwrap_or(Said::Accepted)
            };
            match said {
                Said::Accepted => (200, r#"{"response":{"clientId":"id","status":"ACTIVE"},"errors":[]}"#.to_owned()),
                Said::Refused(code, message) => {
                    let error = format!(r#"{{"errorCode":"{code}","errorMessage":"{message}"}}"#);
                    (200, format!(r#"{{"response":null,"errors":[{error}]}}"#))
                }
                Said::Any(status, body) => (status, body.to_owned()),
                Said::Nothing => return,
                Said::Late => {
                    std::thread::sleep(Duration::from_secs(6));
                    return;
                }
            }
        }
    };
    let head = format!(
        "HTTP/1.1 {status} OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    // Whoever does not wait for the answer does not get it.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
}

fn read(stream: &TcpStream) -> Option<Asked> {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        if line.trim_end().is_empty() {
            break;
        }
        lines.push(line.trim_end().to_owned());
    }
    let (first, rest) = lines.split_first()?;
    let headers: Vec<(String, String)> = rest
        .iter()
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    let line = first.rsplit_once(' ').map_or(first.as_str(), |(line, _)| line).to_owned();
    Some(Asked { line, headers, body: String::from_utf8(body).ok()? })
}
