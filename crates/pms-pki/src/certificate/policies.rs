//! The extensions on certificate policies (RFC 5280 §4.2.1.4, .5, .11, .14), read strictly.

use der::Decode;
use x509_cert::ext::pkix::certpolicy::CertificatePolicies;
use x509_cert::ext::pkix::{InhibitAnyPolicy, PolicyConstraints, PolicyMappings};

pub(super) const CERTIFICATE_POLICIES: &str = "2.5.29.32";
pub(super) const POLICY_MAPPINGS: &str = "2.5.29.33";
pub(super) const POLICY_CONSTRAINTS: &str = "2.5.29.36";
pub(super) const INHIBIT_ANY_POLICY: &str = "2.5.29.54";

/// What a certificate says about policies. Policies are object identifiers in dotted form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PolicyFacts {
    /// The policies it is issued under; `None` without the extension.
    pub policies: Option<Vec<String>>,
    /// Pairs of the issuer's and the subject's policy.
    pub mappings: Vec<(String, String)>,
    /// After how many certificates a policy is required.
    pub require_explicit: Option<u32>,
    /// After how many certificates mappings no longer count.
    pub inhibit_mapping: Option<u32>,
    /// After how many certificates anyPolicy no longer counts.
    pub inhibit_any: Option<u32>,
    /// One of the extensions cannot be read.
    pub unreadable: bool,
}

impl PolicyFacts {
    /// Takes up an extension if it is one on policies.
    pub(super) fn take(&mut self, oid: &str, value: &[u8]) {
        let read = match oid {
            CERTIFICATE_POLICIES => CertificatePolicies::from_der(value).map(|found| {
                self.policies = Some(found.0.iter().map(|policy| policy.policy_identifier.to_string()).collect());
            }),
            POLICY_MAPPINGS => PolicyMappings::from_der(value).map(|found| {
                let pair = |m: &x509_cert::ext::pkix::PolicyMapping| {
                    (m.issuer_domain_policy.to_string(), m.subject_domain_policy.to_string())
                };
                self.mappings = found.0.iter().map(pair).collect();
            }),
            POLICY_CONSTRAINTS => PolicyConstraints::from_der(value).map(|found| {
                self.require_explicit = found.require_explicit_policy;
                self.inhibit_mapping = found.inhibit_policy_mapping;
            }),
            INHIBIT_ANY_POLICY => InhibitAnyPolicy::from_der(value).map(|found| self.inhibit_any = Some(found.0)),
            _ => Ok(()),
        };
        self.unreadable |= read.is_err();
    }

    /// How many policies and mappings there are.
    pub(super) fn count(&self) -> usize {
        self.policies.as_ref().map_or(0, Vec::len) + self.mappings.len()
    }
}
