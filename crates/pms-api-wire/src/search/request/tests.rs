//! The contract's table of checks, row by row, and what a checked search asks.

use chrono::NaiveDate;
use pms_store::list::Test;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::search::sample::PARTNERS;

fn asked(body: &Value) -> Result<(ListQuery, Page), Refusal> {
    SearchBody::deserialize(body.clone()).unwrap().query(&PARTNERS)
}

fn refused(body: &Value) -> String {
    match asked(body) {
        Err(refusal) => refusal.to_string(),
        Ok(_) => "passes".into(),
    }
}

fn filter(members: &Value) -> Value {
    json!({"filters": [members]})
}

const COLUMN_MISSING: &str = "PMS-MSD-311 Column is missing in request";
const TYPE_MISSING: &str = "PMS-MSD-312 Filter type is missing";
const BOTH: &str = "PMS-MSD-392 Both value and values cannot be present";
const VALUE: &str = "PMS-MSD-390 Invalid filter value";
const VALUES: &str = "PMS-MSD-391 Invalid filter values";
const RANGE: &str = "PMS-MSD-315 Invalid fromValue or toValue";
const SORT_MISSING: &str = "PMS-MSD-314 Missing sort field or sort type values";

#[test]
fn every_row_has_its_code() {
    let name = |kind: &str, rest: Value| {
        let mut members = json!({"columnName": "name", "type": kind});
        members.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        filter(&members)
    };
    let active = |value: Value| filter(&json!({"columnName": "isActive", "type": "equals", "value": value}));
    let sort = |field: Value, kind: Value| json!({"sort": [{"sortField": field, "sortType": kind}]});
    for (body, expected) in [
        (filter(&json!({"type": "equals"})), COLUMN_MISSING),
        (filter(&Value::Null), COLUMN_MISSING),
        (filter(&json!({"columnName": "", "type": "equals"})), "PMS-MSD-310 Invalid column received : "),
        (filter(&json!({"columnName": "nope"})), "PMS-MSD-310 Invalid column received : nope"),
        (filter(&json!({"columnName": "secret"})), "PMS-MSD-310 Invalid column received : secret"),
        (filter(&json!({"columnName": "name"})), TYPE_MISSING),
        (name("  ", json!({})), TYPE_MISSING),
        (name("equals", json!({"value": "a", "values": ["b"]})), BOTH),
        (active(json!("perhaps")), VALUE),
        (active(Value::Null), VALUE),
        (name("in", json!({})), VALUES),
        (name("in", json!({"values": []})), VALUES),
        (name("IN", json!({"value": "a"})), VALUES),
        (name("contains", json!({})), VALUE),
        (name("startsWith", json!({"value": ""})), VALUE),
        (name("equals", json!({"values": ["b"]})), VALUE),
        (name("like", json!({})), VALUE),
        (name("between", json!({"fromValue": "a"})), RANGE),
        (name("between", json!({"toValue": "a"})), RANGE),
        (json!({"sort": [null]}), SORT_MISSING),
        (sort(json!("name"), Value::Null), SORT_MISSING),
        (sort(json!(" "), json!("asc")), SORT_MISSING),
        (sort(json!("Name"), json!("asc")), "PMS-MSD-357 Invalid sort field Name"),
        (sort(json!("orgName"), json!("asc")), "PMS-MSD-357 Invalid sort field orgName"),
        (sort(json!("name"), json!("up")), "PMS-MSD-358 Sort type up is not supported"),
        (
            json!({"pagination": {"pageStart": -1, "pageFetch": 0}}),
            "PMS-MSD-313 Invalid pagination value received pagestart:-1 and pagefetch:0",
        ),
        (
            json!({"pagination": {"pageFetch": 0}}),
            "PMS-MSD-313 Invalid pagination value received pagestart:0 and pagefetch:0",
        ),
        (
            filter(&json!({"columnName": "emailId", "type": "equals", "value": "a"})),
            "KER_PRT_391 The column 'emailId' is not supported due to system limitations.",
        ),
        (
            sort(json!("emailId"), json!("asc")),
            "KER_PRT_391 The column 'emailId' is not supported due to system limitations.",
        ),
        // A name in another letter case passes the checks and fails in the query.
        (
            filter(&json!({"columnName": "NAME", "type": "equals", "value": "a"})),
            "PMS-MSD-310 Invalid column received : NAME",
        ),
        (filter(&json!({"columnName": "NAME", "type": "equals"})), VALUE),
        // Values that do not fit their column.
        (filter(&json!({"columnName": "isDeleted", "type": "equals", "value": "x"})), VALUE),
        (filter(&json!({"columnName": "count", "type": "equals", "value": "x"})), VALUE),
        (filter(&json!({"columnName": "crDtimes", "type": "equals", "value": "x"})), VALUE),
        (filter(&json!({"columnName": "crDtimes", "type": "contains", "value": "2026"})), VALUE),
        (filter(&json!({"columnName": "crDtimes", "type": "in", "values": ["x"]})), VALUES),
        (filter(&json!({"columnName": "count", "type": "between", "fromValue": "1", "toValue": "x"})), RANGE),
        (filter(&json!({"columnName": "isActive", "type": "between", "fromValue": "a", "toValue": "b"})), RANGE),
    ] {
        assert_eq!(refused(&body), expected, "{body}");
    }
}

