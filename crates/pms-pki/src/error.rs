//! The keymanager error catalogue as far as certificates are concerned.
//!
//! Codes and texts are wire facts: clients compare them, so they are reproduced to the letter, including
//! the irregular ones (two constants share `KER-KMS-021`, one text starts with a space). The texts never carry
//! anything a parser or a cryptographic library said.

use std::fmt;

/// An error that keymanager's partner-certificate endpoints answer with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KerError {
    /// `KER-PCM-001`: the data is absent, unreadable, or not acceptable as a certificate of this kind.
    InvalidCertificate,
    /// `KER-PCM-002`: a thumbprint could not be made, or the chain file of an upload could not be built.
    CertificateThumbprint,
    /// `KER-PCM-003`: the certificate is already in the store of that domain.
    CertificateExists,
    /// `KER-PCM-004`: now lies outside the certificate's validity.
    CertificateDatesNotValid,
    /// `KER-PCM-005`: a CA certificate has no path to a root of its domain.
    RootCaNotFound,
    /// `KER-PCM-006`: a partner certificate has no path to a root of its domain.
    RootIntermediateCaNotFound,
    /// `KER-PCM-007`: not an X.509 version 3 certificate.
    InvalidCertificateVersion,
    /// `KER-PCM-008`: the subject's organisation is not the partner's.
    PartnerOrganizationNotMatched,
    /// `KER-PCM-009`: no single current key.
    NoUniqueAlias,
    /// `KER-PCM-010`: blank certificate id.
    InvalidCertificateId,
    /// `KER-PCM-011`: the partner domain is not an allowed one.
    InvalidPartnerDomain,
    /// `KER-PCM-012`: no partner certificate under that id.
    PartnerCertificateIdNotFound,
    /// `KER-PCM-013`: the partner's RSA key is too short.
    CertificateKeyNotAllowed,
    /// `KER-PCM-014`: the partner certificate's signature algorithm is not allowed.
    CertificateSignatureAlgorithmNotAllowed,
    /// `KER-PCM-015`: a partner certificate verifies under its own key.
    SelfSignedCertificateNotAllowed,
    /// `KER-PCM-016`: the caller may not have certificates signed.
    SignCertificateNotAllowed,
    /// `KER-PCM-017`: a CA certificate ends too soon.
    CaValidityLessThanMinimum,
    /// `KER-PCM-018`: neither ROOT nor INTERMEDIATE.
    InvalidCaCertificateType,
    /// `KER-PMS-019`: no CA certificate under that id.
    CaCertificateIdNotFound,
    /// `KER-PMS-020`: the certificate starts on a later day.
    FutureDatedCertificate,
    /// `KER-KMS-021`: a chain file could not be made.
    P7bConversion,
    /// `KER-KMS-021`: a partner certificate ends too soon.
    PartnerValidityLessThanMinimum,
    /// `KER-KMS-013`: a PEM certificate was expected and could not be read.
    CertificateParsing,
    /// `KER-CRY-003`: a character outside the base64url alphabet.
    NotBase64,
    /// `KER-CRY-003`: base64url of an impossible length or with wrong padding.
    MalformedBase64,
}

impl KerError {
    /// Every error of the catalogue, in the order of the reference's list.
    pub const ALL: [KerError; 25] = [
        Self::InvalidCertificate,
        Self::CertificateThumbprint,
        Self::CertificateExists,
        Self::CertificateDatesNotValid,
        Self::RootCaNotFound,
        Self::RootIntermediateCaNotFound,
        Self::InvalidCertificateVersion,
        Self::PartnerOrganizationNotMatched,
        Self::NoUniqueAlias,
        Self::InvalidCertificateId,
        Self::InvalidPartnerDomain,
        Self::PartnerCertificateIdNotFound,
        Self::CertificateKeyNotAllowed,
        Self::CertificateSignatureAlgorithmNotAllowed,
        Self::SelfSignedCertificateNotAllowed,
        Self::SignCertificateNotAllowed,
        Self::CaValidityLessThanMinimum,
        Self::InvalidCaCertificateType,
        Self::CaCertificateIdNotFound,
        Self::FutureDatedCertificate,
        Self::P7bConversion,
        Self::PartnerValidityLessThanMinimum,
        Self::CertificateParsing,
        Self::NotBase64,
        Self::MalformedBase64,
    ];

