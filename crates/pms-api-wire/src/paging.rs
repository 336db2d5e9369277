//! Pages and sorting: the checks of the second-envelope lists and the page objects of both envelopes (contract part A
//! §1.5, part B §1.6 and §2.2).

use pms_domain::{Refusal, catalogue};
use pms_store::list::{ListPage, ListQuery, ListSpec, Page, Sort};
use serde::Serialize;
use utoipa::ToSchema;

use crate::fault::Fault;
use crate::query::Query;

/// The page and sort parameters as sent; `check` them after the input patterns.
#[derive(Clone, Debug)]
pub struct PageRequest {
    number: Option<i32>,
    size: Option<i32>,
    sort_field: Option<String>,
    sort_type: Option<String>,
}

/// Page and sort after the checks.
#[derive(Clone, Debug, Default)]
pub struct Paging {
    /// None: all rows.
    pub page: Option<Page>,
    pub sort: Option<Sort>,
}

impl PageRequest {
    /// Reads `pageNo`, `pageSize`, `sortFieldName`, `sortType`. Empty numbers count as absent, empty sort texts as
    /// present. `default_size`: the page size of lists that always page (absent numbers become 0 and this).
    pub fn read(query: &Query, default_size: Option<i32>) -> Result<Self, Fault> {
        Ok(Self {
            number: query.integer("pageNo")?.or(default_size.map(|_| 0)),
            size: query.integer("pageSize")?.or(default_size),
            sort_field: query.text("sortFieldName").map(str::to_owned),
            sort_type: query.text("sortType").map(str::to_owned),
        })
    }

    /// The page and sort check `P`, in its order. Sort fields are the sortable columns of the list, in exactly their
    /// spelling; sorting by protected contact data is refused last.
    pub fn check(&self, list: &ListSpec) -> Result<Paging, Refusal> {
        if self.sort_field.is_some() != self.sort_type.is_some() {
            return Err((&catalogue::SORT_TOGETHER).into());
        }
        if self.number.is_some() != self.size.is_some() {
            return Err((&catalogue::PAGE_TOGETHER).into());
        }
        if self.sort_field.is_some() && self.number.is_none() {
            return Err((&catalogue::SORT_WITHOUT_PAGE).into());
        }
        let sort = match (&self.sort_field, &self.sort_type) {
            (Some(field), Some(direction)) => Some(sort_of(list, field, direction)?),
            _ => None,
        };
        let page = match (self.number, self.size) {
            (Some(number), _) if number < 0 => return Err((&catalogue::PAGE_NUMBER).into()),
            (_, Some(size)) if size <= 0 => return Err((&catalogue::PAGE_SIZE).into()),
            (Some(number), Some(size)) => Some(Page::new(number.unsigned_abs().into(), size.unsigned_abs().into())),
            _ => None,
        };
        match sort {
            Some(sort) if sort.column.protected => Err(Refusal::with(&catalogue::COLUMN_UNSUPPORTED, sort.column.name)),
            sort => Ok(Paging { page, sort }),
        }
    }
}

impl PageRequest {
    /// The check of lists that always page and have no sort; sort parameters are no parameters of theirs.
    pub fn check_page(&self) -> Result<Page, Refusal> {
        let (number, size) = (self.number.unwrap_or(0), self.size.unwrap_or(1));
        if number < 0 {
            return Err((&catalogue::PAGE_NUMBER).into());
        }
        if size <= 0 {
            return Err((&catalogue::PAGE_SIZE).into());
        }
        Ok(Page::new(number.unsigned_abs().into(), size.unsigned_abs().into()))
    }

    /// The policy service's check of its list (part B §1.6): each parameter by itself, even alone; a good one that stands
    /// alone has no effect.
    pub fn check_each(&self, list: &ListSpec) -> Result<Paging, Refusal> {
        let column = match &self.sort_field {
            None => None,
            Some(field) => Some(
                list.column(field)
                    .filter(|column| column.sortable)
                    .ok_or_else(|| Refusal::with(&catalogue::POLICY_SORT_FIELD, field))?,
            ),
        };
        let descending = match &self.sort_type {
            None => None,
            Some(word) => Some(descending(word).ok_or_else(|| Refusal::with(&catalogue::SORT_TYPE, word))?),
        };
        let (number, size) = (self.number.unwrap_or(0), self.size.unwrap_or(1));
        if number < 0 {
            return Err((&catalogue::PAGE_NUMBER).into());
        }
        if size <= 0 {
            return Err((&catalogue::PAGE_SIZE).into());
        }
        let sort = column.zip(descending).map(|(column, descending)| Sort { column, descending });
        let page =
            self.number.zip(self.size).map(|_| Page::new(number.unsigned_abs().into(), size.unsigned_abs().into()));
        Ok(Paging { page, sort })
    }
}

