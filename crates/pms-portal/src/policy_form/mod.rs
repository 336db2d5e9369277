//! A policy as a form, and back: what is shared in rows that a person ticks, beside the same as JSON.
//!
//! The form is the truth. It is made from a JSON text (the *base*), whose members that the form does not know stay as they
//! are; what was typed is applied to the base it was made from, and the result is the base of the next form. So nothing
//! has to be remembered between two requests, and nothing is lost that is not shown.

mod auth;
pub mod difference;
mod misp;
pub mod names;
pub mod said;
mod share;

use pms_domain::policy::{Fault, PolicyType, Violation};
use serde_json::{Map, Value};

use crate::form::Form;
use crate::html::Html;
use crate::i18n::Texts;

pub use auth::AuthForm;
pub use misp::MispForm;
pub use share::ShareForm;

/// What a policy says.
pub type Content = Map<String, Value>;

/// The part of the editor that depends on the type.
pub enum TypeForm {
    Auth(AuthForm),
    Share(ShareForm),
    Misp(MispForm),
    /// A type that the form does not know: JSON alone.
    Unknown,
}

/// What was typed, applied to the base that the form was made from.
pub fn apply(policy_type: Option<PolicyType>, base: &Content, form: &Form, known: &[String]) -> Content {
    match policy_type {
        Some(PolicyType::Auth) => auth::apply(base, form, known),
        Some(PolicyType::DataShare | PolicyType::CredentialIssuance) => share::apply(base, form, known),
        Some(PolicyType::Misp) => misp::apply(base, form),
        None => base.clone(),
    }
}

/// Puts what the JSON says into the form's fields, so that both say the same.
pub fn fill(policy_type: Option<PolicyType>, base: &Content, form: &mut Form) {
    match policy_type {
        Some(PolicyType::Auth) => auth::fill(base, form),
        Some(PolicyType::DataShare | PolicyType::CredentialIssuance) => share::fill(base, form),
        Some(PolicyType::Misp) | None => {}
    }
}

/// The rows that a person sees, each with what the form says is wrong with it.
pub fn rows(policy_type: Option<PolicyType>, texts: &Texts, base: &Content, form: &Form, known: &[String]) -> TypeForm {
    match policy_type {
        Some(PolicyType::Auth) => TypeForm::Auth(AuthForm::new(texts, base, form, known)),
        Some(PolicyType::DataShare | PolicyType::CredentialIssuance) => {
            TypeForm::Share(ShareForm::new(texts, base, form, known))
        }
        Some(PolicyType::Misp) => TypeForm::Misp(MispForm::new(texts, base)),
        None => TypeForm::Unknown,
    }
}

/// The field of the form that a place of the JSON belongs to; `None`: the form does not show it.
pub fn field(policy_type: Option<PolicyType>, base: &Content, path: &str, known: &[String]) -> Option<String> {
    match policy_type? {
        PolicyType::Auth => auth::field(base, path, known),
        PolicyType::DataShare | PolicyType::CredentialIssuance => share::field(base, path, known),
        PolicyType::Misp => misp::field(path),
    }
}

/// What is wrong with a place, in words that name it.
pub fn words(texts: &Texts, violation: &Violation) -> Html {
    match violation.fault {
        Fault::Extra => texts.with("policy-fault-extra").code("path", &violation.path).html(),
        Fault::Missing => texts.with("policy-fault-missing").code("path", &violation.path).html(),
        Fault::NotOneOf(allowed) => texts
            .with("policy-fault-not-one-of")
            .code("path", &violation.path)
            .code("allowed", allowed.join(", "))
            .html(),
        Fault::Type(expected) => {
            texts.with("policy-fault-type").code("path", &violation.path).choice("expected", expected).html()
        }
    }
}

/// What is missing, in the words of the form's field that it belongs to; `None`: the field has no label of its own.
pub fn missing(texts: &Texts, field: &str, violation: &Violation) -> Option<Html> {
    if !matches!(violation.fault, Fault::Missing) {
        return None;
    }
    let label = match field {
        "token" => "policy-token",
        "typeOfShare" => "policy-share-type",
        "encryptionType" => "policy-encryption",
        "shareDomain" => "policy-share-domain",
        "validForInMinutes" => "policy-share-minutes",
        "transactionsAllowed" => "policy-share-times",
        "source" => "policy-share-source",
        _ => return None,
    };
    Some(texts.with("policy-field-missing").words("what", texts.get(label)).html())
}

/// Fields of the form that ask for a whole number and hold something else. The schema takes any text there.
pub fn no_numbers(content: &Content) -> Vec<&'static str> {
    share::no_numbers(content)
}

/// A policy as people read and edit it.
pub fn pretty(content: &Content) -> String {
    serde_json::to_string_pretty(content).unwrap_or_default()
}

/// The elements of a list, whatever else stands in its place.
fn items<'a>(of: &'a Content, name: &str) -> &'a [Value] {
    of.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A text of an element.
fn text<'a>(of: &'a Value, name: &str) -> Option<&'a str> {
    of.get(name).and_then(Value::as_str)
}

/// Sets a text member; an empty one is taken away.
fn set_text(into: &mut Content, name: &str, value: String) {
    if value.is_empty() {
        into.shift_remove(name);
    } else {
        into.insert(name.to_owned(), Value::String(value));
    }
}

/// The index in `list/3/…` of a path, if it is of this list.
fn index(path: &str, list: &str) -> Option<usize> {
    path.strip_prefix(list)?.strip_prefix('/')?.split('/').next()?.parse().ok()
}

#[cfg(test)]
mod tests;
