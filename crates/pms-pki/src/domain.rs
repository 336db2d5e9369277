//! Partner domains: the separate circles of trust of a MOSIP system.

use std::fmt;
use std::str::FromStr;

use crate::error::KerError;

/// A partner domain. Each has a trust store of its own; nothing is trusted across two of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum PartnerDomain {
    /// Authentication, credential, print and the other service partners.
    Auth,
    /// Device providers and the devices below them.
    Device,
    /// Foundational trust module (chip) providers.
    Ftm,
    /// MOSIP infrastructure service providers.
    Misp,
}

impl PartnerDomain {
    /// All domains, in the order of keymanager's default list.
    pub const ALL: [PartnerDomain; 4] = [Self::Auth, Self::Device, Self::Ftm, Self::Misp];

    /// The name as stored and sent: upper case.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auth => "AUTH",
            Self::Device => "DEVICE",
            Self::Ftm => "FTM",
            Self::Misp => "MISP",
        }
    }
}

impl fmt::Display for PartnerDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for PartnerDomain {
    type Err = KerError;

    /// Reads a domain name in any case.
    ///
    /// # Errors
    /// [`KerError::InvalidPartnerDomain`] for any other text.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|domain| domain.as_str().eq_ignore_ascii_case(text))
            .ok_or(KerError::InvalidPartnerDomain)
    }
}
