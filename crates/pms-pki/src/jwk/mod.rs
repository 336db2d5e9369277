//! Public keys of OIDC clients as JSON Web Keys (RFC 7517, RFC 7518 §6, RFC 8037), and the client id that follows from a key
//! (contract part B §5.1).

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, EcKey};
use openssl::error::ErrorStack;
use openssl::nid::Nid;
use openssl::pkey::{Id, PKey, Public};
use openssl::rsa::Rsa;
use openssl::sha::sha256;
use serde_json::{Map, Value};
use thiserror::Error;

/// Why a JWK is not taken. Quotes nothing of it.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum JwkError {
    #[error("the kind of the key is not taken")]
    Kind,
    #[error("the curve of the key is not taken")]
    Curve,
    #[error("the size of the key is not taken")]
    Size,
    #[error("a member is missing or cannot be read")]
    Member,
    #[error("the numbers are no key")]
    NoKey,
    #[error("the members are too long")]
    TooLong,
}

impl From<ErrorStack> for JwkError {
    fn from(_: ErrorStack) -> Self {
        JwkError::NoKey
    }
}

/// A public key that may stand for a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientKey {
    /// 43 characters of base64url.
    pub client_id: String,
    /// The public part in one order and one spelling, so that the same key is the same text.
    pub jwk: Map<String, Value>,
}

/// Size of an RSA modulus, bits. The upper bound keeps the column's index within PostgreSQL's limit.
const RSA_BITS: std::ops::RangeInclusive<i32> = 2048..=8192;
/// Longest public exponent, bits; a longer one only makes checks slow.
const EXPONENT_BITS: i32 = 64;
/// Members that describe a key and say nothing of its private part.
const DESCRIBING: [&str; 5] = ["kid", "use", "alg", "x5t", "x5t#S256"];
/// Longest describing member, characters.
const DESCRIBING_LENGTH: usize = 256;
/// What a key may be used for (RFC 7517 §4.3).
const KEY_OPS: &str = "key_ops";

/// Reads a JWK and keeps its public part: private members (`d`, `p`, `q`, `dp`, `dq`, `qi`, `oth`, `k`) and those that nobody
/// knows are dropped. RSA of 2048 to 8192 bits, EC on P-256, P-384 and P-521, Ed25519.
///
/// # Errors
/// Another kind, curve or size; a member that is missing or no base64url; numbers that are no key, a point that is not on
/// its curve.
pub fn client_key(given: &Map<String, Value>) -> Result<ClientKey, JwkError> {
    let kind = given.get("kty").and_then(Value::as_str).ok_or(JwkError::Member)?;
    let (bytes, numbers) = match kind {
        "RSA" => rsa(given)?,
        "EC" => ec(given)?,
        "OKP" => okp(given)?,
        _ => return Err(JwkError::Kind),
    };
    let mut jwk = Map::new();
    jwk.insert("kty".to_owned(), Value::from(kind));
    for member in DESCRIBING {
        let Some(value) = given.get(member) else { continue };
        let text = value.as_str().ok_or(JwkError::Member)?;
        if text.chars().count() > DESCRIBING_LENGTH {
            return Err(JwkError::TooLong);
        }
        check_describing(member, text, given)?;
        jwk.insert(member.to_owned(), Value::from(text));
    }
    if let Some(operations) = given.get(KEY_OPS) {
        jwk.insert(KEY_OPS.to_owned(), public_operations(operations)?);
    }
    for (member, value) in numbers {
        jwk.insert(member.to_owned(), Value::from(value));
    }
    // The digest is over the text, not over the bytes (contract part B §5.1).
    let client_id = URL_SAFE_NO_PAD.encode(sha256(STANDARD.encode(bytes).as_bytes()));
    Ok(ClientKey { client_id, jwk })
}

/// What a member that describes a key may say: the key is one that signs, by an algorithm of its kind; an id is printable.
fn check_describing(member: &str, text: &str, given: &Map<String, Value>) -> Result<(), JwkError> {
    let is = |name: &str| given.get(name).and_then(Value::as_str).unwrap_or_default();
    let fits = match member {
        "use" => text == "sig",
        // RFC 7518 §3.1, RFC 8037 §3.1, and the name by which RFC 9864 knows Ed25519.
        "alg" => match (is("kty"), is("crv")) {
            ("RSA", _) => matches!(text, "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512"),
            ("EC", "P-256") => text == "ES256",
            ("EC", "P-384") => text == "ES384",
            ("EC", "P-521") => text == "ES512",
            ("OKP", _) => matches!(text, "EdDSA" | "Ed25519"),
            _ => false,
        },
        _ => text.bytes().all(|byte| (b' '..=b'~').contains(&byte)),
    };
    if fits { Ok(()) } else { Err(JwkError::Member) }
}

/// Of the operations those that a public key can do.
fn public_operations(given: &Value) -> Result<Value, JwkError> {
    const PUBLIC: [&str; 3] = ["verify", "encrypt", "wrapKey"];
    let words = given.as_array().ok_or(JwkError::Member)?;
    let kept = PUBLIC.iter().filter(|known| words.iter().any(|word| word.as_str() == Some(known)));
    Ok(kept.map(|word| Value::from(*word)).collect())
}

