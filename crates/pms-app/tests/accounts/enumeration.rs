//! Known and unknown addresses are answered alike, in body and time.

use std::time::{Duration, Instant};

use pms_app::accounts::{new_browser, passwords, registration};
use pms_app::testing::Site;
use pms_app::{App, Failure};

use crate::support::{account, code, confirmed, draft, from, letters, secret};

/// What a page could show of an outcome.
fn seen<T>(outcome: Result<T, Failure>) -> String {
    match outcome {
        Ok(_) => "OK".into(),
        Err(Failure::Refused(refusal)) => format!("{} {}", refusal.entry.status, refusal.message()),
        Err(Failure::Limited { retry_after }) => format!("limited {retry_after}"),
        Err(Failure::Internal(error)) => panic!("{error:#}"),
    }
}

#[tokio::test]
async fn sign_in_says_the_same_for_unknown_wrong_and_disabled() {
    for site in Site::on_both().await {
        let app = &site.app;
        account(&site, "ada", &[]).await;
        account(&site, "eve", &[]).await;
        pms_app::accounts::people::disable(app, &site.system(), "eve", None).await.unwrap();
        let mut answers = Vec::new();
        for (typed, password) in [
            ("ada", "wrong password here"),
            ("ada@example.org", "wrong password here"),
            ("nobody", "wrong password here"),
            ("nobody@example.org", "wrong password here"),
            ("eve", crate::support::PASSWORD),
            ("", ""),
            ("ada", ""),
        ] {
            answers.push(seen(crate::support::enter(app, &from(app, 1), typed, &secret(password)).await));
        }
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        assert_eq!(answers[0], "401 User name or password is not right.");
    }
}

async fn reset(app: &App, last: u8, address: &str) -> (String, Duration) {
    let browser = new_browser(app);
    let start = Instant::now();
    let answer = passwords::request_reset(app, &from(app, last), address, browser.reveal()).await;
    let taken = start.elapsed();
    let wrong = passwords::reset(app, &from(app, last), browser.reveal(), "000000", &secret("heron basalt x1")).await;
    (format!("{} then {}", seen(answer), seen(wrong)), taken)
}

#[tokio::test]
async fn reset_says_and_does_the_same_and_only_the_letter_differs() {
    for site in Site::on_both().await {
        let app = &site.app;
        account(&site, "ada", &[]).await;
        let (known, _) = reset(app, 1, "ada@example.org").await;
        let (unknown, _) = reset(app, 2, "nobody@example.org").await;
        assert_eq!(known, unknown);
        assert_eq!(letters(app, "ada@example.org").await[0].0, "otp");
        assert_eq!(letters(app, "nobody@example.org").await[0].0, "account-unknown");
        for _ in 0..2 {
            reset(app, 1, "ada@example.org").await;
            reset(app, 2, "nobody@example.org").await;
        }
        let (known, _) = reset(app, 1, "ada@example.org").await;
        let (unknown, _) = reset(app, 2, "nobody@example.org").await;
        assert_eq!(known, unknown, "the limit is the same");
        assert!(known.starts_with("limited"));
        assert_eq!(letters(app, "ada@example.org").await.len(), letters(app, "nobody@example.org").await.len());
    }
}

#[tokio::test]
async fn registration_says_the_same_and_a_known_address_gets_no_code() {
    for site in Site::on_both().await {
        let app = &site.app;
        account(&site, "ada", &[]).await;
        let mut answers = Vec::new();
        for (last, address, name) in [(1, "ada@example.org", "zoe"), (2, "new@example.org", "joe")] {
            let ctx = from(app, last);
            let cookie = registration::start(app, &ctx).await.unwrap();
            let form = draft("x", name, address);
            let saved =
                registration::save(app, &ctx, cookie.reveal(), &form, Some(&secret(crate::support::PASSWORD))).await;
            let sent = registration::send_code(app, &ctx, cookie.reveal()).await;
            let wrong = registration::confirm(app, &ctx, cookie.reveal(), "000000").await;
            let finish = registration::finish(app, &ctx, cookie.reveal()).await;
            answers.push(format!("{} {} {} {}", seen(saved), seen(sent), seen(wrong), seen(finish)));
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!(letters(app, "ada@example.org").await[0].0, "account-exists");
        assert_eq!(letters(app, "new@example.org").await[0].0, "otp");
    }
}

#[tokio::test]
async fn even_a_lucky_code_does_not_open_a_known_address() {
    let site = Site::new().await;
    let app = &site.app;
    let ctx = from(app, 1);
    // The address gets an account between the code and its confirmation.
    let cookie = registration::start(app, &ctx).await.unwrap();
    let form = draft("x", "zoe", "ada@example.org");
    registration::save(app, &ctx, cookie.reveal(), &form, Some(&secret(crate::support::PASSWORD))).await.unwrap();
    registration::send_code(app, &ctx, cookie.reveal()).await.unwrap();
    let digits = crate::support::newest_code(app, "ada@example.org").await;
    account(&site, "ada", &[]).await;
    registration::confirm(app, &ctx, cookie.reveal(), &digits).await.unwrap();
    assert_eq!(code(registration::finish(app, &ctx, cookie.reveal()).await), "PMS_ACC_009");
    let other = confirmed(app, &ctx, &draft("y", "yan", "yan@example.org")).await;
    registration::finish(app, &ctx, other.reveal()).await.unwrap();
}

/// The fastest of each are compared, with a wide bound: the machine is shared, and what else runs only ever adds. What
/// matters is that no order of magnitude lies between them, as it would without the work on nothing.
#[tokio::test]
async fn sign_in_and_reset_take_the_same_time_for_known_and_unknown() {
    let site = Site::with(|settings| {
        settings.limits.guesses_per_account = 1000;
        settings.limits.guesses_per_source = 1000;
    })
    .await;
    let app = &site.app;
    let mut sign_ins = [Vec::new(), Vec::new()];
    let mut resets = [Vec::new(), Vec::new()];
    for number in 0..7 {
        account(&site, &format!("known{number}"), &[]).await;
        for (slot, name) in [(0, format!("known{number}")), (1, format!("nobody{number}"))] {
            let start = Instant::now();
            let _ = crate::support::enter(app, &from(app, 1), &name, &secret("wrong password here")).await;
            sign_ins[slot].push(start.elapsed());
            resets[slot].push(reset(app, 1, &format!("{name}@example.org")).await.1);
        }
    }
    for times in [&mut sign_ins, &mut resets] {
        let [known, unknown] = times.each_ref().map(|all| *all.iter().min().unwrap());
        assert!(known < unknown * 3 && unknown < known * 3, "{known:?} {unknown:?}");
    }
}
