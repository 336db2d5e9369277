//! A person's own e-mail address, sessions of a provider, roles of members, limits of invitations, damaged rows.

use pms_app::App;
use pms_app::accounts::{invitations, passwords, people, sign_in};
use pms_app::testing::Site;
use pms_domain::{Context, roles, time};
use pms_identity::Secret;
use pms_identity::session::Started;
use pms_store::account::account as accounts;
use pms_store::account::session;
use pms_store::audit::Record;
use pms_store::member;

use crate::support::{PASSWORD, account, code, from, letters, newest_code, secret, signed_in};

/// A session of this account, signed in from this place: its cookie and its context.
async fn session(app: &App, name: &str, place: u8) -> (Secret, Context) {
    let started = crate::support::enter(app, &from(app, place), name, &secret(PASSWORD)).await.unwrap();
    let ctx = signed_in(app, started.session.secret.reveal()).await;
    (started.session.secret, ctx)
}

/// Changes the address of the account behind a context; answers the new session.
async fn change(app: &App, ctx: &Context, email: &str) -> Started {
    people::request_email_change(app, ctx, email, "browser", &secret(PASSWORD)).await.unwrap();
    let digits = newest_code(app, email).await;
    people::change_email(app, ctx, "browser", &digits).await.unwrap()
}

#[tokio::test]
async fn a_changed_address_frees_the_one_of_before() {
    for site in Site::on_both().await {
        let app = &site.app;
        account(&site, "ada", &[]).await;
        account(&site, "bob", &[]).await;
        let (_, own) = session(app, "ada", 1).await;
        let own = signed_in(app, change(app, &own, "new@example.org").await.secret.reveal()).await;
        assert_eq!(people::own(app, &own).await.unwrap().email, "new@example.org");
        assert_eq!(own.actor.email.as_deref(), Some("new@example.org"), "the snapshot has it");
        assert_eq!(
            code(crate::support::enter(app, &from(app, 2), "ada@example.org", &secret(PASSWORD)).await),
            "PMS_ACC_001"
        );
        assert_eq!(code(crate::support::enter(app, &from(app, 2), "new@example.org", &secret(PASSWORD)).await), "OK");

        // Somebody else may have the old one now.
        let (_, bob) = session(app, "bob", 1).await;
        change(app, &bob, "ada@example.org").await;
        assert_eq!(code(crate::support::enter(app, &from(app, 2), "ada@example.org", &secret(PASSWORD)).await), "OK");
    }
}

#[tokio::test]
async fn a_session_alone_does_not_change_the_address() {
    for site in Site::on_both().await {
        let app = &site.app;
        account(&site, "ada", &[]).await;
        account(&site, "eve", &[]).await;
        let (_, ada) = session(app, "ada", 1).await;
        for wrong in ["", "not the password"] {
            let asked = people::request_email_change(app, &ada, "eve2@example.org", "browser", &secret(wrong)).await;
            assert_eq!(code(asked), "PMS_ACC_008");
        }
        assert!(letters(app, "eve2@example.org").await.is_empty(), "nothing was sent");
        assert_eq!(people::pending_email(app, &ada, "browser").await.unwrap(), None);

        // A code that Eve asked for, with her password and in the same browser, is none for Ada's session.
        let (_, eve) = session(app, "eve", 2).await;
        people::request_email_change(app, &eve, "eve2@example.org", "browser", &secret(PASSWORD)).await.unwrap();
        let digits = newest_code(app, "eve2@example.org").await;
        assert_eq!(code(people::change_email(app, &ada, "browser", &digits).await), "PMS_ACC_002");
        // Nor for another session of Eve's.
        let (_, elsewhere) = session(app, "eve", 3).await;
        assert_eq!(code(people::change_email(app, &elsewhere, "browser", &digits).await), "PMS_ACC_002");
        assert_eq!(code(people::change_email(app, &eve, "another browser", &digits).await), "PMS_ACC_002");
        assert_eq!(code(people::change_email(app, &eve, "browser", &digits).await), "OK");
        assert_eq!(code(people::change_email(app, &eve, "browser", &digits).await), "PMS_ACC_002", "used once");
    }
}

#[tokio::test]
async fn the_password_cannot_be_guessed_through_the_change_of_the_address() {
    let site = Site::new().await;
    let app = &site.app;
    account(&site, "ada", &[]).await;
    let (_, ada) = session(app, "ada", 1).await;
    let mut answers = Vec::new();
    for number in 0..30 {
        let guess = secret(&format!("guess {number}"));
        answers.push(code(people::request_email_change(app, &ada, "x@example.org", "browser", &guess).await));
    }
    assert_eq!(answers.iter().filter(|answer| *answer == "PMS_ACC_008").count(), 10);
    assert_eq!(answers[29], "LIMITED");
}

