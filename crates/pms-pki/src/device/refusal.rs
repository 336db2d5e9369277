//! Why a device message is refused.

use std::fmt;

use crate::json::JsonError;
use crate::jws::JwsError;
use crate::path::NoPath;

/// The part of a segment that is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The biometric data, signed by the device.
    Data,
    /// The identity of the device, signed by its chip (L1) or by itself (L0).
    DigitalId,
}

/// One reason. Each has a [`key`](Self::key) of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The message is no JSON of the expected form.
    MessageUnreadable,
    /// A member stands twice in the message.
    MessageDuplicateMember,
    /// The message is nested too deeply.
    MessageTooDeep,
    /// The message is too large.
    MessageTooLarge,
    /// There is no segment.
    NoSegment,
    /// There are too many segments.
    TooManySegments,
    /// A signed part is not acceptable as a JWS, or its signature does not verify.
    Jws(JwsError),
    /// The content of a signed part is no JSON object.
    ContentUnreadable,
    /// A member stands twice in the content of a signed part.
    ContentDuplicateMember,
    /// The certificate is not in its validity.
    CertificateDates,
    /// The certificate has no path to a root of its domain.
    Chain,
    /// A certificate of the path is revoked.
    Revoked,
    /// Whether a certificate of the path is revoked is not known, and has to be.
    RevocationUnknown,
    /// The certificate's extended key usage is not the one that the site asks for.
    ExtendedKeyUsage,
    /// A member that has to be there is missing or empty; its name.
    FieldMissing(&'static str),
    /// The identity of the device is there, but nobody signed it.
    DigitalIdUnsigned,
    /// Only devices with a chip (L1) are taken.
    LevelNotAllowed,
    /// A time is not one of ISO 8601 with its offset.
    TimeUnreadable,
    /// A time is too long ago.
    TooOld,
    /// A time lies ahead.
    InFuture,
    /// A segment was taken before the one that precedes it.
    OutOfOrder,
    /// Too much time passed between two segments.
    TooFarApart,
    /// The kind of the device is not the kind of the biometric.
    TypeMismatch,
    /// The provider is on the hotlist.
    ProviderHotlisted,
    /// The device is on the hotlist.
    DeviceHotlisted,
    /// The model is on the hotlist.
    ModelHotlisted,
    /// The key of the chip is on the hotlist.
    ChipHotlisted,
    /// There is no provider of that id.
    ProviderUnknown,
    /// The provider is not active.
    ProviderInactive,
    /// The device's certificate was not issued under the provider's current certificate.
    ProviderCertificate,
    /// The organisation of the device's certificate is not the provider.
    ProviderOrganization,
    /// Make and model are not registered.
    ModelUnknown,
    /// Make and model are not approved.
    ModelNotApproved,
    /// Make and model are deactivated.
    ModelDeactivated,
    /// The interface (SBI) is not registered for the device.
    InterfaceUnknown,
    /// The interface is not approved.
    InterfaceNotApproved,
    /// The interface is deactivated.
    InterfaceDeactivated,
    /// The time of the interface is over.
    InterfaceExpired,
    /// The chip is not registered.
    ChipUnknown,
    /// The chip is not approved.
    ChipNotApproved,
    /// The chip is deactivated.
    ChipDeactivated,
    /// The serial number is not the device code.
    SerialMismatch,
    /// The device is known to have another chip.
    ChipBinding,
    /// The same segment came before.
    Replayed,
}

