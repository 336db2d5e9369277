//! How a person was authenticated: a set of the words of ID Authentication (contract `consumers.md` §3.1).

/// The words, by their bit.
const WORDS: [&str; 17] = [
    "OTP-REQUEST",
    "OTP-AUTH",
    "DEMO-AUTH",
    "FINGERPRINT-AUTH",
    "IRIS-AUTH",
    "FACE-AUTH",
    "EKYC-AUTH",
    "KYC-AUTH",
    "KYC-EXCHANGE",
    "IDENTITY-KEY-BINDING",
    "TOKEN-REQUEST",
    "TOKEN-AUTH",
    "VCI-EXCHANGE-REQUEST",
    "PASSWORD-AUTH",
    "STATIC-PIN-AUTH",
    "STATIC-PIN-STORAGE-REQUEST",
    "OTHER",
];
/// The bit of what has no word here.
const OTHER: i32 = 1 << 16;

/// A set of kinds of authentication; empty where nobody said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AuthTypes(i32);

impl AuthTypes {
    pub const NONE: AuthTypes = AuthTypes(0);
    pub const WORDS: [&str; 17] = WORDS;

    /// A list with commas. `None`: a word of it is not known.
    pub fn parse(list: &str) -> Option<Self> {
        let words = list.split(',').map(str::trim).filter(|word| !word.is_empty());
        words.map(bit).try_fold(0, |set, bit| Some(set | bit?)).map(Self)
    }

    /// As [`Self::parse`]; what is not known counts as `OTHER`.
    pub fn parse_any(list: &str) -> Self {
        let words = list.split(',').map(str::trim).filter(|word| !word.is_empty());
        Self(words.map(|word| bit(word).unwrap_or(OTHER)).fold(0, |set, bit| set | bit))
    }

    /// The bits in the database.
    pub fn bits(self) -> i32 {
        self.0
    }

    pub fn of_bits(bits: i32) -> Self {
        Self(bits & ((OTHER << 1) - 1))
    }

    pub fn words(self) -> impl Iterator<Item = &'static str> {
        WORDS.into_iter().enumerate().filter(move |(at, _)| self.0 & (1 << at) != 0).map(|(_, word)| word)
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

fn bit(word: &str) -> Option<i32> {
    WORDS.iter().position(|known| *known == word).map(|at| 1 << at)
}
