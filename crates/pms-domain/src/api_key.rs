//! API keys: their form, their labels, and what becomes of them (contract part A §4.18, §5.1, §5.6, §10; decisions,
//! "Policies, keys, licences").

use std::borrow::Cow;

use crate::catalogue;
use crate::{Refusal, Timestamp, limits, text};

/// Characters of a new key: 190 bits. It travels in a URL path, and IDA stores at most 36.
pub const LENGTH: usize = 32;

/// A label as it is stored and compared: trimmed, runs of white space as one blank.
pub fn normalise_label(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The label of a new key.
///
/// # Errors
/// Blank, longer than [`limits::KEY_LABEL`], or with invisible characters.
pub fn check_label(label: &str) -> Result<String, Refusal> {
    let invalid = |said: Cow<'static, str>| Refusal::with(&catalogue::INVALID_PARAMETER, said.into_owned());
    let label = normalise_label(label);
    if label.is_empty() {
        return Err(invalid("must not be blank :request.label".into()));
    }
    if text::utf16_len(&label) > limits::KEY_LABEL {
        return Err(invalid(
            format!("Length should be between 1 and {} chars :request.label", limits::KEY_LABEL).into(),
        ));
    }
    if text::has_hidden_characters(&label) {
        return Err(invalid("must not hold invisible characters :request.label".into()));
    }
    Ok(label)
}

/// How far a key has come. A stored word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Waits for the decision of an admin about this key (`api_keys.approval = "each"`).
    Approval,
    /// An admin made it for a partner, who has not fetched it.
    Handover,
    /// In use, or switched off.
    Live,
    /// Another one took its place.
    Ended,
    /// An admin refused it, or the partner took it back before a decision.
    Refused,
}

impl Phase {
    pub const ALL: [Phase; 5] = [Phase::Approval, Phase::Handover, Phase::Live, Phase::Ended, Phase::Refused];

    pub fn as_str(self) -> &'static str {
        match self {
            Phase::Approval => "approval",
            Phase::Handover => "handover",
            Phase::Live => "live",
            Phase::Ended => "ended",
            Phase::Refused => "refused",
        }
    }

    /// A word that nobody knows is no reason to let a key in.
    pub fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|phase| phase.as_str() == word).unwrap_or(Phase::Refused)
    }
}

/// What is stored of a key's standing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub phase: Phase,
    /// The contract's column.
    pub is_active: bool,
    /// An admin switched it off: its partner does not switch it on again.
    pub stopped_by_admin: bool,
    /// Another key was made to take its place.
    pub is_replaced: bool,
    /// End of its validity; `None`: an adopted key without one.
    pub valid_to: Option<Timestamp>,
    /// When it gives way to the one that replaces it.
    pub ends_at: Option<Timestamp>,
    /// Until when the partner may fetch it.
    pub fetch_until: Option<Timestamp>,
}

/// What a key is at a moment, by itself: what its partner, policy and group are comes on top ([`counts`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    AwaitsApproval,
    AwaitsFetch,
    /// Nobody fetched it in time; it is about to be forgotten.
    Lapsed,
    Active,
    Inactive,
    Expired,
    /// Replaced by another key.
    Ended,
    Refused,
}

impl State {
    pub const ALL: [State; 8] = [
        State::AwaitsApproval,
        State::AwaitsFetch,
        State::Lapsed,
        State::Active,
        State::Inactive,
        State::Expired,
        State::Ended,
        State::Refused,
    ];

    /// Its word on our own routes.
    pub fn as_str(self) -> &'static str {
        match self {
            State::AwaitsApproval => "waiting_approval",
            State::AwaitsFetch => "waiting_fetch",
            State::Lapsed => "lapsed",
            State::Active => "active",
            State::Inactive => "inactive",
            State::Expired => "expired",
            State::Ended => "ended",
            State::Refused => "refused",
        }
    }
}

/// Whether partner, policy and policy group of a key are active. What is deactivated stops its keys without changing them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parents {
    pub partner: bool,
    pub policy: bool,
    pub group: bool,
}

/// Whether a key in this state counts: the evaluated state that lists and reads show.
pub fn counts(state: State, parents: Parents) -> bool {
    state == State::Active && parents.partner && parents.policy && parents.group
}

/// What happens to a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// An admin decided on it.
    Decide { approved: bool },
    /// The partner fetches it.
    Fetch,
    /// The contract's route.
    Activate { by_admin: bool },
    /// The contract's route.
    Deactivate { by_admin: bool },
    /// An admin brings it back, with a reason; `acceptable`: its policy may be used today.
    Reactivate { acceptable: bool },
    /// Another key is made to take its place.
    Replace,
    /// The other key will not come: it was refused or forgotten.
    Unreplace,
    /// The other key is in use: this one ends at a moment, or at once.
    EndAt(Timestamp),
    /// It goes to another policy.
    Move,
    /// What time has done becomes what is stored.
    Settle,
}

impl Standing {
    /// A key without a row of ours is in use or switched off, as its column says.
    pub fn adopted(is_active: bool, valid_to: Option<Timestamp>) -> Self {
        Self {
            phase: Phase::Live,
            is_active,
            stopped_by_admin: false,
            is_replaced: false,
            valid_to,
            ends_at: None,
            fetch_until: None,
        }
    }

    /// What the key is now.
    pub fn state(&self, now: Timestamp) -> State {
        let over = |end: Option<Timestamp>| end.is_some_and(|end| end <= now);
        match self.phase {
            Phase::Refused => State::Refused,
            Phase::Ended => State::Ended,
            _ if over(self.ends_at) => State::Ended,
            // Without an end it could be fetched for ever.
            Phase::Handover if over(self.fetch_until) || self.fetch_until.is_none() => State::Lapsed,
            _ if over(self.valid_to) => State::Expired,
            Phase::Handover => State::AwaitsFetch,
            Phase::Approval => State::AwaitsApproval,
            Phase::Live if self.is_active => State::Active,
            Phase::Live => State::Inactive,
        }
    }