#[test]
fn rows_are_checked_in_order() {
    let bad_page = json!({"pageStart": -1});
    let bad_sort = json!([{"sortField": "name", "sortType": "up"}]);
    let unknown = json!({"columnName": "nope"});
    let missing = json!({});
    let untyped = json!({"columnName": "name"});
    // Columns of all filters before the type of the first.
    assert_eq!(refused(&json!({"filters": [untyped, missing]})), COLUMN_MISSING);
    assert_eq!(refused(&json!({"filters": [untyped, unknown]})), "PMS-MSD-310 Invalid column received : nope");
    // Filters before sorts before the page.
    assert_eq!(refused(&json!({"filters": [untyped], "sort": bad_sort, "pagination": bad_page})), TYPE_MISSING);
    assert_eq!(
        refused(&json!({"sort": bad_sort, "pagination": bad_page})),
        "PMS-MSD-358 Sort type up is not supported"
    );
    // The page before what only the query finds out.
    let other_case = json!({"columnName": "NAME", "type": "equals", "value": "a"});
    assert!(refused(&json!({"filters": [other_case], "pagination": bad_page})).starts_with("PMS-MSD-313"));
    // Per filter, its rows in turn: the first filter's last row before the second's first.
    let no_value = json!({"columnName": "name", "type": "contains"});
    assert_eq!(refused(&json!({"filters": [no_value, untyped]})), VALUE);
    // Per sort item likewise.
    let sorts = json!([{"sortField": "name", "sortType": "up"}, {"sortField": "name"}]);
    assert_eq!(refused(&json!({"sort": sorts})), "PMS-MSD-358 Sort type up is not supported");
}

#[test]
fn checked_filters_ask_the_list() {
    let at = NaiveDate::from_ymd_opt(2026, 1, 31).unwrap().and_hms_milli_opt(10, 11, 12, 123).unwrap();
    let time = "2026-01-31T10:11:12.123Z";
    let text = |value: &str| value.to_owned();
    for (members, expected) in [
        (json!({"type": "contains", "value": "a%"}), Some(Test::Contains(text("a%")))),
        (json!({"type": "CONTAINS", "value": "*a*"}), Some(Test::Contains(text("a")))),
        (json!({"type": "contains", "value": "*a"}), Some(Test::EndsWith(text("a")))),
        (json!({"type": "contains", "value": "a*"}), Some(Test::Contains(text("a*")))),
        (json!({"type": "contains", "value": "*"}), Some(Test::EndsWith(text("")))),
        (json!({"type": "startsWith", "value": "a*"}), Some(Test::StartsWith(text("a")))),
        (json!({"type": "equals", "value": 7}), Some(Test::Equals(text("7")))),
        (json!({"type": "in", "values": ["a", "B"]}), Some(Test::OneOf(vec![text("a"), text("B")]))),
        (json!({"type": "between", "fromValue": "a", "toValue": "b"}), Some(Test::TextBetween(text("a"), text("b")))),
        (json!({"type": "like", "value": "a"}), None),
        (json!({"columnName": "isActive", "type": "equals", "value": true}), Some(Test::Flag(true))),
        (json!({"columnName": "isDeleted", "type": "in", "values": ["FALSE"]}), Some(Test::FlagOneOf(vec![false]))),
        (json!({"columnName": "count", "type": "equals", "value": "7"}), Some(Test::Number(7))),
        (
            json!({"columnName": "count", "type": "between", "fromValue": 1, "toValue": 2}),
            Some(Test::NumberBetween(1, 2)),
        ),
        (json!({"columnName": "crDtimes", "type": "equals", "value": time}), Some(Test::At(at))),
        (json!({"columnName": "crDtimes", "type": "in", "values": [time]}), Some(Test::AtOneOf(vec![at]))),
        (
            json!({"columnName": "crDtimes", "type": "between", "fromValue": time, "toValue": time}),
            Some(Test::TimeBetween(at, at)),
        ),
    ] {
        let mut filter = json!({"columnName": "name"});
        filter.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        let (query, _) = asked(&json!({"filters": [filter]})).unwrap();
        assert_eq!(query.filters.first().map(|filter| filter.test.clone()), expected, "{members}");
        assert!(query.live_only, "a filter leaves out deleted rows");
    }
}

