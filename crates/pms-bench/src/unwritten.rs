//! `kill -9` while answers are logged and gateways' lines are taken: every line that was acknowledged is there once; of our own
//! answers at most the last moments are missing, and that they are shows.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use pms_domain::transaction::{self, Source};
use pms_store::db::Location;
use pms_store::transaction::{self as log, Seek};
use pms_testkit::{TestClock, TestRandom};
use tokio::task::JoinSet;

use crate::fill::{self, LICENCE, Sizes, key, partner_id};
use crate::http::Connection;
use crate::server::Setup;
use crate::{say, zulu};

/// How old an answer may be that is missing (architecture §7).
pub const WINDOW: Duration = Duration::from_millis(200);

/// Partners with a key each.
const PARTNERS: usize = 50;
/// Lines of a request.
const LINES: usize = 200;
/// Questions of a request.
const QUESTIONS: usize = 20;
/// Connections that send lines, and that ask.
const GATEWAYS: usize = 2;
const ASKERS: usize = 4;
/// Rows that are read at a time.
const RUN: i64 = 10_000;

/// On SQLite and, where it is installed, on PostgreSQL.
///
/// # Errors
/// A promise was broken.
pub async fn run(program: &Path, times: usize) -> anyhow::Result<()> {
    let report = endure(program, times, None).await?;
    say(&format!("SQLite: {report}"));
    report.judge(WINDOW)?;
    let Some(database) = pms_testkit::postgres::durable_database() else {
        say("PostgreSQL is not installed: only SQLite was tried");
        return Ok(());
    };
    let report = endure(program, times, Some(database.url())).await?;
    say(&format!("PostgreSQL: {report}"));
    report.judge(WINDOW)
}

/// Kills as often, and looks what is there afterwards.
///
/// # Errors
/// A line is missing or there twice, or a gap does not show.
pub async fn endure(program: &Path, times: usize, url: Option<&str>) -> anyhow::Result<Report> {
    let data = tempfile::tempdir()?;
    let setup = Setup::new(program, data.path(), url.map(str::to_owned))?;
    setup.run(&["migrate"])?;
    let location = match url {
        Some(url) => Location::Postgres(url.to_owned()),
        None => Location::Sqlite(data.path().to_owned()),
    };
    fill::fill(&location, &Sizes { partners: PARTNERS, presented: PARTNERS, ..Sizes::default() }).await?;
    let asker = setup.admin_client()?;
    let gateway = setup.run(&["client", "add", "gateway", "--role", "MISP_PARTNER", "--misp", "misp"])?;
    let gateway = gateway.trim().rsplit(' ').next().context("no secret was printed")?.to_owned();
    let told = Arc::new(Mutex::new(Told::default()));
    for round in 0..times {
        let mut server = setup.serve()?;
        server.ready(Duration::from_secs(60)).await?;
        let (asker, gateway) = (server.token(&asker).await?, server.token_of("gateway", &gateway).await?);
        let mut streams = JoinSet::new();
        for stream in 0..GATEWAYS {
            let (address, token, told) = (server.address, gateway.clone(), Arc::clone(&told));
            streams.spawn(async move { send_lines(address, &token, round, stream, &told).await });
        }
        for stream in 0..ASKERS {
            let (address, token, told) = (server.address, asker.clone(), Arc::clone(&told));
            streams.spawn(async move { ask(address, &token, round, stream, &told).await });
        }
        // Somewhere in the stream: between 0.3 and 1.3 s, spread by the round.
        tokio::time::sleep(Duration::from_millis(300 + (round as u64 * 373) % 1_000)).await;
        let killed = Instant::now();
        server.kill()?;
        while let Some(ended) = streams.join_next().await {
            ended??;
        }
        lock(&told).killed.push(killed);
    }
    let told = std::mem::take(&mut *lock(&told));
    check(&setup, &location, times, told).await
}

fn lock(told: &Mutex<Told>) -> std::sync::MutexGuard<'_, Told> {
    told.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What servers said before they were killed.
#[derive(Default)]
struct Told {
    /// Batches of lines by their name, and whether they were acknowledged.
    batches: HashMap<String, bool>,
    /// Transactions that were answered: in which round, and when.
    answers: HashMap<String, (usize, Instant)>,
    /// When each round's server was killed.
    killed: Vec<Instant>,
}

/// Sends batches until the server is gone. Of the last nobody knows whether it was taken: it is sent again to the next one.
async fn send_lines(
    address: SocketAddr,
    token: &str,
    round: usize,
    stream: usize,
    told: &Mutex<Told>,
) -> anyhow::Result<()> {
    let Ok(mut connection) = Connection::open(address).await else { return Ok(()) };
    let headers = format!("Authorization: Bearer {token}\r\nContent-Type: application/x-ndjson\r\n");
    let open = lock(told).batches.iter().filter(|(_, done)| !**done).map(|(name, _)| name.clone()).collect::<Vec<_>>();
    let again = open.into_iter().filter(|name| name.starts_with(&format!("g-{stream}-")));
    let new = (0..).map(|number| format!("g-{stream}-{round}-{number}"));
    for name in again.chain(new) {
        lock(told).batches.entry(name.clone()).or_insert(false);
        let mut body = String::new();
        for line in 0..LINES {
            let (partner, key) = (partner_id(line % PARTNERS), key(line % PARTNERS));
            writeln!(
                body,
                r#"{{"licenceKey":"{LICENCE}","partnerId":"{partner}","apiKeyOrClientId":"{key}","endpoint":"auth","occurredAt":"{}","status":200,"transactionId":"{name}.{line}"}}"#,
                zulu(0)
            )?;
        }
        let sent = connection.call_with("POST", "/v1/partnermanager/transactions", &headers, Some(&body)).await;
        let Ok(answer) = sent else { return Ok(()) };
        let text = String::from_utf8_lossy(&answer.body);
        ensure!(answer.status == 200 && text.contains("\"refused\":0,"), "{} {text}", answer.status);
        lock(told).batches.insert(name, true);
    }
    Ok(())
}

