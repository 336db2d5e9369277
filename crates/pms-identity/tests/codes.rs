//! One-time codes and limits: their numbers hold, also for many at once and on both databases.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod support;

use std::net::IpAddr;

use pms_identity::Guess;
use pms_identity::otp::{Asker, Code, Purpose};
use support::Fixture;

fn source(last: u8) -> Option<IpAddr> {
    Some(IpAddr::from([192, 0, 2, last]))
}

/// A browser at a strange source.
fn at(browser: &str) -> Asker<'_> {
    Asker { browser, source: source(1) }
}

fn wrong(code: &Code) -> String {
    let number: u32 = code.digits.reveal().parse().unwrap();
    format!("{:06}", (number + 1) % 1_000_000)
}

#[tokio::test]
async fn a_code_works_once_for_its_purpose_address_and_browser() {
    for fixture in Fixture::both().await {
        let otps = fixture.identity().await.otps().clone();
        let code = otps.make(Purpose::Registration, "a@example.org", at("browser")).await.unwrap().unwrap();
        let digits = code.digits.reveal().to_owned();
        assert!(digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit()));
        for (purpose, address, browser) in [
            (Purpose::Reset, "a@example.org", "browser"),
            (Purpose::Registration, "b@example.org", "browser"),
            (Purpose::Registration, "a@example.org", "other"),
        ] {
            assert!(!otps.check(purpose, address, at(browser), &digits).await.unwrap().unwrap());
        }
        let spaced = format!(" {} {}", &digits[..3], &digits[3..]);
        assert!(otps.check(Purpose::Registration, "A@Example.org", at("browser"), &spaced).await.unwrap().unwrap());
        assert!(!otps.check(Purpose::Registration, "a@example.org", at("browser"), &digits).await.unwrap().unwrap());
    }
}

#[tokio::test]
async fn a_code_ends_after_ten_minutes_five_tries_or_a_newer_one() {
    for fixture in Fixture::both().await {
        let otps = fixture.identity().await.otps().clone();
        let make = || async { otps.make(Purpose::Reset, "a@example.org", at("b")).await.unwrap().unwrap() };
        let check = |digits: String| {
            let otps = otps.clone();
            async move { otps.check(Purpose::Reset, "a@example.org", at("b"), &digits).await.unwrap().unwrap() }
        };
        let code = make().await;
        fixture.clock.advance(chrono::TimeDelta::minutes(10));
        assert!(!check(code.digits.reveal().to_owned()).await, "too late");

        let older = make().await;
        let newer = make().await;
        assert!(!check(older.digits.reveal().to_owned()).await, "replaced");
        for _ in 0..4 {
            assert!(!check(wrong(&newer)).await);
        }
        assert!(!check(newer.digits.reveal().to_owned()).await, "the sixth try");
    }
}

#[tokio::test]
async fn three_sends_an_hour_and_twenty_wrong_ones_a_day() {
    for fixture in Fixture::both().await {
        let otps = fixture.identity().await.otps().clone();
        let mut wrong_ones = 0;
        let mut hours = 0;
        'day: loop {
            for _ in 0..3 {
                let Ok(code) = otps.make(Purpose::Reset, "a@example.org", at("b")).await.unwrap() else { break 'day };
                for _ in 0..5 {
                    match otps.check(Purpose::Reset, "a@example.org", at("b"), &wrong(&code)).await.unwrap() {
                        Ok(right) => assert!(!right),
                        Err(_) => break 'day,
                    }
                    wrong_ones += 1;
                }
            }
            if let Ok(_code) = otps.make(Purpose::Reset, "a@example.org", at("b")).await.unwrap() {
                panic!("a fourth code within the hour");
            }
            assert!(otps.make(Purpose::Reset, "b@example.org", at("b")).await.unwrap().is_ok(), "others are not hit");
            fixture.clock.advance(chrono::TimeDelta::hours(1));
            hours += 1;
            assert!(hours < 5);
        }
        assert_eq!(wrong_ones, 20);
        let limited = otps.make(Purpose::Reset, "a@example.org", at("b")).await.unwrap().err().unwrap();
        fixture.clock.advance(chrono::TimeDelta::seconds(i64::try_from(limited.retry_after).unwrap()));
        assert!(otps.make(Purpose::Reset, "a@example.org", at("b")).await.unwrap().is_ok(), "the next day");
    }
}

