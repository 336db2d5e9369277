//! From a queued letter to the bytes that are sent: words in the reader's language, as plain text and as HTML.
//!
//! Nothing that a person wrote stands in a subject. In a body it is one line (but for what is quoted), without controls,
//! escaped, and never a link.

use askama::Template as _;
use chrono::{DateTime, Datelike, TimeZone};
use fluent_bundle::FluentArgs;
use lettre::Message;
use lettre::address::Envelope;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox as Address, MultiPart, SinglePart};
use pms_domain::Timestamp;
use pms_store::mail::{Due, Letter};

use super::catalogue::{Catalogue, Language};
use super::post::Class;
use super::template::{self, Block, Kind, Template};

/// The message with what all letters share.
pub(crate) const FRAME: &str = "mail-frame";

/// Longest value within a sentence, characters; what is quoted may be longer.
const LONGEST: usize = 200;
const LONGEST_QUOTE: usize = 1_000;

/// First strong isolate and pop directional isolate (Unicode Standard Annex 9): Fluent puts values between them.
const ISOLATE: char = '\u{2068}';
const POP: char = '\u{2069}';

/// A mail as it goes out.
pub(crate) struct Composed {
    pub(crate) envelope: Envelope,
    pub(crate) bytes: Vec<u8>,
    /// Its name in the mail box: sorts by the time it was queued at, and is the same at each try.
    pub(crate) file_name: String,
}

/// A part of the letter, in words.
enum Part {
    Text(String),
    Code(String),
    Link { words: String, address: String },
    Quote { before: String, lines: Vec<String> },
}

/// A letter in words. Like its parts it has no `Debug` in the product: codes and links are secrets.
struct Words<'a> {
    language: &'a Language,
    subject: String,
    parts: Vec<Part>,
    footer: String,
}

/// Composes a queued letter.
pub(crate) fn compose(texts: &Catalogue, due: &Due, sender: &Address, now: Timestamp) -> Result<Composed, Class> {
    let template = template::find(&due.template).ok_or(Class::new("template"))?;
    let language = texts.language(&due.letter.lang, template).ok_or(Class::new("language"))?;
    let words = words(texts, template, language, &due.letter).ok_or(Class::new("text"))?;
    let message = message(&words, due, sender, now)?;
    Ok(Composed { envelope: message.envelope().clone(), bytes: message.formatted(), file_name: file_name(&due.id) })
}

fn words<'a>(texts: &Catalogue, template: &Template, language: &'a Language, letter: &Letter) -> Option<Words<'a>> {
    let raw = |name: &str| letter.values.get(name).map_or("", String::as_str).trim();
    let mut values = FluentArgs::new();
    values.set("site", one_line(&texts.site));
    for (name, kind) in template.values {
        match kind {
            Kind::Name | Kind::Choice => values.set(*name, one_line(raw(name))),
            Kind::Number => values.set(*name, raw(name).parse::<u32>().ok()?),
            Kind::Moment => values.set(*name, moment(texts, language, raw(name))?),
            Kind::Apart => {}
        }
    }
    let message = template.message();
    let text = |attribute: &str| language.text(&message, attribute, &values).map(|text| text.replace('\n', " "));
    let mut parts = Vec::with_capacity(template.blocks.len());
    for block in template.blocks {
        match *block {
            Block::Text(attribute) => {
                let paragraph = text(attribute)?;
                if !paragraph.trim().is_empty() {
                    parts.push(Part::Text(paragraph));
                }
            }
            Block::Code(name) => parts.push(Part::Code(one_line(raw(name)))),
            Block::Link { words, value } => {
                let address = raw(value);
                if !is_web_address(address) {
                    return None;
                }
                parts.push(Part::Link { words: text(words)?, address: address.to_owned() });
            }
            Block::Quote { before, value } => {
                let lines = quoted(raw(value));
                if !lines.is_empty() {
                    parts.push(Part::Quote { before: text(before)?, lines });
                }
            }
        }
    }
    let footer = language.text(FRAME, "footer", &values)?;
    Some(Words { language, subject: without_isolates(&text("subject")?), parts, footer })
}

/// A moment in words, in the site's time zone: `21 November 2026, 14:05 CET`.
fn moment(texts: &Catalogue, language: &Language, zulu: &str) -> Option<String> {
    let local = texts.zone.from_utc_datetime(&pms_domain::time::parse_zulu(zulu)?);
    let mut values = FluentArgs::new();
    values.set("day", local.day().to_string());
    values.set("month", local.month());
    values.set("year", local.year().to_string());
    values.set("time", local.format("%H:%M").to_string());
    values.set("zone", local.format("%Z").to_string());
    language.text(FRAME, "moment", &values).map(|text| without_isolates(&text))
}

