//! Throw-away PostgreSQL servers and databases.
//!
//! A test asks for a database of its own:
//!
//! ```no_run
//! let Some(database) = pms_testkit::postgres::database() else { return };
//! println!("{}", database.url());
//! ```
//!
//! `None` means that PostgreSQL is not installed; the test has then been recorded as skipped. The server behind it is made
//! once per test process (or shared by all of them: `PMS_TEST_POSTGRES_URL`, set by `make test`) and goes with the process.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hasher as _};
use std::io::{BufRead as _, BufReader, Write as _};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};

use anyhow::{Context as _, bail};

use crate::{environment, skip};

/// What a commit survives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// `fsync` on, as in production: also the end of the machine. For measurements.
    Durable,
    /// `fsync` off: the end of every process, ours and the database's. For everything else.
    Fast,
}

/// Directory of the server binaries (`postgres`, `initdb`, `psql`), when PostgreSQL is installed: `PMS_TEST_POSTGRES_BIN`,
/// else the newest version below `/usr/lib/postgresql`, where Debian keeps them outside the search path.
pub fn binaries() -> Option<PathBuf> {
    let complete = |directory: &Path| directory.join("initdb").is_file() && directory.join("postgres").is_file();
    if let Some(configured) = environment::postgres_bin() {
        return Some(PathBuf::from(configured)).filter(|directory| complete(directory));
    }
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    versions
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, directory)| complete(directory))
        .max()
        .map(|(_, directory)| directory)
}

/// The process-wide server with `fsync` on, started at the first call; `None` (and the test recorded as skipped) when
/// PostgreSQL is not installed.
///
/// # Panics
/// When PostgreSQL is installed but does not start.
pub fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Server> = OnceLock::new();
    installed().then(|| SERVER.get_or_init(|| started(Durability::Durable)))
}

/// The server for functional tests, with `fsync` off: the shared one of `make test`, else process-wide as [`server`].
///
/// # Panics
/// As [`server`].
pub fn fast_server() -> Option<&'static Server> {
    static SERVER: OnceLock<Server> = OnceLock::new();
    installed().then(|| {
        SERVER.get_or_init(|| match environment::postgres_url() {
            Some(url) => Server { url, keeper: None },
            None => started(Durability::Fast),
        })
    })
}

/// A fresh, empty database on the [`fast_server`]; `None` (and the test recorded as skipped) without PostgreSQL.
///
/// # Panics
/// When PostgreSQL is installed but no database can be made.
pub fn database() -> Option<Database> {
    fast_server().map(|server| made(server.create_database()))
}

/// As [`database`], on the [`server`] with `fsync` on.
///
/// # Panics
/// As [`database`].
pub fn durable_database() -> Option<Database> {
    server().map(|server| made(server.create_database()))
}

fn installed() -> bool {
    let installed = binaries().is_some();
    if !installed {
        skip("PostgreSQL is not installed");
    }
    installed
}

fn started(durability: Durability) -> Server {
    Server::start(durability).unwrap_or_else(|error| panic!("PostgreSQL does not start: {error:#}"))
}

fn made(database: anyhow::Result<Database>) -> Database {
    database.unwrap_or_else(|error| panic!("no database could be made: {error:#}"))
}

/// A running server. Dropping it, or the end of the process by whatever means, ends the server and removes its files.
pub struct Server {
    url: String,
    /// Absent for a server that belongs to someone else.
    keeper: Option<Mutex<Keeper>>,
}

