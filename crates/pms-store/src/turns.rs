//! Turns of lists: how many are read at a time, and how many of them for one asker.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};

tokio::task_local! {
    static ASKER: Option<String>;
}

/// Does work for somebody: lists that it reads take at most half of the turns, so that many slow ones of one account do not keep
/// others waiting. `asker` names the account; where nobody has one, nobody is held back.
pub async fn of<F: Future>(asker: Option<String>, work: F) -> F::Output {
    ASKER.scope(asker, work).await
}

/// One turn for each list that may be read.
pub(crate) struct Turns {
    all: Arc<Semaphore>,
    /// Of one asker.
    each: usize,
    /// Askers who hold a turn or wait for one.
    askers: Mutex<HashMap<String, Weak<Semaphore>>>,
}

/// The turn of a list, until it is dropped.
pub struct Turn {
    _turn: OwnedSemaphorePermit,
    _own: Option<OwnedSemaphorePermit>,
}

impl Turns {
    pub(crate) fn new(count: u32) -> Self {
        let count = count.max(1) as usize;
        Self { all: Arc::new(Semaphore::new(count)), each: count.div_ceil(2), askers: Mutex::default() }
    }

    /// In the order of asking.
    pub(crate) async fn take(&self) -> Result<Turn, AcquireError> {
        let own = ASKER.try_with(|asker| asker.as_deref().map(|asker| self.of_asker(asker)));
        let own = match own.ok().flatten() {
            Some(own) => Some(own.acquire_owned().await?),
            None => None,
        };
        Ok(Turn { _turn: Arc::clone(&self.all).acquire_owned().await?, _own: own })
    }

    fn of_asker(&self, asker: &str) -> Arc<Semaphore> {
        let mut askers = self.askers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = askers.get(asker).and_then(Weak::upgrade) {
            return known;
        }
        // Those who neither hold nor wait any more.
        askers.retain(|_, semaphore| semaphore.strong_count() > 0);
        let made = Arc::new(Semaphore::new(self.each));
        askers.insert(asker.to_owned(), Arc::downgrade(&made));
        made
    }

    /// Whoever waits, or comes later, gets an error.
    pub(crate) fn close(&self) {
        self.all.close();
    }
}
