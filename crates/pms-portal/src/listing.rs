//! A list's page and its file from one declaration: filters, heads, and how a run of rows is read.
//!
//! The page keeps its state in the address (filters, sort, page, size). The file holds the filtered list, all of it, and
//! is written while it is read.

use askama::Template;
use axum::body::{Body, Bytes};
use axum::response::Response;
use chrono::NaiveDateTime;
use futures_util::StreamExt as _;
use pms_app::csv;
use pms_app::exports::{self, File, Source};
use pms_app::partners::PartnerView;

use crate::form::Choice;
use crate::frame::{Frame, Tag, ok};
use crate::html::{Html, escape};
use crate::i18n::Texts;
use crate::list::{Chip, Column, Pager, Query, count};
use crate::pages::{Link, bdi, download};
use crate::web::{Answer, Fault, Visitor};

/// Rows that are read and sent at once into a file; so many are in memory.
const RUN: u64 = 500;

/// What a filter asks for.
pub enum FilterKind {
    /// Part of a text.
    Text,
    /// Part of an id, an address, a hash: always left to right.
    Code,
    /// One of these; nothing chosen is all of them.
    Choice(Vec<Choice>),
}

/// A filter: its name in the address and the key of its label.
pub struct Filter {
    pub name: &'static str,
    pub label: &'static str,
    pub kind: FilterKind,
    /// What the list shows where nothing is chosen; then something always is.
    pub usual: Option<String>,
}

impl Filter {
    pub fn text(name: &'static str, label: &'static str) -> Self {
        Self { name, label, kind: FilterKind::Text, usual: None }
    }

    pub fn code(name: &'static str, label: &'static str) -> Self {
        Self { name, label, kind: FilterKind::Code, usual: None }
    }

    pub fn choice(name: &'static str, label: &'static str, choices: Vec<Choice>) -> Self {
        Self { name, label, kind: FilterKind::Choice(choices), usual: None }
    }

    /// The choice that is meant where the address names none.
    pub fn usual(mut self, value: Option<String>) -> Self {
        self.usual = value;
        self
    }
}

/// A column: the key of its head, and the name of its sort in the address where the list can be sorted by it.
pub struct Head {
    pub key: &'static str,
    pub sort: Option<&'static str>,
    /// Numbers and times stand at the end of their cell.
    pub is_number: bool,
    /// The list is sorted by this column unless the address says otherwise; `true` for descending.
    pub usual: Option<bool>,
    /// Stands in the file alone, such as an id that the page shows below a name.
    pub in_file_only: bool,
}

impl Head {
    pub fn new(key: &'static str) -> Self {
        Self { key, sort: None, is_number: false, usual: None, in_file_only: false }
    }

    pub fn in_file_only(mut self) -> Self {
        self.in_file_only = true;
        self
    }

    pub fn sort(mut self, name: &'static str) -> Self {
        self.sort = Some(name);
        self
    }

    pub fn number(mut self) -> Self {
        self.is_number = true;
        self
    }

    pub fn usual(mut self, descending: bool) -> Self {
        self.usual = Some(descending);
        self
    }
}

/// A cell as the page shows it and as the file says it. An empty one is a dash on the page.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    html: Html,
    plain: String,
    /// A second line below, such as an id; the file leaves it out unless it is a column of its own.
    sub: Option<Html>,
}

impl Cell {
    pub fn none() -> Self {
        Self::default()
    }

    /// Text from outside.
    pub fn text(value: &str) -> Self {
        Self { html: if value.is_empty() { Html::default() } else { bdi(value) }, plain: value.to_owned(), sub: None }
    }

    /// An id, a hash, a word of the wire.
    pub fn code(value: &str) -> Self {
        let html = Html::trusted(format!("<span class=\"mono ltr\">{}</span>", escape(value)));
        Self { html: if value.is_empty() { Html::default() } else { html }, plain: value.to_owned(), sub: None }
    }

    /// Words of ours.
    pub fn words(texts: &Texts, key: &str) -> Self {
        Self { html: texts.get(key), plain: texts.plain(key), sub: None }
    }

    /// Markup of ours and the same in the file.
    pub fn html(html: Html, plain: impl Into<String>) -> Self {
        Self { html, plain: plain.into(), sub: None }
    }

    /// Markup of ours; in the file its words.
    pub fn said(html: Html) -> Self {
        let plain = html.plain();
        Self { html, plain, sub: None }
    }

    pub fn number(value: impl std::fmt::Display) -> Self {
        let plain = value.to_string();
        Self { html: Html::text(&plain), plain, sub: None }
    }

