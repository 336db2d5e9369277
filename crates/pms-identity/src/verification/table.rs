//! A table from digests to small entries, of which many versions share what they have in common.
//!
//! Entries lie sorted in shards, shards in blocks, blocks in the root: a change copies one shard, and the pointers of one block
//! and of the root, whatever the table holds. At a million entries a shard is some 250 of them. Compared with a hash trie this
//! wastes nothing in half-empty nodes, and an empty table is a few pointers.

use std::sync::Arc;

/// Blocks of the root, and shards of a block.
const WIDTH: usize = 64;

/// By which entries are found: made by a hash, so that its bits are as good as random.
pub trait Digest: Copy + Ord {
    /// Bits that choose block and shard.
    fn place(&self) -> u16;
}

impl Digest for pms_store::verification::Digest {
    fn place(&self) -> u16 {
        u16::from_be_bytes([self.0[0], self.0[1]])
    }
}

type Shard<K, V> = Vec<(K, V)>;
type Block<K, V> = Vec<Arc<Shard<K, V>>>;

/// See the module. Cheap to clone.
pub struct Table<K, V> {
    root: Vec<Arc<Block<K, V>>>,
    entries: usize,
}

impl<K, V> Clone for Table<K, V> {
    fn clone(&self) -> Self {
        Self { root: self.root.clone(), entries: self.entries }
    }
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        // One empty shard stands in all places, and one block of them.
        let shard = Arc::new(Vec::new());
        let block = Arc::new(vec![shard; WIDTH]);
        Self { root: vec![block; WIDTH], entries: 0 }
    }
}

fn places<K: Digest>(key: &K) -> (usize, usize) {
    let place = usize::from(key.place());
    (place >> 10, place >> 4 & (WIDTH - 1))
}

impl<K: Digest, V: Clone> Table<K, V> {
    pub fn len(&self) -> usize {
        self.entries
    }

    pub fn is_empty(&self) -> bool {
        self.entries == 0
    }

    fn shard(&self, key: &K) -> &Shard<K, V> {
        let (block, shard) = places(key);
        &self.root[block][shard]
    }

    pub fn get(&self, key: &K) -> Option<&V> {
        let shard = self.shard(key);
        shard.binary_search_by_key(key, |(key, _)| *key).ok().map(|at| &shard[at].1)
    }

    fn shard_mut(&mut self, key: &K) -> &mut Shard<K, V> {
        let (block, shard) = places(key);
        Arc::make_mut(&mut Arc::make_mut(&mut self.root[block])[shard])
    }

    /// Puts an entry in the place of the one of this key.
    pub fn insert(&mut self, key: K, value: V) {
        let shard = self.shard_mut(&key);
        match shard.binary_search_by_key(&key, |(key, _)| *key) {
            Ok(at) => shard[at].1 = value,
            Err(at) => {
                shard.insert(at, (key, value));
                self.entries += 1;
            }
        }
    }

    pub fn remove(&mut self, key: &K) {
        if self.get(key).is_none() {
            return;
        }
        let shard = self.shard_mut(key);
        if let Ok(at) = shard.binary_search_by_key(key, |(key, _)| *key) {
            shard.remove(at);
            self.entries -= 1;
        }
    }

    /// Every entry, in no order that means anything.
    pub fn iter(&self) -> impl Iterator<Item = &(K, V)> {
        self.root.iter().flat_map(|block| block.iter()).flat_map(|shard| shard.iter())
    }

    /// Gives back the room that growing shards have in advance. For the end of a load: afterwards versions share shards.
    pub fn shrink(&mut self) {
        for block in &mut self.root {
            let Some(block) = Arc::get_mut(block) else { continue };
            for shard in block.iter_mut().filter_map(Arc::get_mut) {
                shard.shrink_to_fit();
            }
        }
    }
}

impl<K: Digest, V: Clone + PartialEq> PartialEq for Table<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.entries == other.entries && self.iter().eq(other.iter())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    struct Key(u16, u8);

    impl Digest for Key {
        fn place(&self) -> u16 {
            self.0
        }
    }

    proptest! {
        /// It does what a map does, and versions that were kept stay as they were.
        #[test]
        fn it_is_a_map_with_versions(
            steps in prop::collection::vec((any::<bool>(), 0u16..40, 0u8..4, any::<u32>()), 0..200),
        ) {
            let mut table = Table::default();
            let mut map = BTreeMap::new();
            let mut kept = Vec::new();
            for (insert, place, rest, value) in steps {
                let key = Key(place * 1637, rest);
                kept.push((table.clone(), map.clone()));
                if insert {
                    table.insert(key, value);
                    map.insert(key, value);
                } else {
                    table.remove(&key);
                    map.remove(&key);
                }
            }
            kept.push((table, map));
            for (table, map) in kept {
                prop_assert_eq!(table.len(), map.len());
                prop_assert!(table.iter().copied().eq(map.clone().into_iter()));
                prop_assert!(map.iter().all(|(key, value)| table.get(key) == Some(value)));
                prop_assert_eq!(table.get(&Key(1, 1)), None);
            }
        }
    }

    #[test]
    fn a_change_copies_one_shard() {
        let mut table = Table::default();
        for number in 0..50_000u32 {
            let hash = number.wrapping_mul(2_654_435_761);
            table.insert(Key((hash >> 16) as u16, hash as u8), number);
        }
        table.shrink();
        let before = table.clone();
        table.insert(Key(77, 3), 1);
        let shards = |table: &Table<Key, u32>| -> Vec<*const Shard<Key, u32>> {
            table.root.iter().flat_map(|block| block.iter().map(Arc::as_ptr)).collect()
        };
        let differing = shards(&before).iter().zip(shards(&table)).filter(|(old, new)| **old != *new).count();
        assert_eq!(differing, 1);
        table.remove(&Key(1, 99));
        assert_eq!(before.get(&Key(77, 3)), None);
    }
}
