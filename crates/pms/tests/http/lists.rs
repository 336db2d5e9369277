//! Lists: whatever a caller filters or sorts by, an answer holds nothing that the plain list does not show that caller; no
//! secret is found by asking for parts of it.

use std::collections::BTreeSet;

use pms_domain::routes::{self, Route};
use pms_store::api_key_lists::API_KEY_SEARCH;
use pms_store::device_lists::{
    CHIP_SEARCH, DEVICE_SEARCH, DEVICE_SUB_TYPES, DEVICE_TYPES, INTERFACE_SEARCH, MAPPING_SEARCH,
};
use pms_store::list::ListSpec;
use pms_store::lists::{PARTNER_SEARCH, PARTNER_TYPES};
use pms_store::misp_licence::LICENCE_SEARCH;
use pms_store::policy_link_lists::POLICY_REQUEST_SEARCH;
use pms_store::policy_lists::{POLICY_GROUP_SEARCH, POLICY_SEARCH};
use serde_json::{Value, json};

use crate::house::{House, Reply};
use crate::requests::Shape;
use crate::rights::{Gate, Matrix, expected, generous};

/// A search of the DSL, with the columns that it knows and the routes of their values.
struct Search {
    id: &'static str,
    columns: &'static ListSpec,
    values: &'static [Values],
}

/// A route of values, with the columns that it knows, and what of an answer the rows of the search must hold.
struct Values {
    id: &'static str,
    columns: &'static ListSpec,
    member: &'static str,
}

const fn values(id: &'static str, columns: &'static ListSpec) -> Values {
    Values { id, columns, member: "fieldValue" }
}

/// Whose values stand in no row as they are: the row that they are of is known by its code.
const fn coded(id: &'static str, columns: &'static ListSpec) -> Values {
    Values { id, columns, member: "fieldCode" }
}

/// All of them: [`every_search_is_in_the_table`].
static SEARCHES: [Search; 12] = [
    Search { id: "SEARCH_PARTNERS", columns: &PARTNER_SEARCH, values: &[values("FILTER_PARTNERS", &PARTNER_SEARCH)] },
    Search { id: "SEARCH_PARTNER_TYPES", columns: &PARTNER_TYPES, values: &[] },
    Search {
        id: "SEARCH_POLICY_REQUESTS",
        columns: &POLICY_REQUEST_SEARCH,
        values: &[values("FILTER_POLICY_REQUESTS", &POLICY_REQUEST_SEARCH)],
    },
    Search { id: "SEARCH_API_KEYS", columns: &API_KEY_SEARCH, values: &[] },
    Search { id: "SEARCH_LICENCES", columns: &LICENCE_SEARCH, values: &[values("FILTER_LICENCES", &LICENCE_SEARCH)] },
    Search { id: "SEARCH_POLICIES", columns: &POLICY_SEARCH, values: &[values("FILTER_POLICIES", &POLICY_SEARCH)] },
    Search {
        id: "SEARCH_POLICY_GROUPS",
        columns: &POLICY_GROUP_SEARCH,
        values: &[values("FILTER_POLICY_GROUPS", &POLICY_GROUP_SEARCH)],
    },
    // The values of a device's columns are make and model in one, which its row shows apart.
    Search { id: "SEARCH_DEVICES", columns: &DEVICE_SEARCH, values: &[coded("FILTER_DEVICES", &DEVICE_SEARCH)] },
    // Types are no rows of this search: its sub-types name theirs.
    Search {
        id: "SEARCH_DEVICE_TYPES",
        columns: &DEVICE_SUB_TYPES,
        values: &[values("FILTER_DEVICE_SUB_TYPES", &DEVICE_SUB_TYPES), coded("FILTER_DEVICE_TYPES", &DEVICE_TYPES)],
    },
    Search {
        id: "SEARCH_INTERFACES",
        columns: &INTERFACE_SEARCH,
        values: &[values("FILTER_INTERFACES", &INTERFACE_SEARCH)],
    },
    Search { id: "SEARCH_MAPPINGS", columns: &MAPPING_SEARCH, values: &[] },
    Search { id: "SEARCH_CHIPS", columns: &CHIP_SEARCH, values: &[] },
];

