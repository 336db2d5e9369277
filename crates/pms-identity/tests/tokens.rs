//! Tokens that are forged, stolen from another purpose, or made to be read two ways: none gets in.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod support;

use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::RsaKeyPair;
use aws_lc_rs::{hmac, signature::KeyPair};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use pms_domain::context::ActorKind;
use pms_identity::token::Subject;
use pms_identity::token_key::FreshKey;
use pms_identity::{Identity, Unauthenticated};
use pms_store::account::{account, client, session};
use pms_store::audit::Record;
use serde_json::{Value, json};
use support::{CLIENT, Fixture, ISSUER, payload, sign};

async fn token_of(fixture: &Fixture, identity: &Identity, account_id: &str) -> (String, String) {
    let started = identity.sessions().start(account_id).await.unwrap();
    let subject = Subject {
        id: account_id.into(),
        name: "ada".into(),
        email: "ada@example.org".into(),
        email_verified: true,
        roles: vec!["AUTH_PARTNER".into()],
        sid: Some(started.sid.clone()),
        ..Subject::default()
    };
    let issued = identity.issuer().access_token(&fixture.surroundings, &subject, CLIENT, "email profile").unwrap();
    (issued.token, started.sid)
}

#[tokio::test]
async fn a_token_looks_like_keycloaks_and_names_its_actor() {
    let fixture = Fixture::sqlite().await;
    let identity = fixture.identity().await;
    let (id, _) = fixture.account(&identity, "ada", &["AUTH_PARTNER"]).await;
    let (token, sid) = token_of(&fixture, &identity, &id).await;
    let claims = payload(&token);
    assert_eq!(claims["iss"], ISSUER);
    assert_eq!(claims["sub"], id.as_str());
    assert_eq!(claims["azp"], CLIENT);
    assert_eq!(claims["typ"], "Bearer");
    assert_eq!(claims["preferred_username"], "ada");
    assert_eq!(claims["realm_access"]["roles"], json!(["AUTH_PARTNER"]));
    assert_eq!(claims["email"], "ada@example.org");
    assert_eq!(claims["email_verified"], true);
    assert_eq!(claims["sid"], sid.as_str());
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 1800);
    let actor = identity.authenticate(&token).await.unwrap();
    assert_eq!((actor.kind.clone(), actor.issuer.as_str(), &actor.subject), (ActorKind::Person, "local", &id));
    assert_eq!(actor.email.as_deref(), Some("ada@example.org"));
    assert!(actor.has("AUTH_PARTNER"));
    assert_eq!(actor.session, Some(sid));
}