impl Reason {
    /// A stable name, for answers, logs and texts. That of a missing member is without the member.
    pub const fn key(self) -> &'static str {
        match self {
            Self::MessageUnreadable => "message-unreadable",
            Self::MessageDuplicateMember => "message-duplicate-member",
            Self::MessageTooDeep => "message-too-deep",
            Self::MessageTooLarge => "message-too-large",
            Self::NoSegment => "no-segment",
            Self::TooManySegments => "too-many-segments",
            Self::Jws(error) => error.key(),
            Self::ContentUnreadable => "content-unreadable",
            Self::ContentDuplicateMember => "content-duplicate-member",
            Self::CertificateDates => "certificate-dates",
            Self::Chain => "chain",
            Self::Revoked => "revoked",
            Self::RevocationUnknown => "revocation-unknown",
            Self::ExtendedKeyUsage => "extended-key-usage",
            Self::FieldMissing(_) => "field-missing",
            Self::DigitalIdUnsigned => "digital-id-unsigned",
            Self::LevelNotAllowed => "level-not-allowed",
            Self::TimeUnreadable => "time-unreadable",
            Self::TooOld => "too-old",
            Self::InFuture => "in-future",
            Self::OutOfOrder => "out-of-order",
            Self::TooFarApart => "too-far-apart",
            Self::TypeMismatch => "type-mismatch",
            Self::ProviderHotlisted => "provider-hotlisted",
            Self::DeviceHotlisted => "device-hotlisted",
            Self::ModelHotlisted => "model-hotlisted",
            Self::ChipHotlisted => "chip-hotlisted",
            Self::ProviderUnknown => "provider-unknown",
            Self::ProviderInactive => "provider-inactive",
            Self::ProviderCertificate => "provider-certificate",
            Self::ProviderOrganization => "provider-organization",
            Self::ModelUnknown => "model-unknown",
            Self::ModelNotApproved => "model-not-approved",
            Self::ModelDeactivated => "model-deactivated",
            Self::InterfaceUnknown => "interface-unknown",
            Self::InterfaceNotApproved => "interface-not-approved",
            Self::InterfaceDeactivated => "interface-deactivated",
            Self::InterfaceExpired => "interface-expired",
            Self::ChipUnknown => "chip-unknown",
            Self::ChipNotApproved => "chip-not-approved",
            Self::ChipDeactivated => "chip-deactivated",
            Self::SerialMismatch => "serial-mismatch",
            Self::ChipBinding => "chip-binding",
            Self::Replayed => "replayed",
        }
    }

    /// How a message that cannot be read is refused.
    pub(super) const fn of_message(error: JsonError) -> Self {
        match error {
            JsonError::TooLarge => Self::MessageTooLarge,
            JsonError::TooDeep => Self::MessageTooDeep,
            JsonError::DuplicateMember => Self::MessageDuplicateMember,
            JsonError::Malformed => Self::MessageUnreadable,
        }
    }

    pub(super) const fn of_content(error: JsonError) -> Self {
        match error {
            JsonError::DuplicateMember => Self::ContentDuplicateMember,
            JsonError::TooLarge | JsonError::TooDeep | JsonError::Malformed => Self::ContentUnreadable,
        }
    }

    pub(super) fn of_path(reason: &NoPath) -> Self {
        match reason {
            NoPath::TargetOutOfDate => Self::CertificateDates,
            NoPath::Revoked { .. } => Self::Revoked,
            NoPath::RevocationUnknown { .. } => Self::RevocationUnknown,
            _ => Self::Chain,
        }
    }
}

/// A refusal: the reason, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// The one reason.
    pub reason: Reason,
    /// The segment, counted from 0; `None` where the message as a whole is concerned.
    pub segment: Option<usize>,
    /// The part of the segment.
    pub part: Option<Part>,
}

impl Refusal {
    pub(super) const fn message(reason: Reason) -> Self {
        Self { reason, segment: None, part: None }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason.key())?;
        if let Reason::FieldMissing(name) = self.reason {
            write!(f, " {name}")?;
        }
        if let Some(segment) = self.segment {
            write!(f, " in segment {segment}")?;
        }
        match self.part {
            Some(Part::DigitalId) => f.write_str(" (digitalId)"),
            Some(Part::Data) | None => Ok(()),
        }
    }
}

impl std::error::Error for Refusal {}