/// The script that owns the server; it ends when its input is closed, which the end of this process does by itself.
struct Keeper {
    process: Child,
    commands: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Server {
    /// Starts a server of one's own, for tests that stop it or let it crash. Takes about a second.
    ///
    /// # Errors
    /// When PostgreSQL is not installed or does not start.
    pub fn start(durability: Durability) -> anyhow::Result<Self> {
        let bin = binaries().context("PostgreSQL is not installed")?;
        let mut process = Command::new("sh")
            .args(["-c", include_str!("postgres/throwaway.sh"), "throwaway.sh"])
            .arg(&bin)
            .arg(match durability {
                Durability::Durable => "durable",
                Durability::Fast => "fast",
            })
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot run sh")?;
        let commands = process.stdin.take();
        let answers = BufReader::new(process.stdout.take().context("no output")?);
        let mut keeper = Keeper { process, commands, answers };
        let answer = keeper.answer()?;
        let Some(url) = answer.strip_prefix("ready ") else { bail!("{answer}") };
        Ok(Self { url: url.to_owned(), keeper: Some(Mutex::new(keeper)) })
    }

    /// URL of the superuser in the database `postgres`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Stops the server cleanly; its databases stay for [`Server::start_again`].
    ///
    /// # Errors
    /// When the server belongs to another process.
    pub fn stop(&self) -> anyhow::Result<()> {
        self.command("stop")
    }

    /// Ends all of the server's processes at once, nothing flushed; the next start recovers from its log.
    ///
    /// # Errors
    /// As [`Server::stop`].
    pub fn crash(&self) -> anyhow::Result<()> {
        self.command("crash")
    }

    /// Starts a stopped or crashed server again at the same address.
    ///
    /// # Errors
    /// As [`Server::stop`], or when it does not start.
    pub fn start_again(&self) -> anyhow::Result<()> {
        self.command("start")
    }

    fn command(&self, name: &str) -> anyhow::Result<()> {
        let keeper = self.keeper.as_ref().context("this server is shared; start one of your own")?;
        let mut keeper = keeper.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(keeper.commands.as_mut().context("the server has ended")?, "{name}")?;
        match keeper.answer()?.as_str() {
            "done" => Ok(()),
            other => bail!("{name}: {other}"),
        }
    }

    /// A fresh, empty database, copied from `template0`.
    ///
    /// # Errors
    /// When the server cannot be reached.
    pub fn create_database(&self) -> anyhow::Result<Database> {
        create(&self.url, "template0")
    }
}

impl Keeper {
    fn answer(&mut self) -> anyhow::Result<String> {
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        if line.is_empty() {
            bail!("the server's keeper has ended");
        }
        Ok(line.trim_end().to_owned())
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.commands = None;
        let _ended_either_way = self.process.wait();
    }
}

/// A database of one test; dropped with this value, whoever is still connected to it. Keep it until the test ends.
#[must_use = "the database is gone as soon as this value is dropped"]
#[derive(Debug)]
pub struct Database {
    url: String,
    name: String,
    server_url: String,
}

impl Database {
    /// `postgres://postgres@127.0.0.1:PORT/NAME`, a superuser's URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The database's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A new database with everything this one contains; nobody may be connected to this one. For suites that migrate once
    /// and give each case a copy.
    ///
    /// # Panics
    /// When the copy cannot be made.
    pub fn duplicate(&self) -> Database {
        made(create(&self.server_url, &self.name))
    }

    /// Runs SQL in this database with `psql` and returns the rows, unaligned, columns separated by `|`.
    ///
    /// # Errors
    /// With PostgreSQL's message, at the first statement that fails.
    pub fn psql(&self, sql: &str) -> anyhow::Result<String> {
        psql(&self.url, sql)
    }
}

/// Where a URL is wanted, the database itself will do.
impl Deref for Database {
    type Target = str;

    fn deref(&self) -> &str {
        &self.url
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // A server that is stopped or gone has nothing to drop.
        let _already_gone = psql(&self.server_url, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
}

fn create(server_url: &str, template: &str) -> anyhow::Result<Database> {
    // The standard library seeds each hasher differently: enough to be unique on a server shared by processes.
    let name = format!("pms_test_{:016x}", RandomState::new().build_hasher().finish());
    psql(server_url, &format!("CREATE DATABASE {name} TEMPLATE {template}"))?;
    let (address, parameters) = match server_url.split_once('?') {
        Some((address, parameters)) => (address, format!("?{parameters}")),
        None => (server_url, String::new()),
    };
    let (base, _) = address.rsplit_once('/').context("the server's URL names no database")?;
    Ok(Database { url: format!("{base}/{name}{parameters}"), name, server_url: server_url.to_owned() })
}

fn psql(url: &str, sql: &str) -> anyhow::Result<String> {
    let program = binaries().map_or_else(|| PathBuf::from("psql"), |directory| directory.join("psql"));
    let output = Command::new(&program)
        .args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1", "--dbname", url])
        .args(["--command", sql])
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot run {}", program.display()))?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
}