/// A change of one claim or header of a good token, by name.
type Forgery = (&'static str, fn(&mut Value, &mut Value));

fn forgeries() -> Vec<Forgery> {
    vec![
        ("another issuer", |_, claims| claims["iss"] = json!("https://evil.example/auth/realms/mosip")),
        ("issuer with a slash", |_, claims| claims["iss"] = json!(format!("{ISSUER}/"))),
        ("issuer of the same host, another realm", |_, claims| {
            claims["iss"] = json!("https://pms.example.org/auth/realms/master");
        }),
        ("issuer as a list", |_, claims| claims["iss"] = json!([ISSUER])),
        ("no issuer", |_, claims| drop(claims.as_object_mut().unwrap().remove("iss"))),
        ("id token", |_, claims| claims["typ"] = json!("ID")),
        ("refresh token", |_, claims| claims["typ"] = json!("Refresh")),
        ("offline token", |_, claims| claims["typ"] = json!("Offline")),
        ("logout token", |header, claims| {
            header["typ"] = json!("logout+jwt");
            claims["typ"] = json!("Logout");
        }),
        ("logout token by its events", |_, claims| {
            claims["events"] = json!({ "http://schemas.openid.net/event/backchannel-logout": {} });
        }),
        ("no kind", |_, claims| drop(claims.as_object_mut().unwrap().remove("typ"))),
        ("id token by its hash", |_, claims| claims["at_hash"] = json!("x")),
        ("expired", |_, claims| claims["exp"] = json!(claims["iat"].as_i64().unwrap() - 10)),
        ("no expiry", |_, claims| drop(claims.as_object_mut().unwrap().remove("exp"))),
        ("expiry as text", |_, claims| claims["exp"] = json!("9999999999")),
        ("not valid yet", |_, claims| claims["nbf"] = json!(claims["iat"].as_i64().unwrap() + 60)),
        ("issued in the future", |_, claims| claims["iat"] = json!(claims["iat"].as_i64().unwrap() + 60)),
        ("another client", |_, claims| claims["azp"] = json!("evil-client")),
        ("no client", |_, claims| drop(claims.as_object_mut().unwrap().remove("azp"))),
        ("another account", |_, claims| claims["sub"] = json!("00000000-0000-7000-8000-000000000000")),
        ("no session", |_, claims| drop(claims.as_object_mut().unwrap().remove("sid"))),
        ("client token of a person", |_, claims| {
            claims.as_object_mut().unwrap().remove("sid");
            claims["clientId"] = json!(claims["azp"]);
        }),
        ("critical extension", |header, _| header["crit"] = json!(["exp"])),
        ("key from a URL", |header, _| header["jku"] = json!("https://evil.example/keys")),
        ("key in the header", |header, _| header["jwk"] = json!({ "kty": "RSA", "n": "AQAB", "e": "AQAB" })),
        ("certificate from a URL", |header, _| header["x5u"] = json!("https://evil.example/cert")),
        ("certificate in the header", |header, _| header["x5c"] = json!(["AAAA"])),
        ("unencoded payload", |header, _| header["b64"] = json!(false)),
        ("compressed", |header, _| header["zip"] = json!("DEF")),
        ("unknown key", |header, _| header["kid"] = json!("00000000-0000-7000-8000-000000000000")),
        ("key by path", |header, _| header["kid"] = json!("../../etc/passwd")),
        ("key by SQL", |header, _| header["kid"] = json!("' OR 1=1 --")),
        ("no key", |header, _| drop(header.as_object_mut().unwrap().remove("kid"))),
        ("algorithm none", |header, _| header["alg"] = json!("none")),
        ("algorithm None", |header, _| header["alg"] = json!("None")),
        ("algorithm PS256", |header, _| header["alg"] = json!("PS256")),
        ("algorithm RS512", |header, _| header["alg"] = json!("RS512")),
        ("algorithm in lower case", |header, _| header["alg"] = json!("rs256")),
        ("no algorithm", |header, _| drop(header.as_object_mut().unwrap().remove("alg"))),
        ("another header type", |header, _| header["typ"] = json!("JOSE")),
    ]
}

#[tokio::test]
async fn forged_and_confused_tokens_are_all_refused_alike() {
    let fixture = Fixture::sqlite().await;
    let identity = fixture.identity().await;
    let (id, _) = fixture.account(&identity, "ada", &["PARTNER_ADMIN"]).await;
    let (good, _) = token_of(&fixture, &identity, &id).await;
    let (kid, key) = fixture.signing_key().await;
    let header = json!({ "alg": "RS256", "typ": "JWT", "kid": kid });
    let claims = payload(&good);
    let control = sign(&key, &header.to_string(), &claims.to_string());
    assert!(identity.authenticate(&control).await.is_ok(), "the table's own token must be good");

    let mut tokens: Vec<(&str, String)> = Vec::new();
    for (name, forge) in forgeries() {
        let (mut header, mut claims) = (header.clone(), claims.clone());
        forge(&mut header, &mut claims);
        tokens.push((name, sign(&key, &header.to_string(), &claims.to_string())));
    }
    tokens.extend(malformed(&good, &key, &header, &claims));
    assert!(tokens.len() >= 50, "{}", tokens.len());
    for (name, token) in tokens {
        assert_eq!(identity.authenticate(&token).await.err(), Some(Unauthenticated), "{name}");
    }
    assert!(identity.authenticate(&good).await.is_ok(), "and the good one still is");
}

/// What cannot be said by changing a claim: signatures, keys and encodings.
fn malformed(good: &str, key: &RsaKeyPair, header: &Value, claims: &Value) -> Vec<(&'static str, String)> {
    let parts: Vec<&str> = good.split('.').collect();
    let (head, body, signature) = (parts[0], parts[1], parts[2]);
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let other = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let mut hs_header = header.clone();
    hs_header["alg"] = json!("HS256");
    let mut none_header = header.clone();
    none_header["alg"] = json!("none");
    let hs = |secret: &[u8]| {
        let message = format!("{}.{}", encode(&hs_header), encode(claims));
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message.as_bytes());
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag))
    };
    let modulus = URL_SAFE_NO_PAD.encode(key.public_key().modulus().big_endian_without_leading_zero());
    let mut admin = claims.clone();
    admin["sub"] = json!("another");
    let twice = |text: String, name: &str, value: &str| text.replacen('{', &format!("{{\"{name}\":{value},"), 1);
    vec![
        ("signed by another key", sign(&other, &header.to_string(), &claims.to_string())),
        ("HMAC with the public key", hs(key.public_key().as_ref())),
        ("HMAC with the modulus", hs(modulus.as_bytes())),
        ("HMAC with nothing", hs(b"")),
        ("none, without signature", format!("{}.{body}.", encode(&none_header))),
        ("none, with the old signature", format!("{}.{body}.{signature}", encode(&none_header))),
        ("payload changed, signature kept", format!("{head}.{}.{signature}", encode(&admin))),
        ("no signature", format!("{head}.{body}.")),
        ("two parts", format!("{head}.{body}")),
        ("four parts", format!("{good}.{signature}")),
        ("five parts", format!("{head}.{head}.{body}.{body}.{signature}")),
        ("empty", String::new()),
        ("no JWT", "not-a-token".into()),
        ("the literal of a script", "{Authentication token }".into()),
        ("bearer in the value", format!("Bearer {good}")),
        ("white space", format!(" {good}")),
        ("line break", format!("{good}\n")),
        ("padded", format!("{head}.{body}.{signature}==")),
        ("standard alphabet", format!("{head}.{body}.{}", STANDARD.encode([0xfb; 256]))),
        ("padded payload", format!("{head}.{body}==.{signature}")),
        ("too long", format!("{good}{}", "A".repeat(20_000))),
        ("header is no object", sign(key, "[]", &claims.to_string())),
        ("payload is no object", sign(key, &header.to_string(), "\"text\"")),
        ("payload is no JSON", sign(key, &header.to_string(), "{")),
        ("issuer twice", sign(key, &header.to_string(), &twice(claims.to_string(), "iss", "\"https://evil.example\""))),
        ("algorithm twice", sign(key, &twice(header.to_string(), "alg", "\"none\""), &claims.to_string())),
        ("an id token's hint", format!("{head}.{body}.{}", URL_SAFE_NO_PAD.encode([0; 256]))),
    ]
}

