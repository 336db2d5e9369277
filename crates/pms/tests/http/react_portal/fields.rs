//! What the portal reads of an answer: fields with their types.

use serde_json::Value;

/// Looks at `response` for a field, written as `path type`: `data[].policyId text`. A `?` after the type allows null.
///
/// # Errors
/// Says what is missing, or of another type. A list without rows shows nothing, and is an error too.
pub fn look(response: &Value, field: &str) -> Result<(), String> {
    let (path, kind) = field.split_once(' ').ok_or_else(|| format!("{field}: path and type"))?;
    let (kind, nullable) = kind.strip_suffix('?').map_or((kind, false), |kind| (kind, true));
    let mut found = Vec::new();
    collect(response, path, &mut found)?;
    if found.is_empty() {
        return Err(format!("{path}: there are no rows"));
    }
    for value in found {
        if !(nullable && value.is_null() || is_of(value, kind)) {
            return Err(format!("{path} is {value}, not {kind}"));
        }
    }
    Ok(())
}

fn collect<'a>(value: &'a Value, path: &str, found: &mut Vec<&'a Value>) -> Result<(), String> {
    if path.is_empty() || path == "." {
        found.push(value);
        return Ok(());
    }
    if let Some(rest) = path.strip_prefix("[]") {
        let items = value.as_array().ok_or_else(|| format!("{value:.80} is no list, before {path}"))?;
        return items.iter().try_for_each(|item| collect(item, rest.trim_start_matches('.'), found));
    }
    let end = path.find(['.', '[']).unwrap_or(path.len());
    let (name, rest) = path.split_at(end);
    let members = value.as_object().ok_or_else(|| format!("no object with {name}"))?;
    let member = members.get(name).ok_or_else(|| format!("{name} is missing"))?;
    collect(member, rest.trim_start_matches('.'), found)
}

fn is_of(value: &Value, kind: &str) -> bool {
    match kind {
        "text" => value.is_string(),
        // Something to show: neither null nor empty.
        "word" => value.as_str().is_some_and(|text| !text.is_empty()),
        "bool" => value.is_boolean(),
        "number" => value.is_u64(),
        "list" => value.is_array(),
        "texts" => value.as_array().is_some_and(|items| items.iter().all(Value::is_string)),
        "object" => value.is_object(),
        "date" => value.as_str().is_some_and(is_date),
        other => panic!("{other} is no type"),
    }
}

/// Rule 5: UTC, without `Z`; nothing after it, or an offset of nothing.
pub fn is_date(text: &str) -> bool {
    let text = text.strip_suffix("+00:00").unwrap_or(text);
    ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S%.f"]
        .iter()
        .any(|form| chrono::NaiveDateTime::parse_from_str(text, form).is_ok())
}

/// Every text of an answer that begins as a date with a time does, with the path to it.
pub fn moments(value: &Value, path: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, member)| moments(member, &format!("{path}.{name}"), found));
        }
        Value::Array(items) => items.iter().for_each(|item| moments(item, &format!("{path}[]"), found)),
        Value::String(text) => {
            let begins = text
                .get(..16)
                .is_some_and(|start| chrono::NaiveDateTime::parse_from_str(start, "%Y-%m-%dT%H:%M").is_ok());
            if begins {
                found.push((path.to_owned(), text.clone()));
            }
        }
        _ => {}
    }
}

#[test]
fn what_is_missing_null_or_of_another_type_is_seen() {
    let response = serde_json::json!({"data": [{"id": "1", "at": "2026-01-15T10:11:12.123Z", "no": null}], "none": []});
    for (field, sees) in [
        ("data[].id text", true),
        ("data[].id number", false),
        ("data[].name text", false),
        ("data[].no text", false),
        ("data[].no text?", true),
        ("none[].id text", false),
        ("data[].at text", true),
        ("data[].at date", false),
    ] {
        assert_eq!(look(&response, field).is_ok(), sees, "{field}");
    }
    for (text, expected) in [
        ("2026-01-15T10:11", true),
        ("2026-01-15T10:11:12.123456", true),
        ("2026-01-15T10:11:12.123+00:00", true),
        ("2026-01-15T10:11:12.123Z", false),
        ("2026-01-15T10:11:12+05:30", false),
    ] {
        assert_eq!(is_date(text), expected, "{text}");
    }
}
