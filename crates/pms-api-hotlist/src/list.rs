//! The list of entries, for those who keep it: a route of our own.

use pms_api_wire::{Answer, Call, Endpoint, PAGING, PageRequest, PageV2, Parameter, Reply, Wire};
use pms_app::App;
use pms_app::hotlist::{self, ENTRIES, Entry};
use pms_domain::{Timestamp, routes, text, time};
use pms_store::list::ListQuery;
use serde::Serialize;
use utoipa::ToSchema;

const FILTERS: &[Parameter] = &[
    Parameter::text("idType", "PARTNER_ID, DEVICE, DEVICE_MODEL, DEVICE_PROVIDER or FTM_PUBLIC_KEY."),
    Parameter::text("partnerId", "What a partner's deactivation blocked."),
];

/// Entries on a page when the caller does not say.
const PAGE: i32 = 25;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::LIST_HOTLIST)
            .summary("List what is on the hotlist, newest first")
            .parameters(PAGING)
            .parameters(FILTERS)
            .gives::<PageV2<Row>>(),
        list,
    )
}

/// An entry.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Row {
    id_type: &'static str,
    /// SHA-256 of the id, upper-case hexadecimal, as events name it.
    id_hash: String,
    /// What it is, for a person; null where only the id or its hash was given.
    label: Option<String>,
    partner_id: Option<String>,
    /// What holds from the expiry on; without one, now and for good.
    status: &'static str,
    /// Milliseconds and Z; null: for good.
    expiry_timestamp: Option<String>,
    /// What holds now.
    current_status: &'static str,
    reason: Option<String>,
    /// entry (somebody blocked this one), import (a file) or partner (its deactivation).
    origin: String,
    created_by: String,
    /// Milliseconds and `+00:00`.
    created_date_time: String,
}

impl Row {
    fn new(entry: Entry, now: Timestamp) -> Self {
        Self {
            id_type: entry.id_type.as_str(),
            id_hash: entry.hash.hex(),
            label: entry.label,
            partner_id: entry.partner_id,
            status: entry.standing.then.as_str(),
            expiry_timestamp: entry.standing.until.map(time::zulu),
            current_status: entry.standing.at(now).as_str(),
            reason: entry.reason,
            origin: entry.origin,
            created_by: entry.by,
            created_date_time: time::offset_iso(entry.at),
        }
    }
}

async fn list(app: App, call: Call) -> Answer {
    let query = call.query();
    let paging = PageRequest::read(query, Some(PAGE))?.check(&ENTRIES)?;
    let given = |name| query.text(name).filter(|text| !text::is_blank(text));
    let (id_type, partner_id) = (given("idType"), given("partnerId"));
    let page = paging.apply(ListQuery::new());
    let found = hotlist::list(&app, &call.context, id_type, partner_id, page).await?;
    let now = call.context.now();
    Reply::json(PageV2::new(paging.page, found.map(|entry| Row::new(entry, now))))
}
