//! Eight servers and eight migrations at once on an empty PostgreSQL with one master key.

use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use anyhow::{Context as _, bail};
use pms_testkit::postgres::{Durability, Server as Postgres};

use crate::say;
use crate::server::{Server, Setup};

const COUNT: usize = 8;

pub async fn run(program: &Path) -> anyhow::Result<()> {
    let postgres = Postgres::start(Durability::Durable).context("PostgreSQL")?;
    for (what, kill) in
        [("all live", None), ("a migration killed", Some(Victim::Migration)), ("a server killed", Some(Victim::Server))]
    {
        let database = postgres.create_database()?;
        round(program, database.url(), kill).await.with_context(|| what.to_owned())?;
        say(&format!(
            "{COUNT} servers and {COUNT} migrations at once, {what}: one schema, one set of keys, one root, one first admin"
        ));
    }
    Ok(())
}

enum Victim {
    Migration,
    Server,
}

async fn round(program: &Path, url: &str, victim: Option<Victim>) -> anyhow::Result<()> {
    let data = tempfile::tempdir()?;
    let key = data.path().join("shared.key");
    std::fs::write(&key, "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\n")?;
    let setups: Vec<Setup> = (0..COUNT)
        .map(|number| {
            let folder = data.path().join(number.to_string());
            std::fs::create_dir_all(&folder)?;
            std::fs::copy(&key, folder.join("bench-master.key"))?;
            Setup::new(program, &folder, Some(url.to_owned()))
        })
        .collect::<anyhow::Result<_>>()?;
    let mut servers: Vec<Server> = setups.iter().map(Setup::serve).collect::<anyhow::Result<_>>()?;
    let mut migrations: Vec<Child> = setups
        .iter()
        .map(|setup| Ok(setup.command(&["migrate"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?))
        .collect::<anyhow::Result<_>>()?;
    match victim {
        Some(Victim::Migration) => {
            tokio::time::sleep(Duration::from_millis(150)).await;
            migrations[0].kill()?;
        }
        Some(Victim::Server) => {
            tokio::time::sleep(Duration::from_millis(600)).await;
            servers[0].kill()?;
            servers.remove(0);
        }
        None => {}
    }
    for (number, migration) in migrations.iter_mut().enumerate() {
        let status = migration.wait()?;
        let was_killed = number == 0 && matches!(victim, Some(Victim::Migration));
        if !was_killed && !status.success() {
            bail!("a migration failed: {status}");
        }
    }
    for server in &mut servers {
        server.ready(Duration::from_secs(60)).await?;
    }
    counts(url)?;
    let files = setups.iter().filter(|setup| setup.data.join("first-admin-password").exists()).count();
    // The one that made the admin may be the one that was killed before it wrote the file.
    if files > 1 || (files == 0 && !matches!(victim, Some(Victim::Server))) {
        bail!("{files} first admins' passwords were written");
    }
    let verdict = setups[1].run(&["audit", "verify"])?;
    if !verdict.contains("intact") {
        bail!("{verdict}");
    }
    Ok(())
}

fn counts(url: &str) -> anyhow::Result<()> {
    let binaries = pms_testkit::postgres::binaries().context("PostgreSQL is not installed")?;
    let sql = "SELECT (SELECT COUNT(*) FROM pms.x_key), (SELECT COUNT(DISTINCT purpose) FROM pms.x_key), \
               (SELECT COUNT(DISTINCT cert_thumbprint) FROM pms.ca_cert_store WHERE ca_cert_type = 'ROOT'), \
               (SELECT COUNT(*) FROM pms.x_account)";
    let output = std::process::Command::new(binaries.join("psql")).args(["-At", "-c", sql, url]).output()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let numbers: Vec<u32> = text.split('|').filter_map(|part| part.parse().ok()).collect();
    match numbers.as_slice() {
        [keys, purposes, 1, 1] if keys == purposes && *keys >= 9 => Ok(()),
        _ => bail!("keys, purposes, roots, accounts: {text}"),
    }
}
