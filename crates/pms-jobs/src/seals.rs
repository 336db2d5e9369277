//! Seals of the audit chain, written outside the database: whoever can change the database cannot change what was sealed.
//!
//! One line of JSON for each seal, appended and flushed. `pms audit verify` reads them back with [`read_seals`].

use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use chrono::TimeDelta;
use pms_app::settings::Settings;
use pms_domain::context::Surroundings;
use pms_store::audit::{self, Seal};
use pms_store::{Store, StoreResult};
use tokio_util::sync::CancellationToken;

use crate::turn::Turn;

/// How often we look whether a seal is due.
const LOOK: Duration = Duration::from_secs(1);
/// How long others wait for a sealer that died.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// The file in the data directory when no other sink is configured.
const FILE: &str = "seals.jsonl";

/// After how many records, or after how much time with any record, the chain is sealed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Every {
    pub(crate) records: i64,
    pub(crate) time: Duration,
}

impl Every {
    pub(crate) fn of(settings: &Settings) -> Self {
        Self {
            records: i64::try_from(settings.audit.seal_every_records).unwrap_or(i64::MAX).max(1),
            time: Duration::from_secs(settings.audit.seal_every_seconds.max(1)),
        }
    }
}

/// The file that seals go to: `audit.seal_sink`, else `seals.jsonl` in the data directory.
pub fn seal_file(settings: &Settings, data_dir: &Path) -> PathBuf {
    match settings.audit.seal_sink.trim() {
        "" => data_dir.join(FILE),
        file => PathBuf::from(file),
    }
}

/// As [`seal_file`], checked.
///
/// # Errors
/// When the setting is an address: this version writes to files only.
pub(crate) fn sink(settings: &Settings, data_dir: &Path) -> anyhow::Result<PathBuf> {
    if settings.audit.seal_sink.contains("://") {
        bail!(
            "audit.seal_sink is an address, but this version writes seals to files only; name a file on storage that the \
             database's administrators cannot change"
        );
    }
    Ok(seal_file(settings, data_dir))
}

/// Reads all seals of a file, in its order. A line that a crash cut short is passed over: the next seal began a new one.
///
/// # Errors
/// When the file cannot be read, or a line is no seal; the line's number is named.
pub fn read_seals(path: &Path) -> anyhow::Result<Vec<Seal>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("the seals {} cannot be read", path.display()))?;
    let mut seals = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str(line) {
            Ok(seal) => seals.push(seal),
            Err(error) if error.is_eof() => {}
            Err(_) => bail!("{}: line {} is no seal", path.display(), index + 1),
        }
    }
    Ok(seals)
}

/// Seals until the shutdown, and once more then.
pub(crate) async fn run(
    store: Store,
    surroundings: Surroundings,
    sink: PathBuf,
    every: Every,
    shutdown: CancellationToken,
) {
    let mut sealer = Sealer::new(store, surroundings, sink);
    let mut last = Instant::now();
    loop {
        let is_last = tokio::select! {
            () = shutdown.cancelled() => true,
            () = tokio::time::sleep(LOOK) => false,
        };
        let is_time = is_last || last.elapsed() >= every.time;
        match sealer.seal(if is_time { 1 } else { every.records }).await {
            Ok(sealed) if sealed || is_time => last = Instant::now(),
            Ok(_) => {}
            Err(error) => tracing::error!(error = format!("{error:#}"), "the audit chain cannot be sealed"),
        }
        if is_last {
            sealer.end().await;
            return;
        }
    }
}

/// The one that seals, while it has the lease.
pub(crate) struct Sealer {
    store: Store,
    surroundings: Surroundings,
    sink: PathBuf,
    turn: Turn,
    /// Revision of the newest seal in the sink, once it was read.
    sealed: Option<i64>,
}

impl Sealer {
    pub(crate) fn new(store: Store, surroundings: Surroundings, sink: PathBuf) -> Self {
        let turn = Turn::new("seals", &store, &surroundings, LEASE);
        Self { store, surroundings, sink, turn, sealed: None }
    }

    /// Seals when at least so many records are not sealed yet. Answers whether it did.
    pub(crate) async fn seal(&mut self, records: i64) -> anyhow::Result<bool> {
        let (revision, _) = audit::head(self.store.db()).await?;
        // A chain shorter than what was sealed is sealed as well: the verification then finds both.
        if self.sealed.is_some_and(|sealed| (revision - sealed).abs() < records) || revision == 0 {
            return Ok(false);
        }
        if !self.turn.take(&self.store, self.surroundings.now()).await {
            return Ok(false);
        }
        if self.sealed.is_none() {
            let path = self.sink.clone();
            let newest = tokio::task::spawn_blocking(move || newest(&path)).await??;
            self.sealed = Some(newest);
            if (revision - newest).abs() < records {
                return Ok(false);
            }
        }
        let seal = self.make().await?;
        let (path, line) = (self.sink.clone(), serde_json::to_string(&seal)?);
        tokio::task::spawn_blocking(move || append(&path, &line)).await??;
        self.sealed = Some(seal.revision);
        tracing::debug!(revision = seal.revision, "audit chain sealed");
        Ok(true)
    }

    async fn make(&self) -> StoreResult<Seal> {
        Seal::make(&self.store, self.surroundings.now()).await
    }

    pub(crate) async fn end(&mut self) {
        self.turn.give_back(&self.store, self.surroundings.now()).await;
    }
}

/// Revision of the last seal of a file; 0 without one.
fn newest(path: &Path) -> anyhow::Result<i64> {
    if !path.exists() {
        return Ok(0);
    }
    let seals = read_seals(path)?;
    Ok(seals.last().map_or(0, |seal| seal.revision))
}

/// Appends a line and flushes it to the disk. A line that a crash cut short is ended first.
fn append(path: &Path, line: &str) -> anyhow::Result<()> {
    let write = || -> std::io::Result<()> {
        let is_new = !path.exists();
        let mut options = std::fs::OpenOptions::new();
        let mut file = crate::mail::private(options.create(true).read(true).append(true)).open(path)?;
        let mut text = String::with_capacity(line.len() + 2);
        if file.seek(SeekFrom::End(0))? > 0 {
            file.seek(SeekFrom::End(-1))?;
            let mut last = [0];
            file.read_exact(&mut last)?;
            if last != *b"\n" {
                text.push('\n');
            }
        }
        text.push_str(line);
        text.push('\n');
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        if is_new && let Some(directory) = path.parent().filter(|directory| directory.is_dir()) {
            std::fs::File::open(directory)?.sync_all()?;
        }
        Ok(())
    };
    write().with_context(|| format!("the seals {} cannot be written", path.display()))
}

#[cfg(test)]
mod tests;
