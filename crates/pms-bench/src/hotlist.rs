//! A large hotlist: how fast a file of it is taken, what it costs to know from memory what is not on it, and how soon a new
//! block is known to another replica.

use std::fmt::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use pms_domain::hotlist::{Filter, IdType};
use pms_store::hotlist;
use pms_testkit::postgres::{Database, Durability, Server as Postgres};

use crate::http::Connection;
use crate::say;
use crate::server::{Server, Setup};

/// Longest wait for a replica that has to fill its filter.
const FILLED: Duration = Duration::from_secs(120);

/// Imports so many entries into one of two servers on one PostgreSQL.
pub async fn run(program: &Path, entries: u64) -> anyhow::Result<()> {
    memory(entries);
    let postgres = Postgres::start(Durability::Durable).context("PostgreSQL")?;
    let database = postgres.create_database()?;
    let url = database.url().to_owned();
    let folders = (tempfile::tempdir()?, tempfile::tempdir()?);
    let here = Setup::new(program, folders.0.path(), Some(url.clone()))?;
    here.run(&["migrate"])?;
    let secret = here.admin_client()?;
    let there = Setup::new(program, folders.1.path(), Some(url))?;
    let (mut here, mut there) = (here.serve()?, there.serve()?);
    here.ready(Duration::from_secs(60)).await?;
    there.ready(Duration::from_secs(60)).await?;
    let token = here.token(&secret).await?;
    let idle = here.resident()?;

    let limit = limit(&database, entries)?;
    let began = Instant::now();
    import(&here, &token, entries).await?;
    let rate = entries as f64 / began.elapsed().as_secs_f64();
    say(&format!(
        "import over HTTP: {rate:.0} rows/s; one INSERT … SELECT of as many rows: {limit:.0}/s; ratio {:.2}",
        rate / limit
    ));

    // Each server calls itself by its own address, and takes tokens of its own only.
    let token_there = there.token(&secret).await?;
    acts((&here, &token), (&there, &token_there)).await?;
    let grown = here.resident()?.saturating_sub(idle);
    say(&format!("memory of the importing server: {} MiB more than idle", grown / 1024));
    Ok(())
}

/// The filter alone, in this process.
fn memory(entries: u64) {
    let filter = Filter::with_capacity(usize::try_from(entries + entries / 4).unwrap_or(usize::MAX), 1);
    for n in 0..entries {
        filter.insert(IdType::Device, &hotlist::hash(&format!("{n}AbcM2")));
    }
    let absent: Vec<_> = (0..1_000_000).map(|n| hotlist::hash(&format!("absent {n}"))).collect();
    let began = Instant::now();
    let in_vain = absent.iter().filter(|hash| filter.may_hold(IdType::Device, hash)).count();
    let each = began.elapsed().as_nanos() as f64 / absent.len() as f64;
    say(&format!(
        "filter of {entries} entries: {:.1} MiB, a miss {each:.0} ns, {in_vain} of {} looks in vain",
        filter.size() as f64 / (1024.0 * 1024.0),
        absent.len()
    ));
}

/// Rows per second of one statement that writes as many rows into a table of the same shape.
fn limit(database: &Database, entries: u64) -> anyhow::Result<f64> {
    database.psql("CREATE TABLE bench_limit (LIKE pms.x_hotlist INCLUDING ALL)")?;
    let began = Instant::now();
    database.psql(&format!(
        "INSERT INTO bench_limit (id_type, id_hash, is_blocked_then, origin, cr_by, cr_dtimes, revision) \
         SELECT 2, sha256(convert_to(n || 'AbcM2', 'UTF8')), TRUE, 'import', 'bench', now(), n / 500 \
         FROM generate_series(1, {entries}) n"
    ))?;
    let rate = entries as f64 / began.elapsed().as_secs_f64();
    database.psql("DROP TABLE bench_limit")?;
    Ok(rate)
}

async fn import(server: &Server, token: &str, entries: u64) -> anyhow::Result<()> {
    let mut file = String::from("idType,id,expiryTimestamp\n");
    for n in 0..entries {
        writeln!(file, "DEVICE,{n}AbcM2,")?;
    }
    let mut connection = Connection::open(server.address).await?;
    let headers = format!("Authorization: Bearer {token}\r\nContent-Type: text/csv\r\n");
    let answer = connection.call_with("POST", "/v1/hotlist/import", &headers, Some(&file)).await?;
    let text = String::from_utf8_lossy(&answer.body);
    ensure!(answer.status == 200 && text.contains(&format!("\"added\":{entries},")), "{} {text}", answer.status);
    Ok(())
}

/// The time from a block's answer on one replica until another one knows it.
async fn acts((here, token): (&Server, &str), (there, token_there): (&Server, &str)) -> anyhow::Result<()> {
    let (mut here, mut there) = (Connection::open(here.address).await?, Connection::open(there.address).await?);
    let mut slowest = Duration::ZERO;
    for n in 0..50 {
        let id = format!("late{n}AbcM2");
        let body = format!(r#"{{"request":{{"idType":"DEVICE","id":"{id}"}}}}"#);
        let answer = here.call("POST", "/v1/hotlist/block", Some(token), Some(&body)).await?;
        ensure!(answer.status == 200, "{}", String::from_utf8_lossy(&answer.body));
        let began = Instant::now();
        loop {
            let path = format!("/v1/hotlist/status/DEVICE/{id}");
            let answer = there.call("GET", &path, Some(token_there), None).await?;
            ensure!(answer.status == 200, "{}", String::from_utf8_lossy(&answer.body));
            if String::from_utf8_lossy(&answer.body).contains("\"currentStatus\":\"BLOCKED\"") {
                break;
            }
            ensure!(began.elapsed() < FILLED, "the other replica never knew");
        }
        slowest = slowest.max(began.elapsed());
    }
    say(&format!("a new block is known to the other replica after {} ms at most, of 50", slowest.as_millis()));
    Ok(())
}
