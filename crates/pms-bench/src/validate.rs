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
use chrono::TimeDelta;
use pms_domain::Context;
use pms_domain::api_key::Phase;
use pms_domain::context::Surroundings;
use pms_domain::key_value::KeyValue;
use pms_store::audit::Record;
use pms_store::db::{Db, Location};
use pms_store::keys::MasterKey;
use pms_store::partner::{self, ContactData, NewPartner};
use pms_store::policy_group::{self, PolicyGroup};
use pms_store::{Store, api_key, auth_policy, misp_licence, open, statement};
use pms_testkit::postgres::{Durability, Server as Postgres};
use pms_testkit::{TestClock, TestRandom};
use tokio::net::TcpListener;

use crate::http::Connection;
use crate::say;
use crate::server::{MASTER_KEY, Server, Setup};

const PARTNERS: usize = 10_000;
const POLICIES: usize = 10;
/// Keys whose values the questions present; the others are there to be in the way.
const ASKED: usize = 1_000;
const BATCH: usize = 500;
const CONNECTIONS: usize = 16;
/// Questions each second while the time in the handler is taken.
const STEADY: u32 = 10_000;
/// Changes while the other replica's processor time is taken.
const CHANGES: usize = 500;
pub(crate) const LICENCE: &str = "bench-licence-of-the-misp-0000000001";

pub(crate) fn key(number: usize) -> String {
    format!("bench-key-{number:06}")
}

pub(crate) fn partner_id(number: usize) -> String {
    format!("partner-{number:06}")
}

fn question(number: usize) -> String {
    let number = number % ASKED;
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
    fill(&Location::Postgres(url.clone()), keys).await?;
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
        rates[0] += drive(bare.address, "", seconds).await? / f64::from(turns);
        rates[1] += drive(silent.address, &silent_token, seconds).await? / f64::from(turns);
        rates[2] += drive(server.address, &token, seconds).await? / f64::from(turns);
    }
    bare.end()?;
    say(&format!("a bare route with the same answer of {} bytes: {:.0}/s", body.len(), rates[0]));
    for (name, rate, goal) in [("without", rates[1], 0.7), ("with", rates[2], 0.5)] {
        say(&format!("the check {name} its log: {rate:.0}/s, ratio {:.2}   goal: {goal}", rate / rates[0]));
    }
    steady(&server, &token, seconds).await?;
    say(&format!("memory at its peak afterwards: {} MiB   goal: at most 512", server.peak()? / 1024));
    follow(&server, &token, &silent).await
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

