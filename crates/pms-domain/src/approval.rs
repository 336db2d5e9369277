//! One approval mechanism for every kind of thing (architecture §2 "Approvals").

use crate::catalogue;
use crate::context::{Actor, ActorKind};
use crate::{Refusal, partner_type};

/// What is being approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A partner's registration.
    Partner,
    /// A chain of CA certificates that a partner asks to be trusted.
    CaChain,
}

impl Kind {
    pub const ALL: [Kind; 2] = [Kind::Partner, Kind::CaChain];

    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Partner => "partner",
            Kind::CaChain => "ca",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// State of an approval. The first three are open: somebody still has to act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    Waiting,
    OnHold,
    /// The admin asked for changes; the requester acts next.
    ChangesAsked,
    Approved,
    Rejected,
    /// Replaced or withdrawn before a decision.
    Withdrawn,
}

impl State {
    pub const ALL: [State; 6] =
        [State::Waiting, State::OnHold, State::ChangesAsked, State::Approved, State::Rejected, State::Withdrawn];

    pub fn as_str(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::OnHold => "on_hold",
            State::ChangesAsked => "changes_asked",
            State::Approved => "approved",
            State::Rejected => "rejected",
            State::Withdrawn => "withdrawn",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    pub fn is_open(self) -> bool {
        matches!(self, State::Waiting | State::OnHold | State::ChangesAsked)
    }
}

/// What a decider may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decision {
    Approve,
    Reject,
    Ask,
    Hold,
}

impl Decision {
    pub const ALL: [Decision; 4] = [Decision::Approve, Decision::Reject, Decision::Ask, Decision::Hold];

    pub fn as_str(self) -> &'static str {
        match self {
            Decision::Approve => "approve",
            Decision::Reject => "reject",
            Decision::Ask => "ask",
            Decision::Hold => "hold",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|decision| decision.as_str() == text)
    }

    /// Our own routes and the portal require a reason for these (decisions, "Reasons").
    pub fn needs_reason(self) -> bool {
        self != Decision::Approve
    }

    pub fn leads_to(self) -> State {
        match self {
            Decision::Approve => State::Approved,
            Decision::Reject => State::Rejected,
            Decision::Ask => State::ChangesAsked,
            Decision::Hold => State::OnHold,
        }
    }
}

/// The next state, or why there is none. A decided approval stays decided.
pub fn decide(state: State, decision: Decision) -> Result<State, Refusal> {
    if state.is_open() { Ok(decision.leads_to()) } else { Err(Refusal::of(&catalogue::APPROVAL_DECIDED)) }
}

/// Whether `decider` may decide a request of `requested_by` that concerns a partner with these members (identity
/// keys). Answers whether the four-eyes rule had to be waived (decisions, "Four eyes").
pub fn four_eyes(
    decider: &Actor,
    requested_by: &str,
    is_member: bool,
    four_eyes_required: bool,
) -> Result<bool, Refusal> {
    if decider.kind == ActorKind::System {
        return Ok(false);
    }
    let conflict = decider.key() == requested_by || is_member;
    match (conflict, four_eyes_required) {
        (false, _) => Ok(false),
        (true, false) => Ok(true),
        (true, true) => Err(Refusal::of(&catalogue::NOT_AUTHORIZED)),
    }
}

/// What approves a partner (decisions, "What approves a partner?").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartnerApproval {
    /// An admin decides (default).
    Admin,
    /// The first accepted certificate is the approval.
    Certificate,
}

impl PartnerApproval {
    /// Whether a certificate may approve a partner of this type.
    pub fn by_certificate(self, partner_type: &partner_type::PartnerType) -> bool {
        self == PartnerApproval::Certificate && !partner_type.always_by_admin
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decided_approval_stays_decided() {
        for state in State::ALL {
            for decision in Decision::ALL {
                assert_eq!(decide(state, decision).is_ok(), state.is_open(), "{state:?} {decision:?}");
            }
        }
    }

    #[test]
    fn nobody_decides_their_own_request() {
        let mut admin = Actor::anonymous();
        admin.kind = ActorKind::Person;
        admin.issuer = "local".into();
        admin.subject = "1".into();
        assert!(four_eyes(&admin, "local#1", false, true).is_err());
        assert!(four_eyes(&admin, "local#2", true, true).is_err());
        assert_eq!(four_eyes(&admin, "local#2", false, true), Ok(false));
        assert_eq!(four_eyes(&admin, "local#1", false, false), Ok(true));
        assert_eq!(four_eyes(&Actor::system("certificate"), "local#1", true, true), Ok(false));
    }
}
