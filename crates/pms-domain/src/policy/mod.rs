//! Policies: their types, their states and what moves them (contract part B §3, §9; decisions, "Policies").

mod schema;
mod sharing;
mod stored;

use crate::{Refusal, catalogue};

pub use schema::{Fault, TOKEN_TYPES, Violation, refusal, violations};
pub use sharing::shared_beyond;
pub use stored::parse;

/// What a policy is about; its JSON is checked against the schema of its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyType {
    Auth,
    DataShare,
    CredentialIssuance,
    Misp,
}

impl PolicyType {
    /// In the order of `pmp.allowed.policy.types`.
    pub const ALL: [PolicyType; 4] =
        [PolicyType::Auth, PolicyType::DataShare, PolicyType::CredentialIssuance, PolicyType::Misp];

    /// Its name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            PolicyType::Auth => "Auth",
            PolicyType::DataShare => "DataShare",
            PolicyType::CredentialIssuance => "CredentialIssuance",
            PolicyType::Misp => "MISP",
        }
    }

    /// In any letter case, as the contract compares it.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str().eq_ignore_ascii_case(text))
    }
}

/// The columns `policy_schema` and `is_active` as one thing (contract part B §4.19).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Not published yet.
    Draft,
    /// Published; partners may use it.
    Activated,
    /// Was published.
    Deactivated,
    /// Active without ever having been published: only adopted rows are. It counts as active; deactivated, it is a draft.
    Unpublished,
}

impl Status {
    pub const ALL: [Status; 4] = [Status::Draft, Status::Activated, Status::Deactivated, Status::Unpublished];

    /// Reads the columns.
    pub fn of(has_schema: bool, is_active: bool) -> Self {
        match (has_schema, is_active) {
            (false, false) => Status::Draft,
            (true, true) => Status::Activated,
            (true, false) => Status::Deactivated,
            (false, true) => Status::Unpublished,
        }
    }

    /// Whether the policy was published, and so may change no more.
    pub fn is_published(self) -> bool {
        matches!(self, Status::Activated | Status::Deactivated)
    }

    pub fn is_active(self) -> bool {
        matches!(self, Status::Activated | Status::Unpublished)
    }

    /// Its label in `GET /policies/v2`; none for what should not be.
    pub fn label(self) -> Option<&'static str> {
        match self {
            Status::Draft => Some("draft"),
            Status::Activated => Some("activated"),
            Status::Deactivated => Some("deactivated"),
            Status::Unpublished => None,
        }
    }
}

/// Words that stand where addresses name a policy (`/policies/{id}`): a policy of such an id could not be reached.
const WORDS_OF_ADDRESSES: &[&str] =
    &["active", "config", "filtervalues", "group", "new", "policy-groups", "search", "v2"];

/// Checks that addresses can name a policy by this id. Length and uniqueness are the store's business.
///
/// # Errors
/// A slash, dots alone (a client would take them for a step in the path), or one of the words that addresses use, in any
/// letter case.
pub fn check_id(id: &str) -> Result<(), Refusal> {
    let is_word = WORDS_OF_ADDRESSES.iter().any(|word| word.eq_ignore_ascii_case(id));
    if is_word || id.contains('/') || id.chars().all(|c| c == '.') {
        return Err(Refusal::of(&catalogue::POLICY_ID_IN_ADDRESS));
    }
    Ok(())
}

/// Who holds on to a policy. Whoever deactivates it nevertheless says so (`force`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InUse {
    /// A partner's request for it was approved.
    pub approved_request: bool,
    /// A partner's request for it waits.
    pub pending_request: bool,
}

/// Commands that move a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Anything but the validity date.
    Edit,
    /// Our own: out of the database, if it was never published.
    Delete,
    /// 4.4: once.
    Publish,
    /// 4.6: the words `Active` and `De-Active`, which only drafts take.
    SetStatus { activate: bool, has_keys: bool },
    /// 4.20a.
    Deactivate { in_use: InUse, force: bool },
    /// Our own: back, if it is still valid.
    Reactivate { expired: bool },
}