fn sort_of(list: &ListSpec, field: &str, direction: &str) -> Result<Sort, Refusal> {
    let column = list
        .column(field)
        .filter(|column| column.sortable)
        .ok_or_else(|| Refusal::with(&catalogue::SORT_FIELD, field))?;
    let descending = descending(direction).ok_or_else(|| Refusal::with(&catalogue::SORT_TYPE, direction))?;
    Ok(Sort { column, descending })
}

/// `asc` or `desc` in any letter case.
pub(crate) fn descending(direction: &str) -> Option<bool> {
    if direction.eq_ignore_ascii_case("asc") {
        Some(false)
    } else if direction.eq_ignore_ascii_case("desc") {
        Some(true)
    } else {
        None
    }
}

impl Paging {
    /// The query with this page and sort.
    pub fn apply(&self, mut query: ListQuery) -> ListQuery {
        query.page = self.page;
        query.sort.extend(self.sort);
        query
    }
}

/// A page of the second envelope. Without rows all numbers are 0, whatever page was asked for (kept: part A §1.5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PageV2<T> {
    /// Counted from 0.
    pub page_no: u64,
    pub page_size: u64,
    /// Rows over all pages.
    pub total_results: u64,
    // Inline: the components of the document know a type parameter's members, not itself.
    #[schema(inline)]
    pub data: Vec<T>,
}

impl<T> PageV2<T> {
    /// An unpaged list is one page with all rows.
    pub fn new(page: Option<Page>, list: ListPage<T>) -> Self {
        let rows = list.rows.len() as u64;
        if rows == 0 {
            return PageV2 { page_no: 0, page_size: 0, total_results: 0, data: Vec::new() };
        }
        let (page_no, page_size) = page.map_or((0, rows), |page| (page.number, page.size));
        PageV2 { page_no, page_size, total_results: list.total, data: list.rows }
    }
}

/// A page of a first-envelope search. Without rows the numbers are 0 and `data` is null (kept: part B §2.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PageV1<T> {
    /// Counted from 1.
    pub from_record: u64,
    pub to_record: u64,
    pub total_record: u64,
    #[schema(inline)]
    pub data: Option<Vec<T>>,
}

