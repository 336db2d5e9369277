//! What is not on the hotlist, from memory, as new as the snapshot (architecture §7).
//!
//! The filter never denies what is on the list. So a look that finds nothing is an answer; one that finds something asks the
//! database. While the filter is being filled (at the start, and when it has become too small) everything that it cannot deny
//! yet is asked there, too.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use pms_domain::hotlist::{Filter, IdHash, IdType};
use pms_store::{Store, StoreResult, hotlist};

/// Entries read at a time.
const RUN: i64 = 10_000;

/// The filter of this process.
pub struct Hotlisted {
    held: ArcSwap<Filter>,
    /// The one that takes its place when all entries are in it.
    next: Mutex<Option<Arc<Filter>>>,
    /// Whether `held` has every entry.
    is_complete: AtomicBool,
    seed: u64,
}

impl Hotlisted {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            held: ArcSwap::from_pointee(Filter::with_capacity(0, seed)),
            next: Mutex::new(None),
            is_complete: AtomicBool::new(false),
            seed,
        }
    }

    /// `false`: it is not on the hotlist, as far as the snapshot has come. `true`: ask the database.
    pub fn may_hold(&self, id_type: IdType, hash: &IdHash) -> bool {
        !self.is_complete.load(Ordering::Acquire) || self.held.load().may_hold(id_type, hash)
    }

    /// Bytes of memory.
    pub fn size(&self) -> usize {
        self.held.load().size()
    }

    fn next(&self) -> std::sync::MutexGuard<'_, Option<Arc<Filter>>> {
        self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Holds what a change and those after it wrote. A later one may have written the same entry again: then it is the one that
    /// has it.
    pub(crate) async fn follow(&self, store: &Store, revision: i64) -> StoreResult<()> {
        let entries = hotlist::since(store.db(), revision).await?;
        let next = self.next();
        let held = self.held.load();
        for (id_type, hash) in entries {
            held.insert(id_type, &hash);
            if let Some(next) = &*next {
                next.insert(id_type, &hash);
            }
        }
        Ok(())
    }

    /// Whether it is time for [`Self::fill`].
    pub(crate) fn wants_filling(&self) -> bool {
        !self.is_complete.load(Ordering::Acquire) || self.held.load().is_crowded()
    }

    /// Reads every entry into a filter of the right size, which then takes the place of the one at hand. What is written
    /// meanwhile comes with [`Self::follow`]. An error leaves everything as it is.
    pub(crate) async fn fill(&self, store: &Store) -> StoreResult<()> {
        let total = usize::try_from(hotlist::total(store.db()).await?).unwrap_or(usize::MAX);
        let filter = Arc::new(Filter::with_capacity(total.saturating_add(total / 4), self.seed));
        *self.next() = Some(Arc::clone(&filter));
        let mut last = None;
        loop {
            let run = match hotlist::after(store.db(), last, RUN).await {
                Ok(run) => run,
                Err(error) => {
                    *self.next() = None;
                    return Err(error);
                }
            };
            let Some(key) = run.last() else { break };
            last = Some(*key);
            for (id_type, hash) in &run {
                filter.insert(*id_type, hash);
            }
        }
        let mut next = self.next();
        self.held.store(filter);
        *next = None;
        self.is_complete.store(true, Ordering::Release);
        Ok(())
    }
}
