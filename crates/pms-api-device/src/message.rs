//! What a device sends at an authentication: a route of our own (contract pki §3.1).

use pms_api_wire::{Answer, Call, Check, Endpoint, Reply, Validate, Wire, lenient};
use pms_app::App;
use pms_app::devices;
use pms_domain::{limits, routes};
use pms_pki::device::{Allowed, AllowedSegment, DeviceLevel, DeviceMessage, MessageSegment, Part, Reason, Refusal};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::VERIFY_DEVICE_MESSAGE)
            .summary("Whether what a device sends is allowed, or the one reason why not")
            .takes::<Message>()
            .gives::<Verdict>()
            .body_limit(limits::DEVICE_MESSAGE_BODY),
        verify,
    )
}

/// What a device answered to a capture.
#[derive(Default, Deserialize, ToSchema)]
#[schema(as = DeviceMessage)]
struct Message {
    /// At most 16.
    #[serde(default, deserialize_with = "lenient::objects")]
    biometrics: Option<Vec<Option<Segment>>>,
}

/// A segment, as the device sends it; other members have no effect.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
#[schema(as = DeviceMessageSegment)]
struct Segment {
    /// JWS of the device.
    #[serde(deserialize_with = "lenient::text")]
    data: Option<String>,
    /// The key that the biometric is encrypted with: only whether it is there.
    #[serde(deserialize_with = "lenient::text")]
    session_key: Option<String>,
}

impl Validate for Message {
    fn check(&self, _: &mut Check) {}
}

impl Message {
    fn read(self) -> Result<DeviceMessage, Refusal> {
        let segments = self.biometrics.unwrap_or_default().into_iter().map(|segment| {
            let Segment { data, session_key } = segment.unwrap_or_default();
            let has_session_key = session_key.is_some_and(|key| !key.is_empty());
            MessageSegment { data: data.unwrap_or_default(), has_session_key }
        });
        DeviceMessage::of(segments.collect())
    }
}

/// Allowed, or the reason.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DeviceMessageVerdict)]
struct Verdict {
    allowed: bool,
    /// A stable word, e.g. chain, device-hotlisted, replayed; null when it is allowed.
    reason: Option<&'static str>,
    /// The member that is missing, with the reason field-missing.
    member: Option<&'static str>,
    /// The segment that is concerned, counted from 0.
    segment: Option<usize>,
    /// data or digitalId.
    part: Option<&'static str>,
    /// What was verified, in the order of the message; empty when it is refused.
    segments: Vec<Verified>,
}

/// A segment that is allowed.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = VerifiedSegment)]
struct Verified {
    serial_no: String,
    make: String,
    model: String,
    device_provider: String,
    device_provider_id: String,
    /// L0 or L1; null when nobody signed the identity and the site does not ask for it.
    level: Option<&'static str>,
    device_service_version: String,
    bio_type: String,
    bio_sub_type: String,
    transaction_id: String,
}

impl From<AllowedSegment> for Verified {
    fn from(segment: AllowedSegment) -> Self {
        Self {
            serial_no: segment.device.serial_no,
            make: segment.device.make,
            model: segment.device.model,
            device_provider: segment.device.provider,
            device_provider_id: segment.device.provider_id,
            level: segment.level.map(|level| match level {
                DeviceLevel::L0 => "L0",
                DeviceLevel::L1 => "L1",
            }),
            device_service_version: segment.interface_version,
            bio_type: segment.bio_type,
            bio_sub_type: segment.bio_sub_type,
            transaction_id: segment.transaction_id,
        }
    }
}

impl From<Result<Allowed, Refusal>> for Verdict {
    fn from(judged: Result<Allowed, Refusal>) -> Self {
        match judged {
            Ok(allowed) => Self {
                allowed: true,
                reason: None,
                member: None,
                segment: None,
                part: None,
                segments: allowed.segments.into_iter().map(Verified::from).collect(),
            },
            Err(Refusal { reason, segment, part }) => Self {
                allowed: false,
                reason: Some(reason.key()),
                member: match reason {
                    Reason::FieldMissing(member) => Some(member),
                    _ => None,
                },
                segment,
                part: part.map(|part| match part {
                    Part::Data => "data",
                    Part::DigitalId => "digitalId",
                }),
                segments: Vec::new(),
            },
        }
    }
}

async fn verify(app: App, call: Call) -> Answer {
    let body = call.body::<Message>()?;
    call.check_v2(&body)?;
    let judged = match body.request.read() {
        Ok(message) => devices::verify_message(&app, &call.context, message).await?,
        Err(refusal) => Err(refusal),
    };
    Reply::json(Verdict::from(judged))
}

#[cfg(test)]
mod tests;
