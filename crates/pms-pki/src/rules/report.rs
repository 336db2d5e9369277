//! Verdicts.

use std::fmt;

use chrono::{NaiveDate, NaiveDateTime};

use crate::error::KerError;

/// A rule. Its [`id`](Rule::id) is stable: documentation, translations and audit use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)] // docs/certificates.md describes each under its id.
pub enum Rule {
    CaReadable,
    CaDomain,
    CaNew,
    CaNotFuture,
    CaInValidity,
    CaRemaining,
    CaVersion,
    CaBasicConstraints,
    CaKeyUsage,
    CaKeySize,
    CaSignatureDigest,
    CaPath,
    CaNotPlatform,
    PartnerReadable,
    PartnerDomain,
    PartnerNotFuture,
    PartnerInValidity,
    PartnerRemaining,
    PartnerNotSelfSigned,
    PartnerPath,
    PartnerVersion,
    PartnerOrganization,
    PartnerKeySize,
    PartnerSignatureAlgorithm,
    PartnerKeyUnused,
}

impl Rule {
    /// The rules on CA uploads, in the order in which the first failure counts.
    pub const CA: [Rule; 13] = [
        Self::CaReadable,
        Self::CaDomain,
        Self::CaNew,
        Self::CaNotFuture,
        Self::CaInValidity,
        Self::CaRemaining,
        Self::CaVersion,
        Self::CaBasicConstraints,
        Self::CaKeyUsage,
        Self::CaKeySize,
        Self::CaSignatureDigest,
        Self::CaPath,
        Self::CaNotPlatform,
    ];

    /// The rules on partner uploads, in the order in which the first failure counts.
    pub const PARTNER: [Rule; 12] = [
        Self::PartnerReadable,
        Self::PartnerDomain,
        Self::PartnerNotFuture,
        Self::PartnerInValidity,
        Self::PartnerRemaining,
        Self::PartnerNotSelfSigned,
        Self::PartnerPath,
        Self::PartnerVersion,
        Self::PartnerOrganization,
        Self::PartnerKeySize,
        Self::PartnerSignatureAlgorithm,
        Self::PartnerKeyUnused,
    ];

    /// The stable id.
    pub const fn id(self) -> &'static str {
        match self {
            Self::CaReadable => "ca-readable",
            Self::CaDomain => "ca-domain",
            Self::CaNew => "ca-new",
            Self::CaNotFuture => "ca-not-future",
            Self::CaInValidity => "ca-in-validity",
            Self::CaRemaining => "ca-remaining",
            Self::CaVersion => "ca-version",
            Self::CaBasicConstraints => "ca-basic-constraints",
            Self::CaKeyUsage => "ca-key-usage",
            Self::CaKeySize => "ca-key-size",
            Self::CaSignatureDigest => "ca-signature-digest",
            Self::CaPath => "ca-path",
            Self::CaNotPlatform => "ca-not-platform",
            Self::PartnerReadable => "partner-readable",
            Self::PartnerDomain => "partner-domain",
            Self::PartnerNotFuture => "partner-not-future",
            Self::PartnerInValidity => "partner-in-validity",
            Self::PartnerRemaining => "partner-remaining",
            Self::PartnerNotSelfSigned => "partner-not-self-signed",
            Self::PartnerPath => "partner-path",
            Self::PartnerVersion => "partner-version",
            Self::PartnerOrganization => "partner-organization",
            Self::PartnerKeySize => "partner-key-size",
            Self::PartnerSignatureAlgorithm => "partner-signature-algorithm",
            Self::PartnerKeyUnused => "partner-key-unused",
        }
    }

    /// Whether only the hardened set has this rule.
    pub const fn is_hardened_only(self) -> bool {
        matches!(
            self,
            Self::CaBasicConstraints
                | Self::CaKeyUsage
                | Self::CaKeySize
                | Self::CaSignatureDigest
                | Self::CaNotPlatform
                | Self::PartnerKeyUnused
        )
    }

    /// The answer on the wire when this rule is the first one not met. A report may carry a more exact one in its verdict
    /// (see [`Verdict::error`]).
    pub const fn ker(self) -> KerError {
        match self {
            Self::CaReadable
            | Self::CaBasicConstraints
            | Self::CaKeyUsage
            | Self::CaKeySize
            | Self::CaSignatureDigest
            | Self::CaNotPlatform => KerError::InvalidCertificate,
            Self::PartnerReadable => KerError::CertificateParsing,
            Self::CaDomain | Self::PartnerDomain => KerError::InvalidPartnerDomain,
            Self::CaNew | Self::PartnerKeyUnused => KerError::CertificateExists,
            Self::CaNotFuture | Self::PartnerNotFuture => KerError::FutureDatedCertificate,
            Self::CaInValidity | Self::PartnerInValidity => KerError::CertificateDatesNotValid,
            Self::CaRemaining => KerError::CaValidityLessThanMinimum,
            Self::PartnerRemaining => KerError::PartnerValidityLessThanMinimum,
            Self::CaVersion | Self::PartnerVersion => KerError::InvalidCertificateVersion,
            Self::CaPath => KerError::RootCaNotFound,
            Self::PartnerPath => KerError::RootIntermediateCaNotFound,
            Self::PartnerNotSelfSigned => KerError::SelfSignedCertificateNotAllowed,
            Self::PartnerOrganization => KerError::PartnerOrganizationNotMatched,
            Self::PartnerKeySize => KerError::CertificateKeyNotAllowed,
            Self::PartnerSignatureAlgorithm => KerError::CertificateSignatureAlgorithmNotAllowed,
        }
    }
}

