//! The real clock and the real source of randomness: the only place that may ask the machine.

use std::cell::RefCell;
use std::sync::Arc;

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use pms_domain::Timestamp;
use pms_domain::context::{Clock, Random, Surroundings};

struct MachineClock;

impl Clock for MachineClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everything else takes as a parameter")]
    fn now(&self) -> Timestamp {
        chrono::Utc::now().naive_utc()
    }
}

struct MachineRandom(SystemRandom);

/// Random bytes for identifiers, drawn in one go: the source asks the processor anew at each call, which takes longer than the
/// rest of a short request.
struct Stock {
    bytes: [u8; 1024],
    left: usize,
}

thread_local! {
    static STOCK: RefCell<Stock> = const { RefCell::new(Stock { bytes: [0; 1024], left: 0 }) };
}

impl Random for MachineRandom {
    #[expect(clippy::panic, reason = "without randomness no identifier is safe: nothing may go on")]
    fn fill(&self, out: &mut [u8]) {
        if self.0.fill(out).is_err() {
            panic!("the system's random source failed");
        }
    }

    fn fill_identifier(&self, out: &mut [u8; 16]) {
        STOCK.with_borrow_mut(|stock| {
            if stock.left < out.len() {
                self.fill(&mut stock.bytes);
                stock.left = stock.bytes.len();
            }
            let (_, taken) = stock.bytes[..stock.left].split_at(stock.left - out.len());
            out.copy_from_slice(taken);
            stock.left -= out.len();
        });
    }
}

/// Clock and randomness of this machine.
pub fn of_this_machine() -> Surroundings {
    Surroundings::new(Arc::new(MachineClock), Arc::new(MachineRandom(SystemRandom::new())))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_identifiers_are_alike() {
        let surroundings = of_this_machine();
        let threads = (0..4).map(|_| {
            let surroundings = surroundings.clone();
            std::thread::spawn(move || (0..10_000).map(|_| surroundings.uuid()).collect::<Vec<_>>())
        });
        let threads: Vec<_> = threads.collect();
        let all: BTreeSet<String> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        assert_eq!(all.len(), 40_000);
    }
}
