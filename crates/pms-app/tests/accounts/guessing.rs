//! Ten thousand guesses at passwords and codes.

use pms_app::accounts::{new_browser, passwords, registration, sign_in};
use pms_app::testing::Site;
use pms_app::{App, Failure};
use tokio::task::JoinHandle;

use crate::support::{PASSWORD, account, code, draft, from, newest_code, secret, signed_in};

#[tokio::test]
async fn ten_thousand_passwords_get_nowhere_and_the_owner_stays_in() {
    let site = Site::new().await;
    let app = &site.app;
    account(&site, "ada", &[]).await;
    let owner = from(app, 250);
    let session = crate::support::enter(app, &owner, "ada", &secret(PASSWORD)).await.unwrap().session;
    let mut judged = 0;
    for number in 0..10_000_u32 {
        let source = from(app, (number % 200) as u8);
        let guess = secret(&format!("guess number {number}"));
        match code(crate::support::enter(app, &source, "ada", &guess).await).as_str() {
            "PMS_ACC_001" => judged += 1,
            "LIMITED" => {}
            other => panic!("{other}"),
        }
    }
    assert!(judged <= 100, "{judged} guesses were judged within the hour");
    assert!(sign_in::session(app, session.secret.reveal()).await.unwrap().is_some(), "a live session never ends so");
    site.clock.advance(chrono::TimeDelta::minutes(1));
    assert_eq!(
        code(crate::support::enter(app, &owner, "ada", &secret(PASSWORD)).await),
        "OK",
        "from a place of the owner"
    );
}

/// Ten wrong passwords an hour from one place for a name or an address, however it is spelled; and as many for what is no
/// account.
#[tokio::test]
async fn a_name_has_one_count_in_all_its_spellings() {
    for site in Site::on_both().await {
        let app = &site.app;
        account(&site, "ada", &[]).await;
        for (place, spellings) in [
            (1, ["ada", "Ada", "ADA", " ada ", "ａｄａ"]),
            (1, ["ada@example.org", "ADA@example.org", " Ada@Example.ORG ", "ada@EXAMPLE.org", "ada@example.org "]),
            (2, ["nobody", "Nobody", " nobody ", "NOBODY", "ｎｏｂｏｄｙ"]),
            (2, ["no@example.org", "NO@example.org", " no@example.org", "No@Example.Org", "no@EXAMPLE.org "]),
        ] {
            let mut answers = Vec::new();
            for typed in spellings.iter().cycle().take(12) {
                answers.push(code(crate::support::enter(app, &from(app, place), typed, &secret("a wrong one")).await));
            }
            assert_eq!(answers[..10], ["PMS_ACC_001"; 10], "{spellings:?}");
            assert_eq!(answers[10..], ["LIMITED"; 2], "{spellings:?}");
        }
        // What is looked up as another address is counted as another one, whether or not the first has an account.
        for (place, first, other) in
            [(4, "ada@example.org", "ａda@example.org"), (5, "no@example.org", "ｎo@example.org")]
        {
            for _ in 0..10 {
                let _wrong = crate::support::enter(app, &from(app, place), first, &secret("a wrong one")).await;
            }
            let answer = code(crate::support::enter(app, &from(app, place), other, &secret("a wrong one")).await);
            assert_eq!(answer, "PMS_ACC_001", "{other}");
        }
    }
}

/// Whoever has used up the tries under a name must not see from the next answer which address belongs to it.
#[tokio::test]
async fn a_limited_name_does_not_tell_which_address_is_its_own() {
    for site in Site::on_both().await {
        let app = &site.app;
        account(&site, "ada", &[]).await;
        account(&site, "bob", &[]).await;
        let wrong = secret("a wrong one");
        let addresses = ["ada@example.org", "bob@example.org", "no@example.org"];
        for (place, name) in [(1, "ada"), (2, "nobody")] {
            let source = from(app, place);
            while code(crate::support::enter(app, &source, name, &wrong).await) != "LIMITED" {}
            let mut answers = Vec::new();
            for address in addresses {
                let mut of_address = Vec::new();
                for _ in 0..12 {
                    of_address.push(code(crate::support::enter(app, &source, address, &wrong).await));
                }
                answers.push(of_address);
            }
            assert_eq!(answers[0][..10], ["PMS_ACC_001"; 10], "{name}");
            assert_eq!(answers[0][10..], ["LIMITED"; 2], "{name}");
            assert!(answers.iter().all(|of_address| *of_address == answers[0]), "{name}: {answers:?}");
        }
        // And the other way round: used up under an address, under whose name?
        let source = from(app, 3);
        while code(crate::support::enter(app, &source, "ada@example.org", &wrong).await) != "LIMITED" {}
        for name in ["ada", "bob", "nobody"] {
            assert_eq!(code(crate::support::enter(app, &source, name, &wrong).await), "PMS_ACC_001", "{name}");
        }
    }
}