#[test]
fn missing_parts_have_defaults() {
    for body in [json!({}), json!({"filters": null, "sort": null, "pagination": null}), json!({"pagination": {}})] {
        let (query, page) = asked(&body).unwrap();
        assert_eq!(page, Page::new(0, 10));
        assert!(query.filters.is_empty() && query.sort.is_empty() && !query.live_only);
    }
    let (query, page) = asked(&json!({
        "sort": [{"sortField": "crDtimes", "sortType": "DESC"}, {"sortField": "name", "sortType": "asc"}],
        "pagination": {"pageStart": "3", "pageFetch": 5000},
    }))
    .unwrap();
    assert_eq!(page, Page::new(3, 500), "a page has at most 500 rows");
    let sorts: Vec<_> = query.sort.iter().map(|sort| (sort.column.name, sort.descending)).collect();
    assert_eq!(sorts, [("crDtimes", true), ("name", false)]);
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!("")),
        prop::sample::select(vec!["id", "NAME", "name", "isActive", "crDtimes", "count", "emailId", "secret", "x"])
            .prop_map(Value::from),
        prop::sample::select(vec!["contains", "startsWith", "equals", "in", "between", "like", "asc", "up"])
            .prop_map(Value::from),
        prop::sample::select(vec!["true", "7", "2026-01-31T10:11:12.123Z", "*", "**", "%", "\u{130}"])
            .prop_map(Value::from),
    ]
}

fn any_filter() -> impl Strategy<Value = Value> {
    (scalar(), scalar(), scalar(), prop::collection::vec(scalar(), 0..3), scalar(), scalar()).prop_map(
        |(column, kind, value, values, from, to)| {
            json!({"columnName": column, "type": kind, "value": value, "values": values, "fromValue": from, "toValue": to})
        },
    )
}

/// The row of the contract's table that a code belongs to.
fn stage(code: &str) -> u8 {
    match code {
        "PMS-MSD-311" | "PMS-MSD-310" => 1,
        "KER_PRT_391" => 2,
        "PMS-MSD-312" | "PMS-MSD-392" | "PMS-MSD-390" | "PMS-MSD-391" | "PMS-MSD-315" => 3,
        "PMS-MSD-314" | "PMS-MSD-357" | "PMS-MSD-358" => 4,
        "PMS-MSD-313" => 5,
        _ => panic!("{code} is not of the search"),
    }
}

proptest! {
    /// Whatever is searched for, the answer is a query or one of the table's codes; and a later part never hides an
    /// earlier one.
    #[test]
    fn checks_come_in_order(
        filters in prop::collection::vec(any_filter(), 0..4),
        sort in prop::collection::vec((scalar(), scalar()), 0..3),
        start in -2..3_i32,
        fetch in -1..700_i32,
    ) {
        let sort: Vec<_> = sort.into_iter().map(|(f, t)| json!({"sortField": f, "sortType": t})).collect();
        let page = json!({"pageStart": start, "pageFetch": fetch});
        let whole = asked(&json!({"filters": filters, "sort": sort, "pagination": page}));
        let only_sort = asked(&json!({"sort": sort}));
        let only_page = asked(&json!({"pagination": page}));
        match whole {
            Ok((query, page)) => {
                prop_assert!(only_sort.is_ok() && only_page.is_ok());
                prop_assert!(page.size <= 500 && query.filters.iter().all(|filter| !filter.column.protected));
                prop_assert!(query.sort.iter().all(|sort| sort.column.sortable));
            }
            Err(refusal) => {
                let stage = stage(refusal.code());
                if let Err(sort) = only_sort {
                    prop_assert!(stage <= 3 || refusal == sort);
                } else if let Err(page) = only_page {
                    prop_assert!(stage <= 3 || refusal == page);
                } else {
                    prop_assert!(stage <= 3);
                }
            }
        }
    }
}
