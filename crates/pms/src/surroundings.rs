//! The real clock and the real source of randomness: the only place that may ask the machine.

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

impl Random for MachineRandom {
    #[expect(clippy::panic, reason = "without randomness no identifier is safe: nothing may go on")]
    fn fill(&self, out: &mut [u8]) {
        if self.0.fill(out).is_err() {
            panic!("the system's random source failed");
        }
    }
}

/// Clock and randomness of this machine.
pub fn of_this_machine() -> Surroundings {
    Surroundings::new(Arc::new(MachineClock), Arc::new(MachineRandom(SystemRandom::new())))
}
