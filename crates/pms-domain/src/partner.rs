//! A partner's states and what its onboarding still needs (decisions, "Partner states").

use crate::approval::State as ApprovalState;
use crate::catalogue;
use crate::partner_type::PartnerType;
use crate::{Refusal, limits, text};

/// `approval_status` as the contract writes it.
pub const IN_PROGRESS: &str = "InProgress";
pub const APPROVED: &str = "approved";
pub const REJECTED: &str = "rejected";
/// A legacy word in seed data; read as [`APPROVED`].
pub const ACTIVATED: &str = "Activated";

/// The two columns the contract knows, as one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    InProgress,
    /// Approved and active.
    Active,
    /// Approved and inactive.
    Deactivated,
    Rejected,
}

impl Standing {
    /// Reads the columns; unknown words count as not in progress (contract part A §10).
    pub fn of(approval_status: &str, is_active: bool) -> Self {
        if is_active {
            Standing::Active
        } else if approval_status.eq_ignore_ascii_case(IN_PROGRESS) {
            Standing::InProgress
        } else if approval_status.eq_ignore_ascii_case(REJECTED) {
            Standing::Rejected
        } else {
            Standing::Deactivated
        }
    }

    /// The columns `(approval_status, is_active)`.
    pub fn columns(self) -> (&'static str, bool) {
        match self {
            Standing::InProgress => (IN_PROGRESS, false),
            Standing::Active => (APPROVED, true),
            Standing::Deactivated => (APPROVED, false),
            Standing::Rejected => (REJECTED, false),
        }
    }
}

/// Commands that move a partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// The approval was given, or a certificate was accepted: activates once both hold.
    Settle {
        approved: bool,
        covered: bool,
    },
    Reject,
    /// The partner asks again after a rejection.
    Reopen,
    Deactivate {
        /// Whether the partner was approved, with or without its certificates.
        approved: bool,
    },
    Reactivate {
        acceptable: bool,
    },
    /// A use is not covered any more: a certificate was revoked.
    Uncover {
        /// Whether its approval is there, with which a new certificate makes it active again.
        approved: bool,
    },
}

/// The next standing, or why not.
pub fn next(standing: Standing, command: Command) -> Result<Standing, Refusal> {
    use Standing::*;
    match (standing, command) {
        (InProgress, Command::Settle { approved: true, covered: true }) => Ok(Active),
        (InProgress | Active, Command::Settle { .. }) => Ok(standing),
        (InProgress, Command::Reject) => Ok(Rejected),
        (Rejected, Command::Reopen) => Ok(InProgress),
        // One that only lacks its certificates would become active with them.
        (Active, Command::Deactivate { .. }) | (InProgress, Command::Deactivate { approved: true }) => Ok(Deactivated),
        // The contract answers success when nothing changes (part A §5.2).
        (InProgress | Rejected, Command::Deactivate { .. }) => Ok(standing),
        (Deactivated, Command::Deactivate { .. }) => Err(Refusal::of(&catalogue::PARTNER_DEACTIVATED)),
        (Deactivated, Command::Reactivate { acceptable: true }) => Ok(Active),
        (Deactivated, Command::Reactivate { acceptable: false }) => {
            Err(Refusal::of(&catalogue::REACTIVATE_UNACCEPTABLE))
        }
        (Active, Command::Reactivate { .. }) => Err(Refusal::of(&catalogue::REACTIVATE_ACTIVE)),
        (Active, Command::Uncover { approved: true }) => Ok(InProgress),
        // Without an approval of ours (an adopted partner) an administrator brings it back.
        (Active, Command::Uncover { approved: false }) => Ok(Deactivated),
        (InProgress | Deactivated | Rejected, Command::Uncover { .. }) => Ok(standing),
        _ => Err(Refusal::of(&catalogue::PARTNER_NOT_ACTIVE)),
    }
}

/// What a certificate is for (decisions, "Signature and encryption certificates?").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CertificateUsage {
    Signature,
    Encryption,
    Both,
}

impl CertificateUsage {
    pub const ALL: [CertificateUsage; 3] =
        [CertificateUsage::Signature, CertificateUsage::Encryption, CertificateUsage::Both];

    pub fn as_str(self) -> &'static str {
        match self {
            CertificateUsage::Signature => "signature",
            CertificateUsage::Encryption => "encryption",
            CertificateUsage::Both => "both",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|usage| usage.as_str().eq_ignore_ascii_case(text))
    }

    pub fn signs(self) -> bool {
        self != CertificateUsage::Encryption
    }

    pub fn encrypts(self) -> bool {
        self != CertificateUsage::Signature
    }
}

/// Whether these accepted certificates cover signature and encryption. A type with a single certificate is covered
/// by it alone.
pub fn is_covered(partner_type: &PartnerType, usages: &[CertificateUsage]) -> bool {
    if !partner_type.two_certificates {
        return !usages.is_empty();
    }
    usages.iter().any(|usage| usage.signs()) && usages.iter().any(|usage| usage.encrypts())
}

/// A state as a person reads it: the portal's tag (style guide §6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    Pending,
    Approved,
    Rejected,
    Active,
    Deactivated,
}

/// The state shown to people: standing and approval together.
pub fn shown(standing: Standing, approval: Option<ApprovalState>) -> Shown {
    match (standing, approval) {
        (Standing::Active, _) => Shown::Active,
        (Standing::Deactivated, _) => Shown::Deactivated,
        (Standing::Rejected, _) => Shown::Rejected,
        (Standing::InProgress, Some(ApprovalState::Approved)) => Shown::Approved,
        (Standing::InProgress, Some(ApprovalState::Rejected)) => Shown::Rejected,
        (Standing::InProgress, _) => Shown::Pending,
    }
}

