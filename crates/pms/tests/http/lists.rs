//! Lists: whatever a caller filters or sorts by, an answer holds nothing that the plain list does not show that caller; no
//! secret is found by asking for parts of it.

use std::collections::BTreeSet;

use pms_domain::routes::{self, Route};
use pms_store::api_key_lists::API_KEY_SEARCH;
use pms_store::device_lists::{CHIP_SEARCH, DEVICE_SEARCH, DEVICE_SUB_TYPES, INTERFACE_SEARCH, MAPPING_SEARCH};
use pms_store::list::ListSpec;
use pms_store::lists::PARTNER_SEARCH;
use pms_store::misp_licence::LICENCE_SEARCH;
use pms_store::policy_link_lists::POLICY_REQUEST_SEARCH;
use pms_store::policy_lists::{POLICY_GROUP_SEARCH, POLICY_SEARCH};
use serde_json::{Value, json};

use crate::house::{House, Reply};
use crate::requests::Shape;
use crate::rights::{Gate, Matrix, expected, generous};

/// Searches of the DSL, with the columns that they know and the route of their values.
const SEARCHES: [(&str, &ListSpec, Option<&str>); 11] = [
    ("SEARCH_PARTNERS", &PARTNER_SEARCH, Some("FILTER_PARTNERS")),
    ("SEARCH_POLICY_REQUESTS", &POLICY_REQUEST_SEARCH, Some("FILTER_POLICY_REQUESTS")),
    ("SEARCH_API_KEYS", &API_KEY_SEARCH, None),
    ("SEARCH_LICENCES", &LICENCE_SEARCH, Some("FILTER_LICENCES")),
    ("SEARCH_POLICIES", &POLICY_SEARCH, Some("FILTER_POLICIES")),
    ("SEARCH_POLICY_GROUPS", &POLICY_GROUP_SEARCH, Some("FILTER_POLICY_GROUPS")),
    // The values of a device's columns are make and model, which its row shows apart.
    ("SEARCH_DEVICES", &DEVICE_SEARCH, None),
    ("SEARCH_DEVICE_TYPES", &DEVICE_SUB_TYPES, Some("FILTER_DEVICE_SUB_TYPES")),
    ("SEARCH_INTERFACES", &INTERFACE_SEARCH, Some("FILTER_INTERFACES")),
    ("SEARCH_MAPPINGS", &MAPPING_SEARCH, None),
    ("SEARCH_CHIPS", &CHIP_SEARCH, None),
];

/// Columns that hold secrets or contact data: none of the searches takes them.
const SECRET: [&str; 7] = ["policyApiKey", "apiKey", "licenseKey", "emailIdHash", "emailId", "contactNo", "address"];

/// What is looked for: parts of both owners' ids, words of states, nothing.
const TEXTS: [&str; 7] = ["foreign", "foreign-active", "own", "a", "approved", "ACTIVE", "policy"];

fn route(id: &str) -> &'static Route {
    routes::ALL.iter().copied().find(|route| route.id == id).unwrap_or_else(|| panic!("{id}"))
}

/// The rows of an answer; none of a refusal.
fn rows(reply: &Reply) -> BTreeSet<String> {
    let response = reply.json()["response"].clone();
    let data = if response.is_array() { response } else { response["data"].clone() };
    data.as_array().into_iter().flatten().map(Value::to_string).collect()
}

fn page(filters: &Value, sort: &Value) -> Value {
    json!({
        "filters": filters,
        "sort": sort,
        "pagination": {"pageStart": 0, "pageFetch": 500},
        "partnerType": "all",
        "policyType": "all",
    })
}

fn post(route: &Route, request: Value) -> Shape {
    Shape { path: route.path.to_owned(), request: Some(request) }
}

fn get(route: &Route, query: &str) -> Shape {
    Shape { path: format!("{}?pageNo=0&pageSize=500{query}", route.path), request: None }
}

/// Query parameters of a route besides those of paging.
fn filters(document: &Value, route: &Route) -> Option<Vec<String>> {
    let parameters = document["paths"][route.path]["get"]["parameters"].as_array()?;
    let names: Vec<String> = parameters
        .iter()
        .filter(|parameter| parameter["in"] == "query")
        .filter_map(|parameter| parameter["name"].as_str().map(str::to_owned))
        .collect();
    let paging = ["pageNo", "pageSize", "sortFieldName", "sortType"];
    if !names.iter().any(|name| name == "pageNo") {
        return None;
    }
    Some(names.into_iter().filter(|name| !paging.contains(&name.as_str())).collect())
}

