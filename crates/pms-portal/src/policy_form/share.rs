//! Policies of the types DataShare and CredentialIssuance: which attributes are shared, and how (contract part B §3.2).

use serde_json::{Value, json};

use super::{Content, index, items, names, set_text, text};
use crate::form::Form;
use crate::html::Html;
use crate::i18n::Texts;

const TERMS: &str = "dataSharePolicies";
const ATTRIBUTES: &str = "shareableAttributes";

/// Terms of the sharing; fields of the form have the same names.
const MEMBERS: [&str; 7] =
    ["typeOfShare", "validForInMinutes", "transactionsAllowed", "encryptionType", "shareDomain", "source", "protocol"];

/// Rows for attributes that the form does not know yet.
const BLANK: usize = 3;

struct Attribute {
    name: String,
    at: Option<usize>,
}

fn attributes(base: &Content, known: &[String]) -> Vec<Attribute> {
    let entries = items(base, ATTRIBUTES);
    let at = |name: &str| entries.iter().position(|entry| text(entry, "attributeName") == Some(name));
    let mut rows: Vec<Attribute> = known.iter().map(|name| Attribute { name: name.clone(), at: at(name) }).collect();
    for (at, entry) in entries.iter().enumerate() {
        if entry.is_object() && !rows.iter().any(|row| row.at == Some(at)) {
            let name = text(entry, "attributeName").unwrap_or_default().to_owned();
            rows.push(Attribute { name, at: Some(at) });
        }
    }
    rows
}

/// The attributes that one is made of, as people type them.
fn made_of(entry: &Value) -> String {
    let sources = entry.get("source").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    sources.iter().filter_map(|source| text(source, "attribute")).collect::<Vec<_>>().join(", ")
}

/// The sources that were typed; those that stay keep their filters.
fn sources(typed: &str, name: &str, former: Option<&Value>) -> Value {
    let former = former.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let typed: Vec<&str> = typed.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    let wanted = if typed.is_empty() { vec![name] } else { typed };
    let source = |wanted: &str| {
        let same = former.iter().find(|source| text(source, "attribute") == Some(wanted));
        same.cloned().unwrap_or_else(|| json!({"attribute": wanted}))
    };
    Value::Array(wanted.into_iter().map(source).collect())
}

pub(super) fn apply(base: &Content, form: &Form, known: &[String]) -> Content {
    let mut out = base.clone();
    let mut terms = base.get(TERMS).and_then(Value::as_object).cloned().unwrap_or_default();
    for name in MEMBERS {
        set_text(&mut terms, name, form.tidy(name));
    }
    out.insert(TERMS.to_owned(), Value::Object(terms));
    let rows = attributes(base, known);
    let mut list = Vec::new();
    for (at, entry) in items(base, ATTRIBUTES).iter().enumerate() {
        match rows.iter().position(|row| row.at == Some(at)) {
            None => list.push(entry.clone()),
            Some(row) if form.has(&format!("s-{row}-on")) => {
                list.push(applied(form, row, &rows[row].name, Some(entry)))
            }
            Some(_) => {}
        }
    }
    for (row, attribute) in rows.iter().enumerate().filter(|(_, attribute)| attribute.at.is_none()) {
        if form.has(&format!("s-{row}-on")) {
            list.push(applied(form, row, &attribute.name, None));
        }
    }
    for row in rows.len()..rows.len() + BLANK {
        let name = form.tidy(&format!("s-{row}-name"));
        if !name.is_empty() {
            list.push(applied(form, row, &name, None));
        }
    }
    out.insert(ATTRIBUTES.to_owned(), Value::Array(list));
    out
}

