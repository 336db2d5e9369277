//! The routes as a whole: all there, none open, none wider than its roles.

use std::collections::BTreeSet;

use pms_api_testkit::Site;
use pms_api_wire::Wire;
use pms_domain::routes::{self, Access, Route};

use crate::SERVICE;

/// Routes of the partner service that the sign-in serves.
const SIGN_IN: [&str; 5] = ["LOGIN", "LOGIN_V2", "LOGIN_REDIRECT", "VALIDATE_TOKEN", "LOGOUT"];

fn own_routes() -> impl Iterator<Item = &'static &'static Route> {
    routes::ALL.iter().filter(|route| route.path.starts_with(SERVICE.base) && !SIGN_IN.contains(&route.id))
}

/// The path with something in the place of its variables.
fn path(route: &Route) -> String {
    let part = |part: &'static str| if part.starts_with('{') { "something" } else { part };
    route.path.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn every_route_of_the_table_has_a_handler() {
    let site = Site::new(SERVICE).await;
    let wire = crate::mount(Wire::new(site.app.clone()));
    let mounted: Vec<_> = wire.route_ids().collect();
    let unique: BTreeSet<_> = mounted.iter().copied().collect();
    assert_eq!(mounted.len(), unique.len(), "no route twice");
    assert_eq!(unique, own_routes().map(|route| route.id).collect());
}

#[tokio::test]
async fn the_reference_describes_every_route() {
    let site = Site::new(SERVICE).await;
    let document = serde_json::to_value(crate::mount(Wire::new(site.app.clone())).openapi()).unwrap();
    for route in own_routes() {
        let operation = &document["paths"][route.path][route.method.to_ascii_lowercase()];
        assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{}", route.id);
        let response =
            &operation["responses"]["200"]["content"]["application/json"]["schema"]["properties"]["response"];
        assert!(response.is_object(), "{} says what it answers", route.id);
    }
    // Every reference in the document leads somewhere.
    let text = document.to_string();
    for reference in text.split("\"#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(document["components"]["schemas"].get(reference).is_some(), "{reference}");
    }
}

#[tokio::test]
async fn no_token_and_no_role() {
    let site = Site::new(SERVICE).await;
    let nobody = site.person("nobody", &["BINDING_NOBODY_HAS"]).await;
    for route in own_routes() {
        let path = path(route);
        let none = site.raw(None, route.method, &path, Some("{}")).await;
        assert_eq!(none.error(), "401 KER-ATH-401 Authentication Failed", "{}", route.id);
        let answer = site.raw(Some(&nobody), route.method, &path, Some("{}")).await;
        match route.access {
            Access::Roles(_) => assert_eq!(answer.error(), "403 KER-ATH-403 Forbidden", "{}", route.id),
            _ => assert!(![401, 403].contains(&answer.status), "{}", route.id),
        }
    }
}
