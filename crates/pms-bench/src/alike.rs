//! How long answers take for a known and for an unknown address, side by side. That the work is the same is proven by the
//! tests; what is left to a clock is measured here, against the binary that is shipped, on a machine that does nothing
//! else.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::bail;

use crate::http::{Answer, Connection};
use crate::say;
use crate::server::Setup;
use crate::throughput::now_zulu;

const PASSWORD: &str = "a long sentence about herons";

/// A browser: cookies, the form token of the last page, and an address of its own, so that no limit falls together.
struct Browser {
    connection: Connection,
    cookies: BTreeMap<String, String>,
    csrf: String,
}

impl Browser {
    async fn open(server: SocketAddr, number: usize) -> anyhow::Result<Self> {
        let [high, low] = u16::try_from(number)?.to_be_bytes();
        // All of 127.0.0.0/8 is this machine.
        let source = SocketAddr::from((Ipv4Addr::new(127, 1, high, low), 0));
        Ok(Self {
            connection: Connection::open_from(source, server).await?,
            cookies: BTreeMap::new(),
            csrf: String::new(),
        })
    }

    async fn get(&mut self, path: &str) -> anyhow::Result<Answer> {
        let answer = self.connection.call_with("GET", path, &self.headers(None), None).await?;
        self.take(&answer);
        Ok(answer)
    }

    /// Sends a form; answers how long the answer took.
    async fn post(&mut self, path: &str, fields: &[(&str, &str)], expected: u16) -> anyhow::Result<Duration> {
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

/// Times for the known and for the unknown, of one kind of request.
#[derive(Default)]
struct Pair([Vec<Duration>; 2]);

impl Pair {
    fn report(mut self, what: &str) {
        let [known, unknown] = &mut self.0;
        known.sort_unstable();
        unknown.sort_unstable();
        let at =
            |times: &[Duration], percent: usize| times.get(times.len() * percent / 100).copied().unwrap_or_default();
        let ratio = at(known, 50).as_secs_f64() / at(unknown, 50).as_secs_f64();
        say(&format!(
            "{what:<14} known {:>8.2?} (10 % {:>8.2?}, 90 % {:>8.2?})   unknown {:>8.2?} (10 % {:>8.2?}, 90 % {:>8.2?})   \
             ratio of the medians {ratio:.3}",
            at(known, 50),
            at(known, 10),
            at(known, 90),
            at(unknown, 50),
            at(unknown, 10),
            at(unknown, 90),
        ));
    }
}

pub async fn run(program: &Path, rounds: usize) -> anyhow::Result<()> {
    let data = tempfile::tempdir()?;
    let mut setup = Setup::new(program, data.path(), None)?;
    // Only guesses at one account from one place are counted together here, and no account is guessed at twice.
    setup.settings = vec![("PMS__LIMITS__GUESSES_OVERALL", "1000000"), ("PMS__LIMITS__GUESSES_PER_ACCOUNT", "1000")];
    let secret = setup.admin_client()?;
    let mut server = setup.serve()?;
    server.ready(Duration::from_secs(30)).await?;
    let token = server.token(&secret).await?;
    for round in 0..rounds {
        add_account(server.address, &token, round).await?;
    }
    let mut pairs: [Pair; 4] = Default::default();
    for round in 0..rounds {
        for slot in [round % 2, 1 - round % 2] {
            // Of the same length; who comes first changes each time.
            let name = format!("{}{round:05}", ["known", "other"][slot]);
            let browser = Browser::open(server.address, round * 2 + slot).await?;
            let times = one_round(browser, &name).await?;
            for (pair, took) in pairs.iter_mut().zip(times) {
                pair.0[slot].push(took);
            }
        }
    }
    for (pair, what) in pairs.into_iter().zip(["sign-in", "reset", "code", "registration"]) {
        pair.report(what);
    }
    say(&format!("{rounds} rounds, known and unknown in turns; the nearer to 1 the ratio, the less a clock tells"));
    Ok(())
}

/// What somebody who looks for accounts would try with one name; how long sign-in, reset, a wrong code and the
/// registration's code took.
async fn one_round(mut browser: Browser, name: &str) -> anyhow::Result<[Duration; 4]> {
    let email = format!("{name}@people.example");
    browser.get("/portal/sign-in").await?;
    let wrong = [("username", email.as_str()), ("password", "not the right password")];
    let sign_in = browser.post("/portal/sign-in", &wrong, 422).await?;
    browser.get("/portal/reset").await?;
    let reset = browser.post("/portal/reset", &[("email", &email)], 303).await?;
    browser.get("/portal/reset/code").await?;
    let guess = [("code", "000000"), ("password", PASSWORD), ("repeat", PASSWORD)];
    let code = browser.post("/portal/reset/code", &guess, 422).await?;
    browser.get("/portal/register").await?;
    let id = format!("p-{name}");
    let organisation = [
        ("kind", "Device_Provider"),
        ("organization", "Example"),
        ("partner_id", id.as_str()),
        ("purpose", "To serve"),
    ];
    browser.post("/portal/register", &organisation, 303).await?;
    browser.get("/portal/register/contact").await?;
    let account = format!("new-{name}");
    let contact = [
        ("address", "1 Example Street"),
        ("phone", "0801234567"),
        ("email", email.as_str()),
        ("lang", "eng"),
        ("username", account.as_str()),
        ("password", PASSWORD),
        ("repeat", PASSWORD),
    ];
    let registration = browser.post("/portal/register/contact", &contact, 303).await?;
    Ok([sign_in, reset, code, registration])
}

async fn add_account(server: SocketAddr, token: &str, number: usize) -> anyhow::Result<()> {
    let body = format!(
        r#"{{"id":"","version":"1.0","requesttime":"{}","metadata":null,"request":{{"userName":"known{number:05}","contactNo":"0801234567","emailID":"known{number:05}@people.example","firstName":"A","lastName":"B","role":"AUTH_PARTNER","userPassword":"{PASSWORD}","appId":"partner"}}}}"#,
        now_zulu()
    );
    let mut connection = Connection::open(server).await?;
    let answer = connection.call("POST", "/v1/partnermanager/users", Some(token), Some(&body)).await?;
    let text = String::from_utf8_lossy(&answer.body);
    if answer.status != 200 || !text.contains("\"errors\":[]") {
        bail!("an account could not be added: {} {text}", answer.status);
    }
    Ok(())
}
