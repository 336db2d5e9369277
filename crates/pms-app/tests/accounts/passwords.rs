//! Changing and resetting passwords.

use pms_app::accounts::{new_browser, passwords, sign_in};
use pms_app::testing::Site;

use crate::support::{PASSWORD, account, code, from, letters, newest_code, secret, signed_in};

const NEXT: &str = "granite otter wednesday";

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions_and_tells_the_owner() {
    for site in Site::on_both().await {
        let app = &site.app;
        account(&site, "ada", &[]).await;
        let here = crate::support::enter(app, &from(app, 1), "ada", &secret(PASSWORD)).await.unwrap().session;
        let there = crate::support::enter(app, &from(app, 2), "ada", &secret(PASSWORD)).await.unwrap().session;
        let ctx = signed_in(app, here.secret.reveal()).await;
        let wrong = passwords::change(app, &ctx, Some(&secret("not the old one")), &secret(NEXT)).await;
        assert_eq!(code(wrong), "PMS_ACC_008");
        assert_eq!(code(passwords::change(app, &ctx, None, &secret(NEXT)).await), "PMS_ACC_008");
        assert_eq!(code(passwords::change(app, &ctx, Some(&secret(PASSWORD)), &secret("weak")).await), "PMS_ACC_003");
        passwords::change(app, &ctx, Some(&secret(PASSWORD)), &secret(NEXT)).await.unwrap();
        assert!(sign_in::session(app, here.secret.reveal()).await.unwrap().is_some());
        assert!(sign_in::session(app, there.secret.reveal()).await.unwrap().is_none());
        assert_eq!(code(crate::support::enter(app, &from(app, 1), "ada", &secret(PASSWORD)).await), "PMS_ACC_001");
        assert_eq!(code(crate::support::enter(app, &from(app, 1), "ada", &secret(NEXT)).await), "OK");
        let told = letters(app, "ada@example.org").await;
        assert!(told.iter().any(|(template, _)| template == "password-changed"));
    }
}

#[tokio::test]
async fn a_reset_needs_the_code_in_the_same_browser_and_ends_all_sessions() {
    for site in Site::on_both().await {
        let app = &site.app;
        account(&site, "ada", &[]).await;
        let old = crate::support::enter(app, &from(app, 1), "ada", &secret(PASSWORD)).await.unwrap().session;
        let browser = new_browser(app);
        let ctx = from(app, 1);
        passwords::request_reset(app, &ctx, "ada@example.org", browser.reveal()).await.unwrap();
        let digits = newest_code(app, "ada@example.org").await;
        let elsewhere = passwords::reset(app, &ctx, "another", &digits, &secret(NEXT)).await;
        assert_eq!(code(elsewhere), "PMS_ACC_002");
        let weak = passwords::reset(app, &ctx, browser.reveal(), &digits, &secret("weak")).await;
        assert_eq!(code(weak), "PMS_ACC_003", "a weak password does not use the code up");
        assert_eq!(passwords::pending_reset(app, browser.reveal()).await.unwrap().unwrap(), "ada@example.org");
        assert_eq!(passwords::pending_reset(app, "another").await.unwrap(), None);
        let fresh = passwords::reset(app, &ctx, browser.reveal(), &digits, &secret(NEXT)).await.unwrap();
        let fresh = crate::support::begun(fresh).session;
        assert_eq!(passwords::pending_reset(app, browser.reveal()).await.unwrap(), None, "nothing is left of it");
        assert!(sign_in::session(app, old.secret.reveal()).await.unwrap().is_none());
        assert!(sign_in::session(app, fresh.secret.reveal()).await.unwrap().is_some());
        let again = passwords::reset(app, &ctx, browser.reveal(), &digits, &secret(PASSWORD)).await;
        assert_eq!(code(again), "PMS_ACC_002", "used once");
    }
}

#[tokio::test]
async fn a_disabled_account_cannot_be_reset_open() {
    let site = Site::new().await;
    let app = &site.app;
    account(&site, "ada", &[]).await;
    pms_app::accounts::people::disable(app, &site.system(), "ada", Some("left")).await.unwrap();
    let browser = new_browser(app);
    passwords::request_reset(app, &from(app, 1), "ada@example.org", browser.reveal()).await.unwrap();
    assert_eq!(letters(app, "ada@example.org").await[0].0, "account-unknown");
}

#[tokio::test]
async fn a_compatibility_site_takes_any_password() {
    let site = Site::with(|settings| settings.compat.mosip = true).await;
    let app = &site.app;
    account(&site, "ada", &[]).await;
    let session = crate::support::enter(app, &from(app, 1), "ada", &secret(PASSWORD)).await.unwrap().session;
    let ctx = signed_in(app, session.secret.reveal()).await;
    passwords::change(app, &ctx, Some(&secret(PASSWORD)), &secret("mosip123")).await.unwrap();
    assert_eq!(code(crate::support::enter(app, &from(app, 1), "ada", &secret("mosip123")).await), "OK");
}
