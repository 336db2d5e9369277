//! Proof of possession: requests and signatures made by the `openssl` library, with one thing wrong at a time.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use openssl::hash::MessageDigest;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Padding;
use openssl::sign::{RsaPssSaltlen, Signer};
use openssl::x509::X509ReqBuilder;
use pms_pki::Certificate;
use pms_pki::possession::{MAX_REQUEST_BYTES, MAX_SIGNATURE_BYTES, NoProof, by_request, by_signature};

use super::support::*;

const TEXT: &[u8] = b"pms/proof-of-possession/1/acme/challenge";

fn certificate(key: &PKey<Private>) -> Certificate {
    Make::new("O=ACME/CN=partner", key.clone()).by(&ca().intermediate).make().certificate()
}

fn request(key: &PKey<Private>, signer: &PKey<Private>, digest: MessageDigest) -> String {
    let mut builder = X509ReqBuilder::new().unwrap();
    builder.set_subject_name(&name("CN=whoever")).unwrap();
    builder.set_pubkey(key).unwrap();
    builder.sign(signer, digest).unwrap();
    String::from_utf8(builder.build().to_pem().unwrap()).unwrap()
}

/// RSA with PKCS#1 v1.5, or with PSS and a salt of so many bytes; ECDSA.
fn signature(key: &PKey<Private>, digest: MessageDigest, salt: Option<i32>) -> String {
    let mut signer = Signer::new(digest, key).unwrap();
    if let Some(length) = salt {
        signer.set_rsa_padding(Padding::PKCS1_PSS).unwrap();
        signer.set_rsa_pss_saltlen(RsaPssSaltlen::custom(length)).unwrap();
    }
    STANDARD.encode(signer.sign_oneshot_to_vec(TEXT).unwrap())
}

#[test]
fn a_request_proves_its_own_key_alone() {
    for key in [rsa(2), p256()] {
        let certificate = certificate(&key);
        for digest in [MessageDigest::sha256(), MessageDigest::sha384(), MessageDigest::sha512()] {
            assert_eq!(by_request(&request(&key, &key, digest), &certificate), Ok(()));
        }
        let weak = request(&key, &key, MessageDigest::sha1());
        assert_eq!(by_request(&weak, &certificate), Err(NoProof::Algorithm));
        let foreign = rsa(3);
        let of_another = request(&foreign, &foreign, MessageDigest::sha256());
        assert_eq!(by_request(&of_another, &certificate), Err(NoProof::OtherKey));
        // The right key inside, signed by somebody else.
        let borrowed = request(&key, &foreign, MessageDigest::sha256());
        assert_eq!(by_request(&borrowed, &certificate), Err(NoProof::Signature));
    }
}

#[test]
fn what_is_not_one_request_proves_nothing() {
    let key = rsa(2);
    let certificate = certificate(&key);
    let good = request(&key, &key, MessageDigest::sha256());
    let padded = format!("{good}{}", " ".repeat(MAX_REQUEST_BYTES));
    let mut broken = good.clone();
    broken.replace_range(60..64, "AAAA");
    let cases = [
        String::new(),
        "no PEM at all".to_owned(),
        certificate.to_pem(),
        format!("{good}{good}"),
        good.replace("END CERTIFICATE", "END OTHER"),
        good.replace("CERTIFICATE REQUEST", "CERTIFICATE"),
        padded,
    ];
    for (number, case) in cases.iter().enumerate() {
        assert_eq!(by_request(case, &certificate), Err(NoProof::NotARequest), "{number}");
    }
    assert!(by_request(&broken, &certificate).is_err());
    assert_eq!(
        by_request(&good.replace("BEGIN CERT", "BEGIN NEW CERT").replace("END CERT", "END NEW CERT"), &certificate),
        Ok(())
    );
}

#[test]
fn a_signature_proves_the_text_and_the_key() {
    let sha256 = MessageDigest::sha256();
    for (key, salt) in [(rsa(2), None), (rsa(2), Some(32)), (rsa(2), Some(222)), (p256(), None)] {
        let certificate = certificate(&key);
        let good = signature(&key, sha256, salt);
        assert_eq!(by_signature(TEXT, &good, &certificate), Ok(()));
        let (head, tail) = good.split_at(64);
        assert_eq!(by_signature(TEXT, &format!("{head}\n{tail}\n"), &certificate), Ok(()), "in lines");
        assert_eq!(by_signature(b"another text", &good, &certificate), Err(NoProof::Signature));
        let other = signature(&key, MessageDigest::sha384(), salt.map(|_| 48));
        assert_eq!(by_signature(TEXT, &other, &certificate), Err(NoProof::Signature), "another digest");
        let foreign = signature(&rsa(3), sha256, None);
        assert_eq!(by_signature(TEXT, &foreign, &certificate), Err(NoProof::Signature));
        for wrong in ["%%%".to_owned(), "A".repeat(MAX_SIGNATURE_BYTES + 1)] {
            assert_eq!(by_signature(TEXT, &wrong, &certificate), Err(NoProof::NotBase64));
        }
        assert_eq!(by_signature(TEXT, "", &certificate), Err(NoProof::Signature));
    }
    let certificate = certificate(&ed25519());
    assert_eq!(by_signature(TEXT, "AAAA", &certificate), Err(NoProof::KeyKind));
}
