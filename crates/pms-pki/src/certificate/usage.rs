//! The keyUsage and extendedKeyUsage extensions.

use x509_parser::extensions::ExtendedKeyUsage;

/// The keyUsage extension (RFC 5280 §4.2.1.3): bit 0 is digitalSignature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyUsage(u16);

const NAMES: [&str; 9] = [
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
    "decipherOnly",
];

impl KeyUsage {
    pub(crate) const fn from_bits(bits: u16) -> Self {
        Self(bits)
    }

    /// Whether the key may sign data.
    pub const fn digital_signature(self) -> bool {
        self.0 & 1 != 0
    }

    /// Whether the key may encrypt keys.
    pub const fn key_encipherment(self) -> bool {
        self.0 & 1 << 2 != 0
    }

    /// Whether the key may sign certificates.
    pub const fn key_cert_sign(self) -> bool {
        self.0 & 1 << 5 != 0
    }

    /// Whether the key may sign revocation lists.
    pub const fn crl_sign(self) -> bool {
        self.0 & 1 << 6 != 0
    }

    /// The RFC's names of the usages that are set.
    pub fn names(self) -> Vec<&'static str> {
        NAMES.iter().enumerate().filter(|(bit, _)| self.0 & 1 << bit != 0).map(|(_, name)| *name).collect()
    }
}

pub(super) fn extended_names(usage: &ExtendedKeyUsage<'_>) -> Vec<String> {
    let known = [
        (usage.any, "anyExtendedKeyUsage"),
        (usage.server_auth, "serverAuth"),
        (usage.client_auth, "clientAuth"),
        (usage.code_signing, "codeSigning"),
        (usage.email_protection, "emailProtection"),
        (usage.time_stamping, "timeStamping"),
        (usage.ocsp_signing, "OCSPSigning"),
    ];
    let named = known.into_iter().filter(|(set, _)| *set).map(|(_, name)| name.to_owned());
    named.chain(usage.other.iter().map(|oid| oid.to_id_string())).collect()
}
