//! The first admin is made once and its password works once.

use pms_app::accounts::{first_admin, passwords, people, sign_in};
use pms_app::testing::Site;
use pms_domain::roles;
use pms_store::account::account;

use crate::support::{PASSWORD, account as with_account, code, from, secret, signed_in};

#[tokio::test]
async fn one_first_admin_however_many_processes_start() {
    for site in Site::on_both().await {
        let replica = site.replica().await;
        let (a, b, c, d) = tokio::join!(
            first_admin::ensure(&site.app),
            first_admin::ensure(&replica),
            first_admin::ensure(&site.app),
            first_admin::ensure(&replica)
        );
        let made: Vec<_> = [a, b, c, d].into_iter().filter_map(|outcome| outcome.unwrap()).collect();
        assert_eq!(made.len(), 1);
        let found = account::count_with_role(site.app.store().db(), roles::PARTNER_ADMIN).await.unwrap();
        assert_eq!(found, 1);
        assert!(first_admin::ensure(&site.app).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn its_password_works_once_and_must_be_changed() {
    for site in Site::on_both().await {
        let app = &site.app;
        let admin = first_admin::ensure(app).await.unwrap().unwrap();
        let ctx = from(app, 1);
        let (one, two) = tokio::join!(
            crate::support::enter(app, &ctx, admin.name, &admin.password),
            crate::support::enter(app, &ctx, admin.name, &admin.password)
        );
        let mut sessions: Vec<_> = [one, two].into_iter().filter_map(Result::ok).collect();
        assert_eq!(sessions.len(), 1, "two at once: one gets in");
        let signed = sessions.remove(0);
        assert!(signed.must_change);
        let session = sign_in::session(app, signed.session.secret.reveal()).await.unwrap().unwrap();
        assert!(session.must_change && session.actor.roles.is_empty(), "no right before the change");
        let own = signed_in(app, signed.session.secret.reveal()).await;
        assert_eq!(code(people::list(app, &own, "", 10).await), "KER-ATH-403");
        passwords::change(app, &own, None, &secret(PASSWORD)).await.unwrap();
        let own = signed_in(app, signed.session.secret.reveal()).await;
        assert!(own.actor.is_partner_admin());
        assert_eq!(code(passwords::change(app, &own, None, &secret("granite otter friday")).await), "PMS_ACC_008");
        assert_eq!(code(crate::support::enter(app, &ctx, admin.name, &admin.password).await), "PMS_ACC_001");
        assert_eq!(code(crate::support::enter(app, &ctx, admin.name, &secret(PASSWORD)).await), "OK");
    }
}

#[tokio::test]
async fn its_password_ends_after_a_day_and_a_start_makes_another() {
    let site = Site::new().await;
    let app = &site.app;
    let admin = first_admin::ensure(app).await.unwrap().unwrap();
    site.clock.advance(chrono::TimeDelta::hours(24));
    assert_eq!(code(crate::support::enter(app, &from(app, 1), admin.name, &admin.password).await), "PMS_ACC_001");
    let again = first_admin::ensure(app).await.unwrap().unwrap();
    assert_eq!(code(crate::support::enter(app, &from(app, 1), admin.name, &admin.password).await), "PMS_ACC_001");
    assert_eq!(code(crate::support::enter(app, &from(app, 1), admin.name, &again.password).await), "OK");
    site.clock.advance(chrono::TimeDelta::hours(25));
    assert!(first_admin::ensure(app).await.unwrap().is_none(), "it was used: no third one");
    people::disable(app, &site.system(), admin.name, None).await.unwrap();
    assert!(first_admin::ensure(app).await.unwrap().is_none(), "a disabled admin is one that exists");
}

#[tokio::test]
async fn a_password_that_nobody_was_shown_is_made_again() {
    for site in Site::on_both().await {
        let (app, replica) = (&site.app, site.replica().await);
        let lost = first_admin::ensure(app).await.unwrap().unwrap();
        assert!(first_admin::ensure(&replica).await.unwrap().is_none(), "its process may be about to show it");
        site.clock.advance(chrono::TimeDelta::seconds(61));
        let (one, two) = tokio::join!(first_admin::ensure(app), first_admin::ensure(&replica));
        let mut made: Vec<_> = [one, two].into_iter().filter_map(|outcome| outcome.unwrap()).collect();
        assert_eq!(made.len(), 1, "one process makes it");
        let shown = made.remove(0);
        first_admin::delivered(app, &shown).await.unwrap();
        site.clock.advance(chrono::TimeDelta::hours(1));
        assert!(first_admin::ensure(&replica).await.unwrap().is_none(), "somebody has this one");
        assert_eq!(code(crate::support::enter(app, &from(app, 1), lost.name, &lost.password).await), "PMS_ACC_001");
        assert_eq!(code(crate::support::enter(app, &from(app, 1), shown.name, &shown.password).await), "OK");
    }
}

#[tokio::test]
async fn an_admin_made_on_the_command_line_is_enough() {
    let site = Site::new().await;
    with_account(&site, "root", &[roles::PARTNER_ADMIN]).await;
    assert!(first_admin::ensure(&site.app).await.unwrap().is_none());
}
