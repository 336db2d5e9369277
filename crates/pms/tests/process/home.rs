//! A data directory, a database, and the binary on both.

use std::io::Write as _;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use pms_testkit::postgres::{self, Database};
use tempfile::TempDir;

use crate::client;

/// 32 bytes for a throw-away database, base64.
const MASTER_KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\n";

/// Where one server lives.
pub struct Home {
    directory: TempDir,
    database: Option<Database>,
    /// Settings as environment variables.
    pub settings: Vec<(&'static str, String)>,
}

impl Home {
    pub fn sqlite() -> Self {
        Self { directory: tempfile::tempdir().unwrap(), database: None, settings: Vec::new() }
    }

    /// On a database of its own; none when PostgreSQL is not installed.
    pub fn postgres() -> Option<Self> {
        let database = postgres::database()?;
        let home = Self { directory: tempfile::tempdir().unwrap(), database: Some(database), settings: Vec::new() };
        home.write_master_key();
        Some(home)
    }

    /// One of each kind; the schema is there.
    pub fn on_both() -> Vec<Self> {
        let mut homes = vec![Self::sqlite()];
        homes.extend(Self::postgres());
        for home in &homes {
            home.ok(&["migrate"]);
        }
        homes
    }

    /// Another server's home on the same database and with the same master key.
    pub fn beside(&self) -> Self {
        let home = Self { directory: tempfile::tempdir().unwrap(), database: None, settings: self.settings.clone() };
        home.write_master_key();
        let url = self.database.as_ref().expect("PostgreSQL").url().to_owned();
        let key = home.master_key().display().to_string();
        Self {
            settings: [home.settings.clone(), vec![("PMS__DATABASE__URL", url), ("PMS__KEYS__MASTER_KEY_FILE", key)]]
                .concat(),
            ..home
        }
    }

    fn write_master_key(&self) {
        let mut file = std::fs::File::create(self.master_key()).unwrap();
        file.write_all(MASTER_KEY.as_bytes()).unwrap();
        private(&self.master_key());
    }

    pub fn is_postgres(&self) -> bool {
        self.database.is_some()
    }

    pub fn database(&self) -> &Database {
        self.database.as_ref().expect("PostgreSQL")
    }

    pub fn name(&self) -> &'static str {
        if self.is_postgres() { "PostgreSQL" } else { "SQLite" }
    }

    pub fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    /// The file that holds it: our own beside the data directory, else the one that the first start makes.
    pub fn master_key(&self) -> PathBuf {
        self.directory.path().join("master.key")
    }

    /// Where the servers' logs go, one after the other.
    pub fn log(&self) -> PathBuf {
        self.directory.path().join("server.log")
    }

    pub fn log_text(&self) -> String {
        std::fs::read_to_string(self.log()).unwrap_or_default()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pms"));
        command.arg("--data-dir").arg(self.data()).args(arguments).current_dir(self.directory.path());
        command.env("PMS__LOG__FILTER", "info").env("RUST_BACKTRACE", "0").stdin(Stdio::null());
        if let Some(database) = &self.database {
            command.env("PMS__DATABASE__URL", database.url()).env("PMS__KEYS__MASTER_KEY_FILE", self.master_key());
        }
        for (name, value) in &self.settings {
            command.env(name, value);
        }
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.command(arguments).output().unwrap())
    }

    /// Runs a command with something typed into it.
    pub fn run_typing(&self, arguments: &[&str], typed: &str) -> Ran {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
        Ran::of(child.wait_with_output().unwrap())
    }

    /// A command that must succeed; answers what it printed.
    pub fn ok(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.code, Some(0), "pms {arguments:?}: {} {}", ran.out, ran.err);
        assert!(!ran.err.contains("closed pool"), "a command that went well ends quietly: {}", ran.err);
        ran.out
    }

    /// A client with the partner admin's role; answers its secret.
    pub fn admin_client(&self) -> String {
        let printed = self.ok(&["client", "add", "mosip-pms-client", "--role", "PARTNER_ADMIN"]);
        printed.trim().rsplit(' ').next().unwrap().to_owned()
    }

    /// Starts a server on a free port.
    pub fn start(&self) -> Server {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let log = std::fs::OpenOptions::new().create(true).append(true).open(self.log()).unwrap();
        let mut command = self.command(&["serve", "--listen", &address.to_string()]);
        let child = command.stdout(Stdio::null()).stderr(log).spawn().unwrap();
        Server { child, address }
    }

    /// Starts a server and waits until it is ready.
    pub fn serve(&self) -> Server {
        let mut server = self.start();
        server.wait_until_ready();
        server
    }
}

fn private(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

/// What a command did.
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// A running server; it ends with this value.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Server {
    pub fn wait_until_ready(&mut self) {
        let started = Instant::now();
        while !self.is_ready() {
            if let Some(status) = self.child.try_wait().unwrap() {
                panic!("the server ended: {status}");
            }
            assert!(started.elapsed() < Duration::from_secs(60), "the server does not become ready");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub fn is_ready(&self) -> bool {
        client::try_call(self.address, "GET", "/health/ready", &[], b"").is_ok_and(|answer| answer.status == 200)
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// The end of the process, within half a minute.
    pub fn wait(&mut self) -> ExitStatus {
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(started.elapsed() < Duration::from_secs(30), "the server does not end");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Stops it in order.
    pub fn stop(&mut self) {
        self.signal("-TERM");
        let status = self.wait();
        assert!(status.success(), "{status}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ended_already = self.child.kill();
        let _ended_already = self.child.wait();
    }
}
