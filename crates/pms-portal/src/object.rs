//! Pages of one object, of a step whose effects are shown first, and of a secret that is shown once.

use askama::Template;
use axum::response::Response;
use http::{HeaderValue, header};

use crate::form::{Control, Form};
use crate::frame::{Frame, Tag, ok, unprocessable};
use crate::html::Html;
pub use crate::listing::{Note, Tab};
use crate::pages::timeline::Event;
use crate::pages::{Fact, Link};

/// A step that the page offers: words, and an icon where one helps.
pub struct Action {
    pub link: Link,
    pub icon: &'static str,
    /// The one primary step of the page.
    pub is_primary: bool,
}

impl Action {
    pub fn new(href: impl Into<String>, label: Html) -> Self {
        Self { link: Link { href: href.into(), label }, icon: "", is_primary: false }
    }

    pub fn primary(mut self) -> Self {
        self.is_primary = true;
        self
    }

    pub fn icon(mut self, icon: &'static str) -> Self {
        self.icon = icon;
        self
    }
}

/// A small table inside a page: heads, and rows of markup of ours; the first cell names the row.
pub struct Table {
    pub caption: Html,
    pub heads: Vec<Html>,
    pub rows: Vec<Vec<Html>>,
}

impl Table {
    /// The head of a cell without markup, for the form in which the table is shown on small screens.
    pub(crate) fn label(&self, index: &usize) -> Html {
        self.heads.get(*index).map(Html::without_tags).unwrap_or_default()
    }
}

/// A part of an object's page. What is empty is not shown.
#[derive(Default)]
pub struct Section {
    pub id: &'static str,
    pub title: Html,
    pub intro: Html,
    pub facts: Vec<Fact>,
    pub table: Option<Table>,
    /// Text that stands as written, such as a policy or a key in JSON.
    pub pre: Option<String>,
    /// Lines of a text, marked as added or taken away.
    pub lines: Html,
    pub links: Vec<Link>,
    /// Said where there is nothing else to show.
    pub empty: Html,
}

impl Section {
    pub fn new(id: &'static str, title: Html) -> Self {
        Self { id, title, ..Self::default() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.facts.is_empty()
            && self.table.is_none()
            && self.pre.is_none()
            && self.lines.is_empty()
            && self.links.is_empty()
    }
}

/// One object: what it is, what may be done, what happened.
#[derive(Template)]
#[template(path = "object.html")]
pub struct ObjectPage {
    pub p: Frame,
    pub title: Html,
    pub tag: Option<Tag>,
    /// One sentence: what this is, and whose turn it is.
    pub sentence: Html,
    pub actions: Vec<Action>,
    pub about: Notes,
    pub tabs: Vec<Tab>,
    pub sections: Vec<Section>,
    /// The side column, below the sections on small screens.
    pub side: Vec<Section>,
    pub events_title: Html,
    /// Said where nothing has happened; empty leaves the history out.
    pub events_empty: Html,
    pub events: Vec<Event>,
}

/// Messages above the content.
#[derive(Default)]
pub struct Notes {
    pub notes: Vec<Note>,
}

impl ObjectPage {
    pub fn new(p: Frame, title: Html) -> Self {
        Self {
            p,
            title,
            tag: None,
            sentence: Html::default(),
            actions: Vec::new(),
            about: Notes::default(),
            tabs: Vec::new(),
            sections: Vec::new(),
            side: Vec::new(),
            events_title: Html::default(),
            events_empty: Html::default(),
            events: Vec::new(),
        }
    }

    /// The history, newest first, in the side column.
    pub fn history(mut self, title: Html, empty: Html, events: Vec<Event>) -> Self {
        (self.events_title, self.events_empty, self.events) = (title, empty, events);
        self
    }

    fn has_side(&self) -> bool {
        !self.side.is_empty() || !self.events.is_empty() || !self.events_empty.is_empty()
    }

    pub fn answer(&self) -> Response {
        ok(self)
    }
}

/// A step that cannot be taken lightly: what it does, counted; why; and the way back.
#[derive(Template)]
#[template(path = "effects.html")]
pub struct EffectsPage<'a> {
    pub p: Frame,
    pub title: Html,
    /// Name and id of what it is about.
    pub name: Html,
    pub words: Html,
    pub effects: Vec<Html>,
    /// What forbids it: with any of these, the form is left out.
    pub obstacles: Vec<Html>,
    pub action: String,
    pub controls: Vec<Control<'a>>,
    /// The action named in full.
    pub submit: Html,
    pub is_danger: bool,
    pub back: String,
    pub back_label: Html,
}

impl EffectsPage<'_> {
    pub fn answer(&self, form: &Form) -> Response {
        if form.is_right() { ok(self) } else { unprocessable(self) }
    }
}

/// A secret, shown this once: what it is for, until when, and a file of it.
///
/// It stands in the answer to the form that made it, never in an address, never in a flash message, and no cache keeps it.
#[derive(Template)]
#[template(path = "secret.html")]
pub struct SecretPage {
    pub p: Frame,
    pub title: Html,
    pub words: Html,
    /// What each secret is, and its value.
    pub secrets: Vec<(Html, String)>,
    /// What it works for, from when, until when.
    pub usage: Html,
    /// "I have stored it" leads here.
    pub next: Link,
    pub more: Option<Link>,
}

impl SecretPage {
    pub fn answer(&self) -> Response {
        let mut response = ok(self);
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}
