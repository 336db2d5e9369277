//! The check at authentication time with a million API keys in memory: beside a bare route of the same answer, with and without the
//! transaction log; its time in the handler at a steady rate; memory; and what a change costs a replica.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use pms_bench::fill::{self, LICENCE, PARTNERS, PRESENTED, Sizes, key, partner_id};
use pms_bench::revocation;
use pms_store::db::Location;
use pms_testkit::postgres::{Durability, Server as Postgres};
use tokio::net::TcpListener;

use crate::http::Connection;
use crate::say;
use crate::server::{Server, Setup};

const CONNECTIONS: usize = 64;
/// Questions each second while the time in the handler is taken.
const STEADY: u32 = 10_000;

fn question(number: usize) -> String {
    let number = number % PRESENTED;
    let (partner, key) = (partner_id(number), key(number));
    format!("/v1/partnermanager/partners/{partner}/apikey/{key}/misp/{LICENCE}/validate?needPartnerCert=false")
}

pub async fn run(program: &Path, keys: usize, seconds: u64) -> anyhow::Result<()> {
    let postgres = Postgres::start(Durability::Durable).context("PostgreSQL")?;
    let database = postgres.create_database()?;
    let url = database.url().to_owned();
    let folders = [tempfile::tempdir()?, tempfile::tempdir()?, tempfile::tempdir()?];
    let setup = |number: usize, settings: &[(&'static str, &'static str)]| -> anyhow::Result<Setup> {
        let mut setup = Setup::new(program, folders[number].path(), Some(url.clone()))?;
        setup.settings = settings.to_vec();
        Ok(setup)
    };
    let logged = setup(0, &[])?;
    logged.run(&["migrate"])?;
    let began = Instant::now();
    fill::fill(&Location::Postgres(url.clone()), &Sizes { others: keys, ..Sizes::default() }).await?;
    say(&format!("filled in {:.0} s", began.elapsed().as_secs_f64()));
    let secret = logged.admin_client()?;

    let mut server = logged.serve()?;
    let ready = server.ready(Duration::from_secs(300)).await?;
    say(&format!(
        "{keys} keys of {PARTNERS} partners: ready after {:.1} s, memory {} MiB, at its peak {} MiB   goal: at most 512",
        ready.as_secs_f64(),
        server.resident()? / 1024,
        server.peak()? / 1024
    ));
    let token = server.token(&secret).await?;
    let body = ask(server.address, &token, &question(0)).await?;
    let mut bare = Bare::start(&body)?;
    let unlogged = setup(1, &[("PMS__TRANSACTION_LOG__OWN_ANSWERS", "false")])?;
    let mut silent = unlogged.serve()?;
    silent.ready(Duration::from_secs(300)).await?;
    let silent_token = silent.token(&secret).await?;

    // In turns, so that a machine that is busy for a while slows all three.
    let (mut rates, turns) = ([0.0; 3], 4);
    for _ in 0..turns {
        // The same request to the letter: what a longer one costs everybody is no cost of the check.
        rates[0] += drive(bare.address, &token, seconds).await? / f64::from(turns);
        rates[1] += drive(silent.address, &silent_token, seconds).await? / f64::from(turns);
        rates[2] += drive(server.address, &token, seconds).await? / f64::from(turns);
    }
    bare.end()?;
    say(&format!("a bare route, asked the same, with the same answer of {} bytes: {:.0}/s", body.len(), rates[0]));
    for (name, rate, goal) in [("without", rates[1], 0.7), ("with", rates[2], 0.5)] {
        say(&format!("the check {name} its log: {rate:.0}/s, ratio {:.2}   goal: {goal}", rate / rates[0]));
    }
    steady(&server, &token, seconds).await?;
    say(&format!("memory at its peak afterwards: {} MiB   goal: at most 512", server.peak()? / 1024));
    say(&revocation::applier_cost(&server, &token, &silent, 0..revocation::CHANGES).await?);
    Ok(())
}

/// A server of one route in a process of its own, as the others are.
struct Bare {
    child: Child,
    address: SocketAddr,
}

impl Bare {
    fn start(body: &str) -> anyhow::Result<Self> {
        let address = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let program = std::env::current_exe()?;
        let child = Command::new(program)
            .args(["bare", &address.to_string(), body])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()?;
        Ok(Self { child, address })
    }

