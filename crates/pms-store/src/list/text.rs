//! Comparing text without regard to case, with `%` and `_` as ordinary characters.

use std::collections::BTreeSet;

use pms_domain::text::fold;
use sea_query::{Cond, Condition, Expr, ExprTrait, Func, LikeExpr, Query};

use super::Backend;
use super::spec::{Column, Search, SearchIndex, SmallTable, expression};

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

/// Whether a value can be compared at all. PostgreSQL has no NUL in text.
pub(super) fn is_comparable(value: &str) -> bool {
    value.len() <= LONGEST && !value.contains('\0')
}

fn never() -> Condition {
    Cond::all().add(Expr::cust("1 = 0"))
}

/// The value at the given place of the column, without regard to case.
pub(super) fn like(column: &Column, value: &str, place: Place, backend: Backend) -> Condition {
    if !is_comparable(value) {
        return never();
    }
    match column.search {
        Some(Search::Index(index)) if place == Place::Anywhere && !value.is_empty() => {
            indexed(column, index, value, backend)
        }
        Some(Search::Within(table)) => within(table, |text| scanned(text, value, place)),
        _ => scanned(&column.expr(), value, place),
    }
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

/// The rows whose search row holds the folded value; unless the index is of this column alone, the column must hold
/// it too.
fn indexed(column: &Column, index: SearchIndex, value: &str, backend: Backend) -> Condition {
    let folded = fold(value);
    if folded.is_empty() {
        return scanned(&column.expr(), value, Place::Anywhere);
    }
    let long = folded.chars().count() >= TRIGRAM;
    let mut rows = Query::select();
    // The kind stands in the text of the statement: PostgreSQL has an index for each.
    let kind = Expr::cust(format!("s.kind = '{}'", index.kind));
    rows.expr(Expr::cust("s.id")).from_as("x_search", "s").and_where(kind);
    match (long, backend) {
        (true, Backend::Sqlite) => {
            let phrase = format!("\"{}\"", folded.replace('"', "\"\""));
            let mut hits = Query::select();
            hits.expr(Expr::cust("rowid"))
                .from("x_search_fts")
                .and_where(Expr::cust_with_values("x_search_fts MATCH ?", [phrase]));
            rows.and_where(Expr::cust("s.rowid").in_subquery(hits));
        }
        (true, Backend::Postgres) => {
            rows.and_where(folded_like(format!("%{}%", escaped(&folded))));
        }
        (false, _) => {
            let word = escaped(&folded);
            rows.cond_where(
                Cond::any().add(folded_like(format!("{word}%"))).add(folded_like(format!("% {word}%"))).add(
                    folded_like(
                        // Fields of a search row stand on lines of their own.
                        format!("%\n{word}%"),
                    ),
                ),
            );
        }
    }
    let hit = Cond::all().add(expression(index.id).in_subquery(rows));
    if index.whole { hit } else { hit.add(scanned(&column.expr(), value, Place::Anywhere)) }
}

fn folded_like(pattern: String) -> Expr {
    Expr::cust("s.folded").like(LikeExpr::new(pattern).escape(ESCAPE))
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