    /// The `errorCode` on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::InvalidCertificate => "KER-PCM-001",
            Self::CertificateThumbprint => "KER-PCM-002",
            Self::CertificateExists => "KER-PCM-003",
            Self::CertificateDatesNotValid => "KER-PCM-004",
            Self::RootCaNotFound => "KER-PCM-005",
            Self::RootIntermediateCaNotFound => "KER-PCM-006",
            Self::InvalidCertificateVersion => "KER-PCM-007",
            Self::PartnerOrganizationNotMatched => "KER-PCM-008",
            Self::NoUniqueAlias => "KER-PCM-009",
            Self::InvalidCertificateId => "KER-PCM-010",
            Self::InvalidPartnerDomain => "KER-PCM-011",
            Self::PartnerCertificateIdNotFound => "KER-PCM-012",
            Self::CertificateKeyNotAllowed => "KER-PCM-013",
            Self::CertificateSignatureAlgorithmNotAllowed => "KER-PCM-014",
            Self::SelfSignedCertificateNotAllowed => "KER-PCM-015",
            Self::SignCertificateNotAllowed => "KER-PCM-016",
            Self::CaValidityLessThanMinimum => "KER-PCM-017",
            Self::InvalidCaCertificateType => "KER-PCM-018",
            Self::CaCertificateIdNotFound => "KER-PMS-019",
            Self::FutureDatedCertificate => "KER-PMS-020",
            Self::P7bConversion | Self::PartnerValidityLessThanMinimum => "KER-KMS-021",
            Self::CertificateParsing => "KER-KMS-013",
            Self::NotBase64 | Self::MalformedBase64 => "KER-CRY-003",
        }
    }

    /// The `message` on the wire.
    pub const fn message(self) -> &'static str {
        match self {
            Self::InvalidCertificate => "Invalid Certificate uploaded.",
            Self::CertificateThumbprint => "Error in generating Certificate Thumbprint.",
            Self::CertificateExists => "Certificate already exists in store.",
            Self::CertificateDatesNotValid => "Certificate Dates are not valid.",
            Self::RootCaNotFound => "Root CA Certificate not found.",
            Self::RootIntermediateCaNotFound => "Root CA/Intermediate CA Certificates not found.",
            Self::InvalidCertificateVersion => "Certificate version not supported.",
            Self::PartnerOrganizationNotMatched => "Partner Organization Name not Matched.",
            Self::NoUniqueAlias => "No Unique Alias found.",
            Self::InvalidCertificateId => "Invalid Partner Certificate ID.",
            Self::InvalidPartnerDomain => "Invalid Partner Domain.",
            Self::PartnerCertificateIdNotFound => "Partner Certificate not found for the given ID.",
            Self::CertificateKeyNotAllowed => "Partner Certificate Key Size is less than allowed size.",
            Self::CertificateSignatureAlgorithmNotAllowed => "Partner Certificate Signature algorithm not supported.",
            Self::SelfSignedCertificateNotAllowed => "Self Signed Certificate not allowed as partner.",
            Self::SignCertificateNotAllowed => "Sign Certificate not allowed for the authenticated token.",
            Self::CaValidityLessThanMinimum => "The CA Certificate validity is less than required minimum validity.",
            Self::InvalidCaCertificateType => "Invalid Certificate Type",
            Self::CaCertificateIdNotFound => "CA Certificate not found for the given ID.",
            Self::FutureDatedCertificate => "Future Dated Certificate not allowed to upload.",
            Self::P7bConversion => "Failed to create p7b file format.",
            Self::PartnerValidityLessThanMinimum => {
                "The PARTNER Certificate validity is less than required minimum validity"
            }
            Self::CertificateParsing => "Certificate Parsing Error.",
            Self::NotBase64 => " input data is not base64 encoded",
            Self::MalformedBase64 => "data sent to decrypt is without key splitter or invalid",
        }
    }
}

impl fmt::Display for KerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl std::error::Error for KerError {}
