//! A CA upload of one or several certificates: which are stored, and what the answer is (contract §2.1).

use std::collections::HashSet;
use std::sync::Arc;

use chrono::NaiveDateTime;

use super::ca::{CaOrigin, CaUpload, judge_ca};
use super::config::RuleConfig;
use super::report::{Report, Rule};
use crate::certificate::Certificate;
use crate::domain::PartnerDomain;
use crate::error::KerError;
use crate::parse::WireError;
use crate::path::{StoreEntry, TrustStore};

/// What is processed.
#[derive(Debug, Clone, Copy)]
pub struct CaFileUpload<'a> {
    /// The certificates in the order of the file.
    pub certificates: &'a [Certificate],
    /// The domain as it was sent.
    pub domain: &'a str,
    /// The trust store of that domain; `None` if there is no such domain.
    pub store: Option<&'a TrustStore>,
    /// Thumbprints (lower-case SHA-1 hex) of this file's certificates that are already stored in that domain, in or out of date.
    pub stored_thumbprints: &'a HashSet<String>,
    /// Where the certificates come from.
    pub origin: CaOrigin,
    /// Now, UTC.
    pub now: NaiveDateTime,
}

/// The `status` of the answer. Each has its final stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CaFileStatus {
    /// The certificate that is first in the file was stored.
    Success,
    /// Something was stored, but not the certificate that is first in the file.
    Partial,
    /// Nothing was stored.
    Failed,
}

impl CaFileStatus {
    /// The text on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "Upload Success.",
            Self::Partial => "Partial Upload Success.",
            Self::Failed => "Upload Failed.",
        }
    }
}

/// The type of a stored CA certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CaKind {
    /// Self-signed.
    Root,
    /// With a path to a root of its domain.
    Intermediate,
}

impl CaKind {
    /// The text in `ca_cert_type` and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Root => "ROOT",
            Self::Intermediate => "INTERMEDIATE",
        }
    }
}

/// A certificate to store.
#[derive(Debug, Clone)]
pub struct PlannedEntry {
    /// The certificate.
    pub certificate: Arc<Certificate>,
    /// Its domain.
    pub domain: PartnerDomain,
    /// Root or intermediate.
    pub kind: CaKind,
    /// The certificate that issued it: itself for a root, else one of the store or an earlier one of this list.
    pub issuer: Arc<Certificate>,
}

/// The outcome of a CA upload.
#[derive(Debug, Clone)]
pub struct CaFileJudgement {
    /// What to store, in the order of storing (issuers before what they issued).
    pub entries: Vec<PlannedEntry>,
    /// The answer: a status, or the error of a single certificate or of the domain.
    pub answer: Result<CaFileStatus, KerError>,
    /// One report for each certificate, in the order of the file.
    pub reports: Vec<Report>,
}

/// Processes a CA upload from the last certificate of the file to the first, so that a leaf-first chain comes root first; what is stored
/// on the way can issue what follows. A file of one answers with its error; in a file of several a bad one is skipped.
pub fn process_ca_file(upload: &CaFileUpload<'_>, config: &RuleConfig) -> CaFileJudgement {
    let domain = upload.domain.parse::<PartnerDomain>().ok().filter(|d| config.allowed_domains.contains(d));
    let mut store = upload.store.cloned();
    let mut stored_here = HashSet::new();
    let mut entries = Vec::new();
    let mut reports = Vec::new();
    let mut first_was_stored = false;
    for certificate in upload.certificates.iter().rev() {
        let thumbprint = certificate.thumbprint();
        let already_stored = upload.stored_thumbprints.contains(&thumbprint) || stored_here.contains(&thumbprint);
        let (report, path) = judge_ca(
            &CaUpload {
                certificate,
                domain: upload.domain,
                store: store.as_ref(),
                already_stored,
                origin: upload.origin,
                now: upload.now,
            },
            config,
        );
        first_was_stored = false;
        if let (true, Some(domain), Some(store)) = (report.accepted(), domain, store.as_mut()) {
            let certificate = Arc::new(certificate.clone());
            let (kind, issuer) = match path {
                Some(path) => (CaKind::Intermediate, Arc::clone(path.issuer())),
                None => (CaKind::Root, Arc::clone(&certificate)),
            };
            store.insert(StoreEntry { certificate: Arc::clone(&certificate), platform: false, until: None });
            stored_here.insert(thumbprint);
            entries.push(PlannedEntry { certificate, domain, kind, issuer });
            first_was_stored = true;
        }
        reports.push(report);
    }
    reports.reverse();
    let answer = answer(domain, &reports, entries.is_empty(), first_was_stored);
    CaFileJudgement { entries, answer, reports }
}

fn answer(
    domain: Option<PartnerDomain>,
    reports: &[Report],
    nothing_stored: bool,
    first_was_stored: bool,
) -> Result<CaFileStatus, KerError> {
    if domain.is_none() {
        return Err(KerError::InvalidPartnerDomain);
    }
    if let [only] = reports
        && let Some(error) = only.first_failure()
    {
        return Err(error);
    }
    Ok(match (nothing_stored, first_was_stored) {
        (true, _) => CaFileStatus::Failed,
        (false, true) => CaFileStatus::Success,
        (false, false) => CaFileStatus::Partial,
    })
}

impl CaFileJudgement {
    /// The outcome for an upload that could not be read.
    pub fn unreadable(error: WireError, config: &RuleConfig) -> Self {
        let rules: Vec<Rule> =
            Rule::CA.into_iter().filter(|rule| config.is_hardened() || !rule.is_hardened_only()).collect();
        let report = Report::unreadable(&rules, error.ker());
        Self { entries: Vec::new(), answer: Err(error.ker()), reports: vec![report] }
    }
}
