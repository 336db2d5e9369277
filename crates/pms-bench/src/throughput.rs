//! Changes and reads over HTTP, beside pgbench on the same server in the same run.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use pms_testkit::postgres::{Database, Durability, Server as Postgres};

use crate::http::Connection;
use crate::server::{Server, Setup};
use crate::{pgbench, say};

/// A durable PostgreSQL with a running server on it.
pub(crate) struct Stage {
    postgres: Postgres,
    /// Dropped with its value: it lives as long as the run.
    pub database: Database,
    _data: tempfile::TempDir,
    pub server: Server,
    /// Of a client that is a partner admin.
    pub token: String,
}

pub(crate) async fn stage(program: &Path) -> anyhow::Result<Stage> {
    let postgres = Postgres::start(Durability::Durable).context("PostgreSQL")?;
    let database = postgres.create_database()?;
    let url = database.url().to_owned();
    let data = tempfile::tempdir()?;
    let setup = Setup::new(program, data.path(), Some(url))?;
    setup.run(&["migrate"])?;
    let secret = setup.admin_client()?;
    let mut server = setup.serve()?;
    server.ready(Duration::from_secs(60)).await?;
    let token = server.token(&secret).await?;
    Ok(Stage { postgres, database, _data: data, server, token })
}

fn registration(number: u64) -> String {
    format!(
        r#"{{"id":"","version":"1.0","requesttime":"{}","metadata":null,"request":{{"partnerId":"bench-{number}","organizationName":"Example Organisation {number}","address":"1 Main Street","contactNumber":"5550100","emailId":"bench{number}@example.org","partnerType":"Device_Provider"}}}}"#,
        now_zulu()
    )
}

/// One row, its audit record and nothing else.
pub(crate) fn policy_group(number: u64) -> String {
    format!(
        r#"{{"id":"","version":"1.0","requesttime":"{}","metadata":null,"request":{{"name":"bench-{number}","desc":"Example group {number}"}}}}"#,
        now_zulu()
    )
}

/// The request time of today, by `date`: the only clock a benchmark needs.
pub(crate) fn now_zulu() -> String {
    static NOW: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    NOW.get_or_init(|| {
        let output = std::process::Command::new("date").args(["-u", "+%Y-%m-%dT%H:%M:%S.000Z"]).output();
        output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
    })
    .clone()
}

/// What stands in every answer without errors.
const DONE: &str = "\"errors\":[]";

/// Runs `request` on many connections for a while; answers per second, and the slowest hundredth in milliseconds. Every
/// answer is 200 and has `mark` in it.
pub(crate) async fn drive<F>(
    stage: &Stage,
    connections: usize,
    seconds: u64,
    mark: &'static str,
    request: F,
) -> anyhow::Result<(f64, f64)>
where
    F: Fn(u64) -> (String, String, Option<String>) + Send + Sync + 'static,
{
    let request = Arc::new(request);
    let number = Arc::new(AtomicU64::new(0));
    let until = Instant::now() + Duration::from_secs(seconds);
    let started = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..connections {
        let (request, number) = (Arc::clone(&request), Arc::clone(&number));
        let (address, token) = (stage.server.address, stage.token.clone());
        tasks.push(tokio::spawn(async move {
            let mut connection = Connection::open(address).await?;
            let mut times = Vec::new();
            while Instant::now() < until {
                let (method, path, body) = request(number.fetch_add(1, Ordering::Relaxed));
                let began = Instant::now();
                let answer = connection.call(&method, &path, Some(&token), body.as_deref()).await?;
                times.push(began.elapsed());
                if answer.status != 200 || !answer.body.windows(mark.len()).any(|window| window == mark.as_bytes()) {
                    bail!("{} {}", answer.status, String::from_utf8_lossy(&answer.body));
                }
            }
            Ok(times)
        }));
    }
    let mut times: Vec<Duration> = Vec::new();
    for task in tasks {
        times.extend(task.await??);
    }
    let rate = times.len() as f64 / started.elapsed().as_secs_f64();
    times.sort_unstable();
    let p99 = times.get(times.len() * 99 / 100).context("no answers")?.as_secs_f64() * 1_000.0;
    Ok((rate, p99))
}

pub async fn changes(program: &Path, seconds: u64, connections: usize) -> anyhow::Result<()> {
    let stage = stage(program).await?;
    let limit = stage.postgres.create_database()?;
    pgbench::fill(limit.url())?;
    let bare = pgbench::rate(&["-N"], connections, seconds, limit.url())?;
    let chain = pgbench::rate(&["-N"], 1, seconds, limit.url())?;
    let (rate, p99) = drive(&stage, connections, seconds, DONE, |number| {
        ("POST".into(), "/v1/partnermanager/partners".into(), Some(registration(number)))
    })
    .await?;
    let (small, small_p99) = drive(&stage, connections, seconds, DONE, |number| {
        ("POST".into(), "/v1/policymanager/policies/group/new".into(), Some(policy_group(number)))
    })
    .await?;
    say(&format!(
        "registrations over HTTP: {rate:.0}/s (p99 {p99:.1} ms), {connections} connections, {seconds} s: thirteen rows, a letter"
    ));
    say(&format!("policy groups over HTTP: {small:.0}/s (p99 {small_p99:.1} ms): a row and its record"));
    say(&format!("pgbench -N:              {bare:.0}/s, {connections} clients, same PostgreSQL (fsync on)"));
    say(&format!(
        "                         {chain:.0}/s, one client: what one transaction after another reaches without a rule"
    ));
    say(&format!("ratio:                   {:.2} and {:.2}   goal: at least 1500/s", rate / bare, small / bare));
    Ok(())
}

pub async fn reads(program: &Path, seconds: u64, connections: usize) -> anyhow::Result<()> {
    let stage = stage(program).await?;
    let mut connection = Connection::open(stage.server.address).await?;
    for number in 0..1_000 {
        let body = registration(number);
        let answer = connection.call("POST", "/v1/partnermanager/partners", Some(&stage.token), Some(&body)).await?;
        if answer.status != 200 {
            bail!("{} {}", answer.status, String::from_utf8_lossy(&answer.body));
        }
    }
    let limit = stage.postgres.create_database()?;
    pgbench::fill(limit.url())?;
    let bare = pgbench::rate(&["-S"], connections, seconds, limit.url())?;
    let (plain, _) = drive(&stage, connections, seconds, "UP", |_| ("GET".into(), "/health/live".into(), None)).await?;
    let (rate, p99) = drive(&stage, connections, seconds, DONE, |number| {
        ("GET".into(), format!("/v1/partnermanager/partners/bench-{}", number % 1_000), None)
    })
    .await?;
    say(&format!("reads over HTTP: {rate:.0}/s (p99 {p99:.1} ms), {connections} connections, {seconds} s"));
    say(&format!("pgbench -S:      {bare:.0}/s, {connections} clients, same PostgreSQL"));
    // Both hops one after the other on the same processors: their times add up.
    let both = 1.0 / (1.0 / bare + 1.0 / plain);
    say(&format!(
        "bare route:      {plain:.0}/s; one after the other with pgbench -S: {both:.0}/s ({:.2})",
        both / bare
    ));
    say(&format!("ratio:           {:.2}   goal: at least 0.40", rate / bare));
    Ok(())
}
