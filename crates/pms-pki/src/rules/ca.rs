//! The rules on a CA certificate (contract §2.1, §2.9).

use chrono::NaiveDateTime;

use super::checks;
use super::config::RuleConfig;
use super::report::{Outcome, Report, Rule, Value, Verdict};
use crate::certificate::{Certificate, DigestStrength};
use crate::path::{self, NoPath, TrustPath, TrustStore};

/// Where a CA certificate comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CaOrigin {
    /// Somebody uploads it.
    Upload,
    /// It enters the store because a partner certificate was accepted: a re-issued device provider's, or a chip provider's
    /// own. The minimum of remaining months does not apply; the reference's does, and once in four years silently keeps every
    /// such certificate out (contract §0 finding 4, §2.4 trap c).
    Accepted,
}

/// What is judged.
#[derive(Debug, Clone, Copy)]
pub struct CaUpload<'a> {
    /// The certificate.
    pub certificate: &'a Certificate,
    /// The domain as it was sent.
    pub domain: &'a str,
    /// The trust store of that domain; `None` if there is no such domain.
    pub store: Option<&'a TrustStore>,
    /// Whether the certificate is already stored in that domain, in or out of date (the store only needs to hold usable ones).
    pub already_stored: bool,
    /// Where it comes from.
    pub origin: CaOrigin,
    /// Now, UTC.
    pub now: NaiveDateTime,
}

/// Judges a CA certificate. With the report comes the path, if there is one: its second certificate is the issuer to record.
pub fn judge_ca(upload: &CaUpload<'_>, config: &RuleConfig) -> (Report, Option<TrustPath>) {
    let certificate = upload.certificate;
    let mut verdicts = vec![
        readable(certificate),
        checks::domain(Rule::CaDomain, upload.domain, config),
        Verdict::judged(Rule::CaNew, !upload.already_stored, Value::Flag(!upload.already_stored), Value::Flag(true)),
        checks::not_future(Rule::CaNotFuture, certificate, upload.now),
        checks::in_validity(Rule::CaInValidity, certificate, upload.now),
        remaining(upload, config),
        checks::version(Rule::CaVersion, certificate),
    ];
    if config.is_hardened() {
        verdicts.extend(fit_to_sign(certificate, config));
    }
    let (verdict, path) = path_verdict(upload, config);
    verdicts.push(verdict);
    if config.is_hardened() {
        verdicts.push(not_platform(upload, path.as_ref()));
    }
    (Report::of(verdicts), path)
}

fn readable(certificate: &Certificate) -> Verdict {
    let subject = Value::Text(certificate.subject().readable());
    Verdict {
        rule: Rule::CaReadable,
        outcome: Outcome::Met,
        error: Rule::CaReadable.ker(),
        measured: Some(subject),
        expected: None,
    }
}

/// The last *day* of the validity is at least that many calendar months away.
fn remaining(upload: &CaUpload<'_>, config: &RuleConfig) -> Verdict {
    let last_day = upload.certificate.not_after().date();
    let earliest = config.ca_minimum_end(upload.now.date());
    let verdict =
        Verdict::judged(Rule::CaRemaining, last_day >= earliest, Value::Date(last_day), Value::Date(earliest));
    match upload.origin {
        CaOrigin::Upload => verdict,
        CaOrigin::Accepted => verdict.with_outcome(Outcome::NotApplicable),
    }
}

/// What the reference does not look at: whether the certificate is one a CA can use, with a key and a signature worth trusting.
fn fit_to_sign(certificate: &Certificate, config: &RuleConfig) -> [Verdict; 4] {
    let ca = certificate.basic_constraints().map(|b| b.ca);
    let usage = certificate.key_usage();
    let may_sign = match usage {
        Some(usage) => usage.key_cert_sign(),
        None => !config.require_ca_key_usage,
    };
    let usages =
        usage.map_or(Value::Absent, |usage| Value::OneOf(usage.names().into_iter().map(str::to_owned).collect()));
    let algorithm = certificate.signature_algorithm();
    [
        Verdict::judged(
            Rule::CaBasicConstraints,
            ca == Some(true),
            ca.map_or(Value::Absent, Value::Flag),
            Value::Flag(true),
        ),
        Verdict::judged(Rule::CaKeyUsage, may_sign, usages, Value::Text("keyCertSign".to_owned())),
        checks::rsa_size(Rule::CaKeySize, certificate, config),
        Verdict::judged(
            Rule::CaSignatureDigest,
            algorithm.digest == DigestStrength::Good,
            Value::Text(algorithm.name.clone()),
            Value::Text("SHA-256".to_owned()),
        ),
    ]
}

/// A self-signed certificate becomes a root; any other needs a path to a root of its domain.
fn path_verdict(upload: &CaUpload<'_>, config: &RuleConfig) -> (Verdict, Option<TrustPath>) {
    let certificate = upload.certificate;
    if certificate.is_self_signed() {
        let verdict = Verdict::judged(Rule::CaPath, true, Value::Text("ROOT".to_owned()), Value::Flag(true));
        return (verdict, None);
    }
    let Some(store) = upload.store else { return (Verdict::not_evaluated(Rule::CaPath), None) };
    match path::find(store, certificate, upload.now, &config.path) {
        Ok(path) => {
            let anchor = Value::Text(path.anchor().subject().readable());
            (Verdict::judged(Rule::CaPath, true, anchor, Value::Flag(true)), Some(path))
        }
        // The rules on dates already say it; whether there is a path cannot be told.
        Err(NoPath::TargetOutOfDate) => (Verdict::not_evaluated(Rule::CaPath), None),
        Err(reason) => (Verdict::judged(Rule::CaPath, false, Value::NoPath(reason), Value::Flag(true)), None),
    }
}

/// Nobody uploads certificates of the platform's own hierarchy: its ROOT is an anchor in every domain, so another domain's issuing CA or
/// a certificate below it would otherwise be let in and carry one domain's partners into another (contract §0 finding 3).
fn not_platform(upload: &CaUpload<'_>, path: Option<&TrustPath>) -> Verdict {
    let rule = Rule::CaNotPlatform;
    let Some(store) = upload.store else { return Verdict::not_evaluated(rule) };
    let below = path.is_some_and(|path| store.is_platform(path.anchor()));
    let met = !(below || store.is_platform(upload.certificate));
    let verdict = Verdict::judged(rule, met, Value::Flag(met), Value::Flag(true));
    match upload.origin {
        CaOrigin::Upload => verdict,
        CaOrigin::Accepted => verdict.with_outcome(Outcome::NotApplicable),
    }
}
