//! Distinguished names: their attributes, the escaped form and keymanager's reduced form.

use x509_parser::der_parser::asn1_rs::{Any, Tag};
use x509_parser::x509::X509Name;

/// Object identifiers of the attributes that keymanager knows, with their short names, in the order of the reduced
/// form (contract: reduced DN).
const REDUCED_ORDER: [(&str, &str); 6] =
    [("2.5.4.3", "CN"), ("2.5.4.11", "OU"), ("2.5.4.10", "O"), ("2.5.4.7", "L"), ("2.5.4.8", "ST"), ("2.5.4.6", "C")];

/// Further short names, for people.
const OTHER_LABELS: [(&str, &str); 12] = [
    ("2.5.4.4", "SN"),
    ("2.5.4.5", "serialNumber"),
    ("2.5.4.9", "street"),
    ("2.5.4.12", "title"),
    ("2.5.4.15", "businessCategory"),
    ("2.5.4.17", "postalCode"),
    ("2.5.4.42", "GN"),
    ("2.5.4.46", "dnQualifier"),
    ("2.5.4.97", "organizationIdentifier"),
    ("0.9.2342.19200300.100.1.1", "UID"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    ("1.2.840.113549.1.9.1", "emailAddress"),
];

/// One attribute of a distinguished name.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct NameAttribute {
    /// Object identifier in dotted form.
    pub oid: String,
    /// Short name (`CN`, `O`, `emailAddress` …), or the object identifier where there is none.
    pub label: String,
    /// The value as text, not escaped. A value that is no character string stands as `#` and its tag and content in hex.
    pub value: String,
}

/// A distinguished name as it stands in a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DistinguishedName {
    der: Vec<u8>,
    attributes: Vec<NameAttribute>,
}

impl DistinguishedName {
    pub(crate) fn from_parsed(name: &X509Name<'_>) -> Self {
        let attributes = name
            .iter_attributes()
            .map(|attribute| {
                let oid = attribute.attr_type().to_id_string();
                NameAttribute { label: label_of(&oid), oid, value: text_of(attribute.attr_value()) }
            })
            .collect();
        Self { der: name.as_raw().to_vec(), attributes }
    }

    /// The exact bytes of the `Name` in the certificate.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// All attributes in the order of the encoding.
    pub fn attributes(&self) -> &[NameAttribute] {
        &self.attributes
    }

    /// The value of the attribute with this short name, not escaped. Where there are several, the one that is last in
    /// the encoding, which is the one keymanager sees.
    pub fn last(&self, label: &str) -> Option<&str> {
        self.attributes.iter().rev().find(|a| a.label == label).map(|a| a.value.as_str())
    }

    /// As [`last`](Self::last), in the escaped form in which keymanager compares values.
    pub fn last_escaped(&self, label: &str) -> Option<String> {
        self.last(label).map(escape)
    }

    /// Keymanager's reduced form: `CN,OU,O,L,ST,C`, one value each, comma-joined without spaces, values escaped, absent
    /// ones left out (contract §2.8). Not a unique key.
    pub fn reduced(&self) -> String {
        let mut text = String::new();
        for (_, label) in REDUCED_ORDER {
            if let Some(value) = self.last_escaped(label) {
                if !text.is_empty() {
                    text.push(',');
                }
                text.push_str(label);
                text.push('=');
                text.push_str(&value);
            }
        }
        text
    }

    /// The whole name for a person: `CN=…, O=…`, most specific first as RFC 4514 writes it, values escaped.
    pub fn readable(&self) -> String {
        let parts: Vec<String> =
            self.attributes.iter().rev().map(|a| format!("{}={}", a.label, escape(&a.value))).collect();
        parts.join(", ")
    }
}

fn label_of(oid: &str) -> String {
    REDUCED_ORDER
        .iter()
        .chain(OTHER_LABELS.iter())
        .find(|(known, _)| *known == oid)
        .map_or_else(|| oid.to_owned(), |(_, label)| (*label).to_owned())
}

/// The text of an attribute value. Every string type of X.520 is read, also the old ones; a NUL or any other odd
/// character stays in the text, so that it can never be cut off before a comparison.
fn text_of(value: &Any<'_>) -> String {
    let decoded = match value.tag() {
        Tag::Utf8String => std::str::from_utf8(value.data).ok().map(str::to_owned),
        Tag::PrintableString | Tag::Ia5String | Tag::NumericString | Tag::VisibleString if value.data.is_ascii() => {
            Some(value.data.iter().map(|b| char::from(*b)).collect())
        }
        // T.61 is read as Latin-1, as OpenSSL and the JDK do.
        Tag::T61String => Some(value.data.iter().map(|b| char::from(*b)).collect()),
        Tag::BmpString => utf16_text(value.data),
        Tag::UniversalString => utf32_text(value.data),
        _ => None,
    };
    decoded.unwrap_or_else(|| format!("#{:02x}{}", value.tag().0, hex::encode(value.data)))
}

fn utf16_text(bytes: &[u8]) -> Option<String> {
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    let units = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    char::decode_utf16(units).collect::<Result<String, _>>().ok()
}

fn utf32_text(bytes: &[u8]) -> Option<String> {
    if !bytes.len().is_multiple_of(4) {
        return None;
    }
    bytes.chunks_exact(4).map(|c| char::from_u32(u32::from_be_bytes([c[0], c[1], c[2], c[3]]))).collect()
}

/// The escaped form of a value: a backslash before `, + " \ < > ; =`, before a leading `#` and before each outer space.
pub fn escape(value: &str) -> String {
    let inner_end = value.trim_end_matches(' ').len();
    let inner_start = value.len() - value.trim_start_matches(' ').len();
    let mut text = String::with_capacity(value.len() + 4);
    for (at, c) in value.char_indices() {
        let outer_space = c == ' ' && (at < inner_start || at >= inner_end);
        let special = matches!(c, ',' | '+' | '"' | '\\' | '<' | '>' | ';' | '=');
        if special || outer_space || (at == 0 && c == '#') {
            text.push('\\');
        }
        text.push(c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn escapes_what_keymanager_escapes() {
        for (plain, escaped) in [
            ("ACME", "ACME"),
            ("Acme, Inc.", "Acme\\, Inc."),
            ("R&D; Lab", "R&D\\; Lab"),
            ("#1 Devices", "\\#1 Devices"),
            ("a#b", "a#b"),
            ("  two ", "\\ \\ two\\ "),
            ("a+b=c<d>\"e\"\\", "a\\+b\\=c\\<d\\>\\\"e\\\"\\\\"),
            (" ", "\\ "),
            ("", ""),
            ("naïve, é", "naïve\\, é"),
        ] {
            assert_eq!(escape(plain), escaped, "of {plain:?}");
        }
    }
}
