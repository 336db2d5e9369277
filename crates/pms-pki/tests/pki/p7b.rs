//! Chain files (contract §0 finding 7, §1.1, §2.4).

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use openssl::pkcs7::Pkcs7;
use pms_pki::p7b::{DecodeError, decode, encode, encode_base64url, encode_text};
use pms_pki::parse::MAX_CERTIFICATES;
use pms_pki::{Certificate, parse};

use super::support::*;

fn chain() -> [Certificate; 3] {
    let leaf = Make::new("O=ACME/CN=leaf", rsa(2)).by(&ca().intermediate).make();
    [leaf.certificate(), ca().intermediate.certificate(), ca().root.certificate()]
}

#[test]
fn order_is_kept_in_every_permutation() {
    let [a, b, c] = &chain();
    for order in [[a, b, c], [a, c, b], [b, a, c], [b, c, a], [c, a, b], [c, b, a]] {
        let decoded = decode(&encode(order)).unwrap();
        assert!(decoded.iter().eq(order));
    }
}

#[test]
fn openssl_reads_what_is_written() {
    let der = encode(&chain());
    let read = Pkcs7::from_der(&der).unwrap();
    assert_eq!(read.signed().unwrap().certificates().unwrap().len(), 3);
    // No length is longer than it needs to be: writing again gives the same bytes.
    assert_eq!(read.to_der().unwrap().len(), der.len());
}

#[test]
fn empty_chain_file_is_possible() {
    let der = encode([]);
    assert!(decode(&der).unwrap().is_empty());
    assert!(encode_text([]).starts_with("-----BEGIN PKCS7-----\n"));
}

/// The same file with indefinite lengths, as BouncyCastle writes it.
pub fn indefinite(chain: &[Certificate]) -> Vec<u8> {
    let oid = |last: u8| vec![0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, last];
    let open = |tag: u8, content: Vec<u8>| [vec![tag, 0x80], content, vec![0, 0]].concat();
    let certificates: Vec<u8> = chain.iter().flat_map(|c| c.der().to_vec()).collect();
    let signed =
        [vec![0x02, 0x01, 0x01, 0x31, 0x00], open(0x30, oid(1)), open(0xa0, certificates), vec![0x31, 0x00]].concat();
    open(0x30, [oid(2), open(0xa0, open(0x30, signed))].concat())
}

#[test]
fn indefinite_lengths_are_read_in_order() {
    let chain = chain();
    assert!(decode(&indefinite(&chain)).unwrap().iter().eq(&chain));
}

#[test]
fn text_breaks_after_every_64_characters_and_before_the_end() {
    let mut seen_full_last_line = false;
    let mut seen_part = false;
    // Names of growing length, so that the base64 runs through all lengths.
    for extra in 0..60 {
        let certificate = Make::new(&format!("CN={}", "x".repeat(extra + 1)), rsa(2)).make().certificate();
        let base64 = STANDARD.encode(encode([&certificate]));
        let text = encode_text([&certificate]);
        let lines: Vec<&str> = text.split('\n').collect();
        assert_eq!((lines[0], lines[lines.len() - 1]), ("-----BEGIN PKCS7-----", "-----END PKCS7-----"));
        let body = &lines[1..lines.len() - 1];
        assert_eq!(body.concat(), base64);
        assert!(body[..body.len() - 1].iter().all(|line| line.len() == 64));
        if base64.len().is_multiple_of(64) {
            assert_eq!(body[body.len() - 1], "", "an empty line precedes END");
            seen_full_last_line = true;
        } else {
            seen_part = true;
        }
        assert!(!text.ends_with('\n'));
        assert_eq!(parse::portal::read(text.as_bytes()).unwrap().certificates, [certificate]);
    }
    assert!(seen_full_last_line && seen_part);
}

#[test]
fn base64url_has_no_padding_and_is_read_by_the_wire() {
    let chain = chain();
    let text = encode_base64url(&chain);
    assert!(!text.contains(['=', '+', '/', '\n']));
    assert_eq!(URL_SAFE_NO_PAD.decode(&text).unwrap(), encode(&chain));
    assert_eq!(parse::wire::ca_upload(&text).unwrap().certificates, chain);
}

#[test]
fn too_many_certificates_are_refused() {
    let certificate = ca().root.certificate();
    let full = vec![certificate.clone(); MAX_CERTIFICATES];
    assert_eq!(decode(&encode(&full)).unwrap().len(), MAX_CERTIFICATES);
    let over = vec![certificate; MAX_CERTIFICATES + 1];
    assert_eq!(decode(&encode(&over)), Err(DecodeError::TooMany));
}

#[test]
fn other_content_is_refused() {
    let der = encode(&chain());
    for bytes in [&b""[..], b"garbage", &der[..der.len() - 1], &der[..40], ca().root.certificate().der()] {
        assert_eq!(decode(bytes), Err(DecodeError::Malformed));
    }
}
