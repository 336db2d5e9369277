//! What a browser sends on behalf of another site's page, and headers that lie about where we are.

use pms_domain::roles;
use pms_domain::routes::{self, Access, Route};
use serde_json::json;

use crate::browser::{Browser, PASSWORD, letter};
use crate::house::House;

fn path(route: &Route) -> String {
    route.path.split('/').map(|part| if part.starts_with('{') { "x" } else { part }).collect::<Vec<_>>().join("/")
}

/// Routes that change something: all but reads, and the reads that end or begin a session.
fn writing() -> impl Iterator<Item = &'static Route> {
    routes::ALL.iter().copied().filter(|route| {
        route.access != Access::Open && (route.method != "GET" || is_a_writing_get(route)) && !is_a_search(route)
    })
}

/// Reads that end a session, renew a licence, or leave a record of whoever reads.
fn is_a_writing_get(route: &Route) -> bool {
    matches!(route.id, "LOGOUT" | "GET_LICENCE_KEY" | "LIST_LICENCES" | "EXPORT_AUDIT_RECORDS" | "EXPORT_TRANSACTIONS")
}

/// Questions that are sent as POST.
fn is_a_search(route: &Route) -> bool {
    matches!(route.id, "SEARCH_PARTNERS" | "SEARCH_PARTNER_TYPES" | "FILTER_PARTNERS")
}

