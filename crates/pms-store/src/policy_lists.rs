//! The lists of policies and policy groups. Policies are few, and adopted rows are among them: their text is compared in
//! the columns, not in the search index.

use sea_query::{Alias, Expr, JoinType, Query, SelectStatement};

use crate::list::{Column, ListSpec};

fn groups_from() -> SelectStatement {
    Query::select().from_as(Alias::new("policy_group"), Alias::new("g")).to_owned()
}

/// `POST /policies/group/search` and `/policies/group/filtervalues` (contract part B §4.12, §4.15). Rows are
/// [`crate::policy_group::PolicyGroup`].
pub static POLICY_GROUP_SEARCH: ListSpec = ListSpec {
    name: "policy-groups",
    from: groups_from,
    large: None,
    select: &[
        ("id", "g.id"),
        ("name", "g.name"),
        ("descr", "g.descr"),
        ("user_id", "g.user_id"),
        ("is_active", "g.is_active"),
        ("cr_by", "g.cr_by"),
        ("cr_dtimes", "g.cr_dtimes"),
        ("upd_by", "g.upd_by"),
        ("upd_dtimes", "g.upd_dtimes"),
        ("is_deleted", "g.is_deleted"),
        ("del_dtimes", "g.del_dtimes"),
    ],
    columns: &[
        Column::text("id", "g.id"),
        Column::text("crBy", "g.cr_by"),
        Column::time("crDtimes", "g.cr_dtimes"),
        Column::time("delDtimes", "g.del_dtimes"),
        Column::text("desc", "g.descr"),
        Column::flag("isActive", "g.is_active"),
        Column::flag("isDeleted", "g.is_deleted"),
        Column::text("name", "g.name"),
        Column::text("updBy", "g.upd_by"),
        Column::time("updDtimes", "g.upd_dtimes"),
        Column::text("userId", "g.user_id"),
    ],
    key: "g.id",
    created: Some("g.cr_dtimes"),
    deleted: Some("g.is_deleted"),
    owner: None,
};

fn policies_from() -> SelectStatement {
    Query::select()
        .from_as(Alias::new("auth_policy"), Alias::new("a"))
        .join_as(
            JoinType::LeftJoin,
            Alias::new("policy_group"),
            Alias::new("g"),
            Expr::cust("g.id = a.policy_group_id"),
        )
        .to_owned()
}

/// A policy with its group, and what else a list shows of it.
macro_rules! policy_row {
    ($($more:expr),*) => {
        &[
            ("id", "a.id"),
            ("policy_group_id", "a.policy_group_id"),
            ("name", "a.name"),
            ("descr", "a.descr"),
            ("policy_file_id", "a.policy_file_id"),
            ("policy_type", "a.policy_type"),
            ("version", "a.version"),
            ("policy_schema", "a.policy_schema"),
            ("valid_from_date", "a.valid_from_date"),
            ("valid_to_date", "a.valid_to_date"),
            ("is_active", "a.is_active"),
            ("cr_by", "a.cr_by"),
            ("cr_dtimes", "a.cr_dtimes"),
            ("upd_by", "a.upd_by"),
            ("upd_dtimes", "a.upd_dtimes"),
            ("is_deleted", "a.is_deleted"),
            ("del_dtimes", "a.del_dtimes"),
            ("group_name", "g.name"),
            ("group_descr", "g.descr"),
            ("group_is_active", "g.is_active"),
            ("group_cr_by", "g.cr_by"),
            ("group_cr_dtimes", "g.cr_dtimes"),
            ("group_upd_by", "g.upd_by"),
            ("group_upd_dtimes", "g.upd_dtimes"),
            $($more),*
        ]
    };
}

const POLICY_ROW: &[(&str, &str)] = policy_row!();

/// `POST /policies/search` and `/policies/filtervalues` (contract part B §4.13, §4.16). Rows are
/// [`crate::auth_policy::AuthPolicy`].
pub static POLICY_SEARCH: ListSpec = ListSpec {
    name: "policies",
    from: policies_from,
    large: None,
    select: POLICY_ROW,
    columns: &[
        Column::text("id", "a.id"),
        Column::text("crBy", "a.cr_by"),
        Column::time("crDtimes", "a.cr_dtimes"),
        Column::time("delDtimes", "a.del_dtimes"),
        Column::text("descr", "a.descr").not_sortable(),
        Column::flag("isActive", "a.is_active"),
        Column::flag("isDeleted", "a.is_deleted"),
        Column::text("name", "a.name"),
        Column::text("policyFileId", "a.policy_file_id").not_sortable(),
        Column::text("updBy", "a.upd_by"),
        Column::time("updDtimes", "a.upd_dtimes"),
        Column::time("validFromDate", "a.valid_from_date"),
        Column::time("validToDate", "a.valid_to_date"),
        Column::text("version", "a.version"),
        Column::text("policyType", "a.policy_type"),
        Column::text("schema", "a.policy_schema"),
    ],
    key: "a.id",
    created: Some("a.cr_dtimes"),
    deleted: Some("a.is_deleted"),
    owner: None,
};

