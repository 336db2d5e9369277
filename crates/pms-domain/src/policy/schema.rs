//! What the JSON of a policy must look like (contract part B §3).
//!
//! Each type's schema is declared here, and the validator evaluates it as the contract orders it: a node before its
//! children; within a node extra members, values that are none of the allowed, missing members, the JSON type; members
//! by name, elements by index. So the first violation is the one that the wire answers; people see all of them.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::PolicyType;
use crate::{Refusal, catalogue};

/// A schema of a value.
enum Schema {
    Text,
    /// One of these texts.
    OneOf(&'static [&'static str]),
    Flag,
    /// Every element.
    List(&'static Schema),
    /// The first elements, each its own; what follows is free.
    Tuple(&'static [Schema]),
    Object {
        /// Members that are not declared are allowed.
        open: bool,
        /// In order of name: the children's order.
        members: &'static [Member],
    },
}

struct Member {
    name: &'static str,
    required: bool,
    schema: Schema,
}

const fn required(name: &'static str, schema: Schema) -> Member {
    Member { name, required: true, schema }
}

const fn optional(name: &'static str, schema: Schema) -> Member {
    Member { name, required: false, schema }
}

const fn closed(members: &'static [Member]) -> Schema {
    Schema::Object { open: false, members }
}

const fn open(members: &'static [Member]) -> Schema {
    Schema::Object { open: true, members }
}

/// What `authTokenType` of an Auth policy may say.
pub const TOKEN_TYPES: &[&str] = &["random", "partner", "policy"];

/// Contract part B §3.1.
static AUTH: Schema = closed(&[
    required(
        "allowedAuthTypes",
        Schema::List(&closed(&[
            optional("authSubType", Schema::Text),
            required("authType", Schema::Text),
            required("mandatory", Schema::Flag),
        ])),
    ),
    required("allowedKycAttributes", Schema::List(&closed(&[required("attributeName", Schema::Text)]))),
    required("authTokenType", Schema::OneOf(TOKEN_TYPES)),
    optional("kycLanguages", Schema::List(&Schema::Text)),
]);

/// Contract part B §3.2, for DataShare and CredentialIssuance.
static DATA_SHARE: Schema = closed(&[
    required(
        "dataSharePolicies",
        open(&[
            required("encryptionType", Schema::OneOf(&["Partner Based", "none"])),
            optional("protocol", Schema::Text),
            required("shareDomain", Schema::Text),
            required("source", Schema::Text),
            required("transactionsAllowed", Schema::Text),
            required("typeOfShare", Schema::OneOf(&["Data Share", "direct"])),
            required("validForInMinutes", Schema::Text),
        ]),
    ),
    required(
        "shareableAttributes",
        Schema::List(&closed(&[
            required("attributeName", Schema::Text),
            required("encrypted", Schema::Flag),
            optional("format", Schema::Text),
            optional("group", Schema::Text),
            required(
                "source",
                Schema::List(&open(&[
                    required("attribute", Schema::Text),
                    optional(
                        "filter",
                        Schema::Tuple(&[
                            open(&[optional("type", Schema::Text)]),
                            open(&[
                                optional("subType", Schema::Tuple(&[Schema::Text, Schema::Text])),
                                optional("type", Schema::Text),
                            ]),
                            open(&[optional("language", Schema::Text)]),
                        ]),
                    ),
                ])),
            ),
        ])),
    ),
]);

/// Contract part B §3.3.
static MISP: Schema = closed(&[
    required("allowAuthRequestDelegation", Schema::Flag),
    required("allowKeyBindingDelegation", Schema::Flag),
    required("allowKycRequestDelegation", Schema::Flag),
    optional("allowVciRequestDelegation", Schema::Flag),
    optional("trustBindedAuthVerificationToken", Schema::Flag),
]);

impl PolicyType {
    fn schema(self) -> &'static Schema {
        match self {
            PolicyType::Auth => &AUTH,
            PolicyType::DataShare | PolicyType::CredentialIssuance => &DATA_SHARE,
            PolicyType::Misp => &MISP,
        }
    }
}

