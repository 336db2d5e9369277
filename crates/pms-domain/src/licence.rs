//! Licence keys of MISPs: what one is, and what may become of it (contract part A §6, §10; decisions "Policies, keys,
//! licences").

use crate::{Refusal, Timestamp, catalogue};

/// Characters that a licence key may have: fewer can be guessed, more the column does not hold.
pub const LENGTHS: std::ops::RangeInclusive<usize> = 32..=128;

/// Who ended the use of a licence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum By {
    /// The MISP itself, which may take it up again.
    Misp,
    /// An administrator: only one of them lets it be used again.
    Admin,
}

/// What a licence is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    Active,
    Stopped(By),
    /// Its time was over while it was active. Final.
    Ended,
    /// Another one took its place. Final.
    Replaced,
}

impl State {
    pub const ALL: [State; 5] =
        [State::Active, State::Stopped(By::Misp), State::Stopped(By::Admin), State::Ended, State::Replaced];

    /// What is stored of it: whether it is the MISP's current one, whether it is active, and who stopped it.
    pub fn columns(self) -> (bool, bool, Option<&'static str>) {
        match self {
            State::Active => (true, true, None),
            State::Stopped(By::Misp) => (true, false, Some("misp")),
            State::Stopped(By::Admin) => (true, false, Some("admin")),
            State::Ended => (true, false, Some("expiry")),
            State::Replaced => (false, false, Some("renewal")),
        }
    }

    /// Reads the columns. Of an adopted licence nobody knows who stopped it: that only an admin lets it be used again errs
    /// on the safe side.
    pub fn of(is_current: bool, is_active: bool, stopped_by: Option<&str>) -> Self {
        match (is_current, is_active, stopped_by) {
            (false, ..) => State::Replaced,
            (true, true, _) => State::Active,
            (true, false, Some("misp")) => State::Stopped(By::Misp),
            (true, false, Some("expiry")) => State::Ended,
            (true, false, _) => State::Stopped(By::Admin),
        }
    }
}

/// What decides beside the licence itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Circumstances {
    /// The MISP is an active partner.
    pub partner_is_active: bool,
    /// The licence's validity has ended.
    pub is_over: bool,
}

/// Whether the validity has ended. Without an end (adopted rows may have none) it never does.
pub fn is_over(valid_to: Option<Timestamp>, now: Timestamp) -> bool {
    valid_to.is_some_and(|end| end <= now)
}

/// Whether the licence opens anything now. A MISP's deactivation and the end of the validity stop it by themselves, so that
/// the MISP's reactivation restores what was.
pub fn is_in_force(state: State, circumstances: Circumstances) -> bool {
    state == State::Active && circumstances.partner_is_active && !circumstances.is_over
}

/// What somebody wants of a licence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    Activate(By),
    Deactivate(By),
    /// The job that looks for licences that are over.
    End,
    /// Another licence takes its place.
    Replace,
}

/// Where a command leads; the same state: nothing is to be done.
///
/// # Errors
/// Of an activation, in this order: the licence was replaced, the MISP is not active, the validity has ended, an
/// administrator had stopped it and the MISP asks.
pub fn next(state: State, command: Command, circumstances: Circumstances) -> Result<State, Refusal> {
    Ok(match (command, state) {
        (_, State::Replaced) if !matches!(command, Command::Activate(_)) => State::Replaced,
        (Command::Activate(_), State::Replaced) => return Err(Refusal::of(&catalogue::LICENCE_REPLACED)),
        (Command::Activate(_), _) if !circumstances.partner_is_active => {
            return Err(Refusal::of(&catalogue::MISP_NOT_ACTIVE));
        }
        (Command::Activate(_), _) if circumstances.is_over => return Err(Refusal::of(&catalogue::LICENCE_OVER)),
        (Command::Activate(By::Misp), State::Stopped(By::Admin)) => {
            return Err(Refusal::of(&catalogue::LICENCE_BLOCKED));
        }
        (Command::Activate(_), State::Ended) => return Err(Refusal::of(&catalogue::LICENCE_OVER)),
        (Command::Activate(_), _) => State::Active,
        (Command::Deactivate(_), State::Ended) => State::Ended,
        // What an administrator has stopped, the MISP does not make its own by stopping it too.
        (Command::Deactivate(By::Misp), State::Stopped(by)) => State::Stopped(by),
        (Command::Deactivate(by), _) => State::Stopped(by),
        (Command::End, State::Active) if circumstances.is_over => State::Ended,
        (Command::End, state) => state,
        (Command::Replace, _) => State::Replaced,
    })
}