/// The virtual column of the search: the group's name is not the policy's own.
pub static POLICY_GROUP_NAME: Column = Column::text("policyGroupName", "g.name");

/// `GET /policies/v2` and the portal's list (contract part B §4.19). Rows are [`crate::auth_policy::AuthPolicy`].
pub static POLICIES: ListSpec = ListSpec {
    name: "policies-v2",
    from: policies_from,
    large: None,
    select: POLICY_ROW,
    columns: &[
        Column::text("policyId", "a.id"),
        Column::text("policyType", "a.policy_type").not_sortable(),
        Column::text("policyName", "a.name"),
        Column::text("policyDescription", "a.descr"),
        Column::text("policyGroupId", "a.policy_group_id"),
        Column::text("policyGroupName", "g.name"),
        Column::text(
            "status",
            "CASE WHEN a.policy_schema IS NULL AND NOT a.is_active THEN 'draft' \
             WHEN a.policy_schema IS NOT NULL AND a.is_active THEN 'activated' \
             WHEN a.policy_schema IS NOT NULL THEN 'deactivated' END",
        ),
        Column::time("createdDateTime", "a.cr_dtimes"),
    ],
    key: "a.id",
    created: Some("a.cr_dtimes"),
    deleted: Some("a.is_deleted"),
    owner: None,
};

/// Partners that a policy is approved for: answered from the index on policy and status.
const PARTNERS_OF_POLICY: &str = "(SELECT COUNT(DISTINCT r.part_id) FROM partner_policy_request r WHERE r.policy_id = a.id \
     AND r.status_code = 'approved' AND (r.is_deleted IS NULL OR r.is_deleted = FALSE))";

/// The portal's list of policies. Rows are [`crate::policy_use::PolicyInUse`].
pub static POLICIES_IN_USE: ListSpec = ListSpec {
    name: "policies-in-use",
    from: policies_from,
    large: None,
    select: policy_row!(("partners", PARTNERS_OF_POLICY)),
    columns: &[
        Column::text("id", "a.id"),
        Column::text("name", "a.name"),
        Column::text("description", "a.descr").not_sortable(),
        Column::text("type", "lower(a.policy_type)"),
        Column::text("groupId", "a.policy_group_id"),
        Column::text("group", "g.name"),
        Column::text(
            "state",
            "CASE WHEN a.is_active THEN 'activated' WHEN a.policy_schema IS NULL THEN 'draft' ELSE 'deactivated' END",
        ),
        Column::time("until", "a.valid_to_date"),
        Column::time("created", "a.cr_dtimes"),
    ],
    key: "a.id",
    created: Some("a.cr_dtimes"),
    deleted: Some("a.is_deleted"),
    owner: None,
};

/// The portal's list of policy groups. Rows are [`crate::policy_use::GroupInUse`].
pub static GROUPS_IN_USE: ListSpec = ListSpec {
    name: "policy-groups-in-use",
    from: groups_from,
    large: None,
    select: &[
        ("id", "g.id"),
        ("name", "g.name"),
        ("descr", "g.descr"),
        ("user_id", "g.user_id"),
        ("is_active", "g.is_active"),
        ("cr_by", "g.cr_by"),
        ("cr_dtimes", "g.cr_dtimes"),
        ("upd_by", "g.upd_by"),
        ("upd_dtimes", "g.upd_dtimes"),
        ("is_deleted", "g.is_deleted"),
        ("del_dtimes", "g.del_dtimes"),
        (
            "policies",
            "(SELECT COUNT(*) FROM auth_policy a WHERE a.policy_group_id = g.id \
             AND (a.is_deleted IS NULL OR a.is_deleted = FALSE))",
        ),
        (
            "partners",
            "((SELECT COUNT(*) FROM partner p WHERE p.policy_group_id = g.id) \
             - (SELECT COUNT(*) FROM partner p WHERE p.policy_group_id = g.id AND p.is_deleted))",
        ),
    ],
    columns: &[
        Column::text("id", "g.id"),
        Column::text("name", "g.name"),
        Column::text("description", "g.descr").not_sortable(),
        Column::flag("active", "g.is_active"),
        Column::time("created", "g.cr_dtimes"),
    ],
    key: "g.id",
    created: Some("g.cr_dtimes"),
    deleted: Some("g.is_deleted"),
    owner: None,
};
