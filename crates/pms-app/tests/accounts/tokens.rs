//! Codes, refresh tokens and passwords for tokens; adopted partners.

use pms_app::accounts::tokens::{self, BRIDGE_CLIENT, CodeRequest, Proof};
use pms_app::accounts::{people, sign_in};
use pms_app::partners::{self, Registration};
use pms_app::testing::Site;
use pms_domain::roles;
use pms_identity::Secret;
use pms_identity::oidc::pkce_challenge;

use crate::support::{PASSWORD, account, code, from, secret, signed_in};

const VERIFIER: &str = "0123456789012345678901234567890123456789012345";

async fn code_for(site: &Site) -> (Secret, String, String) {
    let app = &site.app;
    account(site, "ada", &[roles::AUTH_PARTNER]).await;
    let started = crate::support::enter(app, &from(app, 1), "ada", &secret(PASSWORD)).await.unwrap().session;
    let session = sign_in::session(app, started.secret.reveal()).await.unwrap().unwrap();
    let back = format!("{}/v1/partnermanager/login-redirect/eA==", app.settings().server.public_url);
    assert!(tokens::may_redirect(app, BRIDGE_CLIENT, &back).await.unwrap());
    let challenge = pkce_challenge(VERIFIER);
    let request = CodeRequest {
        client_id: BRIDGE_CLIENT,
        redirect_uri: &back,
        challenge: &challenge,
        nonce: Some("n"),
        scope: "openid email",
    };
    let code = tokens::authorize_code(app, &from(app, 1), &session, &request).await.unwrap();
    (code, back, started.secret.reveal().to_owned())
}

#[tokio::test]
async fn a_code_is_good_once_for_its_client_address_and_verifier() {
    for site in Site::on_both().await {
        let app = &site.app;
        let ctx = from(app, 1);
        let (granted, back, cookie) = code_for(&site).await;
        let set =
            tokens::exchange_code(app, &ctx, BRIDGE_CLIENT, Proof::Ours, &granted, &back, VERIFIER).await.unwrap();
        let actor = app.identity().authenticate(&set.access.token).await.unwrap();
        assert_eq!(actor.name, "ada");
        assert!(set.id_token.is_some());
        assert!(app.identity().authenticate(set.id_token.as_deref().unwrap()).await.is_err());
        let again = tokens::exchange_code(app, &ctx, BRIDGE_CLIENT, Proof::Ours, &granted, &back, VERIFIER).await;
        assert_eq!(code(again), "KER-ATH-023");
        assert!(sign_in::session(app, &cookie).await.unwrap().is_none(), "a code sent twice was stolen: all ends");
        assert!(app.identity().authenticate(&set.access.token).await.is_err());
    }
}

#[tokio::test]
async fn a_code_bound_otherwise_is_refused() {
    for wrong in ["client", "address", "verifier", "time", "proof"] {
        let site = Site::new().await;
        let app = &site.app;
        let ctx = from(app, 1);
        let (granted, back, _) = code_for(&site).await;
        if wrong == "time" {
            site.clock.advance(chrono::TimeDelta::seconds(61));
        }
        let client = if wrong == "client" { "mosip-ida-client" } else { BRIDGE_CLIENT };
        let address = if wrong == "address" { format!("{back}x") } else { back };
        let verifier = if wrong == "verifier" { VERIFIER.replace('0', "1") } else { VERIFIER.to_owned() };
        let proof = if wrong == "proof" { Proof::Secret(None) } else { Proof::Ours };
        let refused = tokens::exchange_code(app, &ctx, client, proof, &granted, &address, &verifier).await;
        assert_eq!(code(refused), "KER-ATH-023", "{wrong}");
    }
}

#[tokio::test]
async fn a_refresh_token_is_replaced_at_each_use_and_a_replayed_one_ends_the_session() {
    for site in Site::on_both().await {
        let app = &site.app;
        let ctx = from(app, 1);
        let (granted, back, cookie) = code_for(&site).await;
        let set =
            tokens::exchange_code(app, &ctx, BRIDGE_CLIENT, Proof::Ours, &granted, &back, VERIFIER).await.unwrap();
        let (first, life) = set.refresh.unwrap();
        assert_eq!(life, 1800);
        let next = tokens::refresh(app, &ctx, BRIDGE_CLIENT, Proof::Ours, &first).await.unwrap();
        let (second, _) = next.refresh.unwrap();
        assert_eq!(code(tokens::refresh(app, &ctx, "mosip-ida-client", Proof::Ours, &second).await), "KER-ATH-023");
        assert_eq!(code(tokens::refresh(app, &ctx, BRIDGE_CLIENT, Proof::Ours, &first).await), "KER-ATH-023");
        assert!(sign_in::session(app, &cookie).await.unwrap().is_none());
        assert!(app.identity().authenticate(&next.access.token).await.is_err());
    }
}

