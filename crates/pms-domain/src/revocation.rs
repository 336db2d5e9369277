//! Why a certificate is revoked, in the words of RFC 5280 §5.3.1.

/// A reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// None given.
    Unspecified,
    /// The certificate's key is in wrong hands.
    KeyCompromise,
    /// The issuer's key is in wrong hands.
    CaCompromise,
    /// The name or another fact of the subject has changed.
    AffiliationChanged,
    /// Another certificate took its place.
    Superseded,
    /// It is no longer needed.
    CessationOfOperation,
    /// Stopped for a time: what a deactivation does. Nobody may ask for it.
    CertificateHold,
    /// A privilege that it stated was withdrawn.
    PrivilegeWithdrawn,
    /// The key of the attribute authority is in wrong hands.
    AaCompromise,
}

impl Reason {
    /// What an administrator may give: final ones.
    pub const FINAL: [Reason; 8] = [
        Reason::Unspecified,
        Reason::KeyCompromise,
        Reason::CaCompromise,
        Reason::AffiliationChanged,
        Reason::Superseded,
        Reason::CessationOfOperation,
        Reason::PrivilegeWithdrawn,
        Reason::AaCompromise,
    ];

    /// The name in RFC 5280.
    pub const fn as_str(self) -> &'static str {
        match self {
            Reason::Unspecified => "unspecified",
            Reason::KeyCompromise => "keyCompromise",
            Reason::CaCompromise => "cACompromise",
            Reason::AffiliationChanged => "affiliationChanged",
            Reason::Superseded => "superseded",
            Reason::CessationOfOperation => "cessationOfOperation",
            Reason::CertificateHold => "certificateHold",
            Reason::PrivilegeWithdrawn => "privilegeWithdrawn",
            Reason::AaCompromise => "aACompromise",
        }
    }

    /// The number of CRLReason.
    pub const fn number(self) -> i16 {
        match self {
            Reason::Unspecified => 0,
            Reason::KeyCompromise => 1,
            Reason::CaCompromise => 2,
            Reason::AffiliationChanged => 3,
            Reason::Superseded => 4,
            Reason::CessationOfOperation => 5,
            Reason::CertificateHold => 6,
            Reason::PrivilegeWithdrawn => 9,
            Reason::AaCompromise => 10,
        }
    }

    /// One of [`Reason::FINAL`] by its name, in any letter case.
    pub fn parse(word: &str) -> Option<Self> {
        Self::FINAL.into_iter().find(|reason| reason.as_str().eq_ignore_ascii_case(word))
    }

    /// What becomes of the certificates that an issuer issued which was revoked for this reason: a key in wrong hands may have issued any of
    /// them; else they share the reason.
    pub const fn below(self) -> Self {
        match self {
            Reason::KeyCompromise | Reason::CaCompromise | Reason::AaCompromise => Reason::CaCompromise,
            other => other,
        }
    }
}

/// The order of two numbers of revocation lists, which may have up to 20 octets: decimal digits without a sign.
pub fn compare_numbers(one: &str, other: &str) -> std::cmp::Ordering {
    let (one, other) = (one.trim_start_matches('0'), other.trim_start_matches('0'));
    one.len().cmp(&other.len()).then_with(|| one.cmp(other))
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::*;

    #[test]
    fn words_are_read_in_any_case_and_a_hold_is_nobodys_to_give() {
        for reason in Reason::FINAL {
            assert_eq!(Reason::parse(&reason.as_str().to_uppercase()), Some(reason));
        }
        for word in ["certificateHold", "removeFromCRL", "", "key compromise", "7"] {
            assert_eq!(Reason::parse(word), None, "{word}");
        }
    }

    #[test]
    fn what_a_lost_key_issued_is_lost_with_it() {
        assert_eq!(Reason::KeyCompromise.below(), Reason::CaCompromise);
        assert_eq!(Reason::CaCompromise.below(), Reason::CaCompromise);
        assert_eq!(Reason::Superseded.below(), Reason::Superseded);
    }

    proptest::proptest! {
        #[test]
        fn numbers_are_compared_as_numbers(one: u64, other: u64, zeros in 0usize..4) {
            let padded = format!("{}{one}", "0".repeat(zeros));
            proptest::prop_assert_eq!(compare_numbers(&padded, &other.to_string()), one.cmp(&other));
        }
    }

    #[test]
    fn numbers_may_be_longer_than_any_register() {
        let long = "9".repeat(48);
        assert_eq!(compare_numbers(&long, &u64::MAX.to_string()), Ordering::Greater);
        assert_eq!(compare_numbers("000", "0"), Ordering::Equal);
    }
}
