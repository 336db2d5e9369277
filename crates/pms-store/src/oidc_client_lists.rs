//! The list of OIDC clients (contract part B §5.7).

use pms_domain::Timestamp;
use sea_query::{Alias, Expr, JoinType, Query, SelectStatement};
use sqlx::FromRow;

use crate::list::{Column, ListSpec};

/// A client with its partner, its policy and the partner's policy group.
#[derive(Clone, Debug, FromRow)]
pub struct OidcClientRow {
    pub id: String,
    pub name: String,
    pub rp_id: String,
    /// What counts: `ACTIVE` only while partner and policy are.
    pub status: String,
    pub cr_dtimes: Timestamp,
    pub upd_dtimes: Option<Timestamp>,
    /// `None`: the partner of an adopted row is gone.
    pub partner_name: Option<String>,
    /// `None`: the policy of an adopted row is gone.
    pub policy_name: Option<String>,
    pub policy_descr: Option<String>,
    pub policy_group_id: Option<String>,
    pub group_name: Option<String>,
    pub group_descr: Option<String>,
}

/// The rule of `pms_domain::oidc_client::Status::in_force` as SQL.
const STATUS: &str =
    "CASE WHEN upper(c.status) = 'ACTIVE' AND p.is_active AND a.is_active THEN 'ACTIVE' ELSE 'INACTIVE' END";

fn clients_from() -> SelectStatement {
    let on = |left: &'static str| Expr::cust(left);
    Query::select()
        .from_as(Alias::new("oidc_client"), Alias::new("c"))
        .join_as(JoinType::LeftJoin, Alias::new("partner"), Alias::new("p"), on("p.id = c.rp_id"))
        .join_as(JoinType::LeftJoin, Alias::new("auth_policy"), Alias::new("a"), on("a.id = c.policy_id"))
        .join_as(JoinType::LeftJoin, Alias::new("policy_group"), Alias::new("g"), on("g.id = p.policy_group_id"))
        .to_owned()
}

/// `GET /oauth/client` and the portal's list. Group is the partner's.
pub static OIDC_CLIENTS: ListSpec = ListSpec {
    name: "oidc-clients",
    from: clients_from,
    large: None,
    select: &[
        ("id", "c.id"),
        ("name", "c.name"),
        ("rp_id", "c.rp_id"),
        ("status", STATUS),
        ("cr_dtimes", "c.cr_dtimes"),
        ("upd_dtimes", "c.upd_dtimes"),
        ("partner_name", "p.name"),
        ("policy_name", "a.name"),
        ("policy_descr", "a.descr"),
        ("policy_group_id", "p.policy_group_id"),
        ("group_name", "g.name"),
        ("group_descr", "g.descr"),
    ],
    columns: &[
        Column::text("partnerId", "c.rp_id"),
        Column::text("orgName", "p.name"),
        Column::text("policyGroupName", "g.name"),
        Column::text("policyName", "a.name"),
        Column::text("clientId", "c.id"),
        Column::text("clientName", "c.name"),
        Column::text("status", STATUS),
        Column::time("createdDateTime", "c.cr_dtimes"),
    ],
    key: "c.id",
    created: Some("c.cr_dtimes"),
    deleted: Some("c.is_deleted"),
    owner: Some("c.rp_id"),
};