/// The next state, or why not.
pub fn next(status: Status, command: Command) -> Result<Status, Refusal> {
    use Status::{Activated, Deactivated, Draft, Unpublished};
    let refused = |entry| Err(Refusal::of(entry));
    match command {
        Command::Edit if status.is_published() => refused(&catalogue::POLICY_NOT_UPDATABLE),
        Command::Edit => Ok(status),
        // What was active without ever having been published is in use, too.
        Command::Delete if status != Draft => refused(&catalogue::POLICY_NOT_UPDATABLE),
        Command::Delete => Ok(status),
        Command::Publish if status.is_published() => refused(&catalogue::POLICY_PUBLISHED_ALREADY),
        Command::Publish => Ok(Activated),
        Command::SetStatus { .. } if status.is_published() => refused(&catalogue::POLICY_STATUS_FIXED),
        Command::SetStatus { activate: true, .. } => refused(&catalogue::POLICY_UNPUBLISHED),
        Command::SetStatus { activate: false, has_keys: true } => refused(&catalogue::POLICY_HAS_KEYS),
        Command::SetStatus { activate: false, has_keys: false } => Ok(Draft),
        Command::Deactivate { in_use, force } => match status {
            Draft => refused(&catalogue::POLICY_NOT_ACTIVATED),
            Deactivated => refused(&catalogue::POLICY_DEACTIVATED),
            Activated | Unpublished if !force && in_use.approved_request => {
                refused(&catalogue::POLICY_HAS_APPROVED_REQUEST)
            }
            Activated | Unpublished if !force && in_use.pending_request => {
                refused(&catalogue::POLICY_HAS_PENDING_REQUEST)
            }
            Activated => Ok(Deactivated),
            Unpublished => Ok(Draft),
        },
        Command::Reactivate { expired } => match status {
            Draft => refused(&catalogue::POLICY_UNPUBLISHED),
            Activated | Unpublished => refused(&catalogue::REACTIVATE_ACTIVE),
            Deactivated if expired => refused(&catalogue::POLICY_EXPIRED),
            Deactivated => Ok(Activated),
        },
    }
}

