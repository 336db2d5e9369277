//! A user's consent to the terms, and when the notifications were seen (contract part A §8).

use pms_api_wire::{Answer, Call, Check, Endpoint, Reply, Validate, Wire, lenient};
use pms_app::App;
use pms_app::users::{self, Consent};
use pms_domain::{Timestamp, catalogue, routes, time};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::GIVE_CONSENT)
            .summary("Consent to the terms")
            .gives::<ConsentBody>()
            .fallback(&catalogue::CONSENT_SAVE_FAILED),
        give,
    )
    .route(
        Endpoint::new(&routes::GET_CONSENT)
            .summary("Whether the caller consented to the terms")
            .gives::<ConsentBody>()
            .fallback(&catalogue::CONSENT_GET_FAILED),
        get,
    )
    .route(
        Endpoint::new(&routes::SET_NOTIFICATIONS_SEEN)
            .summary("Remember when a user saw the notifications")
            .takes::<SeenBody>()
            .gives::<Seen>()
            .fallback(&catalogue::SEEN_UPDATE_FAILED),
        set_seen,
    )
    .route(
        Endpoint::new(&routes::GET_NOTIFICATIONS_SEEN)
            .summary("When a user saw the notifications")
            .gives::<Seen>()
            .fallback(&catalogue::SEEN_GET_FAILED),
        get_seen,
    )
}

/// A consent.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ConsentBody {
    user_id: String,
    consent_given: bool,
    /// ISO local, UTC.
    consent_given_date_time: Option<String>,
}

impl From<Consent> for ConsentBody {
    fn from(consent: Consent) -> Self {
        Self {
            user_id: consent.user_id,
            consent_given: consent.given,
            consent_given_date_time: consent.at.map(time::local_iso),
        }
    }
}

async fn give(app: App, call: Call) -> Answer {
    Reply::json(ConsentBody::from(users::give_consent(&app, &call.context).await?))
}

async fn get(app: App, call: Call) -> Answer {
    Reply::json(ConsentBody::from(users::consent(&app, &call.context).await?))
}

#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct SeenBody {
    /// ISO local, UTC; a trailing Z is dropped.
    #[serde(deserialize_with = "lenient::local_time")]
    #[schema(value_type = Option<String>)]
    notifications_seen_dtimes: Option<Timestamp>,
}

impl Validate for SeenBody {
    fn check(&self, _: &mut Check) {}
}

/// When the notifications were seen.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Seen {
    /// ISO local, UTC.
    notifications_seen_dtimes: Option<String>,
}

async fn set_seen(app: App, call: Call) -> Answer {
    let body = call.body::<SeenBody>()?;
    call.check_v2(&body)?;
    let seen = body.request.notifications_seen_dtimes;
    let seen = users::set_seen(&app, &call.context, call.variable("userId")?, seen).await?;
    Reply::json(Seen { notifications_seen_dtimes: Some(time::local_iso(seen)) })
}

async fn get_seen(app: App, call: Call) -> Answer {
    let seen = users::seen(&app, call.variable("userId")?).await?;
    Reply::json(Seen { notifications_seen_dtimes: seen.map(time::local_iso) })
}

#[cfg(test)]
mod tests;
