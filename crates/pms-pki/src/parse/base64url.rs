//! Base64url by the rules of Java's URL decoder, which is what decides on the wire (contract §1, §2.1 step 2).
//!
//! Those rules: no line breaks, no `+` and no `/`; padding may be absent, but if it is there it must be exact; bits left over in
//! the last character are ignored.

use super::wire::WireError;

const PADDING: u8 = b'=';

/// Decodes `text`.
///
/// # Errors
/// [`WireError::IllegalBase64Character`] for a character outside the alphabet, [`WireError::MalformedBase64`] for an
/// impossible length or wrong padding.
pub(super) fn decode(text: &str) -> Result<Vec<u8>, WireError> {
    let bytes = text.as_bytes();
    if bytes.len() == 1 {
        return Err(WireError::MalformedBase64);
    }
    let mut decoded = Vec::with_capacity(bytes.len() / 4 * 3 + 3);
    let mut group: u32 = 0;
    let mut filled = 0u8;
    for (at, byte) in bytes.iter().copied().enumerate() {
        if byte == PADDING {
            return close_padded(decoded, group, filled, &bytes[at..]);
        }
        let bits = value_of(byte).ok_or(WireError::IllegalBase64Character)?;
        group = group << 6 | u32::from(bits);
        filled += 1;
        if filled == 4 {
            decoded.extend_from_slice(&group.to_be_bytes()[1..]);
            (group, filled) = (0, 0);
        }
    }
    close(decoded, group, filled)
}

/// Ends with padding: two characters want `==`, three want `=`, and nothing may follow.
fn close_padded(decoded: Vec<u8>, group: u32, filled: u8, padding: &[u8]) -> Result<Vec<u8>, WireError> {
    match (filled, padding) {
        (2, b"==") | (3, b"=") => close(decoded, group, filled),
        _ => Err(WireError::MalformedBase64),
    }
}

/// Ends in the middle of a group: two characters hold one byte, three hold two, one holds none and is an error.
fn close(mut decoded: Vec<u8>, group: u32, filled: u8) -> Result<Vec<u8>, WireError> {
    match filled {
        0 => {}
        2 => decoded.push((group >> 4) as u8),
        3 => decoded.extend_from_slice(&((group >> 2) as u16).to_be_bytes()),
        _ => return Err(WireError::MalformedBase64),
    }
    Ok(decoded)
}

fn value_of(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'-' => Some(62),
        b'_' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{WireError, decode};

    #[test]
    fn follows_the_java_url_decoder() {
        for (text, expected) in [
            ("", Ok(&b""[..])),
            ("QQ", Ok(b"A")),
            ("QQ==", Ok(b"A")),
            ("QR", Ok(b"A")),
            ("QUI", Ok(b"AB")),
            ("QUI=", Ok(b"AB")),
            ("QUJD", Ok(b"ABC")),
            ("-_-_", Ok(&[0xfb, 0xff, 0xbf][..])),
            ("Q", Err(WireError::MalformedBase64)),
            ("QUJDR", Err(WireError::MalformedBase64)),
            ("QQ=", Err(WireError::MalformedBase64)),
            ("QUI==", Err(WireError::MalformedBase64)),
            ("QUJD=", Err(WireError::MalformedBase64)),
            ("QQ==QQ", Err(WireError::MalformedBase64)),
            ("QQ\n", Err(WireError::IllegalBase64Character)),
            ("Q+Q/", Err(WireError::IllegalBase64Character)),
            ("-----BEGIN PKCS7-----", Err(WireError::IllegalBase64Character)),
        ] {
            assert_eq!(decode(text).as_deref(), expected.as_ref().copied(), "of {text:?}");
        }
    }
}
