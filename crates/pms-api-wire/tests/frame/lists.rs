//! Second-envelope lists and the search DSL through the router (contract part A §1.5, part B §1.5, §1.6, §2).

use serde_json::json;

use crate::toy::ask;

const LIST: &str = "/v1/partnermanager/admin-partners";
const SEARCH: &str = "/v1/partnermanager/partners/search";
const VALUES: &str = "/v1/partnermanager/partners/filtervalues";

#[tokio::test]
async fn lists_check_input_then_page_and_sort() {
    let id = |path: String| async move {
        let got = ask("GET", &path).get().await;
        (got.json()["id"].as_str().unwrap_or("-").to_owned(), got.error())
    };
    let input = "PMS_REQUEST_ERROR_007 Invalid input for 'a<b'. Only letters, numbers, spaces, and the following \
                 special characters are allowed: . , @ # & ( ) \\ - ' ? ! \" : ; =";
    let (envelope, error) = id(format!("{LIST}?orgName=a%3Cb&sortFieldName=x")).await;
    assert_eq!((envelope.as_str(), error.as_str()), ("mosip.partnermanagement", input), "first envelope");
    let (envelope, error) = id(format!("{LIST}?orgName=%20&sortFieldName=x&sortType=asc")).await;
    assert_eq!(
        (envelope.as_str(), error.as_str()),
        ("mosip.pms.admin.partners.get", "PMS_PRT_357 Invalid sort field x")
    );
    let (_, error) = id(format!("{LIST}?orgName=a_b%2Fc%2B&sortType=asc")).await;
    assert!(error.starts_with("PMS_PS_ERROR_007"), "underscore, slash and plus pass: {error}");
}

#[tokio::test]
async fn pages_have_the_contracts_form() {
    let got = ask("GET", &format!("{LIST}?pageNo=1&pageSize=2&sortFieldName=orgName&sortType=desc")).get().await;
    assert_eq!(got.json()["response"], json!({"pageNo": 1, "pageSize": 2, "totalResults": 9, "data": ["a", "b"]}));
    let none = ask("GET", &format!("{LIST}?pageNo=4&orgName=none")).get().await;
    assert_eq!(none.json()["response"], json!({"pageNo": 0, "pageSize": 0, "totalResults": 0, "data": []}));
}

#[tokio::test]
async fn searches_check_their_own_members_first() {
    let got = ask("POST", SEARCH).json(r#"{"request":{"filters":[{}]}}"#).get().await;
    assert_eq!(
        (got.status, got.error()),
        (400, "PMS_COR_001 Invalid request parameter - must not be blank :request.partnerType".into())
    );
    let got = ask("POST", SEARCH).json(r#"{"request":{"partnerType":"all","filters":[{}]}}"#).get().await;
    assert_eq!((got.status, got.error()), (200, "PMS-MSD-311 Column is missing in request".into()));
    assert_eq!(got.json()["id"], "mosip.partnermanagement");
}

#[tokio::test]
async fn searches_page() {
    // Everything may be missing; numbers may be text and fractions.
    for request in [
        json!({"partnerType": "all"}),
        json!({"partnerType": "all", "filters": null, "sort": null, "pagination": null, "languageCode": "eng"}),
        json!({"partnerType": "all", "filters": [], "sort": [], "pagination": {"pageStart": "0", "pageFetch": 10.0}}),
    ] {
        let got = ask("POST", SEARCH).json(json!({"request": request}).to_string()).get().await;
        assert_eq!(
            got.json()["response"],
            json!({"fromRecord": 1, "toRecord": 2, "totalRecord": 2, "data": ["a", "b"]}),
            "{request}: {}",
            got.body
        );
    }
    let filters = json!([{"columnName": "orgName", "type": "contains", "value": "x"}]);
    let got = ask("POST", SEARCH).json(json!({"request": {"partnerType": "a", "filters": filters}}).to_string());
    let empty = json!({"fromRecord": 0, "toRecord": 0, "totalRecord": 0, "data": null});
    assert_eq!(got.get().await.json()["response"], empty);
    for unreadable in [r#"{"filters":{}}"#, r#"{"filters":[["a"]]}"#, r#"{"pagination":[0]}"#, r#"{"sort":"x"}"#] {
        let got = ask("POST", SEARCH).json(format!(r#"{{"request":{unreadable}}}"#)).get().await;
        assert_eq!(got.status, 400, "{unreadable}");
        assert_eq!(got.json()["detail"], "Failed to read request", "{unreadable}");
    }
}

#[tokio::test]
async fn filter_values_answer_in_their_form() {
    let filters = json!([
        {"columnName": "orgName", "type": "unique", "text": ""},
        {"columnName": "isActive", "type": "all", "text": null},
    ]);
    let got = ask("POST", VALUES).json(json!({"request": {"filters": filters}}).to_string()).get().await;
    insta::assert_snapshot!(got.body, @r#"{"id":null,"version":null,"responsetime":"2026-11-21T10:11:12.123Z","metadata":null,"response":{"filters":[{"fieldID":"orgName","fieldValue":"Acme","fieldCode":"p1"},{"fieldID":"isActive","fieldValue":"true","fieldCode":""},{"fieldID":"isActive","fieldValue":"false","fieldCode":""}]},"errors":[]}"#);
    for (request, status, error) in [
        (json!({}), 400, "PMS_COR_001 Invalid request parameter - must not be null :request.filters"),
        (
            json!({"filters": [{"columnName": "id"}, {"columnName": " "}]}),
            400,
            "PMS_COR_001 Invalid request parameter - must not be blank :request.filters[1].columnName",
        ),
        (json!({"filters": [{"columnName": "x"}]}), 200, "PMS-MSD-317 Column x doesn't exist for the searched entity"),
    ] {
        let got = ask("POST", VALUES).json(json!({"request": request}).to_string()).get().await;
        assert_eq!((got.status, got.error().as_str()), (status, error));
    }
}
