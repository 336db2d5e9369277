//! The login bridge with the embedded issuer.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use pms_domain::roles;
use serde_json::json;

use crate::browser::{Browser, PORTAL, account, parameter, site};

const STATE: &str = "0d5f1f0a-7b0c-4b5e-9a43-0f9a6f1f2c3d";
const OTHER: &str = "1e6f2f1b-8c1d-4c6f-8b54-1fab7f2f3d4e";

fn login(target: &str, state: &str) -> String {
    format!("/v1/partnermanager/login/{}?state={state}", STANDARD.encode(target))
}

#[tokio::test]
async fn a_person_signs_in_through_the_bridge_and_out_again() {
    let site = site(|_| {}).await;
    account(&site, "ada", &[roles::AUTH_PARTNER, roles::PARTNER]).await;
    let mut browser = Browser::new(&site.app);
    let target = format!("{PORTAL}/#/dashboard");
    let begun = browser.get(&login(&target, STATE)).await;
    let cookie = begun.cookies().remove(0);
    assert!(cookie.starts_with(&format!("state={STATE}.")), "{cookie}");
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=600"] {
        assert!(cookie.contains(flag), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "plain http");
    let authorize = begun.location();
    assert_eq!(parameter(&authorize, "client_id").as_deref(), Some("mosip-pms-client"));
    assert_eq!(parameter(&authorize, "state").as_deref(), Some(STATE));

    let page = browser.get(&authorize).await.location();
    let back_to = parameter(&page, "next").unwrap();
    assert!(page.starts_with("http://127.0.0.1:8080/portal/sign-in?"), "{page}");
    assert!(back_to.starts_with("/auth/realms/mosip/protocol/openid-connect/auth?"), "{back_to}");
    browser.sign_in(&site, "ada").await;
    let back = browser.get(&back_to).await.location();
    assert_eq!(parameter(&back, "state").as_deref(), Some(STATE));

    let done = browser.get(&back).await;
    assert_eq!(done.location(), target);
    let token = done.cookies().remove(0);
    assert!(token.starts_with("Authorization=ey"), "{token}");
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=1800"] {
        assert!(token.contains(flag), "{token}");
    }
    assert!(!browser.jar.contains_key("state"), "removed");

    let user = browser.get("/v1/partnermanager/authorize/admin/validateToken").await;
    let body = user.json();
    assert_eq!(body["errors"], json!(null));
    assert_eq!(body["response"]["userId"], "ada");
    assert_eq!(body["response"]["mail"], "ada@example.org");
    assert_eq!(body["response"]["role"], "AUTH_PARTNER,PARTNER,");
    assert_eq!(body["response"]["token"], browser.jar["Authorization"].as_str());
    assert!(user.cookies()[0].starts_with("Authorization="));

    let token = browser.jar["Authorization"].clone();
    let out = format!("/v1/partnermanager/logout/user?redirecturi={}", URL_SAFE_NO_PAD.encode(PORTAL));
    let away = browser.get(&out).await.location();
    assert!(away.starts_with("http://127.0.0.1:8080/auth/realms/mosip/protocol/openid-connect/logout?"), "{away}");
    assert!(!browser.jar.contains_key("Authorization"));
    assert!(site.app.identity().authenticate(&token).await.is_err(), "the token is over");
    assert_eq!(browser.get(&away).await.location(), PORTAL);
    let page = browser.get(&browser_authorize(&site)).await.location();
    assert!(page.contains("/portal/sign-in"), "the portal session is over, too");
}

fn browser_authorize(site: &pms_app::testing::Site) -> String {
    let base = &site.app.settings().server.public_url;
    let back = url::form_urlencoded::byte_serialize(format!("{base}/v1/partnermanager/login-redirect/eA==").as_bytes())
        .collect::<String>();
    format!(
        "/auth/realms/mosip/protocol/openid-connect/auth?client_id=mosip-pms-client&redirect_uri={back}\
         &response_type=code&state=x&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM\
         &code_challenge_method=S256"
    )
}

/// Goes the whole way up to the provider's answer. Answers the address to return to.
async fn returned(site: &pms_app::testing::Site, browser: &mut Browser, target: &str) -> String {
    browser.sign_in(site, "ada").await;
    let authorize = browser.get(&login(target, STATE)).await.location();
    browser.get(&authorize).await.location()
}

