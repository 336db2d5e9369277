//! Switching a partner on and off, and the ways back (contract part A §5.2; reactivate and reopen are our own).

use pms_api_wire::{Answer, Call, Check, Endpoint, Fault, Ids, Reply, Validate, Wire, lenient};
use pms_app::{App, Failure, partners};
use pms_domain::partner::Standing;
use pms_domain::{Refusal, catalogue, routes};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::register::PartnerStatus;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::SET_PARTNER_STATUS)
            .summary("Activate or deactivate a partner")
            .ids(Ids::Echo)
            .takes::<StatusBody>()
            .gives::<Message>(),
        set_status,
    )
    .route(
        Endpoint::new(&routes::REACTIVATE_PARTNER)
            .summary("Bring a deactivated partner back, if its certificates are still acceptable")
            .takes::<ReasonBody>()
            .gives::<Reactivated>(),
        reactivate,
    )
    .route(
        Endpoint::new(&routes::REOPEN_PARTNER)
            .summary("Ask again after a rejection, saying what was mended")
            .takes::<ReasonBody>()
            .gives::<PartnerStatus>(),
        reopen,
    )
}

/// The wanted status.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct StatusBody {
    /// Active or De-active, in any letter case.
    #[serde(deserialize_with = "lenient::text")]
    status: Option<String>,
    /// Why, at most 1000 characters; optional.
    #[serde(deserialize_with = "lenient::text")]
    reason: Option<String>,
}

impl Validate for StatusBody {
    fn check(&self, check: &mut Check) {
        check.not_blank("status", &self.status);
    }
}

/// What was done.
#[derive(Serialize, ToSchema)]
struct Message {
    message: &'static str,
}

async fn set_status(app: App, call: Call) -> Answer {
    let body = call.body::<StatusBody>()?.request;
    let id = call.variable("partnerId")?;
    let status = body.status.unwrap_or_default();
    let (activate, message) = if status.eq_ignore_ascii_case("Active") {
        (true, "Partner activated successfully")
    } else if status.eq_ignore_ascii_case("De-active") {
        (false, "Partner de-activated successfully")
    } else {
        return Err(refuse_word(&app, &call, id).await);
    };
    partners::set_status(&app, &call.context, id, activate, body.reason.as_deref()).await?;
    Reply::json(Message { message })
}

/// Another word than the two: refused after whatever is wrong with the partner, as the contract orders it.
async fn refuse_word(app: &App, call: &Call, id: &str) -> Fault {
    match partners::get(app, &call.context, id).await {
        Ok(view) if view.standing == Standing::Deactivated => (&catalogue::PARTNER_DEACTIVATED).into(),
        Ok(_) => (&catalogue::STATUS_INVALID).into(),
        Err(Failure::Refused(refusal)) if refusal == Refusal::of(&catalogue::PARTNER_NOT_FOUND) => {
            (&catalogue::MANAGED_PARTNER_NOT_FOUND).into()
        }
        Err(failure) => failure.into(),
    }
}

/// A reason that must be given.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct ReasonBody {
    /// At most 1000 characters.
    #[serde(deserialize_with = "lenient::text")]
    pub reason: Option<String>,
}

impl Validate for ReasonBody {
    fn check(&self, _: &mut Check) {}
}

/// The partner as it is now.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Reactivated {
    partner_id: String,
    status: &'static str,
    is_active: bool,
}

async fn reactivate(app: App, call: Call) -> Answer {
    let body = call.body::<ReasonBody>()?;
    call.check_v2(&body)?;
    let id = call.variable("partnerId")?;
    partners::reactivate(&app, &call.context, id, body.request.reason.as_deref()).await?;
    let (status, is_active) = Standing::Active.columns();
    Reply::json(Reactivated { partner_id: id.to_owned(), status, is_active })
}

async fn reopen(app: App, call: Call) -> Answer {
    let body = call.body::<ReasonBody>()?;
    call.check_v2(&body)?;
    let id = call.variable("partnerId")?;
    partners::reopen(&app, &call.context, id, body.request.reason.as_deref().unwrap_or_default()).await?;
    let (status, _) = Standing::InProgress.columns();
    Reply::json(PartnerStatus { partner_id: id.to_owned(), status: status.to_owned() })
}

#[cfg(test)]
mod tests;
