//! Pages of the portal with a large site behind them: how long the server takes for each, with one page asked for at a time
//! over a connection that is kept.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use pms_bench::fill::{self, partner_id};
use pms_domain::Context;
use pms_domain::approval::Kind;
use pms_domain::context::{LOCAL_ISSUER, Surroundings};
use pms_domain::roles::{AUTH_PARTNER, DEVICE_PROVIDER, PARTNER_ADMIN, POLICYMANAGER};
use pms_store::account::account;
use pms_store::approval::{self, Approval};
use pms_store::audit::Record;
use pms_store::db::{Db, Location};
use pms_store::keys::MasterKey;
use pms_store::{Store, member, open, statement};
use pms_testkit::postgres::{Durability, Server as Postgres};
use pms_testkit::{TestClock, TestRandom};

use crate::browser::Browser;
use crate::large_site::{BATCH, word};
use crate::say;
use crate::server::{Server, Setup};

/// What a page may take, all but the slowest twentieth of its times, milliseconds (issue "The portal", "It must show").
const GOAL: f64 = 30.0;
/// Requests that wait for an admin: what has come together in a few weeks.
const WAITING: usize = 5_000;
const PASSWORD: &str = "a long sentence about herons";
/// An active partner.
const OWNED: usize = 100;
/// A MISP with a licence.
const MISP: &str = "bench-misp";
/// A partner with devices, of `pms seed mosip`.
const PROVIDER: &str = "MOSIP.PROXY.SBI";

/// Who asks for a page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Who {
    Nobody,
    /// Of an authentication partner with requests and keys.
    Owner,
    Misp,
    /// Of a provider of devices.
    Provider,
    Manager,
    Admin,
}
use Who::{Admin, Manager, Misp, Nobody, Owner, Provider};

impl Who {
    const ALL: [Self; 6] = [Nobody, Owner, Misp, Provider, Manager, Admin];

    fn name(self) -> &'static str {
        match self {
            Nobody => "nobody",
            Owner => "owner",
            Misp => "misp",
            Provider => "provider",
            Manager => "manager",
            Admin => "admin",
        }
    }

    /// The account; none of whoever has not signed in.
    fn account(self) -> Option<String> {
        (self != Nobody).then(|| format!("bench-{}", self.name()))
    }

    fn role(self) -> Option<&'static str> {
        match self {
            Admin => Some(PARTNER_ADMIN),
            Manager => Some(POLICYMANAGER),
            Owner => Some(AUTH_PARTNER),
            Provider => Some(DEVICE_PROVIDER),
            Nobody | Misp => None,
        }
    }

    /// The partner that the account owns.
    fn partner(self) -> Option<String> {
        match self {
            Owner => Some(partner_id(OWNED)),
            Misp => Some(MISP.to_owned()),
            Provider => Some(PROVIDER.to_owned()),
            Nobody | Manager | Admin => None,
        }
    }
}

