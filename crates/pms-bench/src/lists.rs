//! Large lists: 100,000 partners, 300,000 policy requests and as many API keys, filled through the store, read over HTTP by eight clients.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use pms_store::api_key_lists::API_KEYS;
use pms_store::db::{Db, Location};
use pms_store::keys::MasterKey;
use pms_store::list::{ListQuery, ListSpec, Page};
use pms_store::lists::ADMIN_PARTNERS;
use pms_store::open;
use pms_store::policy_link_lists::POLICY_REQUESTS;
use pms_testkit::postgres::{Durability, Server as Postgres};
use pms_testkit::{TestClock, TestRandom};

use crate::filled::{POLICIES, REQUESTS, WORDS, fill, word};
use crate::http::Connection;
use crate::say;
use crate::server::{Server, Setup};

const PARTNERS: usize = 100_000;
const CLIENTS: usize = 8;
/// Rows on a page.
const SIZE: usize = 25;

/// What a query may take at the slowest hundredth, milliseconds: PostgreSQL, SQLite.
#[derive(Clone, Copy)]
struct Goal(f64, f64);

const PAGE: Goal = Goal(10.0, 20.0);
const SELECTIVE: Goal = Goal(25.0, 50.0);
const HALF: Goal = Goal(150.0, 300.0);

/// A query of the benchmark.
struct Case {
    name: &'static str,
    goal: Goal,
    path: String,
    body: Option<String>,
    /// Rows that match, as the answer must say.
    total: usize,
}

fn get(name: &'static str, goal: Goal, total: usize, path: String) -> Case {
    Case { name, goal, path: format!("/v1/partnermanager/{path}"), body: None, total }
}

fn search(name: &'static str, goal: Goal, total: usize, path: &str, filters: &str, page: usize) -> Case {
    let body = format!(
        r#"{{"id":"","version":"1.0","requesttime":"{}","metadata":null,"request":{{"partnerType":"all","filters":[{filters}],"sort":[],"pagination":{{"pageStart":{page},"pageFetch":{SIZE}}}}}}}"#,
        crate::throughput::now_zulu()
    );
    Case { name, goal, path: format!("/v1/partnermanager/{path}"), body: Some(body), total }
}

