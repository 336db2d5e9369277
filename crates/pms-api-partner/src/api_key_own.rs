//! What the contract lacks for API keys (our own routes; decisions, "Policies, keys, licences"): an admin makes one for a
//! partner, who fetches it; a key takes the place of another one; a key comes back.

use pms_api_wire::{Answer, Call, Check, Endpoint, Reply, Validate, Wire, lenient};
use pms_app::App;
use pms_app::api_keys::{self, ForPartner, Made, Reissue};
use pms_domain::api_key::State;
use pms_domain::{Timestamp, routes, time};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::standing::ReasonBody;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::CREATE_API_KEY_FOR_PARTNER)
            .summary("Make an API key for a partner; it waits, inactive, until the partner fetches it")
            .takes::<CreateBody>()
            .gives::<KeyMade>(),
        create,
    )
    .route(
        Endpoint::new(&routes::REISSUE_API_KEY)
            .summary("Issue an API key in the place of another one, which works on for a time")
            .takes::<ReissueBody>()
            .gives::<KeyMade>(),
        reissue,
    )
    .route(
        Endpoint::new(&routes::FETCH_API_KEY)
            .summary("Fetch an API key that an admin made; it is shown here and never again, and works from now on")
            .takes::<FetchBody>()
            .gives::<KeyMade>(),
        fetch,
    )
    .route(
        Endpoint::new(&routes::WITHDRAW_API_KEY)
            .summary("Take back an API key that waits for its decision")
            .takes::<WithdrawBody>()
            .gives::<Withdrawn>(),
        withdraw,
    )
    .route(
        Endpoint::new(&routes::REACTIVATE_API_KEY)
            .summary("Bring a deactivated API key back, if its policy can still be used")
            .takes::<ReasonBody>()
            .gives::<Reactivated>(),
        reactivate,
    )
}

/// A key, with its value when this answer is the one that shows it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct KeyMade {
    /// Public id: names the key everywhere.
    key_id: String,
    partner_id: String,
    policy_id: String,
    /// As it is stored.
    label: String,
    /// active, waiting_approval or waiting_fetch.
    state: &'static str,
    /// The only time that it is shown; null while it waits for the partner.
    api_key: Option<String>,
    /// ISO local, UTC, as all times here.
    valid_till: Option<String>,
    /// Until when the partner may fetch it.
    fetch_until: Option<String>,
    /// Public id of the key in whose place this one was issued.
    replaces: Option<String>,
    /// When that one ends, once this one works.
    former_ends_date_time: Option<String>,
}

impl From<Made> for KeyMade {
    fn from(made: Made) -> Self {
        Self {
            state: made.state.as_str(),
            api_key: made.value.map(|value| value.reveal().to_owned()),
            key_id: made.key_id,
            partner_id: made.partner_id,
            policy_id: made.policy_id,
            label: made.label,
            valid_till: made.valid_to.map(time::local_iso),
            fetch_until: made.fetch_until.map(time::local_iso),
            replaces: made.replaces,
            former_ends_date_time: made.former_ends_at.map(time::local_iso),
        }
    }
}

/// For whom, and for what.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct CreateBody {
    #[serde(deserialize_with = "lenient::text")]
    partner_id: Option<String>,
    /// Of the partner's policy group, and approved for the partner.
    #[serde(deserialize_with = "lenient::text")]
    policy_name: Option<String>,
    /// At most 36 characters.
    #[serde(deserialize_with = "lenient::text")]
    label: Option<String>,
    /// Show the key here and put it to use at once, where the site allows that (keys.admin_handover).
    #[serde(deserialize_with = "lenient::boolean")]
    show: Option<bool>,
}

impl Validate for CreateBody {
    fn check(&self, check: &mut Check) {
        check
            .not_blank("partnerId", &self.partner_id)
            .not_blank("policyName", &self.policy_name)
            .not_blank("label", &self.label);
    }
}

async fn create(app: App, call: Call) -> Answer {
    let body = call.body::<CreateBody>()?;
    call.check_v2(&body)?;
    let request = body.request;
    let wish = ForPartner {
        partner_id: request.partner_id.as_deref().unwrap_or_default(),
        policy_name: request.policy_name.as_deref().unwrap_or_default(),
        label: request.label.as_deref().unwrap_or_default(),
        show: request.show.unwrap_or(false),
    };
    Reply::json(KeyMade::from(api_keys::create_for_partner(&app, &call.context, &wish).await?))
}

/// The new key, and the end of the former one.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct ReissueBody {
    /// Of the new key, at most 36 characters.
    #[serde(deserialize_with = "lenient::text")]
    label: Option<String>,
    /// When the former key ends: ISO local, UTC, in the future. Missing: after the site's days of overlap. Never after its
    /// own validity.
    #[serde(deserialize_with = "lenient::local_time")]
    #[schema(value_type = Option<String>)]
    former_ends_date_time: Option<Timestamp>,
    /// Of an admin: show the key here and put it to use at once, where the site allows that (keys.admin_handover).
    #[serde(deserialize_with = "lenient::boolean")]
    show: Option<bool>,
}

impl Validate for ReissueBody {
    fn check(&self, check: &mut Check) {
        check.not_blank("label", &self.label);
    }
}

async fn reissue(app: App, call: Call) -> Answer {
    let body = call.body::<ReissueBody>()?;
    call.check_v2(&body)?;
    let request = body.request;
    let wish = Reissue {
        key_id: call.variable("keyId")?,
        label: request.label.as_deref().unwrap_or_default(),
        former_ends_at: request.former_ends_date_time,
        show: request.show.unwrap_or(false),
    };
    Reply::json(KeyMade::from(api_keys::reissue(&app, &call.context, &wish).await?))
}

/// Nothing needs to be said.
#[derive(Default, Deserialize, ToSchema)]
struct FetchBody {}

impl Validate for FetchBody {
    fn check(&self, _: &mut Check) {}
}

async fn fetch(app: App, call: Call) -> Answer {
    let body = call.body::<FetchBody>()?;
    call.check_v2(&body)?;
    Reply::json(KeyMade::from(api_keys::fetch(&app, &call.context, call.variable("keyId")?).await?))
}

/// Why, if the partner wants to say.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
struct WithdrawBody {
    /// At most 1000 characters.
    #[serde(deserialize_with = "lenient::text")]
    reason: Option<String>,
}

impl Validate for WithdrawBody {
    fn check(&self, _: &mut Check) {}
}

/// The request as it is now.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Withdrawn {
    key_id: String,
    state: &'static str,
}

async fn withdraw(app: App, call: Call) -> Answer {
    let body = call.body::<WithdrawBody>()?;
    call.check_v2(&body)?;
    let id = call.variable("keyId")?;
    api_keys::withdraw(&app, &call.context, id, body.request.reason.as_deref()).await?;
    Reply::json(Withdrawn { key_id: id.to_owned(), state: "withdrawn" })
}

/// The key as it is now.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Reactivated {
    key_id: String,
    state: &'static str,
}

async fn reactivate(app: App, call: Call) -> Answer {
    let body = call.body::<ReasonBody>()?;
    call.check_v2(&body)?;
    let id = call.variable("keyId")?;
    api_keys::reactivate(&app, &call.context, id, body.request.reason.as_deref()).await?;
    Reply::json(Reactivated { key_id: id.to_owned(), state: State::Active.as_str() })
}

#[cfg(test)]
mod tests;
