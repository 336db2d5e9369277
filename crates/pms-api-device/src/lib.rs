//! The routes of device models, secure biometric interfaces (SBI), their pairs and chips (FTM) below `/v1/partnermanager`
//! (contract part B §6 to §8), and the validation of a device at registration.

mod chip;
mod chip_certificate;
mod chip_list;
mod chip_standing;
mod device;
mod device_list;
mod device_search;
mod device_standing;
mod interface;
mod interface_list;
mod interface_search;
mod interface_standing;
mod mapping;
mod message;
mod single;
mod validate;

use pms_api_wire::{Body, Call, Check, Fault, Validate, Wire, lenient};
use pms_app::App;
use pms_domain::{catalogue, text};
use serde::Deserialize;
use utoipa::ToSchema;

/// Adds the routes of the device registries.
pub fn mount(wire: Wire<App>) -> Wire<App> {
    let parts = [
        device::mount,
        device_search::mount,
        device_standing::mount,
        device_list::mount,
        interface::mount,
        interface_search::mount,
        interface_standing::mount,
        interface_list::mount,
        mapping::mount,
        chip::mount,
        chip_certificate::mount,
        chip_standing::mount,
        chip_list::mount,
        validate::mount,
        message::mount,
        single::mount,
    ];
    parts.into_iter().fold(wire, |wire, mount| mount(wire))
}

/// A member that must be there, of at most so many characters.
fn required(check: &mut Check, member: &str, value: &Option<String>, most: usize) {
    check.not_blank_or(member, value, "value is empty or null");
    bounded(check, member, value, most);
}

/// A member of at most so many characters, if it is there.
fn bounded(check: &mut Check, member: &str, value: &Option<String>, most: usize) {
    let fits = value.as_deref().is_none_or(|value| (1..=most).contains(&text::utf16_len(value)));
    check.that(member, fits, format!("Length should be in between 1 and {most} chars"));
}

/// The wanted status of a deactivation.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct Deactivation {
    /// Exactly De-Activate.
    #[serde(deserialize_with = "lenient::text")]
    status: Option<String>,
    /// Why, at most 1000 characters; optional.
    #[serde(deserialize_with = "lenient::text")]
    reason: Option<String>,
}

impl Validate for Deactivation {
    fn check(&self, _: &mut Check) {}
}

impl Deactivation {
    /// Envelope, then the word.
    fn read(call: &Call) -> Result<Option<String>, Fault> {
        let body: Body<Self> = call.body()?;
        call.check_v2(&body)?;
        if body.request.status.as_deref() != Some("De-Activate") {
            return Err((&catalogue::DEACTIVATION_WORD).into());
        }
        Ok(body.request.reason)
    }
}

/// A reason that must be given.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct Reason {
    /// At most 1000 characters.
    #[serde(deserialize_with = "lenient::text")]
    reason: Option<String>,
}

impl Validate for Reason {
    fn check(&self, _: &mut Check) {}
}

impl Reason {
    fn read(call: &Call) -> Result<Option<String>, Fault> {
        let body: Body<Self> = call.body()?;
        call.check_v2(&body)?;
        Ok(body.request.reason)
    }
}

#[cfg(test)]
mod faults;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod testing;

#[cfg(test)]
pub(crate) const SERVICE: pms_api_testkit::Service = pms_api_testkit::Service { mount, base: "/v1/partnermanager" };
