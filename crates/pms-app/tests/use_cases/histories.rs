//! Random histories: how many there are and from which seed. `PMS_MODEL_CASES` and `PMS_MODEL_SEED` say otherwise; a failure
//! names its seed.

use std::fmt::Debug;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// How many, and from which seed.
pub struct Histories {
    cases: u32,
    seed: [u8; 32],
}

#[expect(clippy::disallowed_methods, reason = "whoever runs the test says how long, not a configuration")]
fn wished(name: &str) -> Option<String> {
    std::env::var(name).ok().map(|text| text.trim().to_owned())
}

impl Histories {
    /// So many of a new seed, unless the environment says otherwise.
    pub fn wished(cases: u32) -> Self {
        let cases = wished("PMS_MODEL_CASES").map_or(cases, |text| text.parse().unwrap());
        let seed = match wished("PMS_MODEL_SEED") {
            Some(text) => hex::decode(text).unwrap().try_into().expect("64 hexadecimal digits"),
            None => {
                let mut seed = [0; 32];
                aws_lc_rs::rand::fill(&mut seed).unwrap();
                seed
            }
        };
        Self { cases, seed }
    }

    pub fn cases(&self) -> usize {
        self.cases as usize
    }

    /// What makes the same histories once more.
    pub fn again(&self) -> String {
        format!("PMS_MODEL_CASES={} PMS_MODEL_SEED={}", self.cases, hex::encode(self.seed))
    }

    /// Tries each history; of one that fails the shortest that does is shown.
    pub fn run<V: Debug>(&self, histories: impl Strategy<Value = V>, try_one: impl Fn(V)) {
        // The seed takes the place of a file with failed histories.
        let config =
            Config { cases: self.cases, failure_persistence: None, max_shrink_time: 120_000, ..Config::default() };
        let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &self.seed));
        let outcome = runner.run(&histories, |history| {
            try_one(history);
            Ok(())
        });
        outcome.unwrap_or_else(|error| panic!("{}\n{error}", self.again()));
    }
}
