//! Reading input scalars as leniently as clients rely on (contract part A §1.1): a number or boolean stands for its
//! text, `"0"` and `0.0` for an integer, `"true"` for a boolean; blank text is no date, number or boolean. An explicit
//! null is a missing member.
//!
//! ```ignore
//! #[derive(Deserialize, ToSchema)]
//! #[serde(rename_all = "camelCase")]
//! struct RegisterPartner {
//!     #[serde(default, deserialize_with = "lenient::text")]
//!     partner_id: Option<String>,
//! }
//! ```
//!
//! A number that stands for a text is written as JSON would write it: `1.0` is `1.0`, `1.10` is `1.1`.

use pms_domain::{Timestamp, time};
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error};
use serde_json::Value;

/// Text; numbers and booleans as their text. Text with a NUL is refused: no database column can hold it.
pub fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(None),
        Value::String(text) if text.contains('\0') => Err(D::Error::custom("text with NUL")),
        Value::String(text) => Ok(Some(text)),
        Value::Bool(value) => Ok(Some(value.to_string())),
        Value::Number(number) => Ok(Some(number.to_string())),
        Value::Array(_) | Value::Object(_) => Err(D::Error::custom("text expected")),
    }
}

/// A list of texts; null elements are left out.
pub fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<String>>, D::Error> {
    let Some(items) = array::<D>(deserializer)? else { return Ok(None) };
    items
        .into_iter()
        .map(|item| text(item).map_err(D::Error::custom))
        .filter_map(Result::transpose)
        .collect::<Result<_, _>>()
        .map(Some)
}

/// A whole number; fractions are cut off, as `0.0` for 0.
pub fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(None),
        Value::String(text) if text.trim().is_empty() => Ok(None),
        Value::String(text) => text.trim().parse().map(Some).map_err(|_| D::Error::custom("integer expected")),
        Value::Number(number) => {
            if let Some(whole) = number.as_i64() {
                return Ok(Some(whole));
            }
            match number.as_f64() {
                // The bounds are exact powers of two, so the cast neither saturates nor wraps.
                Some(real) if (-9.223_372_036_854_776e18..9.223_372_036_854_776e18).contains(&real) => {
                    Ok(Some(real as i64))
                }
                _ => Err(D::Error::custom("integer out of range")),
            }
        }
        _ => Err(D::Error::custom("integer expected")),
    }
}

/// A whole number of 32 bits, as page numbers are.
pub fn small_integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i32>, D::Error> {
    match integer(deserializer)? {
        None => Ok(None),
        Some(value) => i32::try_from(value).map(Some).map_err(|_| D::Error::custom("integer out of range")),
    }
}

/// A boolean; `"true"`, `"True"` and `"TRUE"` and their opposites, and integers (0 is false), count.
pub fn boolean<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(None),
        Value::Bool(value) => Ok(Some(value)),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => Ok(Some(whole != 0)),
            None => Err(D::Error::custom("boolean expected")),
        },
        Value::String(text) => match text.trim() {
            "" => Ok(None),
            "true" | "True" | "TRUE" => Ok(Some(true)),
            "false" | "False" | "FALSE" => Ok(Some(false)),
            _ => Err(D::Error::custom("boolean expected")),
        },
        Value::Array(_) | Value::Object(_) => Err(D::Error::custom("boolean expected")),
    }
}

/// Exactly `yyyy-MM-dd'T'HH:mm:ss.SSS'Z'`; blank text is missing.
pub fn zulu<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    moment(deserializer, time::parse_zulu)
}

/// ISO local date-time, with an optional trailing `Z` that is dropped; blank text is missing.
pub fn local_time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    moment(deserializer, time::parse_local)
}

fn moment<'de, D: Deserializer<'de>>(
    deserializer: D,
    parse: fn(&str) -> Option<Timestamp>,
) -> Result<Option<Timestamp>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(None),
        Value::String(text) if text.trim().is_empty() => Ok(None),
        Value::String(text) => parse(&text).map(Some).ok_or_else(|| D::Error::custom("date-time expected")),
        _ => Err(D::Error::custom("date-time expected")),
    }
}

/// Any JSON; null is missing.
pub fn any<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Ok(Some(Value::deserialize(deserializer)?).filter(|value| !value.is_null()))
}

/// An object. (A struct alone would also be read from an array, member by member.)
pub fn object<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Option<T>, D::Error> {
    item(Value::deserialize(deserializer)?).map_err(D::Error::custom)
}

/// A list of objects; null elements stay as `None`, because checks name the element.
pub fn objects<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Option<Vec<Option<T>>>, D::Error> {
    let Some(items) = array::<D>(deserializer)? else { return Ok(None) };
    items.into_iter().map(|value| item(value).map_err(D::Error::custom)).collect::<Result<_, _>>().map(Some)
}

fn item<T: DeserializeOwned>(value: Value) -> serde_json::Result<Option<T>> {
    match value {
        Value::Null => Ok(None),
        value @ Value::Object(_) => T::deserialize(value).map(Some),
        _ => Err(serde_json::Error::custom("object expected")),
    }
}

