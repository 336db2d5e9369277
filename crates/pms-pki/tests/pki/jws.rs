//! Signed messages, read strictly (RFC 7515, contract §3.1, §6).

use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::ecdsa::EcdsaSig;
use openssl::nid::Nid;
use openssl::pkey::PKey;
use pms_pki::jws::{Content, Jws, JwsAlgorithm, JwsError};
use serde_json::{Map, Value, json};

use super::signing::{base64url, header, jws, sign, x5c};
use super::support::*;

const ONLY_RS256: &[JwsAlgorithm] = &[JwsAlgorithm::Rs256];
const PAYLOAD: &[u8] = b"{\"a\":1}";

fn signer() -> &'static Identity {
    static SIGNER: std::sync::OnceLock<Identity> = std::sync::OnceLock::new();
    SIGNER.get_or_init(|| Make::new("O=ACME/CN=device", rsa(2)).make())
}

fn judged(text: &str, allowed: &[JwsAlgorithm], content: Content<'_>) -> Result<Vec<u8>, JwsError> {
    let read = Jws::read(text, allowed, content)?;
    read.verify(&read.certificate()?)?;
    Ok(read.payload().to_vec())
}

fn attached(text: &str) -> Result<Vec<u8>, JwsError> {
    judged(text, ONLY_RS256, Content::Attached)
}

/// A good message but for its header.
fn with_header(change: impl FnOnce(&mut Map<String, Value>)) -> String {
    let mut members = header("RS256", signer());
    change(&mut members);
    jws(&Value::Object(members).to_string(), PAYLOAD, &signer().key, "RS256")
}

#[test]
fn every_algorithm_verifies_where_it_is_allowed_and_nowhere_else() {
    let p384 = EcGroup::from_curve_name(Nid::SECP384R1).unwrap();
    let p384 = PKey::from_ec_key(EcKey::generate(&p384).unwrap()).unwrap();
    let keys = [
        ("RS256", rsa(2)),
        ("RS384", rsa(2)),
        ("RS512", rsa(2)),
        ("PS256", rsa(2)),
        ("PS384", rsa(2)),
        ("PS512", rsa_pss()),
        ("ES256", p256()),
        ("ES384", p384),
        ("EdDSA", ed25519()),
    ];
    assert_eq!(keys.len(), JwsAlgorithm::ALL.len());
    for (name, key) in keys {
        let identity = Make::new("CN=device", key).by(&ca().intermediate).make();
        let text = jws(&Value::Object(header(name, &identity)).to_string(), PAYLOAD, &identity.key, name);
        let own: JwsAlgorithm = name.parse().unwrap();
        assert_eq!(judged(&text, &[own], Content::Attached).as_deref(), Ok(PAYLOAD), "{name}");
        let others: Vec<JwsAlgorithm> = JwsAlgorithm::ALL.into_iter().filter(|other| *other != own).collect();
        assert_eq!(judged(&text, &others, Content::Attached), Err(JwsError::Algorithm), "{name}");
        let mut forged = text.into_bytes();
        let last = forged.len() - 8;
        forged[last] = if forged[last] == b'A' { b'B' } else { b'A' };
        let forged = String::from_utf8(forged).unwrap();
        assert_eq!(judged(&forged, &[own], Content::Attached), Err(JwsError::Signature), "{name}");
    }
}

#[test]
fn a_key_of_another_kind_or_size_is_refused() {
    let ec = Make::new("CN=ec", p256()).by(&ca().intermediate).make();
    let small = Make::new("CN=small", rsa_bits(1024)).by(&ca().intermediate).make();
    for (identity, algorithm, reason) in [
        (&ec, "RS256", JwsError::KeyKind),
        (signer(), "ES256", JwsError::KeyKind),
        (signer(), "EdDSA", JwsError::KeyKind),
        (&ec, "ES384", JwsError::KeyKind),
        (&small, "RS256", JwsError::KeySize),
    ] {
        let text = jws(&Value::Object(header(algorithm, identity)).to_string(), PAYLOAD, &identity.key, algorithm);
        assert_eq!(judged(&text, &JwsAlgorithm::ALL, Content::Attached), Err(reason), "{algorithm}");
    }
}

