//! The error catalogue: every refusal the system can answer, once.
//!
//! It feeds the wire (code, message, status), the portal's texts (through the key) and the published reference
//! (explanation and remedy). Codes and messages are the contract's, letter for letter, odd ones included.

use crate::Entry;

macro_rules! catalogue {
    ($($key:ident $code:literal $message:literal $status:literal $why:literal $remedy:literal;)*) => {
        $(pub static $key: Entry = Entry {
            key: stringify!($key), code: $code, message: $message, status: $status, why: $why, remedy: $remedy,
        };)*
        /// All entries, in the order of this file.
        pub static ALL: &[&Entry] = &[$(&$key),*];
    };
}

include!("catalogue_entries.rs");

/// Finds an entry by its key.
pub fn by_key(key: &str) -> Option<&'static Entry> {
    ALL.iter().copied().find(|entry| entry.key == key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_unique_and_every_entry_helps() {
        let mut keys = std::collections::BTreeSet::new();
        for entry in ALL {
            assert!(keys.insert(entry.key), "{} twice", entry.key);
            assert!(!entry.why.is_empty() && !entry.remedy.is_empty(), "{} explains nothing", entry.key);
            assert!(entry.message.matches("{}").count() <= 1, "{}", entry.key);
        }
    }

    /// A code may have several texts only where the contract lists them (part A §18 Q19, part pki §1.2, part B §1.6).
    #[test]
    fn shared_codes_are_the_contracts() {
        let mut texts: std::collections::BTreeMap<&str, std::collections::BTreeSet<&str>> = Default::default();
        for entry in ALL {
            texts.entry(entry.code).or_default().insert(entry.message);
        }
        let shared: Vec<_> = texts.iter().filter(|(_, messages)| messages.len() > 1).map(|(code, _)| *code).collect();
        assert_eq!(
            shared,
            [
                "KER-CRY-003",
                "KER-KMS-021",
                "PMS_PMP_014",
                "PMS_PMP_016",
                "PMS_PMP_018",
                "PMS_PMP_019",
                "PMS_PMP_023",
                "PMS_PRT_099",
                "PMS_PRT_108",
                "PMS_PRT_357"
            ]
        );
    }
}
