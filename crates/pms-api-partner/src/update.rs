//! A partner's contact data, logo and additional information change (contract part A §4.2). What is not sent stays.

use pms_api_wire::{Answer, Call, Check, Endpoint, Ids, Reply, Validate, Wire, lenient};
use pms_app::App;
use pms_app::partners::{self, PartnerUpdate};
use pms_domain::{limits, routes};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::register::{EMPTY, LOGO_LENGTH, PartnerStatus};

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::UPDATE_PARTNER)
            .summary("Update a partner's contact data")
            .ids(Ids::Echo)
            .takes::<UpdateBody>()
            .gives::<PartnerStatus>(),
        update,
    )
    .route(
        Endpoint::new(&routes::UPDATE_PARTNER_V2)
            .summary("Update a partner's contact data, logo and additional information")
            .ids(Ids::Echo)
            .takes::<UpdateBodyV2>()
            .gives::<PartnerStatus>(),
        update_v2,
    )
}

/// New contact data.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct UpdateBody {
    #[serde(deserialize_with = "lenient::text")]
    address: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    contact_number: Option<String>,
}

impl Validate for UpdateBody {
    fn check(&self, check: &mut Check) {
        check
            .not_blank_or("address", &self.address, EMPTY)
            .length("address", &self.address, 1, limits::ADDRESS)
            .not_blank_or("contactNumber", &self.contact_number, EMPTY)
            .length("contactNumber", &self.contact_number, 1, limits::CONTACT_NUMBER);
    }
}

/// The same with logo and additional information.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct UpdateBodyV2 {
    #[serde(flatten)]
    update: UpdateBody,
    #[serde(default, deserialize_with = "lenient::text")]
    logo_url: Option<String>,
    #[serde(default, deserialize_with = "lenient::any")]
    additional_info: Option<Value>,
}

impl Validate for UpdateBodyV2 {
    fn check(&self, check: &mut Check) {
        self.update.check(check);
        check.length_or("logoUrl", &self.logo_url, (0, limits::LOGO_URL), LOGO_LENGTH);
    }
}

impl From<UpdateBody> for PartnerUpdate {
    fn from(body: UpdateBody) -> Self {
        PartnerUpdate {
            address: body.address.unwrap_or_default(),
            contact_number: body.contact_number.unwrap_or_default(),
            logo_url: None,
            additional_info: None,
        }
    }
}

impl From<UpdateBodyV2> for PartnerUpdate {
    fn from(body: UpdateBodyV2) -> Self {
        PartnerUpdate {
            logo_url: body.logo_url,
            additional_info: body.additional_info,
            ..PartnerUpdate::from(body.update)
        }
    }
}

async fn update(app: App, call: Call) -> Answer {
    let body = call.body::<UpdateBody>()?;
    save(&app, &call, body.request.into()).await
}

async fn update_v2(app: App, call: Call) -> Answer {
    let body = call.body::<UpdateBodyV2>()?;
    save(&app, &call, body.request.into()).await
}

async fn save(app: &App, call: &Call, update: PartnerUpdate) -> Answer {
    let saved = partners::update(app, &call.context, call.variable("partnerId")?, update).await?;
    Reply::json(PartnerStatus::from(saved))
}

#[cfg(test)]
mod tests;