#[test]
fn each_refused_header_has_its_reason() {
    type Change = fn(&mut Map<String, Value>);
    let set = |name: &'static str, value: Value| {
        let text = with_header(|members| {
            members.insert(name.into(), value);
        });
        attached(&text)
    };
    for (name, value, reason) in [
        ("crit", json!(["exp"]), JwsError::Critical),
        ("crit", json!([]), JwsError::Critical),
        ("b64", json!(false), JwsError::Unencoded),
        ("b64", json!("true"), JwsError::Unencoded),
        ("jku", json!("https://keys.example/"), JwsError::KeyAddress),
        ("x5u", json!("https://keys.example/"), JwsError::CertificateAddress),
        ("jwk", json!({"kty": "RSA"}), JwsError::EmbeddedKey),
        ("alg", json!("none"), JwsError::Algorithm),
        ("alg", json!("HS256"), JwsError::Algorithm),
        ("alg", json!("rs256"), JwsError::Algorithm),
        ("alg", json!(["RS256"]), JwsError::Algorithm),
        ("alg", json!("RS512"), JwsError::Algorithm),
        ("x5c", json!([]), JwsError::CertificateMissing),
        ("x5c", json!([""]), JwsError::CertificateMissing),
        ("x5c", json!([7]), JwsError::CertificateMissing),
        ("x5c", json!({"0": "MII"}), JwsError::CertificateMissing),
        ("x5c", json!(vec!["MII="; 11]), JwsError::TooManyCertificates),
        ("x5c", json!(["MI I="]), JwsError::CertificateBase64),
        ("x5c", json!(["QQ"]), JwsError::CertificateBase64),
        ("x5c", json!(["QR=="]), JwsError::CertificateBase64),
        ("x5c", json!(["QUJD"]), JwsError::Certificate),
        ("x5c", json!(["A".repeat(100_000)]), JwsError::Certificate),
        ("x5t#S256", json!("AAAA"), JwsError::CertificateHash),
        ("x5t#S256", json!(7), JwsError::CertificateHash),
        ("x5t", json!("AAAA"), JwsError::CertificateHash),
    ] {
        assert_eq!(set(name, value.clone()), Err(reason), "{name} {value:.60}");
    }
    let changes: [(Change, JwsError); 2] = [
        (|members| drop(members.remove("alg")), JwsError::Algorithm),
        (|members| drop(members.remove("x5c")), JwsError::CertificateMissing),
    ];
    for (change, reason) in changes {
        assert_eq!(attached(&with_header(change)), Err(reason));
    }
}

#[test]
fn what_the_header_may_say() {
    let certificate = signer().certificate();
    let own = base64url(certificate.sha256());
    let good = [
        with_header(|_| {}),
        with_header(|members| drop(members.insert("b64".into(), json!(true)))),
        with_header(|members| drop(members.insert("x5t#S256".into(), json!(own)))),
        with_header(|members| drop(members.insert("kid".into(), json!("1")))),
        with_header(|members| drop(members.insert("x5c".into(), json!(x5c(signer()))))),
        with_header(|members| drop(members.insert("x5c".into(), json!([x5c(signer()), "not looked at"])))),
    ];
    for text in good {
        assert_eq!(attached(&text).as_deref(), Ok(PAYLOAD));
    }
}

#[test]
fn a_certificate_from_elsewhere_stands_in_where_the_header_has_none() {
    let own = signer().certificate();
    let stranger = Make::new("O=ACME/CN=stranger", rsa(6)).make().certificate();
    let read = |text: &str, other| Jws::read_with(text, ONLY_RS256, Content::Attached, Some(other));
    let without = with_header(|members| drop(members.remove("x5c")));
    let jws = read(&without, &own).unwrap();
    assert_eq!(jws.verify(&own), Ok(()));
    assert_eq!(read(&without, &stranger).unwrap().verify(&stranger), Err(JwsError::Signature));
    let with = read(&with_header(|_| {}), &stranger).unwrap();
    assert_eq!(with.certificate(), Ok(own.clone()), "the header's own is not overruled");
    let empty = with_header(|members| drop(members.insert("x5c".into(), json!([]))));
    assert_eq!(read(&empty, &stranger).map(drop), Err(JwsError::CertificateMissing));
}

