//! What a person typed, what was wrong with it, and the controls that show both.

mod control;

use std::collections::BTreeMap;

use pms_domain::text;

use crate::html::Html;
use crate::i18n::Texts;

pub use control::{Choice, Control, Group};

/// The field into which the id of an object is typed before one of the few most dangerous steps.
pub const TYPED: &str = "typed";

/// The error of one field: the same words stand in the summary and at the field.
#[derive(Clone, Debug)]
pub struct FieldError {
    pub field: String,
    pub message: Html,
}

/// A form: values by field name and errors in the order in which they were found.
#[derive(Clone, Debug, Default)]
pub struct Form {
    values: BTreeMap<String, String>,
    errors: Vec<FieldError>,
}

impl Form {
    /// Takes pairs as they were posted; of a repeated name the last counts.
    pub fn of(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { values: pairs.into_iter().collect(), errors: Vec::new() }
    }

    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.set(name, value);
        self
    }

    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.values.insert(name.to_owned(), value.into());
    }

    /// The value as typed; empty when absent.
    pub fn value(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// The value without the white space around it, runs of spaces inside as one.
    pub fn tidy(&self, name: &str) -> String {
        self.value(name).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The value without the white space around it; line breaks inside stay.
    pub fn trimmed(&self, name: &str) -> String {
        self.value(name).trim().replace("\r\n", "\n")
    }

    /// The trimmed value, if there is one.
    pub fn given(&self, name: &str) -> Option<String> {
        Some(self.trimmed(name)).filter(|value| !value.is_empty())
    }

    /// The fields whose names begin so: the rest of the name, and the value.
    pub fn named<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.values.iter().filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, value.as_str())))
    }

    pub fn is(&self, name: &str, value: &str) -> bool {
        self.value(name) == value
    }

    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    pub fn error(&mut self, field: &str, message: Html) {
        if !self.errors.iter().any(|error| error.field == field) {
            self.errors.push(FieldError { field: field.to_owned(), message });
        }
    }

    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// What is wrong with a field, for controls that a page draws itself.
    pub fn error_at(&self, field: &str) -> Option<Html> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.message.clone())
    }

    pub fn is_right(&self) -> bool {
        self.errors.is_empty()
    }

    /// Forgets a value that must not be sent back, e.g. a password.
    pub fn forget(&mut self, name: &str) {
        self.values.remove(name);
    }

    /// Requires a value; `key` is the text that says what to enter.
    pub fn require(&mut self, texts: &Texts, field: &str, key: &str) {
        if text::is_blank(self.value(field)) {
            self.error(field, texts.get(key));
        }
    }

    /// Refuses texts that are too long or hold characters that nobody can see.
    pub fn limit(&mut self, texts: &Texts, field: &str, most: usize) {
        let value = self.trimmed(field);
        let length = text::utf16_len(&value);
        if length > most {
            self.error(field, texts.with("error-too-long").num("most", most).num("length", length).html());
        } else if text::has_hidden_characters(&value) {
            self.error(field, texts.get("error-hidden-characters"));
        }
    }

    /// Requires the id of the object of a dangerous step, typed letter for letter into [`TYPED`].
    pub fn typed_id(&mut self, texts: &Texts, id: &str) {
        if self.value(TYPED).trim() != id.trim() {
            self.error(TYPED, texts.with("typed-wrong").code("id", id).html());
        }
    }

    /// The control for it.
    pub fn control_typed<'a>(&'a self, texts: &'a Texts, id: &str) -> Control<'a> {
        let hint = texts.with("typed-hint").code("id", id).html();
        self.control(texts, TYPED, "typed-label").hint_words(&hint).ltr().mono().autocomplete("off")
    }

    /// Requires an e-mail address in the contract's form.
    pub fn email(&mut self, texts: &Texts, field: &str) {
        let value = self.trimmed(field);
        if value.is_empty() {
            self.error(field, texts.get("error-email-missing"));
        } else if !text::is_email(&value) {
            self.error(field, texts.get("error-email-form"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Languages;

    #[test]
    fn an_id_is_typed_letter_for_letter() {
        let languages = Languages::load(None).unwrap();
        let texts = Texts::new(&languages, languages.base(), chrono_tz::UTC);
        for (typed, right) in [("bank-1", true), (" bank-1\n", true), ("Bank-1", false), ("bank-", false), ("", false)]
        {
            let mut form = Form::default().with(TYPED, typed);
            form.typed_id(&texts, "bank-1");
            assert_eq!(form.is_right(), right, "{typed:?}");
            assert!(right || form.error_at(TYPED).unwrap().to_string().contains("bank-1"), "it says what to type");
        }
        let mut hostile = Form::default();
        hostile.typed_id(&texts, "<b>x");
        assert!(!hostile.error_at(TYPED).unwrap().to_string().contains("<b>"));
    }

    #[test]
    fn the_first_error_of_a_field_stays() {
        let languages = Languages::load(None).unwrap();
        let texts = Texts::new(&languages, languages.base(), chrono_tz::UTC);
        let mut form = Form::default().with("email", " a b ").with("name", "x\u{202E}y");
        form.email(&texts, "email");
        form.limit(&texts, "email", 2);
        form.limit(&texts, "name", 10);
        form.require(&texts, "missing", "error-email-missing");
        let fields: Vec<_> = form.errors().iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["email", "name", "missing"]);
        assert_eq!(form.value("email"), " a b ", "what was typed stays");
    }
}