#[tokio::test]
async fn one_right_code_among_many_at_once_is_right_once() {
    for fixture in Fixture::both().await {
        let otps = fixture.identity().await.otps().clone();
        let code = otps.make(Purpose::Reset, "a@example.org", at("b")).await.unwrap().unwrap();
        let tasks: Vec<_> = (0..5)
            .map(|_| {
                let (otps, digits) = (otps.clone(), code.digits.reveal().to_owned());
                tokio::spawn(async move { otps.check(Purpose::Reset, "a@example.org", at("b"), &digits).await })
            })
            .collect();
        let mut right = 0;
        for task in tasks {
            right += usize::from(task.await.unwrap().unwrap().unwrap_or(false));
        }
        assert_eq!(right, 1);
    }
}

#[tokio::test]
async fn failures_lock_a_source_out_of_an_account_and_nobody_else() {
    for fixture in Fixture::both().await {
        let limits = fixture.identity().await.limits().clone();
        for _ in 0..10 {
            let attempt = limits.attempt(Guess::SignIn, source(1), "ada").await.unwrap();
            assert!(attempt.is_ok());
        }
        let limited = limits.attempt(Guess::SignIn, source(1), "ada").await.unwrap().err().unwrap();
        assert!((1..=3600).contains(&limited.retry_after));
        assert!(limits.attempt(Guess::SignIn, source(1), "bob").await.unwrap().is_ok(), "another account");
        assert!(limits.attempt(Guess::SignIn, source(2), "ada").await.unwrap().is_ok(), "another source");
        fixture.clock.advance(chrono::TimeDelta::hours(1));
        assert!(limits.attempt(Guess::SignIn, source(1), "ada").await.unwrap().is_ok(), "an hour later");
    }
}

#[tokio::test]
async fn a_source_that_was_signed_in_from_is_not_locked_out_by_others() {
    let fixture = Fixture::sqlite().await;
    let limits = fixture.identity().await.limits().clone();
    let own = limits.attempt(Guess::SignIn, source(200), "ada").await.unwrap().unwrap();
    limits.succeeded(own).await.unwrap();
    for number in 0..=150_u8 {
        for _ in 0..2 {
            let _ = limits.attempt(Guess::SignIn, source(number), "ada").await.unwrap();
        }
    }
    assert!(limits.attempt(Guess::SignIn, source(199), "ada").await.unwrap().is_err(), "a stranger has to wait");
    assert!(limits.attempt(Guess::SignIn, source(200), "ada").await.unwrap().is_ok(), "the owner does not");
}

#[tokio::test]
async fn success_takes_back_its_own_attempt_only() {
    let fixture = Fixture::sqlite().await;
    let limits = fixture.identity().await.limits().clone();
    for _ in 0..9 {
        let _failed = limits.attempt(Guess::SignIn, source(1), "ada").await.unwrap().unwrap();
    }
    for _ in 0..20 {
        let right = limits.attempt(Guess::SignIn, source(1), "ada").await.unwrap().unwrap();
        limits.succeeded(right).await.unwrap();
    }
    let _tenth = limits.attempt(Guess::SignIn, source(1), "ada").await.unwrap().unwrap();
    assert!(
        limits.attempt(Guess::SignIn, source(1), "ada").await.unwrap().is_err(),
        "nine failures were not forgotten"
    );
}

#[tokio::test]
async fn many_at_once_do_not_slip_through_and_replicas_share_the_count() {
    for fixture in Fixture::both().await {
        let (one, two) = (fixture.identity().await, fixture.identity().await);
        let tasks: Vec<_> = (0..60)
            .map(|number| {
                let limits = if number % 2 == 0 { one.limits().clone() } else { two.limits().clone() };
                tokio::spawn(async move { limits.attempt(Guess::SignIn, source(1), "ada").await.unwrap().is_ok() })
            })
            .collect();
        let mut passed = 0;
        for task in tasks {
            passed += usize::from(task.await.unwrap());
        }
        assert_eq!(passed, 10);
    }
}