#[tokio::test]
async fn a_changed_address_ends_every_session_and_the_address_of_before_is_told() {
    for site in Site::on_both().await {
        let app = &site.app;
        let id = account(&site, "ada", &[]).await;
        let (here, own) = session(app, "ada", 1).await;
        let (there, _) = session(app, "ada", 2).await;
        let started = change(app, &own, "new@example.org").await;
        for (cookie, live) in [(&here, false), (&there, false), (&started.secret, true)] {
            assert_eq!(sign_in::session(app, cookie.reveal()).await.unwrap().is_some(), live);
        }
        assert_ne!(started.sid, own.actor.session.unwrap(), "tokens of the session of before end with it");
        let live = session::live(app.store().db(), &id, app.surroundings().now()).await.unwrap();
        assert_eq!(live.len(), 1);

        let told = letters(app, "ada@example.org").await;
        let (template, values) = told.last().unwrap();
        assert_eq!(template, "email-changed");
        assert_eq!(values["changed"], time::zulu(app.surroundings().now()));
        assert!(values.values().all(|value| !value.contains("new@example.org")), "where to is not told");
        let changes = letters(app, "new@example.org").await;
        assert!(changes.iter().all(|(template, _)| template == "otp"));
    }
}

/// The address gets an account between the code and its typing: nothing changes.
#[tokio::test]
async fn an_address_that_was_taken_meanwhile_is_not_taken_twice() {
    for site in Site::on_both().await {
        let app = &site.app;
        account(&site, "ada", &[]).await;
        let (cookie, own) = session(app, "ada", 1).await;
        people::request_email_change(app, &own, "bob@example.org", "browser", &secret(PASSWORD)).await.unwrap();
        let digits = newest_code(app, "bob@example.org").await;
        account(&site, "bob", &[]).await;
        assert_eq!(code(people::change_email(app, &own, "browser", &digits).await), "PMS_ACC_002");
        assert!(sign_in::session(app, cookie.reveal()).await.unwrap().is_some(), "nothing happened");
        assert!(letters(app, "ada@example.org").await.is_empty());
    }
}

/// The change holds once it is saved: that its draft stays until it expires is nobody's failure.
#[tokio::test]
async fn a_draft_that_cannot_be_removed_does_not_spoil_the_change() {
    let site = Site::new().await;
    let app = &site.app;
    account(&site, "ada", &[]).await;
    let trigger = "CREATE TRIGGER stays BEFORE DELETE ON x_draft BEGIN SELECT RAISE(ABORT, 'it stays'); END";
    let mut broken = app.store().change().await.unwrap();
    pms_store::statement(trigger).execute(&mut broken).await.unwrap();
    broken.save(&site.system(), Record::new("test.trigger", "test", "1")).await.unwrap();

    let (_, own) = session(app, "ada", 1).await;
    let started = change(app, &own, "new@example.org").await;
    assert!(sign_in::session(app, started.secret.reveal()).await.unwrap().is_some(), "the person goes on");
    let own = signed_in(app, started.secret.reveal()).await;
    assert_eq!(people::own(app, &own).await.unwrap().email, "new@example.org");

    // Its letter is the newest one.
    site.clock.advance(chrono::TimeDelta::seconds(1));
    let browser = "a browser";
    passwords::request_reset(app, &from(app, 1), "new@example.org", browser).await.unwrap();
    let digits = newest_code(app, "new@example.org").await;
    let new = secret("granite otter friday");
    let started =
        crate::support::begun(passwords::reset(app, &from(app, 1), browser, &digits, &new).await.unwrap()).session;
    assert!(sign_in::session(app, started.secret.reveal()).await.unwrap().is_some(), "nor a new password");
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
        let started = crate::support::enter(app, &ctx, "ada", &secret(PASSWORD)).await.unwrap();
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
        assert_eq!(code(crate::support::enter(app, &ctx, "bob", &secret(PASSWORD)).await), "OK");
        // A process that starts now reads everything, and lets the others in.
        let replica = site.replica().await;
        assert!(!replica.identity().snapshot().accounts[&damaged].is_active);
        assert_eq!(code(crate::support::enter(&replica, &ctx, "bob", &secret(PASSWORD)).await), "OK");
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
