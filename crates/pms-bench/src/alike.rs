//! How long answers take for a known and for an unknown address, side by side. That the work is the same is proven by the
//! tests; what is left to a clock is measured here, against the binary that is shipped, on a machine that does nothing
//! else.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::bail;

use crate::browser::Browser;
use crate::http::Connection;
use crate::say;
use crate::server::Setup;
use crate::throughput::now_zulu;

const PASSWORD: &str = "a long sentence about herons";

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
