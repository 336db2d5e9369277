//! Links of partners to policies: which policy fits which partner, and what a request for one becomes (contract part A
//! §4.15, §5.5, §10; decisions, "Which policy for which type?").

use crate::approval::State;
use crate::policy::PolicyType;

/// `status_code` of a request: what the contract knows of its approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    InProgress,
    Approved,
    /// Rejected, or withdrawn by the partner: the contract has one word for both, and lets the partner ask again.
    Rejected,
}

impl Status {
    pub const ALL: [Status; 3] = [Status::InProgress, Status::Approved, Status::Rejected];

    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::InProgress => "InProgress",
            Status::Approved => "approved",
            Status::Rejected => "rejected",
        }
    }

    /// In any letter case: stock rows say `Approved`. `None`: a word that nobody knows.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str().eq_ignore_ascii_case(text))
    }

    /// The word that goes with a state of the approval; both change together.
    pub fn of(state: State) -> Self {
        match state {
            State::Waiting | State::OnHold | State::ChangesAsked => Status::InProgress,
            State::Approved => Status::Approved,
            State::Rejected | State::Withdrawn => Status::Rejected,
        }
    }

    /// Whether the partner may ask for the same policy again.
    pub fn allows_another(self) -> bool {
        self == Status::Rejected
    }
}

/// Whether a policy of this type may be linked to a partner of this type (code in any letter case). Types that are not
/// named here have no policies.
pub fn fits(policy_type: PolicyType, partner_type: &str) -> bool {
    let takers: &[&str] = match policy_type {
        PolicyType::Auth => &["Auth_Partner"],
        PolicyType::DataShare | PolicyType::CredentialIssuance => &[
            "Credential_Partner",
            "Print_Partner",
            "Online_Verification_Partner",
            "ABIS_Partner",
            "Manual_Adjudication",
            "Internal_Partner",
        ],
        PolicyType::Misp => &["MISP_Partner"],
    };
    takers.iter().any(|code| code.eq_ignore_ascii_case(partner_type))
}

/// A biometric as the wire writes it, `Modality` or `Modality[Sub,Types]`, in its two columns (contract part A §4.16).
pub fn split_biometric(text: &str) -> (&str, Option<&str>) {
    match text.split_once('[') {
        None => (text, None),
        Some((modality, rest)) => {
            (modality, Some(rest.strip_suffix(']').unwrap_or(rest)).filter(|sub| !sub.is_empty()))
        }
    }
}

/// The two columns as the wire writes them.
pub fn join_biometric(modality: &str, sub_types: Option<&str>) -> String {
    match sub_types.filter(|sub| !sub.is_empty()) {
        None => modality.to_owned(),
        Some(sub_types) => format!("{modality}[{sub_types}]"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::approval::{Decision, decide};
    use crate::partner_type;

    /// What the decisions' table says, written out: every partner type, and the policies it takes.
    #[test]
    fn every_partner_type_and_every_policy_type() {
        use PolicyType::{Auth, CredentialIssuance, DataShare, Misp};
        let shared: &[PolicyType] = &[DataShare, CredentialIssuance];
        let table: [(&str, &[PolicyType]); 13] = [
            ("Auth_Partner", &[Auth]),
            ("Device_Provider", &[]),
            ("Credential_Partner", shared),
            ("Partner_Admin", &[]),
            ("FTM_Provider", &[]),
            ("Online_Verification_Partner", shared),
            ("ABIS_Partner", shared),
            ("Manual_Adjudication", shared),
            ("MISP_Partner", &[Misp]),
            ("Internal_Partner", shared),
            ("SDK_Partner", &[]),
            ("Print_Partner", shared),
            ("Binding_Partner", &[]),
        ];
        assert_eq!(
            table.map(|(code, _)| code).as_slice(),
            partner_type::ALL.iter().map(|t| t.code).collect::<Vec<_>>()
        );
        for (code, taken) in table {
            for policy_type in PolicyType::ALL {
                assert_eq!(fits(policy_type, code), taken.contains(&policy_type), "{policy_type:?} {code}");
                assert_eq!(fits(policy_type, &code.to_uppercase()), taken.contains(&policy_type));
            }
        }
    }

    #[test]
    fn words_of_stock_rows_are_read() {
        assert_eq!(Status::parse("Approved"), Some(Status::Approved));
        assert_eq!(Status::parse("inprogress"), Some(Status::InProgress));
        assert_eq!(Status::parse("Activated"), None);
        assert_eq!(Status::ALL.map(Status::allows_another), [false, false, true]);
    }

    #[test]
    fn biometrics_are_split_and_joined() {
        for (text, modality, sub_types) in [
            ("Face", "Face", None),
            ("Finger[Left Thumb,Right Thumb]", "Finger", Some("Left Thumb,Right Thumb")),
            ("Iris[Left", "Iris", Some("Left")),
            ("Iris[]", "Iris", None),
            ("Iris[", "Iris", None),
            ("[Left]", "", Some("Left")),
        ] {
            assert_eq!(split_biometric(text), (modality, sub_types), "{text}");
        }
        assert_eq!(join_biometric("Finger", Some("Left Thumb")), "Finger[Left Thumb]");
        assert_eq!(join_biometric("Face", Some("")), "Face");
    }

    /// What happens to a request.
    #[derive(Clone, Copy, Debug)]
    enum Step {
        Decide(Decision),
        Answer,
        Withdraw,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            prop::sample::select(Decision::ALL.to_vec()).prop_map(Step::Decide),
            Just(Step::Answer),
            Just(Step::Withdraw),
        ]
    }

    proptest! {
        /// A request is decided or withdrawn once. Until then the contract's word is InProgress, then it is final; and
        /// it says `approved` only after an approval.
        #[test]
        fn a_request_ends_once(steps in prop::collection::vec(step(), 0..40)) {
            let (mut state, mut ends, mut approvals) = (State::Waiting, 0, 0);
            for step in steps {
                let before = Status::of(state);
                let after = match step {
                    Step::Decide(decision) => decide(state, decision).ok(),
                    Step::Answer => state.is_open().then_some(State::Waiting),
                    Step::Withdraw => state.is_open().then_some(State::Withdrawn),
                };
                let Some(after) = after else { continue };
                prop_assert_eq!(before, Status::InProgress, "{:?} moved what was decided", step);
                approvals += usize::from(matches!(step, Step::Decide(Decision::Approve)));
                ends += usize::from(!after.is_open());
                prop_assert_eq!(after.is_open(), Status::of(after) == Status::InProgress);
                state = after;
            }
            prop_assert!(ends <= 1);
            prop_assert_eq!(Status::of(state) == Status::Approved, approvals == 1);
            prop_assert_eq!(Status::of(state).allows_another(), ends == 1 && approvals == 0);
        }

        #[test]
        fn what_was_joined_is_split(modality in "[A-Za-z ]{1,10}", sub_types in proptest::option::of("[A-Za-z, ]{1,20}")) {
            let text = join_biometric(&modality, sub_types.as_deref());
            prop_assert_eq!(split_biometric(&text), (modality.as_str(), sub_types.as_deref()));
        }
    }
}
