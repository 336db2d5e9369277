//! `kill -9` during a stream of registrations.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::bail;
use serde_json::Value;
use tokio::sync::Mutex;

use crate::http::Connection;
use crate::say;
use crate::server::Setup;

/// On SQLite and, where it is installed, on PostgreSQL.
pub async fn run(program: &Path, times: usize) -> anyhow::Result<()> {
    endure(program, times, None, "SQLite").await?;
    let Some(database) = pms_testkit::postgres::durable_database() else {
        say("PostgreSQL is not installed: only SQLite was tried");
        return Ok(());
    };
    endure(program, times, Some(database.url().to_owned()), "PostgreSQL").await
}

async fn endure(program: &Path, times: usize, database: Option<String>, name: &str) -> anyhow::Result<()> {
    let data = tempfile::tempdir()?;
    let setup = Setup::new(program, data.path(), database)?;
    if setup.database.is_some() {
        setup.run(&["migrate"])?;
    }
    let secret = setup.admin_client()?;
    let acknowledged = Arc::new(Mutex::new(BTreeSet::new()));
    let next = Arc::new(AtomicU64::new(0));
    for round in 0..times {
        let mut server = setup.serve()?;
        server.ready(Duration::from_secs(30)).await?;
        let token = server.token(&secret).await?;
        let streams: Vec<_> = (0..8)
            .map(|_| {
                let (acknowledged, next) = (Arc::clone(&acknowledged), Arc::clone(&next));
                let (address, token) = (server.address, token.clone());
                tokio::spawn(async move {
                    let Ok(mut connection) = Connection::open(address).await else { return };
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let body = body(number);
                        let path = "/v1/partnermanager/partners/v2";
                        match connection.call("POST", path, Some(&token), Some(&body)).await {
                            Ok(answer) if answer.body.windows(11).any(|w| w == b"\"errors\":[]") => {
                                acknowledged.lock().await.insert(number);
                            }
                            Ok(_) => {}
                            Err(_) => return,
                        }
                    }
                })
            })
            .collect();
        // Somewhere in the stream: between 20 and 220 ms, spread by the round.
        tokio::time::sleep(Duration::from_millis(20 + (round as u64 * 37) % 200)).await;
        server.kill()?;
        for stream in streams {
            stream.await?;
        }
    }
    check(&setup, &secret, &*acknowledged.lock().await).await?;
    say(&format!(
        "{name}: {times} kills, {} acknowledged registrations, all there, none half; the audit trail is intact",
        acknowledged.lock().await.len()
    ));
    Ok(())
}

fn body(number: u64) -> String {
    format!(
        r#"{{"request":{{"partnerId":"crash-{number}","organizationName":"Example {number}","address":"1 Main Street","contactNumber":"5550100","emailId":"crash{number}@example.org","partnerType":"Device_Provider"}}}}"#
    )
}

/// Every acknowledged partner is listed; every listed one is whole (approval, audit record, search row).
async fn check(setup: &Setup, secret: &str, acknowledged: &BTreeSet<u64>) -> anyhow::Result<()> {
    let verdict = setup.run(&["audit", "verify"])?;
    if !verdict.contains("intact") {
        bail!("{verdict}");
    }
    let mut server = setup.serve()?;
    server.ready(Duration::from_secs(30)).await?;
    let token = server.token(secret).await?;
    let mut connection = Connection::open(server.address).await?;
    let answer = connection.call("GET", "/v1/partnermanager/partners", Some(&token), None).await?;
    let listed: Value = serde_json::from_slice(&answer.body)?;
    let listed: BTreeSet<String> = listed["response"]["partners"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|row| row["partnerID"].as_str().map(str::to_owned))
        .collect();
    for number in acknowledged {
        if !listed.contains(&format!("crash-{number}")) {
            bail!("crash-{number} was acknowledged and is not there");
        }
    }
    let mut approvals = BTreeSet::new();
    for page in 0.. {
        let path = format!("/v1/partnermanager/approvals?kind=partner&pageNo={page}&pageSize=500");
        let answer = connection.call("GET", &path, Some(&token), None).await?;
        let body: Value = serde_json::from_slice(&answer.body)?;
        let rows = body["response"]["data"].as_array().cloned().unwrap_or_default();
        if rows.is_empty() {
            break;
        }
        approvals.extend(rows.iter().filter_map(|row| row["partnerId"].as_str().map(str::to_owned)));
    }
    for id in &listed {
        if !approvals.contains(id) {
            bail!("{id} is half there: it has no approval");
        }
    }
    Ok(())
}
