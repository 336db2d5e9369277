//! A list for tests.

use pms_store::list::{Column, ListSpec};
use sea_query::Query;

pub(crate) static PARTNERS: ListSpec = ListSpec {
    name: "partners",
    large: None,
    from: || Query::select().from("partner").to_owned(),
    select: &[("id", "id")],
    columns: &[
        Column::text("id", "id"),
        Column::text("name", "name"),
        Column::flag("isActive", "is_active"),
        Column::flag("isDeleted", "is_deleted"),
        Column::time("crDtimes", "cr_dtimes"),
        Column::number("count", "count"),
        Column::text("emailId", "email_id").protected(),
        Column::text("secret", "secret").not_filterable().not_sortable(),
        Column::text("orgName", "org_name").not_sortable(),
    ],
    key: "id",
    created: Some("cr_dtimes"),
    deleted: Some("is_deleted"),
    owner: Some("id"),
};
