//! From a checked query to statements.

use chrono::TimeDelta;
use pms_domain::Timestamp;
use sea_query::{Cond, Condition, Expr, ExprTrait, NullOrdering, Order, Query, SelectStatement};

use super::Backend;
use super::query::{Filter, ListQuery, Scope, Test};
use super::spec::{Column, Large, ListSpec, expression};
use super::text::{self, OnlyText, Place, Way};

/// A page's statement, and whether its rows come in reverse.
pub(super) struct PageStatement {
    pub select: SelectStatement,
    pub reversed: bool,
    /// The first so many of its rows.
    pub first: Option<u64>,
    /// The rows are but keys, `found`, in the page's order: PostgreSQL is asked for the rows themselves by a statement that it
    /// plans once, as their joins take longer to plan than to make.
    pub is_keys: bool,
}

/// Up to so many rows that match are gathered and put in order for a page; more, and the list is read in its order until the
/// page is full.
const GATHERED: u64 = 5_000;

impl ListSpec {
    /// Rows that match: one row, column `total`.
    pub fn count_statement(&self, backend: Backend, query: &ListQuery) -> SelectStatement {
        if let Some(count) = only_text(query).and_then(|text| text::count(text, backend)) {
            return count;
        }
        let mut select = match self.large {
            Some(large) => large.narrow(self.read(query)),
            None => (self.from)(),
        };
        self.narrow(&mut select, backend, query, Way::Gather);
        select.expr_as(Expr::cust("count(*)"), "total");
        select
    }

    /// All rows that match, in order.
    pub fn rows_statement(&self, backend: Backend, query: &ListQuery) -> SelectStatement {
        let mut select = self.selected(backend, query);
        self.order(&mut select, query, false, None);
        select
    }

    /// The rows of the page; none when the page lies past the end. A page in the second half is read from the other
    /// end, so that the last page costs as little as the first.
    pub(super) fn page_statement(&self, backend: Backend, query: &ListQuery, total: u64) -> Option<PageStatement> {
        let Some(page) = query.page else {
            let select = self.rows_statement(backend, query);
            return (total > 0).then_some(PageStatement { select, reversed: false, first: None, is_keys: false });
        };
        let offset = page.offset();
        if offset >= total {
            return None;
        }
        let reversed = offset > total / 2;
        let (rows, before) = if reversed {
            let rows = Ord::min(page.size, total - offset);
            (rows, total - offset - rows)
        } else {
            // Not by the total: rows that a counter does not know would be left out.
            (page.size, offset)
        };
        let is_at_an_end = before == 0 && query.is_everything() && query.sort.is_empty();
        let (large, way) = match self.large {
            Some(large) if !is_at_an_end => {
                (large, if total <= GATHERED && !query.is_everything() { Way::Gather } else { Way::Walk })
            }
            _ => {
                let mut select = self.selected(backend, query);
                self.order(&mut select, query, reversed, None);
                let first = (is_at_an_end && self.large.is_some()).then_some(rows);
                if first.is_none() {
                    select.limit(rows).offset(before);
                }
                return Some(PageStatement { select, reversed, first, is_keys: false });
            }
        };
        let newest = (way == Way::Gather && query.sort.is_empty())
            .then(|| self.newest(large, backend, query, reversed, (rows, before)))
            .flatten();
        let found = newest
            .unwrap_or_else(|| self.found(large, backend, query, way, reversed).limit(rows).offset(before).to_owned());
        if backend == Backend::Postgres {
            return Some(PageStatement { select: found, reversed, first: None, is_keys: true });
        }
        let mut select = large.rows_of(found, backend);
        self.columns_of(&mut select);
        self.order(&mut select, query, reversed, None);
        Some(PageStatement { select, reversed, first: None, is_keys: false })
    }

