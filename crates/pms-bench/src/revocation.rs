//! How soon a deactivation governs the answers of two servers on one PostgreSQL, under load; that a server which is cut off its
//! database stops saying yes in time; and what a change costs a server that only follows.

use std::fmt;
use std::net::SocketAddr;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use pms_domain::Context;
use pms_domain::context::Surroundings;
use pms_store::audit::Record;
use pms_store::db::Location;
use pms_store::{Store, policy_link};
use pms_testkit::postgres::{Durability, Server as Postgres};
use pms_testkit::{TestClock, TestRandom};
use tokio::task::JoinSet;

use crate::fill::{
    self, CLIENT_LOGO, CLIENT_REDIRECT, LICENCE, Sizes, client_id, key, licence_of, link_id, misp_id, own_key,
    own_policy_id, partner_id, policy_id,
};
use crate::http::{Answer, Connection};
use crate::proxy::Proxy;
use crate::server::{Server, Setup};
use crate::{say, zulu};

/// What a server that reaches the database may still say yes for (architecture §7).
pub const PROMISE: Duration = Duration::from_secs(1);
/// Changes of which [`applier_cost`] takes the mean.
pub const CHANGES: usize = 500;

/// Questions of the load, about what nobody deactivates.
const LOAD: usize = 100;
/// Connections of the load, to each server.
const LOADERS: usize = 4;
/// Deactivations under way at a time.
const WORKERS: usize = 8;
/// Between two questions of a watcher.
const PAUSE: Duration = Duration::from_millis(1);
/// A question that is not answered for so long has no answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is asked for.
pub struct Wish {
    pub deactivations: usize,
    /// Keys beside those that are asked for.
    pub keys: usize,
    /// `verification.fail_closed_after_seconds` of the servers.
    pub fail_closed_after: u64,
}

/// On a PostgreSQL of its own; then what a change costs.
///
/// # Errors
/// A promise was broken.
pub async fn run(program: &Path, wish: &Wish) -> anyhow::Result<()> {
    let postgres = Postgres::start(Durability::Durable).context("PostgreSQL")?;
    let database = postgres.create_database()?;
    let began = Instant::now();
    let mut pair = Pair::start(program, database.url(), wish, CHANGES).await?;
    say(&format!(
        "{} keys beside those asked for; both servers ready after {:.0} s",
        wish.keys,
        began.elapsed().as_secs_f64()
    ));
    let report = pair.endure(wish).await?;
    say(&report.to_string());
    report.judge(PROMISE)?;
    let first = LOAD + wish.deactivations;
    say(&applier_cost(&pair.near, &pair.tokens[0], &pair.far, first..first + CHANGES).await?);
    pair.cut_off(wish).await
}

/// The short form, without what only a quiet machine can tell: a server may say yes for so long as `limit` after a deactivation, as
/// one whose processor is busy with something else looks late.
///
/// # Errors
/// A promise was broken.
pub async fn run_on(program: &Path, url: &str, wish: &Wish, limit: Duration) -> anyhow::Result<Report> {
    let mut pair = Pair::start(program, url, wish, 0).await?;
    let report = pair.endure(wish).await?;
    report.judge(limit)?;
    pair.cut_off(wish).await?;
    Ok(report)
}

/// Two servers on one database, the second by way of a proxy.
struct Pair {
    near: Server,
    far: Server,
    proxy: Proxy,
    /// Of each: a token is of the address that issued it.
    tokens: [String; 2],
    /// Where links are changed: no route does that by itself.
    store: Store,
    surroundings: Surroundings,
    _folders: [tempfile::TempDir; 2],
}

