//! The older search over API keys (contract part A §4.12). The value of a key is neither shown nor searched.

use pms_api_wire::search::SearchBody;
use pms_api_wire::{Answer, Call, Check, Endpoint, Fault, PageV1, Reply, Validate, Wire};
use pms_app::App;
use pms_app::api_keys::{self, ApiKeyRow, Pseudo};
use pms_domain::{Timestamp, catalogue, routes, text, time};
use pms_store::api_key_lists::{API_KEY_SEARCH, PARTNER_ID, PARTNER_NAME, POLICY_NAME};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::SEARCH_API_KEYS)
            .summary("Search API keys: an admin all, others their own")
            .takes::<KeySearchBody>()
            .gives::<PageV1<Found>>(),
        search,
    )
}

/// A search over API keys. Besides the columns it knows `partnerId`, `partnerName` and `policyName`, each the whole text,
/// whatever the comparison.
#[derive(Deserialize, ToSchema)]
struct KeySearchBody {
    #[serde(flatten)]
    search: SearchBody,
}

impl Validate for KeySearchBody {
    fn check(&self, _: &mut Check) {}
}

impl KeySearchBody {
    /// Takes out the filters on what is not the key's own.
    fn take_pseudo(&mut self) -> Result<Pseudo, Fault> {
        let (mut pseudo, mut others) = (Pseudo::default(), Vec::new());
        for filter in self.search.filters.take().unwrap_or_default() {
            let name = filter.as_ref().and_then(|filter| filter.column_name.as_deref()).unwrap_or_default();
            let texts = match name {
                name if name == PARTNER_NAME.name => &mut pseudo.partner_names,
                name if name == PARTNER_ID.name => &mut pseudo.partner_ids,
                name if name == POLICY_NAME.name => &mut pseudo.policy_names,
                _ => {
                    others.push(filter);
                    continue;
                }
            };
            let value = filter.and_then(|filter| filter.value).filter(|value| !text::is_blank(value));
            texts.push(value.ok_or(&catalogue::DSL_VALUE)?);
        }
        self.search.filters = Some(others);
        Ok(pseudo)
    }
}

/// A key as the search shows it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Found {
    label: String,
    cr_by: String,
    /// Milliseconds and `+00:00`, as all times here.
    cr_dtimes: String,
    del_dtimes: Option<String>,
    /// As it counts now: a key stops with its partner, its policy or its group.
    is_active: bool,
    is_deleted: Option<bool>,
    policy_id: String,
    /// Always null, as in the former services.
    policy_name: Option<String>,
    upd_by: Option<String>,
    upd_dtimes: Option<String>,
    valid_from_datetime: String,
    valid_to_datetime: Option<String>,
    partner_id: String,
    partner_name: String,
}

impl Found {
    fn at(now: Timestamp, row: ApiKeyRow) -> Self {
        Self {
            is_active: row.counts(now),
            label: row.label,
            cr_by: row.cr_by,
            cr_dtimes: time::offset_iso(row.cr_dtimes),
            del_dtimes: row.del_dtimes.map(time::offset_iso),
            is_deleted: row.is_deleted,
            policy_id: row.policy_id,
            policy_name: None,
            upd_by: row.upd_by,
            upd_dtimes: row.upd_dtimes.map(time::offset_iso),
            valid_from_datetime: time::offset_iso(row.valid_from_datetime),
            valid_to_datetime: row.valid_to_datetime.map(time::offset_iso),
            partner_id: row.part_id,
            partner_name: row.partner_name,
        }
    }
}

async fn search(app: App, call: Call) -> Answer {
    let mut body = call.body::<KeySearchBody>()?.request;
    let pseudo = body.take_pseudo()?;
    let (query, page) = body.search.query(&API_KEY_SEARCH)?;
    let found = api_keys::search(&app, &call.context, query, &pseudo).await?;
    let now = call.context.now();
    Reply::json(PageV1::new(page, found.map(|row| Found::at(now, row))))
}

#[cfg(test)]
mod tests;
