//! Every field of a route's request that takes text: of the OpenAPI document, and of the requests that the rights matrix sends.

use std::collections::BTreeSet;
use std::fmt;

use pms_domain::routes::Route;
use serde_json::{Value, json};

use crate::requests::Common;

/// A step into a request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Member(String),
    /// Of a list, the first.
    First,
}

/// Where a text stands in a request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Field {
    steps: Vec<Step>,
    /// Any JSON may stand there: it gets a member with the text as its name and as its value.
    is_free: bool,
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, step) in self.steps.iter().enumerate() {
            match step {
                Step::Member(name) if number == 0 => f.write_str(name)?,
                Step::Member(name) => write!(f, ".{name}")?,
                Step::First => f.write_str("[]")?,
            }
        }
        Ok(())
    }
}

impl Field {
    /// Writes the text there; what is missing on the way is made.
    pub fn place(&self, request: &mut Value, text: &str) {
        let mut value = request;
        for step in &self.steps {
            value = match step {
                Step::Member(name) => {
                    if !value.is_object() {
                        *value = json!({});
                    }
                    value.as_object_mut().unwrap().entry(name.clone()).or_insert(Value::Null)
                }
                Step::First => {
                    if value.as_array().is_none_or(Vec::is_empty) {
                        *value = json!([null]);
                    }
                    &mut value[0]
                }
            };
        }
        *value = match (self.is_free, value.take()) {
            (true, Value::Object(mut members)) => {
                members.insert(text.to_owned(), json!(text));
                Value::Object(members)
            }
            (true, Value::Null) => json!([{ text: text }]),
            _ => json!(text),
        };
    }
}

/// The fields of a route, and those that the matrix sends although the document does not know them. None when it takes no
/// JSON object.
pub fn of(document: &Value, common: &Common, route: &'static Route) -> (BTreeSet<Field>, Vec<String>) {
    let operation = &document["paths"][route.path][route.method.to_lowercase()];
    let body = &operation["requestBody"]["content"]["application/json"]["schema"]["properties"]["request"];
    let mut found = BTreeSet::new();
    if body.is_object() {
        described(document, body, &mut Vec::new(), &mut found, 0);
    }
    let mut of_matrix = BTreeSet::new();
    if let Some(request) = common.case(route, 0).own.request
        && request.is_object()
    {
        sent(&request, &mut Vec::new(), &mut of_matrix);
    }
    let is_described = |field: &&Field| {
        let is_below = |known: &Field| known.is_free && field.steps.starts_with(&known.steps);
        found.contains(field) || found.iter().any(is_below)
    };
    let unknown = of_matrix.iter().filter(|field| !is_described(field)).map(|field| format!("{} {field}", route.id));
    let unknown = unknown.collect();
    found.extend(of_matrix);
    found.retain(|field| !field.steps.is_empty());
    (found, unknown)
}

/// Deeper than any request of ours; a description may lead back to itself.
const DEEPEST: usize = 12;

fn described(document: &Value, schema: &Value, steps: &mut Vec<Step>, found: &mut BTreeSet<Field>, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return described(document, &document["components"]["schemas"][name], steps, found, depth + 1);
    }
    let mut is_composed = false;
    for part in ["allOf", "oneOf", "anyOf"].iter().filter_map(|name| schema[name].as_array()).flatten() {
        is_composed = true;
        described(document, part, steps, found, depth + 1);
    }
    let is = |kind: &str| {
        schema["type"] == kind || schema["type"].as_array().is_some_and(|kinds| kinds.contains(&json!(kind)))
    };
    if is("string") {
        found.insert(Field { steps: steps.clone(), is_free: false });
    }
    if is("array") {
        steps.push(Step::First);
        described(document, &schema["items"], steps, found, depth + 1);
        steps.pop();
    }
    let members = schema["properties"].as_object();
    for (name, member) in members.into_iter().flatten() {
        steps.push(Step::Member(name.clone()));
        described(document, member, steps, found, depth + 1);
        steps.pop();
    }
    let anything = members.is_none() && !is_composed && (is("object") || schema["type"].is_null());
    if anything {
        found.insert(Field { steps: steps.clone(), is_free: true });
    }
}

fn sent(value: &Value, steps: &mut Vec<Step>, found: &mut BTreeSet<Field>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                steps.push(Step::Member(name.clone()));
                sent(member, steps, found);
                steps.pop();
            }
        }
        Value::Array(items) => {
            for item in items.iter().take(1) {
                steps.push(Step::First);
                sent(item, steps, found);
                steps.pop();
            }
        }
        Value::String(_) => {
            found.insert(Field { steps: steps.clone(), is_free: false });
        }
        _ => {}
    }
}
