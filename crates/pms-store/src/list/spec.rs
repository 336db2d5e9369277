//! What a list is made of.

use pms_domain::Timestamp;
use sea_query::{Cond, Expr, ExprTrait, JoinType, Query, SelectStatement};

use super::Backend;

/// What a column holds; decides how a filter's text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Bool,
    /// Whole numbers.
    Number,
    /// UTC, whole microseconds.
    Time,
}

/// The search index of the objects of a list: rows of `x_search`, folded (NFKC, Unicode case folding).
#[derive(Clone, Copy, Debug)]
pub struct SearchIndex {
    /// `x_search.kind`. SQLite has a full-text table for each: `x_search_` and the kind, `_` for `.`.
    pub kind: &'static str,
    /// SQL expression of the object's id in this list.
    pub id: &'static str,
    /// The indexed text is this column's alone, so a hit needs no second look at the column.
    pub whole: bool,
    /// What leads from the object of the index to the id in this list, when they are not the same.
    pub bridge: Option<Bridge>,
    /// How many rows of the list belong to a hit, when the index knows.
    pub rows: Option<Rows>,
    /// SQL query of the index's ids of rows that are marked as deleted: few, in an index of their own.
    pub deleted: Option<&'static str>,
}

/// A table that knows an object of the index by another id.
#[derive(Clone, Copy, Debug)]
pub struct Bridge {
    pub table: &'static str,
    /// Its id in the index; unique.
    pub indexed: &'static str,
    /// Its id in the list; unique.
    pub listed: &'static str,
}

/// Rows of a list for each hit of its index.
#[derive(Clone, Copy, Debug)]
pub enum Rows {
    One,
    /// As many as this column of `x_search` says.
    Counted(&'static str),
}

impl SearchIndex {
    /// Of one column alone.
    pub const fn of(kind: &'static str, id: &'static str) -> Self {
        SearchIndex { kind, id, whole: true, bridge: None, rows: None, deleted: None }
    }

    pub const fn over(mut self, bridge: Bridge) -> Self {
        self.bridge = Some(bridge);
        self
    }

    pub const fn deleted(mut self, ids: &'static str) -> Self {
        self.deleted = Some(ids);
        self
    }

    pub const fn rows(mut self, rows: Rows) -> Self {
        self.rows = Some(rows);
        self
    }
}

/// A small table (policies, policy groups) that rows of a large list refer to. What stands in its columns is looked up there
/// first, so that the large list is read by an index on the reference.
#[derive(Clone, Copy, Debug)]
pub struct SmallTable {
    pub table: &'static str,
    /// The column there that the text stands in; its key is `id`.
    pub column: &'static str,
    /// SQL expression of the reference in this list.
    pub reference: &'static str,
}

/// How the text of a column is found.
#[derive(Clone, Copy, Debug)]
pub enum Search {
    Index(SearchIndex),
    Within(SmallTable),
}

/// A column that a caller may name.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Name on the wire.
    pub name: &'static str,
    /// SQL expression. May be a `CASE` or a sub-select; never holds user input.
    pub sql: &'static str,
    pub kind: Kind,
    /// May stand in a filter, and `filtervalues` may list its values.
    pub filterable: bool,
    pub sortable: bool,
    /// Ascending on the wire is descending in the database (contract part A §5.8, §5.10: status-like columns).
    pub inverted: bool,
    /// Holds protected contact data: naming it is refused with `KER_PRT_391`.
    pub protected: bool,
    /// `None`: by reading the column of each row.
    pub search: Option<Search>,
    /// SQL expression of a moment (null: never) after which a yes/no column is no, whatever is stored: of
    /// [`super::ListQuery::at`] it depends what it is.
    pub until: Option<&'static str>,
}

impl Column {
    const fn new(name: &'static str, sql: &'static str, kind: Kind) -> Self {
        Column {
            name,
            sql,
            kind,
            filterable: true,
            sortable: true,
            inverted: false,
            protected: false,
            search: None,
            until: None,
        }
    }

    /// A text column, filterable and sortable.
    pub const fn text(name: &'static str, sql: &'static str) -> Self {
        Self::new(name, sql, Kind::Text)
    }

    /// A yes/no column, filterable and sortable.
    pub const fn flag(name: &'static str, sql: &'static str) -> Self {
        Self::new(name, sql, Kind::Bool)
    }

    /// A column of whole numbers, filterable and sortable.
    pub const fn number(name: &'static str, sql: &'static str) -> Self {
        Self::new(name, sql, Kind::Number)
    }

    /// A date-time column, filterable and sortable.
    pub const fn time(name: &'static str, sql: &'static str) -> Self {
        Self::new(name, sql, Kind::Time)
    }

    pub const fn not_filterable(mut self) -> Self {
        self.filterable = false;
        self
    }

    pub const fn not_sortable(mut self) -> Self {
        self.sortable = false;
        self
    }

    pub const fn inverted(mut self) -> Self {
        self.inverted = true;
        self
    }

    pub const fn protected(mut self) -> Self {
        self.protected = true;
        self
    }

    pub const fn indexed(mut self, index: SearchIndex) -> Self {
        self.search = Some(Search::Index(index));
        self
    }

    pub const fn within(mut self, table: SmallTable) -> Self {
        self.search = Some(Search::Within(table));
        self
    }

