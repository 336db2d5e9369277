//! The body of a search.

use pms_domain::{Refusal, catalogue, text};
use pms_store::list::{ListQuery, ListSpec, Page, Sort};
use serde::Deserialize;
use utoipa::ToSchema;

use super::filter::{self, SearchFilter};
use crate::lenient;
use crate::paging;

/// Members of every search; a route's own members stand beside it (`#[serde(flatten)]`). Missing members are empty
/// (the reference failed on them).
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchBody {
    /// All must hold.
    #[serde(default, deserialize_with = "lenient::objects")]
    pub filters: Option<Vec<Option<SearchFilter>>>,
    /// None: newest first.
    #[serde(default, deserialize_with = "lenient::objects")]
    pub sort: Option<Vec<Option<SortItem>>>,
    #[serde(default, deserialize_with = "lenient::object")]
    pub pagination: Option<Pagination>,
}

/// An order of a search.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SortItem {
    #[serde(default, deserialize_with = "lenient::text")]
    pub sort_field: Option<String>,
    /// asc or desc, in any letter case.
    #[serde(default, deserialize_with = "lenient::text")]
    pub sort_type: Option<String>,
}

/// The page of a search.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Pagination {
    /// Page, counted from 0; 0 when missing.
    #[serde(default, deserialize_with = "lenient::small_integer")]
    pub page_start: Option<i32>,
    /// Rows on a page, at most 500; 10 when missing.
    #[serde(default, deserialize_with = "lenient::small_integer")]
    pub page_fetch: Option<i32>,
}

/// Rows on a page when the search does not say.
const DEFAULT_FETCH: i32 = 10;

impl SearchBody {
    /// The query that the search asks of the list, checked in the contract's order. Soft-deleted rows are left out as
    /// soon as there is a filter.
    pub fn query(&self, list: &ListSpec) -> Result<(ListQuery, Page), Refusal> {
        let sent = self.filters.as_deref().unwrap_or_default();
        let (filters, (sort, page)) = filter::filters(list, sent, || Ok((self.order(list)?, self.page()?)))?;
        let query = ListQuery { filters, sort, page: Some(page), live_only: !sent.is_empty(), ..ListQuery::new() };
        Ok((query, page))
    }

    /// Rows 10 to 12 for each item in turn.
    fn order(&self, list: &ListSpec) -> Result<Vec<Sort>, Refusal> {
        filter::bounded("sort", self.sort.as_ref().map_or(0, Vec::len), filter::MOST_ITEMS)?;
        self.sort.iter().flatten().map(|item| sort(list, item.as_ref())).collect()
    }

    /// Row 13.
    fn page(&self) -> Result<Page, Refusal> {
        let sent = self.pagination.clone().unwrap_or_default();
        let (start, fetch) = (sent.page_start.unwrap_or(0), sent.page_fetch.unwrap_or(DEFAULT_FETCH));
        if start < 0 || fetch < 1 {
            let argument = format!("pagestart:{start} and pagefetch:{fetch}");
            return Err(Refusal::with(&catalogue::DSL_PAGE, argument));
        }
        Ok(Page::new(start.unsigned_abs().into(), fetch.unsigned_abs().into()))
    }
}

fn sort(list: &ListSpec, item: Option<&SortItem>) -> Result<Sort, Refusal> {
    let given = |value: &Option<String>| value.clone().filter(|value| !text::is_blank(value));
    let (Some(field), Some(direction)) =
        (item.and_then(|item| given(&item.sort_field)), item.and_then(|item| given(&item.sort_type)))
    else {
        return Err((&catalogue::DSL_SORT_MISSING).into());
    };
    let column = list
        .column(&field)
        .filter(|column| column.sortable)
        .ok_or_else(|| Refusal::with(&catalogue::DSL_SORT_FIELD, &field))?;
    if column.protected {
        return Err(Refusal::with(&catalogue::COLUMN_UNSUPPORTED, column.name));
    }
    let descending =
        paging::descending(&direction).ok_or_else(|| Refusal::with(&catalogue::DSL_SORT_TYPE, &direction))?;
    Ok(Sort { column, descending })
}

#[cfg(test)]
mod tests;
