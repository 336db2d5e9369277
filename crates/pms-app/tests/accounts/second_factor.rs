//! The second factor: setting it up, signing in with it, every way around it, and taking it away.

use pms_app::accounts::second_factor::{self, confirm, new_key};
use pms_app::accounts::sign_in::Entry;
use pms_app::accounts::{clients, new_browser, passwords, sign_in, tokens};
use pms_app::approvals::{self, Verdict};
use pms_app::testing::Site;
use pms_domain::approval::{Decision, TwoPerson};
use pms_domain::{Context, roles};
use pms_identity::Secret;
use pms_identity::totp::{TotpKey, step_at};

use crate::support::{PASSWORD, account, code, enter, from, letters, newest_code, secret, signed_in};

/// An account whose second factor is on.
struct Guarded {
    key: TotpKey,
    /// Of the session in which it was set up.
    ctx: Context,
    recovery: Vec<Secret>,
}

/// The present code of the app.
fn now(site: &Site, key: &TotpKey) -> Secret {
    key.code(step_at(site.app.surroundings().now()))
}

/// The next code: the one before was used.
fn next(site: &Site, key: &TotpKey) -> Secret {
    site.clock.advance(chrono::TimeDelta::seconds(30));
    now(site, key)
}

async fn guard(site: &Site, name: &str) -> Guarded {
    let app = &site.app;
    let session = enter(app, &from(app, 1), name, &secret(PASSWORD)).await.unwrap().session;
    let ctx = signed_in(app, session.secret.reveal()).await;
    second_factor::begin(app, &ctx, &secret(PASSWORD)).await.unwrap();
    let key = TotpKey::parse(new_key(app, &ctx).await.unwrap().unwrap().text.reveal()).unwrap();
    let recovery = confirm(app, &ctx, &now(site, &key)).await.unwrap();
    Guarded { key, ctx, recovery }
}

/// The first half of a sign-in. Answers the browser.
async fn half(site: &Site, place: u8, name: &str) -> Secret {
    let browser = new_browser(&site.app);
    let entry = sign_in::sign_in(&site.app, &from(&site.app, place), name, &secret(PASSWORD), browser.reveal()).await;
    assert!(matches!(entry.unwrap(), Entry::SecondFactor), "no session before the code");
    browser
}

/// What the letters about the second factor said, in alphabetical order.
async fn told(site: &Site, address: &str) -> Vec<String> {
    let sent = letters(&site.app, address).await;
    let ours = sent.into_iter().filter(|(template, _)| template == "second-factor");
    let mut what: Vec<String> = ours.map(|(_, values)| values["step"].clone()).collect();
    what.sort();
    what
}

#[tokio::test]
async fn it_is_on_once_a_first_code_was_typed_and_other_sessions_end() {
    for site in Site::on_both().await {
        let app = &site.app;
        account(&site, "ada", &[]).await;
        let other = enter(app, &from(app, 2), "ada", &secret(PASSWORD)).await.unwrap().session;
        let here = enter(app, &from(app, 1), "ada", &secret(PASSWORD)).await.unwrap().session;
        let ctx = signed_in(app, here.secret.reveal()).await;
        assert_eq!(code(confirm(app, &ctx, &secret("123456")).await), "PMS_ACC_013", "nothing was begun");
        assert_eq!(code(second_factor::begin(app, &ctx, &secret("not it")).await), "PMS_ACC_008");
        second_factor::begin(app, &ctx, &secret(PASSWORD)).await.unwrap();
        let elsewhere = signed_in(app, other.secret.reveal()).await;
        assert!(new_key(app, &elsewhere).await.unwrap().is_none(), "the key is this session's");
        let shown = new_key(app, &ctx).await.unwrap().unwrap();
        assert!(shown.uri.reveal().contains(shown.text.reveal()));
        let key = TotpKey::parse(shown.text.reveal()).unwrap();
        let late = key.code(step_at(app.surroundings().now()) - 2);
        assert_eq!(code(confirm(app, &ctx, &late).await), "PMS_ACC_012");
        let before = second_factor::own(app, &ctx).await.unwrap();
        assert!(before.since.is_none(), "a key alone changes nothing");
        let codes = confirm(app, &ctx, &now(&site, &key)).await.unwrap();
        assert_eq!(codes.len(), 10);
        let own = second_factor::own(app, &ctx).await.unwrap();
        assert_eq!((own.since.is_some(), own.codes_left, own.is_required), (true, 10, false));
        assert!(sign_in::session(app, here.secret.reveal()).await.unwrap().is_some());
        assert!(sign_in::session(app, other.secret.reveal()).await.unwrap().is_none());
        assert_eq!(code(second_factor::begin(app, &ctx, &secret(PASSWORD)).await), "PMS_ACC_013", "it is on");
        assert_eq!(told(&site, "ada@example.org").await, ["on"]);
    }
}

