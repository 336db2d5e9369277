//! A labelled control with its hint and error, tied together for screen readers.

use std::fmt;

use askama::Template;
use askama::filters::HtmlSafe;

use super::Form;
use crate::html::Html;
use crate::i18n::Texts;

/// Choices of a select that belong together.
#[derive(Clone, Debug)]
pub struct Group {
    /// Without markup.
    pub label: String,
    pub choices: Vec<Choice>,
}

/// One choice of a select or a radio group.
#[derive(Clone, Debug)]
pub struct Choice {
    pub value: String,
    pub label: Html,
    /// Shown below the label of a radio button.
    pub hint: Option<Html>,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: Html) -> Self {
        Self { value: value.into(), label, hint: None }
    }

    pub fn hint(mut self, hint: Html) -> Self {
        self.hint = Some(hint);
        self
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Input,
    Text,
    Select,
    Radio,
    Hidden,
}

/// A control under construction. Shows as HTML.
#[derive(Template)]
#[template(path = "part/control.html")]
pub struct Control<'a> {
    texts: &'a Texts,
    name: &'a str,
    label: Html,
    hint: Option<Html>,
    error: Option<&'a Html>,
    value: &'a str,
    kind: Kind,
    type_: &'static str,
    autocomplete: &'static str,
    inputmode: &'static str,
    class: &'static str,
    direction: &'static str,
    rows: u8,
    optional: bool,
    choices: &'a [Choice],
    groups: &'a [Group],
    blank: bool,
    hide_legend: bool,
}

impl Form {
    /// A control for `name`; `label` is the key of its label.
    pub fn control<'a>(&'a self, texts: &'a Texts, name: &'a str, label: &str) -> Control<'a> {
        Control {
            texts,
            name,
            label: texts.get(label),
            hint: None,
            error: self.errors.iter().find(|error| error.field == name).map(|error| &error.message),
            value: self.value(name),
            kind: Kind::Input,
            type_: "text",
            autocomplete: "",
            inputmode: "",
            class: "",
            direction: "auto",
            rows: 0,
            optional: false,
            choices: &[],
            groups: &[],
            blank: false,
            hide_legend: false,
        }
    }
}

impl<'a> Control<'a> {
    /// Sent along, and not shown.
    pub fn hidden(mut self) -> Self {
        self.kind = Kind::Hidden;
        self
    }

    pub fn hint(mut self, key: &str) -> Self {
        self.hint = Some(self.texts.get(key));
        self
    }

    pub fn hint_words(mut self, hint: &Html) -> Self {
        self.hint = Some(hint.clone());
        self
    }

    pub fn autocomplete(mut self, token: &'static str) -> Self {
        self.autocomplete = token;
        self
    }

    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// Ids, addresses and codes: always left to right.
    pub fn ltr(mut self) -> Self {
        self.direction = "ltr";
        self
    }

    pub fn email(mut self) -> Self {
        (self.type_, self.inputmode) = ("email", "email");
        self.ltr()
    }

    pub fn tel(mut self) -> Self {
        (self.type_, self.inputmode) = ("tel", "tel");
        self.ltr()
    }

    /// A day, as `2026-11-21`.
    pub fn day(mut self) -> Self {
        self.type_ = "date";
        self.ltr()
    }

    /// Never shows what was typed.
    pub fn password(mut self) -> Self {
        (self.type_, self.value) = ("password", "");
        self.ltr()
    }

    /// A one-time code.
    pub fn code(mut self) -> Self {
        (self.inputmode, self.class, self.autocomplete, self.value) = ("numeric", "code", "one-time-code", "");
        self.ltr()
    }

    /// A whole number.
    pub fn digits(mut self) -> Self {
        self.inputmode = "numeric";
        self.ltr()
    }

    pub fn mono(mut self) -> Self {
        self.class = "mono";
        self
    }

    pub fn area(mut self, rows: u8) -> Self {
        (self.kind, self.rows) = (Kind::Text, rows);
        self
    }

    pub fn select(mut self, choices: &'a [Choice]) -> Self {
        (self.kind, self.choices) = (Kind::Select, choices);
        self
    }

    /// Groups of choices below those that belong to none.
    pub fn groups(mut self, groups: &'a [Group]) -> Self {
        self.groups = groups;
        self
    }

    /// Puts "Choose …" first, so that nothing is preselected.
    pub fn blank(mut self) -> Self {
        self.blank = true;
        self
    }

    pub fn radio(mut self, choices: &'a [Choice]) -> Self {
        (self.kind, self.choices) = (Kind::Radio, choices);
        self
    }

    pub fn hide_legend(mut self) -> Self {
        self.hide_legend = true;
        self
    }

    fn described_by(&self) -> String {
        let mut ids = Vec::new();
        if self.hint.is_some() {
            ids.push(format!("f-{}-h", self.name));
        }
        if self.error.is_some() {
            ids.push(format!("f-{}-e", self.name));
        }
        ids.join(" ")
    }

    fn alert_icon(&self) -> Html {
        Html::trusted(crate::icons::use_of("alert", false))
    }

    fn is_input(&self) -> bool {
        self.kind == Kind::Input
    }

    fn is_text(&self) -> bool {
        self.kind == Kind::Text
    }

    fn is_select(&self) -> bool {
        self.kind == Kind::Select
    }
}

impl HtmlSafe for Control<'_> {}

impl fmt::Debug for Control<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Control({})", self.name)
    }
}
