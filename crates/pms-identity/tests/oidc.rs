//! A stand-in for an external provider: keys, tokens of every kind, and a sign-in through it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod support;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RsaKeyPair};
use axum::extract::State;
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pms_domain::context::Clock;
use pms_identity::config::{Config, Mode, TrustedIssuer};
use pms_identity::oidc::{CodeFlow, ProviderRefusal, pkce_challenge};
use pms_identity::token::Subject;
use pms_identity::{Identity, Secret};
use serde_json::{Value, json};
use support::{CLIENT, Fixture, sign};

#[derive(Clone)]
struct StandIn {
    key: Arc<RsaKeyPair>,
    issuer: String,
    published: Arc<Mutex<Value>>,
    fetches: Arc<AtomicUsize>,
    /// What the token endpoint answers next, and the form it got.
    answer: Arc<Mutex<Value>>,
    form: Arc<Mutex<Vec<(String, String)>>>,
}

impl StandIn {
    async fn start() -> Self {
        let key = Arc::new(RsaKeyPair::generate(KeySize::Rsa2048).unwrap());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}/realms/site", listener.local_addr().unwrap());
        let stand_in = Self {
            published: Arc::new(Mutex::new(json!({ "keys": [jwk(&key, "k1")] }))),
            key,
            issuer,
            fetches: Arc::default(),
            answer: Arc::new(Mutex::new(Value::Null)),
            form: Arc::default(),
        };
        let router = Router::new()
            .route("/realms/site/certs", get(certs))
            .route("/realms/site/token", post(token))
            .route("/realms/site/moved", get(|| async { axum::response::Redirect::temporary("/realms/site/certs") }))
            .route("/realms/site/huge", get(|| async { "x".repeat(2 * 1024 * 1024) }))
            .with_state(stand_in.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        stand_in
    }

    fn config(&self) -> Config {
        Config {
            mode: Mode::Oidc,
            issuers: vec![TrustedIssuer {
                issuer: self.issuer.clone(),
                jwks_uri: format!("{}/certs", self.issuer),
                authorization_endpoint: format!("{}/auth", self.issuer),
                token_endpoint: format!("{}/token", self.issuer),
                end_session_endpoint: Some(format!("{}/logout", self.issuer)),
                client_id: CLIENT.into(),
                client_secret: Some(Secret::new("shared")),
                user_claim: "preferred_username".into(),
                algorithms: vec!["RS256".into(), "HS256".into(), "none".into()],
            }],
            outbound_hosts: vec!["127.0.0.1".into()],
            ..support::config()
        }
    }

    fn claims(&self, now: i64) -> Value {
        json!({
            "iss": self.issuer, "sub": "f3a1", "aud": "account", "azp": CLIENT, "typ": "Bearer", "iat": now,
            "exp": now + 300, "jti": "1", "sid": "outside", "preferred_username": "ada", "email": "ada@example.org",
            "email_verified": true, "realm_access": { "roles": ["AUTH_PARTNER", "PARTNER_ADMIN"] },
        })
    }

    fn sign(&self, claims: &Value) -> String {
        sign(&self.key, &json!({ "alg": "RS256", "typ": "JWT", "kid": "k1" }).to_string(), &claims.to_string())
    }
}

fn jwk(key: &RsaKeyPair, kid: &str) -> Value {
    let n = URL_SAFE_NO_PAD.encode(key.public_key().modulus().big_endian_without_leading_zero());
    let e = URL_SAFE_NO_PAD.encode(key.public_key().exponent().big_endian_without_leading_zero());
    json!({ "kty": "RSA", "kid": kid, "use": "sig", "alg": "RS256", "n": n, "e": e })
}

async fn certs(State(stand_in): State<StandIn>) -> Json<Value> {
    stand_in.fetches.fetch_add(1, Ordering::SeqCst);
    Json(stand_in.published.lock().unwrap().clone())
}

async fn token(State(stand_in): State<StandIn>, Form(form): Form<Vec<(String, String)>>) -> axum::response::Response {
    use axum::response::IntoResponse;
    *stand_in.form.lock().unwrap() = form;
    match stand_in.answer.lock().unwrap().clone() {
        Value::Null => axum::http::StatusCode::UNAUTHORIZED.into_response(),
        answer => Json(answer).into_response(),
    }
}

async fn setting() -> (Fixture, StandIn, Identity, i64) {
    let fixture = Fixture::sqlite().await;
    let stand_in = StandIn::start().await;
    let identity = fixture.identity_with(stand_in.config()).await;
    let now = fixture.clock.now().and_utc().timestamp();
    (fixture, stand_in, identity, now)
}