#[tokio::test]
async fn a_sign_in_needs_a_code_and_each_code_counts_once() {
    for site in Site::on_both().await {
        let app = &site.app;
        account(&site, "ada", &[]).await;
        let ada = guard(&site, "ada").await;
        let ctx = from(app, 2);
        let browser = half(&site, 2, "ada").await;
        assert!(second_factor::is_awaited(app, browser.reveal()).await.unwrap());
        assert!(!second_factor::is_awaited(app, new_browser(app).reveal()).await.unwrap());
        let replayed = second_factor::enter(app, &ctx, browser.reveal(), &now(&site, &ada.key)).await;
        assert_eq!(code(replayed), "PMS_ACC_012", "the code of the set-up counts no second time");
        let right = next(&site, &ada.key);
        let elsewhere = second_factor::enter(app, &ctx, new_browser(app).reveal(), &right).await;
        assert_eq!(code(elsewhere), "PMS_ACC_013", "in the browser of the password alone");
        let signed = second_factor::enter(app, &ctx, browser.reveal(), &right).await.unwrap();
        assert!(sign_in::session(app, signed.session.secret.reveal()).await.unwrap().is_some());
        let again = second_factor::enter(app, &ctx, browser.reveal(), &right).await;
        assert_eq!(code(again), "PMS_ACC_013", "the password was typed for one sign-in");
        let second = half(&site, 2, "ada").await;
        assert_eq!(code(second_factor::enter(app, &ctx, second.reveal(), &right).await), "PMS_ACC_012", "replayed");
        let earlier = ada.key.code(step_at(app.surroundings().now()) - 1);
        assert_eq!(code(second_factor::enter(app, &ctx, second.reveal(), &earlier).await), "PMS_ACC_012", "older");
        let typed = next(&site, &ada.key);
        let spaced = secret(&format!(" {} {}", &typed.reveal()[..3], &typed.reveal()[3..]));
        assert_eq!(code(second_factor::enter(app, &ctx, second.reveal(), &spaced).await), "OK");
        let late = half(&site, 2, "ada").await;
        site.clock.advance(chrono::TimeDelta::minutes(11));
        assert_eq!(code(second_factor::enter(app, &ctx, late.reveal(), &now(&site, &ada.key)).await), "PMS_ACC_013");
    }
}

#[tokio::test]
async fn a_recovery_code_stands_in_once() {
    for site in Site::on_both().await {
        let app = &site.app;
        account(&site, "ada", &[]).await;
        account(&site, "bob", &[]).await;
        let ada = guard(&site, "ada").await;
        let bob = guard(&site, "bob").await;
        let ctx = from(app, 2);
        let browser = half(&site, 2, "ada").await;
        let others = second_factor::enter(app, &ctx, browser.reveal(), &bob.recovery[0]).await;
        assert_eq!(code(others), "PMS_ACC_012", "somebody else's");
        let typed = secret(&ada.recovery[0].reveal().to_uppercase());
        assert_eq!(code(second_factor::enter(app, &ctx, browser.reveal(), &typed).await), "OK");
        let browser = half(&site, 2, "ada").await;
        assert_eq!(code(second_factor::enter(app, &ctx, browser.reveal(), &ada.recovery[0]).await), "PMS_ACC_012");
        assert_eq!(second_factor::own(app, &ada.ctx).await.unwrap().codes_left, 9);
        let fresh = second_factor::new_codes(app, &ada.ctx, &secret(PASSWORD), &ada.recovery[1]).await.unwrap();
        let old = second_factor::enter(app, &ctx, browser.reveal(), &ada.recovery[2]).await;
        assert_eq!(code(old), "PMS_ACC_012", "new ones take the place of the old");
        assert_eq!(code(second_factor::enter(app, &ctx, browser.reveal(), &fresh[9]).await), "OK");
        assert_eq!(told(&site, "ada@example.org").await, ["codes", "on", "recovery", "recovery", "recovery"]);
    }
}