/// From many places, the account is counted under its name and its address alike.
#[tokio::test]
async fn an_account_has_one_count_over_all_sources() {
    let site = Site::new().await;
    let app = &site.app;
    account(&site, "ada", &[]).await;
    let wrong = secret("a wrong one");
    for number in 0..100_u8 {
        let typed = if number % 2 == 0 { "ada" } else { "ada@example.org" };
        assert_eq!(code(crate::support::enter(app, &from(app, number % 20), typed, &wrong).await), "PMS_ACC_001");
    }
    for typed in ["ada", "ada@example.org"] {
        assert_eq!(code(crate::support::enter(app, &from(app, 200), typed, &wrong).await), "LIMITED", "{typed}");
    }
    assert_eq!(code(crate::support::enter(app, &from(app, 200), "bob", &wrong).await), "PMS_ACC_001");
}

/// So many passwords at once that whoever comes next is sent away.
fn crowd(app: &App) -> Vec<JoinHandle<bool>> {
    let hash = |app: App| async move { app.identity().passwords().verify(&secret("x"), None).await.is_ok() };
    (0..100).map(|_| tokio::spawn(hash(app.clone()))).collect()
}

/// What was never judged is no failure: ten wrong passwords are judged in the hour, however many were sent away between.
#[tokio::test]
async fn a_busy_server_is_not_held_against_anybody() {
    let site = Site::new().await;
    let app = &site.app;
    account(&site, "ada", &[]).await;
    account(&site, "bob", &[]).await;
    let session = crate::support::enter(app, &from(app, 9), "bob", &secret(PASSWORD)).await.unwrap().session;
    let bob = signed_in(app, session.secret.reveal()).await;
    let wrong = secret("a wrong one");
    let (mut judged, mut sent_away) = ([0, 0], [0, 0]);
    // How soon the crowd has gone is the machine's affair, so both answers are right, and are counted.
    while judged.iter().any(|count| *count < 10) {
        let crowd = if sent_away.iter().any(|count| *count < 2) { crowd(app) } else { Vec::new() };
        tokio::task::yield_now().await;
        let typed = crate::support::enter(app, &from(app, 1), "ada", &wrong).await.map(|_| ());
        let changed = passwords::change(app, &bob, Some(&wrong), &secret("granite otter friday")).await;
        for (slot, outcome) in [typed, changed].into_iter().enumerate() {
            match outcome {
                Err(Failure::Refused(_)) => judged[slot] += 1,
                Err(Failure::Limited { retry_after: 5 }) => sent_away[slot] += 1,
                other => assert_eq!((code(other).as_str(), judged[slot]), ("LIMITED", 10)),
            }
        }
        for one in crowd {
            one.await.unwrap();
        }
    }
    assert!(sent_away.iter().all(|count| *count >= 1), "{sent_away:?}");
    assert_eq!(code(crate::support::enter(app, &from(app, 1), "ada", &wrong).await), "LIMITED");
    assert_eq!(judged, [10, 10]);
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
    let session = crate::support::enter(app, &from(app, 1), "ada", &secret(PASSWORD)).await.unwrap().session;
    let ctx = signed_in(app, session.secret.reveal()).await;
    let mut answers = std::collections::BTreeSet::new();
    for number in 0..30 {
        let guess = secret(&format!("guess {number}"));
        answers.insert(code(passwords::change(app, &ctx, Some(&guess), &secret("granite otter friday")).await));
    }
    assert!(answers.contains("LIMITED"));
}
