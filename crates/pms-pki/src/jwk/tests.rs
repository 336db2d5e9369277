#![allow(clippy::unwrap_used, reason = "in a test, a panic is the report")]

use openssl::pkey::PKeyRef;
use proptest::prelude::*;
use serde_json::json;

use super::*;

fn read(jwk: Value) -> Result<ClientKey, JwkError> {
    client_key(jwk.as_object().unwrap())
}

fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn rsa_jwk(key: &Rsa<openssl::pkey::Private>) -> Value {
    json!({"kty": "RSA", "n": base64url(&key.n().to_vec()), "e": base64url(&key.e().to_vec())})
}

fn ec_jwk(nid: Nid, curve: &str) -> (Value, PKey<openssl::pkey::Private>) {
    let group = EcGroup::from_curve_name(nid).unwrap();
    let key = EcKey::generate(&group).unwrap();
    let (mut x, mut y) = (BigNum::new().unwrap(), BigNum::new().unwrap());
    let mut context = BigNumContext::new().unwrap();
    key.public_key().affine_coordinates(&group, &mut x, &mut y, &mut context).unwrap();
    let width = (group.degree() as i32 + 7) / 8;
    let member = |number: &BigNum| base64url(&number.to_vec_padded(width).unwrap());
    (json!({"kty": "EC", "crv": curve, "x": member(&x), "y": member(&y)}), PKey::from_ec_key(key).unwrap())
}

/// The id by the contract's words, from what OpenSSL writes.
fn id_of(bytes: &[u8]) -> String {
    base64url(&sha256(STANDARD.encode(bytes).as_bytes()))
}

fn spki<T: openssl::pkey::HasPublic>(key: &PKeyRef<T>) -> Vec<u8> {
    key.public_key_to_der().unwrap()
}

#[test]
fn the_id_is_the_digest_of_the_keys_text() {
    let rsa = Rsa::generate(2048).unwrap();
    let found = read(rsa_jwk(&rsa)).unwrap();
    assert_eq!(found.client_id, id_of(&spki(&PKey::from_rsa(rsa).unwrap())));
    assert_eq!(found.client_id.len(), 43);
    for (nid, curve) in [(Nid::X9_62_PRIME256V1, "P-256"), (Nid::SECP384R1, "P-384"), (Nid::SECP521R1, "P-521")] {
        let (jwk, key) = ec_jwk(nid, curve);
        assert_eq!(read(jwk).unwrap().client_id, id_of(&spki(&key)), "{curve}");
    }
}

