//! Makes signed messages, good and bad.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use openssl::ecdsa::EcdsaSig;
use openssl::hash::MessageDigest;
use openssl::pkey::{Id, PKey, Private};
use openssl::rsa::Padding;
use openssl::sign::{RsaPssSaltlen, Signer};
use serde_json::{Map, Value, json};

use super::support::Identity;

pub fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub fn x5c(identity: &Identity) -> String {
    STANDARD.encode(identity.x509.to_der().unwrap())
}

/// `{"alg": …, "x5c": [the certificate]}`.
pub fn header(algorithm: &str, identity: &Identity) -> Map<String, Value> {
    let Value::Object(members) = json!({"alg": algorithm, "typ": "JWT", "x5c": [x5c(identity)]}) else {
        unreachable!()
    };
    members
}

/// A JWS in the compact form, with whatever header text is given.
pub fn jws(header: &str, payload: &[u8], key: &PKey<Private>, algorithm: &str) -> String {
    let signed = format!("{}.{}", base64url(header.as_bytes()), base64url(payload));
    let signature = sign(signed.as_bytes(), key, algorithm);
    format!("{signed}.{}", base64url(&signature))
}

pub fn sign(data: &[u8], key: &PKey<Private>, algorithm: &str) -> Vec<u8> {
    if key.id() == Id::ED25519 {
        return Signer::new_without_digest(key).unwrap().sign_oneshot_to_vec(data).unwrap();
    }
    let digest = match &algorithm[2..] {
        "384" => MessageDigest::sha384(),
        "512" => MessageDigest::sha512(),
        _ => MessageDigest::sha256(),
    };
    let mut signer = Signer::new(digest, key).unwrap();
    if algorithm.starts_with("PS") {
        signer.set_rsa_padding(Padding::PKCS1_PSS).unwrap();
        signer.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH).unwrap();
    }
    let signature = signer.sign_oneshot_to_vec(data).unwrap();
    if key.id() != Id::EC {
        return signature;
    }
    let numbers = EcdsaSig::from_der(&signature).unwrap();
    let width = (key.bits() as i32 + 7) / 8;
    let (r, s) = (numbers.r().to_vec_padded(width).unwrap(), numbers.s().to_vec_padded(width).unwrap());
    [r, s].concat()
}
