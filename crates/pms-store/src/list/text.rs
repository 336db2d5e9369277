//! Comparing text without regard to case, with `%` and `_` as ordinary characters.

use std::collections::BTreeSet;

use pms_domain::text::fold;
use sea_query::{Cond, Condition, Expr, ExprTrait, Func, LikeExpr, Order, Query, SelectStatement};

use super::Backend;
use super::spec::{Column, Rows, Search, SearchIndex, SmallTable, expression};

/// Longer values match nothing: no column holds as much, and SQLite refuses patterns above 50,000 bytes.
const LONGEST: usize = 4_000;
/// The escape character of `LIKE` patterns. Not the backslash, whose quoting differs between databases.
const ESCAPE: char = '!';
/// Trigrams need three characters; shorter values match as the beginning of a word.
const TRIGRAM: usize = 3;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Anywhere,
    Start,
    End,
}

/// How the rows that match are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// All hits first: for few.
    Gather,
    /// In the order of the list, each asked whether it matches: for many.
    Walk,
}

/// Whether a value can be compared at all. PostgreSQL has no NUL in text.
pub(super) fn is_comparable(value: &str) -> bool {
    value.len() <= LONGEST && !value.contains('\0')
}

fn never() -> Condition {
    Cond::all().add(Expr::cust("1 = 0"))
}

/// The value at the given place of the column, without regard to case.
pub(super) fn like(column: &Column, value: &str, place: Place, backend: Backend, way: Way) -> Condition {
    if !is_comparable(value) {
        return never();
    }
    if let (Some((index, folded)), Place::Anywhere) = (in_index(column, value), place) {
        let hit = hit(index, &folded, backend, way);
        return if index.whole { hit } else { hit.add(scanned(&column.expr(), value, Place::Anywhere)) };
    }
    match column.search {
        Some(Search::Within(table)) => within(table, |text| scanned(text, value, place)),
        _ => scanned(&column.expr(), value, place),
    }
}

/// The index in which a column is searched for a value, and the folded value.
fn in_index(column: &Column, value: &str) -> Option<(SearchIndex, String)> {
    let Some(Search::Index(index)) = column.search else { return None };
    let folded = fold(value);
    (is_comparable(value) && !folded.is_empty()).then_some((index, folded))
}

/// The SQL expressions of the list that a filter by contained text reads: their joins must be there.
pub(super) fn read(column: &Column, value: &str) -> Vec<&'static str> {
    match (in_index(column, value), column.search) {
        (Some((index, _)), _) if index.whole => vec![index.id],
        (Some((index, _)), _) => vec![index.id, column.sql],
        (None, Some(Search::Within(table))) => vec![table.reference],
        _ => vec![column.sql],
    }
}

/// A query by a text and nothing else, which the index may answer by itself.
#[derive(Clone, Copy)]
pub(super) struct OnlyText<'a> {
    pub column: &'static Column,
    pub value: &'a str,
    /// Rows that are marked as deleted are left out.
    pub live_only: bool,
}

impl OnlyText<'_> {
    /// The index, the folded value, and how many rows a hit is, when the index is this column's alone and knows.
    fn known(&self) -> Option<(SearchIndex, String, Rows)> {
        let (index, folded) = in_index(self.column, self.value)?;
        let rows = index.rows.filter(|_| index.whole && (!self.live_only || index.deleted.is_some()))?;
        Some((index, folded, rows))
    }

    fn hits(&self, index: SearchIndex, folded: &str, backend: Backend) -> SelectStatement {
        let mut hits = hits(index, folded, backend);
        if let (true, Some(ids)) = (self.live_only, index.deleted) {
            hits.and_where(Expr::cust(format!("s.id NOT IN ({ids})")));
        }
        hits
    }
}

/// How many rows hold the value, asked of the index alone, when it knows: one row, column `total`.
pub(super) fn count(text: OnlyText<'_>, backend: Backend) -> Option<SelectStatement> {
    let (index, folded, rows) = text.known()?;
    let mut hits = match (rows, backend) {
        (Rows::One, Backend::Sqlite) if is_long(&folded) && !text.live_only => matches(index, &folded),
        _ => text.hits(index, &folded, backend),
    };
    let total = match rows {
        Rows::One => "count(*)".to_owned(),
        // A sum is no whole number on PostgreSQL.
        Rows::Counted(column) => format!("CAST(COALESCE(SUM(s.{column}), 0) AS bigint)"),
    };
    Some(hits.expr_as(Expr::cust(total), "total").to_owned())
}

