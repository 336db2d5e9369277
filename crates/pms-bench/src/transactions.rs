//! The transaction log on PostgreSQL: how fast lines of gateways are taken, beside `COPY` of the same rows into a table of the same
//! shape, how soon a MISP sees a filtered page of very many rows, and what a file of all of them costs in memory.

use std::fmt::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use futures_util::stream::{self, StreamExt};
use pms_bench::fill::{self, LICENCE, Sizes, key, partner_id};
use pms_bench::zulu;
use pms_store::db::Location;
use pms_testkit::postgres::{Database, Durability, Server as Postgres};

use crate::http::Connection;
use crate::say;
use crate::server::{Server, Setup};

/// Lines of a request: as many as the route takes.
const BATCH: usize = 10_000;
/// Gateways that send at the same time.
const GATEWAYS: usize = 2;
/// Partners whose keys stand in the lines.
const PARTNERS: usize = 1_000;
/// Days over which the rows lie that pages are read of.
const DAYS: usize = 30;
/// Pages of each kind.
const PAGES: usize = 200;

pub async fn run(program: &Path, lines: usize, rows: usize) -> anyhow::Result<()> {
    let postgres = Postgres::start(Durability::Durable).context("PostgreSQL")?;
    let database = postgres.create_database()?;
    let data = tempfile::tempdir()?;
    let setup = Setup::new(program, data.path(), Some(database.url().to_owned()))?;
    setup.run(&["migrate"])?;
    fill::fill(&Location::Postgres(database.url().to_owned()), &Sizes::default()).await?;
    let printed = setup.run(&["client", "add", "gateway", "--role", "MISP_PARTNER", "--misp", "misp"])?;
    let secret = printed.trim().rsplit(' ').next().context("no secret was printed")?.to_owned();
    let mut server = setup.serve()?;
    server.ready(Duration::from_secs(60)).await?;
    let token = server.token_of("gateway", &secret).await?;

    ingest(&server, &token, 0, BATCH).await?;
    let each = (lines / GATEWAYS).next_multiple_of(BATCH);
    let began = Instant::now();
    let sending = (0..GATEWAYS).map(|gateway| ingest(&server, &token, BATCH + gateway * each, each));
    for sent in futures_util::future::join_all(sending).await {
        sent?;
    }
    let rate = (each * GATEWAYS) as f64 / began.elapsed().as_secs_f64();
    let limit = copy(&database, data.path())?;
    say(&format!(
        "lines of {GATEWAYS} gateways over HTTP: {rate:.0}/s, COPY of the same rows: {limit:.0}/s, ratio {:.2}   goal: at least 20000/s and 0.5",
        rate / limit
    ));
    spread(&database, rows).await?;
    pages(&server, &token, rows).await?;
    export(&server, &token).await
}

/// All of the MISP's rows as a file, and how much more memory the server needed for it than before.
async fn export(server: &Server, token: &str) -> anyhow::Result<()> {
    let (from, to) = (zulu(DAYS as i64), zulu(0));
    server.forget_peak()?;
    let before = server.peak()?;
    let began = Instant::now();
    let path = format!("/v1/partnermanager/transactions/export?format=jsonl&source=gateway&from={from}&to={to}");
    let (status, bytes) = Connection::open(server.address).await?.weigh(&path, token).await?;
    ensure!(status == 200, "the export answers {status}");
    let grown = server.peak()?.saturating_sub(before);
    say(&format!(
        "an export of {} MiB in {:.0} s: the server's peak memory {} MiB before, {} MiB after, {:.0} bytes sent for each byte grown",
        bytes / (1024 * 1024),
        began.elapsed().as_secs_f64(),
        before / 1024,
        (before + grown) / 1024,
        bytes as f64 / (grown.max(1) * 1024) as f64
    ));
    Ok(())
}

