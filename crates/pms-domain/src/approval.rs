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
    /// A partner's request for a policy (contract part A §4.15).
    PolicyLink,
    /// A partner's API key, where each is decided on (`api_keys.approval`).
    ApiKey,
    /// A device model, or a change of an approved one.
    Device,
    /// A secure biometric interface, or a change of an approved one.
    Interface,
    /// A chip (FTM) with its certificate, or a change of an approved one.
    Chip,
    /// Another name of an organisation.
    Rename,
    /// CA certificates with a root that an admin adds to a trust store.
    TrustAnchor,
    /// A role of people who run the system, granted by an admin to an account.
    AdminRole,
    /// A deactivated partner that an admin brings back.
    Reactivation,
    /// An owner whom an admin invites to a partner.
    OwnerChange,
    /// A policy that shares more than is shared already.
    Publication,
    /// An end of a block on the hotlist, or an earlier one.
    Unhotlist,
    /// The second factor of another's account, taken away by an admin.
    SecondFactor,
}

impl Kind {
    pub const ALL: [Kind; 15] = [
        Kind::Partner,
        Kind::CaChain,
        Kind::PolicyLink,
        Kind::ApiKey,
        Kind::Device,
        Kind::Interface,
        Kind::Chip,
        Kind::Rename,
        Kind::TrustAnchor,
        Kind::AdminRole,
        Kind::Reactivation,
        Kind::OwnerChange,
        Kind::Publication,
        Kind::Unhotlist,
        Kind::SecondFactor,
    ];

    /// What partners ask for themselves, and therefore see.
    pub const OF_PARTNERS: [Kind; 8] = [
        Kind::Partner,
        Kind::CaChain,
        Kind::PolicyLink,
        Kind::ApiKey,
        Kind::Device,
        Kind::Interface,
        Kind::Chip,
        Kind::Rename,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Partner => "partner",
            Kind::CaChain => "ca",
            Kind::PolicyLink => "policy",
            Kind::ApiKey => "key",
            Kind::Device => "device",
            Kind::Interface => "sbi",
            Kind::Chip => "chip",
            Kind::Rename => "rename",
            Kind::TrustAnchor => "anchor",
            Kind::AdminRole => "role",
            Kind::Reactivation => "reactivation",
            Kind::OwnerChange => "owner",
            Kind::Publication => "publication",
            Kind::Unhotlist => "unhotlist",
            Kind::SecondFactor => "second-factor",
        }
    }

    /// Whether several of this kind may be decided at once: what partners ask for in numbers. Whatever is trusted, named or
    /// done for an admin is looked at one by one.
    pub fn is_decided_in_bulk(self) -> bool {
        matches!(self, Kind::Partner | Kind::PolicyLink | Kind::ApiKey | Kind::Device | Kind::Interface | Kind::Chip)
    }

    /// An action of an admin that waits for a second one (`approvals.two_person`). The rule of two people is what it
    /// exists for: nothing waives it.
    pub fn is_of_two_admins(self) -> bool {
        !Self::OF_PARTNERS.contains(&self)
    }

    /// Whether a decider may say this. The first admin of two is nobody's applicant: there is nothing to ask.
    pub fn takes(self, decision: Decision) -> bool {
        decision != Decision::Ask || !self.is_of_two_admins()
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

/// Whether a second admin may decide on what a first one wants to do. Nothing waives this rule.
pub fn second_admin(decider: &Actor, requested_by: &str, is_concerned: bool) -> Result<(), Refusal> {
    // A client's secret may be at hand to the first admin.
    if decider.kind == ActorKind::Client {
        return Err(Refusal::of(&catalogue::SECOND_ADMIN_NEEDED));
    }
    match four_eyes(decider, requested_by, is_concerned, true) {
        Ok(_) => Ok(()),
        Err(_) => Err(Refusal::of(&catalogue::SECOND_ADMIN_NEEDED)),
    }
}

/// An action of an admin that `approvals.two_person` may list (decisions, "Four eyes").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TwoPerson {
    /// Registering a partner, which otherwise is its own approval.
    RegisterPartner,
    /// Adding a root to a trust store.
    TrustAnchor,
    /// Granting an admin or policy role ([`roles::ADMIN_ROLES`](crate::roles::ADMIN_ROLES)).
    AdminRole,
    /// Bringing a deactivated partner back.
    ReactivatePartner,
    /// Inviting an owner to a partner.
    OwnerChange,
    /// Publishing a policy that shares more than the published ones it descends from.
    PublishPolicy,
    /// Ending a block on the hotlist, or letting it end earlier.
    Unhotlist,
    /// Taking the second factor from somebody's account.
    SecondFactor,
}

