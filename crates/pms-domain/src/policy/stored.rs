//! Reading the JSON of stored policies.

use serde_json::Value;

/// The JSON of a stored policy. Stock databases hold rows with a comma too many, which their first reader let pass: it is
/// left out (contract `db-schema.md`, "Trap"). `None`: anything else that is no JSON.
pub fn parse(text: &str) -> Option<Value> {
    serde_json::from_str(text).or_else(|_| serde_json::from_str(&without_idle_commas(text))).ok()
}

/// The text without commas that separate nothing, outside of strings.
fn without_idle_commas(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut in_string, mut escaped, mut waiting) = (false, false, false);
    // As at the beginning of an object: no comma may stand here.
    let mut opened = true;
    for c in text.chars() {
        if in_string {
            out.push(c);
            in_string = escaped || c != '"';
            escaped = !escaped && c == '\\';
            continue;
        }
        match c {
            c if c.is_ascii_whitespace() => {}
            ',' => {
                waiting = !opened;
                continue;
            }
            _ => {
                if waiting && !matches!(c, '}' | ']') {
                    out.push(',');
                }
                waiting = false;
                opened = matches!(c, '{' | '[');
                in_string = c == '"';
            }
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn idle_commas_are_left_out() {
        for (text, expected) in [
            (r#"{"a": 1}"#, Some(json!({"a": 1}))),
            (r#"{"a": 1,,"b": [1, , 2,],}"#, Some(json!({"a": 1, "b": [1, 2]}))),
            (r#"{,"a": ",,\\",,"format": "\",,"}"#, Some(json!({"a": ",,\\", "format": "\",,"}))),
            (r#"{"a" 1}"#, None),
            ("{dataSharePolicies: {}}", None),
            ("", None),
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_json_is_read_as_it_is(name in "\\PC{0,12}", value in "\\PC{0,12}", number in proptest::num::i32::ANY) {
            let policy = json!({name: [value, number, {"x": {}}]});
            proptest::prop_assert_eq!(parse(&policy.to_string()), Some(policy.clone()));
            let text = policy.to_string();
            let more = format!("{},}}", &text[..text.len() - 1]);
            proptest::prop_assert_eq!(parse(&more), Some(policy));
        }

        #[test]
        fn no_text_is_too_odd(text in "[{}\\[\\],:\"\\\\a1 ]{0,30}") {
            let _ = parse(&text);
        }
    }
}