/// Sends lines from a number on, in batches; every one of them is new.
async fn ingest(server: &Server, token: &str, first: usize, count: usize) -> anyhow::Result<()> {
    let mut connection = Connection::open(server.address).await?;
    let headers = format!("Authorization: Bearer {token}\r\nContent-Type: application/x-ndjson\r\n");
    let at = zulu(0);
    for first in (first..first + count).step_by(BATCH) {
        let mut body = String::with_capacity(BATCH * 250);
        for number in first..first + BATCH {
            let (partner, key) = (partner_id(number % PARTNERS), key(number % PARTNERS));
            writeln!(
                body,
                r#"{{"licenceKey":"{LICENCE}","partnerId":"{partner}","apiKeyOrClientId":"{key}","endpoint":"auth","occurredAt":"{at}","status":200,"transactionId":"t-{number:x}","authType":"OTP-AUTH"}}"#
            )?;
        }
        let answer = connection.call_with("POST", "/v1/partnermanager/transactions", &headers, Some(&body)).await?;
        let text = String::from_utf8_lossy(&answer.body);
        ensure!(answer.status == 200 && text.contains(&format!("\"accepted\":{BATCH},")), "{} {text}", answer.status);
    }
    Ok(())
}

/// Rows per second of `COPY` of what was ingested into a table with the same indexes.
fn copy(database: &Database, folder: &Path) -> anyhow::Result<f64> {
    let file = folder.join("rows.csv");
    let file = file.display();
    database.psql("CREATE TABLE bench_copy (LIKE pms.x_transaction INCLUDING ALL)")?;
    database.psql(&format!("\\copy (SELECT * FROM pms.x_transaction) TO '{file}' WITH (FORMAT csv)"))?;
    let rows: f64 = database.psql("SELECT count(*) FROM pms.x_transaction")?.trim().parse()?;
    let began = Instant::now();
    database.psql(&format!("\\copy bench_copy FROM '{file}' WITH (FORMAT csv)"))?;
    let rate = rows / began.elapsed().as_secs_f64();
    database.psql("DROP TABLE bench_copy")?;
    Ok(rate)
}

/// Rows of many partners and two MISPs over the last days, one in twenty refused, with their sums. Each day is filled before it has
/// indexes, and then attached to the log, which makes them: as many days at a time as there are processors.
async fn spread(database: &Database, rows: usize) -> anyhow::Result<()> {
    let (began, each) = (Instant::now(), rows / DAYS);
    let at_once = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let days = stream::iter(1..=DAYS).map(|day| {
        let url = database.url().to_owned();
        tokio::task::spawn_blocking(move || psql(&url, &fill_day(day, each)))
    });
    let mut filling = days.buffer_unordered(at_once);
    while let Some(filled) = filling.next().await {
        filled??;
    }
    for table in ["x_transaction", "x_transaction_hour", "x_transaction_day"] {
        database.psql(&format!("VACUUM ANALYZE pms.{table}"))?;
    }
    say(&format!("{rows} rows of {DAYS} days in {:.0} s", began.elapsed().as_secs_f64()));
    Ok(())
}

