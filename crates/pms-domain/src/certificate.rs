//! The life of a partner's certificate: how long a former one is trusted beside the one that replaced it, and what it was for at a
//! moment (decisions, "Certificates"; contract pki §2.6).

use chrono::TimeDelta;

use crate::partner::CertificateUsage;
use crate::{Refusal, Timestamp, catalogue, limits};

/// The days of overlap that an upload asks for.
///
/// # Errors
/// Less than none, or more than [`limits::OVERLAP_DAYS`].
pub fn check_overlap(days: i64) -> Result<u32, Refusal> {
    u32::try_from(days)
        .ok()
        .filter(|days| *days <= limits::OVERLAP_DAYS)
        .ok_or_else(|| Refusal::with(&catalogue::CERT_OVERLAP, limits::OVERLAP_DAYS.to_string()))
}

/// The moment from which a certificate that was replaced is trusted no more: so many days after that, and never later than its
/// own end. Without a number of days: its own end.
pub fn trusted_until(own_end: Timestamp, replaced_at: Timestamp, overlap_days: Option<u32>) -> Timestamp {
    match overlap_days {
        None => own_end,
        Some(days) => own_end.min(replaced_at + TimeDelta::days(days.into())),
    }
}

/// What a certificate was for at a moment. One for both uses is narrowed, once, when another takes over one of them.
pub fn usage_at(now: CertificateUsage, narrowed_at: Option<Timestamp>, at: Timestamp) -> CertificateUsage {
    if narrowed_at.is_some_and(|narrowed| at < narrowed) { CertificateUsage::Both } else { now }
}

/// Whether an upload must prove that its sender has the private key (`certificates.proof_of_possession`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PossessionPolicy {
    /// What is sent is not looked at.
    Off,
    /// What is sent must hold.
    Accepted,
    /// Something must be sent.
    Required,
}

impl PossessionPolicy {
    pub const ALL: [PossessionPolicy; 3] =
        [PossessionPolicy::Off, PossessionPolicy::Accepted, PossessionPolicy::Required];

    pub fn as_str(self) -> &'static str {
        match self {
            PossessionPolicy::Off => "off",
            PossessionPolicy::Accepted => "accepted",
            PossessionPolicy::Required => "required",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.as_str() == text)
    }
}

/// How it was proven that the sender of a certificate has its private key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Possession {
    /// Not at all.
    None,
    /// A certification request (PKCS#10) was made with it, at some time.
    Request,
    /// It signed a challenge of ours within minutes of the upload.
    Challenge,
}

impl Possession {
    pub const ALL: [Possession; 3] = [Possession::None, Possession::Request, Possession::Challenge];

    pub fn as_str(self) -> &'static str {
        match self {
            Possession::None => "none",
            Possession::Request => "request",
            Possession::Challenge => "challenge",
        }
    }

    /// Of the stored word; what was stored before anybody asked is none.
    pub fn of(word: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|one| Some(one.as_str()) == word).unwrap_or(Possession::None)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(number: i64) -> Timestamp {
        Timestamp::default() + TimeDelta::days(number)
    }

    #[test]
    fn an_overlap_is_from_none_to_a_year() {
        assert_eq!(check_overlap(0), Ok(0));
        assert_eq!(check_overlap(366), Ok(366));
        for days in [-1, 367, i64::MAX, i64::MIN] {
            assert!(std::ptr::eq(check_overlap(days).unwrap_err().entry, &catalogue::CERT_OVERLAP), "{days}");
        }
    }

    #[test]
    fn words_are_read_as_they_are_written() {
        for policy in PossessionPolicy::ALL {
            assert_eq!(PossessionPolicy::parse(policy.as_str()), Some(policy));
        }
        assert_eq!(PossessionPolicy::parse("always"), None);
        for possession in Possession::ALL {
            assert_eq!(Possession::of(Some(possession.as_str())), possession);
        }
        assert_eq!((Possession::of(None), Possession::of(Some("oath"))), (Possession::None, Possession::None));
    }

    #[test]
    fn what_was_narrowed_was_for_both_before() {
        let usage = |at| usage_at(CertificateUsage::Encryption, Some(day(10)), day(at));
        assert_eq!(usage(9), CertificateUsage::Both);
        assert_eq!(usage(10), CertificateUsage::Encryption);
        assert_eq!(usage_at(CertificateUsage::Signature, None, day(0)), CertificateUsage::Signature);
    }

    proptest! {
        #[test]
        fn trust_ends_after_the_overlap_and_never_after_the_certificate(
            own_end in 0..4_000_i64, replaced in 0..4_000_i64, days in proptest::option::of(0..=366_u32)
        ) {
            let until = trusted_until(day(own_end), day(replaced), days);
            prop_assert!(until <= day(own_end));
            match days {
                None => prop_assert_eq!(until, day(own_end)),
                Some(days) => {
                    prop_assert!(until <= day(replaced + i64::from(days)));
                    prop_assert!(until == day(own_end) || until == day(replaced + i64::from(days)));
                }
            }
        }
    }
}