fn cases() -> Vec<Case> {
    let requests = PARTNERS * REQUESTS;
    let page = |list: &str, page: usize, filter: &str| format!("{list}?pageNo={page}&pageSize={SIZE}{filter}");
    let (partners, links, keys) = ("admin-partners", "partner-policy-requests", "partner-api-keys/v2");
    let word = word(123);
    let name = &format!(r#"{{"columnName":"name","type":"contains","value":"{word}"}}"#);
    let detail = &format!(r#"{{"columnName":"requestDetail","type":"contains","value":"{word}"}}"#);
    vec![
        get("partners, first page", PAGE, PARTNERS, page(partners, 0, "")),
        get("partners, last page", PAGE, PARTNERS, page(partners, PARTNERS / SIZE - 1, "")),
        get("partners, name", SELECTIVE, PARTNERS / WORDS, page(partners, 0, &format!("&orgName={word}"))),
        get("partners, id", SELECTIVE, 10, page(partners, 0, "&partnerId=artner-01234")),
        get("partners, half by name", HALF, PARTNERS / 2, page(partners, 0, "&orgName=even")),
        get("partners, half by state", HALF, PARTNERS / 2, page(partners, 0, "&isActive=true")),
        search("partner search, first page", PAGE, PARTNERS, "partners/search", "", 0),
        search("partner search, last page", PAGE, PARTNERS, "partners/search", "", PARTNERS / SIZE - 1),
        search("partner search, name", SELECTIVE, PARTNERS / WORDS, "partners/search", name, 0),
        get("requests, first page", PAGE, requests, page(links, 0, "")),
        get("requests, last page", PAGE, requests, page(links, requests / SIZE - 1, "")),
        get("requests, organisation", SELECTIVE, requests / WORDS, page(links, 0, &format!("&orgName={word}"))),
        get("requests, use case", SELECTIVE, requests / WORDS, page(links, 0, &format!("&partnerComment={word}"))),
        get("requests, policy", SELECTIVE, requests / POLICIES, page(links, 0, "&policyName=lambda-123")),
        get("requests, half by state", HALF, requests / 2, page(links, 0, "&status=approved")),
        get("requests, half by organisation", HALF, requests / 2, page(links, 0, "&orgName=even")),
        get("keys, first page", PAGE, requests, page(keys, 0, "")),
        get("keys, last page", PAGE, requests, page(keys, requests / SIZE - 1, "")),
        get("keys, organisation", SELECTIVE, requests / WORDS, page(keys, 0, &format!("&orgName={word}"))),
        get("keys, label", SELECTIVE, requests / WORDS, page(keys, 0, &format!("&apiKeyLabel={word}"))),
        get("keys, policy", SELECTIVE, requests / POLICIES, page(keys, 0, "&policyName=lambda-123")),
        get("keys, half by state", HALF, requests / 2, page(keys, 0, "&status=activated")),
        search("request search, first page", PAGE, requests, "partners/apikey/request/search", "", 0),
        search("request search, last page", PAGE, requests, "partners/apikey/request/search", "", requests / SIZE - 1),
        search("request search, use case", SELECTIVE, requests / WORDS, "partners/apikey/request/search", detail, 0),
    ]
}

pub async fn run(program: &Path, seconds: u64) -> anyhow::Result<()> {
    let mut missed = 0;
    {
        let data = tempfile::tempdir()?;
        let setup = Setup::new(program, data.path(), None)?;
        setup.run(&["migrate"])?;
        let key = std::fs::read_to_string(data.path().join("master.key")).context("master key")?;
        missed += one(&setup, &Location::Sqlite(data.path().to_owned()), &key, seconds, "SQLite").await?;
    }
    let postgres = Postgres::start(Durability::Durable).context("PostgreSQL")?;
    let database = postgres.create_database()?;
    let data = tempfile::tempdir()?;
    let setup = Setup::new(program, data.path(), Some(database.url().to_owned()))?;
    setup.run(&["migrate"])?;
    let location = Location::Postgres(database.url().to_owned());
    missed += one(&setup, &location, crate::server::MASTER_KEY, seconds, "PostgreSQL").await?;
    if missed > 0 {
        bail!("{missed} goals missed");
    }
    Ok(())
}

/// Fills one database, reads the plans, serves it and measures. Answers how many goals were missed.
async fn one(setup: &Setup, location: &Location, key: &str, seconds: u64, name: &str) -> anyhow::Result<usize> {
    let clock = TestClock::at_machine_time();
    let surroundings = pms_testkit::surroundings(&clock, &TestRandom::new(11));
    let db = Db::open(location, 8).await?;
    let store = open::store(db, &MasterKey::parse(key)?, &surroundings).await?;
    let began = Instant::now();
    fill(&store, &surroundings, &clock, PARTNERS).await?;
    say(&format!(
        "{name}: {PARTNERS} partners, {} requests and as many keys in {:.0} s",
        PARTNERS * REQUESTS,
        began.elapsed().as_secs_f64()
    ));
    let mut missed = plans(store.db()).await?;
    store.db().close().await;
    let secret = setup.admin_client()?;
    let mut server = setup.serve()?;
    server.ready(Duration::from_secs(60)).await?;
    let token = server.token(&secret).await?;
    for case in cases() {
        let (median, p99) = measure(&server, &token, &case, seconds).await?;
        let goal = if name == "SQLite" { case.goal.1 } else { case.goal.0 };
        let verdict = if p99 <= goal { "met" } else { "MISSED" };
        missed += usize::from(p99 > goal);
        say(&format!(
            "{name:<10} {:<32} {:>7} rows  median {median:>6.1} ms  p99 {p99:>6.1} ms  goal {goal:>5.0} ms  ratio {:.2}  {verdict}",
            case.name,
            case.total,
            p99 / goal
        ));
    }
    Ok(missed)
}

/// Median and slowest hundredth of a query, milliseconds.
async fn measure(server: &Server, token: &str, case: &Case, seconds: u64) -> anyhow::Result<(f64, f64)> {
    let mark = Arc::new([format!("\"totalResults\":{},", case.total), format!("\"totalRecord\":{},", case.total)]);
    let until = Instant::now() + Duration::from_secs(seconds);
    let mut tasks = Vec::new();
    for _ in 0..CLIENTS {
        let (address, token, mark) = (server.address, token.to_owned(), Arc::clone(&mark));
        let (path, body) = (case.path.clone(), case.body.clone());
        tasks.push(tokio::spawn(async move {
            let mut connection = Connection::open(address).await?;
            let method = if body.is_some() { "POST" } else { "GET" };
            let mut times = Vec::new();
            while Instant::now() < until {
                let began = Instant::now();
                let answer = connection.call(method, &path, Some(&token), body.as_deref()).await?;
                times.push(began.elapsed());
                let text = String::from_utf8_lossy(&answer.body);
                if answer.status != 200 || !mark.iter().any(|mark| text.contains(mark.as_str())) {
                    bail!("{path}: {} {}", answer.status, text.chars().take(400).collect::<String>());
                }
            }
            Ok(times)
        }));
    }
    let mut times: Vec<Duration> = Vec::new();
    for task in tasks {
        times.extend(task.await??);
    }
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).map(|time| time.as_secs_f64() * 1_000.0);
    Ok((at(50).context("no answers")?, at(99).context("no answers")?))
}

/// Whether pages and selective filters read a large table from one end to the other. Answers how many do.
async fn plans(db: &Db) -> anyhow::Result<usize> {
    let contains = |spec: &'static ListSpec, column: &str, text: &str| -> anyhow::Result<ListQuery> {
        Ok(ListQuery::new().contains(spec.column(column).context("column")?, Some(text)))
    };
    let (partners, requests, keys) = (&ADMIN_PARTNERS, &POLICY_REQUESTS, &API_KEYS);
    let queries = [
        (partners, ListQuery::new()),
        (requests, ListQuery::new()),
        (partners, contains(partners, "orgName", &word(123))?),
        (partners, contains(partners, "partnerId", "artner-01234")?),
        (keys, contains(keys, "orgName", &word(123))?),
        (keys, contains(keys, "apiKeyLabel", &word(123))?),
        (keys, contains(keys, "policyName", "lambda-123")?),
        (requests, contains(requests, "orgName", &word(123))?),
        (requests, contains(requests, "partnerComment", &word(123))?),
        (requests, contains(requests, "policyName", "lambda-123")?),
    ];
    let mut faults = 0;
    for (spec, query) in queries {
        let unfiltered = query.filters.is_empty();
        let lines = spec.plan(db, &query.page(Page::new(0, SIZE as u64)), 1_000).await?;
        // The total of a whole list is its counter's: only its page is read, in the order of the index of creation times.
        // Few rows that were found before may stand in a table's place, by its alias.
        let is_found = |line: &str| {
            let alias = line.strip_prefix("SCAN ").unwrap_or_default();
            lines.iter().any(|line| [format!("CO-ROUTINE {alias}"), format!("MATERIALIZE {alias}")].contains(line))
        };
        let fault = |line: &&String| {
            if unfiltered { line.contains("FOR ORDER BY") } else { reads_all(line) && !is_found(line) }
        };
        let mut wrong: Vec<&str> = lines.iter().filter(fault).map(String::as_str).collect();
        if unfiltered && !lines.iter().any(|line| line.contains("_created")) {
            wrong.push("the page is not read in the order of an index");
        }
        for line in &wrong {
            say(&format!("{}: {line}", spec.name));
        }
        faults += wrong.len();
    }
    Ok(faults)
}

/// Tables with more than ten thousand rows, by the names that plans give them.
fn reads_all(line: &str) -> bool {
    let postgres =
        ["partner_policy_request", "partner_policy", "x_api_key", "partner", "x_search", "x_sealed", "x_partner"];
    let sequential = postgres.iter().any(|table| line.contains(&format!("Seq Scan on {table} ")));
    let sqlite = ["k", "r", "p", "s", "x"].iter().any(|alias| line == format!("SCAN {alias}"));
    sequential || sqlite
}
