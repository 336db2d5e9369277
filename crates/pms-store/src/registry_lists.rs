//! The registries as pages list them: a device model once however many interfaces serve it, a chip with the end of its
//! certificate. States are evaluated as in [`device_lists`](crate::device_lists).

use pms_domain::Timestamp;
use sea_query::SelectStatement;
use sqlx::FromRow;

use crate::device_lists::{
    ChipRow, chip_active, chips_from, device_active, device_row, device_search_from, join, label, provider_active,
};
use crate::list::{Column, ListSpec};

/// Something of the interfaces that serve a device, in their order.
macro_rules! of_interfaces {
    ($what:literal) => {
        concat!(
            "(SELECT string_agg(",
            $what,
            ", ', ' ORDER BY i.sw_version, i.id) FROM device_detail_sbi n \
             JOIN secure_biometric_interface i ON i.id = n.sbi_id WHERE n.device_detail_id = d.id)"
        )
    };
}

/// Device models with the ids and versions of all their interfaces.
pub static MODELS: ListSpec = ListSpec {
    name: "device-models",
    large: None,
    from: device_search_from,
    select: device_row!(of_interfaces!("i.id"), of_interfaces!("i.sw_version")),
    columns: &[
        Column::text("deviceId", "d.id"),
        Column::text("sbiId", of_interfaces!("i.id")),
        Column::text("sbiVersion", of_interfaces!("i.sw_version")),
        Column::text("partnerId", "d.dprovider_id"),
        Column::text("orgName", "COALESCE(p.name, d.partner_org_name)"),
        Column::text("deviceType", "d.dtype_code"),
        Column::text("deviceSubType", "d.dstype_code"),
        Column::text("make", "d.make"),
        Column::text("model", "d.model"),
        Column::text("status", label!("d.approval_status", device_active!())),
        Column::time("createdDateTime", "d.cr_dtimes"),
    ],
    key: "d.id",
    created: Some("d.cr_dtimes"),
    deleted: Some("d.is_deleted"),
    owner: Some("d.dprovider_id"),
};

/// A chip with its certificate's end.
#[derive(Clone, Debug, FromRow)]
pub struct ChipLine {
    #[sqlx(flatten)]
    pub chip: ChipRow,
    /// Of the provider's own certificate; `None`: there is none, or its dates are not known.
    pub cert_not_after: Option<Timestamp>,
}

fn chip_lines_from() -> SelectStatement {
    let mut select = chips_from();
    join(&mut select, "partner_cert_store", "c", "c.cert_id = f.certificate_alias");
    select
}

/// Chips with the ends of their certificates.
pub static CHIP_LINES: ListSpec = ListSpec {
    name: "chip-lines",
    large: None,
    from: chip_lines_from,
    select: &[
        ("id", "f.id"),
        ("provider_id", "f.foundational_trust_provider_id"),
        ("org_name", "COALESCE(p.name, f.partner_org_name)"),
        ("make", "f.make"),
        ("model", "f.model"),
        ("certificate_alias", "f.certificate_alias"),
        ("approval_status", "f.approval_status"),
        ("in_use", chip_active!()),
        ("is_deleted", "f.is_deleted"),
        ("cr_by", "f.cr_by"),
        ("cr_dtimes", "f.cr_dtimes"),
        ("del_dtimes", "f.del_dtimes"),
        ("upd_by", "f.upd_by"),
        ("upd_dtimes", "f.upd_dtimes"),
        ("cert_not_after", "c.cert_not_after"),
    ],
    columns: &[
        Column::text("partnerId", "f.foundational_trust_provider_id"),
        Column::text("orgName", "COALESCE(p.name, f.partner_org_name)"),
        Column::text("ftmId", "f.id"),
        Column::text("make", "f.make"),
        Column::text("model", "f.model"),
        Column::text("status", label!("f.approval_status", chip_active!())),
        Column::time("createdDateTime", "f.cr_dtimes"),
        Column::time("certificateExpiryDateTime", "c.cert_not_after"),
    ],
    key: "f.id",
    created: Some("f.cr_dtimes"),
    deleted: Some("f.is_deleted"),
    owner: Some("f.foundational_trust_provider_id"),
};