impl Pair {
    async fn start(program: &Path, url: &str, wish: &Wish, changes: usize) -> anyhow::Result<Self> {
        let proxy = Proxy::before(url).await?;
        let folders = [tempfile::tempdir()?, tempfile::tempdir()?];
        // Once for each run, for as long as it lasts.
        let closed_after: &'static str = wish.fail_closed_after.to_string().leak();
        let setup = |folder: &tempfile::TempDir, url: String| -> anyhow::Result<Setup> {
            let mut setup = Setup::new(program, folder.path(), Some(url))?;
            setup.settings = vec![
                ("PMS__VERIFICATION__FAIL_CLOSED_AFTER_SECONDS", closed_after),
                // One token for a long run.
                ("PMS__IDENTITY__ACCESS_TOKEN_SECONDS", "36000"),
            ];
            Ok(setup)
        };
        let near = setup(&folders[0], url.to_owned())?;
        near.run(&["migrate"])?;
        let count = LOAD + wish.deactivations + changes + 1;
        let location = Location::Postgres(url.to_owned());
        let of = |kind: Kind| (0..count).filter(|number| Target::of(*number).kind == kind).collect();
        let sizes = Sizes {
            partners: count,
            presented: count,
            others: wish.keys,
            misps: count / Kind::ALL.len() + 1,
            own_policies: of(Kind::Policy),
            clients: of(Kind::Client),
        };
        fill::fill(&location, &sizes).await?;
        let secret = near.admin_client()?;
        let mut far = setup(&folders[1], proxy.url(url))?.serve()?;
        let mut near = near.serve()?;
        near.ready(Duration::from_secs(300)).await?;
        far.ready(Duration::from_secs(300)).await?;
        let tokens = [near.token(&secret).await?, far.token(&secret).await?];
        let surroundings = pms_testkit::surroundings(&TestClock::at_machine_time(), &TestRandom::new(23));
        let store = fill::store(&location, &surroundings).await?;
        Ok(Self { near, far, proxy, tokens, store, surroundings, _folders: folders })
    }

    fn servers(&self) -> [(SocketAddr, String); 2] {
        let [near, far] = self.tokens.clone();
        [(self.near.address, near), (self.far.address, far)]
    }

    /// Deactivates one after the other, some at a time, while others are asked for.
    async fn endure(&mut self, wish: &Wish) -> anyhow::Result<Report> {
        let mut order: Vec<usize> = (LOAD..LOAD + wish.deactivations).collect();
        shuffle(&mut order, &self.surroundings);
        let order = Arc::new(order);
        let (next, stop, asked) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)), Arc::default());
        let mut load = JoinSet::new();
        for (address, token) in self.servers() {
            for first in 0..LOADERS {
                load.spawn(ask_on(address, token.clone(), first, Arc::clone(&stop), Arc::clone(&asked)));
            }
        }
        let began = Instant::now();
        let mut work = JoinSet::new();
        for _ in 0..WORKERS.min(wish.deactivations) {
            let worker = Worker {
                servers: self.servers(),
                store: self.store.clone(),
                ctx: Context::system(self.surroundings.clone(), "bench"),
            };
            work.spawn(worker.run(Arc::clone(&order), Arc::clone(&next)));
        }
        let mut report = Report::default();
        while let Some(done) = work.join_next().await {
            for seen in done?? {
                report.take(seen);
            }
        }
        report.took = began.elapsed();
        stop.store(true, Ordering::Relaxed);
        while let Some(done) = load.join_next().await {
            done??;
        }
        report.load = asked.load(Ordering::Relaxed);
        Ok(report)
    }

    /// Cuts one server off the database, and deactivates a key on the other.
    async fn cut_off(&mut self, wish: &Wish) -> anyhow::Result<()> {
        let limit = Duration::from_secs(wish.fail_closed_after);
        let target = Target { number: 0, kind: Kind::Key };
        // What the servers know of the caller is asked once more, as it would be under way.
        let [near_by, far_off] = self.servers();
        let mut here = Connection::open(near_by.0).await?;
        let mut there = Watcher::open(&far_off).await?;
        ensure!(there.says_yes(&target).await? == Some(true), "before the cut the far server says no");
        self.proxy.cut();
        let cut = Instant::now();
        target.deactivate(&mut here, &near_by.1).await?;
        let mut near = Watcher::open(&near_by).await?;
        ensure!(near.says_yes(&target).await? == Some(false), "the server that was told says yes");
        let last = there.last_yes(&target, cut, limit + Duration::from_secs(10)).await?;
        say(&format!(
            "cut off the database, a server said yes to a deactivated key for {:.2} s   goal: at most {} s",
            last.as_secs_f64(),
            limit.as_secs()
        ));
        ensure!(last <= limit, "a server that is cut off says yes for {last:?}");
        self.proxy.mend();
        self.far.ready(self.far.age() + Duration::from_secs(60)).await?;
        let mut there = Watcher::open(&far_off).await?;
        ensure!(there.says_yes(&target).await? == Some(false), "after the cut the deactivated key is good");
        let other = Target { number: 1, kind: Kind::Key };
        ensure!(there.says_yes(&other).await? == Some(true), "after the cut no key is good");
        Ok(())
    }
}

