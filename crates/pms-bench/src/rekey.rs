//! Emergency re-key of many partner certificates with stored keys, beside the bare rate of signatures; with `--kill` the command is killed on
//! its way and run again.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use pms_pki::issue::{Signer, SoftwareSigner, generate_rsa_key};
use pms_store::db::{Db, Location};
use pms_store::{ca_key, statement};
use pms_testkit::postgres::{Durability, Server as Postgres};
use pms_testkit::seeds;

use crate::say;
use crate::server::Setup;

/// How long bare signatures are measured.
const RAW: Duration = Duration::from_secs(5);

/// Longest wait for the first batch.
const FIRST_BATCH: Duration = Duration::from_secs(120);

/// On PostgreSQL, durable.
pub async fn run(program: &Path, certificates: i64, kill: bool) -> anyhow::Result<()> {
    let raw = raw_rate()?;
    let postgres = Postgres::start(Durability::Durable).context("PostgreSQL")?;
    let database = postgres.create_database()?;
    let url = database.url().to_owned();
    let folder = tempfile::tempdir()?;
    let setup = Setup::new(program, folder.path(), Some(url.clone()))?;
    setup.run(&["migrate"])?;
    let public = folder.path().join("public");
    // What opens the application makes the authorities; the commands for them do not.
    setup.run(&["account", "list"])?;
    setup.run(&["ca", "export", "--to", public.to_str().context("a path")?])?;
    let db = Db::open(&Location::Postgres(url), 4).await?;
    seed(&db, certificates).await?;
    database.psql("ANALYZE")?;

    let began = Instant::now();
    if kill {
        killed(&setup, &db, certificates).await?;
    }
    let told = setup.run(&["ca", "rekey", "--domain", "AUTH"])?;
    let seconds = began.elapsed().as_secs_f64();
    let left = count(
        &db,
        "SELECT COUNT(*) FROM partner_cert_store c JOIN x_key k ON k.id = c.x_ca_key_id \
                           WHERE c.x_current AND k.generation = 1",
    )
    .await?;
    let fresh = count(
        &db,
        "SELECT COUNT(*) FROM partner_cert_store c JOIN x_key k ON k.id = c.x_ca_key_id \
                            WHERE c.x_current AND k.generation = 2",
    )
    .await?;
    ensure!(left == 0 && fresh == certificates, "{left} certificates are left, {fresh} are signed anew: {told}");
    let history = count(&db, "SELECT COUNT(*) FROM partner_cert_store WHERE x_revoked_at IS NOT NULL").await?;
    ensure!(history == certificates, "{history} former certificates: each is replaced once");
    ensure!(setup.run(&["audit", "verify"])?.contains("intact"), "the audit trail is broken");
    db.close().await;
    let rate = certificates as f64 / seconds;
    say(&format!(
        "re-key of {certificates} certificates: {seconds:.1} s, {rate:.0}/s; bare signatures on all cores {raw:.0}/s; ratio {:.2}",
        rate / raw
    ));
    Ok(())
}

/// Signatures per second of all cores together, over as many bytes as a certificate has.
pub(crate) fn raw_rate() -> anyhow::Result<f64> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let signer = SoftwareSigner::from_pkcs8(&generate_rsa_key()?)?;
    let data = [7_u8; 800];
    let began = Instant::now();
    let signed = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..cores)
            .map(|_| {
                scope.spawn(|| {
                    let mut signed = 0_u64;
                    while began.elapsed() < RAW {
                        signer.sign_sha256_rsa(&data)?;
                        signed += 1;
                    }
                    anyhow::Ok(signed)
                })
            })
            .collect();
        let counts = threads.into_iter().map(|thread| thread.join().map_err(|_| anyhow::anyhow!("a thread died"))?);
        counts.sum::<anyhow::Result<u64>>()
    })?;
    Ok(signed as f64 / began.elapsed().as_secs_f64())
}

async fn seed(db: &Db, certificates: i64) -> anyhow::Result<()> {
    let rows = ca_key::all(db).await?;
    let auth = rows.iter().find(|row| row.purpose == "ca.auth").context("no AUTH CA")?;
    let now = auth.created_at;
    let mut tx = db.begin().await?;
    statement(seeds::PARTNERS).bind(certificates).bind(now).execute(&mut tx).await?;
    statement(seeds::CERTIFICATES)
        .bind(certificates)
        .bind(now)
        .bind(auth.certificate.clone().context("no certificate")?)
        .bind(now + chrono::TimeDelta::days(366))
        .bind(auth.id.as_str())
        .execute(&mut tx)
        .await?;
    Ok(tx.commit().await?)
}

async fn count(db: &Db, sql: &'static str) -> anyhow::Result<i64> {
    let row: (i64,) = statement(sql).one(db).await?;
    Ok(row.0)
}

/// Starts the command and kills it when about a third is done.
async fn killed(setup: &Setup, db: &Db, certificates: i64) -> anyhow::Result<()> {
    let mut command = setup.command(&["ca", "rekey", "--domain", "AUTH"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let began = Instant::now();
    let done = loop {
        let done = count(db, "SELECT COUNT(*) FROM partner_cert_store WHERE x_revoked_at IS NOT NULL").await?;
        if done > 0 && done >= certificates / 3 {
            break done;
        }
        ensure!(done > 0 || began.elapsed() < FIRST_BATCH, "it never began");
        ensure!(child.try_wait()?.is_none(), "it came to its end before it could be killed: more certificates");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    child.kill()?;
    child.wait()?;
    say(&format!("killed when {done} of {certificates} certificates were signed anew"));
    Ok(())
}
