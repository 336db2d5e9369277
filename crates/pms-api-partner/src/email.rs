//! Whether an e-mail address belongs to a partner (contract part A §4.14).

use pms_api_wire::{Answer, Call, Check, Endpoint, Reply, Validate, Wire, lenient};
use pms_app::{App, partners};
use pms_domain::routes;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::VERIFY_EMAIL)
            .summary("Check whether an e-mail address belongs to a partner")
            .takes::<EmailBody>()
            .gives::<EmailChecked>(),
        verify,
    )
}

#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct EmailBody {
    #[serde(deserialize_with = "lenient::text")]
    email_id: Option<String>,
}

/// A missing address is the use case's business (PMS_PRT_012).
impl Validate for EmailBody {
    fn check(&self, _: &mut Check) {}
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct EmailChecked {
    email_exists: bool,
    /// Codes of the partner types that need a policy group, in upper case.
    policy_required_partner_types: Vec<String>,
}

async fn verify(app: App, call: Call) -> Answer {
    let body = call.body::<EmailBody>()?.request;
    let checked = partners::email_verify(&app, &call.context, body.email_id.as_deref()).await?;
    Reply::json(EmailChecked {
        email_exists: checked.exists,
        policy_required_partner_types: checked.policy_required_types,
    })
}

#[cfg(test)]
mod tests;
