//! Checks and plans of `filtervalues`.

use pms_store::list::Test;
use serde_json::{Value, json};

use super::*;
use crate::search::sample::PARTNERS;

fn planned(body: &Value) -> Result<Vec<ColumnValues>, Vec<String>> {
    let body = FilterValuesBody::deserialize(body.clone()).unwrap();
    body.columns(&PARTNERS, &Scope::Everything).map_err(|fault| match fault {
        Fault::Columns(refusals) => refusals.iter().map(ToString::to_string).collect(),
        Fault::Failure(pms_app::Failure::Refused(refusal)) => vec![format!("alone: {refusal}")],
        other => panic!("{other:?}"),
    })
}

fn one(members: &Value) -> Value {
    json!({"filters": [members]})
}

#[test]
fn column_faults_come_together() {
    let unknown = "PMS-MSD-317 Column x doesn't exist for the searched entity";
    let empty = "PMS-MSD-322 Filter Type cannot be empty or null";
    let kind = "PMS-MSD-324 Received Filter Type not supported";
    for (body, expected) in [
        (one(&json!({"columnName": "name", "type": null})), vec![empty]),
        (one(&json!({"columnName": "x", "type": " "})), vec![empty]),
        (one(&json!({"columnName": "x", "type": "some"})), vec![unknown]),
        (one(&json!({"columnName": "name", "type": "some"})), vec![kind]),
        (one(&json!({"columnName": "Name"})), vec!["PMS-MSD-317 Column Name doesn't exist for the searched entity"]),
        (
            one(&json!({"columnName": "secret"})),
            vec!["PMS-MSD-317 Column secret doesn't exist for the searched entity"],
        ),
        (
            json!({"filters": [{"columnName": "x"}, {"columnName": "name", "type": ""}, {"columnName": "name"}]}),
            vec![unknown, empty],
        ),
    ] {
        assert_eq!(planned(&body).unwrap_err(), expected, "{body}");
    }
}

#[test]
fn times_numbers_and_protected_columns_have_no_values() {
    for (column, expected) in [
        ("crDtimes", "alone: PMS-MSD-324 Received Filter Type not supported"),
        ("count", "alone: PMS-MSD-324 Received Filter Type not supported"),
        ("emailId", "alone: KER_PRT_391 The column 'emailId' is not supported due to system limitations."),
    ] {
        assert_eq!(planned(&one(&json!({"columnName": column}))).unwrap_err(), [expected]);
    }
    let optional = json!({"filters": [{"columnName": "name"}], "optionalFilters": [{"columnName": "x"}]});
    assert_eq!(planned(&optional).unwrap_err(), ["alone: PMS-MSD-310 Invalid column received : x"]);
}

#[test]
fn plans_carry_text_and_optional_filters() {
    let body = json!({
        "filters": [
            {"columnName": "name", "text": "ac"},
            {"columnName": "id", "type": "ALL", "text": null},
            {"columnName": "isActive", "text": "true"},
        ],
        "optionalFilters": [{"columnName": "isActive", "type": "equals", "value": "true"}],
    });
    let plans = planned(&body).unwrap();
    let tests = |plan: &ColumnValues| plan.query.filters.iter().map(|f| f.test.clone()).collect::<Vec<_>>();
    assert_eq!(tests(&plans[0]), [Test::Flag(true), Test::Contains("ac".into())]);
    assert!(plans[0].unique && !plans[0].query.live_only, "deleted rows count too");
    assert_eq!(tests(&plans[1]), [Test::Flag(true)]);
    assert!(!plans[1].unique);
    assert_eq!(tests(&plans[2]), [Test::Flag(true)], "text is no filter of a yes/no column");
    assert!(plans[2].is_fixed());
}

#[test]
fn fixed_values_have_no_code() {
    let plan = planned(&one(&json!({"columnName": "isActive"}))).unwrap().remove(0);
    let answer = FilterValuesAnswer { filters: plan.answer(Vec::new()) };
    assert_eq!(
        serde_json::to_string(&answer).unwrap(),
        r#"{"filters":[{"fieldID":"isActive","fieldValue":"true","fieldCode":""},{"fieldID":"isActive","fieldValue":"false","fieldCode":""}]}"#
    );
}
