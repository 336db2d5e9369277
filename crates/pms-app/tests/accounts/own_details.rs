//! A person's own e-mail address, sessions of a provider, roles of members, limits of invitations, damaged rows.

use pms_app::accounts::{invitations, people, sign_in};
use pms_app::testing::Site;
use pms_domain::roles;
use pms_store::account::account as accounts;
use pms_store::account::session;
use pms_store::audit::Record;
use pms_store::member;

use crate::support::{PASSWORD, account, code, from, newest_code, secret, signed_in};

#[tokio::test]
async fn a_changed_address_frees_the_one_of_before() {
    for site in Site::on_both().await {
        let app = &site.app;
        account(&site, "ada", &[]).await;
        account(&site, "bob", &[]).await;
        let started = sign_in::sign_in(app, &from(app, 1), "ada", &secret(PASSWORD)).await.unwrap();
        let own = signed_in(app, started.session.secret.reveal()).await;
        people::request_email_change(app, &own, "new@example.org", "browser").await.unwrap();
        let digits = newest_code(app, "new@example.org").await;
        people::change_email(app, &own, "new@example.org", "browser", &digits).await.unwrap();
        assert_eq!(people::own(app, &own).await.unwrap().email, "new@example.org");
        assert_eq!(
            code(sign_in::sign_in(app, &from(app, 2), "ada@example.org", &secret(PASSWORD)).await),
            "PMS_ACC_001"
        );
        assert_eq!(code(sign_in::sign_in(app, &from(app, 2), "new@example.org", &secret(PASSWORD)).await), "OK");

        // Somebody else may have the old one now.
        let started = sign_in::sign_in(app, &from(app, 1), "bob", &secret(PASSWORD)).await.unwrap();
        let bob = signed_in(app, started.session.secret.reveal()).await;
        people::request_email_change(app, &bob, "ada@example.org", "browser").await.unwrap();
        let digits = newest_code(app, "ada@example.org").await;
        people::change_email(app, &bob, "ada@example.org", "browser", &digits).await.unwrap();
        assert_eq!(code(sign_in::sign_in(app, &from(app, 2), "ada@example.org", &secret(PASSWORD)).await), "OK");
    }
}

#[tokio::test]
async fn signing_out_with_a_providers_token_ends_its_session_here() {
    for site in Site::on_both().await {
        let app = &site.app;
        let mut ctx = from(app, 1);
        ctx.actor.issuer = "https://id.example".into();
        ctx.actor.session = Some("of-the-provider".into());
        sign_in::sign_out(app, &ctx, "of-somebody-else").await.unwrap();
        assert!(session::ended(app.store().db(), "of-somebody-else").await.unwrap().is_none());
        sign_in::sign_out(app, &ctx, "of-the-provider").await.unwrap();
        assert!(app.identity().snapshot().ended.contains_key("of-the-provider"));
        sign_in::sign_out(app, &ctx, "of-the-provider").await.unwrap();
    }
}

#[tokio::test]
async fn a_member_keeps_the_stronger_role() {
    for site in Site::on_both().await {
        let store = site.app.store();
        let now = site.system().now();
        for (first, second, kept) in [
            ("technical", "viewer", "technical"),
            ("owner", "technical", "owner"),
            ("owner", "viewer", "owner"),
            ("viewer", "technical", "technical"),
            ("technical", "owner", "owner"),
        ] {
            let mut change = store.change().await.unwrap();
            let subject = format!("{first}-{second}");
            for role in [first, second] {
                member::add(&mut change, "acme", "local", &subject, role, now);
            }
            let found = member::of_identity(&mut *change, "local", &subject).await.unwrap();
            assert_eq!(found[0].member_role, kept, "{first}, then {second}");
        }
    }
}

#[tokio::test]
async fn an_account_that_does_not_open_is_refused_alone() {
    for site in Site::on_both().await {
        let app = &site.app;
        let damaged = account(&site, "ada", &[]).await;
        account(&site, "bob", &[]).await;
        let ctx = from(app, 1);
        let started = sign_in::sign_in(app, &ctx, "ada", &secret(PASSWORD)).await.unwrap();
        let mut change = app.store().change().await.unwrap();
        pms_store::db::statement("UPDATE x_sealed SET value = $2 WHERE kind = 'account' AND owner = $1")
            .bind(damaged.as_str())
            .bind(vec![1_u8; 40])
            .execute(&mut change)
            .await
            .unwrap();
        let revision = change.save(&site.system(), Record::new("test.damage", "account", &damaged)).await.unwrap();
        app.applied(revision).await;
        assert!(sign_in::session(app, started.session.secret.reveal()).await.unwrap().is_none());
        assert_eq!(code(sign_in::sign_in(app, &ctx, "bob", &secret(PASSWORD)).await), "OK");
        // A process that starts now reads everything, and lets the others in.
        let replica = site.replica().await;
        assert!(!replica.identity().snapshot().accounts[&damaged].is_active);
        assert_eq!(code(sign_in::sign_in(&replica, &ctx, "bob", &secret(PASSWORD)).await), "OK");
        let rows = people::list(app, &site.system(), "", 10).await.unwrap();
        assert_eq!(rows.iter().find(|row| row.name == "ada").unwrap().state, accounts::UNREADABLE);
    }
}

#[tokio::test]
async fn invitations_are_limited() {
    let site = Site::new().await;
    let app = &site.app;
    let admin = site.person("root", &[roles::PARTNER_ADMIN]).await;
    let ctx = site.context(&admin).await;
    let mut answers = Vec::new();
    for n in 0..21 {
        answers
            .push(code(invitations::invite(app, &ctx, "nobody", "viewer", &format!("a{n}@example.org"), "eng").await));
    }
    assert!(answers[..20].iter().all(|answer| answer != "LIMITED"), "{answers:?}");
    assert_eq!(answers[20], "LIMITED");
}
