//! Verified tokens, remembered by their hash until they expire. What can change meanwhile is asked at each use.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::digest::{SHA256, digest};

/// Most tokens that are remembered.
const MOST: usize = 20_000;

/// Hash of a token.
pub type Fingerprint = [u8; 32];

pub fn fingerprint(token: &str) -> Fingerprint {
    let mut out = [0; 32];
    out.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
    out
}

/// A bounded memory of `T`, each with the second at which it is forgotten.
pub struct Remembered<T> {
    entries: Mutex<HashMap<Fingerprint, (i64, Arc<T>)>>,
    most: usize,
}

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Self { entries: Mutex::default(), most: MOST }
    }
}

impl<T> Remembered<T> {
    pub fn get(&self, key: &Fingerprint, now: i64) -> Option<Arc<T>> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.get(key).filter(|(until, _)| *until > now).map(|(_, value)| Arc::clone(value))
    }

    pub fn put(&self, key: Fingerprint, value: Arc<T>, until: i64, now: i64) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= self.most {
            entries.retain(|_, (until, _)| *until > now);
        }
        if entries.len() >= self.most {
            // Full of live ones: half of them go, whichever. They are verified again when they come back.
            let mut keep = false;
            entries.retain(|_, _| {
                keep = !keep;
                keep
            });
        }
        entries.insert(key, (until, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_forgets_in_time_and_never_grows_beyond_its_bound() {
        let memory = Remembered { entries: Mutex::default(), most: 100 };
        for number in 0..1000_i64 {
            memory.put(fingerprint(&number.to_string()), Arc::new(number), 2000 + number, 0);
        }
        assert!(memory.entries.lock().unwrap().len() <= 100);
        memory.put(fingerprint("x"), Arc::new(7), 10, 5);
        assert_eq!(memory.get(&fingerprint("x"), 9).as_deref(), Some(&7));
        assert_eq!(memory.get(&fingerprint("x"), 10), None);
        assert_eq!(memory.get(&fingerprint("y"), 0), None);
    }
}
