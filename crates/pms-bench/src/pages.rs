//! Pages of the portal with a large site behind them: how long the server takes for each, with one page asked for at a time
//! over a connection that is kept.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use pms_domain::Context;
use pms_domain::approval::Kind;
use pms_domain::context::LOCAL_ISSUER;
use pms_domain::roles::PARTNER_ADMIN;
use pms_store::account::account;
use pms_store::approval::{self, Approval};
use pms_store::audit::Record;
use pms_store::db::{Db, Location};
use pms_store::keys::MasterKey;
use pms_store::{Store, member, open};
use pms_testkit::postgres::{Durability, Server as Postgres};
use pms_testkit::{TestClock, TestRandom};

use crate::browser::Browser;
use crate::filled::{BATCH, fill, partner_id, word};
use crate::say;
use crate::server::{Server, Setup};

/// What a page may take, all but the slowest twentieth of its times, milliseconds (issue "The portal", "It must show").
const GOAL: f64 = 30.0;
/// Requests that wait for an admin: what has come together in a few weeks.
const WAITING: usize = 5_000;
const PASSWORD: &str = "a long sentence about herons";
/// Accounts: an administrator, and the owner of [`OWNED`].
const ADMIN: &str = "bench-admin";
const OWNER: &str = "bench-owner";
/// An active partner.
const OWNED: usize = 100;

/// Who asks for a page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Who {
    Nobody,
    Owner,
    Admin,
}
use Who::{Admin, Nobody, Owner};

/// The pages. `{partner}` is the owner's partner, `{approval}` a request that waits, `{word}` a word of one name in 400, `{last}`
/// the last page of the partners. A new page joins with a line.
const PAGES: &[(Who, &str)] = &[
    (Nobody, "/portal/sign-in"),
    (Nobody, "/portal/register"),
    (Nobody, "/portal/help/errors"),
    (Owner, "/portal"),
    (Owner, "/portal/org/{partner}/home"),
    (Owner, "/portal/org/{partner}/profile"),
    (Owner, "/portal/org/{partner}/people"),
    (Owner, "/portal/org/{partner}/history"),
    (Owner, "/portal/org/{partner}/certificates"),
    (Owner, "/portal/notifications"),
    (Owner, "/portal/account"),
    (Owner, "/portal/platform"),
    (Admin, "/portal"),
    (Admin, "/portal/inbox"),
    (Admin, "/portal/inbox?kind=policy"),
    (Admin, "/portal/inbox/{approval}"),
    (Admin, "/portal/partners"),
    (Admin, "/portal/partners?page={last}"),
    (Admin, "/portal/partners?name={word}"),
    (Admin, "/portal/partners?name=even&sort=name"),
    (Admin, "/portal/partners/{partner}"),
    (Admin, "/portal/partners/{partner}/deactivate"),
    (Admin, "/portal/trust"),
    (Admin, "/portal/policy-groups"),
    (Admin, "/portal/search?q={word}"),
    (Admin, "/portal/audit"),
    (Admin, "/portal/audit?kind=partner&id={partner}"),
];

pub async fn run(program: &Path, partners: usize, times: u32) -> anyhow::Result<()> {
    ensure!(partners >= BATCH && partners.is_multiple_of(BATCH), "a multiple of {BATCH} partners");
    let postgres = Postgres::start(Durability::Durable).context("PostgreSQL")?;
    let database = postgres.create_database()?;
    let data = tempfile::tempdir()?;
    let setup = Setup::new(program, data.path(), Some(database.url().to_owned()))?;
    setup.run(&["migrate"])?;
    for (name, role) in [(ADMIN, Some(PARTNER_ADMIN)), (OWNER, None)] {
        let email = format!("{name}@people.example");
        let mut arguments = vec!["account", "add", name, "--email", &email, "--password-stdin"];
        arguments.extend(role.iter().flat_map(|role| ["--role", role]));
        setup.run_with(&arguments, PASSWORD)?;
    }
    let began = Instant::now();
    let approval = prepare(&Location::Postgres(database.url().to_owned()), partners).await?;
    say(&format!("{partners} partners in {:.0} s", began.elapsed().as_secs_f64()));
    let mut server = setup.serve()?;
    server.ready(Duration::from_secs(60)).await?;
    let mut browsers = Vec::new();
    for (number, (who, name)) in [(Nobody, ""), (Owner, OWNER), (Admin, ADMIN)].into_iter().enumerate() {
        browsers.push((who, signed_in(&server, number, name).await?));
    }
    let last = partners.div_ceil(25).to_string();
    let mut missed = 0;
    for (who, address) in PAGES {
        let path = address
            .replace("{partner}", &partner_id(OWNED))
            .replace("{approval}", &approval)
            .replace("{word}", &word(123))
            .replace("{last}", &last);
        let browser = browsers.iter_mut().find(|(whose, _)| whose == who).map(|(_, browser)| browser);
        let (median, p95, bytes) = measure(browser.context("a browser")?, &path, times).await?;
        let verdict = if p95 <= GOAL { "met" } else { "MISSED" };
        missed += usize::from(p95 > GOAL);
        let whose = ["nobody", "owner", "admin"][*who as usize];
        say(&format!(
            "{whose:<7} {address:<44} {:>4} kB  median {median:>6.1} ms  p95 {p95:>6.1} ms  goal {GOAL:>3.0} ms  ratio \
             {:.2}  {verdict}",
            bytes.div_ceil(1_000),
            p95 / GOAL
        ));
    }
    if missed > 0 {
        bail!("{missed} goals missed");
    }
    Ok(())
}

