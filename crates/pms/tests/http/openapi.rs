//! The published reference: the table of routes, the document and the handlers are the same list.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use pms_domain::routes::{self, Access, Envelope, Route};
use serde_json::Value;
use tower::ServiceExt;

use crate::house::House;

async fn document() -> Value {
    let house = House::new().await;
    let reply = house.ask("GET", "/openapi.json").send().await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.json()
}

#[tokio::test]
async fn the_document_is_the_one_that_was_reviewed() {
    insta::assert_snapshot!("openapi", serde_json::to_string_pretty(&document().await).unwrap());
}

/// The table is asked before the other routers: whatever they answer in its places would never be seen.
#[tokio::test]
async fn nothing_else_answers_where_the_table_has_a_route() {
    let house = House::new().await;
    let beside = pms::routes::beside(house.app.clone(), &pms::metrics::Metrics::new()).unwrap();
    let ask = async |method: &str, path: &str| {
        let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        let response = beside.clone().oneshot(request).await.unwrap();
        let status = response.status();
        (status, response.into_body().collect().await.unwrap().to_bytes().len())
    };
    for route in routes::ALL.iter().filter(|route| route.access != Access::Open) {
        let path = route.path.split('/').map(|part| if part.starts_with('{') { "x" } else { part });
        let path = path.collect::<Vec<_>>().join("/");
        assert_eq!(ask(route.method, &path).await, (StatusCode::NOT_FOUND, 0), "{} {path}", route.method);
    }
    // They do answer elsewhere.
    assert_eq!(ask("GET", "/v1/partnermanager/actuator/health").await.0, StatusCode::OK);
}

#[tokio::test]
async fn every_route_has_a_handler_and_a_place_in_the_document_and_nothing_else_has() {
    let house = House::new().await;
    let wire = pms::routes::wire(house.app.clone());
    let handled: Vec<&str> = wire.route_ids().collect();
    let table: BTreeSet<&str> = routes::ALL.iter().map(|route| route.id).collect();
    assert_eq!(handled.iter().copied().collect::<BTreeSet<_>>(), table, "handlers and table");
    assert_eq!(handled.len(), table.len(), "a route is mounted twice");
    let document = document().await;
    let described: BTreeSet<(String, String)> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().keys().filter(|key| *key != "parameters");
            methods.map(move |method| (method.to_uppercase(), path.clone()))
        })
        .collect();
    let expected: BTreeSet<(String, String)> =
        routes::ALL.iter().map(|route| (route.method.to_owned(), route.path.to_owned())).collect();
    assert_eq!(described, expected);
}

#[tokio::test]
async fn each_operation_says_who_may_call_it_and_in_which_envelope() {
    let document = document().await;
    let mut ids = BTreeSet::new();
    for route in routes::ALL {
        let operation = &document["paths"][route.path][route.method.to_lowercase()];
        let id = operation["operationId"].as_str().unwrap_or_else(|| panic!("{}: no operation id", route.id));
        assert!(ids.insert(id.to_owned()), "{id} twice");
        assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{}: no summary", route.id);
        security(route, operation);
        envelope(route, operation);
        variables(route, operation);
    }
}

fn security(route: &Route, operation: &Value) {
    let schemes = operation["security"].as_array().map_or(0, Vec::len);
    let description = operation["description"].as_str().unwrap_or_default();
    match route.access {
        Access::Open => assert_eq!((schemes, description), (0, "Open: no token."), "{}", route.id),
        Access::AnyToken => assert_eq!((schemes, description), (2, "Any valid token."), "{}", route.id),
        Access::Roles(roles) => {
            assert_eq!(schemes, 2, "{}: cookie or bearer token", route.id);
            assert_eq!(description, format!("Roles: {}.", roles.join(", ")), "{}", route.id);
            assert!(operation["responses"].get("403").is_some(), "{}: 403", route.id);
        }
    }
    if route.access != Access::Open && route.envelope != Envelope::Plain {
        assert!(operation["responses"].get("401").is_some(), "{}: 401", route.id);
    }
}

fn envelope(route: &Route, operation: &Value) {
    let answer = &operation["responses"]["200"]["content"]["application/json"]["schema"]["properties"];
    let request = &operation["requestBody"]["content"]["application/json"]["schema"]["properties"];
    let (answered, asked) = match route.envelope {
        Envelope::V1 => ("responsetime", "requesttime"),
        Envelope::V2 => ("responseTime", "requestTime"),
        Envelope::Plain => {
            assert!(answer.is_null() && request.is_null(), "{}: no envelope", route.id);
            return;
        }
    };
    for member in ["id", "version", "response", "errors", answered] {
        assert!(answer.get(member).is_some(), "{}: the answer has no {member}", route.id);
    }
    if request.is_null() {
        return;
    }
    for member in ["id", "version", "request", asked] {
        assert!(request.get(member).is_some(), "{}: the request has no {member}", route.id);
    }
    if let Some(api_id) = route.api_id {
        assert!(request["id"].to_string().contains(api_id), "{}: {}", route.id, request["id"]);
    }
}

/// A caller of the document knows every variable of the path.
fn variables(route: &Route, operation: &Value) {
    let named: BTreeSet<&str> = operation["parameters"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|parameter| parameter["in"] == "path")
        .filter_map(|parameter| parameter["name"].as_str())
        .collect();
    let template: BTreeSet<&str> =
        route.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
    assert_eq!(named, template, "{}", route.id);
}

#[tokio::test]
async fn the_references_resolve() {
    let document = document().await;
    let text = document.to_string();
    for piece in text.split("\"$ref\":\"").skip(1) {
        let reference = piece.split('"').next().unwrap();
        let pointer = reference.strip_prefix('#').unwrap_or_else(|| panic!("{reference} leads away"));
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}

#[tokio::test]
async fn the_viewer_is_served_without_anything_from_elsewhere() {
    let house = House::new().await;
    let reply = house.ask("GET", "/api-docs/").send().await;
    assert_eq!(reply.status, 200);
    assert!(!reply.text.contains("https://"), "{}", reply.text);
    assert_eq!(reply.headers["x-frame-options"], "DENY");
    // Who writes programs finds it from the help of the portal.
    let help = house.ask("GET", "/portal/help").send().await;
    for address in ["/api-docs/", "/openapi.json"] {
        assert!(help.text.contains(&format!("href=\"{address}\"")), "{}", help.text);
        assert_eq!(house.ask("GET", address).send().await.status, 200, "{address}");
    }
}