#[tokio::test]
async fn wrong_codes_are_limited_and_a_password_alone_makes_no_source_known() {
    let site = Site::new().await;
    let app = &site.app;
    account(&site, "ada", &[]).await;
    let ada = guard(&site, "ada").await;
    let mut refused = 0;
    // From ever other places, each of which types the right password first.
    for place in 10..=30 {
        let browser = half(&site, place, "ada").await;
        for _ in 0..9 {
            let wrong = second_factor::enter(app, &from(app, place), browser.reveal(), &secret("abc")).await;
            if code(wrong) == "LIMITED" {
                refused += 1;
            }
        }
    }
    assert!(refused > 80, "a hundred wrong ones from all places together are enough: {refused}");
    let owner = half(&site, 1, "ada").await;
    let right = next(&site, &ada.key);
    let entered = second_factor::enter(app, &from(app, 1), owner.reveal(), &right).await;
    assert_eq!(code(entered), "OK", "the owner's own place is not locked out");
}

#[tokio::test]
async fn a_letter_is_no_way_around_it() {
    for site in Site::on_both().await {
        let app = &site.app;
        account(&site, "ada", &[]).await;
        let ada = guard(&site, "ada").await;
        let (browser, ctx) = (new_browser(app), from(app, 3));
        passwords::request_reset(app, &ctx, "ada@example.org", browser.reveal()).await.unwrap();
        let digits = newest_code(app, "ada@example.org").await;
        let entry = passwords::reset(app, &ctx, browser.reveal(), &digits, &secret("granite otter wednesday")).await;
        assert!(matches!(entry.unwrap(), Entry::SecondFactor));
        assert_eq!(code(second_factor::enter(app, &ctx, browser.reveal(), &next(&site, &ada.key)).await), "OK");
    }
}

#[tokio::test]
async fn a_password_changed_meanwhile_ends_the_wait_for_a_code() {
    let site = Site::new().await;
    let app = &site.app;
    account(&site, "ada", &[]).await;
    let ada = guard(&site, "ada").await;
    let browser = half(&site, 2, "ada").await;
    site.clock.advance(chrono::TimeDelta::seconds(30));
    passwords::change(app, &ada.ctx, Some(&secret(PASSWORD)), &secret("granite otter wednesday")).await.unwrap();
    let late = second_factor::enter(app, &from(app, 2), browser.reveal(), &now(&site, &ada.key)).await;
    assert_eq!(code(late), "PMS_ACC_013");
}

#[tokio::test]
async fn no_token_for_a_password_alone_and_only_who_knows_it_learns_why() {
    for site in Site::on_both().await {
        let app = &site.app;
        account(&site, "ada", &[]).await;
        let client = clients::create(app, &site.system(), "tool", &[], &[]).await.unwrap();
        let ctx = from(app, 1);
        let token = |password: &'static str| {
            let (client, ctx) = (client.clone(), ctx.clone());
            async move { code(tokens::password_token(app, &ctx, "ada", &secret(password), "tool", Some(&client)).await) }
        };
        assert_eq!(token(PASSWORD).await, "OK");
        guard(&site, "ada").await;
        assert_eq!(token(PASSWORD).await, "PMS_ACC_011");
        assert_eq!(token("not the password").await, "KER-ATH-023");
        assert_eq!(
            code(tokens::client_token(app, &ctx, "tool", &client).await),
            "OK",
            "a program has no second factor"
        );
    }
}

#[tokio::test]
async fn it_is_switched_off_with_password_and_code() {
    for site in Site::on_both().await {
        let app = &site.app;
        account(&site, "ada", &[]).await;
        let ada = guard(&site, "ada").await;
        let off = async |password: &str, typed: &Secret| {
            code(second_factor::switch_off(app, &ada.ctx, &secret(password), typed).await)
        };
        assert_eq!(off("not it", &next(&site, &ada.key)).await, "PMS_ACC_008");
        assert_eq!(off(PASSWORD, &secret("000")).await, "PMS_ACC_012");
        assert_eq!(off(PASSWORD, &now(&site, &ada.key)).await, "OK");
        assert_eq!(off(PASSWORD, &now(&site, &ada.key)).await, "PMS_ACC_013");
        assert_eq!(code(enter(app, &from(app, 4), "ada", &secret(PASSWORD)).await), "OK");
        assert_eq!(told(&site, "ada@example.org").await, ["off", "on"]);
    }
}

