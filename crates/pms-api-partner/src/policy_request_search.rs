//! The older search over requests for policies, and values to filter by (contract part A §4.12).

use pms_api_wire::search::{FilterValuesAnswer, FilterValuesBody, SearchBody};
use pms_api_wire::{Answer, Call, Check, Endpoint, Fault, PageV1, Reply, Validate, Wire};
use pms_app::App;
use pms_app::policy_links::{self, PolicyRequestRow, Pseudo};
use pms_domain::{catalogue, routes, text, time};
use pms_store::list::Scope;
use pms_store::policy_link_lists::{PARTNER_ID, PARTNER_NAME, POLICY_NAME, POLICY_REQUEST_SEARCH};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::SEARCH_POLICY_REQUESTS)
            .summary("Search requests for policies: an admin all, others their own")
            .takes::<RequestSearchBody>()
            .gives::<PageV1<Found>>(),
        search,
    )
    .route(
        Endpoint::new(&routes::FILTER_POLICY_REQUESTS)
            .summary("Values of the columns of requests for policies, within the caller's own")
            .takes::<FilterValuesBody>()
            .gives::<FilterValuesAnswer>(),
        filter_values,
    )
}

/// A search over requests for policies. Besides the columns it knows `partnerName` and `policyName` (part of the name),
/// `partnerId` (the whole id) and `apikeyRequestId`, whatever the comparison.
#[derive(Deserialize, ToSchema)]
struct RequestSearchBody {
    #[serde(flatten)]
    search: SearchBody,
}

impl Validate for RequestSearchBody {
    fn check(&self, _: &mut Check) {}
}

impl RequestSearchBody {
    /// Takes out the filters on what is not the request's own, and calls its id by the column's name.
    fn take_pseudo(&mut self) -> Result<Pseudo, Fault> {
        let (mut pseudo, mut others) = (Pseudo::default(), Vec::new());
        for mut filter in self.search.filters.take().unwrap_or_default() {
            let name = filter.as_ref().and_then(|filter| filter.column_name.as_deref()).unwrap_or_default();
            let texts = match name {
                name if name == PARTNER_NAME.name => &mut pseudo.partner_names,
                name if name == PARTNER_ID.name => &mut pseudo.partner_ids,
                name if name == POLICY_NAME.name => &mut pseudo.policy_names,
                name => {
                    if name == "apikeyRequestId"
                        && let Some(filter) = filter.as_mut()
                    {
                        filter.column_name = Some("id".to_owned());
                    }
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

/// A request as the search shows it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Found {
    apikey_request_id: String,
    cr_by: String,
    /// Milliseconds and `+00:00`, as all times here.
    cr_dtimes: String,
    del_dtimes: Option<String>,
    is_deleted: Option<bool>,
    policy_id: String,
    request_datetimes: String,
    request_detail: String,
    status_code: String,
    upd_by: Option<String>,
    upd_dtimes: Option<String>,
    partner_id: String,
    partner_name: String,
    policy_name: Option<String>,
}

impl From<PolicyRequestRow> for Found {
    fn from(row: PolicyRequestRow) -> Self {
        Self {
            apikey_request_id: row.id,
            cr_by: row.cr_by,
            cr_dtimes: time::offset_iso(row.cr_dtimes),
            del_dtimes: row.del_dtimes.map(time::offset_iso),
            is_deleted: row.is_deleted,
            policy_id: row.policy_id,
            request_datetimes: time::offset_iso(row.request_datetimes),
            request_detail: row.request_detail,
            status_code: row.status_code,
            upd_by: row.upd_by,
            upd_dtimes: row.upd_dtimes.map(time::offset_iso),
            partner_id: row.part_id,
            partner_name: row.partner_name,
            policy_name: row.policy_name,
        }
    }
}

async fn search(app: App, call: Call) -> Answer {
    let mut body = call.body::<RequestSearchBody>()?.request;
    let pseudo = body.take_pseudo()?;
    let (query, page) = body.search.query(&POLICY_REQUEST_SEARCH)?;
    let found = policy_links::search(&app, &call.context, query, &pseudo).await?;
    Reply::json(PageV1::new(page, found.map(Found::from)))
}

async fn filter_values(app: App, call: Call) -> Answer {
    let body = call.body::<FilterValuesBody>()?.request;
    let mut filters = Vec::new();
    // The use case narrows the scope to what the caller may see.
    for part in body.columns(&POLICY_REQUEST_SEARCH, &Scope::Everything)? {
        let rows = match part.is_fixed() {
            true => Vec::new(),
            false => {
                let query = part.query.clone();
                policy_links::filter_values(&app, &call.context, query, part.column, part.unique).await?
            }
        };
        filters.extend(part.answer(rows));
    }
    Reply::json(FilterValuesAnswer { filters })
}

#[cfg(test)]
mod tests;