/// The rows that refer to a row of the small table whose text passes the test.
fn within(table: SmallTable, test: impl FnOnce(&Expr) -> Condition) -> Condition {
    let mut rows = Query::select();
    rows.expr(Expr::cust("t.id")).from_as(table.table, "t").cond_where(test(&Expr::col(("t", table.column))));
    Cond::all().add(expression(table.reference).in_subquery(rows))
}

/// The column equals the value without regard to case.
pub(super) fn equals(column: &Column, value: &str) -> Condition {
    if !is_comparable(value) {
        return never();
    }
    let any = |text: &Expr| forms(value).into_iter().fold(Cond::any(), |any, form| any.add(lowered(text).eq(form)));
    match column.search {
        Some(Search::Within(table)) => within(table, any),
        _ => any(&column.expr()),
    }
}

fn scanned(text: &Expr, value: &str, place: Place) -> Condition {
    forms(value).into_iter().fold(Cond::any(), |any, form| {
        let mut pattern = escaped(&form);
        if place != Place::Start {
            pattern.insert(0, '%');
        }
        if place != Place::End {
            pattern.push('%');
        }
        any.add(lowered(text).like(LikeExpr::new(pattern).escape(ESCAPE)))
    })
}

/// The rows whose search row holds the folded value.
fn hit(index: SearchIndex, folded: &str, backend: Backend, way: Way) -> Condition {
    if (way, backend) == (Way::Walk, Backend::Sqlite) && is_long(folded) {
        // SQLite would gather all hits before the first row.
        let mut text = Query::select();
        text.expr(Expr::cust_with_values("instr(s.folded, ?)", [folded]));
        match index.bridge {
            None => text.from_as("x_search", "s").and_where(Expr::cust(format!("s.id = {}", index.id))),
            Some(bridge) => {
                text.from_as(bridge.table, "t").and_where(Expr::cust(format!("t.{} = {}", bridge.listed, index.id)));
                backend.lead(&mut text, "x_search", "s", format!("s.id = t.{}", bridge.indexed));
                &mut text
            }
        };
        text.and_where(of_kind(index));
        return Cond::all().add(Expr::from(text.to_owned()).gt(0));
    }
    let mut rows = hits(index, folded, backend);
    match index.bridge {
        None => rows.expr(Expr::cust("s.id")),
        Some(bridge) => {
            backend.lead(&mut rows, bridge.table, "t", format!("t.{} = s.id", bridge.indexed));
            rows.expr(Expr::cust(format!("t.{}", bridge.listed)))
        }
    };
    Cond::all().add(expression(index.id).in_subquery(rows))
}

/// The rows of the index, `s`, that hold the folded value; no columns.
fn hits(index: SearchIndex, folded: &str, backend: Backend) -> SelectStatement {
    if is_long(folded) && backend == Backend::Sqlite {
        let mut rows = matches(index, folded);
        backend.lead(&mut rows, "x_search", "s", "s.number = f.rowid".to_owned());
        return rows;
    }
    let mut rows = Query::select();
    rows.from_as("x_search", "s").and_where(of_kind(index));
    if is_long(folded) {
        rows.and_where(folded_like(format!("%{}%", escaped(folded))));
    } else {
        let word = escaped(folded);
        // Fields of a search row stand on lines of their own.
        let starts = [format!("{word}%"), format!("% {word}%"), format!("%\n{word}%")];
        rows.cond_where(starts.into_iter().fold(Cond::any(), |any, start| any.add(folded_like(start))));
    }
    rows.to_owned()
}

/// The rows of SQLite's full-text table, `f`, that hold the folded value; no columns.
fn matches(index: SearchIndex, folded: &str) -> SelectStatement {
    let table = format!("x_search_{}", index.kind.replace('.', "_"));
    let phrase = format!("\"{}\"", folded.replace('"', "\"\""));
    let held = Expr::cust_with_values(format!("f.{table} MATCH ?"), [phrase]);
    Query::select().from_as(table, "f").and_where(held).to_owned()
}

