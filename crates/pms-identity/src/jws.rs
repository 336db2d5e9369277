//! Reading a compact JWS (RFC 7515) strictly: nothing in its header selects a key or an address, and nothing is read
//! two ways.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};

/// Longest token that is looked at, bytes.
const LONGEST: usize = 16 * 1024;

/// Members of a header that would select a key, an address or another reading of the token.
const FORBIDDEN: [&str; 8] = ["crit", "jku", "jwk", "x5u", "x5c", "b64", "zip", "enc"];

/// Why a token is not accepted. For the security events only: callers get one answer for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rejected(pub &'static str);

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// A token taken apart; its signature is not checked yet.
pub struct Parsed<'a> {
    pub algorithm: String,
    pub kid: String,
    /// What the signature covers.
    pub message: &'a str,
    /// base64url.
    pub signature: &'a str,
    pub claims: Map<String, Value>,
}

/// A JSON object in which no member stands twice.
struct Unambiguous(Map<String, Value>);

impl<'de> Deserialize<'de> for Unambiguous {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Map<String, Value>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
                let mut members = Map::new();
                while let Some((name, value)) = access.next_entry::<String, Value>()? {
                    if members.insert(name, value).is_some() {
                        return Err(serde::de::Error::custom("a member stands twice"));
                    }
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(Members).map(Unambiguous)
    }
}

fn object(part: &str) -> Option<Map<String, Value>> {
    let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
    serde_json::from_slice::<Unambiguous>(&bytes).ok().map(|object| object.0)
}

/// Takes an access token apart. `typ` in the header may be absent, `JWT` or RFC 9068's `at+jwt`.
pub fn parse(token: &str) -> Result<Parsed<'_>, Rejected> {
    if token.len() > LONGEST {
        return Err(Rejected("too long"));
    }
    let shape = Rejected("not a compact JWS");
    let (message, signature) = token.rsplit_once('.').ok_or(shape)?;
    let (header, payload) = message.split_once('.').ok_or(shape)?;
    if header.is_empty() || payload.is_empty() || payload.contains('.') || signature.is_empty() {
        return Err(shape);
    }
    URL_SAFE_NO_PAD.decode(signature).map_err(|_| shape)?;
    let header = object(header).ok_or(shape)?;
    let claims = object(payload).ok_or(shape)?;
    if FORBIDDEN.iter().any(|name| header.contains_key(*name)) {
        return Err(Rejected("header selects"));
    }
    match header.get("typ") {
        None => {}
        Some(Value::String(typ))
            if ["JWT", "at+jwt", "application/at+jwt"].iter().any(|known| typ.eq_ignore_ascii_case(known)) => {}
        Some(_) => return Err(Rejected("header type")),
    }
    let text = |name| match header.get(name) {
        Some(Value::String(text)) if !text.is_empty() => Ok(text.clone()),
        _ => Err(Rejected("header incomplete")),
    };
    Ok(Parsed { algorithm: text("alg")?, kid: text("kid")?, message, signature, claims })
}

/// Times, in seconds since 1970, UTC.
pub struct Times {
    pub expires_at: i64,
}

/// Seconds that clocks of issuer and reader may differ.
const LEEWAY: i64 = 5;

/// Checks `exp`, `nbf` and `iat`; the first is required.
pub fn check_times(claims: &Map<String, Value>, now: i64) -> Result<Times, Rejected> {
    let seconds = |name: &str| match claims.get(name) {
        None => Ok(None),
        Some(value) => match (value.as_i64(), value.as_f64()) {
            (Some(whole), _) => Ok(Some(whole)),
            (None, Some(fraction)) if fraction.is_finite() && fraction.abs() < 1e15 => Ok(Some(fraction as i64)),
            _ => Err(Rejected("time is no number")),
        },
    };
    let expires_at = seconds("exp")?.ok_or(Rejected("no expiry"))?;
    if expires_at.saturating_add(LEEWAY) <= now {
        return Err(Rejected("expired"));
    }
    if seconds("nbf")?.is_some_and(|from| from > now + LEEWAY) {
        return Err(Rejected("not valid yet"));
    }
    if seconds("iat")?.is_some_and(|at| at > now + LEEWAY) {
        return Err(Rejected("issued in the future"));
    }
    Ok(Times { expires_at })
}

/// A token that is no access token: id, refresh, logout, action tokens and the like. Keycloak names the kind in the
/// claim `typ`; others are told by claims that only those kinds have.
pub fn check_kind(claims: &Map<String, Value>) -> Result<(), Rejected> {
    let named = match claims.get("typ") {
        None => false,
        Some(Value::String(typ)) if typ == "Bearer" => true,
        Some(_) => return Err(Rejected("not an access token")),
    };
    let telling: &[&str] = if named {
        &["at_hash", "c_hash", "s_hash", "events"]
    } else {
        // Old Keycloaks put the nonce into access tokens too, and name the kind.
        &["at_hash", "c_hash", "s_hash", "events", "nonce"]
    };
    if telling.iter().any(|name| claims.contains_key(*name)) {
        return Err(Rejected("not an access token"));
    }
    Ok(())
}

/// Whether one of `aud`, or `azp`, is allowed, in any letter case.
pub fn check_audience(claims: &Map<String, Value>, allowed: &[String]) -> Result<(), Rejected> {
    let is_allowed = |value: &Value| {
        value.as_str().is_some_and(|text| allowed.iter().any(|audience| audience.eq_ignore_ascii_case(text)))
    };
    let by_audience = match claims.get("aud") {
        Some(Value::Array(audiences)) => audiences.iter().any(is_allowed),
        Some(value) => is_allowed(value),
        None => false,
    };
    if by_audience || claims.get("azp").is_some_and(is_allowed) {
        return Ok(());
    }
    Err(Rejected("audience"))
}

/// A text claim.
pub fn text<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    claims.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}
