//! A row of the transaction log: that a licence was used, when, by which partner, and what came of it (architecture §7).
//!
//! A row never says whom the authentication was about. Its members are ids of ours, words of closed lists and two texts of a
//! narrow alphabet; whatever could hold anything else is refused, or kept as a keyed hash ([`TransactionId`]).

mod auth_type;

use std::borrow::Cow;

use chrono::{NaiveDate, TimeDelta};

pub use auth_type::AuthTypes;

use crate::{Timestamp, verification};

/// Rows that happened longer ago than this are not taken any more (architecture §7).
pub const OLDEST: TimeDelta = TimeDelta::days(400);
/// Rows that happen later than this from now are not taken: a clock is wrong.
pub const AHEAD: TimeDelta = TimeDelta::minutes(10);
/// Characters of a transaction's id.
pub const TRANSACTION_ID: usize = 64;
/// Characters of a reason's code.
pub const REASON: usize = 40;
/// An id of this many digits in a row may be a person's number (UIN, VID, a telephone number).
const DIGITS_OF_A_PERSON: usize = 9;
/// An id of this many hexadecimal digits in a row may be the hash of a person's number: MD5 has as many, others have more. ID
/// Authentication sends such a one, unsalted, so whoever has it finds the number by trying all (contract `consumers.md` §3.1).
const DIGITS_OF_A_HASH: usize = 32;
/// Digits at the end of a reason's code.
const DIGITS_OF_A_CODE: usize = 6;
/// Letters of a part of a reason's code.
const LETTERS_OF_A_PART: usize = 8;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident = $number:literal $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$inner])* $variant,)* }

        impl $name {
            pub const ALL: &[$name] = &[$($name::$variant),*];

            /// Its word on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }

            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.as_str() == word)
            }

            /// Its number in the database.
            pub fn number(self) -> i16 {
                match self { $($name::$variant => $number,)* }
            }

            pub fn of_number(number: i16) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.number() == number)
            }
        }
    };
}

words! {
    /// Who tells of a use. Lists and totals count one of them (`transaction_log.count_from`).
    Source {
        /// Our own answer to the question whether a licence, a partner and a key are good.
        Validate = 1 "validate",
        /// A gateway's access log, ingested.
        Gateway = 2 "gateway",
        /// ID Authentication's `AUTHENTICATION_TRANSACTION_STATUS` (contract `consumers.md` §3.1).
        Ida = 3 "ida",
    }
}

words! {
    /// What came of it.
    Outcome {
        Allowed = 1 "allowed",
        Refused = 2 "refused",
    }
}

words! {
    /// What was called.
    Endpoint {
        /// Our own validate route.
        Validate = 1 "validate",
        /// Its form for many questions at once.
        ValidateBatch = 2 "validate-batch",
        /// ID Authentication's routes, by the segment that names them.
        Auth = 10 "auth",
        Kyc = 11 "kyc",
        Otp = 12 "otp",
        KycAuth = 13 "kyc-auth",
        KycExchange = 14 "kyc-exchange",
        IdentityKeyBinding = 15 "identity-key-binding",
        VciExchange = 16 "vci-exchange",
        Token = 17 "token",
        Internal = 18 "internal",
    }
}

/// The id of a transaction, as the caller of the authentication chose it: letters, digits, `.`, `_`, `-`. What may be a
/// person's number is not one: the log keeps its keyed hash.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct TransactionId(String);

impl TransactionId {
    /// `token` makes the keyed hash of a text; its answer is kept in the text's place where that could name a person. `None`:
    /// empty, too long, or with another character.
    pub fn read(text: &str, token: impl FnOnce(&str) -> String) -> Option<Self> {
        let is_plain = !text.is_empty()
            && text.len() <= TRANSACTION_ID
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
        if !is_plain {
            return None;
        }
        Some(Self(if may_name_a_person(text) { format!("h.{}", token(text)) } else { text.to_owned() }))
    }

    /// None: the writer gives it one of its own.
    pub fn none() -> Self {
        Self::default()
    }

    /// The number of an answer in its process, for one whose caller brought no id.
    pub fn of_answer(process: i64, sequence: i64) -> Self {
        Self(format!("p{process}.{sequence}"))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }
}

/// Whether it holds as many digits in a row as a person's number has, or as many hexadecimal ones as a hash has, separators
/// between them left out; or no digit at all and several words: a person's name, say. A UUID is none of these.
fn may_name_a_person(text: &str) -> bool {
    !is_uuid(text)
        && (run(text, u8::is_ascii_digit) >= DIGITS_OF_A_PERSON
            || run(text, u8::is_ascii_hexdigit) >= DIGITS_OF_A_HASH
            || is_words(text))
}

