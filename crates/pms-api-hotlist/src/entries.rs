//! Blocking, unblocking and asking for one entry (contract consumers §4).

use pms_api_wire::{Answer, Call, Check, Endpoint, Reply, Validate, Wire, lenient};
use pms_app::App;
use pms_app::hotlist::{self, Done, Parts, Wanted};
use pms_domain::{Timestamp, routes, text, time};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::BLOCK_HOTLIST)
            .summary("Block a device, a model, a provider, a chip or a partner, for good or until a time")
            .takes::<EntryRequest>()
            .gives::<EntryBody>(),
        block,
    )
    .route(
        Endpoint::new(&routes::UNBLOCK_HOTLIST)
            .summary("Unblock it, for good or until a time")
            .takes::<EntryRequest>()
            .gives::<EntryBody>(),
        unblock,
    )
    .route(
        Endpoint::new(&routes::HOTLIST_STATUS)
            .summary("Ask whether an id is blocked; what nobody has blocked is not")
            .gives::<StatusBody>(),
        status,
    )
}

/// What to block or unblock: by its id, or by the parts that the id is put together from.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct EntryRequest {
    /// PARTNER_ID, DEVICE, DEVICE_MODEL, DEVICE_PROVIDER or FTM_PUBLIC_KEY.
    #[serde(default, deserialize_with = "lenient::text")]
    #[schema(required = true)]
    id_type: Option<String>,
    /// The parts one after the other: of a device serial number, make and model; of a model make and model; of a provider the
    /// organisation and the partner id; of a chip the SHA-256 of its public key, hexadecimal. Instead of the parts.
    #[serde(default, deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    serial_no: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    make: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    model: Option<String>,
    /// Organisation of the provider.
    #[serde(default, deserialize_with = "lenient::text")]
    device_provider: Option<String>,
    /// Partner id of the provider.
    #[serde(default, deserialize_with = "lenient::text")]
    device_provider_id: Option<String>,
    /// PEM of a chip's certificate.
    #[serde(default, deserialize_with = "lenient::text")]
    certificate_data: Option<String>,
    /// BLOCKED or UNBLOCKED: what the route does; with an expiry, what holds from then on. May be left out.
    #[serde(default, deserialize_with = "lenient::text")]
    status: Option<String>,
    /// UTC, ahead: until then what the route does, from then on the opposite. Without it for good.
    #[serde(default, deserialize_with = "lenient::local_time")]
    #[schema(value_type = Option<String>)]
    expiry_timestamp: Option<Timestamp>,
    /// Why; up to 1,000 characters.
    #[serde(default, deserialize_with = "lenient::text")]
    reason: Option<String>,
}

impl Validate for EntryRequest {
    fn check(&self, check: &mut Check) {
        check.not_blank("idType", &self.id_type);
    }
}

/// A text that is there.
fn given(text: &Option<String>) -> Option<&str> {
    text.as_deref().filter(|text| !text::is_blank(text))
}

impl EntryRequest {
    fn wanted(&self) -> Wanted<'_> {
        Wanted {
            id_type: self.id_type.as_deref().unwrap_or_default(),
            parts: Parts {
                id: given(&self.id),
                serial: given(&self.serial_no),
                make: given(&self.make),
                model: given(&self.model),
                organisation: given(&self.device_provider),
                provider_id: given(&self.device_provider_id),
                certificate: given(&self.certificate_data),
            },
            until: self.expiry_timestamp,
            status: given(&self.status),
            reason: given(&self.reason),
        }
    }
}

/// What was blocked or unblocked.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct EntryBody {
    id: String,
    /// What holds from the expiry on; without one, now and for good.
    status: &'static str,
    /// Milliseconds and Z; null: for good.
    expiry_timestamp: Option<String>,
    /// What holds now.
    current_status: &'static str,
}

impl EntryBody {
    fn new(done: Done, now: Timestamp) -> Self {
        let Done { plain_id, standing } = done;
        Self {
            id: plain_id,
            status: standing.then.as_str(),
            expiry_timestamp: standing.until.map(time::zulu),
            current_status: standing.at(now).as_str(),
        }
    }
}

async fn block(app: App, call: Call) -> Answer {
    let body = call.body::<EntryRequest>()?;
    let done = hotlist::block(&app, &call.context, &body.request.wanted()).await?;
    Reply::json(EntryBody::new(done, call.context.now()))
}

async fn unblock(app: App, call: Call) -> Answer {
    let body = call.body::<EntryRequest>()?;
    let done = hotlist::unblock(&app, &call.context, &body.request.wanted()).await?;
    Reply::json(EntryBody::new(done, call.context.now()))
}

/// What holds of an id.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct StatusBody {
    id: String,
    id_type: String,
    /// What holds from the expiry on; without one, now and for good.
    status: &'static str,
    /// Milliseconds and Z; null: for good.
    expiry_timestamp: Option<String>,
    /// What holds now.
    current_status: &'static str,
}

async fn status(app: App, call: Call) -> Answer {
    let (id_type, id) = (call.variable("idType")?, call.variable("id")?);
    let standing = hotlist::status(&app, &call.context, id_type, id).await?;
    let now = call.context.now();
    // An expiry that is over says nothing any more.
    let until = standing.until.filter(|until| *until > now);
    Reply::json(StatusBody {
        id: id.to_owned(),
        id_type: id_type.to_owned(),
        status: standing.then.as_str(),
        expiry_timestamp: until.map(time::zulu),
        current_status: standing.at(now).as_str(),
    })
}
