//! Rows that were read a moment ago, answered again as long as the database has not changed since.
//!
//! A row is kept with the head row's revision, both of one statement. It is the row of now exactly if the head row still
//! says that revision, which is asked of the database each time, by one short statement for all who ask together. So
//! nobody reads what is older than a read of its own would have been, on whichever replica the change was made.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a row is answered again at most, and about how long it is kept while others are: what an operator changes by hand, past the head row, is seen after it.
const LIFE: Duration = Duration::from_secs(1);
/// Most rows that are kept.
const MOST: usize = 4_096;

pub(crate) struct Recent<T>(Mutex<Rows<T>>);

struct Rows<T> {
    kept: HashMap<String, Kept<T>>,
    /// When those whose time is over were last put away.
    tidied: Instant,
}

struct Kept<T> {
    row: T,
    revision: i64,
    until: Instant,
}

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self(Mutex::new(Rows { kept: HashMap::new(), tidied: Instant::now() }))
    }
}

impl<T: Clone> Recent<T> {
    /// A row, and the revision at which it stood so.
    pub(crate) fn get(&self, key: &str) -> Option<(i64, T)> {
        let rows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        rows.kept.get(key).filter(|kept| Instant::now() < kept.until).map(|kept| (kept.revision, kept.row.clone()))
    }

    pub(crate) fn put(&self, key: &str, revision: i64, row: T) {
        let now = Instant::now();
        let mut rows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if now > rows.tidied + LIFE {
            rows.kept.retain(|_, kept| now < kept.until);
            rows.tidied = now;
        }
        if rows.kept.len() >= MOST {
            rows.kept.clear();
        }
        rows.kept.insert(key.to_owned(), Kept { row, revision, until: now + LIFE });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_keeps_what_was_put_last_and_never_grows_beyond_its_bound() {
        let recent = Recent::default();
        for number in 0..3 * MOST as i64 {
            recent.put(&format!("{number}"), number, number);
            recent.put("again", number, number * 2);
            assert_eq!(recent.get("again"), Some((number, number * 2)));
        }
        assert!(recent.0.lock().unwrap().kept.len() <= MOST);
        assert_eq!(recent.get("none"), None);
    }

    #[test]
    fn it_forgets() {
        let recent = Recent::default();
        recent.put("a", 1, ());
        let now = Instant::now();
        recent.0.lock().unwrap().kept.get_mut("a").unwrap().until = now;
        assert_eq!(recent.get("a"), None);
        recent.0.lock().unwrap().tidied = now.checked_sub(2 * LIFE).unwrap();
        recent.put("b", 1, ());
        assert_eq!(recent.0.lock().unwrap().kept.keys().collect::<Vec<_>>(), ["b"]);
    }
}