/// Words that stand where addresses name a partner (`/partners/{id}`, `/admin-partners/{id}`, the portal's pages): a
/// partner of such an id could never be reached. Compared without regard to case.
const WORDS_OF_ADDRESSES: &[&str] = &[
    "apikey",
    "certificate",
    "email",
    "filtervalues",
    "new",
    "partner-certificates-details",
    "partnertype",
    "policy",
    "search",
    "v2",
    "v3",
];

/// Checks the shape of a new partner's id; uniqueness is the store's business.
///
/// # Errors
/// White space, too long, a character that an address cannot hold, dots alone (a client would take them for a step in the
/// path), or one of the words that addresses use.
pub fn check_id(id: &str) -> Result<(), Refusal> {
    if id.chars().any(char::is_whitespace) {
        return Err(Refusal::of(&catalogue::PARTNER_ID_SPACES));
    }
    if text::utf16_len(id) > limits::PARTNER_ID {
        return Err(Refusal::with(&catalogue::PARTNER_ID_LENGTH, limits::PARTNER_ID.to_string()));
    }
    // ASCII alone: no letter of another script imitates an id.
    if !id.is_ascii()
        || text::has_hidden_characters(id)
        || id.contains(['/', '\\', '?', '#', '%', '<', '>', '"', '\'', '&'])
    {
        return Err(Refusal::of(&catalogue::PARTNER_ID_CHARACTERS));
    }
    let dots_only = !id.is_empty() && id.chars().all(|c| c == '.');
    if dots_only || WORDS_OF_ADDRESSES.iter().any(|word| word.eq_ignore_ascii_case(id)) {
        return Err(Refusal::of(&catalogue::PARTNER_ID_CHARACTERS));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::partner_type;

    #[test]
    fn both_uses_must_be_covered() {
        use CertificateUsage::*;
        let auth = partner_type::find("auth_partner").unwrap();
        let device = partner_type::find("Device_Provider").unwrap();
        assert!(is_covered(auth, &[Both]));
        assert!(is_covered(auth, &[Signature, Encryption]));
        assert!(!is_covered(auth, &[Signature]));
        assert!(!is_covered(auth, &[Encryption, Encryption]));
        assert!(!is_covered(auth, &[]));
        assert!(is_covered(device, &[Both]));
        assert!(!is_covered(device, &[]));
    }

    #[test]
    fn ids_can_stand_in_addresses() {
        for id in ["acme", "acme.example", "new-bank", "v22", "a..b", "Acme_1", ".acme"] {
            assert!(check_id(id).is_ok(), "{id}");
        }
        let refused = [".", "..", "...", "new", "V2", "v3", "Search", "APIKEY", "certificate", "email", "policy"];
        for id in refused.into_iter().chain(["partnertype", "filterValues", "partner-certificates-details", "a/b"]) {
            let refusal = check_id(id).unwrap_err();
            assert!(std::ptr::eq(refusal.entry, &catalogue::PARTNER_ID_CHARACTERS), "{id}");
        }
    }

    /// Every literal that a route has in the place of a partner's id is refused as an id.
    #[test]
    fn no_route_hides_a_partner() {
        for route in crate::routes::ALL {
            let parts: Vec<_> = route.path.split('/').collect();
            for pair in parts.windows(2) {
                if matches!(pair[0], "partners" | "admin-partners") && !pair[1].starts_with('{') {
                    assert!(check_id(pair[1]).is_err(), "{}", route.path);
                }
            }
        }
    }

    #[test]
    fn columns_and_standing_agree() {
        for standing in [Standing::InProgress, Standing::Active, Standing::Deactivated, Standing::Rejected] {
            let (status, active) = standing.columns();
            assert_eq!(Standing::of(status, active), standing);
        }
        assert_eq!(Standing::of(ACTIVATED, true), Standing::Active);
        assert_eq!(Standing::of(ACTIVATED, false), Standing::Deactivated);
    }

    fn command() -> impl proptest::strategy::Strategy<Value = Command> {
        use proptest::prelude::*;
        prop_oneof![
            (any::<bool>(), any::<bool>()).prop_map(|(approved, covered)| Command::Settle { approved, covered }),
            Just(Command::Reject),
            Just(Command::Reopen),
            any::<bool>().prop_map(|approved| Command::Deactivate { approved }),
            any::<bool>().prop_map(|acceptable| Command::Reactivate { acceptable }),
            any::<bool>().prop_map(|approved| Command::Uncover { approved }),
        ]
    }

    proptest::proptest! {
        /// Nobody becomes active without an approval and certificates for both uses, or a reactivation of something
        /// that was active, or at least approved, before.
        #[test]
        fn active_only_by_approval_and_certificate(commands in proptest::collection::vec(command(), 0..40)) {
            let mut standing = Standing::InProgress;
            let mut was_approved = false;
            for command in commands {
                let Ok(after) = next(standing, command) else { continue };
                if after == Standing::Active && standing != Standing::Active {
                    let settled = command == Command::Settle { approved: true, covered: true };
                    let returned = command == Command::Reactivate { acceptable: true } && was_approved;
                    proptest::prop_assert!(settled || returned);
                }
                if after == Standing::Rejected && standing != after {
                    proptest::prop_assert_eq!(command, Command::Reject);
                }
                was_approved |= after == Standing::Active || command == Command::Deactivate { approved: true };
                standing = after;
            }
        }
    }
}
