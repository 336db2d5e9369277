//! From a checked query to statements.

use chrono::TimeDelta;
use pms_domain::Timestamp;
use sea_query::{Cond, Condition, Expr, ExprTrait, NullOrdering, Order, SelectStatement};

use super::Backend;
use super::query::{Filter, ListQuery, Scope, Test};
use super::spec::{Column, ListSpec, expression};
use super::text::{self, Place};

/// A page's statement, and whether its rows come in reverse.
pub(super) struct PageStatement {
    pub select: SelectStatement,
    pub reversed: bool,
}

impl ListSpec {
    /// Rows that match: one row, column `total`.
    pub fn count_statement(&self, backend: Backend, query: &ListQuery) -> SelectStatement {
        let mut select = self.matching(backend, query);
        select.expr_as(Expr::cust("count(*)"), "total");
        select
    }

    /// All rows that match, in order.
    pub fn rows_statement(&self, backend: Backend, query: &ListQuery) -> SelectStatement {
        let mut select = self.selected(backend, query);
        self.order(&mut select, query, false);
        select
    }

    /// The rows of the page; none when the page lies past the end. A page in the second half is read from the other
    /// end, so that the last page costs as little as the first.
    pub(super) fn page_statement(&self, backend: Backend, query: &ListQuery, total: u64) -> Option<PageStatement> {
        let Some(page) = query.page else {
            return (total > 0).then(|| PageStatement { select: self.rows_statement(backend, query), reversed: false });
        };
        let offset = page.offset();
        if offset >= total {
            return None;
        }
        let reversed = offset > total / 2;
        let mut select = self.selected(backend, query);
        self.order(&mut select, query, reversed);
        if reversed {
            let rows = Ord::min(page.size, total - offset);
            select.limit(rows).offset(total - offset - rows);
        } else {
            // Not by the total: rows that a counter does not know would be left out.
            select.limit(page.size).offset(offset);
        }
        Some(PageStatement { select, reversed })
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
        for (alias, sql) in self.select {
            select.expr_as(expression(sql), *alias);
        }
        select
    }

    fn matching(&self, backend: Backend, query: &ListQuery) -> SelectStatement {
        let mut select = (self.from)();
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
            all = all.add(condition(backend, filter, query.at));
        }
        if !all.is_empty() {
            select.cond_where(all);
        }
        select
    }

    fn order(&self, select: &mut SelectStatement, query: &ListQuery, reversed: bool) {
        let mut by = |expr: Expr, descending: bool| {
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
            select.order_by_expr(expression(created), order(true));
        }
        select.order_by_expr(expression(self.key), order(false));
    }
}

fn condition(backend: Backend, filter: &Filter, at: Option<Timestamp>) -> Condition {
    let column = filter.column;
    let expr = || column.expr_at(at);
    let one = |expr: Expr| Cond::all().add(expr);
    match &filter.test {
        Test::Contains(value) => text::like(column, value, Place::Anywhere, backend),
        Test::StartsWith(value) => text::like(column, value, Place::Start, backend),
        Test::EndsWith(value) => text::like(column, value, Place::End, backend),
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