#[tokio::test]
async fn our_own_id_tokens_are_no_access_tokens() {
    let fixture = Fixture::sqlite().await;
    let identity = fixture.identity().await;
    let (id, _) = fixture.account(&identity, "ada", &[]).await;
    let started = identity.sessions().start(&id).await.unwrap();
    let subject = Subject { id, name: "ada".into(), sid: Some(started.sid), ..Subject::default() };
    let id_token = identity.issuer().id_token(&fixture.surroundings, &subject, CLIENT, Some("n")).unwrap();
    assert_eq!(identity.authenticate(&id_token).await.err(), Some(Unauthenticated));
    assert!(
        identity.issuer().read_hint(&id_token, fixture.surroundings.now().and_utc().timestamp()).is_ok(),
        "but it is a hint at sign-out"
    );
}

#[tokio::test]
async fn a_remembered_token_still_expires_and_follows_roles_sessions_and_accounts() {
    for fixture in Fixture::both().await {
        let identity = fixture.identity().await;
        let (id, _) = fixture.account(&identity, "ada", &["AUTH_PARTNER"]).await;
        let (token, sid) = token_of(&fixture, &identity, &id).await;
        assert!(identity.authenticate(&token).await.unwrap().has("AUTH_PARTNER"));

        let mut change = fixture.store.change().await.unwrap();
        account::revoke(&mut change, &id, "AUTH_PARTNER").await.unwrap();
        account::grant(&mut change, &id, "POLICYMANAGER", "test", fixture.surroundings.now()).await.unwrap();
        let record = Record::new("role.change", "account", &id);
        identity.wait_for(change.save(&fixture.ctx(), record).await.unwrap()).await;
        let actor = identity.authenticate(&token).await.unwrap();
        assert!(!actor.has("AUTH_PARTNER") && actor.has("POLICYMANAGER"), "roles are of now, not of the token");

        let mut change = fixture.store.change().await.unwrap();
        account::set_state(&mut change, &id, account::DISABLED).await.unwrap();
        let record = Record::new("account.disable", "account", &id);
        identity.wait_for(change.save(&fixture.ctx(), record).await.unwrap()).await;
        assert!(identity.authenticate(&token).await.is_err(), "disabled");

        let mut change = fixture.store.change().await.unwrap();
        account::set_state(&mut change, &id, account::ACTIVE).await.unwrap();
        let record = Record::new("account.enable", "account", &id);
        identity.wait_for(change.save(&fixture.ctx(), record).await.unwrap()).await;
        assert!(identity.authenticate(&token).await.is_ok(), "enabled again");

        let now = fixture.surroundings.now();
        let mut change = fixture.store.change().await.unwrap();
        assert!(session::end(&mut change, &sid, now, identity.ended_until(now)).await.unwrap());
        let record = Record::new("session.end", "session", &sid);
        identity.wait_for(change.save(&fixture.ctx(), record).await.unwrap()).await;
        assert!(identity.authenticate(&token).await.is_err(), "signed out");

        let (other, _) = token_of(&fixture, &identity, &id).await;
        assert!(identity.authenticate(&other).await.is_ok());
        fixture.clock.advance(chrono::TimeDelta::seconds(1806));
        assert!(identity.authenticate(&other).await.is_err(), "expired");
    }
}

