//! The list of notifications (contract part A §7.1).

use sea_query::{Alias, Expr, JoinType, Query, SelectStatement};

use crate::list::{Column, ListSpec};

fn from() -> SelectStatement {
    let on = |left: &'static str| Expr::cust(left);
    Query::select()
        .from_as(Alias::new("notifications"), Alias::new("n"))
        .join_as(JoinType::InnerJoin, Alias::new("partner"), Alias::new("p"), on("p.id = n.partner_id"))
        .join_as(JoinType::LeftJoin, Alias::new("x_notification"), Alias::new("x"), on("x.notification_id = n.id"))
        .to_owned()
}

/// `GET /notifications`. The address is in no column.
pub static NOTIFICATIONS: ListSpec = ListSpec {
    name: "notifications",
    from,
    large: None,
    select: &[
        ("id", "n.id"),
        ("partner_id", "n.partner_id"),
        ("notification_type", "n.notification_type"),
        ("notification_status", "n.notification_status"),
        ("notification_details_json", "n.notification_details_json"),
        ("cr_dtimes", "n.cr_dtimes"),
    ],
    columns: &[
        Column::text("notificationType", "n.notification_type"),
        Column::text("notificationStatus", "n.notification_status"),
        Column::flag("partnerIsActive", "p.is_active"),
        Column::time("createdDateTime", "n.cr_dtimes"),
        Column::time("expiryDate", "x.expires_at"),
        Column::text("certificateId", "x.certificate_id"),
        Column::text("issuedBy", "x.issued_by"),
        Column::text("issuedTo", "x.issued_to"),
        Column::text("partnerDomain", "x.partner_domain"),
        Column::text("apiKeyName", "x.api_key_name"),
        Column::text("policyName", "x.policy_name"),
        Column::text("ftmId", "x.ftm_id"),
        Column::text("make", "x.make"),
        Column::text("model", "x.model"),
        Column::text("sbiId", "x.sbi_id"),
        Column::text("sbiVersion", "x.sbi_version"),
    ],
    key: "n.id",
    created: Some("n.cr_dtimes"),
    deleted: None,
    owner: Some("n.partner_id"),
};
