//! Certificates: check, upload, re-sign, download; trust stores and chains that wait for approval.

mod ca;
mod judge;
mod lists;
mod read;
mod upload;

pub use ca::{CaUploaded, process_pending, process_pending_of_partner, submit_chain, unsettled_approvals, upload_ca};
pub(crate) use ca::{judge_proposal, store_chain};
pub use judge::{CertificateCheck, Checked, check, obstacle};
pub use lists::{TrustFilter, TrustRow, is_valid, trust_list};
pub use read::{
    CertificateDetail, CertificatePair, Dates, PlatformCertificate, chain_p7b, dates, details, history, pair, platform,
    platform_certificate, signed, trust_path,
};
pub use upload::{Upload, Uploaded, upload};