fn applied(form: &Form, row: usize, name: &str, former: Option<&Value>) -> Value {
    let typed = |part: &str| form.tidy(&format!("s-{row}-{part}"));
    let mut entry = former.and_then(Value::as_object).cloned().unwrap_or_default();
    set_text(&mut entry, "attributeName", name.to_owned());
    set_text(&mut entry, "group", typed("group"));
    let from = typed("from");
    if former.is_none_or(|former| made_of(former) != from) {
        let sources = sources(&from, name, entry.get("source"));
        entry.insert("source".to_owned(), sources);
    }
    entry.insert("encrypted".to_owned(), json!(form.has(&format!("s-{row}-encrypted"))));
    set_text(&mut entry, "format", typed("format"));
    Value::Object(entry)
}

pub(super) fn fill(base: &Content, form: &mut Form) {
    for name in MEMBERS {
        let value = base.get(TERMS).and_then(|terms| text(terms, name)).unwrap_or_default();
        form.set(name, value);
    }
}

pub(super) fn field(base: &Content, path: &str, known: &[String]) -> Option<String> {
    if let Some(at) = index(path, ATTRIBUTES) {
        let row = attributes(base, known).iter().position(|row| row.at == Some(at))?;
        return Some(format!("s-{row}-on"));
    }
    let member = path.strip_prefix(TERMS)?.strip_prefix('/')?;
    MEMBERS.iter().find(|name| **name == member).map(|name| (*name).to_owned())
}

/// Terms that count something and are no whole numbers.
pub(super) fn no_numbers(content: &Content) -> Vec<&'static str> {
    let is_wrong = |name: &&str| {
        let value = content.get(TERMS).and_then(|terms| text(terms, name)).unwrap_or_default();
        !value.bytes().all(|byte| byte.is_ascii_digit())
    };
    ["validForInMinutes", "transactionsAllowed"].into_iter().filter(is_wrong).collect()
}

/// An attribute as the form shows it.
pub struct SharedRow {
    pub number: usize,
    pub label: Html,
    pub is_on: bool,
    pub is_encrypted: bool,
    pub format: String,
    pub group: String,
    pub from: String,
    /// The JSON narrows what is taken, e.g. to one language or finger: the form does not show how.
    pub is_filtered: bool,
    pub error: Option<Html>,
}

/// The form of a policy that shares data.
pub struct ShareForm {
    pub attributes: Vec<SharedRow>,
    /// Numbers of the rows in which something else can be typed.
    pub blank: Vec<usize>,
}

impl ShareForm {
    pub(super) fn new(texts: &Texts, base: &Content, form: &Form, known: &[String]) -> Self {
        let entries = items(base, ATTRIBUTES);
        let attributes: Vec<SharedRow> = attributes(base, known)
            .into_iter()
            .enumerate()
            .map(|(number, row)| {
                let entry = row.at.map(|at| &entries[at]);
                let word = |name: &str| entry.and_then(|entry| text(entry, name)).unwrap_or_default().to_owned();
                SharedRow {
                    number,
                    label: names::attribute(texts, &row.name),
                    is_on: entry.is_some(),
                    is_encrypted: entry.is_some_and(is_encrypted),
                    format: word("format"),
                    group: word("group"),
                    from: entry.map(made_of).unwrap_or_default(),
                    is_filtered: entry.is_some_and(is_filtered),
                    error: form.error_at(&format!("s-{number}-on")),
                }
            })
            .collect();
        Self { blank: (attributes.len()..attributes.len() + BLANK).collect(), attributes }
    }
}

/// Whether an attribute is encrypted for the partner.
pub(super) fn is_encrypted(entry: &Value) -> bool {
    entry.get("encrypted").and_then(Value::as_bool) == Some(true)
}

/// Whether only a part of its sources is taken.
pub(super) fn is_filtered(entry: &Value) -> bool {
    let sources = entry.get("source").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    sources.iter().any(|source| source.get("filter").is_some())
}

/// The attributes that one is made of, where they are not the one of the same name.
pub(super) fn other_sources(entry: &Value) -> String {
    let made_of = made_of(entry);
    if Some(made_of.as_str()) == text(entry, "attributeName") { String::new() } else { made_of }
}