fn array<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Value>>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(None),
        Value::Array(items) => Ok(Some(items)),
        _ => Err(D::Error::custom("list expected")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn read<T>(reader: fn(Value) -> serde_json::Result<T>, value: Value) -> Option<T> {
        reader(value).ok()
    }

    #[test]
    fn texts_take_scalars() {
        for (value, expected) in [
            (json!(null), Some(None)),
            (json!("a"), Some(Some("a"))),
            (json!(""), Some(Some(""))),
            (json!(7), Some(Some("7"))),
            (json!(1.0), Some(Some("1.0"))),
            (json!(-3), Some(Some("-3"))),
            (json!(true), Some(Some("true"))),
            (json!([]), None),
            (json!({}), None),
            (json!("a\u{0}b"), None),
        ] {
            let expected = expected.map(|text| text.map(str::to_owned));
            assert_eq!(read(text, value.clone()), expected, "{value}");
        }
    }

    #[test]
    fn integers_take_text_and_cut_fractions() {
        for (value, expected) in [
            (json!(null), Some(None)),
            (json!(""), Some(None)),
            (json!("  "), Some(None)),
            (json!("0"), Some(Some(0))),
            (json!(0.0), Some(Some(0))),
            (json!(2.9), Some(Some(2))),
            (json!(-2.9), Some(Some(-2))),
            (json!(" 12 "), Some(Some(12))),
            (json!("1.5"), None),
            (json!("x"), None),
            (json!(true), None),
            (json!(1e30), None),
            (json!(18_446_744_073_709_551_615_u64), None),
            (json!([1]), None),
        ] {
            assert_eq!(read(integer, value.clone()), expected, "{value}");
        }
        assert_eq!(read(small_integer, json!(2_147_483_648_i64)), None);
        assert_eq!(read(small_integer, json!("10")), Some(Some(10)));
    }

    #[test]
    fn booleans_take_text() {
        for (value, expected) in [
            (json!(null), Some(None)),
            (json!(" "), Some(None)),
            (json!(true), Some(Some(true))),
            (json!("true"), Some(Some(true))),
            (json!("FALSE"), Some(Some(false))),
            (json!(0), Some(Some(false))),
            (json!(1), Some(Some(true))),
            (json!("yes"), None),
            (json!(0.5), None),
            (json!({}), None),
        ] {
            assert_eq!(read(boolean, value.clone()), expected, "{value}");
        }
    }

    #[test]
    fn times_have_their_form_or_are_blank() {
        assert!(matches!(read(zulu, json!("2026-01-31T10:11:12.123Z")), Some(Some(_))));
        for blank in [json!(null), json!(""), json!("   ")] {
            assert_eq!(read(zulu, blank.clone()), Some(None));
            assert_eq!(read(local_time, blank), Some(None));
        }
        for wrong in [json!("2026-01-31T10:11:12Z"), json!("2026-01-31T10:11:12.123"), json!(1), json!(true)] {
            assert_eq!(read(zulu, wrong.clone()), None, "{wrong}");
        }
        assert!(matches!(read(local_time, json!("2026-01-31T10:11:12.123456Z")), Some(Some(_))));
        assert_eq!(read(local_time, json!("31.01.2026")), None);
    }

    #[test]
    fn lists_keep_objects_apart_from_arrays() {
        #[derive(Debug, Default, Deserialize, PartialEq)]
        #[serde(default)]
        struct Item {
            #[serde(deserialize_with = "text")]
            name: Option<String>,
        }
        fn items(value: Value) -> serde_json::Result<Option<Vec<Option<Item>>>> {
            objects(value)
        }
        let named = |name: &str| Some(Item { name: Some(name.into()) });
        assert_eq!(items(json!([{"name": 1, "other": 2}, null])).ok(), Some(Some(vec![named("1"), None])));
        assert!(items(json!([["a"]])).is_err());
        assert!(items(json!({"name": "a"})).is_err());
        assert_eq!(read(texts, json!(["a", 1, null])), Some(Some(vec!["a".into(), "1".into()])));
        assert_eq!(read(texts, json!([["a"]])), None);
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            proptest::prelude::any::<bool>().prop_map(Value::from),
            proptest::prelude::any::<i64>().prop_map(Value::from),
            proptest::prelude::any::<u64>().prop_map(Value::from),
            proptest::prelude::any::<f64>().prop_map(Value::from),
            ".{0,30}".prop_map(Value::from),
            "[0-9TZ:. -]{0,30}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 20, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::vec((".{0,5}", inner), 0..5).prop_map(|items| items.into_iter().collect()),
            ]
        })
    }

    proptest! {
        /// Whatever is sent, a reader answers or refuses; and what it answers fits what was sent.
        #[test]
        fn readers_never_panic(value in any_json()) {
            let scalar = !value.is_array() && !value.is_object();
            prop_assert!(scalar || text(value.clone()).is_err());
            prop_assert!(scalar || integer(value.clone()).is_err());
            prop_assert!(scalar || boolean(value.clone()).is_err());
            prop_assert!(scalar || zulu(value.clone()).is_err());
            prop_assert!(value.is_array() || value.is_null() || texts(value.clone()).is_err());
            prop_assert!(local_time(value.clone()).is_err() || scalar);
            prop_assert!(small_integer(value.clone()).is_err() || scalar);
            prop_assert_eq!(super::any(value.clone()).ok().flatten().is_none(), value.is_null());
        }
    }
}
