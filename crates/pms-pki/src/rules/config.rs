//! Which rules are on, and their measures.

use chrono::{Months, NaiveDate, TimeDelta};

use crate::domain::PartnerDomain;
use crate::path::PathPolicy;

/// The two sets of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RuleSet {
    /// The reference's rules and what they lack.
    Hardened,
    /// The reference's rules to the letter.
    Reference,
}

/// The rules' configuration. The defaults are the contract's (§2.5) in the hardened set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleConfig {
    /// Which set applies.
    pub rule_set: RuleSet,
    /// Domains that may be used.
    pub allowed_domains: Vec<PartnerDomain>,
    /// How many calendar months a CA certificate must still be valid.
    pub ca_minimum_months: u32,
    /// How many years a re-issued partner certificate lives.
    pub partner_duration_years: i64,
    /// How many days less than that a partner certificate may still be valid.
    pub partner_grace_days: i64,
    /// The smallest RSA key, in bits.
    pub minimum_rsa_bits: u32,
    /// Hardened: the signature algorithms a partner certificate may be signed with, by their Java names.
    pub signature_algorithms: Vec<String>,
    /// Hardened: whether a CA certificate without any keyUsage extension is refused. Off: without the extension every
    /// use is allowed (RFC 5280 §4.2.1.3), and many CAs made with OpenSSL have none.
    pub require_ca_key_usage: bool,
    /// Bounds and floors of the path search.
    pub path: PathPolicy,
}

impl Default for RuleConfig {
    fn default() -> Self {
        Self {
            rule_set: RuleSet::Hardened,
            allowed_domains: PartnerDomain::ALL.to_vec(),
            ca_minimum_months: 12,
            partner_duration_years: 1,
            partner_grace_days: 30,
            minimum_rsa_bits: 2048,
            signature_algorithms: Self::DEFAULT_SIGNATURE_ALGORITHMS.map(str::to_owned).to_vec(),
            require_ca_key_usage: false,
            path: PathPolicy::default(),
        }
    }
}

impl RuleConfig {
    /// What the reference's test for names that begin with `SHA2` lets through.
    pub const DEFAULT_SIGNATURE_ALGORITHMS: [&'static str; 6] =
        ["SHA256withRSA", "SHA224withRSA", "SHA256withECDSA", "SHA224withECDSA", "SHA256withDSA", "SHA224withDSA"];

    /// The reference's rules with the same measures.
    pub fn reference() -> Self {
        Self { rule_set: RuleSet::Reference, ..Self::default() }
    }

    /// Whether the hardened rules apply.
    pub fn is_hardened(&self) -> bool {
        self.rule_set == RuleSet::Hardened
    }

    /// How many whole days a partner certificate must still be valid: 335 by default. A grace longer than the duration
    /// falls back to the reference's 315 (contract §2.2 step 6).
    pub fn partner_minimum_days(&self) -> i64 {
        let days = self.partner_duration_years.saturating_mul(365).saturating_sub(self.partner_grace_days);
        if days < 0 { 315 } else { days }
    }

    /// The earliest last day of a CA certificate that is uploaded on `today`.
    pub(super) fn ca_minimum_end(&self, today: NaiveDate) -> NaiveDate {
        today.checked_add_months(Months::new(self.ca_minimum_months)).unwrap_or(NaiveDate::MAX)
    }

    /// Whether a partner certificate may be signed with this algorithm.
    pub(super) fn allows_signature_algorithm(&self, name: &str) -> bool {
        match self.rule_set {
            RuleSet::Reference => name.starts_with("SHA2"),
            RuleSet::Hardened => self.signature_algorithms.iter().any(|allowed| allowed.eq_ignore_ascii_case(name)),
        }
    }
}

/// Whole 24-hour days, rounded down.
pub(super) fn whole_days(span: TimeDelta) -> i64 {
    span.num_days()
}
