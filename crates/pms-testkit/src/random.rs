//! Randomness that is the same in every run.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use pms_domain::context::Random;

/// Step of the SplitMix64 generator (2^64 divided by the golden ratio).
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// A deterministic source of bytes (SplitMix64): evenly spread, and **not** secret. Clones draw from the same sequence.
#[derive(Clone, Debug)]
pub struct TestRandom {
    seed: u64,
    state: Arc<AtomicU64>,
}

impl TestRandom {
    /// The sequence that belongs to `seed`.
    pub fn new(seed: u64) -> Self {
        Self { seed, state: Arc::new(AtomicU64::new(seed)) }
    }

    /// Starts the sequence again: whatever is drawn next collides with what was drawn first.
    pub fn rewind(&self) {
        self.state.store(self.seed, Ordering::SeqCst);
    }

    fn next(&self) -> u64 {
        let mut value = self.state.fetch_add(STEP, Ordering::SeqCst).wrapping_add(STEP);
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ (value >> 31)
    }
}

impl Default for TestRandom {
    fn default() -> Self {
        Self::new(0)
    }
}

impl Random for TestRandom {
    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_be_bytes()[..chunk.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(random: &TestRandom) -> [u8; 21] {
        let mut out = [0; 21];
        random.fill(&mut out);
        out
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
        let random = TestRandom::new(7);
        let first = draw(&random);
        assert_ne!(draw(&random), first);
        assert_eq!(draw(&TestRandom::new(7)), first);
        assert_ne!(draw(&TestRandom::new(8)), first);
        random.rewind();
        assert_eq!(draw(&random), first);
    }

    #[test]
    fn the_sequence_is_splitmix64() {
        // First two values of the reference implementation for the seed 0.
        let random = TestRandom::new(0);
        assert_eq!(random.next(), 0xe220_a839_7b1d_cdaf);
        assert_eq!(random.next(), 0x6e78_9e6a_a1b9_65f4);
    }
}