#[tokio::test]
async fn redirect_addresses_of_the_bridge_are_its_own() {
    let site = Site::new().await;
    let app = &site.app;
    let base = &app.settings().server.public_url;
    for wrong in [
        "https://evil.example/v1/partnermanager/login-redirect/eA==".to_owned(),
        format!("{base}/v1/partnermanager/login-redirect/"),
        format!("{base}/v1/partnermanager/login-redirect/../../evil"),
        format!("{base}/v1/partnermanager/login-redirect/eA==?x=1"),
        format!("{base}/v1/partnermanager/login-redirect/eA==#x"),
        format!("{base}.evil.example/v1/partnermanager/login-redirect/eA=="),
        format!("{base}/v1/partnermanager/login/eA=="),
        base.clone(),
        String::new(),
    ] {
        assert!(!tokens::may_redirect(app, BRIDGE_CLIENT, &wrong).await.unwrap(), "{wrong}");
    }
    let back = format!("{base}/v1/partnermanager/login-redirect/eA==");
    assert!(!tokens::may_redirect(app, "another", &back).await.unwrap());
}

#[tokio::test]
async fn passwords_give_tokens_to_known_clients_and_without_a_secret_only_in_the_compatibility_profile() {
    let site = Site::new().await;
    let app = &site.app;
    account(&site, "ada", &[]).await;
    let ctx = from(app, 1);
    let ask = |client: &'static str, secret_text: Option<Secret>| {
        let ctx = ctx.clone();
        async move { tokens::password_token(app, &ctx, "ada", &secret(PASSWORD), client, secret_text.as_ref()).await }
    };
    assert_eq!(code(ask(BRIDGE_CLIENT, None).await), "KER-ATH-023");
    assert_eq!(code(ask(BRIDGE_CLIENT, Some(secret("abc123"))).await), "KER-ATH-023", "no secret has a default");
    let own = pms_app::accounts::clients::create(app, &site.system(), BRIDGE_CLIENT, &[], &[]).await.unwrap();
    let set = ask(BRIDGE_CLIENT, Some(own)).await.unwrap();
    assert_eq!(app.identity().authenticate(&set.access.token).await.unwrap().name, "ada");

    let compat = Site::with(|settings| settings.compat.mosip = true).await;
    let app = &compat.app;
    account(&compat, "ada", &[]).await;
    let ctx = from(app, 1);
    let one = tokens::password_token(app, &ctx, "ada", &secret(PASSWORD), BRIDGE_CLIENT, None).await.unwrap();
    let two = tokens::password_token(app, &ctx, "ada", &secret(PASSWORD), BRIDGE_CLIENT, None).await.unwrap();
    assert_eq!(one.sid, two.sid, "many tokens, one session");
    let unknown = tokens::password_token(app, &ctx, "ada", &secret(PASSWORD), "evil-client", None).await;
    assert_eq!(code(unknown), "KER-ATH-023");
    people::disable(app, &compat.system(), "ada", None).await.unwrap();
    assert!(app.identity().authenticate(&one.access.token).await.is_err());
}

#[tokio::test]
async fn an_adopted_partner_finds_the_owner_whose_name_and_address_fit() {
    for site in Site::on_both().await {
        let app = &site.app;
        for (id, email) in [("ada", "ada@example.org"), ("eve", "office@eve.example")] {
            let registration = Registration {
                partner_id: id.into(),
                organization_name: "Acme".into(),
                address: "x".into(),
                contact_number: "1".into(),
                email: email.into(),
                partner_type: "Device_Provider".into(),
                ..Registration::default()
            };
            // A partner whom nobody is a member of, as an adopted database has them: `user_id` is the id.
            partners::register(app, &site.system(), registration).await.unwrap();
        }
        account(&site, "ada", &[]).await;
        account(&site, "eve", &[]).await;
        let ada = crate::support::enter(app, &from(app, 1), "ada", &secret(PASSWORD)).await.unwrap().session;
        let ada = signed_in(app, ada.secret.reveal()).await;
        assert!(ada.writable.contains("ada") && ada.actor.has(roles::DEVICE_PROVIDER));
        let eve = crate::support::enter(app, &from(app, 1), "eve", &secret(PASSWORD)).await.unwrap().session;
        assert!(signed_in(app, eve.secret.reveal()).await.owned.is_empty(), "the name alone is not enough");
    }
}
