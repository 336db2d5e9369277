//! The hotlist: devices, models, providers, chips and partners that nobody may be authenticated with (decisions,
//! "Hotlisting"; contract pki §3.3, consumers §4).
//!
//! An entry is known by its type and by the SHA-256 of its *plain id*, a text that everybody who blocks or asks puts together
//! alike. Subscribers get the hash alone.

mod filter;

pub use filter::Filter;

use crate::{Timestamp, limits};

/// What an entry is about. The wire's other types (UIN, VID, MACHINE_ID, OPERATOR_ID, CENTER_ID) belong to persons and
/// registration centres, which are not this system's to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IdType {
    /// A partner, whatever it is.
    PartnerId,
    /// One device.
    Device,
    /// All devices of a make and model.
    DeviceModel,
    /// All devices of a provider.
    DeviceProvider,
    /// A chip (FTM), by the public key of its certificate.
    FtmPublicKey,
}

impl IdType {
    pub const ALL: [IdType; 5] =
        [IdType::PartnerId, IdType::Device, IdType::DeviceModel, IdType::DeviceProvider, IdType::FtmPublicKey];

    /// Its word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            IdType::PartnerId => "PARTNER_ID",
            IdType::Device => "DEVICE",
            IdType::DeviceModel => "DEVICE_MODEL",
            IdType::DeviceProvider => "DEVICE_PROVIDER",
            IdType::FtmPublicKey => "FTM_PUBLIC_KEY",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|id_type| id_type.as_str() == word)
    }

    /// Its number in the database; never given to another type.
    pub fn number(self) -> i16 {
        match self {
            IdType::PartnerId => 1,
            IdType::Device => 2,
            IdType::DeviceModel => 3,
            IdType::DeviceProvider => 4,
            IdType::FtmPublicKey => 5,
        }
    }

    pub fn of_number(number: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|id_type| id_type.number() == number)
    }
}

/// What can be on the hotlist, in the words of whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject<'a> {
    Partner {
        id: &'a str,
    },
    Device {
        serial: &'a str,
        make: &'a str,
        model: &'a str,
    },
    DeviceModel {
        make: &'a str,
        model: &'a str,
    },
    /// Organisation and partner id of the provider, as its devices say in `deviceProvider` and `deviceProviderId`.
    DeviceProvider {
        organisation: &'a str,
        id: &'a str,
    },
    /// SHA-256 of the certificate's SubjectPublicKeyInfo, lower-case hexadecimal.
    ChipKey {
        fingerprint: &'a str,
    },
}

impl Subject<'_> {
    pub fn id_type(&self) -> IdType {
        match self {
            Subject::Partner { .. } => IdType::PartnerId,
            Subject::Device { .. } => IdType::Device,
            Subject::DeviceModel { .. } => IdType::DeviceModel,
            Subject::DeviceProvider { .. } => IdType::DeviceProvider,
            Subject::ChipKey { .. } => IdType::FtmPublicKey,
        }
    }

    /// The plain id: the parts one after the other, with nothing between them, as ID Authentication puts them together
    /// (contract pki §3.3). So `AB` + `C` and `A` + `BC` are one; what a person is shown keeps the parts.
    pub fn plain_id(&self) -> String {
        match self {
            Subject::Partner { id } => (*id).to_owned(),
            Subject::Device { serial, make, model } => [*serial, make, model].concat(),
            Subject::DeviceModel { make, model } => [*make, model].concat(),
            Subject::DeviceProvider { organisation, id } => [*organisation, id].concat(),
            Subject::ChipKey { fingerprint } => (*fingerprint).to_owned(),
        }
    }

    /// For a person: the parts, apart, cut where they are longer than anybody reads.
    pub fn label(&self) -> String {
        let label = match self {
            Subject::Partner { id } => (*id).to_owned(),
            Subject::Device { serial, make, model } => format!("{make} {model}, {serial}"),
            Subject::DeviceModel { make, model } => format!("{make} {model}"),
            Subject::DeviceProvider { organisation, id } => format!("{organisation} ({id})"),
            Subject::ChipKey { fingerprint } => (*fingerprint).to_owned(),
        };
        label.chars().take(limits::HOTLIST_LABEL).collect()
    }
}

/// SHA-256 of a plain id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IdHash(pub [u8; 32]);

impl IdHash {
    /// Upper-case hexadecimal, as in events.
    pub fn hex(&self) -> String {
        use std::fmt::Write;
        self.0.iter().fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02X}");
            text
        })
    }

    /// Reads 64 hexadecimal digits in either case.
    pub fn parse(hex: &str) -> Option<Self> {
        let digits = hex.as_bytes();
        if digits.len() != 64 {
            return None;
        }
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let mut hash = [0; 32];
        for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Some(Self(hash))
    }

    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Blocked,
    Unblocked,
}

impl Status {
    /// Its word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Blocked => "BLOCKED",
            Status::Unblocked => "UNBLOCKED",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Status::Blocked, Status::Unblocked].into_iter().find(|status| status.as_str() == word)
    }

    fn opposite(self) -> Self {
        match self {
            Status::Blocked => Status::Unblocked,
            Status::Unblocked => Status::Blocked,
        }
    }
}

/// What an entry says, in the wire's form: until `until` the opposite of `then` holds, from then on `then` (contract pki
/// §3.3, "the state after expiry").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub then: Status,
    /// `None`: `then` holds now and for good.
    pub until: Option<Timestamp>,
}

impl Standing {
    /// `status` from now on; with a time, the opposite from that time on.
    pub fn from_now(status: Status, until: Option<Timestamp>) -> Self {
        let then = if until.is_some() { status.opposite() } else { status };
        Self { then, until }
    }

    /// What holds at `now`. At the very time `until` names, `then` holds.
    pub fn at(&self, now: Timestamp) -> Status {
        match self.until {
            Some(until) if now < until => self.then.opposite(),
            Some(_) | None => self.then,
        }
    }

    /// Whether there is a time, now or later, at which this blocks and `after` would not.
    pub fn is_weakened_by(&self, after: &Standing, now: Timestamp) -> bool {
        // Both change at their times alone, so these moments tell of all others.
        let moments = [Some(now), self.until, after.until].into_iter().flatten().filter(|at| *at >= now);
        moments.into_iter().any(|at| self.at(at) == Status::Blocked && after.at(at) == Status::Unblocked)
    }

    /// Whether the entry says what an absent one says, and will go on to.
    pub fn is_void(&self, now: Timestamp) -> bool {
        self.then == Status::Unblocked && self.at(now) == Status::Unblocked
    }
}

#[cfg(test)]
mod tests;
