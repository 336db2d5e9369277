//! Licences of MISPs (contract part A §6), and two routes of our own beside them.

use pms_api_wire::{Answer, Call, Check, Endpoint, Reply, Validate, Wire, lenient};
use pms_app::App;
use pms_app::misp::{self, Made, Shown};
use pms_domain::key_value::KeyValue;
use pms_domain::{Timestamp, routes, time};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::standing::ReasonBody;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::CREATE_LICENCE)
            .summary("Make a MISP's licence")
            .takes::<CreateBody>()
            .gives::<Licence>(),
        create,
    )
    .route(
        Endpoint::new(&routes::SET_LICENCE_STATUS)
            .summary("Activate or deactivate a MISP's licence")
            .takes::<StatusBody>()
            .gives::<Licence>(),
        set_status,
    )
    .route(
        // It changes the audit trail, and the record names whoever's browser was sent here.
        Endpoint::new(&routes::LIST_LICENCES)
            .summary("List licences with their keys: an administrator all, a MISP its own; the reading is recorded")
            .writes()
            .gives::<Vec<LicenceRow>>(),
        list,
    )
    .route(
        Endpoint::new(&routes::GET_LICENCE_KEY)
            .summary("Read a MISP's licence; one that is over or inactive is renewed by that")
            .writes()
            .gives::<Licence>(),
        get_or_renew,
    )
    .route(
        Endpoint::new(&routes::RENEW_LICENCE)
            .summary("Make a new licence in the place of a MISP's current one")
            .takes::<ReasonBody>()
            .gives::<Renewed>(),
        renew,
    )
    .route(
        Endpoint::new(&routes::REACTIVATE_LICENCE)
            .summary("Let a MISP's deactivated licence be used again")
            .takes::<ReasonBody>()
            .gives::<Reactivated>(),
        reactivate,
    )
}

/// Whose licence.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct CreateBody {
    /// Id of the MISP.
    #[serde(deserialize_with = "lenient::text")]
    provider_id: Option<String>,
}

impl Validate for CreateBody {
    fn check(&self, check: &mut Check) {
        check.not_blank("providerId", &self.provider_id);
    }
}

/// A licence with its key.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Licence {
    /// Id of the MISP.
    provider_id: String,
    license_key: String,
    /// Active; after a change of the status: active or de-active.
    license_key_status: &'static str,
    /// ISO local date-time, UTC.
    license_key_expiry: Option<String>,
}

fn expiry(valid_to: Option<Timestamp>) -> Option<String> {
    valid_to.map(time::local_iso)
}

impl From<Made> for Licence {
    fn from(made: Made) -> Self {
        Self {
            license_key: made.key.reveal().to_owned(),
            provider_id: made.misp_id,
            license_key_status: "Active",
            license_key_expiry: expiry(made.valid_to),
        }
    }
}

async fn create(app: App, call: Call) -> Answer {
    let body = call.body::<CreateBody>()?.request;
    let made = misp::create(&app, &call.context, &body.provider_id.unwrap_or_default()).await?;
    Reply::json(Licence::from(made))
}

/// The wanted status.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct StatusBody {
    /// Id of the MISP.
    #[serde(deserialize_with = "lenient::text")]
    provider_id: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    license_key: Option<String>,
    /// Active or De-active, in any letter case.
    #[serde(deserialize_with = "lenient::text")]
    license_key_status: Option<String>,
    /// Why, at most 1000 characters; optional.
    #[serde(deserialize_with = "lenient::text")]
    reason: Option<String>,
}

impl Validate for StatusBody {
    fn check(&self, _: &mut Check) {}
}