    /// On PostgreSQL the keys of a page, `found`, with the number of rows that match, `total`, for a query by a text that the index
    /// knows: found in one look when there are fewer than `most`.
    pub(super) fn few_statement(&self, backend: Backend, query: &ListQuery, most: u64) -> Option<SelectStatement> {
        let text = only_text(query).filter(|_| backend == Backend::Postgres && query.sort.is_empty())?;
        let page = query.page.filter(|page| page.offset() < most)?;
        let place = (page.size, page.offset());
        text::newest_of_few(text, most, place).or_else(|| self.newest_of_counted(text, query, most, place))
    }

    /// As [`text::newest_of_few`] for hits that are several rows each: those of a partner, say.
    fn newest_of_counted(
        &self,
        text: OnlyText<'_>,
        query: &ListQuery,
        most: u64,
        page: (u64, u64),
    ) -> Option<SelectStatement> {
        let large = self.large?;
        let (row, created) = (large.column(large.row)?, large.column(self.created?)?);
        let (hits, reference) = text::few_counted(text, most)?;
        large.column(reference)?;
        if self.key != large.row && large.column(self.key).is_some() {
            return None;
        }
        let (table, alias) = large.table;
        let mut all = Query::select().from_subquery(hits, "h").to_owned();
        Backend::Postgres.lead(&mut all, table, alias, format!("{reference} = h.id"));
        all.and_where(Expr::cust("h.hits").lt(most)).and_where(Expr::cust("h.rows").lt(most));
        all.expr_as(Expr::cust("count(*) OVER ()"), "total");
        ranked(&mut all, large, (row, created), false);
        let mut found = large.narrow_of(all, vec![self.key]);
        found.expr_as(Expr::cust(format!("{alias}.total")), "total");
        placed(&mut found, large, page);
        self.order(&mut found, query, false, Some(Backend::Postgres));
        Some(found)
    }

    /// The rows of a page, in its order, by their keys.
    pub(super) fn rows_statement_of(
        &self,
        large: &Large,
        keys: Vec<String>,
        query: &ListQuery,
        reversed: bool,
    ) -> SelectStatement {
        let mut select = large.whole();
        self.columns_of(&mut select);
        select.and_where(expression(large.row).is_in(padded(keys)));
        self.order(&mut select, query, reversed, None);
        select
    }

    /// The keys of a page of few rows that match, in the default order, found without all that the order may ask for: by the
    /// index of the text alone; or, where another table than the list's own decides between rows of the same time, by asking it
    /// of those rows only that may stand on the page.
    fn newest(
        &self,
        large: &Large,
        backend: Backend,
        query: &ListQuery,
        reversed: bool,
        page: (u64, u64),
    ) -> Option<SelectStatement> {
        let in_index = only_text(query).and_then(|text| text::newest(text, backend, reversed, page));
        if in_index.is_some() {
            return in_index;
        }
        let (row, created) = (large.column(large.row)?, large.column(self.created?)?);
        if large.column(self.key).is_some() {
            return None;
        }
        let mut all = large.narrow(self.read(query));
        self.narrow(&mut all, backend, query, Way::Gather);
        ranked(&mut all, large, (row, created), reversed);
        let mut found = large.narrow_of(all, vec![self.key]);
        placed(&mut found, large, page);
        self.order(&mut found, query, reversed, Some(backend));
        Some(found)
    }

    /// The keys of the rows that match, in order, without the joins that only the page needs.
    fn found(&self, large: &Large, backend: Backend, query: &ListQuery, way: Way, reversed: bool) -> SelectStatement {
        let mut texts = self.read(query);
        texts.extend(query.sort.iter().flat_map(|sort| [Some(sort.column.sql), sort.column.until]).flatten());
        texts.extend([Some(self.key), self.created].into_iter().flatten());
        let mut found = large.narrow(texts);
        self.narrow(&mut found, backend, query, way);
        found.expr_as(expression(large.row), "found");
        self.order(&mut found, query, reversed, (way == Way::Gather).then_some(backend));
        found
    }

