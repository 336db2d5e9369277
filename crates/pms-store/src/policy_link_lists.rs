//! The lists of policy requests (contract part A §4.12, §5.9).

use pms_domain::Timestamp;
use sqlx::FromRow;

use crate::list::{Column, Join, Large, ListPage, ListQuery, ListSpec, Rows, Scope, SearchIndex, SmallTable};
use crate::{Db, StoreResult, counter, search};

/// Index rows of partners are found by the request's own column, and know how many requests a partner has.
const fn of_partner(kind: &'static str) -> SearchIndex {
    SearchIndex::of(kind, "r.part_id").rows(Rows::Counted("requests"))
}

const PARTNER_ID_INDEX: SearchIndex = of_partner(search::PARTNER_ID);
const PARTNER_NAME_INDEX: SearchIndex = of_partner(search::PARTNER_NAME);
const DETAIL_INDEX: SearchIndex = SearchIndex::of(search::POLICY_REQUEST, "r.id")
    .rows(Rows::One)
    .deleted("SELECT d.id FROM partner_policy_request d WHERE d.is_deleted");

const fn policy(column: &'static str) -> SmallTable {
    SmallTable { table: "auth_policy", column, reference: "r.policy_id" }
}

/// A policy request with its partner, its policy and the partner's policy group.
#[derive(Clone, Debug, FromRow)]
pub struct PolicyRequestRow {
    pub id: String,
    pub part_id: String,
    pub policy_id: String,
    pub request_datetimes: Timestamp,
    pub request_detail: String,
    pub status_code: String,
    pub cr_by: String,
    pub cr_dtimes: Timestamp,
    pub upd_by: Option<String>,
    pub upd_dtimes: Option<Timestamp>,
    pub is_deleted: Option<bool>,
    pub del_dtimes: Option<Timestamp>,
    pub partner_name: String,
    pub partner_type_code: String,
    pub approval_status: String,
    pub partner_is_active: bool,
    /// `None`: the policy of an adopted row is gone.
    pub policy_name: Option<String>,
    pub policy_descr: Option<String>,
    pub policy_group_id: Option<String>,
    pub group_name: Option<String>,
    pub group_descr: Option<String>,
}

static REQUESTS: Large = Large {
    table: ("partner_policy_request", "r"),
    joins: &[
        // The table refers to it: there is one.
        Join { table: "partner", alias: "p", on: "p.id = r.part_id" },
        Join { table: "auth_policy", alias: "a", on: "a.id = r.policy_id" },
        Join { table: "policy_group", alias: "g", on: "g.id = p.policy_group_id" },
    ],
    row: "r.id",
};

const ROW: &[(&str, &str)] = &[
    ("id", "r.id"),
    ("part_id", "r.part_id"),
    ("policy_id", "r.policy_id"),
    ("request_datetimes", "r.request_datetimes"),
    ("request_detail", "r.request_detail"),
    ("status_code", "r.status_code"),
    ("cr_by", "r.cr_by"),
    ("cr_dtimes", "r.cr_dtimes"),
    ("upd_by", "r.upd_by"),
    ("upd_dtimes", "r.upd_dtimes"),
    ("is_deleted", "r.is_deleted"),
    ("del_dtimes", "r.del_dtimes"),
    ("partner_name", "p.name"),
    ("partner_type_code", "p.partner_type_code"),
    ("approval_status", "p.approval_status"),
    ("partner_is_active", "p.is_active"),
    ("policy_name", "a.name"),
    ("policy_descr", "a.descr"),
    ("policy_group_id", "p.policy_group_id"),
    ("group_name", "g.name"),
    ("group_descr", "g.descr"),
];

/// `GET /partner-policy-requests` and the portal's list (contract part A §5.9). Group is the partner's.
pub static POLICY_REQUESTS: ListSpec = ListSpec {
    name: "policy-requests",
    from: || REQUESTS.whole(),
    large: Some(&REQUESTS),
    select: ROW,
    columns: &[
        Column::text("partnerId", "r.part_id").indexed(PARTNER_ID_INDEX),
        Column::text("partnerType", "p.partner_type_code"),
        Column::text("orgName", "p.name").indexed(PARTNER_NAME_INDEX),
        Column::text("policyId", "r.policy_id").within(policy("id")),
        Column::text("policyGroupId", "p.policy_group_id"),
        Column::text("policyGroupName", "g.name").within(SmallTable {
            table: "policy_group",
            column: "name",
            reference: "p.policy_group_id",
        }),
        Column::text("policyName", "a.name").within(policy("name")),
        Column::text("status", "r.status_code"),
        Column::text("requestDetail", "r.request_detail").indexed(DETAIL_INDEX),
        Column::text("partnerComment", "r.request_detail").not_sortable().indexed(DETAIL_INDEX),
        Column::time("createdDateTime", "r.cr_dtimes"),
    ],
    key: "r.id",
    created: Some("r.cr_dtimes"),
    deleted: Some("r.is_deleted"),
    owner: Some("r.part_id"),
};

/// `POST /partners/apikey/request/search` and `/filtervalues` (contract part A §4.12). A row has no member `id`, so it is
/// no field to sort by.
pub static POLICY_REQUEST_SEARCH: ListSpec = ListSpec {
    name: "policy-request-search",
    from: || REQUESTS.whole(),
    large: Some(&REQUESTS),
    select: ROW,
    columns: &[
        Column::text("id", "r.id").not_sortable(),
        Column::flag("isDeleted", "r.is_deleted"),
        Column::text("policyId", "r.policy_id").within(policy("id")),
        Column::time("requestDatetimes", "r.request_datetimes"),
        Column::text("requestDetail", "r.request_detail").indexed(DETAIL_INDEX),
        Column::text("statusCode", "r.status_code"),
        Column::text("crBy", "r.cr_by"),
        Column::time("crDtimes", "r.cr_dtimes"),
        Column::text("updBy", "r.upd_by"),
        Column::time("updDtimes", "r.upd_dtimes"),
        Column::time("delDtimes", "r.del_dtimes"),
    ],
    key: "r.id",
    created: Some("r.cr_dtimes"),
    deleted: Some("r.is_deleted"),
    owner: Some("r.part_id"),
};

/// Columns that the search knows besides its own: of the partner and of the policy.
pub static PARTNER_ID: Column = Column::text("partnerId", "r.part_id").indexed(PARTNER_ID_INDEX);
pub static PARTNER_NAME: Column = Column::text("partnerName", "p.name").indexed(PARTNER_NAME_INDEX);
pub static POLICY_NAME: Column = Column::text("policyName", "a.name").within(policy("name"));

/// A page of requests.
pub async fn requests(db: &Db, spec: &'static ListSpec, query: &ListQuery) -> StoreResult<ListPage<PolicyRequestRow>> {
    let known = match query.scope {
        Scope::Everything if query.is_unfiltered() => {
            Some(u64::try_from(counter::total(db, counter::POLICY_REQUESTS).await?).unwrap_or(0))
        }
        _ => None,
    };
    spec.fetch(db, query, known).await
}