#[tokio::test]
async fn everybody_together_is_limited_too() {
    let fixture = Fixture::sqlite().await;
    let mut config = support::config();
    config.limits.overall = 30;
    let limits = fixture.identity_with(config).await.limits().clone();
    let mut passed = 0;
    for number in 0..100_u8 {
        passed += usize::from(
            limits.attempt(Guess::SignIn, source(number), format!("user{number}").as_str()).await.unwrap().is_ok(),
        );
    }
    assert_eq!(passed, 30);
    fixture.clock.advance(chrono::TimeDelta::minutes(1));
    assert!(limits.attempt(Guess::SignIn, source(1), "x").await.unwrap().is_ok());
}

#[tokio::test]
async fn a_thing_is_used_once() {
    for fixture in Fixture::both().await {
        let limits = fixture.identity().await.limits().clone();
        assert!(!limits.was_used("state", "a").await.unwrap());
        assert!(limits.once("state", "a", 600).await.unwrap());
        assert!(!limits.once("state", "a", 600).await.unwrap());
        assert!(limits.was_used("state", "a").await.unwrap());
        assert!(limits.once("state", "b", 600).await.unwrap());
    }
}

#[tokio::test]
async fn nothing_stored_tells_addresses_or_codes() {
    let fixture = Fixture::sqlite().await;
    let otps = fixture.identity().await.otps().clone();
    let code = otps.make(Purpose::Reset, "someone@example.org", at("browser-secret")).await.unwrap().unwrap();
    otps.check(Purpose::Reset, "someone@example.org", at("browser-secret"), "x").await.unwrap().unwrap();
    fixture.store.db().close().await;
    let support::Keep::Directory(directory) = &fixture.keep else { panic!() };
    for file in std::fs::read_dir(directory.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let holds = |needle: &str| bytes.windows(needle.len()).any(|window| window == needle.as_bytes());
        assert!(!holds("someone@example.org") && !holds("browser-secret"));
        assert!(!holds(&format!("|{}", code.digits.reveal())));
    }
}

/// Who asks for codes of one purpose, or types wrong ones, keeps nobody from those of another; and sources change nothing.
#[tokio::test]
async fn purposes_count_apart_and_sources_together() {
    const ADDRESS: &str = "owner@example.org";
    for fixture in Fixture::both().await {
        let otps = fixture.identity().await.otps().clone();
        let asker = |last| Asker { browser: "strange", source: source(last) };
        let send = async |purpose, asker| otps.make(purpose, ADDRESS, asker).await.unwrap().is_ok();
        let mut sent = 0;
        for number in 0..60 {
            sent += usize::from(send(Purpose::Registration, asker(number)).await);
        }
        assert_eq!(sent, 3, "three letters an hour");
        for number in 0..3 {
            assert!(send(Purpose::Reset, asker(number)).await, "another purpose");
        }
        assert!(!send(Purpose::Reset, asker(9)).await);

        let mut wrong_ones = 0;
        while let Ok(right) = otps.check(Purpose::Reset, ADDRESS, asker(wrong_ones), "no code").await.unwrap() {
            assert!(!right);
            wrong_ones += 1;
        }
        assert_eq!(wrong_ones, 20);
        fixture.clock.advance(chrono::TimeDelta::hours(1));
        assert!(!send(Purpose::Reset, asker(99)).await, "stopped until tomorrow");
        assert!(send(Purpose::Registration, asker(99)).await);
    }
}

/// What is refused costs nothing: not for the address, and not for the source.
#[tokio::test]
async fn refused_sends_count_for_nothing() {
    let fixture = Fixture::sqlite().await;
    let otps = fixture.identity().await.otps().clone();
    for number in 0..200 {
        let sent = otps.make(Purpose::Contact, "a@example.org", at("b")).await.unwrap().is_ok();
        assert_eq!(sent, number < 3);
    }
    // The source has sent three letters; fifty-seven more are its own.
    let mut sent = 0;
    for number in 0..100 {
        sent +=
            i64::from(otps.make(Purpose::Contact, &format!("{number}@example.org"), at("b")).await.unwrap().is_ok());
    }
    assert_eq!(sent, pms_identity::otp::LETTERS_OF_A_SOURCE - 3);
}