#[tokio::test]
async fn a_clients_tokens_end_with_its_secret() {
    let fixture = Fixture::sqlite().await;
    let identity = fixture.identity().await;
    let now = fixture.surroundings.now();
    let row = client::Client {
        id: "gateway".into(),
        secret_token: Some("x".into()),
        state: client::ACTIVE.into(),
        roles: "ID_AUTHENTICATION".into(),
        redirect_uris: "[]".into(),
        tokens_from: now,
        created_at: now,
        created_by: "test".into(),
        revision: 0,
    };
    let mut change = fixture.store.change().await.unwrap();
    assert!(client::insert(&mut change, &row).await.unwrap());
    let record = Record::new("client.create", "client", "gateway");
    identity.wait_for(change.save(&fixture.ctx(), record).await.unwrap()).await;
    let token = |from| {
        let subject = Subject {
            id: "gateway".into(),
            name: "service-account-gateway".into(),
            roles: vec!["PARTNER_ADMIN".into()],
            generation: Some(pms_identity::token::generation(from)),
            ..Subject::default()
        };
        identity.issuer().access_token(&fixture.surroundings, &subject, "gateway", "email").unwrap().token
    };
    let first = token(now);
    let actor = identity.authenticate(&first).await.unwrap();
    assert_eq!(actor.kind, ActorKind::Client);
    assert!(actor.has("ID_AUTHENTICATION") && !actor.has("PARTNER_ADMIN"), "roles are the registry's");

    let later = fixture.clock.advance(chrono::TimeDelta::milliseconds(1));
    let mut change = fixture.store.change().await.unwrap();
    assert!(client::set_secret(&mut change, "gateway", "y", later).await.unwrap());
    let record = Record::new("client.secret", "client", "gateway");
    identity.wait_for(change.save(&fixture.ctx(), record).await.unwrap()).await;
    assert!(identity.authenticate(&first).await.is_err(), "within the very same second");
    assert!(identity.authenticate(&token(later)).await.is_ok());
}

#[tokio::test]
async fn one_token_key_however_many_start_at_once() {
    for fixture in Fixture::both().await {
        let (store, master, surroundings) = (&fixture.store, &fixture.master, &fixture.surroundings);
        let start = || pms_identity::token_key::ensure_token_key(store.db(), master, surroundings);
        let (a, b, c, d) = tokio::join!(start(), start(), start(), start());
        let now = surroundings.now().and_utc().timestamp();
        let sets = [a, b, c, d].map(|keys| keys.unwrap().jwks(now));
        assert!(sets.iter().all(|set| *set == sets[0]));
        assert_eq!(sets[0]["keys"].as_array().unwrap().len(), 1);
        assert_eq!(pms_store::account::token_key::live(store.db(), surroundings.now()).await.unwrap().len(), 1);
    }
}