    /// A moment; in the file in UTC.
    pub fn time(texts: &Texts, at: impl Into<Option<NaiveDateTime>>) -> Self {
        at.into().map_or_else(Self::none, |at| Self { html: texts.time(at), plain: iso(at), sub: None })
    }

    /// A day; in the file the moment in UTC.
    pub fn day(texts: &Texts, at: impl Into<Option<NaiveDateTime>>) -> Self {
        at.into().map_or_else(Self::none, |at| Self { html: texts.day(at), plain: iso(at), sub: None })
    }

    pub fn tag(texts: &Texts, tag: Tag) -> Self {
        Self { html: tag.html(texts), plain: texts.plain(tag.look().2), sub: None }
    }

    /// What stands on a page, and in a file.
    pub fn parts(self) -> (Html, String) {
        (self.html, self.plain)
    }

    /// A link around what is there.
    pub fn link(mut self, href: &str) -> Self {
        self.html = Html::trusted(format!("<a href=\"{}\">{}</a>", escape(href), self.html));
        self
    }

    /// A second line in smaller letters.
    pub fn sub(mut self, sub: Html) -> Self {
        self.sub = (!sub.is_empty()).then_some(sub);
        self
    }

    /// An id as second line.
    pub fn sub_code(self, value: &str) -> Self {
        self.sub(Html::trusted(format!("<span class=\"ltr\">{}</span>", escape(value))))
    }
}

fn iso(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// What may be done with a row: words, and the row's name for those who hear the page.
pub struct Act {
    pub href: String,
    pub label: Html,
}

/// A row: one cell for each head. The first on the page names it and leads to it.
pub struct Row {
    pub href: Option<String>,
    pub cells: Vec<Cell>,
    pub acts: Vec<Act>,
}

impl Row {
    pub fn new(href: impl Into<String>, cells: Vec<Cell>) -> Self {
        Self { href: Some(href.into()), cells, acts: Vec::new() }
    }

    /// A row without a page of its own.
    pub fn plain(cells: Vec<Cell>) -> Self {
        Self { href: None, cells, acts: Vec::new() }
    }

    pub fn act(mut self, href: impl Into<String>, label: Html) -> Self {
        self.acts.push(Act { href: href.into(), label });
        self
    }
}

/// A run of rows, and how many there are in all.
pub struct Rows {
    pub rows: Vec<Row>,
    pub total: u64,
}

/// What a list says when there is nothing in it at all: what would be here, and what to do.
pub struct Empty {
    pub icon: &'static str,
    pub title: Html,
    pub words: Html,
    pub action: Option<Link>,
}

/// What stands around the rows.
pub struct About {
    /// Key of the title, which is also the page's.
    pub title: &'static str,
    pub intro: Html,
    /// Key of the line "137 keys", with `$n`.
    pub count: &'static str,
    /// The one thing that people come here to do.
    pub primary: Option<Link>,
    pub others: Vec<Link>,
    pub notes: Vec<Note>,
    pub empty: Empty,
    pub crumbs: Vec<Link>,
    /// Related lists, the current one marked.
    pub tabs: Vec<Tab>,
}

impl About {
    pub fn new(title: &'static str, intro: Html, count: &'static str, empty: Empty) -> Self {
        Self {
            title,
            intro,
            count,
            primary: None,
            others: Vec::new(),
            notes: Vec::new(),
            empty,
            crumbs: Vec::new(),
            tabs: Vec::new(),
        }
    }
}

/// A message above the content.
pub struct Note {
    /// `is-info`, `is-wait`, `is-soon`, `is-stop`, `is-ok`.
    pub class: &'static str,
    pub icon: &'static str,
    pub words: Html,
    pub link: Option<Link>,
}

/// A link of the tabs above a list or an object.
pub struct Tab {
    pub link: Link,
    pub current: bool,
}

/// A list.
pub trait Listing: Clone + Send + Sync + 'static {
    /// Its address; the file's is the same with `.csv` behind it.
    fn address(&self) -> String;

    /// Name of the file, without its ending.
    fn file(&self) -> &'static str;

    fn filters(&self, visitor: &Visitor) -> Vec<Filter>;

    fn heads(&self) -> Vec<Head>;

    fn about(&self, visitor: &Visitor) -> impl Future<Output = Result<About, Fault>> + Send;

    /// A run of rows: `page` counts from 0. Reads the filters' values and the sort from `query`.
    fn read(
        &self,
        visitor: &Visitor,
        query: &Query,
        page: u64,
        size: u64,
    ) -> impl Future<Output = Result<Rows, Fault>> + Send;
}

