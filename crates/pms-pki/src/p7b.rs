//! Certificate chain files: PKCS#7 SignedData that holds certificates and nothing else.
//!
//! Order is meaning here: consumers take the first certificate as the leaf. The encoder therefore keeps the given order, although a DER
//! `SET OF` would be sorted, as the reference does; the decoder keeps the order of the file and reads BER too.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use openssl::pkcs7::Pkcs7;

use crate::certificate::{Certificate, MAX_CERTIFICATE_BYTES};
use crate::parse::MAX_CERTIFICATES;

/// `1.2.840.113549.1.7.2`, signedData.
const SIGNED_DATA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
/// `1.2.840.113549.1.7.1`, data.
const DATA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
const VERSION_1: &[u8] = &[0x02, 0x01, 0x01];
const EMPTY_SET: &[u8] = &[0x31, 0x00];
const SEQUENCE: u8 = 0x30;
const CONTEXT_0: u8 = 0xa0;

/// Why bytes are no chain file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Not PKCS#7 SignedData, or damaged, or a certificate in it is.
    #[error("not a readable PKCS#7 certificate file")]
    Malformed,
    /// More certificates than [`MAX_CERTIFICATES`].
    #[error("too many certificates in the file")]
    TooMany,
}

/// Encodes a chain in DER, in the given order; an empty one is allowed.
pub fn encode<'a>(chain: impl IntoIterator<Item = &'a Certificate>) -> Vec<u8> {
    let certificates: Vec<&[u8]> = chain.into_iter().map(Certificate::der).collect();
    let content = tlv(SEQUENCE, &[DATA]);
    let held = if certificates.is_empty() { Vec::new() } else { tlv(CONTEXT_0, &certificates) };
    let signed = tlv(SEQUENCE, &[VERSION_1, EMPTY_SET, &content, &held, EMPTY_SET]);
    tlv(SEQUENCE, &[SIGNED_DATA, &tlv(CONTEXT_0, &[&signed])])
}

/// A chain as base64url without padding: the wire form of `signedCertificateData` and of the data-share object.
pub fn encode_base64url<'a>(chain: impl IntoIterator<Item = &'a Certificate>) -> String {
    URL_SAFE_NO_PAD.encode(encode(chain))
}

/// A chain as PKCS7 text (contract §1.1, `p7bFile`): a newline after every full 64 characters, one before the END line, none at
/// the very end. So an empty line precedes END where the length is a multiple of 64.
pub fn encode_text<'a>(chain: impl IntoIterator<Item = &'a Certificate>) -> String {
    let base64 = STANDARD.encode(encode(chain));
    let mut text = String::from("-----BEGIN PKCS7-----\n");
    let mut rest = base64.as_str();
    while rest.len() >= 64 {
        let (line, further) = rest.split_at(64);
        text.push_str(line);
        text.push('\n');
        rest = further;
    }
    text.push_str(rest);
    text.push_str("\n-----END PKCS7-----");
    text
}

/// Decodes a chain file in DER or BER, keeping its order.
///
/// # Errors
/// [`DecodeError`].
pub fn decode(bytes: &[u8]) -> Result<Vec<Certificate>, DecodeError> {
    if bytes.len() > MAX_CERTIFICATES * MAX_CERTIFICATE_BYTES {
        return Err(DecodeError::TooMany);
    }
    let file = Pkcs7::from_der(bytes).map_err(|_| DecodeError::Malformed)?;
    let signed = file.signed().ok_or(DecodeError::Malformed)?;
    let Some(held) = signed.certificates() else { return Ok(Vec::new()) };
    if held.len() > MAX_CERTIFICATES {
        return Err(DecodeError::TooMany);
    }
    held.iter()
        .map(|x509| {
            let der = x509.to_der().map_err(|_| DecodeError::Malformed)?;
            Certificate::from_der(&der).map_err(|_| DecodeError::Malformed)
        })
        .collect()
}

/// One DER element with the concatenated parts as its content.
fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut element = vec![tag];
    if length < 0x80 {
        element.push(length as u8);
    } else {
        let bytes = length.to_be_bytes();
        let significant = &bytes[length.leading_zeros() as usize / 8..];
        element.push(0x80 | significant.len() as u8);
        element.extend_from_slice(significant);
    }
    for part in parts {
        element.extend_from_slice(part);
    }
    element
}