#[tokio::test]
async fn a_state_is_good_once_in_its_own_browser_for_ten_minutes() {
    let site = site(|settings| settings.limits.guesses_per_source = 1000).await;
    account(&site, "ada", &[]).await;
    let mut browser = Browser::new(&site.app);
    let back = returned(&site, &mut browser, PORTAL).await;
    let state = browser.jar["state"].clone();

    let mut stranger = Browser::new(&site.app);
    assert_eq!(stranger.get(&back).await.code(), "KER-ACP-007", "no cookie");
    stranger.jar.insert("state".into(), STATE.into());
    assert_eq!(stranger.get(&back).await.code(), "KER-ACP-007", "the state alone, as an attacker knows it");
    let forged = format!("{}A", &state[..state.len() - 1]);
    stranger.jar.insert("state".into(), forged);
    assert_eq!(stranger.get(&back).await.code(), "KER-ACP-007", "forged");
    stranger.jar.insert("state".into(), state.replace(STATE, OTHER));
    assert_eq!(stranger.get(&back.replace(STATE, OTHER)).await.code(), "KER-ACP-007", "another state, same seal");
    stranger.jar.insert("state".into(), state.clone());
    assert_eq!(stranger.get(&back.replace(STATE, OTHER)).await.code(), "KER-ACP-007", "another state in the query");
    stranger.jar.insert("state".into(), state.clone());
    let elsewhere = back.replace(&STANDARD.encode(PORTAL), &STANDARD.encode(format!("{PORTAL}/other")));
    let refused = stranger.get(&elsewhere).await;
    assert_eq!(refused.code(), "KER-ACP-007", "another target in the path");
    assert!(refused.cookies().iter().all(|cookie| cookie.starts_with("state=;")), "{:?}", refused.cookies());

    assert_eq!(browser.get(&back).await.location(), PORTAL);
    browser.jar.insert("state".into(), state.clone());
    assert_eq!(browser.get(&back).await.code(), "KER-ACP-007", "used");

    // A used state in the cookie gives way to the query's.
    browser.jar.insert("state".into(), state.clone());
    let authorize = browser.get(&login(PORTAL, OTHER)).await.location();
    assert_eq!(parameter(&authorize, "state").as_deref(), Some(OTHER));
    let back = browser.get(&authorize).await.location();
    site.clock.advance(chrono::TimeDelta::minutes(10));
    assert_eq!(browser.get(&back).await.code(), "KER-ACP-007", "too late");
}

#[tokio::test]
async fn a_state_must_be_a_uuid_and_the_cookies_comes_first() {
    let site = site(|_| {}).await;
    let mut browser = Browser::new(&site.app);
    let b64 = STANDARD.encode(PORTAL);
    let empty = browser.get(&format!("/v1/partnermanager/login/{b64}")).await;
    assert_eq!((empty.status, empty.code().as_str()), (200, "KER-ACP-010"));
    assert_eq!(browser.get(&login(PORTAL, "")).await.code(), "KER-ACP-010");
    for wrong in ["x", "0D5F1F0A-7B0C-4B5E-9A43-0F9A6F1F2C3D", "0d5f1f0a7b0c4b5e9a430f9a6f1f2c3d", "%7B0d5f%7D"] {
        let refused = browser.get(&login(PORTAL, wrong)).await;
        assert_eq!(refused.code(), "KER-ACP-011", "{wrong}");
        assert!(refused.cookies().is_empty());
    }
    browser.jar.insert("state".into(), OTHER.into());
    let authorize = browser.get(&login(PORTAL, STATE)).await.location();
    assert_eq!(parameter(&authorize, "state").as_deref(), Some(OTHER));
    let v2 = format!("/v1/partnermanager/login/v2/{b64}?ui_locales=fr&state={STATE}");
    browser.jar.clear();
    let authorize = browser.get(&v2).await.location();
    assert_eq!(parameter(&authorize, "ui_locales").as_deref(), Some("fr"));
}

#[tokio::test]
async fn no_target_that_is_not_allowed_gets_a_cookie_or_a_redirect() {
    let site = site(|_| {}).await;
    let mut browser = Browser::new(&site.app);
    let targets = [
        "https://evil.example",
        "https://evil.example/pmsui",
        "//evil.example",
        "/portal",
        "portal",
        "",
        "http://portal.example.org/pmsui",
        "https://portal.example.org/",
        "https://portal.example.org/pmsuix",
        "https://portal.example.org/pmsui/../admin",
        "https://portal.example.org/pmsui/%2e%2e/admin",
        "https://portal.example.org/pmsui/..%2fadmin",
        "https://portal.example.org.evil.example/pmsui",
        "https://portal.example.org@evil.example/pmsui",
        "https://u:p@portal.example.org/pmsui",
        "https://portal.example.org:444/pmsui",
        "https://evil.example\\@portal.example.org/pmsui",
        "https:\\\\portal.example.org\\pmsui",
        "https:portal.example.org/pmsui",
        "javascript:alert(1)",
        "javascript://portal.example.org/pmsui%0aalert(1)",
        "data:text/html,x",
        "ftp://portal.example.org/pmsui",
        "https://portal.example.org/pmsui\r\nSet-Cookie: x=1",
        "https://portal.example.org/pmsui\t",
        " https://portal.example.org/pmsui",
        "https://evil.example/?https://portal.example.org/pmsui",
        "https://evil.example/#https://portal.example.org/pmsui",
        "http://127.0.0.1:8081/",
        "http://localhost:8080/",
        "http://127.0.0.1:8080@evil.example/",
        "http://127.0.0.1:8080.evil.example/",
        "http://[::1]:8080/",
        "https://portal\u{3002}example.org/pmsui",
        "blob:https://portal.example.org/pmsui",
    ];
    assert!(targets.len() >= 30);
    for target in targets {
        let refused = browser.get(&login(target, STATE)).await;
        let is_refused = refused.status == 404
            || (refused.status == 200 && refused.code() == "KER-ACP-009")
            || (target.is_empty() && refused.status == 401);
        assert!(is_refused, "{target:?}: {} {}", refused.status, refused.text);
        assert!(refused.cookies().is_empty(), "{target:?}");
        let out = format!("/v1/partnermanager/login-redirect/{}?state={STATE}&code=x", STANDARD.encode(target));
        let refused = browser.get(&out).await;
        assert_ne!(refused.status, 302, "{target:?}");
    }
    for raw in ["%%%", "!!!", "a", "aHR0cHM6Ly9ldmlsLmV4YW1wbGU"] {
        assert_ne!(browser.get(&format!("/v1/partnermanager/login/{raw}?state={STATE}")).await.status, 302, "{raw}");
    }
}

