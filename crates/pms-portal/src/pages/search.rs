//! Search: partners by id or name.

use askama::Template;

use super::{kind, partners};
use crate::address;
use crate::form::Form;
use crate::frame::{Frame, Tag, ok};
use crate::html::Html;
use crate::web::{Answer, Visitor};

struct Row {
    href: String,
    name: String,
    id: String,
    kind: Html,
    tag: Tag,
}

#[derive(Template)]
#[template(path = "admin/search.html")]
struct Search {
    p: Frame,
    form: Form,
    asked: bool,
    rows: Vec<Row>,
}

/// Results on the page.
const MOST: u64 = 50;

/// `GET /portal/search`
pub async fn show(visitor: Visitor) -> Answer {
    visitor.admin()?;
    let form = Form::of(
        url::form_urlencoded::parse(visitor.query().as_bytes())
            .filter(|(name, _)| name == "q")
            .map(|(name, value)| (name.into_owned(), value.into_owned())),
    );
    let words = form.tidy("q");
    let found = if words.is_empty() { Vec::new() } else { partners::search(&visitor, &words, MOST).await? };
    let mut rows = Vec::new();
    for row in found {
        rows.push(Row {
            href: address::partner(&row.id),
            kind: kind(visitor.texts(), &row.partner_type_code),
            tag: partners::tag(&visitor, &row).await?,
            name: row.name,
            id: row.id,
        });
    }
    Ok(ok(&Search { p: visitor.frame("search").await?, asked: !words.is_empty(), rows, form }))
}
