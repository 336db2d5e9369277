//! The routes as a whole: all there, none open but what everybody may fetch, none wider than its roles.

use std::collections::BTreeSet;

use pms_api_testkit::Site;
use pms_api_wire::Wire;
use pms_domain::routes::{self, Access, Envelope, Route};

use crate::SERVICE;

/// Routes of the partner service that the sign-in serves.
const SIGN_IN: [&str; 5] = ["LOGIN", "LOGIN_V2", "LOGIN_REDIRECT", "VALIDATE_TOKEN", "LOGOUT"];

/// Where the routes of the device registries begin, below the partner service's own.
const DEVICES: [&str; 5] =
    ["/devicedetail", "/securebiometricinterface", "/ftpchipdetail", "/deviceprovidermanagement", "/device-messages"];

/// Routes of the check at authentication time.
const VERIFICATION: [&str; 2] = ["VALIDATE_API_KEY", "VALIDATE_API_KEYS"];

fn own_routes() -> impl Iterator<Item = &'static &'static Route> {
    routes::ALL.iter().filter(|route| {
        let below = route.path.strip_prefix(SERVICE.base);
        let is_own = below.is_some_and(|below| !DEVICES.iter().any(|start| below.starts_with(start)));
        is_own && !SIGN_IN.contains(&route.id) && !VERIFICATION.contains(&route.id)
    })
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
    let document = serde_json::to_value(crate::mount(Wire::new(site.app.clone())).reference().openapi()).unwrap();
    // Files of our own authorities have no envelope.
    for route in own_routes().filter(|route| route.envelope != Envelope::Plain) {
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
    // What verifiers fetch, what a hub proves by its signature, and nothing else.
    let open: Vec<_> = own_routes().filter(|route| route.access == Access::Open).map(|route| route.id).collect();
    let expected = ["GET_REVOCATION_LIST", "GET_ISSUER_CERTIFICATE", "TRANSACTION_INTENT", "TRANSACTION_STATUS"];
    assert_eq!(open, expected);
    for route in own_routes().filter(|route| route.access != Access::Open) {
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

#[tokio::test]
async fn what_fails_on_our_side_has_the_routes_own_code() {
    let site = Site::new(SERVICE).await;
    let admin = site.admin().await;
    site.app.store().db().close().await;
    for (method, path, expected) in [
        ("GET", "/partners/acme/certificate-data", "PMS_CERTIFICATE_ERROR_008 Error while fetching certificate."),
        (
            "GET",
            "/partners/partner-certificates-details",
            "PMS_CERTIFICATE_ERROR_001 Error while fetching partner certificates.",
        ),
        ("GET", "/admin-partners/acme", "PMS_PM_059 Error while fetching partner details."),
        ("GET", "/admin-partners", "PMS_PM_061 Error while fetching all partners details"),
        ("GET", "/trust-chain-certificates", "PMS_CERTIFICATE_ERROR_010 Error while fetching trust certificates."),
        (
            "GET",
            "/trust-chain-certificates/a/certificateFile",
            "PMS_CERTIFICATE_ERROR_011 Error while downloading trust certificates.",
        ),
        ("POST", "/users/user-consent", "PMS_CONSENT_ERROR_002 Error while saving partner consent."),
        ("GET", "/users/user-consent", "PMS_CONSENT_ERROR_001 Error while fetching partner consent."),
        (
            "PUT",
            "/users/admin/notifications-seen-timestamp",
            "PMS_NOTIFICATION_ERROR_001 Error while updating notifications seen date time",
        ),
        (
            "GET",
            "/users/admin/notifications-seen-timestamp",
            "PMS_NOTIFICATION_ERROR_004 Error while fetching notifications seen date time",
        ),
        ("GET", "/partner-policy-requests", "PMS_PM_062 Error while fetching all partner policy mapping requests"),
        ("GET", "/oauth/client", "PMS_POLICY_ERROR_006 Error while fetching OIDC clients list."),
        ("GET", "/approvals", "PMS_PRT_500 Unable to process the request."),
        ("GET", "/partners/acme", "PMS_PRT_500 Unable to process the request."),
        ("POST", "/partners", "PMS_PRT_500 Unable to process the request."),
    ] {
        let answer = match method {
            "GET" => site.get(&admin, path).await,
            _ => site.send(&admin, method, path, serde_json::json!({})).await,
        };
        assert_eq!(answer.error(), expected, "{method} {path}");
    }
}