fn psql(url: &str, sql: &str) -> anyhow::Result<()> {
    let binaries = pms_testkit::postgres::binaries().context("PostgreSQL is not installed")?;
    let arguments = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", sql, url];
    let output = std::process::Command::new(binaries.join("psql")).args(arguments).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

fn fill_day(day: usize, rows: usize) -> String {
    const KEY: &str = "source, endpoint, outcome, auth_types, misp_id, partner_id, policy_id, key_id, reason";
    // A rare code: two rows of a day.
    let rare = (rows / 2).max(1);
    format!(
        "SET maintenance_work_mem = '256MB'; SET synchronous_commit = off; \
         DO $$ DECLARE d integer := (now() AT TIME ZONE 'UTC')::date - DATE '1970-01-01' - {day}; \
         n text := 'x_transaction_' || to_char((now() AT TIME ZONE 'UTC')::date - {day}, 'YYYYMMDD'); BEGIN \
         IF to_regclass('pms.' || n) IS NOT NULL THEN EXECUTE format('DROP TABLE pms.%I', n); END IF; \
         EXECUTE format('CREATE TABLE pms.%I (LIKE pms.x_transaction INCLUDING DEFAULTS INCLUDING CONSTRAINTS, \
         CHECK (day >= %s AND day < %s))', n, d, d + 1); \
         EXECUTE format($q$INSERT INTO pms.%I (occurred_at, sequence, process, day, auth_types, stale_ms, source, endpoint, \
         outcome, transaction_id, misp_id, partner_id, licence_id, policy_id, key_id, reason) \
         SELECT %s * 86400000000 + g * (86400000000 / {rows}), 0, 0, %s, CASE WHEN g %% 4 = 0 THEN 2 ELSE 1 END, 0, 2, 3, \
         CASE WHEN g %% 20 = 0 THEN 2 ELSE 1 END, 'd{day}-' || g, CASE WHEN g %% 2 = 0 THEN 'misp' ELSE 'other' END, \
         'partner-' || lpad((g %% {PARTNERS})::text, 6, '0'), 'l', 'policy-' || (g %% 10), 'k-' || (g %% {PARTNERS}), \
         CASE WHEN g %% {rare} = 0 AND g %% 20 = 0 THEN 'IDA-RARE-001' WHEN g %% 20 = 0 THEN 'IDA-MPA-012' ELSE '' END \
         FROM generate_series(0, {rows} - 1) g$q$, n, d::bigint, d); \
         EXECUTE format('ALTER TABLE pms.x_transaction ATTACH PARTITION pms.%I FOR VALUES FROM (%s) TO (%s)', n, d, d + 1); \
         INSERT INTO pms.x_transaction_hour (hour, uses, first_at, last_at, {KEY}) \
         SELECT occurred_at / 3600000000, count(*), min(occurred_at), max(occurred_at), {KEY} FROM pms.x_transaction \
         WHERE day = d GROUP BY 1, {KEY} ON CONFLICT DO NOTHING; \
         INSERT INTO pms.x_transaction_day (day, uses, first_at, last_at, {KEY}) \
         SELECT d, sum(uses), min(first_at), max(last_at), {KEY} FROM pms.x_transaction_hour \
         WHERE hour BETWEEN d * 24 AND d * 24 + 23 GROUP BY {KEY} ON CONFLICT DO NOTHING; END $$"
    )
}

/// The slowest twentieth of a MISP's pages, by filter.
async fn pages(server: &Server, token: &str, rows: usize) -> anyhow::Result<()> {
    let (from, to) = (zulu(DAYS as i64 - 1), zulu(0));
    let mut connection = Connection::open(server.address).await?;
    for (name, filter) in [
        ("all of the MISP's", String::new()),
        ("refused", "&outcome=refused".to_owned()),
        ("of one partner", format!("&partnerId={}", partner_id(124))),
        ("of one policy, refused", "&policyId=policy-0&outcome=refused".to_owned()),
        ("of a reason that there is none of", "&reason=IDA-MPA-999".to_owned()),
        ("of a rare reason", "&reason=IDA-RARE-001".to_owned()),
        ("of a frequent reason", "&reason=IDA-MPA-012".to_owned()),
        ("of one policy", "&policyId=policy-4".to_owned()),
        ("of a policy of other MISPs", "&policyId=policy-5".to_owned()),
        ("of one key", "&keyId=k-124".to_owned()),
        ("of a key that there is none of", "&keyId=k-x".to_owned()),
        ("of a kind", "&authType=OTP-AUTH".to_owned()),
        ("of one partner, refused", format!("&partnerId={}&outcome=refused", partner_id(120))),
        ("allowed", "&outcome=allowed".to_owned()),
    ] {
        let mut times = Vec::with_capacity(PAGES);
        for page in 0..PAGES {
            // Another window each time, of ten to thirty days.
            let from = if page % 2 == 0 { from.clone() } else { zulu(10 + page as i64 % 19) };
            let path =
                format!("/v1/partnermanager/transactions?source=gateway&pageSize=25&from={from}&to={to}{filter}");
            let began = Instant::now();
            let answer = connection.call("GET", &path, Some(token), None).await?;
            times.push(began.elapsed());
            ensure!(answer.status == 200, "{} {}", answer.status, String::from_utf8_lossy(&answer.body));
        }
        times.sort_unstable();
        let at = |share: usize| times[times.len() * share / 100].as_secs_f64() * 1_000.0;
        say(&format!(
            "a MISP's page of {rows} rows, {name}: median {:.1} ms, slowest twentieth {:.1} ms   goal: 200 ms",
            at(50),
            at(95)
        ));
    }
    Ok(())
}
