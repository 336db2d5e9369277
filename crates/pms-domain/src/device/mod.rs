//! Device models, secure biometric interfaces (SBI) and chips of foundational trust modules (FTM): their states and what
//! may be said of them (contract part B §6 to §9).

pub mod interface;
pub mod validation;

use crate::approval::Decision;
use crate::catalogue;
use crate::refusal::Refusal;

/// `approval_status` as the contract writes it.
pub const PENDING: &str = "pending_approval";
pub const CERTIFICATE_DUE: &str = "pending_cert_upload";
pub const APPROVED: &str = "approved";
pub const REJECTED: &str = "rejected";
/// Legacy words of stock rows; read as [`APPROVED`] and [`REJECTED`].
const ACTIVATED: &str = "Activated";

/// How the lists call an approved object that is inactive.
pub const DEACTIVATED: &str = "deactivated";

/// The type of the partners that have device models and interfaces.
pub const DEVICE_PROVIDER: &str = "Device_Provider";
/// The type of the partners that have chips.
pub const FTM_PROVIDER: &str = "FTM_Provider";

/// `approval_status` and `is_active` of a registered object, as one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// A chip without a certificate: nothing to decide on yet.
    CertificateDue,
    /// Waits for a decision.
    Waiting,
    /// Approved and active.
    Active,
    /// Approved and inactive.
    Deactivated,
    /// Final.
    Rejected,
}

/// What moves an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// A chip's first certificate was accepted.
    Certify,
    Approve,
    Reject,
    Deactivate,
    Reactivate,
}

impl Standing {
    pub const ALL: [Standing; 5] =
        [Standing::CertificateDue, Standing::Waiting, Standing::Active, Standing::Deactivated, Standing::Rejected];

    /// Reads the columns. A word that nobody knows counts as rejected: what nobody approved is never in force.
    pub fn of(approval_status: &str, is_active: bool) -> Self {
        let is = |word: &str| approval_status.eq_ignore_ascii_case(word);
        if is(APPROVED) || is(ACTIVATED) {
            if is_active { Standing::Active } else { Standing::Deactivated }
        } else if is(PENDING) {
            Standing::Waiting
        } else if is(CERTIFICATE_DUE) {
            Standing::CertificateDue
        } else {
            Standing::Rejected
        }
    }

    /// The columns `(approval_status, is_active)`.
    pub fn columns(self) -> (&'static str, bool) {
        match self {
            Standing::CertificateDue => (CERTIFICATE_DUE, false),
            Standing::Waiting => (PENDING, false),
            Standing::Active => (APPROVED, true),
            Standing::Deactivated => (APPROVED, false),
            Standing::Rejected => (REJECTED, false),
        }
    }

    /// How the lists of the second envelope call it (contract part B §9).
    pub fn label(self) -> &'static str {
        match self {
            Standing::Deactivated => DEACTIVATED,
            other => other.columns().0,
        }
    }

    /// Approved once, whether in force now or not: a change of what was judged needs another decision.
    pub fn is_approved(self) -> bool {
        matches!(self, Standing::Active | Standing::Deactivated)
    }

    /// The next standing; `None`: the command does not fit.
    pub fn after(self, command: Command) -> Option<Standing> {
        Some(match (self, command) {
            (Standing::CertificateDue, Command::Certify) => Standing::Waiting,
            (Standing::Waiting, Command::Approve) => Standing::Active,
            (Standing::CertificateDue | Standing::Waiting, Command::Reject) => Standing::Rejected,
            (Standing::Active, Command::Deactivate) => Standing::Deactivated,
            (Standing::Deactivated, Command::Reactivate) => Standing::Active,
            _ => return None,
        })
    }
}

/// A make, model or version as it is compared and stored: without outer white space, inner white space as one space
/// (contract part B §6.1).
pub fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of the first envelope's decisions, letter for letter (contract part B §6.3, §7.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    Activate,
    DeActivate,
}

impl Word {
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "Activate" => Some(Word::Activate),
            "De-activate" => Some(Word::DeActivate),
            _ => None,
        }
    }
}

/// What a word of the first envelope means for an object as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A decision on what waits: the object, or a change of it.
    Decide(Decision),
    Deactivate,
    Reactivate,
    /// It is so already.
    Nothing,
    /// Rejections are final.
    Final,
}

impl Word {
    /// The reference set both columns whatever they were. Here a decision is made once: what is in force is deactivated and
    /// comes back, what was rejected stays so (decisions, "Reactivation").
    pub fn means(self, standing: Standing, has_open_change: bool) -> Meaning {
        match (standing, self) {
            (Standing::Waiting | Standing::CertificateDue, Word::Activate) => Meaning::Decide(Decision::Approve),
            (Standing::Waiting | Standing::CertificateDue, Word::DeActivate) => Meaning::Decide(Decision::Reject),
            (Standing::Active, Word::Activate) if has_open_change => Meaning::Decide(Decision::Approve),
            (Standing::Active, Word::DeActivate) => Meaning::Deactivate,
            (Standing::Deactivated, Word::Activate) => Meaning::Reactivate,
            (Standing::Rejected, Word::Activate) => Meaning::Final,
            (Standing::Active, Word::Activate) | (Standing::Deactivated | Standing::Rejected, Word::DeActivate) => {
                Meaning::Nothing
            }
        }
    }
}

