//! What the portal is set up with (contract portal §3.2), row by row where it concerns the server.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, header};
use pms_api_testkit::registration;
use pms_domain::roles;
use pms_domain::routes::{self, Access};
use serde_json::{Value, json};

use super::{Body, DASHBOARD, ORIGIN, Portal, btoa, success};
use crate::browser::Browser;
use crate::house::{House, Reply};
use crate::requests::fill;

/// What of a row is ours.
enum Concern {
    /// A test of this file shows it.
    Shown(&'static str),
    /// Nothing, for this reason.
    None(&'static str),
}
use Concern::{None as NotOurs, Shown};

/// The rows of the contract's table, in its order.
const ROWS: [(&str, Concern); 8] = [
    (
        "/env-config.js",
        NotOurs("a static file of the portal's web server, which names our address; we serve nothing at the root"),
    ),
    ("Static hosting", NotOurs("the portal's build is served by the site's web server, at its root")),
    ("Same origin", Shown("on_one_origin_cookies_are_enough")),
    ("Split origin", Shown("pages_of_an_allowed_origin_read_with_cookies_and_no_others")),
    (
        "Dev mode alternative",
        NotOurs("the portal's own development server forwards its prefixes to us: requests come without a trace of it"),
    ),
    ("Docker flavour", NotOurs("the image rewrites its own files when it starts")),
    ("Our allow-list", Shown("people_come_back_to_listed_addresses_alone")),
    ("IdP", Shown("the_token_says_what_the_portal_reads_of_a_person")),
];
/// The ninth.
const COOKIES: (&str, Concern) = ("Cookies", Shown("sign_in_sets_the_cookies_that_the_portal_lives_by"));

#[test]
fn every_row_of_the_set_up_is_shown_or_not_ours() {
    let source = include_str!("setup.rs");
    let mut shown = 0;
    for (row, concern) in ROWS.iter().chain([&COOKIES]) {
        match concern {
            Shown(test) => {
                assert!(source.contains(&format!("async fn {test}(")), "{row}: {test} is no test here");
                shown += 1;
            }
            NotOurs(why) => assert!(why.split(' ').count() > 5, "{row}: say why"),
        }
    }
    assert_eq!((ROWS.len() + 1, shown), (9, 5));
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).map_or("", |value| value.to_str().unwrap())
}

fn cors(reply: &Reply) -> [&str; 2] {
    ["access-control-allow-origin", "access-control-allow-credentials"].map(|name| text(&reply.headers, name))
}

#[tokio::test]
async fn on_one_origin_cookies_are_enough() {
    let house = House::new().await;
    let manager = house.person("manager", &[roles::POLICYMANAGER]).await;
    let portal = Portal::of(&house, &manager.token);
    let route = &routes::CREATE_POLICY_GROUP;
    let made = portal.write(route, route.path, Body::Old(json!({"name": "One", "desc": "Described"}))).await;
    success("a write", &made);
    assert_eq!(cors(&made), ["", ""], "no other origin is told anything");
    // Doubled slashes and relative addresses of a front proxy lead to the same routes.
    success("a read", &portal.get("/v1/policymanager//policies/policy-groups").await);
}

const SPLIT: &str = "https://portal.example";

/// A preflight: no cookie, no body.
async fn preflight(house: &House, path: &str, origin: &str, method: &str) -> Reply {
    let ask = house.ask("OPTIONS", path).header("origin", origin).header("access-control-request-method", method);
    ask.header("access-control-request-headers", "content-type").header("sec-fetch-mode", "cors").send().await
}

#[tokio::test]
async fn pages_of_an_allowed_origin_read_with_cookies_and_no_others() {
    let house = House::with(|settings| settings.server.allowed_origins = vec![SPLIT.to_owned()]).await;
    let manager = house.person("manager", &[roles::POLICYMANAGER]).await;
    let portal = Portal::of(&house, &manager.token).on(SPLIT);
    for method in ["GET", "POST", "PUT", "PATCH"] {
        for route in routes::ALL.iter().filter(|route| route.method == method && route.access != Access::Open) {
            let path = route.path.split('/').map(|part| if part.starts_with('{') { "x" } else { part });
            let path = path.collect::<Vec<_>>().join("/");
            let answer = preflight(&house, &path, SPLIT, method).await;
            assert_eq!((answer.status, cors(&answer)), (204, [SPLIT, "true"]), "{}", route.id);
            let methods = text(&answer.headers, "access-control-allow-methods");
            assert!(methods.split(',').any(|allowed| allowed == method), "{methods}");
            assert_eq!(text(&answer.headers, "access-control-allow-headers"), "content-type");
        }
    }
    let route = &routes::CREATE_POLICY_GROUP;
    let made = portal.write(route, route.path, Body::Old(json!({"name": "Split", "desc": "Described"}))).await;
    success("a write", &made);
    assert_eq!(cors(&made), [SPLIT, "true"]);
    assert!(text(&made.headers, "vary").contains("origin"), "caches keep the answers of origins apart");
    // What the portal acts on must be readable: no session, no right, no object.
    let path = routes::VALIDATE_TOKEN.path;
    let signed_out = Portal::signed_out(&house).on(SPLIT).get(path).await;
    assert_eq!((signed_out.status, cors(&signed_out)), (401, [SPLIT, "true"]));
    let forbidden = portal.get(routes::LIST_APPROVALS.path).await;
    assert_eq!((forbidden.status, cors(&forbidden)), (403, [SPLIT, "true"]));
    for origin in ["https://evil.example", "https://portal.example.evil.example", "http://portal.example", "null", "*"]
    {
        let asked = preflight(&house, route.path, origin, "POST").await;
        assert_eq!((asked.status, cors(&asked)), (401, ["", ""]), "{origin}");
        let read =
            house.ask("GET", path).header("origin", origin).header("cookie", &cookie(&manager.token)).send().await;
        assert_eq!(cors(&read), ["", ""], "{origin}");
    }
    // Without an entry in the list, nobody is asked in.
    let closed = House::new().await;
    let asked = preflight(&closed, route.path, SPLIT, "POST").await;
    assert_eq!((asked.status, cors(&asked)), (401, ["", ""]));
}

fn cookie(token: &str) -> String {
    format!("Authorization={token}")
}

#[tokio::test]
async fn people_come_back_to_listed_addresses_alone() {
    let house = House::with(|settings| {
        settings.identity.allowed_redirects = vec![format!("{SPLIT}/")];
    })
    .await;
    for (target, is_allowed) in [
        (DASHBOARD, true),
        // What stands after `#` does not count.
        ("https://portal.example/#/partnermanagement/dashboard", true),
        ("https://portal.example/?lang=ara#/partnermanagement/user-profile", true),
        ("https://portal.example.evil.example/#/partnermanagement/dashboard", false),
        ("https://evil.example/#https://portal.example/", false),
        ("http://portal.example/", false),
        ("//portal.example/", false),
    ] {
        let path = format!("{}?state=7b0d2a8e-1c5a-4b9e-8f57-0e8a5b0a2f11", fill(&routes::LOGIN, &[&btoa(target)]));
        let reply = Portal::signed_out(&house).get(&path).await;
        if is_allowed {
            assert_eq!(reply.status, 302, "{target}: {}", reply.text);
        } else {
            assert_eq!(reply.error(), "KER-ACP-009 url not found in allowed url's", "{target}");
            assert!(!reply.headers.contains_key(header::SET_COOKIE), "{target}");
        }
        let person = house.person(&format!("p{}", btoa(target).len() + usize::from(is_allowed)), &[]).await;
        let path = format!("{}?redirecturi={}", routes::LOGOUT.path, btoa(target));
        let reply = Portal::of(&house, &person.token).get(&path).await;
        assert_eq!(reply.status == 302, is_allowed, "{target}: {}", reply.text);
    }
}

/// A sign-in at our own issuer, by way of the bridge, in a browser that has a session there. Answers the redirects.
async fn sign_in(browser: &mut Browser<'_>, state: &str, target: &str) -> Vec<Reply> {
    // The portal's script writes the cookie before it leaves.
    browser.jar.cookies.insert("state".to_owned(), state.to_owned());
    let mut next = format!("{}?state={state}", fill(&routes::LOGIN, &[&btoa(target)]));
    let mut replies = Vec::new();
    while let Some(path) =
        next.strip_prefix(ORIGIN).or(Some(&next)).filter(|path| path.starts_with("/v1") || path.starts_with("/auth"))
    {
        let reply = browser.get(path).await;
        assert_eq!(reply.status, 302, "{path}: {}", reply.text);
        next = text(&reply.headers, "location").to_owned();
        replies.push(reply);
    }
    assert_eq!(next, target);
    replies
}

const STATE: &str = "7b0d2a8e-1c5a-4b9e-8f57-0e8a5b0a2f11";

#[tokio::test]
async fn sign_in_sets_the_cookies_that_the_portal_lives_by() {
    let house = House::new().await;
    let person = house.owner("acme", "Device_Provider").await;
    let mut browser = Browser::of(&house, &person).await;
    let replies = sign_in(&mut browser, STATE, DASHBOARD).await;
    assert_eq!(replies.len(), 3, "the bridge, the issuer, the bridge");
    let set = |reply: &Reply, name: &str| {
        let cookies = reply.headers.get_all(header::SET_COOKIE).iter();
        cookies.map(|cookie| cookie.to_str().unwrap().to_owned()).find(|cookie| cookie.starts_with(&format!("{name}=")))
    };
    let state = set(&replies[0], "state").unwrap();
    assert!(state.contains("HttpOnly") && state.contains("Path=/") && state.contains("SameSite=Lax"), "{state}");
    let token = set(&replies[2], "Authorization").unwrap();
    assert!(token.contains("HttpOnly") && token.contains("Path=/") && token.contains("SameSite=Lax"), "{token}");
    assert!(token.len() < 4096, "browsers drop a longer one");
    assert!(set(&replies[2], "state").unwrap().contains("Max-Age=0"), "a used state is removed");
    // With that cookie and no header of its own the portal is in.
    let token = browser.jar.cookies["Authorization"].clone();
    let portal = Portal::of(&house, &token);
    let user = success("validateToken", &portal.get(routes::VALIDATE_TOKEN.path).await);
    assert_eq!((&user["token"], &user["role"]), (&json!(token), &json!("DEVICE_PROVIDER,")));
    // A script that writes the used state again is not kept out of a second sign-in.
    sign_in(&mut browser, "7b0d2a8e-1c5a-4b9e-8f57-0e8a5b0a2f12", DASHBOARD).await;
    let path = format!("{}?redirecturi={}", routes::LOGOUT.path, btoa(DASHBOARD));
    assert_eq!(portal.get(&path).await.status, 302);
    assert_eq!(portal.get(routes::VALIDATE_TOKEN.path).await.status, 401, "signed out is signed out");
}

fn claims(token: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

#[tokio::test]
async fn the_token_says_what_the_portal_reads_of_a_person() {
    let house = House::new().await;
    house.policy_group("Group").await;
    let owner = house.owner("acme", "Auth_Partner").await;
    let mut browser = Browser::of(&house, &owner).await;
    sign_in(&mut browser, STATE, DASHBOARD).await;
    let said = claims(&browser.jar.cookies["Authorization"]);
    for (claim, expected) in [
        ("preferred_username", "acme-owner"),
        ("email", "acme-owner@people.example"),
        ("organizationName", pms_api_testkit::ORGANIZATION),
        ("partnerType", "AUTH_PARTNER"),
        ("addressTest", "1 Main Street"),
        ("phoneNumber", "0801234567"),
        ("langCode", "eng"),
        ("locale", "eng"),
    ] {
        assert_eq!(said[claim], expected, "{claim} of {said}");
    }
    assert_eq!(said["realm_access"]["roles"], json!(["AUTH_PARTNER"]));
    // Staff of a site without an external provider: with a partner of its own an administrator passes the first check, too.
    let admin = house.person("chief", &[roles::PARTNER_ADMIN]).await;
    let portal = Portal::of(&house, &admin.token);
    let mut request = registration("chief", "Partner_Admin");
    request.as_object_mut().unwrap().remove("policyGroup");
    request["emailId"] = json!(admin.email);
    let route = &routes::REGISTER_PARTNER;
    success("an administrator's own", &portal.write(route, route.path, Body::Old(request)).await);
    let route = &routes::VERIFY_EMAIL;
    let check = portal.write(route, route.path, Body::Old(json!({"emailId": admin.email}))).await;
    assert_eq!(success("verify", &check)["emailExists"], true);
}