    /// Whether it takes one of the places of `api_keys.per_approval`. One that gives way to another has given it its place.
    pub fn takes_a_place(&self, now: Timestamp) -> bool {
        self.ends_at.is_none() && matches!(self.state(now), State::AwaitsApproval | State::AwaitsFetch | State::Active)
    }

    /// Whether it is not in use yet.
    pub fn is_pending(&self) -> bool {
        matches!(self.phase, Phase::Approval | Phase::Handover)
    }

    /// When it ends by itself: of validity and rotation the earlier.
    pub fn end(&self) -> Option<Timestamp> {
        match (self.valid_to, self.ends_at) {
            (Some(valid_to), Some(ends_at)) => Some(valid_to.min(ends_at)),
            (valid_to, ends_at) => valid_to.or(ends_at),
        }
    }

    /// What the key is after a command, or why there is no such way. The same standing: nothing to do.
    ///
    /// # Errors
    /// By the state: what has ended, was refused, or waits for somebody else is not switched.
    pub fn next(self, command: Command, now: Timestamp) -> Result<Self, Refusal> {
        let state = self.state(now);
        match command {
            Command::Decide { approved: true } => match state {
                State::AwaitsApproval => Ok(Self { phase: Phase::Live, is_active: true, ..self }),
                other => Err(unavailable(other)),
            },
            // What expired while it waited can still be refused.
            Command::Decide { approved: false } if self.phase == Phase::Approval => {
                Ok(Self { phase: Phase::Refused, is_active: false, ..self })
            }
            Command::Decide { approved: false } => Err(unavailable(state)),
            Command::Fetch => match state {
                State::AwaitsFetch => Ok(Self { phase: Phase::Live, is_active: true, fetch_until: None, ..self }),
                State::Expired => Err(unavailable(state)),
                _ => Err(Refusal::of(&catalogue::KEY_NOT_FETCHABLE)),
            },
            Command::Activate { by_admin } => match state {
                State::Active => Ok(self),
                State::Inactive if self.stopped_by_admin && !by_admin => Err(Refusal::of(&catalogue::KEY_STOPPED)),
                State::Inactive => Ok(Self { is_active: true, stopped_by_admin: false, ..self }),
                other => Err(unavailable(other)),
            },
            Command::Deactivate { by_admin } => match state {
                State::Active => Ok(Self { is_active: false, stopped_by_admin: by_admin, ..self }),
                // An admin's stop counts although the partner was faster: the partner alone does not lift it.
                State::Inactive if by_admin && !self.stopped_by_admin => Ok(Self { stopped_by_admin: true, ..self }),
                _ => Err(Refusal::of(&catalogue::KEY_NOT_ACTIVE)),
            },
            Command::Reactivate { acceptable } => match state {
                State::Active => Err(Refusal::of(&catalogue::REACTIVATE_ACTIVE)),
                State::Inactive if acceptable => Ok(Self { is_active: true, stopped_by_admin: false, ..self }),
                State::Inactive => Err(Refusal::of(&catalogue::KEY_POLICY_UNUSABLE)),
                other => Err(unavailable(other)),
            },
            Command::Replace => match state {
                State::Active if self.is_replaced => Err(Refusal::of(&catalogue::KEY_BEING_REPLACED)),
                State::Active => Ok(Self { is_replaced: true, ..self }),
                _ => Err(Refusal::of(&catalogue::KEY_NOT_ACTIVE)),
            },
            Command::Unreplace => Ok(Self { is_replaced: self.ends_at.is_some(), ..self }),
            // An end that was set is never put off.
            Command::EndAt(at) => match state {
                State::Ended | State::Refused => Ok(self),
                _ => {
                    let ends_at = self.end().map_or(at.max(now), |end| end.min(at.max(now)));
                    Ok(Self { ends_at: Some(ends_at), is_replaced: true, ..self })
                }
            },
            // Its place belongs to two keys until the other one is in use.
            Command::Move => match state {
                State::Active if self.is_replaced => Err(Refusal::of(&catalogue::KEY_BEING_REPLACED)),
                State::Active => Ok(self),
                _ => Err(Refusal::of(&catalogue::KEY_NOT_ACTIVE)),
            },
            Command::Settle => Ok(match state {
                State::Ended => Self { phase: Phase::Ended, is_active: false, ..self },
                State::Expired => Self { is_active: false, ..self },
                _ => self,
            }),
        }
    }
}

/// Why a key in this state is not switched on.
fn unavailable(state: State) -> Refusal {
    Refusal::of(match state {
        State::Expired => &catalogue::KEY_EXPIRED,
        State::Ended => &catalogue::KEY_ENDED,
        State::AwaitsApproval => &catalogue::KEY_AWAITS_APPROVAL,
        State::AwaitsFetch | State::Lapsed => &catalogue::KEY_AWAITS_FETCH,
        State::Refused => &catalogue::KEY_REFUSED,
        State::Active | State::Inactive => &catalogue::APPROVAL_DECIDED,
    })
}

/// What lets partners make keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyApproval {
    /// The approval of the policy covers its keys (default).
    Request,
    /// Every key is decided on.
    Each,
}

impl KeyApproval {
    pub const ALL: [KeyApproval; 2] = [KeyApproval::Request, KeyApproval::Each];

    /// Its word in the configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            KeyApproval::Request => "request",
            KeyApproval::Each => "each",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|approval| approval.as_str() == word)
    }
}

#[cfg(test)]
mod tests;