/// Every kind of page that only needs ids. In braces: the ids of [`Names`]; `{word}` is a word of one name in 400, `{last}` the last
/// page of the partners. A new page joins with a line.
const PAGES: &[(Who, &[&str])] = &[
    (
        Nobody,
        &[
            "/portal/sign-in",
            "/portal/register",
            "/portal/reset",
            "/portal/help",
            "/portal/help/pages",
            "/portal/help/partners",
            "/portal/help/certificates",
            "/portal/help/errors",
        ],
    ),
    (
        Owner,
        &[
            "/portal",
            "/portal/org/{partner}/home",
            "/portal/org/{partner}/profile",
            "/portal/org/{partner}/profile/edit",
            "/portal/org/{partner}/profile/rename",
            "/portal/org/{partner}/people",
            "/portal/org/{partner}/history",
            "/portal/org/{partner}/contacts/new",
            "/portal/org/{partner}/certificates",
            "/portal/org/{partner}/policy-requests",
            "/portal/org/{partner}/policy-requests/new",
            "/portal/org/{partner}/policy-requests/{request}",
            "/portal/org/{partner}/credential-types",
            "/portal/org/{partner}/extractors",
            "/portal/org/{partner}/api-keys",
            "/portal/org/{partner}/api-keys/new",
            "/portal/org/{partner}/api-keys/{key}",
            "/portal/org/{partner}/api-keys/{key}/rotate",
            "/portal/org/{partner}/api-keys/{key}/deactivate",
            "/portal/org/{partner}/oidc-clients",
            "/portal/org/{partner}/oidc-clients/new",
            "/portal/org/{partner}/usage",
            "/portal/org/{partner}/calendar",
            "/portal/notifications",
            "/portal/search?q={word}",
            "/portal/account",
            "/portal/account/details",
            "/portal/account/email",
            "/portal/account/password",
            "/portal/account/second-factor",
            "/portal/platform",
        ],
    ),
    (
        Misp,
        &[
            "/portal",
            "/portal/org/{misp}/licences",
            "/portal/org/{misp}/licences/deactivate",
            "/portal/org/{misp}/usage",
            "/portal/org/{misp}/calendar",
        ],
    ),
    (
        Provider,
        &[
            "/portal",
            "/portal/org/{provider}/sbis",
            "/portal/org/{provider}/sbis/new",
            "/portal/org/{provider}/devices",
            "/portal/org/{provider}/devices/new",
            "/portal/org/{provider}/devices/file",
            "/portal/org/{provider}/devices/{device}",
        ],
    ),
    (
        Manager,
        &[
            "/portal",
            "/portal/policies",
            "/portal/policies?name={word}",
            "/portal/policies/new",
            "/portal/policies/{policy}",
            "/portal/policies/{policy}/partners",
            "/portal/policies/{policy}/clone",
            "/portal/policies/{policy}/deactivate",
            "/portal/policy-groups",
            "/portal/policy-groups/new",
            "/portal/policy-groups/{group}",
            "/portal/policy-groups/{group}/edit",
            "/portal/policy-groups/{group}/deactivate",
            "/portal/search?q={word}",
        ],
    ),
    (
        Admin,
        &[
            "/portal",
            "/portal/inbox",
            "/portal/inbox?kind=policy",
            "/portal/inbox?kind=policy&size=100",
            "/portal/inbox?organisation={word}",
            "/portal/inbox/{approval}",
            "/portal/partners",
            "/portal/partners?page={last}",
            "/portal/partners?name={word}",
            "/portal/partners?name=even&sort=name",
            "/portal/partners?name=odd&size=100",
            "/portal/partners/new",
            "/portal/partners/{partner}",
            "/portal/partners/{partner}/deactivate",
            "/portal/accounts",
            "/portal/accounts/{account}",
            "/portal/accounts/{account}/roles",
            "/portal/accounts/{account}/sessions",
            "/portal/policies",
            "/portal/policies/{policy}",
            "/portal/policies/{policy}/partners",
            "/portal/policy-groups",
            "/portal/policy-groups/{group}",
            "/portal/policy-requests",
            "/portal/policy-requests?partner={partner}",
            "/portal/policy-requests/{request}",
            "/portal/api-keys",
            "/portal/api-keys/new",
            "/portal/api-keys/{key}",
            "/portal/api-keys/{key}/rotate",
            "/portal/api-keys/{key}/deactivate",
            "/portal/oidc-clients",
            "/portal/licences",
            "/portal/licences/new",
            "/portal/licences/{misp}/renew",
            "/portal/licences/{misp}/deactivate",
            "/portal/transactions",
            "/portal/calendar",
            "/portal/calendar?partner={partner}",
            "/portal/sbis",
            "/portal/devices",
            "/portal/devices/{device}",
            "/portal/devices/{device}/deactivate",
            "/portal/chips",
            "/portal/hotlist",
            "/portal/hotlist/new",
            "/portal/hotlist/import",
            "/portal/trust",
            "/portal/trust/upload",
            "/portal/trust/{entry}",
            "/portal/search?q={word}",
            "/portal/search?q={partner}",
            "/portal/notifications",
            "/portal/audit",
            "/portal/audit?kind=partner&id={partner}",
        ],
    ),
];

