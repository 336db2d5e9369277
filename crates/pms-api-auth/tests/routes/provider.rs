//! The bridge with an external provider: a stand-in signs people in.

use std::sync::{Arc, Mutex};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use pms_app::settings::OidcIssuer;
use pms_app::testing::{Site, start};
use pms_domain::roles;
use pms_identity::oidc::pkce_challenge;
use serde_json::{Value, json};

use crate::browser::{Browser, PORTAL, parameter, site};

const STATE: &str = "0d5f1f0a-7b0c-4b5e-9a43-0f9a6f1f2c3d";

#[derive(Clone)]
struct StandIn {
    key: Arc<RsaKeyPair>,
    issuer: String,
    /// Challenge and nonce of the sign-in under way.
    begun: Arc<Mutex<(String, String)>>,
}

impl StandIn {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}/realms/site", listener.local_addr().unwrap());
        let stand_in =
            Self { key: Arc::new(RsaKeyPair::generate(KeySize::Rsa2048).unwrap()), issuer, begun: Arc::default() };
        let router = Router::new()
            .route("/realms/site/certs", get(certs))
            .route("/realms/site/token", post(token))
            .with_state(stand_in.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        stand_in
    }

    async fn site(&self) -> Site {
        site(|settings| {
            settings.identity.mode = "oidc".into();
            settings.identity.issuers = vec![OidcIssuer {
                issuer: self.issuer.clone(),
                jwks_uri: format!("{}/certs", self.issuer),
                authorization_endpoint: format!("{}/auth", self.issuer),
                token_endpoint: format!("{}/token", self.issuer),
                end_session_endpoint: Some(format!("{}/logout", self.issuer)),
                client_id: "mosip-pms-client".into(),
                client_secret_file: None,
                user_claim: "preferred_username".into(),
                algorithms: vec!["RS256".into()],
            }];
        })
        .await
    }

    fn sign(&self, claims: &Value) -> String {
        let header = json!({ "alg": "RS256", "typ": "JWT", "kid": "k1" }).to_string();
        let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims.to_string()));
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn claims(&self, typ: &str) -> Value {
        let now = start().and_utc().timestamp();
        json!({
            "iss": self.issuer, "sub": "f3a1", "azp": "mosip-pms-client", "typ": typ, "iat": now, "exp": now + 300,
            "preferred_username": "ada", "email": "ada@example.org", "email_verified": true,
            "realm_access": { "roles": ["PARTNER_ADMIN"] },
        })
    }
}

async fn certs(State(stand_in): State<StandIn>) -> Json<Value> {
    let public = stand_in.key.public_key();
    let n = URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero());
    let e = URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero());
    Json(json!({ "keys": [{ "kty": "RSA", "kid": "k1", "use": "sig", "alg": "RS256", "n": n, "e": e }] }))
}

