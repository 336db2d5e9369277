//! The lists of the audit trail. Each filter is one that an index knows; the order is the records' own.

use sea_query::{Alias, Expr, JoinType, Query, SelectStatement, UnionType};

use crate::list::{Column, ListSpec};

const ROW: &[(&str, &str)] = &[
    ("revision", "a.revision"),
    ("at", "a.at"),
    ("actor", "a.actor"),
    ("actor_name", "a.actor_name"),
    ("roles", "a.roles"),
    ("action", "a.action"),
    ("object_kind", "a.object_kind"),
    ("object_id", "a.object_id"),
    ("touched", "a.touched"),
    ("before_json", "a.before_json"),
    ("after_json", "a.after_json"),
    ("reason", "a.reason"),
    ("request_id", "a.request_id"),
    ("source", "a.source"),
];

const REVISION: Column = Column::number("revision", "a.revision");
const AT: Column = Column::time("at", "a.at");
const ACTOR: Column = Column::text("actor", "a.actor").not_sortable();
const ACTOR_NAME: Column = Column::text("actorName", "a.actor_name").not_sortable();
const ACTION: Column = Column::text("action", "a.action").not_sortable();
const REQUEST_ID: Column = Column::text("requestId", "a.request_id").not_sortable();

fn records() -> SelectStatement {
    Query::select().from_as(Alias::new("x_audit"), Alias::new("a")).to_owned()
}

/// All records; the object is the record's own. Rows are [`crate::audit::Row`]s.
pub static AUDIT_RECORDS: ListSpec = ListSpec {
    name: "audit-records",
    from: records,
    large: None,
    select: ROW,
    columns: &[
        REVISION,
        AT,
        ACTOR,
        ACTOR_NAME,
        ACTION,
        REQUEST_ID,
        Column::text("objectKind", "a.object_kind").not_sortable(),
    ],
    key: "a.revision",
    created: Some("a.revision"),
    deleted: None,
    owner: None,
};

fn objects(table: &'static str) -> SelectStatement {
    let expr = |name: &'static str| Expr::cust(name);
    Query::select()
        .expr_as(expr("object_kind"), Alias::new("object_kind"))
        .expr_as(expr("object_id"), Alias::new("object_id"))
        .expr_as(expr("revision"), Alias::new("revision"))
        .from(Alias::new(table))
        .to_owned()
}

/// Records with each of their objects: one's own, and the others that a change carried.
fn records_of_objects() -> SelectStatement {
    let mut all = objects("x_audit");
    all.union(UnionType::All, objects("x_audit_touched"));
    Query::select()
        .from_subquery(all, Alias::new("o"))
        .join_as(JoinType::InnerJoin, Alias::new("x_audit"), Alias::new("a"), Expr::cust("a.revision = o.revision"))
        .to_owned()
}

/// The records of one object, whether it is their own or one that the change carried: filter by both of its columns.
pub static AUDIT_RECORDS_OF_OBJECT: ListSpec = ListSpec {
    name: "audit-records-of-object",
    from: records_of_objects,
    large: None,
    select: ROW,
    columns: &[
        REVISION,
        AT,
        ACTOR,
        ACTOR_NAME,
        ACTION,
        REQUEST_ID,
        Column::text("objectKind", "o.object_kind").not_sortable(),
        Column::text("objectId", "o.object_id").not_sortable(),
    ],
    key: "a.revision",
    created: Some("a.revision"),
    deleted: None,
    owner: None,
};
