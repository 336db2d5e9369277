//! Policies of type MISP: what a MISP may do on behalf of its partners (contract part B §3.3).

use serde_json::{Value, json};

use super::{Content, names};
use crate::form::Form;
use crate::html::Html;
use crate::i18n::Texts;

pub(super) fn apply(base: &Content, form: &Form) -> Content {
    let mut out = base.clone();
    for (row, (member, _, required)) in names::RIGHTS.iter().enumerate() {
        let is_on = form.has(&format!("m-{row}"));
        // One that may be left out stays out until somebody grants it.
        if is_on || *required || base.contains_key(*member) {
            out.insert((*member).to_owned(), json!(is_on));
        }
    }
    out
}

pub(super) fn field(path: &str) -> Option<String> {
    let row = names::RIGHTS.iter().position(|(member, _, _)| *member == path)?;
    Some(format!("m-{row}"))
}

/// A right as the form shows it.
pub struct RightRow {
    pub number: usize,
    pub label: Html,
    pub member: &'static str,
    pub is_on: bool,
}

/// The form of a MISP policy.
pub struct MispForm {
    pub rights: Vec<RightRow>,
}

impl MispForm {
    pub(super) fn new(texts: &Texts, base: &Content) -> Self {
        let rights = names::RIGHTS
            .iter()
            .enumerate()
            .map(|(number, (member, key, _))| RightRow {
                number,
                label: texts.get(key),
                member,
                is_on: base.get(*member).and_then(Value::as_bool) == Some(true),
            })
            .collect();
        Self { rights }
    }
}
