//! A target that bears its issuer's name and has no authorityKeyIdentifier.
//!
//! OpenSSL takes such a certificate for a self-signed one, without looking at the signature, and builds no path from it; the JDK does (contract §2.2
//! step 7, §2.10). Partners whose CA gave the leaf its own name have such certificates. So OpenSSL judges the path above the target, and
//! the one step it cannot take is checked here, narrowly: what this module does not understand it refuses.

use std::sync::Arc;

use chrono::NaiveDateTime;
use openssl::x509::X509VerifyResult;

use super::judge::{self, Refusal};
use crate::certificate::{Certificate, KeyKind};

/// Critical extensions whose meaning is applied or does not matter for a target: keyUsage, subjectAltName, basicConstraints,
/// certificatePolicies, policyConstraints, extendedKeyUsage.
const UNDERSTOOD: [&str; 6] = ["2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.32", "2.5.29.36", "2.5.29.37"];

/// Whether OpenSSL would mistake the target of this path for a self-signed certificate.
pub(super) fn applies(path: &[Arc<Certificate>]) -> bool {
    path.len() > 1 && path[0].is_self_issued() && path[0].authority_key_id().is_none()
}

/// Verifies such a path. The search has verified every signature and validity already.
pub(super) fn verify(path: &[Arc<Certificate>], at: NaiveDateTime) -> Result<(), Refusal> {
    let (target, above) = (&path[0], &path[1..]);
    judge::verify(above, at)?;
    // Also refuses a target whose extensions OpenSSL cannot read.
    if above[0].x509().issued(target.x509()) != X509VerifyResult::OK || target.key().kind == KeyKind::Ec(None) {
        return Err(Refusal::Other);
    }
    if !target.critical_extensions().iter().all(|oid| UNDERSTOOD.contains(&oid.as_str())) {
        return Err(Refusal::CriticalExtension);
    }
    if path.iter().any(|certificate| certificate.has_name_constraints()) {
        return Err(Refusal::NameConstraints);
    }
    if path_lengths_hold(above) { Ok(()) } else { Err(Refusal::PathLength) }
}

/// Whether each issuer allows the intermediates below it (RFC 5280 §4.2.1.9: self-issued ones do not count, nor does the
/// target).
fn path_lengths_hold(above: &[Arc<Certificate>]) -> bool {
    let mut below = 0;
    for issuer in above {
        let allowed = issuer.basic_constraints().and_then(|constraints| constraints.path_length);
        if allowed.is_some_and(|allowed| below > allowed) {
            return false;
        }
        if !issuer.is_self_issued() {
            below += 1;
        }
    }
    true
}