/// What a rule said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The certificate meets the rule.
    Met,
    /// It does not.
    NotMet,
    /// It does not, but an admin decided to accept that.
    Waived,
    /// The rule does not apply to this certificate (its key is not RSA, say).
    NotApplicable,
    /// An earlier failure leaves nothing to look at.
    NotEvaluated,
}

/// A measured or expected value, as data: a page formats it in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing was there.
    Absent,
    /// A text as it stands in the certificate or the register.
    Text(String),
    /// One of several texts.
    OneOf(Vec<String>),
    /// Yes or no.
    Flag(bool),
    /// A count of days.
    Days(i64),
    /// A count of bits.
    Bits(u32),
    /// A plain number.
    Number(u32),
    /// A day, UTC.
    Date(NaiveDate),
    /// A moment, UTC.
    Instant(NaiveDateTime),
    /// A span of time, UTC, both ends included.
    Between(NaiveDateTime, NaiveDateTime),
    /// Why there is no path.
    NoPath(crate::path::NoPath),
}

impl fmt::Display for Value {
    /// English, for logs and tests.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("absent"),
            Self::Text(text) => f.write_str(text),
            Self::OneOf(texts) => f.write_str(&texts.join(", ")),
            Self::Flag(flag) => f.write_str(if *flag { "yes" } else { "no" }),
            Self::Days(days) => write!(f, "{days} days"),
            Self::Bits(bits) => write!(f, "{bits} bits"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Date(date) => write!(f, "{date}"),
            Self::Instant(at) => write!(f, "{}Z", at.format("%Y-%m-%dT%H:%M:%S")),
            Self::Between(from, to) => {
                write!(f, "{}Z to {}Z", from.format("%Y-%m-%dT%H:%M:%S"), to.format("%Y-%m-%dT%H:%M:%S"))
            }
            Self::NoPath(reason) => write!(f, "{reason}"),
        }
    }
}

/// One rule's verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The rule.
    pub rule: Rule,
    /// What it said.
    pub outcome: Outcome,
    /// The wire's error if this rule decides.
    pub error: KerError,
    /// What was found, if anything was looked at.
    pub measured: Option<Value>,
    /// What the rule wants.
    pub expected: Option<Value>,
}

impl Verdict {
    pub(super) fn not_evaluated(rule: Rule) -> Self {
        Self { rule, outcome: Outcome::NotEvaluated, error: rule.ker(), measured: None, expected: None }
    }

    pub(super) fn judged(rule: Rule, met: bool, measured: Value, expected: Value) -> Self {
        let outcome = if met { Outcome::Met } else { Outcome::NotMet };
        Self { rule, outcome, error: rule.ker(), measured: Some(measured), expected: Some(expected) }
    }

    pub(super) fn with_outcome(mut self, outcome: Outcome) -> Self {
        self.outcome = outcome;
        self
    }
}

/// All verdicts on one certificate, in the order in which the first failure counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    verdicts: Vec<Verdict>,
}

impl Report {
    pub(super) fn of(verdicts: Vec<Verdict>) -> Self {
        Self { verdicts }
    }

    /// The report on an upload that could not be read: the first rule failed, the others had nothing to look at.
    pub(super) fn unreadable(rules: &[Rule], error: KerError) -> Self {
        let mut verdicts: Vec<Verdict> = rules.iter().map(|rule| Verdict::not_evaluated(*rule)).collect();
        if let Some(first) = verdicts.first_mut() {
            first.outcome = Outcome::NotMet;
            first.error = error;
        }
        Self { verdicts }
    }

    /// The verdicts.
    pub fn verdicts(&self) -> &[Verdict] {
        &self.verdicts
    }

    /// The verdict of one rule, if it belongs to this report.
    pub fn verdict(&self, rule: Rule) -> Option<&Verdict> {
        self.verdicts.iter().find(|verdict| verdict.rule == rule)
    }

    /// The rules that are not met, in order.
    pub fn failures(&self) -> impl Iterator<Item = &Verdict> {
        self.verdicts.iter().filter(|verdict| verdict.outcome == Outcome::NotMet)
    }

    /// The answer on the wire: the error of the first rule that is not met.
    pub fn first_failure(&self) -> Option<KerError> {
        self.failures().next().map(|verdict| verdict.error)
    }

    /// Whether no rule failed and none was left out.
    pub fn accepted(&self) -> bool {
        self.verdicts.iter().all(|v| !matches!(v.outcome, Outcome::NotMet | Outcome::NotEvaluated))
    }
}