async fn set_status(app: App, call: Call) -> Answer {
    let body = call.body::<StatusBody>()?.request;
    let (misp_id, word) = (body.provider_id.unwrap_or_default(), body.license_key_status.unwrap_or_default());
    let key = KeyValue::new(body.license_key.unwrap_or_default());
    let (licence, active) =
        misp::set_status(&app, &call.context, &misp_id, &key, &word, body.reason.as_deref()).await?;
    Reply::json(Licence {
        provider_id: licence.misp_id,
        license_key: key.reveal().to_owned(),
        // In lower case here, unlike everywhere else (kept).
        license_key_status: if active { "active" } else { "de-active" },
        license_key_expiry: expiry(licence.valid_to_date),
    })
}

async fn get_or_renew(app: App, call: Call) -> Answer {
    let made = misp::get_or_renew(&app, &call.context, call.variable("mispId")?).await?;
    Reply::json(Licence::from(made))
}

/// A licence of a list.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LicenceRow {
    misp_id: String,
    policy_id: Option<String>,
    license_key: String,
    /// ISO local, UTC, as all times here.
    valid_from_date: String,
    valid_to_date: Option<String>,
    /// Whether it opens anything now: it is the MISP's current one, the MISP is active, and its time is not over.
    is_active: bool,
    created_by: String,
    created_date_time: String,
    updated_by: Option<String>,
    updated_date_time: Option<String>,
    is_deleted: Option<bool>,
    deleted_date_time: Option<String>,
}

impl From<Shown> for LicenceRow {
    fn from(shown: Shown) -> Self {
        let Shown { licence, key, is_active } = shown;
        Self {
            misp_id: licence.misp_id,
            policy_id: licence.policy_id,
            license_key: key.reveal().to_owned(),
            valid_from_date: time::local_iso(licence.valid_from_date),
            valid_to_date: expiry(licence.valid_to_date),
            is_active,
            created_by: licence.cr_by,
            created_date_time: time::local_iso(licence.cr_dtimes),
            updated_by: licence.upd_by,
            updated_date_time: licence.upd_dtimes.map(time::local_iso),
            is_deleted: licence.is_deleted,
            deleted_date_time: licence.del_dtimes.map(time::local_iso),
        }
    }
}

/// The contract leaves the list unpaged: it is streamed, run by run.
async fn list(app: App, call: Call) -> Answer {
    // The first run is read before the answer begins: refusals still have their envelope.
    let first = misp::list_run(&app, &call.context, "").await?;
    let context = call.context;
    let next = move |after: String| {
        let (app, context) = (app.clone(), context.clone());
        async move { Ok(misp::list_run(&app, &context, &after).await?) }
    };
    Reply::runs("[", first, |shown| shown.licence.id.clone(), next, LicenceRow::from, "]")
}

/// A licence that has just taken the place of another.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Renewed {
    misp_id: String,
    /// Names the licence where its key must not stand: in records and events.
    licence_id: String,
    license_key: String,
    /// ISO local date-time, UTC.
    license_key_expiry: Option<String>,
}

async fn renew(app: App, call: Call) -> Answer {
    let body = call.body::<ReasonBody>()?;
    call.check_v2(&body)?;
    let made = misp::renew(&app, &call.context, call.variable("mispId")?, body.request.reason.as_deref()).await?;
    Reply::json(Renewed {
        license_key: made.key.reveal().to_owned(),
        misp_id: made.misp_id,
        licence_id: made.id,
        license_key_expiry: expiry(made.valid_to),
    })
}

/// A licence that may be used again.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Reactivated {
    misp_id: String,
    licence_id: String,
    license_key_status: &'static str,
    /// ISO local date-time, UTC.
    license_key_expiry: Option<String>,
}

async fn reactivate(app: App, call: Call) -> Answer {
    let body = call.body::<ReasonBody>()?;
    call.check_v2(&body)?;
    let licence =
        misp::reactivate(&app, &call.context, call.variable("mispId")?, body.request.reason.as_deref()).await?;
    Reply::json(Reactivated {
        misp_id: licence.misp_id,
        licence_id: licence.id,
        license_key_status: "Active",
        license_key_expiry: expiry(licence.valid_to_date),
    })
}

#[cfg(test)]
pub(crate) mod tests;
