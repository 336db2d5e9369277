//! An organisation registers (contract part A §4.1).

use pms_api_wire::{Answer, Call, Check, Endpoint, Ids, Reply, Validate, Wire, lenient};
use pms_app::App;
use pms_app::partners::{self, Registered, Registration};
use pms_domain::{limits, routes};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// Message of a member that must be there.
pub(crate) const EMPTY: &str = "value is empty or null";
/// Message of a logo address that is too long.
pub(crate) const LOGO_LENGTH: &str = "Length should be between 1 and 256 chars";

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::REGISTER_PARTNER)
            .summary("Register a partner")
            .ids(Ids::Echo)
            .takes::<RegistrationBody>()
            .gives::<PartnerStatus>(),
        register,
    )
    .route(
        Endpoint::new(&routes::REGISTER_PARTNER_V2)
            .summary("Register a partner, with logo and additional information")
            .ids(Ids::Echo)
            .takes::<RegistrationBodyV2>()
            .gives::<PartnerStatus>(),
        register_v2,
    )
}

/// What an organisation says about itself.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct RegistrationBody {
    /// At most 36 characters without spaces; unique without regard to case.
    #[serde(deserialize_with = "lenient::text")]
    partner_id: Option<String>,
    /// Name of a policy group; needed by the types that have policies.
    #[serde(deserialize_with = "lenient::text")]
    policy_group: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    organization_name: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    address: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    contact_number: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    email_id: Option<String>,
    /// Code of a partner type, in any letter case.
    #[serde(deserialize_with = "lenient::text")]
    partner_type: Option<String>,
    /// MOSIP language code; the site's first when missing.
    #[serde(deserialize_with = "lenient::text")]
    lang_code: Option<String>,
}

impl Validate for RegistrationBody {
    fn check(&self, check: &mut Check) {
        check
            .not_blank_or("partnerId", &self.partner_id, EMPTY)
            .not_blank_or("organizationName", &self.organization_name, EMPTY)
            .length("organizationName", &self.organization_name, 1, limits::ORGANIZATION)
            .not_blank_or("address", &self.address, EMPTY)
            .length("address", &self.address, 1, limits::ADDRESS)
            .not_blank_or("contactNumber", &self.contact_number, EMPTY)
            .length("contactNumber", &self.contact_number, 1, limits::CONTACT_NUMBER)
            .not_blank_or("emailId", &self.email_id, EMPTY)
            .length("emailId", &self.email_id, 1, limits::EMAIL)
            .not_blank_or("partnerType", &self.partner_type, EMPTY);
    }
}

/// The same with logo and additional information.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RegistrationBodyV2 {
    #[serde(flatten)]
    registration: RegistrationBody,
    /// At most 256 characters.
    #[serde(default, deserialize_with = "lenient::text")]
    logo_url: Option<String>,
    /// Any JSON; consumers expect an array of objects.
    #[serde(default, deserialize_with = "lenient::any")]
    additional_info: Option<Value>,
}

impl Validate for RegistrationBodyV2 {
    fn check(&self, check: &mut Check) {
        self.registration.check(check);
        check.length_or("logoUrl", &self.logo_url, (0, limits::LOGO_URL), LOGO_LENGTH);
    }
}

impl From<RegistrationBody> for Registration {
    fn from(body: RegistrationBody) -> Self {
        Registration {
            partner_id: body.partner_id.unwrap_or_default(),
            policy_group: body.policy_group,
            organization_name: body.organization_name.unwrap_or_default(),
            address: body.address.unwrap_or_default(),
            contact_number: body.contact_number.unwrap_or_default(),
            email: body.email_id.unwrap_or_default(),
            partner_type: body.partner_type.unwrap_or_default(),
            lang_code: body.lang_code,
            ..Registration::default()
        }
    }
}

impl From<RegistrationBodyV2> for Registration {
    fn from(body: RegistrationBodyV2) -> Self {
        Registration {
            logo_url: body.logo_url,
            additional_info: body.additional_info,
            ..Registration::from(body.registration)
        }
    }
}

/// A partner and its `approval_status`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PartnerStatus {
    pub partner_id: String,
    /// InProgress, approved or rejected.
    pub status: String,
}

impl From<Registered> for PartnerStatus {
    fn from(registered: Registered) -> Self {
        Self { partner_id: registered.partner_id, status: registered.status }
    }
}

async fn register(app: App, call: Call) -> Answer {
    let body = call.body::<RegistrationBody>()?;
    call.check_time(&body)?;
    Reply::json(PartnerStatus::from(partners::register(&app, &call.context, body.request.into()).await?))
}

async fn register_v2(app: App, call: Call) -> Answer {
    let body = call.body::<RegistrationBodyV2>()?;
    Reply::json(PartnerStatus::from(partners::register(&app, &call.context, body.request.into()).await?))
}

#[cfg(test)]
mod tests;