const FOREIGN: &[&[(&str, &str)]] = &[
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "cross-site"), ("origin", "http://127.0.0.1:8080")],
    &[("origin", "https://evil.example")],
    &[("origin", "null")],
    &[("origin", "http://127.0.0.1:8080.evil.example")],
    &[("origin", "http://127.0.0.1:8081")],
    &[("origin", "https://127.0.0.1:8080")],
    &[("sec-fetch-site", "same-site")],
    &[("sec-fetch-site", "same-site"), ("referer", "http://127.0.0.1:8081/page")],
    &[("referer", "https://evil.example/http://127.0.0.1:8080")],
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cookie_from_another_site_writes_nothing() {
    let house = House::new().await;
    let person = house.person("everybody", roles::ALL).await;
    let cookie = format!("Authorization={}", person.token);
    let before = house.head().await;
    for route in writing() {
        for headers in FOREIGN {
            let mut ask = house.ask(route.method, &path(route)).header("cookie", &cookie);
            for (name, value) in *headers {
                ask = ask.header(name, value);
            }
            if route.method != "GET" {
                ask = ask.json(&json!({"request": {}}));
            }
            let reply = ask.send().await;
            let what = format!("{} {headers:?}: {}", route.id, reply.text);
            assert_eq!(reply.status, 403, "{what}");
            assert!(reply.text.contains("PMS_SEC_001"), "{what}");
        }
    }
    assert_eq!(house.head().await, before);
    assert!(house.app.identity().authenticate(&person.token).await.is_ok(), "nobody was signed out");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn our_own_pages_and_bearer_tokens_pass() {
    let house = House::with(|settings| {
        settings.server.allowed_origins = vec!["https://portal.example".to_owned()];
    })
    .await;
    let person = house.person("everybody", roles::ALL).await;
    let cookie = format!("Authorization={}", person.token);
    let own: &[&[(&str, &str)]] = &[
        &[],
        &[("sec-fetch-site", "same-origin"), ("origin", "http://127.0.0.1:8080")],
        &[("origin", "https://portal.example")],
        &[("sec-fetch-site", "same-site"), ("origin", "https://portal.example")],
        &[("sec-fetch-site", "same-site"), ("referer", "https://portal.example/")],
        &[("sec-fetch-site", "none")],
    ];
    for route in writing().filter(|route| route.id != "LOGOUT") {
        for headers in own {
            let mut ask = house.ask(route.method, &path(route)).header("cookie", &cookie).json(&json!({}));
            for (name, value) in *headers {
                ask = ask.header(name, value);
            }
            let reply = ask.send().await;
            assert!(!reply.text.contains("PMS_SEC_001"), "{} {headers:?}: {}", route.id, reply.text);
        }
        for headers in FOREIGN {
            // No browser adds a bearer token by itself.
            let mut ask = house.ask(route.method, &path(route)).by(&person).json(&json!({}));
            for (name, value) in *headers {
                ask = ask.header(name, value);
            }
            let reply = ask.send().await;
            assert!(!reply.text.contains("PMS_SEC_001"), "{} {headers:?}: {}", route.id, reply.text);
        }
    }
}

/// The former portal links to the sign-out, maybe from another subdomain; a GET names no origin.
#[tokio::test]
async fn only_pages_of_ours_and_allowed_ones_may_link_to_the_sign_out() {
    let house = House::with(|settings| {
        settings.server.allowed_origins = vec!["https://portal.example".to_owned()];
    })
    .await;
    let target = "aHR0cDovLzEyNy4wLjAuMTo4MDgwL3BvcnRhbA";
    let path = format!("{}?redirecturi={target}", routes::LOGOUT.path);
    let own: &[&[(&str, &str)]] = &[
        &[],
        &[("sec-fetch-site", "same-origin")],
        &[("sec-fetch-site", "none")],
        &[("sec-fetch-site", "same-site"), ("referer", "https://portal.example/")],
    ];
    for (number, headers) in FOREIGN.iter().chain(own).enumerate() {
        let person = house.person(&format!("person{number}"), &[roles::PARTNER_ADMIN]).await;
        let mut ask = house.ask("GET", &path).header("cookie", &format!("Authorization={}", person.token));
        for (name, value) in *headers {
            ask = ask.header(name, value);
        }
        let is_foreign = number < FOREIGN.len();
        let reply = ask.send().await;
        assert_eq!(reply.status, if is_foreign { 403 } else { 302 }, "{headers:?}");
        assert_eq!(reply.headers.contains_key("set-cookie"), !is_foreign, "the cookie stays: {headers:?}");
    }
}

#[tokio::test]
async fn the_portal_takes_forms_from_its_own_pages_only() {
    let house = House::new().await;
    let person = house.person("ada", &[roles::POLICYMANAGER]).await;
    let mut browser = Browser::of(&house, &person).await;
    browser.get("/portal/policy-groups/new").await;
    let fields = [("name", "Banking"), ("description", "Described")];
    let before = house.head().await;
    for headers in FOREIGN {
        let reply = browser.post_with("/portal/policy-groups/new", &fields, headers).await;
        assert!(matches!(reply.status, 403 | 400), "{headers:?}: {}", reply.status);
        browser.get("/portal/policy-groups/new").await;
    }
    let good = browser.jar.csrf.clone();
    for token in ["", "x", &good[1..]] {
        browser.jar.csrf = token.to_owned();
        let reply = browser.post("/portal/policy-groups/new", &fields).await;
        assert!(matches!(reply.status, 403 | 400), "{token}: {}", reply.status);
    }
    // The wire's cookie opens no page, the portal's cookie no route.
    let wire = format!("Authorization={}", person.token);
    let page = house.ask("GET", "/portal/policy-groups").header("cookie", &wire).send().await;
    assert_eq!(page.status, 303, "to the sign-in");
    let route = &routes::LIST_POLICY_GROUPS;
    let reply = house.ask("GET", route.path).header("cookie", &browser.jar.header()).send().await;
    assert_eq!(reply.status, 401);
    assert_eq!(house.head().await, before);
    browser.jar.csrf = good;
    let reply = browser.post("/portal/policy-groups/new", &fields).await;
    assert_eq!(reply.status, 303, "{}", reply.text);
    assert_ne!(house.head().await, before);
}

const LIES: &[(&str, &str)] = &[
    ("host", "evil.example"),
    ("x-forwarded-host", "evil.example"),
    ("x-forwarded-proto", "https"),
    ("x-forwarded-for", "203.0.113.9"),
    ("x-forwarded-prefix", "/evil.example"),
    ("x-original-url", "https://evil.example/"),
    ("forwarded", "host=evil.example;proto=https"),
    ("x-real-ip", "203.0.113.9"),
];

#[tokio::test]
async fn links_come_from_the_configuration_whatever_the_headers_say() {
    let house = House::new().await;
    let admin = house.admin().await;
    house.owner("acme", "Device_Provider").await;
    let target = "aHR0cDovLzEyNy4wLjAuMTo4MDgwL3BvcnRhbA";
    for path in [
        "/portal".to_owned(),
        "/portal/sign-in".to_owned(),
        "/portal/reset".to_owned(),
        "/auth/realms/mosip/.well-known/openid-configuration".to_owned(),
        format!("/v1/partnermanager/login/{target}?state=7b0d2a8e-1c5a-4b9e-8f57-0e8a5b0a2f11"),
        "/v1/partnermanager/logout/user".to_owned(),
        "/openapi.json".to_owned(),
        "/health/ready".to_owned(),
        "/nothing".to_owned(),
    ] {
        let mut ask = house.ask("GET", &path);
        for (name, value) in LIES {
            ask = ask.header(name, value);
        }
        let reply = ask.send().await;
        let said = format!("{:?} {}", reply.headers, reply.text);
        assert!(!said.contains("evil.example"), "{path}: {said}");
    }
    // A mail's link is the one that matters most.
    let route = &routes::INVITE_MEMBER;
    let request = json!({"emailId": "zoe@people.example"});
    let mut ask = house.call(route, &route.path.replace("{partnerId}", "acme"), Some(&request)).by(&admin);
    for (name, value) in LIES {
        ask = ask.header(name, value);
    }
    assert_eq!(ask.send().await.error(), "success");
    let (_, link) = letter(&house, "zoe@people.example", "link").await.unwrap();
    assert!(link.starts_with("http://127.0.0.1:8080/portal/invitation/"), "{link}");
}

#[tokio::test]
async fn a_forwarded_address_counts_only_from_a_trusted_proxy() {
    for (trusted, limited) in [(vec![], true), (vec!["10.0.0.0/8".to_owned()], false)] {
        let house = House::with(|settings| {
            settings.server.trusted_proxies = trusted.clone();
            settings.limits.guesses_per_source = 5;
        })
        .await;
        let mut last = 0;
        for number in 0..8 {
            let mut browser = Browser::new(&house, [10, 0, 0, 1]);
            browser.get("/portal/sign-in").await;
            let fields = [("username", &*format!("nobody{number}")), ("password", PASSWORD)];
            let forwarded = [("x-forwarded-for", &*format!("203.0.113.{number}"))];
            last = browser.post_with("/portal/sign-in", &fields, &forwarded).await.status;
        }
        assert_eq!(last == 429, limited, "trusted: {trusted:?}, status {last}");
    }
}