impl TwoPerson {
    pub const ALL: [TwoPerson; 8] = [
        TwoPerson::RegisterPartner,
        TwoPerson::TrustAnchor,
        TwoPerson::AdminRole,
        TwoPerson::ReactivatePartner,
        TwoPerson::OwnerChange,
        TwoPerson::PublishPolicy,
        TwoPerson::Unhotlist,
        TwoPerson::SecondFactor,
    ];

    /// Its word in the configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            TwoPerson::RegisterPartner => "register_partner",
            TwoPerson::TrustAnchor => "trust_anchor",
            TwoPerson::AdminRole => "admin_role",
            TwoPerson::ReactivatePartner => "reactivate_partner",
            TwoPerson::OwnerChange => "owner_change",
            TwoPerson::PublishPolicy => "publish_policy",
            TwoPerson::Unhotlist => "unhotlist",
            TwoPerson::SecondFactor => "second_factor",
        }
    }

    /// The action of a word, or why there is none: what is not enforced is refused, never ignored.
    pub fn parse(word: &str) -> Result<Self, String> {
        if let Some(found) = Self::ALL.into_iter().find(|action| action.as_str() == word) {
            return Ok(found);
        }
        Err(match word {
            "ca_rotation" | "key_export" => format!(
                "{word} is an action of the operator: it happens on the command line alone, and whoever holds the \
                 master key and the database there needs no program to use the keys"
            ),
            _ => format!("must be one of {}", Self::ALL.map(Self::as_str).join(", ")),
        })
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
    fn a_second_admin_is_another_one_whatever_is_waived() {
        let mut admin = Actor::anonymous();
        admin.kind = ActorKind::Person;
        admin.issuer = "local".into();
        admin.subject = "1".into();
        assert_eq!(second_admin(&admin, "local#2", false), Ok(()));
        for (requested_by, is_concerned) in [("local#1", false), ("local#1", true), ("local#2", true)] {
            let refusal = second_admin(&admin, requested_by, is_concerned).unwrap_err();
            assert!(std::ptr::eq(refusal.entry, &catalogue::SECOND_ADMIN_NEEDED));
        }
        admin.kind = ActorKind::Client;
        assert!(second_admin(&admin, "local#2", false).is_err(), "no person");
    }

    #[test]
    fn each_kind_has_a_word_of_its_own_and_takes_what_makes_sense() {
        let words: std::collections::BTreeSet<_> = Kind::ALL.map(Kind::as_str).into();
        assert_eq!(words.len(), Kind::ALL.len());
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
            // The column's width.
            assert!(kind.as_str().len() <= 16);
            assert!(kind.takes(Decision::Approve) && kind.takes(Decision::Reject) && kind.takes(Decision::Hold));
            assert_eq!(kind.takes(Decision::Ask), Kind::OF_PARTNERS.contains(&kind));
        }
    }

    #[test]
    fn what_is_not_enforced_is_refused() {
        for action in TwoPerson::ALL {
            assert_eq!(TwoPerson::parse(action.as_str()), Ok(action));
        }
        for word in ["ca_rotation", "key_export"] {
            assert!(TwoPerson::parse(word).unwrap_err().contains("command line"), "{word}");
        }
        assert!(TwoPerson::parse("everything").unwrap_err().contains("must be one of"));
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
