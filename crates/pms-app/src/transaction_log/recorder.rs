//! Our own answers on their way to the log.
//!
//! An answer is acknowledged before its row is durable (architecture §7): it is durable within 200 ms, or as soon as there are
//! 2,000, in one statement. A crash loses what was not written yet and nothing else; a clean stop loses none. Each answer has a
//! number in its process, and the process's row says up to which number all were written, so that what is missing shows. The row
//! is there before the first answer is given.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use pms_domain::context::Surroundings;
use pms_domain::transaction::{self, Answered};
use pms_store::transaction::Numbered;
use pms_store::{Store, StoreResult, transaction as log};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// So long rows are gathered before they are written: the write itself has what is left of the 200 ms.
const EVERY: Duration = Duration::from_millis(100);
/// Rows that are written at a time.
const BATCH: usize = 2_000;
/// Rows that may wait: three seconds of ten thousand answers each. When there is no room any more, rows are lost and counted.
const ROOM: usize = 32_768;
/// From so many on whoever asks for room waits.
const CROWDED: usize = ROOM / 2;
/// How long at most.
const PATIENCE: Duration = Duration::from_secs(1);
/// Between two attempts when the database does not answer.
const AGAIN: Duration = Duration::from_millis(500);
/// A process without answers says so often that it is there.
const ALIVE: Duration = Duration::from_secs(60);
/// Time for the last write of a stop.
const LAST: Duration = Duration::from_secs(5);

/// Takes our own answers. Cheap to clone; one for each process.
#[derive(Clone)]
pub struct Recorder(Arc<Shared>);

struct Shared {
    waiting: Mutex<Waiting>,
    /// Somebody put a row in, or closed.
    arrived: Notify,
    /// Rows that wait, for whoever waits for room.
    crowd: watch::Sender<usize>,
    begin: watch::Sender<Begin>,
    written: AtomicU64,
    lost: AtomicU64,
    failures: AtomicU64,
}

/// Whether the process has its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Begin {
    /// Nobody has asked for it yet.
    Unasked,
    Asked,
    /// It has one, or the database did not take it: nobody waits for it any more.
    Tried,
}

#[derive(Default)]
struct Waiting {
    rows: Vec<(i64, Answered)>,
    /// When the first of them came.
    first_at: Option<Instant>,
    /// The number of the last answer.
    sequence: i64,
    is_closed: bool,
}

/// What a process has done, for its metrics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows that are durable.
    pub written: u64,
    /// Rows for which there was no room.
    pub lost: u64,
    /// Rows that wait.
    pub waiting: u64,
    /// Writes that failed; they are repeated.
    pub failures: u64,
}

