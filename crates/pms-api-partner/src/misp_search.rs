//! The search over licences of MISPs, and values to filter by (contract part A §6). A licence's key is no column of it.

use pms_api_wire::search::{FilterValuesAnswer, FilterValuesBody, SearchBody};
use pms_api_wire::{Answer, Call, Check, Endpoint, PageV1, Reply, Validate, Wire};
use pms_app::{App, misp};
use pms_domain::routes;
use pms_store::list::Scope;
use pms_store::misp_licence::LICENCE_SEARCH;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::misp::LicenceRow;

pub(crate) fn mount(wire: Wire<App>) -> Wire<App> {
    wire.route(
        Endpoint::new(&routes::SEARCH_LICENCES)
            .summary("Search licences: an administrator all, a MISP its own; the reading is recorded")
            .takes::<LicenceSearchBody>()
            .gives::<PageV1<LicenceRow>>(),
        search,
    )
    .route(
        Endpoint::new(&routes::FILTER_LICENCES)
            .summary("Values of the columns of licences, within the caller's own")
            .takes::<FilterValuesBody>()
            .gives::<FilterValuesAnswer>(),
        filter_values,
    )
}

/// A search over licences.
#[derive(Deserialize, ToSchema)]
struct LicenceSearchBody {
    #[serde(flatten)]
    search: SearchBody,
}

impl Validate for LicenceSearchBody {
    fn check(&self, _: &mut Check) {}
}

async fn search(app: App, call: Call) -> Answer {
    let body = call.body::<LicenceSearchBody>()?.request;
    let (query, page) = body.search.query(&LICENCE_SEARCH)?;
    let found = misp::search(&app, &call.context, query).await?;
    Reply::json(PageV1::new(page, found.map(LicenceRow::from)))
}

async fn filter_values(app: App, call: Call) -> Answer {
    let body = call.body::<FilterValuesBody>()?.request;
    let mut filters = Vec::new();
    // The use case narrows the scope to what the caller may see.
    for part in body.columns(&LICENCE_SEARCH, &Scope::Everything)? {
        let rows = match part.is_fixed() {
            true => Vec::new(),
            false => misp::filter_values(&app, &call.context, part.query.clone(), part.column, part.unique).await?,
        };
        filters.extend(part.answer(rows));
    }
    Reply::json(FilterValuesAnswer { filters })
}

#[cfg(test)]
mod tests;
