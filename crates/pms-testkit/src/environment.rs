//! The environment variables that `scripts/test.sh` hands to the tests, in one place.

use std::path::PathBuf;

/// Directory of PostgreSQL's server binaries; set and empty means "treat it as not installed".
pub(crate) fn postgres_bin() -> Option<String> {
    read("PMS_TEST_POSTGRES_BIN")
}

/// Superuser URL of a server that all test binaries share.
pub(crate) fn postgres_url() -> Option<String> {
    read("PMS_TEST_POSTGRES_URL").filter(|url| !url.is_empty())
}

/// The file to which skipped tests are appended, one a line.
pub(crate) fn skipped_file() -> Option<PathBuf> {
    read("PMS_TEST_SKIPPED").filter(|path| !path.is_empty()).map(PathBuf::from)
}

#[expect(clippy::disallowed_methods, reason = "tests have no configuration loader; the variables are PMS_TEST_*")]
fn read(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
