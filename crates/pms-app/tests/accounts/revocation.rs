//! Disabling, signing out, roles: in force on every replica within the second.

use std::time::{Duration, Instant};

use pms_app::accounts::{clients, people, roles, sign_in, tokens};
use pms_app::testing::Site;
use pms_domain::roles as known;

use crate::support::{PASSWORD, account, code, from, secret, signed_in};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_replica_ends_is_over_on_the_other_within_a_second() {
    for site in Site::on_both().await {
        let here = &site.app;
        let there = site.replica().await;
        account(&site, "ada", &[known::AUTH_PARTNER]).await;
        let session = crate::support::enter(here, &from(here, 1), "ada", &secret(PASSWORD)).await.unwrap().session;
        let cookie = session.secret.reveal();
        let began = Instant::now();
        while sign_in::session(&there, cookie).await.unwrap().is_none() {
            assert!(began.elapsed() < Duration::from_secs(1));
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let ctx = signed_in(here, cookie).await;
        sign_in::sign_out(here, &ctx, &session.sid).await.unwrap();
        assert!(sign_in::session(here, cookie).await.unwrap().is_none(), "at once here");
        let began = Instant::now();
        while sign_in::session(&there, cookie).await.unwrap().is_some() {
            assert!(began.elapsed() < Duration::from_secs(1));
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

#[tokio::test]
async fn nobody_signs_somebody_else_out() {
    let site = Site::new().await;
    let app = &site.app;
    account(&site, "ada", &[]).await;
    account(&site, "eve", &[]).await;
    let ada = crate::support::enter(app, &from(app, 1), "ada", &secret(PASSWORD)).await.unwrap().session;
    let eve = crate::support::enter(app, &from(app, 1), "eve", &secret(PASSWORD)).await.unwrap().session;
    let ctx = signed_in(app, eve.secret.reveal()).await;
    sign_in::sign_out(app, &ctx, &ada.sid).await.unwrap();
    assert!(sign_in::session(app, ada.secret.reveal()).await.unwrap().is_some());
    assert_eq!(sign_in::sign_out_everywhere(app, &ctx, None).await.unwrap(), 1);
    assert!(sign_in::session(app, ada.secret.reveal()).await.unwrap().is_some());
    assert!(sign_in::session(app, eve.secret.reveal()).await.unwrap().is_none());
}

#[tokio::test]
async fn only_admins_change_accounts_roles_and_clients() {
    let site = Site::new().await;
    let app = &site.app;
    account(&site, "ada", &[]).await;
    let partner = site.person("bob", &[known::AUTH_PARTNER, known::POLICYMANAGER, known::PMS_USER]).await;
    let ctx = site.context(&partner).await;
    let user = || people::UserRequest {
        user_name: "eve".into(),
        contact_no: "1".into(),
        email_id: "eve@example.org".into(),
        first_name: None,
        last_name: None,
        role: Some(known::PARTNER_ADMIN.into()),
        user_password: None,
    };
    for refused in [
        code(people::create_user(app, &ctx, user()).await),
        code(people::disable(app, &ctx, "ada", None).await),
        code(people::list(app, &ctx, "", 10).await),
        code(roles::grant_role(app, &ctx, "bob", known::PARTNER_ADMIN).await),
        code(roles::revoke_role(app, &ctx, "ada", known::PARTNER_ADMIN).await),
        code(clients::create(app, &ctx, "x", &[], &[]).await),
        code(clients::rotate(app, &ctx, "x").await),
        code(people::set_password(app, &ctx, "ada", &secret("granite otter friday")).await),
    ] {
        assert_eq!(refused, "KER-ATH-403");
    }
    let admin = site.person("root", &[known::PARTNER_ADMIN]).await;
    let ctx = site.context(&admin).await;
    assert_eq!(people::create_user(app, &ctx, user()).await.unwrap(), "eve");
    assert_eq!(people::create_user(app, &ctx, user()).await.unwrap(), "eve", "a repeat is a success");
    let at_once = (0..8).map(|_| {
        let (app, ctx) = (app.clone(), ctx.clone());
        let same =
            people::UserRequest { user_name: "mia".into(), email_id: "mia@example.org".into(), role: None, ..user() };
        tokio::spawn(async move { people::create_user(&app, &ctx, same).await })
    });
    for made in at_once.collect::<Vec<_>>() {
        assert_eq!(made.await.unwrap().unwrap(), "mia", "a repeat at the same moment is one too");
    }
    assert_eq!(code(roles::grant_role(app, &ctx, "eve", "ROOT").await), "PMS_ACC_007");
    assert_eq!(code(people::set_password(app, &ctx, "ada", &secret("granite otter friday")).await), "KER-ATH-403");
    let other = people::UserRequest { user_name: "zoe".into(), role: Some("ROOT".into()), ..user() };
    assert_eq!(code(people::create_user(app, &ctx, other).await), "PMS_ATH_500");
}

#[tokio::test]
async fn a_role_that_is_taken_back_ends_the_sessions() {
    let site = Site::new().await;
    let app = &site.app;
    account(&site, "ada", &[known::POLICYMANAGER, known::AUTH_PARTNER]).await;
    let session = crate::support::enter(app, &from(app, 1), "ada", &secret(PASSWORD)).await.unwrap().session;
    roles::grant_role(app, &site.system(), "ada", known::DEVICE_PROVIDER).await.unwrap();
    let own = signed_in(app, session.secret.reveal()).await;
    assert!(own.actor.has(known::DEVICE_PROVIDER), "a new role acts at once");
    roles::revoke_role(app, &site.system(), "ada", known::POLICYMANAGER).await.unwrap();
    assert!(sign_in::session(app, session.secret.reveal()).await.unwrap().is_none());
}

#[tokio::test]
async fn a_clients_secret_is_shown_once_and_rotated() {
    for site in Site::on_both().await {
        let app = &site.app;
        let ctx = site.system();
        let first = clients::create(app, &ctx, "gateway", &[known::ID_AUTHENTICATION.into()], &[]).await.unwrap();
        assert_eq!(code(clients::create(app, &ctx, "gateway", &[], &[]).await), "PMS_ACC_005");
        let token = tokens::client_token(app, &from(app, 1), "gateway", &first).await.unwrap().access.token;
        assert!(app.identity().authenticate(&token).await.unwrap().has(known::ID_AUTHENTICATION));
        let replaced = clients::rotate(app, &ctx, "gateway").await.unwrap();
        site.clock.advance(chrono::TimeDelta::milliseconds(1));
        let second = clients::rotate(app, &ctx, "gateway").await.unwrap();
        assert!(app.identity().authenticate(&token).await.is_err());
        for wrong in [&first, &replaced, &secret("")] {
            assert_eq!(code(tokens::client_token(app, &from(app, 1), "gateway", wrong).await), "KER-ATH-023");
        }
        assert_eq!(code(tokens::client_token(app, &from(app, 1), "nobody", &second).await), "KER-ATH-023");
        let token = tokens::client_token(app, &from(app, 1), "gateway", &second).await.unwrap().access.token;
        clients::set_state(app, &ctx, "gateway", false).await.unwrap();
        assert!(app.identity().authenticate(&token).await.is_err());
        assert_eq!(code(tokens::client_token(app, &from(app, 1), "gateway", &second).await), "KER-ATH-023");
    }
}

#[tokio::test]
async fn the_fifty_first_session_ends_the_oldest() {
    let site = Site::with(|settings| settings.limits.guesses_per_source = 10_000).await;
    let app = &site.app;
    let id = account(&site, "ada", &[]).await;
    let first = crate::support::enter(app, &from(app, 1), "ada", &secret(PASSWORD)).await.unwrap().session;
    site.clock.advance(chrono::TimeDelta::seconds(1));
    for _ in 0..49 {
        app.identity().sessions().start(&id).await.unwrap();
    }
    assert!(sign_in::session(app, first.secret.reveal()).await.unwrap().is_some());
    let last = crate::support::enter(app, &from(app, 1), "ada", &secret(PASSWORD)).await.unwrap().session;
    assert!(sign_in::session(app, first.secret.reveal()).await.unwrap().is_none());
    assert!(sign_in::session(app, last.secret.reveal()).await.unwrap().is_some());
}