    /// Ends by itself: see [`Column::until`].
    pub const fn until(mut self, moment: &'static str) -> Self {
        self.until = Some(moment);
        self
    }

    pub(super) fn expr(&self) -> Expr {
        expression(self.sql)
    }

    /// The column as it is at a moment.
    pub(super) fn expr_at(&self, at: Option<Timestamp>) -> Expr {
        let (Some(until), Some(at)) = (self.until, at) else { return self.expr() };
        let holds = Cond::any().add(expression(until).is_null()).add(expression(until).gt(at));
        let holds = Cond::all().add(self.expr()).add(holds);
        Expr::case(holds, Expr::cust("TRUE")).finally(Expr::cust("FALSE")).into()
    }
}

/// The tables of a list that grows to hundreds of thousands of rows: it is counted, and a page of it found, without the joins
/// that the filters do not ask for; the others are made for the rows of the page alone.
pub struct Large {
    /// The table whose rows the list has, and its alias.
    pub table: (&'static str, &'static str),
    /// In an order in which each refers to those before it only.
    pub joins: &'static [Join],
    /// SQL expression of the key of the table.
    pub row: &'static str,
}

/// An outer join on a unique key: it neither adds nor removes rows.
pub struct Join {
    pub table: &'static str,
    pub alias: &'static str,
    pub on: &'static str,
}

impl Large {
    /// The table with all joins.
    pub fn whole(&self) -> SelectStatement {
        let (table, alias) = self.table;
        let mut select = Query::select().from_as(table, alias).to_owned();
        self.joins.iter().for_each(|join| join.add_to(&mut select));
        select
    }

    /// The table with the joins that SQL texts ask for.
    pub(super) fn narrow(&self, texts: Vec<&'static str>) -> SelectStatement {
        let (table, alias) = self.table;
        let mut select = Query::select().from_as(table, alias).to_owned();
        self.join(&mut select, texts);
        select
    }

    /// Rows of the table that stand in its place, with the joins that SQL texts ask for.
    pub(super) fn narrow_of(&self, rows: SelectStatement, texts: Vec<&'static str>) -> SelectStatement {
        let mut select = Query::select().from_subquery(rows, self.table.1).to_owned();
        self.join(&mut select, texts);
        select
    }

    fn join(&self, select: &mut SelectStatement, mut texts: Vec<&'static str>) {
        let mut joins = Vec::new();
        for join in self.joins.iter().rev() {
            if texts.iter().any(|text| names(text, join.alias)) {
                texts.push(join.on);
                joins.push(join);
            }
        }
        joins.iter().rev().for_each(|join| join.add_to(select));
    }

    /// The name of a column, when an SQL text is one of the table's and nothing else.
    pub(super) fn column(&self, text: &'static str) -> Option<&'static str> {
        let (alias, column) = text.split_once('.')?;
        let is_name = column.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        (alias == self.table.1 && is_name).then_some(column)
    }

    /// The rows of a page that is found, with all joins. The page has the key in its column `found`.
    pub(super) fn rows_of(&self, page: SelectStatement, backend: Backend) -> SelectStatement {
        let (table, alias) = self.table;
        let mut select = Query::select().from_subquery(page, "page").to_owned();
        backend.lead(&mut select, table, alias, format!("{} = page.found", self.row));
        self.joins.iter().for_each(|join| join.add_to(&mut select));
        select
    }
}

impl Join {
    fn add_to(&self, select: &mut SelectStatement) {
        select.join_as(JoinType::LeftJoin, self.table, self.alias, Expr::cust(self.on));
    }
}

/// Whether an SQL text of ours names a column of an alias.
fn names(text: &str, alias: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    text.split(|c| !is_part(c)).any(|word| word.strip_prefix(alias).is_some_and(|rest| rest.starts_with('.')))
}

/// A list: where its rows come from, what is read of them, and what a caller may name.
pub struct ListSpec {
    /// For logs.
    pub name: &'static str,
    /// `FROM`, joins, and conditions that always hold; no columns.
    pub from: fn() -> SelectStatement,
    /// For a list that grows large: what `from` is made of.
    pub large: Option<&'static Large>,
    /// Alias and SQL expression of every column of a row.
    pub select: &'static [(&'static str, &'static str)],
    pub columns: &'static [Column],
    /// SQL expression that is unique over the list: the tie-break of every order.
    pub key: &'static str,
    /// SQL expression of the creation time: the default order, newest first.
    pub created: Option<&'static str>,
    /// SQL expression of the soft-delete mark; null counts as live.
    pub deleted: Option<&'static str>,
    /// SQL expression of the partner that a row belongs to, for [`super::Scope::Own`]. A list without one is empty in
    /// that scope.
    pub owner: Option<&'static str>,
}

impl ListSpec {
    /// The column of exactly this wire name.
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The column of this wire name in any letter case.
    pub fn column_any_case(&self, name: &str) -> Option<&'static Column> {
        self.column(name).or_else(|| self.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name)))
    }
}

/// A static SQL expression as an operand: anything but a plain name goes into parentheses.
pub(super) fn expression(sql: &'static str) -> Expr {
    if sql.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.')) {
        Expr::cust(sql)
    } else {
        Expr::cust(format!("({sql})"))
    }
}
