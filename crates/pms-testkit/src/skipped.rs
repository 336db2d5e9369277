//! Tests that could not run are reported by name: Rust's test harness has no such notion and hides what a passing test prints.

use std::fs::OpenOptions;
use std::io::Write as _;

use crate::environment;

/// Records that the running test is skipped, and why. The test returns right after it.
///
/// The name is that of the current thread, which the test harness gives it. The line is printed and appended to the file
/// that `PMS_TEST_SKIPPED` names; `make test` shows that file at its end.
#[expect(clippy::print_stderr, reason = "a skipped test has to be seen")]
pub fn skip(reason: &str) {
    let thread = std::thread::current();
    let name = thread.name().unwrap_or("unnamed test");
    eprintln!("SKIPPED: {name}: {reason}");
    let Some(path) = environment::skipped_file() else { return };
    // One write of one line in append mode: the lines of tests that run at once do not mix.
    let written = OpenOptions::new()
        .create(true)
        .append(true)
        .open(&path)
        .and_then(|mut file| file.write_all(format!("{name}: {reason}\n").as_bytes()));
    if let Err(error) = written {
        eprintln!("SKIPPED: cannot be recorded in {}: {error}", path.display());
    }
}