/// What is wrong with a place of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A member that the type does not know.
    Extra,
    /// A text that is none of these.
    NotOneOf(&'static [&'static str]),
    /// A required member is missing.
    Missing,
    /// Another JSON type than this one.
    Type(&'static str),
}

/// A violation of a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Where, as a JSON pointer without its leading slash: `allowedAuthTypes/0/authType`. Of an extra or missing member
    /// the place of the member itself.
    pub path: String,
    pub fault: Fault,
}

impl Violation {
    /// As the wire says it (contract part B §3.4).
    pub fn refusal(&self) -> Refusal {
        match self.fault {
            Fault::Extra | Fault::NotOneOf(_) => Refusal::with(&catalogue::POLICY_INPUT_INVALID, &self.path),
            Fault::Missing => Refusal::with(&catalogue::POLICY_INPUT_MISSING, &self.path),
            Fault::Type(expected) => Refusal::with(&catalogue::POLICY_INPUT_TYPE, join(&self.path, expected)),
        }
    }
}

/// Everything that is wrong with a policy of this type, in the contract's order.
pub fn violations(policy_type: PolicyType, policy: &Value) -> Vec<Violation> {
    let mut found = Vec::new();
    visit(policy_type.schema(), policy, "", &mut found);
    found
}

/// The contract's one error: the first violation.
pub fn refusal(policy_type: PolicyType, policy: &Value) -> Option<Refusal> {
    violations(policy_type, policy).first().map(Violation::refusal)
}

fn join(path: &str, last: &str) -> String {
    if path.is_empty() { last.to_owned() } else { format!("{path}/{last}") }
}

fn visit(schema: &Schema, value: &Value, path: &str, found: &mut Vec<Violation>) {
    let mut say = |fault| found.push(Violation { path: path.to_owned(), fault });
    match schema {
        Schema::Text => {
            if !value.is_string() {
                say(Fault::Type("string"));
            }
        }
        Schema::OneOf(allowed) => {
            if value.as_str().is_none_or(|text| !allowed.contains(&text)) {
                say(Fault::NotOneOf(allowed));
            }
            if !value.is_string() {
                say(Fault::Type("string"));
            }
        }
        Schema::Flag => {
            if !value.is_boolean() {
                say(Fault::Type("boolean"));
            }
        }
        Schema::List(of) => match value.as_array() {
            None => say(Fault::Type("array")),
            Some(items) => items
                .iter()
                .enumerate()
                .for_each(|(index, item)| visit(of, item, &join(path, &index.to_string()), found)),
        },
        Schema::Tuple(first) => match value.as_array() {
            None => say(Fault::Type("array")),
            Some(items) => first
                .iter()
                .zip(items)
                .enumerate()
                .for_each(|(index, (of, item))| visit(of, item, &join(path, &index.to_string()), found)),
        },
        Schema::Object { open, members } => match value.as_object() {
            None => say(Fault::Type("object")),
            Some(object) => visit_object(*open, members, object, path, found),
        },
    }
}

fn visit_object(open: bool, members: &[Member], object: &Map<String, Value>, path: &str, found: &mut Vec<Violation>) {
    let say = |name: &str, fault| Violation { path: join(path, name), fault };
    if !open {
        let known = |name: &str| members.iter().any(|member| member.name == name);
        let extra: BTreeSet<&str> = object.keys().map(String::as_str).filter(|name| !known(name)).collect();
        found.extend(extra.into_iter().map(|name| say(name, Fault::Extra)));
    }
    let missing = members.iter().filter(|member| member.required && !object.contains_key(member.name));
    found.extend(missing.map(|member| say(member.name, Fault::Missing)));
    for member in members {
        if let Some(value) = object.get(member.name) {
            visit(&member.schema, value, &join(path, member.name), found);
        }
    }
}

#[cfg(test)]
mod tests;
