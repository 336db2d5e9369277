//! The message of a device, before anything of it is believed.

use serde_json::Value;

use super::refusal::{Reason, Refusal};
use super::segment::{self, DigitalId};
use crate::json::{self, Limits};
use crate::jws::MAX_JWS_BYTES;

/// The largest message, bytes: both irises, a face and ten fingers of real devices take about half of it.
pub const MAX_MESSAGE_BYTES: usize = 4 * 1024 * 1024;

/// The most segments: ten fingers, two irises, a face, and a few to spare.
pub const MAX_SEGMENTS: usize = 16;

/// Members of a segment may hold no more than this many levels.
const DEPTH: usize = 6;

/// One segment as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageSegment {
    /// The biometric data: a JWS.
    pub data: String,
    /// Whether the key that the biometric is encrypted with (`sessionKey`) came along.
    pub has_session_key: bool,
}

/// A device message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceMessage {
    segments: Vec<MessageSegment>,
}

impl DeviceMessage {
    /// Takes segments that were read elsewhere.
    ///
    /// # Errors
    /// No segment, too many, or one that is too large.
    pub fn of(segments: Vec<MessageSegment>) -> Result<Self, Refusal> {
        let refuse = |reason| Err(Refusal::message(reason));
        match segments.len() {
            0 => refuse(Reason::NoSegment),
            count if count > MAX_SEGMENTS => refuse(Reason::TooManySegments),
            _ if segments.iter().any(|segment| segment.data.len() > MAX_JWS_BYTES) => refuse(Reason::MessageTooLarge),
            _ => Ok(Self { segments }),
        }
    }

    /// Reads what a device answers to a capture: `{"biometrics": [{"data": "<JWS>", "sessionKey": "…"}, …]}`. Other members are
    /// no business of ours.
    ///
    /// # Errors
    /// [`Refusal`] of the message as a whole.
    pub fn read(text: &[u8]) -> Result<Self, Refusal> {
        let limits = Limits { bytes: MAX_MESSAGE_BYTES, depth: DEPTH };
        let members = json::read_object(text, limits).map_err(|error| Refusal::message(Reason::of_message(error)))?;
        let unreadable = Refusal::message(Reason::MessageUnreadable);
        let list = match members.get("biometrics") {
            Some(Value::Array(list)) => list,
            None => return Err(Refusal::message(Reason::NoSegment)),
            Some(_) => return Err(unreadable),
        };
        if list.len() > MAX_SEGMENTS {
            return Err(Refusal::message(Reason::TooManySegments));
        }
        let segments = list.iter().map(|item| {
            let data = item.get("data").and_then(Value::as_str)?.to_owned();
            let has_session_key = item.get("sessionKey").and_then(Value::as_str).is_some_and(|key| !key.is_empty());
            Some(MessageSegment { data, has_session_key })
        });
        Self::of(segments.collect::<Option<_>>().ok_or(unreadable)?)
    }

    /// The segments, in their order.
    pub fn segments(&self) -> &[MessageSegment] {
        &self.segments
    }

    /// What the segments claim to come from, each device once, with the version of its interface: what the caller loads before it asks for a
    /// verdict. Nothing of it is verified; a segment that cannot be read is left out.
    pub fn claims(&self) -> Vec<(DigitalId, String)> {
        let mut claims: Vec<(DigitalId, String)> = Vec::new();
        for claim in self.segments.iter().filter_map(|segment| segment::claim(&segment.data)) {
            if !claims.contains(&claim) {
                claims.push(claim);
            }
        }
        claims
    }
}