fn shuffle(numbers: &mut [usize], surroundings: &Surroundings) {
    for place in (1..numbers.len()).rev() {
        let other = u64::from_le_bytes(surroundings.bytes()) % (place as u64 + 1);
        numbers.swap(place, other as usize);
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Key,
    Partner,
    Licence,
    Link,
    /// The partner on the hotlist.
    Hotlist,
    /// With its keys and its approved link in force.
    Policy,
    /// An OIDC client.
    Client,
}

impl Kind {
    const ALL: [Kind; 7] =
        [Kind::Key, Kind::Partner, Kind::Licence, Kind::Link, Kind::Hotlist, Kind::Policy, Kind::Client];
}

/// What is deactivated, and the question that it answers.
#[derive(Clone, Copy)]
struct Target {
    number: usize,
    kind: Kind,
}

impl Target {
    fn of(number: usize) -> Self {
        Self { number, kind: Kind::ALL[number % Kind::ALL.len()] }
    }

    fn misp(&self) -> usize {
        self.number / Kind::ALL.len()
    }

    fn question(&self) -> String {
        let licence = match self.kind {
            Kind::Licence => licence_of(self.misp()),
            _ => LICENCE.to_owned(),
        };
        let partner = partner_id(self.number);
        let key = match self.kind {
            Kind::Policy => own_key(self.number),
            Kind::Client => client_id(self.number),
            _ => key(self.number),
        };
        format!("/v1/partnermanager/partners/{partner}/apikey/{key}/misp/{licence}/validate?needPartnerCert=false")
    }

    /// Over the route; of a link there is none.
    async fn deactivate(&self, server: &mut Connection, token: &str) -> anyhow::Result<()> {
        let (partner, label) = (partner_id(self.number), key(self.number));
        let (method, path, request) = match self.kind {
            Kind::Key => (
                "PATCH",
                format!("/v1/partnermanager/partners/{partner}/policy/{}/apiKey/status", policy_id(self.number)),
                format!(r#"{{"label":"{label}","status":"De-active"}}"#),
            ),
            Kind::Partner => (
                "PATCH",
                format!("/v1/partnermanager/partners/{partner}"),
                r#"{"status":"De-Active","reason":"Endurance."}"#.to_owned(),
            ),
            Kind::Licence => (
                "PUT",
                "/v1/partnermanager/misps".to_owned(),
                format!(
                    r#"{{"providerId":"{}","licenseKey":"{}","licenseKeyStatus":"De-active"}}"#,
                    misp_id(self.misp()),
                    licence_of(self.misp())
                ),
            ),
            Kind::Hotlist => (
                "POST",
                "/v1/hotlist/block".to_owned(),
                format!(r#"{{"idType":"PARTNER_ID","id":"{partner}","reason":"Endurance."}}"#),
            ),
            Kind::Policy => (
                "PATCH",
                format!("/v1/policymanager/policies/{}", own_policy_id(self.number)),
                r#"{"status":"De-Activate","force":true,"reason":"Endurance."}"#.to_owned(),
            ),
            Kind::Client => {
                let client = client_id(self.number);
                (
                    "PUT",
                    format!("/v1/partnermanager/oauth/client/{client}"),
                    format!(
                        r#"{{"clientName":"{client}","logoUri":"{CLIENT_LOGO}","redirectUris":["{CLIENT_REDIRECT}"],"status":"INACTIVE","grantTypes":["authorization_code"],"clientAuthMethods":["private_key_jwt"],"clientNameLangMap":{{"eng":"{client}"}}}}"#
                    ),
                )
            }
            Kind::Link => bail!("no route changes a link"),
        };
        let head = if self.kind == Kind::Policy {
            r#""id":"mosip.pms.deactivate.policy.patch","version":"1.0","requestTime""#
        } else {
            r#""requesttime""#
        };
        let body = format!(r#"{{{head}:"{}","request":{request}}}"#, zulu(0));
        let answer = server.call(method, &path, Some(token), Some(&body)).await?;
        let text = String::from_utf8_lossy(&answer.body);
        // The hotlist answers as the kernel does: no errors are null.
        let is_done = text.contains("\"errors\":[]") || text.contains("\"errors\":null");
        ensure!(answer.status == 200 && is_done, "{:?}: {} {text}", self.kind, answer.status);
        Ok(())
    }

    /// As the deactivation of a policy would, by a process of its own.
    async fn reject_link(&self, store: &Store, ctx: &Context) -> anyhow::Result<()> {
        let id = link_id(self.number);
        let mut change = store.change().await?;
        policy_link::set_status(&mut change, &id, "rejected", "bench", ctx.now());
        let record = Record::new("bench.link", "policy", policy_id(self.number)).touching("policy_request", &id);
        change.save(ctx, record).await?;
        Ok(())
    }
}

/// How long a server said yes after a deactivation had returned.
struct Seen {
    /// Whether it is the server that was told.
    was_told: bool,
    yes_for: Duration,
}

/// Deactivates, and watches both servers.
struct Worker {
    servers: [(SocketAddr, String); 2],
    store: Store,
    ctx: Context,
}

impl Worker {
    async fn run(self, order: Arc<Vec<usize>>, next: Arc<AtomicUsize>) -> anyhow::Result<Vec<Seen>> {
        let [near, far] = self.servers;
        let (mut one, mut other) = (Watcher::open(&near).await?, Watcher::open(&far).await?);
        let mut seen = Vec::new();
        while let Some(number) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            let target = Target::of(*number);
            for watcher in [&mut one, &mut other] {
                let mut is_yes = watcher.says_yes(&target).await?;
                if is_yes.is_none() {
                    is_yes = watcher.says_yes(&target).await?;
                }
                ensure!(is_yes == Some(true), "{:?} {number} is not good before it is deactivated", target.kind);
            }
            let told = number / Kind::ALL.len() % 2;
            match (target.kind, [&near, &far].get(told)) {
                (Kind::Link, _) | (_, None) => target.reject_link(&self.store, &self.ctx).await?,
                (_, Some((address, token))) => {
                    // Anew each time: a server ends what lies idle.
                    target.deactivate(&mut Connection::open(*address).await?, token).await?;
                }
            }
            let returned = Instant::now();
            let limit = PROMISE * 10;
            let (one, other) =
                tokio::join!(one.last_yes(&target, returned, limit), other.last_yes(&target, returned, limit));
            let was_told = |server: usize| target.kind != Kind::Link && server == told;
            seen.push(Seen { was_told: was_told(0), yes_for: one? });
            seen.push(Seen { was_told: was_told(1), yes_for: other? });
        }
        Ok(seen)
    }
}

/// Asks one server the same again and again.
struct Watcher {
    address: SocketAddr,
    token: String,
    connection: Connection,
}

impl Watcher {
    async fn open((address, token): &(SocketAddr, String)) -> anyhow::Result<Self> {
        Ok(Self { address: *address, token: token.clone(), connection: Connection::open(*address).await? })
    }

    /// `None`: no answer came.
    async fn says_yes(&mut self, target: &Target) -> anyhow::Result<Option<bool>> {
        let path = target.question();
        let asked = self.connection.call("GET", &path, Some(&self.token), None);
        match tokio::time::timeout(PATIENCE, asked).await {
            Ok(Ok(answer)) => Ok(Some(is_yes(&answer)?)),
            // Too late, or the server had ended what lay idle.
            Ok(Err(_)) | Err(_) => {
                self.connection = Connection::open(self.address).await?;
                Ok(None)
            }
        }
    }

    /// When the last question was asked that was answered with yes, since a moment; zero: none. Ends with the first no.
    async fn last_yes(&mut self, target: &Target, since: Instant, limit: Duration) -> anyhow::Result<Duration> {
        let mut last = Duration::ZERO;
        loop {
            let asked = since.elapsed();
            match self.says_yes(target).await? {
                Some(true) => last = asked,
                Some(false) => return Ok(last),
                None => {}
            }
            ensure!(asked < limit, "{:?} {} is still good after {asked:?}", target.kind, target.number);
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// Yes, or no with a reason; what is neither is a fault.
fn is_yes(answer: &Answer) -> anyhow::Result<bool> {
    let text = String::from_utf8_lossy(&answer.body);
    if answer.status == 200 && text.contains("\"policyId\":\"") {
        return Ok(true);
    }
    ensure!(text.contains("\"errorCode\":\"PMS_"), "{} {text}", answer.status);
    Ok(false)
}

/// Asks for what is good, until it is stopped.
async fn ask_on(
    address: SocketAddr,
    token: String,
    first: usize,
    stop: Arc<AtomicBool>,
    asked: Arc<AtomicU64>,
) -> anyhow::Result<()> {
    let mut connection = Connection::open(address).await?;
    let mut number = first;
    while !stop.load(Ordering::Relaxed) {
        // Two are for the cut.
        let target = Target { number: 2 + number % (LOAD - 2), kind: Kind::Key };
        let answer = connection.call("GET", &target.question(), Some(&token), None).await?;
        ensure!(is_yes(&answer)?, "{}", String::from_utf8_lossy(&answer.body));
        asked.fetch_add(1, Ordering::Relaxed);
        number += LOADERS;
    }
    Ok(())
}

/// What came of the deactivations.
#[derive(Default)]
pub struct Report {
    /// Of servers that were told, and of the others: how long each said yes.
    told: Vec<Duration>,
    others: Vec<Duration>,
    took: Duration,
    load: u64,
}

impl Report {
    fn take(&mut self, seen: Seen) {
        let list = if seen.was_told { &mut self.told } else { &mut self.others };
        let place = list.partition_point(|one| *one <= seen.yes_for);
        list.insert(place, seen.yes_for);
    }

    /// How often a server was watched.
    pub fn watched(&self) -> usize {
        self.told.len() + self.others.len()
    }

    /// Questions of the load.
    pub fn load(&self) -> u64 {
        self.load
    }

    fn judge(&self, limit: Duration) -> anyhow::Result<()> {
        let longest = self.told.last().max(self.others.last()).copied().unwrap_or_default();
        ensure!(longest <= limit, "a server that reaches the database says yes for {longest:?}");
        let told = self.told.last().copied().unwrap_or_default();
        ensure!(told.is_zero(), "the server that was told says yes for {told:?}");
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.took.as_secs_f64();
        writeln!(
            f,
            "{} deactivations in {seconds:.0} s under {:.0} questions/s",
            self.watched() / 2,
            self.load as f64 / seconds
        )?;
        for (name, list) in [("the server that was told", &self.told), ("another server", &self.others)] {
            let at = |share: f64| {
                let place = (list.len() as f64 * share) as usize;
                list.get(place.min(list.len().saturating_sub(1))).map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
            };
            writeln!(
                f,
                "yes after the deactivation returned, {name}: median {:.0} ms, p99 {:.0} ms, p99.9 {:.0} ms, longest {:.0} ms   goal: 1000 ms",
                at(0.5),
                at(0.99),
                at(0.999),
                at(1.0)
            )?;
        }
        Ok(())
    }
}

/// What a change costs a server that only follows: deactivates the keys of these numbers on another one.
///
/// # Errors
/// A key is not there, or not active.
pub async fn applier_cost(here: &Server, token: &str, there: &Server, keys: Range<usize>) -> anyhow::Result<String> {
    let (began, before) = (Instant::now(), there.processor()?);
    tokio::time::sleep(Duration::from_secs(5)).await;
    let idle = (there.processor()? - before).as_secs_f64() / began.elapsed().as_secs_f64();
    let (began, before, changes) = (Instant::now(), there.processor()?, keys.len());
    let mut connection = Connection::open(here.address).await?;
    for number in keys {
        Target { number, kind: Kind::Key }.deactivate(&mut connection, token).await?;
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let used = (there.processor()? - before).as_secs_f64() - idle * began.elapsed().as_secs_f64();
    Ok(format!(
        "a change costs the applier of another server {:.2} ms of processor, of {changes}   goal: 1",
        used * 1000.0 / changes.max(1) as f64
    ))
}