/// A list as a file. Every [`Listing`] is one; a list with a page of its own kind says this much of it.
pub trait Export: Clone + Send + Sync + 'static {
    /// Name of the file, without its ending.
    fn name(&self) -> &'static str;

    /// What the address asks for.
    fn asked(&self, visitor: &Visitor) -> Query;

    fn columns(&self) -> Vec<Head>;

    /// A run of rows: `page` counts from 0. Asks for the reader's rights as the page does.
    fn run(
        &self,
        visitor: &Visitor,
        query: &Query,
        page: u64,
        size: u64,
    ) -> impl Future<Output = Result<Rows, Fault>> + Send;
}

impl<L: Listing> Export for L {
    fn name(&self) -> &'static str {
        self.file()
    }

    fn asked(&self, visitor: &Visitor) -> Query {
        query_of(self, visitor, &self.filters(visitor))
    }

    fn columns(&self) -> Vec<Head> {
        self.heads()
    }

    async fn run(&self, visitor: &Visitor, query: &Query, page: u64, size: u64) -> Result<Rows, Fault> {
        self.read(visitor, query, page, size).await
    }
}

struct FilterView {
    name: &'static str,
    label: Html,
    /// What the address names.
    value: String,
    /// The choice that is marked.
    chosen: String,
    /// Whether nothing may be chosen.
    is_optional: bool,
    choices: Vec<Choice>,
    type_: &'static str,
    direction: &'static str,
}

struct CellView {
    label: String,
    class: &'static str,
    html: Html,
    sub: Option<Html>,
}

struct RowView {
    href: Option<String>,
    /// What the row is called, for those who hear its acts.
    name: String,
    cells: Vec<CellView>,
    acts: Vec<Act>,
}

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage {
    p: Frame,
    title: Html,
    about: About,
    address: String,
    export: String,
    filters: Vec<FilterView>,
    size: String,
    count: Html,
    chips: Vec<Chip>,
    clear: String,
    columns: Vec<Column>,
    has_acts: bool,
    rows: Vec<RowView>,
    pager: Pager,
}

fn query_of<L: Listing>(listing: &L, visitor: &Visitor, filters: &[Filter]) -> Query {
    let names: Vec<&str> = filters.iter().map(|filter| filter.name).collect();
    Query::read(listing.address(), visitor.query(), &names).usual(visitor.usual_size())
}

fn filter_view(texts: &Texts, query: &Query, filter: Filter) -> FilterView {
    let (choices, type_, direction) = match filter.kind {
        FilterKind::Text => (Vec::new(), "search", "auto"),
        FilterKind::Code => (Vec::new(), "search", "ltr"),
        FilterKind::Choice(choices) => (choices, "", ""),
    };
    let value = query.text(filter.name).unwrap_or_default();
    FilterView {
        label: texts.get(filter.label),
        chosen: if value.is_empty() { filter.usual.clone().unwrap_or_default() } else { value.clone() },
        value,
        is_optional: filter.usual.is_none(),
        name: filter.name,
        choices,
        type_,
        direction,
    }
}

/// The chips say what was chosen in the words of the choice.
fn chips(query: &Query, filters: &[FilterView]) -> Vec<Chip> {
    filters
        .iter()
        .filter(|filter| !filter.value.is_empty())
        .map(|filter| {
            let chosen = filter.choices.iter().find(|choice| choice.value == filter.value);
            let value = chosen.map_or_else(|| bdi(&filter.value), |choice| choice.label.clone());
            Chip {
                href: query.href(&[(filter.name, ""), ("page", "")]),
                label: Html::trusted(format!("{}: {value}", filter.label)),
            }
        })
        .collect()
}

fn columns(texts: &Texts, query: &Query, heads: &[Head], has_acts: bool) -> Vec<Column> {
    let mut columns: Vec<Column> = heads
        .iter()
        .filter(|head| !head.in_file_only)
        .map(|head| {
            let class = if head.is_number { "num" } else { "" };
            match head.sort {
                Some(name) => query.column(texts.get(head.key), name, class, head.usual),
                None => Column { label: texts.get(head.key), href: None, class, sorted: "" },
            }
        })
        .collect();
    if has_acts {
        columns.push(Column::plain(texts.get("list-actions")));
    }
    columns
}

