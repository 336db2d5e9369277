//! A further contact of a partner (contract part A §4.4).

use pms_api_wire::{Answer, Call, Check, Endpoint, Ids, Reply, Validate, Wire, lenient};
use pms_app::App;
use pms_app::partners::{self, ContactInput, Saved};
use pms_domain::routes;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::register::EMPTY;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::ADD_CONTACT)
            .summary("Add a contact to a partner, or update the one with this e-mail address")
            .ids(Ids::Echo)
            .takes::<ContactBody>()
            .gives::<String>(),
        add,
    )
}

/// A contact. The e-mail address says which one it is.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct ContactBody {
    #[serde(deserialize_with = "lenient::text")]
    address: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    contact_number: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    email_id: Option<String>,
    /// Active when missing.
    #[serde(rename = "is_Active", deserialize_with = "lenient::boolean")]
    is_active: Option<bool>,
}

impl Validate for ContactBody {
    fn check(&self, check: &mut Check) {
        check
            .not_blank_or("address", &self.address, EMPTY)
            .not_blank_or("contactNumber", &self.contact_number, EMPTY)
            .not_blank_or("emailId", &self.email_id, EMPTY);
    }
}

async fn add(app: App, call: Call) -> Answer {
    let body = call.body::<ContactBody>()?.request;
    let input = ContactInput {
        name: None,
        address: body.address.unwrap_or_default(),
        contact_number: body.contact_number.unwrap_or_default(),
        email: body.email_id.unwrap_or_default(),
        active: body.is_active.unwrap_or(true),
    };
    let saved = partners::add_contact(&app, &call.context, call.variable("partnerId")?, input).await?;
    Reply::json(match saved {
        Saved::Added => "Contacts details added successfully.",
        Saved::Updated => "Contacts details updated successfully.",
    })
}

#[cfg(test)]
mod tests;
