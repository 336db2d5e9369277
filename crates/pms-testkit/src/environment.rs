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

/// Folder of SoftHSM2's tokens, in the processes that `softhsm` starts.
pub(crate) const SOFTHSM: &str = "PMS_TEST_SOFTHSM";

/// File that tells the faulty PKCS#11 module how to behave.
pub(crate) const FAULTY_HSM: &str = "PMS_TEST_FAULTY_HSM";

pub(crate) const AUTHORITY: &str = "PMS_TEST_AUTHORITY";

pub(crate) fn softhsm() -> Option<PathBuf> {
    read(SOFTHSM).filter(|path| !path.is_empty()).map(PathBuf::from)
}

/// Where the authorities of this run's sites keep their keys (`PMS_TEST_AUTHORITY`), as `pms_app::testing` understands it.
pub fn authority() -> Option<String> {
    read(AUTHORITY)
}

/// Seconds for which each corpus is mutated beyond the mutations of every run (`PMS_TEST_FUZZ_SECONDS`); 0 where nothing is said.
///
/// # Panics
/// What is said is no number.
pub fn fuzz_seconds() -> u64 {
    read("PMS_TEST_FUZZ_SECONDS").map_or(0, |text| text.parse().expect("PMS_TEST_FUZZ_SECONDS is a number of seconds"))
}

/// SoftHSM2's library; set and empty means "treat it as not installed".
pub(crate) fn softhsm_library() -> Option<PathBuf> {
    read("PMS_TEST_SOFTHSM_LIBRARY").map(PathBuf::from)
}

#[expect(clippy::disallowed_methods, reason = "tests have no configuration loader; the variables are PMS_TEST_*")]
fn read(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
