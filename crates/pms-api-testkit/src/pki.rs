//! Certificates of an organisation, made by the `openssl` command, valid at the time at which test sites start.

use std::sync::LazyLock;

use pms_domain::Timestamp;
use pms_testkit::openssl_cli::{Certificate, CertificateSpec};

use crate::site::ORGANIZATION;

/// What an organisation has from its own CA.
pub struct Pki {
    pub root: Certificate,
    pub intermediate: Certificate,
    pub partner: Certificate,
}

/// Made once in a process. Tests that need it ask [`available`] first.
pub fn pki() -> &'static Pki {
    static PKI: LazyLock<Pki> = LazyLock::new(|| {
        let root = ca("Root CA", Some(1)).valid(day(2026, 1, 1), day(2036, 1, 1)).self_signed().unwrap();
        let intermediate = ca("Intermediate CA", Some(0)).valid(day(2026, 1, 2), day(2031, 1, 1));
        let intermediate = intermediate.issued_by(&root).unwrap();
        let partner = leaf().issued_by(&intermediate).unwrap();
        Pki { root, intermediate, partner }
    });
    &PKI
}

/// A CA certificate of the organisation.
pub fn ca(name: &str, path_length: Option<u32>) -> CertificateSpec {
    CertificateSpec::ca(format!("/C=IN/O={ORGANIZATION}/CN={name}"), path_length)
        .valid(day(2026, 1, 1), day(2031, 1, 1))
}

/// A certificate as a partner of the organisation should have it.
pub fn leaf() -> CertificateSpec {
    leaf_of(ORGANIZATION)
}

/// The same for another organisation.
pub fn leaf_of(organization: &str) -> CertificateSpec {
    CertificateSpec::new(format!("/C=IN/O={organization}/CN=partner.example")).valid(day(2026, 1, 10), day(2027, 6, 1))
}

/// Midnight of a day, UTC.
pub fn day(year: i32, month: u32, day: u32) -> Timestamp {
    chrono::NaiveDate::from_ymd_opt(year, month, day).unwrap().and_hms_opt(0, 0, 0).unwrap()
}

/// Whether certificates can be made; if not, the running test is recorded as skipped.
pub fn available() -> bool {
    pms_testkit::openssl_cli::available()
}
