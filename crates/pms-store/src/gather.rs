//! Reads of one row each that are asked for at the same time go to the database together: what a statement costs besides
//! its rows is most of what a short read costs, on both sides.
//!
//! Every answer comes from a statement that began after it was asked for, so nobody reads what is older than a read of
//! its own would have been. While nobody else asks, a read goes at once and alone.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::StoreResult;

/// How long a statement may take: a connection that was lost without a word must not hold up who comes later. Every limit of
/// the database itself is shorter.
const LONGEST: Duration = Duration::from_secs(60);

/// Those who wait for rows of one kind. Cheap to clone.
pub(crate) struct Gather<T>(Arc<Mutex<Waiting<T>>>);

struct Waiting<T> {
    asked: Vec<Asked<T>>,
    most: usize,
    at_once: usize,
    under_way: usize,
}

struct Asked<T> {
    key: String,
    answer: oneshot::Sender<Option<T>>,
}

impl<T> Clone for Gather<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Gather<T> {
    /// `most`: keys of one statement. `at_once`: statements under way at a time; who comes later waits for the next.
    pub(crate) fn new(most: usize, at_once: usize) -> Self {
        Self(Arc::new(Mutex::new(Waiting { asked: Vec::new(), most, at_once, under_way: 0 })))
    }
}

impl<T: Clone + Send + 'static> Gather<T> {
    /// The row with a key: `read` reads the rows of that many keys at most, `key_of` says whose a row is. `Some(None)`: there is
    /// no such row. `None`: the statement failed; whoever asked reads for itself and learns why.
    pub(crate) async fn ask<R, F>(&self, key: String, read: R, key_of: fn(&T) -> &str) -> Option<Option<T>>
    where
        R: Fn(Vec<String>) -> F + Send + 'static,
        F: Future<Output = StoreResult<Vec<T>>> + Send,
    {
        let (answer, row) = oneshot::channel();
        let goes = {
            let mut waiting = self.waiting();
            waiting.asked.push(Asked { key, answer });
            let goes = waiting.under_way < waiting.at_once;
            waiting.under_way += usize::from(goes);
            goes
        };
        if goes {
            // A task of its own: who asked first may stop waiting, the others go on.
            let mut going = Going { gather: self.clone(), is_over: false };
            tokio::spawn(async move {
                while let Some(asked) = going.next() {
                    let keys = asked.iter().map(|asked| asked.key.clone()).collect();
                    match tokio::time::timeout(LONGEST, read(keys)).await {
                        Ok(Ok(rows)) => hand_out(asked, &rows, key_of),
                        Ok(Err(error)) => tracing::debug!(%error, "a statement for several; each tries for itself"),
                        Err(_) => tracing::warn!("a statement for several was not answered; each tries for itself"),
                    }
                }
            });
        }
        row.await.ok()
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Waiting<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn hand_out<T: Clone>(asked: Vec<Asked<T>>, rows: &[T], key_of: fn(&T) -> &str) {
    for Asked { key, answer } in asked {
        // Whoever has stopped waiting needs no answer.
        let _ = answer.send(rows.iter().find(|row| key_of(row) == key).cloned());
    }
}

/// A task that reads for the others.
struct Going<T: Clone + Send + 'static> {
    gather: Gather<T>,
    is_over: bool,
}

impl<T: Clone + Send + 'static> Going<T> {
    /// The next that wait; `None`: nobody does, and the task is over.
    fn next(&mut self) -> Option<Vec<Asked<T>>> {
        let mut waiting = self.gather.waiting();
        if waiting.asked.is_empty() {
            waiting.under_way -= 1;
            self.is_over = true;
            return None;
        }
        let many = waiting.asked.len().min(waiting.most);
        Some(waiting.asked.drain(..many).collect())
    }
}

impl<T: Clone + Send + 'static> Drop for Going<T> {
    /// Ended in the middle, with the runtime or by a panic: those who wait read for themselves.
    fn drop(&mut self) {
        if !self.is_over {
            let mut waiting = self.gather.waiting();
            waiting.under_way -= 1;
            waiting.asked.clear();
        }
    }
}

#[cfg(test)]
mod tests;
