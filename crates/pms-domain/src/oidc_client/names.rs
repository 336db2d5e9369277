//! Names of clients. The column holds the plain name, or the JSON text of the names by language with the plain one as
//! `@none`: consumers read both (contract part B §5.1).

use serde_json::{Map, Value};

use super::wrong;
use crate::{Refusal, limits, text};

/// Stands for the name without a language.
const NONE: &str = "@none";

/// The stored form of a name with its names by language, in the order given.
///
/// # Errors
/// `PMS_COR_001`: a language that is no code of three letters or digits, a blank name, or a text that is longer than the
/// column, which the reference noticed only after eSignet had taken the client.
pub fn name_map(name: &str, names: &[(String, String)]) -> Result<String, Refusal> {
    check_line("clientName", name)?;
    let mut map = Map::new();
    for (place, (language, name)) in names.iter().enumerate() {
        check_line("clientNameLangMap", name)?;
        // Readers that fold letters would see one of the two.
        if names[..place].iter().any(|(earlier, _)| earlier.eq_ignore_ascii_case(language)) {
            return Err(wrong("a language is there twice :request.clientNameLangMap"));
        }
        if text::utf16_len(language) != 3 || !language.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(wrong("size must be between 3 and 3 :request.clientNameLangMap"));
        }
        if text::is_blank(name) {
            return Err(wrong("must not be blank :request.clientNameLangMap"));
        }
        map.insert(language.clone(), Value::from(name.as_str()));
    }
    if map.is_empty() {
        return Err(wrong("must not be empty :request.clientNameLangMap"));
    }
    map.insert(NONE.to_owned(), Value::from(name));
    let stored = Value::Object(map).to_string();
    if text::utf16_len(&stored) > limits::CLIENT_NAME {
        let most = limits::CLIENT_NAME;
        return Err(wrong(&format!("all names together must fit into {most} characters :request.clientNameLangMap")));
    }
    Ok(stored)
}

/// The stored form of a name without names by language: the name itself.
///
/// # Errors
/// `PMS_COR_001`: more than one line, or a text that would be read as names by language.
pub fn plain(name: &str) -> Result<String, Refusal> {
    check_line("name", name)?;
    if plain_name(name) != name {
        return Err(wrong("must not be a map of names :request.name"));
    }
    Ok(name.to_owned())
}

/// A name is one line: it stands in consent screens, headings and letters.
fn check_line(member: &str, name: &str) -> Result<(), Refusal> {
    match name.contains(char::is_control) {
        true => Err(wrong(&format!("must not hold line breaks :request.{member}"))),
        false => Ok(()),
    }
}

/// The names by language of a stored name, without `@none`; none of a plain one.
pub fn names_of(stored: &str) -> Option<Map<String, Value>> {
    let Ok(Value::Object(mut map)) = serde_json::from_str(stored) else { return None };
    // A plain name may look like JSON; only a map with its plain name is one of ours.
    map.shift_remove(NONE)?.is_string().then_some(map)
}

/// The plain name of a stored one.
pub fn plain_name(stored: &str) -> String {
    match serde_json::from_str(stored) {
        Ok(Value::Object(map)) => match map.get(NONE).and_then(Value::as_str) {
            Some(name) => name.to_owned(),
            None => stored.to_owned(),
        },
        _ => stored.to_owned(),
    }
}
