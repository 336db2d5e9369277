//! The limit: pgbench on the same PostgreSQL.

use std::process::Command;

use anyhow::{Context as _, bail};

/// Fills a database for pgbench.
pub fn fill(url: &str) -> anyhow::Result<()> {
    run(&["-i", "-q", "-s", "10", url]).map(|_| ())
}

/// Transactions per second of `pgbench` with these options.
pub fn rate(options: &[&str], clients: usize, seconds: u64, url: &str) -> anyhow::Result<f64> {
    let (clients, seconds) = (clients.to_string(), seconds.to_string());
    let mut arguments = vec!["-n", "-M", "prepared", "-c", &clients, "-j", "2", "-T", &seconds];
    arguments.extend(options);
    arguments.push(url);
    let printed = run(&arguments)?;
    let line = printed.lines().find(|line| line.starts_with("tps = ")).context("no tps")?;
    line.split_whitespace().nth(2).and_then(|text| text.parse().ok()).context("tps")
}

fn run(arguments: &[&str]) -> anyhow::Result<String> {
    let binaries = pms_testkit::postgres::binaries().context("PostgreSQL is not installed")?;
    let output = Command::new(binaries.join("pgbench")).args(arguments).output()?;
    if !output.status.success() {
        bail!("pgbench failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
