//! Ten thousand guesses at passwords and codes.

use pms_app::accounts::{new_browser, passwords, registration, sign_in};
use pms_app::testing::Site;

use crate::support::{PASSWORD, account, code, draft, from, newest_code, secret, signed_in};

#[tokio::test]
async fn ten_thousand_passwords_get_nowhere_and_the_owner_stays_in() {
    let site = Site::new().await;
    let app = &site.app;
    account(&site, "ada", &[]).await;
    let owner = from(app, 250);
    let session = sign_in::sign_in(app, &owner, "ada", &secret(PASSWORD)).await.unwrap().session;
    let mut judged = 0;
    for number in 0..10_000_u32 {
        let source = from(app, (number % 200) as u8);
        let guess = secret(&format!("guess number {number}"));
        match code(sign_in::sign_in(app, &source, "ada", &guess).await).as_str() {
            "PMS_ACC_001" => judged += 1,
            "LIMITED" => {}
            other => panic!("{other}"),
        }
    }
    assert!(judged <= 100, "{judged} guesses were judged within the hour");
    assert!(sign_in::session(app, session.secret.reveal()).await.unwrap().is_some(), "a live session never ends so");
    site.clock.advance(chrono::TimeDelta::minutes(1));
    assert_eq!(code(sign_in::sign_in(app, &owner, "ada", &secret(PASSWORD)).await), "OK", "from a place of the owner");
}

#[tokio::test]
async fn ten_thousand_codes_get_nowhere() {
    let site = Site::new().await;
    let app = &site.app;
    let ctx = from(app, 1);
    let cookie = registration::start(app, &ctx).await.unwrap();
    registration::save(app, &ctx, cookie.reveal(), &draft("x", "ada", "ada@example.org"), None).await.unwrap();
    registration::send_code(app, &ctx, cookie.reveal()).await.unwrap();
    let right = newest_code(app, "ada@example.org").await;
    let mut judged = 0;
    for number in 0..10_000_u32 {
        let guess = format!("{number:06}");
        if guess == right {
            continue;
        }
        match code(registration::confirm(app, &from(app, (number % 250) as u8), cookie.reveal(), &guess).await).as_str()
        {
            "PMS_ACC_002" => judged += 1,
            "LIMITED" => {}
            other => panic!("{other}"),
        }
    }
    assert!(judged <= 20, "{judged}");
    let late = registration::confirm(app, &ctx, cookie.reveal(), &right).await;
    assert_ne!(code(late), "OK", "the code died with its fifth try");
}

#[tokio::test]
async fn resets_cannot_be_used_to_flood_an_address() {
    let site = Site::new().await;
    let app = &site.app;
    account(&site, "ada", &[]).await;
    for number in 0..100 {
        let browser = new_browser(app);
        let _ = passwords::request_reset(app, &from(app, number), "ada@example.org", browser.reveal()).await;
    }
    assert_eq!(crate::support::letters(app, "ada@example.org").await.len(), 3);
}

#[tokio::test]
async fn a_changed_password_cannot_be_guessed_through_the_session() {
    let site = Site::new().await;
    let app = &site.app;
    account(&site, "ada", &[]).await;
    let session = sign_in::sign_in(app, &from(app, 1), "ada", &secret(PASSWORD)).await.unwrap().session;
    let ctx = signed_in(app, session.secret.reveal()).await;
    let mut answers = std::collections::BTreeSet::new();
    for number in 0..30 {
        let guess = secret(&format!("guess {number}"));
        answers.insert(code(passwords::change(app, &ctx, Some(&guess), &secret("granite otter friday")).await));
    }
    assert!(answers.contains("LIMITED"));
}
