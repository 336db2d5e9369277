//! One-time codes by e-mail: six digits, ten minutes, five tries, three sends an hour for an address; twenty wrong
//! ones a day stop the address. A code works for its purpose and in the browser that asked for it, once.
//!
//! Sends and wrong codes are counted for all sources together, because letters come to one box and a guess is as good from
//! anywhere; and whoever asks learns from a limit nothing about the address. Purposes count apart: who asks for codes of one
//! keeps nobody from those of another.

use std::net::IpAddr;

use pms_domain::Timestamp;
use pms_domain::context::Surroundings;
use pms_domain::text::fold_email;
use pms_store::account::otp::{self, NewOtp};
use pms_store::{Store, StoreResult};

use crate::config::Secret;
use crate::limit::{Limited, Limits, Use};

/// Digits of a code.
pub const DIGITS: usize = 6;
/// Life of a code.
pub const MINUTES: i64 = 10;
/// Tries for one code.
pub const TRIES: i32 = 5;
/// Codes sent to an address in an hour.
pub const SENDS_AN_HOUR: i64 = 3;
/// Letters with codes that one source may cause in an hour, whatever address they go to.
pub const LETTERS_OF_A_SOURCE: i64 = 60;
/// Wrong codes of an address in a day, then it is stopped until tomorrow.
pub const WRONG_A_DAY: i64 = 20;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// What a code is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Registration,
    Reset,
    Contact,
    EmailChange,
    Invitation,
}

impl Purpose {
    pub fn as_str(self) -> &'static str {
        match self {
            Purpose::Registration => "registration",
            Purpose::Reset => "reset",
            Purpose::Contact => "contact",
            Purpose::EmailChange => "email",
            Purpose::Invitation => "invitation",
        }
    }
}

/// Who asks for a code, or types one.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// The secret of the browser's cookie.
    pub browser: &'a str,
    pub source: Option<IpAddr>,
}

/// A code for the letter, and nowhere else.
pub struct Code {
    pub digits: Secret,
    pub expires_at: Timestamp,
}

/// One-time codes of this process, on rows of all.
#[derive(Clone)]
pub struct Otps {
    store: Store,
    surroundings: Surroundings,
    limits: Limits,
}

struct Ids {
    id: String,
    address: String,
    browser: String,
}

/// Under which names something is counted.
struct Counted {
    /// Purpose and address.
    name: String,
    source: String,
}

impl Otps {
    pub fn new(store: Store, surroundings: Surroundings, limits: Limits) -> Self {
        Self { store, surroundings, limits }
    }

    fn ids(&self, purpose: Purpose, address: &str, browser: &str) -> Ids {
        let keys = self.store.keys();
        let address = keys.token("otp.address", &fold_email(address));
        let browser = keys.token("otp.browser", browser);
        let id = keys.token("otp.id", &format!("{}|{address}|{browser}", purpose.as_str()));
        Ids { id, address, browser }
    }

    fn code_token(&self, id: &str, digits: &str) -> String {
        self.store.keys().token("otp.code", &format!("{id}|{digits}"))
    }

    /// Makes a code and stores its keyed hash; an earlier one stops working. Whether the address belongs to somebody is not
    /// asked here: the caller decides what the letter says.
    ///
    /// # Errors
    /// `Ok(Err(Limited))` after three sends in an hour, or when wrong codes stopped the address. What is refused counts for
    /// nothing.
    pub async fn make(&self, purpose: Purpose, address: &str, asker: Asker<'_>) -> StoreResult<Result<Code, Limited>> {
        let counted = Self::counted(purpose, address, asker);
        if let Some(limited) = self.stopped(&counted).await? {
            return Ok(Err(limited));
        }
        let uses = [
            Use { name: "mail.source", key: &counted.source, seconds: HOUR, most: LETTERS_OF_A_SOURCE },
            Use { name: "otp.send", key: &counted.name, seconds: HOUR, most: SENDS_AN_HOUR },
        ];
        if let Err(limited) = self.limits.take_all(&uses).await? {
            return Ok(Err(limited));
        }
        let ids = self.ids(purpose, address, asker.browser);
        let digits = self.surroundings.characters(b"0123456789", DIGITS);
        let expires_at = self.surroundings.now() + chrono::TimeDelta::minutes(MINUTES);
        let code_token = self.code_token(&ids.id, &digits);
        let row = NewOtp {
            id: &ids.id,
            purpose: purpose.as_str(),
            address_token: &ids.address,
            browser_token: &ids.browser,
            code_token: &code_token,
            expires_at,
        };
        otp::put(self.store.db(), &row).await?;
        Ok(Ok(Code { digits: Secret::new(digits), expires_at }))
    }

    fn counted(purpose: Purpose, address: &str, asker: Asker<'_>) -> Counted {
        let name = format!("{}|{}", purpose.as_str(), fold_email(address));
        Counted { name, source: Limits::source_text(asker.source) }
    }

    async fn stopped(&self, counted: &Counted) -> StoreResult<Option<Limited>> {
        let wrong = self.limits.used("otp.wrong", &counted.name, DAY).await?;
        if wrong < WRONG_A_DAY {
            return Ok(None);
        }
        let second = self.surroundings.now().and_utc().timestamp().rem_euclid(DAY);
        Ok(Some(Limited { retry_after: (DAY - second).unsigned_abs() }))
    }

    /// Checks a code and uses it up. Spaces in what was typed do not matter.
    ///
    /// # Errors
    /// `Ok(Err(Limited))` when wrong codes stopped the address.
    pub async fn check(
        &self,
        purpose: Purpose,
        address: &str,
        asker: Asker<'_>,
        typed: &str,
    ) -> StoreResult<Result<bool, Limited>> {
        let counted = Self::counted(purpose, address, asker);
        if let Some(limited) = self.stopped(&counted).await? {
            return Ok(Err(limited));
        }
        let typed: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let ids = self.ids(purpose, address, asker.browser);
        let now = self.surroundings.now();
        let offered = self.code_token(&ids.id, &typed);
        let stored = otp::spend_try(self.store.db(), &ids.id, TRIES, now).await?;
        let right = match stored {
            Some(stored) if self.store.keys().equal(stored.as_bytes(), offered.as_bytes()) => {
                otp::spend(self.store.db(), &ids.id, &stored, now).await?
            }
            _ => false,
        };
        if !right {
            self.limits.note("otp.wrong", &counted.name, DAY).await?;
        }
        Ok(Ok(right))
    }
}
