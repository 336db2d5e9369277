//! The list of accounts, for admins: of all, or of those with a role.

use pms_domain::Timestamp;
use sea_query::{Alias, Expr, JoinType, Query, SelectStatement};
use sqlx::FromRow;

use crate::list::{Column, ListSpec};

/// A row of the list. Names, address and phone of the person are no part of it.
#[derive(Clone, Debug, FromRow)]
pub struct Listed {
    pub id: String,
    pub name: String,
    pub state: String,
    pub created_at: Timestamp,
    pub second_factor_since: Option<Timestamp>,
    /// When the newest session that is still kept began.
    pub last_sign_in: Option<Timestamp>,
}

const ROW: &[(&str, &str)] = &[
    ("id", "a.id"),
    ("name", "a.name"),
    ("state", "a.state"),
    ("created_at", "a.created_at"),
    ("second_factor_since", "a.second_factor_since"),
    ("last_sign_in", "(SELECT MAX(s.created_at) FROM x_session s WHERE s.account_id = a.id)"),
];

const NAME: Column = Column::text("name", "a.name");
const STATE: Column = Column::text("state", "a.state").not_sortable();
/// Keyed hash of the address: compared with the hash of what was typed, whole.
const EMAIL: Column = Column::text("email", "a.email_token").not_sortable();
const SECOND_FACTOR: Column = Column::flag("secondFactor", "(a.second_factor_since IS NOT NULL)").not_sortable();
const CREATED: Column = Column::time("created", "a.created_at");

fn accounts() -> SelectStatement {
    Query::select().from_as(Alias::new("x_account"), Alias::new("a")).to_owned()
}

fn with_roles() -> SelectStatement {
    let on = Expr::cust("a.id = r.account_id");
    Query::select()
        .from_as(Alias::new("x_account_role"), Alias::new("r"))
        .join_as(JoinType::InnerJoin, Alias::new("x_account"), Alias::new("a"), on)
        .to_owned()
}

/// All accounts.
pub static ACCOUNTS: ListSpec = ListSpec {
    name: "accounts",
    from: accounts,
    large: None,
    select: ROW,
    columns: &[NAME, STATE, EMAIL, SECOND_FACTOR, CREATED],
    key: "a.id",
    created: Some("a.created_at"),
    deleted: None,
    owner: None,
};

/// Each account once for each of its roles: filter by the role.
pub static ACCOUNTS_WITH_ROLE: ListSpec = ListSpec {
    name: "accounts-with-role",
    from: with_roles,
    large: None,
    select: ROW,
    columns: &[NAME, STATE, EMAIL, SECOND_FACTOR, CREATED, Column::text("role", "r.role").not_sortable()],
    key: "a.id",
    created: Some("a.created_at"),
    deleted: None,
    owner: None,
};