fn message(words: &Words<'_>, due: &Due, sender: &Address, now: Timestamp) -> Result<Message, Class> {
    let recipient = due.letter.to.trim().parse().map_err(|_| Class::new("address"))?;
    let html = Page::of(words).render().map_err(|_| Class::new("text"))?;
    let body = MultiPart::builder()
        .kind(lettre::message::MultiPartKind::Alternative)
        .boundary(format!("=_{}", due.id))
        .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(plain(words)))
        .singlepart(SinglePart::builder().header(ContentType::TEXT_HTML).body(html));
    let id = format!("<{}@{}>", due.id, sender.email.domain());
    Message::builder()
        .from(sender.clone())
        .to(Address::new(None, recipient))
        .subject(words.subject.clone())
        .date(DateTime::<chrono::Utc>::from_naive_utc_and_offset(now, chrono::Utc).into())
        .message_id(Some(id))
        // RFC 3834: no holiday notices back, please.
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Content-Language"), words.language.tag.clone()))
        .multipart(body)
        .map_err(|_| Class::new("compose"))
}

/// `<time of queueing>-<id>.eml`; the time is the one in the id (a UUID of version 7).
fn file_name(id: &str) -> String {
    let digits: String = id.chars().filter(char::is_ascii_hexdigit).take(12).collect();
    let millis = i64::from_str_radix(&digits, 16).unwrap_or_default();
    let queued = DateTime::from_timestamp_millis(millis).unwrap_or_default();
    let id: String = id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    format!("{}-{id}.eml", queued.format("%Y%m%dT%H%M%S%3fZ"))
}

/// One line without controls and marks that reorder text, cut, and with no address that a mail program would make a link.
fn one_line(value: &str) -> String {
    let spaced: String = value.chars().map(|c| if c.is_control() || c.is_whitespace() { ' ' } else { c }).collect();
    let words: Vec<&str> = spaced.split(' ').filter(|word| !word.is_empty()).collect();
    cut(&without_links(&without_marks(&words.join(" "))), LONGEST)
}

fn quoted(value: &str) -> Vec<String> {
    let lines = cut(value, LONGEST_QUOTE);
    let lines = lines.lines().map(|line| {
        let line: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        without_links(&without_marks(line.trim()))
    });
    lines.filter(|line| !line.is_empty()).collect()
}

fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn without_marks(text: &str) -> String {
    text.chars()
        .filter(
            |c| !matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}'),
        )
        .collect()
}

fn without_links(text: &str) -> String {
    text.replace("://", ": //").replace("www.", "www ").replace("WWW.", "WWW ")
}

fn without_isolates(text: &str) -> String {
    text.replace([ISOLATE, POP], "")
}

fn is_web_address(text: &str) -> bool {
    (text.starts_with("https://") || text.starts_with("http://"))
        && text.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '`'))
}

/// The plain text. Marks of direction stay only where the sentences run from right to left.
fn plain(words: &Words<'_>) -> String {
    let mut out = String::new();
    for part in &words.parts {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Code(code) => out.push_str(&format!("    {code}")),
            Part::Link { words, address } => out.push_str(&format!("{words}\n{address}")),
            Part::Quote { before, lines } => {
                out.push_str(before);
                for line in lines {
                    out.push_str(&format!("\n> {line}"));
                }
            }
        }
        out.push_str("\n\n");
    }
    out.push_str("-- \n");
    out.push_str(&words.footer);
    out.push('\n');
    if words.language.is_right_to_left { out } else { without_isolates(&out) }
}

/// The HTML: no pictures, nothing loaded from anywhere.
#[derive(askama::Template)]
#[template(path = "mail.html", escape = "none")]
struct Page {
    lang: String,
    direction: &'static str,
    title: String,
    parts: Vec<String>,
    footer: String,
}

const CODE: &str = "font-size:28px;letter-spacing:6px;font-weight:700;margin:24px 0";
const BUTTON: &str = "display:inline-block;background:#14375f;color:#ffffff;padding:10px 18px;border-radius:6px;\
     text-decoration:none;font-weight:600";
const SMALL: &str = "font-size:13px;color:#4a5565;word-break:break-all";
const QUOTE: &str = "margin:8px 0;padding:8px 14px;border-inline-start:4px solid #c5cedb;background:#f4f6f9";

impl Page {
    /// All parts are escaped here; the template shows them as they are.
    fn of(words: &Words<'_>) -> Self {
        let part = |part: &Part| match part {
            Part::Text(text) => format!("<p>{}</p>", html(text)),
            Part::Code(code) => format!("<p dir=\"ltr\" style=\"{CODE}\">{}</p>", html(code)),
            Part::Link { words, address } => {
                let (words, address) = (html(words), html(address));
                format!(
                    "<p><a href=\"{address}\" style=\"{BUTTON}\">{words}</a></p>\n\
                     <p style=\"{SMALL}\"><bdi dir=\"ltr\">{address}</bdi></p>"
                )
            }
            Part::Quote { before, lines } => {
                let lines: Vec<String> = lines.iter().map(|line| html(line)).collect();
                format!(
                    "<p>{}</p>\n<blockquote dir=\"auto\" style=\"{QUOTE}\">{}</blockquote>",
                    html(before),
                    lines.join("<br>\n")
                )
            }
        };
        Self {
            lang: html(&words.language.tag),
            direction: if words.language.is_right_to_left { "rtl" } else { "ltr" },
            title: html(&words.subject),
            parts: words.parts.iter().map(part).collect(),
            footer: html(&words.footer),
        }
    }
}

/// Escapes; isolated values become `bdi`.
fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            ISOLATE => out.push_str("<bdi>"),
            POP => out.push_str("</bdi>"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests;