#[tokio::test]
async fn where_the_site_asks_for_it_nothing_goes_without() {
    for site in Site::on_both_with(|settings| settings.accounts.second_factor = "staff".into()).await {
        let app = &site.app;
        account(&site, "ada", &[roles::PARTNER_ADMIN]).await;
        account(&site, "bob", &[roles::AUTH_PARTNER]).await;
        let bob = enter(app, &from(app, 1), "bob", &secret(PASSWORD)).await.unwrap().session;
        assert!(!sign_in::session(app, bob.secret.reveal()).await.unwrap().unwrap().must_enrol);
        let session = enter(app, &from(app, 1), "ada", &secret(PASSWORD)).await.unwrap().session;
        let held = sign_in::session(app, session.secret.reveal()).await.unwrap().unwrap();
        assert!(held.must_enrol && held.actor.roles.is_empty(), "no role before it is set up");
        let client = clients::create(app, &site.system(), "tool", &[], &[]).await.unwrap();
        let token = tokens::password_token(app, &from(app, 1), "ada", &secret(PASSWORD), "tool", Some(&client)).await;
        assert_eq!(code(token), "PMS_ACC_011");
        let ada = guard(&site, "ada").await;
        assert!(sign_in::session(app, session.secret.reveal()).await.unwrap().is_none(), "the other session has ended");
        let off = second_factor::switch_off(app, &ada.ctx, &secret(PASSWORD), &next(&site, &ada.key)).await;
        assert_eq!(code(off), "PMS_ACC_014");
    }
}

#[tokio::test]
async fn an_admin_takes_it_from_others_with_a_reason() {
    for site in Site::on_both().await {
        let app = &site.app;
        account(&site, "ada", &[]).await;
        let eve = site.person("eve", &[roles::PARTNER_ADMIN]).await;
        let bob = site.person("bob", &[roles::AUTH_PARTNER]).await;
        let (admin, other) = (site.context(&eve).await, site.context(&bob).await);
        assert_eq!(code(second_factor::reset(app, &admin, "ada", Some("lost")).await), "PMS_ACC_013", "it is off");
        let ada = guard(&site, "ada").await;
        assert_eq!(code(second_factor::reset(app, &other, "ada", Some("lost")).await), "KER-ATH-403");
        assert_ne!(code(second_factor::reset(app, &admin, "ada", None).await), "OK", "a reason is asked for");
        assert_eq!(
            code(second_factor::reset(app, &admin, "eve", Some("lost")).await),
            "KER-ATH-403",
            "never one's own"
        );
        assert_eq!(code(second_factor::reset(app, &admin, "nobody", Some("lost")).await), "PMS_ACC_006");
        second_factor::reset(app, &admin, "ada", Some("The phone is lost")).await.unwrap();
        assert!(app.identity().snapshot().ended.contains_key(ada.ctx.actor.session.as_deref().unwrap()));
        assert_eq!(code(enter(app, &from(app, 4), "ada", &secret(PASSWORD)).await), "OK");
        assert_eq!(told(&site, "ada@example.org").await, ["on", "reset"]);
        guard(&site, "ada").await;
        second_factor::reset(app, &site.system(), "ada", None).await.unwrap();
    }
}

#[tokio::test]
async fn where_two_admins_are_asked_for_the_second_carries_it_out() {
    let two = |settings: &mut pms_app::settings::Settings| {
        settings.approvals.two_person = vec![TwoPerson::SecondFactor.as_str().to_owned()];
    };
    for site in Site::on_both_with(two).await {
        let app = &site.app;
        let id = account(&site, "ada", &[roles::PARTNER_ADMIN]).await;
        let ada = guard(&site, "ada").await;
        let eve = site.context(&site.person("eve", &[roles::PARTNER_ADMIN]).await).await;
        let max = site.context(&site.person("max", &[roles::PARTNER_ADMIN]).await).await;
        assert_eq!(code(second_factor::reset(app, &eve, "ada", Some("lost")).await), "PMS_APR_006");
        let filter = pms_store::approval::Filter { state: Some("open".into()), ..Default::default() };
        let waiting = approvals::list(app, &max, &filter, 0, 10).await.unwrap();
        let found = &waiting.rows[0];
        assert_eq!((found.kind.as_str(), found.object_id.as_str()), ("second-factor", id.as_str()));
        let verdict = || Verdict { decision: Decision::Approve, reason: None, shown_revision: None };
        assert_ne!(code(approvals::decide(app, &eve, &found.id, verdict()).await), "OK", "not the first admin");
        assert_ne!(code(approvals::decide(app, &ada.ctx, &found.id, verdict()).await), "OK", "not about oneself");
        approvals::decide(app, &max, &found.id, verdict()).await.unwrap();
        assert!(app.identity().snapshot().ended.contains_key(ada.ctx.actor.session.as_deref().unwrap()));
        assert_eq!(code(enter(app, &from(app, 4), "ada", &secret(PASSWORD)).await), "OK");
    }
}
