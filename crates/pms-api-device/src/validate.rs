//! The validation of a device that registers people (contract `consumers.md` §1.3): what the releases before 1.2 answered,
//! from today's registries.

use pms_api_wire::{Answer, Call, Check, Endpoint, Reply, Validate, Wire, lenient};
use pms_app::App;
use pms_app::devices::{self, Asked};
use pms_domain::device::tidy;
use pms_domain::device::validation::Said;
use pms_domain::{Timestamp, catalogue, routes};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::VALIDATE_DEVICE)
            .summary("Whether a device is of an approved model with an approved interface, now or at a moment")
            .takes::<ValidationBody>()
            .gives::<Validated>()
            .fallback(&catalogue::VALIDATE_FAILED),
        validate,
    )
}

/// What a device says of itself.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DeviceValidation)]
struct ValidationBody {
    /// Of one device; models are registered, so it has no effect.
    #[serde(default, deserialize_with = "lenient::text")]
    #[allow(dead_code, reason = "clients send it")]
    device_code: Option<String>,
    #[serde(default, deserialize_with = "lenient::object")]
    digital_id: Option<DigitalId>,
    /// Version of the interface.
    #[serde(default, deserialize_with = "lenient::text")]
    device_service_version: Option<String>,
    /// yyyy-MM-dd'T'HH:mm:ss.SSS'Z': whether it was so then. Without it: now.
    #[serde(default, deserialize_with = "lenient::zulu")]
    #[schema(value_type = Option<String>)]
    time_stamp: Option<Timestamp>,
    /// Has no effect.
    #[serde(default, deserialize_with = "lenient::text")]
    #[allow(dead_code, reason = "clients send it")]
    purpose: Option<String>,
}

/// The digital id of a device, as far as it is compared.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct DigitalId {
    /// Of the one device: a hotlisted one is refused. Without it only model and provider are looked up there.
    #[serde(deserialize_with = "lenient::text")]
    serial_no: Option<String>,
    /// Partner id of the provider.
    #[serde(deserialize_with = "lenient::text")]
    dp_id: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    make: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    model: Option<String>,
    #[serde(rename = "type", deserialize_with = "lenient::text")]
    kind: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    device_sub_type: Option<String>,
}

impl Validate for DigitalId {
    fn check(&self, check: &mut Check) {
        check
            .not_blank("dpId", &self.dp_id)
            .not_blank("make", &self.make)
            .not_blank("model", &self.model)
            .not_blank("type", &self.kind)
            .not_blank("deviceSubType", &self.device_sub_type);
    }
}

impl Validate for ValidationBody {
    fn check(&self, check: &mut Check) {
        check
            .not_null("digitalId", &self.digital_id)
            .nested("digitalId", &self.digital_id)
            .not_blank("deviceServiceVersion", &self.device_service_version);
    }
}

/// The device is a good one.
#[derive(Serialize, ToSchema)]
#[schema(as = DeviceValidated)]
struct Validated {
    status: &'static str,
    message: &'static str,
}

async fn validate(app: App, call: Call) -> Answer {
    let body = call.body::<ValidationBody>()?.request;
    let id = body.digital_id.unwrap_or_default();
    let asked = Asked {
        said: Said {
            provider_id: id.dp_id.unwrap_or_default(),
            make: tidy(&id.make.unwrap_or_default()),
            model: tidy(&id.model.unwrap_or_default()),
            device_type: id.kind.unwrap_or_default(),
            sub_type: id.device_sub_type.unwrap_or_default(),
            version: tidy(&body.device_service_version.unwrap_or_default()),
        },
        serial: id.serial_no,
        at: body.time_stamp,
    };
    devices::validate(&app, &call.context, &asked).await?;
    Reply::json(Validated {
        status: "Valid",
        message: match asked.at {
            // Two spaces (kept).
            None => "Device  details validated successfully",
            Some(_) => "Device details history validated successfully",
        },
    })
}

#[cfg(test)]
mod tests;
