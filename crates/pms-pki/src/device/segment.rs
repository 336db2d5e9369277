//! The content of a segment and of the identity in it (contract §3.2).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, NaiveDateTime};
use serde_json::{Map, Value};

use super::refusal::Reason;
use crate::json::{self, Limits};
use crate::jws::MAX_JWS_BYTES;

/// Limits of the content of a signed part.
const LIMITS: Limits = Limits { bytes: MAX_JWS_BYTES, depth: 6 };

/// Where the key lies that signs the identity of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeviceLevel {
    /// In the host: the device's key signs its identity as well.
    L0,
    /// In a chip (foundational trust module) with a key of its own.
    L1,
}

/// The identity of a device as it states it (`digitalId`). Texts are empty where a member is absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DigitalId {
    /// `serialNo`.
    pub serial_no: String,
    /// `make`.
    pub make: String,
    /// `model`.
    pub model: String,
    /// `type`: Finger, Iris, Face.
    pub kind: String,
    /// `deviceSubType`: Slap, Single, Touchless, Double, Full face.
    pub sub_type: String,
    /// `deviceProvider`: the provider's name.
    pub provider: String,
    /// `deviceProviderId`: the provider's partner id.
    pub provider_id: String,
    /// `dateTime`, as it stands.
    pub date_time: String,
}

impl DigitalId {
    fn of(members: &Map<String, Value>) -> Self {
        let text = |name: &str| text(members, name).to_owned();
        Self {
            serial_no: text("serialNo"),
            make: text("make"),
            model: text("model"),
            kind: text("type"),
            sub_type: text("deviceSubType"),
            provider: text("deviceProvider"),
            provider_id: text("deviceProviderId"),
            date_time: text("dateTime"),
        }
    }

    /// Reads the content of a signed identity.
    pub(super) fn read(content: &[u8]) -> Result<Self, Reason> {
        json::read_object(content, LIMITS).map(|members| Self::of(&members)).map_err(Reason::of_content)
    }

    /// The first member that is empty although an authentication needs it.
    pub(super) fn missing(&self) -> Option<&'static str> {
        let needed = [
            ("serialNo", &self.serial_no),
            ("make", &self.make),
            ("model", &self.model),
            ("type", &self.kind),
            ("deviceSubType", &self.sub_type),
            ("deviceProvider", &self.provider),
            ("deviceProviderId", &self.provider_id),
            ("dateTime", &self.date_time),
        ];
        needed.into_iter().find(|(_, value)| value.is_empty()).map(|(name, _)| name)
    }
}

/// What stands in the place of `digitalId`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum StatedId {
    Absent,
    /// A plain object: nobody signed it.
    Plain(DigitalId),
    Signed(String),
}

/// The content of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Content {
    pub digital_id: StatedId,
    pub device_code: String,
    pub service_version: String,
    pub bio_type: String,
    pub bio_sub_type: String,
    pub has_bio_value: bool,
    /// As it stands; empty where it is absent.
    pub timestamp: String,
    pub transaction_id: String,
}

impl Content {
    pub fn read(content: &[u8]) -> Result<Self, Reason> {
        let members = json::read_object(content, LIMITS).map_err(Reason::of_content)?;
        let digital_id = match members.get("digitalId") {
            None | Some(Value::Null) => StatedId::Absent,
            Some(Value::String(text)) if text.is_empty() => StatedId::Absent,
            Some(Value::String(text)) => StatedId::Signed(text.clone()),
            Some(Value::Object(plain)) => StatedId::Plain(DigitalId::of(plain)),
            Some(_) => return Err(Reason::ContentUnreadable),
        };
        let text = |name: &str| text(&members, name);
        Ok(Self {
            digital_id,
            device_code: text("deviceCode").to_owned(),
            service_version: text("deviceServiceVersion").to_owned(),
            bio_type: text("bioType").to_owned(),
            bio_sub_type: text("bioSubType").to_owned(),
            has_bio_value: !text("bioValue").is_empty(),
            timestamp: text("timestamp").to_owned(),
            transaction_id: text("transactionId").to_owned(),
        })
    }

    /// The first member of the segment that is empty although an authentication needs it (contract §3.1 step 3).
    pub fn missing(&self) -> Option<&'static str> {
        let needed = [("bioValue", self.has_bio_value), ("timestamp", !self.timestamp.is_empty())];
        needed.into_iter().find(|(_, there)| !there).map(|(name, _)| name)
    }

    /// The first member that describes the device and is empty (contract §3.1 step 5).
    pub fn missing_of_device(&self) -> Option<&'static str> {
        let needed = [("deviceCode", &self.device_code), ("deviceServiceVersion", &self.service_version)];
        needed.into_iter().find(|(_, value)| value.is_empty()).map(|(name, _)| name)
    }
}

fn text<'a>(members: &'a Map<String, Value>, name: &str) -> &'a str {
    members.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A time of ISO 8601 with its offset, in UTC.
pub(super) fn time(text: &str) -> Result<NaiveDateTime, Reason> {
    DateTime::parse_from_rfc3339(text).map(|time| time.naive_utc()).map_err(|_| Reason::TimeUnreadable)
}

/// The modality of a device's `type` or a segment's `bioType`, under the names that are in use for it.
pub(super) fn modality(text: &str) -> Option<&'static str> {
    let known =
        [("Finger", &["Finger", "FIR", "FMR"][..]), ("Iris", &["Iris", "IIR"][..]), ("Face", &["Face", "FID"][..])];
    let named = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(text));
    known.into_iter().find(|(_, names)| named(names)).map(|(modality, _)| modality)
}

/// The device and the version of its interface that a segment claims, without any verification.
pub(super) fn claim(data: &str) -> Option<(DigitalId, String)> {
    let content = Content::read(&unverified(data)?).ok()?;
    let device = match content.digital_id {
        StatedId::Signed(jws) => DigitalId::read(&unverified(&jws)?).ok()?,
        StatedId::Plain(device) => device,
        StatedId::Absent => return None,
    };
    Some((device, content.service_version))
}

fn unverified(jws: &str) -> Option<Vec<u8>> {
    if jws.len() > MAX_JWS_BYTES {
        return None;
    }
    URL_SAFE_NO_PAD.decode(jws.split('.').nth(1)?).ok()
}
