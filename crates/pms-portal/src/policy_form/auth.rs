//! Policies of type Auth: how people prove who they are, what the partner learns then, and which token it gets
//! (contract part B §3.1).

use serde_json::{Value, json};

use super::{Content, index, items, names, set_text, text};
use crate::form::Form;
use crate::html::Html;
use crate::i18n::Texts;

const FACTORS: &str = "allowedAuthTypes";
const ATTRIBUTES: &str = "allowedKycAttributes";
const TOKEN: &str = "authTokenType";
const LANGUAGES: &str = "kycLanguages";

/// Rows for ways of authentication that the form does not know yet.
const BLANK: usize = 2;

/// A row of the form, and the element of the base that it stands for.
struct Factor {
    auth_type: String,
    sub_type: String,
    at: Option<usize>,
}

fn is(entry: &Value, auth_type: &str, sub_type: &str) -> bool {
    text(entry, "authType").is_some_and(|own| own.eq_ignore_ascii_case(auth_type))
        && text(entry, "authSubType").unwrap_or_default().eq_ignore_ascii_case(sub_type)
}

/// The known ways first, then the base's others; what cannot be shown stays in the JSON.
fn factors(base: &Content) -> Vec<Factor> {
    let entries = items(base, FACTORS);
    let mut rows: Vec<Factor> = names::FACTORS
        .iter()
        .map(|(auth_type, sub_type, _)| Factor {
            auth_type: (*auth_type).to_owned(),
            sub_type: (*sub_type).to_owned(),
            at: entries.iter().position(|entry| is(entry, auth_type, sub_type)),
        })
        .collect();
    for (at, entry) in entries.iter().enumerate() {
        if let Some(auth_type) = text(entry, "authType")
            && !rows.iter().any(|row| row.at == Some(at))
        {
            let sub_type = text(entry, "authSubType").unwrap_or_default().to_owned();
            rows.push(Factor { auth_type: auth_type.to_owned(), sub_type, at: Some(at) });
        }
    }
    rows
}

struct Attribute {
    name: String,
    at: Option<usize>,
}

fn attributes(base: &Content, known: &[String]) -> Vec<Attribute> {
    let entries = items(base, ATTRIBUTES);
    let at = |name: &str| entries.iter().position(|entry| text(entry, "attributeName") == Some(name));
    let mut rows: Vec<Attribute> = known.iter().map(|name| Attribute { name: name.clone(), at: at(name) }).collect();
    for (at, entry) in entries.iter().enumerate() {
        if let Some(name) = text(entry, "attributeName")
            && !rows.iter().any(|row| row.at == Some(at))
        {
            rows.push(Attribute { name: name.to_owned(), at: Some(at) });
        }
    }
    rows
}

pub(super) fn apply(base: &Content, form: &Form, known: &[String]) -> Content {
    let mut out = base.clone();
    set_text(&mut out, TOKEN, form.trimmed("token"));
    out.insert(FACTORS.to_owned(), Value::Array(applied_factors(base, form)));
    out.insert(ATTRIBUTES.to_owned(), Value::Array(applied_attributes(base, form, known)));
    let languages: Vec<String> = words(form.value("languages"));
    if languages.is_empty() {
        // An empty list is as good as none, and stays as it was.
        if !items(base, LANGUAGES).is_empty() {
            out.shift_remove(LANGUAGES);
        }
    } else {
        out.insert(LANGUAGES.to_owned(), json!(languages));
    }
    out
}