/// The callers who may call a route, with their tokens.
fn callers(matrix: &Matrix, route: &Route) -> Vec<(&'static str, String)> {
    let may = matrix.callers.iter().filter(|caller| expected(route, caller.role) == Gate::Passed);
    may.filter_map(|caller| Some((caller.name, caller.token.clone()?))).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_filter_and_no_order_shows_what_the_list_does_not() {
    if !pms_api_testkit::pki::available() {
        return;
    }
    for house in House::on_both_with(generous).await {
        let document = house.ask("GET", "/openapi.json").send().await.json();
        let matrix = Matrix::new(house).await;
        let mut findings = Vec::new();
        let mut asked = 0;
        for route in routes::ALL.iter().copied().filter(|route| route.method == "GET") {
            let Some(parameters) = filters(&document, route) else { continue };
            for (name, token) in callers(&matrix, route) {
                let plain = rows(&matrix.send(route, &get(route, ""), Some(&token)).await);
                for parameter in &parameters {
                    for text in TEXTS {
                        let query = format!("&{parameter}={text}");
                        let reply = matrix.send(route, &get(route, &query), Some(&token)).await;
                        asked += 1;
                        if !rows(&reply).is_subset(&plain) {
                            findings.push(format!("{} by {name}: {query} shows more", route.id));
                        }
                    }
                }
            }
        }
        assert!(asked > 1_000, "{asked} questions only");
        assert!(findings.is_empty(), "{}", findings.join("\n"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_search_shows_what_the_plain_search_does_not_and_none_knows_a_secret() {
    if !pms_api_testkit::pki::available() {
        return;
    }
    for house in House::on_both_with(generous).await {
        let matrix = Matrix::new(house).await;
        let mut findings = Vec::new();
        for (id, spec, values) in SEARCHES {
            let route = self::route(id);
            for (name, token) in callers(&matrix, route) {
                let plain = matrix.send(route, &post(route, page(&json!([]), &json!([]))), Some(&token)).await;
                assert_eq!(plain.error(), "success", "{id} by {name}");
                let all = rows(&plain);
                for column in spec.columns {
                    for filter in questions(column.name) {
                        let request = page(&json!([filter]), &json!([]));
                        let reply = matrix.send(route, &post(route, request), Some(&token)).await;
                        if !rows(&reply).is_subset(&all) {
                            findings.push(format!("{id} by {name}: {filter} shows more"));
                        }
                    }
                    for order in ["asc", "desc"] {
                        let sort = json!([{"sortField": column.name, "sortType": order}]);
                        let reply = matrix.send(route, &post(route, page(&json!([]), &sort)), Some(&token)).await;
                        if reply.error() == "success" && rows(&reply) != all {
                            findings.push(format!("{id} by {name}: sorted by {} it is another list", column.name));
                        }
                    }
                    if let Some(values) = values.map(self::route)
                        && let Some(finding) = shown_value(&matrix, values, column.name, &token, &plain).await
                    {
                        findings.push(format!("{} by {name}: {finding}", values.id));
                    }
                }
                for secret in SECRET {
                    for filter in questions(secret) {
                        let request = page(&json!([filter]), &json!([]));
                        let reply = matrix.send(route, &post(route, request), Some(&token)).await;
                        if reply.error() == "success" {
                            findings.push(format!("{id} by {name}: {filter} is answered"));
                        }
                    }
                    let sort = json!([{"sortField": secret, "sortType": "asc"}]);
                    let reply = matrix.send(route, &post(route, page(&json!([]), &sort)), Some(&token)).await;
                    if reply.error() == "success" {
                        findings.push(format!("{id} by {name}: sorted by {secret}"));
                    }
                }
            }
        }
        assert!(findings.is_empty(), "{}", findings.join("\n"));
    }
}

/// Every kind of question about a column.
fn questions(column: &str) -> Vec<Value> {
    let mut questions = Vec::new();
    for text in ["foreign-active", "a", "true"] {
        for kind in ["equals", "contains", "startsWith"] {
            questions.push(json!({"columnName": column, "type": kind, "value": text}));
        }
        questions.push(json!({"columnName": column, "type": "in", "values": [text]}));
    }
    questions.push(json!({"columnName": column, "type": "between", "fromValue": "a", "toValue": "zzz"}));
    questions
}

/// A value that the search's rows do not hold.
async fn shown_value(matrix: &Matrix, route: &Route, column: &str, token: &str, plain: &Reply) -> Option<String> {
    let request = json!({
        "filters": [{"columnName": column, "type": "all", "text": ""}],
        "optionalFilters": [],
        "partnerType": "all",
        "policyType": "all",
    });
    let reply = matrix.send(route, &post(route, request), Some(token)).await;
    if reply.error() != "success" {
        return None;
    }
    let known = plain.json()["response"]["data"].to_string();
    let values = reply.json()["response"]["filters"].clone();
    values.as_array().into_iter().flatten().find_map(|value| {
        let text = value["fieldValue"].as_str().unwrap_or_default();
        let quoted = Value::from(text).to_string();
        // Yes and no are offered to everybody; no row shows additional information, and here is none.
        let is_known = ["true", "false", "[]"].contains(&text) || known.contains(quoted.trim_matches('"'));
        (!is_known).then(|| format!("{column} offers {text}"))
    })
}
