//! Secure biometric interfaces: adding, changing, deciding (contract part B §7.1 to §7.3).

use pms_api_wire::{Answer, Call, Check, Endpoint, Reply, Validate, Wire, lenient};
use pms_app::App;
use pms_app::devices::{self, InterfaceDetails, InterfaceUpdate};
use pms_domain::device::Word;
use pms_domain::{Timestamp, limits, routes};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::device::StatusBody;
use crate::required;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::ADD_INTERFACE)
            .summary("Register a secure biometric interface, which waits for its approval")
            .takes::<InterfaceBody>()
            .gives::<InterfaceId>(),
        add,
    )
    .route(
        Endpoint::new(&routes::UPDATE_INTERFACE)
            .summary("Change a secure biometric interface; of an approved one the change waits for its own approval")
            .takes::<InterfaceUpdateBody>()
            .gives::<InterfaceId>(),
        update,
    )
    .route(
        Endpoint::new(&routes::SET_INTERFACE_STATUS)
            .summary("Approve or reject a secure biometric interface that waits, or bring a deactivated one back")
            .takes::<StatusBody>()
            .gives::<String>(),
        set_status,
    )
}

/// An interface to be registered.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct InterfaceBody {
    #[serde(deserialize_with = "lenient::text")]
    sw_binary_hash: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    sw_version: Option<String>,
    /// yyyy-MM-dd'T'HH:mm:ss.SSS'Z'.
    #[serde(deserialize_with = "lenient::zulu")]
    #[schema(value_type = Option<String>)]
    sw_create_date_time: Option<Timestamp>,
    /// yyyy-MM-dd'T'HH:mm:ss.SSS'Z'.
    #[serde(deserialize_with = "lenient::zulu")]
    #[schema(value_type = Option<String>)]
    sw_expiry_date_time: Option<Timestamp>,
    #[serde(deserialize_with = "lenient::text")]
    provider_id: Option<String>,
}

impl Validate for InterfaceBody {
    fn check(&self, check: &mut Check) {
        required(check, "swBinaryHash", &self.sw_binary_hash, limits::SBI_HASH);
        required(check, "swVersion", &self.sw_version, limits::SBI_VERSION);
        check.not_null("swCreateDateTime", &self.sw_create_date_time);
        check.not_null("swExpiryDateTime", &self.sw_expiry_date_time);
        required(check, "providerId", &self.provider_id, limits::PARTNER_ID);
    }
}

fn details(
    hash: Option<String>,
    version: Option<String>,
    created: Option<Timestamp>,
    expiry: Option<Timestamp>,
) -> InterfaceDetails {
    InterfaceDetails {
        binary_hash: hash.unwrap_or_default(),
        version: version.unwrap_or_default(),
        created: created.unwrap_or_default(),
        expiry: expiry.unwrap_or_default(),
    }
}

/// Id of an interface.
#[derive(Serialize, ToSchema)]
struct InterfaceId {
    id: String,
}

async fn add(app: App, call: Call) -> Answer {
    let body = call.body::<InterfaceBody>()?.request;
    let provider_id = body.provider_id.unwrap_or_default();
    let details = details(body.sw_binary_hash, body.sw_version, body.sw_create_date_time, body.sw_expiry_date_time);
    let id = devices::add_interface(&app, &call.context, &provider_id, &details).await?;
    Reply::json(InterfaceId { id })
}

/// What of an interface changes.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct InterfaceUpdateBody {
    #[serde(deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    sw_binary_hash: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    sw_version: Option<String>,
    /// yyyy-MM-dd'T'HH:mm:ss.SSS'Z'.
    #[serde(deserialize_with = "lenient::zulu")]
    #[schema(value_type = Option<String>)]
    sw_create_date_time: Option<Timestamp>,
    /// yyyy-MM-dd'T'HH:mm:ss.SSS'Z'.
    #[serde(deserialize_with = "lenient::zulu")]
    #[schema(value_type = Option<String>)]
    sw_expiry_date_time: Option<Timestamp>,
    /// False takes an approved one out of use.
    #[serde(deserialize_with = "lenient::boolean")]
    is_active: Option<bool>,
}

impl Validate for InterfaceUpdateBody {
    fn check(&self, check: &mut Check) {
        required(check, "id", &self.id, limits::DEVICE_TEXT);
        required(check, "swBinaryHash", &self.sw_binary_hash, limits::SBI_HASH);
        required(check, "swVersion", &self.sw_version, limits::SBI_VERSION);
        check.not_null("swCreateDateTime", &self.sw_create_date_time);
        check.not_null("swExpiryDateTime", &self.sw_expiry_date_time);
        check.not_null("isActive", &self.is_active);
    }
}

async fn update(app: App, call: Call) -> Answer {
    let body = call.body::<InterfaceUpdateBody>()?.request;
    let id = body.id.unwrap_or_default();
    let update = InterfaceUpdate {
        details: details(body.sw_binary_hash, body.sw_version, body.sw_create_date_time, body.sw_expiry_date_time),
        is_active: body.is_active.unwrap_or(true),
    };
    devices::update_interface(&app, &call.context, &id, &update).await?;
    Reply::json(InterfaceId { id })
}

async fn set_status(app: App, call: Call) -> Answer {
    let body = call.body::<StatusBody>()?.request;
    let (id, word) = (body.id.unwrap_or_default(), body.approval_status.unwrap_or_default());
    let word = devices::set_interface_status(&app, &call.context, &id, &word, body.reason.as_deref()).await?;
    Reply::json(match word {
        Word::Activate => "Secure biometric details approved successfully.",
        Word::DeActivate => "Secure biometric details rejected successfully.",
    })
}

#[cfg(test)]
mod tests;