/// Words between commas, spaces and line breaks.
fn words(typed: &str) -> Vec<String> {
    typed.split(|c: char| c == ',' || c.is_whitespace()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn applied_factors(base: &Content, form: &Form) -> Vec<Value> {
    let rows = factors(base);
    // Mandatory includes allowed.
    let must = |row: usize| form.has(&format!("t-{row}-must"));
    let on = |row: usize| form.has(&format!("t-{row}-on")) || must(row);
    let mut list = Vec::new();
    for (at, entry) in items(base, FACTORS).iter().enumerate() {
        let mut entry = entry.clone();
        if let Some(row) = rows.iter().position(|row| row.at == Some(at)) {
            if !on(row) {
                continue;
            }
            if let Some(members) = entry.as_object_mut() {
                members.insert("mandatory".to_owned(), json!(must(row)));
            }
        }
        list.push(entry);
    }
    for (row, factor) in rows.iter().enumerate().filter(|(_, factor)| factor.at.is_none()) {
        if on(row) {
            list.push(entry(&factor.auth_type, &factor.sub_type, must(row)));
        }
    }
    for row in rows.len()..rows.len() + BLANK {
        let (auth_type, sub_type) = (form.tidy(&format!("t-{row}-type")), form.tidy(&format!("t-{row}-sub")));
        let is_blank = auth_type.is_empty() && sub_type.is_empty();
        let is_there = list.iter().any(|entry| is(entry, &auth_type, &sub_type));
        if !is_blank && !is_there {
            list.push(entry(&auth_type, &sub_type, must(row)));
        }
    }
    list
}

fn entry(auth_type: &str, sub_type: &str, must: bool) -> Value {
    let mut entry = Content::new();
    set_text(&mut entry, "authType", auth_type.to_owned());
    set_text(&mut entry, "authSubType", sub_type.to_owned());
    entry.insert("mandatory".to_owned(), json!(must));
    Value::Object(entry)
}

fn applied_attributes(base: &Content, form: &Form, known: &[String]) -> Vec<Value> {
    let rows = attributes(base, known);
    let on = |row: usize| form.has(&format!("a-{row}-on"));
    let mut list: Vec<Value> = items(base, ATTRIBUTES)
        .iter()
        .enumerate()
        .filter(|(at, _)| rows.iter().position(|row| row.at == Some(*at)).is_none_or(on))
        .map(|(_, entry)| entry.clone())
        .collect();
    let new = rows.iter().enumerate().filter(|(row, attribute)| attribute.at.is_none() && on(*row));
    let typed = words(form.value("more"));
    for name in new.map(|(_, attribute)| attribute.name.clone()).chain(typed) {
        if !list.iter().any(|entry| text(entry, "attributeName") == Some(&name)) {
            list.push(json!({"attributeName": name}));
        }
    }
    list
}

pub(super) fn fill(base: &Content, form: &mut Form) {
    form.set("token", base.get(TOKEN).and_then(Value::as_str).unwrap_or_default());
    let languages: Vec<&str> = items(base, LANGUAGES).iter().filter_map(Value::as_str).collect();
    form.set("languages", languages.join(", "));
    form.set("more", "");
}

pub(super) fn field(base: &Content, path: &str, known: &[String]) -> Option<String> {
    if let Some(at) = index(path, FACTORS) {
        let row = factors(base).iter().position(|row| row.at == Some(at))?;
        return Some(format!("t-{row}-on"));
    }
    if let Some(at) = index(path, ATTRIBUTES) {
        let row = attributes(base, known).iter().position(|row| row.at == Some(at))?;
        return Some(format!("a-{row}-on"));
    }
    match path {
        TOKEN => Some("token".to_owned()),
        _ if path.starts_with(LANGUAGES) => Some("languages".to_owned()),
        _ => None,
    }
}

/// A way of authentication as the form shows it.
pub struct FactorRow {
    pub number: usize,
    pub label: Html,
    pub is_on: bool,
    pub is_mandatory: bool,
    pub error: Option<Html>,
}

/// An attribute as the form shows it.
pub struct AttributeRow {
    pub number: usize,
    pub label: Html,
    pub is_on: bool,
    pub error: Option<Html>,
}

/// The form of an Auth policy.
pub struct AuthForm {
    pub factors: Vec<FactorRow>,
    /// Numbers of the rows in which something else can be typed.
    pub blank: Vec<usize>,
    pub attributes: Vec<AttributeRow>,
}

impl AuthForm {
    pub(super) fn new(texts: &Texts, base: &Content, form: &Form, known: &[String]) -> Self {
        let entries = items(base, FACTORS);
        let factors: Vec<FactorRow> = factors(base)
            .into_iter()
            .enumerate()
            .map(|(number, row)| FactorRow {
                error: form.error_at(&format!("t-{number}-on")),
                number,
                label: names::factor(texts, &row.auth_type, &row.sub_type),
                is_on: row.at.is_some(),
                is_mandatory: row
                    .at
                    .is_some_and(|at| entries[at].get("mandatory").and_then(Value::as_bool) == Some(true)),
            })
            .collect();
        let attributes = attributes(base, known)
            .into_iter()
            .enumerate()
            .map(|(number, row)| AttributeRow {
                error: form.error_at(&format!("a-{number}-on")),
                number,
                label: names::attribute(texts, &row.name),
                is_on: row.at.is_some(),
            })
            .collect();
        Self { blank: (factors.len()..factors.len() + BLANK).collect(), factors, attributes }
    }
}