/// Whether a group may be deactivated (4.20b), by the policies in it that are not deleted.
pub fn check_group_deactivation(is_active: bool, active_policies: i64, drafts: i64) -> Result<(), Refusal> {
    match (is_active, active_policies > 0, drafts > 0) {
        (false, ..) => Err(Refusal::of(&catalogue::POLICY_GROUP_DEACTIVATED)),
        (true, true, true) => Err(Refusal::of(&catalogue::POLICY_GROUP_HAS_ACTIVE_AND_DRAFT)),
        (true, true, false) => Err(Refusal::of(&catalogue::POLICY_GROUP_HAS_ACTIVE)),
        (true, false, true) => Err(Refusal::of(&catalogue::POLICY_GROUP_HAS_DRAFT)),
        (true, false, false) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn command() -> impl Strategy<Value = Command> {
        prop_oneof![
            Just(Command::Edit),
            Just(Command::Publish),
            (any::<bool>(), any::<bool>()).prop_map(|(activate, has_keys)| Command::SetStatus { activate, has_keys }),
            (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(approved_request, pending_request, force)| {
                Command::Deactivate { in_use: InUse { approved_request, pending_request }, force }
            }),
            any::<bool>().prop_map(|expired| Command::Reactivate { expired }),
        ]
    }

    proptest! {
        /// From a draft no commands lead to a policy that is active and was never published; what was published stays
        /// so; it becomes active by publishing and reactivation alone, inactive by deactivation alone, and is not edited.
        #[test]
        fn no_commands_reach_a_forbidden_state(commands in prop::collection::vec(command(), 0..40)) {
            let (mut status, mut published) = (Status::Draft, 0);
            for command in commands {
                let Ok(after) = next(status, command) else { continue };
                prop_assert_ne!(after, Status::Unpublished);
                prop_assert!(after.is_published() || !status.is_published());
                if command == Command::Publish {
                    published += 1;
                }
                if status.is_published() {
                    let moves = matches!(command, Command::Deactivate { .. } | Command::Reactivate { expired: false });
                    prop_assert!(moves, "{:?} moved {:?}", command, status);
                    prop_assert_ne!(status, after);
                }
                if let Command::Deactivate { in_use, force } = command {
                    prop_assert!(force || in_use == InUse::default());
                }
                status = after;
            }
            prop_assert!(published <= 1);
            prop_assert_eq!(status.is_published(), published == 1);
        }

        /// Adopted rows too come to a state that the contract knows, and never leave it.
        #[test]
        fn odd_rows_are_mended(commands in prop::collection::vec(command(), 0..40)) {
            let (mut status, mut moved) = (Status::Unpublished, false);
            for command in commands {
                if let Ok(after) = next(status, command) {
                    moved |= !matches!(command, Command::Edit);
                    status = after;
                }
                prop_assert_eq!(status.label().is_some(), moved);
            }
        }
    }

    #[test]
    fn no_route_hides_a_policy() {
        for id in ["mpolicy-default-auth", "72341", "my policy", "v22", "a.b"] {
            assert_eq!(check_id(id), Ok(()), "{id}");
        }
        for id in [".", "..", "a/b", "V2", "Search"] {
            assert!(check_id(id).is_err(), "{id}");
        }
        for route in crate::routes::ALL {
            let rest = route.path.strip_prefix("/v1/policymanager/policies/");
            if let Some(word) = rest.and_then(|rest| rest.split('/').next())
                && !word.starts_with('{')
            {
                assert!(check_id(word).is_err(), "{}", route.path);
            }
        }
    }

    #[test]
    fn columns_and_labels_fit() {
        for status in Status::ALL {
            let columns = (status.is_published(), status.is_active());
            assert_eq!(Status::of(columns.0, columns.1), status);
        }
        assert_eq!(Status::ALL.map(Status::label), [Some("draft"), Some("activated"), Some("deactivated"), None]);
    }

    #[test]
    fn refusals_come_in_the_contracts_order() {
        let both = InUse { approved_request: true, pending_request: true };
        let code = |status, command| next(status, command).unwrap_err().code();
        assert_eq!(code(Status::Activated, Command::Deactivate { in_use: both, force: false }), "PMS_POL_063");
        let pending = InUse { pending_request: true, ..InUse::default() };
        assert_eq!(code(Status::Activated, Command::Deactivate { in_use: pending, force: false }), "PMS_POL_064");
        assert_eq!(code(Status::Deactivated, Command::Deactivate { in_use: both, force: false }), "PMS_POL_062");
        assert_eq!(code(Status::Draft, Command::Deactivate { in_use: both, force: true }), "PMS_POL_072");
        assert_eq!(code(Status::Deactivated, Command::Publish), "PMS_POL_020");
        assert_eq!(code(Status::Activated, Command::SetStatus { activate: false, has_keys: true }), "PMS_POL_058");
        assert_eq!(code(Status::Draft, Command::SetStatus { activate: true, has_keys: true }), "PMS_POL_054");
        assert_eq!(code(Status::Draft, Command::SetStatus { activate: false, has_keys: true }), "PMS_POL_057");
        let group = |active, policies, drafts| check_group_deactivation(active, policies, drafts).map_err(|r| r.code());
        assert_eq!(group(false, 1, 1), Err("PMS_POL_067"));
        assert_eq!(group(true, 1, 2), Err("PMS_POL_069"));
        assert_eq!(group(true, 1, 0), Err("PMS_POL_056"));
        assert_eq!(group(true, 0, 1), Err("PMS_POL_070"));
        assert_eq!(group(true, 0, 0), Ok(()));
    }
}