/// Fills the database; answers the id of a request that waits.
async fn prepare(location: &Location, partners: usize) -> anyhow::Result<String> {
    let clock = TestClock::at_machine_time();
    let surroundings = pms_testkit::surroundings(&clock, &TestRandom::new(12));
    let db = Db::open(location, 8).await?;
    let store = open::store(db, &MasterKey::parse(crate::server::MASTER_KEY)?, &surroundings).await?;
    fill(&store, &surroundings, &clock, partners).await?;
    let ctx = Context::system(surroundings, "bench");
    let approval = wait(&store, &ctx, partners).await?;
    let owner = account::by_name(store.db(), OWNER).await?.context("the owner's account")?;
    let mut change = store.change().await?;
    member::add(&mut change, &partner_id(OWNED), LOCAL_ISSUER, &owner.id, "owner", ctx.now());
    change.save(&ctx, Record::new("bench.fill", "partner", partner_id(OWNED))).await?;
    store.db().close().await;
    Ok(approval)
}

/// Requests for policies that wait for an admin, of the partners with odd numbers: their first request is open.
async fn wait(store: &Store, ctx: &Context, partners: usize) -> anyhow::Result<String> {
    let mut newest = String::new();
    let numbers: Vec<usize> = (1..partners).step_by(2).take(WAITING).collect();
    for numbers in numbers.chunks(BATCH) {
        let mut change = store.change().await?;
        for number in numbers {
            let partner = partner_id(*number);
            let waiting = Approval::waiting(ctx, Kind::PolicyLink, &format!("{partner}-0"), &partner, 1);
            approval::insert(&mut change, &waiting).await?;
            newest.clone_from(&waiting.id);
        }
        change.save(ctx, Record::new("bench.fill", "approval", "many")).await?;
    }
    Ok(newest)
}

async fn signed_in(server: &Server, number: usize, name: &str) -> anyhow::Result<Browser> {
    let mut browser = Browser::open(server.address, number).await?;
    browser.get("/portal/sign-in").await?;
    if !name.is_empty() {
        browser.post("/portal/sign-in", &[("username", name), ("password", PASSWORD)], 303).await?;
    }
    Ok(browser)
}

/// Median and slowest twentieth of a page, milliseconds, and its bytes as they are before compression.
async fn measure(browser: &mut Browser, path: &str, times: u32) -> anyhow::Result<(f64, f64, usize)> {
    // Once for the caches that every later visitor finds warm.
    browser.get(path).await?;
    let mut taken = Vec::new();
    let mut bytes = 0;
    for _ in 0..times {
        let began = Instant::now();
        let page = browser.get(path).await?;
        taken.push(began.elapsed());
        if page.status != 200 {
            bail!(
                "{path}: {} {}",
                page.status,
                String::from_utf8_lossy(&page.body).chars().take(400).collect::<String>()
            );
        }
        bytes = page.body.len();
    }
    taken.sort_unstable();
    let at = |share: usize| taken.get(taken.len() * share / 100).map(|time| time.as_secs_f64() * 1_000.0);
    Ok((at(50).context("no answers")?, at(95).context("no answers")?, bytes))
}
