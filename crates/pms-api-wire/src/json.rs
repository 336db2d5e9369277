//! Reading a JSON body: depth is bounded before anything is built, members may repeat (the last wins).

use pms_domain::limits;
use serde_json::Value;

/// Why a body is no JSON we read. Never quotes the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JsonFault {
    Malformed,
    TooDeep,
}

impl JsonFault {
    pub(crate) fn text(self) -> &'static str {
        match self {
            JsonFault::Malformed => "JSON parse error",
            JsonFault::TooDeep => "JSON is nested too deeply",
        }
    }
}

/// Parses a whole document. A byte order mark in front is skipped, as clients send it.
pub(crate) fn parse(body: &[u8]) -> Result<Value, JsonFault> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    if depth(body) > limits::JSON_DEPTH {
        return Err(JsonFault::TooDeep);
    }
    serde_json::from_slice(body).map_err(|_| JsonFault::Malformed)
}

/// The deepest nesting of arrays and objects; exact for valid documents, never less than the parser's for others.
fn depth(body: &[u8]) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let (mut in_text, mut escaped) = (false, false);
    for byte in body {
        if in_text {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_text = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_text = true,
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn repeated_members_do_not_fail_and_the_last_wins() {
        assert_eq!(parse(br#"{"a":1,"b":2,"a":3}"#), Ok(json!({"a": 3, "b": 2})));
    }

    #[test]
    fn depth_ends_at_the_limit() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(nested(limits::JSON_DEPTH).as_bytes()).is_ok());
        assert_eq!(parse(nested(limits::JSON_DEPTH + 1).as_bytes()), Err(JsonFault::TooDeep));
        assert_eq!(parse("[".repeat(1_000_000).as_bytes()), Err(JsonFault::TooDeep));
        let brackets_in_text = format!("\"{}\"", "[\\\"".repeat(200));
        assert!(parse(brackets_in_text.as_bytes()).is_ok());
    }

    #[test]
    fn bad_documents_are_refused() {
        for bad in ["", " ", "{", "{}x", "{'a':1}", "{\"a\":}", "\u{feff}{", "nul", "{\"a\":01}"] {
            assert_eq!(parse(bad.as_bytes()), Err(JsonFault::Malformed), "{bad:?}");
        }
        assert_eq!(parse(b"\"\xff\""), Err(JsonFault::Malformed));
        assert_eq!(parse("\u{feff}{}".as_bytes()), Ok(json!({})));
    }

    proptest::proptest! {
        #[test]
        fn parsing_never_panics(body in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            let parsed = parse(&body);
            proptest::prop_assert!(parsed.is_err() || std::str::from_utf8(&body).is_ok());
        }
    }
}
