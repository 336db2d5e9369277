//! Texts in the reader's language.

use std::fmt;
use std::sync::Arc;

use askama::filters::HtmlSafe;
use chrono_tz::Tz;
use fluent_bundle::{FluentArgs, FluentValue};

use super::{Language, Languages};
use crate::html::{Html, escape};

/// Markup that a catalogue text may hold; anything else in it is shown as written.
const MARKUP: [&str; 4] = ["b", "code", "bdi", "a"];

/// The texts of one request: its language, English for what is missing, and the time zone of whoever reads.
#[derive(Clone, Debug)]
pub struct Texts {
    pub language: Arc<Language>,
    base: Arc<Language>,
    pub(super) zone: Tz,
}

impl Texts {
    pub fn new(languages: &Languages, language: Arc<Language>, zone: Tz) -> Self {
        Self { language, base: languages.base(), zone }
    }

    /// A text without arguments.
    pub fn get(&self, key: &str) -> Html {
        self.with(key).html()
    }

    /// A text without arguments and markup, for attributes and titles.
    pub fn plain(&self, key: &str) -> String {
        self.with(key).plain()
    }

    /// A text with arguments.
    pub fn with<'a>(&'a self, key: &'a str) -> Phrase<'a> {
        Phrase { texts: self, key, values: FluentArgs::new(), inserts: Vec::new(), link: None }
    }

    /// Whether the reader's language or English has the text.
    pub fn has(&self, key: &str) -> bool {
        self.language.has(key) || self.base.has(key)
    }

    /// The reader's language has the text; `has` also counts English.
    pub fn has_own(&self, key: &str) -> bool {
        self.language.has(key)
    }

    fn format(&self, key: &str, values: &FluentArgs<'_>) -> String {
        let language = if self.language.has(key) { &self.language } else { &self.base };
        let Some(pattern) = language.bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(key, "text is missing in every language");
            return key.to_owned();
        };
        let mut errors = Vec::new();
        let text = language.bundle.format_pattern(pattern, Some(values), &mut errors);
        if !errors.is_empty() {
            tracing::error!(key, language = language.tag, ?errors, "text cannot be formatted");
        }
        text.into_owned()
    }
}

enum Insert {
    /// A value from outside, isolated from the direction of the text around it.
    Text(String),
    /// A wire word, id or hash.
    Code(String),
    /// Words of ours that stand in the sentence's own direction.
    Words(Html),
}

/// A text with its arguments. Shows as HTML; [`Phrase::plain`] gives it without markup.
pub struct Phrase<'a> {
    texts: &'a Texts,
    key: &'a str,
    values: FluentArgs<'a>,
    inserts: Vec<Insert>,
    link: Option<String>,
}

/// Marks the place of an insert while the sentence is formatted: private-use characters around its number.
const OPEN: char = '\u{F0000}';
const CLOSE: char = '\u{F0001}';

impl<'a> Phrase<'a> {
    fn insert(mut self, name: &'a str, insert: Insert) -> Self {
        self.values.set(name, format!("{OPEN}{}{CLOSE}", self.inserts.len()));
        self.inserts.push(insert);
        self
    }

    /// Text from outside: escaped, and isolated in its own direction.
    pub fn text(self, name: &'a str, value: impl fmt::Display) -> Self {
        self.insert(name, Insert::Text(value.to_string()))
    }

    /// An id, a code, a word of the wire.
    pub fn code(self, name: &'a str, value: impl fmt::Display) -> Self {
        self.insert(name, Insert::Code(value.to_string()))
    }

    /// Words that are already HTML of ours.
    pub fn words(self, name: &'a str, value: Html) -> Self {
        self.insert(name, Insert::Words(value))
    }

    /// A whole number: it also chooses the plural form.
    pub fn num(mut self, name: &'a str, value: impl fmt::Display) -> Self {
        self.values.set(name, FluentValue::from(value.to_string().parse::<i64>().unwrap_or_default()));
        self
    }

    /// A word that only chooses between forms of the text.
    pub fn choice(mut self, name: &'a str, value: &'a str) -> Self {
        self.values.set(name, value);
        self
    }

    /// A moment, in the reader's zone.
    pub fn time(self, name: &'a str, at: chrono::NaiveDateTime) -> Self {
        let words = self.texts.time(at);
        self.words(name, words)
    }

    /// A day, in the reader's zone.
    pub fn day(self, name: &'a str, at: chrono::NaiveDateTime) -> Self {
        let words = self.texts.day(at);
        self.words(name, words)
    }

