//! Input that means harm, or none at all.

use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use pms_pki::p7b::{encode, encode_text};
use pms_pki::parse::{portal, wire};
use pms_pki::{Certificate, p7b};
use proptest::prelude::*;

use super::support::*;

/// Far more than any bounded answer takes, far less than an unbounded one.
const PROMPT: Duration = Duration::from_secs(5);

/// Everything that reads an upload reads this one; nothing panics, nothing takes long.
fn read_everywhere(bytes: &[u8]) {
    let start = Instant::now();
    let _ = portal::read(bytes);
    let _ = Certificate::from_der(bytes);
    let _ = p7b::decode(bytes);
    let text = String::from_utf8_lossy(bytes);
    let _ = wire::ca_upload(&text);
    let _ = wire::partner_upload(&text);
    let _ = wire::ca_upload(&URL_SAFE_NO_PAD.encode(bytes));
    assert!(start.elapsed() < PROMPT, "took {:?}", start.elapsed());
}

fn seeds() -> Vec<Vec<u8>> {
    let certificate =
        Make::new("O=ACME/CN=x", p256()).extension(unknown_extension(false)).key_ids().make().certificate();
    let chain = [certificate.clone(), ca().root.certificate()];
    vec![
        certificate.der().to_vec(),
        certificate.to_pem().into_bytes(),
        encode(&chain),
        super::p7b::indefinite(&chain),
        encode_text(&chain).into_bytes(),
        STANDARD.encode(encode(&chain)).into_bytes(),
    ]
}

#[test]
fn ten_megabytes() {
    let size = 10 << 20;
    let patterns: [&[u8]; 7] = [
        b"A",
        b"\0",
        b"-----BEGIN ",
        b"-----BEGIN CERTIFICATE-----\n",
        b"-----BEGIN A-----\n-----END A-----\n",
        b"\n: \r",
        b"\x30\x80",
    ];
    for pattern in patterns {
        read_everywhere(&pattern.repeat(size / pattern.len()));
    }
}

#[test]
fn as_much_as_is_looked_at() {
    let size = pms_pki::parse::MAX_UPLOAD_BYTES;
    let patterns: [&[u8]; 9] = [
        b"A",
        b"-----BEGIN ",
        b"-----BEGIN CERTIFICATE-----\n",
        b"-----BEGIN CERTIFICATE----------END ",
        b"-----BEGIN A-----\n-----END A-----\n",
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        b"\n: \r",
        b"\x30\x80",
        b"\x30\x84\x00\x03\xff\xf0",
    ];
    for pattern in patterns {
        read_everywhere(&pattern.repeat(size / pattern.len()));
    }
}

#[test]
fn deep_nesting() {
    // Definite lengths around each other.
    let mut nested = vec![0x05, 0x00];
    while nested.len() < 60_000 {
        let length = u16::try_from(nested.len()).unwrap().to_be_bytes();
        nested.splice(0..0, [0x30, 0x82, length[0], length[1]]);
    }
    read_everywhere(&nested);
    read_everywhere(&[0x30, 0x80].repeat(100_000));
    read_everywhere(&[0xa0, 0x80].repeat(100_000));
}

#[test]
fn lengths_that_lie() {
    for head in [
        &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff][..],
        &[0x30, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        &[0x30, 0xff],
        &[0x30, 0x82, 0x00, 0x01],
        &[0x1f, 0xff, 0xff, 0xff, 0xff, 0x7f, 0x00],
    ] {
        read_everywhere(head);
        read_everywhere(&[head, &[0x30; 100]].concat());
    }
}

#[test]
fn a_thousand_certificates() {
    let mut issuer = Make::ca("CN=0", p256()).make();
    let mut chain = vec![issuer.certificate()];
    for number in 1..1000 {
        issuer = Make::ca(&format!("CN={number}"), p256()).by(&issuer).make();
        chain.push(issuer.certificate());
    }
    chain.reverse();
    read_everywhere(&encode(&chain));
    read_everywhere(chain.iter().map(Certificate::to_pem).collect::<String>().as_bytes());
    let start = Instant::now();
    let all = pms_pki::path::TrustStore::of(pms_pki::PartnerDomain::Auth, chain.clone());
    let policy = pms_pki::path::PathPolicy::default();
    assert!(pms_pki::path::find(&all, &chain[0], now(), &policy).is_err());
    assert!(start.elapsed() < PROMPT);
}

#[test]
fn every_truncation() {
    for seed in seeds() {
        for end in (0..seed.len()).step_by(7) {
            read_everywhere(&seed[..end]);
        }
    }
}

#[test]
fn every_byte_changed() {
    let seed = &seeds()[0];
    for at in 0..seed.len() {
        for value in [0x00, 0x80, 0xff, seed[at] ^ 0x01] {
            let mut changed = seed.clone();
            changed[at] = value;
            if let Ok(certificate) = Certificate::from_der(&changed) {
                let _ = (certificate.explain(), certificate.subject().reduced(), certificate.serial_decimal());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..2048)) {
        read_everywhere(&bytes);
    }

    #[test]
    fn random_text(text in "\\PC{0,400}") {
        read_everywhere(text.as_bytes());
        read_everywhere(format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----").as_bytes());
    }

    #[test]
    fn mutated_seeds(
        which in 0usize..6,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
        insert in proptest::collection::vec(any::<u8>(), 0..8),
    ) {
        thread_local!(static SEEDS: Vec<Vec<u8>> = seeds());
        let mut bytes = SEEDS.with(|seeds| seeds[which].clone());
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        let at = cut.index(bytes.len());
        bytes.splice(at..at, insert);
        read_everywhere(&bytes);
        if let Ok(upload) = portal::read(&bytes) {
            for certificate in upload.certificates {
                prop_assert!(!certificate.to_pem().is_empty());
                let _ = certificate.explain();
            }
        }
    }
}