/// `licenseKeyStatus` of a request, in any letter case: whether the licence shall be active. `None`: another word.
pub fn parse_status(word: &str) -> Option<bool> {
    [("active", true), ("de-active", false)]
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(word))
        .map(|(_, is)| *is)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::context::{Clock, Random, Surroundings};
    use crate::key_value::KeyValue;

    struct Still;

    impl Clock for Still {
        fn now(&self) -> Timestamp {
            Timestamp::default()
        }
    }

    /// Every byte in turn.
    #[derive(Default)]
    struct Counting(std::sync::atomic::AtomicU8);

    impl Random for Counting {
        fn fill(&self, out: &mut [u8]) {
            out.iter_mut().for_each(|byte| *byte = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        }
    }

    #[test]
    fn a_key_is_as_many_letters_and_digits_as_asked_for() {
        let surroundings = Surroundings::new(Arc::new(Still), Arc::new(Counting::default()));
        for length in [32, 50, 128] {
            let key = KeyValue::random(&surroundings, length);
            assert_eq!(key.reveal().len(), length);
            assert!(key.reveal().bytes().all(|byte| byte.is_ascii_alphanumeric()));
        }
        let (one, other) = (KeyValue::random(&surroundings, 50), KeyValue::random(&surroundings, 50));
        assert_ne!(one.reveal(), other.reveal());
    }

    #[test]
    fn states_are_read_as_they_are_written() {
        for state in State::ALL {
            let (is_current, is_active, stopped_by) = state.columns();
            assert_eq!(State::of(is_current, is_active, stopped_by), state);
        }
        // Adopted rows.
        assert_eq!(State::of(true, true, None), State::Active);
        assert_eq!(State::of(true, false, None), State::Stopped(By::Admin));
        assert_eq!(State::of(false, true, None), State::Replaced);
    }

    #[test]
    fn a_validity_ends_at_its_end() {
        let end = Timestamp::default();
        let moment = chrono::TimeDelta::microseconds(1);
        assert!(!is_over(Some(end), end - moment));
        assert!(is_over(Some(end), end));
        assert!(!is_over(None, Timestamp::MAX));
    }

    #[test]
    fn status_words_are_two() {
        assert_eq!(["ACTIVE", "De-active"].map(parse_status), [Some(true), Some(false)]);
        assert_eq!(["", "Deactive", "active ", "inactive"].map(parse_status), [None; 4]);
    }

    fn by() -> impl Strategy<Value = By> {
        prop::sample::select(vec![By::Misp, By::Admin])
    }

    #[derive(Clone, Copy, Debug)]
    enum Step {
        Licence(Command),
        Partner(bool),
        TimePasses,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            4 => by().prop_map(|by| Step::Licence(Command::Activate(by))),
            4 => by().prop_map(|by| Step::Licence(Command::Deactivate(by))),
            2 => Just(Step::Licence(Command::End)),
            1 => Just(Step::Licence(Command::Replace)),
            2 => any::<bool>().prop_map(Step::Partner),
            1 => Just(Step::TimePasses),
        ]
    }

    proptest! {
        /// Whatever happens: what ended or was replaced stays so, an admin's stop holds until an admin lifts it, and only
        /// what may be used today becomes active.
        #[test]
        fn no_forbidden_state_is_reached(steps in prop::collection::vec(step(), 0..60)) {
            let mut state = State::Active;
            let mut around = Circumstances { partner_is_active: true, is_over: false };
            for step in steps {
                let before = state;
                match step {
                    Step::Partner(active) => around.partner_is_active = active,
                    Step::TimePasses => around.is_over = true,
                    Step::Licence(command) => {
                        let Ok(after) = next(state, command, around) else {
                            prop_assert!(matches!(command, Command::Activate(_)), "{:?} was refused", command);
                            continue;
                        };
                        if before == State::Replaced {
                            prop_assert_eq!(after, State::Replaced);
                        }
                        if before == State::Ended {
                            prop_assert!(matches!(after, State::Ended | State::Replaced));
                        }
                        if after == State::Active && before != State::Active {
                            prop_assert!(around.partner_is_active && !around.is_over);
                            prop_assert!(before != State::Stopped(By::Admin) || command == Command::Activate(By::Admin));
                        }
                        if before == State::Stopped(By::Admin) && after == State::Stopped(By::Misp) {
                            prop_assert!(false, "the MISP took over the admin's stop");
                        }
                        state = after;
                    }
                }
                let expected = state == State::Active && around.partner_is_active && !around.is_over;
                prop_assert_eq!(is_in_force(state, around), expected);
            }
        }

        /// A partner that comes back finds its licence as it was.
        #[test]
        fn a_deactivated_partner_loses_nothing(index in 0..State::ALL.len(), is_over: bool) {
            let state = State::ALL[index];
            let gone = Circumstances { partner_is_active: false, is_over };
            prop_assert!(!is_in_force(state, gone));
            let back = Circumstances { partner_is_active: true, is_over };
            prop_assert_eq!(is_in_force(state, back), state == State::Active && !is_over);
        }
    }
}