#[test]
fn the_form_has_one_spelling() {
    let good = with_header(|_| {});
    let [head, body, tail]: [&str; 3] = good.split('.').collect::<Vec<_>>().try_into().unwrap();
    let twice = format!(r#"{{"alg":"RS256","alg":"RS256","x5c":["{}"]}}"#, x5c(signer()));
    let twice = jws(&twice, PAYLOAD, &signer().key, "RS256");
    let deep = format!(r#"{{"alg":"RS256","x":{}1{}}}"#, "[".repeat(10), "]".repeat(10));
    let deep = jws(&deep, PAYLOAD, &signer().key, "RS256");
    // The last character of 256 bytes has four bits to spare.
    let spare = format!("{}{}", &good[..good.len() - 1], next(good.chars().last().unwrap()));
    for (what, text, reason) in [
        ("empty", String::new(), JwsError::Form),
        ("two parts", format!("{head}.{body}"), JwsError::Form),
        ("four parts", format!("{good}.{tail}"), JwsError::Form),
        ("JSON form", "{\"payload\":\"\"}".into(), JwsError::Form),
        ("padding", format!("{head}.{body}.{tail}=="), JwsError::Base64),
        ("bits left over", spare, JwsError::Base64),
        ("white space", format!("{head}.{body}.{tail}\n"), JwsError::Base64),
        ("standard alphabet", format!("{head}.{body}.{}", tail.replace(['-', '_'], "+")), JwsError::Base64),
        ("header is no JSON", format!("{}.{body}.{tail}", base64url(b"RS256")), JwsError::Header),
        ("header is a list", format!("{}.{body}.{tail}", base64url(b"[]")), JwsError::Header),
        ("deep header", deep, JwsError::Header),
        ("member twice", twice, JwsError::DuplicateMember),
        ("no content", format!("{head}..{tail}"), JwsError::Detached),
        ("no signature", format!("{head}.{body}."), JwsError::Signature),
        ("other content", format!("{head}.{}.{tail}", base64url(b"{}")), JwsError::Signature),
        ("too large", "A".repeat(2 << 20), JwsError::TooLarge),
    ] {
        assert_eq!(attached(&text), Err(reason), "{what}");
    }
}

/// The next character of the base64url alphabet: for one whose spare bits are zero, one with a bit set.
fn next(character: char) -> char {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let at = ALPHABET.find(character).unwrap();
    ALPHABET.chars().nth(at + 1).unwrap()
}

#[test]
fn detached_content_is_the_caller_s_bytes() {
    let head = base64url(Value::Object(header("RS256", signer())).to_string().as_bytes());
    let signature = sign(format!("{head}.{}", base64url(PAYLOAD)).as_bytes(), &signer().key, "RS256");
    let text = format!("{head}..{}", base64url(&signature));
    let detached = |bytes| judged(&text, ONLY_RS256, Content::Detached(bytes));
    assert_eq!(detached(PAYLOAD).as_deref(), Ok(PAYLOAD));
    assert_eq!(detached(b"{}"), Err(JwsError::Signature));
    assert_eq!(judged(&with_header(|_| {}), ONLY_RS256, Content::Detached(PAYLOAD)), Err(JwsError::Attached));
}

#[test]
fn another_certificate_verifies_nothing() {
    let read = Jws::read(&with_header(|_| {}), ONLY_RS256, Content::Attached).unwrap();
    // The same key in another certificate.
    let twin = Make::new("O=ACME/CN=twin", rsa(2)).make().certificate();
    assert_eq!(read.verify(&twin), Err(JwsError::Certificate));
}

#[test]
fn the_twin_of_an_ecdsa_signature_has_the_same_digest() {
    let identity = Make::new("CN=device", p256()).by(&ca().intermediate).make();
    let text = jws(&Value::Object(header("ES256", &identity)).to_string(), PAYLOAD, &identity.key, "ES256");
    let (signed, tail) = text.rsplit_once('.').unwrap();
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    let mut context = openssl::bn::BigNumContext::new().unwrap();
    let (mut order, mut turned) = (BigNum::new().unwrap(), BigNum::new().unwrap());
    group.order(&mut order, &mut context).unwrap();
    let raw = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, tail).unwrap();
    turned.checked_sub(&order, &BigNum::from_slice(&raw[32..]).unwrap()).unwrap();
    let numbers = EcdsaSig::from_private_components(BigNum::from_slice(&raw[..32]).unwrap(), turned).unwrap();
    let twin = [numbers.r().to_vec_padded(32).unwrap(), numbers.s().to_vec_padded(32).unwrap()].concat();
    let twin = format!("{signed}.{}", base64url(&twin));
    assert_ne!(twin, text);
    let read = |text: &str| Jws::read(text, &[JwsAlgorithm::Es256], Content::Attached).unwrap();
    let (one, other) = (read(&text), read(&twin));
    assert_eq!(other.verify(&other.certificate().unwrap()), Ok(()), "the twin verifies, which is why");
    assert_eq!(one.digest(), other.digest());
}

#[test]
fn every_reason_has_a_name_of_its_own() {
    let names: std::collections::BTreeSet<&str> = JwsError::ALL.iter().map(|error| error.key()).collect();
    assert_eq!(names.len(), JwsError::ALL.len());
}
