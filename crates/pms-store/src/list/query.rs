//! What is asked of a list, already checked.

use pms_domain::context::OwnedPartners;
use pms_domain::{Timestamp, limits};

use super::spec::Column;

/// Whose rows.
#[derive(Clone, Debug)]
pub enum Scope {
    Everything,
    /// Rows of these partners only; none of them, no rows.
    Own(OwnedPartners),
}

/// A test on one column.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// Text, without regard to case.
    Contains(String),
    /// Text, without regard to case.
    StartsWith(String),
    /// Text, without regard to case.
    EndsWith(String),
    /// Text, without regard to case.
    Equals(String),
    /// Text, letter for letter.
    Exact(String),
    /// Text, letter for letter.
    OneOf(Vec<String>),
    /// Text, both ends included, in the database's order of letters.
    TextBetween(String, String),
    Flag(bool),
    FlagOneOf(Vec<bool>),
    Number(i64),
    NumberOneOf(Vec<i64>),
    /// Both ends included.
    NumberBetween(i64, i64),
    /// Within one millisecond from here, both ends included: callers know times to the millisecond only.
    At(Timestamp),
    AtOneOf(Vec<Timestamp>),
    /// Both ends included.
    TimeBetween(Timestamp, Timestamp),
    /// No value.
    Missing,
    /// Any value.
    Present,
    /// No row at all.
    Nothing,
}

/// A filter: all filters of a query must hold.
#[derive(Clone, Debug)]
pub struct Filter {
    pub column: &'static Column,
    pub test: Test,
}

/// An order by one column.
#[derive(Clone, Copy, Debug)]
pub struct Sort {
    pub column: &'static Column,
    /// As the caller asked; a column may be inverted.
    pub descending: bool,
}

/// A page, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    pub number: u64,
    pub size: u64,
}

impl Page {
    /// A page of 1 to [`limits::PAGE`] rows, whatever was asked.
    pub fn new(number: u64, size: u64) -> Self {
        Page { number, size: size.clamp(1, limits::PAGE) }
    }

    /// Rows before this page.
    pub fn offset(self) -> u64 {
        self.number.saturating_mul(self.size)
    }
}

/// What is asked of a list.
#[derive(Clone, Debug)]
pub struct ListQuery {
    pub filters: Vec<Filter>,
    pub sort: Vec<Sort>,
    /// None: all rows.
    pub page: Option<Page>,
    /// Leaves out soft-deleted rows.
    pub live_only: bool,
    pub scope: Scope,
    /// The moment for which columns that end by themselves are asked ([`Column::until`]).
    pub at: Option<Timestamp>,
}

impl Default for ListQuery {
    fn default() -> Self {
        Self::new()
    }
}

impl ListQuery {
    /// Everything, newest first.
    pub fn new() -> Self {
        let scope = Scope::Everything;
        ListQuery { filters: Vec::new(), sort: Vec::new(), page: None, live_only: false, scope, at: None }
    }

    pub fn filter(mut self, column: &'static Column, test: Test) -> Self {
        self.filters.push(Filter { column, test });
        self
    }

    /// The `LIKE` filters of the second-envelope lists: an absent or empty value is no filter (contract part A §1.5).
    pub fn contains(self, column: &'static Column, value: Option<&str>) -> Self {
        match value {
            None | Some("") => self,
            Some(value) => self.filter(column, Test::Contains(value.to_owned())),
        }
    }

    /// The exact filters of those lists: an absent value is no filter, an empty one matches nothing.
    pub fn exact(self, column: &'static Column, value: Option<&str>) -> Self {
        match value {
            None => self,
            Some("") => self.filter(column, Test::Nothing),
            Some(value) => self.filter(column, Test::Exact(value.to_owned())),
        }
    }

    pub fn flag(self, column: &'static Column, value: Option<bool>) -> Self {
        match value {
            None => self,
            Some(value) => self.filter(column, Test::Flag(value)),
        }
    }

    /// Both ends included; none given, no filter.
    pub fn between(self, column: &'static Column, ends: Option<(Timestamp, Timestamp)>) -> Self {
        match ends {
            None => self,
            Some((from, to)) => self.filter(column, Test::TimeBetween(from, to)),
        }
    }

    pub fn sort(mut self, column: &'static Column, descending: bool) -> Self {
        self.sort.push(Sort { column, descending });
        self
    }

    pub fn page(mut self, page: Page) -> Self {
        self.page = Some(page);
        self
    }

    pub fn live_only(mut self) -> Self {
        self.live_only = true;
        self
    }

    pub fn scope(mut self, scope: Scope) -> Self {
        self.scope = scope;
        self
    }

    pub fn at(mut self, moment: Timestamp) -> Self {
        self.at = Some(moment);
        self
    }

    /// Whether the query asks for every row there is.
    pub(super) fn is_everything(&self) -> bool {
        self.is_unfiltered() && matches!(self.scope, Scope::Everything)
    }

    /// Whether the query asks for every row of its scope, so that a counter kept for the scope is its total.
    pub fn is_unfiltered(&self) -> bool {
        self.filters.is_empty() && !self.live_only
    }
}