/// What the client id is made of, and the members of the public part.
type Read = (Vec<u8>, Vec<(&'static str, String)>);

fn rsa(given: &Map<String, Value>) -> Result<Read, JwkError> {
    let (n, e) = (number(given, "n")?, number(given, "e")?);
    if !RSA_BITS.contains(&n.num_bits()) {
        return Err(JwkError::Size);
    }
    if !n.is_bit_set(0) || !e.is_bit_set(0) || e.num_bits() < 2 || e.num_bits() > EXPONENT_BITS {
        return Err(JwkError::NoKey);
    }
    let members = vec![("n", URL_SAFE_NO_PAD.encode(n.to_vec())), ("e", URL_SAFE_NO_PAD.encode(e.to_vec()))];
    let key: PKey<Public> = PKey::from_rsa(Rsa::from_public_components(n, e)?)?;
    Ok((key.public_key_to_der()?, members))
}

fn ec(given: &Map<String, Value>) -> Result<Read, JwkError> {
    let curve = given.get("crv").and_then(Value::as_str).ok_or(JwkError::Member)?;
    let (nid, width) = match curve {
        "P-256" => (Nid::X9_62_PRIME256V1, 32),
        "P-384" => (Nid::SECP384R1, 48),
        "P-521" => (Nid::SECP521R1, 66),
        _ => return Err(JwkError::Curve),
    };
    let (x, y) = (number(given, "x")?, number(given, "y")?);
    let group = EcGroup::from_curve_name(nid)?;
    let padded = |number: &BigNum| -> Result<String, JwkError> {
        Ok(URL_SAFE_NO_PAD.encode(number.to_vec_padded(width).map_err(|_| JwkError::NoKey)?))
    };
    let members = vec![("crv", curve.to_owned()), ("x", padded(&x)?), ("y", padded(&y)?)];
    let (mut p, mut a, mut b) = (BigNum::new()?, BigNum::new()?, BigNum::new()?);
    let mut context = BigNumContext::new()?;
    group.components_gfp(&mut p, &mut a, &mut b, &mut context)?;
    // A coordinate beyond the field names the same point twice.
    if x >= p || y >= p {
        return Err(JwkError::NoKey);
    }
    let key = EcKey::from_public_key_affine_coordinates(&group, &x, &y)?;
    key.check_key()?;
    Ok((PKey::from_ec_key(key)?.public_key_to_der()?, members))
}

fn okp(given: &Map<String, Value>) -> Result<Read, JwkError> {
    if given.get("crv").and_then(Value::as_str) != Some("Ed25519") {
        return Err(JwkError::Curve);
    }
    let x = bytes(given, "x")?;
    let key = PKey::public_key_from_raw_bytes(&x, Id::ED25519)?;
    let raw = key.raw_public_key()?;
    if !is_canonical(&raw) {
        return Err(JwkError::NoKey);
    }
    // Points of a small order verify signatures that nobody made (RFC 8032 §8.9, the ten encodings that are known).
    if SMALL_ORDER.iter().any(|weak| is_weak(weak, &raw)) {
        return Err(JwkError::NoKey);
    }
    let members = vec![("crv", "Ed25519".to_owned()), ("x", URL_SAFE_NO_PAD.encode(&raw))];
    Ok((raw, members))
}

/// Whether the point's coordinate is below the field's prime, 2^255 - 19: a larger one names a point that has another
/// spelling already, and two clients would have one key (RFC 8032 §5.1.3).
fn is_canonical(raw: &[u8]) -> bool {
    match raw {
        [first, middle @ .., last] => *first < 0xed || last & 0x7f != 0x7f || middle.iter().any(|byte| *byte != 0xff),
        _ => false,
    }
}

/// Whether the point is this one, whatever its sign bit.
fn is_weak(weak: &str, raw: &[u8]) -> bool {
    let mut unsigned = raw.to_vec();
    if let Some(last) = unsigned.last_mut() {
        *last &= 0x7f;
    }
    hex::encode(unsigned) == weak
}

/// Encodings of the points of small order on Ed25519, without the sign bit.
const SMALL_ORDER: [&str; 7] = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

fn number(given: &Map<String, Value>, member: &str) -> Result<BigNum, JwkError> {
    Ok(BigNum::from_slice(&bytes(given, member)?)?)
}

/// Base64url, with or without padding: makers of keys differ.
fn bytes(given: &Map<String, Value>, member: &str) -> Result<Vec<u8>, JwkError> {
    let text = given.get(member).and_then(Value::as_str).ok_or(JwkError::Member)?;
    if text.len() > 4096 {
        return Err(JwkError::TooLong);
    }
    let decoded = if text.ends_with('=') { URL_SAFE.decode(text) } else { URL_SAFE_NO_PAD.decode(text) };
    decoded.ok().filter(|bytes| !bytes.is_empty()).ok_or(JwkError::Member)
}

#[cfg(test)]
mod tests;