/// RFC 8037 §A.2, and its id computed by another program (`base64`, `sha256sum`).
#[test]
fn an_ed25519_key_counts_by_its_raw_bytes() {
    let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    let found =
        read(json!({"kty": "OKP", "crv": "Ed25519", "x": x, "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}));
    let found = found.unwrap();
    assert_eq!(found.client_id, ED25519_ID);
    assert_eq!(Value::Object(found.jwk), json!({"kty": "OKP", "crv": "Ed25519", "x": x}));
}

const ED25519_ID: &str = "yfwvFfIkAWVfmyYiqKN2UcniC3TcMFzI35W6AF4dZPk";

#[test]
fn only_the_public_part_stays_in_one_spelling() {
    let key = Rsa::generate(2048).unwrap();
    let (n, e) = (key.n().to_vec(), key.e().to_vec());
    let longer = [vec![0, 0], n.clone()].concat();
    let given = json!({
        "e": "AQAB", "d": base64url(&key.d().to_vec()), "p": base64url(&key.p().unwrap().to_vec()), "q": "x", "dp": "x",
        "dq": "x", "qi": "x", "oth": [], "k": "x", "unknown": {"secret": "x"}, "x5c": ["x"], "x5u": "https://x.example",
        "kid": "", "use": "sig", "alg": "RS256", "key_ops": ["sign", "verify"], "n": URL_SAFE.encode(&longer),
        "kty": "RSA",
    });
    let given = read(given).unwrap();
    let expected = json!({"kty": "RSA", "kid": "", "use": "sig", "alg": "RS256", "key_ops": ["verify"], "n": base64url(&n), "e": base64url(&e)});
    assert_eq!(Value::Object(given.jwk).to_string(), expected.to_string());
    assert_eq!(given.client_id, read(rsa_jwk(&key)).unwrap().client_id, "what describes a key does not make another");
}

#[test]
fn what_is_no_key_is_refused() {
    let (ec, _) = ec_jwk(Nid::X9_62_PRIME256V1, "P-256");
    let rsa = rsa_jwk(&Rsa::generate(2048).unwrap());
    let with = |jwk: &Value, member: &str, value: Value| {
        let mut jwk = jwk.clone();
        jwk[member] = value;
        jwk
    };
    let small = rsa_jwk(&Rsa::generate(1024).unwrap());
    let even = base64url(&[0x80; 256]);
    let (other, _) = ec_jwk(Nid::X9_62_PRIME256V1, "P-256");
    let beyond = base64url(&[0xff; 32]);
    for (what, jwk, why) in [
        ("no kind", json!({"n": "AQAB"}), JwkError::Member),
        ("symmetric", json!({"kty": "oct", "k": "c2VjcmV0"}), JwkError::Kind),
        ("other case", with(&rsa, "kty", json!("rsa")), JwkError::Kind),
        ("small", small, JwkError::Size),
        ("huge", with(&rsa, "n", json!(base64url(&[0xff; 1025]))), JwkError::Size),
        ("even modulus", with(&rsa, "n", json!(even)), JwkError::NoKey),
        ("exponent 1", with(&rsa, "e", json!("AQ")), JwkError::NoKey),
        ("even exponent", with(&rsa, "e", json!("BA")), JwkError::NoKey),
        ("long exponent", with(&rsa, "e", json!(base64url(&[1, 0, 0, 0, 0, 0, 0, 0, 1]))), JwkError::NoKey),
        ("number as exponent", with(&rsa, "e", json!(65537)), JwkError::Member),
        ("no base64", with(&rsa, "n", json!("+/")), JwkError::Member),
        ("empty", with(&rsa, "n", json!("")), JwkError::Member),
        ("kid is a number", with(&rsa, "kid", json!(1)), JwkError::Member),
        ("long kid", with(&rsa, "kid", json!("x".repeat(257))), JwkError::TooLong),
        ("other curve", with(&ec, "crv", json!("secp256k1")), JwkError::Curve),
        ("not on the curve", with(&ec, "y", other["y"].clone()), JwkError::NoKey),
        ("beyond the field", with(&ec, "x", json!(beyond)), JwkError::NoKey),
        ("X25519", json!({"kty": "OKP", "crv": "X25519", "x": base64url(&[9; 32])}), JwkError::Curve),
        ("short", json!({"kty": "OKP", "crv": "Ed25519", "x": base64url(&[9; 31])}), JwkError::NoKey),
        ("use of another kind", with(&rsa, "use", json!("enc")), JwkError::Member),
        ("algorithm of another kind", with(&rsa, "alg", json!("ES256")), JwkError::Member),
        ("no signature", with(&rsa, "alg", json!("none")), JwkError::Member),
        ("symmetric algorithm", with(&rsa, "alg", json!("HS256")), JwkError::Member),
        ("algorithm of another curve", with(&ec, "alg", json!("ES384")), JwkError::Member),
        ("id with a line break", with(&rsa, "kid", json!("a\nb")), JwkError::Member),
        ("id that hides something", with(&rsa, "kid", json!("a\u{202e}b")), JwkError::Member),
        (
            "beyond Ed25519's field",
            json!({"kty": "OKP", "crv": "Ed25519", "x": base64url(&beyond_field(0xf0))}),
            JwkError::NoKey,
        ),
        ("small order", json!({"kty": "OKP", "crv": "Ed25519", "x": base64url(&[0; 32])}), JwkError::NoKey),
    ] {
        assert_eq!(read(jwk).unwrap_err(), why, "{what}");
    }
}

/// A coordinate between 2^255 - 19 and 2^255.
fn beyond_field(first: u8) -> [u8; 32] {
    let mut bytes = [0xff; 32];
    (bytes[0], bytes[31]) = (first, 0x7f);
    bytes
}

#[test]
fn a_point_has_one_spelling() {
    assert!(is_canonical(&beyond_field(0xec)), "the prime less one");
    for first in [0xed, 0xf0, 0xff] {
        assert!(!is_canonical(&beyond_field(first)));
        let mut signed = beyond_field(first);
        signed[31] = 0xff;
        assert!(!is_canonical(&signed), "whatever the sign");
    }
    let mut smaller = beyond_field(0xff);
    smaller[7] = 0xfe;
    assert!(is_canonical(&smaller));
}

#[test]
fn algorithms_fit_their_keys() {
    let rsa = rsa_jwk(&Rsa::generate(2048).unwrap());
    for algorithm in ["RS256", "PS512"] {
        let mut jwk = rsa.clone();
        (jwk["alg"], jwk["use"]) = (json!(algorithm), json!("sig"));
        assert_eq!(read(jwk).unwrap().jwk["alg"], algorithm);
    }
    for (nid, curve, algorithm) in [
        (Nid::X9_62_PRIME256V1, "P-256", "ES256"),
        (Nid::SECP384R1, "P-384", "ES384"),
        (Nid::SECP521R1, "P-521", "ES512"),
    ] {
        let (mut jwk, _) = ec_jwk(nid, curve);
        jwk["alg"] = json!(algorithm);
        assert_eq!(read(jwk).unwrap().jwk["alg"], algorithm);
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::from),
        "[A-Za-z0-9_=+/-]{0,90}".prop_map(Value::from),
        prop::sample::select(vec!["RSA", "EC", "OKP", "P-256", "P-521", "Ed25519", "AQAB"]).prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| prop::collection::vec(inner, 0..3).prop_map(Value::from))
}

proptest! {
    /// Whatever is sent, a key is read or refused; what is read holds nothing private and reads as itself again.
    #[test]
    fn reading_never_panics_and_is_stable(members in prop::collection::btree_map(
        prop::sample::select(vec!["kty", "crv", "x", "y", "n", "e", "d", "k", "kid", "use", "key_ops", "x5c"]), any_json(), 0..12)) {
        let given: Map<String, Value> = members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        if let Ok(found) = client_key(&given) {
            prop_assert!(!found.jwk.contains_key("d") && !found.jwk.contains_key("k"));
            prop_assert_eq!(client_key(&found.jwk), Ok(found));
        }
    }

    /// Every Ed25519 key of 32 bytes is itself, and two keys are two clients.
    #[test]
    fn two_keys_are_two_clients(one in any::<[u8; 32]>(), two in any::<[u8; 32]>()) {
        let read = |x: [u8; 32]| read(json!({"kty": "OKP", "crv": "Ed25519", "x": base64url(&x)}));
        let (Ok(first), Ok(second)) = (read(one), read(two)) else { return Ok(()) };
        prop_assert_eq!(first.client_id == second.client_id, one == two);
    }
}
