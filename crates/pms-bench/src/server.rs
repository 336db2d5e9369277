//! Starting the binary under test, and getting a token from it.

use std::io::Write as _;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use crate::http::{Connection, header_value};

/// Any 256 bits will do for a throw-away database.
pub const MASTER_KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

/// How a server is started: its data directory and, with PostgreSQL, its database.
pub struct Setup {
    pub program: PathBuf,
    pub data: PathBuf,
    pub database: Option<String>,
    /// Settings of this benchmark alone, as environment variables.
    pub settings: Vec<(&'static str, &'static str)>,
}

impl Setup {
    pub fn new(program: &Path, data: &Path, database: Option<String>) -> anyhow::Result<Self> {
        let setup = Self { program: program.to_owned(), data: data.to_owned(), database, settings: Vec::new() };
        std::fs::create_dir_all(&setup.data)?;
        let key = setup.key();
        if setup.database.is_some() && !key.exists() {
            std::fs::write(&key, format!("{MASTER_KEY}\n"))?;
        }
        Ok(setup)
    }

    fn key(&self) -> PathBuf {
        self.data.join("bench-master.key")
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("--data-dir").arg(&self.data).args(arguments);
        command.env("PMS__LOG__FILTER", "warn").env("PMS__LIMITS__CONNECTIONS_PER_SOURCE", "4096");
        if let Some(url) = &self.database {
            command.env("PMS__DATABASE__URL", url).env("PMS__KEYS__MASTER_KEY_FILE", self.key());
        }
        command.envs(self.settings.iter().copied()).stdin(Stdio::null());
        command
    }

    /// Runs a command to its end and answers what it printed.
    pub fn run(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let output = self.command(arguments).output()?;
        if !output.status.success() {
            bail!("pms {arguments:?} failed: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// The same for a command that reads a line.
    pub fn run_with(&self, arguments: &[&str], line: &str) -> anyhow::Result<()> {
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let mut input = child.stdin.take().context("its standard input")?;
        writeln!(input, "{line}")?;
        drop(input);
        let output = child.wait_with_output()?;
        if !output.status.success() {
            bail!("pms {arguments:?} failed: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(())
    }

    /// Starts the server on a free port.
    pub fn serve(&self) -> anyhow::Result<Server> {
        let address = free_address()?;
        let log = std::fs::OpenOptions::new().create(true).append(true).open(self.data.join("server.log"))?;
        let child =
            self.command(&["serve", "--listen", &address.to_string()]).stdout(Stdio::null()).stderr(log).spawn()?;
        Ok(Server { child, address, started: Instant::now() })
    }

    /// Adds a service client with the partner admin's role; answers its secret.
    pub fn admin_client(&self) -> anyhow::Result<String> {
        let printed = self.run(&["client", "add", "mosip-pms-client", "--role", "PARTNER_ADMIN"])?;
        printed.trim().rsplit(' ').next().map(str::to_owned).context("no secret was printed")
    }
}

fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

pub struct Server {
    child: Child,
    pub address: SocketAddr,
    started: Instant,
}

impl Server {
    /// Waits until the server is ready; answers the time since its start.
    pub async fn ready(&mut self, within: Duration) -> anyhow::Result<Duration> {
        loop {
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended: {status}");
            }
            if let Ok(mut connection) = Connection::open(self.address).await
                && let Ok(answer) = connection.call("GET", "/health/ready", None, None).await
                && answer.status == 200
            {
                return Ok(self.started.elapsed());
            }
            if self.started.elapsed() > within {
                bail!("the server was not ready within {within:?}");
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Time since its start.
    pub fn age(&self) -> Duration {
        self.started.elapsed()
    }

    pub async fn token(&self, secret: &str) -> anyhow::Result<String> {
        self.token_of("mosip-pms-client", secret).await
    }

    pub async fn token_of(&self, client: &str, secret: &str) -> anyhow::Result<String> {
        let mut connection = Connection::open(self.address).await?;
        let body = format!(r#"{{"request":{{"clientId":"{client}","secretKey":"{secret}","appId":"partner"}}}}"#);
        let answer =
            connection.call("POST", "/v1/authmanager/authenticate/clientidsecretkey", None, Some(&body)).await?;
        header_value(&answer.header, "authorization")
            .map(str::to_owned)
            .with_context(|| format!("no token: {} {}", answer.status, String::from_utf8_lossy(&answer.body)))
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Resident memory, KiB.
    pub fn resident(&self) -> anyhow::Result<u64> {
        self.status("VmRSS")
    }

    /// Resident memory at its peak, KiB.
    pub fn peak(&self) -> anyhow::Result<u64> {
        self.status("VmHWM")
    }

    /// Lets the peak begin anew at what is resident now.
    pub fn forget_peak(&self) -> anyhow::Result<()> {
        // See proc_pid_clear_refs(5).
        Ok(std::fs::write(format!("/proc/{}/clear_refs", self.id()), "5")?)
    }

    fn status(&self, name: &str) -> anyhow::Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id()))?;
        let line = status.lines().find(|line| line.starts_with(name)).context("no memory")?;
        line.split_whitespace().nth(1).and_then(|text| text.parse().ok()).context("memory")
    }

    /// Processor time that its threads have used.
    pub fn processor(&self) -> anyhow::Result<Duration> {
        let mut nanoseconds = 0;
        for thread in std::fs::read_dir(format!("/proc/{}/task", self.id()))? {
            // One that ended meanwhile has none.
            let Ok(times) = std::fs::read_to_string(thread?.path().join("schedstat")) else { continue };
            nanoseconds += times.split(' ').next().and_then(|text| text.parse::<u64>().ok()).context("schedstat")?;
        }
        Ok(Duration::from_nanos(nanoseconds))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.kill() {
            crate::say(&format!("the server could not be ended: {error}"));
        }
    }
}