    /// Values of a text column with the code of their row, in order: columns `value` and `code`.
    pub fn values_statement(
        &self,
        backend: Backend,
        query: &ListQuery,
        column: &'static Column,
        code: &'static Column,
        unique: bool,
        limit: u64,
    ) -> SelectStatement {
        let mut select = self.matching(backend, query);
        select
            .expr_as(column.expr(), "value")
            .expr_as(code.expr(), "code")
            .and_where(column.expr().is_not_null())
            .order_by_expr(column.expr(), Order::Asc)
            .order_by_expr(code.expr(), Order::Asc)
            .limit(limit);
        if unique {
            select.distinct();
        }
        select
    }

    fn selected(&self, backend: Backend, query: &ListQuery) -> SelectStatement {
        let mut select = self.matching(backend, query);
        self.columns_of(&mut select);
        select
    }

    fn columns_of(&self, select: &mut SelectStatement) {
        for (alias, sql) in self.select {
            select.expr_as(expression(sql), *alias);
        }
    }

    fn matching(&self, backend: Backend, query: &ListQuery) -> SelectStatement {
        let mut select = (self.from)();
        self.narrow(&mut select, backend, query, Way::Gather);
        select
    }

    /// The SQL expressions that the conditions of a query read.
    fn read(&self, query: &ListQuery) -> Vec<&'static str> {
        let mut texts = Vec::new();
        if matches!(query.scope, Scope::Own(_)) {
            texts.extend(self.owner);
        }
        if query.live_only {
            texts.extend(self.deleted);
        }
        for filter in &query.filters {
            match &filter.test {
                Test::Contains(value) => texts.extend(text::read(filter.column, value)),
                _ => texts.extend([Some(filter.column.sql), filter.column.until].into_iter().flatten()),
            }
        }
        texts
    }

    fn narrow(&self, select: &mut SelectStatement, backend: Backend, query: &ListQuery, way: Way) {
        let mut all = Cond::all();
        if let Scope::Own(owned) = &query.scope {
            all = match self.owner {
                Some(owner) if !owned.is_empty() => all.add(expression(owner).is_in(owned.iter().map(str::to_owned))),
                _ => all.add(Expr::cust("1 = 0")),
            };
        }
        if let (true, Some(deleted)) = (query.live_only, self.deleted) {
            all = all.add(Cond::any().add(expression(deleted).is_null()).add(expression(deleted).eq(false)));
        }
        for filter in &query.filters {
            all = all.add(condition(backend, filter, query.at, way));
        }
        if !all.is_empty() {
            select.cond_where(all);
        }
    }

    /// `gathered`: the rows are put in order after all are there; no index is read for the sake of its order.
    fn order(&self, select: &mut SelectStatement, query: &ListQuery, reversed: bool, gathered: Option<Backend>) {
        let plain = |expr: Expr| match gathered {
            None => expr,
            Some(Backend::Sqlite) => Expr::cust_with_exprs("+?", [expr]),
            Some(Backend::Postgres) => Expr::cust_with_exprs("COALESCE($1, $1)", [expr]),
        };
        let mut by = |expr: Expr, descending: bool| {
            let expr = plain(expr);
            if descending != reversed {
                select.order_by_expr_with_nulls(expr, Order::Desc, NullOrdering::First);
            } else {
                select.order_by_expr_with_nulls(expr, Order::Asc, NullOrdering::Last);
            }
        };
        for sort in &query.sort {
            by(sort.column.expr_at(query.at), sort.descending != sort.column.inverted);
        }
        // Neither is ever null. A place for nulls other than the database's own would keep SQLite from the index.
        let order = |descending: bool| if descending == reversed { Order::Asc } else { Order::Desc };
        if let (true, Some(created)) = (query.sort.is_empty(), self.created) {
            select.order_by_expr(plain(expression(created)), order(true));
        }
        select.order_by_expr(plain(expression(self.key)), order(false));
    }
}

