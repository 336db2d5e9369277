//! What is *not* on the hotlist, from memory.
//!
//! A blocked Bloom filter: each entry sets eight bits within one block of 512 (a cache line), so that a look costs one miss of
//! the cache. It never denies what it holds; what it may hold is looked up where the entries are. Bits are set and read without
//! a lock. Nothing is ever taken out: an entry that left costs a look-up, until the filter is filled anew.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use super::{IdHash, IdType};

/// 64-bit words of a block.
const WORDS: usize = 8;
/// Bits that an entry sets.
const BITS: usize = 8;
/// Bits of memory for each entry, when it holds as many as it is made for: one look in about 3,000 is in vain.
const BITS_PER_ENTRY: usize = 20;
/// Entries of the smallest filter.
const LEAST: usize = 1024;
/// Blocks of the largest one: 32 MiB. Beyond, more looks are in vain; none is wrong.
const MOST_BLOCKS: usize = 32 * 1024 * 1024 / (WORDS * 8);

/// See the module.
pub struct Filter {
    words: Box<[AtomicU64]>,
    /// Unknown outside the process: nobody can make up ids that fill one block.
    seed: u64,
    capacity: usize,
    entries: AtomicUsize,
}

impl Filter {
    /// An empty one for so many entries.
    pub fn with_capacity(entries: usize, seed: u64) -> Self {
        let capacity = entries.max(LEAST);
        let blocks = (capacity.saturating_mul(BITS_PER_ENTRY) / (WORDS * 64)).clamp(1, MOST_BLOCKS);
        let words = (0..blocks * WORDS).map(|_| AtomicU64::new(0)).collect();
        Self { words, seed, capacity, entries: AtomicUsize::new(0) }
    }

    /// First word of the block, and the bits of it.
    fn place(&self, id_type: IdType, hash: &IdHash) -> (usize, u64) {
        let half = |from: usize| {
            let mut bytes = [0; 8];
            bytes.copy_from_slice(&hash.0[from..from + 8]);
            u64::from_le_bytes(bytes)
        };
        let kind = u64::from(id_type.number().unsigned_abs());
        let first = mix(half(0) ^ self.seed ^ kind);
        let second = mix(half(8).wrapping_add(self.seed.rotate_left(32)) ^ kind);
        let blocks = (self.words.len() / WORDS) as u64;
        // The upper half of the product is even over the blocks, without a division.
        let block = ((u128::from(first) * u128::from(blocks)) >> 64) as usize;
        (block * WORDS, second)
    }

    /// Word within the block and bit within the word, for each of the entry's bits: nine bits of `bits` each.
    fn bits(bits: u64) -> impl Iterator<Item = (usize, u64)> {
        // Eight times nine bits are more than 64: the last ones are taken from a second mixing.
        let more = mix(bits);
        (0..BITS).map(move |n| {
            let nine = if n < 7 { bits >> (9 * n) } else { more } & 511;
            ((nine >> 6) as usize, 1 << (nine & 63))
        })
    }

    /// Holds an entry from now on.
    pub fn insert(&self, id_type: IdType, hash: &IdHash) {
        let (start, bits) = self.place(id_type, hash);
        for (word, bit) in Self::bits(bits) {
            if let Some(word) = self.words.get(start + word) {
                word.fetch_or(bit, Ordering::Release);
            }
        }
        self.entries.fetch_add(1, Ordering::Relaxed);
    }

    /// `false`: it is not on the hotlist. `true`: it may be.
    pub fn may_hold(&self, id_type: IdType, hash: &IdHash) -> bool {
        let (start, bits) = self.place(id_type, hash);
        Self::bits(bits)
            .all(|(word, bit)| self.words.get(start + word).is_some_and(|word| word.load(Ordering::Acquire) & bit != 0))
    }

    /// Whether it holds more than it was made for and a larger one would do better.
    pub fn is_crowded(&self) -> bool {
        self.entries.load(Ordering::Relaxed) > self.capacity && self.words.len() < MOST_BLOCKS * WORDS
    }

    /// Memory, in bytes.
    pub fn size(&self) -> usize {
        self.words.len() * 8
    }
}

/// A bijection that spreads every bit (the finaliser of SplitMix64).
fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}