    fn end(&mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            say(&format!("the bare server could not be ended: {error}"));
        }
    }
}

/// Serves one answer for ever.
pub async fn bare(address: SocketAddr, body: String) -> anyhow::Result<()> {
    let answer = move || {
        let body = body.clone();
        async move { ([(CONTENT_TYPE, "application/json")], body) }
    };
    let path = "/v1/partnermanager/partners/{partner}/apikey/{key}/misp/{licence}/validate";
    axum::serve(TcpListener::bind(address).await?, Router::new().route(path, get(answer))).await?;
    Ok(())
}

async fn ask(address: SocketAddr, token: &str, path: &str) -> anyhow::Result<String> {
    let answer = Connection::open(address).await?.call("GET", path, Some(token), None).await?;
    let body = String::from_utf8_lossy(&answer.body).into_owned();
    ensure!(answer.status == 200 && is_yes(&answer.body), "{} {body}", answer.status);
    Ok(body)
}

fn is_yes(body: &[u8]) -> bool {
    let mark = b"\"policyId\":\"";
    body.windows(mark.len()).any(|window| window == mark)
}

/// Answers per second.
async fn drive(address: SocketAddr, token: &str, seconds: u64) -> anyhow::Result<f64> {
    let (began, until) = (Instant::now(), Instant::now() + Duration::from_secs(seconds));
    let mut tasks = Vec::new();
    for first in 0..CONNECTIONS {
        let token = token.to_owned();
        tasks.push(tokio::spawn(async move {
            let mut connection = Connection::open(address).await?;
            let mut asked = 0;
            while Instant::now() < until {
                let path = question(first + asked * CONNECTIONS);
                let answer = connection.call("GET", &path, Some(&token), None).await?;
                if answer.status != 200 || !is_yes(&answer.body) {
                    bail!("{} {}", answer.status, String::from_utf8_lossy(&answer.body));
                }
                asked += 1;
            }
            Ok(asked)
        }));
    }
    let mut asked = 0;
    for task in tasks {
        asked += task.await??;
    }
    Ok(asked as f64 / began.elapsed().as_secs_f64())
}

/// The time in the handler at a steady rate, as the server's own histogram has it.
async fn steady(server: &Server, token: &str, seconds: u64) -> anyhow::Result<()> {
    let before = within_a_millisecond(server).await?;
    let began = Instant::now();
    let apart = Duration::from_secs(1) * CONNECTIONS as u32 / STEADY;
    let mut tasks = Vec::new();
    for first in 0..CONNECTIONS {
        let (address, token) = (server.address, token.to_owned());
        tasks.push(tokio::spawn(async move {
            let mut connection = Connection::open(address).await?;
            let mut asked = 0u32;
            while began.elapsed() < Duration::from_secs(seconds) {
                // A timer is good for a millisecond: what is due by then is asked at once.
                if began.elapsed() < apart * asked {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                    continue;
                }
                connection.call("GET", &question(first + asked as usize), Some(&token), None).await?;
                asked += 1;
            }
            anyhow::Ok(())
        }));
    }
    for task in tasks {
        task.await??;
    }
    let rate = began.elapsed();
    let after = within_a_millisecond(server).await?;
    let (all, fast) = (after.0 - before.0, after.1 - before.1);
    say(&format!(
        "at {:.0}/s {:.2} % of the answers left the handler within a millisecond   goal: 99 % at {STEADY}/s",
        all / rate.as_secs_f64(),
        fast * 100.0 / all
    ));
    Ok(())
}

/// Requests answered so far, and those of them that took at most a millisecond.
async fn within_a_millisecond(server: &Server) -> anyhow::Result<(f64, f64)> {
    let answer = Connection::open(server.address).await?.call("GET", "/metrics", None, None).await?;
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    let number = |start: &str| -> anyhow::Result<f64> {
        let line = text.lines().find(|line| line.starts_with(start)).with_context(|| format!("no {start}"))?;
        Ok(line.rsplit(' ').next().unwrap_or_default().parse()?)
    };
    Ok((number("pms_http_request_seconds_count")?, number("pms_http_request_seconds_bucket{le=\"0.001\"}")?))
}