/// Words that stand where addresses name a device (`/devicedetail/{id}`).
const WORDS_OF_ADDRESSES: &[&str] = &["devicesubtype", "devicetype", "filtervalues", "new", "search", "v2"];

/// Checks the id that a caller wants for a device: one that addresses and logs can hold, and that no other imitates. Length and
/// uniqueness are the store's business. Ids that were taken over from elsewhere are not asked.
///
/// # Errors
/// Anything but ASCII letters, digits, `.`, `-` and `_`; dots alone; one of the words that addresses use, in any letter case.
pub fn check_id(id: &str) -> Result<(), Refusal> {
    let is_word = WORDS_OF_ADDRESSES.iter().any(|word| word.eq_ignore_ascii_case(id));
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    if is_word || !id.bytes().all(fits) || id.bytes().all(|byte| byte == b'.') {
        return Err(Refusal::of(&catalogue::DEVICE_ID_CHARACTERS));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_columns_are_read_as_they_are_written() {
        for standing in Standing::ALL {
            let (status, is_active) = standing.columns();
            assert_eq!(Standing::of(status, is_active), standing);
            assert!(status.len() <= 36);
        }
    }

    #[test]
    fn words_of_stock_rows_are_read_and_unknown_ones_are_not_in_force() {
        assert_eq!(Standing::of("Activated", true), Standing::Active);
        assert_eq!(Standing::of("activated", false), Standing::Deactivated);
        for word in ["De-activated", "", "approve", "active"] {
            assert_eq!(Standing::of(word, true), Standing::Rejected, "{word}");
        }
        // The flag alone opens nothing.
        assert_eq!(Standing::of(PENDING, true), Standing::Waiting);
        assert_eq!(Standing::of(REJECTED, true), Standing::Rejected);
    }

    #[test]
    fn ids_of_callers_are_plain_words() {
        for id in ["4711", "Acme.Slap-1_b", "a..b", "v22"] {
            assert_eq!(check_id(id), Ok(()), "{id}");
        }
        for id in ["", ".", "..", "a/b", "a b", "a\r\nb", "Ａcme", "é", "a%2f", "Search", "FILTERVALUES"] {
            assert!(check_id(id).is_err(), "{id:?}");
        }
        for route in crate::routes::ALL {
            let rest = route.path.strip_prefix("/v1/partnermanager/devicedetail/");
            if let Some(word) = rest.and_then(|rest| rest.split('/').next())
                && !word.starts_with('{')
            {
                assert!(check_id(word).is_err(), "{}", route.path);
            }
        }
    }

    #[test]
    fn labels_are_the_lists_own() {
        let labels = Standing::ALL.map(Standing::label);
        assert_eq!(labels, ["pending_cert_upload", "pending_approval", "approved", "deactivated", "rejected"]);
    }

    #[test]
    fn a_word_means_what_fits_the_standing() {
        use Meaning::*;
        let means = |word: Word, change| Standing::ALL.map(|standing| word.means(standing, change));
        let (approve, reject) = (Decide(Decision::Approve), Decide(Decision::Reject));
        assert_eq!(means(Word::Activate, false), [approve, approve, Nothing, Reactivate, Final]);
        assert_eq!(means(Word::Activate, true), [approve, approve, approve, Reactivate, Final]);
        for change in [false, true] {
            assert_eq!(means(Word::DeActivate, change), [reject, reject, Deactivate, Nothing, Nothing]);
        }
    }

    #[test]
    fn texts_are_tidied() {
        assert_eq!(tidy("  Acme \t One\u{a0}Two "), "Acme One Two");
        assert_eq!(tidy(" "), "");
        assert_eq!(Word::parse("Activate"), Some(Word::Activate));
        assert_eq!(Word::parse("activate"), None);
        assert_eq!(Word::parse("De-Activate"), None, "the second envelope's word");
    }

    fn commands() -> impl Strategy<Value = Vec<Command>> {
        use Command::*;
        prop::collection::vec(prop::sample::select(vec![Certify, Approve, Reject, Deactivate, Reactivate]), 0..40)
    }

    proptest! {
        /// Nothing is in force that was not approved while it waited; what was rejected stays so; what was approved is
        /// never rejected any more.
        #[test]
        fn only_an_approval_puts_into_force(chip in any::<bool>(), commands in commands()) {
            let mut standing = if chip { Standing::CertificateDue } else { Standing::Waiting };
            let (mut approvals, mut certified) = (0, !chip);
            for command in commands {
                let Some(after) = standing.after(command) else { continue };
                prop_assert_ne!(standing, Standing::Rejected, "final");
                certified |= command == Command::Certify;
                approvals += usize::from(command == Command::Approve);
                prop_assert!(certified || !after.is_approved());
                prop_assert!(!(standing.is_approved() && after == Standing::Rejected));
                standing = after;
            }
            prop_assert!(approvals <= 1);
            prop_assert_eq!(standing.is_approved(), approvals == 1);
        }

        #[test]
        fn a_tidied_text_stays_as_it_is(text in "[ a-c\\t]{0,20}") {
            let once = tidy(&text);
            prop_assert_eq!(tidy(&once), once.clone());
            prop_assert!(!once.contains("  ") && once.trim() == once);
        }
    }
}
