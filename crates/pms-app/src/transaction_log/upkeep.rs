//! What the log needs from time to time: partitions for the days to come, sums, and an end.

use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use pms_domain::transaction::{self, AuthTypes, Endpoint, Outcome as Came, Source};
use pms_domain::{Timestamp, time};
use pms_store::transaction::{self as log, Process, Row, Seek};
use serde_json::json;

use crate::settings::TransactionLog;
use crate::{App, Outcome};

/// Days that have a partition before their first row.
const AHEAD: i32 = 7;
/// An hour that goes on is summed anew no more often than this.
const PAUSE: TimeDelta = TimeDelta::seconds(60);
/// Rows that are written to a file at a time.
const RUN: i64 = 5_000;
/// A process that was not seen for so long, and did not say that it stops, has ended in the middle.
const SILENT: TimeDelta = TimeDelta::minutes(3);

/// Makes the partitions of today and the days to come.
pub async fn prepare_days(app: &App) -> Outcome<()> {
    let today = transaction::day(app.surroundings().now());
    // Yesterday, too: rows of a gateway come late, and around midnight clocks differ.
    let days: BTreeSet<i32> = (today - 1..=today + AHEAD).collect();
    Ok(log::ensure(app.store().log().await?, &days).await?)
}

/// When each hour was last summed by this process.
#[derive(Default)]
pub struct Sums(HashMap<i32, Timestamp>);

impl Sums {
    /// Makes the sums of hours in which rows came, and answers how many hours. What it leaves out it makes a minute later.
    pub async fn make(&mut self, app: &App) -> Outcome<usize> {
        let database = app.store().log().await?;
        let mut made = 0;
        for touched in log::touched(database).await? {
            let now = app.surroundings().now();
            let last = self.0.get(&touched.hour);
            if last.is_some_and(|last| now - *last < PAUSE && now >= *last) {
                continue;
            }
            log::roll(database, touched.hour, transaction::micros(now)).await?;
            self.0.insert(touched.hour, now);
            made += 1;
        }
        let now = app.surroundings().now();
        self.0.retain(|_, last| now - *last < PAUSE);
        Ok(made)
    }
}

/// Where the files of deleted days go.
pub fn directory(settings: &TransactionLog, data_dir: &Path) -> PathBuf {
    match settings.export_directory.as_str() {
        "" => data_dir.join("transactions"),
        directory => PathBuf::from(directory),
    }
}

/// Days whose time is over, the oldest first.
pub async fn days_over(app: &App) -> Outcome<Vec<i32>> {
    Ok(log::days(app.store().log().await?, super::first_day(app)).await?)
}

/// Deletes a day, after its rows were written to a file.
///
/// # Errors
/// The file cannot be written: the day stays.
pub async fn forget_day(app: &App, directory: &Path, day: i32) -> Outcome<()> {
    let database = app.store().log().await?;
    write_day(database, directory, day).await?;
    while log::drop_day(database, day).await? {}
    Ok(())
}

/// Deletes the sums of hours of days that are over, hour by hour; those of days stay.
pub async fn forget_sums(app: &App) -> Outcome<()> {
    let (database, first) = (app.store().log().await?, super::first_day(app));
    while log::forget_sums(database, first).await? > 0 {}
    Ok(())
}

/// Writes a day's rows, a JSON object on each line. The file has its name when it is whole; one that is there is of an earlier
/// run whose day was not deleted, or of rows that came after it: it gets another name then.
async fn write_day(database: &pms_store::Db, directory: &Path, day: i32) -> Outcome<()> {
    let mut after = Seek { occurred_at: i64::MIN, id: i64::MIN };
    let mut rows = log::rows_of_day(database, day, after, RUN).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let name = transaction::start_of_day(day).format("%Y-%m-%d").to_string();
    let (part, mut file) = begin(directory, &name)?;
    loop {
        let lines: String = rows.iter().map(|row| format!("{}\n", object(row))).collect();
        file.write_all(lines.as_bytes()).map_err(anyhow::Error::from)?;
        let Some(last) = rows.last().filter(|_| rows.len() as i64 == RUN) else { break };
        after = Seek { occurred_at: last.occurred_at, id: last.id };
        rows = log::rows_of_day(database, day, after, RUN).await?;
    }
    file.flush().and_then(|()| file.get_ref().sync_all()).map_err(anyhow::Error::from)?;
    name_file(&part, directory, &name).map_err(anyhow::Error::from)?;
    Ok(())
}

/// A file for its owner alone.
fn begin(directory: &Path, name: &str) -> anyhow::Result<(PathBuf, io::BufWriter<std::fs::File>)> {
    std::fs::create_dir_all(directory)?;
    let part = directory.join(format!("{name}.part"));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let file = options.open(&part)?;
    Ok((part, io::BufWriter::new(file)))
}

/// Never over a file that is there.
fn name_file(part: &Path, directory: &Path, name: &str) -> io::Result<()> {
    for number in 0..1_000 {
        let suffix = if number == 0 { String::new() } else { format!(".{number}") };
        let path = directory.join(format!("{name}{suffix}.ndjson"));
        match std::fs::hard_link(part, path) {
            Ok(()) => return std::fs::remove_file(part),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::other("a thousand files of this day are there"))
}

fn object(row: &Row) -> serde_json::Value {
    json!({
        "occurredAt": time::local_iso(transaction::of_micros(row.occurred_at)),
        "source": Source::of_number(row.source).map(Source::as_str),
        "transactionId": row.transaction_id,
        "endpoint": Endpoint::of_number(row.endpoint).map(Endpoint::as_str),
        "mispId": row.misp_id,
        "licenceId": row.licence_id,
        "partnerId": row.partner_id,
        "policyId": row.policy_id,
        "keyId": row.key_id,
        "authTypes": AuthTypes::of_bits(row.auth_types).words().collect::<Vec<_>>(),
        "outcome": Came::of_number(row.outcome).map(Came::as_str),
        "reason": row.reason,
        "authOutcome": Came::of_number(row.auth_outcome).map(Came::as_str),
        "staleMs": row.stale_ms,
    })
}

/// Processes of the last `days` whose last answers may not be in the log: they ended without saying so, or had no room.
pub async fn unfinished(app: &App, days: i64) -> Outcome<Vec<Process>> {
    let now = app.surroundings().now();
    let (since, silent) = (transaction::micros(now - TimeDelta::days(days)), transaction::micros(now - SILENT));
    Ok(log::unfinished(app.store().log().await?, since, silent).await?)
}
