use std::sync::Arc;

use chrono::TimeDelta;
use proptest::prelude::*;

use super::*;
use crate::context::{BASE62, Clock, Random, Surroundings};
use crate::key_value::KeyValue;

fn at(minutes: i64) -> Timestamp {
    chrono::DateTime::UNIX_EPOCH.naive_utc() + TimeDelta::minutes(minutes)
}

struct Fixed;

impl Clock for Fixed {
    fn now(&self) -> Timestamp {
        at(0)
    }
}

/// Every byte in turn.
struct Counting(std::sync::Mutex<u8>);

impl Random for Counting {
    fn fill(&self, out: &mut [u8]) {
        let mut next = self.0.lock().unwrap();
        for byte in out {
            *byte = *next;
            *next = next.wrapping_add(1);
        }
    }
}

#[test]
fn a_key_has_32_characters_of_base62_and_is_strong() {
    let surroundings = Surroundings::new(Arc::new(Fixed), Arc::new(Counting(std::sync::Mutex::new(240))));
    let key = KeyValue::random(&surroundings, LENGTH);
    assert_eq!(key.reveal().len(), 32);
    assert!(key.reveal().bytes().all(|byte| BASE62.contains(&byte)), "bytes above the alphabet are thrown away");
    assert!(!key.is_weak());
    assert_ne!(key.reveal(), KeyValue::random(&surroundings, LENGTH).reveal());
}

#[test]
fn what_can_be_guessed_is_weak() {
    for (value, weak) in [
        ("123456", true),
        ("0", true),
        ("", true),
        ("12345678901234567890123456789012", true),
        ("123456789012345678901234567890123456789", false),
        ("0123456789abcdef0123456789abcde", true),
        ("0123456789abcdef0123456789abcdef", false),
        ("Kyc-partner-key", true),
        ("zzzzzzzzzzzzzzzzzzzzzz", false),
    ] {
        assert_eq!(KeyValue::new(value.to_owned()).is_weak(), weak, "{value}");
    }
}

#[test]
fn labels_are_normalised_and_short() {
    assert_eq!(check_label("  My \t key ").unwrap(), "My key");
    assert_eq!(check_label(&"x".repeat(36)).unwrap().len(), 36);
    let said = |label: &str| check_label(label).unwrap_err().to_string();
    let code = "PMS_COR_001 Invalid request parameter - ";
    assert_eq!(said(" \t"), format!("{code}must not be blank :request.label"));
    let long = format!("{code}Length should be between 1 and 36 chars :request.label");
    assert_eq!(said(&"x".repeat(37)), long);
    assert_eq!(said(&"\u{1F511}".repeat(19)), long, "UTF-16 units count");
    assert_eq!(said("a\u{202E}b"), format!("{code}must not hold invisible characters :request.label"));
}

#[test]
fn words_are_read_back_and_unknown_ones_let_nobody_in() {
    for phase in Phase::ALL {
        assert_eq!(Phase::parse(phase.as_str()), phase);
        assert!(phase.as_str().len() <= 16, "the column's width");
    }
    assert_eq!(Phase::parse("something"), Phase::Refused);
    let words: std::collections::BTreeSet<_> = State::ALL.map(State::as_str).into();
    assert_eq!(words.len(), State::ALL.len());
    assert_eq!(KeyApproval::parse("each"), Some(KeyApproval::Each));
    assert_eq!(KeyApproval::parse("never"), None);
}

#[test]
fn what_an_admin_stopped_its_partner_does_not_start() {
    let stopped = Standing { stopped_by_admin: true, ..Standing::adopted(false, None) };
    let said = |by_admin| stopped.next(Command::Activate { by_admin }, at(1)).map(|after| after.is_active);
    assert_eq!(said(false), Err(Refusal::of(&catalogue::KEY_STOPPED)));
    assert_eq!(said(true), Ok(true));
    let own = Standing { stopped_by_admin: false, ..stopped };
    assert!(own.next(Command::Activate { by_admin: false }, at(1)).is_ok());
}

fn standing() -> impl Strategy<Value = Standing> {
    let moment = || prop::option::of((0_i64..100).prop_map(at));
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    (prop::sample::select(Phase::ALL.to_vec()), flags, moment(), moment(), moment()).prop_map(
        |(phase, (is_active, stopped_by_admin, is_replaced), valid_to, ends_at, fetch_until)| Standing {
            phase,
            is_active,
            stopped_by_admin,
            is_replaced,
            valid_to,
            ends_at,
            fetch_until,
        },
    )
}

fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        any::<bool>().prop_map(|approved| Command::Decide { approved }),
        Just(Command::Fetch),
        any::<bool>().prop_map(|by_admin| Command::Activate { by_admin }),
        any::<bool>().prop_map(|by_admin| Command::Deactivate { by_admin }),
        any::<bool>().prop_map(|acceptable| Command::Reactivate { acceptable }),
        Just(Command::Replace),
        Just(Command::Unreplace),
        (0_i64..100).prop_map(|minutes| Command::EndAt(at(minutes))),
        Just(Command::Move),
        Just(Command::Settle),
    ]
}

proptest! {
    // Most standings refuse most commands: many are needed to meet every way that leads on.
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    /// From any stored standing, whatever it is, no command makes a key active that may not be.
    #[test]
    fn only_who_may_makes_a_key_active(before in standing(), command in command(), minute in 0_i64..120) {
        let now = at(minute);
        let state = before.state(now);
        let Ok(after) = before.next(command, now) else { return Ok(()) };
        prop_assert_eq!(after.valid_to, before.valid_to, "nobody prolongs a key");
        if after.state(now) == State::Active && state != State::Active {
            prop_assert!(after.end().is_none_or(|end| end > now));
            match (state, command) {
                (State::AwaitsApproval, Command::Decide { approved: true }) | (State::AwaitsFetch, Command::Fetch) => {}
                (State::Inactive, Command::Activate { by_admin }) => {
                    prop_assert!(by_admin || !before.stopped_by_admin);
                }
                (State::Inactive, Command::Reactivate { acceptable }) => prop_assert!(acceptable),
                other => prop_assert!(false, "{:?}", other),
            }
        }
    }

}

proptest! {
    /// What has ended, expired or was refused stays so, whatever is tried, in whatever order.
    #[test]
    fn what_is_over_stays_over(start in standing(), steps in prop::collection::vec((command(), 0_i64..10), 0..40)) {
        let (mut standing, mut minute) = (start, 0);
        let mut over: Option<State> = None;
        for (command, wait) in steps {
            minute += wait;
            let now = at(minute);
            if let Ok(next) = standing.next(command, now) {
                standing = next;
            }
            let state = standing.state(now);
            match over {
                Some(State::Refused) => prop_assert_eq!(state, State::Refused),
                // The request for one that waited may be rejected still.
                Some(State::Ended) => prop_assert!(matches!(state, State::Ended | State::Refused), "{:?}", state),
                // An expired key may be refused or replaced still; it never comes back.
                Some(_) => prop_assert!(
                    matches!(state, State::Expired | State::Lapsed | State::Ended | State::Refused),
                    "{:?}",
                    state
                ),
                None => {}
            }
            if matches!(state, State::Refused | State::Ended | State::Expired) {
                over = Some(state);
            }
            if let (Some(ends_at), Some(valid_to)) = (standing.ends_at, standing.valid_to) {
                prop_assert!(start.ends_at.is_some() || ends_at <= valid_to, "a rotation prolongs nothing");
            }
        }
    }

    /// Settling writes down what is: it changes no state, and a second time nothing.
    #[test]
    fn settling_changes_nothing_that_is_seen(standing in standing(), minute in 0_i64..120) {
        let now = at(minute);
        let settled = standing.next(Command::Settle, now).unwrap();
        prop_assert_eq!(settled.state(now), standing.state(now));
        prop_assert_eq!(settled.next(Command::Settle, now).unwrap(), settled);
        if matches!(settled.state(now), State::Expired | State::Ended) {
            prop_assert!(!settled.is_active);
        }
    }

    /// A parent that is off stops every key; nothing but an active key counts.
    #[test]
    fn parents_stop_their_keys(state in prop::sample::select(State::ALL.to_vec()), bits in 0_u8..8) {
        let parents = Parents { partner: bits & 1 > 0, policy: bits & 2 > 0, group: bits & 4 > 0 };
        prop_assert_eq!(counts(state, parents), state == State::Active && bits == 7);
    }

    #[test]
    fn a_normalised_label_stays_as_it_is(label in "\\PC{0,50}") {
        let once = normalise_label(&label);
        prop_assert_eq!(normalise_label(&once), once);
    }
}
