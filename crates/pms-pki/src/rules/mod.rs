//! MOSIP's rules on uploaded certificates.
//!
//! Every rule that can be evaluated is evaluated, so that a person sees all that is wrong at once; the wire answers with the first failure in the contract's
//! order, which is the order of the verdicts in a report. `docs/certificates.md` describes each rule under its id.

mod ca;
mod ca_file;
mod checks;
mod config;
mod partner;
mod report;

pub use ca::{CaOrigin, CaUpload, judge_ca};
pub use ca_file::{CaFileJudgement, CaFileStatus, CaFileUpload, CaKind, PlannedEntry, process_ca_file};
pub use config::{RuleConfig, RuleSet};
pub use partner::{KeyInUse, PartnerUpload, judge_partner, unreadable_partner};
pub use report::{Outcome, Report, Rule, Value, Verdict};
