use pms_api_testkit::{Site, with};
use serde_json::{Value, json};

use crate::SERVICE;

fn search(members: Value) -> Value {
    let all = json!({"filters": [], "sort": [], "pagination": {"pageStart": 0, "pageFetch": 10}, "partnerType": "all"});
    with(all, members)
}

#[tokio::test]
async fn partners_within_the_callers_reach() {
    for site in Site::on_both(SERVICE).await {
        site.policy_group("Group").await;
        let (owner, admin) = (site.owner("acme", "Auth_Partner").await, site.admin().await);
        site.register(&owner, "Beta", "Device_Provider").await;
        site.owner("gamma", "MISP_Partner").await;
        let answer =
            site.send(&owner, "POST", "/partners/search", search(json!({"partnerType": "auth_partner"}))).await;
        insta::assert_snapshot!("partners", answer.golden());
        let ids = async |person, members| {
            let response = site.send(person, "POST", "/partners/search", search(members)).await.response();
            let rows = response["data"].as_array().unwrap();
            rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let by_id = json!([{"sortField": "id", "sortType": "asc"}]);
        assert_eq!(ids(&owner, json!({ "sort": by_id })).await.len(), 2);
        assert_eq!(ids(&admin, json!({"partnerType": "ALL"})).await.len(), 3);
        let contains = json!([{"columnName": "id", "type": "contains", "value": "ETA"}]);
        assert_eq!(ids(&owner, json!({ "filters": contains })).await, ["Beta"]);
        let paged = json!({"pagination": {"pageStart": "1", "pageFetch": 1.0}, "sort": [{"sortField": "name", "sortType": "DESC"}]});
        assert_eq!(ids(&admin, paged).await.len(), 1);
        let none = json!([{"columnName": "id", "type": "equals", "value": "gamma"}]);
        let answer = site.send(&owner, "POST", "/partners/search", search(json!({ "filters": none }))).await;
        let empty = json!({"fromRecord": 0, "toRecord": 0, "totalRecord": 0, "data": null});
        assert_eq!(answer.response(), empty);
    }
}

#[tokio::test]
async fn refusals_of_a_search() {
    let site = Site::new(SERVICE).await;
    let admin = site.admin().await;
    let filter = |column: &str| json!([{"columnName": column, "type": "contains", "value": "x"}]);
    let sort = |field: &str, order: &str| json!([{"sortField": field, "sortType": order}]);
    let mut cases = vec![
        (
            search(json!({"partnerType": " "})),
            "400 PMS_COR_001 Invalid request parameter - must not be blank :request.partnerType".to_owned(),
        ),
        (search(json!({"filters": [{"type": "equals"}]})), "PMS-MSD-311 Column is missing in request".to_owned()),
        (search(json!({"filters": filter("bank")})), "PMS-MSD-310 Invalid column received : bank".to_owned()),
        (
            search(json!({"filters": filter("emailIdHash")})),
            "PMS-MSD-310 Invalid column received : emailIdHash".to_owned(),
        ),
        (search(json!({"filters": [{"columnName": "id"}]})), "PMS-MSD-312 Filter type is missing".to_owned()),
        (search(json!({"sort": sort("bank", "asc")})), "PMS-MSD-357 Invalid sort field bank".to_owned()),
        (search(json!({"sort": sort("logoUrl", "asc")})), "PMS-MSD-357 Invalid sort field logoUrl".to_owned()),
        (search(json!({"sort": sort("id", "up")})), "PMS-MSD-358 Sort type up is not supported".to_owned()),
        (search(json!({"sort": [{}]})), "PMS-MSD-314 Missing sort field or sort type values".to_owned()),
        (
            search(json!({"pagination": {"pageStart": -1}})),
            "PMS-MSD-313 Invalid pagination value received pagestart:-1 and pagefetch:10".to_owned(),
        ),
        (search(json!({"filters": "none"})), "400 Failed to read request".to_owned()),
    ];
    for column in ["contactNo", "emailId", "address"] {
        let expected = format!("KER_PRT_391 The column '{column}' is not supported due to system limitations.");
        cases.push((search(json!({"filters": filter(column)})), expected.clone()));
        cases.push((search(json!({"sort": sort(column, "asc")})), expected));
    }
    for (request, expected) in cases {
        site.refuses(&admin, "POST", "/partners/search", &[(request, expected.as_str())]).await;
    }
    // Missing members are empty ones.
    let bare = site.send(&admin, "POST", "/partners/search", json!({"partnerType": "all"})).await;
    assert_eq!(bare.error(), "success");
}

#[tokio::test]
async fn partner_types() {
    for site in Site::on_both(SERVICE).await {
        let person = site.person("somebody", &["AUTH_PARTNER"]).await;
        let request = json!({
            "filters": [{"columnName": "code", "type": "startsWith", "value": "auth"}], "sort": [],
            "pagination": {"pageStart": 0, "pageFetch": 5},
        });
        let mut answer = site.send(&person, "POST", "/partners/partnertype/search", request).await.json();
        // The catalogue is older than the test.
        answer["response"]["data"][0]["crDtimes"] = json!("<time>");
        insta::assert_snapshot!("partner_types", serde_json::to_string_pretty(&answer).unwrap());
        let all = site.send(&person, "POST", "/partners/partnertype/search", json!({})).await.response();
        assert_eq!((&all["totalRecord"], &all["toRecord"]), (&json!(13), &json!(10)));
    }
}

#[tokio::test]
async fn values_to_filter_by() {
    for site in Site::on_both(SERVICE).await {
        site.policy_group("Group").await;
        let owner = site.owner("acme", "Auth_Partner").await;
        site.register(&owner, "beta", "Device_Provider").await;
        site.owner("gamma", "MISP_Partner").await;
        let request = json!({"filters": [
            {"columnName": "partnerTypeCode", "type": "unique", "text": ""},
            {"columnName": "id", "type": "all", "text": "ETA"},
            {"columnName": "isActive", "text": null},
        ], "optionalFilters": []});
        let answer = site.send(&owner, "POST", "/partners/filtervalues", request).await;
        insta::assert_snapshot!("filter_values", answer.golden());
    }
}

#[tokio::test]
async fn refusals_of_filter_values() {
    let site = Site::new(SERVICE).await;
    let person = site.person("somebody", &[]).await;
    let of = |column: Value, kind: Value| json!({"filters": [{"columnName": column, "type": kind, "text": ""}]});
    let cases = [
        (json!({}), "400 PMS_COR_001 Invalid request parameter - must not be null :request.filters"),
        (
            of(json!(" "), json!("all")),
            "400 PMS_COR_001 Invalid request parameter - must not be blank :request.filters[0].columnName",
        ),
        (of(json!("id"), json!(null)), "PMS-MSD-322 Filter Type cannot be empty or null"),
        (of(json!("id"), json!("some")), "PMS-MSD-324 Received Filter Type not supported"),
        (of(json!("crDtimes"), json!("all")), "PMS-MSD-324 Received Filter Type not supported"),
        (of(json!("bank"), json!("all")), "PMS-MSD-317 Column bank doesn't exist for the searched entity"),
        (
            of(json!("emailId"), json!("all")),
            "KER_PRT_391 The column 'emailId' is not supported due to system limitations.",
        ),
    ];
    site.refuses(&person, "POST", "/partners/filtervalues", &cases).await;
}
