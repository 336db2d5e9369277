//! The embedded issuer's paths.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pms_app::accounts::{clients, people};
use pms_domain::roles;
use pms_identity::oidc::pkce_challenge;

use crate::browser::{Browser, PASSWORD, account, parameter, site};

const BASE: &str = "/auth/realms/mosip";
const VERIFIER: &str = "0123456789012345678901234567890123456789012345";
const CALLBACK: &str = "https://app.example.org/callback";

fn path(name: &str) -> String {
    format!("{BASE}/protocol/openid-connect/{name}")
}

fn authorize(changes: &[(&str, &str)]) -> String {
    let challenge = pkce_challenge(VERIFIER);
    let mut parameters = vec![
        ("client_id", "app"),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("state", "s"),
        ("nonce", "n"),
        ("scope", "openid email other"),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in changes {
        parameters.retain(|(found, _)| found != name);
        if !value.is_empty() {
            parameters.push((name, value));
        }
    }
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    format!("{}?{query}", path("auth"))
}

async fn with_app(site: &pms_app::testing::Site) -> String {
    let redirects = [CALLBACK.to_owned()];
    clients::create(&site.app, &site.system(), "app", &[], &redirects).await.unwrap().reveal().to_owned()
}

#[tokio::test]
async fn it_says_where_its_paths_are_and_publishes_only_public_keys() {
    let site = site(|_| {}).await;
    let mut browser = Browser::new(&site.app);
    let document = browser.get(&format!("{BASE}/.well-known/openid-configuration")).await.json();
    let issuer = "http://127.0.0.1:8080/auth/realms/mosip";
    assert_eq!(document["issuer"], issuer);
    assert_eq!(document["jwks_uri"], format!("{issuer}/protocol/openid-connect/certs"));
    assert!(!document["grant_types_supported"].as_array().unwrap().iter().any(|grant| grant == "password"));
    let keys = browser.get(&path("certs")).await.json();
    let key = keys["keys"][0].as_object().unwrap();
    assert_eq!(key.keys().map(String::as_str).collect::<Vec<_>>(), ["kid", "kty", "alg", "use", "n", "e"]);
}

#[tokio::test]
async fn a_client_signs_a_person_in_with_code_and_pkce() {
    let site = site(|_| {}).await;
    account(&site, "ada", &[roles::AUTH_PARTNER]).await;
    let secret = with_app(&site).await;
    let mut browser = Browser::new(&site.app);
    assert!(browser.get(&authorize(&[])).await.location().contains("/portal/sign-in?next="));
    let silent = browser.get(&authorize(&[("prompt", "none")])).await.location();
    assert_eq!(parameter(&silent, "error").as_deref(), Some("login_required"));
    browser.sign_in(&site, "ada").await;
    let back = browser.get(&authorize(&[])).await.location();
    assert!(back.starts_with(&format!("{CALLBACK}?state=s&")), "{back}");
    assert_eq!(parameter(&back, "iss").as_deref(), Some("http://127.0.0.1:8080/auth/realms/mosip"));
    let code = parameter(&back, "code").unwrap();
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", "app"),
        ("client_secret", secret.as_str()),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let mut server = Browser::new(&site.app);
    let answer = server.form(&path("token"), &form).await;
    assert_eq!(answer.headers["cache-control"], "no-store");
    let tokens = answer.json();
    assert_eq!((tokens["token_type"].as_str(), tokens["expires_in"].as_i64()), (Some("Bearer"), Some(1800)));
    assert_eq!(tokens["scope"], "openid email");
    server.headers = vec![("authorization", format!("Bearer {}", tokens["access_token"].as_str().unwrap()))];
    let info = server.get(&path("userinfo")).await.json();
    assert_eq!((info["preferred_username"].as_str(), info["email"].as_str()), (Some("ada"), Some("ada@example.org")));
    server.headers = vec![("authorization", format!("Bearer {}", tokens["id_token"].as_str().unwrap()))];
    assert_eq!(server.get(&path("userinfo")).await.status, 401);
    server.headers.clear();
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let form = [("grant_type", "refresh_token"), ("client_id", "app"), ("refresh_token", refresh)];
    assert_eq!(server.form(&path("token"), &form).await.json()["error"], "invalid_grant", "without the secret");
    let form = [form[0], form[1], form[2], ("client_secret", secret.as_str())];
    assert!(server.form(&path("token"), &form).await.json()["access_token"].is_string());
    let hint = tokens["id_token"].as_str().unwrap();
    let out = format!("{}?id_token_hint={hint}&post_logout_redirect_uri={CALLBACK}", path("logout"));
    browser.headers = vec![("sec-fetch-site", "cross-site".into())];
    assert_eq!(browser.get(&out).await.location(), CALLBACK, "with the id token, the client may");
    browser.headers.clear();
    assert!(browser.get(&authorize(&[])).await.location().contains("/portal/sign-in"));
}

#[tokio::test]
async fn faults_of_client_or_address_are_shown_and_never_redirected() {
    let site = site(|_| {}).await;
    account(&site, "ada", &[]).await;
    with_app(&site).await;
    let mut browser = Browser::new(&site.app);
    browser.sign_in(&site, "ada").await;
    for changes in [
        vec![("client_id", "nobody")],
        vec![("client_id", "")],
        vec![("redirect_uri", "")],
        vec![("redirect_uri", "https://evil.example/")],
        vec![("redirect_uri", "https://app.example.org/callback/")],
        vec![("redirect_uri", "https://app.example.org/callback?x=1")],
        vec![("redirect_uri", "https://app.example.org/callback#x")],
        vec![("redirect_uri", "https://app.example.org/callback/../evil")],
        vec![("redirect_uri", "HTTPS://app.example.org/callback")],
        vec![("client_id", "mosip-pms-client")],
    ] {
        let answer = browser.get(&authorize(&changes)).await;
        assert_eq!(answer.status, 400, "{changes:?}");
    }
    let twice = format!("{}&redirect_uri=https%3A%2F%2Fevil.example", authorize(&[]));
    assert_eq!(browser.get(&twice).await.status, 400);
    for (changes, error) in [
        (vec![("response_type", "token")], "unsupported_response_type"),
        (vec![("code_challenge", "")], "invalid_request"),
        (vec![("code_challenge_method", "plain")], "invalid_request"),
        (vec![("code_challenge_method", "")], "invalid_request"),
        (vec![("code_challenge", "short")], "invalid_request"),
    ] {
        let back = browser.get(&authorize(&changes)).await.location();
        assert!(back.starts_with(CALLBACK) && parameter(&back, "code").is_none());
        assert_eq!(parameter(&back, "error").as_deref(), Some(error), "{changes:?}");
    }
    people::disable(&site.app, &site.system(), "ada", None).await.unwrap();
    assert!(browser.get(&authorize(&[])).await.location().contains("/portal/sign-in"));
}

#[tokio::test]
async fn the_token_endpoint_takes_forms_of_clients_that_prove_themselves() {
    let site = site(|_| {}).await;
    account(&site, "ada", &[]).await;
    let roles = [roles::ID_AUTHENTICATION.to_owned()];
    let secret = clients::create(&site.app, &site.system(), "gateway", &roles, &[]).await.unwrap();
    let secret = secret.reveal();
    let mut browser = Browser::new(&site.app);
    let form = [("grant_type", "client_credentials"), ("client_id", "gateway"), ("client_secret", secret)];
    let answer = browser.form(&path("token"), &form).await.json();
    assert!(answer["refresh_token"].is_null() && answer["access_token"].is_string());
    browser.headers = vec![("authorization", format!("Basic {}", STANDARD.encode(format!("gateway:{secret}"))))];
    assert!(browser.form(&path("token"), &form[..1]).await.json()["access_token"].is_string());
    browser.headers = vec![("authorization", format!("Basic {}", STANDARD.encode("gateway:wrong")))];
    let refused = browser.form(&path("token"), &form[..1]).await;
    assert_eq!((refused.status, refused.json()["error"].as_str()), (401, Some("invalid_client")));
    assert!(refused.headers.contains_key("www-authenticate"));
    browser.headers.clear();
    for (form, error) in [
        (vec![("grant_type", "client_credentials"), ("client_id", "gateway")], "invalid_client"),
        (vec![("grant_type", "client_credentials"), ("client_id", "nobody"), ("client_secret", "x")], "invalid_client"),
        (vec![("grant_type", "client_credentials")], "invalid_client"),
        (vec![("grant_type", "implicit"), ("client_id", "gateway")], "unsupported_grant_type"),
        (vec![("client_id", "gateway")], "unsupported_grant_type"),
        (vec![("grant_type", "authorization_code"), ("client_id", "gateway")], "invalid_request"),
        (
            vec![("grant_type", "password"), ("client_id", "gateway"), ("username", "ada"), ("password", PASSWORD)],
            "unsupported_grant_type",
        ),
        (vec![("grant_type", "password"), ("grant_type", "client_credentials"), ("client_id", "x")], "invalid_request"),
    ] {
        assert_eq!(browser.form(&path("token"), &form).await.json()["error"], error, "{form:?}");
    }
    assert_eq!(browser.json(&path("token"), serde_json::json!({})).await.status, 400);
    assert_eq!(browser.get(&path("token")).await.status, 405);
    let huge = "x".repeat(100_000);
    assert_eq!(browser.form(&path("token"), &[("grant_type", &huge)]).await.status, 413);
}

#[tokio::test]
async fn passwords_are_taken_at_the_token_endpoint_in_the_compatibility_profile() {
    let site = site(|settings| settings.compat.mosip = true).await;
    account(&site, "ada", &[roles::PARTNER_ADMIN]).await;
    let mut browser = Browser::new(&site.app);
    let form = |password: &'static str| {
        vec![("grant_type", "password"), ("client_id", "mosip-pms-client"), ("username", "ada"), ("password", password)]
    };
    let tokens = browser.form(&path("token"), &form(PASSWORD)).await.json();
    for member in ["access_token", "refresh_token", "token_type"] {
        assert!(tokens[member].is_string(), "{member}");
    }
    assert!(tokens["expires_in"].is_i64() && tokens["refresh_expires_in"].is_i64());
    let refused = browser.form(&path("token"), &form("wrong")).await;
    assert_eq!((refused.status, refused.json()["error"].as_str()), (401, Some("invalid_grant")));
}
