//! A clock that stands still until the test moves it.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use pms_domain::context::{Clock, Timestamp};

/// A settable clock; clones show the same time.
#[derive(Clone, Debug)]
pub struct TestClock(Arc<Mutex<Timestamp>>);

impl TestClock {
    /// Stands at `time` (UTC).
    pub fn new(time: Timestamp) -> Self {
        Self(Arc::new(Mutex::new(time)))
    }

    /// Stands at the machine's time, for tests that use certificates made by another program, which knows only that.
    #[expect(
        clippy::disallowed_methods,
        reason = "certificates made by the openssl command are valid in the machine's time"
    )]
    pub fn at_machine_time() -> Self {
        Self::new(chrono::Utc::now().naive_utc())
    }

    /// Jumps to `time`, also backwards.
    pub fn set(&self, time: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = time;
    }

    /// Moves on by `duration` (backwards when negative) and returns the new time.
    ///
    /// # Panics
    /// When the result is outside what a date can hold.
    pub fn advance(&self, duration: TimeDelta) -> Timestamp {
        let mut time = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *time = time.checked_add_signed(duration).unwrap_or_else(|| panic!("{time} cannot move by {duration}"));
        *time
    }
}

/// Thursday, 15 January 2026, 10:00 UTC: an ordinary working day, far from any change of date or year.
impl Default for TestClock {
    fn default() -> Self {
        let day = NaiveDate::from_ymd_opt(2026, 1, 15).unwrap_or_default();
        Self::new(NaiveDateTime::new(day, NaiveTime::from_hms_opt(10, 0, 0).unwrap_or_default()))
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stands_still_until_moved_and_is_shared_by_its_clones() {
        let clock = TestClock::default();
        let seen_elsewhere = clock.clone();
        let start = clock.now();
        assert_eq!(start.to_string(), "2026-01-15 10:00:00");
        assert_eq!(clock.now(), start);
        assert_eq!(clock.advance(TimeDelta::minutes(10)), start + TimeDelta::minutes(10));
        assert_eq!(seen_elsewhere.now(), start + TimeDelta::minutes(10));
        seen_elsewhere.set(start);
        assert_eq!(clock.now(), start);
    }
}
