//! Texts that people send: shapes, folding, look-alikes.

use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

/// The contract's e-mail pattern (part A §4.1), full match, ASCII classes as in Java.
static EMAIL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^[0-9A-Za-z_\-+]+(\.[0-9A-Za-z_]+)*@[0-9A-Za-z_-]+(\.[0-9A-Za-z_]+)*(\.[a-z]{2,})$").ok()
});

/// The contract's free-text pattern (part A §1.5 R), widened by `_`, `/` and `+` as its FIX says.
static FREE_TEXT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"^[\p{L}\p{N}\p{M}\t\n\x0B\f\r .,@#&()\-'?!":;=_/+]+$"#).ok());

pub fn is_email(text: &str) -> bool {
    utf16_len(text) <= crate::limits::EMAIL && EMAIL.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

pub fn is_free_text(text: &str) -> bool {
    FREE_TEXT.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

/// Length as Java counts it.
pub fn utf16_len(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Blank in Java's sense of Jakarta `@NotBlank`: nothing but white space.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

/// The form under which names are compared: NFKC, case-folded (through lower case of upper case, which also folds
/// `ß`/`ss` and final sigma alike), NFKC again.
pub fn fold(text: &str) -> String {
    let composed: String = text.nfkc().collect();
    let folded: String = composed.to_uppercase().to_lowercase();
    folded.replace('ς', "σ").nfkc().collect()
}

/// Lower case as the contract's e-mail hash uses it.
pub fn fold_email(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Characters a name or a free text must not hold: controls and the invisible ones that reorder or hide text.
pub fn has_hidden_characters(text: &str) -> bool {
    text.chars().any(|c| {
        (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
            || matches!(c,
                '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
                | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FE0F}' | '\u{FEFF}'
                | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
    })
}

/// Account names: 1 to 64 of ASCII letters, digits, `.`, `_`, `-`. ASCII only, so that no name can imitate another
/// with look-alike letters; without `@`, so that a name is never taken for an e-mail address.
pub fn is_account_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 64
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
        && text.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric())
}

/// `a***@example.org`: enough for a person to recognise an address, too little to use it.
pub fn mask_email(email: &str) -> String {
    match email.split_once('@') {
        Some((local, domain)) => format!("{}***@{domain}", local.chars().next().unwrap_or('*')),
        None => "***".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emails_follow_the_contract() {
        for good in ["a@b.co", "first.last@example.org", "a+b@x-y.example", "a_b@x.y.zz"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["", "a@b", "a b@c.org", "a@b.C", "a@.org", "é@b.org", "a@b.org\n", ".a@b.org"] {
            assert!(!is_email(bad), "{bad:?}");
        }
    }

    #[test]
    fn free_text_refuses_markup_and_controls() {
        assert!(is_free_text("Example Bank (Pvt.) Ltd: \"A\" = 1_2/3+4"));
        assert!(is_free_text("बैंक"));
        for bad in ["<b>", "a%b", "a*b", "a\u{0}b", "a\u{202E}b", "{}"] {
            assert!(!is_free_text(bad), "{bad:?}");
        }
    }

    #[test]
    fn folding_catches_imitations() {
        assert_eq!(fold("ACME"), fold("acme"));
        assert_eq!(fold("ＡＣＭＥ"), fold("acme"));
        assert_eq!(fold("Straße"), fold("STRASSE"));
        assert_eq!(fold("ΟΔΟΣ"), fold("οδος"));
        assert!(!is_account_name("аcme"), "a Cyrillic letter is not an ASCII one");
        assert!(!is_account_name("a@b"));
        assert!(!is_account_name(".hidden"));
    }

    proptest::proptest! {
        #[test]
        fn folding_is_idempotent(text in "\\PC{0,40}") {
            let once = fold(&text);
            proptest::prop_assert_eq!(fold(&once), once);
        }
    }
}
