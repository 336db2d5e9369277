//! Reading licences. Where a value is shown, an audit record says to whom, before it is.

use pms_domain::key_value::KeyValue;
use pms_domain::{Context, Refusal, catalogue, routes};
use pms_store::audit::Record;
use pms_store::list::{Column, ListPage, ListQuery, Scope, ValueRow};
use pms_store::misp_licence::{self, LICENCE_SEARCH, Licence};
use pms_store::partner::Reach;
use serde_json::json;

use super::{OBJECT, manages, reads};
use crate::partners::{FILTER_VALUES, column};
use crate::{App, Outcome, rights};

/// A licence with its value.
pub struct Shown {
    pub licence: Licence,
    pub key: KeyValue,
    /// Whether it opens anything now.
    pub is_active: bool,
}

/// Licences that the record of one reading names each.
const NAMED: usize = 20;
/// Licences of one run of the list of all.
const RUN: u64 = 500;

/// The record of a reading: whose licences, and which.
pub(super) fn record<'a>(misp_id: &str, ids: impl IntoIterator<Item = &'a str>) -> Record {
    let record = Record::new("licence.read", "partner", misp_id);
    ids.into_iter().fold(record, |record, id| record.touching(OBJECT, id))
}

/// Shows licences: after the record of it is stored.
async fn show(app: &App, ctx: &Context, licences: Vec<Licence>) -> Outcome<Vec<Shown>> {
    let Some(first) = licences.first() else { return Ok(Vec::new()) };
    // Found by its id in the trail is what a reading of a few shows. One of many says between which ids, in their order, it
    // showed how many: a row for each would let a reader fill the table.
    let ids = licences.iter().take(NAMED).map(|licence| licence.id.as_str());
    let record = if licences.iter().all(|licence| licence.misp_id == first.misp_id) {
        record(&first.misp_id, ids)
    } else {
        // Of several MISPs: the record is about the licences.
        ids.fold(Record::new("licence.read", OBJECT, "several"), |record, id| record.touching(OBJECT, id))
    };
    let all = licences.iter().map(|licence| licence.id.as_str());
    let shown = json!({"count": licences.len(), "first": all.clone().min(), "last": all.max()});
    app.store().change().await?.save(ctx, record.after(shown)).await?;
    let now = ctx.now();
    licences
        .into_iter()
        .map(|licence| {
            let (key, is_active) = (licence.key(app.store())?, licence.is_in_force(now));
            Ok(Shown { licence, key, is_active })
        })
        .collect()
}

/// A run of `GET /misps` after a licence, by id: one's own licences, for administrators all (contract part A §6, where
/// everybody saw everybody's). A run without rows is the end.
pub async fn list_run(app: &App, ctx: &Context, after: &str) -> Outcome<Vec<Shown>> {
    rights::require(ctx, &routes::LIST_LICENCES)?;
    let db = app.store().db();
    let licences = match reads(ctx) {
        Reach::Everything => misp_licence::after(db, after, RUN).await?,
        Reach::Own(owned) => {
            let mut own = Vec::new();
            for misp_id in owned.iter() {
                own.extend(misp_licence::of_misp(db, reads(ctx), misp_id).await?);
            }
            own.retain(|licence| licence.id.as_str() > after);
            own.sort_by(|one, other| one.id.cmp(&other.id));
            own.truncate(RUN as usize);
            own
        }
    };
    show(app, ctx, licences).await
}

pub(super) fn scope(ctx: &Context) -> Scope {
    if manages(ctx) { Scope::Everything } else { Scope::Own(ctx.owned.clone()) }
}

/// `POST /misps/search`: one's own licences, for administrators all.
pub async fn search(app: &App, ctx: &Context, query: ListQuery) -> Outcome<ListPage<Shown>> {
    rights::require(ctx, &routes::SEARCH_LICENCES)?;
    let page: ListPage<Licence> = LICENCE_SEARCH.fetch(app.store().db(), &query.scope(scope(ctx)), None).await?;
    Ok(ListPage { total: page.total, rows: show(app, ctx, page.rows).await? })
}

/// `POST /misps/filtervalues`: values of a column within the search's own scope. No column holds a licence's value.
pub async fn filter_values(
    app: &App,
    ctx: &Context,
    query: ListQuery,
    column: &'static Column,
    distinct: bool,
) -> Outcome<Vec<ValueRow>> {
    rights::require(ctx, &routes::FILTER_LICENCES)?;
    let code = self::column(&LICENCE_SEARCH, "mispId")?;
    let query = query.scope(scope(ctx));
    Ok(LICENCE_SEARCH.values(app.store().db(), &query, column, code, distinct, FILTER_VALUES).await?)
}

/// A MISP's licences without their values, the newest first, for pages.
///
/// # Errors
/// Another's partner, which for the caller does not exist.
pub async fn of_misp(app: &App, ctx: &Context, misp_id: &str) -> Outcome<Vec<Licence>> {
    if !reads(ctx).includes(misp_id) {
        return Err(Refusal::of(&catalogue::MISP_NOT_FOUND).into());
    }
    Ok(misp_licence::of_misp(app.store().db(), reads(ctx), misp_id).await?)
}