/// Selects key, time and place of rows of the large table: those made at the same time have the same place.
fn ranked(all: &mut SelectStatement, large: &Large, (row, created): (&'static str, &'static str), reversed: bool) {
    let (alias, direction) = (large.table.1, if reversed { "ASC" } else { "DESC" });
    all.expr_as(expression(large.row), row)
        .expr_as(Expr::cust(format!("{alias}.{created}")), created)
        .expr_as(Expr::cust(format!("rank() OVER (ORDER BY {alias}.{created} {direction})")), "place");
}

/// Of ranked rows, in the place of the large table, the keys of those that stand on the page: so many, after so many.
fn placed(found: &mut SelectStatement, large: &Large, (rows, before): (u64, u64)) {
    found
        .expr_as(expression(large.row), "found")
        .and_where(Expr::cust(format!("{}.place", large.table.1)).lte(rows + before))
        .limit(rows)
        .offset(before);
}

/// The column and value of a query that asks for a text in all rows and for nothing else.
fn only_text(query: &ListQuery) -> Option<OnlyText<'_>> {
    match (&query.scope, query.filters.as_slice()) {
        (Scope::Everything, [Filter { column, test: Test::Contains(value) }]) => {
            Some(OnlyText { column, value, live_only: query.live_only })
        }
        _ => None,
    }
}

/// Keys in one of a few numbers, so that there are few statements: the last one again and again.
fn padded(mut keys: Vec<String>) -> Vec<String> {
    let number = [10, 25, 50, 100, 250].into_iter().find(|number| keys.len() <= *number);
    if let (Some(last), Some(number)) = (keys.last().cloned(), number) {
        keys.resize(number, last);
    }
    keys
}

fn condition(backend: Backend, filter: &Filter, at: Option<Timestamp>, way: Way) -> Condition {
    let column = filter.column;
    let expr = || column.expr_at(at);
    let one = |expr: Expr| Cond::all().add(expr);
    match &filter.test {
        Test::Contains(value) => text::like(column, value, Place::Anywhere, backend, way),
        Test::StartsWith(value) => text::like(column, value, Place::Start, backend, way),
        Test::EndsWith(value) => text::like(column, value, Place::End, backend, way),
        Test::Equals(value) => text::equals(column, value),
        Test::Exact(value) if text::is_comparable(value) => one(expr().eq(value.as_str())),
        Test::OneOf(values) => {
            let comparable: Vec<&str> =
                values.iter().map(String::as_str).filter(|value| text::is_comparable(value)).collect();
            one(expr().is_in(comparable))
        }
        Test::TextBetween(from, to) if text::is_comparable(from) && text::is_comparable(to) => {
            one(expr().between(from.as_str(), to.as_str()))
        }
        Test::Flag(value) => one(expr().eq(*value)),
        Test::FlagOneOf(values) => one(expr().is_in(values.iter().copied())),
        Test::Number(value) => one(expr().eq(*value)),
        Test::NumberOneOf(values) => one(expr().is_in(values.iter().copied())),
        Test::NumberBetween(from, to) => one(expr().between(*from, *to)),
        Test::At(at) => one(at_millisecond(expr(), *at)),
        Test::AtOneOf(times) => {
            let any = times.iter().fold(Cond::any(), |any, at| any.add(at_millisecond(expr(), *at)));
            if any.is_empty() { one(Expr::cust("1 = 0")) } else { any }
        }
        Test::TimeBetween(from, to) => one(expr().between(*from, *to)),
        Test::Missing => one(expr().is_null()),
        Test::Present => one(expr().is_not_null()),
        Test::Exact(_) | Test::TextBetween(..) | Test::Nothing => one(Expr::cust("1 = 0")),
    }
}

fn at_millisecond(expr: Expr, at: Timestamp) -> Expr {
    let end = at.checked_add_signed(TimeDelta::milliseconds(1)).unwrap_or(at);
    expr.between(at, end)
}