async fn token(State(stand_in): State<StandIn>, Form(form): Form<Vec<(String, String)>>) -> Response {
    let field = |name: &str| form.iter().find(|(found, _)| found == name).map(|(_, value)| value.clone());
    let grant = field("grant_type").unwrap_or_default();
    let (challenge, nonce) = stand_in.begun.lock().unwrap().clone();
    let is_right = match grant.as_str() {
        "authorization_code" => {
            field("code").as_deref() == Some("good")
                && field("code_verifier").is_some_and(|verifier| pkce_challenge(&verifier) == challenge)
        }
        "client_credentials" => field("client_secret").as_deref() == Some("right"),
        "password" => field("password").as_deref() == Some("right"),
        _ => false,
    };
    if !is_right {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let mut id = stand_in.claims("ID");
    id["nonce"] = json!(nonce);
    id["aud"] = json!("mosip-pms-client");
    let answer = json!({
        "access_token": stand_in.sign(&stand_in.claims("Bearer")), "id_token": stand_in.sign(&id), "expires_in": 300,
        "refresh_expires_in": 600, "refresh_token": "r", "token_type": "Bearer",
    });
    Json(answer).into_response()
}

fn login(target: &str) -> String {
    format!("/v1/partnermanager/login/{}?state={STATE}", STANDARD.encode(target))
}

async fn begun(stand_in: &StandIn, browser: &mut Browser, target: &str) -> String {
    let authorize = browser.get(&login(target)).await.location();
    assert!(authorize.starts_with(&format!("{}/auth?", stand_in.issuer)), "{authorize}");
    *stand_in.begun.lock().unwrap() =
        (parameter(&authorize, "code_challenge").unwrap(), parameter(&authorize, "nonce").unwrap());
    parameter(&authorize, "redirect_uri").unwrap()
}

#[tokio::test]
async fn the_provider_signs_people_in_for_the_wire() {
    let stand_in = StandIn::start().await;
    let site = stand_in.site().await;
    let mut browser = Browser::new(&site.app);
    let back = begun(&stand_in, &mut browser, PORTAL).await;
    let done = browser.get(&format!("{back}?state={STATE}&session_state=x&code=good")).await;
    assert_eq!(done.location(), PORTAL);
    assert!(!browser.jar.contains_key("pms"), "another portal has no session of ours");
    let user = browser.get("/v1/partnermanager/authorize/admin/validateToken").await.json();
    assert_eq!(
        (user["response"]["userId"].as_str(), user["response"]["role"].as_str()),
        (Some("ada"), Some("PARTNER_ADMIN,"))
    );
    let out = format!("/v1/partnermanager/logout/user?redirecturi={}", STANDARD.encode(PORTAL));
    assert!(browser.get(&out).await.location().starts_with(&format!("{}/logout?", stand_in.issuer)));
}

#[tokio::test]
async fn the_provider_signs_people_in_for_the_portal() {
    let stand_in = StandIn::start().await;
    let site = stand_in.site().await;
    let mut browser = Browser::new(&site.app);
    let target = "http://127.0.0.1:8080/portal";
    let back = begun(&stand_in, &mut browser, target).await;
    assert_eq!(browser.get(&format!("{back}?state={STATE}&code=good")).await.location(), target);
    let session = site.app.identity().session(&browser.jar["pms"]).await.unwrap().unwrap();
    assert_eq!((session.actor.issuer.as_str(), session.actor.subject.as_str()), (stand_in.issuer.as_str(), "f3a1"));
    assert!(session.actor.has(roles::PARTNER_ADMIN));
    pms_app::accounts::people::block_external(&site.app, &site.system(), &stand_in.issuer, "f3a1", true, Some("left"))
        .await
        .unwrap();
    assert!(site.app.identity().session(&browser.jar["pms"]).await.unwrap().is_none());
    let validated = browser.get("/v1/partnermanager/authorize/admin/validateToken").await;
    assert_eq!(validated.status, 401);
}

/// An adopted partner: named like the person and with the person's address, and nobody is a member.
async fn adopted(site: &Site, id: &str, email: &str) {
    let registration = pms_app::partners::Registration {
        partner_id: id.to_owned(),
        organization_name: "Example".to_owned(),
        address: "1 Main Street".to_owned(),
        contact_number: "5550100".to_owned(),
        email: email.to_owned(),
        partner_type: "Device_Provider".to_owned(),
        ..Default::default()
    };
    pms_app::partners::register(&site.app, &site.system(), registration).await.unwrap();
}

async fn owners(site: &Site, id: &str) -> Vec<String> {
    let members = pms_app::partners::members(&site.app, &site.system(), id).await.unwrap();
    members.into_iter().map(|member| member.name).collect()
}

#[tokio::test]
async fn the_bridge_lets_an_adopted_partner_find_its_owner() {
    for target in [PORTAL, "http://127.0.0.1:8080/portal"] {
        let stand_in = StandIn::start().await;
        let site = stand_in.site().await;
        adopted(&site, "ada", "Ada@example.org").await;
        let mut browser = Browser::new(&site.app);
        let back = begun(&stand_in, &mut browser, target).await;
        assert_eq!(browser.get(&format!("{back}?state={STATE}&code=good")).await.location(), target);
        assert_eq!(owners(&site, "ada").await, ["f3a1"], "{target}");
    }
}

#[tokio::test]
async fn a_providers_first_token_lets_an_adopted_partner_find_its_owner() {
    let stand_in = StandIn::start().await;
    let site = stand_in.site().await;
    adopted(&site, "ada", "ada@example.org").await;
    adopted(&site, "bob", "bob@example.org").await;
    let mut browser = Browser::new(&site.app);
    let path = "/v1/partnermanager/authorize/admin/validateToken";
    let token = |change: fn(&mut Value)| {
        let mut claims = stand_in.claims("Bearer");
        change(&mut claims);
        stand_in.sign(&claims)
    };
    // Another name, another address, an address that is not confirmed: nobody becomes anything.
    let others = [
        token(|claims| claims["preferred_username"] = json!("bob")),
        token(|claims| claims["email"] = json!("bob@example.org")),
        token(|claims| claims["email_verified"] = json!(false)),
    ];
    for other in others {
        browser.jar.insert("Authorization".into(), other);
        assert_eq!(browser.get(path).await.status, 200);
    }
    assert!(owners(&site, "ada").await.is_empty() && owners(&site, "bob").await.is_empty());
    let own = token(|_| {});
    browser.jar.insert("Authorization".into(), own.clone());
    assert_eq!(browser.get(path).await.status, 200);
    assert_eq!(owners(&site, "ada").await, ["f3a1"]);
    let found = site.app.identity().recognise(&own).await.unwrap();
    assert!(!found.is_first, "not on every request");
}

#[tokio::test]
async fn a_code_of_another_sign_in_is_worth_nothing() {
    let stand_in = StandIn::start().await;
    let site = stand_in.site().await;
    let mut browser = Browser::new(&site.app);
    for (wrong, code) in [("code", "bad"), ("verifier", "good"), ("nonce", "good")] {
        browser.jar.clear();
        let state = site.app.surroundings().uuid();
        let login = login(PORTAL).replace(STATE, &state);
        let authorize = browser.get(&login).await.location();
        let mut bound = (parameter(&authorize, "code_challenge").unwrap(), parameter(&authorize, "nonce").unwrap());
        match wrong {
            "verifier" => bound.0 = pkce_challenge("of somebody else"),
            "nonce" => bound.1 = "of somebody else".into(),
            _ => {}
        }
        *stand_in.begun.lock().unwrap() = bound;
        let back = parameter(&authorize, "redirect_uri").unwrap();
        let refused = browser.get(&format!("{back}?state={state}&code={code}")).await;
        assert_eq!((refused.status, refused.code().as_str()), (200, "KER-ACP-006"), "{wrong}");
        assert!(!browser.jar.contains_key("Authorization"));
    }
}

#[tokio::test]
async fn authmanager_passes_requests_on_and_local_people_stay_out() {
    let stand_in = StandIn::start().await;
    let site = stand_in.site().await;
    let mut browser = Browser::new(&site.app);
    let client = |secret: &str| json!({ "request": { "clientId": "outside", "secretKey": secret, "appId": "ida" } });
    let path = "/v1/authmanager/authenticate/clientidsecretkey";
    let good = browser.json(path, client("right")).await;
    assert_eq!(good.json()["response"]["status"], "Success");
    assert!(good.cookies()[0].starts_with("Authorization=ey"));
    assert_eq!(browser.json(path, client("wrong")).await.status, 500);
    let user = |password: &str| json!({ "request": { "userName": "ada", "password": password, "appId": "partner", "clientId": "c" } });
    let path = "/v1/authmanager/authenticate/internal/useridPwd";
    let good = browser.json(path, user("right")).await.json();
    assert_eq!(
        (good["response"]["expiryTime"].as_i64(), good["response"]["refreshToken"].as_str()),
        (Some(300), Some("r"))
    );
    assert_eq!(browser.json(path, user("wrong")).await.code(), "KER-ATH-023");

    let own = pms_app::accounts::clients::create(&site.app, &site.system(), "gateway", &[], &[]).await.unwrap();
    let local = json!({ "request": { "clientId": "gateway", "secretKey": own.reveal(), "appId": "ida" } });
    let token = browser.json("/v1/authmanager/authenticate/clientidsecretkey", local).await;
    let token = token.headers["authorization"].to_str().unwrap().to_owned();
    assert!(site.app.identity().authenticate(&token).await.is_ok(), "service clients of ours work in both modes");
    let person = site.token("00000000-0000-7000-8000-000000000000", "ada", "ada@example.org");
    assert!(site.app.identity().authenticate(&person).await.is_err());
    assert_eq!(browser.get("/auth/realms/mosip/protocol/openid-connect/auth?client_id=x").await.status, 400);
}
