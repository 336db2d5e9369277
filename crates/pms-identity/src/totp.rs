//! One-time passwords by time (RFC 6238), the second factor of accounts: six digits, thirty seconds, HMAC with SHA-1, which
//! is what every authenticator app reads without being told.
//!
//! Thirty lines over the HMAC that the program has anyway. The crates for it bring a SHA-1 of their own, while there is to
//! be one cryptographic provider.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use pms_domain::Timestamp;
use pms_domain::context::Surroundings;
use zeroize::Zeroizing;

use crate::config::Secret;

/// Digits of a code.
pub const DIGITS: usize = 6;
/// Seconds for which a code stands (RFC 6238 §5.2).
pub const STEP_SECONDS: i64 = 30;
/// Steps before and after the present one that count as well: clocks differ, and people type slowly.
const STEPS_ASIDE: i64 = 1;
/// Bytes of a key: 160 bits (RFC 4226 §4, R6).
const KEY_BYTES: usize = 20;
/// RFC 4648 §6.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Ten recovery codes, each once.
pub const RECOVERY_CODES: usize = 10;
/// Characters of a recovery code: 49 bits, of which [`crate::limit`] lets nobody try many.
pub const RECOVERY_LENGTH: usize = 10;
/// Letters and digits that are not mistaken for one another on paper.
const RECOVERY_ALPHABET: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// The key that a server and an authenticator app share. It has no `Debug`.
pub struct TotpKey(Zeroizing<Vec<u8>>);

impl TotpKey {
    pub fn new(surroundings: &Surroundings) -> Self {
        Self(Zeroizing::new(surroundings.bytes::<KEY_BYTES>().to_vec()))
    }

    /// Reads what [`Self::text`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(KEY_BYTES));
        let (mut bits, mut held) = (0_u32, 0_u32);
        for letter in text.bytes() {
            let value = BASE32.iter().position(|known| *known == letter)?;
            bits = (bits << 5) | u32::try_from(value).ok()?;
            held += 5;
            if held >= 8 {
                held -= 8;
                bytes.push(u8::try_from((bits >> held) & 0xff).ok()?);
            }
        }
        (bytes.len() == KEY_BYTES && held == 0).then_some(Self(bytes))
    }

    /// The key in base32, as it is typed into an app.
    pub fn text(&self) -> Secret {
        let mut out = String::with_capacity(self.0.len() * 8 / 5);
        let (mut bits, mut held) = (0_u32, 0_u32);
        for byte in self.0.iter() {
            bits = (bits << 8) | u32::from(*byte);
            held += 8;
            while held >= 5 {
                held -= 5;
                out.push(char::from(BASE32[(bits >> held) as usize & 31]));
            }
        }
        Secret::new(out)
    }

    /// The address that an app reads from a picture (Google Authenticator's key URI format).
    pub fn uri(&self, site: &str, account: &str) -> Secret {
        let encode =
            |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20");
        let (site, account) = (encode(site), encode(account));
        Secret::new(format!("otpauth://totp/{site}:{account}?secret={}&issuer={site}", self.text().reveal()))
    }

    /// The code of a step (RFC 4226 §5.3).
    pub fn code(&self, step: i64) -> Secret {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let hash = tag.as_ref();
        let offset = usize::from(hash[hash.len() - 1] & 0x0f);
        let number = hash[offset..offset + 4].iter().fold(0_u32, |number, byte| (number << 8) | u32::from(*byte));
        Secret::new(format!("{:06}", (number & 0x7fff_ffff) % 1_000_000))
    }

    /// The step whose code was typed, if it is one that counts now. All are compared, whichever it is.
    pub fn step_of(&self, typed: &str, now: Timestamp) -> Option<i64> {
        let present = step_at(now);
        let mut found = None;
        for step in present - STEPS_ASIDE..=present + STEPS_ASIDE {
            if verify_slices_are_equal(self.code(step).reveal().as_bytes(), typed.as_bytes()).is_ok() {
                found = Some(step);
            }
        }
        found
    }
}

/// The step that a moment lies in.
pub fn step_at(now: Timestamp) -> i64 {
    now.and_utc().timestamp().div_euclid(STEP_SECONDS)
}

/// A new set of recovery codes, as they are shown: two groups of five.
pub fn recovery_codes(surroundings: &Surroundings) -> Vec<Secret> {
    let one = || {
        let code = Zeroizing::new(surroundings.characters(RECOVERY_ALPHABET, RECOVERY_LENGTH));
        let (first, second) = code.split_at(RECOVERY_LENGTH / 2);
        Secret::new(format!("{first}-{second}"))
    };
    (0..RECOVERY_CODES).map(|_| one()).collect()
}

/// What was typed without spaces and hyphens, in small letters: as codes are compared.
pub fn tidy(typed: &str) -> Zeroizing<String> {
    Zeroizing::new(typed.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_lowercase()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        chrono::DateTime::from_timestamp(seconds, 0).unwrap().naive_utc()
    }

    fn key() -> TotpKey {
        TotpKey(Zeroizing::new(b"12345678901234567890".to_vec()))
    }

    /// RFC 6238, appendix B: the vectors for SHA-1, of whose eight digits the last six are ours.
    #[test]
    fn the_vectors_of_the_standard() {
        for (seconds, digits) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            assert_eq!(key().code(step_at(at(seconds))).reveal(), &digits[2..], "{seconds}");
        }
    }

    #[test]
    fn one_step_before_and_after_count_and_no_other() {
        let now = at(1_234_567_890);
        let present = step_at(now);
        for (aside, counts) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let found = key().step_of(key().code(present + aside).reveal(), now);
            assert_eq!(found, counts.then_some(present + aside), "{aside}");
        }
        for wrong in ["", "89005924", "00592", "0059244", "x05924"] {
            assert_eq!(key().step_of(wrong, now), None, "{wrong}");
        }
    }

    #[test]
    fn a_key_is_read_as_it_was_written() {
        assert_eq!(key().text().reveal(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        let again = TotpKey::parse(key().text().reveal()).unwrap();
        assert_eq!(again.0.as_slice(), key().0.as_slice());
        for wrong in ["", "GEZDGNBV", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1", "gezdgnbvgy3tqojqgezdgnbvgy3tqojq"] {
            assert!(TotpKey::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn an_address_for_apps_holds_no_sign_that_ends_a_part() {
        let uri = key().uri("ID & more: x", "ada/b?c");
        assert_eq!(
            uri.reveal(),
            "otpauth://totp/ID%20%26%20more%3A%20x:ada%2Fb%3Fc?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ID%20%26%20more%3A%20x"
        );
    }

    #[test]
    fn what_is_typed_may_have_spaces_hyphens_and_capitals() {
        assert_eq!(tidy(" 123 456 ").as_str(), "123456");
        assert_eq!(tidy("ABCDE-fghjk").as_str(), "abcdefghjk");
    }
}
