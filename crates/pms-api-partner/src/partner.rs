//! One partner (contract part A §4.3).

use pms_api_wire::{Answer, Call, Endpoint, Ids, Reply, Wire};
use pms_app::App;
use pms_app::partners;
use pms_domain::{catalogue, routes};
use pms_store::partner::Partner;
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::GET_PARTNER).summary("Read a partner").ids(Ids::Retrieve).gives::<PartnerBody>(),
        get,
    )
}

/// The word that the lists and this route have for an active or inactive partner.
pub(crate) fn status(partner: &Partner) -> &'static str {
    if partner.is_active { "active" } else { "De-active" }
}

/// A partner. The spellings are the contract's.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PartnerBody {
    #[serde(rename = "partnerID")]
    partner_id: String,
    /// active or De-active.
    status: &'static str,
    organization_name: String,
    contact_number: String,
    email_id: String,
    address: String,
    partner_type: String,
    /// Name of the policy group.
    policy_group: Option<String>,
    is_active: bool,
}

async fn get(app: App, call: Call) -> Answer {
    let partner = partners::read(&app, &call.context, call.variable("partnerId")?).await?;
    if partner.policy_group_id.is_some() && partner.policy_group_name.is_none() {
        return Err((&catalogue::POLICY_GROUP_NOT_FOUND).into());
    }
    Reply::json(PartnerBody {
        status: status(&partner),
        partner_id: partner.id,
        organization_name: partner.name,
        contact_number: partner.contact.contact_number,
        email_id: partner.contact.email,
        address: partner.contact.address,
        partner_type: partner.partner_type_code,
        policy_group: partner.policy_group_name,
        is_active: partner.is_active,
    })
}

#[cfg(test)]
mod tests;
