//! JSON from strangers: a bounded size, a bounded depth, and no member twice.
//!
//! Two readers of `{"alg":"none","alg":"RS256"}` may see two different things; whoever signs or checks for others reads it here, where it
//! is refused (RFC 8259 §4, RFC 7515 §4).

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// How much is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the text.
    pub bytes: usize,
    /// Objects and arrays around each other.
    pub depth: usize,
}

/// Why a text is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum JsonError {
    /// More bytes than allowed; nothing of it was read.
    #[error("the JSON text is too large")]
    TooLarge,
    /// Deeper than allowed.
    #[error("the JSON text is nested too deeply")]
    TooDeep,
    /// An object has a member twice.
    #[error("a member stands twice in a JSON object")]
    DuplicateMember,
    /// No JSON text in UTF-8.
    #[error("not a JSON text")]
    Malformed,
}

/// Reads one JSON text.
///
/// # Errors
/// [`JsonError`]; the depth is looked at on the way down, so that a deep text costs no more than a shallow one.
pub fn read(text: &[u8], limits: Limits) -> Result<Value, JsonError> {
    if text.len() > limits.bytes {
        return Err(JsonError::TooLarge);
    }
    let found = Cell::new(JsonError::Malformed);
    let mut reader = serde_json::Deserializer::from_slice(text);
    let value = Strict { left: limits.depth, found: &found }.deserialize(&mut reader).map_err(|_| found.get())?;
    reader.end().map_err(|_| JsonError::Malformed)?;
    Ok(value)
}

/// As [`read`], for a text that must be an object.
///
/// # Errors
/// [`JsonError`]; [`JsonError::Malformed`] for any other value.
pub fn read_object(text: &[u8], limits: Limits) -> Result<Map<String, Value>, JsonError> {
    match read(text, limits)? {
        Value::Object(members) => Ok(members),
        _ => Err(JsonError::Malformed),
    }
}

/// Reads a value that may hold `left` levels of others.
#[derive(Clone, Copy)]
struct Strict<'a> {
    left: usize,
    found: &'a Cell<JsonError>,
}

impl Strict<'_> {
    fn refuse<E: serde::de::Error>(self, reason: JsonError) -> E {
        self.found.set(reason);
        E::custom(reason)
    }

    fn inner<E: serde::de::Error>(self) -> Result<Self, E> {
        match self.left.checked_sub(1) {
            Some(left) => Ok(Self { left, ..self }),
            None => Err(self.refuse(JsonError::TooDeep)),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(inner)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if object.contains_key(&name) {
                return Err(A::Error::custom(self.refuse::<A::Error>(JsonError::DuplicateMember)));
            }
            let value = members.next_value_seed(inner)?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::{JsonError, Limits, read, read_object};

    const LIMITS: Limits = Limits { bytes: 1000, depth: 4 };

    #[test]
    fn values_are_read_as_they_stand() {
        let text = br#"{"a":[1,-2,1.5,true,null,"x\u00e9"],"b":{"c":{}}}"#;
        assert_eq!(read(text, LIMITS).unwrap(), serde_json::from_slice::<serde_json::Value>(text).unwrap());
    }

    #[test]
    fn each_refusal_has_its_reason() {
        let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        for (text, expected) in [
            (String::new(), JsonError::Malformed),
            ("{".into(), JsonError::Malformed),
            ("{} {}".into(), JsonError::Malformed),
            (r#""\ud800""#.into(), JsonError::Malformed),
            ("1e400".into(), JsonError::Malformed),
            (r#"{"a":1,"a":1}"#.into(), JsonError::DuplicateMember),
            (r#"{"alg":1,"\u0061lg":2}"#.into(), JsonError::DuplicateMember),
            (r#"[{"x":{"a":1,"a":2}}]"#.into(), JsonError::DuplicateMember),
            (deep(5), JsonError::TooDeep),
            (deep(400), JsonError::TooDeep),
            (" ".repeat(1001), JsonError::TooLarge),
        ] {
            assert_eq!(read(text.as_bytes(), LIMITS), Err(expected), "of {text:.40}");
        }
        assert!(read(deep(4).as_bytes(), LIMITS).is_ok());
        assert_eq!(read(b"\"\xff\"", LIMITS), Err(JsonError::Malformed));
        assert_eq!(read_object(b"[]", LIMITS), Err(JsonError::Malformed));
    }
}
