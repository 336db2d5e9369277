//! Checks that CA and partner certificates share.

use chrono::NaiveDateTime;

use super::config::RuleConfig;
use super::report::{Outcome, Rule, Value, Verdict};
use crate::certificate::Certificate;
use crate::domain::PartnerDomain;

/// The domain text names an allowed domain.
pub(super) fn domain(rule: Rule, text: &str, config: &RuleConfig) -> Verdict {
    let named = text.parse::<PartnerDomain>().ok();
    let met = named.is_some_and(|domain| config.allowed_domains.contains(&domain));
    let allowed = config.allowed_domains.iter().map(|domain| domain.as_str().to_owned()).collect();
    Verdict::judged(rule, met, Value::Text(text.to_owned()), Value::OneOf(allowed))
}

/// The first *day* of the validity is not after today (UTC).
pub(super) fn not_future(rule: Rule, certificate: &Certificate, now: NaiveDateTime) -> Verdict {
    let first_day = certificate.not_before().date();
    Verdict::judged(rule, first_day <= now.date(), Value::Date(first_day), Value::Date(now.date()))
}

/// Now lies in the validity.
pub(super) fn in_validity(rule: Rule, certificate: &Certificate, now: NaiveDateTime) -> Verdict {
    let span = Value::Between(certificate.not_before(), certificate.not_after());
    Verdict::judged(rule, certificate.is_valid_at(now), span, Value::Instant(now))
}

/// X.509 version 3.
pub(super) fn version(rule: Rule, certificate: &Certificate) -> Verdict {
    let version = certificate.version();
    Verdict::judged(rule, version == 3, Value::Number(version), Value::Number(3))
}

/// An RSA key has enough bits; other kinds of key have no such rule.
pub(super) fn rsa_size(rule: Rule, certificate: &Certificate, config: &RuleConfig) -> Verdict {
    let expected = Value::Bits(config.minimum_rsa_bits);
    let key = certificate.key();
    if key.is_rsa() {
        return Verdict::judged(rule, key.bits >= config.minimum_rsa_bits, Value::Bits(key.bits), expected);
    }
    Verdict::judged(rule, true, Value::Text(key.to_string()), expected).with_outcome(Outcome::NotApplicable)
}