/// The newest hits of an index whose hits are one row each, `found` as the list knows it; after this their number and how many
/// to leave out. `None` for other indexes.
pub(super) fn newest(
    text: OnlyText<'_>,
    backend: Backend,
    reversed: bool,
    (rows, before): (u64, u64),
) -> Option<SelectStatement> {
    let (index, folded, Rows::One) = text.known()? else { return None };
    let (newest, id) = if reversed { (Order::Asc, Order::Desc) } else { (Order::Desc, Order::Asc) };
    let mut found = text.hits(index, &folded, backend);
    found
        .order_by_expr(Expr::cust("s.created"), newest)
        .order_by_expr(Expr::cust("s.id"), id)
        .limit(rows)
        .offset(before);
    let Some(bridge) = index.bridge else {
        return Some(found.expr_as(Expr::cust("s.id"), "found").to_owned());
    };
    found.expr_as(Expr::cust("s.id"), "id");
    let mut listed = Query::select().from_subquery(found, "h").to_owned();
    backend.lead(&mut listed, bridge.table, "t", format!("t.{} = h.id", bridge.indexed));
    Some(listed.expr_as(Expr::cust(format!("t.{}", bridge.listed)), "found").to_owned())
}

/// As [`newest`] with the number of hits, `total`, in one look at the index: PostgreSQL looks at most of it for many a text. Up to
/// `most` hits are looked at; that many say nothing of the others.
pub(super) fn newest_of_few(text: OnlyText<'_>, most: u64, (rows, before): (u64, u64)) -> Option<SelectStatement> {
    let backend = Backend::Postgres;
    let (index, folded, Rows::One) = text.known()? else { return None };
    let mut few = text.hits(index, &folded, backend);
    few.expr_as(Expr::cust("s.id"), "id").expr_as(Expr::cust("s.created"), "created").limit(most);
    let mut found = Query::select().from_subquery(few, "f").to_owned();
    found
        .expr_as(Expr::cust("f.id"), "id")
        .expr_as(Expr::cust("count(*) OVER ()"), "total")
        .order_by_expr(Expr::cust("f.created"), Order::Desc)
        .order_by_expr(Expr::cust("f.id"), Order::Asc)
        .limit(rows)
        .offset(before);
    let mut listed = Query::select().from_subquery(found, "h").expr_as(Expr::cust("h.total"), "total").to_owned();
    let Some(bridge) = index.bridge else {
        return Some(listed.expr_as(Expr::cust("h.id"), "found").to_owned());
    };
    backend.lead(&mut listed, bridge.table, "t", format!("t.{} = h.id", bridge.indexed));
    Some(listed.expr_as(Expr::cust(format!("t.{}", bridge.listed)), "found").to_owned())
}

/// Up to `most` hits of an index that knows how many rows of the list each is, and the list's column that names a hit: `id`, how
/// many hits they are, `hits`, and how many rows, `rows`. For PostgreSQL; `None` for other indexes.
pub(super) fn few_counted(text: OnlyText<'_>, most: u64) -> Option<(SelectStatement, &'static str)> {
    let (index, folded, Rows::Counted(column)) = text.known()? else { return None };
    let mut few = text.hits(index, &folded, Backend::Postgres);
    few.expr_as(Expr::cust("s.id"), "id").expr_as(Expr::cust(format!("s.{column}")), "held").limit(most);
    let mut counted = Query::select().from_subquery(few, "f").to_owned();
    counted
        .expr_as(Expr::cust("f.id"), "id")
        .expr_as(Expr::cust("count(*) OVER ()"), "hits")
        .expr_as(Expr::cust("SUM(f.held) OVER ()"), "rows");
    Some((counted, index.id))
}

fn is_long(folded: &str) -> bool {
    folded.chars().count() >= TRIGRAM
}

/// The kind stands in the text of the statement: PostgreSQL has an index for each.
fn of_kind(index: SearchIndex) -> Expr {
    Expr::cust(format!("s.kind = '{}'", index.kind))
}

fn folded_like(pattern: String) -> Expr {
    Expr::cust("s.folded").like(LikeExpr::new(pattern).escape(ESCAPE))
}

/// Whether the folded text of a row of the search index, there called `s`, holds a part.
pub(crate) fn holds_folded(part: &str) -> Expr {
    folded_like(format!("%{}%", escaped(&pms_domain::text::fold(part))))
}

fn lowered(text: &Expr) -> Expr {
    Expr::expr(Func::lower(text.clone()))
}

/// The forms a lower-cased column is compared with: the lower-cased value and, because a database may lower ASCII
/// letters only, the value as typed and in upper case with just their ASCII letters lowered.
fn forms(value: &str) -> BTreeSet<String> {
    let mut forms = BTreeSet::from([value.to_lowercase()]);
    if !value.is_ascii() {
        forms.insert(value.to_ascii_lowercase());
        forms.insert(value.to_uppercase().to_ascii_lowercase());
    }
    forms
}

fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        if matches!(c, '%' | '_' | ESCAPE) {
            out.push(ESCAPE);
        }
        out.push(c);
    }
    out
}
