//! Which checks a site makes.

use std::str::FromStr;

use chrono::TimeDelta;

use crate::jws::JwsAlgorithm;

/// A check of a device message, in the order in which they are made. The form of the message and of each JWS, and the algorithms, are always
/// looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Check {
    /// Certificates are in their validity.
    CertificateDates,
    /// The device's certificate has a path in the domain DEVICE, the chip's in FTM. Implies the dates.
    Chain,
    /// Certificates have one of the extended key usages of the policy, or none at all.
    ExtendedKeyUsage,
    /// Signatures verify.
    Signature,
    /// The members that an authentication needs are there (contract §3.1 steps 3 and 5).
    RequiredFields,
    /// `digitalId` is a JWS. Off: one that is absent, empty or a plain object passes, as IDA lets it (contract §0 finding 10).
    DigitalIdSigned,
    /// Only chips sign `digitalId` (L1). Off: the device's own key may (L0).
    ChipRequired,
    /// `timestamp` and `dateTime` are recent.
    Freshness,
    /// Segments follow each other, and soon.
    SegmentOrder,
    /// The kind of the device is the kind of the biometric.
    Type,
    /// Provider, device, model and chip are not on the hotlist.
    Hotlist,
    /// The provider is registered and active.
    Provider,
    /// The device's certificate was issued under a certificate of the provider that counts today.
    ProviderCertificate,
    /// The organisation of the device's certificate is the provider's, in any case.
    ProviderOrganization,
    /// Make and model are approved.
    Model,
    /// The interface (SBI) is approved and not expired.
    Interface,
    /// The chip is approved.
    Chip,
    /// `serialNo` equals `deviceCode`.
    SerialIsCode,
    /// The chip is the one that the device is known to have.
    ChipBinding,
    /// No segment came before.
    Replay,
}

impl Check {
    /// All of them, in order.
    pub const ALL: [Self; 20] = [
        Self::CertificateDates,
        Self::Chain,
        Self::ExtendedKeyUsage,
        Self::Signature,
        Self::RequiredFields,
        Self::DigitalIdSigned,
        Self::ChipRequired,
        Self::Freshness,
        Self::SegmentOrder,
        Self::Type,
        Self::Hotlist,
        Self::Provider,
        Self::ProviderCertificate,
        Self::ProviderOrganization,
        Self::Model,
        Self::Interface,
        Self::Chip,
        Self::SerialIsCode,
        Self::ChipBinding,
        Self::Replay,
    ];

    /// Its name in the configuration.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CertificateDates => "certificate-dates",
            Self::Chain => "chain",
            Self::ExtendedKeyUsage => "extended-key-usage",
            Self::Signature => "signature",
            Self::RequiredFields => "required-fields",
            Self::DigitalIdSigned => "digital-id-signed",
            Self::ChipRequired => "chip-required",
            Self::Freshness => "freshness",
            Self::SegmentOrder => "segment-order",
            Self::Type => "type",
            Self::Hotlist => "hotlist",
            Self::Provider => "provider",
            Self::ProviderCertificate => "provider-certificate",
            Self::ProviderOrganization => "provider-organization",
            Self::Model => "model",
            Self::Interface => "interface",
            Self::Chip => "chip",
            Self::SerialIsCode => "serial-is-code",
            Self::ChipBinding => "chip-binding",
            Self::Replay => "replay",
        }
    }

    const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// The configuration names no check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a check")]
pub struct UnknownCheck;

impl FromStr for Check {
    type Err = UnknownCheck;

    fn from_str(name: &str) -> Result<Self, UnknownCheck> {
        Self::ALL.into_iter().find(|check| check.name() == name).ok_or(UnknownCheck)
    }
}

/// A set of checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckSet(u32);

impl CheckSet {
    /// None.
    pub const NONE: Self = Self(0);

    /// Every check.
    pub fn all() -> Self {
        Check::ALL.into_iter().fold(Self::NONE, Self::with)
    }

    /// What IDA checks (contract §3.1).
    pub fn of_ida() -> Self {
        use Check as C;
        let made = [
            C::CertificateDates,
            C::Chain,
            C::Signature,
            C::RequiredFields,
            C::Freshness,
            C::SegmentOrder,
            C::Type,
            C::Hotlist,
        ];
        made.into_iter().fold(Self::NONE, Self::with)
    }

    /// With this check.
    #[must_use]
    pub const fn with(self, check: Check) -> Self {
        Self(self.0 | check.bit())
    }

    /// Without this check.
    #[must_use]
    pub const fn without(self, check: Check) -> Self {
        Self(self.0 & !check.bit())
    }

    /// Whether it is made.
    pub const fn has(self, check: Check) -> bool {
        self.0 & check.bit() != 0
    }
}

impl Default for CheckSet {
    /// All that stock devices can pass: every check but three. `serial-is-code` and `chip-binding` ask for more than MOSIP's specification of devices
    /// does, `extended-key-usage` for more than their certificates have.
    fn default() -> Self {
        Self::all().without(Check::SerialIsCode).without(Check::ChipBinding).without(Check::ExtendedKeyUsage)
    }
}

/// How a site judges device messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DevicePolicy {
    /// The checks that are made.
    pub checks: CheckSet,
    /// Algorithms for the keys of devices (domain DEVICE).
    pub device_algorithms: Vec<JwsAlgorithm>,
    /// Algorithms for the keys of chips (domain FTM).
    pub chip_algorithms: Vec<JwsAlgorithm>,
    /// Extended key usages, names or object identifiers, of which a certificate that has any needs one.
    pub extended_key_usages: Vec<String>,
    /// The oldest time of a segment or a `digitalId`.
    pub max_age: TimeDelta,
    /// How far ahead a device's clock may be.
    pub max_ahead: TimeDelta,
    /// The longest pause between two segments.
    pub max_gap: TimeDelta,
}

impl Default for DevicePolicy {
    /// RS256 in both domains; 20 minutes old, 3 minutes ahead, 120 seconds between segments (contract §3.1).
    fn default() -> Self {
        Self {
            checks: CheckSet::default(),
            device_algorithms: vec![JwsAlgorithm::Rs256],
            chip_algorithms: vec![JwsAlgorithm::Rs256],
            extended_key_usages: Vec::new(),
            max_age: TimeDelta::minutes(20),
            max_ahead: TimeDelta::minutes(3),
            max_gap: TimeDelta::seconds(120),
        }
    }
}