#[tokio::test]
async fn a_token_of_the_provider_names_its_actor() {
    let (_fixture, stand_in, identity, now) = setting().await;
    let actor = identity.authenticate(&stand_in.sign(&stand_in.claims(now))).await.unwrap();
    assert_eq!((actor.issuer.as_str(), actor.subject.as_str()), (stand_in.issuer.as_str(), "f3a1"));
    assert_eq!((actor.name.as_str(), actor.email.as_deref()), ("ada", Some("ada@example.org")));
    assert!(actor.is_partner_admin());

    let mut claims = stand_in.claims(now);
    claims["email_verified"] = json!(false);
    claims.as_object_mut().unwrap().remove("realm_access");
    claims["roles"] = json!("POLICYMANAGER, PARTNER");
    claims["aud"] = json!(["other", "MOSIP-PMS-client"]);
    claims["azp"] = json!("another-client");
    let actor = identity.authenticate(&stand_in.sign(&claims)).await.unwrap();
    assert_eq!(actor.email, None, "an address that is not verified does not count");
    assert_eq!(actor.roles.into_iter().collect::<Vec<_>>(), ["PARTNER", "POLICYMANAGER"]);
}

#[tokio::test]
async fn confused_tokens_of_the_provider_are_refused() {
    let (fixture, stand_in, identity, now) = setting().await;
    let changed = |name: &str, value: Value| {
        let mut claims = stand_in.claims(now);
        claims[name] = value;
        stand_in.sign(&claims)
    };
    let header = |header: Value| sign(&stand_in.key, &header.to_string(), &stand_in.claims(now).to_string());
    let without = |name: &str| {
        let mut claims = stand_in.claims(now);
        claims.as_object_mut().unwrap().remove(name);
        stand_in.sign(&claims)
    };
    let mut id_token = stand_in.claims(now);
    id_token.as_object_mut().unwrap().remove("typ");
    id_token["nonce"] = json!("n");
    let modulus = stand_in.key.public_key().as_ref().to_vec();
    let message = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(json!({ "alg": "HS256", "kid": "k1" }).to_string()),
        URL_SAFE_NO_PAD.encode(stand_in.claims(now).to_string())
    );
    let tag =
        aws_lc_rs::hmac::sign(&aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &modulus), message.as_bytes());
    let local = {
        let subject = Subject { id: "a".into(), name: "ada".into(), sid: Some("s".into()), ..Subject::default() };
        identity.issuer().access_token(&fixture.surroundings, &subject, CLIENT, "email").unwrap().token
    };
    for (name, token) in [
        ("another issuer", changed("iss", json!("https://evil.example"))),
        ("issuer with a slash", changed("iss", json!(format!("{}/", stand_in.issuer)))),
        ("same host, another realm", changed("iss", json!(stand_in.issuer.replace("site", "master")))),
        ("id token", changed("typ", json!("ID"))),
        ("refresh token", changed("typ", json!("Refresh"))),
        ("logout token", changed("typ", json!("Logout"))),
        ("id token of another make", stand_in.sign(&id_token)),
        ("expired", changed("exp", json!(now - 10))),
        ("not valid yet", changed("nbf", json!(now + 60))),
        ("another client", changed("azp", json!("evil-client"))),
        ("no subject", without("sub")),
        ("no user name", without("preferred_username")),
        ("unknown key", header(json!({ "alg": "RS256", "kid": "k2" }))),
        ("no key", header(json!({ "alg": "RS256" }))),
        ("symmetric, though configured", format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag))),
        ("none, though configured", header(json!({ "alg": "none", "kid": "k1" }))),
        ("an algorithm not configured", header(json!({ "alg": "RS512", "kid": "k1" }))),
        ("key from a URL", header(json!({ "alg": "RS256", "kid": "k1", "jku": "http://127.0.0.1:1/x" }))),
        ("a local person", local),
    ] {
        assert!(identity.authenticate(&token).await.is_err(), "{name}");
    }
    assert!(identity.authenticate(&stand_in.sign(&stand_in.claims(now))).await.is_ok());
}

#[tokio::test]
async fn keys_are_fetched_once_and_again_for_an_unknown_one_but_not_at_will() {
    let (_fixture, stand_in, identity, now) = setting().await;
    let unknown = |kid: &str| {
        sign(&stand_in.key, &json!({ "alg": "RS256", "kid": kid }).to_string(), &stand_in.claims(now).to_string())
    };
    for number in 0..20 {
        let mut claims = stand_in.claims(now);
        claims["jti"] = json!(number.to_string());
        assert!(identity.authenticate(&stand_in.sign(&claims)).await.is_ok());
    }
    assert_eq!(stand_in.fetches.load(Ordering::SeqCst), 1);
    for number in 0..20 {
        assert!(identity.authenticate(&unknown(&format!("x{number}"))).await.is_err());
    }
    assert_eq!(stand_in.fetches.load(Ordering::SeqCst), 1, "within half a minute nobody makes us fetch again");
    assert!(identity.authenticate(&stand_in.sign(&stand_in.claims(now))).await.is_ok(), "known keys still work");
}

