//! What a re-issued certificate may do, by domain.

use x509_cert::ext::pkix::{KeyUsage, KeyUsages};

use crate::domain::PartnerDomain;

/// A keyUsage to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Usage {
    pub digital_signature: bool,
    pub key_encipherment: bool,
    pub key_cert_sign: bool,
    pub crl_sign: bool,
}

impl Usage {
    pub const CA: Self = Self { digital_signature: true, key_encipherment: false, key_cert_sign: true, crl_sign: true };
    pub const ENCRYPTION: Self =
        Self { digital_signature: false, key_encipherment: true, key_cert_sign: false, crl_sign: false };

    pub fn extension(self) -> KeyUsage {
        let wanted = [
            (self.digital_signature, KeyUsages::DigitalSignature),
            (self.key_encipherment, KeyUsages::KeyEncipherment),
            (self.key_cert_sign, KeyUsages::KeyCertSign),
            (self.crl_sign, KeyUsages::CRLSign),
        ];
        let mut usage = KeyUsage(KeyUsages::DigitalSignature.into());
        usage.0.clear();
        for (_, flag) in wanted.into_iter().filter(|(set, _)| *set) {
            usage.0 |= flag;
        }
        usage
    }
}

/// Which re-issued certificates are CA certificates (`pki.reissue_as_ca`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReissueAsCa {
    /// Only where a partner issues certificates itself: DEVICE, and FTM where it is re-issued; with path length 0.
    WhereNeeded,
    /// All, without a path length, as the reference does.
    All,
}

/// How a partner's certificate is re-issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReissueProfile {
    pub(super) ca_path_length: Option<Option<u8>>,
    pub(super) usage: Usage,
}

impl ReissueProfile {
    /// The profile of a domain; `None` where partners keep their own certificate (FTM, unless `resign_ftm`).
    pub fn of(domain: PartnerDomain, mode: ReissueAsCa, resign_ftm: bool) -> Option<Self> {
        if domain == PartnerDomain::Ftm && !resign_ftm {
            return None;
        }
        let issues_below = matches!(domain, PartnerDomain::Device | PartnerDomain::Ftm);
        let ca_path_length = match mode {
            ReissueAsCa::All => Some(None),
            ReissueAsCa::WhereNeeded => issues_below.then_some(Some(0)),
        };
        let usage = Usage {
            digital_signature: true,
            key_encipherment: domain == PartnerDomain::Auth,
            key_cert_sign: ca_path_length.is_some(),
            // Who issues certificates can revoke them.
            crl_sign: issues_below && mode == ReissueAsCa::WhereNeeded,
        };
        Some(Self { ca_path_length, usage })
    }

    /// Whether the re-issued certificate is a CA certificate and therefore enters the domain's trust store.
    pub fn is_ca(self) -> bool {
        self.ca_path_length.is_some()
    }
}

/// The reference id under which `getCertificate?applicationId=PMS` answers with a domain's issuing CA: none for AUTH, the domain's name
/// for the others.
pub const fn issuing_ca_reference(domain: PartnerDomain) -> Option<&'static str> {
    match domain {
        PartnerDomain::Auth => None,
        other => Some(other.as_str()),
    }
}