/// What a change costs a replica that only follows.
async fn follow(here: &Server, token: &str, there: &Server) -> anyhow::Result<()> {
    let began = Instant::now();
    let before = there.processor()?;
    tokio::time::sleep(Duration::from_secs(5)).await;
    let idle = (there.processor()? - before).as_secs_f64() / began.elapsed().as_secs_f64();
    let (began, before) = (Instant::now(), there.processor()?);
    let mut connection = Connection::open(here.address).await?;
    for number in 0..CHANGES {
        let path =
            format!("/v1/partnermanager/partners/{}/policy/{}/apiKey/status", partner_id(number), policy(number));
        let body = format!(
            r#"{{"requesttime":"{}","request":{{"label":"{}","status":"De-active"}}}}"#,
            crate::throughput::now_zulu(),
            key(number)
        );
        let answer = connection.call("PATCH", &path, Some(token), Some(&body)).await?;
        let text = String::from_utf8_lossy(&answer.body);
        ensure!(answer.status == 200 && text.contains("\"errors\":[]"), "{} {text}", answer.status);
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let used = (there.processor()? - before).as_secs_f64() - idle * began.elapsed().as_secs_f64();
    say(&format!(
        "a change costs the applier of another replica {:.2} ms of processor, of {CHANGES}   goal: 1",
        used * 1000.0 / CHANGES as f64
    ));
    Ok(())
}

fn policy(number: usize) -> String {
    format!("policy-{}", number % POLICIES)
}

pub(crate) async fn fill(location: &Location, keys: usize) -> anyhow::Result<()> {
    let clock = TestClock::at_machine_time();
    let surroundings = pms_testkit::surroundings(&clock, &TestRandom::new(11));
    let store = open::store(Db::open(location, 8).await?, &MasterKey::parse(MASTER_KEY)?, &surroundings).await?;
    let ctx = Context::system(surroundings.clone(), "bench");
    fill_policies(&store, &ctx).await?;
    for first in (0..PARTNERS).step_by(BATCH) {
        let mut change = store.change().await?;
        for number in first..first + BATCH {
            insert_partner(&mut change, &surroundings, &partner_id(number), "Auth_Partner")?;
        }
        change.save(&ctx, Record::new("bench.fill", "partner", first.to_string())).await?;
    }
    fill_links(&store, &ctx, keys).await?;
    for first in (0..ASKED).step_by(BATCH) {
        let mut change = store.change().await?;
        for number in first..first + BATCH {
            let value = KeyValue::new(key(number));
            let new = api_key::NewKey {
                id: &format!("00000000-0000-4000-8000-{number:012}"),
                part_id: &partner_id(number),
                policy_id: &policy(number),
                label: &key(number),
                valid_from: ctx.now() - TimeDelta::days(1),
                valid_to: ctx.now() + TimeDelta::days(300),
                phase: Phase::Live,
                fetch_until: None,
                handed_over_to: None,
                replaces: None,
                former_ends_at: None,
                by: "bench",
                at: ctx.now(),
            };
            api_key::insert(&mut change, &surroundings, &new, &value).await?;
        }
        change.save(&ctx, Record::new("bench.fill", "api_key", first.to_string())).await?;
    }
    statement("VACUUM ANALYZE").execute_uncounted(store.db()).await?;
    store.db().close().await;
    Ok(())
}

fn insert_partner(
    change: &mut pms_store::Change<'_>,
    surroundings: &Surroundings,
    id: &str,
    partner_type: &str,
) -> anyhow::Result<()> {
    let contact = ContactData {
        address: "1 Main Street".into(),
        contact_number: "5550100".into(),
        email: format!("{id}@example.org"),
    };
    let new = NewPartner {
        id,
        policy_group_id: Some("group"),
        name: &format!("Organisation {id}"),
        contact: &contact,
        user_id: id,
        partner_type_code: partner_type,
        approval_status: "approved",
        is_active: true,
        lang_code: "eng",
        logo_url: None,
        addl_info: "[]",
        purpose: None,
        requested_by: "system#bench",
    };
    partner::insert(change, surroundings, &new, "bench")?;
    Ok(())
}

async fn fill_policies(store: &Store, ctx: &Context) -> anyhow::Result<()> {
    let at = ctx.now();
    let mut change = store.change().await?;
    let group = PolicyGroup {
        id: "group".into(),
        name: "Group".into(),
        descr: "Example".into(),
        user_id: "bench".into(),
        is_active: true,
        cr_by: "bench".into(),
        cr_dtimes: at,
        upd_by: None,
        upd_dtimes: None,
        is_deleted: Some(false),
        del_dtimes: None,
    };
    policy_group::insert(&mut change, &group).await?;
    for number in 0..POLICIES {
        let id = policy(number);
        let new = auth_policy::NewPolicy {
            id: &id,
            policy_group_id: "group",
            name: &format!("Policy {number}"),
            descr: "Example",
            policy: r#"{"authTokenType":"random","allowedAuthTypes":[{"authType":"otp","authSubType":"","mandatory":true}],"allowedKycAttributes":[{"attributeName":"fullName"},{"attributeName":"dateOfBirth"}]}"#,
            policy_type: "Auth",
            version: "1.0",
            valid_to: at + TimeDelta::days(300),
            by: "bench",
            at: at - TimeDelta::days(1),
        };
        auth_policy::insert(&mut change, &new).await?;
        auth_policy::publish(&mut change, &id, "https://schema.example", "bench", at - TimeDelta::days(1)).await?;
    }
    insert_partner(&mut change, &ctx.surroundings, "misp", "MISP_Partner")?;
    let licence = misp_licence::NewLicence {
        id: "00000000-0000-4000-8000-999999999999",
        misp_id: "misp",
        key: &KeyValue::new(LICENCE.to_owned()),
        policy_id: None,
        valid_from: at - TimeDelta::days(1),
        valid_to: at + TimeDelta::days(300),
        by: "bench",
    };
    misp_licence::insert(&mut change, &ctx.surroundings, &licence)?;
    change.save(ctx, Record::new("bench.fill", "policy", "all")).await?;
    Ok(())
}

/// An approved request of each partner, and keys that nobody presents.
async fn fill_links(store: &Store, ctx: &Context, keys: usize) -> anyhow::Result<()> {
    let mut change = store.change().await?;
    statement(
        "INSERT INTO partner_policy_request (id, part_id, policy_id, request_datetimes, request_detail, status_code, \
         cr_by, cr_dtimes, is_deleted) SELECT p.id || '-0', p.id, 'policy-' || (CAST(substr(p.id, 9) AS integer) % $1), \
         p.cr_dtimes, p.name, 'approved', 'bench', p.cr_dtimes, FALSE FROM partner p WHERE p.id <> 'misp'",
    )
    .bind(POLICIES as i64)
    .execute(&mut change)
    .await?;
    statement(
        "INSERT INTO partner_policy (policy_api_key, part_id, policy_id, valid_from_datetime, valid_to_datetime, \
         is_active, label, cr_by, cr_dtimes, is_deleted) \
         SELECT 's1.' || rtrim(translate(encode(sha256(convert_to('filler' || n, 'UTF8')), 'base64'), '+/', '-_'), '='), \
         'partner-' || lpad((n % $1)::text, 6, '0'), 'policy-' || (n % $2), \
         $3 + n * interval '1 microsecond', $4, TRUE, 'Key ' || n, 'bench', $3, FALSE FROM generate_series(1, $5) n",
    )
    .bind(PARTNERS as i64)
    .bind(POLICIES as i64)
    .bind(ctx.now() - TimeDelta::days(1))
    .bind(ctx.now() + TimeDelta::days(300))
    .bind(keys as i64)
    .execute(&mut change)
    .await?;
    statement(
        "INSERT INTO x_api_key (id, api_key, phase, is_weak, stopped_by_admin) \
         SELECT gen_random_uuid()::text, k.policy_api_key, 'live', FALSE, FALSE FROM partner_policy k",
    )
    .execute(&mut change)
    .await?;
    change.save(ctx, Record::new("bench.fill", "api_key", "all")).await?;
    Ok(())
}
