//! What benchmarks and endurance runs share with the short forms of the latter among the tests of `pms`.

use chrono::TimeDelta;
use pms_domain::context::Clock;
use pms_testkit::TestClock;

pub mod fill;
pub mod http;
pub mod proxy;
pub mod revocation;
pub mod server;
pub mod unwritten;

/// A line of the report.
#[expect(clippy::print_stdout, reason = "the report")]
pub fn say(line: &str) {
    println!("{line}");
}

/// The time of the machine so many days ago, UTC, as the wire takes it.
pub fn zulu(days_ago: i64) -> String {
    let now = TestClock::at_machine_time().now();
    pms_domain::time::zulu(now - TimeDelta::days(days_ago))
}
