//! Certificates: check, upload, re-sign, download; trust stores and chains that wait for approval.

mod ca;
mod chip;
mod history;
mod judge;
mod lists;
mod possession;
mod read;
mod renewal;
mod today;
mod upload;
mod verify;

pub use ca::{
    CaReview, CaUploaded, process_pending, process_pending_of_partner, review_ca, submit_chain, unsettled_approvals,
    upload_ca,
};
pub(crate) use ca::{JudgedFile, judge_proposal, store_chain};
pub(crate) use chip::{ChipJudgement, chip_row, judge_chip, trust_chip};
pub use history::{PastCertificate, past};
pub use judge::{CertificateCheck, Checked, check, obstacle};
pub use lists::{TrustFilter, TrustRow, is_valid, trust_list};
pub use possession::{Challenge, Proof, challenge, policy as possession_policy};
pub use read::{
    CertificateDetail, CertificatePair, Dates, File, PlatformCertificate, chain_p7b, dates, details, file, history,
    pair, platform, platform_certificate, signed, trust_path,
};
pub(crate) use today::{Today, today};
pub(crate) use upload::Signed;
pub use upload::{AdminActs, Upload, Uploaded, upload};
pub use verify::{MessageTrust, MessageVerdict, SignedMessage, certificate_trust, jwt_verify, jwt_verify_v2};
