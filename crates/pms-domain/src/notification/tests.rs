use std::collections::BTreeSet;

use chrono::TimeDelta;
use proptest::prelude::*;

use super::*;

const PERIODS: [u32; 13] = [30, 15, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0];

fn day(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + TimeDelta::days(number.into())
}

#[test]
fn words_and_names_are_read_back() {
    for kind in Kind::ALL {
        assert_eq!(Kind::parse(kind.as_str()), Some(kind));
        assert_eq!(Kind::parse_word(&kind.word().to_uppercase()), Some(kind));
    }
    assert_eq!(Kind::parse_word("other"), None);
    assert_eq!(Kind::parse("root"), None);
}

fn actor(roles: &[&str]) -> Actor {
    let mut actor = Actor::anonymous();
    actor.roles = roles.iter().map(|role| (*role).to_owned()).collect();
    actor
}

#[test]
fn each_role_sees_what_its_type_has() {
    for (roles, expected) in [
        (&[PARTNER_ADMIN, FTM_PROVIDER][..], &[Kind::Root, Kind::Intermediate, Kind::Weekly][..]),
        (&[SDK_PARTNER], &[Kind::Partner]),
        (&[FTM_PROVIDER], &[Kind::Partner, Kind::Chip]),
        (&[AUTH_PARTNER], &[Kind::Partner, Kind::ApiKey]),
        (&[PRINT_PARTNER], &[Kind::Partner, Kind::ApiKey]),
        (&[DEVICE_PROVIDER], &[Kind::Partner, Kind::Interface]),
    ] {
        assert_eq!(Kind::shown_to(&actor(roles)), expected, "{roles:?}");
    }
}

#[test]
fn filters_go_with_their_type_in_the_contracts_order() {
    let none = Filters::default();
    let certificate = Filters { certificate: true, ..none };
    let expiry = Filters { expiry: true, ..none };
    let created = Filters { created: true, ..none };
    let key = Filters { key: true, ..none };
    let chip = Filters { chip: true, ..none };
    let interface = Filters { interface: true, ..none };
    let all = Filters { certificate: true, expiry: true, created: true, key: true, chip: true, interface: true };
    for (filters, word, is_admin, expected) in [
        (none, None, false, "ok"),
        (none, Some("nothing"), false, "ok"),
        (expiry, Some("nothing"), false, "ok"),
        (certificate, None, true, "015"),
        (all, None, true, "015"),
        (none, Some("Root"), false, "006"),
        (none, Some("intermediate"), false, "006"),
        (all, Some("weekly"), false, "006"),
        (all, Some("root"), true, "017"),
        (created, Some("weekly"), true, "ok"),
        (Filters { created: true, ..expiry }, Some("weekly"), true, "024"),
        (Filters { certificate: true, ..expiry }, Some("weekly"), true, "024"),
        (certificate, Some("weekly"), true, "021"),
        (certificate, Some("PARTNER"), false, "ok"),
        (certificate, Some("intermediate"), true, "ok"),
        (Filters { key: true, ..certificate }, Some("sbi"), false, "021"),
        (Filters { created: true, ..key }, Some("apikey"), false, "017"),
        (Filters { chip: true, ..key }, Some("sbi"), false, "020"),
        (key, Some("apikey"), false, "ok"),
        (Filters { interface: true, ..chip }, Some("apikey"), false, "022"),
        (chip, Some("ftm-chip"), false, "ok"),
        (interface, Some("ftm-chip"), false, "023"),
        (interface, Some("sbi"), false, "ok"),
        (interface, Some("nothing"), false, "023"),
    ] {
        let found = filters.check(word, is_admin).map_or_else(|entry| &entry.code[entry.code.len() - 3..], |()| "ok");
        assert_eq!(found, expected, "{filters:?} {word:?} {is_admin}");
    }
}

#[test]
fn after_a_pause_the_newest_missed_period_is_made_up_for() {
    let periods = Periods::new(&PERIODS);
    let ends = day(30);
    assert_eq!(periods.due(ends, day(14), day(15)), Some(15));
    assert_eq!(periods.due(ends, day(14), day(17)), Some(15), "missed by two days");
    assert_eq!(periods.due(ends, day(14), day(21)), Some(9), "of two missed ones the newer");
    assert_eq!(periods.due(ends, day(15), day(18)), None, "told already");
    assert_eq!(periods.due(ends, day(28), day(33)), Some(0), "it ended meanwhile");
    assert_eq!(periods.due(ends, day(30), day(33)), None);
    assert_eq!(Periods::new(&[]).due(ends, day(0), day(30)), None);
    assert_eq!(Periods::new(&[]).longest(), None);
    assert_eq!(periods.longest(), Some(30));
}

proptest! {
    /// Whatever days are run, nobody is told twice for one period, and whoever is told hears the newest due one.
    #[test]
    fn each_period_comes_at_most_once(runs in proptest::collection::btree_set(1u32..90, 0..90), ends in 31u32..80) {
        let periods = Periods::new(&PERIODS);
        let mut told = BTreeSet::new();
        let mut last = 0;
        for run in &runs {
            if let Some(period) = periods.due(day(ends), day(last), day(*run)) {
                prop_assert!(told.insert(period), "{period} twice");
                prop_assert!(ends - period <= *run && ends - period > last);
            }
            last = *run;
        }
    }

    /// Run every day, every period comes, on its own day.
    #[test]
    fn run_daily_every_period_comes_on_its_day(ends in 31u32..80) {
        let periods = Periods::new(&PERIODS);
        let told: Vec<(u32, u32)> = (1..=ends + 5)
            .filter_map(|run| Some((run, periods.due(day(ends), day(run - 1), day(run))?)))
            .collect();
        let expected: Vec<(u32, u32)> = PERIODS.iter().map(|period| (ends - period, *period)).collect();
        prop_assert_eq!(told, expected);
    }
}
