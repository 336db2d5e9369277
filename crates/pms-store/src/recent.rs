//! Rows that were read a moment ago, answered again as long as the database has not changed since.
//!
//! A row is kept with the head row's revision, both of one statement. It is the row of now exactly if the head row still
//! says that revision, which is asked of the database each time, by one short statement for all who ask together. So
//! nobody reads what is older than a read of its own would have been, on whichever replica the change was made.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a row is kept at most: what an operator changes by hand, past the head row, is seen after it.
const LIFE: Duration = Duration::from_secs(1);
/// Most rows that are kept.
const MOST: usize = 4_096;

pub(crate) struct Recent<T>(Mutex<HashMap<String, Kept<T>>>);

struct Kept<T> {
    row: T,
    revision: i64,
    until: Instant,
}

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Clone> Recent<T> {
    /// A row, and the revision at which it stood so.
    pub(crate) fn get(&self, key: &str) -> Option<(i64, T)> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(key).filter(|kept| Instant::now() < kept.until).map(|kept| (kept.revision, kept.row.clone()))
    }

    pub(crate) fn put(&self, key: &str, revision: i64, row: T) {
        let now = Instant::now();
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.retain(|_, kept| now < kept.until);
        }
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(key.to_owned(), Kept { row, revision, until: now + LIFE });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_keeps_the_newest_and_never_grows_beyond_its_bound() {
        let recent = Recent::default();
        for number in 0..3 * MOST as i64 {
            recent.put(&format!("{number}"), number, number);
            recent.put("again", number, number * 2);
            assert_eq!(recent.get("again"), Some((number, number * 2)));
        }
        assert!(recent.0.lock().unwrap().len() <= MOST);
        assert_eq!(recent.get("none"), None);
    }

    #[test]
    fn it_forgets() {
        let recent = Recent::default();
        recent.put("a", 1, ());
        recent.0.lock().unwrap().get_mut("a").unwrap().until = Instant::now();
        assert_eq!(recent.get("a"), None);
    }
}