fn is_words(text: &str) -> bool {
    text.contains(['.', '_', '-']) && !text.bytes().any(|b| b.is_ascii_digit())
}

/// The longest run of such characters, separators left out.
fn run(text: &str, counts: fn(&u8) -> bool) -> usize {
    let (mut run, mut longest) = (0, 0);
    for b in text.bytes() {
        match b {
            b'.' | b'_' | b'-' => {}
            _ if counts(&b) => run += 1,
            _ => run = 0,
        }
        longest = longest.max(run);
    }
    longest
}

fn is_uuid(text: &str) -> bool {
    let dashes = [8, 13, 18, 23];
    text.len() == 36
        && text.bytes().enumerate().all(|(at, b)| if dashes.contains(&at) { b == b'-' } else { b.is_ascii_hexdigit() })
        // A number with dashes at these places is no UUID that a program made.
        && text.bytes().any(|b| b.is_ascii_alphabetic())
}

/// A reason's code: one to three parts of capital letters and a number of at most six digits, e.g. `IDA-MLC-007`, `PMS_PRT_055`
/// or `HTTP-401`; or one of our own ([`verification::Reason`]). So there is no room for words.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Reason(Cow<'static, str>);

impl Reason {
    /// A code of our own.
    pub const fn of(code: &'static str) -> Self {
        Self(Cow::Borrowed(code))
    }

    /// `None`: it is no code.
    pub fn read(text: &str) -> Option<Self> {
        match verification::Reason::parse(text) {
            Some(own) => Some(Self::of(own.code())),
            None => is_code(text).then(|| Self(Cow::Owned(text.to_owned()))),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_code(text: &str) -> bool {
    let is_part =
        |part: &str| (2..=LETTERS_OF_A_PART).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_uppercase());
    let mut parts = text.split(['-', '_']);
    let number = parts.next_back().unwrap_or_default();
    let is_number = (1..=DIGITS_OF_A_CODE).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    let mut count = 0;
    is_number && parts.inspect(|_| count += 1).all(is_part) && (1..=3).contains(&count) && text.len() <= REASON
}

/// An answer or a use, as the log takes it. Every id is one that was looked up here, never the text of a request: of an
/// unknown partner, licence or key nothing stands here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// UTC.
    pub occurred_at: Timestamp,
    pub source: Source,
    /// [`TransactionId::none`]: the caller brought none.
    pub transaction_id: TransactionId,
    pub endpoint: Endpoint,
    /// Whose licence it is.
    pub misp_id: Option<String>,
    /// Public id of the licence, never its key.
    pub licence_id: Option<String>,
    pub partner_id: Option<String>,
    pub policy_id: Option<String>,
    /// Public id of the API key, or the id of the OIDC client.
    pub key_id: Option<String>,
    pub auth_types: AuthTypes,
    pub outcome: Outcome,
    /// Why it was refused.
    pub reason: Option<Reason>,
    /// How old the snapshot was, milliseconds, where it was stale.
    pub stale_ms: Option<u32>,
}

/// Why a row's time is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongTime {
    TooOld,
    Ahead,
}

/// Whether a row that happened at a time is still taken.
///
/// # Errors
/// It lies more than [`OLDEST`] back, or more than [`AHEAD`] ahead.
pub fn check_time(occurred_at: Timestamp, now: Timestamp) -> Result<(), WrongTime> {
    if occurred_at < now - OLDEST {
        return Err(WrongTime::TooOld);
    }
    if occurred_at > now + AHEAD { Err(WrongTime::Ahead) } else { Ok(()) }
}

/// The day of a time, UTC, in days since 1970-01-01.
pub fn day(at: Timestamp) -> i32 {
    let days = at.date().signed_duration_since(NaiveDate::default()).num_days();
    i32::try_from(days).unwrap_or_default()
}

/// The first moment of a day.
pub fn start_of_day(day: i32) -> Timestamp {
    Timestamp::default() + TimeDelta::days(day.into())
}

/// The hour of a time, UTC, in hours since 1970-01-01T00.
pub fn hour(at: Timestamp) -> i32 {
    i32::try_from(at.and_utc().timestamp().div_euclid(3_600)).unwrap_or_default()
}

/// The first moment of an hour.
pub fn start_of_hour(hour: i32) -> Timestamp {
    Timestamp::default() + TimeDelta::hours(hour.into())
}

/// Microseconds since 1970-01-01, as the database keeps them.
pub fn micros(at: Timestamp) -> i64 {
    at.and_utc().timestamp_micros()
}

/// The time of so many microseconds.
pub fn of_micros(micros: i64) -> Timestamp {
    Timestamp::default() + TimeDelta::microseconds(micros)
}

#[cfg(test)]
mod tests;
