//! Another name for an organisation: its people ask, an admin decides (our own route; decisions, "People and partners").

use pms_api_wire::{Answer, Call, Check, Endpoint, Reply, Validate, Wire, lenient};
use pms_app::{App, partners};
use pms_domain::approval::State;
use pms_domain::{limits, routes};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::register::EMPTY;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::RENAME_PARTNER)
            .summary("Ask for another name of the organisation, which an admin decides on")
            .takes::<RenameBody>()
            .gives::<RenameRequested>(),
        rename,
    )
}

/// The name that is wanted.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct RenameBody {
    /// At most 128 characters. Certificates that are uploaded after the approval must name exactly this organisation.
    #[serde(deserialize_with = "lenient::text")]
    organization_name: Option<String>,
    /// Why, at most 1000 characters.
    #[serde(deserialize_with = "lenient::text")]
    reason: Option<String>,
}

impl Validate for RenameBody {
    fn check(&self, check: &mut Check) {
        check.not_blank_or("organizationName", &self.organization_name, EMPTY).length(
            "organizationName",
            &self.organization_name,
            1,
            limits::ORGANIZATION,
        );
    }
}

/// The request that waits now; the name stays as it is until the decision.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RenameRequested {
    partner_id: String,
    approval_id: String,
    /// The name that was asked for.
    organization_name: String,
    state: &'static str,
}

async fn rename(app: App, call: Call) -> Answer {
    let body = call.body::<RenameBody>()?;
    call.check_v2(&body)?;
    let (id, request) = (call.variable("partnerId")?, body.request);
    let (name, reason) = (request.organization_name.unwrap_or_default(), request.reason.unwrap_or_default());
    let asked = partners::request_rename(&app, &call.context, id, &name, &reason).await?;
    Reply::json(RenameRequested {
        partner_id: id.to_owned(),
        approval_id: asked.approval_id,
        organization_name: asked.organization_name,
        state: State::Waiting.as_str(),
    })
}

#[cfg(test)]
mod tests;
