//! The rules on a partner certificate (contract §2.2, §2.9).

use chrono::NaiveDateTime;

use super::checks;
use super::config::{RuleConfig, RuleSet, whole_days};
use super::report::{Outcome, Report, Rule, Value, Verdict};
use crate::certificate::Certificate;
use crate::parse::WireError;
use crate::path::{self, TrustPath, TrustStore};

/// Whether another partner uses the certificate's public key today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyInUse {
    /// No.
    No,
    /// Yes.
    AtAnotherPartner,
    /// Yes, and an admin accepted that with a reason.
    AcceptedByAdmin,
}

/// What is judged.
#[derive(Debug, Clone, Copy)]
pub struct PartnerUpload<'a> {
    /// The certificate.
    pub certificate: &'a Certificate,
    /// The domain as it was sent.
    pub domain: &'a str,
    /// The trust store of that domain; `None` if there is no such domain.
    pub store: Option<&'a TrustStore>,
    /// The partner's registered name.
    pub organization: &'a str,
    /// Whether another partner uses the key.
    pub key_in_use: KeyInUse,
    /// Now, UTC.
    pub now: NaiveDateTime,
}

/// Judges a partner certificate. With the report comes the path, if there is one.
pub fn judge_partner(upload: &PartnerUpload<'_>, config: &RuleConfig) -> (Report, Option<TrustPath>) {
    let certificate = upload.certificate;
    let (path_verdict, path) = path_verdict(upload, config);
    let mut verdicts = vec![
        readable(certificate),
        checks::domain(Rule::PartnerDomain, upload.domain, config),
        checks::not_future(Rule::PartnerNotFuture, certificate, upload.now),
        checks::in_validity(Rule::PartnerInValidity, certificate, upload.now),
        remaining(upload, config),
        not_self_signed(certificate),
        path_verdict,
        checks::version(Rule::PartnerVersion, certificate),
        organization(upload, config),
        checks::rsa_size(Rule::PartnerKeySize, certificate, config),
        signature_algorithm(certificate, config),
    ];
    if config.is_hardened() {
        verdicts.push(key_unused(upload.key_in_use));
    }
    (Report::of(verdicts), path)
}

/// The report on a partner upload that could not be read.
pub fn unreadable_partner(error: WireError, config: &RuleConfig) -> Report {
    let rules: Vec<Rule> =
        Rule::PARTNER.into_iter().filter(|rule| config.is_hardened() || !rule.is_hardened_only()).collect();
    Report::unreadable(&rules, error.ker())
}

fn readable(certificate: &Certificate) -> Verdict {
    let rule = Rule::PartnerReadable;
    let subject = Value::Text(certificate.subject().readable());
    Verdict { rule, outcome: Outcome::Met, error: rule.ker(), measured: Some(subject), expected: None }
}

/// Whole 24-hour days left, rounded down. A certificate for 335 days has 334 left a second after it was made.
fn remaining(upload: &PartnerUpload<'_>, config: &RuleConfig) -> Verdict {
    let left = whole_days(upload.certificate.not_after().signed_duration_since(upload.now));
    let least = config.partner_minimum_days();
    Verdict::judged(Rule::PartnerRemaining, left >= least, Value::Days(left), Value::Days(least))
}

fn not_self_signed(certificate: &Certificate) -> Verdict {
    let foreign = !certificate.is_self_signed();
    Verdict::judged(Rule::PartnerNotSelfSigned, foreign, Value::Flag(foreign), Value::Flag(true))
}

fn path_verdict(upload: &PartnerUpload<'_>, config: &RuleConfig) -> (Verdict, Option<TrustPath>) {
    let Some(store) = upload.store else { return (Verdict::not_evaluated(Rule::PartnerPath), None) };
    match path::find(store, upload.certificate, upload.now, &config.path) {
        Ok(path) => {
            let anchor = Value::Text(path.anchor().subject().readable());
            (Verdict::judged(Rule::PartnerPath, true, anchor, Value::Flag(true)), Some(path))
        }
        // The rules on dates already say it; whether there is a path cannot be told.
        Err(path::NoPath::TargetOutOfDate) => (Verdict::not_evaluated(Rule::PartnerPath), None),
        Err(reason) => (Verdict::judged(Rule::PartnerPath, false, Value::NoPath(reason), Value::Flag(true)), None),
    }
}

/// The subject's last organisation is the partner's name, to the letter. The reference compares the escaped form, so that
/// `Acme, Inc.` never matches; the hardened set compares the name itself.
fn organization(upload: &PartnerUpload<'_>, config: &RuleConfig) -> Verdict {
    let subject = upload.certificate.subject();
    let found = match config.rule_set {
        RuleSet::Hardened => subject.last("O").map(str::to_owned),
        RuleSet::Reference => subject.last_escaped("O"),
    };
    let met = found.as_deref() == Some(upload.organization);
    let measured = found.map_or(Value::Absent, Value::Text);
    Verdict::judged(Rule::PartnerOrganization, met, measured, Value::Text(upload.organization.to_owned()))
}

fn signature_algorithm(certificate: &Certificate, config: &RuleConfig) -> Verdict {
    let name = &certificate.signature_algorithm().name;
    let expected = match config.rule_set {
        RuleSet::Hardened => config.signature_algorithms.clone(),
        RuleSet::Reference => RuleConfig::DEFAULT_SIGNATURE_ALGORITHMS.map(str::to_owned).to_vec(),
    };
    let met = config.allows_signature_algorithm(name);
    Verdict::judged(Rule::PartnerSignatureAlgorithm, met, Value::Text(name.clone()), Value::OneOf(expected))
}

fn key_unused(key_in_use: KeyInUse) -> Verdict {
    let free = key_in_use == KeyInUse::No;
    let verdict = Verdict::judged(Rule::PartnerKeyUnused, free, Value::Flag(free), Value::Flag(true));
    match key_in_use {
        KeyInUse::AcceptedByAdmin => verdict.with_outcome(Outcome::Waived),
        KeyInUse::No | KeyInUse::AtAnotherPartner => verdict,
    }
}