/// The `kid`s that an identity publishes, newest first.
fn published(fixture: &Fixture, identity: &Identity) -> Vec<String> {
    let set = identity.issuer().jwks(fixture.surroundings.now().and_utc().timestamp());
    set["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

fn kid(token: &str) -> String {
    let header = URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
    let header: serde_json::Value = serde_json::from_slice(&header).unwrap();
    header["kid"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn another_token_key_is_taken_over_by_all_and_the_one_before_lives_as_long_as_its_tokens() {
    for fixture in Fixture::both().await {
        let here = fixture.identity().await;
        let there = fixture.identity().await;
        let (id, revision) = fixture.account(&here, "ada", &[]).await;
        there.wait_for(revision).await;
        let (old, _) = token_of(&fixture, &here, &id).await;
        let former = kid(&old);

        let fresh = FreshKey::make(&fixture.master, &fixture.surroundings).await.unwrap();
        let next = fresh.id().to_owned();
        let now = fixture.surroundings.now();
        let until = now + chrono::TimeDelta::seconds(here.issuer().longest_seconds());
        let mut change = fixture.store.change().await.unwrap();
        assert_eq!(fresh.replace(&mut change, now, until).await.unwrap(), 2);
        change.save(&fixture.ctx(), Record::new("keys.rotate", "token_key", &next)).await.unwrap();
        let both = vec![next.clone(), former.clone()];
        for identity in [&here, &there] {
            let taken_over = async {
                while published(&fixture, identity) != both {
                    tokio::time::sleep(std::time::Duration::from_millis(10)).await;
                }
            };
            tokio::time::timeout(std::time::Duration::from_secs(20), taken_over).await.expect("taken over");
            assert!(identity.authenticate(&old).await.is_ok());
        }
        // Published before it signs: whoever gets a token of it finds it everywhere.
        assert_eq!(kid(&token_of(&fixture, &here, &id).await.0), former);
        fixture.clock.advance(chrono::TimeDelta::seconds(2));
        let (new, _) = token_of(&fixture, &here, &id).await;
        assert_eq!(kid(&new), next);
        assert!(there.authenticate(&new).await.is_ok());

        // The last token of the former key, signed elsewhere a moment ago, lives to its end; then the key is gone.
        fixture.clock.set(until - chrono::TimeDelta::seconds(1));
        assert_eq!(published(&fixture, &there), both);
        fixture.clock.set(until);
        assert_eq!(published(&fixture, &there), vec![next.clone()]);
        let seconds = until.and_utc().timestamp();
        assert!(there.issuer().read_hint(&old, seconds - 1).is_ok(), "its signature still counts");
        assert!(there.issuer().read_hint(&old, seconds).is_err(), "and does not any more");
        assert!(there.issuer().read_hint(&new, seconds).is_ok());
        assert_eq!(fixture.signing_key().await.0, next, "who starts now does not even open the former");
    }
}

#[tokio::test]
async fn no_character_of_a_token_can_be_changed() {
    let fixture = Fixture::sqlite().await;
    let identity = fixture.identity().await;
    let (id, _) = fixture.account(&identity, "ada", &[]).await;
    let (good, _) = token_of(&fixture, &identity, &id).await;
    for at in 0..good.len() {
        let mut changed = good.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        assert!(identity.authenticate(&changed).await.is_err(), "character {at}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(512))]

    /// Whatever is sent as a token is refused, and nothing breaks.
    #[test]
    fn garbage_is_refused(parts in proptest::collection::vec("[A-Za-z0-9_=+/. {}\"-]{0,40}", 0..6)) {
        static SHARED: std::sync::OnceLock<(tokio::runtime::Runtime, Fixture, Identity)> = std::sync::OnceLock::new();
        let (runtime, _, identity) = SHARED.get_or_init(|| {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
            let (fixture, identity) = runtime.block_on(async {
                let fixture = Fixture::sqlite().await;
                let identity = fixture.identity().await;
                (fixture, identity)
            });
            (runtime, fixture, identity)
        });
        proptest::prop_assert!(runtime.block_on(identity.authenticate(&parts.join("."))).is_err());
    }
}