impl Recorder {
    fn new() -> Self {
        Self(Arc::new(Shared {
            waiting: Mutex::default(),
            arrived: Notify::new(),
            crowd: watch::Sender::new(0),
            begin: watch::Sender::new(Begin::Unasked),
            written: AtomicU64::new(0),
            lost: AtomicU64::new(0),
            failures: AtomicU64::new(0),
        }))
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Waiting> {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes an answer. Never waits: call it once for each answer, before it is given. Where it may be one of very many, wait for
    /// [`Self::room`] before the question is answered.
    pub fn record(&self, answer: Answered) {
        let mut waiting = self.waiting();
        waiting.sequence += 1;
        if waiting.rows.len() >= ROOM || waiting.is_closed {
            self.0.lost.fetch_add(1, Ordering::Relaxed);
            return;
        }
        let number = waiting.sequence;
        if waiting.rows.is_empty() {
            waiting.first_at = Some(Instant::now());
        }
        waiting.rows.push((number, answer));
        let count = waiting.rows.len();
        drop(waiting);
        // The first wakes the writer, a full batch wakes it early.
        if count == 1 || count.is_multiple_of(BATCH) {
            self.0.arrived.notify_one();
        }
        if count >= CROWDED {
            self.0.crowd.send_replace(count);
        }
    }

    /// Waits until there is room, at most a second: what holds back whoever asks more than can be written. At once when few wait,
    /// but for the first answers of a process: they wait, a second too, until its row is there.
    pub async fn room(&self) {
        if *self.0.begin.borrow() != Begin::Tried {
            self.begun().await;
        }
        if *self.0.crowd.borrow() < CROWDED {
            return;
        }
        let mut crowd = self.0.crowd.subscribe();
        // The sender lives in `self`; and who has waited long enough is answered.
        let _ended = tokio::time::timeout(PATIENCE, crowd.wait_for(|count| *count < CROWDED)).await;
    }

    async fn begun(&self) {
        let mut begin = self.0.begin.subscribe();
        let is_first = self.0.begin.send_if_modified(|begin| {
            let is_first = *begin == Begin::Unasked;
            *begin = if is_first { Begin::Asked } else { *begin };
            is_first
        });
        if is_first {
            self.0.arrived.notify_one();
        }
        let waited = tokio::time::timeout(PATIENCE, begin.wait_for(|begin| *begin == Begin::Tried)).await;
        if waited.is_err() {
            self.0.begin.send_replace(Begin::Tried);
        }
    }

    pub fn counts(&self) -> Counts {
        Counts {
            written: self.0.written.load(Ordering::Relaxed),
            lost: self.0.lost.load(Ordering::Relaxed),
            waiting: self.waiting().rows.len() as u64,
            failures: self.0.failures.load(Ordering::Relaxed),
        }
    }

    fn close(&self) {
        self.waiting().is_closed = true;
        self.0.arrived.notify_one();
    }

    fn take(&self) -> (Vec<(i64, Answered)>, bool) {
        let mut waiting = self.waiting();
        let count = waiting.rows.len().min(BATCH);
        let rest = waiting.rows.split_off(count);
        let rows = std::mem::replace(&mut waiting.rows, rest);
        let left = waiting.rows.len();
        let is_closed = waiting.is_closed;
        drop(waiting);
        self.0.crowd.send_replace(left);
        (rows, is_closed)
    }
}

/// The task that writes. Dropped, it writes what waits and ends.
pub(crate) struct Writer {
    recorder: Recorder,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    /// Within a runtime.
    pub(crate) fn start(store: Store, surroundings: Surroundings) -> Self {
        let recorder = Recorder::new();
        let writing = Writing { recorder: recorder.clone(), store, surroundings, process: None, lost: 0 };
        Self { recorder, task: Mutex::new(Some(tokio::spawn(writing.run()))) }
    }

    pub(crate) fn recorder(&self) -> &Recorder {
        &self.recorder
    }

    /// Writes what waits, and that the process stops. What takes longer than five seconds is left: the process is then one that
    /// has not said that it stops.
    pub(crate) async fn finish(&self) {
        self.recorder.close();
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task
            && tokio::time::timeout(LAST, task).await.is_err()
        {
            tracing::error!(rows = self.recorder.counts().waiting, "the last answers were not written to the log");
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.recorder.close();
    }
}

struct Writing {
    recorder: Recorder,
    store: Store,
    surroundings: Surroundings,
    /// The process's number, from its first answer on.
    process: Option<i64>,
    /// Lost ones that the process's row tells of.
    lost: u64,
}

impl Writing {
    async fn run(mut self) {
        loop {
            let is_quiet = tokio::time::timeout(ALIVE, self.recorder.0.arrived.notified()).await.is_err();
            if is_quiet {
                self.alive().await;
                continue;
            }
            self.begin().await;
            self.gather().await;
            loop {
                let (rows, is_closed) = self.recorder.take();
                if rows.is_empty() {
                    if is_closed {
                        return self.end().await;
                    }
                    break;
                }
                if !self.write(rows).await {
                    return;
                }
                if !is_closed && self.recorder.waiting().rows.len() < BATCH {
                    self.gather().await;
                }
            }
        }
    }

    /// Writes the process's row, if somebody waits for it. One that cannot be written now comes with the first answers.
    async fn begin(&mut self) {
        if *self.recorder.0.begin.borrow() != Begin::Asked {
            return;
        }
        if let Err(error) = self.process().await {
            tracing::warn!(%error, "the log does not know yet that this process answers");
        }
        self.recorder.0.begin.send_replace(Begin::Tried);
    }

    async fn process(&mut self) -> StoreResult<i64> {
        if let Some(process) = self.process {
            return Ok(process);
        }
        let now = transaction::micros(self.surroundings.now());
        Ok(*self.process.insert(log::begin(self.store.log().await?, now).await?))
    }

    /// Waits for more rows, until the first of them has waited long enough: during the write before, too.
    async fn gather(&self) {
        loop {
            let (count, first_at, is_closed) = {
                let waiting = self.recorder.waiting();
                (waiting.rows.len(), waiting.first_at, waiting.is_closed)
            };
            let Some(first_at) = first_at.filter(|_| (1..BATCH).contains(&count) && !is_closed) else { return };
            if tokio::time::timeout_at(first_at + EVERY, self.recorder.0.arrived.notified()).await.is_err() {
                return;
            }
        }
    }

    /// Writes rows, again and again until the database takes them. `false`: it is closed for good.
    async fn write(&mut self, rows: Vec<(i64, Answered)>) -> bool {
        let count = rows.len() as u64;
        let last = rows.last().map_or(0, |(sequence, _)| *sequence);
        let mut numbered: Vec<Numbered> =
            rows.into_iter().map(|(sequence, row)| Numbered { row, process: 0, sequence }).collect();
        loop {
            match self.try_write(&mut numbered, last).await {
                Ok(()) => {
                    self.recorder.0.written.fetch_add(count, Ordering::Relaxed);
                    return true;
                }
                Err(error) if error.is_closed() => return false,
                Err(error) => {
                    self.recorder.0.failures.fetch_add(1, Ordering::Relaxed);
                    tracing::warn!(%error, rows = count, "answers could not be written to the log; it is tried again");
                    tokio::time::sleep(AGAIN).await;
                }
            }
        }
    }

    async fn try_write(&mut self, rows: &mut [Numbered], last: i64) -> StoreResult<()> {
        let process = self.process().await?;
        let database = self.store.log().await?;
        let now = transaction::micros(self.surroundings.now());
        for row in rows.iter_mut() {
            row.process = process;
        }
        let lost = self.recorder.0.lost.load(Ordering::Relaxed);
        log::record(database, rows, process, now, last, i64::try_from(lost).unwrap_or(i64::MAX)).await?;
        self.lost = lost;
        Ok(())
    }

    async fn alive(&self) {
        let Some(process) = self.process else { return };
        let now = transaction::micros(self.surroundings.now());
        let said = match self.store.log().await {
            Ok(database) => log::seen(database, process, now).await,
            Err(error) => Err(error),
        };
        if let Err(error) = said {
            tracing::debug!(%error, "the log does not know that this process is there");
        }
    }

    async fn end(&mut self) {
        let lost = self.recorder.0.lost.load(Ordering::Relaxed);
        if lost > self.lost {
            tracing::error!(answers = lost, "answers found no room in the log's queue");
        }
        let Some(process) = self.process else { return };
        let now = transaction::micros(self.surroundings.now());
        let said = match self.store.log().await {
            Ok(database) => log::end(database, process, now).await,
            Err(error) => Err(error),
        };
        if let Err(error) = said {
            tracing::debug!(%error, "the log does not know that this process stopped");
        }
    }
}
