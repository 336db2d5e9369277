//! The value of a key that is told to whom it belongs: an API key, a MISP's licence.

use zeroize::Zeroizing;

use crate::context::{BASE62, Surroundings};

/// Bits below which a key counts as weak: whoever has it should replace it.
const STRONG_BITS: f64 = 128.0;

/// The value of a key. Whoever knows it acts as its partner, so it has no `Debug`, `Display` and `Serialize`.
#[derive(Clone)]
pub struct KeyValue(Zeroizing<String>);

impl KeyValue {
    /// A new one from the system's random source: `length` letters and digits, each equally likely.
    pub fn random(surroundings: &Surroundings, length: usize) -> Self {
        Self(Zeroizing::new(surroundings.characters(BASE62, length)))
    }

    /// One as somebody sent it, or as it was stored.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The value itself: for the one answer that shows it, for sealing, and for the event that hands it on.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether it can be guessed: the six digits of the reference, or anything else below 128 bits.
    pub fn is_weak(&self) -> bool {
        let value = self.0.as_str();
        let of = |test: fn(&u8) -> bool| value.bytes().all(|byte| test(&byte));
        let letters: f64 = if of(u8::is_ascii_digit) {
            10.0
        } else if of(u8::is_ascii_hexdigit) {
            16.0
        } else {
            62.0
        };
        value.chars().count() as f64 * letters.log2() < STRONG_BITS
    }
}
