//! Form tokens: bound to the session, or to the browser while there is none, and masked anew for each page, so that
//! compressed pages tell nothing about them.

use aws_lc_rs::{constant_time, digest, hmac};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pms_domain::context::Surroundings;

const LENGTH: usize = 32;

/// What the token of a session or browser is: the same length for both.
fn base(bound_to: &str) -> [u8; LENGTH] {
    let mut out = [0; LENGTH];
    out.copy_from_slice(digest::digest(&digest::SHA256, bound_to.as_bytes()).as_ref());
    out
}

/// The secret of a browser's forms, from its cookie.
pub fn of_browser(browser: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, browser.as_bytes());
    URL_SAFE_NO_PAD.encode(hmac::sign(&key, b"portal form").as_ref())
}

/// A fresh mask and the masked token.
pub fn masked(surroundings: &Surroundings, bound_to: &str) -> String {
    let mask: [u8; LENGTH] = surroundings.bytes();
    let mut out = mask.to_vec();
    out.extend(base(bound_to).iter().zip(mask).map(|(byte, mask)| byte ^ mask));
    URL_SAFE_NO_PAD.encode(out)
}

pub fn matches(bound_to: &str, given: &str) -> bool {
    let Ok(bytes) = URL_SAFE_NO_PAD.decode(given) else { return false };
    let Some((mask, token)) = bytes.split_at_checked(LENGTH) else { return false };
    let unmasked: Vec<u8> = token.iter().zip(mask).map(|(byte, mask)| byte ^ mask).collect();
    bytes.len() == 2 * LENGTH && constant_time::verify_slices_are_equal(&unmasked, &base(bound_to)).is_ok()
}

/// Signs a flash message, so that only this server puts words on a page.
pub fn sign(bound_to: &str, words: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, bound_to.as_bytes());
    URL_SAFE_NO_PAD.encode(hmac::sign(&key, format!("flash {words}").as_bytes()).as_ref())
}

/// Whether a signature is that of these words.
pub fn is_signed(bound_to: &str, words: &str, signature: &str) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA256, bound_to.as_bytes());
    let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else { return false };
    hmac::verify(&key, format!("flash {words}").as_bytes(), &signature).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_fits_its_session_only() {
        let surroundings =
            pms_testkit::surroundings(&pms_testkit::TestClock::at_machine_time(), &pms_testkit::TestRandom::new(1));
        let one = masked(&surroundings, "session one");
        let again = masked(&surroundings, "session one");
        assert_ne!(one, again, "each page has its own mask");
        assert!(matches("session one", &one) && matches("session one", &again));
        assert!(!matches("session two", &one));
        for wrong in ["", "x", "AAAA", &one[..40], &format!("{one}AA")] {
            assert!(!matches("session one", wrong), "{wrong}");
        }
    }

    #[test]
    fn a_flash_is_signed() {
        let signature = sign("s", "words");
        assert!(is_signed("s", "words", &signature));
        assert!(!is_signed("s", "other", &signature));
        assert!(!is_signed("t", "words", &signature));
    }
}