/// Asks until the server is gone.
async fn ask(address: SocketAddr, token: &str, round: usize, stream: usize, told: &Mutex<Told>) -> anyhow::Result<()> {
    let Ok(mut connection) = Connection::open(address).await else { return Ok(()) };
    for number in 0.. {
        let name = |question: usize| format!("v-{stream}-{round}-{number}.{question}");
        let questions: Vec<_> = (0..QUESTIONS)
            .map(|question| {
                let (partner, key) = (partner_id(question % PARTNERS), key(question % PARTNERS));
                serde_json::json!({"partnerId": partner, "apiKey": key, "licenseKey": LICENCE,
                    "transactionId": name(question)})
            })
            .collect();
        let body = serde_json::json!({"id": "mosip.pms.verifications.post", "version": "1.0", "requestTime": zulu(0),
            "metadata": {}, "request": {"questions": questions}});
        let path = "/v1/partnermanager/verifications";
        let Ok(answer) = connection.call("POST", path, Some(token), Some(&body.to_string())).await else {
            return Ok(());
        };
        let text = String::from_utf8_lossy(&answer.body);
        ensure!(answer.status == 200 && !text.contains("\"allowed\":false"), "{} {text}", answer.status);
        let answered = Instant::now();
        let mut told = lock(told);
        told.answers.extend((0..QUESTIONS).map(|question| (name(question), (round, answered))));
    }
    Ok(())
}

/// What is there.
async fn check(setup: &Setup, location: &Location, times: usize, told: Told) -> anyhow::Result<Report> {
    let surroundings = pms_testkit::surroundings(&TestClock::at_machine_time(), &TestRandom::new(29));
    let store = fill::store(location, &surroundings).await?;
    let (mut lines, mut own) = (HashMap::<String, usize>::new(), HashSet::new());
    let today = transaction::day(surroundings.now());
    for day in today - 1..=today + 1 {
        let mut after = Seek { occurred_at: i64::MIN, id: i64::MIN };
        loop {
            let rows = log::rows_of_day(store.log().await?, day, after, RUN).await?;
            let Some(last) = rows.last() else { break };
            after = Seek { occurred_at: last.occurred_at, id: last.id };
            for row in rows {
                let id = row.transaction_id;
                if row.source == Source::Validate.number() {
                    ensure!(own.insert(id.clone()), "{id} is there twice");
                } else {
                    *lines.entry(id).or_default() += 1;
                }
            }
        }
    }
    let mut acknowledged = 0;
    for (name, _) in told.batches.iter().filter(|(_, done)| **done) {
        for line in 0..LINES {
            let times = lines.get(&format!("{name}.{line}")).copied().unwrap_or_default();
            ensure!(times == 1, "{name}.{line} was acknowledged and is there {times} times");
            acknowledged += 1;
        }
    }
    let mut report = Report { times, lines: acknowledged, answers: told.answers.len(), ..Report::default() };
    for (name, (round, at)) in told.answers {
        if !own.contains(&name) {
            report.missing += 1;
            let killed = told.killed.get(round).context("a round without an end")?;
            report.oldest = report.oldest.max(killed.saturating_duration_since(at));
        }
    }
    // The processes say how far they came: nothing up to there is missing, and what comes after shows as a gap.
    let processes = log::unfinished(store.log().await?, 0, i64::MAX).await?;
    ensure!(processes.len() == times.min(100), "{} of {times} processes show a gap", processes.len());
    if times <= 100 {
        let written: i64 = processes.iter().map(|process| process.sequence - process.lost).sum();
        ensure!(written == own.len() as i64, "the processes wrote {written} answers, {} are there", own.len());
    }
    store.db().close().await;
    // A process counts as gone when it was not seen for some minutes: as if they had passed.
    let shown = doctor_later(setup, location).await?;
    ensure!(shown >= processes.len(), "`pms doctor` names {shown} gaps of {}", processes.len());
    Ok(report)
}

/// How many gaps `pms doctor` names ten minutes later.
async fn doctor_later(setup: &Setup, location: &Location) -> anyhow::Result<usize> {
    let surroundings = pms_testkit::surroundings(&TestClock::at_machine_time(), &TestRandom::new(31));
    let store = fill::store(location, &surroundings).await?;
    pms_store::statement("UPDATE x_transaction_process SET seen_at = seen_at - 600000000")
        .execute_uncounted(store.log().await?)
        .await?;
    store.db().close().await;
    // It may have something else to say, too, and ends accordingly.
    let output = setup.command(&["doctor"]).output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    Ok(text.matches("the transaction log has a gap").count())
}

/// What was lost.
#[derive(Default)]
pub struct Report {
    times: usize,
    /// Acknowledged, and there once.
    pub lines: usize,
    /// Of our own, that callers had received.
    pub answers: usize,
    pub missing: usize,
    /// How long before its server's end the oldest missing answer had been received.
    pub oldest: Duration,
}

impl Report {
    /// # Errors
    /// An answer is missing that is older.
    pub fn judge(&self, window: Duration) -> anyhow::Result<()> {
        ensure!(self.oldest <= window, "an answer of {:?} before the end is missing", self.oldest);
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} kills, {} acknowledged lines, each there once; of {} answers {} are missing, the oldest of {} ms before the end   goal: {} ms; each gap shows",
            self.times,
            self.lines,
            self.answers,
            self.missing,
            self.oldest.as_millis(),
            WINDOW.as_millis()
        )
    }
}