#[tokio::test]
async fn base64_with_slashes_and_pluses_goes_the_whole_way() {
    let site = site(|_| {}).await;
    account(&site, "ada", &[]).await;
    let target = format!("{PORTAL}/?a=~~~???>>>ooo");
    let encoded = STANDARD.encode(&target);
    assert!(encoded.contains('/') || encoded.contains('+'), "{encoded}");
    let mut browser = Browser::new(&site.app);
    let back = returned(&site, &mut browser, &target).await;
    let done = browser.get(&back).await.location();
    assert_eq!(done, url::Url::parse(&target).unwrap().as_str());
}

#[tokio::test]
async fn an_error_of_the_provider_reaches_the_target_and_a_bad_code_does_not() {
    let site = site(|_| {}).await;
    account(&site, "ada", &[]).await;
    let mut browser = Browser::new(&site.app);
    browser.get(&login(PORTAL, STATE)).await;
    let path = format!("/v1/partnermanager/login-redirect/{}", STANDARD.encode(PORTAL));
    let told = browser.get(&format!("{path}?state={STATE}&error=access_denied%0d%0aX:1")).await;
    assert_eq!(told.location(), format!("{PORTAL}?error=access_deniedX1"));
    assert!(!browser.jar.contains_key("Authorization"));

    browser.get(&login(PORTAL, OTHER)).await;
    let refused = browser.get(&format!("{path}?state={OTHER}&code=nonsense")).await;
    assert_eq!(refused.code(), "KER-ACP-006");
    assert!(!browser.jar.contains_key("Authorization") && !browser.jar.contains_key("state"));
}

#[tokio::test]
async fn over_https_every_cookie_is_secure() {
    let site = site(|settings| settings.server.public_url = "https://pms.example.org".into()).await;
    account(&site, "ada", &[]).await;
    let mut browser = Browser::new(&site.app);
    let begun = browser.get(&login(PORTAL, STATE)).await;
    assert!(begun.cookies()[0].ends_with("; Secure"));
    browser.sign_in(&site, "ada").await;
    assert!(browser.jar.contains_key("__Host-pms"));
    let back = browser.get(&begun.location()).await.location();
    assert!(back.starts_with("https://pms.example.org/"), "links are built from the public address");
    let done = browser.get(&back).await;
    assert!(done.cookies().iter().all(|cookie| cookie.contains("Secure")), "{:?}", done.cookies());
}

#[tokio::test]
async fn signing_out_is_not_for_other_sites_and_not_to_anywhere() {
    let site = site(|_| {}).await;
    account(&site, "ada", &[]).await;
    let mut browser = Browser::new(&site.app);
    let back = returned(&site, &mut browser, PORTAL).await;
    browser.get(&back).await;
    let out = |target: &str| format!("/v1/partnermanager/logout/user?redirecturi={}", STANDARD.encode(target));
    assert_eq!(browser.get(&out("https://evil.example")).await.code(), "KER-ACP-009");
    assert_eq!(browser.get("/v1/partnermanager/logout/user").await.code(), "KER-ACP-009");
    browser.headers = vec![("sec-fetch-site", "cross-site".into())];
    assert_eq!(browser.get(&out(PORTAL)).await.status, 403);
    let end = "/auth/realms/mosip/protocol/openid-connect/logout";
    browser.get(end).await;
    browser.headers.clear();
    assert!(browser.jar.contains_key("Authorization") && browser.jar.contains_key("pms"));
    let still = browser.get("/v1/partnermanager/authorize/admin/validateToken").await;
    assert_eq!(still.status, 200, "neither ended the session");
    let away = browser.get(&format!("{end}?post_logout_redirect_uri=https%3A%2F%2Fevil.example")).await;
    assert_eq!(away.status, 200, "signed out, but not sent away");
    let after = browser.get("/v1/partnermanager/authorize/admin/validateToken").await;
    assert_eq!((after.status, after.code().as_str()), (401, "KER-ATH-401"));
}