fn row_view(texts: &Texts, heads: &[Head], row: Row) -> RowView {
    let shown: Vec<(&Head, Cell)> = heads.iter().zip(row.cells).filter(|(head, _)| !head.in_file_only).collect();
    let name = shown.first().map(|(_, cell)| cell.plain.clone()).unwrap_or_default();
    let cells = shown
        .into_iter()
        .map(|(head, cell)| CellView {
            label: texts.plain(head.key),
            class: match (head.is_number, cell.html.is_empty()) {
                (true, true) => "num none",
                (true, false) => "num",
                (false, true) => "none",
                (false, false) => "",
            },
            html: if cell.html.is_empty() { Html::text("–") } else { cell.html },
            sub: cell.sub,
        })
        .collect();
    RowView { href: row.href, name, cells, acts: row.acts }
}

/// The list's page. Of an organisation's own list, `partner` is the organisation.
///
/// # Errors
/// What reading the list says.
pub async fn show<L: Listing>(visitor: &Visitor, listing: &L, partner: Option<&PartnerView>) -> Answer {
    let texts = visitor.texts();
    let filters = listing.filters(visitor);
    let query = query_of(listing, visitor, &filters);
    let found = listing.read(visitor, &query, query.page() - 1, query.size()).await?;
    let about = listing.about(visitor).await?;
    let heads = listing.heads();
    let filters: Vec<FilterView> = filters.into_iter().map(|filter| filter_view(texts, &query, filter)).collect();
    let has_acts = found.rows.iter().any(|row| !row.acts.is_empty());
    let mut p = visitor.frame_of(about.title, partner).await?;
    for crumb in &about.crumbs {
        p.crumbs.push(crate::frame::Crumb { href: crumb.href.clone(), label: crumb.label.clone() });
    }
    Ok(ok(&ListPage {
        p,
        title: texts.get(about.title),
        export: query.at(&format!("{}.csv", listing.address())),
        address: listing.address(),
        size: query.text("size").unwrap_or_default(),
        count: count(texts, about.count, found.total),
        chips: chips(&query, &filters),
        clear: query.base().to_owned(),
        columns: columns(texts, &query, &heads, has_acts),
        has_acts,
        rows: found.rows.into_iter().map(|row| row_view(texts, &heads, row)).collect(),
        pager: Pager::new(&query, found.total),
        filters,
        about,
    }))
}

/// The list as a file: filtered and sorted as the address says, without pages. What can be refused is refused by a page;
/// later there is only the end of the connection.
///
/// # Errors
/// Another export of this account runs; what reading the list says.
pub async fn export<L: Export>(visitor: &Visitor, listing: &L) -> Answer {
    let query = listing.asked(visitor);
    let name = format!("{}.csv", listing.name());
    let source = Lines { visitor: visitor.clone(), listing: listing.clone(), query, page: Some(0) };
    match exports::file(visitor.app(), visitor.ctx(), source).await {
        Ok(file) => Ok(streamed(&name, "text/csv; charset=utf-8", file)),
        Err(Fault::Limited { retry_after }) => Err(Fault::Exporting { retry_after }),
        Err(fault) => Err(fault),
    }
}

/// A file that is sent while it is written.
pub fn streamed(name: &str, kind: &'static str, file: File) -> Response {
    let pieces = futures_util::stream::unfold(file, |mut file| async {
        let piece = file.next().await?;
        Some((piece.map(Bytes::from), file))
    });
    // Fused: whoever compresses it asks once more after its end.
    download(name, kind, Body::from_stream(pieces.fuse()))
}

struct Lines<L> {
    visitor: Visitor,
    listing: L,
    query: Query,
    /// The next run; `None` after the last.
    page: Option<u64>,
}

impl<L: Export> Source for Lines<L> {
    type Fault = Fault;

    async fn next_run(&mut self) -> Result<Option<String>, Fault> {
        let Some(page) = self.page else { return Ok(None) };
        let texts = self.visitor.texts();
        let run = self.listing.run(&self.visitor, &self.query, page, RUN).await?;
        let mut text = String::new();
        if page == 0 {
            let heads: Vec<String> = self.listing.columns().iter().map(|head| texts.plain(head.key)).collect();
            text = format!("{}{}", csv::MARK, csv::line(&heads));
        }
        self.page = ((page + 1) * RUN < run.total).then_some(page + 1);
        for row in run.rows {
            let cells: Vec<String> = row.cells.into_iter().map(|cell| cell.plain).collect();
            text.push_str(&csv::line(&cells));
        }
        Ok(Some(text))
    }
}