    /// Where `<a>` in the text leads.
    pub fn link(mut self, href: impl Into<String>) -> Self {
        self.link = Some(href.into());
        self
    }

    /// The sentence as HTML.
    pub fn html(&self) -> Html {
        let formatted = self.texts.format(self.key, &self.values);
        let mut out = escape(&formatted);
        for tag in MARKUP {
            let open = match (tag, &self.link) {
                ("a", Some(href)) => format!("<a href=\"{}\">", escape(href)),
                ("a", None) => continue,
                _ => format!("<{tag}>"),
            };
            out =
                out.replace(&format!("&lt;{tag}&gt;"), &open).replace(&format!("&lt;/{tag}&gt;"), &format!("</{tag}>"));
        }
        for (index, insert) in self.inserts.iter().enumerate() {
            let markup = match insert {
                Insert::Text(text) => format!("<bdi>{}</bdi>", escape(&unmarked(text))),
                Insert::Code(text) => format!("<code class=\"ltr\">{}</code>", escape(&unmarked(text))),
                Insert::Words(words) => words.to_string(),
            };
            out = out.replace(&format!("{OPEN}{index}{CLOSE}"), &markup);
        }
        Html::trusted(out)
    }

    /// The sentence as plain text; not escaped.
    pub fn plain(&self) -> String {
        let mut out = self.texts.format(self.key, &self.values);
        for tag in MARKUP {
            out = out.replace(&format!("<{tag}>"), "").replace(&format!("</{tag}>"), "");
        }
        for (index, insert) in self.inserts.iter().enumerate() {
            let text = match insert {
                Insert::Text(text) | Insert::Code(text) => unmarked(text),
                Insert::Words(words) => without_tags(words.as_str()),
            };
            out = out.replace(&format!("{OPEN}{index}{CLOSE}"), &text);
        }
        out
    }
}

impl fmt::Display for Phrase<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.html().as_str())
    }
}

impl HtmlSafe for Phrase<'_> {}

/// Takes our own marks out of foreign text.
fn unmarked(text: &str) -> String {
    text.replace([OPEN, CLOSE], "\u{FFFD}")
}

/// The text of our own markup. Entities stay: words that go into plain sentences are dates and numbers.
fn without_tags(markup: &str) -> String {
    let mut inside = false;
    markup
        .chars()
        .filter(|c| {
            let shown = !inside && *c != '<';
            inside = match c {
                '<' => true,
                '>' => false,
                _ => inside,
            };
            shown
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(tag: &str) -> Texts {
        let languages = Languages::load(None).unwrap();
        Texts::new(&languages, languages.find(tag).unwrap(), chrono_tz::UTC)
    }

    #[test]
    fn foreign_text_stays_text() {
        let texts = texts("en");
        let hostile = format!("<b>x</b>{OPEN}0{CLOSE}&");
        let phrase = texts.with("home-welcome").text("name", &hostile);
        let html = phrase.html().to_string();
        assert!(html.contains("<bdi>&lt;b&gt;x&lt;/b&gt;\u{FFFD}0\u{FFFD}&amp;</bdi>"), "{html}");
        assert!(phrase.plain().contains("<b>x</b>"), "plain text is escaped where it is used");
    }

    #[test]
    fn every_language_formats_dates() {
        let at = chrono::NaiveDate::from_ymd_opt(2026, 11, 20).unwrap().and_hms_opt(9, 12, 0).unwrap();
        assert_eq!(
            texts("en").time(at).as_str(),
            "<time datetime=\"2026-11-20T09:12:00Z\" title=\"2026-11-20 09:12 UTC\">20 Nov 2026, 09:12 UTC</time>"
        );
        let languages = Languages::load(None).unwrap();
        let away = Texts::new(&languages, languages.base(), chrono_tz::Asia::Kathmandu);
        assert_eq!(
            away.time(at).as_str(),
            "<time datetime=\"2026-11-20T09:12:00Z\" title=\"2026-11-20 09:12 UTC\">20 Nov 2026, 14:57 +0545</time>"
        );
        assert_eq!(
            away.time_to_the_second(at).as_str(),
            "<time datetime=\"2026-11-20T09:12:00Z\" title=\"2026-11-20 09:12:00 UTC\">20 Nov 2026, 14:57:00 +0545</time>"
        );
        let late = at + chrono::TimeDelta::hours(12);
        assert!(away.day(late).as_str().contains(">21 Nov 2026<"), "a day begins where the reader is");
        assert!(texts("fr").time(at).as_str().contains("20 nov. 2026"));
        assert!(texts("ar").time(at).as_str().contains("20 نوفمبر 2026"));
    }
}
