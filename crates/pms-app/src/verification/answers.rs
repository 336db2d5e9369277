//! How a process has answered, for its metrics: a number for each reason of our own catalogue, and one for yes.

use std::sync::atomic::{AtomicU64, Ordering};

use pms_domain::verification::Reason;

/// What stands for the answer yes among the reasons.
pub const ALLOWED: &str = "allowed";

/// Answers since the start.
pub struct Answers {
    allowed: AtomicU64,
    /// In the order of [`Reason::ALL`].
    refused: Vec<AtomicU64>,
}

impl Default for Answers {
    fn default() -> Self {
        Self { allowed: AtomicU64::new(0), refused: Reason::ALL.iter().map(|_| AtomicU64::new(0)).collect() }
    }
}

impl Answers {
    pub(super) fn count(&self, why_not: Option<Reason>) {
        let place = why_not.and_then(|reason| Reason::ALL.iter().position(|one| *one == reason));
        let number = place.and_then(|place| self.refused.get(place)).unwrap_or(&self.allowed);
        number.fetch_add(1, Ordering::Relaxed);
    }

    /// Each reason's code, [`ALLOWED`] first, and how often it was answered.
    pub fn each(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let refused = Reason::ALL.iter().map(|reason| reason.code()).zip(&self.refused);
        std::iter::once((ALLOWED, &self.allowed)).chain(refused).map(|(code, n)| (code, n.load(Ordering::Relaxed)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_answer_is_counted_under_its_own_code() {
        let answers = Answers::default();
        for (times, reason) in Reason::ALL.iter().enumerate() {
            (0..times).for_each(|_| answers.count(Some(*reason)));
        }
        (0..1_000).for_each(|_| answers.count(None));
        let found: Vec<_> = answers.each().collect();
        assert_eq!(found[0], (ALLOWED, 1_000));
        for (times, (reason, found)) in Reason::ALL.iter().zip(&found[1..]).enumerate() {
            assert_eq!(*found, (reason.code(), times as u64));
        }
        assert_eq!(found.len(), Reason::ALL.len() + 1);
    }
}