impl<T> PageV1<T> {
    pub fn new(page: Page, list: ListPage<T>) -> Self {
        let rows = list.rows.len() as u64;
        if rows == 0 {
            return PageV1 { from_record: 0, to_record: 0, total_record: 0, data: None };
        }
        let from = page.offset() + 1;
        PageV1 { from_record: from, to_record: from - 1 + rows, total_record: list.total, data: Some(list.rows) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::sample::PARTNERS;

    /// Page, and field with direction.
    type Checked = (Option<Page>, Option<(&'static str, bool)>);

    fn checked(raw: &str, default_size: Option<i32>) -> Result<Checked, String> {
        let query = Query::parse(Some(raw));
        let paging = PageRequest::read(&query, default_size).unwrap().check(&PARTNERS);
        paging
            .map(|paging| (paging.page, paging.sort.map(|sort| (sort.column.name, sort.descending))))
            .map_err(|refusal| refusal.to_string())
    }

    #[test]
    fn checks_come_in_the_contracts_order() {
        let page = |number, size| Some(Page::new(number, size));
        let together =
            "PMS_PS_ERROR_007 Invalid Sorting request: 'sortType' and 'sortFieldName' must be specified together.";
        let paging = "PMS_PS_ERROR_006 Invalid pagination request: 'pageNo' and 'pageSize' must be specified together.";
        let alone = "PMS_PS_ERROR_008 Please provide pagination parameters ('pageNo' and 'pageSize') when requesting sorted data.";
        for (raw, default, expected) in [
            ("", None, Ok((None, None))),
            ("", Some(8), Ok((page(0, 8), None))),
            ("pageNo=&pageSize=", None, Ok((None, None))),
            ("pageNo=2", Some(8), Ok((page(2, 8), None))),
            ("pageNo=2&pageSize=600", None, Ok((page(2, 500), None))),
            ("pageNo=0&pageSize=5&sortFieldName=name&sortType=DESC", None, Ok((page(0, 5), Some(("name", true))))),
            ("sortFieldName=&pageNo=1", None, Err(together)),
            ("sortType=asc&pageNo=1", None, Err(together)),
            ("pageNo=1", None, Err(paging)),
            ("pageSize=1&sortFieldName=x&sortType=x", None, Err(paging)),
            ("sortFieldName=x&sortType=x", None, Err(alone)),
            ("sortFieldName=x&sortType=x&pageNo=-1&pageSize=0", None, Err("PMS_PRT_357 Invalid sort field x")),
            ("sortFieldName=Name&sortType=asc", Some(8), Err("PMS_PRT_357 Invalid sort field Name")),
            ("sortFieldName=secret&sortType=asc", Some(8), Err("PMS_PRT_357 Invalid sort field secret")),
            ("sortFieldName=name&sortType=x&pageNo=-1", Some(8), Err("PMS_PRT_358 Sort type x is not supported")),
            ("pageNo=-1&pageSize=0", None, Err("PMS_PRT_360 Invalid Page No")),
            ("pageNo=0&pageSize=0", None, Err("PMS_PRT_361 Invalid page size")),
            (
                "sortFieldName=emailId&sortType=asc",
                Some(8),
                Err("KER_PRT_391 The column 'emailId' is not supported due to system limitations."),
            ),
        ] {
            assert_eq!(checked(raw, default), expected.map_err(str::to_owned), "{raw}");
        }
        assert!(PageRequest::read(&Query::parse(Some("pageNo=abc")), None).is_err());
    }

    #[test]
    fn lists_without_a_sort_check_the_page_alone() {
        let checked = |raw: &str| {
            let request = PageRequest::read(&Query::parse(Some(raw)), Some(4)).unwrap();
            request.check_page().map_err(|refusal| refusal.to_string())
        };
        assert_eq!(checked("sortFieldName=x"), Ok(Page::new(0, 4)));
        assert_eq!(checked("pageNo=2&pageSize=600"), Ok(Page::new(2, 500)));
        assert_eq!(checked("pageNo=-1&pageSize=0"), Err("PMS_PRT_360 Invalid Page No".to_owned()));
        assert_eq!(checked("pageSize=0"), Err("PMS_PRT_361 Invalid page size".to_owned()));
    }

    #[test]
    fn the_policy_service_checks_each_parameter_by_itself() {
        let checked = |raw: &str| {
            let request = PageRequest::read(&Query::parse(Some(raw)), Some(8)).unwrap();
            let paging = request.check_each(&PARTNERS);
            paging.map(|paging| (paging.page, paging.sort.map(|sort| sort.descending))).map_err(|r| r.to_string())
        };
        for (raw, expected) in [
            ("", Ok((Some(Page::new(0, 8)), None))),
            ("sortFieldName=name", Ok((Some(Page::new(0, 8)), None))),
            ("sortType=DESC&pageNo=1&pageSize=3", Ok((Some(Page::new(1, 3)), None))),
            ("sortType=DESC&sortFieldName=name", Ok((Some(Page::new(0, 8)), Some(true)))),
            ("sortFieldName=Name&sortType=x", Err("PMS_PRT_357 Sorting is not supported for Name field")),
            ("sortType=abc&pageNo=-1", Err("PMS_PRT_358 Sort type abc is not supported")),
            ("pageNo=-1&pageSize=0", Err("PMS_PRT_360 Invalid Page No")),
            ("pageSize=0", Err("PMS_PRT_361 Invalid page size")),
        ] {
            assert_eq!(checked(raw), expected.map_err(str::to_owned), "{raw}");
        }
    }

    #[test]
    fn pages_without_rows_are_zero() {
        let empty = || ListPage { total: 7, rows: Vec::<u8>::new() };
        let second = PageV2::new(Some(Page::new(3, 5)), empty());
        assert_eq!(serde_json::to_string(&second).unwrap(), r#"{"pageNo":0,"pageSize":0,"totalResults":0,"data":[]}"#);
        let first = PageV1::new(Page::new(3, 5), empty());
        assert_eq!(
            serde_json::to_string(&first).unwrap(),
            r#"{"fromRecord":0,"toRecord":0,"totalRecord":0,"data":null}"#
        );
    }

    #[test]
    fn pages_with_rows_count() {
        let list = || ListPage { total: 12, rows: vec![1_u8, 2] };
        assert_eq!(
            serde_json::to_string(&PageV2::new(Some(Page::new(2, 5)), list())).unwrap(),
            r#"{"pageNo":2,"pageSize":5,"totalResults":12,"data":[1,2]}"#
        );
        assert_eq!(
            serde_json::to_string(&PageV2::new(None, ListPage { total: 2, rows: vec![1_u8, 2] })).unwrap(),
            r#"{"pageNo":0,"pageSize":2,"totalResults":2,"data":[1,2]}"#
        );
        assert_eq!(
            serde_json::to_string(&PageV1::new(Page::new(2, 5), list())).unwrap(),
            r#"{"fromRecord":11,"toRecord":12,"totalRecord":12,"data":[1,2]}"#
        );
    }
}
