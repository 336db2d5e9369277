//! OpenSSL's verdict on one complete path.

use std::sync::Arc;

use chrono::NaiveDateTime;
use openssl::error::ErrorStack;
use openssl::stack::Stack;
use openssl::x509::store::X509StoreBuilder;
use openssl::x509::verify::X509VerifyParam;
use openssl::x509::{X509, X509StoreContext, X509VerifyResult};

use crate::certificate::Certificate;

/// Why OpenSSL refused a path, as far as a person can act on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    PathLength,
    CriticalExtension,
    NameConstraints,
    Other,
}

/// Numbers of `X509_V_ERR_…` in OpenSSL's public interface.
const PATH_LENGTH_EXCEEDED: i32 = 25;
const UNHANDLED_CRITICAL_EXTENSION: i32 = 34;
const NAME_CONSTRAINT_ERRORS: [i32; 6] = [47, 48, 49, 51, 52, 53];

/// Verifies `path` (target first, root last) at `at`: only that root is trusted and only those intermediates are offered.
pub(super) fn verify(path: &[Arc<Certificate>], at: NaiveDateTime) -> Result<(), Refusal> {
    let seconds = judging_time(path, at).ok_or(Refusal::Other)?;
    match run(path, seconds) {
        Ok(Outcome::Valid) => Ok(()),
        Ok(Outcome::Invalid(result)) => Err(match result.as_raw() {
            PATH_LENGTH_EXCEEDED => Refusal::PathLength,
            UNHANDLED_CRITICAL_EXTENSION => Refusal::CriticalExtension,
            code if NAME_CONSTRAINT_ERRORS.contains(&code) => Refusal::NameConstraints,
            _ => Refusal::Other,
        }),
        Ok(Outcome::OtherPath) | Err(_) => Err(Refusal::Other),
    }
}

enum Outcome {
    Valid,
    Invalid(X509VerifyResult),
    /// Valid, but by another path than the proposed one.
    OtherPath,
}

fn run(path: &[Arc<Certificate>], seconds: i64) -> Result<Outcome, ErrorStack> {
    let Some(root) = path.last() else { return Ok(Outcome::OtherPath) };
    let mut parameters = X509VerifyParam::new()?;
    parameters.set_time(seconds);
    let mut trusted = X509StoreBuilder::new()?;
    trusted.add_cert(root.x509_owned())?;
    trusted.set_param(&parameters)?;
    let trusted = trusted.build();
    let mut offered = Stack::<X509>::new()?;
    for intermediate in path.iter().take(path.len() - 1).skip(1) {
        offered.push(intermediate.x509_owned())?;
    }
    X509StoreContext::new()?.init(&trusted, path[0].x509(), &offered, |context| {
        if !context.verify_cert()? {
            return Ok(Outcome::Invalid(context.error()));
        }
        let mut used = Vec::new();
        for certificate in context.chain().into_iter().flatten() {
            used.push(certificate.to_der()?);
        }
        let proposed = path.iter().map(|certificate| certificate.der());
        Ok(if proposed.eq(used.iter().map(Vec::as_slice)) { Outcome::Valid } else { Outcome::OtherPath })
    })
}

/// The second to judge at. A validity includes its last second (RFC 5280 §4.1.2.5), which OpenSSL excludes; so in the very
/// second in which a certificate of the path ends, the one before it is used. The search has already checked every
/// validity at `at` itself.
fn judging_time(path: &[Arc<Certificate>], at: NaiveDateTime) -> Option<i64> {
    let first_end = path.iter().map(|c| c.not_after().and_utc().timestamp()).min()?;
    Some(at.and_utc().timestamp().min(first_end - 1))
}
