//! What every page has around its own content.

mod navigation;
mod states;

use std::ops::Deref;

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

use crate::form::{FieldError, Form};
use crate::html::{Html, without_reordering};
use crate::i18n::Texts;
use crate::icons;

pub use navigation::{Navigation, Viewer};
pub use states::Tag;

/// Where the sprite goes, in the layouts.
const SPRITE: &str = "<!--sprite-->";

/// A link to the same page in another language.
#[derive(Clone, Debug)]
pub struct LanguageLink {
    pub tag: String,
    pub name: String,
    pub href: String,
}

/// A parent page.
#[derive(Clone, Debug)]
pub struct Crumb {
    pub href: String,
    pub label: Html,
}

/// A message that is shown once, after a redirect.
#[derive(Clone, Debug)]
pub struct Flash {
    pub message: Html,
    /// Where it is undone.
    pub undo: Option<String>,
}

/// The signed-in person, as the top bar names them.
#[derive(Clone, Debug)]
pub struct Signed {
    /// Organisation, or the role of staff.
    pub bold: String,
    /// Role in it, or the site's name.
    pub rest: String,
    /// Whether the search box is offered.
    pub may_search: bool,
    /// Active notifications; none for whoever belongs to no organisation, and so has none.
    pub notifications: Option<u64>,
    pub navigation: Navigation,
}

/// The frame of one page. It reads as the texts of the page's language.
#[derive(Clone, Debug)]
pub struct Frame {
    pub texts: Texts,
    /// Title without the portal's name.
    pub title: String,
    /// Name of the ID system.
    pub site: String,
    /// `dark` or `light`, where the person chose.
    pub theme: Option<&'static str>,
    /// Token of the forms on this page.
    pub csrf: String,
    pub languages: Vec<LanguageLink>,
    pub signed: Option<Signed>,
    pub crumbs: Vec<Crumb>,
    pub flash: Option<Flash>,
    pub errors: Vec<FieldError>,
    /// Words above the error summary, where they are not the usual ones.
    pub errors_title: Option<Html>,
    pub errors_note: Option<Html>,
    /// The compatibility profile is on: every page says so.
    pub compat: bool,
    /// Address of the stylesheet, with the hash of its content.
    pub stylesheet: &'static str,
    pub mark: &'static str,
    /// Where the help of this page stands.
    pub help: String,
}

impl Deref for Frame {
    type Target = Texts;

    fn deref(&self) -> &Texts {
        &self.texts
    }
}

impl Frame {
    pub fn titled(mut self, key: &str) -> Self {
        self.title = self.texts.plain(key);
        self
    }

    pub fn titled_words(mut self, title: String) -> Self {
        self.title = title;
        self
    }

    pub fn crumb(mut self, href: impl Into<String>, key: &str) -> Self {
        let label = self.texts.get(key);
        self.crumbs.push(Crumb { href: href.into(), label });
        self
    }

    pub fn crumb_text(mut self, href: impl Into<String>, label: &str) -> Self {
        let label = Html::trusted(format!("<bdi>{}</bdi>", crate::html::escape(label)));
        self.crumbs.push(Crumb { href: href.into(), label });
        self
    }

    /// Puts the form's errors into the summary.
    pub fn with_errors(mut self, form: &Form) -> Self {
        self.errors = form.errors().to_vec();
        self
    }

    pub fn icon(&self, name: &str) -> Html {
        Html::trusted(icons::use_of(name, false))
    }

    /// An icon that points the other way in right-to-left languages.
    pub fn icon_flip(&self, name: &str) -> Html {
        Html::trusted(icons::use_of(name, true))
    }

    /// The tag of a state: colour, icon and word.
    pub fn tag(&self, tag: &Tag) -> Html {
        tag.html(&self.texts)
    }

    /// Rosette of the signed-out pages: ellipses at equal angles.
    pub fn rosette(&self) -> Html {
        let ring = |rx: u32, ry: u32, count: u32, step: u32| -> String {
            (0..count)
                .map(|n| format!("<ellipse rx=\"{rx}\" ry=\"{ry}\" transform=\"rotate({})\"/>", n * step))
                .collect()
        };
        Html::trusted(format!("{}{}", ring(190, 92, 30, 6), ring(120, 40, 20, 9)))
    }
}

/// Renders a page: template, sprite, safety net against reordering characters.
pub fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(body) => {
            let body = without_reordering(body);
            let sprite = icons::sprite(&body);
            let mut response = (status, body.replacen(SPRITE, &sprite, 1)).into_response();
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
            response
        }
        Err(error) => {
            tracing::error!(%error, "page cannot be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A page that went well.
pub fn ok(template: &impl Template) -> Response {
    page(StatusCode::OK, template)
}

/// A form that came back with errors.
pub fn unprocessable(template: &impl Template) -> Response {
    page(StatusCode::UNPROCESSABLE_ENTITY, template)
}