#[tokio::test]
async fn without_keys_nobody_gets_in_and_answers_that_mislead_are_not_followed() {
    let fixture = Fixture::sqlite().await;
    let stand_in = StandIn::start().await;
    let now = fixture.clock.now().and_utc().timestamp();
    let good = stand_in.sign(&stand_in.claims(now));
    for jwks in ["/nothing", "/moved", "/huge"] {
        let mut config = stand_in.config();
        config.issuers[0].jwks_uri = format!("{}{jwks}", stand_in.issuer);
        assert!(fixture.identity_with(config).await.authenticate(&good).await.is_err(), "{jwks}");
    }
    let mut config = stand_in.config();
    config.outbound_hosts.clear();
    assert!(fixture.identity_with(config).await.authenticate(&good).await.is_err(), "a host that is not allowed");
    assert_eq!(stand_in.fetches.load(Ordering::SeqCst), 0);
    for keys in [
        json!({ "keys": [{ "kty": "oct", "kid": "k1", "k": "AAAA" }] }),
        json!({ "keys": [{ "use": "enc" }] }),
        json!({ "keys": [] }),
        json!("text"),
    ] {
        *stand_in.published.lock().unwrap() = keys.clone();
        let identity = fixture.identity_with(stand_in.config()).await;
        assert!(identity.authenticate(&good).await.is_err(), "{keys}");
    }
    let mut encryption = jwk(&stand_in.key, "k1");
    encryption["use"] = json!("enc");
    *stand_in.published.lock().unwrap() = json!({ "keys": [encryption] });
    assert!(fixture.identity_with(stand_in.config()).await.authenticate(&good).await.is_err(), "a key for encryption");
}

#[tokio::test]
async fn a_code_is_exchanged_with_verifier_and_nonce() {
    let (_fixture, stand_in, identity, now) = setting().await;
    let provider = identity.provider().unwrap();
    let flow = CodeFlow {
        redirect_uri: "https://pms.example.org/v1/partnermanager/login-redirect/x",
        state: "s",
        nonce: "the-nonce",
        verifier: "the-verifier",
        ui_locales: Some("fr"),
    };
    let address = provider.authorization_url(&flow).unwrap();
    let url = url::Url::parse(&address).unwrap();
    let query: std::collections::HashMap<_, _> = url.query_pairs().into_owned().collect();
    assert_eq!(query["code_challenge"], pkce_challenge("the-verifier"));
    assert_eq!((query["nonce"].as_str(), query["state"].as_str()), ("the-nonce", "s"));
    assert!(!address.contains("the-verifier"));

    let id_token = |nonce: &str, subject: &str| {
        let mut claims = stand_in.claims(now);
        claims["typ"] = json!("ID");
        claims["aud"] = json!(CLIENT);
        claims["nonce"] = json!(nonce);
        claims["sub"] = json!(subject);
        stand_in.sign(&claims)
    };
    let access = stand_in.sign(&stand_in.claims(now));
    let allowed = vec![CLIENT.to_owned()];
    let answer = |id_token: Option<String>| json!({ "access_token": access, "id_token": id_token, "expires_in": 300, "token_type": "Bearer" });
    *stand_in.answer.lock().unwrap() = answer(Some(id_token("the-nonce", "f3a1")));
    let done = provider.exchange("the-code", &flow, &allowed, now).await.ok().unwrap();
    assert_eq!(done.claims.actor.subject, "f3a1");
    let form = stand_in.form.lock().unwrap().clone();
    for expected in [("code", "the-code"), ("code_verifier", "the-verifier"), ("client_secret", "shared")] {
        assert!(form.contains(&(expected.0.to_owned(), expected.1.to_owned())), "{expected:?}");
    }

    for (name, bad) in [
        ("another nonce", answer(Some(id_token("other", "f3a1")))),
        ("another subject", answer(Some(id_token("the-nonce", "b2")))),
        ("no id token", answer(None)),
        ("an id token for access", json!({ "access_token": id_token("the-nonce", "f3a1"), "id_token": "x" })),
    ] {
        *stand_in.answer.lock().unwrap() = bad;
        let refused = provider.exchange("the-code", &flow, &allowed, now).await.err();
        assert!(matches!(refused, Some(ProviderRefusal::Token(_))), "{name}: {refused:?}");
    }
    *stand_in.answer.lock().unwrap() = Value::Null;
    let refused = provider.exchange("the-code", &flow, &allowed, now).await.err();
    assert_eq!(refused, Some(ProviderRefusal::Status(401)));
}

#[tokio::test]
async fn a_person_blocked_here_stays_out_whatever_the_provider_says() {
    use pms_store::account::account::{self, BLOCKED, Details, NewAccount};
    use pms_store::audit::Record;
    let (fixture, stand_in, identity, now) = setting().await;
    let token = stand_in.sign(&stand_in.claims(now));
    assert!(identity.authenticate(&token).await.is_ok());
    let id = identity.external_id(&stand_in.issuer, "f3a1");
    assert_eq!(id.len(), 36);
    let mut change = fixture.store.change().await.unwrap();
    let new = NewAccount {
        id: &id,
        name: &id,
        details: &Details::default(),
        email_verified: false,
        password_hash: None,
        must_change: false,
        one_time_until: None,
        state: BLOCKED,
        lang: "eng",
        created_by: "test",
    };
    account::insert(&mut change, &fixture.surroundings, &new).await.unwrap().unwrap();
    let record = Record::new("identity.block", "account", &id);
    identity.wait_for(change.save(&fixture.ctx(), record).await.unwrap()).await;
    assert!(identity.authenticate(&token).await.is_err());
}