/// Columns that hold secrets or contact data: no search takes them, and no list is ordered by them.
const SECRET: [&str; 9] = [
    "policyApiKey",
    "apiKey",
    "licenseKey",
    "emailIdHash",
    "emailId",
    "emailAddress",
    "contactNo",
    "contactNumber",
    "address",
];

/// Rows of a page.
const FETCHED: u64 = 500;

/// What is looked for: parts of both owners' ids, words of states, nothing.
const TEXTS: [&str; 7] = ["foreign", "foreign-active", "own", "a", "approved", "ACTIVE", "policy"];

fn route(id: &str) -> &'static Route {
    routes::ALL.iter().copied().find(|route| route.id == id).unwrap_or_else(|| panic!("{id}"))
}

/// The rows of an answer, in their order; none of a refusal.
fn data(reply: &Reply) -> Vec<Value> {
    let response = reply.json()["response"].clone();
    let data = if response.is_array() { response } else { response["data"].clone() };
    data.as_array().cloned().unwrap_or_default()
}

fn rows(reply: &Reply) -> BTreeSet<String> {
    data(reply).iter().map(Value::to_string).collect()
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

/// Of a list of one partner: that of one whom admins see, and who is nobody's own.
fn get(route: &Route, query: &str) -> Shape {
    let path = route.path.replace("{partnerId}", "foreign-active");
    Shape { path: format!("{path}?pageNo=0&pageSize={FETCHED}{query}"), request: None }
}

/// Whether an answer holds all rows of its list.
fn is_whole(reply: &Reply) -> bool {
    reply.json()["response"]["totalResults"].as_u64().is_none_or(|total| total <= FETCHED)
}

/// The paged list of a route: its parameters.
struct List {
    /// Besides those of paging.
    filters: Vec<String>,
    is_sorted: bool,
}

impl List {
    /// `None`: no paged list.
    fn of(document: &Value, route: &Route) -> Option<Self> {
        let parameters = document["paths"][route.path]["get"]["parameters"].as_array()?;
        let names: Vec<String> = parameters
            .iter()
            .filter(|parameter| parameter["in"] == "query")
            .filter_map(|parameter| parameter["name"].as_str().map(str::to_owned))
            .collect();
        let has = |name: &str| names.iter().any(|known| known == name);
        if !has("pageNo") {
            return None;
        }
        let is_sorted = has("sortFieldName");
        let paging = ["pageNo", "pageSize", "sortFieldName", "sortType"];
        let filters = names.into_iter().filter(|name| !paging.contains(&name.as_str())).collect();
        Some(Self { filters, is_sorted })
    }

    /// Whatever it might be ordered by: what it filters by, the members of its rows, and what nothing may be ordered by.
    fn fields(&self, plain: &Reply) -> BTreeSet<String> {
        let rows = data(plain);
        let members = rows.iter().filter_map(Value::as_object).flat_map(|row| row.keys().cloned());
        members.chain(self.filters.iter().cloned()).chain(SECRET.map(str::to_owned)).collect()
    }
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
        let (mut asked, mut sorted, mut answered, mut filled) = (0, BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let lists = routes::ALL.iter().copied().filter(|route| route.method == "GET");
        let lists: Vec<_> = lists.filter_map(|route| Some((route, List::of(&document, route)?))).collect();
        for (route, list) in &lists {
            for (name, token) in callers(&matrix, route) {
                let plain = matrix.send(route, &get(route, ""), Some(&token)).await;
                if plain.error() != "success" {
                    // The list of one partner is that of its members and of admins.
                    if !route.path.contains('{') {
                        findings.push(format!("{} by {name}: the plain list is refused: {}", route.id, plain.text));
                    }
                    continue;
                }
                answered.insert(route.id);
                let all = rows(&plain);
                if !all.is_empty() {
                    filled.insert(route.id);
                }
                for parameter in &list.filters {
                    for text in TEXTS {
                        let query = format!("&{parameter}={text}");
                        let reply = matrix.send(route, &get(route, &query), Some(&token)).await;
                        asked += 1;
                        if is_whole(&plain) && !rows(&reply).is_subset(&all) {
                            findings.push(format!("{} by {name}: {query} shows more", route.id));
                        }
                    }
                }
                for field in list.fields(&plain).iter().filter(|_| list.is_sorted) {
                    for order in ["asc", "desc"] {
                        let query = format!("&sortFieldName={field}&sortType={order}");
                        let reply = matrix.send(route, &get(route, &query), Some(&token)).await;
                        asked += 1;
                        if reply.error() != "success" {
                            continue;
                        }
                        sorted.insert(route.id);
                        if SECRET.contains(&field.as_str()) {
                            findings.push(format!("{} by {name}: sorted by {field}", route.id));
                        }
                        if is_whole(&plain) && rows(&reply) != all {
                            findings.push(format!("{} by {name}: {query} is another list", route.id));
                        }
                    }
                }
            }
        }
        let refused = lists.iter().filter(|(route, _)| !answered.contains(route.id));
        findings.extend(refused.map(|(route, _)| format!("{}: nobody is answered", route.id)));
        // What has no rows does not name its members.
        let never = lists
            .iter()
            .filter(|(route, list)| list.is_sorted && filled.contains(route.id) && !sorted.contains(route.id));
        findings.extend(never.map(|(route, _)| format!("{}: no field was found that sorts it", route.id)));
        assert!(asked > 1_000, "{asked} questions only");
        assert!(findings.is_empty(), "{}", findings.join("\n"));
    }
}

/// A new search, and a new route of values, is asked about here.
#[test]
fn every_search_is_in_the_table() {
    let ids: Vec<&str> = SEARCHES
        .iter()
        .flat_map(|search| std::iter::once(search.id).chain(search.values.iter().map(|values| values.id)))
        .collect();
    let known: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(known.len(), ids.len(), "something stands in the table twice");
    let is_search = |id: &&str| id.starts_with("SEARCH_") || id.starts_with("FILTER_");
    let there: BTreeSet<&str> = routes::ALL.iter().map(|route| route.id).filter(is_search).collect();
    assert_eq!(known, there);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_search_shows_what_the_plain_search_does_not_and_none_knows_a_secret() {
    if !pms_api_testkit::pki::available() {
        return;
    }
    for house in House::on_both_with(generous).await {
        let matrix = Matrix::new(house).await;
        let mut findings = Vec::new();
        for Search { id, columns, values } in &SEARCHES {
            let route = self::route(id);
            for (name, token) in callers(&matrix, route) {
                let plain = matrix.send(route, &post(route, page(&json!([]), &json!([]))), Some(&token)).await;
                assert_eq!(plain.error(), "success", "{id} by {name}");
                let all = rows(&plain);
                for column in columns.columns {
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
                }
                for values in *values {
                    for column in values.columns.columns {
                        if let Some(finding) = shown_value(&matrix, values, column.name, &token, &plain).await {
                            findings.push(format!("{} by {name}: {finding}", values.id));
                        }
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
async fn shown_value(matrix: &Matrix, values: &Values, column: &str, token: &str, plain: &Reply) -> Option<String> {
    let request = json!({
        "filters": [{"columnName": column, "type": "all", "text": ""}],
        "optionalFilters": [],
        "partnerType": "all",
        "policyType": "all",
    });
    let route = route(values.id);
    let reply = matrix.send(route, &post(route, request), Some(token)).await;
    if reply.error() != "success" {
        return None;
    }
    let known = plain.json()["response"]["data"].to_string();
    let offered = reply.json()["response"]["filters"].clone();
    offered.as_array().into_iter().flatten().find_map(|value| {
        let text = value[values.member].as_str().unwrap_or_default();
        let quoted = Value::from(text).to_string();
        // Yes and no are offered to everybody; no row shows additional information, and here is none.
        let is_known = ["true", "false", "[]"].contains(&text) || known.contains(quoted.trim_matches('"'));
        (!is_known).then(|| format!("{column} offers {value}"))
    })
}
