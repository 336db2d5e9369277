//! Lists: filters, sorting, pages and distinct values over declared columns, on both databases.
//!
//! Each list declares its columns once ([`ListSpec`]): wire name, SQL expression, kind, and whether it may be filtered
//! or sorted by. What is not declared cannot be asked for, so a column that holds a secret is simply in none. A
//! [`ListQuery`] is checked input; it becomes a count, a page and a distinct-values statement through sea-query.
//!
//! ```ignore
//! const ID: Column = Column::text("partnerId", "p.id");
//! const NAME: Column = Column::text("orgName", "p.name");
//! const CREATED: Column = Column::time("createdDateTime", "p.cr_dtimes");
//!
//! pub static PARTNERS: ListSpec = ListSpec {
//!     name: "partners",
//!     from: || Query::select().from_as("partner", "p").to_owned(),
//!     large: None,
//!     select: &[("id", "p.id"), ("name", "p.name"), ("cr_dtimes", "p.cr_dtimes")],
//!     columns: &[ID, NAME, CREATED],
//!     key: "p.id",
//!     created: Some("p.cr_dtimes"),
//!     deleted: Some("p.is_deleted"),
//!     owner: Some("p.id"),
//! };
//!
//! let query = ListQuery::new().contains(&NAME, Some("acme")).page(Page::new(0, 25));
//! let page = PARTNERS.fetch::<PartnerRow>(store.db(), &query, None).await?;
//! ```
//!
//! Rules that hold for every list:
//! * `%` and `_` in a value are ordinary characters.
//! * Text is compared without regard to case. Where a column names its search index ([`SearchIndex`]) the folded text
//!   decides which rows are looked at. Without one, `lower()` of the database is used; SQLite's knows ASCII only, so a
//!   value with other letters is also tried as typed and in upper case. Mixed case of non-ASCII letters in a column
//!   without an index is the one thing SQLite does not find.
//! * Without a sort, the newest come first; the key decides between equals, so pages neither overlap nor miss a row.
//! * Empty values sort last when ascending and first when descending, on both databases.
//! * A page in the second half is read from the other end.
//! * A list that grows large ([`Large`]) is counted without joins, by text in the search index alone; the total decides whether a
//!   page gathers the few rows that match or reads the list in its order until it is full.

mod compile;
mod query;
mod run;
mod spec;
mod text;

#[cfg(test)]
mod tests;

pub use query::{Filter, ListQuery, Page, Scope, Sort, Test};
pub use run::{ListPage, ValueRow};
pub use spec::{Bridge, Column, Join, Kind, Large, ListSpec, Rows, Search, SearchIndex, SmallTable};
pub(crate) use text::holds_folded;

use sea_query::{Cond, Expr, JoinType, SelectStatement};

/// The SQL dialect a statement is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Postgres,
    Sqlite,
}

impl Backend {
    pub fn of(db: &crate::Db) -> Self {
        if db.is_postgres() { Backend::Postgres } else { Backend::Sqlite }
    }

    /// Joins a table to what is written before it, which leads there. PostgreSQL finds the way by itself; SQLite makes a cross join
    /// in the order in which it is written.
    fn lead(self, select: &mut SelectStatement, table: &'static str, alias: &'static str, on: String) {
        match self {
            Backend::Postgres => select.join_as(JoinType::InnerJoin, table, alias, Expr::cust(on)),
            Backend::Sqlite => select.join_as(JoinType::CrossJoin, table, alias, Cond::all()).and_where(Expr::cust(on)),
        };
    }
}