/// What stands for the ids in [`PAGES`].
type Names = Vec<(&'static str, String)>;

pub async fn run(program: &Path, partners: usize, times: u32) -> anyhow::Result<()> {
    ensure!(partners >= BATCH && partners.is_multiple_of(BATCH), "a multiple of {BATCH} partners");
    let postgres = Postgres::start(Durability::Durable).context("PostgreSQL")?;
    let database = postgres.create_database()?;
    let data = tempfile::tempdir()?;
    let mut setup = Setup::new(program, data.path(), Some(database.url().to_owned()))?;
    // MISPs see to their licences themselves, so that their pages are there.
    setup.settings = vec![("PMS__MISP__LICENCE_BY", "misp")];
    setup.run(&["migrate"])?;
    for who in Who::ALL {
        let Some(name) = who.account() else { continue };
        let email = format!("{name}@people.example");
        let mut arguments = vec!["account", "add", &name, "--email", &email, "--password-stdin"];
        if let Some(role) = who.role() {
            arguments.extend(["--role", role]);
        }
        setup.run_with(&arguments, PASSWORD)?;
    }
    let began = Instant::now();
    let location = Location::Postgres(database.url().to_owned());
    let approval = prepare(&location, partners).await?;
    setup.run(&["seed", "mosip"])?;
    let names = settle(&location, approval, partners).await?;
    say(&format!("{partners} partners in {:.0} s", began.elapsed().as_secs_f64()));
    let mut server = setup.serve()?;
    server.ready(Duration::from_secs(60)).await?;
    let mut missed = 0;
    for (number, who) in Who::ALL.into_iter().enumerate() {
        let mut browser = signed_in(&server, number, who.account().as_deref()).await?;
        for address in PAGES.iter().filter(|(whose, _)| *whose == who).flat_map(|(_, pages)| *pages) {
            let path = names.iter().fold((*address).to_owned(), |path, (name, id)| path.replace(name, id));
            let Measured { status, median, p95, bytes } = measure(&mut browser, &path, times).await?;
            let met = status == 200 && p95 <= GOAL;
            let verdict = match status {
                200 if met => "met".to_owned(),
                200 => "MISSED".to_owned(),
                status => format!("MISSED: answers {status}"),
            };
            missed += usize::from(!met);
            say(&format!(
                "{:<8} {address:<48} {:>4} kB  median {median:>6.1} ms  p95 {p95:>6.1} ms  goal {GOAL:>3.0} ms  ratio {:.2}  \
                 {verdict}",
                who.name(),
                bytes.div_ceil(1_000),
                p95 / GOAL
            ));
        }
    }
    if missed > 0 {
        bail!("{missed} goals missed");
    }
    Ok(())
}

async fn store(location: &Location, surroundings: &Surroundings) -> anyhow::Result<Store> {
    let db = Db::open(location, 8).await?;
    Ok(open::store(db, &MasterKey::parse(crate::server::MASTER_KEY)?, surroundings).await?)
}

/// Fills the database; answers the id of a request that waits.
async fn prepare(location: &Location, partners: usize) -> anyhow::Result<String> {
    let clock = TestClock::at_machine_time();
    let surroundings = pms_testkit::surroundings(&clock, &TestRandom::new(12));
    let store = store(location, &surroundings).await?;
    crate::large_site::fill(&store, &surroundings, &clock, partners).await?;
    let ctx = Context::system(surroundings, "bench");
    let approval = wait(&store, &ctx, partners).await?;
    store.db().close().await;
    Ok(approval)
}

/// Gives the accounts what is theirs; answers ids of what there is.
async fn settle(location: &Location, approval: String, partners: usize) -> anyhow::Result<Names> {
    let surroundings = pms_testkit::surroundings(&TestClock::at_machine_time(), &TestRandom::new(13));
    let store = store(location, &surroundings).await?;
    let ctx = Context::system(surroundings, "bench");
    let mut change = store.change().await?;
    fill::misp(&mut change, &ctx, MISP)?;
    for who in Who::ALL {
        let (Some(name), Some(partner)) = (who.account(), who.partner()) else { continue };
        let owner = account::by_name(store.db(), &name).await?.context("an owner's account")?;
        member::add(&mut change, &partner, LOCAL_ISSUER, &owner.id, "owner", ctx.now());
    }
    change.save(&ctx, Record::new("bench.fill", "partner", partner_id(OWNED))).await?;
    let names = names(store.db(), approval, partners).await?;
    store.db().close().await;
    Ok(names)
}

async fn names(db: &Db, approval: String, partners: usize) -> anyhow::Result<Names> {
    let id = async |what: &str, sql: &'static str| -> anyhow::Result<String> {
        let found: Option<(String,)> = statement(sql).optional(db).await?;
        Ok(found.with_context(|| format!("{what}: there is none"))?.0)
    };
    let partner = partner_id(OWNED);
    let account = account::by_name(db, &Owner.account().unwrap_or_default()).await?.context("the owner's account")?;
    Ok(vec![
        ("{request}", format!("{partner}-0")),
        ("{key}", format!("s1.{partner}-0")),
        ("{partner}", partner),
        ("{misp}", MISP.to_owned()),
        ("{provider}", PROVIDER.to_owned()),
        ("{approval}", approval),
        ("{account}", account.id),
        ("{policy}", "policy-0".to_owned()),
        ("{group}", "group-0".to_owned()),
        ("{device}", id("a device", "SELECT id FROM device_detail ORDER BY id LIMIT 1").await?),
        ("{entry}", id("an authority", "SELECT cert_id FROM ca_cert_store ORDER BY cert_id LIMIT 1").await?),
        ("{word}", word(123)),
        ("{last}", partners.div_ceil(25).to_string()),
    ])
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

async fn signed_in(server: &Server, number: usize, name: Option<&str>) -> anyhow::Result<Browser> {
    let mut browser = Browser::open(server.address, number).await?;
    browser.get("/portal/sign-in").await?;
    if let Some(name) = name {
        browser.post("/portal/sign-in", &[("username", name), ("password", PASSWORD)], 303).await?;
    }
    Ok(browser)
}

/// How a page was answered.
struct Measured {
    status: u16,
    /// Milliseconds.
    median: f64,
    /// All but the slowest twentieth, milliseconds.
    p95: f64,
    /// Of the page before compression.
    bytes: usize,
}

async fn measure(browser: &mut Browser, path: &str, times: u32) -> anyhow::Result<Measured> {
    // Once for the caches that every later visitor finds warm.
    let first = browser.get(path).await?;
    let (mut taken, mut status, bytes) = (Vec::new(), first.status, first.body.len());
    for _ in 0..times {
        let began = Instant::now();
        let page = browser.get(path).await?;
        taken.push(began.elapsed());
        if page.status != 200 {
            status = page.status;
            break;
        }
    }
    taken.sort_unstable();
    let at = |share: usize| taken.get(taken.len() * share / 100).map(|time| time.as_secs_f64() * 1_000.0);
    let (median, p95) = (at(50).context("no answers")?, at(95).context("no answers")?);
    Ok(Measured { status, median, p95, bytes })
}
